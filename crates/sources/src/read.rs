//! Opens one input, reads it once under limits, hashes those very bytes, and hands out its records.

use std::fs::File;
use std::io::{self, Read as _};
use std::time::SystemTime;

use copydesk_model::{DocumentId, Flag, Origin, Refusal, Reject, RejectReason};

use crate::Input;
use crate::gzip;
use crate::listing::reason_of;
use crate::magic::sniff;
use crate::note::{self, Note};
use crate::record::{End, Item, OpenTable, RawRecord};

/// How much one input may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, as it lies on the disk.
    pub file_bytes: u64,
    /// Largest file after unpacking.
    pub unpacked_bytes: u64,
    /// Unpacked over packed bytes; judged above 1 MiB unpacked, since short dull texts pack well.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 64 << 20,
            unpacked_bytes: 64 << 20,
            ratio: 200,
        }
    }
}

const RATIO_FROM: u64 = 1 << 20;

/// The records of one input, read as they are asked for: memory is bounded by the limits, not by the input.
///
/// A file that is no archive is one document. Inside an archive the record's name, behind `#` in its id, is its place:
/// - web archive (WARC): the byte offset at which it begins in the file, as an index of the archive has it; behind a
///   gzip or zstd member that holds more than one record, `<offset of the member>+<offset inside it, unpacked>`;
/// - JSONL: its line, from 1;
/// - Parquet: its row, from 0.
///
/// Every input gives at least one item.
pub struct Records {
    items: std::vec::IntoIter<Item>,
    end: End,
    bytes: u64,
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Records").finish_non_exhaustive()
    }
}

/// Opens one input. Nothing fails here: what cannot be opened is a [`Item::Reject`].
pub fn open(input: &Input, limits: &Limits, _tables: OpenTable) -> Records {
    let mut items = Vec::new();
    read(input, limits, &mut |item| items.push(item));
    Records {
        items: items.into_iter(),
        end: End::default(),
        bytes: input.bytes,
    }
}

impl Iterator for Records {
    type Item = Item;
    fn next(&mut self) -> Option<Item> {
        self.items.next()
    }
}

impl Records {
    /// Whether the file holds many documents; then [`Records::end`] tells what their origins lack.
    pub fn is_archive(&self) -> bool {
        false
    }

    /// Bytes of the file that were read so far.
    pub fn bytes_read(&self) -> u64 {
        self.bytes
    }

    /// Reads what is left, for the hash, and tells what is known only now. To be called when the last item was taken.
    pub fn end(self) -> End {
        self.end
    }
}

/// Reads one input; `sink` gets an item for each record, and at least one.
fn read(input: &Input, limits: &Limits, sink: &mut dyn FnMut(Item)) {
    let bytes = match load(input, limits) {
        Ok(bytes) => bytes,
        Err(refusal) => return sink(Item::Reject(reject(input, refusal, None))),
    };
    let hash = blake3::hash(&bytes).to_hex().to_string();
    match unwrap(input, bytes, limits) {
        Err(refusal) => sink(Item::Reject(reject(input, refusal, Some(hash)))),
        Ok((bytes, mut flags)) => {
            let config = input.config.as_deref();
            let note = note::beside(&input.path).unwrap_or_else(|| {
                flags.push(Flag::BrokenMetadata);
                Note::default()
            });
            let host = note.url.as_deref().and_then(note::host);
            let origin = Origin {
                source: input.source.clone(),
                source_blake3: hash,
                outlet: input.outlet.clone(),
                site: host.or_else(|| config.and_then(|c| c.site.clone())),
                url: note.url,
                declared_charset: note.charset.or_else(|| config.and_then(|c| c.charset.clone())),
                declared_media_type: None,
                declared_language: config.and_then(|c| c.language.clone()),
                fetched: None,
                declared_published: None,
                metadata: None,
            };
            sink(Item::Record(Box::new(RawRecord {
                id: DocumentId(input.source.clone()),
                origin,
                record: None,
                bytes,
                flags,
            })));
        }
    }
}

fn reject(input: &Input, refusal: Refusal, hash: Option<String>) -> Reject {
    Reject {
        source: input.source.clone(),
        record: None,
        stage: "sources".into(),
        reason: refusal.reason,
        detail: refusal.detail,
        source_blake3: hash,
    }
}

/// The bytes of the file, read in one go; when it changes meanwhile, once more, and then no more.
fn load(input: &Input, limits: &Limits) -> Result<Vec<u8>, Refusal> {
    for _ in 0..2 {
        if let Some(bytes) = load_once(input, limits)? {
            return Ok(bytes);
        }
    }
    Err(Refusal::new(
        RejectReason::Changed,
        "the file changed twice while it was read",
    ))
}

fn load_once(input: &Input, limits: &Limits) -> Result<Option<Vec<u8>>, Refusal> {
    let refused = |e: io::Error| Refusal::new(reason_of(&e), e.to_string());
    // The listing may be old, so the type is looked at again before opening: opening a pipe would wait for ever.
    let listed = std::fs::symlink_metadata(&input.path).map_err(refused)?;
    if !listed.is_file() {
        return Err(Refusal::new(RejectReason::Changed, "it is no regular file any more"));
    }
    check_size(listed.len(), limits)?;
    let mut file = File::open(&input.path).map_err(refused)?;
    let before = state(&file).map_err(refused)?;
    if !before.is_file {
        return Err(Refusal::new(RejectReason::Changed, "it is no regular file any more"));
    }
    check_size(before.len, limits)?;
    let mut bytes = Vec::new();
    if bytes.try_reserve_exact(before.len as usize + 1).is_err() {
        let detail = format!("no memory for its {} bytes", before.len);
        return Err(Refusal::new(RejectReason::TooLarge, detail));
    }
    (&mut file)
        .take(before.len + 1)
        .read_to_end(&mut bytes)
        .map_err(refused)?;
    let after = state(&file).map_err(refused)?;
    Ok((before == after && bytes.len() as u64 == before.len).then_some(bytes))
}

