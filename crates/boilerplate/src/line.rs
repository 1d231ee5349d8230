//! What can be told of one line without its neighbours.

use memchr::memchr3_iter;

use crate::chars::Classes;

/// Longest name, in code points.
const NAME: usize = 50;
/// More words than these are as many: rules ask about short lines.
const MANY: usize = 12;

/// How a line ends, closing quotation marks and brackets aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// A full stop or an ellipsis.
    Stop,
    /// A question or exclamation mark.
    Ask,
    /// A colon.
    Colon,
    /// None of these.
    Open,
}

/// The ending of a line.
pub(crate) fn end(text: &str) -> End {
    let closing =
        |c: char| c.is_whitespace() || matches!(c, '"' | '”' | '“' | '’' | '‘' | '\'' | '»' | '›' | ')' | ']');
    match text.trim_end_matches(closing).chars().next_back() {
        Some('.' | '…' | '。' | '।' | '۔' | '．' | ';') => End::Stop,
        Some('!' | '?' | '！' | '？' | '؟') => End::Ask,
        Some(':' | '：') => End::Colon,
        // A quotation that goes on in the next line: “…it is so,”
        Some(',') if text.trim_end().ends_with(['"', '”', '“', '»', '’']) => End::Stop,
        _ => End::Open,
    }
}

/// The byte ranges of a line that stand in quotation marks. A double mark without partner quotes to the end;
/// a single one must close before something that is no letter, as an apostrophe does not.
pub(crate) fn quoted(text: &str) -> Vec<(usize, usize)> {
    let mut ranges = Vec::new();
    let mut open: Option<(usize, char)> = None;
    // The first bytes of all marks; no other character has them inside.
    for at in memchr3_iter(b'"', b'\xe2', b'\xc2', text.as_bytes()) {
        let mut chars = text[at..].chars();
        let Some(c) = chars.next() else { break };
        let closes = match open {
            // A closing guillemet that closes nothing is an arrow.
            None => {
                if matches!(c, '“' | '„' | '«' | '"' | '‘') {
                    open = Some((at, c));
                }
                false
            }
            Some((_, '“')) => matches!(c, '”' | '"'),
            Some((_, '„')) => matches!(c, '“' | '”' | '"'),
            Some((_, '«')) => c == '»',
            Some((_, '‘')) => c == '’' && chars.next().is_none_or(|next| !next.is_alphanumeric()),
            Some(_) => c == '"',
        };
        if let Some((start, _)) = open.filter(|_| closes) {
            ranges.push((start, at + c.len_utf8()));
            open = None;
        }
    }
    ranges.extend(
        open.filter(|(_, mark)| *mark != '‘')
            .map(|(start, _)| (start, text.len())),
    );
    ranges
}

/// Whether a word is written with a capital though no sentence begins there.
pub(crate) fn formal(before: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == ',';
    word.starts_with(char::is_uppercase) && before.trim_end().ends_with(inside)
}

/// A hash of a text, eight bytes at a step.
pub(crate) fn hash(text: &str) -> u64 {
    let step = |hash: u64, value: u64| (hash ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let (whole, rest) = text.as_bytes().as_chunks::<8>();
    let hash = whole
        .iter()
        .fold(text.len() as u64, |hash, bytes| step(hash, u64::from_le_bytes(*bytes)));
    let last = rest.iter().fold(0, |last, &byte| last << 8 | u64::from(byte));
    step(hash, last)
}

/// Whether a line begins as direct speech: with a quotation mark or the dash of a dialogue.
pub(crate) fn opens_speech(text: &str) -> bool {
    text.starts_with(['“', '"', '«', '„', '‘', '—', '–']) || text.starts_with("- ")
}

/// The words of a line: runs of letters, digits and what joins them.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '‑')))
        .filter(|w| w.chars().any(char::is_alphanumeric))
}

/// How many [`words`] a line has; twelve or more are twelve.
pub(crate) fn count_words(text: &str) -> usize {
    let classes = Classes::get();
    let (mut count, mut inside) = (0, false);
    for c in text.chars() {
        let class = classes.of(c);
        count += usize::from(class.alphanumeric && !inside);
        inside = class.alphanumeric || (inside && class.joins);
        if count == MANY {
            break;
        }
    }
    count
}

/// Whether a line is made of digits, their marks and nothing else: `0 0`, `12`, `1,204 / 3`.
pub(crate) fn only_counts(text: &str) -> bool {
    let mut digits = 0;
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits += 1;
        } else if !(c.is_whitespace() || matches!(c, '.' | ',' | '/' | '|' | '·' | '•' | 'K' | 'k')) {
            return false;
        }
    }
    (1..=12).contains(&digits) && !numeric_date(text)
}

