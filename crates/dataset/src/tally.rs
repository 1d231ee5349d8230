//! What is counted of the documents of one group, so that a group that is taken over need not be counted again.

use std::collections::BTreeMap;
use std::convert::Infallible;

use serde::{Deserialize, Serialize};

use crate::card::Counts;
use crate::entities::{EntityCounts, add};
use crate::schema::{ArtifactCells, DocumentCells, MentionCells, PageCells, SpanCells};
use crate::sink::Sink;

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

impl Sink for Tally {
    type Error = Infallible;

    fn page(&mut self, _: PageCells<'_>) -> Result<(), Infallible> {
        Ok(())
    }

    fn span(&mut self, row: SpanCells<'_>) -> Result<(), Infallible> {
        let chars = (row.end - row.start) as u64;
        add(&mut self.counts.chars, row.label, chars);
        match (row.kept, row.label) {
            (true, _) => self.counts.kept_chars += chars,
            (false, "blank") => {}
            (false, _) => {
                self.counts.removed_chars += chars;
                add(&mut self.removed, row.rule, chars);
            }
        }
        Ok(())
    }

    fn mention(&mut self, row: MentionCells<'_>) -> Result<(), Infallible> {
        add(&mut self.counts.mentions, row.kind, 1);
        self.entities.mention(row);
        Ok(())
    }

    fn artifact(&mut self, row: ArtifactCells<'_>) -> Result<(), Infallible> {
        add(&mut self.counts.artifacts, row.group, 1);
        self.counts.repaired += u64::from(row.applied);
        Ok(())
    }

    fn document(&mut self, row: DocumentCells<'_>) -> Result<(), Infallible> {
        self.counts.documents += 1;
        add(&mut self.counts.languages, row.language, 1);
        self.entities.end();
        Ok(())
    }
}

impl Tally {
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
            theirs.iter().for_each(|(key, n)| add(ours, key, *n));
        }
        self.entities.merge(&other.entities);
    }
}
