//! What a line has in it, by one look at its bytes: a rule is asked only where it can hold.

pub(crate) const DIGIT: u8 = 1;
pub(crate) const BRACKET: u8 = 2;
pub(crate) const CODE_SIGN: u8 = 4;
pub(crate) const QUOTE: u8 = 8;
pub(crate) const HYPHEN: u8 = 16;

/// What each byte of ASCII is a sign of.
static SIGNS: [u8; 256] = {
    let mut table = [0; 256];
    let mut digit = b'0';
    while digit <= b'9' {
        table[digit as usize] = DIGIT;
        digit += 1;
    }
    table[b'(' as usize] = BRACKET;
    table[b'[' as usize] = BRACKET | CODE_SIGN;
    table[b'<' as usize] = CODE_SIGN;
    table[b'@' as usize] = CODE_SIGN;
    table[b'&' as usize] = CODE_SIGN;
    table[b'"' as usize] = QUOTE;
    table[b'-' as usize] = HYPHEN;
    table
};

pub(crate) fn of(byte: u8) -> u8 {
    SIGNS[usize::from(byte)]
}

/// The same for a character beyond ASCII that is part of no word.
pub(crate) fn of_wide(c: char) -> u8 {
    match c {
        '“' | '”' | '«' | '»' => QUOTE,
        '▁' | '⁇' => CODE_SIGN,
        _ => 0,
    }
}

/// What the pass over the words saw of a line.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clues {
    pub(crate) signs: u8,
    /// Pairs of words that begin something; see [`crate::rules::Anchors`].
    pub(crate) anchors: u8,
    /// A word begins as in a notice, or holds letters beyond ASCII.
    pub(crate) notice: bool,
}

/// Whether a word begins as one of those words of ASCII in which [`STEMS`] stand: translate, published, appeared,
/// traduction, Englischen, russischen.
pub(crate) fn notice_begins(word: &[u8]) -> bool {
    let Some(&[a, b, c, d]) = word.first_chunk::<4>() else {
        return false;
    };
    let four = u32::from_le_bytes([a, b, c, d]) | 0x2020_2020;
    [b"tran", b"publ", b"appe", b"trad", b"engl", b"russ"]
        .iter()
        .any(|w| u32::from_le_bytes(**w) == four)
}

/// Every notice has one of these in it; the check of the rules sees to it.
const STEMS: &[&str] = &[
    "ransl",
    "published in",
    "appeared in",
    "radu",
    "rado",
    "rzetłum",
    "łumacze",
    "bersetz",
    "glische",
    "ussische",
    "eklad",
    "eloženo",
    "ерев",
    "ерек",
    "ерак",
];

/// Which pairs of a first and a third byte begin a stem.
static STEM_STARTS: [bool; 256] = {
    let mut table = [false; 256];
    let mut k = 0;
    while k < STEMS.len() {
        let stem = STEMS[k].as_bytes();
        table[pair(stem[0], stem[2])] = true;
        k += 1;
    }
    table
};

const fn pair(first: u8, third: u8) -> usize {
    (first ^ third.rotate_left(3)) as usize
}

/// Whether a notice may stand here; one look at each byte for all stems.
pub(crate) fn notice(line: &str) -> bool {
    let bytes = line.as_bytes();
    let begins = |at: usize| STEMS.iter().any(|stem| bytes[at..].starts_with(stem.as_bytes()));
    let windows = bytes.windows(3).enumerate();
    windows
        .filter(|(_, w)| STEM_STARTS[pair(w[0], w[2])])
        .any(|(at, _)| begins(at))
}

