//! Tables as input: hands the reader of `dataset`, which alone knows Arrow, to `sources`, which opens files.

use std::fs::File;

use copydesk_model::{Refusal, RejectReason};
use copydesk_sources::TableRows;

/// The rows of a table that begins like Parquet.
pub(crate) fn rows(_file: File, _row_bytes: u64) -> Result<TableRows, Refusal> {
    Err(Refusal::new(RejectReason::UnsupportedContainer, "the file is Parquet"))
}
