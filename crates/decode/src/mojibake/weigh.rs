//! The weight of a run: how odd it is as it stands, and how plausible what comes out of it.

use super::Cell;
use super::codecs::Tables;
use super::judge::Run;
use crate::letters::{self, BIT, Letters};

/// What a character is that comes out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Latin,
    /// Punctuation, symbols, emoji.
    Mark,
    /// A combining accent.
    Accent,
    Control,
    Cyrillic,
    Greek,
    Hebrew,
    Arabic,
    Indic,
    Thai,
    Georgian,
    Armenian,
    /// Han, kana, Hangul.
    East,
    /// Nothing that news are written in.
    Odd,
}

/// The class of a character.
pub(super) fn class(c: char) -> Class {
    match c as u32 {
        0x80..=0x9f => Class::Control,
        0xa0..=0xbf | 0xd7 | 0xf7 | 0x192 | 0x2c6..=0x2dd => Class::Mark,
        0xc0..=0x17e
        | 0x18f
        | 0x1a0
        | 0x1a1
        | 0x1af
        | 0x1b0
        | 0x1cd..=0x1dc
        | 0x1e6
        | 0x1e7
        | 0x218..=0x21b
        | 0x259
        | 0x1e00..=0x1eff => Class::Latin,
        0x300..=0x36f => Class::Accent,
        0x386 | 0x388..=0x3ce => Class::Greek,
        0x401..=0x45f
        | 0x490..=0x493
        | 0x49a
        | 0x49b
        | 0x4a2
        | 0x4a3
        | 0x4ae..=0x4b1
        | 0x4ba
        | 0x4bb
        | 0x4d8
        | 0x4d9
        | 0x4e8
        | 0x4e9 => Class::Cyrillic,
        0x531..=0x556 | 0x561..=0x587 => Class::Armenian,
        0x5b0..=0x5c2 | 0x5d0..=0x5ea => Class::Hebrew,
        0x60c | 0x61b | 0x61f..=0x652 | 0x660..=0x669 | 0x670..=0x6d3 | 0x6f0..=0x6f9 => Class::Arabic,
        0x900..=0xdff => Class::Indic,
        0xe01..=0xe5b => Class::Thai,
        0x10d0..=0x10ff => Class::Georgian,
        0x2000..=0x206f
        | 0x20a0..=0x20c0
        | 0x2100..=0x214f
        | 0x2190..=0x23ff
        | 0x2500..=0x27bf
        | 0x2800
        | 0x2b00..=0x2bff
        | 0xfb00..=0xfb06
        | 0xfe0f
        | 0xff01..=0xff0f
        | 0xfeff
        | 0xfffd
        | 0x1_f000..=0x1_faff => Class::Mark,
        0x3000..=0x30ff | 0x4e00..=0x9fff | 0xac00..=0xd7a3 | 0xff10..=0xff60 => Class::East,
        _ => Class::Odd,
    }
}

/// How odd it is that a character follows a letter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Follower {
    /// Closing quotes, dashes, dots, no-break spaces, marks of trade and power: common there.
    Common,
    Letter,
    /// Nothing that follows a letter.
    Odd,
}

/// How odd it is behind a letter.
pub(super) fn follower(c: char) -> Follower {
    match c {
        '\u{a0}' | '\u{ad}' | '«' | '»' | '‹' | '›' | '“' | '”' | '‘' | '’' | '…' | '–' | '—' | '°' | '®' | '™'
        | '¹' | '²' | '³' | '·' | '•' => Follower::Common,
        'ª' | 'º' | 'µ' | 'ƒ' => Follower::Odd,
        c if c.is_alphabetic() => Follower::Letter,
        _ => Follower::Odd,
    }
}

