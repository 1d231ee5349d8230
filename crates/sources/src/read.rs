//! One input to its records, read as they are asked for.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};

use copydesk_model::{DocumentId, Flag, Origin, Refusal, Reject, RejectReason};

use crate::file::{Opened, What};
use crate::pages::{self, Found, Page};
use crate::record::{End, Item, OpenTable, RawRecord, TableRows};
use crate::stream::Stream;
use crate::unpack::Fault;
use crate::warc::Reader;
use crate::{Input, Limits, file, jsonl, note};

/// The records of one input, read as they are asked for: memory is bounded by the limits, not by the input.
///
/// A file that is no archive is one document. Inside an archive the record's name, behind `#` in its id, is its place:
/// - web archive (WARC, WET): the byte of the file at which it begins, as an index of the archive has it; where a gzip member or
///   zstd frame holds more than one record, `<byte of the member>+<byte inside it, unpacked>`;
/// - JSONL: its line, from 1;
/// - Parquet: its row, from 0.
///
/// Every input gives at least one item.
pub struct Records {
    input: Input,
    limits: Limits,
    kind: Kind,
    queue: VecDeque<Item>,
    given: u64,
    rejected: u64,
    done: bool,
    opened: Option<Opened>,
    flags: Vec<Flag>,
    /// The cut was told with the record that it cost.
    cut_told: bool,
}

enum Kind {
    Document,
    Warc(Box<Reader>),
    Lines(Box<Stream>, u64),
    Table(TableRows, u64, Option<String>),
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Records")
            .field("input", &self.input)
            .finish_non_exhaustive()
    }
}

/// Opens one input. Nothing fails here: what cannot be opened is an [`Item::Reject`].
pub fn open(input: &Input, limits: &Limits, tables: OpenTable) -> Records {
    let mut records = Records {
        input: input.clone(),
        limits: *limits,
        kind: Kind::Document,
        queue: VecDeque::new(),
        given: 0,
        rejected: 0,
        done: false,
        opened: None,
        flags: Vec::new(),
        cut_told: false,
    };
    let opened = guarded(|| file::open(input, limits, tables)).unwrap_or_else(|refusal| Err((refusal, None)));
    match opened {
        Err((refusal, hash)) => {
            records.done = true;
            records.reject_with(None, refusal, hash);
        }
        Ok((opened, what, flags)) => records.begin(opened, what, flags),
    }
    records
}

/// A parser of strangers' bytes that stops with a panic costs only its file.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|_| Refusal::new(RejectReason::Internal, "reading stopped at a fault of ours"))
}

impl Iterator for Records {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while self.queue.is_empty() && !self.done {
            match guarded(|| self.step()) {
                Ok(()) => {}
                Err(refusal) => {
                    self.done = true;
                    self.reject(None, refusal);
                }
            }
            if self.rejected > self.limits.rejects && !self.done {
                self.done = true;
                let most = self.limits.rejects;
                let detail = format!("more than {most} of its records were refused; the rest was not read");
                self.reject(None, Refusal::new(RejectReason::TooLarge, detail));
            }
        }
        let item = self.queue.pop_front();
        self.given += u64::from(item.is_some());
        item
    }
}

impl Records {
    /// Whether the file holds many documents; then [`Records::end`] tells what their origins lack.
    pub fn is_archive(&self) -> bool {
        !matches!(self.kind, Kind::Document)
    }

    /// Bytes of the file that were read so far.
    pub fn bytes_read(&mut self) -> u64 {
        match self.stream() {
            Some(stream) => stream.unpacker.raw().map_or(0, |r| r.read_so_far()),
            None => 0,
        }
    }

