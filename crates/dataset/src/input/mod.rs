//! Parquet as input: a stranger's table, row by row, as the JSON objects that its rows stand for.
//!
//! It lives here because only this crate knows Arrow; the pipeline hands it to `sources`, which opens files and knows what the
//! columns mean. Whatever the file says of its sizes is checked against its bytes first, and a panic of the library is caught.

mod cells;
mod guard;
mod thrift;

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_array::{Array, RecordBatch};
use copydesk_model::{Refusal, RejectReason};
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use serde_json::{Map, Value};

/// Bytes of a batch, by the file's own account.
const BATCH_BYTES: u64 = 16 << 20;
/// Bytes of a batch when every value is as long as the dictionaries allow.
const WORST_BYTES: u64 = 128 << 20;
const BATCH_ROWS: u64 = 1024;
/// Rows may expand to so many times the file; judged above 1 GiB.
const RATIO: u64 = 200;
const RATIO_FROM: u64 = 1 << 30;

/// One row: values that JSON can hold, and columns of bytes. Nulls are left out.
pub type InputRow = (Map<String, Value>, Vec<(String, Vec<u8>)>);

/// The rows of a table; a refusal is the last item.
pub struct InputRows {
    reader: Option<ParquetRecordBatchReader>,
    batch: Option<(RecordBatch, usize)>,
    row_bytes: u64,
    left: u64,
}

impl std::fmt::Debug for InputRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InputRows").finish_non_exhaustive()
    }
}

/// Opens a Parquet file. Timestamps become RFC 3339, days `YYYY-MM-DD`, lists and structures what they are in JSON.
///
/// # Errors
/// When the file is damaged, encrypted, compressed in a way that is not read, or says that it is larger than it can be.
pub fn input_rows(file: File, row_bytes: u64) -> Result<InputRows, Refusal> {
    let len = file
        .metadata()
        .map_err(|e| Refusal::new(RejectReason::Io, e.to_string()))?
        .len();
    guard::footer(&file, len).map_err(malformed)?;
    let (reader, left) = guarded(|| {
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let again = file.try_clone().map_err(|e| malformed(e.to_string()))?;
        let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(said)?;
        let metadata = builder.metadata();
        let worst = guard::pages(&again, len, metadata).map_err(malformed)?;
        let rows = metadata.file_metadata().num_rows().max(1) as u64;
        let bytes: u64 = metadata
            .row_groups()
            .iter()
            .map(|g| g.total_byte_size().max(0) as u64)
            .sum();
        let by_size = BATCH_BYTES / (bytes / rows).max(1);
        let by_worst = WORST_BYTES / worst.max(1);
        let batch = by_size.min(by_worst).clamp(1, BATCH_ROWS) as usize;
        let reader = builder.with_batch_size(batch).build().map_err(said)?;
        Ok((reader, len.saturating_mul(RATIO).max(RATIO_FROM)))
    })??;
    Ok(InputRows {
        reader: Some(reader),
        batch: None,
        row_bytes,
        left,
    })
}

impl Iterator for InputRows {
    type Item = Result<InputRow, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = match guarded(|| self.row()) {
            Ok(Ok(row)) => return row.map(Ok),
            Ok(Err(refusal)) | Err(refusal) => refusal,
        };
        (self.reader, self.batch) = (None, None);
        Some(Err(row))
    }
}

impl InputRows {
    fn row(&mut self) -> Result<Option<InputRow>, Refusal> {
        loop {
            if let Some((batch, at)) = &mut self.batch
                && *at < batch.num_rows()
            {
                let (row, bytes) = row(batch, *at, self.row_bytes);
                *at += 1;
                self.left = self.left.checked_sub(bytes).ok_or_else(|| {
                    Refusal::new(
                        RejectReason::TooLarge,
                        format!("its rows expand to more than {RATIO} times the file"),
                    )
                })?;
                return Ok(Some(row));
            }
            let Some(reader) = &mut self.reader else {
                return Ok(None);
            };
            match reader.next() {
                None => return Ok(None),
                Some(batch) => self.batch = Some((batch.map_err(|e| malformed(e.to_string()))?, 0)),
            }
        }
    }
}

/// One row, and its bytes. A cell over the limit is left out, which makes a row without its text.
fn row(batch: &RecordBatch, at: usize, most: u64) -> (InputRow, u64) {
    let (mut fields, mut bytes, mut size) = (Map::new(), Vec::new(), 0);
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        if column.is_null(at) {
            continue;
        }
        let (cell, weight) = cells::cell(column, at, 0);
        size += weight;
        match cell {
            _ if weight > most => drop(fields.insert(field.name().clone(), Value::Null)),
            cells::Cell::Bytes(cell) => bytes.push((field.name().clone(), cell.to_vec())),
            cells::Cell::Json(Value::Null) => {}
            cells::Cell::Json(value) => drop(fields.insert(field.name().clone(), value)),
        }
    }
    ((fields, bytes), size)
}

fn malformed(why: impl Into<String>) -> Refusal {
    Refusal::new(
        RejectReason::Malformed,
        format!("the Parquet file is damaged: {}", why.into()),
    )
}

fn said(error: parquet::errors::ParquetError) -> Refusal {
    match error {
        parquet::errors::ParquetError::NYI(what) => Refusal::new(
            RejectReason::UnsupportedContainer,
            format!("the Parquet file uses what is not read: {what}"),
        ),
        other => malformed(other.to_string()),
    }
}

fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| malformed("the library stopped at it"))
}
