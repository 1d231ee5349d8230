//! The trained block model has the last word on which lines are the article.
//!
//! The rules name what a line is; two small ensembles of trees, which see the rules' answers among some hundred and
//! fifty features, say how likely it is the article. Where both agree the rule's id stands, with the model's probability as its
//! score; where they do not, the model decides and its rule id says so. How it was trained, and how well it does on pages
//! it never saw, stands in `train/README.md`.

use std::sync::OnceLock;

use copydesk_model::{BlockKind, Label};
use copydesk_trees::{Forest, probability};

use crate::features::{Columns, Known, Rows, first, second};
use crate::labels::{self, Verdict};
use crate::parts::has_credit;

/// Kept from this probability on.
const KEPT: f32 = 0.5;
/// The second stage is not asked about lines below: menus, mostly.
const SURE: f32 = 0.02;
/// Where the rules see no article, less text than this does not make one.
const LEAST: u32 = 400;

static FIRST: &[u8] = include_bytes!("../data/first.trees");
static SECOND: &[u8] = include_bytes!("../data/second.trees");

struct Model {
    first: Forest,
    second: Forest,
}

fn model() -> Option<&'static Model> {
    static MODEL: OnceLock<Option<Model>> = OnceLock::new();
    let read = || {
        Some(Model {
            first: Forest::read(FIRST).ok()?,
            second: Forest::read(SECOND).ok()?,
        })
    };
    MODEL.get_or_init(read).as_ref()
}

/// What the model did to one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Score {
    /// How likely the line is the article; 0 when hidden.
    pub(crate) kept: f32,
    /// The model overruled the rules.
    pub(crate) overruled: bool,
}

/// The final verdict on every line and the model's score of each.
pub(crate) fn verdicts(known: &Known<'_>) -> (Vec<Verdict>, Vec<Score>) {
    let flat = known.flat;
    let mut out = known.rules.to_vec();
    let mut scores = vec![
        Score {
            kept: 0.0,
            overruled: false
        };
        out.len()
    ];
    let rows = Rows::of(known);
    let Some(likely) = model().and_then(|m| likely(m, known, &rows)) else {
        return (out, scores);
    };
    let chars = |kept: &dyn Fn(usize, usize) -> bool| -> u32 {
        let all = rows.lines.iter().enumerate();
        all.filter(|&(r, &k)| kept(r, k as usize))
            .map(|(_, &k)| flat.lines[k as usize].chars)
            .sum()
    };
    let by_model = chars(&|r, _| likely[r] >= KEPT);
    let by_rules = chars(&|_, k| known.rules[k].label.kept());
    if by_model == 0 || (by_rules == 0 && by_model < LEAST) {
        return (out, scores);
    }
    let mut before = true;
    for (r, &k) in rows.lines.iter().enumerate() {
        let (k, p) = (k as usize, likely[r]);
        let rule = &known.rules[k];
        // A headline is told by the page itself.
        let keep = p >= KEPT && !is_headline(rule);
        scores[k].kept = p;
        match (keep, rule.label.kept()) {
            (true, true) => out[k].score = p,
            (false, false) => {}
            (true, false) => {
                scores[k].overruled = true;
                out[k] = if matches!(flat.lines[k].kind, BlockKind::Heading(_)) {
                    Verdict {
                        label: Label::Heading,
                        rule: "extract/heading/model",
                        score: p,
                    }
                } else {
                    Verdict {
                        label: Label::Body,
                        rule: "extract/body/model",
                        score: p,
                    }
                };
            }
            (false, true) => {
                scores[k].overruled = true;
                out[k] = dropped(known, k, before, 1.0 - p);
            }
        }
        before &= out[k].label != Label::Body;
    }
    labels::afterwards(flat, &mut out);
    (out, scores)
}

/// Whether a rule found the line to be the headline or a copy of it.
fn is_headline(rule: &Verdict) -> bool {
    matches!(rule.rule, "extract/title/headline" | "extract/duplicate/title")
}

/// What a line is that the rules kept and the model did not; `before`: the text has not begun.
fn dropped(known: &Known<'_>, k: usize, before: bool, score: f32) -> Verdict {
    let (flat, line) = (known.flat, &known.flat.lines[k]);
    let text = flat.of(line);
    let of = |label, rule| Verdict { label, rule, score };
    if line.chars <= 400 && has_credit(text) {
        return of(Label::PhotoCaption, "extract/photo-caption/ends-in-credit");
    }
    let mut v = labels::by_context(flat, line, before)
        .or_else(|| labels::by_shape(flat, line, before, true, before))
        .unwrap_or(of(Label::Other, "extract/other/model"));
    v.score = score;
    v
}

/// How likely each row is the article.
fn likely(model: &Model, known: &Known<'_>, rows: &Rows) -> Option<Vec<f32>> {
    if rows.len() == 0 {
        return None;
    }
    let mut columns: Columns = first(known, rows);
    let every: Vec<usize> = (0..rows.len()).collect();
    let mut scores: Vec<f32> = model
        .first
        .logits(&columns.table(&every))
        .into_iter()
        .map(probability)
        .collect();
    let asked: Vec<usize> = every.into_iter().filter(|&r| scores[r] > SURE).collect();
    second(known, rows, &scores, &mut columns);
    let later = model.second.logits(&columns.table(&asked));
    // On pages held out the mean of both stages does better than either.
    for (&r, logit) in asked.iter().zip(later) {
        scores[r] = (scores[r] + probability(logit)) / 2.0;
    }
    Some(scores)
}

#[cfg(test)]
mod tests {
    use copydesk_trees::Table;

    use super::*;

    fn check(packed: &[u8], vectors: &str) {
        let forest = Forest::read(packed).expect("a sound model");
        let stored: serde_json::Value = serde_json::from_str(vectors).expect("vectors");
        let number = |v: &serde_json::Value| v.as_f64().expect("a number") as f32;
        let rows = stored["rows"].as_array().expect("rows");
        let mut table = Table::new(rows.len(), forest.names().len());
        for (r, row) in rows.iter().enumerate() {
            for (c, v) in row.as_array().expect("a row").iter().enumerate() {
                table.set(r, c, number(v));
            }
        }
        let want = stored["logits"].as_array().expect("logits").iter().map(number);
        for (got, want) in forest.logits(&table).into_iter().zip(want) {
            assert!((got - want).abs() < 0.01, "{got} is not the trainer's {want}");
        }
    }

    #[test]
    fn scores_are_the_trainers() {
        check(FIRST, include_str!("../train/first.vectors.json"));
        check(SECOND, include_str!("../train/second.vectors.json"));
    }

    #[test]
    fn columns_are_those_that_were_trained_on() {
        let page = crate::training::rows("<p>One line.</p>", None).expect("a page");
        let names: Vec<&str> = model().expect("a model").first.names().collect();
        assert_eq!(names, page.names);
        let page = crate::training::rows("<p>One line.</p>", Some(&[0.5])).expect("a page");
        let names: Vec<&str> = model().expect("a model").second.names().collect();
        assert_eq!(names, page.names);
    }
}
