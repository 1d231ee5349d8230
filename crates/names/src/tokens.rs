//! Capitalised words of a document, block by block: the only places where names are looked up.

use copydesk_model::{Document, Span};

use crate::fold::{Twin, is_cyrillic, is_invisible, is_mark, is_word, key_of, twin_of};
use crate::words::{WordInfo, Words};

/// A word that begins with a capital letter.
#[derive(Clone, Copy)]
pub(crate) struct Token<'g> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Index into the blocks.
    pub(crate) block: u32,
    /// What is known of the word.
    pub(crate) info: Option<&'g WordInfo>,
    /// All its letters are capitals, and there are four or more.
    pub(crate) shouted: bool,
    pub(crate) twin: Twin,
    /// The first four bytes of its key.
    pub(crate) head: u32,
}

/// A stretch of text in which names are looked for.
#[derive(Clone, Copy)]
pub(crate) struct Line {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Most of its words begin with a capital: a headline where capitals say nothing.
    pub(crate) title_case: bool,
}

/// Capitalised words and the lines they stand in.
pub(crate) struct Tokens<'d, 'g> {
    pub(crate) text: &'d str,
    pub(crate) all: Vec<Token<'g>>,
    pub(crate) lines: Vec<Line>,
    /// Where forms in small letters may begin.
    pub(crate) small: Vec<usize>,
}

/// What a byte may be in a word: nothing, a small letter or a digit, a capital, part of another letter.
const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Other; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        if byte.is_ascii_lowercase() || byte.is_ascii_digit() {
            kinds[b] = Kind::Small;
        } else if byte.is_ascii_uppercase() {
            kinds[b] = Kind::Capital;
        } else if byte >= 0x80 {
            kinds[b] = Kind::High;
        }
        b += 1;
    }
    kinds
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Other,
    Small,
    Capital,
    High,
}

/// How two neighbouring tokens hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// One space.
    Space,
    /// An initial's full stop, with or without a space.
    Initial,
    /// A particle such as `von der`.
    Particle,
    /// A hyphen.
    Hyphen,
    /// Anything else.
    Far,
}

/// Small words inside surnames.
const PARTICLES: &[&str] = &[
    "von", "van", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le", "al", "el",
    "bin", "ibn", "ben", "zu", "zum", "ter", "ten", "af", "av", "фон", "дер", "де", "дэр", "ван", "аль", "ди",
];

impl<'d, 'g> Tokens<'d, 'g> {
    /// Reads the capitalised words of a document.
    pub(crate) fn of(doc: &'d Document, words: &'g Words) -> Tokens<'d, 'g> {
        let text = doc.text();
        let mut tokens = Tokens {
            text,
            all: Vec::with_capacity(text.len() / 48),
            lines: Vec::new(),
            small: Vec::new(),
        };
        if doc.blocks.is_empty() {
            for line in text.split('\n') {
                if let Some(span) = Span::of_slice(text, line) {
                    tokens.line(span.start(), span.end(), words);
                }
            }
        }
        for block in &doc.blocks {
            tokens.line(block.span.start(), block.span.end().min(text.len()), words);
        }
        tokens
    }

    /// The tokens of one line of text, for lists of names.
    pub(crate) fn of_line(text: &'d str, words: &'g Words) -> Tokens<'d, 'g> {
        let mut tokens = Tokens {
            text,
            all: Vec::new(),
            lines: Vec::new(),
            small: Vec::new(),
        };
        tokens.line(0, text.len(), words);
        tokens
    }

    fn line(&mut self, start: usize, end: usize, words: &'g Words) {
        let first = self.all.len();
        let bytes = self.text.as_bytes();
        let (mut at, mut count) = (start, 0usize);
        while at < end {
            match KINDS[bytes[at] as usize] {
                Kind::Small => {
                    count += 1;
                    at = self.small(at, at + 1, end, words);
                }
                Kind::Capital => {
                    count += 1;
                    at = self.push(at, end, words);
                }
                Kind::Other => at += 1,
                Kind::High => {
                    let Some(c) = self.text[at..].chars().next() else { break };
                    let capital = match c {
                        'а'..='џ' => false,
                        'Ѐ'..='Я' => true,
                        _ => c.is_uppercase(),
                    };
                    if capital {
                        count += 1;
                        at = self.push(at, end, words);
                    } else if is_word(c) {
                        count += 1;
                        at = self.small(at, at + c.len_utf8(), end, words);
                    } else {
                        at += c.len_utf8();
                    }
                }
            }
        }
        let capitals = self.all.len() - first;
        // A sentence full of names ends with a full stop; a headline does not.
        let sentence = self.text[start..end].trim_end().ends_with(['.', '…', ';', ',']);
        let title_case = count >= 4 && capitals * 5 >= count * 3 && !sentence;
        self.lines.push(Line { start, end, title_case });
    }

