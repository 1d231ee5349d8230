//! English text as a stream without content words: function words, punctuation, and the shape of all other words. A
//! model that reads this stream cannot lean on the topic.
//!
//! Equal, byte for byte, to the reference masker from which the training counts were made (`show` is its output; the
//! tests compare). It takes sentences; cutting a text into them is the business of [`crate::sentences`].

mod classes;

use std::borrow::Cow;
use std::sync::LazyLock;

/// One token of the stream: 0 to 63 a shape, 64 to 191 an ASCII mark, from 192 on a function word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token(pub(crate) u16);

/// The start of a sentence.
pub(crate) const START: Token = Token(0);
const NUMBER: Token = Token(1);
const POINTED_NUMBER: Token = Token(2);
const NAME: Token = Token(3);
const CAPITALS: Token = Token(4);
const OTHER: Token = Token(5);
pub(crate) const ELLIPSIS: Token = Token(6);
const WORD: Token = Token(7);
const MARKS: u16 = 64;
const FUNCTION: u16 = 192;
/// One more than the greatest token.
pub(crate) const TOKENS: usize = 512;

impl Token {
    pub(crate) fn is_function_word(self) -> bool {
        self.0 >= FUNCTION
    }
}

/// A full stop.
pub(crate) const STOP: Token = Token(MARKS + b'.' as u16);

/// Function words, sorted.
const WORDS: &str = include_str!("masker/words.txt");
/// In the order in which they are tried: the longest first, and those of one length as the reference has them.
const SUFFIXES: &[&str] = &[
    "ization", "isation", "ational", "ically", "ments", "tions", "ment", "ness", "tion", "sion", "ings", "edly",
    "ally", "able", "ible", "less", "ence", "ance", "ship", "ing", "ies", "ied", "ity", "ive", "ous", "ful", "ism",
    "ist", "ers", "est", "age", "er", "ed", "ly", "al", "es", "en", "ic", "s",
];

/// Slots of the table of function words: two to the ten, as [`slot`] makes them.
const SLOTS: usize = 1024;

struct Table {
    /// Function words by hash with open addressing: the packed word, 0 for none, and its token.
    slots: Vec<(u128, Token)>,
    words: Vec<&'static str>,
    /// Suffixes by their last letter, in the order of [`SUFFIXES`].
    suffixes: [Vec<Suffix>; 26],
}

/// A suffix as the last bytes of a packed word.
struct Suffix {
    mask: u64,
    tail: u64,
    length: usize,
    token: Token,
}

/// Bytes of the longest word that is packed into one number; function words are shorter.
const PACKED: usize = 16;

/// The lowest bytes of a number, so many.
static KEPT: [u128; PACKED + 1] = {
    let mut table = [0; PACKED + 1];
    let mut n = 1;
    while n <= PACKED {
        table[n] = u128::MAX >> (8 * (PACKED - n));
        n += 1;
    }
    table
};

/// Up to sixteen bytes as one number; an ASCII letter in lower case, which changes no apostrophe.
fn packed(word: &[u8]) -> u128 {
    let mut bytes = [0; PACKED];
    bytes[..word.len()].copy_from_slice(word);
    u128::from_le_bytes(bytes) | u128::from_le_bytes([0x20; PACKED])
}

/// The last eight bytes as one number, the last one lowest; in lower case as in [`packed`].
fn tail(word: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let length = word.len().min(8);
    bytes[8 - length..].copy_from_slice(&word[word.len() - length..]);
    u64::from_be_bytes(bytes) | u64::from_be_bytes([0x20; 8])
}

