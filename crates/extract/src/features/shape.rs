//! The line's own text, counted over its beginning; how it ends.

use copydesk_model::BlockKind;

use super::columns::Columns;
use super::{Known, Rows};
use crate::cues::{Cue, tells};

/// So many bytes of a line are counted; what matters of a longer one is that it is long.
const READ: usize = 320;

/// What was counted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shape {
    pub(crate) chars: f32,
    pub(crate) link: f32,
    pub(crate) words: f32,
    pub(crate) lower: f32,
    pub(crate) capital: f32,
    pub(crate) short: f32,
    pub(crate) digits: f32,
    pub(crate) commas: f32,
    pub(crate) sentences: f32,
    pub(crate) marks: f32,
    pub(crate) questions: f32,
    pub(crate) begins: u8,
    pub(crate) ends: u8,
    pub(crate) times: f32,
    pub(crate) upper: f32,
    pub(crate) in_title: f32,
    pub(crate) in_summary: f32,
    pub(crate) in_authors: f32,
    pub(crate) in_data: f32,
    pub(crate) copies: f32,
    pub(crate) address: bool,
    pub(crate) hash: u64,
}

impl Shape {
    /// A line of running text.
    pub(crate) fn good(&self) -> bool {
        self.chars >= 60.0 && self.ends == 1 && self.link < 0.5
    }

    /// What it weighs as prose.
    pub(crate) fn prose(&self) -> f32 {
        if self.link > 0.5 { 0.0 } else { self.chars }
    }
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn mix(h: u64, c: u32) -> u64 {
    (h ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3)
}

/// Hashes of the words of a text, lower case.
fn words(text: &str) -> impl Iterator<Item = u64> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| {
            w.chars()
                .flat_map(char::to_lowercase)
                .fold(SEED, |h, c| mix(h, c as u32))
        })
}

fn set(text: &str, most: usize) -> Vec<u64> {
    let mut out: Vec<u64> = words(text).take(most).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Words that a page says of itself, as sorted hashes.
struct Sets {
    title: Vec<u64>,
    summary: Vec<u64>,
    names: Vec<u64>,
}

/// Runs of three words.
fn triples(words: &[u64]) -> impl Iterator<Item = u64> + '_ {
    words.windows(3).map(|w| {
        w.iter().fold(SEED, |h, &x| {
            (h ^ x).rotate_left(23).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        })
    })
}

/// The shapes of lines.
pub(super) fn shapes(known: &Known<'_>, lines: &[u32]) -> Vec<Shape> {
    let flat = known.flat;
    let title = set(known.headline.unwrap_or_default(), 60);
    let described = ["description", "og:description", "twitter:description"];
    let metas = flat
        .metas
        .iter()
        .filter(|m| described.contains(&m.0.as_str()))
        .map(|m| m.1.as_str());
    let summary: String = metas
        .chain(known.structured.description.as_deref())
        .take(4)
        .flat_map(|m| [m, " "])
        .collect();
    let summary = set(&summary, 400);
    let names: String = known
        .structured
        .authors
        .iter()
        .take(20)
        .flat_map(|a| [a.name.as_str(), " "])
        .collect();
    let named = flat
        .metas
        .iter()
        .filter(|m| m.0 == "author" || m.0 == "article:author")
        .map(|m| m.1.as_str());
    let names = set(&named.take(4).fold(names, |all, m| all + " " + m), 80);
    let sets = Sets { title, summary, names };
    let data: Vec<u64> = match known.structured.body.as_deref() {
        Some(body) => {
            let all: Vec<u64> = words(body).take(20_000).collect();
            let mut out: Vec<u64> = triples(&all).collect();
            out.sort_unstable();
            out
        }
        None => Vec::new(),
    };
    let mut spoken = Vec::new();
    let mut out: Vec<Shape> = lines
        .iter()
        .map(|&k| {
            let line = &flat.lines[k as usize];
            let text = flat.of(line);
            let mut shape = shape(text, &sets, &data, &mut spoken);
            shape.chars = line.chars as f32;
            shape.link = line.link_bytes as f32 / (line.end - line.start).max(1) as f32;
            shape
        })
        .collect();
    let mut order: Vec<(u64, u32)> = out.iter().enumerate().map(|(r, s)| (s.hash, r as u32)).collect();
    order.sort_unstable();
    for same in order.chunk_by(|a, b| a.0 == b.0) {
        for (_, r) in same {
            out[*r as usize].copies = same.len().min(9) as f32;
        }
    }
    out
}

