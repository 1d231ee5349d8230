//! Charsets of one byte: what would the text cost, in each language, by each of them?
//!
//! Only pairs with a byte beyond ASCII are weighed one by one; pairs of ASCII letters say which language it is, and so
//! speak for its charsets, up to a limit: a page may quote.

use std::sync::OnceLock;

use crate::coding::Coding;
use crate::letters::{self, BIT, Letters};

/// A charset and what the text costs by it, in sixteenths of a bit.
#[derive(Clone, Copy)]
pub(super) struct Verdict {
    pub(super) coding: Coding,
    pub(super) cost: u64,
}

/// Two neighbouring bytes of which at least one is beyond ASCII, and how often they stand so.
pub(super) type Pair = (u8, u8, u32);

/// How far the ASCII letters may speak for a language.
const MAX_LANGUAGE: u64 = 14 * BIT as u64;
/// The share of what ASCII pairs cost more in one language than in the best.
const LANGUAGE_SHARE: u64 = 3;
/// What a language costs less when the address or the caller names it.
const HINT: u64 = 6 * BIT as u64;
/// What it costs that a letter of another script stands beside one of ASCII.
const FOREIGN: u64 = 8 * BIT as u64;
/// Candidates that cost so much more than the best at the first look are out of the question: this much, and
/// [`SPREAD_PER_BYTE`] more for each byte beyond ASCII.
const SPREAD: u64 = 64 * BIT as u64;
const SPREAD_PER_BYTE: u64 = 2 * BIT as u64;
/// Candidates that come to be read pair by pair.
const SHORT_LIST: usize = 24;

/// All charsets of one byte, the best first.
pub(super) fn verdicts(sample: &Sample, hint: Option<&str>) -> Vec<Verdict> {
    let charsets = charsets();
    let speaks = languages_of_ascii(&sample.ascii, hint);
    let mut least = u64::MAX / 2;
    let mut rough: Vec<(u64, usize, usize)> = Vec::with_capacity(256);
    for (k, charset) in charsets.iter().enumerate() {
        let fixed: u64 = sample
            .high
            .iter()
            .map(|&(b, n)| u64::from(charset.marks[usize::from(b)]) * u64::from(n))
            .sum();
        if fixed > least + SPREAD + sample.spread {
            continue;
        }
        for (l, reading) in charset.readings.iter().enumerate() {
            let mut cost = charset.cost + fixed + speaks[reading.language];
            for &(b, n) in &sample.high {
                cost += u64::from(reading.singles[usize::from(b & 0x7f)]) * u64::from(n);
            }
            if !reading.latin {
                cost += sample.strange();
                for &(b, n) in &sample.touching {
                    cost += u64::from(reading.classes[usize::from(b)].min(1)) * FOREIGN * u64::from(n);
                }
            }
            least = least.min(cost);
            rough.push((cost, k, l));
        }
    }
    rough.retain(|&(cost, ..)| cost <= least + SPREAD + sample.spread);
    rough.sort_unstable();
    let mut best: Vec<(u64, usize)> = Vec::new();
    for &(_, k, l) in rough.iter().take(SHORT_LIST) {
        let charset = &charsets[k];
        let reading = &charset.readings[l];
        let letters = &letters::languages()[reading.language];
        let mut cost = charset.cost + speaks[reading.language];
        cost += if reading.latin { 0 } else { sample.strange() };
        for &(a, b, n) in &sample.pairs {
            let (class_a, class_b) = (reading.classes[usize::from(a)], reading.classes[usize::from(b)]);
            if !reading.latin && class_b > 0 && a.is_ascii_alphabetic() {
                cost += FOREIGN * u64::from(n);
            }
            let pair = letters.pair(class_a, class_b)
                + letters::CASES[usize::from(charset.cases[usize::from(a)])]
                    [usize::from(charset.cases[usize::from(b)])]
                + u32::from(charset.marks[usize::from(b)]);
            cost += u64::from(pair) * u64::from(n);
        }
        match best.iter_mut().find(|(_, other)| *other == k) {
            Some(entry) => entry.0 = entry.0.min(cost),
            None => best.push((cost, k)),
        }
    }
    best.sort_unstable();
    let mut verdicts: Vec<Verdict> = Vec::with_capacity(best.len());
    let mut read: Vec<&Charset> = Vec::with_capacity(best.len());
    for (cost, k) in best {
        let charset = &charsets[k];
        let same = |other: &&Charset| {
            sample
                .high
                .iter()
                .all(|&(b, _)| charset.chars[usize::from(b & 0x7f)] == other.chars[usize::from(b & 0x7f)])
        };
        // What gives the same text is no other verdict.
        if !read.iter().any(same) {
            read.push(charset);
            verdicts.push(Verdict {
                coding: charset.coding,
                cost,
            });
        }
    }
    verdicts
}