fn slot(packed: u128) -> usize {
    let mixed = (packed as u64 ^ ((packed >> 64) as u64).rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 54) as usize % SLOTS
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let words: Vec<&'static str> = WORDS.lines().collect();
    let mut slots = vec![(0, START); SLOTS];
    for (k, word) in words.iter().enumerate() {
        let key = packed(word.as_bytes());
        let mut at = slot(key);
        while slots[at].0 != 0 {
            at = (at + 1) % SLOTS;
        }
        slots[at] = (key, Token(FUNCTION + k as u16));
    }
    let mut suffixes: [Vec<Suffix>; 26] = Default::default();
    for (k, suffix) in SUFFIXES.iter().enumerate() {
        let length = suffix.len();
        let mask = (1u64 << (8 * length)) - 1;
        let last = suffix.as_bytes()[length - 1];
        suffixes[usize::from(last - b'a')].push(Suffix {
            mask,
            tail: tail(suffix.as_bytes()) & mask,
            length,
            token: Token(WORD.0 + 1 + k as u16),
        });
    }
    Table { slots, words, suffixes }
});

impl Table {
    /// The function word that these bytes, letters and apostrophes, are in any case.
    fn function_word(&self, word: &[u8]) -> Option<Token> {
        (word.len() <= PACKED).then(|| self.by_key(packed(word)))?
    }

    /// The function word that is [`packed`] so.
    fn by_key(&self, key: u128) -> Option<Token> {
        let mut at = slot(key);
        while self.slots[at].0 != 0 {
            if self.slots[at].0 == key {
                return Some(self.slots[at].1);
            }
            at = (at + 1) % SLOTS;
        }
        None
    }

    /// The shape of a word of so many characters, by its last letters in any case.
    fn shape(&self, word: &[u8], length: usize) -> Token {
        let Some(&last) = word.last() else { return WORD };
        if !last.is_ascii_alphabetic() {
            return WORD;
        }
        self.by_tail(tail(word), last, length)
    }

    /// The same by the [`tail`] of a word that ends in an ASCII letter.
    fn by_tail(&self, end: u64, last: u8, length: usize) -> Token {
        let fits = |s: &&Suffix| end & s.mask == s.tail && length > s.length + 2;
        let list = &self.suffixes[usize::from((last | 0x20) - b'a')];
        list.iter().find(fits).map_or(WORD, |s| s.token)
    }
}

/// The token as the reference writes it.
pub(crate) fn show(token: Token) -> Cow<'static, str> {
    match token.0 {
        0 => "<s>".into(),
        1 => "#".into(),
        2 => "#.#".into(),
        3 => "NP".into(),
        4 => "NPA".into(),
        5 => "?other".into(),
        6 => "...".into(),
        7 => "W".into(),
        k if k >= FUNCTION => TABLE.words.get(usize::from(k - FUNCTION)).copied().unwrap_or("").into(),
        k if k >= MARKS => char::from((k - MARKS) as u8).to_string().into(),
        k => format!("W{}", SUFFIXES.get(usize::from(k - 8)).copied().unwrap_or("")).into(),
    }
}

/// What a byte begins; 0 for a part of a longer character.
static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 128 {
        table[b as usize] = match b {
            b'\t'..=b'\r' | 0x1c..=b' ' => SPACE,
            _ if b.is_ascii_alphabetic() => LETTER,
            _ if b.is_ascii_digit() => DIGIT,
            _ => SIGN,
        };
        b += 1;
    }
    table
};
const SPACE: u8 = 1;
const LETTER: u8 = 2;
const DIGIT: u8 = 3;
const SIGN: u8 = 4;

