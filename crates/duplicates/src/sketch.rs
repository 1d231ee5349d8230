//! One-permutation MinHash: one pass over the shingles fills all bins.

use serde::{Deserialize, Serialize};

use crate::clusters::ROWS;
use crate::{hash, shingles};

/// Bins of a sketch. At 120 the estimate of a Jaccard of one half is off by .05 (standard deviation).
pub(crate) const BINS: usize = 120;
/// Shorter texts share their shingles by chance: a headline, a notice.
const LEAST_WORDS: usize = 20;
const EMPTY: u32 = u32::MAX;

/// The signature of one text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Sketch {
    /// Sum of the hashes of all shingles: equal for texts that differ in case and punctuation alone.
    pub(crate) sum: u64,
    pub(crate) words: u32,
    pub(crate) bytes: u32,
    pub(crate) bins: Vec<u32>,
}

/// The sketch of a clean text, `None` under twenty words.
pub fn sketch(text: &str) -> Option<Sketch> {
    let mut bins = vec![EMPTY; BINS];
    let mut sum = 0u64;
    let words = shingles::each(text, |h| {
        // The high half chooses the bin, the low half competes for it.
        let bin = (((h >> 32) * BINS as u64) >> 32) as usize;
        bins[bin] = bins[bin].min((h as u32).min(EMPTY - 1));
        sum = sum.wrapping_add(h);
    });
    if words < LEAST_WORDS {
        return None;
    }
    densify(&mut bins);
    Some(Sketch {
        sum,
        words: words.min(u32::MAX as usize) as u32,
        bytes: text.len().min(u32::MAX as usize) as u32,
        bins,
    })
}

/// Empty bins borrow from full ones, chosen by a hash of the bin alone, so that two texts borrow alike
/// (optimal densification, Shrivastava 2017).
fn densify(bins: &mut [u32]) {
    let full: Vec<u32> = bins.to_vec();
    for (k, bin) in bins.iter_mut().enumerate() {
        let mut attempt = 0u64;
        // At least sixteen shingles stand in the bins, so this ends after a few steps; the bound is for form.
        while *bin == EMPTY && attempt < 100_000 {
            attempt += 1;
            let from = hash::mix((k as u64) << 32 | attempt) % BINS as u64;
            *bin = full[from as usize];
        }
    }
}

impl Sketch {
    /// The bands of the signature with their places: two texts are compared when they share one.
    pub fn bands(&self) -> impl Iterator<Item = (usize, &[u32])> {
        self.bins.chunks_exact(ROWS).enumerate()
    }

    /// Estimated Jaccard similarity.
    pub(crate) fn likeness(&self, other: &Sketch) -> f32 {
        let same = self.bins.iter().zip(&other.bins).filter(|(a, b)| a == b).count();
        same as f32 / BINS as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_have_none_and_equal_texts_have_equal_ones() {
        let text: String = (0..30).map(|n| format!("word{n} ")).collect();
        assert!(sketch("Read more about this").is_none());
        assert!(sketch("").is_none());
        assert_eq!(sketch(&text), sketch(&text));
        assert!(sketch(&text).unwrap().bins.iter().all(|&b| b != EMPTY));
        assert!(sketch(&"same ".repeat(50)).is_some());
    }
}
