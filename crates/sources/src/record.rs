//! What an input gives: records, refusals, and what is no document.

use std::fs::File;

use copydesk_model::{DocumentId, Flag, Origin, Refusal, Reject};
use serde_json::{Map, Value};

use crate::SkipReason;

/// What an input gives.
#[derive(Clone, Debug)]
pub enum Item {
    /// Bytes of one document.
    Record(Box<RawRecord>),
    /// An input or record that gives no row.
    Reject(Reject),
    /// A record that is no document, such as a redirect in a web archive. They are counted, not listed.
    Skipped(SkipReason),
}

/// The raw bytes of one document.
#[derive(Clone, Debug)]
pub struct RawRecord {
    /// `source`, plus `#<record>` inside an archive.
    pub id: DocumentId,
    /// Where the bytes came from. Inside an archive `source_blake3` is empty until [`End`] tells it: the archive is
    /// read once, and its hash is known when the last of its bytes was read.
    pub origin: Origin,
    /// The record's place inside an archive (see [`crate::open`]); plain and compressed files have none.
    pub record: Option<String>,
    /// The bytes, unpacked.
    pub bytes: Vec<u8>,
    /// Defects that were survived.
    pub flags: Vec<Flag>,
}

/// What is known of an input when all of it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// Hash of the very bytes that were read; `None` when they could not be read to the end.
    pub blake3: Option<String>,
    /// Defects of the whole archive, such as a cut; they hold for all of its records.
    pub flags: Vec<Flag>,
    /// The file changed while it was read: its records are not to be used, and it is worth one more try.
    pub changed: bool,
}

/// One row of a table that came as input, as the JSON object that it stands for.
#[derive(Clone, Debug, Default)]
pub struct TableRow {
    /// Columns whose values JSON can hold; nulls are left out.
    pub fields: Map<String, Value>,
    /// Columns of bytes.
    pub bytes: Vec<(String, Vec<u8>)>,
}

/// The rows of a table; a refusal is the last item.
pub type TableRows = Box<dyn Iterator<Item = Result<TableRow, Refusal>> + Send>;

/// Opens a table whose file begins like Parquet; `u64` is the most bytes that one row may have. It is handed in because this
/// crate knows no Arrow.
pub type OpenTable = fn(File, u64) -> Result<TableRows, Refusal>;
