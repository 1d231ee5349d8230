//! Which documents share a row group.
//!
//! The borders depend on ids, on weights, and on the size of the corpus to a power of two, never on what a build did before.
//! A document that is changed, added or taken away moves the borders next to it and no others, so the groups further
//! away can be taken over as they are.

use std::collections::BTreeMap;
use std::ops::Range;

use copydesk_sources::End;

use crate::facts::{Facts, Touches};
use crate::store::Entry;

/// Fewest documents in a group of a large corpus, on average.
const LEAST: usize = 256;
/// Most documents in a group, on average.
const MOST: usize = 8_192;
/// A corpus has about this many groups, between those bounds.
const GROUPS: usize = 128;
/// A group ends at this many bytes of packed documents.
const MOST_BYTES: u64 = 32 << 20;

/// The groups of all documents, which come sorted by id.
pub(crate) fn groups(entries: &[Entry]) -> Vec<Range<usize>> {
    let average = (entries.len() / GROUPS).clamp(LEAST, MOST).next_power_of_two();
    let mut groups = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (k, entry) in entries.iter().enumerate() {
        let documents = k - start;
        let hash = blake3::hash(entry.id.0.as_bytes());
        let low = u64::from_le_bytes(std::array::from_fn(|b| hash.as_bytes()[b]));
        let border = documents >= average / 4 && low.is_multiple_of(average as u64 * 3 / 4);
        if documents > 0 && (border || documents >= average * 4 || bytes + entry.weight() > MOST_BYTES) {
            groups.push(start..k);
            (start, bytes) = (k, 0);
        }
        bytes += entry.weight();
    }
    if start < entries.len() {
        groups.push(start..entries.len());
    }
    groups
}

/// Hash of all that decides the rows of a group: its documents, and what the facts say of them.
pub(crate) fn key(entries: &[Entry], touches: &[Touches], facts: &Facts, ends: &BTreeMap<String, End>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for (entry, touches) in entries.iter().zip(touches) {
        hasher.update(&(entry.id.0.len() as u64).to_le_bytes());
        hasher.update(entry.id.0.as_bytes());
        hasher.update(&entry.key);
        let archive = entry.id.0.rsplit_once('#').and_then(|(source, _)| ends.get(source));
        if let Some(end) = archive {
            hasher.update(format!("{end:?}").as_bytes());
        }
        facts.sign(&entry.id, touches, &mut hasher);
    }
    *hasher.finalize().as_bytes()
}
