//! One pass over the characters of a line: spaces, points, brackets and quotation marks.
//!
//! Letters are passed over by a table of bytes, so that plain prose costs one look per byte.

use crate::{
    brackets::Brackets,
    finding::Finding,
    points,
    quotes::{self, Quote},
    spaces,
    tongue::Tongue,
};

/// What the pass saw besides defects; the document's own habits are made of it.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Straight and curly marks, apostrophes too: (place, is curly).
    pub(crate) style: Vec<(usize, bool, char)>,
    /// Full stops and commas inside a closing mark, counted, and those outside: (start, end).
    pub(crate) inside: usize,
    pub(crate) outside: Vec<(usize, usize)>,
    /// Quotations of this line: first byte of the opening mark, one past the closing one.
    pub(crate) quotations: Vec<(usize, usize)>,
    /// An opening mark that nothing closes, and where the next mark stands.
    pub(crate) unclosed: Option<(usize, usize)>,
}

/// Bytes at which nothing can begin: letters, digits, and the rest of longer characters.
static PLAIN: [bool; 256] = plain();

const fn plain() -> [bool; 256] {
    let mut table = [true; 256];
    let ends = b"\t\n\x0b\x0c\r \"'()[]{}.,!?:;-";
    let mut i = 0;
    while i < ends.len() {
        table[ends[i] as usize] = false;
        i += 1;
    }
    // The first bytes of no-break space, guillemets and ¿ ¡; of dashes and curly marks; of CJK and full-width marks.
    table[0xC2] = false;
    table[0xE2] = false;
    table[0xE3] = false;
    table[0xEF] = false;
    table
}

/// A line of more quotation marks is no text, and nothing is said of them.
const MOST_MARKS: usize = 200_000;

/// All defects of marks and spaces in `line`, which has no white space at its ends. `goes_on` says that the next
/// line opens with a quotation mark, as a long quotation does.
pub(crate) fn scan(line: &str, tongue: &Tongue, goes_on: bool, seen: &mut Seen) -> Vec<Finding> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut brackets = Brackets::default();
    let mut marks: Vec<Quote> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let b = bytes[at];
        if PLAIN[b as usize] || (b == b' ' && bytes.get(at + 1).is_some_and(|&n| PLAIN[n as usize])) {
            at += 1;
            continue;
        }
        let Some(c) = line.get(at..).and_then(|rest| rest.chars().next()) else {
            at += 1;
            continue;
        };
        let next = at + c.len_utf8();
        at = match c {
            c if c.is_whitespace() => spaces::run(line, at, tongue, &mut found),
            '"' | '“' | '”' | '«' | '»' | '„' | '‟' => {
                if marks.len() <= MOST_MARKS {
                    marks.push(Quote::new(line, at, c));
                }
                next
            }
            '\'' | '’' | '‘' => {
                seen.apostrophe(line, at, c);
                next
            }
            '(' | '[' | '{' => {
                brackets.open(line, at, c);
                next
            }
            ')' | ']' | '}' => {
                brackets.close(line, at, c, &mut found);
                points::after_bracket(line, at, next, tongue, &mut found);
                next
            }
            '.' | '…' => points::stop(line, at, c, tongue, &mut found),
            '!' | '?' | ',' => {
                points::missing_space(line, at, tongue, &mut found);
                next
            }
            '¿' | '¡' if tongue.english => {
                points::inverted(line, at, c, &mut found);
                next
            }
            '\u{3001}'..='\u{3011}' | '\u{ff01}'..='\u{ff1f}' if tongue.ascii_points => {
                points::full_width(line, at, c, &mut found);
                next
            }
            _ => next,
        };
    }
    brackets.finish(&mut found);
    if marks.len() <= MOST_MARKS {
        quotes::judge(line, &marks, tongue, goes_on, &mut found, seen);
    }
    found
}

impl Seen {
    /// Apostrophes count with the quotation marks, but not where they are letters (Ukrainian об'єкт) or minutes.
    fn apostrophe(&mut self, line: &str, at: usize, c: char) {
        let before = before(line, at);
        let digit = before.is_some_and(|b| b.is_ascii_digit());
        let letter = before.is_some_and(|b| matches!(b, '\u{400}'..='\u{52f}'));
        if !(letter || (digit && c == '\'')) {
            self.style.push((at, c != '\'', c));
        }
    }
}

/// The character that ends at `at`.
pub(crate) fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// The character that begins at `at`.
pub(crate) fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}
