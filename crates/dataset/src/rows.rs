//! From an annotated document to its rows in every table.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use copydesk_model::{ArtifactKind, Document, EntityId, Label, Mark, Piece, Reject, Rendered, Span, View, render};

use crate::column::Micros;
use crate::offsets::CodePoints;
use crate::schema::{ArtifactRow, DocumentRow, EntityRow, MentionRow, PageRow, RejectRow, SpanRow};

/// The cluster a document belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterOf {
    /// Id of the cluster.
    pub id: String,
    /// Documents in it.
    pub size: usize,
    /// Whether the document stands for it.
    pub head: bool,
}

/// The rows of one document in every table.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentRows {
    /// Its row in `documents`.
    pub document: DocumentRow,
    /// Its row in `pages`.
    pub page: PageRow,
    /// Its pieces, in order.
    pub spans: Vec<SpanRow>,
    /// The names in it, in order.
    pub mentions: Vec<MentionRow>,
    /// The defects in it, in order.
    pub artifacts: Vec<ArtifactRow>,
}

/// The rows of a document whose stages are done; `parts` are its pieces.
pub fn rows(doc: &Document, parts: &[Piece], cluster: Option<&ClusterOf>) -> DocumentRows {
    let clean = render(doc, parts, View::Clean);
    let canonical = render(doc, parts, View::Canonical);
    let page = doc.page().page();
    let place = Place {
        doc,
        page: CodePoints::new(page),
        text: CodePoints::new(&clean.text),
        clean: &clean,
    };
    let spans = spans(&place, parts);
    let artifacts = artifacts(&place);
    let mentions = mentions(&place);
    let document = document(&place, &spans, &artifacts, canonical.text, cluster);
    DocumentRows {
        document,
        page: PageRow {
            id: doc.id.0.clone(),
            page_text: page.to_owned(),
        },
        spans,
        mentions,
        artifacts,
    }
}

/// The row of an input that gave none elsewhere.
pub fn reject_row(reject: &Reject) -> RejectRow {
    RejectRow {
        source: reject.source.clone(),
        record: reject.record.clone(),
        stage: reject.stage.clone(),
        reason: reject.reason.name().to_owned(),
        detail: reject.detail.clone(),
        hint: reject.reason.hint().to_owned(),
        source_blake3: reject.source_blake3.clone(),
    }
}

/// Turns byte spans of the reading into code points of page and text.
struct Place<'d> {
    doc: &'d Document,
    page: CodePoints<'d>,
    text: CodePoints<'d>,
    clean: &'d Rendered,
}

impl Place<'_> {
    fn in_page(&self, span: Span) -> (i32, i32, &str) {
        let at = self.doc.page().to_page(span);
        (
            self.page.at(at.start()),
            self.page.at(at.end()),
            at.of(self.doc.page().page()),
        )
    }
}

fn spans(place: &Place<'_>, parts: &[Piece]) -> Vec<SpanRow> {
    let doc = place.doc;
    let page = doc.page().page();
    let other_language: Vec<(Span, String)> = doc
        .annotations()
        .iter()
        .filter_map(|a| match a.mark {
            Mark::Language { language } => Some((a.span, language.to_string())),
            _ => None,
        })
        .collect();
    // One monotone walk over the borders, so that pieces stay a partition where the reading was repaired.
    let starts: Vec<usize> = parts
        .iter()
        .map(|p| doc.page().to_page(p.span).start())
        .chain([page.len()])
        .collect();
    let mut out = Vec::with_capacity(parts.len());
    for (k, part) in parts.iter().enumerate() {
        let from = if k == 0 { 0 } else { starts[k] };
        let Some(at) = Span::new(page, from, starts[k + 1].max(from)).filter(|s| !s.is_empty()) else {
            continue;
        };
        let language = other_language.partition_point(|(s, _)| s.end() <= part.span.start());
        out.push(SpanRow {
            id: doc.id.0.clone(),
            seq: out.len() as i32,
            start: place.page.at(at.start()),
            end: place.page.at(at.end()),
            label: part.label.name().to_owned(),
            kept: part.kept(),
            rule: part.rule.as_str().to_owned(),
            score: part.score,
            text: at.of(page).to_owned(),
            evidence: part.annotation.and_then(|k| doc.annotations()[k].evidence.clone()),
            language: other_language
                .get(language)
                .filter(|(s, _)| s.overlaps(part.span))
                .map(|(_, l)| l.clone()),
        });
    }
    out
}