/// Whether a line holds a date in digits: `30.09.2022`, `2022-09-30`, `9/30/22`.
pub(crate) fn numeric_date(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')' | 'T'))
        .any(|token| {
            let token = token.trim_end_matches(['.', ':']);
            let parts: Vec<&str> = token.split(['.', '/', '-']).collect();
            let digits = |p: &&str| (1..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
            parts.len() == 3
                && parts.iter().all(digits)
                && (parts[0].len() == 4 || matches!(parts[2].len(), 2 | 4))
                && parts[1].len() <= 2
        })
}

/// Whether a line has the shape of one person's or body's name: `Mira T.`, `María de la Cruz`, `Meridian Press Service`.
/// `particle` tells which small words belong to names.
pub(crate) fn name_shaped(text: &str, particle: impl Fn(&str) -> bool) -> bool {
    // Four bytes to a code point at most.
    if text.len() > 4 * NAME || text.chars().count() > NAME {
        return false;
    }
    let tokens: Vec<&str> = text.split_whitespace().collect();
    if !(2..=5).contains(&tokens.len()) {
        return false;
    }
    let mut capitals = 0;
    for (k, token) in tokens.iter().enumerate() {
        let bare = token.trim_matches(['(', ')', '"', '“', '”', '«', '»']);
        let initial = bare.ends_with('.') && bare.chars().filter(|c| c.is_alphabetic()).count() <= 2;
        let letters = bare.trim_end_matches('.');
        if bare.ends_with('.') && !initial {
            return false;
        }
        let mut chars = letters.chars();
        let Some(first) = chars.next() else { return false };
        if !chars.all(|c| c.is_alphabetic() || is_mark(c) || matches!(c, '\'' | '’' | '-' | '.' | 'ʼ')) {
            return false;
        }
        if first.is_uppercase() {
            capitals += 1;
        } else if k == 0 || k + 1 == tokens.len() || !particle(letters) {
            return false;
        }
    }
    capitals >= 2
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether a line begins as a speaker's turn: `Question: …`, `V. Makei: …`.
pub(crate) fn speaker(text: &str) -> bool {
    // Thirty code points have no more bytes.
    let bytes = text.as_bytes();
    let Some(colon) = bytes[..bytes.len().min(122)].windows(2).position(|w| w == b": ") else {
        return false;
    };
    let head = &text[..colon];
    head.chars().count() <= 30
        && head.split_whitespace().count() <= 3
        && head.chars().next().is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_look_through_quotation_marks() {
        for (text, want) in [
            ("It is so.”", End::Stop),
            ("“It is so,”", End::Stop),
            ("Really?»", End::Ask),
            ("Read also:", End::Colon),
            ("Minsk", End::Open),
            ("Minsk, ", End::Open),
            ("", End::Open),
        ] {
            assert_eq!(end(text), want, "{text:?}");
        }
    }

    #[test]
    fn quotations_are_found_in_several_styles() {
        for (text, want) in [
            ("a “b” c", vec!["“b”"]),
            ("«b» und „c“ and \"d\"", vec!["«b»", "„c“", "\"d\""]),
            ("a “b", vec!["“b"]),
            ("‘b’s c’ d", vec!["‘b’s c’"]),
            ("the ‘90s", vec![]),
            ("More »", vec![]),
        ] {
            let got: Vec<&str> = quoted(text).into_iter().map(|(s, e)| &text[s..e]).collect();
            assert_eq!(got, want, "{text:?}");
        }
    }

    #[test]
    fn names_have_a_shape() {
        let particle = |w: &str| matches!(w, "de" | "la" | "van");
        for name in [
            "Mira T.",
            "María de la Cruz",
            "Іван Іваноў",
            "J. R. Okonski",
            "Jean-Paul O’Neil",
        ] {
            assert!(name_shaped(name, particle), "{name}");
        }
        for other in [
            "Vladimir Putin.",
            "Put in Belarus",
            "Minsk",
            "Room 12",
            "the Elder",
            "",
            "Read more",
        ] {
            assert!(!name_shaped(other, particle), "{other}");
        }
    }

    #[test]
    fn numbers_that_are_counts_and_numbers_that_are_dates() {
        assert!(only_counts("0 0") && only_counts("1,204") && !only_counts("30.09.2022") && !only_counts("€ 5"));
        assert!(
            numeric_date("30.09.2022 | 11:25") && numeric_date("2022-09-30T08:00") && !numeric_date("10.2 million")
        );
    }
}
