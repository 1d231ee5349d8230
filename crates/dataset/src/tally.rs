//! What is counted of the documents of one group, so that a group that is taken over need not be counted again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::card::Counts;
use crate::rows::{DocumentRows, EntityCounts};

/// What a build counts while rows go by; sums over groups are the sums over their documents.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// For the card and the terminal.
    pub counts: Counts,
    /// Who is named how often.
    pub entities: EntityCounts,
    /// Code points that each rule removed, blanks aside.
    pub removed: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts one document.
    pub fn add(&mut self, rows: &DocumentRows) {
        self.counts.add(rows);
        self.entities.add(rows);
        for span in rows.spans.iter().filter(|s| !s.kept && s.label != "blank") {
            let chars = (span.end - span.start) as u64;
            match self.removed.get_mut(&span.rule) {
                Some(n) => *n += chars,
                None => _ = self.removed.insert(span.rule.clone(), chars),
            }
        }
    }

    /// Adds what was counted in other documents.
    pub fn merge(&mut self, other: &Tally) {
        // Taken apart so that a new count cannot be forgotten here.
        let Counts {
            documents,
            languages,
            chars,
            kept_chars,
            removed_chars,
            mentions,
            entities,
            artifacts,
            repaired,
            rejects,
            clusters,
        } = &other.counts;
        let counts = &mut self.counts;
        counts.documents += documents;
        counts.kept_chars += kept_chars;
        counts.removed_chars += removed_chars;
        counts.entities += entities;
        counts.repaired += repaired;
        counts.clusters += clusters;
        for (ours, theirs) in [
            (&mut counts.languages, languages),
            (&mut counts.chars, chars),
            (&mut counts.mentions, mentions),
            (&mut counts.artifacts, artifacts),
            (&mut counts.rejects, rejects),
            (&mut self.removed, &other.removed),
        ] {
            for (key, n) in theirs {
                match ours.get_mut(key) {
                    Some(sum) => *sum += n,
                    None => _ = ours.insert(key.clone(), *n),
                }
            }
        }
        self.entities.merge(&other.entities);
    }
}
