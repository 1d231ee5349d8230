//! Quality of a built dataset, measured against gold.
//!
//! Three kinds of gold: [`lines`] knows the label of every line, every name and every defect of a few text files;
//! [`pages`] knows the text, title, authors and date of many HTML pages; [`own`] knows what should become of this
//! project's own seeds. Each gives figures with stable names; [`floors`] holds how far a figure may fall.
//!
//! This crate reads the tables of a dataset and the gold, nothing else: it builds no dataset, knows no rule, and prints
//! nothing.

mod date;
mod error;
pub mod floors;
mod grid;
pub mod lines;
mod measure;
pub mod own;
pub mod pages;
mod tables;
mod text;

pub use error::Error;
pub use measure::{Counts, Share};

/// A figure: a stable name such as `lines.macro_f1`, and its value, mostly 0 to 1, where more is better.
pub type Figure = (String, f64);
