//! Which lines may hold mojibake at all: clean text pays for this look and for nothing else.
//!
//! What counts are neighbours beyond ASCII, so ASCII is passed over by the word, and a letter that stands alone among
//! ASCII costs one look. What is found here is only a suspicion; [`super::judge`] and [`super::legacy`] decide.

use std::ops::Range;
use std::sync::OnceLock;

use encoding_rs::Encoding;

use super::codecs::{CODECS, TOP, tables};

/// The lines, with their ends, that are worth a closer look: a lead byte of some codec stands before a continuation
/// byte of it, a C1 control stands somewhere, or letters stand as in no language.
pub(super) fn lines(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let signs = signs();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 0);
    while at < bytes.len() {
        let ascii = Encoding::ascii_valid_up_to(&bytes[at..]);
        if ascii > 0 {
            line = memchr::memrchr(b'\n', &bytes[at..at + ascii]).map_or(line, |k| at + k + 1);
            at += ascii;
        }
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |k| at + k + 1);
        if is_suspicious(&text[at..end], signs) {
            found.push(line..end);
        }
        (at, line) = (end, end);
    }
    found
}

fn is_suspicious(line: &str, signs: &[u32]) -> bool {
    let bytes = line.as_bytes();
    let mut watch = Watch::default();
    let mut at = 0;
    while at < bytes.len() {
        let lead = bytes[at];
        let next = match lead {
            0xc2..=0xdf => at + 2,
            0xe0..=0xef => at + 3,
            0xf0.. => at + 4,
            _ => {
                // `Ã ` stands for a letter with a no-break space as its second byte.
                if lead == b' ' && watch.before == 'Ã' {
                    return true;
                }
                watch.pass_ascii();
                at += Encoding::ascii_valid_up_to(&bytes[at..]);
                continue;
            }
        };
        let c = match bytes.get(at..next) {
            Some(&[a, b]) => char::from_u32(u32::from(a & 0x1f) << 6 | u32::from(b & 0x3f)),
            _ => line.get(at..next).and_then(|c| c.chars().next()),
        };
        if watch.next(c.unwrap_or(' '), signs) != 0 {
            return true;
        }
        at = next;
    }
    watch.shouts()
}

/// Whether a text may be one legacy charset read as another: letters with accents in rows, capitals and signs inside
/// words, frames that are no frames.
pub(super) fn may_be_crossed(chars: impl Iterator<Item = char>) -> bool {
    let signs = signs();
    let mut watch = Watch::default();
    for c in chars {
        if c.is_ascii() {
            watch.pass_ascii();
        } else if watch.next(c, signs) & CROSSED != 0 {
            return true;
        }
    }
    watch.shouts()
}

/// What was found: bytes of UTF-8, or letters of another charset.
const GARBLED: u8 = 1;
const CROSSED: u8 = 2;

/// What stands before, and what was counted.
struct Watch {
    before: char,
    sign: u32,
    /// The kind before that.
    second: u32,
    row: u32,
    odd: u32,
    capitals: u32,
    smalls: u32,
}

impl Default for Watch {
    fn default() -> Watch {
        Watch {
            before: ' ',
            sign: 0,
            second: 0,
            row: 0,
            odd: 0,
            capitals: 0,
            smalls: 0,
        }
    }
}

impl Watch {
    fn pass_ascii(&mut self) {
        (self.before, self.sign, self.second, self.row) = (' ', 0, 0, 0);
    }

