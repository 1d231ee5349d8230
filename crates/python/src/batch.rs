//! Arrow batches of raw records in, batches of rows out, by the C data interface: nothing is copied at the border.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType};
use copydesk_dataset::{
    ArtifactRow, DocumentRow, DocumentRows, MentionRow, PageRow, RejectRow, SpanRow, Table, reject_row,
};
use copydesk_pipeline::{Raw, alone};
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3_arrow::PyRecordBatch;

use crate::guard::with_desk;

/// Cleans a batch of raw records: ``id`` (string), ``content`` (binary), optionally ``url``, ``declared_charset`` and
/// ``media_type`` (strings). Gives the columns of ``documents``, in the order of the input.
///
/// A record that holds no text gives no row, and never costs another one; :func:`clean_tables` says why.
/// Any object with ``__arrow_c_array__`` is taken; what comes out is a ``pyarrow.RecordBatch``.
///
/// >>> import copydesk, pyarrow as pa
/// >>> batch = pa.record_batch({"id": ["post/1.txt", "post/2.bin"],
/// ...     "content": [b"The bridge opens in May.\n", b"\x00\x01\x02"]})
/// >>> copydesk.clean_batch(batch).select(["id", "outlet", "text", "words"]).to_pylist()
/// [{'id': 'post/1.txt', 'outlet': 'post', 'text': 'The bridge opens in May.', 'words': 5}]
#[pyfunction]
pub(crate) fn clean_batch<'py>(py: Python<'py>, batch: Batch) -> PyResult<Bound<'py, PyAny>> {
    let made = work(py, batch, |raw, desk| {
        alone(raw.record(), desk).ok().map(|rows| rows.document)
    })?;
    table(py, made.iter().flatten())
}

/// The same as :func:`clean_batch`, with every table: a dict of ``documents``, ``pages``, ``spans``, ``mentions``,
/// ``artifacts``, and ``rejects`` for the records that gave no row.
///
/// >>> import copydesk, pyarrow as pa
/// >>> tables = copydesk.clean_tables(pa.record_batch({"id": ["post/2.bin"], "content": [b"\x00\x01\x02"]}))
/// >>> tables["documents"].num_rows, tables["rejects"].select(["source", "reason"]).to_pylist()
/// (0, [{'source': 'post/2.bin', 'reason': 'binary'}])
#[pyfunction]
pub(crate) fn clean_tables<'py>(py: Python<'py>, batch: Batch) -> PyResult<Bound<'py, PyDict>> {
    let made = work(py, batch, |raw, desk| alone(raw.record(), desk))?;
    let (mut rows, mut rejects): (Vec<DocumentRows>, Vec<RejectRow>) = (Vec::new(), Vec::new());
    for one in made {
        match one {
            Ok(one) => rows.push(one),
            Err(reject) => rejects.push(reject_row(&reject)),
        }
    }
    let tables = PyDict::new(py);
    tables.set_item(DocumentRow::NAME, table(py, rows.iter().map(|r| &r.document))?)?;
    tables.set_item(PageRow::NAME, table(py, rows.iter().map(|r| &r.page))?)?;
    tables.set_item(SpanRow::NAME, table(py, rows.iter().flat_map(|r| &r.spans))?)?;
    tables.set_item(MentionRow::NAME, table(py, rows.iter().flat_map(|r| &r.mentions))?)?;
    tables.set_item(ArtifactRow::NAME, table(py, rows.iter().flat_map(|r| &r.artifacts))?)?;
    tables.set_item(RejectRow::NAME, table(py, rejects.iter())?)?;
    Ok(tables)
}

/// What `each` makes of every record, without the interpreter's lock.
fn work<T: Send>(
    py: Python<'_>,
    batch: Batch,
    each: impl Fn(Raw, &copydesk_pipeline::Desk) -> T + Sync,
) -> PyResult<Vec<T>> {
    let batch = batch.0;
    let made: Result<Vec<T>, Wrong> = with_desk(py, |desk| {
        let records = Records::new(&batch)?;
        (0..batch.num_rows()).map(|k| Ok(each(records.at(k)?, desk))).collect()
    })?;
    made.map_err(PyErr::from)
}

/// A batch that comes from Python: any object with `__arrow_c_array__`.
pub(crate) struct Batch(pub(crate) RecordBatch);

