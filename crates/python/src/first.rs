//! Pass 1 on a worker: raw files, opened there and read record by record, and raw records of a table.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::builder::{BinaryBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::DataType;
use copydesk_dataset::MAX_PAGE_BYTES;
use copydesk_model::{Flag, Refusal, Reject, RejectReason};
use copydesk_pipeline::shuffle;
use copydesk_pipeline::{Desk, Marks, Outcome, TAKEDOWN_FILE, Takedown, pass_one};
use copydesk_sources::{End, Input, Item, ListError, RawRecord, Records as Opened, list, one, sniff, unescape_path};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::batch::{Batch, Records, Wrong};
use crate::cluster::{Said, column, give, raise};
use crate::guard::{free, with_desk};

/// A batch of pass 1 ends at this many bytes of packed documents, so that memory does not follow the size of pages.
const BATCH_BYTES: usize = 16 << 20;
/// And at this many rows.
const BATCH_ROWS: usize = 256;

/// What lies under a folder of raw files: path and size of each input, packed rejects of what cannot be looked at, and the takedown list.
type Listed<'py> = (Vec<(String, u64)>, Vec<Bound<'py, PyBytes>>, String);

/// The entries under a folder of raw files.
#[pyfunction]
pub(crate) fn list_seeds(py: Python<'_>, seeds: PathBuf) -> PyResult<Listed<'_>> {
    let found = free(py, || -> Said<_> {
        let mut listing = list(&seeds).map_err(|e| e.to_string())?;
        listing.inputs.retain(|i| i.source != TAKEDOWN_FILE);
        let path = seeds.join(TAKEDOWN_FILE);
        // Read here to be told of its mistakes before any work, and again on each worker.
        Takedown::open(&path, false).map_err(|e| e.to_string())?;
        let takedown = if path.is_file() {
            std::fs::read_to_string(&path).map_err(|e| e.to_string())?
        } else {
            String::new()
        };
        let rejects = listing
            .rejects
            .iter()
            .map(shuffle::pack_reject)
            .collect::<Said<Vec<_>>>()?;
        Ok((listing.inputs, rejects, takedown))
    })?;
    let (inputs, rejects, takedown) = raise(found)?;
    let inputs = inputs.into_iter().map(|i| (i.source, i.bytes)).collect();
    let rejects = rejects.iter().map(|r| PyBytes::new(py, r)).collect();
    Ok((inputs, rejects, takedown))
}

/// Pass 1 over raw files as an iterator of batches: `id` and `packed` of a document, or `reject`, or `end` of an archive.
#[pyclass(module = "copydesk._native")]
pub(crate) struct FilePass {
    reading: Mutex<Reading>,
}

#[pymethods]
impl FilePass {
    /// `batch` names the files (`source`, string) under `seeds`; `takedown` is the text of the list.
    #[new]
    fn new(seeds: PathBuf, takedown: &str, batch: Batch) -> PyResult<FilePass> {
        let sources = raise(column(&batch.0, "source", &DataType::Utf8))?.as_string::<i32>();
        let takedown = Takedown::parse(TAKEDOWN_FILE, takedown).map_err(|f| PyValueError::new_err(f.join("\n")))?;
        let reading = Reading {
            seeds,
            takedown,
            sources: sources.iter().flatten().map(str::to_owned).collect(),
            open: None,
        };
        Ok(FilePass {
            reading: Mutex::new(reading),
        })
    }

    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let reading = self.reading.get_mut().unwrap_or_else(PoisonError::into_inner);
        let made = with_desk(py, |desk| reading.batch(desk))?;
        raise(made)?.map(|batch| give(py, batch)).transpose()
    }
}

/// Files that wait, and the one that is open.
struct Reading {
    seeds: PathBuf,
    takedown: Takedown,
    sources: VecDeque<String>,
    open: Option<(Input, Opened)>,
}

