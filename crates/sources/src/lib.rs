//! Walks `seeds/`, opens files, hashes them, sets limits, and yields raw bytes with their origin.
//!
//! [`list`] says what there is without opening anything but `outlet.toml`; [`open`] opens one input and hands out
//! its records. Every entry under `seeds/` ends as an input, as skipped, or as a reject: nothing vanishes.
//! This crate never writes, never follows a link, and knows no charset, no markup and no rule; whether bytes are
//! a text at all is left to `decode`, unless their first bytes already name another format.

mod date;
mod file;
mod gzip;
mod http;
mod jsonl;
mod limits;
mod listing;
mod magic;
mod note;
mod outlet;
mod pages;
mod path;
mod raw;
mod read;
mod record;
mod stream;
mod unpack;
pub mod warc;

pub use limits::Limits;
pub use listing::{Input, ListError, Listing, SkipReason, Skipped, list, one};
pub use magic::sniff;
pub use note::{Note, host, note_path, note_text};
pub use outlet::{ConfigError, OutletConfig};
pub use path::{escape_path, unescape_path};
pub use read::{Records, open};
pub use record::{End, Item, OpenTable, RawRecord, TableRow, TableRows};
