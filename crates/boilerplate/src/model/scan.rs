//! One pass over the characters of a line: counts and marks, and a hash for each word.

use crate::chars::{Classes, Kind};

/// A word as the model compares it.
#[derive(Clone, Copy)]
pub(crate) struct Word {
    /// Of the lower-case characters, every digit as 0.
    pub(crate) hash: u32,
    /// Four letters or more: a word that can tell a topic.
    pub(crate) long: bool,
}

/// What one line shows.
#[derive(Default)]
pub(crate) struct Scan {
    pub(crate) chars: u32,
    pub(crate) words: u32,
    pub(crate) letters: u32,
    pub(crate) upper: u32,
    pub(crate) digits: u32,
    pub(crate) punctuation: u32,
    pub(crate) commas: u32,
    /// Marks that end a sentence, each run of them once.
    pub(crate) stops: u32,
    pub(crate) separators: u32,
    pub(crate) bangs: u32,
    pub(crate) questions: u32,
    pub(crate) quotes: u32,
    pub(crate) brackets: u32,
    pub(crate) money: u32,
    pub(crate) copyright: u32,
    pub(crate) address: bool,
    pub(crate) time: bool,
    /// Words after the first that begin in upper case.
    pub(crate) capitalised: u32,
    /// Words that begin in lower case, and those of them of three letters or fewer.
    pub(crate) lower: u32,
    pub(crate) small: u32,
    pub(crate) longest: u32,
    pub(crate) first: First,
    /// How it ends, closing quotation marks and brackets aside.
    pub(crate) ends: bool,
    pub(crate) colon: bool,
    pub(crate) ellipsis: bool,
    /// Of its words, in order.
    pub(crate) hash: u64,
}

/// The kind of a line's first character.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum First {
    Upper,
    Lower,
    Digit,
    Quote,
    Bullet,
    #[default]
    Other,
}

/// The hash that [`Scan`] gives a word; for lists of words.
pub(crate) fn word_hash(word: &str) -> u32 {
    let classes = Classes::get();
    word.chars().fold(SEED, |hash, c| step(hash, classes.of(c).lower))
}

const SEED: u32 = 0x811c_9dc5;

fn step(hash: u32, c: char) -> u32 {
    (hash ^ c as u32).wrapping_mul(0x0100_0193).rotate_left(5)
}

/// A word that is being read; none when it has no length.
#[derive(Clone, Copy)]
struct Reading {
    first: Kind,
    length: u32,
    hash: u32,
}

const NO_WORD: Reading = Reading {
    first: Kind::Mark,
    length: 0,
    hash: SEED,
};

impl Reading {
    fn go_on(&mut self, kind: Kind, c: char) {
        if self.length == 0 {
            self.first = kind;
        }
        self.length += 1;
        self.hash = step(self.hash, c);
    }
}

/// Reads a line without white space at its ends; its words go behind `out`.
pub(crate) fn scan(text: &str, out: &mut Vec<Word>) -> Scan {
    let classes = Classes::get();
    let mut s = Scan {
        hash: 0xcbf2_9ce4_8422_2325,
        ..Scan::default()
    };
    let mut word = NO_WORD;
    let (mut before, mut before_that) = (' ', ' ');
    for c in text.chars() {
        let class = classes.of(c);
        match class.kind {
            Kind::Lower => {
                word.go_on(Kind::Lower, class.lower);
                // A stop inside a word is an address: `site.example`.
                s.address |= before == '.' && classes.of(before_that).alphanumeric;
            }
            Kind::Upper => {
                s.upper += 1;
                word.go_on(Kind::Upper, class.lower);
            }
            Kind::Digit => {
                s.digits += 1;
                s.time |= matches!(before, ':' | '.' | '/' | '-') && before_that.is_ascii_digit();
                word.go_on(Kind::Digit, '0');
            }
            Kind::Space => end(&mut s, &mut word, out),
            Kind::Mark => {
                let inside = class.joins || matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}');
                if !inside {
                    end(&mut s, &mut word, out);
                }
                mark(&mut s, c, before);
            }
        }
        before_that = before;
        before = c;
        s.chars += 1;
    }
    end(&mut s, &mut word, out);
    if let Some(c) = text.chars().next() {
        s.first = first(c, classes.of(c).kind);
    }
    s.letters -= s.digits;
    tail(&mut s, text);
    s
}

