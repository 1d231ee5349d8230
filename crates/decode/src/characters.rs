//! Characters that no reader should meet: controls, characters without width, direction controls, U+FFFD.
//!
//! The one line break of the house is U+000A. In a text file CR, VT, FF, NEL, U+2028 and U+2029 end a line too, so
//! they stand between blocks and are white space; inside a block CR before U+000A goes, and the others become a space. What text needs stays: ZWJ and ZWNJ (emoji, Persian, Indic), LRM and RLM, variation
//! selectors, and the tag characters of flag emoji. Of a run of combining marks as many stay as the Stream-Safe Text Format of
//! UAX 15 lets stand.

use std::collections::BTreeMap;
use std::ops::Range;

use copydesk_model::{Annotation, ArtifactKind, Mark, RuleId, Span};
use unicode_normalization::char::is_combining_mark;

/// So many combining marks stay on one letter; no script needs half as many.
const MARKS: usize = 30;

/// What to do about one character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Defect {
    /// A control character; it goes.
    Control,
    /// A line break of another convention.
    Break,
    /// A terminal's escape sequence; it goes as a whole.
    Escape,
    ZeroWidth,
    SoftHyphen,
    Tag,
    Bidi,
    Replacement,
    /// Combining marks beyond [`MARKS`] on one letter.
    Pile,
    /// CR before LF: of the line's end, which no repair of the line reaches across.
    Return,
}

impl Defect {
    fn of(c: char, next: Option<char>) -> Option<Defect> {
        Some(match c {
            '\n' | '\t' | ' '..='~' => return None,
            '\r' if next == Some('\n') => Defect::Return,
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Defect::Break,
            '\u{1b}' if next.is_some_and(|n| matches!(n, '[' | ']' | 'P' | 'X' | '^' | '_' | '(' | ')')) => {
                Defect::Escape
            }
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Defect::Control,
            '\u{ad}' => Defect::SoftHyphen,
            '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{180e}' => Defect::ZeroWidth,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' => Defect::Bidi,
            '\u{fffd}' => Defect::Replacement,
            '\u{e0000}'..='\u{e007f}' => Defect::Tag,
            _ => return None,
        })
    }

    /// Kind, repair, rule.
    fn report(self) -> (ArtifactKind, Option<&'static str>, &'static str) {
        use ArtifactKind::{BidiControl, ControlCharacter, ReplacementCharacter, ZeroWidth};
        match self {
            Defect::Control | Defect::Return => (ControlCharacter, Some(""), "decode/character/control"),
            Defect::Break => (ControlCharacter, Some(" "), "decode/character/line-break"),
            Defect::Escape => (ControlCharacter, Some(""), "decode/character/terminal-escape"),
            Defect::ZeroWidth => (ZeroWidth, Some(""), "decode/character/zero-width"),
            Defect::SoftHyphen => (ZeroWidth, Some(""), "decode/character/soft-hyphen"),
            Defect::Tag => (ZeroWidth, Some(""), TAG),
            Defect::Bidi => (BidiControl, Some(""), "decode/character/bidi-control"),
            Defect::Pile => (ZeroWidth, Some(""), PILE),
            Defect::Replacement => (ReplacementCharacter, None, "decode/character/replacement"),
        }
    }
}

/// The rule of characters that spell a hidden text.
pub(crate) const TAG: &str = "decode/character/tag";
/// The rule of marks beyond measure.
pub(crate) const PILE: &str = "decode/character/combining-pile";

/// Bytes from which on findings are counted before they are told.
const LARGE: usize = 1 << 20;

/// From so many findings on, those within one word are one.
const MANY: usize = 100_000;

/// Runs of one defect are one finding, so a megabyte of NUL is one line in the tables. Line breaks stand singly,
/// since each becomes one. In a page of very many findings, a word with a defect between its letters is one.
pub(crate) fn annotate(text: &str) -> Vec<Annotation> {
    let bytes = text.as_bytes();
    let mut found: Vec<Annotation> = Vec::new();
    let mut rules: BTreeMap<&str, RuleId> = BTreeMap::new();
    if text.len() > LARGE {
        // Many findings are never there twice, as they would be when their room grows.
        found.reserve_exact(bytes.iter().filter(|&&b| may_be_defect(b)).count());
    }
    let mut at = 0;
    let mut flag = false;
    loop {
        at += bytes[at..]
            .iter()
            .position(|&b| may_begin(b))
            .unwrap_or(bytes.len() - at);
        let Some(c) = text[at..].chars().next() else { break };
        let next = text[at + c.len_utf8()..].chars().next();
        // Tags that follow a black flag spell a region and end with a cancel tag.
        let in_flag = flag && ('\u{e0020}'..='\u{e007f}').contains(&c);
        flag = (c == '\u{1f3f4}' || in_flag) && c != '\u{e007f}';
        let (defect, length) = match Defect::of(c, next).filter(|_| !in_flag) {
            Some(defect @ Defect::Break) => (defect, c.len_utf8()),
            Some(defect @ Defect::Escape) => (defect, escape(&text[at..])),
            Some(defect) => (defect, run(&text[at..], defect)),
            None => {
                let (stay, beyond) = marks(&text[at..]);
                at += stay.max(c.len_utf8());
                (Defect::Pile, beyond)
            }
        };
        if length == 0 {
            continue;
        }
        let end = at + length;
        let (kind, mut repair, rule) = defect.report();
        let beside_space = text[..at].ends_with(char::is_whitespace) || text[end..].starts_with(char::is_whitespace);
        if defect == Defect::Break && beside_space {
            repair = Some("");
        }
        let rule = rules.entry(rule).or_insert_with(|| RuleId::new(rule));
        let one_of_many = found.len() >= MANY && repair == Some("");
        if one_of_many && found.last_mut().is_some_and(|last| grows(text, last, rule, at..end)) {
            at = end;
            continue;
        }
        if let Some(span) = Span::new(text, at, end) {
            found.push(match repair {
                Some(repair) => Annotation::repair(span, kind, repair, true, rule, 1.0),
                None => Annotation::artifact(span, kind, rule, 1.0),
            });
        }
        at = end;
    }
    found
}

