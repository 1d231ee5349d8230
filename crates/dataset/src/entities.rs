//! Who is named how often, counted while mentions go by.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_model::EntityId;
use serde::{Deserialize, Serialize};

use crate::rows::DocumentRows;
use crate::schema::{EntityRow, MentionCells, MentionRow};

/// Counts entities while documents go by, in any order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EntityCounts {
    seen: BTreeMap<String, Seen>,
    /// Entities of the document that goes by.
    #[serde(skip)]
    here: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Seen {
    canonical: BTreeMap<String, i32>,
    kind: String,
    aliases: BTreeSet<String>,
    mentions: i32,
    documents: i32,
}

impl EntityCounts {
    /// Counts the names of one document.
    pub fn add(&mut self, rows: &DocumentRows) {
        self.add_mentions(&rows.mentions);
    }

    /// Counts some of the names of one document: all mentions of an entity, or none.
    pub fn add_mentions(&mut self, mentions: &[MentionRow]) {
        mentions.iter().for_each(|row| self.mention(row.cells()));
        self.end();
    }

    /// Counts one mention; those of a document follow each other.
    pub(crate) fn mention(&mut self, m: MentionCells<'_>) {
        let (Some(id), Some(canonical)) = (m.entity_id, m.canonical) else {
            return;
        };
        let seen = match self.seen.get_mut(id) {
            Some(seen) => seen,
            None => self.seen.entry(id.to_owned()).or_insert_with(|| Seen {
                canonical: BTreeMap::new(),
                kind: m.kind.to_owned(),
                aliases: BTreeSet::new(),
                mentions: 0,
                documents: 0,
            }),
        };
        add(&mut seen.canonical, canonical, 1);
        if !seen.aliases.contains(m.surface) {
            seen.aliases.insert(m.surface.to_owned());
        }
        seen.mentions += 1;
        if !self.here.contains(id) {
            self.here.insert(id.to_owned());
            seen.documents += 1;
        }
    }

    /// The document is done.
    pub(crate) fn end(&mut self) {
        self.here.clear();
    }

    /// Adds what was counted in other documents.
    pub fn merge(&mut self, other: &EntityCounts) {
        for (id, theirs) in &other.seen {
            let Some(seen) = self.seen.get_mut(id) else {
                self.seen.insert(id.clone(), theirs.clone());
                continue;
            };
            for (form, n) in &theirs.canonical {
                add(&mut seen.canonical, form, *n);
            }
            for alias in &theirs.aliases {
                if !seen.aliases.contains(alias) {
                    seen.aliases.insert(alias.clone());
                }
            }
            seen.mentions += theirs.mentions;
            seen.documents += theirs.documents;
        }
    }

    /// The rows of `entities`, by id. `known` tells, for an entity of the gazetteer, its Wikidata item.
    pub fn rows(self, known: &dyn Fn(&EntityId) -> Option<Option<String>>) -> Vec<EntityRow> {
        let row = |(entity_id, seen): (String, Seen)| {
            let gazetteer = known(&EntityId::new(&entity_id));
            let most = seen.canonical.into_iter().rev().max_by_key(|(_, n)| *n);
            EntityRow {
                canonical: most.map(|(form, _)| form).unwrap_or_default(),
                kind: seen.kind,
                known: gazetteer.is_some(),
                wikidata: gazetteer.flatten(),
                aliases: seen.aliases.into_iter().collect(),
                mentions: seen.mentions,
                documents: seen.documents,
                entity_id,
            }
        };
        self.seen.into_iter().map(row).collect()
    }
}

/// Adds to a count; what is counted is copied the first time alone.
pub(crate) fn add<N: std::ops::AddAssign>(counts: &mut BTreeMap<String, N>, of: &str, n: N) {
    match counts.get_mut(of) {
        Some(count) => *count += n,
        None => _ = counts.insert(of.to_owned(), n),
    }
}
