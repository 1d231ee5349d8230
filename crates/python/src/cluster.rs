//! What `copydesk.spark` calls on a worker after pass 1: the facts in pieces, and pass 2 over Arrow batches.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, Schema};
use copydesk_dataset::{ClusterOf, DocumentRows, EntityCounts, MentionRow, RejectRow, Table, reject_row};
use copydesk_model::{EntityId, Reject};
use copydesk_pipeline::shuffle::{self, Kind};
use copydesk_pipeline::{Facts, pass_two};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use pyo3_arrow::PyRecordBatch;

use crate::batch::{Batch, table};
use crate::first::Known;
use crate::guard::with_desk;

/// What went wrong, in words.
pub(crate) type Said<T> = Result<T, String>;

pub(crate) fn raise<T>(said: Said<T>) -> PyResult<T> {
    said.map_err(PyValueError::new_err)
}

pub(crate) fn give(py: Python<'_>, batch: RecordBatch) -> PyResult<Bound<'_, PyAny>> {
    PyRecordBatch::new(batch).into_pyarrow(py)
}

/// What was known of archives at their ends, by source.
type Ends = BTreeMap<String, Known>;

fn ends_of(lines: &[String]) -> Said<Ends> {
    let known = lines
        .iter()
        .map(|line| Known::read(line).map(|k| (k.source.clone(), k)));
    known.collect()
}

/// The rows of `rejects` for packed rejects, sorted as the build sorts them; `ends` are those of all archives.
#[pyfunction]
pub(crate) fn reject_rows<'py>(
    py: Python<'py>,
    packed: Vec<Vec<u8>>,
    ends: Vec<String>,
) -> PyResult<Bound<'py, PyAny>> {
    let rejects = packed
        .iter()
        .map(|p| shuffle::unpack_reject(p))
        .collect::<Said<Vec<Reject>>>();
    let (mut rejects, ends) = (raise(rejects)?, raise(ends_of(&ends))?);
    for reject in &mut rejects {
        if let Some(end) = ends.get(&reject.source) {
            reject.source_blake3.clone_from(&end.blake3);
        }
    }
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
    ends: Ends,
}

#[pymethods]
impl Corpus {
    #[new]
    fn new(joined: &[u8], ends: Vec<String>) -> PyResult<Corpus> {
        Ok(Corpus {
            facts: raise(shuffle::facts(joined))?,
            ends: raise(ends_of(&ends))?,
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
                let mut doc = shuffle::unpack(packed.value(k))?;
                if let Some(end) = self.ends.get(&doc.origin.source) {
                    doc.read_to_end(end.blake3.as_deref(), &end.flags);
                }
                let mut made = pass_two(doc, &self.facts, desk);
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

pub(crate) fn column<'b>(batch: &'b RecordBatch, name: &str, wanted: &DataType) -> Said<&'b ArrayRef> {
    let column = batch
        .column_by_name(name)
        .ok_or_else(|| format!("the batch has no column {name}"))?;
    if column.data_type() == wanted {
        Ok(column)
    } else {
        Err(format!("column {name} is {}, not {wanted}", column.data_type()))
    }
}
