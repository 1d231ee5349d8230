//! UTF-8 with a few bad bytes: decoded as UTF-8, the bad runs by themselves.
//!
//! One bad byte makes every letter statistic answer with another charset, and the whole text is lost; so this
//! comes before any detector. A run of bad bytes is read as a code page when that gives a word, else it is lost.

use encoding_rs::{Encoding, WINDOWS_1251, WINDOWS_1252};

/// What came out.
pub(crate) struct Near {
    pub(crate) text: String,
    /// U+FFFD made here.
    pub(crate) replaced: u32,
    /// Runs of another charset were read.
    pub(crate) mixed: bool,
}

/// Decodes `bytes` when nearly all sequences beyond ASCII are valid UTF-8. With a declaration of another charset
/// (`doubted`) 19 of 20 must be valid; without one 2 of 3, since legacy texts hold valid sequences by chance only.
pub(crate) fn decode(bytes: &[u8], doubted: bool) -> Option<Near> {
    let (mut valid, mut errors, mut cyrillic, mut latin) = (0_usize, 0_usize, 0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars().filter(|c| !c.is_ascii()) {
            valid += 1;
            cyrillic += usize::from(('\u{400}'..'\u{530}').contains(&c));
            latin += usize::from(('\u{c0}'..'\u{250}').contains(&c));
        }
        errors += usize::from(!chunk.invalid().is_empty());
    }
    let enough = if doubted {
        valid > 0 && valid >= errors * 19
    } else {
        valid >= 2 && valid >= errors * 2 || all_of_its_shape(bytes)
    };
    if !enough {
        return None;
    }
    let code_page = if cyrillic > latin { WINDOWS_1251 } else { WINDOWS_1252 };
    let mut out = Near {
        text: String::with_capacity(bytes.len() + errors * 2),
        replaced: 0,
        mixed: false,
    };
    let mut at = 0;
    while at < bytes.len() {
        let ascii = Encoding::ascii_valid_up_to(&bytes[at..]);
        // ASCII is valid UTF-8.
        out.text
            .push_str(std::str::from_utf8(&bytes[at..at + ascii]).unwrap_or_default());
        at += ascii;
        let len = bytes[at..].iter().position(u8::is_ascii).unwrap_or(bytes.len() - at);
        run(bytes, at, len, code_page, &mut out);
        at += len;
    }
    Some(out)
}

/// Whether all bytes beyond ASCII stand in sequences built as those of UTF-8 are, be they forbidden: overlong forms, halves of
/// surrogate pairs, numbers beyond the last character. No text of another charset is like that.
fn all_of_its_shape(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|b| !b.is_ascii()) {
        let length = match rest[at] {
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf7 => 4,
            _ => return false,
        };
        let tail = rest.get(at + 1..at + length);
        if !tail.is_some_and(|t| t.iter().all(|b| (0x80..=0xbf).contains(b))) {
            return false;
        }
        rest = &rest[at + length..];
    }
    true
}

/// So many characters beyond ASCII on one line, all of them valid UTF-8, are there by no chance.
const NO_CHANCE: usize = 8;

/// The lines that are UTF-8 and those that are not, when a file has both, as one that was joined from two; for each line its
/// bytes with its end, and whether it is UTF-8.
pub(crate) fn lines(bytes: &[u8]) -> Option<Vec<(&[u8], bool)>> {
    let (mut sure, mut other) = (false, false);
    let lines: Vec<(&[u8], bool)> = bytes
        .split_inclusive(|&b| b == b'\n')
        .map(|line| {
            let text = std::str::from_utf8(line);
            let beyond = |text: &str| text.chars().filter(|c| !c.is_ascii()).count();
            sure |= text.is_ok_and(|text| beyond(text) >= NO_CHANCE);
            other |= text.is_err();
            (line, text.is_ok())
        })
        .collect();
    (sure && other).then_some(lines)
}

