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

fn is_suspicious(line: &str, signs: &[u64]) -> bool {
    let bytes = line.as_bytes();
    let mut watch = Watch::default();
    let mut at = 0;
    while let Some(&lead) = bytes.get(at) {
        // `Ã ` stands for a letter with a no-break space as its second byte.
        if lead == b' ' && watch.before == 'Ã' {
            return true;
        }
        if lead < 0x80 || at == 0 {
            watch.pass_ascii();
            let plain = plain(&bytes[at..]);
            watch.smalls += u32::from(!bytes[at..at + plain].is_ascii());
            at += plain;
            if plain > 0 {
                continue;
            }
        }
        let next = at
            + match lead {
                ..0xe0 => 2,
                0xe0..0xf0 => 3,
                _ => 4,
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

/// The length of what stands at the start of `bytes` and is beyond suspicion: ASCII, and Cyrillic words as words are:
/// a capital or none, small letters, perhaps an apostrophe between them and a quote around them, then ASCII or the end.
fn plain(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        if b < 0x80 {
            at += 1;
            if bytes.get(at).is_some_and(u8::is_ascii) {
                at += Encoding::ascii_valid_up_to(&bytes[at..]);
            }
            continue;
        }
        let word = match cyrillic_word(&bytes[at..]) {
            0 => break,
            word => word,
        };
        at += word;
    }
    at
}

fn cyrillic_word(bytes: &[u8]) -> usize {
    let small = |b: &[u8]| matches!(b, [0xd0, 0xb0..=0xbf, ..] | [0xd1, 0x80..=0x9f, ..]);
    // `Гі` is also two bytes of a Latin letter, but not before a Cyrillic one.
    let basic = |b: &[u8]| matches!(b, [0xd0, 0xb0..=0xbf, ..] | [0xd1, 0x80..=0x8f, ..]);
    let ends = |b: &[u8]| b.first().is_none_or(u8::is_ascii);
    let mut rest = match bytes {
        // `«`, `“`, `„`, and dashes by themselves.
        [0xc2, 0xab, rest @ ..] | [0xe2, 0x80, 0x9c | 0x9e, rest @ ..] => rest,
        [0xe2, 0x80, 0x93 | 0x94, rest @ ..] if ends(rest) => return 3,
        _ => bytes,
    };
    if let [0xd0, capital @ 0x81..0xb0, after @ ..] = rest {
        let plain = basic(after) || small(after) && (*capital < 0x90 || basic(&after[2..]));
        if !plain {
            return 0;
        }
        rest = &after[2..];
    } else if !small(rest) {
        return 0;
    }
    loop {
        while let Some((four, after)) = rest.split_first_chunk()
            && four_small(*four)
        {
            rest = after;
        }
        while small(rest) {
            rest = &rest[2..];
        }
        match rest {
            // An apostrophe.
            [0xe2, 0x80, 0x99, after @ ..] if small(after) => rest = after,
            [0xc2, 0xbb, after @ ..] | [0xe2, 0x80, 0x9c | 0x9d | 0xa6, after @ ..] if ends(after) => {
                return bytes.len() - after.len();
            }
            _ if ends(rest) => return bytes.len() - rest.len(),
            _ => return 0,
        }
    }
}

/// Whether four small Cyrillic letters stand there, U+0430 to U+045F, looked at together.
fn four_small(bytes: [u8; 8]) -> bool {
    const EACH: u64 = 0x0001_0001_0001_0001;
    let x = u64::from_le_bytes(bytes);
    // The lower seven bits of the code point, in a lane of sixteen bits each.
    let low = (x >> 8 & (0x3f * EACH)) | (x & EACH) << 6;
    let above = low + (0x8000 - 0x30) * EACH;
    let beyond = low + (0x8000 - 0x60) * EACH;
    x & (0xc0fe * EACH) == 0x80d0 * EACH && above & !beyond & (0x8000 * EACH) == 0x8000 * EACH
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

/// What [`Watch::next`] found besides bytes of UTF-8, which are 1: letters of another charset.
const CROSSED: u8 = 2;

/// What stands before, and what was counted.
struct Watch {
    before: char,
    sign: u64,
    /// The kind before that.
    second: u64,
    /// Codecs in which a lead byte of three or four stands two places before, and its continuation before.
    open: u64,
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
            open: 0,
            row: 0,
            odd: 0,
            capitals: 0,
            smalls: 0,
        }
    }
}

impl Watch {
    fn pass_ascii(&mut self) {
        (self.before, self.sign, self.second, self.open, self.row) = (' ', 0, 0, 0, 0);
    }

    /// Looks at a character beyond ASCII.
    #[inline]
    fn next(&mut self, c: char, signs: &[u64]) -> u8 {
        let sign = signs.get(c as usize).copied().unwrap_or(0);
        let (before, now) = (self.sign & KIND, sign & KIND);
        let (second, before_c) = (self.second, self.before);
        let last = std::mem::replace(&mut self.sign, sign);
        (self.before, self.second) = (c, before);
        // Two small Cyrillic letters are lead and continuation in DOS Cyrillic, and in every word; a run that counts
        // for something has other pairs too.
        if (before, now) == (SMALL, SMALL) {
            (self.open, self.row, self.smalls) = (0, 0, self.smalls + 1);
            return 0;
        }
        let continues = sign >> CONTINUES;
        let found = (last & LEADS | self.open) & continues != 0
            || sign & C1 != 0
            || c == '\u{fffd}' && last & (LEADS | LEADS << LONG) != 0;
        self.open = last >> LONG & LEADS & continues;
        self.row = if now == ACCENTED { self.row + 1 } else { 0 };
        self.odd += match (before, now) {
            // `оП`: the case of the first letter is the wrong way round.
            (SMALL, CAPITAL) if second == 0 => 2,
            (SMALL, CAPITAL | SIGN | FRAME) | (FRAME, CAPITAL | SMALL) => 1,
            (ACCENTED, SIGN) | (SIGN, ACCENTED) => 1,
            // Corners side by side: frames have lines between them.
            (FRAME, FRAME) => u32::from(c != before_c && !is_line(c) && !is_line(before_c)),
            (_, ACCENTED) if self.row == 4 => 3,
            _ => 0,
        };
        self.capitals += u32::from(now == CAPITAL);
        self.smalls += u32::from(now == SMALL);
        u8::from(found) | if self.odd >= 2 { CROSSED } else { 0 }
    }

    /// Small letters of KOI8-R are capitals elsewhere.
    fn shouts(&self) -> bool {
        self.capitals >= 8 && self.smalls == 0
    }
}

// What is known of a character, in one word: the codecs in which it is a lead byte; those in which it is one of three
// or four, for the letters of which words are made (Cyrillic and Greek), where two continuation bytes must follow; those
// in which it is a continuation byte; its kind; and whether it is a control.
const LEADS: u64 = (1 << CODECS) - 1;
const LONG: usize = CODECS;
const CONTINUES: usize = 2 * CODECS;
const KIND: u64 = 7 << (3 * CODECS);
/// Cyrillic letters.
const SMALL: u64 = 1 << (3 * CODECS);
const CAPITAL: u64 = 2 << (3 * CODECS);
/// Latin letters with an accent, and what else stands among them in Latin-1.
const ACCENTED: u64 = 3 << (3 * CODECS);
/// Signs that stand in no word.
const SIGN: u64 = 4 << (3 * CODECS);
const FRAME: u64 = 5 << (3 * CODECS);
const C1: u64 = 8 << (3 * CODECS);

fn kind(code: u32) -> u64 {
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

fn signs() -> &'static [u64] {
    static SIGNS: OnceLock<Vec<u64>> = OnceLock::new();
    SIGNS.get_or_init(|| {
        let tables = tables();
        let of = |code: u32| {
            let entry = char::from_u32(code).map(|c| tables.entry(c)).unwrap_or_default();
            let mut sign = u64::from(entry.continues) << CONTINUES | kind(code);
            for (codec, byte) in entry.bytes.into_iter().enumerate() {
                let long = byte >= 0xe0 && (0x370..0x530).contains(&code);
                if entry.leads & 1 << codec != 0 {
                    sign |= 1 << (codec + if long { LONG } else { 0 });
                }
            }
            sign
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
        check(
            "об’єкт Відділ Ріка, Її ім’я. Ёлка\nMГіdulo\n Гі\n",
            &["MГіdulo\n", " Гі\n"],
        );
        check("ПЕРЕДАЧА ГОДА\nОДНА Передача\n", &["ПЕРЕДАЧА ГОДА\n"]);
    }
}
