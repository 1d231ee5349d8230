//! `names`

use std::io::Read;

use anyhow::Context;
use copydesk_names::resolve;

use super::{WrongUse, desk};
use crate::Ended;
use crate::flags::Names;
use crate::terminal::say;

pub(crate) fn run(f: &Names) -> anyhow::Result<Ended> {
    let desk = desk(f.rules.as_deref(), false)?;
    let mut text = String::new();
    if f.file.as_os_str() == "-" {
        std::io::stdin()
            .read_to_string(&mut text)
            .context("standard input is not UTF-8 text")?;
    } else {
        let failed = |e: std::io::Error| WrongUse(format!("{}: {e}", f.file.display()));
        text = std::fs::read_to_string(&f.file).map_err(failed)?;
    }
    let names: Vec<String> = text
        .lines()
        .map(str::trim)
        .filter(|n| !n.is_empty())
        .map(str::to_owned)
        .collect();
    let mut out = String::from("name\tentity_id\tcanonical\trule\tscore\n");
    for r in resolve(&names, &desk.gazetteer) {
        let name = r.name.replace('\t', " ");
        out.push_str(&format!(
            "{name}\t{}\t{}\t{}\t{:.3}\n",
            r.entity, r.canonical, r.rule, r.score
        ));
    }
    say(&out);
    Ok(Ended::Done)
}
