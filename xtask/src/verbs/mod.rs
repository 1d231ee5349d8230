//! One short file for each verb: it parses, calls a library, prints, and says how it ended.

pub(crate) mod add;
pub(crate) mod bench;
mod browser;
pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod diff;
mod environment;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod names;
pub(crate) mod report;
pub(crate) mod test;
pub(crate) mod verify;
mod wheel;

use std::path::{Path, PathBuf};

use copydesk_model::Policy;
use copydesk_pipeline::{Desk, Outcome, explain, pass_one};
use copydesk_sources::{Input, Item};

use crate::Ended;
use crate::terminal::{complain, say, style};

/// The command itself is at fault.
#[derive(Debug)]
pub(crate) struct WrongUse(pub(crate) String);

impl std::fmt::Display for WrongUse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongUse {}

fn desk(rules: Option<&Path>, keep_when_unsure: bool, style: Option<&str>) -> Result<Desk, copydesk_pipeline::Error> {
    let policy = if keep_when_unsure {
        Policy::KEEP_WHEN_UNSURE
    } else {
        Policy::DEFAULT
    };
    Desk::open_in_style(rules, policy, style)
}

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_owned)
        .unwrap_or_default()
}

/// Shows what becomes of one raw file, or of one record of it.
fn show(input: &Input, record: Option<&str>, desk: &Desk) -> Ended {
    let mut ended = Ended::Done;
    let mut found = record.is_none();
    for item in desk.records(input) {
        let outcome = match item {
            Item::Record(r) if record.is_some() && r.record.as_deref() != record => continue,
            Item::Reject(r) if record.is_some() && r.record.as_deref() != record => continue,
            Item::Record(r) => pass_one(*r, desk),
            Item::Reject(r) => Outcome::Reject(r),
            Item::Skipped(_) => continue,
        };
        found = true;
        match outcome {
            Outcome::Document(doc) => say(&explain(*doc, desk, style())),
            Outcome::Reject(r) => {
                let (reason, hint) = (r.reason.name(), r.reason.hint());
                complain(&format!("{} gives no row: {reason}: {}\n  {hint}", r.source, r.detail));
                ended = Ended::Rejected;
            }
        }
    }
    if let (false, Some(record)) = (found, record) {
        complain(&format!("{} has no record {record}", input.source));
        ended = Ended::Failed;
    }
    ended
}