    /// Reads what is left, for the hash, and tells what is known only now. To be called when the last item was taken.
    pub fn end(mut self) -> End {
        let blake3 = match &mut self.kind {
            Kind::Document => return End::default(),
            Kind::Table(_, _, hash) => hash.take(),
            _ => self.stream().and_then(|s| s.unpacker.raw()).and_then(|r| r.finish()),
        };
        let changed = self.opened.as_ref().is_some_and(Opened::changed);
        self.flags.sort_unstable();
        self.flags.dedup();
        End {
            blake3,
            flags: self.flags,
            changed,
        }
    }

    fn stream(&mut self) -> Option<&mut Stream> {
        match &mut self.kind {
            Kind::Warc(reader) => Some(&mut reader.stream),
            Kind::Lines(stream, _) => Some(stream),
            Kind::Document | Kind::Table(..) => None,
        }
    }

    fn begin(&mut self, opened: Opened, what: What, flags: Vec<Flag>) {
        match what {
            What::Document { bytes, faults, blake3 } => {
                self.done = true;
                self.document(bytes, blake3.clone(), flags);
                for fault in &faults {
                    if let Some(refusal) = refusal_of(fault) {
                        self.reject_with(None, refusal, Some(blake3.clone()));
                    }
                }
                return;
            }
            What::Warc(stream) => self.kind = Kind::Warc(Box::new(Reader::of(*stream, self.limits.file_bytes))),
            What::Lines(stream) => self.kind = Kind::Lines(stream, 0),
            What::Table(rows, hash) => self.kind = Kind::Table(rows, 0, Some(hash)),
        }
        self.opened = Some(opened);
        self.flags = flags;
    }

    /// The next record of an archive, or its end.
    fn step(&mut self) {
        match &mut self.kind {
            Kind::Document => self.done = true,
            Kind::Warc(reader) => match pages::next(reader, &self.limits) {
                None => self.finish(),
                Some((place, Found::Page(page))) => self.record(place, *page),
                Some((_, Found::Skipped(reason))) => self.queue.push_back(Item::Skipped(reason)),
                Some((place, Found::Refused(refusal))) => {
                    if refusal.reason == RejectReason::Truncated {
                        self.cut_told = true;
                        self.flags.push(Flag::TruncatedSource);
                    }
                    self.reject(Some(place), refusal);
                }
            },
            Kind::Lines(stream, number) => match jsonl::next(stream, number, self.limits.unpacked_bytes) {
                None => self.finish(),
                Some(Ok(page)) => {
                    let place = number.to_string();
                    self.record(place, page);
                }
                Some(Err(refusal)) => {
                    let place = number.to_string();
                    self.cut_told |= refusal.reason == RejectReason::Truncated;
                    self.reject(Some(place), refusal);
                }
            },
            Kind::Table(rows, row, _) => match rows.next() {
                None => self.finish(),
                Some(Err(refusal)) => {
                    self.done = true;
                    self.reject(None, refusal);
                }
                Some(Ok(found)) => {
                    let place = row.to_string();
                    *row += 1;
                    match jsonl::page(found) {
                        Ok(page) if page.bytes.len() as u64 > self.limits.unpacked_bytes => {
                            let (len, most) = (page.bytes.len(), self.limits.unpacked_bytes);
                            let detail = format!("a text of {len} bytes; the limit is {most}");
                            self.reject(Some(place), Refusal::new(RejectReason::TooLarge, detail));
                        }
                        Ok(page) => self.record(place, page),
                        Err(refusal) => self.reject(Some(place), refusal),
                    }
                }
            },
        }
    }

