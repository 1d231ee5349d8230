//! From the rows of the dataset to the classes of `results.rs`.

use copydesk_dataset::{ArtifactRow, DocumentRow, DocumentRows, MentionRow, Micros, SpanRow};
use copydesk_names::Resolved;
use jiff::Timestamp;
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::results::{Artifact, Cleaned, Extracted, Mention, ResolvedName, Span};

/// Python's calendar has the years 1 to 9999, Rust's more; a date outside says nothing of a news page.
fn moment(at: Option<Micros>) -> Option<Timestamp> {
    let first = Timestamp::from_second(-62_135_596_800).ok()?;
    at.and_then(|m| Timestamp::from_microsecond(m.0).ok())
        .filter(|t| *t >= first)
}

/// A list of class instances.
pub(crate) fn list<T, C: Into<PyClassInitializer<C>> + pyo3::PyClass>(
    py: Python<'_>,
    rows: Vec<T>,
    class: impl Fn(T) -> C,
) -> PyResult<Py<PyList>> {
    let items = rows.into_iter().map(|row| Py::new(py, class(row)));
    Ok(PyList::new(py, items.collect::<PyResult<Vec<_>>>()?)?.unbind())
}

fn span(row: SpanRow) -> Span {
    Span {
        seq: row.seq,
        start: row.start,
        end: row.end,
        label: row.label,
        kept: row.kept,
        rule: row.rule,
        score: row.score,
        text: row.text,
        evidence: row.evidence,
        language: row.language,
    }
}

fn mention(row: MentionRow) -> Mention {
    Mention {
        start: row.start,
        end: row.end,
        text_start: row.text_start,
        text_end: row.text_end,
        surface: row.surface,
        entity_id: row.entity_id,
        canonical: row.canonical,
        kind: row.kind,
        rule: row.rule,
        score: row.score,
        in_quote: row.in_quote,
    }
}

pub(crate) fn artifact(row: ArtifactRow) -> Artifact {
    Artifact {
        start: row.start,
        end: row.end,
        kind: row.kind,
        group: row.group,
        severity: row.severity,
        surface: row.surface,
        repair: row.repair,
        applied: row.applied,
        rule: row.rule,
        score: row.score,
    }
}

pub(crate) fn resolved(name: Resolved) -> ResolvedName {
    ResolvedName {
        name: name.name,
        entity_id: name.entity.to_string(),
        canonical: name.canonical,
        kind: name.kind.name().to_owned(),
        rule: name.rule.to_string(),
        score: name.score,
    }
}

pub(crate) fn extracted(py: Python<'_>, rows: DocumentRows) -> PyResult<Extracted> {
    let document = rows.document;
    Ok(Extracted {
        text: document.text,
        title: document.title,
        authors: document.authors,
        byline: document.byline,
        published: moment(document.published),
        published_source: document.published_source,
        modified: moment(document.modified),
        url: document.url,
        site: document.site,
        access: document.access,
        page_text: rows.page.page_text,
        spans: list(py, rows.spans, span)?,
    })
}

pub(crate) fn cleaned(py: Python<'_>, rows: DocumentRows) -> PyResult<Cleaned> {
    // Every column by name: one that is added to the table is missed here.
    let DocumentRow {
        id,
        source,
        source_blake3,
        outlet,
        url,
        site,
        media_type,
        charset,
        charset_source,
        charset_conflict,
        replaced_chars,
        repaired_chars,
        title,
        authors,
        byline,
        published,
        modified,
        published_source,
        language,
        language_script,
        language_score,
        translated_score,
        machine_score,
        source_language,
        access,
        access_evidence,
        text,
        text_normalized,
        chars,
        words,
        removed_share,
        cluster: _,
        cluster_size: _,
        cluster_head: _,
        // What the container says; bytes in memory have none.
        fetched: _,
        metadata: _,
        flags,
        published_raw,
    } = rows.document;
    Ok(Cleaned {
        id,
        source,
        source_blake3,
        outlet,
        url,
        site,
        media_type,
        charset,
        charset_source,
        charset_conflict,
        replaced_chars,
        repaired_chars,
        title,
        authors,
        byline,
        published: moment(published),
        modified: moment(modified),
        published_source,
        language,
        language_script,
        language_score,
        translated_score,
        machine_score,
        source_language,
        access,
        access_evidence,
        text,
        text_normalized,
        chars,
        words,
        removed_share,
        flags,
        published_raw,
        page_text: rows.page.page_text,
        spans: list(py, rows.spans, span)?,
        mentions: list(py, rows.mentions, mention)?,
        artifacts: list(py, rows.artifacts, artifact)?,
    })
}
