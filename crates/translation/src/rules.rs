//! The rule files of this crate, with those of the user behind them.

use std::sync::LazyLock;

use copydesk_model::{ArtifactGroup, ArtifactKind, Code, Document, LanguageVerdict, Span};
use copydesk_rules::{RuleError, RuleSet};

use crate::{
    phrases::LONGEST_NOTICE,
    tables::{self, Tables},
    tongue::Tongue,
    words::{Names, hash_of},
};

/// Changes when a rule in code changes what it finds; part of the digest.
const CODE: u32 = 2;

/// Whether a line is worth asking, by its [`signs`] first.
pub(crate) type Asks = fn(&str, u8) -> bool;

const DIGIT: u8 = 1;
const BRACKET: u8 = 2;
const CODE_SIGN: u8 = 4;
const QUOTE: u8 = 8;
const HYPHEN: u8 = 16;

/// What each byte is a sign of. The first byte of “ is that of ▁ too.
static SIGNS: [u8; 256] = {
    let mut table = [0; 256];
    let mut digit = b'0';
    while digit <= b'9' {
        table[digit as usize] = DIGIT;
        digit += 1;
    }
    table[b'(' as usize] = BRACKET;
    table[b'[' as usize] = BRACKET | CODE_SIGN;
    table[b'<' as usize] = CODE_SIGN;
    table[b'@' as usize] = CODE_SIGN;
    table[b'&' as usize] = CODE_SIGN;
    table[b'"' as usize] = QUOTE;
    table[0xc2] = QUOTE;
    table[0xe2] = QUOTE | CODE_SIGN;
    table[b'-' as usize] = HYPHEN;
    table
};

/// One pass over a line that spares most questions their own.
pub(crate) fn signs(line: &str) -> u8 {
    line.bytes().fold(0, |signs, b| signs | SIGNS[usize::from(b)])
}

/// Rule files that are matched together, and the lines worth asking: a look for one byte costs little, a set of
/// patterns much.
struct Part {
    files: &'static [(&'static str, &'static str)],
    english_only: bool,
    /// Only lines that hold the longest word of one of its phrases are asked; see [`Anchors`].
    anchored: bool,
    asks: Asks,
}

const PARTS: &[Part] = &[
    Part {
        files: &[("notices.toml", include_str!("../rules/notices.toml"))],
        english_only: false,
        anchored: false,
        asks: |line, _| line.len() <= LONGEST_NOTICE && holds_stem(line),
    },
    Part {
        files: &[("notes.toml", include_str!("../rules/notes.toml"))],
        english_only: false,
        anchored: false,
        asks: |_, signs| signs & BRACKET != 0,
    },
    Part {
        files: &[("residue.toml", include_str!("../rules/residue.toml"))],
        english_only: false,
        anchored: false,
        asks: |line, signs| {
            if signs & CODE_SIGN == 0 {
                return false;
            }
            // The two characters of tokenizers share their first byte with quotation marks, not the second.
            let bytes = line.as_bytes();
            let mut signs = bytes.windows(2).filter(|w| w[0] == 0xe2 && matches!(w[1], 0x81 | 0x96));
            bytes.iter().any(|b| matches!(b, b'<' | b'@' | b'&' | b'[')) || signs.next().is_some()
        },
    },
    Part {
        files: &[("numbers.en.toml", include_str!("../rules/numbers.en.toml"))],
        english_only: true,
        anchored: false,
        asks: |line, signs| signs & DIGIT != 0 && odd_number(line),
    },
    Part {
        files: &[
            ("names.en.toml", include_str!("../rules/names.en.toml")),
            ("calques.en.toml", include_str!("../rules/calques.en.toml")),
        ],
        english_only: true,
        anchored: true,
        asks: |_, _| true,
    },
    Part {
        files: &[("patterns.en.toml", include_str!("../rules/patterns.en.toml"))],
        english_only: true,
        anchored: false,
        asks: |line, signs| {
            signs & QUOTE != 0 && short_title(line) || signs & HYPHEN != 0 && cut_off(line) || infinitive(line)
        },
    },
];

/// Every notice has one of these in it; `check` sees to it.
const STEMS: &[&str] = &[
    "ransl",
    "published in",
    "appeared in",
    "radu",
    "rzetłum",
    "łumacze",
    "bersetz",
    "glische",
    "ussische",
    "eklad",
    "eloženo",
    "ерев",
    "ерек",
    "ерак",
];

/// Which pairs of a first and a third byte begin a stem.
static STEM_STARTS: [bool; 256] = {
    let mut table = [false; 256];
    let mut k = 0;
    while k < STEMS.len() {
        let stem = STEMS[k].as_bytes();
        table[pair(stem[0], stem[2])] = true;
        k += 1;
    }
    table
};

const fn pair(first: u8, third: u8) -> usize {
    (first ^ third.rotate_left(3)) as usize
}

/// One look at each byte for all stems.
fn holds_stem(line: &str) -> bool {
    let bytes = line.as_bytes();
    let begins = |at: usize| STEMS.iter().any(|stem| bytes[at..].starts_with(stem.as_bytes()));
    let windows = bytes.windows(3).enumerate();
    windows
        .filter(|(_, w)| STEM_STARTS[pair(w[0], w[2])])
        .any(|(at, _)| begins(at))
}

