//! The rule files of this crate, with those of the user behind them.

use std::sync::LazyLock;

use copydesk_model::{ArtifactGroup, ArtifactKind, Code, Document, LanguageVerdict, Span};
use copydesk_rules::{RuleError, RuleSet};

use crate::{
    phrases::LONGEST_NOTICE,
    tables::{self, Tables},
    tongue::Tongue,
    words::Names,
};

/// Changes when a rule in code changes what it finds; part of the digest.
const CODE: u32 = 1;

/// Whether a line is worth asking.
pub(crate) type Asks = fn(&str) -> bool;

/// Rule files that are matched together, and the lines worth asking: a look for one byte costs little, a set of
/// patterns much.
struct Part {
    files: &'static [(&'static str, &'static str)],
    english_only: bool,
    asks: Asks,
}

const PARTS: &[Part] = &[
    Part {
        files: &[("notices.toml", include_str!("../rules/notices.toml"))],
        english_only: false,
        asks: |line| {
            // Every notice has one of these in it; `check` sees to it.
            let stems = [
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
            line.len() <= LONGEST_NOTICE && stems.iter().any(|stem| line.contains(stem))
        },
    },
    Part {
        files: &[("notes.toml", include_str!("../rules/notes.toml"))],
        english_only: false,
        asks: |line| has(line, b'(') || has(line, b'['),
    },
    Part {
        files: &[("residue.toml", include_str!("../rules/residue.toml"))],
        english_only: false,
        asks: |line| b"<@&[".iter().any(|&b| has(line, b)) || line.contains('▁') || line.contains('⁇'),
    },
    Part {
        files: &[("numbers.en.toml", include_str!("../rules/numbers.en.toml"))],
        english_only: true,
        asks: odd_number,
    },
    Part {
        files: &[
            ("names.en.toml", include_str!("../rules/names.en.toml")),
            ("calques.en.toml", include_str!("../rules/calques.en.toml")),
        ],
        english_only: true,
        asks: |_| true,
    },
    Part {
        files: &[("patterns.en.toml", include_str!("../rules/patterns.en.toml"))],
        english_only: true,
        asks: |line| {
            let infinitive = ["ecause to ", "lthough to ", "nless to ", "hereas to "];
            short_title(line) || infinitive.iter().any(|i| line.contains(i)) || cut_off(line)
        },
    },
];

fn has(line: &str, byte: u8) -> bool {
    line.as_bytes().contains(&byte)
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

/// A hyphen and, somewhere, a relative clause.
fn cut_off(line: &str) -> bool {
    has(line, b'-') && (line.contains(", wh") || line.contains(", that"))
}

/// Phrases, patterns and tables, made ready to be matched.
#[derive(Debug)]
pub struct Rules {
    /// In the order of [`PARTS`]; the user's files last, if there are any.
    sets: Vec<RuleSet>,
    tables: Tables,
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
        let parse = |files: &[(String, String)]| RuleSet::parse("translation", files, &known);
        let owned = |part: &Part| -> Vec<(String, String)> {
            let own = part.files.iter();
            own.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect()
        };
        let mut sets = Vec::new();
        for part in PARTS {
            sets.push(parse(&owned(part))?);
        }
        if !files.is_empty() {
            // All together once, so that an id that is taken is told.
            let all: Vec<_> = PARTS.iter().flat_map(owned).chain(files.iter().cloned()).collect();
            parse(&all)?;
            sets.push(parse(files)?);
        }
        Ok(Rules {
            sets,
            tables: Tables::built_in(),
        })
    }

    /// Runs the examples of all rules and tables.
    pub fn check(&self) -> Vec<RuleError> {
        let mut errors: Vec<RuleError> = self.sets.iter().flat_map(RuleSet::check).collect();
        // A hit that its own part does not ask would never be found.
        for (set, asks) in self.sets(true) {
            for hit in set.rules().iter().flat_map(|r| &r.hits).filter(|h| !asks(&h.text)) {
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
        let mut names = Names::new(&doc, &self.tables, &tongue);
        let mut found = Vec::new();
        names.line(text, Span::whole(text), &mut found);
        names.finish(&mut found);
        !found.is_empty()
    }

    /// Everything that decides what is found, as text to be hashed.
    pub fn digest(&self) -> String {
        let input: String = self.sets.iter().map(RuleSet::digest_input).collect();
        format!("{CODE}\n{input}\n{}\n{}", tables::ACRONYMS, tables::EXONYMS)
    }

    /// The rule sets, each with the question whether a line is worth asking, for documents in English or in others.
    pub(crate) fn sets(&self, english: bool) -> impl Iterator<Item = (&RuleSet, Asks)> {
        let always: Asks = |_| true;
        let asked = move |(k, set): (usize, _)| match PARTS.get(k) {
            Some(part) => (english || !part.english_only).then_some((set, part.asks)),
            None => Some((set, always)),
        };
        self.sets.iter().enumerate().filter_map(asked)
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }
}
