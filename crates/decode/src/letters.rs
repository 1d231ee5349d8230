//! Which letter follows which, language by language: trained tables (`data/letters.bin`, made by
//! `training/letters.py`, described in `data/letters.md`) and how often letters of Han, kana and Hangul are met.
//!
//! A cost is the negative binary logarithm of a probability, in sixteenths of a bit.

use std::sync::OnceLock;

/// One bit, in the unit of costs.
pub(crate) const BIT: u32 = 16;

/// What it costs that a letter of one case follows one of another: none, small, capital.
pub(crate) const CASES: [[u32; 3]; 3] = [[0, 3, 40], [0, 0, 144], [0, 14, 32]];

/// A language's letters. Class 0 is everything that is no letter, the last class every letter of another alphabet.
pub(crate) struct Letters {
    pub(crate) language: &'static str,
    pub(crate) latin: bool,
    pub(crate) cyrillic: bool,
    /// Its number in the file.
    place: usize,
    letters: Vec<char>,
    classes: usize,
    singles: &'static [u8],
    pairs: Vec<u8>,
}

impl Letters {
    /// The class of a letter in lower case.
    pub(crate) fn class(&self, lower: char) -> u8 {
        match classes(lower) {
            Some(row) => row[self.place],
            None if is_letter(lower) => (self.classes - 1) as u8,
            None => 0,
        }
    }

    /// Whether a letter in lower case is one of the language's own.
    pub(crate) fn owns(&self, lower: char) -> bool {
        (1..self.classes - 1).contains(&usize::from(self.class(lower)))
    }

    /// What it costs to meet a letter of `class`, whatever stands before it.
    pub(crate) fn single(&self, class: u8) -> u32 {
        u32::from(self.singles[usize::from(class)])
    }

    /// What it costs that class `b` follows class `a`.
    #[inline]
    pub(crate) fn pair(&self, a: u8, b: u8) -> u32 {
        u32::from(self.pairs[usize::from(a) * self.classes + usize::from(b)])
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_mark_of_word(c)
}

/// Tones, vowel points and joiners, which are letters of their word.
fn is_mark_of_word(c: char) -> bool {
    matches!(c as u32, 0x300..=0x328 | 0x64b..=0x652 | 0xe31..=0xe4e | 0x200c)
}

/// All languages, in the order of the file.
pub(crate) fn languages() -> &'static [Letters] {
    static LETTERS: OnceLock<Vec<Letters>> = OnceLock::new();
    LETTERS.get_or_init(|| {
        let mut rest: &'static [u8] = include_bytes!("../data/letters.bin");
        let mut all = Vec::new();
        while let Some(letters) = read(&mut rest, all.len()) {
            all.push(letters);
        }
        all
    })
}

/// The classes of a character in all languages, in their order; `None` beyond the alphabets.
#[inline]
pub(crate) fn classes(lower: char) -> Option<&'static [u8]> {
    static ROWS: OnceLock<Vec<u8>> = OnceLock::new();
    let all = languages();
    let rows = ROWS.get_or_init(|| {
        let mut rows = Vec::with_capacity(TOP * all.len());
        for c in (0..TOP as u32).map(|code| char::from_u32(code).unwrap_or(' ')) {
            let foreign = is_letter(c);
            rows.extend(all.iter().map(|l| if foreign { (l.classes - 1) as u8 } else { 0 }));
        }
        for letters in all {
            for (k, &c) in letters.letters.iter().enumerate() {
                if let Some(class) = rows.get_mut(c as usize * all.len() + letters.place) {
                    *class = k as u8 + 1;
                }
            }
        }
        rows
    });
    rows.get(lower as usize * all.len()..(lower as usize + 1) * all.len())
}

/// No alphabet of the tables reaches so far.
const TOP: usize = 0xe80;

fn read(rest: &mut &'static [u8], place: usize) -> Option<Letters> {
    let (head, tail) = rest.split_at_checked(5)?;
    let (text, tail) = tail.split_at_checked(usize::from(head[4]))?;
    let classes = usize::from(head[3]) + 2;
    let (singles, tail) = tail.split_at_checked(classes)?;
    let (pairs, tail) = tail.split_at_checked(classes * classes)?;
    *rest = tail;
    let mut pairs = pairs.to_vec();
    pairs[0] = (BIT / 2) as u8;
    // Foreign words are among the sources, so that one foreign letter brings the next; here that is no excuse.
    for row in pairs.chunks_exact_mut(classes) {
        row[classes - 1] = row[classes - 1].max(10 * BIT as u8);
    }
    Some(Letters {
        language: std::str::from_utf8(&head[..2]).ok()?,
        latin: head[2] == 0,
        cyrillic: head[2] == 1,
        place,
        letters: std::str::from_utf8(text).ok()?.chars().collect(),
        classes,
        singles,
        pairs,
    })
}