impl Reading {
    /// The next rows; `None` when all files were read to their ends.
    fn batch(&mut self, desk: &Desk) -> Said<Option<RecordBatch>> {
        let mut out = First::default();
        while !out.is_full() {
            if self.open.is_none() {
                let Some(source) = self.sources.pop_front() else { break };
                self.open = self.begin(source, desk, &mut out)?;
                continue;
            }
            let Some((input, records)) = &mut self.open else {
                continue;
            };
            match records.next() {
                Some(Item::Record(record)) => out.take(first(*record, desk, &self.takedown))?,
                Some(Item::Reject(reject)) => out.refuse(&reject)?,
                Some(Item::Skipped(_)) => {}
                None => {
                    let source = std::mem::take(&mut input.source);
                    let archive = records.is_archive();
                    let end = self.open.take().map(|(_, records)| records.end()).unwrap_or_default();
                    if end.changed {
                        return Err(format!("{source} changed while it was read"));
                    }
                    if archive {
                        out.end(&source, &end);
                    }
                }
            }
        }
        if out.rows == 0 {
            Ok(None)
        } else {
            out.finish().map(Some)
        }
    }

    /// Opens a file; `None` when it is an archive that is to be taken down as a whole.
    fn begin(&self, source: String, desk: &Desk, out: &mut First) -> Said<Option<(Input, Opened)>> {
        let path = unescape_path(&source).ok_or_else(|| format!("{source} is no path of a raw file"))?;
        let path = self.seeds.join(path);
        let mut input = match one(&path, Some(&self.seeds)) {
            Ok(input) => input,
            Err(e @ ListError::Config(_)) => return Err(e.to_string()),
            // It is gone or has become something else since it was listed: reading says which.
            Err(_) => Input {
                source: String::new(),
                path: path.clone(),
                bytes: 0,
                outlet: source.split_once('/').map_or("", |(outlet, _)| outlet).to_owned(),
                config: None,
            },
        };
        input.source = source;
        let records = desk.records(&input);
        if records.is_archive() && !self.takedown.is_empty() {
            // Its hash is asked for before its documents go their ways, since none of them could be called back.
            let hash = hash_of(&path).map_err(|e| format!("{}: {e}", input.source))?;
            if let Some(words) = self.takedown.find(&Marks::of_hash(&hash)) {
                let mut reject = taken(input.source, words);
                reject.source_blake3 = Some(hash);
                out.refuse(&reject)?;
                return Ok(None);
            }
        }
        Ok(Some((input, records)))
    }
}

fn hash_of(path: &Path) -> std::io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(std::fs::File::open(path)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}

fn taken(source: String, words: &str) -> Reject {
    Reject {
        source,
        record: None,
        stage: "takedown".to_owned(),
        reason: RejectReason::TakenDown,
        detail: words.to_owned(),
        source_blake3: None,
    }
}

/// Pass 1 for one record, with what the build asks of it before and after.
fn first(record: RawRecord, desk: &Desk, takedown: &Takedown) -> Outcome {
    let (source, name) = (record.origin.source.clone(), record.record.clone());
    let hash = Some(record.origin.source_blake3.clone()).filter(|h| !h.is_empty());
    let refuse = |mut reject: Reject| {
        (reject.record, reject.source_blake3) = (name.clone(), hash.clone());
        Outcome::Reject(reject)
    };
    if let Some(words) = takedown.find(&Marks::of_hash(&record.origin.source_blake3)) {
        return refuse(taken(source, words));
    }
    let doc = match pass_one(record, desk) {
        Outcome::Document(doc) => doc,
        reject @ Outcome::Reject(_) => return reject,
    };
    if let Some(words) = takedown.find(&Marks::of(&doc)) {
        return refuse(taken(source, words));
    }
    let bytes = doc.page().page().len();
    if bytes > MAX_PAGE_BYTES {
        let detail = format!("a page of {bytes} bytes; the limit for a row is {MAX_PAGE_BYTES}");
        return refuse(Reject {
            source,
            record: None,
            stage: "dataset".to_owned(),
            reason: RejectReason::TooLarge,
            detail,
            source_blake3: None,
        });
    }
    Outcome::Document(doc)
}

/// Pass 1 over raw records of a table, the columns of `clean_batch`; the columns of [`FilePass`] out, in one batch.
#[pyfunction]
pub(crate) fn pass_one_records<'py>(py: Python<'py>, batch: Batch) -> PyResult<Bound<'py, PyAny>> {
    let batch = batch.0;
    let made: Result<Said<RecordBatch>, Wrong> = with_desk(py, |desk| {
        let records = Records::new(&batch)?;
        let mut out = First::default();
        for k in 0..batch.num_rows() {
            if let Err(said) = out.take(of_table(records.at(k)?.record(), desk)) {
                return Ok(Err(said));
            }
        }
        Ok(out.finish())
    })?;
    give(py, raise(made.map_err(PyErr::from)?)?)
}

