//! One pass over the words of a line: letters of another script, names and acronyms in the source's spelling,
//! names cut in two, and phrases that repeat without end.

use std::collections::BTreeSet;

use copydesk_model::{ArtifactKind, Document, EntityType, Span};

use crate::{
    finding::Finding,
    marks::{after, before},
    rules::{Anchors, Rules},
    signs::{self, Clues},
    tables::{Acronym, Tables},
    tongue::Tongue,
};

/// Periods of loops that are looked for, in words.
const PERIODS: usize = 8;

/// Goes from line to line; what needs a witness elsewhere in the document waits until the end.
pub(crate) struct Names<'r> {
    tables: &'r Tables,
    anchors: &'r Anchors,
    english: bool,
    latin: bool,
    /// Names of the document that can be cut in two, as written.
    whole: BTreeSet<String>,
    /// Which [`half`] some of them have: most pairs of words need no further look.
    halves: [bool; 256],
    /// Acronyms seen that are somebody's own form.
    seen: BTreeSet<&'r str>,
    waiting: Vec<(usize, usize, &'r Acronym)>,
}

impl<'r> Names<'r> {
    pub(crate) fn new(doc: &Document, rules: &'r Rules, tongue: &Tongue) -> Names<'r> {
        let mut whole = BTreeSet::new();
        if tongue.english {
            for a in doc.annotations() {
                let Some(m) = a.as_mention() else { continue };
                if m.kind == EntityType::Org {
                    continue;
                }
                let words = a.span.of(doc.text()).split(|c: char| !c.is_alphabetic());
                whole.extend(words.filter(|w| w.len() >= 5 && w.is_ascii()).map(str::to_owned));
            }
        }
        let mut halves = [false; 256];
        for name in &whole {
            halves[half(name.as_bytes()[0], name.len())] = true;
        }
        Names {
            tables: rules.tables(),
            anchors: rules.anchors(),
            english: tongue.english,
            latin: tongue.latin,
            whole,
            halves,
            seen: BTreeSet::new(),
            waiting: Vec::new(),
        }
    }

    /// What the line may hold, so that what it cannot hold need not be looked for.
    pub(crate) fn line(&mut self, line: &str, span: Span, found: &mut Vec<Finding>) -> Clues {
        let mut anchors = 0;
        let mut loops = Loops::new();
        let mut foreign = Foreign::default();
        let mut last: Option<(usize, usize)> = None;
        let mut hashes = (0, 0);
        let mut notice = false;
        let mut latin_words = 0usize;
        let mut reader = Reader::new(line);
        while let Some(word) = reader.next() {
            anchors |= self.anchors.at(hashes.0, hashes.1, word.hash);
            hashes = (hashes.1, word.hash);
            loops.word(line, &word, found);
            notice |= word.wide || signs::notice_begins(&line.as_bytes()[word.start..]);
            if self.latin {
                if word.foreign {
                    foreign.word(line, word.start, word.end);
                } else {
                    latin_words += 1;
                }
            }
            if self.english && !word.foreign {
                let small = line.as_bytes()[word.start].is_ascii_lowercase();
                let looks = if small {
                    !self.whole.is_empty()
                } else {
                    self.tables.may_hold(word.hash)
                };
                if looks {
                    self.name(line, &word, last, span, found);
                }
            }
            last = Some((word.start, word.end));
        }
        loops.finish(line, found);
        // A line of few words is a menu of languages or a name.
        if latin_words >= 4 {
            foreign.report(line, found);
        }
        Clues {
            signs: reader.signs,
            anchors,
            notice,
        }
    }

    /// Names that are known, split or foreign.
    fn name(&mut self, line: &str, word: &Word, last: Option<(usize, usize)>, span: Span, found: &mut Vec<Finding>) {
        let text = &line[word.start..word.end];
        let small = text.starts_with(|c: char| c.is_ascii_lowercase());
        if small {
            // "Ko stov": a name of this document with a space in it.
            if !self.whole.is_empty()
                && let Some((start, end)) = last
                && line.get(end..word.start) == Some(" ")
                && line[start..end].starts_with(|c: char| c.is_ascii_uppercase())
                && end - start >= 2
                && text.len() >= 2
                && word.end - start < 40
                && self.halves[half(line.as_bytes()[start], word.end - start - 1)]
            {
                let name = format!("{}{text}", &line[start..end]);
                if self.whole.contains(&name) {
                    let f = Finding::new(start, word.end, ArtifactKind::MistranslatedName, "name/cut-in-two", 0.7);
                    found.push(f.suggest(name.clone()).because(format!("{name} elsewhere in the text")));
                }
            }
            return;
        }
        if !text.starts_with(char::is_uppercase) {
            return;
        }
        if text.len() <= 8 && text.chars().all(char::is_uppercase) {
            if let Some(own) = self.tables.own_acronym(text) {
                self.seen.insert(own);
            }
            // "OMS Group", "ES Sahel": part of another name.
            let part = line[word.end..]
                .strip_prefix(' ')
                .is_some_and(|t| t.starts_with(char::is_uppercase));
            if let Some(entry) = self.tables.acronym(text).filter(|e| e.sure || !part) {
                self.waiting
                    .push((span.start() + word.start, span.start() + word.end, entry));
            }
            return;
        }
        let Some(exonym) = self.tables.exonym(text) else { return };
        let tail = &line[word.end..];
        let number = tail
            .strip_prefix(' ')
            .map_or(0, |t| t.bytes().take_while(u8::is_ascii_digit).count());
        if (1..=3).contains(&number) {
            // A country with a number is a channel or a programme.
            let end = word.end + 1 + number;
            let f = Finding::new(
                word.start,
                end,
                ArtifactKind::MistranslatedName,
                "name/exonym-in-title",
                0.8,
            );
            found.push(f.because(format!("{exonym} in {}", self.tables.language_of(text))));
            return;
        }
        // Beside another capital it is part of a name: Bayern Munich, Radio Moscou. A short first word is "In".
        let capital_next = tail
            .strip_prefix(' ')
            .is_some_and(|t| t.starts_with(char::is_uppercase));
        let capital_last = last.is_some_and(|(s, e)| {
            line.get(e..word.start) == Some(" ") && (s > 0 || e - s > 4) && line[s..e].starts_with(char::is_uppercase)
        });
        // Ships, houses and rivers keep their names.
        let thing = last.is_some_and(|(s, e)| THINGS.contains(&&line[s..e]));
        if !capital_next && !capital_last && !thing {
            let f = Finding::new(word.start, word.end, ArtifactKind::ForeignExonym, "name/exonym", 0.8);
            found.push(f.suggest(exonym));
        }
    }

    /// Acronyms whose own form, or nothing else, can be meant. Places are those of the whole text.
    pub(crate) fn finish(self, text: &str, found: &mut Vec<Finding>) {
        for (start, end, entry) in self.waiting {
            let named = |name: &String| text.contains(name.as_str());
            let witness = self.seen.contains(entry.english.as_str()) || entry.name.as_ref().is_some_and(named);
            if !(entry.sure || witness) {
                continue;
            }
            let score = if witness { 0.95 } else { 0.85 };
            let f = Finding::new(start, end, ArtifactKind::ForeignAcronym, "acronym/foreign", score);
            let why = if witness {
                "in the same text"
            } else {
                "has no other meaning in English"
            };
            found.push(
                f.suggest(entry.english.clone())
                    .because(format!("{} {why}", entry.english)),
            );
        }
    }
}

/// Nouns before a name that is no place.
const THINGS: &[&str] = &[
    "cruiser", "flagship", "warship", "ship", "vessel", "hotel", "cinema", "stadium", "river", "brand", "magazine",
];

/// A number below 256 of a name's first byte and length.
fn half(first: u8, length: usize) -> usize {
    usize::from(first.wrapping_mul(31) ^ length as u8)
}

/// The hash by which words are compared; of the first word of `text`.
pub(crate) fn hash_of(text: &str) -> u32 {
    Reader::new(text).next().map_or(0, |w| w.hash)
}

/// A run of letters and digits.
struct Word {
    start: usize,
    end: usize,
    /// Hash of the lower-case letters; numbers of tables never equal one another.
    hash: u32,
    /// Written in another script than Latin.
    foreign: bool,
    /// Holds a letter beyond ASCII.
    wide: bool,
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn step(hash: u64, c: u64) -> u64 {
    (hash ^ c).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

fn short(hash: u64) -> u32 {
    (hash >> 32) as u32 ^ hash as u32
}

/// The hash of a word of ASCII, in any case: its first eight bytes, its last eight, and its length.
#[inline(always)]
fn ascii_hash(bytes: &[u8], start: usize, end: usize) -> u32 {
    let eight = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
    let length = end - start;
    let (first, last) = if length >= 8 {
        (eight(start).unwrap_or(0), eight(end - 8).unwrap_or(0))
    } else if let Some(first) = eight(start) {
        // What stands behind the word is cut off.
        (first << (64 - 8 * length as u32), 0)
    } else {
        let short = bytes[start..end].iter().rev();
        (
            short.fold(0, |n, &b| n << 8 | u64::from(b)) << (64 - 8 * length as u32),
            0,
        )
    };
    const SMALL: u64 = 0x2020_2020_2020_2020;
    short(step(step(SEED ^ length as u64, first | SMALL), last | SMALL))
}

/// What a byte is to a reader of words.
static KIND: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b as u8 {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            0x80.. => WIDE,
            _ => 0,
        };
        b += 1;
    }
    table
};
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const WIDE: u8 = 4;

/// Goes from word to word, and sees on the way of what the line has signs.
struct Reader<'l> {
    line: &'l str,
    at: usize,
    signs: u8,
}

