//! Charsets of one byte: what would the text cost, in each language, by each of them?
//!
//! Only pairs with a byte beyond ASCII are weighed one by one; pairs of ASCII letters say which language it is, and so
//! speak for its charsets, up to a limit: a page may quote.

use std::sync::OnceLock;

use encoding_rs::Encoding;

use crate::coding::Coding;
use crate::letters::{self, BIT, Letters};

/// A charset and what the text costs by it, in sixteenths of a bit.
#[derive(Clone, Copy)]
pub(super) struct Verdict {
    pub(super) coding: Coding,
    pub(super) cost: u64,
}

/// Two neighbouring bytes of which at least one is beyond ASCII, and how often they stand so.
type Pair = (u8, u8, u16);

/// Charsets that cost so little more than the best are as good.
pub(super) const CLOSE: u64 = 5 * BIT as u64;

/// How far the ASCII letters may speak for a language.
const MAX_LANGUAGE: u64 = 14 * BIT as u64;
/// The share of what ASCII pairs cost more in one language than in the best.
const LANGUAGE_SHARE: u64 = 3;
/// What a language costs less when the address or the caller names it.
const HINT: u64 = 6 * BIT as u64;
/// What it costs that a letter of another script stands beside one of ASCII.
const FOREIGN: u32 = 8 * BIT;
/// What a letter of another script costs that has no other beside it, where that is so of most, and how many count.
const LONELY: u64 = 4 * BIT as u64;
const MAX_LONELY: u64 = 30;
/// What it costs more that a page of the web is in a charset that is seldom met at all.
const OLD: u64 = 8 * BIT as u64;
const SELDOM: u64 = 5 * BIT as u64;
/// Candidates that cost so much more than the best at the first look are out of the question: this much, and
/// [`SPREAD_PER_BYTE`] more for each byte beyond ASCII.
const SPREAD: u64 = 64 * BIT as u64;
const SPREAD_PER_BYTE: u64 = 2 * BIT as u64;
/// Candidates that come to be read pair by pair.
const SHORT_LIST: usize = 24;