/// A record that no reader of files has looked at: what such a reader refuses is refused here, as in `clean_batch`.
fn of_table(record: RawRecord, desk: &Desk) -> Outcome {
    let most = desk.limits.unpacked_bytes;
    let refusal = if record.bytes.len() as u64 > most {
        let detail = format!("{} bytes; the limit for a document is {most}", record.bytes.len());
        Some(Refusal::new(RejectReason::TooLarge, detail))
    } else {
        let found = sniff(&record.bytes, record.origin.source.as_bytes());
        found.map(|(reason, format)| Refusal::new(reason, format!("the bytes are {format}")))
    };
    match refusal {
        None => first(record, desk, &Takedown::default()),
        Some(refusal) => Outcome::Reject(Reject {
            source: record.origin.source,
            record: record.record,
            stage: "sources".to_owned(),
            reason: refusal.reason,
            detail: refusal.detail,
            source_blake3: Some(record.origin.source_blake3),
        }),
    }
}

/// Columns that pass 1 gives: a document, or a reject, or what was known of an archive only at its end.
#[derive(Default)]
struct First {
    id: StringBuilder,
    packed: BinaryBuilder,
    reject: BinaryBuilder,
    end: StringBuilder,
    rows: usize,
    bytes: usize,
}

impl First {
    fn is_full(&self) -> bool {
        self.rows >= BATCH_ROWS || self.bytes >= BATCH_BYTES
    }

    fn take(&mut self, outcome: Outcome) -> Said<()> {
        match outcome {
            Outcome::Reject(reject) => self.refuse(&reject),
            Outcome::Document(doc) => {
                let packed = shuffle::pack(&doc)?;
                self.row(Some(&doc.id.0), Some(&packed), None, None);
                Ok(())
            }
        }
    }

    fn refuse(&mut self, reject: &Reject) -> Said<()> {
        self.row(None, None, Some(&shuffle::pack_reject(reject)?), None);
        Ok(())
    }

    fn end(&mut self, source: &str, end: &End) {
        self.row(None, None, None, Some(&Known::of(source, end).written()));
    }

    fn row(&mut self, id: Option<&str>, packed: Option<&[u8]>, reject: Option<&[u8]>, end: Option<&str>) {
        self.rows += 1;
        self.bytes += packed.map_or(0, <[u8]>::len);
        self.id.append_option(id);
        self.packed.append_option(packed);
        self.reject.append_option(reject);
        self.end.append_option(end);
    }

    fn finish(mut self) -> Said<RecordBatch> {
        let columns: Vec<(&str, ArrayRef, bool)> = vec![
            ("id", Arc::new(self.id.finish()), true),
            ("packed", Arc::new(self.packed.finish()), true),
            ("reject", Arc::new(self.reject.finish()), true),
            ("end", Arc::new(self.end.finish()), true),
        ];
        RecordBatch::try_from_iter_with_nullable(columns).map_err(|e| e.to_string())
    }
}

/// What was known of an archive only when all of it was read.
pub(crate) struct Known {
    pub(crate) source: String,
    pub(crate) blake3: Option<String>,
    pub(crate) flags: Vec<Flag>,
}

impl Known {
    fn of(source: &str, end: &End) -> Known {
        Known {
            source: source.to_owned(),
            blake3: end.blake3.clone(),
            flags: end.flags.clone(),
        }
    }

    /// One line; the path has no tab in it, since control characters in paths are escaped.
    fn written(&self) -> String {
        let flags: Vec<&str> = self.flags.iter().map(|f| f.name()).collect();
        let hash = self.blake3.as_deref().unwrap_or_default();
        format!("{}\t{hash}\t{}", self.source, flags.join(" "))
    }

    /// What [`Known::written`] wrote.
    pub(crate) fn read(line: &str) -> Said<Known> {
        let mut cells = line.split('\t');
        let (Some(source), Some(hash), Some(flags)) = (cells.next(), cells.next(), cells.next()) else {
            return Err(format!("not the end of an archive: {line:?}"));
        };
        let flag = |name: &str| {
            let found = Flag::ALL.iter().find(|f| f.name() == name);
            found.copied().ok_or_else(|| format!("no flag {name}"))
        };
        Ok(Known {
            source: source.to_owned(),
            blake3: Some(hash.to_owned()).filter(|h| !h.is_empty()),
            flags: flags.split_whitespace().map(flag).collect::<Said<_>>()?,
        })
    }
}
