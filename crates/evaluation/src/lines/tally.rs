//! One-to-one pairing of gold with what was found.

use super::gold::{Issue, Name};
use crate::measure::Counts;

/// What gold and finding have in common for the pairing.
pub(crate) trait Item {
    fn optional(&self) -> bool;
}

impl Item for Name {
    fn optional(&self) -> bool {
        self.optional
    }
}

impl Item for Issue {
    fn optional(&self) -> bool {
        self.optional
    }
}

/// Pairs, and what has no partner.
pub(crate) struct Tally<'a, T> {
    /// Required gold that was found.
    pub(crate) right: Vec<&'a T>,
    /// Required gold that was not.
    pub(crate) missed: Vec<&'a T>,
    /// Found without gold.
    pub(crate) extra: Vec<&'a T>,
}

impl<T> Tally<'_, T> {
    pub(crate) fn counts(&self) -> Counts {
        Counts {
            right: self.right.len(),
            extra: self.extra.len(),
            missed: self.missed.len(),
        }
    }
}

/// Greedy: each gold item, required ones first, takes the first finding that is free and the same.
pub(crate) fn tally<'a, T: Item>(gold: &'a [T], found: &'a [T], same: impl Fn(&T, &T) -> bool) -> Tally<'a, T> {
    let mut free: Vec<&T> = found.iter().collect();
    let (mut right, mut missed) = (Vec::new(), Vec::new());
    let required = gold.iter().filter(|g| !g.optional());
    for g in required.chain(gold.iter().filter(|g| g.optional())) {
        match free.iter().position(|f| same(g, f)) {
            Some(k) => {
                free.remove(k);
                if !g.optional() {
                    right.push(g);
                }
            }
            None if !g.optional() => missed.push(g),
            None => {}
        }
    }
    Tally {
        right,
        missed,
        extra: free,
    }
}

/// The same span; a possessive ending may be taken in.
pub(crate) fn same_span(gold: &Name, found: &Name) -> bool {
    (gold.line, gold.char_start) == (found.line, found.char_start)
        && (found.char_end == gold.char_end || found.char_end == gold.char_end + gold.suffix.chars().count())
}

/// The same kind at the very same place.
pub(crate) fn same_issue(gold: &Issue, found: &Issue) -> bool {
    gold.kind == found.kind && span(gold) == span(found)
}

/// The same kind, and the places have a character in common.
pub(crate) fn near_issue(gold: &Issue, found: &Issue) -> bool {
    let empty = gold.char_start == gold.char_end || found.char_start == found.char_end;
    let overlap = gold.char_start < found.char_end && found.char_start < gold.char_end;
    gold.kind == found.kind && gold.line == found.line && if empty { span(gold) == span(found) } else { overlap }
}

fn span(issue: &Issue) -> (usize, usize, usize) {
    (issue.line, issue.char_start, issue.char_end)
}
