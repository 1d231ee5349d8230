//! Full stops, commas, ellipses and marks of other writing systems.

use copydesk_model::ArtifactKind;

use crate::{
    finding::Finding,
    marks::{after, before},
    tongue::Tongue,
};

/// A token around a point is read so far, so that a line without spaces costs linear time.
const REACH: usize = 64;

/// English words that begin sentences and end no domain name: where one follows a full stop, a space is missing.
const STARTERS: &[&str] = &[
    "A",
    "According",
    "After",
    "All",
    "Also",
    "An",
    "And",
    "As",
    "At",
    "But",
    "By",
    "For",
    "From",
    "He",
    "Her",
    "His",
    "However",
    "If",
    "In",
    "It",
    "Its",
    "Many",
    "On",
    "One",
    "She",
    "Since",
    "So",
    "Some",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "To",
    "We",
    "What",
    "When",
    "While",
    "With",
    "You",
];

/// Ends of addresses, also when somebody wrote them with a capital.
const DOMAINS: &[&str] = &[
    "com", "org", "net", "info", "edu", "gov", "biz", "news", "today", "eu", "io", "media",
];

/// A full stop or an ellipsis; gives where to go on.
pub(crate) fn stop(line: &str, at: usize, c: char, tongue: &Tongue, found: &mut Vec<Finding>) -> usize {
    let rest = &line[at..];
    let dots = rest.len() - rest.trim_start_matches('.').len();
    let end = at + if c == '.' { dots } else { c.len_utf8() };
    let ellipsis = c == '…' || dots >= 3;
    if ellipsis && at == 0 {
        let first = line[end..].trim_start().chars().next();
        if first.is_some_and(char::is_lowercase) {
            let f = Finding::new(at, end, ArtifactKind::LeadingEllipsis, "ellipsis/leading", 0.9);
            found.push(f);
        }
    }
    if dots >= 3 && before(line, at) != Some('/') {
        let f = Finding::new(at, end, ArtifactKind::AsciiEllipsis, "ellipsis/ascii", 0.95);
        found.push(if dots == 3 { f.suggest("…") } else { f });
    }
    if c == '.' && dots == 1 {
        missing_space(line, at, tongue, found);
    }
    end
}

/// A word, a point, a word and no space between them.
pub(crate) fn missing_space(line: &str, at: usize, tongue: &Tongue, found: &mut Vec<Finding>) {
    let point = line.as_bytes()[at];
    let (Some(left), Some(right)) = (before(line, at), after(line, at + 1)) else {
        return;
    };
    if !left.is_lowercase() || !right.is_alphabetic() || (point != b',' && !right.is_uppercase()) {
        return;
    }
    let start = at.saturating_sub(REACH);
    let start = (start..at).find(|&k| line.is_char_boundary(k)).unwrap_or(at);
    let head = line[start..at].rsplit(char::is_whitespace).next().unwrap_or("");
    let end = (at + 1 + REACH).min(line.len());
    let end = (at + 1..=end)
        .rev()
        .find(|&k| line.is_char_boundary(k))
        .unwrap_or(at + 1);
    let tail = line[at + 1..end].split(char::is_whitespace).next().unwrap_or("");
    // Addresses, file names, lists of codes.
    let odd = |c: char| matches!(c, '/' | '@' | '_' | '\\' | '=' | '#' | '&' | '<' | '>' | '|') || c.is_ascii_digit();
    let inner = tail.trim_end_matches(|c: char| !c.is_alphanumeric());
    if head.contains(odd) || tail.contains(odd) || head.contains(['.', ',']) || inner.contains(['.', ',', ':']) {
        return;
    }
    let last = head.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let first = inner.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let (m, n) = (last.chars().count(), first.chars().count());
    let sentence = point != b',';
    // A short or capitalised word before the point is an abbreviation or half a name: "St.Petersburg", "Node.Js".
    let plain = last.chars().all(char::is_lowercase) && first.chars().skip(1).all(char::is_lowercase);
    let starter = tongue.english && STARTERS.contains(&first);
    let domain = inner == first && DOMAINS.contains(&first.to_lowercase().as_str());
    if !plain || domain || m < 3 || !(n >= 3 || starter) {
        return;
    }
    let end = at + 1 + right.len_utf8();
    let score = if starter || !sentence { 0.95 } else { 0.85 };
    let f = Finding::new(at, end, ArtifactKind::MissingSpace, "space/missing", score);
    let mended = format!("{} {right}", point as char);
    found.push(f.mend(mended, starter && sentence));
}