/// A conjunction before an infinitive.
fn infinitive(line: &str) -> bool {
    let before = ["ecause", "lthough", "nless", "hereas"];
    let mut places = line.as_bytes().windows(4).enumerate().filter(|(_, w)| *w == b" to ");
    places.any(|(at, _)| before.iter().any(|b| line.as_bytes()[..at].ends_with(b.as_bytes())))
}

/// A digit on either side of a comma or a full stop, or before "of".
fn odd_number(line: &str) -> bool {
    let bytes = line.as_bytes();
    let point = |w: &[u8]| matches!(w[1], b',' | b'.') && w[0].is_ascii_digit() && w[2].is_ascii_digit();
    bytes.windows(3).any(point)
        || line.contains(" of ") && bytes.windows(4).any(|w| w[0].is_ascii_digit() && &w[1..] == b" of")
}

/// A quotation of a word or two behind a space.
fn short_title(line: &str) -> bool {
    let bytes = line.as_bytes();
    // The last byte of each mark: " “ ” « ».
    let mark = |b: &u8| matches!(b, b'"' | 0x9c | 0x9d | 0xab | 0xbb);
    let mut last = None;
    for (at, _) in bytes.iter().enumerate().filter(|(_, b)| mark(b)) {
        if last.is_some_and(|l| (3..=18).contains(&(at - l))) {
            return true;
        }
        last = Some(at);
    }
    false
}

/// A relative clause.
fn cut_off(line: &str) -> bool {
    line.contains(", wh") || line.contains(", that")
}

/// Hashes of one word of each phrase. The pass over the words meets them all, so a line without one need not be matched.
#[derive(Debug)]
pub(crate) struct Anchors(Vec<bool>);

/// Slots of [`Anchors`]; few words share one.
const ANCHORS: usize = 1 << 13;

impl Anchors {
    fn of<'s>(sets: impl Iterator<Item = &'s RuleSet>) -> Anchors {
        let mut slots = vec![false; ANCHORS];
        for phrase in sets.flat_map(RuleSet::rules).flat_map(|r| &r.phrases) {
            let words = phrase.split(|c: char| !c.is_ascii_alphanumeric());
            let longest = words.max_by_key(|w| w.len()).unwrap_or("");
            slots[hash_of(longest) as usize % ANCHORS] = true;
        }
        Anchors(slots)
    }

    pub(crate) fn may_hold(&self, hash: u64) -> bool {
        self.0[hash as usize % ANCHORS]
    }
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
        let known: Vec<&str> = ArtifactKind::ALL
            .iter()
            .filter(|k| k.group() == ArtifactGroup::Translation)
            .map(|k| k.name())
            .collect();
        let parse = |own: &[(&str, &str)], theirs| RuleSet::parse_behind("translation", own, theirs, &known);
        let mut sets = Vec::new();
        for part in PARTS {
            sets.push(parse(part.files, &[])?);
        }
        if !files.is_empty() {
            // All together once, so that an id that is taken is told.
            let all: Vec<_> = PARTS.iter().flat_map(|part| part.files).copied().collect();
            parse(&all, files)?;
            sets.push(parse(&[], files)?);
        }
        let anchored = PARTS.iter().zip(&sets).filter(|(part, _)| part.anchored);
        Ok(Rules {
            anchors: Anchors::of(anchored.map(|(_, set)| set)),
            sets,
            tables: Tables::built_in(),
        })
    }

    /// Runs the examples of all rules and tables.
    pub fn check(&self) -> Vec<RuleError> {
        let mut errors: Vec<RuleError> = self.sets.iter().flat_map(RuleSet::check).collect();
        // A hit that its own part does not ask would never be found.
        let held = |text: &str| {
            text.split(|c: char| !c.is_alphanumeric())
                .any(|w| self.anchors.may_hold(hash_of(w)))
        };
        for (set, asks, anchored) in self.sets(true) {
            let asked = |text: &str| asks(text, signs(text)) && (!anchored || held(text));
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
        doc.language = LanguageVerdict {
            language: Code::new("eng"),
            script: Code::new("Latn"),
            score: 1.0,
        };
        let tongue = Tongue::new(&doc.language);
        let mut names = Names::new(&doc, self, &tongue);
        let mut found = Vec::new();
        let _anchored = names.line(text, Span::whole(text), &mut found);
        names.finish(&mut found);
        !found.is_empty()
    }

    /// Everything that decides what is found, as text to be hashed.
    pub fn digest(&self) -> String {
        let input: String = self.sets.iter().map(RuleSet::digest_input).collect();
        format!("{CODE}\n{input}\n{}\n{}", tables::ACRONYMS, tables::EXONYMS)
    }

    /// The rule sets, each with the question whether a line is worth asking and whether it must hold an anchor, for
    /// documents in English or in others.
    pub(crate) fn sets(&self, english: bool) -> impl Iterator<Item = (&RuleSet, Asks, bool)> {
        let always: Asks = |_, _| true;
        let asked = move |(k, set): (usize, _)| match PARTS.get(k) {
            Some(part) => (english || !part.english_only).then_some((set, part.asks, part.anchored)),
            None => Some((set, always, false)),
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