/// Counts one line. `spoken` is scratch.
fn shape(text: &str, sets: &Sets, data: &[u64], spoken: &mut Vec<u64>) -> Shape {
    let mut s = Shape::default();
    let mut end = text.len().min(READ);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let read = &text[..end];
    spoken.clear();
    let (mut letters, mut digits, mut upper, mut all) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
    let (mut lower_words, mut capital_words, mut short_words) = (0.0_f32, 0.0_f32, 0.0_f32);
    let (mut word, mut length, mut first) = (SEED, 0_u32, ' ');
    let mut before = ' ';
    let mut hash = SEED;
    for c in read.chars().chain([' ']) {
        all += 1.0;
        if c.is_alphanumeric() {
            if length == 0 {
                first = c;
                word = SEED;
            }
            length += 1;
            if c.is_numeric() {
                digits += 1.0;
                word = mix(word, u32::from(c));
            } else {
                letters += 1.0;
                if c.is_uppercase() {
                    upper += 1.0;
                    for l in c.to_lowercase() {
                        word = mix(word, l as u32);
                    }
                } else {
                    word = mix(word, c as u32);
                }
            }
        } else {
            if length > 0 {
                spoken.push(word);
                hash = mix(hash, word as u32);
                s.words += 1.0;
                if first.is_lowercase() {
                    lower_words += 1.0;
                    short_words += f32::from(u8::from(length <= 3));
                } else if first.is_uppercase() {
                    capital_words += 1.0;
                }
                length = 0;
            }
            match c {
                ',' | '،' | '、' | '，' => s.commas += 1.0,
                '.' | '…' | '。' if before.is_alphanumeric() || before == '”' || before == '"' => {
                    s.sentences += 1.0
                }
                '!' | '?' | '？' | '！' => {
                    s.questions += 1.0;
                    s.sentences += 1.0;
                }
                '|' | '›' | '»' | '/' | '>' | '•' | '·' | '→' | '©' | '#' => s.marks += 1.0,
                '@' => s.address = true,
                ':' if before.is_numeric() => s.times += 1.0,
                _ => {}
            }
        }
        before = c;
    }
    let words = s.words.max(1.0);
    s.lower = lower_words / words;
    s.capital = capital_words / words;
    s.short = short_words / words;
    s.digits = digits / all;
    s.upper = upper / letters.max(1.0);
    s.address |= read.contains("http") || read.contains("www.");
    let held = |w: &&u64, set: &[u64]| set.binary_search(w).is_ok();
    let share = |set: &[u64]| {
        if set.is_empty() {
            0.0
        } else {
            spoken.iter().filter(|w| held(w, set)).count() as f32 / words
        }
    };
    s.in_title = share(&sets.title);
    s.in_summary = share(&sets.summary);
    s.in_authors = share(&sets.names);
    s.in_data = if data.is_empty() {
        -1.0
    } else {
        let all = spoken.len().saturating_sub(2).max(1) as f32;
        triples(spoken).filter(|t| data.binary_search(t).is_ok()).count() as f32 / all
    };
    s.begins = begins(text);
    s.ends = ends(text);
    s.hash = mix(hash, text.len() as u32);
    s
}

fn begins(text: &str) -> u8 {
    match text.chars().next() {
        Some('"' | '“' | '„' | '«' | '\'' | '‘' | '—' | '–' | '-') => 4,
        Some('•' | '·' | '*' | '▪' | '►' | '→' | '›' | '»' | '>' | '|' | '#' | '@' | '©' | '+') => 5,
        Some('(' | '[') => 6,
        Some(c) if c.is_lowercase() => 1,
        Some(c) if c.is_numeric() => 3,
        Some(c) if c.is_alphabetic() => 2,
        _ => 0,
    }
}

/// 1 the end of a sentence, 2 a colon, 3 an ellipsis, 4 a closing bracket or quote alone, 0 anything else.
fn ends(text: &str) -> u8 {
    if text.ends_with('…') || text.ends_with("...") {
        return 3;
    }
    let mut closed = false;
    for c in text.chars().rev().take(4) {
        match c {
            '"' | '”' | '“' | '»' | '«' | '\'' | '’' | ')' | ']' | ' ' => closed = true,
            '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '।' | '۔' => return 1,
            '…' => return 1,
            ':' | '：' => return 2,
            _ => break,
        }
    }
    if closed { 4 } else { 0 }
}

/// The columns of the line itself.
pub(super) fn write(known: &Known<'_>, rows: &Rows, out: &mut Columns) {
    let s = &rows.shapes;
    let flat = known.flat;
    let line = |r: usize| &flat.lines[rows.lines[r] as usize];
    out.add("chars", |r| s[r].chars);
    out.add("link", |r| s[r].link);
    out.add("words", |r| s[r].words);
    out.add("lower", |r| s[r].lower);
    out.add("capital", |r| s[r].capital);
    out.add("short", |r| s[r].short);
    out.add("digits", |r| s[r].digits);
    out.add("upper", |r| s[r].upper);
    out.add("commas", |r| s[r].commas);
    out.add("sentences", |r| s[r].sentences);
    out.add("marks", |r| s[r].marks);
    out.add("questions", |r| s[r].questions);
    out.add("times", |r| s[r].times);
    out.add("begins", |r| f32::from(s[r].begins));
    out.add("ends", |r| f32::from(s[r].ends));
    out.add("in_title", |r| s[r].in_title);
    out.add("in_summary", |r| s[r].in_summary);
    out.add("in_authors", |r| s[r].in_authors);
    out.add("in_data", |r| s[r].in_data);
    out.add("copies", |r| s[r].copies);
    out.flag("address", |r| s[r].address);
    let brief = |r: usize| s[r].chars < 240.0;
    out.flag("credit", |r| brief(r) && tells(Cue::Credit, flat.of(line(r))));
    out.flag("legal", |r| brief(r) && tells(Cue::Legal, flat.of(line(r))));
    out.add("kind", |r| match line(r).kind {
        BlockKind::Control => 0.0,
        BlockKind::Caption => 1.0,
        BlockKind::Heading(level) => 1.0 + f32::from(level),
        BlockKind::TableRow => 8.0,
        BlockKind::ListItem => 9.0,
        BlockKind::Code => 10.0,
        BlockKind::Paragraph => 11.0,
        BlockKind::Quote => 12.0,
    });
    out.flag("item", |r| line(r).kind == BlockKind::ListItem);
}
