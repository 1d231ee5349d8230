//! `diff`: what changed between two datasets.

use std::collections::BTreeMap;
use std::path::Path;

use copydesk_dataset::{DocumentRow, Manifest, RejectRow, SpanRow, read};

use crate::error::Error;

/// What changed between two datasets, in the order of ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// Ids that only the new one has.
    pub added: Vec<String>,
    /// Ids that only the old one has.
    pub gone: Vec<String>,
    /// Documents whose columns or pieces differ.
    pub changed: Vec<ChangedDocument>,
    /// Rejects that only the new one has, `source: reason`.
    pub new_rejects: Vec<String>,
    /// Rejects that only the old one had.
    pub gone_rejects: Vec<String>,
    /// Whether the rules differ.
    pub rules_differ: bool,
}

/// What changed in one document.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedDocument {
    /// The document.
    pub id: String,
    /// Columns of `documents` that differ: name, old, new.
    pub columns: Vec<(&'static str, String, String)>,
    /// Pieces whose label differs: text, old label and rule, new label and rule.
    pub pieces: Vec<(String, String, String)>,
}

impl Diff {
    /// Whether the two say the same.
    pub fn is_empty(&self) -> bool {
        *self == Diff::default()
    }
}

/// Compares two datasets, each by its folder.
///
/// # Errors
/// When one of them is none.
pub fn diff(old: &Path, new: &Path) -> Result<Diff, Error> {
    let (old_manifest, new_manifest) = (Manifest::read(old)?, Manifest::read(new)?);
    let mut out = Diff {
        rules_differ: old_manifest.rules != new_manifest.rules,
        ..Diff::default()
    };
    let mut before: BTreeMap<String, DocumentRow> = read::<DocumentRow>(old)?
        .into_iter()
        .map(|d| (d.id.clone(), d))
        .collect();
    let mut old_spans = by_id(read(old)?);
    let mut new_spans = by_id(read(new)?);
    for after in read::<DocumentRow>(new)? {
        let Some(row) = before.remove(&after.id) else {
            out.added.push(after.id);
            continue;
        };
        let columns = columns(&row, &after);
        let pieces = relabelled(
            &old_spans.remove(&row.id).unwrap_or_default(),
            &new_spans.remove(&row.id).unwrap_or_default(),
        );
        if !columns.is_empty() || !pieces.is_empty() {
            out.changed.push(ChangedDocument {
                id: after.id,
                columns,
                pieces,
            });
        }
    }
    out.gone = before.into_keys().collect();
    let rejects = |dir| -> Result<Vec<String>, Error> {
        Ok(read::<RejectRow>(dir)?
            .into_iter()
            .map(|r| format!("{}: {}", r.source, r.reason))
            .collect())
    };
    let (old_rejects, new_rejects) = (rejects(old)?, rejects(new)?);
    out.new_rejects = new_rejects
        .iter()
        .filter(|r| !old_rejects.contains(r))
        .cloned()
        .collect();
    out.gone_rejects = old_rejects.into_iter().filter(|r| !new_rejects.contains(r)).collect();
    Ok(out)
}

fn by_id(spans: Vec<SpanRow>) -> BTreeMap<String, Vec<SpanRow>> {
    let mut map: BTreeMap<String, Vec<SpanRow>> = BTreeMap::new();
    spans
        .into_iter()
        .for_each(|s| map.entry(s.id.clone()).or_default().push(s));
    map
}

/// Columns of which a reader of the tables would notice a change.
fn columns(old: &DocumentRow, new: &DocumentRow) -> Vec<(&'static str, String, String)> {
    let pairs = [
        ("title", shown(&old.title), shown(&new.title)),
        ("authors", old.authors.join("; "), new.authors.join("; ")),
        (
            "published",
            format!("{:?}", old.published),
            format!("{:?}", new.published),
        ),
        ("language", old.language.clone(), new.language.clone()),
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

/// Pieces that stand in both under another label; pieces that only one has show up in the text.
fn relabelled(old: &[SpanRow], new: &[SpanRow]) -> Vec<(String, String, String)> {
    let before: BTreeMap<(i32, i32), &SpanRow> = old.iter().map(|s| ((s.start, s.end), s)).collect();
    let side = |s: &SpanRow| format!("{} ({})", s.label, s.rule);
    new.iter()
        .filter_map(|s| before.get(&(s.start, s.end)).map(|b| (*b, s)))
        .filter(|(b, s)| b.label != s.label || b.rule != s.rule)
        .map(|(b, s)| (s.text.clone(), side(b), side(s)))
        .collect()
}
