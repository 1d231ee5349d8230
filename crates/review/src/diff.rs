//! What changed between two datasets.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use copydesk_dataset::{DocumentRow, DocumentRows, Manifest, MentionRow, RejectRow, SpanRow, documents, read};

use crate::error::Error;

/// What changed between two datasets, in the order of ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// Ids that only the new one has.
    pub added: Vec<String>,
    /// Ids that only the old one has.
    pub gone: Vec<String>,
    /// Documents whose columns, pieces or names differ.
    pub changed: Vec<ChangedDocument>,
    /// Rejects that only the new one has, `source: reason`.
    pub new_rejects: Vec<String>,
    /// Rejects that only the old one had.
    pub gone_rejects: Vec<String>,
    /// Whether the rules differ.
    pub rules_differ: bool,
}

/// What changed in one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChangedDocument {
    /// The document.
    pub id: String,
    /// Columns of `documents` that differ: name, old, new.
    pub columns: Vec<(&'static str, String, String)>,
    /// Pieces that another label or rule has decided, in order; none when the page itself is another.
    pub pieces: Vec<ChangedPiece>,
    /// Names that stand for another entity, are new or are gone: surface, old entity, new entity.
    pub names: Vec<(String, String, String)>,
}

/// A stretch of a page and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedPiece {
    /// First code point in the page.
    pub start: i32,
    /// One past the last.
    pub end: i32,
    /// The stretch itself.
    pub text: String,
    /// What the old dataset says.
    pub old: Side,
    /// What the new one says.
    pub new: Side,
}

/// What one dataset says of a piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// What the piece is.
    pub label: String,
    /// Whether it stays in the text.
    pub kept: bool,
    /// The rule that decided.
    pub rule: String,
    /// How sure the rule is.
    pub score: f32,
}

impl Diff {
    /// Whether the two say the same.
    pub fn is_empty(&self) -> bool {
        *self == Diff::default()
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.label, self.rule)
    }
}

/// Compares two datasets, each by its folder.
///
/// # Errors
/// When one of them is none.
pub fn diff(old: &Path, new: &Path) -> Result<Diff, Error> {
    compare_all(old, new, &mut |_, _, _| Ok(()))
}

/// What is done with a changed document: what changed, the old rows, the new rows.
pub(crate) type Each<'e> = dyn FnMut(&ChangedDocument, &DocumentRows, &DocumentRows) -> Result<(), Error> + 'e;

/// Walks both datasets side by side in the order of ids, a document of each at a time.
pub(crate) fn compare_all(old: &Path, new: &Path, each: &mut Each<'_>) -> Result<Diff, Error> {
    let mut out = Diff {
        rules_differ: Manifest::read(old)?.rules != Manifest::read(new)?.rules,
        ..Diff::default()
    };
    let (mut before, mut after) = (documents(old)?, documents(new)?);
    let (mut a, mut b) = (before.next().transpose()?, after.next().transpose()?);
    loop {
        let order = match (&a, &b) {
            (Some(a), Some(b)) => a.document.id.cmp(&b.document.id),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        if let (Ordering::Equal, Some(a), Some(b)) = (order, &a, &b)
            && let Some(changed) = compare(a, b)
        {
            each(&changed, a, b)?;
            out.changed.push(changed);
        }
        if order != Ordering::Greater {
            out.gone
                .extend(a.filter(|_| order == Ordering::Less).map(|d| d.document.id));
            a = before.next().transpose()?;
        }
        if order != Ordering::Less {
            out.added
                .extend(b.filter(|_| order == Ordering::Greater).map(|d| d.document.id));
            b = after.next().transpose()?;
        }
    }
    let rejects = |dir| -> Result<BTreeSet<String>, Error> {
        let rows = read::<RejectRow>(dir)?.into_iter();
        Ok(rows.map(|r| format!("{}: {}", r.source, r.reason)).collect())
    };
    let (old_rejects, new_rejects) = (rejects(old)?, rejects(new)?);
    out.new_rejects = new_rejects.difference(&old_rejects).cloned().collect();
    out.gone_rejects = old_rejects.difference(&new_rejects).cloned().collect();
    Ok(out)
}

/// What changed in a document; `None` when nothing did.
fn compare(old: &DocumentRows, new: &DocumentRows) -> Option<ChangedDocument> {
    let same_page = old.page.page_text == new.page.page_text;
    let changed = ChangedDocument {
        id: new.document.id.clone(),
        columns: columns(&old.document, &new.document),
        pieces: if same_page {
            pieces(&old.spans, &new.spans)
        } else {
            Vec::new()
        },
        names: if same_page { names(old, new) } else { Vec::new() },
    };
    let nothing = changed.columns.is_empty() && changed.pieces.is_empty() && changed.names.is_empty();
    (!nothing).then_some(changed)
}

/// Columns of which a reader of the tables would notice a change.
fn columns(old: &DocumentRow, new: &DocumentRow) -> Vec<(&'static str, String, String)> {
    let time = |d: &DocumentRow| {
        d.published
            .map_or_else(|| "null".to_owned(), |at| format!("{} µs", at.0))
    };
    let score = |s: Option<f32>| s.map_or_else(|| "null".to_owned(), |s| format!("{s:.2}"));
    let pairs = [
        ("title", shown(&old.title), shown(&new.title)),
        ("authors", old.authors.join("; "), new.authors.join("; ")),
        ("byline", shown(&old.byline), shown(&new.byline)),
        ("published", time(old), time(new)),
        ("language", old.language.clone(), new.language.clone()),
        (
            "translated_score",
            score(old.translated_score),
            score(new.translated_score),
        ),
        (
            "source_language",
            shown(&old.source_language),
            shown(&new.source_language),
        ),
        ("charset", old.charset.clone(), new.charset.clone()),
        ("access", old.access.clone(), new.access.clone()),
        ("cluster", shown(&old.cluster), shown(&new.cluster)),
        ("flags", old.flags.join(" "), new.flags.join(" ")),
        ("source_blake3", old.source_blake3.clone(), new.source_blake3.clone()),
        ("text", old.text.clone(), new.text.clone()),
        (
            "text_normalized",
            old.text_normalized.clone(),
            new.text_normalized.clone(),
        ),
    ];
    pairs.into_iter().filter(|(_, a, b)| a != b).collect()
}

fn shown(value: &Option<String>) -> String {
    value.clone().unwrap_or_else(|| "null".to_owned())
}

/// A stretch in which neither dataset has a border: its end, and the piece of each.
pub(crate) fn stretches<'s>(old: &'s [SpanRow], new: &'s [SpanRow]) -> Vec<(i32, i32, &'s SpanRow, &'s SpanRow)> {
    let mut out = Vec::with_capacity(new.len());
    let (mut i, mut k, mut at) = (0, 0, 0);
    while let (Some(a), Some(b)) = (old.get(i), new.get(k)) {
        let end = a.end.min(b.end);
        if end > at {
            out.push((at, end, a, b));
        }
        at = at.max(end);
        i += usize::from(a.end <= end);
        k += usize::from(b.end <= end);
    }
    out
}