    /// Looks at a character beyond ASCII.
    #[inline]
    fn next(&mut self, c: char, signs: &[u32]) -> u8 {
        let sign = signs.get(c as usize).copied().unwrap_or(0);
        let mut found = 0;
        // Two small Cyrillic letters are lead and continuation in DOS Cyrillic, and in every word; a run that counts
        // for something has other pairs too.
        let kinds = (self.sign & KIND, sign & KIND);
        if (self.sign & LEADS) & (sign >> CODECS) != 0 && kinds != (SMALL, SMALL)
            || sign & C1 != 0
            || c == '\u{fffd}' && self.sign & LEADS != 0
        {
            found = GARBLED;
        }
        self.row = if kinds.1 == ACCENTED { self.row + 1 } else { 0 };
        if kinds != (SMALL, SMALL) {
            self.odd += match kinds {
                // `оП`: the case of the first letter is the wrong way round.
                (SMALL, CAPITAL) if self.second == 0 => 2,
                (SMALL, CAPITAL | SIGN | FRAME) | (FRAME, CAPITAL | SMALL) => 1,
                (ACCENTED, SIGN) | (SIGN, ACCENTED) => 1,
                // Corners side by side: frames have lines between them.
                (FRAME, FRAME) => u32::from(c != self.before && !is_line(c) && !is_line(self.before)),
                (_, ACCENTED) if self.row == 4 => 3,
                _ => 0,
            };
        }
        self.capitals += u32::from(kinds.1 == CAPITAL);
        self.smalls += u32::from(kinds.1 == SMALL);
        (self.before, self.sign, self.second) = (c, sign, kinds.0);
        found | if self.odd >= 2 { CROSSED } else { 0 }
    }

    /// Small letters of KOI8-R are capitals elsewhere.
    fn shouts(&self) -> bool {
        self.capitals >= 8 && self.smalls == 0
    }
}

// What is known of a character, in one word: the codecs in which it is a lead byte, those in which it is a
// continuation byte, its kind, and whether it is a control.
const LEADS: u32 = (1 << CODECS) - 1;
const KIND: u32 = 7 << (2 * CODECS);
/// Cyrillic letters.
const SMALL: u32 = 1 << (2 * CODECS);
const CAPITAL: u32 = 2 << (2 * CODECS);
/// Latin letters with an accent, and what else stands among them in Latin-1.
const ACCENTED: u32 = 3 << (2 * CODECS);
/// Signs that stand in no word.
const SIGN: u32 = 4 << (2 * CODECS);
const FRAME: u32 = 5 << (2 * CODECS);
const C1: u32 = 8 << (2 * CODECS);
// More codecs need a wider word.
const _: () = assert!(2 * CODECS + 4 <= 32);

fn kind(code: u32) -> u32 {
    match code {
        0x80..=0x9f => C1,
        0x430..0x460 => SMALL,
        0x400..0x430 | 0x490 => CAPITAL,
        0xa4..=0xa8 | 0xac | 0xb1 | 0xb5 | 0xb6 => SIGN,
        0xc0..0x180 => ACCENTED,
        0x2500..0x25a0 => FRAME,
        _ => 0,
    }
}

fn is_line(c: char) -> bool {
    matches!(c, '─' | '│' | '═' | '║')
}

fn signs() -> &'static [u32] {
    static SIGNS: OnceLock<Vec<u32>> = OnceLock::new();
    SIGNS.get_or_init(|| {
        let tables = tables();
        let of = |code: u32| {
            let entry = char::from_u32(code).map(|c| tables.entry(c)).unwrap_or_default();
            u32::from(entry.leads) | u32::from(entry.continues) << CODECS | kind(code)
        };
        (0..TOP as u32).map(of).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = lines(text).into_iter().map(|line| &text[line]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn only_lines_with_odd_neighbours_are_looked_at() {
        check("", &[]);
        check("plain\n\ncafé, naïve\nПривет, мир\n東京\n", &[]);
        check("plain\ncafÃ©\nok\nпо-русски", &["cafÃ©\n"]);
        check("a\n\nb \u{92} c", &["b \u{92} c"]);
        check(
            "voilÃ  tout\nÏðèâåò\nоПХБЕР\n",
            &["voilÃ  tout\n", "Ïðèâåò\n", "оПХБЕР\n"],
        );
        check("oÃ\n et", &[]);
    }
}
