//! Pass 1 for one record: from what the run before made of the same bytes, or else from the bytes.

use copydesk_dataset::MAX_PAGE_BYTES;
use copydesk_model::{DocumentId, Reject, RejectReason};
use copydesk_sources::RawRecord;

use crate::cache::{Cache, Known};
use crate::desk::Desk;
use crate::stages::{Outcome, observe, pass_one};
use crate::store::{Entry, Packed, Short, Store, short};
use crate::takedown::{Marks, Takedown};

/// What pass 1 works with.
#[derive(Clone, Copy)]
pub(crate) struct Bench<'a> {
    pub(crate) desk: &'a Desk,
    pub(crate) takedown: &'a Takedown,
    pub(crate) cache: &'a Cache,
    pub(crate) store: &'a Store,
}

/// What became of one record.
pub(crate) enum Found {
    /// The very document that the run before made.
    Same(Entry),
    /// A document with its key, packed.
    New(DocumentId, Short, Packed),
    /// No row; with id and key when that may be remembered.
    Reject(Option<(String, Short)>, Reject),
}

impl Bench<'_> {
    /// What a record gives; total, and the same whatever the cache holds.
    pub(crate) fn first_pass(&self, record: RawRecord) -> Found {
        let key = key(&record);
        let id = record.id.clone();
        let origin = record.origin.clone();
        let name = record.record.clone();
        let refuse = |stage: &str, reason, detail: &str| {
            let reject = Reject {
                source: origin.source.clone(),
                record: name.clone(),
                stage: stage.to_owned(),
                reason,
                detail: detail.to_owned(),
                source_blake3: Some(origin.source_blake3.clone()).filter(|h| !h.is_empty()),
            };
            Found::Reject(None, reject)
        };
        if let Some(words) = self.takedown.find(&Marks::of_hash(&origin.source_blake3)) {
            return refuse("takedown", RejectReason::TakenDown, words);
        }
        match self.cache.get(&id.0, &key) {
            Some(Known::Document(entry)) if self.takedown.is_empty() => return Found::Same(entry.clone()),
            Some(Known::Document(entry)) => {
                // Damaged, it counts as missing: what the bytes give is made anew.
                if let Ok(seen) = self.store.observation(entry) {
                    return match self.takedown.find(&seen.marks) {
                        Some(words) => refuse("takedown", RejectReason::TakenDown, words),
                        None => Found::Same(entry.clone()),
                    };
                }
            }
            Some(Known::Reject(reject)) => return Found::Reject(Some((id.0, key)), reject.clone()),
            None => {}
        }
        let doc = match pass_one(record, self.desk) {
            Outcome::Document(doc) => doc,
            Outcome::Reject(reject) => {
                // A fault of ours may be gone the next time.
                let lasting = reject.reason != RejectReason::Internal;
                return Found::Reject(lasting.then_some((id.0, key)), reject);
            }
        };
        if let Some(words) = self.takedown.find(&Marks::of(&doc)) {
            return refuse("takedown", RejectReason::TakenDown, words);
        }
        if doc.page().page().len() > MAX_PAGE_BYTES {
            let detail = format!(
                "a page of {} bytes; the limit for a row is {MAX_PAGE_BYTES}",
                doc.page().page().len()
            );
            return refuse("dataset", RejectReason::TooLarge, &detail);
        }
        match Packed::new(&doc, &observe(&doc, self.desk)) {
            Ok(packed) => Found::New(id, key, packed),
            Err(e) => refuse("pipeline", RejectReason::Internal, &e.to_string()),
        }
    }
}

/// Hash of the bytes of a record and of all that was said about them.
fn key(record: &RawRecord) -> Short {
    // A new field has to be thought of here.
    let RawRecord {
        id,
        origin,
        record: name,
        bytes,
        flags,
    } = record;
    // A plain file is known by the hash of the very bytes that were read; a record of a container by its own.
    let content = if name.is_none() { Short::default() } else { short(bytes) };
    let said = postcard::to_stdvec(&(id, origin, name, flags, content));
    short(&said.unwrap_or_else(|_| bytes.clone()))
}
