//! Rules made ready to be matched: phrases are found by their first words, and a pattern is run where the block shows what
//! it needs, and compiled when that happens for the first time.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

use crate::fold::Folded;
use crate::index::{Filter, Needs, Phrases};
use crate::{At, Rule, RuleError, file};

/// A compiled pattern may take this much memory; more is a mistake of its author.
const PATTERN_BYTES: usize = 2 << 20;
/// Hits of one pattern in one block that are reported. A pattern may have to read to the end of the block to
/// find the end of each hit; the limit keeps even such a pattern linear.
const HITS_OF_ONE_PATTERN: usize = 4096;

/// Rules with their matching machinery; one value serves all threads.
#[derive(Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
    patterns: Vec<Pattern>,
    /// Made when the first block asks.
    index: OnceLock<(Phrases, Filter)>,
}

#[derive(Debug)]
struct Pattern {
    rule: usize,
    needs: Needs,
    /// `None` inside for a pattern that cannot be compiled: it hits nothing, and `parse` has told its author.
    regex: OnceLock<Option<Regex>>,
}

/// One place where a rule fits.
#[derive(Clone, Copy, Debug)]
pub struct Hit<'s> {
    /// The rule.
    pub rule: &'s Rule,
    /// Its place in [`RuleSet::rules`].
    pub index: usize,
    /// First byte in the block.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Matches block after block with the same memory; make one per document.
#[derive(Debug)]
pub struct Matcher<'s> {
    set: &'s RuleSet,
    folded: Folded,
    found: Vec<(usize, usize, usize)>,
    /// Patterns to be run on the block, with the block's number where they were asked for last.
    candidates: Vec<usize>,
    asked: Vec<usize>,
    block: usize,
    /// Code points of the block.
    chars: usize,
}

impl RuleSet {
    /// Reads rule files, given as names and contents. Ids get `area/` before them; `known_whats` is the closed
    /// list of names that `what` may hold. All mistakes of all files are reported together.
    pub fn parse(area: &str, files: &[(String, String)], known_whats: &[&str]) -> Result<RuleSet, Vec<RuleError>> {
        RuleSet::default().and(area, files, known_whats)
    }

    /// These rules with those of further files behind them.
    ///
    /// # Errors
    /// As [`RuleSet::parse`]; an id that is taken already is a mistake too.
    pub fn and(self, area: &str, files: &[(String, String)], known_whats: &[&str]) -> Result<RuleSet, Vec<RuleError>> {
        if files.is_empty() {
            return Ok(self);
        }
        let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str(), true));
        let known = self.rules.len();
        let rules = file::read(area, self.rules, files, known_whats)?;
        let needs = self.patterns.into_iter().map(|p| p.needs);
        let needs = needs.chain(rules[known..].iter().filter_map(Needs::of)).collect();
        Ok(RuleSet::with_needs(rules, needs))
    }

    /// `needs` are those of the rules that have a pattern.
    pub(crate) fn with_needs(rules: Vec<Rule>, needs: Vec<Needs>) -> RuleSet {
        let with_pattern = rules.iter().enumerate().filter(|(_, rule)| rule.pattern.is_some());
        let pattern = |((rule, _), needs)| Pattern {
            rule,
            needs,
            regex: OnceLock::new(),
        };
        RuleSet {
            patterns: with_pattern.zip(needs).map(pattern).collect(),
            index: OnceLock::new(),
            rules,
        }
    }

    fn index(&self) -> &(Phrases, Filter) {
        self.index.get_or_init(|| {
            let patterns = self.patterns.iter().map(|p| (&self.rules[p.rule], &p.needs));
            (Phrases::of(&self.rules), Filter::of(patterns))
        })
    }

    /// A matcher to use block after block.
    pub fn matcher(&self) -> Matcher<'_> {
        Matcher {
            set: self,
            folded: Folded::default(),
            found: Vec::new(),
            candidates: Vec::new(),
            asked: vec![0; self.patterns.len()],
            block: 0,
            chars: 0,
        }
    }

    /// Every place in `block` where a rule fits, by start, end, and order of the rules.
    pub fn matches<'s>(&'s self, block: &str) -> Vec<Hit<'s>> {
        let mut hits = Vec::new();
        self.matcher().matches(block, &mut hits);
        hits
    }

    /// How often the pattern of rule `index` fits in `block`, whatever the block's length; for those who measure.
    pub fn hits_of_pattern(&self, index: usize, block: &str) -> usize {
        let of = self.patterns.binary_search_by_key(&index, |p| p.rule).ok();
        of.map_or(0, |n| self.found_by(n, block).count())
    }

    /// Where the pattern number `n` fits.
    fn found_by<'b>(&self, n: usize, block: &'b str) -> impl Iterator<Item = (usize, usize)> + use<'_, 'b> {
        let Pattern { rule, regex, .. } = &self.patterns[n];
        let rule = &self.rules[*rule];
        let compiled = regex.get_or_init(|| compile(rule.pattern.as_deref()?, rule.at).ok());
        let found = compiled
            .as_ref()
            .into_iter()
            .flat_map(move |regex| regex.find_iter(block));
        found
            .filter(|m| !m.is_empty())
            .take(HITS_OF_ONE_PATTERN)
            .map(|m| (m.start(), m.end()))
    }

    /// The rules, in the order of their files.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// All that decides what the rules find, as text to be hashed: two sets with the same value behave the same.
    pub fn digest_input(&self) -> String {
        let mut out = String::new();
        // Each part with its length before it: no two sets run together to the same text.
        let mut part = |text: &str| {
            out.push_str(&text.len().to_string());
            out.push(' ');
            out.push_str(text);
        };
        for r in &self.rules {
            part(r.id.as_str());
            part(&r.what);
            part(r.language.as_deref().unwrap_or(""));
            part(&r.phrases.len().to_string());
            r.phrases.iter().for_each(|phrase| part(phrase));
            part(r.pattern.as_deref().unwrap_or(""));
            part(r.at.name());
            part(&format!("{:?} {:?} {}", r.least_chars, r.most_chars, r.score));
            part(r.role.as_deref().unwrap_or(""));
        }
        out
    }

    /// Runs the `hits` and `misses` of every rule; gives those that do not do what they should.
    pub fn check(&self) -> Vec<RuleError> {
        let mut matcher = self.matcher();
        let mut hits = Vec::new();
        let mut errors = Vec::new();
        for rule in &self.rules {
            for (examples, should) in [(&rule.hits, true), (&rule.misses, false)] {
                for example in examples {
                    matcher.matches(&example.text, &mut hits);
                    if hits.iter().any(|h| h.rule.id == rule.id) != should {
                        let message = format!(
                            "the rule `{}` {} this text",
                            rule.id,
                            if should { "should hit" } else { "must not hit" }
                        );
                        errors.push(RuleError::at(&example.place, message));
                    }
                }
            }
        }
        errors
    }
}

