//! Lines and paragraphs of a text file. The text stays as it is; which lines are not the article is not decided here.

use copydesk_model::{Block, BlockKind, Meta, Region, Span};

use crate::Extracted;

/// Line breaks of other conventions: CR alone, VT, FF, the two of Unicode, and NEL.
const BREAKS: [char; 6] = ['\r', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}', '\u{85}'];

/// The blocks of a text file: its lines, or its paragraphs where lines were wrapped by hand.
pub fn plain(text: String) -> Extracted {
    // Beside line ends of another kind NEL is what is left of a letter that was decoded wrongly: `х` as `Ñ` and NEL.
    let breaks = if text.contains('\n') { &BREAKS[..5] } else { &BREAKS };
    let lines: Vec<Option<Span>> = text
        .split('\n')
        .flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split(breaks))
        .map(|line| {
            Span::of_slice(&text, line)
                .map(|s| s.trimmed(&text))
                .filter(|s| !s.is_empty())
        })
        .collect();
    let wrapped = is_wrapped(&text, &lines);
    let mut blocks: Vec<Block> = Vec::new();
    let mut run: Option<Span> = None;
    for line in &lines {
        match (line, run) {
            (Some(line), Some(open)) if wrapped => run = Span::new(&text, open.start(), line.end()),
            (Some(line), _) => {
                blocks.extend(run.map(block));
                run = Some(*line);
            }
            (None, _) => blocks.extend(run.take().map(block)),
        }
    }
    blocks.extend(run.map(block));
    Extracted {
        page: text,
        blocks,
        labels: Vec::new(),
        meta: Meta::default(),
        flags: Vec::new(),
    }
}

fn block(span: Span) -> Block {
    Block {
        span,
        kind: BlockKind::Paragraph,
        region: Region::Main,
        link_bytes: 0,
    }
}

/// Whether line ends are those of a typewriter: lines that go on are of nearly the same length, and paragraphs
/// of several lines are parted by blank ones.
fn is_wrapped(text: &str, lines: &[Option<Span>]) -> bool {
    // A line goes on when another follows it at once.
    let (mut going_on, mut full, mut longest, mut blank) = (0_usize, 0_usize, 0_usize, 0_usize);
    for pair in lines.windows(2) {
        match (&pair[0], &pair[1]) {
            (Some(a), Some(_)) => {
                let chars = a.of(text).chars().count();
                going_on += 1;
                full += usize::from((55..=90).contains(&chars));
                longest = longest.max(chars);
            }
            (Some(_), None) => blank += 1,
            _ => {}
        }
    }
    let filled = lines.iter().flatten().count();
    // Without blank lines nothing tells where a paragraph ends, and a list of headlines would become one.
    going_on >= 4 && blank >= 2 && full * 10 >= going_on * 7 && longest <= 100 && going_on * 2 >= filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_decoded_wrongly_ends_no_line() {
        let text = "Одного из четырёх мостов нет\nдва".replace('х', "\u{d1}\u{85}");
        assert_eq!(plain(text).blocks.len(), 2);
    }

    #[test]
    fn every_convention_ends_a_line() {
        for end in ["\n", "\r\n", "\r", "\u{2028}", "\u{2029}", "\u{85}", "\u{b}", "\u{c}"] {
            check(&["One.", "Two.", "", "Three."].join(end), &["One.", "Two.", "Three."]);
        }
    }

    fn check(text: &str, want: &[&str]) {
        let got = plain(text.to_owned());
        assert_eq!(got.page, text);
        let got: Vec<_> = got.blocks.iter().map(|b| b.span.of(text)).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn a_line_is_a_block() {
        check(
            "Загаловак\r\n\r\n  Першы сказ. \r\nДругі.\r\n",
            &["Загаловак", "Першы сказ.", "Другі."],
        );
        check("", &[]);
        check(" \n\u{a0}\n\t", &[]);
        check("one", &["one"]);
    }

    #[test]
    fn lines_wrapped_by_hand_are_paragraphs() {
        let a = "The council met on Monday and spoke for several hours about the new\nbridge, which had been planned for years and was never begun, and then\nthe members went home.";
        let b = "Nobody could say on Tuesday what had been decided, and the minutes of\nthe meeting were not to be had from the office, which stays closed for\nthe whole week.";
        check(&format!("Bridge\n\n{a}\n\n{b}\n"), &["Bridge", a, b]);
    }
}
