//! From a path to what lies there: opened once, told by its content, read whole when it is one document.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use copydesk_model::{Flag, Refusal, RejectReason};

use crate::http::RATIO_FROM;
use crate::listing::reason_of;
use crate::magic::sniff;
use crate::raw::{AHEAD, Raw};
use crate::record::{OpenTable, TableRows};
use crate::stream::Stream;
use crate::unpack::{Codec, Fault, Unpacker};
use crate::{Input, Limits, jsonl, warc};

/// Below this an archive's ratio is not judged: a short one may hold a page of one letter.
const ARCHIVE_RATIO_FROM: u64 = 4 << 30;

/// What a file holds.
pub(crate) enum What {
    Document {
        bytes: Vec<u8>,
        faults: Vec<Fault>,
        blake3: String,
    },
    Warc(Box<Stream>),
    Lines(Box<Stream>),
    Table(TableRows, String),
}

/// A file that is being read, and how it was when that began.
pub(crate) struct Opened {
    file: Arc<File>,
    before: State,
}

impl Opened {
    /// Whether something wrote to it since.
    pub(crate) fn changed(&self) -> bool {
        state(&self.file).is_ok_and(|now| now != self.before)
    }
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

/// A refusal, and the hash of the bytes when all were read.
type Refused = (Refusal, Option<String>);
type Found = (Opened, What, Vec<Flag>);

/// Opens an input; one document is read to its end, and once more when it changes meanwhile.
pub(crate) fn open(input: &Input, limits: &Limits, tables: OpenTable) -> Result<Found, Refused> {
    for _ in 0..2 {
        let found = open_once(input, limits, tables);
        let changed = match &found {
            Ok((opened, What::Document { .. }, _)) => opened.changed(),
            _ => false,
        };
        if !changed {
            return found;
        }
    }
    let detail = "the file changed twice while it was read";
    Err((Refusal::new(RejectReason::Changed, detail), None))
}

fn open_once(input: &Input, limits: &Limits, tables: OpenTable) -> Result<Found, Refused> {
    let (file, before) = open_file(&input.path).map_err(|r| (r, None))?;
    let file = Arc::new(file);
    let opened = Opened {
        file: Arc::clone(&file),
        before,
    };
    let io = |e: io::Error| (Refusal::new(reason_of(&e), e.to_string()), None);
    let len = opened.before.len;
    let name = input.path.file_name().unwrap_or_default().as_encoded_bytes();
    // One byte more than it had: a file that grows is told by that, and does not grow without end.
    let file = file.take(len.saturating_add(1));
    let mut raw = Raw::new(Box::new(file), true, len);
    let is_empty = raw.peek(512).is_empty();
    if let Some(error) = raw.error.take() {
        return Err(io(error));
    }
    if is_empty {
        let hash = raw.finish();
        return Err((Refusal::new(RejectReason::Empty, "the file has no bytes"), hash));
    }
    let head = raw.peek(512);
    if let Some(&method) = head.get(2).filter(|&&m| Codec::of(head) == Codec::Gzip && m != 8) {
        let detail = format!("gzip by method {method}, not by deflate");
        let refusal = Refusal::new(RejectReason::UnsupportedCompression, detail);
        return Err((refusal, hash_within(&mut raw, len, limits)));
    }
    let mut stream = Stream::new(Unpacker::new(raw));
    let codec = stream.unpacker.codec();
    let (stem, named) = strip_packing(name);
    let holds = holds(&mut stream, if named == Some(None) { name } else { stem });
    let mut flags = Vec::new();
    if named.is_some_and(|c| c != Some(codec)) || (named.is_none() && codec != Codec::Plain) || !fits(stem, &holds) {
        flags.push(Flag::NameMismatch);
    }
    if !matches!(holds, Holds::Document) {
        if len > limits.archive_bytes {
            return Err((too_large(len, "an archive", limits.archive_bytes), None));
        }
        stream.limit(ARCHIVE_RATIO_FROM.max(limits.ratio.saturating_mul(len)));
    }
    let what = match holds {
        Holds::Warc => What::Warc(Box::new(stream)),
        Holds::Lines => What::Lines(Box::new(stream)),
        Holds::Table => {
            let hash = stream.unpacker.raw().and_then(Raw::finish).unwrap_or_default();
            let file = open_file(&input.path).map_err(|r| (r, None))?.0;
            let rows = tables(file, limits.unpacked_bytes).map_err(|r| (r, Some(hash.clone())))?;
            What::Table(rows, hash)
        }
        Holds::Spread => {
            let hash = stream.unpacker.raw().and_then(|r| hash_within(r, len, limits));
            let detail = "the file is one JSON value, not one object on each line";
            return Err((Refusal::new(RejectReason::NotJsonl, detail), hash));
        }
        Holds::Nothing(reason, format) => {
            let hash = stream.unpacker.raw().and_then(|r| hash_within(r, len, limits));
            let detail = match codec {
                Codec::Plain => format!("the file is {format}"),
                packed => format!("{format} inside {}", packed.name()),
            };
            return Err((Refusal::new(reason, detail), hash));
        }
        Holds::Document => document(stream, len, limits, &mut flags)?,
    };
    Ok((opened, what, flags))
}

fn open_file(path: &Path) -> Result<(File, State), Refusal> {
    let refused = |e: io::Error| Refusal::new(reason_of(&e), e.to_string());
    let changed = || Refusal::new(RejectReason::Changed, "it is no regular file any more");
    // The listing may be old, so the type is looked at again before opening: opening a pipe would wait for ever.
    if !std::fs::symlink_metadata(path).map_err(refused)?.is_file() {
        return Err(changed());
    }
    let file = File::open(path).map_err(refused)?;
    let before = state(&file).map_err(refused)?;
    if before.is_file {
        Ok((file, before))
    } else {
        Err(changed())
    }
}

/// The hash of a file that is refused, unless it is too large to be read for that alone.
fn hash_within(raw: &mut Raw, len: u64, limits: &Limits) -> Option<String> {
    (len <= limits.file_bytes).then(|| raw.finish()).flatten()
}

fn too_large(bytes: u64, what: &str, limit: u64) -> Refusal {
    Refusal::new(
        RejectReason::TooLarge,
        format!("{bytes} bytes; the limit for {what} is {limit}"),
    )
}

enum Holds {
    Document,
    Warc,
    Lines,
    Table,
    /// JSON that is not one object a line.
    Spread,
    Nothing(RejectReason, &'static str),
}

/// What the unpacked bytes are, by their beginning. The name counts only where the content agrees with it.
fn holds(stream: &mut Stream, stem: &[u8]) -> Holds {
    let plain = stream.unpacker.codec() == Codec::Plain;
    let head = stream.peek(64 << 10);
    let whole = head.len() < 64 << 10;
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if warc::starts_record(start) {
        return Holds::Warc;
    }
    if !plain && !matches!(Codec::of(head), Codec::Plain) {
        return Holds::Nothing(RejectReason::NestedCompression, Codec::of(head).name());
    }
    match sniff(head, stem) {
        Some((_, "Parquet")) if plain => return Holds::Table,
        Some((RejectReason::UnsupportedCompression, format)) if !plain => {
            return Holds::Nothing(RejectReason::NestedCompression, format);
        }
        Some((reason, format)) => return Holds::Nothing(reason, format),
        None => {}
    }
    let named = [&b".jsonl"[..], b".ndjson", b".json"]
        .iter()
        .any(|end| ends_with(stem, end));
    match jsonl::shape(head, named, whole) {
        Some(jsonl::Shape::Lines) => Holds::Lines,
        Some(jsonl::Shape::Spread) => Holds::Spread,
        None => Holds::Document,
    }
}

fn ends_with(name: &[u8], end: &[u8]) -> bool {
    name.len() >= end.len() && name[name.len() - end.len()..].eq_ignore_ascii_case(end)
}

/// Whether the name promises what the file holds; a name that promises nothing fits all.
fn fits(stem: &[u8], holds: &Holds) -> bool {
    let any = |ends: &[&str]| ends.iter().any(|end| ends_with(stem, end.as_bytes()));
    let promised = (
        any(&[".warc", ".wet", ".wat"]),
        any(&[".jsonl", ".ndjson"]),
        any(&[".parquet"]),
        any(&[".txt", ".html", ".htm", ".xhtml"]),
    );
    match holds {
        Holds::Warc => !(promised.1 || promised.2 || promised.3),
        Holds::Lines => !(promised.0 || promised.2 || promised.3),
        Holds::Table => !(promised.0 || promised.1 || promised.3),
        _ => !(promised.0 || promised.1 || promised.2),
    }
}

/// Reads one document to its end.
fn document(mut stream: Stream, len: u64, limits: &Limits, flags: &mut Vec<Flag>) -> Result<What, Refused> {
    if len > limits.file_bytes {
        return Err((too_large(len, "a file", limits.file_bytes), None));
    }
    let codec = stream.unpacker.codec();
    let by_ratio = limits.ratio.saturating_mul(len).max(RATIO_FROM);
    if codec != Codec::Plain {
        stream.limit(limits.unpacked_bytes.min(by_ratio));
    }
    let mut bytes = Vec::new();
    if bytes
        .try_reserve(if codec == Codec::Plain { len as usize + 1 } else { AHEAD })
        .is_err()
    {
        let detail = format!("no memory for its {len} bytes");
        return Err((Refusal::new(RejectReason::TooLarge, detail), None));
    }
    // What stops the stream is asked of it below.
    _ = stream.read_to_end(&mut bytes);
    let over = stream.over_limit;
    let faults = std::mem::take(&mut stream.unpacker.faults);
    let raw = stream.unpacker.raw();
    if let Some(error) = raw.and_then(|r| r.error.take()) {
        return Err((Refusal::new(reason_of(&error), error.to_string()), None));
    }
    let blake3 = stream.unpacker.raw().and_then(Raw::finish).unwrap_or_default();
    let refuse = |reason, detail: String| Err((Refusal::new(reason, detail), Some(blake3.clone())));
    if over {
        let limit = if by_ratio < limits.unpacked_bytes {
            format!("the limit for the ratio is {}", limits.ratio)
        } else {
            format!("the limit for an unpacked file is {} bytes", limits.unpacked_bytes)
        };
        let detail = format!("{len} bytes of {} unpack to too much; {limit}", codec.name());
        return refuse(RejectReason::TooLarge, detail);
    }
    if bytes.is_empty() {
        let name = codec.name();
        return match faults.first() {
            Some(Fault::Damaged(_) | Fault::Crc(_)) => {
                refuse(RejectReason::Crc, format!("the {name} data are damaged from the start"))
            }
            Some(Fault::Truncated(..)) => refuse(
                RejectReason::Truncated,
                format!("the {name} file ends before its first byte of text"),
            ),
            _ => refuse(RejectReason::Empty, format!("the {name} file holds no bytes")),
        };
    }
    flags.extend(faults.iter().flat_map(|f| f.flags()));
    Ok(What::Document { bytes, faults, blake3 })
}

/// The name without the ending of a compressor, and which that was; `Some(None)` is one that is not read.
fn strip_packing(name: &[u8]) -> (&[u8], Option<Option<Codec>>) {
    let endings = [
        ("gz", Some(Codec::Gzip)),
        ("gzip", Some(Codec::Gzip)),
        ("zst", Some(Codec::Zstd)),
        ("zstd", Some(Codec::Zstd)),
        ("bz2", Some(Codec::Bzip2)),
        ("xz", Some(Codec::Xz)),
        ("br", None),
        ("zip", None),
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