/// Gives the tokens of one sentence, `<s>` first, to `out`; the sentence has no white space at its ends. Tells how many
/// words stand between white space.
pub(crate) fn mask(sentence: &str, mut out: impl FnMut(Token)) -> u32 {
    let table = &*TABLE;
    let bytes = sentence.as_bytes();
    let mut spaces = 0;
    out(START);
    let mut last = START;
    let mut first = true;
    let mut give = |token: Token, last: &mut Token| {
        if !(token == NAME && *last == NAME) {
            *last = token;
            out(token);
        }
    };
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let token = match CLASS[usize::from(b)] {
            SPACE => {
                at += 1;
                // A run of white space is one border.
                spaces += u32::from(bytes.get(at).is_none_or(|&n| CLASS[usize::from(n)] != SPACE));
                continue;
            }
            LETTER => {
                let start = at;
                let rest = &bytes[at..];
                let other = rest.iter().position(|&n| CLASS[usize::from(n)] != LETTER);
                at += other.unwrap_or(rest.len());
                if bytes.get(at).is_some_and(|&n| n == b'\'' || n >= 0x80) {
                    at = word(table, sentence, start, first, |t| give(t, &mut last));
                } else {
                    give(ascii_word(table, bytes, start, at, first), &mut last);
                }
                first = false;
                continue;
            }
            DIGIT => number(sentence, &mut at),
            SIGN => {
                at += 1;
                match b {
                    b'|' => Token(MARKS + u16::from(b'/')),
                    // The reference writes this mark as it writes a number, so they are one.
                    b'#' => NUMBER,
                    _ => Token(MARKS + u16::from(b)),
                }
            }
            _ => {
                let Some(c) = sentence[at..].chars().next() else { break };
                if is_latin(c) {
                    at = word(table, sentence, at, first, |t| give(t, &mut last));
                    first = false;
                    continue;
                }
                if c != '’' && c != '“' && c != '”' && holds(classes::SPACES, c) {
                    at += c.len_utf8();
                    spaces += 1;
                    continue;
                }
                if holds(classes::DECIMALS, c) {
                    number(sentence, &mut at)
                } else {
                    at += c.len_utf8();
                    mark(c, first)
                }
            }
        };
        give(token, &mut last);
        first = false;
    }
    spaces + 1
}

/// The token of the ASCII letters from `start` to `end`, read as numbers of eight and sixteen bytes where the sentence
/// is long enough: what stands beside the word is cut off, or not compared.
fn ascii_word(table: &Table, bytes: &[u8], start: usize, end: usize, first: bool) -> Token {
    let length = end - start;
    if length <= PACKED {
        let key = match bytes
            .get(start..start + PACKED)
            .and_then(|b| <[u8; PACKED]>::try_from(b).ok())
        {
            Some(b) => (u128::from_le_bytes(b) & KEPT[length]) | u128::from_le_bytes([0x20; PACKED]),
            None => packed(&bytes[start..end]),
        };
        if let Some(token) = table.by_key(key) {
            return token;
        }
    }
    let word = &bytes[start..end];
    if !first && word[0].is_ascii_uppercase() {
        let small = word.iter().any(u8::is_ascii_lowercase);
        return if length > 1 && !small { CAPITALS } else { NAME };
    }
    let before = end
        .checked_sub(8)
        .and_then(|from| <[u8; 8]>::try_from(&bytes[from..end]).ok());
    match before {
        Some(b) => table.by_tail(
            u64::from_be_bytes(b) | u64::from_be_bytes([0x20; 8]),
            word[length - 1],
            length,
        ),
        None => table.shape(word, length),
    }
}

/// The letters of which the reference makes words; × and ÷ are among them.
fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}')
}

/// A single character that is neither a Latin letter nor part of a number.
fn mark(c: char, first: bool) -> Token {
    match c {
        '“' | '”' | '„' | '«' | '»' => Token(MARKS + u16::from(b'"')),
        '’' | '‘' => Token(MARKS + u16::from(b'\'')),
        '—' | '–' => Token(MARKS + u16::from(b'-')),
        '…' => ELLIPSIS,
        _ if holds(classes::DIGITS, c) => NUMBER,
        _ if holds(classes::LETTERS, c) => {
            if c.is_uppercase() && !first {
                NAME
            } else {
                WORD
            }
        }
        _ => OTHER,
    }
}

/// Digits, and more of them behind a comma, full stop or colon.
fn number(text: &str, at: &mut usize) -> Token {
    let digits = |from: usize| {
        let run = text[from..]
            .chars()
            .take_while(|&c| c.is_ascii_digit() || (c >= '\u{80}' && holds(classes::DECIMALS, c)));
        run.map(char::len_utf8).sum::<usize>()
    };
    *at += digits(*at);
    let mut token = NUMBER;
    while matches!(text.as_bytes().get(*at), Some(b'.' | b',' | b':')) {
        let more = digits(*at + 1);
        if more == 0 {
            break;
        }
        *at += 1 + more;
        token = POINTED_NUMBER;
    }
    token
}

