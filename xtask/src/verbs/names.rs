//! `names`

use std::io::Read;

use anyhow::Context;
use copydesk_names::resolve;

use super::{WrongUse, desk};
use crate::Ended;
use crate::flags::Names;
use crate::terminal::say;

pub(crate) fn run(f: &Names) -> anyhow::Result<Ended> {
    let Some(file) = &f.file else { return take_over(f) };
    let desk = desk(f.rules.as_deref(), false, f.style.as_deref())?;
    let mut text = String::new();
    if file.as_os_str() == "-" {
        std::io::stdin()
            .read_to_string(&mut text)
            .context("standard input is not UTF-8 text")?;
    } else {
        let failed = |e: std::io::Error| WrongUse(format!("{}: {e}", file.display()));
        text = std::fs::read_to_string(file).map_err(failed)?;
    }
    let names: Vec<String> = text
        .lines()
        .map(str::trim)
        .filter(|n| !n.is_empty())
        .map(str::to_owned)
        .collect();
    if f.explain {
        names
            .iter()
            .for_each(|n| say(&copydesk_names::explain(n, &desk.gazetteer)));
        return Ok(Ended::Done);
    }
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

/// Adds accepted proposals to the user's own names.
fn take_over(f: &Names) -> anyhow::Result<Ended> {
    let Some(dir) = &f.rules else {
        return Err(WrongUse("--accept wants --rules DIR".to_owned()).into());
    };
    let failed = |e: std::io::Error| WrongUse(format!("{}: {e}", f.proposals.display()));
    let proposals = std::fs::read_to_string(&f.proposals).map_err(failed)?;
    let missing = |ids: Vec<String>| WrongUse(format!("{} does not hold {}", f.proposals.display(), ids.join(", ")));
    let rows = copydesk_names::corpus::accept(&proposals, &f.accept).map_err(missing)?;
    let own = dir.join("names").join("accepted.tsv");
    let (head, rows) = rows.split_once('\n').unwrap_or((&rows, ""));
    let mut text = match std::fs::read_to_string(&own) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => format!("{head}\n"),
        Err(e) => return Err(e).with_context(|| own.display().to_string()),
    };
    // A proposal that was accepted before is there already.
    let new: Vec<String> = rows
        .lines()
        .filter(|r| !text.contains(&format!("\n{r}\n")))
        .map(|r| format!("{r}\n"))
        .collect();
    text.extend(new);
    std::fs::create_dir_all(dir.join("names"))?;
    std::fs::write(&own, text).with_context(|| own.display().to_string())?;
    desk(Some(dir), false, None)?;
    say(&format!("{}: {} taken over\n", own.display(), f.accept.len()));
    Ok(Ended::Done)
}
