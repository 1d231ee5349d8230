//! Letters as names are compared: one apostrophe, one hyphen, ё as е, composed, without what no reader sees.
//!
//! Only look-ups are folded, never the text: every function here hands back a key or a place.

use std::borrow::Cow;
use std::hash::Hasher;

use unicode_normalization::char::{compose, is_combining_mark};

/// FNV-1a over eight bytes at a time; words are short and our own, or bounded by the text.
#[derive(Default)]
pub(crate) struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
    fn write(&mut self, bytes: &[u8]) {
        let mut hash = self.0 ^ 0xcbf2_9ce4_8422_2325;
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            hash = (hash ^ u64::from_le_bytes(*chunk)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            hash ^= hash >> 32;
        }
        if !rest.is_empty() {
            let word = rest.iter().rev().fold(0, |word, &b| word << 8 | u64::from(b));
            hash = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            hash ^= hash >> 32;
        }
        self.0 = hash;
    }
    fn write_u8(&mut self, _: u8) {
        // Only the end of a text is told this way: no key is two texts.
    }
}

/// One letter as it is compared.
pub(crate) fn fold_char(c: char) -> char {
    match c {
        'ё' => 'е',
        'Ё' => 'Е',
        '’' | '‘' | 'ʼ' | 'ʹ' | '`' | '´' | '′' | '＇' => '\'',
        '‐' | '‑' | '–' | '—' | '−' => '-',
        '\u{a0}' | '\u{202f}' | '\u{2009}' | '\t' => ' ',
        '“' | '”' | '„' | '«' | '»' | '‟' => '"',
        _ => c,
    }
}

/// What stands inside words without being seen.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Whether a character carries a word on.
pub(crate) fn is_word(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | 'Ѐ'..='џ' => true,
        '\0'..='\u{7f}' | '\u{2010}'..='\u{201f}' => false,
        _ => c.is_alphanumeric() || is_mark(c),
    }
}

/// A combining mark.
pub(crate) fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c) || (c > '\u{36f}' && is_combining_mark(c))
}

/// The letters of `text`, folded and composed, each with the byte where the next one begins.
pub(crate) struct Letters<'t> {
    text: &'t str,
    at: usize,
    twin: Twin,
}

/// Which look-alikes of another alphabet are read as which letters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Twin {
    /// The word is of one alphabet.
    None,
    /// A Latin word with Cyrillic letters in it.
    Latin,
    /// A Cyrillic word with Latin letters in it.
    Cyrillic,
}

impl<'t> Letters<'t> {
    pub(crate) fn new(text: &'t str, at: usize, twin: Twin) -> Letters<'t> {
        Letters { text, at, twin }
    }
    pub(crate) fn at(&self) -> usize {
        self.at
    }
}

impl Iterator for Letters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            let &byte = self.text.as_bytes().get(self.at)?;
            if byte < 0x80 && self.twin == Twin::None && self.text.as_bytes().get(self.at + 1).is_none_or(|&b| b < 0xcc)
            {
                self.at += 1;
                return Some(if byte == b'`' || byte == b'\t' {
                    fold_char(byte as char)
                } else {
                    byte as char
                });
            }
            let mut c = self.text[self.at..].chars().next()?;
            self.at += c.len_utf8();
            if is_invisible(c) {
                continue;
            }
            while let Some(mark) = self.text[self.at..].chars().next() {
                if is_mark(mark)
                    && let Some(whole) = compose(c, mark)
                {
                    c = whole;
                } else if is_stress(c, mark) {
                    // A stress mark on a Cyrillic vowel is a reading aid, not a letter.
                } else {
                    break;
                }
                self.at += mark.len_utf8();
            }
            return Some(fold_char(twin(c, self.twin)));
        }
    }
}

fn is_stress(c: char, mark: char) -> bool {
    matches!(mark, '\u{300}' | '\u{301}') && ('\u{400}'..'\u{530}').contains(&c)
}

/// Latin and Cyrillic letters that look alike.
const TWINS: &[(char, char)] = &[
    ('a', 'а'),
    ('e', 'е'),
    ('o', 'о'),
    ('p', 'р'),
    ('c', 'с'),
    ('x', 'х'),
    ('y', 'у'),
    ('i', 'і'),
    ('j', 'ј'),
    ('s', 'ѕ'),
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('I', 'І'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('Y', 'У'),
];

fn twin(c: char, to: Twin) -> char {
    let found = |c: char| match to {
        Twin::None => None,
        Twin::Latin => TWINS.iter().find(|t| t.1 == c).map(|t| t.0),
        Twin::Cyrillic => TWINS.iter().find(|t| t.0 == c).map(|t| t.1),
    };
    found(c).unwrap_or(c)
}

/// How to read a word that mixes two alphabets.
pub(crate) fn twin_of(word: &str) -> Twin {
    if word.is_ascii() {
        return Twin::None;
    }
    let latin = word.chars().filter(char::is_ascii_alphabetic).count();
    let cyrillic = word.chars().filter(|c| is_cyrillic(*c)).count();
    match (latin, cyrillic) {
        (0, _) | (_, 0) => Twin::None,
        (l, c) if l >= c => Twin::Latin,
        _ => Twin::Cyrillic,
    }
}

/// A Cyrillic letter.
pub(crate) fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&c)
}

/// The key of one word: folded, in lower case.
pub(crate) fn key_of(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
        return Cow::Borrowed(word);
    }
    if word.is_ascii() {
        return Cow::Owned(word.to_ascii_lowercase());
    }
    if let Some(key) = cyrillic_key(word) {
        return Cow::Owned(key);
    }
    let letters = Letters::new(word, 0, twin_of(word));
    let mut out = String::with_capacity(word.len());
    for c in letters {
        match c {
            'a'..='z' | 'а'..='я' => out.push(c),
            // The table of the standard library is slow where one subtraction does.
            'А'..='Я' => out.push(char::from_u32(c as u32 + 32).unwrap_or(c)),
            _ => out.extend(c.to_lowercase()),
        }
    }
    Cow::Owned(out)
}

