//! The rule files applied to lines, with what decides beyond the words: language, neighbours, and how much a
//! document says.

use std::collections::BTreeSet;

use copydesk_model::{ArtifactKind, RuleId, Span};
use copydesk_rules::{Hit, Matcher, RuleSet};

use crate::{
    Rules,
    finding::{Finding, Name},
    rules::Asks,
    signs::Clues,
    tongue::{Tongue, three},
};

/// A notice is a short line.
pub(crate) const LONGEST_NOTICE: usize = 300;
/// Summed log-odds from which calques of a document are reported: one alone says nothing, since each of them is
/// also written by people. Six stands for 400 to one if they were independent, which they are not.
const LEAST_ODDS: f32 = 6.0;

/// Goes from line to line; calques wait for one another.
pub(crate) struct Phrases<'r> {
    tongue: Tongue,
    /// A matcher is made for the first line that is worth asking: most documents have none.
    sets: Vec<(&'r RuleSet, Asks, Option<Matcher<'r>>)>,
    hits: Vec<Hit<'r>>,
    calques: Vec<Finding>,
    odds: f32,
    kinds: BTreeSet<&'r RuleId>,
}

impl<'r> Phrases<'r> {
    pub(crate) fn new(rules: &'r Rules, tongue: &Tongue) -> Phrases<'r> {
        Phrases {
            tongue: *tongue,
            sets: rules
                .sets(tongue.english)
                .map(|(set, asks)| (set, asks, None))
                .collect(),
            hits: Vec::new(),
            calques: Vec::new(),
            odds: 0.0,
            kinds: BTreeSet::new(),
        }
    }

    /// `clues` are those that the pass over the words saw.
    pub(crate) fn line(&mut self, line: &str, span: Span, clues: Clues, found: &mut Vec<Finding>) {
        for k in 0..self.sets.len() {
            let (set, asks, matcher) = &mut self.sets[k];
            if asks(line, clues) {
                let mut hits = std::mem::take(&mut self.hits);
                matcher.get_or_insert_with(|| set.matcher()).matches(line, &mut hits);
                self.take(line, span, &hits, found);
                self.hits = hits;
            }
        }
    }

    fn take(&mut self, line: &str, span: Span, hits: &[Hit<'r>], found: &mut Vec<Finding>) {
        for hit in hits {
            let rule = hit.rule;
            if rule
                .language
                .as_deref()
                .is_some_and(|l| three(l) != self.tongue.code.as_str())
            {
                continue;
            }
            let Some(kind) = ArtifactKind::from_name(&rule.what) else {
                continue;
            };
            let (start, end) = match rule.role.as_deref() {
                // The title alone, not the noun that calls it a title.
                Some("quoted") => match line[hit.start..hit.end].find(['"', '“', '«']) {
                    Some(k) => (hit.start + k, hit.end),
                    None => (hit.start, hit.end),
                },
                // The words before the comma that shows them cut off.
                Some("before-comma") => (hit.start, line[..hit.end].rfind(',').unwrap_or(hit.end)),
                // An editor's note that is the whole line is about the page, not about a word of the text.
                Some("inside") if line[..hit.start].trim().is_empty() => continue,
                // A clause without a verb: what follows decides.
                Some("verbless") => match verbless(&line[hit.end..]) {
                    Some(rest) => (hit.start, hit.end + rest),
                    None => continue,
                },
                _ => (hit.start, hit.end),
            };
            // "Food and Agriculture Organization of the United Nations": the end of a longer name, in its own order.
            if kind == ArtifactKind::MistranslatedName && rule.pattern.is_none() && in_name(&line[..start]) {
                continue;
            }
            // The end of the sentence before is no part of the phrase.
            let start = start + line[start..end].find(|c: char| !matches!(c, '.' | ' ')).unwrap_or(0);
            if kind == ArtifactKind::TranslationNotice && line.len() > LONGEST_NOTICE {
                continue;
            }
            let mut f = Finding::new(start, end, kind, "", rule.score);
            f.rule = Name::File(rule.id.clone());
            if kind == ArtifactKind::Calque {
                let odds = rule.role.as_deref().and_then(|r| r.parse::<f32>().ok()).unwrap_or(1.0);
                // A phrase said twice is one habit of one writer.
                if self.kinds.insert(&rule.id) {
                    self.odds += odds;
                }
                f.evidence = Some(format!("log-odds {odds}"));
                (f.start, f.end) = (f.start + span.start(), f.end + span.start());
                self.calques.push(f);
            } else {
                found.push(f);
            }
        }
    }

    pub(crate) fn finish(mut self, found: &mut Vec<Finding>) {
        if self.odds < LEAST_ODDS || self.kinds.len() < 2 {
            return;
        }
        // A phrase inside a longer one is the longer one.
        self.calques.sort_by_key(|f| (f.start, std::cmp::Reverse(f.end)));
        let mut reach = 0;
        self.calques.retain(|f| {
            let new = f.end > reach;
            reach = reach.max(f.end);
            new
        });
        found.append(&mut self.calques);
    }
}

/// Whether a name stands right before: a capital that does not begin the sentence.
fn in_name(before: &str) -> bool {
    let Some(rest) = before.strip_suffix(' ') else {
        return false;
    };
    let word = rest.rsplit(' ').next().unwrap_or("");
    let capital = word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphanumeric);
    capital && !matches!(word, "The" | "In" | "At" | "For" | "By" | "To" | "From")
}

/// The bytes of the rest of a clause that ends before a finite verb. Read up to the end of the sentence; the list is
/// short, so a clause with a word that ends in -s or -ed, as rarer verbs do, is passed over too.
fn verbless(tail: &str) -> Option<usize> {
    const VERBS: &[&str] = &[
        "is", "are", "was", "were", "be", "been", "will", "would", "can", "could", "must", "may", "might", "should",
        "shall", "do", "did", "have", "had", "it's", "that's", "isn't", "don't",
    ];
    let (end, _) = tail
        .char_indices()
        .take(160)
        .find(|(_, c)| matches!(c, '.' | '!' | '?'))?;
    let clause = &tail[..end];
    let verb = |w: &str| VERBS.contains(&w.to_lowercase().as_str()) || w.ends_with("ed") || w.ends_with('s');
    let none = !clause.contains([',', ';', ':']) && !clause.split_whitespace().any(verb);
    none.then_some(end)
}
