//! `add`

use std::fs;

use anyhow::Context;
use copydesk_sources::{Note, note_path, note_text, one};

use super::{WrongUse, desk, show};
use crate::Ended;
use crate::flags::Add;
use crate::terminal::say;

pub(crate) fn run(f: &Add) -> anyhow::Result<Ended> {
    let folder = match &f.outlet {
        Some(outlet) if outlet.is_empty() || outlet.starts_with('.') || outlet.contains(['/', '\\', '\0']) => {
            return Err(WrongUse(format!("--outlet {outlet}: an outlet is one folder name")).into());
        }
        Some(outlet) => f.seeds.join(outlet),
        None => f.seeds.clone(),
    };
    // All is checked before anything is written.
    let mut plan = Vec::new();
    for file in &f.files {
        let wrong = |why: &str| WrongUse(format!("{}: {why}", file.display()));
        if !file.is_file() {
            return Err(wrong("not a file").into());
        }
        let name = file.file_name().ok_or_else(|| wrong("has no file name"))?;
        let to = folder.join(name);
        if to.exists() {
            return Err(wrong(&format!("{} is there already; rename the file", to.display())).into());
        }
        if plan.iter().any(|(_, t)| *t == to) {
            return Err(wrong("another file of this call has the same name").into());
        }
        plan.push((file.clone(), to));
    }
    if f.url.is_some() && plan.len() != 1 {
        return Err(WrongUse("--url goes with one file".to_owned()).into());
    }
    let note = f
        .url
        .as_ref()
        .map(|url| {
            note_text(&Note {
                url: Some(url.clone()),
                charset: None,
            })
        })
        .transpose()
        .map_err(WrongUse)?;
    let desk = desk(None, false, None)?;
    fs::create_dir_all(&folder).with_context(|| format!("make {}", folder.display()))?;
    let mut ended = Ended::Done;
    for (from, to) in plan {
        fs::copy(&from, &to).with_context(|| format!("copy {} to {}", from.display(), to.display()))?;
        if let Some(note) = &note {
            let at = note_path(&to);
            fs::write(&at, note).with_context(|| format!("write {}", at.display()))?;
        }
        let input = one(&to, Some(&f.seeds))?;
        if matches!(show(&input, None, &desk), Ended::Rejected) {
            ended = Ended::Rejected;
        }
        say(&format!("added {}\n", to.display()));
    }
    Ok(ended)
}
