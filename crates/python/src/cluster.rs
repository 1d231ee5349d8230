//! What `copydesk.spark` calls on a worker: both passes over Arrow batches, and the facts in pieces.

use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, Schema};
use copydesk_dataset::{ClusterOf, DocumentRows, EntityCounts, MentionRow, RejectRow, Table, reject_row};
use copydesk_model::{EntityId, Reject};
use copydesk_pipeline::shuffle::{self, Kind};
use copydesk_pipeline::{Desk, Facts, Outcome, pass_one, pass_two};
use copydesk_sources::{Item, RawRecord, list, one, unescape_path};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use pyo3_arrow::PyRecordBatch;

use crate::batch::{Batch, Records, Wrong, table};
use crate::guard::with_desk;

type Said<T> = Result<T, String>;

fn raise<T>(said: Said<T>) -> PyResult<T> {
    said.map_err(PyValueError::new_err)
}

fn give(py: Python<'_>, batch: RecordBatch) -> PyResult<Bound<'_, PyAny>> {
    PyRecordBatch::new(batch).into_pyarrow(py)
}

/// The entries under a folder of raw files: paths of the inputs, and packed rejects of what cannot be looked at.
#[pyfunction]
pub(crate) fn list_seeds(
    py: Python<'_>,
    seeds: std::path::PathBuf,
) -> PyResult<(Vec<String>, Vec<Bound<'_, PyBytes>>)> {
    let listing = list(&seeds).map_err(|e| PyValueError::new_err(e.to_string()))?;
    let rejects = listing
        .rejects
        .iter()
        .map(|r| Ok(PyBytes::new(py, &raise(shuffle::pack_reject(r))?)));
    Ok((
        listing.inputs.into_iter().map(|i| i.source).collect(),
        rejects.collect::<PyResult<_>>()?,
    ))
}

/// Pass 1 over files: `source` (string) in; `id`, `packed`, `reject` out, a row for each record.
#[pyfunction]
pub(crate) fn pass_one_files<'py>(
    py: Python<'py>,
    seeds: std::path::PathBuf,
    batch: Batch,
) -> PyResult<Bound<'py, PyAny>> {
    let batch = batch.0;
    let made = with_desk(py, |desk| {
        let sources = column(&batch, "source", &DataType::Utf8)?.as_string::<i32>();
        let mut out = First::default();
        for source in sources.iter().flatten() {
            out.file(source, &seeds, desk)?;
        }
        out.finish()
    })?;
    give(py, raise(made)?)
}

/// Pass 1 over raw records, the columns of `clean_batch`; `id`, `packed`, `reject` out.
#[pyfunction]
pub(crate) fn pass_one_records<'py>(py: Python<'py>, batch: Batch) -> PyResult<Bound<'py, PyAny>> {
    let batch = batch.0;
    let made: Result<Said<RecordBatch>, Wrong> = with_desk(py, |desk| {
        let records = Records::new(&batch)?;
        let mut out = First::default();
        for k in 0..batch.num_rows() {
            if let Err(said) = out.record(records.at(k)?.record(), desk) {
                return Ok(Err(said));
            }
        }
        Ok(out.finish())
    })?;
    give(py, raise(made.map_err(PyErr::from)?)?)
}

/// Columns that pass 1 gives: a document, or a reject.
#[derive(Default)]
struct First {
    id: StringBuilder,
    packed: BinaryBuilder,
    reject: BinaryBuilder,
}

impl First {
    fn file(&mut self, source: &str, seeds: &Path, desk: &Desk) -> Said<()> {
        let path = seeds.join(unescape_path(source).ok_or_else(|| format!("{source} is no path of a raw file"))?);
        let mut input = one(&path, Some(seeds)).map_err(|e| e.to_string())?;
        source.clone_into(&mut input.source);
        let mut records = desk.records(&input);
        let archive = records.is_archive();
        // The hash of an archive is known at its end: what came out of it waits until then.
        let mut waiting = Vec::new();
        for item in records.by_ref() {
            let outcome = match item {
                Item::Record(record) => pass_one(*record, desk),
                Item::Reject(reject) => Outcome::Reject(reject),
                Item::Skipped(_) => continue,
            };
            if archive {
                waiting.push(outcome);
            } else {
                self.take(outcome)?;
            }
        }
        let end = records.end();
        if archive && end.changed {
            return Err(format!("{source} changed while it was read"));
        }
        for mut outcome in waiting {
            match &mut outcome {
                Outcome::Document(doc) => {
                    doc.origin.source_blake3 = end.blake3.clone().unwrap_or_default();
                    end.flags.iter().for_each(|f| doc.flag(*f));
                }
                Outcome::Reject(reject) => reject.source_blake3.clone_from(&end.blake3),
            }
            self.take(outcome)?;
        }
        Ok(())
    }

    fn record(&mut self, record: RawRecord, desk: &Desk) -> Said<()> {
        self.take(pass_one(record, desk))
    }

