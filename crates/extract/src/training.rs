//! The rows of the block model for its training script; no part of the library's interface.

use copydesk_model::Refusal;

use crate::features::{self, Known, Rows};
use crate::{Limits, choose, cut, headline, jsonld, labels, parse, prune, walk};

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
    let limits = &Limits::default();
    let source = cut::without_nul(source);
    let parsed = parse::parse(&source, limits, false)?;
    let mut flat = walk::walk(&parsed.tree, limits)?;
    let structured = jsonld::read(&parsed.json_ld);
    let headline = headline::headline(&flat, &structured);
    prune::contexts(&mut flat);
    let body = choose::body(&flat, &structured, headline.as_deref());
    let rules = labels::labels(&flat, &body, headline.as_deref());
    let known = Known {
        flat: &flat,
        structured: &structured,
        headline: headline.as_deref(),
        body: &body,
        rules: &rules,
    };
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
                flat.of(&flat.lines[k as usize]).to_owned(),
                rules[k as usize].label.name(),
            )
        })
        .collect();
    Ok(TrainingPage {
        names: columns.names,
        values,
        lines,
    })
}
