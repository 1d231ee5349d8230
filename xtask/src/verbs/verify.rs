//! `verify`

use crate::Ended;
use crate::flags::Verify;
use crate::terminal::{complain, say};

pub(crate) fn run(f: &Verify) -> anyhow::Result<Ended> {
    let wrong = copydesk_dataset::verify(&f.dir)?;
    wrong.iter().for_each(|w| complain(w));
    if wrong.is_empty() {
        say(&format!("{} is what its manifest says\n", f.dir.display()));
        return Ok(Ended::Done);
    }
    Ok(Ended::Failed)
}