pub(crate) fn side(s: &SpanRow) -> Side {
    Side {
        label: s.label.clone(),
        kept: s.kept,
        rule: s.rule.clone(),
        score: s.score,
    }
}

fn pieces(old: &[SpanRow], new: &[SpanRow]) -> Vec<ChangedPiece> {
    let mut out = Vec::new();
    for (start, end, a, b) in stretches(old, new) {
        if (&a.label, a.kept, &a.rule) == (&b.label, b.kept, &b.rule) {
            continue;
        }
        let skip = usize::try_from(start - b.start).unwrap_or(0);
        let take = usize::try_from(end - start).unwrap_or(0);
        let text: String = b.text.chars().skip(skip).take(take).collect();
        // White space that moves from one piece to another is no news.
        if !text.trim().is_empty() {
            out.push(ChangedPiece {
                start,
                end,
                text,
                old: side(a),
                new: side(b),
            });
        }
    }
    out
}

fn names(old: &DocumentRows, new: &DocumentRows) -> Vec<(String, String, String)> {
    fn places(rows: &DocumentRows) -> BTreeMap<(i32, i32), (&str, &str)> {
        let of = |m: &MentionRow| (m.start, m.end);
        rows.mentions
            .iter()
            .map(|m| (of(m), (m.surface.as_str(), m.entity_id.as_deref().unwrap_or("nobody"))))
            .collect()
    }
    let (before, after) = (places(old), places(new));
    let keys: BTreeSet<&(i32, i32)> = before.keys().chain(after.keys()).collect();
    let mut out = Vec::new();
    for key in keys {
        let (a, b) = (before.get(key), after.get(key));
        let surface = b.or(a).map_or("", |(surface, _)| surface);
        let entity = |side: Option<&(&str, &str)>| side.map_or("no name", |(_, entity)| entity).to_owned();
        if a.map(|x| x.1) != b.map(|x| x.1) {
            out.push((surface.to_owned(), entity(a), entity(b)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: i32, end: i32, label: &str, rule: &str) -> SpanRow {
        let text: String = "abcdefghij"
            .chars()
            .skip(start as usize)
            .take((end - start) as usize)
            .collect();
        let kept = label == "body";
        let (id, label, rule) = (String::new(), label.to_owned(), rule.to_owned());
        SpanRow {
            id,
            seq: 0,
            start,
            end,
            label,
            kept,
            rule,
            score: 0.9,
            text,
            evidence: None,
            language: None,
        }
    }

    #[test]
    fn pieces_are_compared_by_stretches_that_neither_side_cuts() {
        let old = [span(0, 4, "body", "a"), span(4, 10, "nav", "b")];
        let new = [span(0, 6, "body", "a"), span(6, 8, "nav", "b"), span(8, 10, "nav", "c")];
        let found: Vec<(String, String)> = pieces(&old, &new)
            .iter()
            .map(|p| (p.text.clone(), format!("{} → {}", p.old, p.new)))
            .collect();
        assert_eq!(
            found,
            [
                ("ef".to_owned(), "nav (b) → body (a)".to_owned()),
                ("ij".to_owned(), "nav (b) → nav (c)".to_owned())
            ]
        );
        assert!(pieces(&old, &old).is_empty());
        assert!(pieces(&[], &new).is_empty());
    }
}
