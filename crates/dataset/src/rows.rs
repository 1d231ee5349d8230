//! From an annotated document to its rows in every table.

use copydesk_model::{
    Annotation, ArtifactKind, Code, Document, EntityId, Label, Mark, Piece, Reject, Rendered, Span, View, render,
    rendered_text,
};

use crate::column::Micros;
use crate::offsets::CodePoints;
use crate::schema::{
    ArtifactCells, ArtifactRow, DocumentCells, DocumentRow, MentionCells, MentionRow, PageCells, PageRow, RejectRow,
    SpanCells, SpanRow,
};
use crate::sink::Sink;

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

/// Gives the rows of a document away, one by one, without a copy of what stands in it.
pub(crate) fn emit<S: Sink>(
    doc: &Document,
    parts: &[Piece],
    cluster: Option<&ClusterOf>,
    sink: &mut S,
) -> Result<(), S::Error> {
    let canonical = rendered_text(doc, parts, View::Canonical);
    let clean = render(doc, parts, View::Clean);
    let page = doc.page().page();
    let place = Place {
        doc,
        page: CodePoints::new(page),
        text: CodePoints::new(&clean.text),
        clean: &clean,
    };
    sink.page(PageCells {
        id: &doc.id.0,
        page_text: page,
    })?;
    let removed_share = spans(&place, parts, sink)?;
    let repaired_chars = artifacts(&place, sink)?;
    mentions(&place, sink)?;
    document(&place, (removed_share, repaired_chars), &canonical, cluster, sink)
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

impl<'d> Place<'d> {
    /// Start and end in the page, and the place among the annotations: the order of rows.
    fn key(&self, span: Span, k: usize) -> (i32, i32, u32) {
        let at = self.doc.page().to_page(span);
        (self.page.at(at.start()), self.page.at(at.end()), k as u32)
    }

    fn surface(&self, span: Span) -> &'d str {
        self.doc.page().to_page(span).of(self.doc.page().page())
    }
}

/// Gives the pieces; tells the share of the page that was removed, blanks aside.
fn spans<S: Sink>(place: &Place<'_>, parts: &[Piece], sink: &mut S) -> Result<f32, S::Error> {
    let doc = place.doc;
    let page = doc.page().page();
    let other_language: Vec<(Span, Code)> = doc
        .annotations()
        .iter()
        .filter_map(|a| match a.mark {
            Mark::Language { language } => Some((a.span, language)),
            _ => None,
        })
        .collect();
    // One monotone walk over the borders, so that pieces stay a partition where the reading was repaired.
    let begin = |part: &Piece| doc.page().to_page(part.span).start();
    let (mut all, mut removed) = (0i64, 0i64);
    let (mut seq, mut from) = (0, 0);
    for (k, part) in parts.iter().enumerate() {
        let to = parts.get(k + 1).map_or(page.len(), begin);
        let at = Span::new(page, from, to.max(from)).filter(|s| !s.is_empty());
        from = to;
        let Some(at) = at else { continue };
        let (start, end) = (place.page.at(at.start()), place.page.at(at.end()));
        if part.label != Label::Blank {
            all += i64::from(end - start);
            removed += if part.kept() { 0 } else { i64::from(end - start) };
        }
        let language = other_language.partition_point(|(s, _)| s.end() <= part.span.start());
        let language = other_language.get(language).filter(|(s, _)| s.overlaps(part.span));
        sink.span(SpanCells {
            id: &doc.id.0,
            seq,
            start,
            end,
            label: part.label.name(),
            kept: part.kept(),
            rule: part.rule.as_str(),
            score: part.score,
            text: at.of(page),
            evidence: part.annotation.and_then(|k| doc.annotations()[k].evidence.as_deref()),
            language: language.map(|(_, l)| l.as_str()),
        })?;
        seq += 1;
    }
    Ok(if all == 0 { 0.0 } else { removed as f32 / all as f32 })
}

fn mentions<S: Sink>(place: &Place<'_>, sink: &mut S) -> Result<(), S::Error> {
    let all = place.doc.annotations();
    let found = all.iter().enumerate().filter(|(_, a)| a.as_mention().is_some());
    let mut order: Vec<(i32, i32, u32)> = found.map(|(k, a)| place.key(a.span, k)).collect();
    order.sort_unstable();
    for (start, end, k) in order {
        let a = &all[k as usize];
        let Some(m) = a.as_mention() else { continue };
        let in_text = place.clean.map.to_text(a.span);
        sink.mention(MentionCells {
            id: &place.doc.id.0,
            start,
            end,
            text_start: in_text.map(|t| place.text.at(t.0)),
            text_end: in_text.map(|t| place.text.at(t.1)),
            surface: place.surface(a.span),
            entity_id: m.entity.as_ref().map(EntityId::as_str),
            canonical: m.canonical.as_deref(),
            kind: m.kind.name(),
            rule: a.rule.as_str(),
            score: a.score,
            in_quote: m.in_quote,
        })?;
    }
    Ok(())
}

