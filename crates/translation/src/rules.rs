//! The rule files of this crate, with those of the user behind them.

use std::sync::LazyLock;

use copydesk_model::{Code, Document, LanguageVerdict, Span};
use copydesk_rules::{RuleError, RuleSet};

use crate::{
    known,
    phrases::LONGEST_NOTICE,
    reader::hash_of,
    signs::{self, Clues},
    tables::{self, Tables},
    tongue::Tongue,
    words::Names,
};

/// Changes when a rule in code changes what it finds; part of the digest.
const CODE: u32 = 3;

/// Whether a line is worth asking.
pub(crate) type Asks = fn(&str, Clues) -> bool;

/// Rule files that are matched together, and the lines worth asking: a look for one byte costs little, a set of
/// patterns much.
struct Part {
    /// As the build script packed them.
    packed: &'static [u8],
    english_only: bool,
    asks: Asks,
}

macro_rules! packed {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".packed"))
    };
}

const PARTS: &[Part] = &[
    Part {
        packed: packed!("notices"),
        english_only: false,
        asks: |line, clues| clues.notice && line.len() <= LONGEST_NOTICE && signs::notice(line),
    },
    Part {
        packed: packed!("notes"),
        english_only: false,
        asks: |line, clues| signs::note(line, clues.signs),
    },
    Part {
        packed: packed!("residue"),
        english_only: false,
        asks: |line, clues| signs::residue(line, clues.signs),
    },
    Part {
        packed: packed!("numbers"),
        english_only: true,
        asks: |line, clues| signs::odd_number(line, clues.signs),
    },
    Part {
        packed: packed!("names"),
        english_only: true,
        asks: |_, clues| clues.anchors & PHRASE != 0,
    },
    Part {
        packed: packed!("patterns"),
        english_only: true,
        asks: |line, clues| {
            clues.signs & signs::QUOTE != 0 && signs::short_title(line)
                || clues.signs & signs::HYPHEN != 0 && signs::cut_off(line)
                || clues.anchors & INFINITIVE != 0 && signs::infinitive(line)
        },
    },
];

/// The part whose phrases are anchors.
const ANCHORED: usize = 4;
const PHRASE: u8 = 1;
const INFINITIVE: u8 = 2;

/// Two or three words in a row of each phrase, by their hashes. The pass over the words meets them all, so a line
/// without one need not be matched.
#[derive(Debug)]
pub(crate) struct Anchors {
    /// A bit for the end of each key: most words of a text need no further look.
    filter: Vec<u64>,
    /// Sorted.
    known: Vec<(u32, u8)>,
}

/// Bits of [`Anchors::filter`]; a power of two.
const FILTER: u32 = 1 << 16;

impl Anchors {
    fn of(set: &RuleSet) -> Anchors {
        let mut known = Vec::new();
        for phrase in set.rules().iter().flat_map(|r| &r.phrases) {
            let words: Vec<&str> = phrase
                .split(|c: char| !c.is_alphanumeric())
                .filter(|w| !w.is_empty())
                .collect();
            // The longest words are the rarest.
            let longest = |n: usize| {
                words
                    .windows(n)
                    .max_by_key(|w| w.iter().map(|w| w.len()).sum::<usize>())
            };
            match longest(3).or(longest(2)) {
                Some([a, b, c]) => known.push((three(hash_of(a), hash_of(b), hash_of(c)), PHRASE)),
                Some([a, b]) => known.push((two(hash_of(a), hash_of(b)), PHRASE)),
                // A phrase of one word: `check` tells that its lines are not asked.
                _ => {}
            }
        }
        for word in ["because", "although", "unless", "whereas"] {
            known.push((two(hash_of(word), hash_of("to")), INFINITIVE));
        }
        known.sort_unstable();
        let mut filter = vec![0; FILTER as usize / 64];
        for (key, _) in &known {
            let bit = key % FILTER;
            filter[bit as usize / 64] |= 1 << (bit % 64);
        }
        Anchors { filter, known }
    }

    /// What the last of these three words in a row ends.
    #[inline(always)]
    pub(crate) fn at(&self, first: u32, second: u32, third: u32) -> u8 {
        self.of_key(two(second, third)) | self.of_key(three(first, second, third))
    }

    #[inline(always)]
    fn of_key(&self, key: u32) -> u8 {
        let bit = key % FILTER;
        if self.filter[bit as usize / 64] >> (bit % 64) & 1 == 0 {
            return 0;
        }
        self.look_up(key)
    }

    #[inline(never)]
    fn look_up(&self, key: u32) -> u8 {
        let from = self.known.partition_point(|k| k.0 < key);
        let same = self.known[from..].iter().take_while(|k| k.0 == key);
        same.fold(0, |what, k| what | k.1)
    }
}

