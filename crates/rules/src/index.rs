//! Phrases by their first words, and patterns by what they begin with or hold: which of them are worth a closer look.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use serde::{Deserialize, Serialize};

use crate::fold::{Folded, Word};
use crate::literals;
use crate::{At, Rule};

/// So many bytes of a prefix are looked up; shorter prefixes are compared one by one.
const KEY: usize = 4;

/// A folded phrase.
#[derive(Debug)]
pub(crate) struct Phrase {
    pub(crate) text: String,
    /// Bytes before its first word.
    lead: usize,
    pub(crate) rule: usize,
    /// Its last word may go on: the text is a stem.
    pub(crate) stem: bool,
}

/// A table from hashes of one word or of two to the phrases that begin so.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    /// In the order of their keys.
    phrases: Vec<Phrase>,
    keys: Vec<u32>,
    /// A bit for each key, to turn most words away.
    bits: Vec<u64>,
    /// For each value of a key's first bits where its keys begin.
    starts: Vec<u32>,
}

const BITS: u32 = 17;
/// First bits of a key that lead to its place.
const START_BITS: u32 = 12;

fn bit(key: u32) -> (usize, u64) {
    let spread = key >> (32 - BITS);
    ((spread / 64) as usize, 1 << (spread % 64))
}

fn stem(letters: u32) -> u32 {
    single(letters ^ 0x5bd1_e995)
}

/// Keys are spread evenly, so that their first bits tell most of them apart.
fn single(word: u32) -> u32 {
    word.wrapping_mul(0x9e37_79b1)
}

fn pair(first: u32, second: u32) -> u32 {
    single(first.rotate_left(9).wrapping_mul(0x85eb_ca6b) ^ second)
}

impl Phrases {
    pub(crate) fn of(rules: &[Rule]) -> Phrases {
        let mut folded = Folded::default();
        let mut all = Vec::new();
        for (k, rule) in rules.iter().enumerate() {
            for phrase in &rule.phrases {
                if let Some(letters) = folded.stem_of(phrase).and_then(|word| word.stem) {
                    let text = folded.text().to_owned();
                    let phrase = Phrase {
                        text,
                        lead: 0,
                        rule: k,
                        stem: true,
                    };
                    all.push((stem(letters), phrase));
                    continue;
                }
                folded.set(phrase);
                // A phrase without words is refused when rules are read.
                let Some(first) = folded.words().first() else { continue };
                let key = folded
                    .words()
                    .get(1)
                    .map_or(single(first.hash), |second| pair(first.hash, second.hash));
                let text = folded.text().to_owned();
                let lead = first.start as usize;
                all.push((
                    key,
                    Phrase {
                        text,
                        lead,
                        rule: k,
                        stem: false,
                    },
                ));
            }
        }
        all.sort_by(|a, b| (a.0, a.1.rule, &a.1.text).cmp(&(b.0, b.1.rule, &b.1.text)));
        let mut bits = vec![0; 1 << (BITS - 6)];
        for (key, _) in &all {
            let (at, mask) = bit(*key);
            bits[at] |= mask;
        }
        let (keys, phrases): (Vec<u32>, Vec<Phrase>) = all.into_iter().unzip();
        let start = |first: u32| keys.partition_point(|key| key >> (32 - START_BITS) < first) as u32;
        let starts = (0..1 << START_BITS).map(start).collect();
        Phrases {
            phrases,
            keys,
            bits,
            starts,
        }
    }

    /// Calls `found` with each phrase that stands in the text, and its first byte; words are not cut.
    pub(crate) fn find(&self, folded: &Folded, mut found: impl FnMut(usize, &Phrase)) {
        if self.keys.is_empty() {
            return;
        }
        let mut last: Option<Word> = None;
        for &word in folded.words() {
            if let Some(last) = last {
                self.at(folded, last, pair(last.hash, word.hash), &mut found);
            }
            self.at(folded, word, single(word.hash), &mut found);
            if let Some(letters) = word.stem {
                self.at(folded, word, stem(letters), &mut found);
            }
            last = Some(word);
        }
    }

    #[inline]
    fn at(&self, folded: &Folded, word: Word, key: u32, found: &mut impl FnMut(usize, &Phrase)) {
        let (at, mask) = bit(key);
        if self.bits[at] & mask != 0 {
            self.compare(folded, word, key, found);
        }
    }

    #[inline(never)]
    fn compare(&self, folded: &Folded, word: Word, key: u32, found: &mut impl FnMut(usize, &Phrase)) {
        let from = self.starts[(key >> (32 - START_BITS)) as usize] as usize;
        let keys = self.keys[from..].iter().zip(&self.phrases[from..]);
        let same = keys.skip_while(|(k, _)| **k < key).take_while(|(k, _)| **k == key);
        for (_, phrase) in same {
            let start = (word.start as usize).checked_sub(phrase.lead);
            if let Some(start) = start
                && folded.text().as_bytes()[start..].starts_with(phrase.text.as_bytes())
            {
                found(start, phrase);
            }
        }
    }
}

/// Many patterns speak only of blocks of no more code points: the longer a block, the fewer literals are looked for.
const LENGTHS: [u32; 3] = [60, 160, 320];

/// Literals with the pattern of each.
#[derive(Debug, Default)]
struct Literals {
    texts: Vec<String>,
    patterns: Vec<usize>,
    /// Made when the first block asks, quickly made and slower to run; `None` inside when that needs more memory than there is.
    compact: OnceLock<Option<AhoCorasick>>,
    /// Made when many blocks have asked: it reads a byte per step.
    table: OnceLock<Option<AhoCorasick>>,
    asked: AtomicU32,
}

