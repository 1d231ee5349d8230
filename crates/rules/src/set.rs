//! Rules made ready to be matched: all phrases in one automaton, all patterns behind one filter.

use aho_corasick::AhoCorasick;
use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use crate::fold::{Folded, fold};
use crate::{At, Rule, RuleError, file};

/// A compiled pattern may take this much memory; more is a mistake of its author.
const PATTERN_BYTES: usize = 2 << 20;
/// Hits of one pattern in one block that are reported. A pattern may have to read to the end of the block to
/// find the end of each hit; the limit keeps even such a pattern linear.
const HITS_OF_ONE_PATTERN: usize = 4096;

/// Rules with their matching machinery; one value serves all threads.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
    phrases: Option<AhoCorasick>,
    /// The rule of each phrase of the automaton.
    phrase_rules: Vec<usize>,
    /// Patterns with their rules; in the order of `filter`.
    patterns: Vec<(Regex, usize)>,
    filter: Option<RegexSet>,
    /// The same for long blocks: most patterns speak of short ones only. Its members, as indices of `patterns`.
    long_filter: Option<(RegexSet, Vec<usize>)>,
}

/// Blocks of more code points are long; for them, patterns with a `most_chars` up to this are not tried.
const LONG: usize = 240;

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
}

impl RuleSet {
    /// Reads rule files, given as names and contents. Ids get `area/` before them; `known_whats` is the closed
    /// list of names that `what` may hold. All mistakes of all files are reported together.
    pub fn parse(area: &str, files: &[(String, String)], known_whats: &[&str]) -> Result<RuleSet, Vec<RuleError>> {
        let rules = file::read(area, files, known_whats)?;
        let mut needles = Vec::new();
        let mut phrase_rules = Vec::new();
        let mut patterns = Vec::new();
        for (k, rule) in rules.iter().enumerate() {
            for phrase in &rule.phrases {
                needles.push(fold(phrase));
                phrase_rules.push(k);
            }
            if let Some(pattern) = &rule.pattern {
                let regex = compile(pattern, rule.at);
                let regex = regex.map_err(|e| vec![RuleError::at(&rule.place, e.to_string())])?;
                patterns.push((regex, k));
            }
        }
        let phrases = if needles.is_empty() {
            None
        } else {
            let place = &rules[phrase_rules[0]].place;
            let built = AhoCorasick::new(&needles);
            Some(built.map_err(|e| vec![RuleError::at(place, format!("too many phrases: {e}"))])?)
        };
        // Without the filter every pattern is tried by itself: slower, and the same result.
        let all: Vec<usize> = (0..patterns.len()).collect();
        let filter = filter_of(&patterns, &all);
        let of_long = |k: &usize| rules[patterns[*k].1].most_chars.is_none_or(|most| most as usize > LONG);
        let long: Vec<usize> = all.into_iter().filter(of_long).collect();
        let long_filter = filter_of(&patterns, &long).map(|set| (set, long));
        Ok(RuleSet {
            rules,
            phrases,
            phrase_rules,
            patterns,
            filter,
            long_filter,
        })
    }

    /// A matcher to use block after block.
    pub fn matcher(&self) -> Matcher<'_> {
        Matcher {
            set: self,
            folded: Folded::default(),
            found: Vec::new(),
        }
    }

    /// Every place in `block` where a rule fits, by start, end, and order of the rules.
    pub fn matches<'s>(&'s self, block: &str) -> Vec<Hit<'s>> {
        let mut hits = Vec::new();
        self.matcher().matches(block, &mut hits);
        hits
    }

    /// The rules, in the order of their files.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// All that decides what the rules find, as text with one rule per line, to be hashed: two sets with the
    /// same value behave the same.
    pub fn digest_input(&self) -> String {
        use std::fmt::Write;
        let mut out = String::new();
        for r in &self.rules {
            // Writing into a string cannot fail.
            let _ = writeln!(
                out,
                "{:?} {:?} {:?} {:?} {:?} {} {:?} {:?} {} {:?}",
                r.id.as_str(),
                r.what,
                r.language,
                r.phrases,
                r.pattern,
                r.at.name(),
                r.least_chars,
                r.most_chars,
                r.score,
                r.role
            );
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
        self.find_phrases(block);
        self.find_patterns(block);
        if self.found.is_empty() {
            return;
        }
        let chars = block.trim().chars().count();
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

    fn find_phrases(&mut self, block: &str) {
        let Some(phrases) = &self.set.phrases else { return };
        self.folded.set(block);
        let text = self.folded.text();
        // What stands before `first` and from `last` on is punctuation and white space.
        let first = text.find(counts).unwrap_or(text.len());
        let last = text.trim_end_matches(|c| !counts(c)).len();
        // A whole line may end in `»` as an arrow; one in quotation marks is told by the mark at its start.
        let last_of_line = text.trim_end_matches(|c| !counts(c) || c == '"').len();
        for found in phrases.find_overlapping_iter(text) {
            let k = self.set.phrase_rules[found.pattern().as_usize()];
            let (start, end) = (found.start(), found.end());
            let (starts, ends) = (start <= first, end >= last);
            let placed = match self.set.rules[k].at {
                At::Line => starts && end >= last_of_line,
                At::Start => starts,
                At::End => ends,
                At::Anywhere => true,
            };
            if placed && on_word_borders(text, start, end) {
                let (start, end) = self.folded.back(block, start, end);
                self.found.push((start, end, k));
            }
        }
    }

    fn find_patterns(&mut self, block: &str) {
        let set = self.set;
        if set.patterns.is_empty() {
            return;
        }
        let mut run = |(regex, k): &(Regex, usize)| {
            let found = regex.find_iter(block).filter(|m| !m.is_empty());
            self.found
                .extend(found.take(HITS_OF_ONE_PATTERN).map(|m| (m.start(), m.end(), *k)));
        };
        // White space around a block does not count.
        let long = block.len() > LONG && block.trim().chars().count() > LONG;
        match (&set.filter, &set.long_filter) {
            (_, Some((filter, members))) if long => {
                filter
                    .matches(block)
                    .iter()
                    .for_each(|n| run(&set.patterns[members[n]]));
            }
            (Some(filter), _) => filter.matches(block).iter().for_each(|n| run(&set.patterns[n])),
            (None, _) => set.patterns.iter().for_each(run),
        }
    }
}

/// One filter for those of the patterns; `None` when they are too big together.
fn filter_of(patterns: &[(Regex, usize)], members: &[usize]) -> Option<RegexSet> {
    RegexSetBuilder::new(members.iter().map(|&k| patterns[k].0.as_str()))
        .size_limit(PATTERN_BYTES * 64)
        // Many patterns make many states; a small cache would be thrown away over and over.
        .dfa_size_limit(PATTERN_BYTES * 16)
        .build()
        .ok()
}

/// The regular expression of a rule: it ignores case, and its place in the block is part of it.
pub(crate) fn compile(pattern: &str, at: At) -> Result<Regex, regex::Error> {
    let placed = match at {
        At::Line => format!(r"\A\s*(?:{pattern})\s*\z"),
        At::Start => format!(r"\A\s*(?:{pattern})"),
        At::End => format!(r"(?:{pattern})\s*\z"),
        At::Anywhere => pattern.to_owned(),
    };
    // The flag stands in the pattern, so that the filter made from it is the same expression.
    let placed = format!("(?i){placed}");
    RegexBuilder::new(&placed)
        .size_limit(PATTERN_BYTES)
        .dfa_size_limit(PATTERN_BYTES * 2)
        .build()
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