/// A bracket or a dash before "tn", "tr", "t.n.", "tl", "ed", "n.", "nd", "no", "an", "li" or "ap", or any Cyrillic in a
/// line with brackets.
pub(crate) fn note(line: &str, signs: u8) -> bool {
    if signs & BRACKET == 0 {
        return false;
    }
    let bytes = line.as_bytes();
    let word = |at: usize| {
        let skip = bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        let two = bytes.get(at + skip..at + skip + 2).map(|w| [w[0] | 0x20, w[1] | 0x20]);
        matches!(
            two,
            Some(
                [b't', b'n' | b'r' | b'l' | b'.']
                    | [b'e', b'd']
                    | [b'n', b'.' | b'd' | b'o']
                    | [b'a', b'n' | b'p']
                    | [b'l', b'i']
            )
        )
    };
    bytes.iter().enumerate().any(|(at, b)| match b {
        b'(' | b'[' | b'-' => word(at + 1),
        // Dashes have three bytes.
        0xe2 => at + 3 <= bytes.len() && word(at + 3),
        0xd0 | 0xd1 => true,
        _ => false,
    })
}

/// What systems leave behind.
pub(crate) fn residue(line: &str, signs: u8) -> bool {
    if signs & CODE_SIGN == 0 {
        return false;
    }
    // The two characters of tokenizers share their first byte with quotation marks, not the second.
    line.as_bytes().windows(2).any(|w| {
        matches!(
            w,
            [b'<', b'u' | b'U' | b'p' | b'P' | b'/']
                | [b'@', b'@' | b'-']
                | [b'&', b' ' | b'l' | b'L']
                | [b'[', b'u' | b'U']
                | [0xe2, 0x81 | 0x96]
        )
    })
}

/// One or two digits behind a comma, groups or dates behind a full stop, or a digit before "of".
pub(crate) fn odd_number(line: &str, signs: u8) -> bool {
    if signs & DIGIT == 0 {
        return false;
    }
    let bytes = line.as_bytes();
    let digits = |at: usize| bytes[at..].iter().take(5).take_while(|b| b.is_ascii_digit()).count();
    bytes
        .windows(3)
        .enumerate()
        .filter(|(_, w)| w[0].is_ascii_digit())
        .any(|(at, w)| match w[1] {
            b',' => matches!(digits(at + 2), 1 | 2),
            b'.' => {
                let n = digits(at + 2);
                let next = bytes.get(at + 2 + n).copied().unwrap_or(b' ');
                n == 3 && matches!(next, b'.' | b' ') || matches!(n, 1 | 2) && next == b'.'
            }
            b' ' => bytes[at + 1..].starts_with(b" of"),
            _ => false,
        })
}

/// A quotation of a word or two with a capital, behind a space.
pub(crate) fn short_title(line: &str) -> bool {
    let bytes = line.as_bytes();
    let mark = |at: usize| match bytes[at..] {
        [b'"', ..] => 1,
        [0xc2, 0xab | 0xbb, ..] => 2,
        [0xe2, 0x80, 0x9c | 0x9d, ..] => 3,
        _ => 0,
    };
    let mut opens = bytes
        .windows(2)
        .enumerate()
        .filter(|(_, w)| w[0] == b' ' && matches!(w[1], b'"' | 0xc2 | 0xe2));
    opens.any(|(at, _)| {
        let from = at + 1 + mark(at + 1);
        let title = bytes.get(from..).unwrap_or(&[]);
        let letters = title
            .iter()
            .take(15)
            .take_while(|b| b.is_ascii_alphabetic() || **b == b' ');
        let length = letters.count();
        from > at + 1 && length >= 3 && title[0].is_ascii_uppercase() && mark(from + length) > 0
    })
}

/// A conjunction before an infinitive, in small letters.
pub(crate) fn infinitive(line: &str) -> bool {
    let before = ["ecause", "lthough", "nless", "hereas"];
    line.match_indices(" to ")
        .any(|(at, _)| before.iter().any(|b| line[..at].ends_with(b)))
}

/// A relative clause behind a pair of capitals with a hyphen.
pub(crate) fn cut_off(line: &str) -> bool {
    let mut hyphens = line
        .as_bytes()
        .windows(3)
        .filter(|w| w[1] == b'-' && w[0].is_ascii_lowercase());
    hyphens.any(|w| w[2].is_ascii_uppercase()) && (line.contains(", wh") || line.contains(", that"))
}
