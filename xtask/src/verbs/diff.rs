//! `diff`

use copydesk_review::{diff, diff_report};

use crate::Ended;
use crate::flags::Diff;
use crate::terminal::say;

pub(crate) fn run(f: &Diff) -> anyhow::Result<Ended> {
    let diff = match &f.report {
        Some(out) => diff_report(&f.old, &f.new, out)?,
        None => diff(&f.old, &f.new)?,
    };
    if diff.is_empty() {
        say("the two datasets say the same\n");
        return Ok(Ended::Done);
    }
    let mut out = String::new();
    if diff.rules_differ {
        out.push_str("made with different rules or settings\n");
    }
    for (sign, ids) in [("+", &diff.added), ("-", &diff.gone)] {
        ids.iter().for_each(|id| out.push_str(&format!("{sign} {id}\n")));
    }
    for (sign, rejects) in [("+", &diff.new_rejects), ("-", &diff.gone_rejects)] {
        rejects
            .iter()
            .for_each(|r| out.push_str(&format!("{sign} rejected {r}\n")));
    }
    for doc in &diff.changed {
        out.push_str(&format!("~ {}\n", doc.id));
        for (column, old, new) in &doc.columns {
            if column.starts_with("text") {
                out.push_str(&format!(
                    "    {column}: {} characters, now {}\n",
                    old.chars().count(),
                    new.chars().count()
                ));
            } else {
                out.push_str(&format!("    {column}: {} → {}\n", clip(old), clip(new)));
            }
        }
        for piece in &doc.pieces {
            out.push_str(&format!("    “{}”: {} → {}\n", clip(&piece.text), piece.old, piece.new));
        }
        for (surface, old, new) in &doc.names {
            out.push_str(&format!("    “{}”: {old} → {new}\n", clip(surface)));
        }
    }
    let all = (diff.added.len(), diff.gone.len(), diff.changed.len());
    out.push_str(&format!("{} added, {} gone, {} changed\n", all.0, all.1, all.2));
    if let Some(pages) = &f.report {
        out.push_str(&format!("pages: {}\n", pages.join("index.html").display()));
    }
    say(&out);
    Ok(Ended::Done)
}

fn clip(text: &str) -> String {
    let plain = text.replace(char::is_control, " ");
    if plain.chars().count() <= 60 {
        plain
    } else {
        plain.chars().take(59).chain(['…']).collect()
    }
}