impl<'s> Matcher<'s> {
    /// Puts every place in `block` where a rule fits into `hits`, by start, end, and order of the rules.
    pub fn matches(&mut self, block: &str, hits: &mut Vec<Hit<'s>>) {
        hits.clear();
        self.found.clear();
        self.candidates.clear();
        self.candidates.extend(&self.set.index().1.always);
        self.block += 1;
        let chars = block.trim().chars().count();
        self.chars = chars;
        self.find_phrases(block, chars);
        if self.found.is_empty() && self.candidates.is_empty() {
            return;
        }
        self.find_patterns(block, chars);
        self.found.sort_unstable();
        self.found.dedup();
        hits.extend(
            self.found
                .iter()
                .map(|&(start, end, k)| Hit {
                    rule: &self.set.rules[k],
                    index: k,
                    start,
                    end,
                })
                .filter(|hit| hit.rule.fits(chars)),
        );
    }

    /// The rules whose patterns had to be run on the block that was matched last; for those who measure.
    pub fn asked(&self) -> impl Iterator<Item = usize> + '_ {
        let chars = self.chars;
        let rules = self.candidates.iter().map(|&n| self.set.patterns[n].rule);
        rules.filter(move |&k| self.set.rules[k].fits(chars))
    }

    /// The block that was matched last, folded.
    pub fn folded(&self) -> &str {
        self.folded.text()
    }

    fn find_phrases(&mut self, block: &str, chars: usize) {
        let set = self.set;
        let (phrases, filter) = set.index();
        self.folded.set(block);
        let text = self.folded.text();
        filter.find(text, chars, |pattern| {
            if std::mem::replace(&mut self.asked[pattern], self.block) != self.block {
                self.candidates.push(pattern);
            }
        });
        let mut edges = None;
        phrases.find(&self.folded, |start, phrase| {
            let mut end = start + phrase.text.len();
            if phrase.stem {
                let rest = &text[end..];
                end += rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            }
            let edges = edges.get_or_insert_with(|| Edges::of(text));
            let placed = match set.rules[phrase.rule].at {
                At::Line => start <= edges.first && end >= edges.last_of_line,
                At::Start => start <= edges.first,
                At::End => end >= edges.last,
                At::Anywhere => true,
            };
            if placed && on_word_borders(text, start, end) {
                self.found.push((start, end, phrase.rule));
            }
        });
        for found in &mut self.found {
            (found.0, found.1) = self.folded.back(block, found.0, found.1);
        }
    }

    fn find_patterns(&mut self, block: &str, chars: usize) {
        for &n in &self.candidates {
            let k = self.set.patterns[n].rule;
            if self.set.rules[k].fits(chars) {
                let found = self.set.found_by(n, block);
                self.found.extend(found.map(|(start, end)| (start, end, k)));
            }
        }
    }
}

/// The regular expression of a rule: it ignores case, and its place in the block is part of it.
pub(crate) fn compile(pattern: &str, at: At) -> Result<Regex, regex::Error> {
    let placed = match at {
        At::Line => format!(r"\A\s*(?:{pattern})\s*\z"),
        At::Start => format!(r"\A\s*(?:{pattern})"),
        At::End => format!(r"(?:{pattern})\s*\z"),
        At::Anywhere => pattern.to_owned(),
    };
    RegexBuilder::new(&placed)
        .case_insensitive(true)
        .size_limit(PATTERN_BYTES)
        .dfa_size_limit(PATTERN_BYTES * 2)
        .build()
}

/// Where a folded block begins and ends, decoration around it aside.
struct Edges {
    first: usize,
    last: usize,
    last_of_line: usize,
}

impl Edges {
    fn of(text: &str) -> Edges {
        Edges {
            // What stands before `first` and from `last` on is punctuation and white space.
            first: text.find(counts).unwrap_or(text.len()),
            last: text.trim_end_matches(|c| !counts(c)).len(),
            // A whole line may end in `»` as an arrow; one in quotation marks is told by the mark at its start.
            last_of_line: text.trim_end_matches(|c| !counts(c) || c == '"').len(),
        }
    }
}

/// Whether a folded character counts as text of a block rather than as decoration around it.
fn counts(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '"' | '\'' | '%' | '$' | '€' | '£')
}

fn on_word_borders(text: &str, start: usize, end: usize) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let left = word(text[..start].chars().next_back()) && word(text[start..].chars().next());
    let right = word(text[end..].chars().next()) && word(text[..end].chars().next_back());
    !left && !right
}