impl<'py> FromPyObject<'_, 'py> for Batch {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Batch> {
        if !object.hasattr("__arrow_c_array__")? {
            let found = object.get_type().name()?;
            return Err(PyTypeError::new_err(format!(
                "expected an Arrow record batch, not {found}"
            )));
        }
        Ok(Batch(object.extract::<PyRecordBatch>()?.into_inner()))
    }
}

/// A batch of rows, as pyarrow knows it.
pub(crate) fn table<'py, 't, T: Table + 't>(
    py: Python<'py>,
    rows: impl Iterator<Item = &'t T>,
) -> PyResult<Bound<'py, PyAny>> {
    let mut builders = T::Builders::default();
    for row in rows {
        row.append(&mut builders);
    }
    let batch = T::batch(&mut builders).map_err(|e: ArrowError| PyRuntimeError::new_err(e.to_string()))?;
    PyRecordBatch::new(batch).into_pyarrow(py)
}

/// What is wrong with a batch.
pub(crate) enum Wrong {
    Type(String),
    Value(String),
}

impl From<Wrong> for PyErr {
    fn from(wrong: Wrong) -> PyErr {
        match wrong {
            Wrong::Type(said) => PyTypeError::new_err(said),
            Wrong::Value(said) => PyValueError::new_err(said),
        }
    }
}

/// The columns of a batch of raw records.
pub(crate) struct Records {
    id: Cells,
    content: Cells,
    url: Option<Cells>,
    declared_charset: Option<Cells>,
    media_type: Option<Cells>,
}

impl Records {
    pub(crate) fn new(batch: &RecordBatch) -> Result<Records, Wrong> {
        let optional = |name| {
            batch
                .column_by_name(name)
                .map(|c| Cells::new(name, c, false))
                .transpose()
        };
        let needed = |name, bytes| match batch.column_by_name(name) {
            Some(column) => Cells::new(name, column, bytes),
            None => Err(Wrong::Value(format!("the batch has no column {name}"))),
        };
        Ok(Records {
            id: needed("id", false)?,
            content: needed("content", true)?,
            url: optional("url")?,
            declared_charset: optional("declared_charset")?,
            media_type: optional("media_type")?,
        })
    }

    pub(crate) fn at(&self, k: usize) -> Result<Raw, Wrong> {
        let text = |cells: &Cells| -> Option<String> {
            cells
                .get(k)
                .and_then(|b| std::str::from_utf8(b).ok())
                .map(str::to_owned)
        };
        Ok(Raw {
            id: text(&self.id).ok_or_else(|| Wrong::Value(format!("row {k} has no id")))?,
            // Nothing at all is an empty document, which is refused with its reason.
            bytes: self.content.get(k).unwrap_or_default().to_vec(),
            url: self.url.as_ref().and_then(text),
            declared_charset: self.declared_charset.as_ref().and_then(text),
            media_type: self.media_type.as_ref().and_then(text),
        })
    }
}

/// A column of strings or bytes, in any of Arrow's layouts.
struct Cells(ArrayRef);

impl Cells {
    fn new(name: &str, column: &ArrayRef, bytes: bool) -> Result<Cells, Wrong> {
        use DataType::{Binary, BinaryView, LargeBinary, LargeUtf8, Null, Utf8, Utf8View};
        let fits = match column.data_type() {
            Utf8 | LargeUtf8 | Utf8View => true,
            Binary | LargeBinary | BinaryView => bytes,
            Null => !bytes && name != "id",
            _ => false,
        };
        if !fits {
            let wanted = if bytes { "binary" } else { "string" };
            let found = column.data_type();
            return Err(Wrong::Type(format!("column {name} is {found}, not {wanted}")));
        }
        // Offsets and UTF-8 of a stranger's arrays are not taken on trust.
        column
            .to_data()
            .validate_full()
            .map_err(|e| Wrong::Value(format!("column {name}: {e}")))?;
        Ok(Cells(column.clone()))
    }

    fn get(&self, k: usize) -> Option<&[u8]> {
        let array = &self.0;
        if array.is_null(k) {
            return None;
        }
        match array.data_type() {
            DataType::Utf8 => Some(array.as_string::<i32>().value(k).as_bytes()),
            DataType::LargeUtf8 => Some(array.as_string::<i64>().value(k).as_bytes()),
            DataType::Utf8View => Some(array.as_string_view().value(k).as_bytes()),
            DataType::Binary => Some(array.as_binary::<i32>().value(k)),
            DataType::LargeBinary => Some(array.as_binary::<i64>().value(k)),
            DataType::BinaryView => Some(array.as_binary_view().value(k)),
            _ => None,
        }
    }
}
