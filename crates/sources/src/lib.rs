//! Walks `seeds/`, opens files, hashes them, sets limits, and yields raw bytes with their origin.
//!
//! [`list`] says what there is without opening anything but `outlet.toml`; [`open`] opens one input and hands out
//! its records. Every entry under `seeds/` ends as an input, as skipped, or as a reject: nothing vanishes.
//! This crate never writes, never follows a link, and knows no charset, no markup and no rule; whether bytes are
//! a text at all is left to `decode`, unless their first bytes already name another format.

mod gzip;
mod listing;
mod magic;
mod note;
mod outlet;
mod path;
mod read;
mod record;

pub use listing::{Input, ListError, Listing, SkipReason, Skipped, list, one};
pub use note::{Note, note_path, note_text};
pub use outlet::{ConfigError, OutletConfig};
pub use path::{escape_path, unescape_path};
pub use read::{Limits, Records, open};
pub use record::{End, Item, OpenTable, RawRecord, TableRow, TableRows};
