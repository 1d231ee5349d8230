//! What is fuzzed: plain functions of bytes that must hold for any bytes. The tests replay a corpus and its mutations through
//! them; the files in `fuzz_targets/` hand them to cargo-fuzz.

use std::io::{Cursor, Write as _};

use copydesk_model::{Refusal, RejectReason};
use copydesk_sources::warc::{Entry, Reader};
use copydesk_sources::{Item, Limits, TableRows, one, open};

const LIMITS: Limits = Limits {
    file_bytes: 1 << 20,
    unpacked_bytes: 1 << 20,
    ratio: 200,
    archive_bytes: 1 << 24,
    rejects: 100,
};

fn no_tables(_: std::fs::File, _: u64) -> Result<TableRows, Refusal> {
    Err(Refusal::new(RejectReason::UnsupportedContainer, "no tables here"))
}

/// Any file: at least one item, none larger than the limits, every id once, no fault of ours, a true hash.
pub(crate) fn container(name: &str, bytes: &[u8]) {
    let mut file = tempfile::Builder::new().suffix(name).tempfile().expect("a file");
    file.write_all(bytes).expect("room");
    let mut records = open(&one(file.path(), None).expect("an input"), &LIMITS, no_tables);
    let mut ids = std::collections::BTreeSet::new();
    let mut items = 0;
    for item in records.by_ref() {
        items += 1;
        match item {
            Item::Record(r) => {
                assert!(r.bytes.len() as u64 <= LIMITS.unpacked_bytes.max(LIMITS.file_bytes));
                assert!(ids.insert(r.id.0.clone()), "{} stands twice", r.id);
                assert!(!r.id.0.contains(char::is_control), "{:?}", r.id.0);
            }
            Item::Reject(r) => {
                assert!(r.reason != RejectReason::Internal, "{r:?}");
                assert!(!r.detail.contains('\n'), "{r:?}");
            }
            Item::Skipped(_) => {}
        }
    }
    assert!(items > 0);
    let hash = blake3::hash(bytes).to_hex().to_string();
    assert!(!records.is_archive() || records.end().blake3 == Some(hash));
}

/// A web archive: every record has the length it declares, and what is no record is told once for each place.
pub(crate) fn web_archive(bytes: &[u8]) {
    let mut given = 0;
    for entry in Reader::new(Box::new(Cursor::new(bytes.to_vec())), LIMITS.file_bytes) {
        given += 1;
        if let Entry::Record { head, block, .. } = entry {
            let declared = head.get("content-length").and_then(|v| v.parse().ok());
            assert_eq!(declared, Some(block.len()));
            assert!(head.fields.iter().all(|(n, v)| !n.contains('\0') && !v.contains('\n')));
        }
    }
    assert!(given <= bytes.len());
}

/// Lines of JSON, behind a first line that makes the file one of them.
pub(crate) fn json_lines(bytes: &[u8]) {
    container(".jsonl", &[b"{\"text\":\"first\"}\n", bytes].concat());
}
