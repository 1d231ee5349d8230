//! One legacy charset read as another: `Ïðèâåò` for `Привет` (windows-1251 read as windows-1252), `оПХБЕР` (KOI8-R
//! read as windows-1251), `╧ЁштхЄ` (windows-1251 read as IBM866).
//!
//! A whole line is read back or nothing of it. The way back is exact by nature: bytes are bytes; so all evidence is
//! in the letters. A line qualifies when what comes out costs little in some language (see [`crate::letters`]), and
//! what stands there costs far more in every language.

use super::Cell;
use super::codecs::{self, Tables};
use crate::letters::{self, BIT, Letters, languages};

/// The charsets that were read by mistake, with the true ones.
const CROSSINGS: [(usize, usize); 16] = [
    (codecs::WINDOWS_1252, codecs::WINDOWS_1251),
    (codecs::WINDOWS_1252, codecs::KOI8_R),
    (codecs::WINDOWS_1252, codecs::IBM866),
    (codecs::WINDOWS_1252, codecs::WINDOWS_1253),
    (codecs::WINDOWS_1251, codecs::KOI8_R),
    (codecs::WINDOWS_1251, codecs::IBM866),
    (codecs::KOI8_R, codecs::WINDOWS_1251),
    (codecs::KOI8_R, codecs::IBM866),
    (codecs::IBM866, codecs::WINDOWS_1251),
    (codecs::IBM866, codecs::KOI8_R),
    (codecs::WINDOWS_1250, codecs::WINDOWS_1251),
    (codecs::WINDOWS_1250, codecs::KOI8_R),
    (codecs::MACINTOSH, codecs::WINDOWS_1251),
    (codecs::MACINTOSH, codecs::KOI8_R),
    (codecs::IBM437, codecs::IBM866),
    (codecs::IBM850, codecs::IBM866),
];

/// Fewer letters are no evidence.
const MIN_LETTERS: usize = 5;
/// So much a pair of letters may cost, on the average, in what comes out.
const PLAUSIBLE: u64 = 13 * BIT as u64 / 2;
/// So much more it must cost in what stands there.
const GAIN: u64 = BIT as u64;
/// What stands there and costs no more than this is no other text read wrongly.
const NATURAL: u64 = 9 * BIT as u64 / 2;
/// And so much more in all.
const GAIN_IN_ALL: u64 = 32 * BIT as u64;
/// What is weighed of a line.
const ENOUGH: usize = 400;

/// The charset that a line was read by and the one that it is in, when the evidence is strong.
pub(super) fn crossing(cells: &[Cell], tables: &Tables) -> Option<(usize, usize)> {
    let chars: Vec<char> = cells.iter().take(ENOUGH).map(|cell| cell.c).collect();
    let letters = chars.iter().filter(|c| !c.is_ascii() && !c.is_whitespace()).count();
    if letters < MIN_LETTERS {
        return None;
    }
    let latin = chars.iter().filter(|c| ('\u{c0}'..'\u{250}').contains(*c)).count() * 2 > letters;
    // What stands there in other letters than Latin is dear in every language of Latin letters.
    let (now, pairs) = cost(&chars, |l| !l.latin || latin);
    if now <= NATURAL * pairs {
        return None;
    }
    let mut best: Option<(u64, (usize, usize))> = None;
    for (wrong, right) in CROSSINGS {
        let Some(text) = read_back(&chars, wrong, right, tables) else {
            continue;
        };
        let alphabet = text.iter().filter(|c| ('\u{370}'..'\u{460}').contains(*c)).count();
        if alphabet * 10 < letters * 8 {
            continue;
        }
        let greek = right == codecs::WINDOWS_1253;
        let (cost, pairs) = cost(&text, |l| if greek { l.language == "el" } else { l.cyrillic });
        let plausible = cost <= PLAUSIBLE * pairs;
        let gained = now >= cost + (GAIN * pairs).max(GAIN_IN_ALL);
        if plausible && gained && best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, (wrong, right)));
        }
    }
    best.map(|(_, crossing)| crossing)
}

/// The character that stands for `c` after the way back.
pub(super) fn character(c: char, wrong: usize, right: usize, tables: &Tables) -> Option<char> {
    if c.is_ascii() {
        return Some(c);
    }
    match tables.entry(c).bytes[wrong] {
        // Quotes and dashes come into a line by other ways too.
        0 => (!c.is_alphanumeric() && c != '\u{fffd}').then_some(c),
        byte => Some(tables.decode(right, byte)).filter(|&c| c != '\u{fffd}'),
    }
}

fn read_back(chars: &[char], wrong: usize, right: usize, tables: &Tables) -> Option<Vec<char>> {
    chars.iter().map(|&c| character(c, wrong, right, tables)).collect()
}

/// What the pairs with a character beyond ASCII cost in the language that suits them best, and how many there are.
fn cost(text: &[char], speaks: impl Fn(&Letters) -> bool) -> (u64, u64) {
    let case = |c: char| {
        if c.is_uppercase() {
            2
        } else {
            usize::from(c.is_lowercase())
        }
    };
    let mut fixed = 0_u64;
    let mut pairs: Vec<(&[u8], &[u8])> = Vec::with_capacity(text.len() + 1);
    let none = letters::classes(' ').unwrap_or_default();
    let (mut before, mut classes_before) = (' ', none);
    for &c in text.iter().chain(&[' ']) {
        let classes = letters::classes(lower(c)).unwrap_or(none);
        if !before.is_ascii() || !c.is_ascii() {
            fixed += u64::from(letters::CASES[case(before)][case(c)]) + u64::from(letters::mark(c).unwrap_or(0));
            pairs.push((classes_before, classes));
        }
        (before, classes_before) = (c, classes);
    }
    let of = |(place, l): (usize, &Letters)| {
        let cost = |&(a, b): &(&[u8], &[u8])| l.pair(a[place], b[place]);
        speaks(l).then(|| pairs.iter().map(cost).map(u64::from).sum::<u64>())
    };
    let least = languages().iter().enumerate().filter_map(of).min();
    (fixed + least.unwrap_or_default(), pairs.len() as u64)
}

fn lower(c: char) -> char {
    if c.is_ascii() {
        c.to_ascii_lowercase()
    } else {
        c.to_lowercase().next().unwrap_or(c)
    }
}
