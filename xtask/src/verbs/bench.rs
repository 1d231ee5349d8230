//! `bench`

use anyhow::Context;
use copydesk_bench::{Options, measure, rules_of};

use super::environment::environment;
use super::{WrongUse, desk, root};
use crate::Ended;
use crate::flags::Bench;
use crate::terminal::{remark, say};

/// So many rules are shown.
const DEAREST: usize = 40;

pub(crate) fn run(f: &Bench) -> anyhow::Result<Ended> {
    if let Some(pages) = f.pages.as_ref().filter(|p| !p.is_dir()) {
        return Err(WrongUse(format!("--pages {}: not a folder", pages.display())).into());
    }
    let home = root().join("crates/bench/peers");
    let peers = if f.no_peers || f.rules {
        None
    } else {
        let python = environment("bench", "crates/bench/peers/requirements.txt").context("set up the peers")?;
        Some((python, home.join("peers.py")))
    };
    let options = Options {
        seeds: root().join("seeds"),
        program: std::env::current_exe().context("find the running program")?,
        peers,
        rounds: f.rounds.max(1),
        documents: f.documents.max(1),
        pages: f.pages.clone(),
    };
    let desk = desk(None, false, None)?;
    if f.rules {
        say(&rules_of(&options, &desk)?.table(DEAREST));
        return Ok(Ended::Done);
    }
    let report = measure(&options, &desk, &mut |what| remark(what))?;
    say(&report.table());
    if let Some(path) = &f.json {
        let text = serde_json::to_string_pretty(&report).context("write the figures as JSON")?;
        std::fs::write(path, text + "\n").with_context(|| format!("write {}", path.display()))?;
    }
    Ok(Ended::Done)
}