/// The word that begins at `start`, cut before a clitic; gives its end.
fn word(table: &Table, text: &str, start: usize, first: bool, mut give: impl FnMut(Token)) -> usize {
    let bytes = text.as_bytes();
    let mut end = start;
    let mut plain = true;
    while end < bytes.len() {
        if bytes[end].is_ascii_alphabetic() {
            end += 1;
        } else if bytes[end] < 0x80 {
            break;
        } else {
            match text[end..].chars().next() {
                Some(c) if is_latin(c) => end += c.len_utf8(),
                _ => break,
            }
            plain = false;
        }
    }
    let apostrophe = match bytes.get(end) {
        Some(b'\'') => 1,
        Some(0xe2) if text[end..].starts_with('’') => 3,
        _ => return give_word(table, &text[start..end], plain, first, give, end),
    };
    let tail = bytes[end + apostrophe..]
        .iter()
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    let full = end + apostrophe + tail;
    if tail == 0 {
        return give_word(table, &text[start..end], plain, first, give, end);
    }
    let clitic = &bytes[end + apostrophe..full];
    let is = |forms: &[&str]| forms.iter().any(|f| clitic.eq_ignore_ascii_case(f.as_bytes()));
    let cut = if is(&["t"]) && bytes[end - 1].eq_ignore_ascii_case(&b'n') {
        end - 1
    } else if is(&["s", "re", "ve", "ll", "d", "m"]) {
        end
    } else {
        start
    };
    if cut == start {
        return give_word(table, &text[start..full], plain && apostrophe == 1, first, give, full);
    }
    give_word(table, &text[start..cut], plain, first, &mut give, full);
    let low: String = text[cut..full].replace('’', "'").to_ascii_lowercase();
    give(table.function_word(low.as_bytes()).unwrap_or(WORD));
    full
}

fn give_word(table: &Table, word: &str, ascii: bool, first: bool, mut give: impl FnMut(Token), end: usize) -> usize {
    give(classify(table, word, ascii, first));
    end
}

fn classify(table: &Table, word: &str, ascii: bool, first: bool) -> Token {
    let capital = |word: &str| {
        let small = |c: char| c.is_lowercase() || is_title(c);
        let mut letters = word.chars().filter(|c| c.is_uppercase() || small(*c)).peekable();
        let all = letters.peek().is_some() && !letters.any(small);
        if all && word.chars().nth(1).is_some() {
            CAPITALS
        } else {
            NAME
        }
    };
    if ascii {
        let bytes = word.as_bytes();
        if let Some(token) = table.function_word(bytes) {
            return token;
        }
        if !first && bytes[0].is_ascii_uppercase() {
            let small = bytes.iter().any(u8::is_ascii_lowercase);
            return if bytes.len() > 1 && !small { CAPITALS } else { NAME };
        }
        return table.shape(bytes, bytes.len());
    }
    let low = word.to_lowercase();
    if let Some(token) = table.function_word(low.as_bytes()) {
        return token;
    }
    match word.chars().next() {
        Some('×' | '÷') | None => OTHER,
        Some(c) if c.is_uppercase() && !first => capital(word),
        Some(_) => table.shape(low.as_bytes(), low.chars().count()),
    }
}

/// Letters such as ǅ, which are neither capital nor small.
fn is_title(c: char) -> bool {
    matches!(c, 'ǅ' | 'ǈ' | 'ǋ' | 'ǲ')
}

/// Whether a sorted list of ranges holds the character.
fn holds(ranges: &[(u32, u32)], c: char) -> bool {
    let code = u32::from(c);
    let at = ranges.partition_point(|r| r.1 < code);
    ranges.get(at).is_some_and(|r| r.0 <= code)
}

#[cfg(test)]
#[path = "masker/tests.rs"]
mod tests;
