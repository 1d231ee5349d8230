//! `report`

use std::path::{Path, PathBuf};

use copydesk_dataset::Manifest;
use copydesk_review::report;

use super::WrongUse;
use crate::Ended;
use crate::flags::Report;
use crate::terminal::say;

pub(crate) fn run(f: &Report) -> anyhow::Result<Ended> {
    if !f.dir.join(Manifest::FILE).is_file() {
        return Err(WrongUse(format!(
            "{}: no dataset; build it first: cargo xtask build",
            f.dir.display()
        ))
        .into());
    }
    let out = f.out.clone().unwrap_or_else(|| beside(&f.dir));
    let made = report(&f.dir, &out)?;
    say(&format!(
        "{} documents, {} names, {} rules; {} documents are worth a look\nopen {}\n",
        made.documents,
        made.names,
        made.rules,
        made.worth,
        out.join("index.html").display()
    ));
    Ok(Ended::Done)
}

/// `data/clean` has its pages in `data/clean-report`: a dataset's folder holds nothing else.
fn beside(dataset: &Path) -> PathBuf {
    let dataset = std::path::absolute(dataset).unwrap_or_else(|_| dataset.to_owned());
    let mut name = dataset.file_name().unwrap_or_default().to_owned();
    name.push("-report");
    dataset.with_file_name(name)
}