/// A sentence that begins right behind a closing bracket.
pub(crate) fn after_bracket(line: &str, at: usize, next: usize, tongue: &Tongue, found: &mut Vec<Finding>) {
    let mark = after(line, next).filter(|&c| c == '“' && tongue.curly_opens);
    let word = next + mark.map_or(0, char::len_utf8);
    let mut letters = line[word..].chars();
    let (Some(a), Some(b)) = (letters.next(), letters.next()) else {
        return;
    };
    if a.is_uppercase() && b.is_lowercase() {
        let end = word + a.len_utf8();
        let f = Finding::new(at, end, ArtifactKind::MissingSpace, "space/missing-after-bracket", 0.85);
        found.push(f.suggest(format!("{} {}", &line[at..next], &line[next..end])));
    }
}

/// ¿ and ¡ in English.
pub(crate) fn inverted(line: &str, at: usize, c: char, found: &mut Vec<Finding>) {
    let end = at + c.len_utf8();
    let mut reach = (end + 400).min(line.len());
    while !line.is_char_boundary(reach) {
        reach -= 1;
    }
    let paired = line[end..reach].contains(if c == '¿' { '?' } else { '!' });
    let word = after(line, end).is_some_and(char::is_alphanumeric);
    let f = Finding::new(at, end, ArtifactKind::InvertedPunctuation, "punctuation/inverted", 0.95);
    found.push(f.mend("", paired && word));
}

/// Full-width and ideographic marks in a text of letters.
pub(crate) fn full_width(line: &str, at: usize, c: char, found: &mut Vec<Finding>) {
    let end = at + c.len_utf8();
    let head = line[..at].trim_end();
    let (left, right) = (head.chars().next_back(), after(line, end));
    let near = line[end..].trim_start().chars().next();
    // Beside its own script the mark is part of a gloss.
    if [left, near].into_iter().flatten().any(is_east_asian) {
        return;
    }
    let ascii = match c {
        '，' | '、' => ",",
        '。' | '．' => ".",
        '！' => "!",
        '？' => "?",
        '；' => ";",
        '：' => ":",
        '（' => "(",
        '）' => ")",
        '\u{3008}'..='\u{3011}' | '％' => "",
        _ => return,
    };
    let rule = "punctuation/full-width";
    if ascii.is_empty() {
        found.push(Finding::new(at, end, ArtifactKind::CjkPunctuation, rule, 0.98));
        return;
    }
    let word = right.is_some_and(|r| r.is_alphanumeric() || matches!(r, '“' | '‘' | '(' | '（' | '«'));
    let digits = left.is_some_and(|l| l.is_ascii_digit()) && right.is_some_and(|r| r.is_ascii_digit());
    let (start, mended) = match c {
        '（' => {
            let space = before(line, at).is_some_and(char::is_alphanumeric);
            (at, format!("{}(", if space { " " } else { "" }))
        }
        _ => (
            head.len().max(if head.is_empty() { at } else { 0 }),
            format!("{ascii}{}", if word && !digits { " " } else { "" }),
        ),
    };
    let f = Finding::new(start, end, ArtifactKind::CjkPunctuation, rule, 0.98);
    found.push(f.mend(mended, left.is_some()));
}

fn is_east_asian(c: char) -> bool {
    matches!(u32::from(c), 0x2e80..=0x2fff | 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7a3 | 0xf900..=0xfaff)
}
