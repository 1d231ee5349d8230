//! `explain`

use copydesk_pipeline::{Outcome, explain, pass_one};
use copydesk_sources::{Item, one, read};

use super::{WrongUse, desk};
use crate::Ended;
use crate::flags::Explain;
use crate::terminal::{complain, say, style};

pub(crate) fn run(f: &Explain) -> anyhow::Result<Ended> {
    // An id is a path under seeds, perhaps with a record behind `#`.
    let id = f.what.to_string_lossy().into_owned();
    let (path, record) = match id.rsplit_once('#') {
        Some((path, record)) if !f.what.exists() => (path.to_owned(), Some(record.to_owned())),
        _ => (id.clone(), None),
    };
    let in_seeds = f.seeds.join(&path);
    let file = if f.what.exists() { f.what.clone() } else { in_seeds };
    if !file.is_file() {
        return Err(WrongUse(format!(
            "{id}: no such file, and no such document under {}",
            f.seeds.display()
        ))
        .into());
    }
    let desk = desk(f.rules.as_deref(), f.keep_when_unsure)?;
    let input = one(&file, Some(&f.seeds))?;
    let mut ended = Ended::Done;
    read(&input, &desk.limits, &mut |item| {
        let outcome = match item {
            Item::Record(r) if record.is_some() && r.record != record => return,
            Item::Record(r) => pass_one(r, &desk),
            Item::Reject(r) => Outcome::Reject(r),
        };
        match outcome {
            Outcome::Document(doc) => say(&explain(*doc, &desk, style())),
            Outcome::Reject(r) => {
                complain(&format!(
                    "{} gives no row: {}: {}\n  {}",
                    r.source,
                    r.reason.name(),
                    r.detail,
                    r.reason.hint()
                ));
                ended = Ended::Rejected;
            }
        }
    });
    Ok(ended)
}
