//! Text as cues compare it: without case, kinds of white space, quotation marks, apostrophes and dashes.

use std::sync::LazyLock;

/// A folded text with the way back to the text it was made from.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    text: String,
    /// Its words, that is the runs of letters and digits, in order.
    words: Vec<Word>,
    /// Where the two texts fall out of step: a place in `text` and the place of the same character in the source. From
    /// there to the next such place, offsets differ by the same number.
    steps: Vec<(u32, u32)>,
}

/// A word of a folded text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word {
    /// Its first byte.
    pub(crate) start: u32,
    pub(crate) hash: u32,
    /// The hash of its first [`STEM`] letters, when it has so many.
    pub(crate) stem: Option<u32>,
    letters: u32,
}

/// Letters of a word by which its stem is known.
pub(crate) const STEM: u32 = 4;

const SEED: u32 = 0x811c_9dc5;

impl Word {
    fn at(start: u32) -> Word {
        Word {
            start,
            hash: SEED,
            ..Word::default()
        }
    }

    fn push(&mut self, c: u32) {
        self.hash = step(self.hash, c);
        self.letters += 1;
        if self.letters == STEM {
            self.stem = Some(self.hash);
        }
    }
}

fn step(hash: u32, c: u32) -> u32 {
    (hash ^ c).wrapping_mul(0x0100_0193).rotate_left(5)
}

/// What an ASCII character becomes, and what it is.
const ASCII: [(u8, Kind); 128] = ascii();

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A letter or a digit.
    Letter,
    Mark,
    Space,
    /// More than a look into the table is needed.
    Other,
}

const fn ascii() -> [(u8, Kind); 128] {
    let mut table = [(0, Kind::Other); 128];
    let mut c = b'!';
    while c <= b'~' {
        let kind = if c.is_ascii_alphanumeric() {
            Kind::Letter
        } else {
            Kind::Mark
        };
        table[c as usize] = (c.to_ascii_lowercase(), kind);
        c += 1;
    }
    table[b' ' as usize] = (b' ', Kind::Space);
    table[b'`' as usize] = (0, Kind::Other);
    table
}

/// What a character of two bytes becomes that stays one of two bytes, and what it is, by its first byte from `0xc3` and its second:
/// the letters of Latin and Cyrillic, made when the first text asks.
static TWO: LazyLock<Vec<([u8; 2], Kind)>> = LazyLock::new(|| {
    (FIRST_OF_TWO..=LAST_OF_TWO)
        .flat_map(|lead| (0x80..0xc0).map(move |next| [lead, next]))
        .map(|bytes| {
            let mut all = Vec::new();
            if let Some(c) = std::str::from_utf8(&bytes).ok().and_then(|text| text.chars().next()) {
                push_folded(c, false, |folded| all.push(folded));
            }
            match all.as_slice() {
                &[one] if one.len_utf8() == 2 => {
                    let mut bytes = [0; 2];
                    one.encode_utf8(&mut bytes);
                    let letter = one.is_alphanumeric();
                    (bytes, if letter { Kind::Letter } else { Kind::Mark })
                }
                _ => ([0; 2], Kind::Other),
            }
        })
        .collect()
});
const FIRST_OF_TWO: u8 = 0xc3;
const LAST_OF_TWO: u8 = 0xd3;

