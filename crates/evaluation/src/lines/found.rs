//! What a dataset says of one text file, in the terms of gold: a label for each line, names and defects by line.

use super::gold::{Issue, LABELS, Name};
use crate::error::Error;
use crate::tables::Lines;
use crate::text::is_space;
use copydesk_dataset::DocumentRows;

/// What was found in one document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// A label of gold for each line.
    pub(crate) labels: Vec<String>,
    pub(crate) mentions: Vec<Name>,
    pub(crate) issues: Vec<Issue>,
}

/// Labels that gold does not have, and the one that stands for each.
const LABEL: [(&str, &str); 7] = [
    ("heading", "body"),
    ("standfirst", "body"),
    ("comment", "comment_form"),
    ("advertisement", "widget"),
    ("cookie_notice", "legal"),
    ("duplicate", "nav"),
    ("other", "widget"),
];

/// Kinds of defect that gold names otherwise.
const KIND: [(&str, &str); 2] = [
    ("mixed_romanization", "spelling_variant"),
    ("calque", "translation_artifact"),
];

pub(crate) fn of(doc: &DocumentRows) -> Result<Found, Error> {
    let lines = Lines::of(&doc.page.page_text);
    let labels = (0..lines.len())
        .map(|k| label(doc, &lines, k))
        .collect::<Result<_, _>>()?;
    let place = |start: i32, end: i32| {
        let (k, from) = lines.place(start);
        (k + 1, from, lines.cut(k, usize::try_from(end).unwrap_or(0)))
    };
    let mentions = doc.mentions.iter().map(|m| {
        let (line, char_start, char_end) = place(m.start, m.end);
        let (surface, canonical, kind) = (m.surface.clone(), m.canonical.clone(), m.kind.clone());
        Name {
            line,
            char_start,
            char_end,
            surface,
            canonical,
            kind,
            optional: false,
            suffix: String::new(),
        }
    });
    let issues = doc.artifacts.iter().map(|a| {
        let (line, char_start, char_end) = place(a.start, a.end);
        Issue {
            line,
            char_start,
            char_end,
            kind: stand_in(&KIND, &a.kind).to_owned(),
            optional: false,
        }
    });
    Ok(Found {
        labels,
        mentions: mentions.collect(),
        issues: issues.collect(),
    })
}

/// The label that covers most of a line's characters, blanks aside; among equals, the first.
fn label(doc: &DocumentRows, lines: &Lines, k: usize) -> Result<String, Error> {
    let mut weights: Vec<(&str, (usize, usize))> = Vec::new();
    for (span, part) in lines.parts(k, &doc.spans) {
        let label = stand_in(&LABEL, &span.label);
        if !LABELS.contains(&label) {
            return Err(Error::disagree(
                &doc.document.id,
                format!("{label} is no label that gold knows"),
            ));
        }
        let chars = part.iter().filter(|c| !is_space(**c)).count();
        match weights.iter_mut().find(|(l, _)| *l == label) {
            Some((_, weight)) => *weight = (weight.0 + chars, weight.1 + 1),
            None => weights.push((label, (chars, 1))),
        }
    }
    // `max_by_key` would take the last of equals.
    let best = weights
        .into_iter()
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    Ok(best.map_or("blank", |(label, _)| label).to_owned())
}

fn stand_in<'a>(table: &[(&str, &'a str)], name: &'a str) -> &'a str {
    table.iter().find(|(from, _)| *from == name).map_or(name, |(_, to)| to)
}
