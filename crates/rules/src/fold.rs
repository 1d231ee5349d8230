//! Text as cues compare it: without case, kinds of white space, quotation marks, apostrophes and dashes.

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
}

const SEED: u32 = 0x811c_9dc5;

fn step(hash: u32, c: char) -> u32 {
    (hash ^ c as u32).wrapping_mul(0x0100_0193).rotate_left(5)
}

impl Folded {
    /// Folds `text` into this value, reusing its memory.
    pub fn set(&mut self, text: &str) {
        self.text.clear();
        self.steps.clear();
        self.words.clear();
        self.text.reserve(text.len());
        let mut word: Option<Word> = None;
        for (at, c) in text.char_indices() {
            let start = self.text.len();
            // The letters and marks of most texts, one for one.
            let (plain, letter) = match c {
                'a'..='z' | '0'..='9' | 'а'..='я' => (Some(c), true),
                'A'..='Z' => (Some(c.to_ascii_lowercase()), true),
                'А'..='Я' => (char::from_u32(c as u32 + 0x20), true),
                ',' | '.' | ':' | '-' | '\'' | '"' | '(' | ')' | '!' | '?' | '/' => (Some(c), false),
                ' ' if start > 0 && !self.text.ends_with(' ') => (Some(c), false),
                _ => (None, false),
            };
            match plain {
                Some(c) if letter => {
                    self.text.push(c);
                    let word = word.get_or_insert(Word {
                        start: start as u32,
                        hash: SEED,
                    });
                    word.hash = step(word.hash, c);
                    continue;
                }
                Some(c) => {
                    self.text.push(c);
                    self.words.extend(word.take());
                    continue;
                }
                None => {}
            }
            push_folded(&mut self.text, c);
            let mut pushed = self.text[start..].char_indices();
            let (mut count, mut width) = (0, 0);
            for (at, c) in &mut pushed {
                (count, width) = (count + 1, at + c.len_utf8());
                if c.is_alphanumeric() {
                    let word = word.get_or_insert(Word {
                        start: (start + at) as u32,
                        hash: SEED,
                    });
                    word.hash = step(word.hash, c);
                } else {
                    self.words.extend(word.take());
                }
            }
            if count != 1 || width != c.len_utf8() {
                let places = (self.text.len() as u32, (at + c.len_utf8()) as u32);
                self.steps.push(places);
            }
        }
        self.words.extend(word);
        if self.text.ends_with(' ') {
            self.text.pop();
        }
    }

    pub(crate) fn words(&self) -> &[Word] {
        &self.words
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

/// `text` as cues compare it: lower case, single spaces, `'` for every apostrophe, `"` for every quotation mark,
/// `-` for every dash, `...` for the ellipsis; invisible characters are dropped, `ё` is `е`.
///
/// Composed and decomposed letters stay different: pages with decomposed letters are rare and do not match.
pub fn fold(text: &str) -> String {
    let mut folded = Folded::default();
    folded.set(text);
    folded.text
}

fn push_folded(out: &mut String, c: char) {
    match c {
        'a'..='z' | '0'..='9' | 'а'..='я' => out.push(c),
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        'А'..='Я' => out.extend(char::from_u32(c as u32 + 0x20)),
        'à'..='ö' | 'ø'..='ÿ' | 'ђ'..='џ' => out.push(c),
        'À'..='Ö' | 'Ø'..='Þ' => out.extend(char::from_u32(c as u32 + 0x20)),
        'Ђ'..='Џ' => out.extend(char::from_u32(c as u32 + 0x50)),
        '\'' | '’' | '‘' | '‛' | 'ʼ' | 'ʹ' | '′' | '`' | '´' | '＇' => out.push('\''),
        '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '＂' | '‹' | '›' => out.push('"'),
        '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => out.push('-'),
        '…' => out.push_str("..."),
        'ё' | 'Ё' => out.push('е'),
        // Soft hyphen, zero-width characters, direction marks, variation selectors, byte-order mark.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' => {}
        '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => {}
        c if c.is_whitespace() => {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        }
        c => out.extend(c.to_lowercase()),
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