impl<'l> Reader<'l> {
    fn new(line: &'l str) -> Reader<'l> {
        Reader { line, at: 0, signs: 0 }
    }

    #[inline(always)]
    fn next(&mut self) -> Option<Word> {
        let bytes = self.line.as_bytes();
        while let Some(&b) = bytes.get(self.at) {
            let kind = KIND[usize::from(b)];
            if kind == WIDE {
                let c = self.line[self.at..].chars().next()?;
                if !is_part(c) {
                    self.signs |= signs::of_wide(c);
                    self.at += c.len_utf8();
                    continue;
                }
            } else if kind == 0 {
                self.signs |= signs::of(b);
                self.at += 1;
                continue;
            }
            return Some(self.word());
        }
        None
    }

    /// The word that begins here: ASCII up to its end, as most are, or read anew character by character.
    #[inline(always)]
    fn word(&mut self) -> Word {
        let bytes = self.line.as_bytes();
        let start = self.at;
        let mut kinds = 0;
        let rest = &bytes[start..];
        let end = rest.iter().position(|&b| {
            let kind = KIND[usize::from(b)];
            kinds |= kind;
            kind == 0
        });
        if kinds & WIDE != 0 {
            return self.wide_word(start);
        }
        self.at = start + end.unwrap_or(rest.len());
        self.ascii(start, self.at, kinds)
    }

    #[inline(always)]
    fn ascii(&mut self, start: usize, end: usize, kinds: u8) -> Word {
        let hash = ascii_hash(self.line.as_bytes(), start, end);
        self.signs |= if kinds & DIGIT == 0 { 0 } else { signs::DIGIT };
        Word {
            start,
            end,
            hash: if kinds & LETTER == 0 { number(hash, start) } else { hash },
            foreign: false,
            wide: false,
        }
    }

    #[inline(never)]
    fn wide_word(&mut self, start: usize) -> Word {
        let mut end = start;
        let (mut hash, mut kinds, mut letters, mut wide, mut foreign) = (SEED, 0, 0u32, 0u32, 0u32);
        for c in self.line[start..].chars() {
            if c.is_ascii() {
                let kind = KIND[c as usize];
                if kind == 0 {
                    break;
                }
                kinds |= kind;
                letters += u32::from(kind == LETTER);
                hash = step(hash, u64::from(c) | 0x20);
            } else {
                if !is_part(c) {
                    break;
                }
                wide += 1;
                foreign += u32::from(is_foreign(c));
                hash = step(hash, u64::from(c.to_lowercase().next().unwrap_or(c)));
            }
            end += c.len_utf8();
        }
        self.at = end;
        if wide == 0 {
            return self.ascii(start, end, kinds);
        }
        self.signs |= if kinds & DIGIT == 0 { 0 } else { signs::DIGIT };
        Word {
            start,
            end,
            hash: short(hash),
            // Mixed words are look-alike letters: another crate's defect.
            foreign: foreign == letters + wide,
            wide: true,
        }
    }
}

fn number(hash: u32, start: usize) -> u32 {
    hash.wrapping_add(start as u32).wrapping_mul(0x9e37_79b1)
}

/// Whether a character that is not ASCII is part of a word. Most letters are told before the tables of Unicode are asked.
fn is_part(c: char) -> bool {
    match c {
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' | '\u{400}'..='\u{481}' => true,
        '\u{2010}'..='\u{2027}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// Letters of living scripts other than Latin. Single Greek letters are signs of science; words count.
fn is_foreign(c: char) -> bool {
    matches!(u32::from(c), 0x370..=0x3ff | 0x400..=0x52f | 0x531..=0x587 | 0x5d0..=0x5ea | 0x620..=0x6ff
        | 0x900..=0xdff | 0xe00..=0xeff | 0x10a0..=0x10ff | 0x1100..=0x11ff | 0x1f00..=0x1fff
        | 0x3041..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7a3)
}

/// Runs of words in another script.
#[derive(Default)]
struct Foreign {
    runs: Vec<(usize, usize)>,
}

impl Foreign {
    fn word(&mut self, line: &str, start: usize, end: usize) {
        match self.runs.last_mut() {
            Some(run) if line[run.1..start].chars().all(|c| c.is_whitespace() || c == '-') => run.1 = end,
            _ => self.runs.push((start, end)),
        }
    }

    fn report(&self, line: &str, found: &mut Vec<Finding>) {
        let long = |&&(s, e): &&(usize, usize)| {
            let letters = line[s..e].chars().count();
            letters >= 3 || (letters >= 1 && line[s..e].starts_with(|c: char| u32::from(c) >= 0x3041))
        };
        let mut reach = 0;
        let mut inside_round = false;
        for &(start, end) in self.runs.iter().filter(long) {
            // Whether a round bracket is open here; read once over the line.
            for b in line[reach..start].bytes() {
                match b {
                    b'(' => inside_round = true,
                    b')' => inside_round = false,
                    _ => {}
                }
            }
            reach = start;
            let (left, right) = (before(line, start), after(line, end));
            let quoted = matches!(left, Some('“' | '"' | '«' | '„' | '‘' | '\''))
                && matches!(right, Some('”' | '"' | '»' | '“' | '’' | '\''));
            let tag = matches!(left, Some('#' | '@' | '/' | '.'));
            let gloss = line[..start].trim_end().ends_with(':');
            if inside_round || quoted || tag || gloss || behind_company(&line[..start]) {
                continue;
            }
            let bracketed = left == Some('[') && right == Some(']');
            let (s, e) = if bracketed { (start - 1, end + 1) } else { (start, end) };
            let rule = if bracketed {
                "script/bracketed-token"
            } else {
                "script/residue"
            };
            let score = if bracketed { 0.98 } else { 0.95 };
            found.push(Finding::new(s, e, ArtifactKind::UntranslatedToken, rule, score));
        }
    }
}

/// Whether the name of a firm or an office ends here, as in "Harbour Trading Company 港口": what follows is its own name.
fn behind_company(before: &str) -> bool {
    const LAST: &[&str] = &[
        "company",
        "co",
        "ltd",
        "inc",
        "corp",
        "corporation",
        "group",
        "holdings",
        "bank",
        "university",
        "institute",
        "association",
        "restaurant",
        "temple",
        "press",
        "gmbh",
        "llc",
        "plc",
        "ag",
        "oao",
        "ooo",
        "pao",
        "zao",
    ];
    let before = before.trim_end_matches([' ', ',', '.']);
    let word = before.rsplit(' ').next().unwrap_or("");
    word.starts_with(|c: char| c.is_ascii_uppercase()) && LAST.contains(&word.to_lowercase().as_str())
}

/// Looks for a phrase of up to eight words that is said at least three times in a row.
struct Loops {
    /// Which word, counted from one, was the last whose hash ends so: most words are none of the last eight.
    recent: [u32; 256],
    hashes: [u32; PERIODS],
    starts: [usize; PERIODS],
    count: usize,
    /// For each period: words that equal the one a period before, in a row; where the first of all began; the end.
    runs: [(usize, usize, usize); PERIODS],
    /// Whether one of them has begun.
    open: bool,
    reported: usize,
}

impl Loops {
    fn new() -> Loops {
        Loops {
            recent: [0; 256],
            hashes: [0; PERIODS],
            starts: [0; PERIODS],
            count: 0,
            runs: [(0, 0, 0); PERIODS],
            open: false,
            reported: 0,
        }
    }

    fn word(&mut self, line: &str, word: &Word, found: &mut Vec<Finding>) {
        let now = self.count as u32 + 1;
        let then = std::mem::replace(&mut self.recent[word.hash as usize % 256], now);
        let known = self.open || now - then <= PERIODS as u32;
        for p in 1..=if known { PERIODS.min(self.count) } else { 0 } {
            let before = (self.count - p) % PERIODS;
            if self.hashes[before] == word.hash {
                if self.runs[p - 1].0 == 0 {
                    self.runs[p - 1].1 = self.starts[before];
                }
                self.runs[p - 1].0 += 1;
                self.runs[p - 1].2 = word.end;
            } else if self.runs[p - 1].0 > 0 {
                self.close(p, line, found);
            }
        }
        if known {
            self.open = self.runs.iter().any(|r| r.0 > 0);
        }
        let here = self.count % PERIODS;
        self.hashes[here] = word.hash;
        self.starts[here] = word.start;
        self.count += 1;
    }

    fn close(&mut self, p: usize, line: &str, found: &mut Vec<Finding>) {
        let (equal, start, end) = std::mem::take(&mut self.runs[p - 1]);
        // People say a word four times and a pair of words three times for its sound.
        let least = match p {
            1 => 5,
            2 => 6,
            _ => 2 * p,
        };
        // Cells of a table run together: each begins with a capital.
        let capital = |at: usize| line[at..].starts_with(|c: char| c.is_uppercase());
        let mut reader = Reader::new(&line[start..end]);
        let mut begins = std::iter::from_fn(|| reader.next()).map(|w| start + w.start).step_by(p);
        let cells = equal >= least && begins.all(capital);
        if equal >= least && start >= self.reported && !cells {
            self.reported = end;
            let f = Finding::new(start, end, ArtifactKind::RepeatedLoop, "loop/phrase", 0.95);
            found.push(f.because(format!("{} times {p} words", equal / p + 1)));
        }
    }

    fn finish(mut self, line: &str, found: &mut Vec<Finding>) {
        if !self.open {
            return;
        }
        for p in 1..=PERIODS {
            self.close(p, line, found);
        }
    }
}
