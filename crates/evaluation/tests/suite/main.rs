//! The scorers on tiny datasets made by hand, and beside the reference scorers where their data are at hand.
//!
//! Everything goes through the public interface: a dataset is written to a folder, gold beside it, and both are scored.

mod lines;
mod made;
mod own;
mod pages;
mod reference;