    /// Passes a word in small letters that begins at `start`, of which `at` has been read.
    fn small(&mut self, start: usize, at: usize, end: usize, words: &Words) -> usize {
        if words.small.may_begin(&self.text.as_bytes()[start..]) {
            self.small.push(start);
        }
        self.skip(at, end)
    }

    /// The end of the word that runs at `at`.
    fn skip(&self, mut at: usize, end: usize) -> usize {
        let bytes = &self.text.as_bytes()[..end];
        loop {
            while at < end && matches!(KINDS[bytes[at] as usize], Kind::Small | Kind::Capital) {
                at += 1;
            }
            if at >= end {
                break;
            }
            let byte = bytes[at];
            if byte < 0x80 {
                if byte == b'\'' && self.joins(at) {
                    at += 1;
                    continue;
                }
                break;
            } else {
                let Some(c) = self.text[at..].chars().next() else { break };
                if is_word(c) || (is_invisible(c) && c != '\u{feff}') || (matches!(c, '’' | 'ʼ') && self.joins(at)) {
                    at += c.len_utf8();
                } else {
                    break;
                }
            }
        }
        at.min(end)
    }

    /// Whether an apostrophe stands inside a word: between Cyrillic letters, or as in O'Brien.
    fn joins(&self, at: usize) -> bool {
        let mut before = self.text[..at].chars().rev();
        let mut after = self.text[at..].chars().skip(1);
        match (before.next(), after.next()) {
            (Some(b), Some(a)) if is_cyrillic(b) && is_cyrillic(a) => true,
            (Some('O' | 'D'), Some(a)) => a.is_uppercase() && before.next().is_none_or(|c| !is_word(c)),
            _ => false,
        }
    }

    fn push(&mut self, start: usize, line_end: usize, words: &'g Words) -> usize {
        let first = self.text[start..].chars().next().map_or(1, char::len_utf8);
        let end = self.skip(start + first, line_end);
        let word = &self.text[start..end];
        let twin = twin_of(word);
        let second_is_small = word.as_bytes().get(1).is_some_and(u8::is_ascii_lowercase);
        let shouted = !second_is_small
            && end - start >= 4
            && word.chars().all(|c| !c.is_lowercase())
            && word.chars().count() >= 4;
        let (info, head) = words.look_up(word);
        self.all.push(Token {
            start,
            end,
            block: self.lines.len() as u32,
            info,
            shouted,
            twin,
            head,
        });
        end
    }

    pub(crate) fn word(&self, k: usize) -> &'d str {
        &self.text[self.all[k].start..self.all[k].end]
    }

    pub(crate) fn line_of(&self, k: usize) -> Line {
        self.lines[self.all[k].block as usize]
    }

    /// How token `k` hangs together with the one behind it.
    pub(crate) fn gap(&self, k: usize) -> Gap {
        let (Some(a), Some(b)) = (self.all.get(k), self.all.get(k + 1)) else {
            return Gap::Far;
        };
        if a.block != b.block || b.start - a.end > 24 {
            return Gap::Far;
        }
        let between = &self.text[a.end..b.start];
        match between {
            " " | "\u{a0}" | "\u{202f}" | "  " => return Gap::Space,
            "-" | "‑" | "‐" => return Gap::Hyphen,
            "." | ". " | ".\u{a0}" => {
                let initial = self.word(k).chars().filter(|c| !is_mark(*c)).count() == 1;
                return if initial { Gap::Initial } else { Gap::Far };
            }
            _ => {}
        }
        let inside = between.trim_matches([' ', '\u{a0}']);
        let particles =
            inside.len() < between.len() && !inside.is_empty() && inside.split(' ').all(|w| PARTICLES.contains(&w));
        if particles { Gap::Particle } else { Gap::Far }
    }

    /// Whether a sentence, a quotation or a block begins at token `k`, so that its capital says nothing.
    pub(crate) fn opens(&self, k: usize) -> bool {
        let line = self.line_of(k);
        let before = self.text[line.start..self.all[k].start].trim_end();
        match before.chars().next_back() {
            None => true,
            Some(c) => matches!(
                c,
                '.' | '!'
                    | '?'
                    | ':'
                    | '…'
                    | '“'
                    | '„'
                    | '«'
                    | '"'
                    | '‘'
                    | '('
                    | '['
                    | '|'
                    | '•'
                    | '·'
                    | '*'
                    | '—'
                    | '–'
                    | '”'
            ),
        }
    }

    /// The word before token `k` in its line, when only a space parts them.
    pub(crate) fn word_before(&self, k: usize) -> Option<&'d str> {
        let line = self.line_of(k);
        let before = &self.text[line.start..self.all[k].start];
        let cut = before.strip_suffix([' ', '\u{a0}'])?;
        let start = cut
            .char_indices()
            .rev()
            .take(32)
            .take_while(|(_, c)| is_word(*c) || *c == '.')
            .last()?
            .0;
        Some(cut[start..].trim_end_matches('.'))
    }

    /// The letters of token `k` in the way words are looked up.
    pub(crate) fn key(&self, k: usize) -> String {
        key_of(self.word(k)).into_owned()
    }
}
