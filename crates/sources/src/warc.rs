//! Web archives (WARC/1.0 and 1.1, ISO 28500): records with their headers and blocks, under limits.
//!
//! A parser of our own: the crates for it read the whole block from its declared length, stop at the first fault, or know no
//! place in the file. Here a record that breaks the rules costs only itself: the next one is found by its first line.

use std::io::Read;

use crate::raw::Raw;
use crate::stream::Stream;
use crate::unpack::Unpacker;

/// A header block that is longer is none.
const HEADER_BYTES: usize = 64 << 10;
/// Bytes that may be read twice because a declared length was wrong; so that a file of lies stays linear.
const TWICE_BYTES: u64 = 256 << 20;

/// The header of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Names and values, in order. Bytes that are not UTF-8, and control characters, stand as `%XX`.
    pub fields: Vec<(String, String)>,
    /// The header is not as the standard has it: lines end in LF alone, or a value had to be escaped.
    pub odd: bool,
}

impl Head {
    /// The first value of a field, whatever the case of its name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// What comes next in a web archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A record, whole.
    Record {
        /// Its place, as in the ids of documents.
        place: String,
        /// Its header.
        head: Head,
        /// Its block, as it lies in the archive.
        block: Vec<u8>,
    },
    /// Bytes that give no record.
    Broken {
        /// Where they begin.
        place: String,
        /// Why.
        why: Broken,
        /// What was found.
        detail: String,
    },
}

/// Why bytes of a web archive give no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// They break the rules of the format.
    Malformed,
    /// The block is longer than the limit.
    TooLarge,
    /// The archive ends before the block does.
    Cut,
}

/// Reads the records of one web archive, plain or compressed.
pub struct Reader {
    pub(crate) stream: Stream,
    block_bytes: u64,
    twice: u64,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

impl Reader {
    /// Reads from `file`; blocks have at most `block_bytes` bytes.
    pub fn new(file: Box<dyn Read + Send>, block_bytes: u64) -> Reader {
        Reader::of(Stream::new(Unpacker::new(Raw::new(file, false, u64::MAX))), block_bytes)
    }

    pub(crate) fn of(mut stream: Stream, block_bytes: u64) -> Reader {
        stream.unpacker.go_on = true;
        Reader {
            stream,
            block_bytes,
            twice: TWICE_BYTES,
        }
    }
}

impl Iterator for Reader {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        skip_line_ends(&mut self.stream, usize::MAX);
        if self.stream.is_at_end() {
            return None;
        }
        let place = self.stream.record();
        if !starts_record(self.stream.peek(16)) {
            let lost = self.resync();
            let detail = format!("{lost} bytes that belong to no record");
            return Some(broken(place, Broken::Malformed, detail));
        }
        let head = match self.head() {
            Ok(head) => head,
            Err(detail) => {
                // Past its first line, which would be found again.
                self.stream.consume(5);
                self.resync();
                return Some(broken(place, Broken::Malformed, detail));
            }
        };
        let length = match length(&head) {
            Ok(length) => length,
            Err(detail) => {
                self.resync();
                return Some(broken(place, Broken::Malformed, detail));
            }
        };
        if length > self.block_bytes {
            self.resync();
            let detail = format!("a block of {length} bytes; the limit is {}", self.block_bytes);
            return Some(broken(place, Broken::TooLarge, detail));
        }
        Some(self.block(place, head, length))
    }
}

impl Reader {
    fn head(&mut self) -> Result<Head, String> {
        let mut want = 1024;
        loop {
            let ahead = self.stream.peek(want);
            let limit = ahead.len().min(HEADER_BYTES);
            if let Some((lines, end)) = head_end(&ahead[..limit]) {
                let head = parse_head(&ahead[..lines]);
                self.stream.consume(end);
                return Ok(head);
            }
            if ahead.len() < want || want >= HEADER_BYTES {
                let whole = ahead.len() >= HEADER_BYTES;
                return Err(if whole {
                    format!("the header has no end within {HEADER_BYTES} bytes")
                } else {
                    "the archive ends inside the header".to_owned()
                });
            }
            want = (want * 4).min(HEADER_BYTES);
        }
    }

    /// The block, when what follows it shows that its length is true.
    fn block(&mut self, place: String, head: Head, length: u64) -> Entry {
        let mut block = Vec::new();
        let came = self.stream.take_bytes(length, &mut block);
        let cut = came < length;
        if !cut && self.at_border() {
            return Entry::Record { place, head, block };
        }
        // The length is a lie, or the archive is damaged or ends here: what looks like the next record inside is one.
        let next = inner_record(&block).filter(|_| self.twice >= came);
        if let Some(at) = next {
            self.twice -= came;
            self.stream.put_back(&block[at..]);
            let detail = format!("the block should have {length} bytes, but another record begins after {at}");
            return broken(place, Broken::Malformed, detail);
        }
        if cut {
            let detail = format!("the block should have {length} bytes; the archive ends after {came}");
            return broken(place, Broken::Cut, detail);
        }
        let more = self.resync();
        let detail = format!("the block should have {length} bytes, but {more} more follow before the next record");
        broken(place, Broken::Malformed, detail)
    }