/// The charsets of one byte by which the text costs least, and those that cost up to [`CLOSE`] more; the best first.
pub(super) fn verdicts(sample: &Sample, hint: Option<&str>, page: bool) -> Vec<Verdict> {
    let table = table();
    let speaks = languages_of_ascii(&sample.ascii, hint);
    let strange = sample.strange();
    // The first look, at letters by themselves: by all readings at once.
    let mut sums = vec![0_u32; table.width];
    for (counts, rows) in [(&sample.high, &table.singles), (&sample.touching, &table.foreign)] {
        for &(b, n) in counts {
            let from = usize::from(b & 0x7f) * table.width;
            for (sum, &cost) in sums.iter_mut().zip(&rows[from..from + table.width]) {
                *sum += u32::from(cost) * u32::from(n);
            }
        }
    }
    let base = |reading: &Reading| {
        let strange = if reading.latin { 0 } else { strange };
        let prior = table.charsets[reading.charset].cost;
        let old = if page && prior >= SELDOM { OLD } else { 0 };
        prior + old + speaks[reading.language] + strange
    };
    let mut rough: Vec<(u64, usize)> = table
        .readings
        .iter()
        .zip(&sums)
        .enumerate()
        .map(|(k, (reading, &sum))| (base(reading) + u64::from(sum), k))
        .collect();
    let least = rough.iter().min().map_or(0, |r| r.0);
    rough.retain(|&(cost, _)| cost <= least + SPREAD + sample.spread);
    if rough.len() > SHORT_LIST {
        rough.select_nth_unstable(SHORT_LIST);
        rough.truncate(SHORT_LIST);
    }
    rough.sort_unstable();
    // The second, pair by pair, until it is clear that another is better.
    let mut best: Vec<(u64, usize)> = Vec::with_capacity(SHORT_LIST);
    let mut limit = u64::MAX;
    for &(_, k) in &rough {
        let reading = &table.readings[k];
        let charset = &table.charsets[reading.charset];
        let Some(cost) = cost_of_pairs(&sample.pairs, charset, reading, base(reading), limit) else {
            continue;
        };
        limit = limit.min(cost.saturating_add(CLOSE));
        match best.iter_mut().find(|(_, other)| *other == reading.charset) {
            Some(entry) => entry.0 = entry.0.min(cost),
            None => best.push((cost, reading.charset)),
        }
    }
    best.retain(|&(cost, _)| cost <= limit);
    best.sort_unstable();
    let mut verdicts: Vec<Verdict> = Vec::with_capacity(best.len());
    let mut read: Vec<&Charset> = Vec::with_capacity(best.len());
    for (cost, k) in best {
        let charset = &table.charsets[k];
        let same = |other: &&Charset| {
            let char_of = |charset: &Charset, b: u8| charset.chars[usize::from(b & 0x7f)];
            sample
                .high
                .iter()
                .all(|&(b, _)| char_of(charset, b) == char_of(other, b))
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

/// What the pairs cost by one reading, and `base`; `None` as soon as it is more than `limit`.
fn cost_of_pairs(pairs: &[Pair], charset: &Charset, reading: &Reading, base: u64, limit: u64) -> Option<u64> {
    let letters = &letters::languages()[reading.language];
    let mut cost = base;
    for some in pairs.chunks(16) {
        for &(a, b, n) in some {
            let (class_a, class_b) = (reading.classes[usize::from(a)], reading.classes[usize::from(b)]);
            let (case_a, case_b) = (charset.cases[usize::from(a)], charset.cases[usize::from(b)]);
            let mut pair = letters.pair(class_a, class_b)
                + letters::CASES[usize::from(case_a)][usize::from(case_b)]
                + u32::from(charset.marks[usize::from(b)]);
            if !reading.latin && class_b > 0 && a.is_ascii_alphabetic() {
                pair += FOREIGN;
            }
            cost += u64::from(pair) * u64::from(n);
        }
        if cost > limit {
            return None;
        }
    }
    Some(cost)
}

/// What is counted of a text.
pub(super) struct Sample {
    pairs: Vec<Pair>,
    high: Vec<(u8, u16)>,
    spread: u64,
    /// How many bytes are beyond ASCII, and how many of them follow another.
    count: u64,
    doubles: u64,
    ascii_letters: u64,
    /// Bytes beyond ASCII with a letter of ASCII beside them.
    touching: Vec<(u8, u16)>,
    ascii: Vec<(u8, u8)>,
}

/// So many pairs of ASCII letters tell the language.
const ASCII_PAIRS: usize = 1_500;
/// More bytes beyond ASCII than this are counted in larger units: a cost in 16 bits times this is 32 bits.
const MAX_COUNT: u32 = 30_000;
/// More pairs than this are counted in a table of all.
const TABLE_FROM: usize = 8 << 10;

impl Sample {
    /// Whether bytes beyond ASCII stand side by side, as those of pairs do.
    pub(super) fn has_doubles(&self) -> bool {
        self.doubles * 4 >= self.count
    }

    /// What it costs that a text with far more letters of ASCII is of another script than Latin, or that its letters
    /// stand alone: `è` is a word in Italian, and `и`, the same byte, in Russian, but there are longer ones.
    pub(super) fn strange(&self) -> u64 {
        let times = self.ascii_letters / self.count.max(1);
        let lonely = self.count.saturating_sub(self.doubles * 2).min(MAX_LONELY);
        u64::from((times + 1).ilog2()).min(6) * 4 * u64::from(BIT) + lonely * LONELY
    }

    pub(super) fn new(text: &[u8]) -> Sample {
        let (mut high, mut touching) = ([0_u32; 128], [0_u32; 128]);
        let mut ascii = Vec::with_capacity(text.len().min(ASCII_PAIRS));
        let mut pairs = Vec::new();
        let mut table = Vec::new();
        let (mut before, mut doubles, mut at) = (b' ', 0_u64, 0);
        while at <= text.len() {
            if ascii.len() >= ASCII_PAIRS {
                // Nothing more is asked of ASCII by itself.
                let skip = Encoding::ascii_valid_up_to(&text[at..]);
                at += skip;
                before = if skip > 0 { text[at - 1] } else { before };
            }
            // The blank at the end closes the last word.
            let b = text.get(at).copied().unwrap_or(b' ');
            if (before | b) >= 0x80 {
                doubles += u64::from((before & b) >= 0x80);
                if b >= 0x80 {
                    high[usize::from(b & 0x7f)] += 1;
                    touching[usize::from(b & 0x7f)] += u32::from(before.is_ascii_alphabetic());
                } else {
                    touching[usize::from(before & 0x7f)] += u32::from(b.is_ascii_alphabetic());
                }
                if pairs.len() < TABLE_FROM {
                    pairs.push((before, b, 1));
                } else {
                    if table.is_empty() {
                        table.resize(1 << 16, 0_u32);
                    }
                    table[usize::from(before) << 8 | usize::from(b)] += 1;
                }
            } else if before.is_ascii_alphabetic() || b.is_ascii_alphabetic() {
                ascii.push((before, b));
            }
            before = b;
            at += 1;
        }
        let count: u32 = high.iter().sum();
        // Long texts are counted in larger units, so that sums stay small.
        let unit = count / MAX_COUNT + 1;
        if !table.is_empty() {
            for (a, b, n) in pairs.drain(..) {
                table[usize::from(a) << 8 | usize::from(b)] += u32::from(n);
            }
            let met = table.iter().enumerate().filter(|(_, n)| **n > 0);
            pairs.extend(met.map(|(k, n)| ((k >> 8) as u8, k as u8, n.div_ceil(unit) as u16)));
        }
        let met = |counts: [u32; 128]| {
            let counts = counts.into_iter().enumerate().filter(|&(_, n)| n > 0);
            counts.map(|(k, n)| (k as u8 | 0x80, n.div_ceil(unit) as u16)).collect()
        };
        Sample {
            pairs,
            spread: u64::from(count / unit) * SPREAD_PER_BYTE,
            doubles,
            ascii_letters: text.iter().filter(|b| b.is_ascii_alphabetic()).count() as u64,
            count: u64::from(count),
            high: met(high),
            touching: met(touching),
            ascii,
        }
    }
}

/// What each language costs by the ASCII letters, less than nothing for the one that is hinted at.
fn languages_of_ascii(pairs: &[(u8, u8)], hint: Option<&str>) -> Vec<u64> {
    let table = ascii_table();
    let mut sums = [0_u32; LATIN];
    for some in pairs.chunks(256) {
        let mut small_sums = [0_u16; LATIN];
        for &(a, b) in some {
            let row = &table[usize::from(small(a)) * 27 + usize::from(small(b))];
            for (sum, &cost) in small_sums.iter_mut().zip(row) {
                *sum += u16::from(cost);
            }
        }
        for (sum, &more) in sums.iter_mut().zip(&small_sums) {
            *sum += u32::from(more);
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

/// All charsets and languages, side by side.
struct Table {
    charsets: Vec<Charset>,
    readings: Vec<Reading>,
    /// How long a row is.
    width: usize,
    /// For each byte beyond ASCII a row: what it costs as a letter by itself, or as a mark, in each reading.
    singles: Vec<u16>,
    /// The same for what it costs that an ASCII letter stands beside it.
    foreign: Vec<u16>,
}

struct Charset {
    coding: Coding,
    cost: u64,
    /// Of the bytes beyond ASCII.
    chars: Vec<char>,
    /// What a byte costs for being no letter.
    marks: [u16; 256],
    cases: [u8; 256],
}

/// A charset's bytes as one language's letters.
struct Reading {
    charset: usize,
    language: usize,
    latin: bool,
    classes: [u8; 256],
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let (mut charsets, mut readings) = (Vec::new(), Vec::new());
        let lines = include_str!("../../data/charsets.tsv").lines();
        for line in lines.filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let (label, bits, languages) = (fields.next(), fields.next(), fields.next());
            let Some(charset) = label.zip(bits).and_then(|(label, bits)| charset(label, bits)) else {
                continue;
            };
            let codes = languages.unwrap_or_default().split(' ');
            readings.extend(codes.filter_map(|code| reading(code, charsets.len(), &charset.chars)));
            charsets.push(charset);
        }
        let width = readings.len();
        let (mut singles, mut foreign) = (Vec::with_capacity(width << 7), Vec::with_capacity(width << 7));
        for b in 0x80..=0xff_usize {
            for reading in &readings {
                let class = reading.classes[b];
                let letter = letters::languages()[reading.language].single(class);
                let mark = charsets[reading.charset].marks[b];
                singles.push(if class > 0 { letter as u16 } else { 0 } + mark);
                foreign.push(if class > 0 && !reading.latin { FOREIGN as u16 } else { 0 });
            }
        }
        Table {
            charsets,
            readings,
            width,
            singles,
            foreign,
        }
    })
}

fn charset(label: &str, bits: &str) -> Option<Charset> {
    let coding = Coding::of_label(label)?;
    let cost = bits.parse::<u64>().ok()? * u64::from(BIT);
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
    Some(Charset {
        coding,
        cost,
        chars: chars[0x80..].to_vec(),
        marks,
        cases,
    })
}

/// `chars` are those of the bytes beyond ASCII.
fn reading(code: &str, charset: usize, chars: &[char]) -> Option<Reading> {
    let language = letters::languages().iter().position(|l| l.language == code)?;
    let letters = &letters::languages()[language];
    let mut classes = [0; 256];
    for (b, class) in classes.iter_mut().enumerate() {
        let c = if b < 0x80 { char::from(b as u8) } else { chars[b & 0x7f] };
        *class = letters.class(written(code, lower(c)));
    }
    Some(Reading {
        charset,
        language,
        latin: letters.latin,
        classes,
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