/// Lets the last finding take in the next one, `next`, by the same rule within the same word. Whether it does.
fn grows(text: &str, last: &mut Annotation, rule: &RuleId, next: Range<usize>) -> bool {
    let (start, letters) = (last.span.start(), &text[last.span.end()..next.start]);
    let near = last.rule == *rule && next.end - start <= LONGEST_WORD && letters.chars().all(char::is_alphanumeric);
    match (&mut last.mark, Span::new(text, start, next.end).filter(|_| near)) {
        (
            Mark::Artifact {
                repair: Some(repair), ..
            },
            Some(whole),
        ) => {
            *repair = format!("{repair}{letters}").into();
            last.span = whole;
            true
        }
        _ => false,
    }
}

/// Whether a byte begins a character that [`Defect::of`] knows, a tag character or the flag before them, or a combining
/// mark; other text is passed over byte by byte.
fn may_begin(b: u8) -> bool {
    // Combining marks of all scripts, of Hebrew, Arabic and of the scripts of India.
    may_be_defect(b) || matches!(b, 0xcc | 0xcd | 0xd2 | 0xd6..=0xd9 | 0xdb | 0xe0)
}

/// The same without combining marks, which seldom are one.
fn may_be_defect(b: u8) -> bool {
    matches!(b, 0..=0x08 | 0x0b..=0x1f | 0x7f | 0xc2 | 0xe1 | 0xe2 | 0xef | 0xf0 | 0xf3)
}

/// Bytes of the combining marks that a text begins with: of the first [`MARKS`], and of those beyond.
fn marks(text: &str) -> (usize, usize) {
    let bytes = |marks: usize| {
        let run = text.chars().take_while(|c| is_combining_mark(*c));
        run.take(marks).map(char::len_utf8).sum::<usize>()
    };
    let stay = bytes(MARKS);
    (stay, bytes(usize::MAX) - stay)
}

/// Bytes of the characters with the same defect.
fn run(text: &str, defect: Defect) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if Defect::of(c, chars.peek().map(|&(_, c)| c)) != Some(defect) {
            return at;
        }
    }
    text.len()
}

/// Bytes of a word whose findings are told as one.
const LONGEST_WORD: usize = 256;

/// A longer title or link of a terminal is text behind a stray control.
const LONGEST_ESCAPE: usize = 2_048;

