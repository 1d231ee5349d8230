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
    /// Sorted, as the aliases are: most entities have one of each.
    canonical: Vec<(String, i32)>,
    kind: String,
    aliases: Vec<String>,
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
                canonical: Vec::new(),
                kind: m.kind.to_owned(),
                aliases: Vec::new(),
                mentions: 0,
                documents: 0,
            }),
        };
        count(&mut seen.canonical, canonical, 1);
        note(&mut seen.aliases, m.surface);
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
                count(&mut seen.canonical, form, *n);
            }
            for alias in &theirs.aliases {
                note(&mut seen.aliases, alias);
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
                aliases: seen.aliases,
                mentions: seen.mentions,
                documents: seen.documents,
                entity_id,
            }
        };
        self.seen.into_iter().map(row).collect()
    }
}

/// Adds to the count of a form in a sorted list.
fn count(forms: &mut Vec<(String, i32)>, of: &str, n: i32) {
    match forms.binary_search_by(|f| f.0.as_str().cmp(of)) {
        Ok(k) => forms[k].1 += n,
        Err(k) => {
            forms.reserve_exact(1);
            forms.insert(k, (of.to_owned(), n));
        }
    }
}

/// Adds a spelling to a sorted list that has none twice.
fn note(spellings: &mut Vec<String>, one: &str) {
    if let Err(k) = spellings.binary_search_by(|s| s.as_str().cmp(one)) {
        spellings.reserve_exact(1);
        spellings.insert(k, one.to_owned());
    }
}

/// Adds to a count; what is counted is copied the first time alone.
pub(crate) fn add<N: std::ops::AddAssign>(counts: &mut BTreeMap<String, N>, of: &str, n: N) {
    match counts.get_mut(of) {
        Some(count) => *count += n,
        None => _ = counts.insert(of.to_owned(), n),
    }
}
