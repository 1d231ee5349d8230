//! Pages on which people see what was done to a text: static files made from a dataset alone, opened from disk.
//!
//! [`report`] shows one dataset, [`diff`] and [`diff_report`] what changed between two. Only tables, manifest and
//! `proposals.tsv` of a dataset are read. This crate knows no rule and no stage: it shows what the tables say.
//!
//! Texts of strangers go into data files alone, through one escaper ([`json`]), and from there into the page as text nodes:
//! no script here ever writes HTML. Pages carry a content policy whose nonce is the hash of the dataset, which no
//! article in it can know. Pages of which there are many are one file that draws the record it is asked for
//! ([`store`]); lists load only the rows that are on the screen ([`table`]).

mod diff;
mod diff_report;
mod document;
mod error;
mod folder;
mod heads;
mod intern;
mod json;
mod names;
mod overview;
mod place;
mod proposals;
mod report;
mod rules;
mod sample;
mod store;
mod table;
mod worth;

pub use diff::{ChangedDocument, ChangedPiece, Diff, Side, diff};
pub use diff_report::diff_report;
pub use error::Error;
pub use report::{Summary, report};