    /// The end of an archive: what was wrong with the whole of it.
    fn finish(&mut self) {
        self.done = true;
        let (mut faults, mut error, mut over) = (Vec::new(), None, false);
        if let Some(stream) = self.stream() {
            over = stream.over_limit;
            faults = std::mem::take(&mut stream.unpacker.faults);
            error = stream.unpacker.raw().and_then(|r| r.error.take());
        }
        self.flags.extend(faults.iter().flat_map(Fault::flags));
        for fault in faults {
            let told = self.cut_told && matches!(fault, Fault::Truncated(..));
            if let Some(refusal) = refusal_of(&fault).filter(|_| !told && self.rejected <= self.limits.rejects) {
                self.reject(None, refusal);
            }
        }
        if over {
            let detail = format!(
                "the archive unpacks to too much; the limit for the ratio is {}",
                self.limits.ratio
            );
            self.reject(None, Refusal::new(RejectReason::TooLarge, detail));
        }
        if let Some(error) = error {
            self.reject(None, Refusal::new(crate::listing::reason_of(&error), error.to_string()));
        }
        if self.given == 0 && self.queue.is_empty() {
            self.reject(None, Refusal::new(RejectReason::Empty, "the archive holds no record"));
        }
    }

    fn document(&mut self, bytes: Vec<u8>, blake3: String, mut flags: Vec<Flag>) {
        let note = note::beside(&self.input.path).unwrap_or_else(|| {
            flags.push(Flag::BrokenMetadata);
            note::Note::default()
        });
        let host = note.url.as_deref().and_then(note::host);
        let mut origin = self.origin();
        origin.source_blake3 = blake3;
        origin.site = host.or(origin.site);
        origin.url = note.url;
        origin.declared_charset = note.charset.or(origin.declared_charset);
        self.queue.push_back(Item::Record(Box::new(RawRecord {
            id: DocumentId(self.input.source.clone()),
            origin,
            record: None,
            bytes,
            flags,
        })));
    }

    fn record(&mut self, place: String, page: Page) {
        let mut origin = self.origin();
        origin.site = pages::site(page.url.as_deref()).or(origin.site);
        origin.url = page.url;
        origin.declared_charset = page.charset.or(origin.declared_charset);
        origin.declared_media_type = page.media_type;
        origin.fetched = page.fetched;
        origin.declared_published = page.published;
        origin.metadata = (!page.metadata.is_empty()).then(|| serde_json::Value::Object(page.metadata).to_string());
        self.queue.push_back(Item::Record(Box::new(RawRecord {
            id: DocumentId(format!("{}#{place}", self.input.source)),
            origin,
            record: Some(place),
            bytes: page.bytes,
            flags: page.flags,
        })));
    }

    /// What the folder says of all its files.
    fn origin(&self) -> Origin {
        let config = self.input.config.as_deref();
        Origin {
            source: self.input.source.clone(),
            outlet: self.input.outlet.clone(),
            site: config.and_then(|c| c.site.clone()),
            declared_charset: config.and_then(|c| c.charset.clone()),
            declared_language: config.and_then(|c| c.language.clone()),
            ..Origin::default()
        }
    }

    fn reject(&mut self, record: Option<String>, refusal: Refusal) {
        self.reject_with(record, refusal, None);
    }

    fn reject_with(&mut self, record: Option<String>, refusal: Refusal, source_blake3: Option<String>) {
        self.rejected += 1;
        self.queue.push_back(Item::Reject(Reject {
            source: self.input.source.clone(),
            record,
            stage: "sources".into(),
            reason: refusal.reason,
            detail: refusal.detail,
            source_blake3,
        }));
    }
}

/// The entry among the rejects for a fault of the compression; padding and garbage behind the end cost nothing.
fn refusal_of(fault: &Fault) -> Option<Refusal> {
    Some(match fault {
        Fault::Truncated(member, end) => Refusal::new(
            RejectReason::Truncated,
            format!("the file ends at byte {end}, inside the compressed member that begins at byte {member}"),
        ),
        Fault::Crc(member) => Refusal::new(
            RejectReason::Crc,
            format!("the checksum of the compressed member at byte {member} does not fit; its text is used"),
        ),
        Fault::Damaged(member) => Refusal::new(
            RejectReason::Crc,
            format!("the compressed member at byte {member} is damaged; what came before the damage is used"),
        ),
        Fault::Trailing(_) => return None,
    })
}
