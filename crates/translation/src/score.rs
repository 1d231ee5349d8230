//! The document model: how much the masked stream of a text looks like that of translations into English.
//!
//! Counts of masked words and pairs, at most three of each, damped by the logarithm and scaled to length one, times a small linear model with
//! several heads (`weights.bin`; `train/README.md` says from what and how good). The text is read in windows of
//! [`WINDOW`] words, since the model knows texts of that length; a document is the mean of its windows. It knows
//! nothing of rules and of evidence: [`crate::verdict`] joins the two.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::{
    masker::{self, ELLIPSIS, START, STOP, TOKENS, Token},
    sentences::sentences,
};

/// Words after which a window is closed at the end of a sentence.
const WINDOW: u32 = 300;
/// Outputs of the model, in the order of the file.
pub(crate) const HEADS: usize = 6;
/// The heads by name.
pub(crate) const TRANSLATED: usize = 0;
pub(crate) const MACHINE: usize = 1;
pub(crate) const NEWS: usize = 2;
/// Log-odds against "another language", for the languages of [`crate::verdict`].
pub(crate) const SOURCES: [usize; 3] = [3, 4, 5];

/// No feature.
const NONE: u16 = u16::MAX;
/// Second token of a feature of one token.
const ALONE: u16 = u16::MAX;
/// Bytes of the head of the file: magic, number of features, and three floats for each head and one for all.
const HEAD: usize = 4 + 4 + 4 + HEADS * 8;

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    // A test reads the same bytes; they cannot fail for a user.
    Weights::read(include_bytes!("weights.bin")).expect("the weights that come with the crate")
});

struct Weights {
    /// Number of the feature of a pair of tokens, or [`NONE`].
    pairs: Vec<u16>,
    alone: Vec<u16>,
    tokens: Vec<(u16, u16)>,
    /// What a count of the feature weighs in the length of the vector.
    rarity: Vec<f64>,
    heads: Vec<[i8; HEADS]>,
    scale: [f64; HEADS],
    bias: [f64; HEADS],
    /// ln(1 + n), the last one for all that are more.
    logs: [f64; 4],
}

impl Weights {
    /// `CDT1`, the number of features (u32), the unit of rarity (f32), for each head its unit and bias (f32); then the
    /// features: first token and second (u16), rarity (u8), one weight for each head (i8). Little-endian.
    fn read(bytes: &[u8]) -> Option<Weights> {
        let float = |at: usize| Some(f64::from(f32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)));
        let short = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
        let count = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
        if bytes.get(..4)? != b"CDT1" || count >= usize::from(NONE) {
            return None;
        }
        let unit = float(8)?;
        let (mut scale, mut bias) = ([0.0; HEADS], [0.0; HEADS]);
        for k in 0..HEADS {
            scale[k] = float(12 + 8 * k)?;
            bias[k] = float(16 + 8 * k)?;
        }
        let mut weights = Weights {
            pairs: vec![NONE; TOKENS * TOKENS],
            alone: vec![NONE; TOKENS],
            tokens: Vec::with_capacity(count),
            rarity: Vec::with_capacity(count),
            heads: Vec::with_capacity(count),
            scale,
            bias,
            logs: std::array::from_fn(|n| libm::log1p(n as f64)),
        };
        let width = 5 + HEADS;
        for k in 0..count {
            let at = HEAD + k * width;
            let (first, second) = (short(at)?, short(at + 2)?);
            let slot = match second {
                ALONE => weights.alone.get_mut(usize::from(first))?,
                _ => weights
                    .pairs
                    .get_mut(usize::from(first) * TOKENS + usize::from(second))?,
            };
            *slot = k as u16;
            weights.tokens.push((first, second));
            weights.rarity.push(unit * f64::from(*bytes.get(at + 4)?));
            let row = bytes.get(at + 5..at + width)?;
            weights.heads.push(std::array::from_fn(|h| row[h] as i8));
        }
        (bytes.len() == HEAD + count * width).then_some(weights)
    }
}

/// The logits of one text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Score {
    pub(crate) logits: [f64; HEADS],
    pub(crate) words: u32,
}