/// Bytes of an escape sequence as terminals read it (ECMA-48): `ESC [ … letter`, `ESC ( letter`, or a string such as
/// `ESC ] … BEL` within one line; of a string without an end the first character alone.
fn escape(text: &str) -> usize {
    let body = &text.as_bytes()[2..];
    match text.as_bytes()[1] {
        b'[' => {
            let len = body
                .iter()
                .position(|b| !(0x20..=0x3f).contains(b))
                .unwrap_or(body.len());
            2 + len + usize::from(body.get(len).is_some_and(|b| (0x40..=0x7e).contains(b)))
        }
        b'(' | b')' => 2 + usize::from(body.first().is_some_and(u8::is_ascii_alphanumeric)),
        _ => {
            let line = &body[..body.len().min(LONGEST_ESCAPE)];
            let end = line.iter().position(|b| matches!(b, 0x07 | b'\n' | 0x1b));
            match end.map(|end| (end, &line[end..])) {
                Some((end, [0x07, ..])) => 2 + end + 1,
                Some((end, [0x1b, b'\\', ..])) => 2 + end + 2,
                _ => 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_model::Mark;

    /// Found by the fuzzer: as one finding the two lay across the end of a block, and the control character stayed in the text.
    #[test]
    fn a_control_before_a_line_end_is_a_finding_of_its_own() {
        let found: Vec<_> = annotate("a\u{1}\r\nb").iter().map(|a| a.span.range()).collect();
        assert_eq!(found, [1..2, 2..3]);
    }

    /// The text after the repairs that are applied, and the kinds found.
    #[track_caller]
    fn check(text: &str, expected: &str, kinds: &[&str]) {
        let (mut out, mut at, mut seen) = (String::new(), 0, Vec::new());
        for a in annotate(text) {
            let Mark::Artifact { kind, repair, apply } = &a.mark else {
                panic!("{a:?}")
            };
            assert!(a.span.start() >= at);
            seen.push(kind.name());
            out.push_str(&text[at..a.span.start()]);
            out.push_str(repair.as_deref().filter(|_| *apply).unwrap_or(a.span.of(text)));
            at = a.span.end();
        }
        out.push_str(&text[at..]);
        assert_eq!((out.as_str(), &seen[..]), (expected, kinds));
        if seen.iter().all(|&k| k != "replacement_character") {
            assert!(annotate(&out).is_empty(), "repairs are made once: {out:?}");
        }
    }

    #[test]
    fn controls_go_and_other_line_breaks_become_spaces() {
        check("plain\n\ttext — Мінск\n", "plain\n\ttext — Мінск\n", &[]);
        check("a\r\nb\r\n", "a\nb\n", &["control_character", "control_character"]);
        check("a\rb", "a b", &["control_character"]);
        check("a \u{2028}b", "a b", &["control_character"]);
        check(
            "a\u{b}b\u{c}c\u{85}d\u{2028}e\u{2029}f",
            "a b c d e f",
            &["control_character"; 5],
        );
        check("a\0\0\0b\u{7f}", "ab", &["control_character"; 2]);
        check("\u{1b}[31;1mred\u{1b}[0m", "red", &["control_character"; 2]);
        check("x\u{1b}[", "x", &["control_character"]);
        check("\u{1b}]0;a title\u{7}\u{1b}(Btext", "text", &["control_character"; 2]);
        check(
            "\u{1b}]8;;http://a.example\u{1b}\\a link\u{1b}]8;;\u{1b}\\",
            "a link",
            &["control_character"; 2],
        );
        check("no \u{1b}] end\n\u{7}", "no ] end\n", &["control_character"; 2]);
        check("", "", &[]);
    }

    #[test]
    fn nothing_without_width_stays_but_what_text_needs() {
        check(
            "Mi\u{ad}nsk\u{200b}\u{200b} a\u{2060}b\u{feff}",
            "Minsk ab",
            &["zero_width"; 4],
        );
        check(
            "می\u{200c}خواهم 👨\u{200d}👩\u{200d}👧 क्\u{200d}ष",
            "می\u{200c}خواهم 👨\u{200d}👩\u{200d}👧 क्\u{200d}ष",
            &[],
        );
        check("a\u{e0068}\u{e0069}b", "ab", &["zero_width"]);
        let wales = "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}";
        check(wales, wales, &[]);
        check(&format!("{wales}\u{e0041}"), wales, &["zero_width"]);
        check("♥\u{fe0f}", "♥\u{fe0f}", &[]);
    }

    #[test]
    fn a_pile_of_marks_is_cut_and_letters_of_any_script_keep_theirs() {
        let pile = |marks: usize| format!("a{}b", "\u{301}\u{323}".repeat(marks / 2));
        check(&pile(30), &pile(30), &[]);
        check(&pile(1_000), &pile(30), &["zero_width"]);
        check(
            &format!("{}{}", pile(1_000), "ि".repeat(31)),
            &format!("{}{}", pile(30), "ि".repeat(30)),
            &["zero_width"; 2],
        );
        for text in ["Việt Nam e\u{302}\u{301}", "שָׁלוֹם", "مُحَمَّدٌ", "क्षत्रिय", "ที่นี่"]
        {
            check(text, text, &[]);
        }
    }

    #[test]
    fn overrides_go_and_marks_of_direction_stay() {
        check("a\u{202e}cba\u{202c} \u{2066}x\u{2069}", "acba x", &["bidi_control"; 4]);
        check("שלום\u{200f}, \u{200e}Minsk", "שלום\u{200f}, \u{200e}Minsk", &[]);
    }

    /// A letter with a mark behind it is a finding each time, until there are very many: then a word is.
    #[test]
    fn of_very_many_findings_a_word_is_one() {
        let word = "M\u{200b}i\u{200b}n\u{200b}s\u{200b}k ";
        let found = annotate(&word.repeat(MANY / 4 + 3));
        assert_eq!(found.len(), MANY + 3);
        let text = word.repeat(MANY / 4 + 3);
        let (mut out, mut at) = (String::new(), 0);
        for a in &found {
            let Mark::Artifact {
                repair: Some(repair),
                apply: true,
                ..
            } = &a.mark
            else {
                panic!("{a:?}")
            };
            out.push_str(&text[at..a.span.start()]);
            out.push_str(repair);
            at = a.span.end();
        }
        out.push_str(&text[at..]);
        assert_eq!(out, "Minsk ".repeat(MANY / 4 + 3));
    }

    #[test]
    fn what_was_lost_is_reported() {
        check(
            "caf\u{fffd}\u{fffd} x",
            "caf\u{fffd}\u{fffd} x",
            &["replacement_character"],
        );
    }
}
