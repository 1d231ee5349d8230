//! `explain`

use copydesk_sources::one;

use super::{WrongUse, desk, show};
use crate::Ended;
use crate::flags::Explain;

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
    let desk = desk(f.rules.as_deref(), f.keep_when_unsure, f.style.as_deref())?;
    desk.read_ahead();
    let input = one(&file, Some(&f.seeds))?;
    Ok(show(&input, record.as_deref(), &desk))
}
