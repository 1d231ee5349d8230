//! Tables as input: hands the reader of `dataset`, which alone knows Arrow, to `sources`, which opens files.

use std::fs::File;

use copydesk_model::Refusal;
use copydesk_sources::{TableRow, TableRows};

/// The rows of a table that begins like Parquet.
pub(crate) fn rows(file: File, row_bytes: u64) -> Result<TableRows, Refusal> {
    let rows = copydesk_dataset::input_rows(file, row_bytes)?;
    Ok(Box::new(
        rows.map(|row| row.map(|(fields, bytes)| TableRow { fields, bytes })),
    ))
}
