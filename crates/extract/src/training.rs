//! The rows of the block model for its training script; no part of the library's interface.

use copydesk_model::Refusal;

use crate::features::{self, Rows};
use crate::{Limits, cut, judge};

/// One page as the model sees it.
pub struct TrainingPage {
    /// Names of the columns.
    pub names: Vec<&'static str>,
    /// One row for each visible line, all values of a row together.
    pub values: Vec<f32>,
    /// The text of each row's line, and what the rules call it.
    pub lines: Vec<(String, &'static str)>,
}

/// The rows of a page: those of the first stage, or with its `scores` those of the second.
///
/// # Errors
/// When the page passes one of the limits.
pub fn rows(source: &str, scores: Option<&[f32]>) -> Result<TrainingPage, Refusal> {
    let judged = judge(&cut::without_nul(source), &Limits::default(), false, &mut |_| {})?;
    let known = judged.known();
    let rows = Rows::of(&known);
    let mut columns = features::first(&known, &rows);
    if let Some(scores) = scores {
        features::second(&known, &rows, scores, &mut columns);
    }
    let values = (0..rows.len())
        .flat_map(|r| (0..columns.names.len()).map(move |c| (r, c)))
        .map(|(r, c)| columns.column(c)[r])
        .collect();
    let lines = rows
        .lines
        .iter()
        .map(|&k| {
            (
                known.flat.of(&known.flat.lines[k as usize]).to_owned(),
                known.rules[k as usize].label.name(),
            )
        })
        .collect();
    Ok(TrainingPage {
        names: columns.names,
        values,
        lines,
    })
}
