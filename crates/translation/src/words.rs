//! One pass over the words of a line: letters of another script, names and acronyms in the source's spelling,
//! names cut in two, and phrases that repeat without end.

use std::collections::BTreeSet;

use copydesk_model::{ArtifactKind, Document, EntityType, Span};

use crate::{
    finding::Finding,
    marks::{after, before},
    rules::{Anchors, Rules},
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
        Names {
            tables: rules.tables(),
            anchors: rules.anchors(),
            english: tongue.english,
            latin: tongue.latin,
            whole,
            seen: BTreeSet::new(),
            waiting: Vec::new(),
        }
    }

    /// Whether the line holds an anchor of the phrases.
    pub(crate) fn line(&mut self, line: &str, span: Span, found: &mut Vec<Finding>) -> bool {
        let mut anchored = false;
        let mut loops = Loops::default();
        let mut foreign = Foreign::default();
        let mut last: Option<(usize, usize)> = None;
        let mut latin_words = 0usize;
        let mut at = 0;
        while let Some(word) = next_word(line, at) {
            at = word.end;
            anchored |= self.anchors.may_hold(word.hash);
            loops.word(line, &word, found);
            if self.latin {
                if word.foreign {
                    foreign.word(line, word.start, word.end);
                } else {
                    latin_words += 1;
                }
            }
            if self.english && !word.foreign {
                self.name(line, &word, last, span, found);
            }
            last = Some((word.start, word.end));
        }
        loops.finish(line, found);
        // A line of few words is a menu of languages or a name.
        if latin_words >= 4 {
            foreign.report(line, found);
        }
        anchored
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
            {
                let name = format!("{}{text}", &line[start..end]);
                if self.whole.contains(&name) {
                    let f = Finding::new(start, word.end, ArtifactKind::MistranslatedName, "name/cut-in-two", 0.7);
                    found.push(f.suggest(name.clone()).because(format!("{name} elsewhere in the text")));
                }
            }
            return;
        }
        if !self.tables.may_hold(word.hash) || !text.starts_with(char::is_uppercase) {
            return;
        }
        if text.len() <= 8 && text.chars().all(char::is_uppercase) {
            if let Some(own) = self.tables.own_acronym(text) {
                self.seen.insert(own);
            }
            if let Some(entry) = self.tables.acronym(text) {
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
        if !capital_next && !capital_last {
            let f = Finding::new(word.start, word.end, ArtifactKind::ForeignExonym, "name/exonym", 0.8);
            found.push(f.suggest(exonym));
        }
    }

    /// Acronyms whose own form, or nothing else, can be meant. Places are those of the whole text.
    pub(crate) fn finish(self, found: &mut Vec<Finding>) {
        for (start, end, entry) in self.waiting {
            let witness = self.seen.contains(entry.english.as_str());
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

/// The hash by which words are compared.
pub(crate) fn hash_of(word: &str) -> u64 {
    next_word(word, 0).map_or(0, |w| w.hash)
}

/// A run of letters and digits.
struct Word {
    start: usize,
    end: usize,
    /// Hash of the lower-case letters; numbers of tables never equal one another.
    hash: u64,
    /// Written in another script than Latin.
    foreign: bool,
}

/// The next word at or behind `at`.
fn next_word(line: &str, at: usize) -> Option<Word> {
    let bytes = line.as_bytes();
    let mut at = at;
    let mut start = None;
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    let (mut letters, mut foreign) = (0u32, 0u32);
    while at < bytes.len() {
        let b = bytes[at];
        if b < 0x80 {
            if !b.is_ascii_alphanumeric() {
                if start.is_some() {
                    break;
                }
                at += 1;
                continue;
            }
            letters += u32::from(b.is_ascii_alphabetic());
            hash = (hash ^ u64::from(b | 0x20)).wrapping_mul(0x0100_0000_01b3);
            start = start.or(Some(at));
            at += 1;
            continue;
        }
        let c = line[at..].chars().next()?;
        // Most letters that are not ASCII, before the tables of Unicode are asked.
        let usual =
            matches!(c, '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' | '\u{400}'..='\u{481}');
        if !usual && !c.is_alphanumeric() {
            if start.is_some() {
                break;
            }
            at += c.len_utf8();
            continue;
        }
        letters += 1;
        foreign += u32::from(is_foreign(c));
        hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
        start = start.or(Some(at));
        at += c.len_utf8();
    }
    let start = start?;
    if letters == 0 {
        hash = hash.wrapping_add(start as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    // Mixed words are look-alike letters: another crate's defect.
    let foreign = letters > 0 && foreign == letters;
    Some(Word {
        start,
        end: at,
        hash,
        foreign,
    })
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
#[derive(Default)]
struct Loops {
    hashes: [u64; PERIODS],
    starts: [usize; PERIODS],
    count: usize,
    /// For each period: words that equal the one a period before, in a row; where the first of all began; the end.
    runs: [(usize, usize, usize); PERIODS],
    /// Whether one of them has begun.
    open: bool,
    reported: usize,
}

impl Loops {
    fn word(&mut self, line: &str, word: &Word, found: &mut Vec<Finding>) {
        // Most words are none of the last eight, and no run is open.
        let known = self.open || self.hashes.iter().fold(false, |known, &h| known | (h == word.hash));
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
        let cells = line[start..end].starts_with(|c: char| c.is_uppercase() && c.is_alphabetic());
        if equal >= least && start >= self.reported && !cells {
            self.reported = end;
            let f = Finding::new(start, end, ArtifactKind::RepeatedLoop, "loop/phrase", 0.95);
            found.push(f.because(format!("{} times {p} words", equal / p + 1)));
        }
    }

    fn finish(mut self, line: &str, found: &mut Vec<Finding>) {
        for p in 1..=PERIODS {
            self.close(p, line, found);
        }
    }
}
