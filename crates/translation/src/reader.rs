//! The words of a line, one after the other, with a hash of each and the script it is written in.

use crate::signs;

/// The hash by which words are compared; of the first word of `text`.
pub(crate) fn hash_of(text: &str) -> u32 {
    Reader::new(text).next().map_or(0, |w| w.hash)
}

/// A run of letters and digits.
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Hash of the lower-case letters; numbers of tables never equal one another.
    pub(crate) hash: u32,
    /// Written in another script than Latin.
    pub(crate) foreign: bool,
    /// Holds a letter beyond ASCII.
    pub(crate) wide: bool,
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn step(hash: u64, c: u64) -> u64 {
    (hash ^ c).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

fn short(hash: u64) -> u32 {
    (hash >> 32) as u32 ^ hash as u32
}

/// The hash of a word of ASCII, in any case: its first eight bytes, its last eight, and its length.
#[inline(always)]
fn ascii_hash(bytes: &[u8], start: usize, end: usize) -> u32 {
    let eight = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
    let length = end - start;
    let (first, last) = if length >= 8 {
        (eight(start).unwrap_or(0), eight(end - 8).unwrap_or(0))
    } else if let Some(first) = eight(start) {
        // What stands behind the word is cut off.
        (first << (64 - 8 * length as u32), 0)
    } else {
        let short = bytes[start..end].iter().rev();
        (
            short.fold(0, |n, &b| n << 8 | u64::from(b)) << (64 - 8 * length as u32),
            0,
        )
    };
    const SMALL: u64 = 0x2020_2020_2020_2020;
    short(step(step(SEED ^ length as u64, first | SMALL), last | SMALL))
}

/// What a byte is to a reader of words.
static KIND: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b as u8 {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            0x80.. => WIDE,
            _ => 0,
        };
        b += 1;
    }
    table
};
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const WIDE: u8 = 4;

/// Goes from word to word, and sees on the way of what the line has signs.
pub(crate) struct Reader<'l> {
    line: &'l str,
    at: usize,
    pub(crate) signs: u8,
}

impl<'l> Reader<'l> {
    pub(crate) fn new(line: &'l str) -> Reader<'l> {
        Reader { line, at: 0, signs: 0 }
    }

    #[inline(always)]
    pub(crate) fn next(&mut self) -> Option<Word> {
        let bytes = self.line.as_bytes();
        while let Some(&b) = bytes.get(self.at) {
            let kind = KIND[usize::from(b)];
            if kind == WIDE {
                let c = self.line[self.at..].chars().next()?;
                if !is_part(c) {
                    self.signs |= signs::of_wide(c);
                    self.at += c.len_utf8();
                    continue;
                }
            } else if kind == 0 {
                self.signs |= signs::of(b);
                self.at += 1;
                continue;
            }
            return Some(self.word());
        }
        None
    }

    /// The word that begins here: ASCII up to its end, as most are, or read anew character by character.
    #[inline(always)]
    fn word(&mut self) -> Word {
        let bytes = self.line.as_bytes();
        let start = self.at;
        let mut kinds = 0;
        let rest = &bytes[start..];
        let end = rest.iter().position(|&b| {
            let kind = KIND[usize::from(b)];
            kinds |= kind;
            kind == 0
        });
        if kinds & WIDE != 0 {
            return self.wide_word(start);
        }
        self.at = start + end.unwrap_or(rest.len());
        self.ascii(start, self.at, kinds)
    }

    #[inline(always)]
    fn ascii(&mut self, start: usize, end: usize, kinds: u8) -> Word {
        let hash = ascii_hash(self.line.as_bytes(), start, end);
        self.signs |= if kinds & DIGIT == 0 { 0 } else { signs::DIGIT };
        Word {
            start,
            end,
            hash: if kinds & LETTER == 0 { number(hash, start) } else { hash },
            foreign: false,
            wide: false,
        }
    }

    #[inline(never)]
    fn wide_word(&mut self, start: usize) -> Word {
        let mut end = start;
        let (mut hash, mut kinds, mut letters, mut wide, mut foreign) = (SEED, 0, 0u32, 0u32, 0u32);
        for c in self.line[start..].chars() {
            if c.is_ascii() {
                let kind = KIND[c as usize];
                if kind == 0 {
                    break;
                }
                kinds |= kind;
                letters += u32::from(kind == LETTER);
                hash = step(hash, u64::from(c) | 0x20);
            } else {
                if !is_part(c) {
                    break;
                }
                wide += 1;
                foreign += u32::from(is_foreign(c));
                hash = step(hash, u64::from(lower(c)));
            }
            end += c.len_utf8();
        }
        self.at = end;
        if wide == 0 {
            return self.ascii(start, end, kinds);
        }
        self.signs |= if kinds & DIGIT == 0 { 0 } else { signs::DIGIT };
        Word {
            start,
            end,
            hash: short(hash),
            // Mixed words are look-alike letters: another crate's defect.
            foreign: foreign == letters + wide,
            wide: true,
        }
    }
}

/// The small letter of a letter; the table of the standard library is slow where one sum does.
fn lower(c: char) -> char {
    match c {
        'а'..='џ' => c,
        'А'..='Я' => char::from_u32(c as u32 + 32).unwrap_or(c),
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

fn number(hash: u32, start: usize) -> u32 {
    hash.wrapping_add(start as u32).wrapping_mul(0x9e37_79b1)
}

/// Whether a character that is not ASCII is part of a word. Most letters are told before the tables of Unicode are asked.
fn is_part(c: char) -> bool {
    match c {
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' | '\u{400}'..='\u{481}' => true,
        '\u{2010}'..='\u{2027}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// Letters of living scripts other than Latin. Single Greek letters are signs of science; words count.
fn is_foreign(c: char) -> bool {
    matches!(u32::from(c), 0x370..=0x3ff | 0x400..=0x52f | 0x531..=0x587 | 0x5d0..=0x5ea | 0x620..=0x6ff
        | 0x900..=0xdff | 0xe00..=0xeff | 0x10a0..=0x10ff | 0x1100..=0x11ff | 0x1f00..=0x1fff
        | 0x3041..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7a3)
}