/// How much a run speaks for mojibake.
pub(super) fn weigh(cells: &[Cell], run: &Run, codec: usize, tables: &Tables) -> f32 {
    let end = run.end();
    let before = run.start.checked_sub(1).map_or(' ', |k| cells[k].c);
    let after = cells.get(end).map_or(' ', |cell| cell.c);
    let is_box = |c: char| ('\u{2500}'..='\u{259f}').contains(&c);
    // Frames of tables are made of the same characters as KOI8-R and DOS mojibake.
    if is_box(before) && is_box(cells[run.start].c) || is_box(after) && is_box(cells[end - 1].c) {
        return 0.0;
    }
    let mut weight = 0.0;
    let mut at = run.start;
    let mut k = 0;
    while k < run.results.len() {
        let kind = class(run.results[k].0);
        let same = run.results[k..].iter().take_while(|r| class(r.0) == kind).count();
        let cells_taken: usize = run.results[k..k + same].iter().map(|r| r.1).sum();
        let taken = &cells[at..at + cells_taken];
        let left = at.checked_sub(1).map_or(' ', |k| cells[k].c);
        let right = cells.get(at + cells_taken).map_or(' ', |cell| cell.c);
        weight += match kind {
            Class::Latin | Class::Mark | Class::Accent | Class::Control => {
                let mut sum = 0.0;
                let mut from = 0;
                for &(c, len) in &run.results[k..k + same] {
                    let left = if from == 0 { left } else { taken[from - 1].c };
                    let right = taken.get(from + len).map_or(right, |cell| cell.c);
                    let second = (at + from).checked_sub(2).map_or(' ', |k| cells[k].c);
                    let caps = left.is_uppercase() && second.is_uppercase();
                    sum += one(c, kind, &taken[from..from + len], left, right, caps);
                    from += len;
                }
                sum
            }
            _ => many(kind, same, taken, left, right, codec, tables),
        };
        at += cells_taken;
        k += same;
    }
    weight
}

/// The weight of one sequence that gives a Latin letter or a mark.
fn one(result: char, kind: Class, cells: &[Cell], left: char, right: char, caps: bool) -> f32 {
    let lead = cells[0].c;
    let rest = cells[1..].iter().map(|cell| follower(cell.c));
    let last = cells[cells.len() - 1].c;
    // A mark of trade ends a word.
    let trade = cells[1..cells.len() - 1].iter().any(|cell| cell.c == '™');
    let oddest = if trade {
        Follower::Odd
    } else {
        rest.max().unwrap_or(Follower::Common)
    };
    let long = cells.len() > 2;
    let in_latin = left.is_ascii_alphabetic() || right.is_ascii_alphabetic();
    if is_cyrillic(lead) && !in_latin && (long || lead.is_lowercase()) && natural(cells) {
        // By itself it may be a sign among signs, where all around it is garbled.
        return if left.is_alphabetic() || right.is_alphabetic() {
            0.0
        } else {
            0.05
        };
    }
    let base = match (kind, oddest, cells.len()) {
        (_, _, 4) => return 3.0,
        (Class::Latin, Follower::Odd, _) => 2.0,
        (Class::Latin, Follower::Letter, _) => 1.0,
        (Class::Latin, Follower::Common, 2) => 0.4,
        (Class::Latin, Follower::Common, _) => 0.2,
        (Class::Mark, Follower::Odd, 2) => 1.5,
        (Class::Mark, Follower::Letter, 2) => 0.8,
        (Class::Mark, Follower::Common, 2) => 0.4,
        (Class::Mark, Follower::Odd, _) => 2.0,
        (Class::Mark, Follower::Letter, _) => 1.5,
        (Class::Mark, Follower::Common, _) => 0.2,
        (_, Follower::Odd, _) => 1.0,
        _ => 0.3,
    };
    // In capitals, a capital and then a closing mark is nothing odd: `AMANHÃ»`, `В «` at the head of a line.
    let capitals = caps || !right.is_lowercase();
    let shouted = left.is_uppercase() && lead.is_uppercase() && !result.is_uppercase() && capitals;
    if shouted && (oddest != Follower::Odd || result != '\u{fffd}' && (right.is_uppercase() || caps)) {
        return 0.1;
    }
    // `В` is a word in Russian, and what follows it stands beside it by a slip of the keyboard.
    if !long && lead == 'В' && !left.is_alphabetic() {
        return 0.4_f32.min(base);
    }
    // `HÅØYA`: capitals among capitals.
    if !long && lead.is_uppercase() && last.is_uppercase() && (left.is_uppercase() || right.is_uppercase()) {
        return 0.2;
    }
    let mut weight: f32 = base;
    if left.is_lowercase() && lead.is_uppercase() {
        weight += 0.6;
    }
    if right.is_alphabetic()
        && oddest == Follower::Common
        && !matches!(last, '’' | '‘' | '–' | '—' | '\u{ad}' | '“' | '«' | '\u{a0}')
    {
        weight += 0.6;
    }
    let inside = left.is_alphabetic() && right.is_alphabetic();
    // A quote, or a small letter, among capitals, where a capital comes out.
    if left.is_uppercase() && result.is_uppercase() && !lead.is_lowercase() {
        weight += match last {
            '‘' | '”' | '“' | '’' | '–' | '—' if right.is_uppercase() => 1.2,
            '™' if lead == 'Ã' => 0.6,
            '\u{a0}' => 0.0,
            c if right.is_uppercase() && !c.is_uppercase() => 0.6,
            _ => 0.0,
        };
    }
    let blank = last == '\u{a0}' && (caps || !right.is_lowercase());
    if blank && weight < 1.0 {
        return weight.min(0.4);
    }
    // A sign right behind a letter: `wei√ü`.
    if left.is_lowercase() && !lead.is_alphabetic() && kind == Class::Latin && follower(lead) == Follower::Odd {
        weight += 0.8;
    }
    let word = left.is_alphabetic() || right.is_alphabetic();
    if kind == Class::Latin
        && word
        && !lead.is_lowercase()
        && (!last.is_alphabetic() || last.is_uppercase() && right.is_lowercase())
        && fits(left, result, right)
    {
        // A capital in the second place, then a blank, then small letters: `GÃ idhlig`.
        weight += match last {
            '\u{a0}' | '«' | '»' if inside && !lead.is_lowercase() => 1.2,
            _ if inside => 0.6,
            _ => 0.5,
        };
    }
    // Signs among signs, as in a face made of them.
    if kind == Class::Mark && !left.is_alphabetic() && !right.is_alphabetic() && !lead.is_alphabetic() && !long {
        weight *= 0.5;
    }
    // A Latin letter alone is no word, but it is what an article about mojibake shows.
    if kind == Class::Latin && !left.is_alphabetic() && !right.is_alphabetic() && oddest != Follower::Common {
        weight *= 0.5;
    }
    // Cyrillic or Greek right beside Latin letters: a word in two scripts, mended by the repair.
    let foreign = |c: char| ('\u{370}'..'\u{530}').contains(&c);
    if foreign(lead) && in_latin && kind == Class::Latin {
        weight += 1.0;
    }
    weight
}

