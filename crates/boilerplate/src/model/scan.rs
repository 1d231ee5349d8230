//! One pass over the characters of a line: counts and marks, and a hash for each word.

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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Upper,
    Lower,
    Digit,
    Space,
    Mark,
}

fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'а'..='я' => Kind::Lower,
        'A'..='Z' | 'А'..='Я' => Kind::Upper,
        '0'..='9' => Kind::Digit,
        ' ' => Kind::Space,
        '\0'..='\u{7f}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' => Kind::Mark,
        _ if c.is_uppercase() => Kind::Upper,
        _ if c.is_alphabetic() => Kind::Lower,
        _ if c.is_numeric() => Kind::Digit,
        _ if c.is_whitespace() => Kind::Space,
        _ => Kind::Mark,
    }
}

/// Lower case of letters of one code point; the others stay, as a hash needs no more.
fn lower(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        'a'..='z' => c,
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// The hash that [`Scan`] gives a word; for lists of words.
pub(crate) fn word_hash(word: &str) -> u32 {
    word.chars().fold(SEED, |hash, c| step(hash, lower(c)))
}

const SEED: u32 = 0x811c_9dc5;

fn step(hash: u32, c: char) -> u32 {
    (hash ^ c as u32).wrapping_mul(0x0100_0193).rotate_left(5)
}

/// Reads a line without white space at its ends; its words go behind `out`.
pub(crate) fn scan(text: &str, out: &mut Vec<Word>) -> Scan {
    let mut s = Scan {
        hash: 0xcbf2_9ce4_8422_2325,
        ..Scan::default()
    };
    let mut word: Option<(Kind, u32, u32)> = None;
    let (mut before, mut before_that) = (' ', ' ');
    let mut end = |s: &mut Scan, word: &mut Option<(Kind, u32, u32)>| {
        let Some((first, length, hash)) = word.take() else {
            return;
        };
        s.words += 1;
        s.longest = s.longest.max(length);
        match first {
            Kind::Upper if s.words > 1 => s.capitalised += 1,
            Kind::Lower => {
                s.lower += 1;
                s.small += u32::from(length <= 3);
            }
            _ => {}
        }
        s.hash = (s.hash ^ u64::from(hash))
            .wrapping_mul(0x0000_0100_0000_01b3)
            .rotate_left(17);
        out.push(Word {
            hash,
            long: length >= 4 && first != Kind::Digit,
        });
    };
    for c in text.chars() {
        let kind = kind(c);
        if s.chars == 0 {
            s.first = first(c, kind);
        }
        s.chars += 1;
        match kind {
            Kind::Upper | Kind::Lower => {
                s.letters += 1;
                s.upper += u32::from(kind == Kind::Upper);
                let (_, length, hash) = word.get_or_insert((kind, 0, SEED));
                *length += 1;
                *hash = step(*hash, lower(c));
                // A stop inside a word is an address: `site.example`.
                s.address |= before == '.' && before_that.is_alphanumeric() && kind == Kind::Lower;
            }
            Kind::Digit => {
                s.digits += 1;
                s.time |= matches!(before, ':' | '.' | '/' | '-') && before_that.is_ascii_digit();
                let (_, length, hash) = word.get_or_insert((kind, 0, SEED));
                *length += 1;
                *hash = step(*hash, '0');
            }
            Kind::Space => end(&mut s, &mut word),
            Kind::Mark => {
                let inside = matches!(c, '\'' | '’' | '-' | '‑' | '\u{ad}' | '\u{300}'..='\u{36f}');
                if !inside || word.is_none() {
                    end(&mut s, &mut word);
                }
                mark(&mut s, c, before);
            }
        }
        before_that = before;
        before = c;
    }
    end(&mut s, &mut word);
    tail(&mut s, text);
    s
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