impl Folded {
    /// Folds `text` into this value, reusing its memory.
    pub fn set(&mut self, text: &str) {
        self.steps.clear();
        self.words.clear();
        let mut out = std::mem::take(&mut self.text).into_bytes();
        out.clear();
        out.reserve(text.len());
        let bytes = text.as_bytes();
        let table = TWO.as_slice();
        // The word that is being read.
        let (mut inside, mut word) = (false, Word::default());
        // Nothing was written yet, or a space: kept here, as looking at what was written just now is slow.
        let mut blank = true;
        let mut at = 0;
        while at < bytes.len() {
            // The letters and marks of most texts, one for one.
            let mut seen = 0;
            for &byte in &bytes[at..] {
                let Some(&(folded, kind)) = ASCII.get(usize::from(byte)) else {
                    break;
                };
                match kind {
                    Kind::Letter => {
                        if !inside {
                            let start = out.len() as u32;
                            (inside, word) = (true, Word::at(start));
                        }
                        word.push(u32::from(folded));
                        blank = false;
                    }
                    Kind::Space if blank => break,
                    Kind::Other => break,
                    Kind::Mark | Kind::Space => {
                        if inside {
                            self.words.push(word);
                        }
                        (inside, blank) = (false, kind == Kind::Space);
                    }
                }
                out.push(folded);
                seen += 1;
            }
            at += seen;
            let Some(&byte) = bytes.get(at) else { break };
            let two = match (byte, bytes.get(at + 1)) {
                (FIRST_OF_TWO..=LAST_OF_TWO, Some(&next)) => {
                    let place = usize::from(byte - FIRST_OF_TWO) * 64 + usize::from(next & 0x3f);
                    table.get(place).copied().filter(|(_, kind)| *kind != Kind::Other)
                }
                _ => None,
            };
            if let Some((folded, kind)) = two {
                if kind == Kind::Letter {
                    if !inside {
                        let start = out.len() as u32;
                        (inside, word) = (true, Word::at(start));
                    }
                    word.push(u32::from(folded[0] & 0x1f) << 6 | u32::from(folded[1] & 0x3f));
                } else {
                    if inside {
                        self.words.push(word);
                    }
                    inside = false;
                }
                out.extend_from_slice(&folded);
                blank = false;
                at += 2;
            } else {
                at += self.other(&text[at..], at, &mut out, &mut inside, &mut word);
                blank = out.last().is_none_or(|&b| b == b' ');
            }
        }
        if inside {
            self.words.push(word);
        }
        if out.last() == Some(&b' ') {
            out.pop();
        }
        // Whole characters alone were written.
        self.text = String::from_utf8(out).unwrap_or_default();
    }

    /// Folds the first character of `rest`, which stands at byte `at`; gives its length.
    #[inline(never)]
    fn other(&mut self, rest: &str, at: usize, out: &mut Vec<u8>, inside: &mut bool, word: &mut Word) -> usize {
        let Some(c) = rest.chars().next() else { return 1 };
        let first = out.len();
        let (mut count, mut width) = (0, 0);
        push_folded(c, out.last().is_none_or(|&b| b == b' '), |folded| {
            let start = out.len() as u32;
            let mut buffer = [0; 4];
            out.extend_from_slice(folded.encode_utf8(&mut buffer).as_bytes());
            (count, width) = (count + 1, out.len() - first);
            if folded.is_alphanumeric() {
                if !*inside {
                    (*inside, *word) = (true, Word::at(start));
                }
                word.push(folded as u32);
            } else {
                if *inside {
                    self.words.push(*word);
                }
                *inside = false;
            }
        });
        if count != 1 || width != c.len_utf8() {
            self.steps.push((out.len() as u32, (at + c.len_utf8()) as u32));
        }
        c.len_utf8()
    }

    pub(crate) fn words(&self) -> &[Word] {
        &self.words
    }

    /// The beginning of words for which `phrase` stands: one word of [`STEM`] letters or more before a `*`.
    pub(crate) fn stem_of(&mut self, phrase: &str) -> Option<Word> {
        self.set(before_star(phrase)?);
        let whole = self.text.chars().all(char::is_alphanumeric);
        self.words.first().copied().filter(|word| whole && word.stem.is_some())
    }

    /// The folded text: no white space at its ends, single spaces inside.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of `source`, the text that was folded, behind the non-empty folded range `start..end`.
    pub(crate) fn back(&self, source: &str, start: usize, end: usize) -> (usize, usize) {
        let first = self.source_of(source, start);
        let last = self.source_of(source, end.saturating_sub(1));
        let rest = source.get(last..).and_then(|rest| rest.chars().next());
        (first, last + rest.map_or(0, char::len_utf8))
    }