/// Letters of one alphabet as words have them, capitals first. In DOS Cyrillic the letters `а`–`п` are
/// continuation bytes and `р`–`я` lead bytes, so `том` and `рек` are characters too.
fn natural(cells: &[Cell]) -> bool {
    let alphabet = |c: char| match c as u32 {
        0x370..=0x3ff => 1,
        0x400.. => 2,
        _ => 0,
    };
    let first = alphabet(cells[0].c);
    cells
        .iter()
        .all(|cell| cell.c.is_alphabetic() && alphabet(cell.c) == first)
        && !cells.windows(2).any(|w| w[0].c.is_lowercase() && w[1].c.is_uppercase())
}

/// Whether some language in Latin letters writes `c` between the two.
fn fits(left: char, c: char, right: char) -> bool {
    let lower = |c: char| {
        if c.is_alphabetic() {
            c.to_lowercase().next().unwrap_or(c)
        } else {
            ' '
        }
    };
    let (left, c, right) = (lower(left), lower(c), lower(right));
    let cost = |l: &Letters| l.pair(l.class(left), l.class(c)) + l.pair(l.class(c), l.class(right));
    letters::languages()
        .iter()
        .filter(|l| l.latin && l.owns(c))
        .any(|l| cost(l) < FITTING)
}

/// A letter that a language puts between two others, now and then.
const FITTING: u32 = 19 * BIT;

fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..'\u{530}').contains(&c)
}

/// The weight of `count` letters of another script in a row.
fn many(kind: Class, count: usize, cells: &[Cell], left: char, right: char, codec: usize, tables: &Tables) -> f32 {
    if is_cyrillic(cells[0].c) && cells[0].c.is_lowercase() && natural(cells) {
        return 0.0;
    }
    let odd = cells.iter().any(|cell| follower(cell.c) == Follower::Odd);
    // Letters of the codec's own alphabet around the run: then it is a piece of a longer, correct word.
    let joined = [left, right]
        .iter()
        .any(|&c| c.is_alphabetic() && (c.is_ascii() || tables.entry(c).bytes[codec] >= 0xc0));
    let inside = left.is_ascii_alphabetic() && right.is_ascii_alphabetic();
    match (kind, count) {
        // `IL2RÎ³cKO`: a Greek letter in a name of science.
        (Class::Greek, 1) if inside && !cells[1].c.is_alphabetic() => 1.6,
        (Class::East, 1) if joined => 0.0,
        (_, 1) => 0.3,
        (_, 2) if joined => 0.3,
        (_, 2) if odd => 2.0,
        (_, 2) => 1.0,
        _ => count as f32,
    }
}
