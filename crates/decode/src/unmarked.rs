//! UTF-16 and UTF-32: telling them without a byte-order mark, and decoding them.

use encoding_rs::{UTF_16BE, UTF_16LE};

use crate::letters::{BIT, East, ideograph};

/// A charset of fixed units of more than one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wide {
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

impl Wide {
    /// The WHATWG name; UTF-32 has none, because browsers do not read it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Wide::Utf16Le => "UTF-16LE",
            Wide::Utf16Be => "UTF-16BE",
            Wide::Utf32Le => "UTF-32LE",
            Wide::Utf32Be => "UTF-32BE",
        }
    }

    fn width(self) -> usize {
        match self {
            Wide::Utf16Le | Wide::Utf16Be => 2,
            Wide::Utf32Le | Wide::Utf32Be => 4,
        }
    }

    fn unit(self, b: &[u8]) -> u32 {
        match self {
            Wide::Utf16Le => u32::from(u16::from_le_bytes([b[0], b[1]])),
            Wide::Utf16Be => u32::from(u16::from_be_bytes([b[0], b[1]])),
            Wide::Utf32Le => u32::from_le_bytes([b[0], b[1], b[2], b[3]]),
            Wide::Utf32Be => u32::from_be_bytes([b[0], b[1], b[2], b[3]]),
        }
    }
}

/// Shorter inputs are no evidence: four units.
const MIN_UNITS: usize = 4;
/// What is looked at: enough for a verdict, cheap for a file full of NUL bytes.
const SAMPLE: usize = 64 << 10;

/// The wide charset that makes sense of `bytes`, when one does. UTF-32 first: read as UTF-16 it is a text with
/// a NUL beside each letter.
pub(crate) fn wide(bytes: &[u8]) -> Option<Wide> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if is_narrow(sample) {
        return None;
    }
    [Wide::Utf32Le, Wide::Utf32Be, Wide::Utf16Le, Wide::Utf16Be]
        .into_iter()
        .find(|&wide| makes_sense(sample, wide))
}

/// UTF-16 of Chinese, Japanese or Korean, which needs neither blanks nor any other ASCII: most units are common
/// characters of one of these languages. By chance, as bytes of another charset, hardly one in ten is.
pub(crate) fn east(bytes: &[u8]) -> Option<Wide> {
    let sample = &bytes[..bytes.len().min(EAST_SAMPLE)];
    if sample.len() < 2 * MIN_EAST_UNITS {
        return None;
    }
    [Wide::Utf16Le, Wide::Utf16Be].into_iter().find(|wide| {
        let common = |sample: &[u8], language: East| {
            let (mut east, mut other) = (0, 0);
            for b in sample.chunks_exact(2) {
                match wide.unit(b) {
                    0x20..=0x7e | 0x0a | 0x2010..=0x2026 => other += 1,
                    unit @ (0x3000..=0xd7a3 | 0xff00..=0xffef) => {
                        let common = |c| ideograph(language, c) < EAST_COMMON;
                        east += usize::from(char::from_u32(unit).is_some_and(common));
                    }
                    _ => {}
                }
            }
            (east + other) * 8 >= sample.len() * 3 && east * 4 >= sample.len()
        };
        // Most texts in other charsets end at the first look.
        let first = &sample[..sample.len().min(FIRST_LOOK)];
        [East::Simplified, East::Traditional, East::Japanese, East::Korean]
            .into_iter()
            .any(|language| common(first, language) && common(sample, language))
    })
}

/// Enough for a verdict.
const EAST_SAMPLE: usize = 1 << 10;
const FIRST_LOOK: usize = 64;
/// Fewer characters are no evidence.
const MIN_EAST_UNITS: usize = 10;
/// What a character costs that has a rank, or is a mark of such text.
const EAST_COMMON: u32 = 14 * BIT;

/// A text of single bytes into which a few NUL bytes fell. Two-byte texts have a NUL beside each ASCII letter and a
/// control byte beside each Cyrillic one.
fn is_narrow(sample: &[u8]) -> bool {
    let nuls = sample.iter().filter(|&&b| b == 0).count();
    let controls = sample.iter().filter(|&&b| matches!(b, 1..=8 | 0x0e..=0x1a)).count();
    nuls * 5 < sample.len() && controls * 50 < sample.len()
}

/// Whether the units are letters with the marks and blanks of ASCII between them. The wrong byte order turns a
/// blank into U+2000 and a letter into an ideograph, so it has no ASCII at all.
fn makes_sense(sample: &[u8], wide: Wide) -> bool {
    let units = sample.len() / wide.width();
    let (mut ascii, mut bad) = (0, 0);
    let mut high = false;
    for b in sample.chunks_exact(wide.width()) {
        let unit = wide.unit(b);
        let low_surrogate = (0xdc00..0xe000).contains(&unit);
        let fits = match unit {
            0x09 | 0x0a | 0x0c | 0x0d | 0x20..=0x7e => {
                ascii += 1;
                true
            }
            0..=0x9f | 0xe000..=0xf8ff | 0xfdd0..=0xfdef | 0xfffe | 0xffff => false,
            0xd800..=0xdbff => wide.width() == 2,
            0xdc00..=0xdfff => wide.width() == 2 && high,
            _ => unit <= 0x10_ffff,
        };
        bad += usize::from(!fits || (high && !low_surrogate));
        high = (0xd800..0xdc00).contains(&unit);
    }
    units >= MIN_UNITS && bad * 100 <= units && ascii * 20 >= units
}

/// The text and the number of units lost. A rest that is no whole unit counts as one lost character.
pub(crate) fn decode(bytes: &[u8], wide: Wide) -> (String, u32) {
    let encoding = match wide {
        Wide::Utf16Le => UTF_16LE,
        Wide::Utf16Be => UTF_16BE,
        Wide::Utf32Le | Wide::Utf32Be => return decode_utf32(bytes, wide),
    };
    let (text, lossy) = encoding.decode_without_bom_handling(bytes);
    let replaced = if lossy {
        let own = bytes.chunks_exact(2).filter(|b| wide.unit(b) == 0xfffd).count();
        text.matches('\u{fffd}').count().saturating_sub(own)
    } else {
        0
    };
    (text.into_owned(), replaced as u32)
}

fn decode_utf32(bytes: &[u8], wide: Wide) -> (String, u32) {
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut replaced = 0;
    let chunks = bytes.chunks_exact(4);
    let rest = chunks.remainder();
    for b in chunks {
        text.push(char::from_u32(wide.unit(b)).unwrap_or_else(|| {
            replaced += 1;
            '\u{fffd}'
        }));
    }
    if !rest.is_empty() {
        text.push('\u{fffd}');
        replaced += 1;
    }
    (text, replaced)
}