    fn take(&mut self, outcome: Outcome) -> Said<()> {
        match outcome {
            Outcome::Reject(reject) => self.refuse(&reject),
            Outcome::Document(doc) => {
                self.id.append_value(&doc.id.0);
                self.packed.append_value(shuffle::pack(&doc)?);
                self.reject.append_null();
                Ok(())
            }
        }
    }

    fn refuse(&mut self, reject: &Reject) -> Said<()> {
        self.id.append_null();
        self.packed.append_null();
        self.reject.append_value(shuffle::pack_reject(reject)?);
        Ok(())
    }

    fn finish(mut self) -> Said<RecordBatch> {
        let columns: Vec<(&str, ArrayRef, bool)> = vec![
            ("id", Arc::new(self.id.finish()), true),
            ("packed", Arc::new(self.packed.finish()), true),
            ("reject", Arc::new(self.reject.finish()), true),
        ];
        RecordBatch::try_from_iter_with_nullable(columns).map_err(|e| e.to_string())
    }
}

/// The rows of `rejects` for packed rejects, sorted as the build sorts them.
#[pyfunction]
pub(crate) fn reject_rows<'py>(py: Python<'py>, packed: Vec<Vec<u8>>) -> PyResult<Bound<'py, PyAny>> {
    let rejects = packed
        .iter()
        .map(|p| shuffle::unpack_reject(p))
        .collect::<Said<Vec<Reject>>>();
    let mut rejects = raise(rejects)?;
    rejects.sort();
    let rows: Vec<RejectRow> = rejects.iter().map(reject_row).collect();
    table(py, rows.iter())
}

/// The pieces of all facts: `id`, `packed` in; `kind` (`line`, `name`, `band`), `key`, `id`, `value` out.
#[pyfunction]
pub(crate) fn pieces<'py>(py: Python<'py>, batch: Batch) -> PyResult<Bound<'py, PyAny>> {
    let batch = batch.0;
    let made = with_desk(py, |desk| {
        let packed = column(&batch, "packed", &DataType::Binary)?.as_binary::<i32>();
        let (mut kind, mut key) = (StringBuilder::new(), Int64Builder::new());
        let (mut id, mut value) = (StringBuilder::new(), BinaryBuilder::new());
        for bytes in packed.iter().flatten() {
            let doc = shuffle::unpack(bytes)?;
            for piece in shuffle::shuffled(&doc, desk)? {
                kind.append_value(match piece.kind {
                    Kind::Line => "line",
                    Kind::Name => "name",
                    Kind::Band => "band",
                });
                key.append_value(piece.key);
                id.append_value(&doc.id.0);
                value.append_value(piece.value);
            }
        }
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("kind", Arc::new(kind.finish())),
            ("key", Arc::new(key.finish())),
            ("id", Arc::new(id.finish())),
            ("value", Arc::new(value.finish())),
        ];
        RecordBatch::try_from_iter(columns).map_err(|e| e.to_string())
    })?;
    give(py, raise(made)?)
}

/// The templates among all lines of some keys.
#[pyfunction]
pub(crate) fn templates(py: Python<'_>, values: Vec<Vec<u8>>) -> PyResult<Bound<'_, PyBytes>> {
    let made = with_desk(py, |_| shuffle::templates(values))?;
    Ok(PyBytes::new(py, &raise(made)?))
}

/// The counts of all names of some keys.
#[pyfunction]
pub(crate) fn name_counts(py: Python<'_>, values: Vec<Vec<u8>>) -> PyResult<Bound<'_, PyBytes>> {
    let made = with_desk(py, |_| shuffle::name_counts(values))?;
    Ok(PyBytes::new(py, &raise(made)?))
}

/// The near-copies among packed documents that hang together: id, cluster, size, whether it stands for the cluster.
#[pyfunction]
pub(crate) fn copies(py: Python<'_>, packed: Vec<Vec<u8>>) -> PyResult<Vec<(String, String, i32, bool)>> {
    let made = with_desk(py, |desk| shuffle::copies(&packed, desk))?;
    let row = |(id, of): (copydesk_model::DocumentId, ClusterOf)| (id.0, of.id, of.size as i32, of.head);
    Ok(raise(made)?.into_iter().map(row).collect())
}

/// Templates and counts of all keys, joined and packed for every worker.
#[pyfunction]
pub(crate) fn join(py: Python<'_>, templates: Vec<Vec<u8>>, names: Vec<Vec<u8>>) -> PyResult<Bound<'_, PyBytes>> {
    let made = with_desk(py, |desk| shuffle::join(&templates, &names, desk))?;
    Ok(PyBytes::new(py, &raise(made)?))
}

/// The facts of a corpus, unpacked once on each worker.
#[pyclass(frozen, module = "copydesk._native")]
pub(crate) struct Corpus {
    facts: Facts,
}

#[pymethods]
impl Corpus {
    #[new]
    fn new(joined: &[u8]) -> PyResult<Corpus> {
        Ok(Corpus {
            facts: raise(shuffle::facts(joined))?,
        })
    }

    /// Pass 2: `id`, `packed`, `cluster`, `cluster_size`, `cluster_head` in; the rows of every table out, one row for each document.
    fn pass_two<'py>(&self, py: Python<'py>, batch: Batch) -> PyResult<Bound<'py, PyAny>> {
        let batch = batch.0;
        let made = with_desk(py, |desk| {
            let packed = column(&batch, "packed", &DataType::Binary)?.as_binary::<i32>();
            let cluster = column(&batch, "cluster", &DataType::Utf8)?;
            let size = column(&batch, "cluster_size", &DataType::Int32)?;
            let head = column(&batch, "cluster_head", &DataType::Boolean)?;
            let mut rows = Vec::with_capacity(batch.num_rows());
            for k in 0..batch.num_rows() {
                let mut made = pass_two(shuffle::unpack(packed.value(k))?, &self.facts, desk);
                if cluster.is_valid(k) {
                    made.document.cluster = Some(cluster.as_string::<i32>().value(k).to_owned());
                    made.document.cluster_size = size.as_primitive::<arrow_array::types::Int32Type>().value(k);
                    made.document.cluster_head = head.as_boolean().value(k);
                }
                rows.push(made);
            }
            nested(&rows)
        })?;
        give(py, raise(made)?)
    }
}

/// Every document's rows of every table in one row.
fn nested(rows: &[DocumentRows]) -> Said<RecordBatch> {
    let columns = vec![
        ("documents", structs(rows.iter().map(|r| &r.document))?),
        ("pages", structs(rows.iter().map(|r| &r.page))?),
        ("spans", lists(rows, |r| &r.spans)?),
        ("mentions", lists(rows, |r| &r.mentions)?),
        ("artifacts", lists(rows, |r| &r.artifacts)?),
    ];
    let field = |(name, array): &(&str, ArrayRef)| Field::new(*name, array.data_type().clone(), false);
    let schema = Schema::new(columns.iter().map(field).collect::<Vec<_>>());
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(schema), arrays).map_err(|e| e.to_string())
}

