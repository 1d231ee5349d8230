//! `eval`

use std::path::{Path, PathBuf};

use anyhow::Context;
use copydesk_evaluation::{Figure, floors, lines, own, pages};
use copydesk_pipeline::{BuildOptions, Desk, Silent, build};
use tempfile::TempDir;

use super::{WrongUse, desk, root};
use crate::Ended;
use crate::flags::Eval;
use crate::terminal::{complain, remark, say};

pub(crate) fn run(f: &Eval) -> anyhow::Result<Ended> {
    let (own_too, gold, sets) = if f.pages.is_empty() && f.gold.is_empty() {
        let (gold, sets) = beside();
        (true, gold, sets)
    } else {
        (false, f.gold.clone(), f.pages.clone())
    };
    let gold = gold
        .into_iter()
        .map(|g| Ok((raw_files_of(&g)?, g)))
        .collect::<Result<Vec<_>, WrongUse>>()?;
    for folder in sets.iter().flat_map(|set| [set.join("html"), set.join("gold")]) {
        if !folder.is_dir() {
            return Err(WrongUse(format!(
                "{} is not a folder; --pages wants one with html/ and gold/",
                folder.display()
            ))
            .into());
        }
    }
    let floors_file = root().join("tests/gold/floors.toml");
    let floors = std::fs::read_to_string(&floors_file).with_context(|| format!("read {}", floors_file.display()))?;
    let desk = desk(None, false, None)?;
    let mut fallen = Vec::new();
    let mut show = |table: String, figures: Vec<Figure>| -> anyhow::Result<()> {
        say(&format!("{table}\n"));
        fallen.extend(floors::check(&figures, &floors)?);
        Ok(())
    };
    if own_too {
        let dataset = Built::of(&root().join("seeds"), &desk)?;
        let scores = own::score(&dataset.dir, &root().join("tests/gold/seeds.toml"))?;
        show(scores.table(), scores.figures())?;
    }
    for (raw, gold) in &gold {
        let dataset = Built::of(raw, &desk)?;
        let scores = lines::score(&dataset.dir, gold)?;
        show(scores.table(), scores.figures())?;
    }
    for set in &sets {
        let dataset = Built::of(&set.join("html"), &desk)?;
        let scores = pages::score(&dataset.dir, &set.join("gold"))?;
        show(scores.table(f.worst), scores.figures())?;
    }
    if own_too && gold.is_empty() && sets.is_empty() {
        remark("lines.* and pages.* were not measured: no gold lies beside the repository");
    }
    fallen.iter().for_each(|fallen| complain(&fallen.to_string()));
    Ok(if fallen.is_empty() { Ended::Done } else { Ended::Failed })
}

/// Gold that may lie beside the repository; it is not part of it.
fn beside() -> (Vec<PathBuf>, Vec<PathBuf>) {
    let shared = root().join("../shared");
    let gold = shared.join("seeds-gold");
    let gold = if gold.is_dir() { vec![gold] } else { Vec::new() };
    let entries = std::fs::read_dir(shared.join("pages-dev"))
        .into_iter()
        .flatten()
        .flatten();
    let mut sets: Vec<PathBuf> = entries
        .map(|e| e.path())
        .filter(|p| p.join("html").is_dir() && p.join("gold").is_dir())
        .collect();
    sets.sort();
    (gold, sets)
}

/// The folder `seeds` beside a folder of line gold.
fn raw_files_of(gold: &Path) -> Result<PathBuf, WrongUse> {
    let raw = gold.join("../seeds");
    if gold.is_dir() && raw.is_dir() {
        return Ok(raw);
    }
    Err(WrongUse(format!(
        "--gold {}: wants a folder of gold with the raw files beside it, in a folder named seeds",
        gold.display()
    )))
}

/// A dataset in a folder that goes away with it.
struct Built {
    dir: PathBuf,
    _folder: TempDir,
}

impl Built {
    fn of(raw: &Path, desk: &Desk) -> anyhow::Result<Built> {
        let folder = tempfile::tempdir().context("make a folder for the dataset")?;
        let dir = folder.path().join("dataset");
        let options = BuildOptions {
            cache: false,
            ..BuildOptions::new(raw, &dir)
        };
        let summary = build(&options, desk, &Silent)?;
        let records = summary.accounts.records;
        remark(&format!("{}: {records}", raw.display()));
        Ok(Built { dir, _folder: folder })
    }
}
