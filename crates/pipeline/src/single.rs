//! One document by itself: what the package for Python and the workers of a cluster call.

use std::panic::{AssertUnwindSafe, catch_unwind};

use copydesk_dataset::DocumentRows;
use copydesk_model::{
    Charset, CharsetSource, Document, DocumentId, MediaType, Origin, Page, Piece, Reject, RejectReason, pieces,
};
use copydesk_sources::{RawRecord, host, sniff};

use crate::desk::Desk;
use crate::facts::Facts;
use crate::stages::{Outcome, judge, pass_one, pass_two, said};

/// A raw text or page that lies in memory, with what its bearer knows of it.
#[derive(Clone, Debug, Default)]
pub struct Raw {
    /// `documents.id`; a relative path in it names the outlet, as a path under the seeds does.
    pub id: String,
    /// The bytes, unpacked.
    pub bytes: Vec<u8>,
    /// Where the page came from.
    pub url: Option<String>,
    /// Charset that a transport header declares.
    pub declared_charset: Option<String>,
    /// Media type that a transport header declares.
    pub media_type: Option<String>,
}

impl Raw {
    /// The record that reading the same bytes from a file would give.
    pub fn record(self) -> RawRecord {
        let (source, record) = match self.id.split_once('#') {
            Some((source, record)) => (source.to_owned(), Some(record.to_owned())),
            None => (self.id.clone(), None),
        };
        let folder = source.split_once('/').map_or("", |(folder, _)| folder);
        // An address is no path: `https:` is not an outlet.
        let outlet = if folder.ends_with(':') { "" } else { folder };
        let origin = Origin {
            source_blake3: blake3::hash(&self.bytes).to_hex().to_string(),
            outlet: outlet.to_owned(),
            site: self.url.as_deref().and_then(host),
            url: self.url,
            declared_charset: self.declared_charset,
            declared_media_type: self.media_type,
            source,
            ..Origin::default()
        };
        RawRecord {
            id: DocumentId(self.id),
            origin,
            record,
            bytes: self.bytes,
            flags: Vec::new(),
        }
    }
}

/// The rows of one raw record that no other document is asked about: no template of its site, no near-copy, and unknown
/// names under the id that they have in this document alone. Total, as both passes are.
///
/// # Errors
/// With the reject that stands in `rejects` when the same record is built.
pub fn alone(record: RawRecord, desk: &Desk) -> Result<DocumentRows, Box<Reject>> {
    let (origin, name) = (record.origin.clone(), record.record.clone());
    let reject = |stage: &str, reason, detail: String| {
        Box::new(Reject {
            source: origin.source.clone(),
            record: name.clone(),
            stage: stage.to_owned(),
            reason,
            detail,
            source_blake3: Some(origin.source_blake3.clone()),
        })
    };
    let (bytes, most) = (record.bytes.len() as u64, desk.limits.unpacked_bytes);
    if bytes > most {
        let detail = format!("{bytes} bytes; the limit for a document is {most}");
        return Err(reject("sources", RejectReason::TooLarge, detail));
    }
    if let Some((reason, format)) = sniff(&record.bytes, origin.source.as_bytes()) {
        return Err(reject("sources", reason, format!("the bytes are {format}")));
    }
    match pass_one(record, desk) {
        Outcome::Reject(reject) => Err(Box::new(reject)),
        Outcome::Document(doc) => catch_unwind(AssertUnwindSafe(|| pass_two(*doc, &Facts::default(), desk)))
            .map_err(|panic| reject("pipeline", RejectReason::Internal, said(&*panic).to_owned())),
    }
}

/// A text that holds nothing but an article, with its language, names and traces of translation: every line is kept.
pub fn article(text: &str, desk: &Desk) -> (Document, Vec<Piece>) {
    let charset = Charset {
        name: "UTF-8".to_owned(),
        source: CharsetSource::Utf8,
        conflict: false,
        replaced_chars: 0,
    };
    let plain = copydesk_extract::plain(text.to_owned());
    let page = Page::new(plain.page);
    let mut doc = Document::new(
        DocumentId(String::new()),
        Origin::default(),
        MediaType::Text,
        charset,
        page,
    );
    doc.blocks = plain.blocks;
    let parts = pieces(&doc, desk.policy);
    judge(&mut doc, &parts, desk, &mut |_| {});
    (doc, parts)
}