/// What is counted of a text.
pub(super) struct Sample {
    pub(super) pairs: Vec<Pair>,
    high: Vec<(u8, u32)>,
    spread: u64,
    /// How many bytes are beyond ASCII, and how many of them follow another.
    count: u64,
    doubles: u64,
    ascii_letters: u64,
    /// Bytes beyond ASCII with a letter of ASCII beside them.
    touching: Vec<(u8, u32)>,
    ascii: Vec<(u8, u8)>,
}

/// So many pairs of ASCII letters tell the language.
const ASCII_PAIRS: usize = 1_500;
/// Longer texts are counted in a table of all pairs instead of pair by pair.
const TABLE_FROM: usize = 8 << 10;

impl Sample {
    /// Whether bytes beyond ASCII stand side by side, as those of pairs do.
    pub(super) fn has_doubles(&self) -> bool {
        self.doubles * 4 >= self.count
    }

    /// What it costs that a text with far more letters of ASCII is of another script than Latin.
    pub(super) fn strange(&self) -> u64 {
        let times = self.ascii_letters / self.count.max(1);
        u64::from((times + 1).ilog2()).min(6) * 4 * u64::from(BIT)
    }

    pub(super) fn new(text: &[u8]) -> Sample {
        let (mut high, mut touching) = ([0_u32; 128], [0_u32; 128]);
        let mut ascii = Vec::with_capacity(text.len().min(ASCII_PAIRS));
        let mut pairs = Vec::new();
        let mut table = if text.len() > TABLE_FROM {
            vec![0_u32; 1 << 16]
        } else {
            Vec::new()
        };
        let (mut before, mut doubles, mut ascii_letters) = (b' ', 0_u64, 0_u64);
        // The blank at the end closes the last word.
        for &b in text.iter().chain(b" ") {
            if (before | b) >= 0x80 {
                doubles += u64::from((before & b) >= 0x80);
                if b >= 0x80 {
                    high[usize::from(b & 0x7f)] += 1;
                    touching[usize::from(b & 0x7f)] += u32::from(before.is_ascii_alphabetic());
                } else {
                    touching[usize::from(before & 0x7f)] += u32::from(b.is_ascii_alphabetic());
                }
                if table.is_empty() {
                    pairs.push((before, b, 1));
                } else {
                    table[usize::from(before) << 8 | usize::from(b)] += 1;
                }
            } else if ascii.len() < ASCII_PAIRS
                && (before | b) >= 0x40
                && (before.is_ascii_alphabetic() || b.is_ascii_alphabetic())
            {
                ascii.push((before, b));
            }
            ascii_letters += u64::from(b.is_ascii_alphabetic());
            before = b;
        }
        for (k, &n) in table.iter().enumerate().filter(|(_, n)| **n > 0) {
            pairs.push(((k >> 8) as u8, k as u8, n));
        }
        let met = |counts: [u32; 128]| {
            let counts = counts.into_iter().enumerate().filter(|&(_, n)| n > 0);
            counts.map(|(k, n)| (k as u8 | 0x80, n)).collect()
        };
        let high: Vec<(u8, u32)> = met(high);
        let count: u64 = high.iter().map(|&(_, n)| u64::from(n)).sum();
        Sample {
            pairs,
            spread: count * SPREAD_PER_BYTE,
            doubles,
            ascii_letters,
            count,
            high,
            touching: met(touching),
            ascii,
        }
    }
}