fn mentions(place: &Place<'_>) -> Vec<MentionRow> {
    let mut out = Vec::new();
    for a in place.doc.annotations() {
        let Some(m) = a.as_mention() else { continue };
        let (start, end, surface) = place.in_page(a.span);
        let in_text = place.clean.map.to_text(a.span);
        out.push(MentionRow {
            id: place.doc.id.0.clone(),
            start,
            end,
            text_start: in_text.map(|t| place.text.at(t.0)),
            text_end: in_text.map(|t| place.text.at(t.1)),
            surface: surface.to_owned(),
            entity_id: m.entity.as_ref().map(|e| e.as_str().to_owned()),
            canonical: m.canonical.clone(),
            kind: m.kind.name().to_owned(),
            rule: a.rule.as_str().to_owned(),
            score: a.score,
            in_quote: m.in_quote,
        });
    }
    out.sort_by_key(|m| (m.start, m.end));
    out
}

fn artifacts(place: &Place<'_>) -> Vec<ArtifactRow> {
    let mut out = Vec::new();
    for (k, a) in place.doc.annotations().iter().enumerate() {
        let Mark::Artifact { kind, repair, .. } = &a.mark else {
            continue;
        };
        let (start, end, surface) = place.in_page(a.span);
        // Mojibake is mended in the reading already: what stands there is the repair.
        let read = (*kind == ArtifactKind::Mojibake).then(|| a.span.of(place.doc.text()).to_owned());
        out.push(ArtifactRow {
            id: place.doc.id.0.clone(),
            start,
            end,
            kind: kind.name().to_owned(),
            group: kind.group().name().to_owned(),
            severity: kind.severity().name().to_owned(),
            surface: surface.to_owned(),
            applied: read.is_some() || place.clean.applied.binary_search(&k).is_ok(),
            repair: read.or_else(|| repair.clone()),
            rule: a.rule.as_str().to_owned(),
            score: a.score,
        });
    }
    out.sort_by(|a, b| (a.start, a.end, &a.kind, &a.rule).cmp(&(b.start, b.end, &b.kind, &b.rule)));
    out
}

fn document(
    place: &Place<'_>,
    spans: &[SpanRow],
    artifacts: &[ArtifactRow],
    text_normalized: String,
    cluster: Option<&ClusterOf>,
) -> DocumentRow {
    let doc = place.doc;
    let text = place.clean.text.clone();
    let site = doc.origin.site.clone().or_else(|| doc.meta.site.clone());
    let outlet = if doc.origin.outlet.is_empty() {
        site.clone().unwrap_or_default()
    } else {
        doc.origin.outlet.clone()
    };
    let weight = |kept: Option<bool>| -> i64 {
        let blank = Label::Blank.name();
        spans
            .iter()
            .filter(|s| s.label != blank && kept.is_none_or(|k| s.kept == k))
            .map(|s| i64::from(s.end - s.start))
            .sum()
    };
    let all = weight(None);
    let repaired = artifacts
        .iter()
        .filter(|a| a.applied)
        .map(|a| a.surface.chars().count() as i32)
        .sum();
    DocumentRow {
        id: doc.id.0.clone(),
        source: doc.origin.source.clone(),
        source_blake3: doc.origin.source_blake3.clone(),
        outlet,
        url: doc.origin.url.clone().or_else(|| doc.meta.url.clone()),
        site,
        media_type: doc.media.name().to_owned(),
        charset: doc.charset.name.clone(),
        charset_source: doc.charset.source.name().to_owned(),
        charset_conflict: doc.charset.conflict,
        replaced_chars: doc.charset.replaced_chars as i32,
        repaired_chars: repaired,
        title: doc.meta.title.clone(),
        authors: doc.meta.authors.clone(),
        byline: doc.meta.byline.clone(),
        published: doc.meta.published.map(|s| Micros(s.micros)),
        modified: doc.meta.modified.map(|s| Micros(s.micros)),
        published_source: doc.meta.published.map(|s| s.source.name().to_owned()),
        language: doc.language.language.to_string(),
        language_script: doc.language.script.to_string(),
        language_score: doc.language.score,
        translated_score: doc.translation.translated,
        machine_score: doc.translation.machine,
        source_language: doc.translation.source_language.clone(),
        access: doc.access.access.name().to_owned(),
        access_evidence: doc.access.evidence.clone(),
        chars: place.text.total(),
        words: text
            .split_whitespace()
            .filter(|w| w.contains(char::is_alphanumeric))
            .count() as i32,
        text,
        text_normalized,
        removed_share: if all == 0 {
            0.0
        } else {
            weight(Some(false)) as f32 / all as f32
        },
        cluster: cluster.map(|c| c.id.clone()),
        cluster_size: cluster.map_or(1, |c| c.size as i32),
        cluster_head: cluster.is_none_or(|c| c.head),
        flags: doc.flags().iter().map(|f| f.name().to_owned()).collect(),
        fetched: doc.origin.fetched.map(Micros),
        metadata: doc.origin.metadata.clone(),
    }
}