/// So many blocks ask before the table pays: some hundred texts.
const MANY: u32 = 4_000;
/// For more literals a table takes too much memory.
const TABLE: usize = 1_000;

impl Literals {
    fn find(&self, text: &str, mut found: impl FnMut(usize)) {
        if self.texts.is_empty() {
            return;
        }
        let build = |kind| AhoCorasick::builder().kind(Some(kind)).build(&self.texts).ok();
        // Which of the two answers makes no difference to the answer.
        let many = self.texts.len() <= TABLE
            && (self.table.get().is_some() || self.asked.fetch_add(1, Ordering::Relaxed) >= MANY);
        let automaton = if many {
            self.table.get_or_init(|| build(AhoCorasickKind::DFA))
        } else {
            self.compact.get_or_init(|| build(AhoCorasickKind::ContiguousNFA))
        };
        match automaton {
            Some(automaton) => automaton
                .find_overlapping_iter(text)
                .for_each(|literal| found(self.patterns[literal.pattern().as_usize()])),
            // Nothing is turned away.
            None => self.patterns.iter().for_each(|&pattern| found(pattern)),
        }
    }
}

/// What a block must show before a pattern is run on it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Needs {
    /// It begins, folded, with one of these.
    Prefixes(Vec<String>),
    /// It holds, folded, one of these.
    Literals(Vec<String>),
    /// Nothing is known.
    Nothing,
}

impl Needs {
    /// `None` for a rule without a pattern.
    pub(crate) fn of(rule: &Rule) -> Option<Needs> {
        let pattern = rule.pattern.as_deref()?;
        let at_start = matches!(rule.at, At::Line | At::Start);
        let prefixes = at_start.then(|| literals::prefixes(pattern)).flatten();
        let literals = || literals::required(pattern).map(Needs::Literals);
        Some(
            prefixes
                .map(Needs::Prefixes)
                .or_else(literals)
                .unwrap_or(Needs::Nothing),
        )
    }
}

/// For each pattern what a block must show before the pattern is run on it.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    /// Prefixes of patterns that begin where the block does, by their first bytes.
    long: Vec<([u8; KEY], String, usize)>,
    /// Sorted.
    short: Vec<(String, usize)>,
    /// Literals of the others: for each of `LENGTHS` those of the patterns that speak of longer blocks, and first those of all.
    literals: [Literals; LENGTHS.len() + 1],
    /// Patterns of which nothing is known.
    pub(crate) always: Vec<usize>,
}

impl Filter {
    /// `patterns` are the rules that have one, and what it needs.
    pub(crate) fn of<'r>(patterns: impl Iterator<Item = (&'r Rule, &'r Needs)>) -> Filter {
        let mut filter = Filter::default();
        let mut texts = Vec::new();
        for (n, (rule, needs)) in patterns.enumerate() {
            match needs {
                Needs::Prefixes(prefixes) => {
                    for prefix in prefixes {
                        match prefix.as_bytes().first_chunk::<KEY>() {
                            Some(key) => filter.long.push((*key, prefix.clone(), n)),
                            None => filter.short.push((prefix.clone(), n)),
                        }
                    }
                }
                Needs::Literals(literals) => {
                    let most = rule.most_chars.unwrap_or(u32::MAX);
                    texts.extend(literals.iter().map(|text| (text, n, most)));
                }
                Needs::Nothing => filter.always.push(n),
            }
        }
        filter.long.sort_unstable();
        filter.short.sort_unstable();
        for (k, literals) in filter.literals.iter_mut().enumerate() {
            let least = k.checked_sub(1).map_or(0, |k| LENGTHS[k]);
            for (text, n, _) in texts.iter().filter(|t| t.2 > least) {
                literals.texts.push((*text).clone());
                literals.patterns.push(*n);
            }
        }
        filter.always.sort_unstable();
        filter.always.dedup();
        filter
    }

    /// Calls `found` with the number of each pattern that may match the folded block of `chars` code points, more than once
    /// at times.
    pub(crate) fn find(&self, text: &str, chars: usize, mut found: impl FnMut(usize)) {
        if let Some(key) = text.as_bytes().first_chunk::<KEY>() {
            let from = self.long.partition_point(|(k, _, _)| k < key);
            let same = self.long[from..].iter().take_while(|(k, _, _)| k == key);
            same.filter(|(_, prefix, _)| text.starts_with(prefix.as_str()))
                .for_each(|(_, _, n)| found(*n));
        }
        let first = text.as_bytes().first();
        let from = self.short.partition_point(|(p, _)| p.as_bytes().first() < first);
        self.short[from..]
            .iter()
            .take_while(|(p, _)| p.as_bytes().first() == first)
            .filter(|(prefix, _)| text.starts_with(prefix.as_str()))
            .for_each(|(_, n)| found(*n));
        let length = LENGTHS.iter().take_while(|&&most| chars > most as usize).count();
        self.literals[length].find(text, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;

    #[test]
    fn words_of_a_text_and_of_a_phrase_are_the_same() {
        let mut folded = Folded::default();
        folded.set("Don’t MISS «Ёлку» 3×");
        let words: Vec<usize> = folded.words().iter().map(|w| w.start as usize).collect();
        assert_eq!(words, [0, 4, 6, 12, 22]);
        assert_eq!(fold("don't miss \"елку\" 3×"), folded.text());
    }
}