fn two(first: u32, second: u32) -> u32 {
    (first.rotate_left(9) ^ second)
        .wrapping_mul(0x9e37_79b1)
        .rotate_right(13)
}

fn three(first: u32, second: u32, third: u32) -> u32 {
    two(two(first, second), third)
}

/// Phrases, patterns and tables, made ready to be matched.
#[derive(Debug)]
pub struct Rules {
    /// In the order of [`PARTS`]; the user's files last, if there are any.
    sets: Vec<RuleSet>,
    tables: Tables,
    anchors: Anchors,
}

impl Rules {
    /// The rules that come with the crate.
    pub fn built_in() -> &'static Rules {
        static BUILT_IN: LazyLock<Rules> = LazyLock::new(|| {
            // A test reads the same files; they cannot fail for a user.
            Rules::with_user_files(&[]).unwrap_or_else(|errors| panic!("built-in rules: {}", errors[0]))
        });
        &BUILT_IN
    }

    /// The same with further rule files, given as names and contents, behind them. `what` is one of the kinds of
    /// the group `translation`.
    pub fn with_user_files(files: &[(String, String)]) -> Result<Rules, Vec<RuleError>> {
        let mut sets: Vec<RuleSet> = PARTS.iter().map(|part| RuleSet::unpack(part.packed)).collect();
        if !files.is_empty() {
            // Behind each part once, so that an id that is taken is told.
            for part in PARTS {
                RuleSet::unpack(part.packed).and("translation", files, &known::whats())?;
            }
            sets.push(RuleSet::parse("translation", files, &known::whats())?);
        }
        Ok(Rules {
            anchors: Anchors::of(&sets[ANCHORED]),
            sets,
            tables: Tables::built_in(),
        })
    }

    /// Runs the examples of all rules and tables.
    pub fn check(&self) -> Vec<RuleError> {
        let mut errors: Vec<RuleError> = self.sets.iter().flat_map(RuleSet::check).collect();
        // A hit that its own part does not ask would never be found.
        let mut doc = Document::from_lines("");
        doc.language = english();
        let tongue = Tongue::new(&doc.language);
        let clues = |text: &str| Names::new(&doc, self, &tongue).line(text, Span::whole(text), &mut Vec::new());
        for (set, asks) in self.sets(true) {
            let asked = |text: &str| asks(text, clues(text));
            for hit in set.rules().iter().flat_map(|r| &r.hits).filter(|h| !asked(&h.text)) {
                errors.push(RuleError {
                    file: hit.place.file.to_string(),
                    line: hit.place.line,
                    column: hit.place.column,
                    line_text: hit.place.line_text.clone(),
                    message: "lines like this one are not asked; see PARTS in src/rules.rs".into(),
                    hint: None,
                });
            }
        }
        for (text, should) in self.tables.examples() {
            if self.tables_find(text) != should {
                errors.push(RuleError {
                    file: "tables".into(),
                    line: 1,
                    column: 1,
                    line_text: text.to_owned(),
                    message: format!(
                        "the tables {} this text",
                        if should { "should hit" } else { "must not hit" }
                    ),
                    hint: None,
                });
            }
        }
        errors
    }

    /// Whether an acronym or a place of the tables is found in an English text.
    fn tables_find(&self, text: &str) -> bool {
        let mut doc = Document::from_lines(text);
        doc.language = english();
        let tongue = Tongue::new(&doc.language);
        let mut names = Names::new(&doc, self, &tongue);
        let mut found = Vec::new();
        let _clues = names.line(text, Span::whole(text), &mut found);
        names.finish(text, &mut found);
        !found.is_empty()
    }

    /// Everything that decides what is found, as text to be hashed.
    pub fn digest(&self) -> String {
        let input: String = self.sets.iter().map(RuleSet::digest_input).collect();
        format!("{CODE}\n{input}\n{}\n{}", tables::ACRONYMS, tables::EXONYMS)
    }

    /// The rule sets, each with the question whether a line is worth asking, for documents in English or in others.
    pub(crate) fn sets(&self, english: bool) -> impl Iterator<Item = (&RuleSet, Asks)> {
        let always: Asks = |_, _| true;
        let asked = move |(k, set): (usize, _)| match PARTS.get(k) {
            Some(part) => (english || !part.english_only).then_some((set, part.asks)),
            None => Some((set, always)),
        };
        self.sets.iter().enumerate().filter_map(asked)
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }

    pub(crate) fn anchors(&self) -> &Anchors {
        &self.anchors
    }
}

fn english() -> LanguageVerdict {
    LanguageVerdict {
        language: Code::new("eng"),
        script: Code::new("Latn"),
        score: 1.0,
    }
}
