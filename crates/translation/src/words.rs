//! One pass over the words of a line: letters of another script, names and acronyms in the source's spelling,
//! and names cut in two.

use std::collections::BTreeSet;

use copydesk_model::{ArtifactKind, Document, EntityType, Span};

use crate::{
    finding::Finding,
    loops::Loops,
    marks::{after, before},
    reader::{Reader, Word},
    rules::{Anchors, Rules},
    signs::{self, Clues},
    tables::{Acronym, Tables},
    tongue::Tongue,
};

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