    /// The first byte of the character that made the folded byte `at`.
    fn source_of(&self, source: &str, at: usize) -> usize {
        let next = self.steps.partition_point(|&(folded, _)| folded as usize <= at);
        let (folded, from) = next.checked_sub(1).map_or((0, 0), |k| self.steps[k]);
        let mut place = from as usize + (at - folded as usize);
        // A character that became longer: all its bytes come from its own.
        if let Some(&(_, end)) = self.steps.get(next) {
            place = place.min((end as usize).saturating_sub(1));
        }
        place = place.min(source.len());
        while !source.is_char_boundary(place) {
            place -= 1;
        }
        place
    }
}

/// What stands in `phrase` before a `*` that follows a letter. Behind a space it is the mark of a field that must be filled in.
pub(crate) fn before_star(phrase: &str) -> Option<&str> {
    let before = phrase.trim().strip_suffix('*')?;
    before.ends_with(char::is_alphanumeric).then_some(before)
}

/// `text` as cues compare it: lower case, single spaces, `'` for every apostrophe, `"` for every quotation mark,
/// `-` for every dash, `...` for the ellipsis; invisible characters are dropped, `ё` is `е`.
///
/// Composed and decomposed letters stay different: pages with decomposed letters are rare and do not match.
pub fn fold(text: &str) -> String {
    let mut folded = Folded::default();
    folded.set(text);
    folded.text
}

/// Gives `push` what the character becomes. White space becomes nothing where a space stands `before` it, or nothing at all.
fn push_folded(c: char, before: bool, mut push: impl FnMut(char)) {
    let moved = |by: u32| char::from_u32(c as u32 + by).unwrap_or(c);
    match c {
        'a'..='z' | '0'..='9' | 'а'..='я' => push(c),
        'à'..='ö' | 'ø'..='ÿ' | 'ђ'..='џ' => push(c),
        'À'..='Ö' | 'Ø'..='Þ' | 'А'..='Я' => push(moved(0x20)),
        'Ђ'..='Џ' => push(moved(0x50)),
        '\'' | '’' | '‘' | '‛' | 'ʼ' | 'ʹ' | '′' | '`' | '´' | '＇' => push('\''),
        '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '＂' | '‹' | '›' => push('"'),
        '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => push('-'),
        '…' => (0..3).for_each(|_| push('.')),
        'ё' | 'Ё' => push('е'),
        // Soft hyphen, zero-width characters, direction marks, variation selectors, byte-order mark.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' => {}
        '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => {}
        c if c.is_whitespace() => {
            if !before {
                push(' ');
            }
        }
        c => c.to_lowercase().for_each(push),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_fold_to_one_form() {
        for (text, want) in [
            ("  Don’t\u{a0} \u{2009}MISS — it ", "don't miss - it"),
            ("«Падпішыцеся» Ё\u{ad}лка…", "\"падпішыцеся\" елка..."),
            ("", ""),
            ("\u{200b}\u{feff} \t", ""),
        ] {
            assert_eq!(fold(text), want);
        }
    }

    /// Each character alone, and between letters: what the table says is what the rule for one character says.
    #[test]
    fn the_table_folds_as_the_rule_does() {
        for c in ('\u{a1}'..'\u{2100}').filter(|c| !c.is_whitespace()) {
            let mut want = String::from("a");
            push_folded(c, false, |folded| want.push(folded));
            want.push('b');
            let mut folded = Folded::default();
            folded.set(&format!("a{c}b"));
            assert_eq!(folded.text(), want, "{c:?}");
            let words = want.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
            assert_eq!(folded.words().len(), words.count(), "{c:?}");
        }
    }

    #[test]
    fn a_folded_range_leads_back() {
        // İ becomes two characters in lower case, and three spaces become one.
        let source = "İ   Żółć… x";
        let mut folded = Folded::default();
        folded.set(source);
        let at = folded.text().find("żółć").unwrap();
        let (s, e) = folded.back(source, at, at + "żółć".len());
        assert_eq!(&source[s..e], "Żółć");
        let at = folded.text().find("...").unwrap();
        let (s, e) = folded.back(source, at, at + 3);
        assert_eq!(&source[s..e], "…");
    }
}