/// One run of bytes beyond ASCII.
fn run(bytes: &[u8], at: usize, len: usize, code_page: &'static Encoding, out: &mut Near) {
    let run = &bytes[at..at + len];
    if let Ok(text) = std::str::from_utf8(run) {
        return out.text.push_str(text);
    }
    let errors = run.utf8_chunks().filter(|c| !c.invalid().is_empty()).count();
    let valid: usize = run.utf8_chunks().map(|c| c.valid().chars().count()).sum();
    let has_surrogates = || run.windows(6).any(|w| surrogates(w).is_some());
    if errors > valid && !has_surrogates() {
        let before = bytes[..at].last().copied();
        let after = bytes.get(at + len).copied();
        if let Some(word) = as_word(run, before, after, code_page) {
            out.text.push_str(&word);
            out.mixed = true;
            return;
        }
    }
    let mut rest = run;
    while !rest.is_empty() {
        // Surrogate pairs written as two sequences of three bytes (CESU-8), as some databases export them.
        if let Some(c) = rest.get(..6).and_then(surrogates) {
            out.text.push(c);
            rest = &rest[6..];
            continue;
        }
        let Some(chunk) = rest.utf8_chunks().next() else { break };
        let valid = chunk.valid();
        // The chunk may end before a surrogate pair, so it is taken up to its bad bytes only.
        out.text.push_str(valid);
        rest = &rest[valid.len()..];
        if rest.is_empty() || rest.get(..6).and_then(surrogates).is_some() {
            continue;
        }
        out.text.push('\u{fffd}');
        out.replaced += 1;
        rest = &rest[chunk.invalid().len().max(1)..];
    }
}

/// The character of a surrogate pair of which each half was written as three bytes.
pub(crate) fn surrogates(b: &[u8]) -> Option<char> {
    let &[
        0xed,
        h1 @ 0xa0..=0xaf,
        h2 @ 0x80..=0xbf,
        0xed,
        l1 @ 0xb0..=0xbf,
        l2 @ 0x80..=0xbf,
    ] = b
    else {
        return None;
    };
    let high = (u32::from(h1 & 0x0f) << 6) | u32::from(h2 & 0x3f);
    let low = (u32::from(l1 & 0x0f) << 6) | u32::from(l2 & 0x3f);
    char::from_u32(0x1_0000 + (high << 10) + low)
}

/// The run as a word of the code page, when it looks like one where it stands.
fn as_word(run: &[u8], before: Option<u8>, after: Option<u8>, code_page: &'static Encoding) -> Option<String> {
    // Marks that both code pages have at the same place, and that need no word around them.
    let is_mark = |b: &u8| matches!(b, 0x82 | 0x84 | 0x85 | 0x91..=0x97 | 0xa0 | 0xab | 0xb0 | 0xbb);
    let letter = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphabetic());
    // A slash in two bytes, as attackers write it, is no word of two letters.
    let overlong = matches!(run, [0xc0 | 0xc1, 0x80..=0xbf]);
    let (text, lossy) = code_page.decode_without_bom_handling(run);
    // Nor is a sequence that was cut off after its second byte.
    let cut_off =
        run.len() > 1 && std::str::from_utf8(run).is_err_and(|e| e.valid_up_to() == 0 && e.error_len().is_none());
    if lossy || overlong || cut_off {
        return None;
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let marks = run.iter().filter(|b| is_mark(b)).count();
    let plausible = if code_page == WINDOWS_1251 {
        let east_slavic = |c: &char| {
            matches!(
                c,
                'А'..='я' | 'Ё' | 'ё' | 'І' | 'і' | 'Ї' | 'ї' | 'Є' | 'є' | 'Ў' | 'ў' | 'Ґ' | 'ґ'
            )
        };
        let cyrillic = text.chars().filter(east_slavic).count();
        cyrillic == letters && letters + marks == run.len() && !letter(before) && !letter(after)
    } else {
        // A lone first byte of a two-byte sequence is what is left of a cut character, not `Ã` in a word.
        let cut = run.iter().any(|b| matches!(b, 0xc2..=0xc5 | 0xd0 | 0xd1));
        !cut && run.len() <= 2 && (letters == run.len() && (letter(before) || letter(after)) || marks == run.len())
    };
    plausible.then(|| text.into_owned())
}
