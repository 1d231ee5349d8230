//! The order of the stages, in one place.
//!
//! | stage | adds | why here |
//! |---|---|---|
//! | decode | text, charset, mojibake repair | everything reads text |
//! | extract | blocks, metadata, labels of HTML | structure before meaning |
//! | encoding marks | control characters, look-alikes | they concern the whole page |
//! | boilerplate | labels | its cues of all languages are tried together, so it does not wait for the language |
//! | metadata | title, byline, date of the labelled pieces | needs the labels |
//! | language | document and paragraphs | looks at kept text only |
//! | names | mentions | reads bylines and captions by their label |
//! | translation | artifacts, verdict | needs the language, and resolved mentions for mixed romanization |
//! | **facts of all documents** | | |
//! | templates, name clusters, near-copies | labels, ids | need the corpus |
//! | access | full, stub, unknown | judged on what is left at the end |

use std::panic::{AssertUnwindSafe, catch_unwind};

use copydesk_dataset::DocumentRows;
use copydesk_decode::Hints;
use copydesk_extract::Extracted;
use copydesk_model::{
    Annotation, ArtifactKind, DateSource, Document, Flag, Mark, MediaType, Meta, Page, Piece, Refusal, Reject,
    RejectReason, Repair, Span, Stamp, View, pieces, rendered_text,
};
use copydesk_sources::RawRecord;

use crate::desk::Desk;
use crate::facts::{Facts, Observation};
use crate::takedown::Marks;

/// A text that repeats so many of its paragraphs is flagged.
const REPETITION: usize = 20;

/// What became of one raw record in pass 1.
pub enum Outcome {
    /// A document with the findings of all stages that need no other document.
    Document(Box<Document>),
    /// No row, and why.
    Reject(Reject),
}

/// A step of pass 1, for those who measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Bytes to text.
    Decode,
    /// Text or HTML to a page of blocks, and its metadata.
    Extract,
    /// Mojibake.
    Repair,
    /// Control characters, look-alikes.
    Marks,
    /// What is not the article.
    Boilerplate,
    /// Title, byline and date of the labelled pieces.
    Metadata,
    /// Document and paragraphs.
    Language,
    /// Mentions.
    Names,
    /// Artifacts and verdict.
    Translation,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Stage; 9] = [
        Stage::Decode,
        Stage::Extract,
        Stage::Repair,
        Stage::Marks,
        Stage::Boilerplate,
        Stage::Metadata,
        Stage::Language,
        Stage::Names,
        Stage::Translation,
    ];

    /// Its name in a table.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Decode => "decode",
            Stage::Extract => "extract",
            Stage::Repair => "repair",
            Stage::Marks => "marks",
            Stage::Boilerplate => "boilerplate",
            Stage::Metadata => "metadata",
            Stage::Language => "language",
            Stage::Names => "names",
            Stage::Translation => "translation",
        }
    }
}

/// Pass 1 for one record: total, alone, the same on any machine. A panic in it becomes a reject with reason `internal`.
pub fn pass_one(record: RawRecord, desk: &Desk) -> Outcome {
    pass_one_in_stages(record, desk, &mut |_| {})
}

/// The same; `done` is told of each stage as it ends.
pub fn pass_one_in_stages(record: RawRecord, desk: &Desk, done: &mut dyn FnMut(Stage)) -> Outcome {
    let source = record.origin.source.clone();
    let blake3 = Some(record.origin.source_blake3.clone()).filter(|h| !h.is_empty());
    let name = record.record.clone();
    let reject = |stage: &str, refusal: Refusal| {
        Outcome::Reject(Reject {
            source: source.clone(),
            record: name.clone(),
            stage: stage.to_owned(),
            reason: refusal.reason,
            detail: refusal.detail,
            source_blake3: blake3.clone(),
        })
    };
    match catch_unwind(AssertUnwindSafe(|| read(record, desk, done))) {
        Ok(Ok(doc)) => Outcome::Document(Box::new(doc)),
        Ok(Err((stage, refusal))) => reject(stage, refusal),
        Err(panic) => reject("pipeline", Refusal::new(RejectReason::Internal, said(&*panic))),
    }
}