    /// Whether a record may end here: only line ends before the next one or the end.
    fn at_border(&mut self) -> bool {
        let ahead = self.stream.peek(16);
        let ends = ahead.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let rest = &ahead[ends..];
        rest.is_empty() || starts_record(rest) || ends == ahead.len()
    }

    /// Goes to the next record, and says how many bytes were passed over.
    fn resync(&mut self) -> u64 {
        let mut lost = 0;
        loop {
            let ahead = self.stream.peek(64 << 10);
            let found = if lost == 0 && starts_record(ahead) {
                Some(0)
            } else {
                inner_record(ahead)
            };
            if let Some(at) = found {
                self.stream.consume(at);
                return lost + at as u64;
            }
            // The first line may lie across the border.
            let pass = if ahead.len() < 64 << 10 {
                ahead.len()
            } else {
                ahead.len() - 16
            };
            if pass == 0 {
                return lost;
            }
            self.stream.consume(pass);
            lost += pass as u64;
        }
    }
}

fn broken(place: String, why: Broken, detail: String) -> Entry {
    Entry::Broken { place, why, detail }
}

/// `WARC/` and a version, and the end of the line. A version that is not known yet is read as those that are: taken for no record, its
/// bytes would become the text of a page.
pub(crate) fn starts_record(bytes: &[u8]) -> bool {
    let Some(version) = bytes.strip_prefix(b"WARC/") else {
        return false;
    };
    let end = version.iter().position(|b| matches!(b, b'\r' | b'\n'));
    let version = &version[..end.unwrap_or(version.len())];
    (3..=4).contains(&version.len())
        && matches!(version, [b'0'..=b'9', b'.', rest @ ..] if rest.iter().all(u8::is_ascii_digit))
}

/// Where a record begins at the start of a line, the first line aside.
fn inner_record(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, b"\nWARC/")
        .map(|at| at + 1)
        .find(|&at| {
            let line = &bytes[at..];
            starts_record(line) && line.iter().take(12).any(|&b| b == b'\n')
        })
}

fn skip_line_ends(stream: &mut Stream, most: usize) {
    let mut left = most;
    loop {
        let ahead = stream.peek(1);
        let n = ahead
            .iter()
            .take(left)
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        if n == 0 {
            return;
        }
        stream.consume(n);
        left -= n;
    }
}

/// Where the lines of a header end, and where its block begins.
fn head_end(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'\n', &bytes[from..]) {
        let next = from + at + 1;
        match &bytes[next..] {
            [b'\n', ..] => return Some((next, next + 1)),
            [b'\r', b'\n', ..] => return Some((next, next + 2)),
            _ => from = next,
        }
    }
    None
}

fn parse_head(bytes: &[u8]) -> Head {
    let mut head = Head::default();
    for (k, line) in bytes.split(|&b| b == b'\n').enumerate() {
        let stripped = line.strip_suffix(b"\r");
        head.odd |= stripped.is_none() && !line.is_empty();
        let line = stripped.unwrap_or(line);
        if k == 0 || line.is_empty() {
            continue;
        }
        if let (true, Some((_, last))) = (line[0] == b' ' || line[0] == b'\t', head.fields.last_mut()) {
            last.push(' ');
            last.push_str(&shown(line.trim_ascii(), &mut head.odd));
            continue;
        }
        let Some(colon) = memchr::memchr(b':', line) else {
            head.odd = true;
            continue;
        };
        let name = shown(line[..colon].trim_ascii(), &mut head.odd);
        let value = shown(line[colon + 1..].trim_ascii(), &mut head.odd);
        head.fields.push((name, value));
    }
    head
}

/// Text of a header; what is no text stands as `%XX`.
fn shown(bytes: &[u8], odd: &mut bool) -> String {
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.chars().any(char::is_control)
    {
        return text.to_owned();
    }
    *odd = true;
    crate::path::escape_bytes(bytes)
}

fn length(head: &Head) -> Result<u64, String> {
    let mut found: Option<&str> = None;
    for (_, value) in head
        .fields
        .iter()
        .filter(|(n, _)| n.eq_ignore_ascii_case("content-length"))
    {
        if found.is_some_and(|f| f != value) {
            return Err("two lengths that differ".to_owned());
        }
        found = Some(value);
    }
    let value = found.ok_or("no Content-Length")?;
    let digits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    let parsed = value.parse().ok().filter(|_| digits);
    let short: String = value.chars().take(40).collect();
    // More digits than a number holds are a length over any limit.
    parsed
        .or(digits.then_some(u64::MAX))
        .ok_or_else(|| format!("Content-Length is {short:?}"))
}
