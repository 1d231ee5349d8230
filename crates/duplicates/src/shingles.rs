//! A text as hashes of its word 5-grams, case folded, without punctuation.

use crate::hash;

/// Words in one shingle.
pub(crate) const WIDTH: usize = 5;

/// Calls `each` with the hash of every shingle in order, repeated ones too; gives the count of words.
pub(crate) fn each(text: &str, mut each: impl FnMut(u64)) -> usize {
    let mut ring = [0u64; WIDTH];
    let mut words = 0usize;
    let mut word = |h: u64| {
        ring[words % WIDTH] = hash::mix(h);
        words += 1;
        if words >= WIDTH {
            let all = (0..WIDTH).fold(0u64, |acc, k| {
                (acc.rotate_left(17) ^ ring[(words + k) % WIDTH]).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            });
            each(hash::mix(all));
        }
    };
    let mut open: Option<u64> = None;
    for c in text.chars() {
        if is_ideograph(c) {
            // Scripts without spaces: each sign is a word.
            if let Some(h) = open.take() {
                word(h);
            }
            word(hash::step(hash::SEED, c));
        } else if c.is_ascii_alphanumeric() {
            open = Some(hash::step(open.unwrap_or(hash::SEED), c.to_ascii_lowercase()));
        } else if c.is_alphanumeric() {
            open = Some(c.to_lowercase().fold(open.unwrap_or(hash::SEED), hash::step));
        } else if let Some(h) = open.take() {
            word(h);
        }
    }
    if let Some(h) = open.take() {
        word(h);
    }
    words
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