/// What it costs to meet a character that is no letter: `data/marks.tsv`; `None` for letters and ASCII.
pub(crate) fn mark(c: char) -> Option<u32> {
    static MARKS: OnceLock<Vec<(u32, u32, u32)>> = OnceLock::new();
    let marks = MARKS.get_or_init(|| {
        let mut all: Vec<_> = include_str!("../data/marks.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .flat_map(|(bits, list)| list.split(' ').filter_map(move |range| mark_range(bits, range)))
            .collect();
        all.sort_unstable();
        all
    });
    let code = c as u32;
    let after = marks.partition_point(|&(from, _, _)| from <= code);
    if let Some(&(_, to, bits)) = after.checked_sub(1).and_then(|k| marks.get(k))
        && code <= to
    {
        return Some(bits * BIT);
    }
    (!c.is_alphabetic() && !c.is_ascii() && !is_mark_of_word(c)).then_some(11 * BIT)
}

fn mark_range(bits: &str, range: &str) -> Option<(u32, u32, u32)> {
    let (from, to) = range.split_once('-').unwrap_or((range, range));
    let hex = |digits: &str| u32::from_str_radix(digits, 16).ok();
    Some((hex(from)?, hex(to)?, bits.parse().ok()?))
}

/// The languages whose characters are ranked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum East {
    Simplified,
    Traditional,
    Japanese,
    Korean,
}

/// What it costs to meet a character of East Asian text in `language`: by its rank, as Zipf's law has it.
pub(crate) fn ideograph(language: East, c: char) -> u32 {
    let ranks = &ranks()[language as usize];
    match c as u32 {
        code @ 0x3040..0xd7a4 => match ranks[code as usize - 0x3040] {
            0 => 16 * BIT,
            rank => 3 * BIT + u32::from(rank),
        },
        0..0x80 => 0,
        // Half-width katakana are a byte each, and any byte is one.
        0xff61..=0xff9f => 11 * BIT,
        0xe000..=0xf8ff => 18 * BIT,
        0xfffd => 25 * BIT,
        _ => mark(c).map_or(15 * BIT, |cost| cost + 2 * BIT),
    }
}

/// For each language, from U+3040 on, sixteen times the binary logarithm of the rank plus one; 0 for no rank.
fn ranks() -> &'static [Vec<u8>; 4] {
    static RANKS: OnceLock<[Vec<u8>; 4]> = OnceLock::new();
    RANKS.get_or_init(|| {
        let mut all: [Vec<u8>; 4] = std::array::from_fn(|_| vec![0; 0xd7a4 - 0x3040]);
        let lines = include_str!("../data/ideographs.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'));
        for (ranks, line) in all.iter_mut().zip(lines) {
            let chars = line.split_once('\t').map_or("", |(_, chars)| chars);
            for (k, c) in chars.chars().enumerate() {
                if let Some(rank) = (c as usize).checked_sub(0x3040).and_then(|at| ranks.get_mut(at)) {
                    *rank = log2_sixteenths(k as u32 + 2);
                }
            }
        }
        all
    })
}

/// Sixteen times the binary logarithm, by whole numbers: the same on every machine.
fn log2_sixteenths(n: u32) -> u8 {
    let whole = n.ilog2();
    let rest = ((n << 4) >> whole) - 16;
    (whole * 16 + rest) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_whole() {
        let all = languages();
        let names: Vec<_> = all.iter().map(|l| l.language).collect();
        assert_eq!((names.len(), names[0], names[names.len() - 1]), (45, "en", "th"));
        for letters in all {
            assert_eq!(letters.letters.len() + 2, letters.classes);
            assert!(
                letters.letters.iter().all(|&c| letters.class(c) > 0),
                "{}",
                letters.language
            );
        }
    }

    #[test]
    fn words_cost_less_than_noise() {
        let cost = |language: &str, word: &str| {
            let letters = languages().iter().find(|l| l.language == language).unwrap();
            let classes: Vec<u8> = word.chars().map(|c| letters.class(c)).collect();
            classes.windows(2).map(|w| letters.pair(w[0], w[1])).sum::<u32>()
        };
        assert!(cost("ru", " привет ") + 60 < cost("ru", " рпивте "));
        assert!(cost("cs", " který ") + 60 < cost("cs", " který ".replace('ý', "ť").as_str()));
        assert!(cost("el", " πρόεδρος ") + 60 < cost("el", " πςόεδροσ "));
    }

    #[test]
    fn common_characters_cost_less_than_rare_ones() {
        assert!(ideograph(East::Simplified, '的') < ideograph(East::Simplified, '国'));
        assert!(ideograph(East::Simplified, '国') < ideograph(East::Traditional, '国'));
        assert!(ideograph(East::Japanese, 'の') < ideograph(East::Korean, 'の'));
        assert_eq!(
            (mark('«'), mark('é'), mark('\u{fffd}')),
            (Some(5 * BIT), None, Some(25 * BIT))
        );
    }
}
