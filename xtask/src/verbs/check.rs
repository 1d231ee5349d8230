//! `check`

use copydesk_pipeline::{TAKEDOWN_FILE, Takedown};
use copydesk_sources::list;

use super::desk;
use crate::Ended;
use crate::flags::Check;
use crate::terminal::{complain, say};

pub(crate) fn run(f: &Check) -> anyhow::Result<Ended> {
    let desk = desk(f.rules.as_deref(), false, None)?;
    let mistakes = desk.check();
    mistakes.iter().for_each(|m| complain(m));
    let listing = list(&f.seeds)?;
    for r in &listing.rejects {
        complain(&format!("{}: {}: {}", r.source, r.reason.name(), r.detail));
    }
    let takedown = match &f.takedown {
        Some(path) => Takedown::open(path, true)?,
        None => Takedown::open(&f.seeds.join(TAKEDOWN_FILE), false)?,
    };
    let bytes: u64 = listing.inputs.iter().map(|i| i.bytes).sum();
    say(&format!(
        "rules and names: {}\nseeds: {} files, {bytes} bytes; {} skipped, {} unusable\ntakedown list: {} rows\nrules digest: {}\n",
        if mistakes.is_empty() {
            "every example holds".to_owned()
        } else {
            format!("{} mistakes", mistakes.len())
        },
        listing.inputs.len(),
        listing.skipped.len(),
        listing.rejects.len(),
        takedown.len(),
        desk.digest(),
    ));
    Ok(match (mistakes.is_empty(), listing.rejects.is_empty()) {
        (false, _) => Ended::Failed,
        (true, false) => Ended::Rejected,
        (true, true) => Ended::Done,
    })
}
