//! What a line and the same line in other words have in common: a few pairs of its words.
//!
//! Method: min-wise hashing in bands of two (Broder, "On the Resemblance and Containment of Documents", 1997), with the words
//! themselves in place of their hashes, so that people can read what was found.

use copydesk_rules::fold;

use crate::line::words;

/// Pairs of a sketch. Of two lines that share half of their words one pair in four is the same.
const PAIRS: u64 = 12;
/// Letters of a word that counts, and how many words are few.
const LETTERS: usize = 4;
const FEW: usize = 8;

/// The pairs of a line, each with its number, as `≈4 readers support`; none of a line of few words.
pub(crate) fn sketch(text: &str) -> impl Iterator<Item = String> {
    let folded = fold(text);
    let long = |w: &&str| w.chars().count() >= LETTERS && w.chars().all(char::is_alphabetic);
    let mut all: Vec<(u64, String)> = words(&folded).filter(long).map(|w| (hash(w), w.to_owned())).collect();
    all.sort_unstable();
    all.dedup();
    let pairs = if all.len() < FEW { 0 } else { PAIRS };
    (0..pairs).map(move |k| {
        let least = |seed: u64| {
            all.iter()
                .min_by_key(|(hash, _)| mixed(hash ^ seed))
                .map_or("", |(_, word)| word)
        };
        let (first, second) = (least(mixed(2 * k + 1)), least(mixed(2 * k + 2)));
        format!("≈{k} {first} {second}")
    })
}

/// FNV-1a.
fn hash(word: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    word.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

/// The last steps of splitmix64: every bit counts.
fn mixed(value: u64) -> u64 {
    let z = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::sketch;

    fn common(a: &str, b: &str) -> usize {
        let a: BTreeSet<String> = sketch(a).collect();
        sketch(b).filter(|pair| a.contains(pair)).count()
    }

    #[test]
    fn the_same_in_other_words_shares_pairs_and_another_line_none() {
        let appeal = "Our small newsroom lives on what readers give: please support the reporters of the coast with three euros every month.";
        let again = "This small newsroom lives on what its readers give, so please support the reporters of the coast with five euros each month.";
        let other = "The ferry between the northern bank and the island has been repaired after months of waiting for a missing part.";
        assert_eq!(common(appeal, appeal), 12);
        assert!(common(appeal, again) >= 3, "{}", common(appeal, again));
        assert_eq!(common(appeal, other), 0);
        assert_eq!(sketch("Please support us today.").count(), 0);
    }
}
