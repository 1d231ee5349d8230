//! A text as hashes of its word 5-grams, case folded, without punctuation.

use std::sync::LazyLock;

use crate::hash;

/// Words in one shingle.
pub(crate) const WIDTH: usize = 5;

/// Calls `each` with the hash of every shingle in order, repeated ones too; gives the count of words.
pub(crate) fn each(text: &str, mut each: impl FnMut(u64)) -> usize {
    let folds: &[u32; FOLDS] = &FOLD;
    let mut window = Window::default();
    let mut open: Option<u64> = None;
    for c in text.chars() {
        let folded = match folds.get(c as usize) {
            Some(&folded) => folded,
            None if is_ideograph(c) => {
                // Scripts without spaces: each sign is a word.
                if let Some(h) = open.take() {
                    window.push(h, &mut each);
                }
                window.push(hash::step(hash::SEED, u32::from(c)), &mut each);
                continue;
            }
            None => fold(c),
        };
        if folded != NO_WORD {
            open = Some(hash::step(open.unwrap_or(hash::SEED), folded));
        } else if let Some(h) = open.take() {
            window.push(h, &mut each);
        }
    }
    if let Some(h) = open.take() {
        window.push(h, &mut each);
    }
    window.words
}

/// Up to here, that is to the end of Cyrillic, a table folds.
const FOLDS: usize = 0x530;
/// No part of a word.
const NO_WORD: u32 = 0;
static FOLD: LazyLock<Box<[u32; FOLDS]>> =
    LazyLock::new(|| Box::new(std::array::from_fn(|n| char::from_u32(n as u32).map_or(NO_WORD, fold))));

/// The code point of a letter or digit in lower case (its first, where lower case has several), [`NO_WORD`] of others.
fn fold(c: char) -> u32 {
    match c.to_lowercase().next() {
        Some(lower) if c.is_alphanumeric() => u32::from(lower),
        _ => NO_WORD,
    }
}

/// The last words, and the hash of them all: a polynomial in the words' hashes, so that one step costs the same for any
/// width (Karp, Rabin, "Efficient randomized pattern-matching algorithms", 1987).
#[derive(Default)]
struct Window {
    ring: [u64; WIDTH],
    sum: u64,
    words: usize,
}

impl Window {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    /// The factor of the word that leaves.
    const LAST: u64 = Self::BASE.wrapping_pow(WIDTH as u32);

    fn push(&mut self, word: u64, each: &mut impl FnMut(u64)) {
        let word = hash::mix(word);
        let oldest = std::mem::replace(&mut self.ring[self.words % WIDTH], word);
        self.sum = self
            .sum
            .wrapping_mul(Self::BASE)
            .wrapping_add(word)
            .wrapping_sub(oldest.wrapping_mul(Self::LAST));
        self.words += 1;
        if self.words >= WIDTH {
            each(hash::mix(self.sum));
        }
    }
}

/// The distinct shingles of a text, sorted.
pub(crate) fn set(text: &str) -> Vec<u64> {
    let mut all = Vec::with_capacity(text.len() / 6);
    each(text, |h| all.push(h));
    all.sort_unstable();
    all.dedup();
    all
}

/// How many members two sorted sets share.
pub(crate) fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                n += 1;
                i += 1;
                j += 1;
            }
        }
    }
    n
}

/// Han, kana, Thai, Lao, Khmer and Burmese: written without spaces.
fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3041..=0x30ff
        | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_punctuation_do_not_matter_but_order_does() {
        assert_eq!(set("One two, three four five."), set("one TWO three — “four” five"));
        assert_eq!(set("ДЗЕНЬ ДОБРЫ а б в"), set("дзень добры а б в"));
        assert_ne!(set("a b c d e"), set("b a c d e"));
        assert_eq!(set("one two three four"), []);
        assert_eq!(set("明斯克市民").len(), 1);
        assert_eq!(each("", |_| ()), 0);
    }
}
