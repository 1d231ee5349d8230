//! Rows, schema, Parquet, manifest, data dictionary and dataset card: the outer face of the house.
//!
//! Arrow and Parquet live here and nowhere else. This crate knows what a document is and how it is rendered; it
//! knows no rule, and does not decide what is kept.

mod card;
mod column;
mod croissant;
mod disk;
mod entities;
mod error;
mod group;
mod input;
mod manifest;
mod offsets;
mod reader;
mod rows;
mod schema;
mod sink;
mod staging;
mod tally;
mod verify;
mod writer;

#[cfg(test)]
mod staging_tests;

/// Longest page that becomes a row, in bytes: far enough below the 2 GiB that one string column holds in a batch.
pub const MAX_PAGE_BYTES: usize = 256 << 20;

pub use card::{Counts, card};
pub use column::Micros;
pub use croissant::croissant;
pub use disk::{Disk, DiskFile, Fault};
pub use entities::EntityCounts;
pub use error::Error;
pub use group::{GROUPED, Group, GroupWriter, Parts, Published};
pub use input::{InputRow, InputRows, input_rows};
pub use manifest::{Account, Accounts, FileEntry, Manifest};
pub use reader::{Documents, Rows, documents, open, read};
pub use rows::{ClusterOf, DocumentRows, reject_row};
pub use schema::{
    ArtifactRow, ColumnDoc, DocumentRow, EntityRow, MentionRow, PageRow, RejectRow, SCHEMA_VERSION, SpanRow, Table,
    TableDoc, dictionary,
};
pub use sink::rows;
pub use staging::Staging;
pub use tally::Tally;
pub use verify::verify;
pub use writer::DatasetWriter;
