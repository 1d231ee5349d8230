//! Near-duplicate clusters: the syndicated copies of one story. Nothing is deleted here.
//!
//! Pass 1 makes a [`Sketch`] of each clean text; between the passes [`clusters`] groups them. Sketches propose,
//! the texts decide: every pair that is joined was compared shingle by shingle. The answer does not depend on the
//! order of the input. This crate knows no file, no language and no label; a translation of a text is no copy of it.

mod clusters;
mod hash;
mod shingles;
mod sketch;

pub use clusters::{Cluster, clusters};
pub use sketch::{Sketch, sketch};
