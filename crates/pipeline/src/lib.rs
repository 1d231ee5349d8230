//! The order of stages, the two passes, and what a person sees of them.
//!
//! Pass 1 takes each raw record alone: decode, extract, and the stages of `stages.rs`, then observes. The observations of
//! all documents become [`Facts`], a plain sorted value. Pass 2 takes each document with the facts and writes rows in the
//! order of ids. Nothing in pass 1 may look at another document: it is the function that a cluster runs over batches.
//!
//! This crate knows the order of things and nothing of their inside: no rule, no charset, no column.

mod build;
mod cache;
mod desk;
mod error;
mod explain;
mod facts;
mod groups;
mod input;
mod observer;
mod reading;
mod record;
pub mod shuffle;
mod single;
mod stages;
mod store;
mod table;
mod takedown;
mod write;

pub use build::{BuildOptions, MOST_REMOVED, Summary, build};
pub use desk::Desk;
pub use error::Error;
pub use explain::{Style, explain};
pub use facts::{Facts, Observation};
pub use observer::{Observer, Phase, Silent};
pub use single::{Raw, alone, article};
pub use stages::{Outcome, Stage, observe, pass_one, pass_one_in_stages, pass_two, with_facts};
pub use table::summary_table;
pub use takedown::{Marks, TAKEDOWN_FILE, Takedown};