/// Reads a text, paragraph by paragraph.
pub(crate) struct Scorer {
    weights: &'static Weights,
    counts: Vec<u32>,
    seen: Vec<u16>,
    window: u32,
    words: u32,
    sums: [f64; HEADS],
    /// What each feature added to the first head.
    shares: Vec<f32>,
}

impl Scorer {
    pub(crate) fn new() -> Scorer {
        let weights = &*WEIGHTS;
        Scorer {
            weights,
            counts: vec![0; weights.tokens.len()],
            seen: Vec::new(),
            window: 0,
            words: 0,
            sums: [0.0; HEADS],
            shares: vec![0.0; weights.tokens.len()],
        }
    }

    pub(crate) fn paragraph(&mut self, text: &str) {
        for sentence in sentences(text) {
            let weights = self.weights;
            let (counts, seen) = (&mut self.counts, &mut self.seen);
            let mut count = |feature: u16| {
                if let Some(n) = counts.get_mut(usize::from(feature)) {
                    if *n == 0 {
                        seen.push(feature);
                    }
                    *n += 1;
                }
            };
            let mut last = START;
            let mut add = |token: Token| {
                if token != START {
                    count(weights.alone[usize::from(token.0)]);
                    count(weights.pairs[usize::from(last.0) * TOKENS + usize::from(token.0)]);
                }
                last = token;
            };
            masker::mask(sentence, |token| match token {
                // Whether a house writes one character or three says nothing.
                ELLIPSIS => [STOP; 3].into_iter().for_each(&mut add),
                _ => add(token),
            });
            self.window += words(sentence);
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
        let value = |counts: &[u32], k: usize| weights.rarity[k] * weights.logs[(counts[k] as usize).min(3)];
        for &feature in &self.seen {
            let k = usize::from(feature);
            let x = value(&self.counts, k);
            length += x * x;
            for (sum, &w) in sums.iter_mut().zip(&weights.heads[k]) {
                *sum += x * f64::from(w);
            }
        }
        let part = f64::from(self.window);
        let norm = part / libm::sqrt(length).max(1e-9);
        for ((total, sum), (scale, bias)) in self
            .sums
            .iter_mut()
            .zip(sums)
            .zip(weights.scale.iter().zip(weights.bias))
        {
            *total += norm * sum * scale + part * bias;
        }
        for feature in self.seen.drain(..) {
            let k = usize::from(feature);
            let x = value(&self.counts, k) * norm * f64::from(weights.heads[k][TRANSLATED]);
            self.shares[k] += x as f32;
            self.counts[k] = 0;
        }
        self.words += self.window;
        self.window = 0;
    }

    /// The score, and the masked words and pairs that speak most for a translation, the strongest first.
    pub(crate) fn finish(mut self) -> (Score, Vec<String>) {
        if self.window > 0 {
            self.close();
        }
        let words = f64::from(self.words.max(1));
        let score = Score {
            logits: self.sums.map(|s| s / words),
            words: self.words,
        };
        let mut top: Vec<usize> = (0..self.shares.len())
            .filter(|&k| self.shares[k] > 0.0 && speaks(self.weights.tokens[k]))
            .collect();
        top.sort_by(|&a, &b| self.shares[b].total_cmp(&self.shares[a]).then(a.cmp(&b)));
        let name = |&k: &usize| {
            let (first, second) = self.weights.tokens[k];
            match second {
                ALONE => plain(first).into_owned(),
                _ => format!("{} {}", plain(first), plain(second)),
            }
        };
        (score, top.iter().take(5).map(name).collect())
    }
}

/// Whether a reader learns something from the feature: one of function words, not of names, numbers and marks alone.
fn speaks((first, second): (u16, u16)) -> bool {
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

/// Words between spaces.
fn words(sentence: &str) -> u32 {
    let bytes = sentence.as_bytes();
    let starts = bytes
        .windows(2)
        .filter(|w| w[0].is_ascii_whitespace() && !w[1].is_ascii_whitespace());
    starts.count() as u32 + 1
}

#[cfg(test)]
#[path = "score_tests.rs"]
mod tests;