/// What a stage said when it stopped.
pub(crate) fn said(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a stage stopped without a word")
}

fn read(record: RawRecord, desk: &Desk, done: &mut dyn FnMut(Stage)) -> Result<Document, (&'static str, Refusal)> {
    let RawRecord {
        id,
        origin,
        bytes,
        flags,
        ..
    } = record;
    let hints = Hints {
        declared: origin.declared_charset.as_deref(),
        url: origin.url.as_deref(),
        language: origin.declared_language.as_deref(),
    };
    let decoded = copydesk_decode::decode(&bytes, &hints).map_err(|r| ("decode", r))?;
    drop(bytes);
    done(Stage::Decode);
    let media = copydesk_extract::media_type(&decoded.text, origin.declared_media_type.as_deref());
    let extracted = match media {
        MediaType::Html => {
            copydesk_extract::html(&decoded.text, origin.url.as_deref(), &desk.html).map_err(|r| ("extract", r))?
        }
        MediaType::Text => copydesk_extract::plain(decoded.text),
    };
    if extracted.page.trim().is_empty() {
        return Err(("extract", Refusal::new(RejectReason::Empty, "the page shows no text")));
    }
    let most = desk.html.blocks;
    if extracted.blocks.len() > most {
        let detail = format!("{} lines; the limit is {most}", extracted.blocks.len());
        return Err(("extract", Refusal::new(RejectReason::TooLarge, detail)));
    }
    let Extracted {
        page,
        blocks,
        labels,
        meta,
        flags: extract_flags,
    } = extracted;
    done(Stage::Extract);
    // Where bytes were lost a repair is a guess: it is reported, and the page stays as it is.
    let mut repairs = copydesk_decode::repair(&page);
    let guesses: Vec<_> = repairs.extract_if(.., |r| !copydesk_decode::is_exact(r)).collect();
    let (page, mended) = Page::repaired(page, &repairs);
    drop(repairs);
    let mut doc = Document::new(id, origin, media, decoded.charset, page);
    doc.blocks = blocks;
    doc.meta = meta;
    flags
        .into_iter()
        .chain(decoded.flags)
        .chain(extract_flags)
        .for_each(|f| doc.flag(f));
    let labels = in_reading(&mut doc, labels, mended.is_empty());
    doc.annotate(labels);
    if !mended.is_empty() {
        doc.flag(Flag::Mojibake);
        doc.annotate(
            mended
                .iter()
                .map(|(span, rule)| Annotation::artifact(*span, ArtifactKind::Mojibake, rule, 0.99))
                .collect(),
        );
    }
    if !guesses.is_empty() {
        doc.flag(Flag::Mojibake);
        let guess = |r: &Repair| {
            let at = doc
                .page()
                .to_reading(Span::new(doc.page().page(), r.range.start, r.range.end)?);
            let kind = ArtifactKind::Mojibake;
            Some(Annotation::repair(at, kind, &r.after, false, &r.rule, 0.6))
        };
        let guesses = guesses.iter().filter_map(guess).collect();
        doc.annotate(guesses);
    }
    mend_meta(&mut doc.meta);
    done(Stage::Repair);
    annotate(&mut doc, desk, done);
    if let (None, Some(micros)) = (doc.meta.published, doc.origin.declared_published) {
        let source = DateSource::Record;
        doc.meta.published = Some(Stamp { micros, source });
    }
    Ok(doc)
}

/// Moves what extract said of the page to the repaired reading.
fn in_reading(doc: &mut Document, mut labels: Vec<Annotation>, same: bool) -> Vec<Annotation> {
    if !same {
        let mut blocks = std::mem::take(&mut doc.blocks);
        blocks.iter_mut().for_each(|b| b.span = doc.page().to_reading(b.span));
        labels.iter_mut().for_each(|a| a.span = doc.page().to_reading(a.span));
        doc.blocks = blocks;
    }
    labels
}