fn structs<'t, T: Table + 't>(rows: impl Iterator<Item = &'t T>) -> Said<ArrayRef> {
    let mut builders = T::Builders::default();
    rows.for_each(|row| _ = row.append(&mut builders));
    let batch = T::batch(&mut builders).map_err(|e| e.to_string())?;
    Ok(Arc::new(StructArray::from(batch)))
}

fn lists<T: Table>(rows: &[DocumentRows], of: fn(&DocumentRows) -> &Vec<T>) -> Said<ArrayRef> {
    let items = structs(rows.iter().flat_map(of))?;
    let field = Arc::new(Field::new_list_field(items.data_type().clone(), false));
    let offsets = OffsetBuffer::from_lengths(rows.iter().map(|r| of(r).len()));
    let list = ListArray::try_new(field, offsets, items, None).map_err(|e| e.to_string())?;
    Ok(Arc::new(list))
}

/// Counts entities over the mentions that reach one machine: all of an entity, a document's after one another.
#[pyclass(module = "copydesk._native")]
#[derive(Default)]
pub(crate) struct Entities {
    counts: EntityCounts,
    /// The mentions of the document that is not over.
    open: Vec<MentionRow>,
}

#[pymethods]
impl Entities {
    #[new]
    fn new() -> Entities {
        Entities::default()
    }

    /// Adds a batch of mentions, sorted by document and place.
    fn add(&mut self, batch: Batch) -> PyResult<()> {
        let rows = MentionRow::rows(&batch.0).map_err(|e| PyTypeError::new_err(e.to_string()))?;
        for row in rows {
            if self.open.first().is_some_and(|m| m.id != row.id) {
                self.counts.add_mentions(&std::mem::take(&mut self.open));
            }
            self.open.push(row);
        }
        Ok(())
    }

    /// The rows of `entities`.
    fn rows<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.counts.add_mentions(&std::mem::take(&mut self.open));
        let counts = std::mem::take(&mut self.counts);
        let rows = with_desk(py, |desk| {
            counts.rows(&|id: &EntityId| desk.gazetteer.entity(id).map(|e| e.wikidata.clone()))
        })?;
        table(py, rows.iter())
    }
}

/// A batch without rows of that table: its schema.
#[pyfunction]
pub(crate) fn empty<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    match name {
        "rows" => give(py, raise(nested(&[]))?),
        "entities" => table(py, std::iter::empty::<&copydesk_dataset::EntityRow>()),
        "rejects" => table(py, std::iter::empty::<&RejectRow>()),
        _ => Err(PyValueError::new_err(format!("no table {name}"))),
    }
}

fn column<'b>(batch: &'b RecordBatch, name: &str, wanted: &DataType) -> Said<&'b ArrayRef> {
    let column = batch
        .column_by_name(name)
        .ok_or_else(|| format!("the batch has no column {name}"))?;
    if column.data_type() == wanted {
        Ok(column)
    } else {
        Err(format!("column {name} is {}, not {wanted}", column.data_type()))
    }
}
