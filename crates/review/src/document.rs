//! The record of one document: the page with all that was found in it, and the clean text.

use std::collections::BTreeMap;

use copydesk_dataset::{DocumentRow, DocumentRows, Micros};

use crate::json::Json;
use crate::place::{Units, starts_in_text};

/// Writes all that the document page shows. Offsets count UTF-16 units.
pub(crate) fn record(j: &mut Json, rows: &DocumentRows) {
    facts(j, &rows.document);
    let page = Units::of(&rows.page.page_text);
    let text = Units::of(&rows.document.text);
    j.key("page").text(&rows.page.page_text);
    j.key("text").text(&rows.document.text);
    // Rules and evidence come back in many pieces of one page, so pieces name them by number.
    let mut words = Words::default();
    let starts = starts_in_text(rows);
    j.key("spans").list(|j| {
        for (span, start) in rows.spans.iter().zip(starts) {
            j.list(|j| {
                j.int(page.at(span.start));
                j.int(page.at(span.end));
                j.text(&span.label);
                j.flag(span.kept);
                j.count(words.number(&span.rule));
                j.score(span.score);
                j.or_null(span.evidence.as_deref(), |j, e| j.count(words.number(e)));
                j.or_null(span.language.as_deref(), Json::text);
                j.or_null(start, |j, at| j.int(text.at(at)));
            });
        }
    });
    j.key("mentions").list(|j| {
        for m in &rows.mentions {
            j.list(|j| {
                j.int(page.at(m.start));
                j.int(page.at(m.end));
                j.or_null(m.text_start, |j, at| j.int(text.at(at)));
                j.or_null(m.text_end, |j, at| j.int(text.at(at)));
                j.or_null(m.entity_id.as_deref(), |j, e| j.count(words.number(e)));
                j.or_null(m.canonical.as_deref(), |j, c| j.count(words.number(c)));
                j.text(&m.kind);
                j.count(words.number(&m.rule));
                j.score(m.score);
                j.flag(m.in_quote);
            });
        }
    });
    j.key("artifacts").list(|j| {
        for a in &rows.artifacts {
            j.list(|j| {
                j.int(page.at(a.start));
                j.int(page.at(a.end));
                j.text(&a.kind);
                j.text(&a.group);
                j.text(&a.severity);
                j.or_null(a.repair.as_deref(), Json::text);
                j.flag(a.applied);
                j.count(words.number(&a.rule));
                j.score(a.score);
            });
        }
    });
    j.key("words").texts(words.list.iter().map(String::as_str));
}

/// The columns of `documents` under their own names, times in milliseconds.
fn facts(j: &mut Json, d: &DocumentRow) {
    let optional = [
        ("url", &d.url),
        ("site", &d.site),
        ("title", &d.title),
        ("byline", &d.byline),
        ("published_source", &d.published_source),
        ("published_raw", &d.published_raw),
        ("source_language", &d.source_language),
        ("access_evidence", &d.access_evidence),
        ("cluster", &d.cluster),
    ];
    let stated = [
        ("source", &d.source),
        ("source_blake3", &d.source_blake3),
        ("outlet", &d.outlet),
        ("media_type", &d.media_type),
        ("charset", &d.charset),
        ("charset_source", &d.charset_source),
        ("language", &d.language),
        ("language_script", &d.language_script),
        ("access", &d.access),
    ];
    let counts = [
        ("replaced_chars", d.replaced_chars),
        ("repaired_chars", d.repaired_chars),
        ("chars", d.chars),
        ("words_count", d.words),
        ("cluster_size", d.cluster_size),
    ];
    stated.iter().for_each(|(name, value)| j.key(name).text(value));
    for (name, value) in optional {
        j.key(name).or_null(value.as_deref(), Json::text);
    }
    counts.iter().for_each(|(name, value)| j.key(name).int(*value));
    j.key("charset_conflict").flag(d.charset_conflict);
    j.key("cluster_head").flag(d.cluster_head);
    for (name, at) in [("published", d.published), ("modified", d.modified)] {
        j.key(name).or_null(at, |j, Micros(at)| j.int(at.div_euclid(1000)));
    }
    j.key("language_score").score(d.language_score);
    j.key("translated_score").or_null(d.translated_score, Json::score);
    j.key("machine_score").or_null(d.machine_score, Json::score);
    j.key("removed_share").score(d.removed_share);
    j.key("authors").texts(d.authors.iter().map(String::as_str));
    j.key("flags").texts(d.flags.iter().map(String::as_str));
}

/// Texts that are named by number.
#[derive(Default)]
struct Words {
    numbers: BTreeMap<String, u64>,
    list: Vec<String>,
}

impl Words {
    fn number(&mut self, word: &str) -> u64 {
        if let Some(n) = self.numbers.get(word) {
            return *n;
        }
        let n = self.list.len() as u64;
        self.numbers.insert(word.to_owned(), n);
        self.list.push(word.to_owned());
        n
    }
}