/// Counts entities while documents go by, in any order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EntityCounts {
    seen: BTreeMap<String, Seen>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Seen {
    canonical: BTreeMap<String, i32>,
    kind: String,
    aliases: BTreeSet<String>,
    mentions: i32,
    documents: i32,
}

impl EntityCounts {
    /// Counts the names of one document.
    pub fn add(&mut self, rows: &DocumentRows) {
        self.add_mentions(&rows.mentions);
    }

    /// Counts some of the names of one document: all mentions of an entity, or none.
    pub fn add_mentions(&mut self, mentions: &[MentionRow]) {
        let mut here = BTreeSet::new();
        for m in mentions {
            let (Some(id), Some(canonical)) = (&m.entity_id, &m.canonical) else {
                continue;
            };
            let seen = self.seen.entry(id.clone()).or_insert_with(|| Seen {
                canonical: BTreeMap::new(),
                kind: m.kind.clone(),
                aliases: BTreeSet::new(),
                mentions: 0,
                documents: 0,
            });
            *seen.canonical.entry(canonical.clone()).or_default() += 1;
            seen.aliases.insert(m.surface.clone());
            seen.mentions += 1;
            seen.documents += i32::from(here.insert(id.clone()));
        }
    }

    /// Adds what was counted in other documents.
    pub fn merge(&mut self, other: &EntityCounts) {
        for (id, theirs) in &other.seen {
            let Some(seen) = self.seen.get_mut(id) else {
                self.seen.insert(id.clone(), theirs.clone());
                continue;
            };
            for (form, n) in &theirs.canonical {
                *seen.canonical.entry(form.clone()).or_default() += n;
            }
            seen.aliases.extend(theirs.aliases.iter().cloned());
            seen.mentions += theirs.mentions;
            seen.documents += theirs.documents;
        }
    }

    /// The rows of `entities`, by id. `known` tells, for an entity of the gazetteer, its Wikidata item.
    pub fn rows(self, known: &dyn Fn(&EntityId) -> Option<Option<String>>) -> Vec<EntityRow> {
        let row = |(entity_id, seen): (String, Seen)| {
            let gazetteer = known(&EntityId::new(&entity_id));
            let most = seen.canonical.into_iter().rev().max_by_key(|(_, n)| *n);
            EntityRow {
                canonical: most.map(|(form, _)| form).unwrap_or_default(),
                kind: seen.kind,
                known: gazetteer.is_some(),
                wikidata: gazetteer.flatten(),
                aliases: seen.aliases.into_iter().collect(),
                mentions: seen.mentions,
                documents: seen.documents,
                entity_id,
            }
        };
        self.seen.into_iter().map(row).collect()
    }
}
