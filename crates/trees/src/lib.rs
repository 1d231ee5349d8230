//! Small ensembles of symmetric trees: a packed model in, a score for each row out.
//!
//! Training happens outside, by a script (`pack.py` beside this crate turns the trainer's JSON into the packed form), and the
//! features belong to the crate that owns the model. Here is only what two stages with models share: reading and scoring.
//!
//! In a symmetric (oblivious) tree every node of one depth asks the same question, so that a leaf's number is the row of
//! answers: no branches, and sixteen rows at a time in one register. Leaves are integers and their sum is exact, so a score is
//! the same on every machine, whatever the order of rows, and for any number of rows scored at once.
//!
//! Method: Kohavi, Li, "Oblivious Decision Trees, Graphs, and Top-Down Pruning", 1995; the ensembles are CatBoost's
//! (Prokhorenkova and others, "CatBoost: unbiased boosting with categorical features", 2018).

mod forest;
mod packed;
mod table;

pub use forest::{Forest, probability};
pub use packed::ForestError;
pub use table::Table;
