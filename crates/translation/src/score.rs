//! The document model: how much the masked stream of a text looks like that of translations into English.
//!
//! Counts of masked words and pairs, at most three of each, damped by the logarithm and scaled to length one, times a
//! small linear model with a head for each source language and two more ([`crate::weights`]). Translations from
//! different languages have little in common, so the languages are weighed one by one against originals and then
//! added up. The text is read in windows of [`WINDOW`] words, since the model knows texts of that length; a document
//! is the mean of its windows. It knows nothing of rules and of evidence: [`crate::verdict`] joins the two.

use std::borrow::Cow;

use crate::{
    masker::{self, ELLIPSIS, START, STOP, Token},
    sentences::sentences,
    weights::{ALONE, HEADS, LANGUAGES, MOST, WEIGHTS, Weights},
};

/// Words after which a window is closed at the end of a sentence.
const WINDOW: u32 = 300;
/// Features that [`Scorer::finish`] shows.
const SHOWN: usize = 5;

/// The logits of one text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Score {
    pub(crate) logits: [f64; HEADS],
    pub(crate) words: u32,
}

impl Score {
    /// The calibrated logit of a translation from any language.
    pub(crate) fn translated(&self) -> f64 {
        WEIGHTS.slope * self.together() + WEIGHTS.shift
    }

    /// Log-odds of a translation from any of the languages.
    fn together(&self) -> f64 {
        let odds = &self.logits[..LANGUAGES.len()];
        let most = odds.iter().copied().fold(f64::MIN, f64::max);
        most + libm::log(odds.iter().map(|l| libm::exp(l - most)).sum())
    }

    /// The probability of each language, given that it is a translation.
    pub(crate) fn sources(&self) -> [f64; LANGUAGES.len()] {
        let all = self.together();
        std::array::from_fn(|k| libm::exp(self.logits[k] - all))
    }
}

/// Reads a text, paragraph by paragraph.
pub(crate) struct Scorer {
    weights: &'static Weights,
    /// How often each feature stands in the window, up to [`MOST`]; what is no feature stands last.
    counts: Vec<u8>,
    /// The features of the window in the order in which they came.
    seen: Vec<u16>,
    window: u32,
    words: u32,
    sums: [f64; HEADS],
    /// What each feature added to the vectors of all windows.
    shares: Vec<f32>,
}

impl Scorer {
    pub(crate) fn new() -> Scorer {
        let weights = &*WEIGHTS;
        Scorer {
            weights,
            counts: vec![0; weights.values.len()],
            seen: Vec::with_capacity(512),
            window: 0,
            words: 0,
            sums: [0.0; HEADS],
            shares: vec![0.0; weights.values.len()],
        }
    }

    pub(crate) fn paragraph(&mut self, text: &str) {
        for sentence in sentences(text) {
            let weights = self.weights;
            let (counts, seen) = (&mut self.counts, &mut self.seen);
            let mut count = |feature: u16| {
                let n = &mut counts[usize::from(feature)];
                if *n == 0 {
                    seen.push(feature);
                }
                *n = (*n + 1).min(MOST as u8);
            };
            let mut last = weights.known[usize::from(START.0)];
            let mut add = |token: Token| {
                let known = weights.known[usize::from(token.0)];
                count(weights.alone[usize::from(token.0)]);
                count(weights.pairs[weights.pair(last, known)]);
                last = known;
            };
            self.window += masker::mask(sentence, |token| match token {
                START => {}
                // Whether a house writes one character or three says nothing.
                ELLIPSIS => [STOP; 3].into_iter().for_each(&mut add),
                _ => add(token),
            });
            if self.window >= WINDOW {
                self.close();
            }
        }
    }

    /// Weighs what the window holds.
    fn close(&mut self) {
        let weights = self.weights;
        let mut length = 0.0;
        let mut sums = [0.0; HEADS];
        let value = |counts: &[u8], k: usize| weights.values[k][usize::from(counts[k])];
        for &feature in &self.seen {
            let k = usize::from(feature);
            let x = value(&self.counts, k);
            length += x * x;
            for (sum, w) in sums.iter_mut().zip(&weights.heads[k]) {
                *sum += x * w;
            }
        }
        let part = f64::from(self.window);
        let norm = part / libm::sqrt(length).max(1e-9);
        for (total, (sum, bias)) in self.sums.iter_mut().zip(sums.iter().zip(weights.bias)) {
            *total += norm * sum + part * bias;
        }
        for feature in self.seen.drain(..) {
            let k = usize::from(feature);
            self.shares[k] += (norm * value(&self.counts, k)) as f32;
            self.counts[k] = 0;
        }
        self.words += self.window;
        self.window = 0;
    }

    /// The score, and what asks for the masked words and pairs that speak most for a translation.
    pub(crate) fn finish(mut self) -> (Score, Evidence) {
        if self.window > 0 {
            self.close();
        }
        let words = f64::from(self.words.max(1));
        let score = Score {
            logits: self.sums.map(|s| s / words),
            words: self.words,
        };
        (score, Evidence { shares: self.shares })
    }
}

/// What each feature added to the vector of the text.
pub(crate) struct Evidence {
    shares: Vec<f32>,
}

impl Evidence {
    /// The masked words and pairs that speak most for a translation from the likely languages, the strongest first.
    pub(crate) fn strongest(&self, score: &Score) -> Vec<String> {
        let weights = &*WEIGHTS;
        let sources = score.sources();
        let mut top: Vec<(f64, usize)> = Vec::with_capacity(SHOWN + 1);
        for (k, &share) in self.shares[..weights.tokens.len()].iter().enumerate() {
            if share == 0.0 || !tells(weights.tokens[k]) {
                continue;
            }
            let weight: f64 = sources.iter().zip(&weights.heads[k]).map(|(p, w)| p * w).sum();
            let added = weight * f64::from(share);
            if added > 0.0 && (top.len() < SHOWN || added > top[SHOWN - 1].0) {
                let at = top.partition_point(|t| t.0 >= added);
                top.insert(at, (added, k));
                top.truncate(SHOWN);
            }
        }
        let name = |&(_, k): &(f64, usize)| {
            let (first, second) = weights.tokens[k];
            match second {
                ALONE => plain(first).into_owned(),
                _ => format!("{} {}", plain(first), plain(second)),
            }
        };
        top.iter().map(name).collect()
    }
}

/// Whether a reader learns something from the feature: one of function words, not of names, numbers and marks alone.
fn tells((first, second): (u16, u16)) -> bool {
    Token(first).is_function_word() || (second != ALONE && Token(second).is_function_word())
}

/// A token for readers: a shape is told by its ending.
fn plain(token: u16) -> Cow<'static, str> {
    let shown = masker::show(Token(token));
    match shown.as_ref() {
        "<s>" => "^".into(),
        "NP" | "NPA" => "[Name]".into(),
        "#" | "#.#" => "[number]".into(),
        "W" => "…".into(),
        s if s.starts_with('W') => format!("…{}", &s[1..]).into(),
        _ => shown,
    }
}

#[cfg(test)]
#[path = "score_tests.rs"]
mod tests;