/// The key of a word of nothing but plain Cyrillic letters, which are two bytes each and need no second look.
fn cyrillic_key(word: &str) -> Option<String> {
    let (pairs, rest) = word.as_bytes().as_chunks::<2>();
    if !rest.is_empty()
        || !pairs
            .iter()
            .all(|p| matches!(p, [0xd0, 0x80..=0xbf] | [0xd1, 0x80..=0x9f]))
    {
        return None;
    }
    let small = |c: char| match c {
        'Ё' | 'ё' => 'е',
        'Ѐ'..='Џ' => char::from_u32(c as u32 + 80).unwrap_or(c),
        'А'..='Я' => char::from_u32(c as u32 + 32).unwrap_or(c),
        _ => c,
    };
    let mut out = String::with_capacity(word.len());
    out.extend(word.chars().map(small));
    Some(out)
}

/// A form folded but with its capitals, as phrases are kept.
pub(crate) fn fold(form: &str) -> String {
    if form
        .chars()
        .all(|c| fold_char(c) == c && !is_invisible(c) && !is_mark(c))
    {
        return form.to_owned();
    }
    Letters::new(form, 0, Twin::None).collect()
}

/// Where `phrase` (folded) ends when it stands at byte `at` of `text`; `loose` takes capitals for small letters.
pub(crate) fn ends_at(text: &str, at: usize, phrase: &str, loose: bool, twin: Twin) -> Option<usize> {
    let bytes = phrase.as_bytes();
    if !loose && twin == Twin::None && text.as_bytes()[at..].starts_with(bytes) {
        let end = at + bytes.len();
        // A mark or a soft hyphen behind the last letter is left to the slow way.
        if text.as_bytes().get(end).is_none_or(|&b| b < 0x80) {
            return is_end(text, end, phrase).then_some(end);
        }
    }
    // Two plain letters that differ are no look-alikes, unless a mark follows.
    if !loose && twin == Twin::None {
        let rest = &text.as_bytes()[at..];
        let same = rest.iter().zip(bytes).take_while(|(a, b)| a == b).count();
        let plain = |all: &[u8]| all.get(same).is_some_and(u8::is_ascii_alphanumeric);
        if plain(rest) && plain(bytes) && rest.get(same + 1).is_none_or(u8::is_ascii) {
            return None;
        }
    }
    let mut letters = Letters::new(text, at, twin);
    let mut end = at;
    let mut spaced = None;
    for want in phrase.chars() {
        let got = spaced.take().or_else(|| letters.next())?;
        if want == ' ' {
            if got != ' ' {
                return None;
            }
            loop {
                match letters.next() {
                    Some(' ') => {}
                    Some(c) => break spaced = Some(c),
                    None => return None,
                }
            }
            continue;
        }
        let same = got == want || (loose && got.to_lowercase().eq(want.to_lowercase()) && !got.is_lowercase());
        if !same {
            return None;
        }
        end = letters.at();
    }
    is_end(text, end, phrase).then_some(end)
}

fn is_end(text: &str, end: usize, phrase: &str) -> bool {
    let mut rest = text[end..].chars();
    let next = rest.next();
    if !phrase.ends_with(|c: char| c.is_alphanumeric()) {
        return true;
    }
    match next {
        None => true,
        // `belarus.example` is an address, not a country.
        Some('.') => !rest.next().is_some_and(|c| c.is_lowercase() || c.is_ascii_digit()),
        Some('_' | '@') => false,
        Some(c) => !is_word(c) && !is_invisible(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, phrase: &str, expected: Option<&str>) {
        let found = ends_at(text, 0, &fold(phrase), false, twin_of(text)).map(|end| &text[..end]);
        assert_eq!(found, expected, "{text} / {phrase}");
    }

    #[test]
    fn forms_are_found_however_they_are_typed() {
        check("Minsk, again", "Minsk", Some("Minsk"));
        check("Minsker", "Minsk", None);
        check("Горбачёв", "Горбачев", Some("Горбачёв"));
        check("Union\u{a0}State", "Union State", Some("Union\u{a0}State"));
        check("Ціханоўская", "Ціханоўская", Some("Ціханоўская"));
        check("Лукаше\u{301}нко сказал", "Лукашенко", Some("Лукаше\u{301}нко"));
        check("Lukа\u{ad}shenko", "Lukashenko", Some("Lukа\u{ad}shenko"));
        check(
            "Prosecutor General’s Office",
            "Prosecutor General's Office",
            Some("Prosecutor General’s Office"),
        );
        check("Belarus.example", "Belarus", None);
        check("Belarus. And", "Belarus", Some("Belarus"));
        check("", "Belarus", None);
    }

    #[test]
    fn keys_are_small_letters_of_one_alphabet() {
        assert_eq!(key_of("LUKASHENKO"), "lukashenko");
        assert_eq!(key_of("Lukаshenkо"), "lukashenko");
        assert_eq!(key_of("Алёна"), "алена");
        assert_eq!(key_of("й"), "й");
        for c in '\u{400}'..='\u{460}' {
            let word = c.to_string();
            let slow: String = Letters::new(&word, 0, Twin::None)
                .flat_map(char::to_lowercase)
                .collect();
            assert_eq!(key_of(&word), slow, "{word}");
        }
        assert_eq!(key_of(""), "");
    }
}