#[derive(PartialEq)]
struct State {
    is_file: bool,
    len: u64,
    modified: Option<SystemTime>,
}

fn state(file: &File) -> io::Result<State> {
    let meta = file.metadata()?;
    Ok(State {
        is_file: meta.is_file(),
        len: meta.len(),
        modified: meta.modified().ok(),
    })
}

fn check_size(bytes: u64, limits: &Limits) -> Result<(), Refusal> {
    if bytes <= limits.file_bytes {
        return Ok(());
    }
    let detail = format!("{bytes} bytes; the limit for a file is {}", limits.file_bytes);
    Err(Refusal::new(RejectReason::TooLarge, detail))
}

/// Takes the compression off, and refuses what names itself as something else than a text.
fn unwrap(input: &Input, bytes: Vec<u8>, limits: &Limits) -> Result<(Vec<u8>, Vec<Flag>), Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::new(RejectReason::Empty, "the file has no bytes"));
    }
    let name = input.path.file_name().unwrap_or_default().as_encoded_bytes();
    let (stem, packed_name) = strip_packing(name);
    let mut flags = Vec::new();
    let is_gzip = bytes.starts_with(&gzip::MAGIC);
    if !is_gzip {
        if let Some((reason, format)) = sniff(&bytes, name) {
            return Err(Refusal::new(reason, format!("the file is {format}")));
        }
        if packed_name.is_some() {
            flags.push(Flag::NameMismatch);
        }
        return Ok((bytes, flags));
    }
    let unpacked = ungzip(&bytes, limits, &mut flags)?;
    drop(bytes);
    if packed_name != Some("gz") {
        flags.push(Flag::NameMismatch);
    }
    if unpacked.starts_with(&gzip::MAGIC) {
        return Err(Refusal::new(RejectReason::NestedCompression, "gzip inside gzip"));
    }
    match sniff(&unpacked, stem) {
        None => Ok((unpacked, flags)),
        Some((RejectReason::UnsupportedCompression, format)) => Err(Refusal::new(
            RejectReason::NestedCompression,
            format!("{format} inside gzip"),
        )),
        Some((reason, format)) => Err(Refusal::new(reason, format!("{format} inside gzip"))),
    }
}

fn ungzip(bytes: &[u8], limits: &Limits, flags: &mut Vec<Flag>) -> Result<Vec<u8>, Refusal> {
    let by_ratio = limits.ratio.saturating_mul(bytes.len() as u64).max(RATIO_FROM);
    let unpacked = gzip::unpack(bytes, limits.unpacked_bytes.min(by_ratio));
    let refuse = |reason, detail: String| Err(Refusal::new(reason, detail));
    if let Some(method) = unpacked.method {
        return refuse(
            RejectReason::UnsupportedCompression,
            format!("gzip by method {method}, not by deflate"),
        );
    }
    if unpacked.over_limit {
        let (packed, detail) = (
            bytes.len(),
            if by_ratio < limits.unpacked_bytes {
                format!("the limit for the ratio is {}", limits.ratio)
            } else {
                format!("the limit for an unpacked file is {} bytes", limits.unpacked_bytes)
            },
        );
        return refuse(
            RejectReason::TooLarge,
            format!("{packed} bytes of gzip unpack to too much; {detail}"),
        );
    }
    if unpacked.bytes.is_empty() {
        return match unpacked {
            u if u.damaged => refuse(RejectReason::Crc, "the gzip data are damaged from the start".into()),
            u if u.truncated => refuse(
                RejectReason::Truncated,
                "the gzip file ends before its first byte of text".into(),
            ),
            _ => refuse(RejectReason::Empty, "the gzip file holds no bytes".into()),
        };
    }
    let found = [
        (unpacked.truncated, Flag::TruncatedSource),
        (unpacked.damaged, Flag::BadChecksum),
        (unpacked.trailing.is_some(), Flag::TrailingBytes),
    ];
    flags.extend(found.into_iter().filter_map(|(is, flag)| is.then_some(flag)));
    Ok(unpacked.bytes)
}

/// The name without the ending of a compressor, and which that was.
fn strip_packing(name: &[u8]) -> (&[u8], Option<&'static str>) {
    let endings = [
        ("gz", "gz"),
        ("gzip", "gz"),
        ("zst", "zstd"),
        ("bz2", "bzip2"),
        ("xz", "xz"),
        ("br", "brotli"),
        ("zip", "zip"),
    ];
    let Some(dot) = name.iter().rposition(|&b| b == b'.') else {
        return (name, None);
    };
    let ending = name[dot + 1..].to_ascii_lowercase();
    match endings.iter().find(|(e, _)| e.as_bytes() == ending) {
        Some(&(_, packing)) => (&name[..dot], Some(packing)),
        None => (name, None),
    }
}