/// Gives the defects; tells how many characters of the page were repaired.
fn artifacts<S: Sink>(place: &Place<'_>, sink: &mut S) -> Result<i32, S::Error> {
    let all = place.doc.annotations();
    let kind = |a: &Annotation| match a.mark {
        Mark::Artifact { kind, .. } => Some(kind),
        _ => None,
    };
    let found = all.iter().enumerate().filter(|(_, a)| kind(a).is_some());
    let mut order: Vec<(i32, i32, u32)> = found.map(|(k, a)| place.key(a.span, k)).collect();
    order.sort_unstable_by(|a, b| {
        let name = |k: u32| {
            let a = &all[k as usize];
            (kind(a).map(ArtifactKind::name), a.rule.as_str(), k)
        };
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| name(a.2).cmp(&name(b.2)))
    });
    let mut repaired = 0;
    for (start, end, k) in order {
        let a = &all[k as usize];
        let Mark::Artifact { kind, repair, .. } = &a.mark else {
            continue;
        };
        // Mojibake is mended in the reading already: what stands there is the repair.
        let read = (*kind == ArtifactKind::Mojibake).then(|| a.span.of(place.doc.text()));
        let applied = read.is_some() || place.clean.applied.binary_search(&(k as usize)).is_ok();
        repaired += if applied { end - start } else { 0 };
        sink.artifact(ArtifactCells {
            id: &place.doc.id.0,
            start,
            end,
            kind: kind.name(),
            group: kind.group().name(),
            severity: kind.severity().name(),
            surface: place.surface(a.span),
            applied,
            repair: read.or(repair.as_deref()),
            rule: a.rule.as_str(),
            score: a.score,
        })?;
    }
    Ok(repaired)
}

fn document<S: Sink>(
    place: &Place<'_>,
    (removed_share, repaired_chars): (f32, i32),
    text_normalized: &str,
    cluster: Option<&ClusterOf>,
    sink: &mut S,
) -> Result<(), S::Error> {
    let doc = place.doc;
    let text = place.clean.text.as_str();
    let site = doc.origin.site.as_deref().or(doc.meta.site.as_deref());
    let outlet = doc.origin.outlet.as_str();
    let flags: Vec<String> = doc.flags().iter().map(|f| f.name().to_owned()).collect();
    sink.document(DocumentCells {
        id: &doc.id.0,
        source: &doc.origin.source,
        source_blake3: &doc.origin.source_blake3,
        outlet: if outlet.is_empty() {
            site.unwrap_or_default()
        } else {
            outlet
        },
        url: doc.origin.url.as_deref().or(doc.meta.url.as_deref()),
        site,
        media_type: doc.media.name(),
        charset: &doc.charset.name,
        charset_source: doc.charset.source.name(),
        charset_conflict: doc.charset.conflict,
        replaced_chars: doc.charset.replaced_chars as i32,
        repaired_chars,
        title: doc.meta.title.as_deref(),
        authors: &doc.meta.authors,
        byline: doc.meta.byline.as_deref(),
        published: doc.meta.published.map(|s| Micros(s.micros)),
        modified: doc.meta.modified.map(|s| Micros(s.micros)),
        published_source: doc.meta.published.map(|s| s.source.name()),
        language: doc.language.language.as_str(),
        language_script: doc.language.script.as_str(),
        language_score: doc.language.score,
        translated_score: doc.translation.translated,
        machine_score: doc.translation.machine,
        source_language: doc.translation.source_language.as_deref(),
        access: doc.access.access.name(),
        access_evidence: doc.access.evidence.as_deref(),
        chars: place.text.total(),
        words: words(text),
        text,
        text_normalized,
        removed_share,
        cluster: cluster.map(|c| c.id.as_str()),
        cluster_size: cluster.map_or(1, |c| c.size as i32),
        cluster_head: cluster.is_none_or(|c| c.head),
        flags: &flags,
        fetched: doc.origin.fetched.map(Micros),
        metadata: doc.origin.metadata.as_deref(),
        published_raw: doc.meta.published_raw.as_deref(),
    })
}

/// Runs between white space that hold a letter or digit.
fn words(text: &str) -> i32 {
    let runs = text.split_whitespace();
    runs.filter(|w| w.contains(char::is_alphanumeric)).count() as i32
}