/// What each language costs by the ASCII letters, less than nothing for the one that is hinted at.
fn languages_of_ascii(pairs: &[(u8, u8)], hint: Option<&str>) -> Vec<u64> {
    let table = ascii_table();
    let mut sums = [0_u32; LATIN];
    for &(a, b) in pairs {
        let row = &table[usize::from(small(a)) * 27 + usize::from(small(b))];
        for (sum, &cost) in sums.iter_mut().zip(row) {
            *sum += u32::from(cost);
        }
    }
    let all = letters::languages();
    let best = sums
        .iter()
        .take(all.iter().filter(|l| l.latin).count())
        .min()
        .copied()
        .unwrap_or_default();
    let mut latin = sums.iter();
    let own = |letters: &Letters| {
        let ascii = if letters.latin {
            latin.next().map_or(0, |&sum| u64::from(sum - best.min(sum)))
        } else {
            0
        };
        let hinted = hint.is_some_and(|h| h == letters.language);
        (ascii / LANGUAGE_SHARE).min(MAX_LANGUAGE) + if hinted || hint.is_none() { 0 } else { HINT }
    };
    all.iter().map(own).collect()
}

/// A letter's number; 0 for what is none.
fn small(b: u8) -> u8 {
    if b.is_ascii_alphabetic() {
        (b | 0x20) - b'a' + 1
    } else {
        0
    }
}

/// Room for the languages in Latin letters.
const LATIN: usize = 40;

/// For each pair of ASCII letters what it costs in each language, side by side so that a row is added at once.
fn ascii_table() -> &'static Vec<[u8; LATIN]> {
    static TABLE: OnceLock<Vec<[u8; LATIN]>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = vec![[0_u8; LATIN]; 27 * 27];
        let char_of = |n: usize| if n == 0 { ' ' } else { char::from(b'a' + n as u8 - 1) };
        for (l, letters) in letters::languages().iter().filter(|l| l.latin).enumerate() {
            for (k, row) in table.iter_mut().enumerate() {
                row[l] = letters.pair(letters.class(char_of(k / 27)), letters.class(char_of(k % 27))) as u8;
            }
        }
        table
    })
}

struct Charset {
    coding: Coding,
    cost: u64,
    /// Of the bytes beyond ASCII.
    chars: Vec<char>,
    /// What a byte costs for being no letter.
    marks: [u16; 256],
    cases: [u8; 256],
    readings: Vec<Reading>,
}

/// A charset's bytes as one language's letters.
struct Reading {
    language: usize,
    latin: bool,
    classes: [u8; 256],
    /// Of the bytes beyond ASCII.
    singles: [u16; 128],
}

fn charsets() -> &'static [Charset] {
    static CHARSETS: OnceLock<Vec<Charset>> = OnceLock::new();
    CHARSETS.get_or_init(|| {
        let lines = include_str!("../../data/charsets.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'));
        lines.filter_map(charset).collect()
    })
}

fn charset(line: &str) -> Option<Charset> {
    let mut fields = line.split('\t');
    let coding = Coding::of_label(fields.next()?)?;
    let cost = fields.next()?.parse::<u64>().ok()? * u64::from(BIT);
    let chars: Vec<char> = (0..=255_u8)
        .map(|b| coding.decode(&[b]).0.chars().next().unwrap_or('\u{fffd}'))
        .collect();
    let mut marks = [0; 256];
    let mut cases = [0; 256];
    for (b, &c) in chars.iter().enumerate() {
        marks[b] = letters::mark(c).map_or(0, |cost| cost as u16);
        cases[b] = if c.is_uppercase() {
            2
        } else {
            u8::from(c.is_lowercase())
        };
    }
    let readings: Vec<Reading> = fields
        .next()?
        .split(' ')
        .filter_map(|code| reading(code, &chars))
        .collect();
    let chars = chars[0x80..].to_vec();
    Some(Charset {
        coding,
        cost,
        chars,
        marks,
        cases,
        readings,
    })
}

fn reading(code: &str, chars: &[char]) -> Option<Reading> {
    let language = letters::languages().iter().position(|l| l.language == code)?;
    let letters = &letters::languages()[language];
    let mut classes = [0; 256];
    let mut singles = [0; 128];
    for (b, &c) in chars.iter().enumerate() {
        classes[b] = letters.class(written(code, lower(c)));
        if b >= 0x80 && classes[b] > 0 {
            singles[b & 0x7f] = letters.single(classes[b]) as u16;
        }
    }
    Some(Reading {
        language,
        latin: letters.latin,
        classes,
        singles,
    })
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Letters that older charsets have in another shape.
fn written(language: &str, c: char) -> char {
    match (language, c) {
        ("ro", 'ş') => 'ș',
        ("ro", 'ţ') => 'ț',
        (_, 'ى') if language == "fa" => 'ي',
        _ => c,
    }
}
