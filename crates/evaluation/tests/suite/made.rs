//! Datasets and gold made by hand.

use std::path::Path;

use copydesk_dataset::{
    ArtifactRow, DatasetWriter, Disk, DocumentRow, DocumentRows, MentionRow, Micros, PageRow, SpanRow,
};

/// A figure by its name.
pub(crate) fn figure(figures: &[(String, f64)], name: &str) -> f64 {
    let found = figures.iter().find(|(n, _)| n == name);
    found.unwrap_or_else(|| panic!("no figure {name} in {figures:?}")).1
}

/// Noon of an ISO day, UTC, from its number since 1970-01-01.
pub(crate) fn noon(day: i64) -> Option<Micros> {
    Some(Micros(day * 86_400_000_000 + 43_200_000_000))
}

/// Writes a dataset of these documents.
pub(crate) fn write(dir: &Path, documents: &[DocumentRows]) {
    let mut writer = DatasetWriter::create(&Disk::default(), dir, "made by hand").expect("the folder is new");
    writer.push(documents).expect("the rows are written");
    writer.finish(&[], &[]).expect("the tables are written");
}

/// A document whose page is the joined text of its pieces; a line feed belongs to the piece before it.
pub(crate) fn document(id: &str, pieces: &[(&str, &str)]) -> DocumentRows {
    let mut at = 0;
    let spans: Vec<SpanRow> = pieces
        .iter()
        .enumerate()
        .map(|(seq, (label, text))| {
            let start = at;
            at += text.chars().count() as i32;
            SpanRow {
                id: id.to_owned(),
                seq: seq as i32,
                start,
                end: at,
                label: (*label).to_owned(),
                kept: matches!(*label, "body" | "heading"),
                rule: "made".to_owned(),
                score: 1.0,
                text: (*text).to_owned(),
                evidence: None,
                language: None,
            }
        })
        .collect();
    let text: String = spans.iter().filter(|s| s.kept).map(|s| s.text.as_str()).collect();
    DocumentRows {
        document: row(id, &text),
        page: PageRow {
            id: id.to_owned(),
            page_text: pieces.iter().map(|(_, t)| *t).collect(),
        },
        spans,
        mentions: Vec::new(),
        artifacts: Vec::new(),
    }
}

pub(crate) fn mention(doc: &DocumentRows, at: (i32, i32), kind: &str, canonical: Option<&str>) -> MentionRow {
    let chars = doc.page.page_text.chars();
    MentionRow {
        id: doc.document.id.clone(),
        start: at.0,
        end: at.1,
        text_start: None,
        text_end: None,
        surface: chars.skip(at.0 as usize).take((at.1 - at.0) as usize).collect(),
        entity_id: None,
        canonical: canonical.map(str::to_owned),
        kind: kind.to_owned(),
        rule: "made".to_owned(),
        score: 1.0,
        in_quote: false,
    }
}

pub(crate) fn artifact(doc: &DocumentRows, at: (i32, i32), kind: &str) -> ArtifactRow {
    ArtifactRow {
        id: doc.document.id.clone(),
        start: at.0,
        end: at.1,
        kind: kind.to_owned(),
        group: "typography".to_owned(),
        severity: "C".to_owned(),
        surface: String::new(),
        repair: None,
        applied: false,
        rule: "made".to_owned(),
        score: 1.0,
    }
}

fn row(id: &str, text: &str) -> DocumentRow {
    DocumentRow {
        id: id.to_owned(),
        source: id.to_owned(),
        source_blake3: String::new(),
        outlet: String::new(),
        url: None,
        site: None,
        media_type: "text/plain".to_owned(),
        charset: "UTF-8".to_owned(),
        charset_source: "utf8".to_owned(),
        charset_conflict: false,
        replaced_chars: 0,
        repaired_chars: 0,
        title: None,
        authors: Vec::new(),
        byline: None,
        published: None,
        modified: None,
        published_source: None,
        language: "eng".to_owned(),
        language_script: "Latn".to_owned(),
        language_score: 1.0,
        translated_score: None,
        machine_score: None,
        source_language: None,
        access: "full".to_owned(),
        access_evidence: None,
        text: text.to_owned(),
        text_normalized: text.to_owned(),
        chars: text.chars().count() as i32,
        words: 0,
        removed_share: 0.0,
        cluster: None,
        cluster_size: 1,
        cluster_head: true,
        flags: Vec::new(),
        fetched: None,
        metadata: None,
        published_raw: None,
    }
}
