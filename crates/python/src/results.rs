//! What the functions give: frozen classes whose attributes carry the column names of the dataset.

use jiff::Timestamp;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple, PyType};

/// More characters of a value than this a `repr` does not show.
const SHOWN: usize = 60;

/// A frozen class: attributes, `repr`, equality by value, copies and pickles.
macro_rules! results {
    ($($(#[doc = $doc:expr])* $name:ident { $($field:ident: $type:ty = $attribute:literal,)* })*) => {$(
        $(#[doc = $doc])*
        #[pyclass(frozen, module = "copydesk")]
        pub(crate) struct $name { $(#[pyo3(get, name = $attribute)] pub(crate) $field: $type,)* }

        #[pymethods]
        impl $name {
            #[classattr]
            #[pyo3(name = "__match_args__")]
            fn attributes(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
                PyTuple::new(py, [$($attribute),*])
            }

            #[new]
            #[allow(clippy::too_many_arguments, reason = "copies and pickles hand over every attribute")]
            fn new($($field: $type),*) -> $name {
                $name { $($field),* }
            }

            fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
                repr(slf.as_any())
            }

            fn __eq__(slf: &Bound<'_, Self>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
                Ok(other.is_instance_of::<$name>() && values(slf.as_any())?.eq(values(other)?)?)
            }

            fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyType>, Bound<'py, PyTuple>)> {
                Ok((slf.get_type(), values(slf.as_any())?))
            }
        }
    )*};
}

fn values<'py>(of: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
    let names = of.getattr("__match_args__")?;
    let values: Vec<Bound<'py, PyAny>> = names
        .cast::<PyTuple>()?
        .iter()
        .map(|name| of.getattr(name.cast::<PyString>()?))
        .collect::<PyResult<_>>()?;
    PyTuple::new(of.py(), values)
}

fn repr(of: &Bound<'_, PyAny>) -> PyResult<String> {
    let mut parts = Vec::new();
    for (name, value) in of.getattr("__match_args__")?.cast::<PyTuple>()?.iter().zip(values(of)?) {
        let shown = match value.cast::<PyList>() {
            Ok(list) if list.len() > 3 => format!("[{} of them]", list.len()),
            _ => value.repr()?.to_string_lossy().into_owned(),
        };
        let shown = match shown.char_indices().nth(SHOWN) {
            Some((end, _)) if value.is_instance_of::<PyString>() => format!("{}…'", &shown[..end]),
            _ => shown,
        };
        parts.push(format!("{name}={shown}"));
    }
    Ok(format!("{}({})", of.get_type().name()?, parts.join(", ")))
}

results! {
    /// What :func:`decode` gives: the text, and how the bytes became it.
    Decoded {
        text: String = "text",
        charset: String = "charset",
        charset_source: String = "charset_source",
        charset_conflict: bool = "charset_conflict",
        replaced_chars: u32 = "replaced_chars",
    }
    /// One repair: code points ``start`` to ``end`` of the text that was given, what stood there, what stands there now.
    Edit {
        start: usize = "start",
        end: usize = "end",
        before: String = "before",
        after: String = "after",
        rule: String = "rule",
    }
    /// What :func:`repair` gives.
    Repaired {
        text: String = "text",
        edits: Py<PyList> = "edits",
    }
    /// What :func:`language` gives: ISO 639-3 (``und`` when unsure), a calibrated probability, ISO 15924.
    Language {
        language: String = "language",
        language_score: f32 = "language_score",
        language_script: String = "language_script",
    }
    /// A piece of a page, kept or removed: code points ``start`` to ``end`` of ``page_text``.
    Span {
        seq: i32 = "seq",
        start: i32 = "start",
        end: i32 = "end",
        label: String = "label",
        kept: bool = "kept",
        rule: String = "rule",
        score: f32 = "score",
        text: String = "text",
        evidence: Option<String> = "evidence",
        language: Option<String> = "language",
    }
    /// A named person, organisation or place.
    Mention {
        start: i32 = "start",
        end: i32 = "end",
        text_start: Option<i32> = "text_start",
        text_end: Option<i32> = "text_end",
        surface: String = "surface",
        entity_id: Option<String> = "entity_id",
        canonical: Option<String> = "canonical",
        kind: String = "type",
        rule: String = "rule",
        score: f32 = "score",
        in_quote: bool = "in_quote",
    }
    /// A defect, and whether it was repaired.
    Artifact {
        start: i32 = "start",
        end: i32 = "end",
        kind: String = "kind",
        group: String = "group",
        severity: String = "severity",
        surface: String = "surface",
        repair: Option<String> = "repair",
        applied: bool = "applied",
        rule: String = "rule",
        score: f32 = "score",
    }
    /// What :func:`extract` gives.
    Extracted {
        text: String = "text",
        title: Option<String> = "title",
        authors: Vec<String> = "authors",
        byline: Option<String> = "byline",
        published: Option<Timestamp> = "published",
        published_source: Option<String> = "published_source",
        modified: Option<Timestamp> = "modified",
        url: Option<String> = "url",
        site: Option<String> = "site",
        access: String = "access",
        page_text: String = "page_text",
        spans: Py<PyList> = "spans",
    }
    /// What :func:`clean` gives: the columns of ``documents`` that need no other document, the page and what was found in it.
    Cleaned {
        id: String = "id",
        source: String = "source",
        source_blake3: String = "source_blake3",
        outlet: String = "outlet",
        url: Option<String> = "url",
        site: Option<String> = "site",
        media_type: String = "media_type",
        charset: String = "charset",
        charset_source: String = "charset_source",
        charset_conflict: bool = "charset_conflict",
        replaced_chars: i32 = "replaced_chars",
        repaired_chars: i32 = "repaired_chars",
        title: Option<String> = "title",
        authors: Vec<String> = "authors",
        byline: Option<String> = "byline",
        published: Option<Timestamp> = "published",
        modified: Option<Timestamp> = "modified",
        published_source: Option<String> = "published_source",
        language: String = "language",
        language_script: String = "language_script",
        language_score: f32 = "language_score",
        translated_score: Option<f32> = "translated_score",
        machine_score: Option<f32> = "machine_score",
        source_language: Option<String> = "source_language",
        access: String = "access",
        access_evidence: Option<String> = "access_evidence",
        text: String = "text",
        text_normalized: String = "text_normalized",
        chars: i32 = "chars",
        words: i32 = "words",
        removed_share: f32 = "removed_share",
        flags: Vec<String> = "flags",
        published_raw: Option<String> = "published_raw",
        page_text: String = "page_text",
        spans: Py<PyList> = "spans",
        mentions: Py<PyList> = "mentions",
        artifacts: Py<PyList> = "artifacts",
    }
    /// What a name stands for; an equal ``entity_id`` is the same one.
    ResolvedName {
        name: String = "name",
        entity_id: String = "entity_id",
        canonical: String = "canonical",
        kind: String = "type",
        rule: String = "rule",
        score: f32 = "score",
    }
    /// What :func:`same_name` gives.
    SameName {
        same: bool = "same",
        score: f32 = "score",
        rule: String = "rule",
    }
    /// What :func:`translation` gives; ``None`` = not judged.
    Translation {
        translated_score: Option<f32> = "translated_score",
        machine_score: Option<f32> = "machine_score",
        source_language: Option<String> = "source_language",
        artifacts: Py<PyList> = "artifacts",
    }
}
