//! Short tables for the terminal.

use std::collections::BTreeMap;

use crate::build::Summary;

/// Lines up rows of cells: the first column to the left, the others to the right.
fn text_table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |c: usize| {
        rows.iter()
            .filter_map(|r| r.get(c))
            .map(|s| s.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::from("  ");
        for (c, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[c] - cell.chars().count());
            match c {
                0 => line.extend([cell.as_str(), &pad]),
                _ => line.extend(["  ", &pad, cell.as_str()]),
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// What a build did, in a table short enough for one screen.
pub fn summary_table(summary: &Summary, seconds: f64) -> String {
    let c = &summary.counts;
    let mut out = String::new();
    let mut rows = vec![vec!["documents".to_owned(), number(c.documents)]];
    rows.push(vec!["languages".to_owned(), top(&c.languages, 9)]);
    let all = (c.kept_chars + c.removed_chars).max(1);
    rows.push(vec![
        "characters kept".to_owned(),
        format!("{} ({:.1} %)", number(c.kept_chars), percent(c.kept_chars, all)),
    ]);
    rows.push(vec![
        "characters removed".to_owned(),
        format!("{} ({:.1} %)", number(c.removed_chars), percent(c.removed_chars, all)),
    ]);
    rows.push(vec![
        "names".to_owned(),
        format!(
            "{} mentions of {} entities",
            number(c.mentions.values().sum()),
            number(c.entities)
        ),
    ]);
    rows.push(vec![
        "artifacts".to_owned(),
        format!("{}; {} repaired", top(&c.artifacts, 4), number(c.repaired)),
    ]);
    rows.push(vec![
        "near-copies".to_owned(),
        if c.clusters == 1 {
            "1 cluster".to_owned()
        } else {
            format!("{} clusters", number(c.clusters))
        },
    ]);
    rows.push(vec![
        "rejects".to_owned(),
        if c.rejects.is_empty() {
            "none".to_owned()
        } else {
            top(&c.rejects, 6)
        },
    ]);
    if !summary.skipped_records.is_empty() {
        let by_reason = summary
            .skipped_records
            .iter()
            .map(|(k, n)| ((*k).to_owned(), *n))
            .collect();
        rows.push(vec!["skipped".to_owned(), top(&by_reason, 6)]);
    }
    if let Some((rule, share)) = summary.removed.first() {
        rows.push(vec!["removed most".to_owned(), format!("{share:.1} % by {rule}")]);
    }
    if summary.reused > 0 {
        let reused = format!("{} documents of the build before", number(summary.reused));
        rows.push(vec!["taken over".to_owned(), reused]);
    }
    rows.push(vec!["time".to_owned(), format!("{seconds:.2} s")]);
    let label_width = rows.iter().map(|r| r[0].chars().count()).max().unwrap_or(0);
    for row in &rows {
        out.push_str(&format!("  {:label_width$}  {}\n", row[0], row[1]));
    }
    let mut removed: Vec<(&String, &u64)> = c.chars.iter().filter(|(l, _)| l.as_str() != "blank").collect();
    removed.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    out.push_str("\n  characters by label\n");
    let cells: Vec<Vec<String>> = removed
        .chunks(3)
        .map(|chunk| {
            chunk
                .iter()
                .flat_map(|(l, n)| [format!("{l:<15}"), number(**n)])
                .collect()
        })
        .collect();
    out.push_str(&text_table(&cells));
    if !summary.entities.is_empty() {
        out.push_str("\n  named most\n");
        let rows: Vec<Vec<String>> = summary
            .entities
            .iter()
            .map(|(name, documents, forms)| {
                vec![
                    name.clone(),
                    format!("{documents} documents"),
                    if *forms == 1 {
                        "1 form".to_owned()
                    } else {
                        format!("{forms} forms")
                    },
                ]
            })
            .collect();
        out.push_str(&text_table(&rows));
    }
    out.push_str(&format!(
        "\n  accounts: files {}\n            records {}\n",
        summary.accounts.files, summary.accounts.records
    ));
    out
}

fn top(counts: &BTreeMap<String, u64>, most: usize) -> String {
    let mut sorted: Vec<_> = counts.iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let shown: Vec<String> = sorted
        .iter()
        .take(most)
        .map(|(k, n)| format!("{k} {}", number(**n)))
        .collect();
    let more = sorted.len().saturating_sub(most);
    if more > 0 {
        format!("{}, and {more} more", shown.join(", "))
    } else {
        shown.join(", ")
    }
}

fn percent(part: u64, all: u64) -> f64 {
    part as f64 * 100.0 / all as f64
}

fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (k, d) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            out.push(',');
        }
        out.push(d);
    }
    out
}
