//! Rows, schema, Parquet, manifest, data dictionary and dataset card: the outer face of the house.
//!
//! Arrow and Parquet live here and nowhere else. This crate knows what a document is and how it is rendered; it
//! knows no rule, and does not decide what is kept.

mod card;
mod column;
mod error;
mod input;
mod manifest;
mod offsets;
mod rows;
mod schema;
mod staging;
mod writer;

#[cfg(test)]
mod staging_tests;

pub use card::{Counts, card, croissant};
pub use column::Micros;
pub use error::Error;
pub use input::{InputRow, InputRows, input_rows};
pub use manifest::{Account, Accounts, FileEntry, Manifest};
pub use rows::{ClusterOf, DocumentRows, EntityCounts, reject_row, rows};
pub use schema::{
    ArtifactRow, ColumnDoc, DocumentRow, EntityRow, MentionRow, PageRow, RejectRow, SCHEMA_VERSION, SpanRow, Table,
    TableDoc, dictionary,
};
pub use staging::Staging;
pub use writer::{DatasetWriter, read, verify};