fn mend_meta(meta: &mut Meta) {
    let fields = [
        &mut meta.title,
        &mut meta.byline,
        &mut meta.site,
        &mut meta.section,
        &mut meta.description,
    ];
    for text in fields.into_iter().flatten().chain(&mut meta.authors) {
        if !text.is_ascii() {
            *text = copydesk_decode::repaired_where(text, copydesk_decode::is_exact);
        }
    }
}

/// The stages that need no other document, in order.
fn annotate(doc: &mut Document, desk: &Desk, done: &mut dyn FnMut(Stage)) {
    let found = copydesk_decode::annotate(doc);
    copydesk_decode::flags(&found).into_iter().for_each(|f| doc.flag(f));
    doc.annotate(found);
    done(Stage::Marks);
    let found = copydesk_boilerplate::annotate(doc, &desk.boilerplate);
    doc.annotate(found);
    let again = |a: &&Annotation| {
        let kind = ArtifactKind::DuplicateText;
        matches!(&a.mark, Mark::Artifact { kind: k, .. } if *k == kind)
    };
    if doc.annotations().iter().filter(again).count() >= REPETITION {
        doc.flag(Flag::Repetition);
    }
    done(Stage::Boilerplate);
    let parts = pieces(doc, desk.policy);
    doc.meta = copydesk_extract::complete(doc, &parts);
    done(Stage::Metadata);
    judge(doc, &parts, desk, done);
}

/// The stages that read what is kept.
pub(crate) fn judge(doc: &mut Document, parts: &[Piece], desk: &Desk, done: &mut dyn FnMut(Stage)) {
    let (language, found) = copydesk_language::identify(doc, parts);
    doc.language = language;
    doc.annotate(found);
    done(Stage::Language);
    let found = copydesk_names::annotate(doc, &desk.gazetteer);
    doc.annotate(found);
    done(Stage::Names);
    let found = copydesk_translation::annotate(doc, parts, &desk.translation);
    doc.annotate(found);
    doc.translation = copydesk_translation::judge(doc, parts);
    done(Stage::Translation);
}

/// What one document adds to the facts.
pub fn observe(doc: &Document, desk: &Desk) -> Observation {
    let parts = pieces(doc, desk.policy);
    Observation {
        marks: Marks::of(doc),
        lines: copydesk_boilerplate::corpus::observe(doc, &parts, site(doc), &desk.boilerplate),
        names: copydesk_names::corpus::observe(doc, &desk.gazetteer),
        sketch: copydesk_duplicates::sketch(&rendered_text(doc, &parts, View::Clean)),
    }
}

/// Pass 2 for one document: the findings that need the corpus, the verdicts that wait for them, and the rows.
pub fn pass_two(mut doc: Document, facts: &Facts, desk: &Desk) -> DocumentRows {
    let parts = with_facts(&mut doc, facts, desk);
    copydesk_dataset::rows(&doc, &parts, facts.clusters.get(&doc.id))
}

/// Pass 2 without the rows: gives the pieces of the document as it is at the end.
pub fn with_facts(doc: &mut Document, facts: &Facts, desk: &Desk) -> Vec<Piece> {
    let mut parts = pieces(doc, desk.policy);
    let found =
        copydesk_boilerplate::corpus::annotate_with(doc, &parts, site(doc), &facts.templates, &desk.boilerplate);
    if !found.is_empty() {
        doc.annotate(found);
        parts = pieces(doc, desk.policy);
    }
    copydesk_names::corpus::apply(doc, &facts.names);
    finish(doc, &parts, desk);
    parts
}

/// The verdicts that are judged on what is left at the end, `parts`.
pub(crate) fn finish(doc: &mut Document, parts: &[Piece], desk: &Desk) {
    doc.access = copydesk_boilerplate::access(doc, parts, &desk.boilerplate);
    if !parts.iter().any(Piece::kept) {
        doc.flag(Flag::NoBody);
    }
}

/// The key of the site's memory: pages are only compared within one site; empty when no site is known.
fn site(doc: &Document) -> &str {
    let known = doc.origin.site.as_deref().or(doc.meta.site.as_deref());
    known.unwrap_or(&doc.origin.outlet)
}