/// The word that was read is over.
fn end(s: &mut Scan, word: &mut Reading, out: &mut Vec<Word>) {
    let Reading { first, length, hash } = std::mem::replace(word, NO_WORD);
    if length == 0 {
        return;
    }
    s.words += 1;
    // Its digits are taken away at the end of the line.
    s.letters += length;
    s.longest = s.longest.max(length);
    s.capitalised += u32::from(first == Kind::Upper && s.words > 1);
    s.lower += u32::from(first == Kind::Lower);
    s.small += u32::from(first == Kind::Lower && length <= 3);
    s.hash = (s.hash ^ u64::from(hash))
        .wrapping_mul(0x0000_0100_0000_01b3)
        .rotate_left(17);
    out.push(Word {
        hash,
        long: length >= 4 && first != Kind::Digit,
    });
}

fn mark(s: &mut Scan, c: char, before: char) {
    s.punctuation += 1;
    match c {
        '.' | '…' | '。' | '।' | '۔' => s.stops += u32::from(!matches!(before, '.' | '!' | '?' | ' ')),
        '!' | '！' => {
            s.bangs += 1;
            s.stops += u32::from(!matches!(before, '.' | '!' | '?'));
        }
        '?' | '？' | '؟' => {
            s.questions += 1;
            s.stops += u32::from(!matches!(before, '.' | '!' | '?'));
        }
        ',' | '、' | '،' => s.commas += 1,
        '"' | '“' | '”' | '„' | '«' | '»' => s.quotes += 1,
        '(' | '[' => s.brackets += 1,
        '|' | '›' | '/' | '~' | '>' | '•' | '→' | '–' | '·' => s.separators += 1,
        '%' | '$' | '€' | '£' => s.money += 1,
        '©' => s.copyright += 1,
        '@' => s.address = true,
        _ => {}
    }
}

fn first(c: char, kind: Kind) -> First {
    match kind {
        Kind::Upper => First::Upper,
        Kind::Lower => First::Lower,
        Kind::Digit => First::Digit,
        _ => match c {
            '"' | '“' | '”' | '„' | '«' | '‘' | '\'' | '—' | '–' | '-' | '¿' | '¡' => First::Quote,
            '•' | '*' | '·' | '▪' | '●' | '►' | '›' | '»' | '→' => First::Bullet,
            _ => First::Other,
        },
    }
}

fn tail(s: &mut Scan, text: &str) {
    let closing = |c: char| matches!(c, '"' | '”' | '“' | '’' | '‘' | '\'' | '»' | '›' | ')' | ']' | ' ');
    let bare = text.trim_end_matches(closing);
    s.ellipsis = bare.ends_with('…') || bare.ends_with("...");
    s.colon = bare.ends_with([':', '：']);
    s.ends = bare.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '۔', '؟']);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_odd_lines() {
        let mut words = Vec::new();
        let s = scan("“Пять дзён’, — сказаў ён!” 12:30", &mut words);
        assert_eq!((s.words, s.capitalised, s.lower, s.commas, s.bangs), (6, 0, 3, 1, 1));
        assert!(s.time && !s.ends && s.first == First::Quote && words.len() == 6);
        let s = scan("", &mut words);
        assert_eq!((s.chars, s.words, s.ends), (0, 0, false));
        assert!(scan("write to a@b.example…", &mut words).address);
        assert!(scan("and so on…»", &mut words).ellipsis);
    }

    #[test]
    fn lines_that_differ_by_a_number_have_one_hash() {
        let hash = |text: &str| scan(text, &mut Vec::new()).hash;
        assert_eq!(hash("12 Comments"), hash("07 comments!"));
        assert_ne!(hash("12 Comments"), hash("Comments 12"));
    }
}
