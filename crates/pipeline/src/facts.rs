//! What one document cannot show: lines that a site repeats, near-copies, a name's spellings.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use copydesk_boilerplate::corpus::{self, PAGES, PageLines, Sighting, Templates};
use copydesk_dataset::ClusterOf;
use copydesk_duplicates::Sketch;
use copydesk_model::{DocumentId, EntityType};
use copydesk_names::corpus::{Clusters, NameFacts, NameForms};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::error::Error;
use crate::takedown::Marks;

/// Observations that are in memory at once.
const AT_ONCE: usize = 1024;

/// What pass 1 saw in one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// By what a takedown list finds it.
    pub marks: Marks,
    /// Its lines, for the site's memory.
    pub lines: PageLines,
    /// Names that no gazetteer knows.
    pub names: NameForms,
    /// Signature of its clean text.
    pub sketch: Option<Sketch>,
}

/// What all documents show together: a plain sorted value, the same for any order of input and any number of threads.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Lines that return on the pages of a site.
    pub templates: Templates,
    /// Spellings of names over the corpus.
    pub names: NameFacts,
    /// Near-copies, by document.
    pub clusters: BTreeMap<DocumentId, ClusterOf>,
    /// Number of clusters.
    pub cluster_count: usize,
    /// Hash of a template to the pages that show it; sorted.
    hashed_lines: Vec<(u64, u64)>,
    /// Hash of a name to that of its entity and form; sorted.
    hashed_names: Vec<(u64, u64)>,
}

/// Where a document touches the facts: hashes of its edge lines and of its unknown names. What stays in memory of it.
#[derive(Clone, Debug, Default)]
pub struct Touches {
    lines: Box<[u64]>,
    names: Box<[u64]>,
    /// By what its lines are counted.
    seen: Sighting,
}

impl Facts {
    /// Facts from the observations of all documents, whose `ids` are sorted. `observed` gives the observation at a place and
    /// is asked again where more than hashes are needed; `text_of` gives the clean text there, to verify candidates; `known` are the
    /// clusters of names of the run before.
    ///
    /// # Errors
    /// When an observation cannot be read.
    pub fn collect(
        ids: &[&DocumentId],
        desk: &Desk,
        observed: &(dyn Fn(usize) -> Result<Observation, Error> + Sync),
        text_of: &dyn Fn(usize) -> String,
        known: &Clusters,
    ) -> Result<(Facts, Vec<Touches>, Clusters), Error> {
        let mut sketches = Vec::with_capacity(ids.len());
        let mut places = Vec::with_capacity(ids.len());
        let mut touches = Vec::with_capacity(ids.len());
        let failed = RefCell::new(None);
        // Many at a time are read side by side, and taken in the order of ids.
        let seen = |k: usize| -> Result<(Observation, Touches), Error> {
            let observation = observed(k)?;
            let Observation { lines, names, .. } = &observation;
            let touches = Touches {
                lines: lines.lines().map(|l| hash_line(lines.site(), l)).collect(),
                names: names.rows().map(|(kind, name, _)| hash_name(kind, name)).collect(),
                seen: lines.sighting(),
            };
            Ok((observation, touches))
        };
        let starts = (0..ids.len()).step_by(AT_ONCE);
        let all = starts.flat_map(|from| {
            let part = from..ids.len().min(from + AT_ONCE);
            part.into_par_iter().map(seen).collect::<Vec<_>>()
        });
        let forms = all.enumerate().map(|(k, seen)| match seen {
            Ok((Observation { names, sketch, .. }, touched)) => {
                if let Some(sketch) = sketch {
                    sketches.push((ids[k].clone(), sketch));
                    places.push(k);
                }
                touches.push(touched);
                names
            }
            Err(e) => {
                failed.borrow_mut().get_or_insert(e);
                NameForms::default()
            }
        });
        let (names, name_clusters) = NameFacts::collect_again(forms, &desk.gazetteer, known);
        if let Some(error) = failed.take() {
            return Err(error);
        }
        let templates = templates(&touches, observed)?;
        let found = copydesk_duplicates::clusters(&sketches, &|k| text_of(places[k]));
        let cluster_count = found.len();
        let mut clusters = BTreeMap::new();
        for cluster in found {
            for member in &cluster.members {
                let of = ClusterOf {
                    id: cluster.id.clone(),
                    size: cluster.members.len(),
                    head: *member == cluster.head,
                };
                clusters.insert(member.clone(), of);
            }
        }
        let mut lines: Vec<(u64, u64)> = templates
            .iter()
            .map(|(site, line, n)| (hash_line(site, line), u64::from(n)))
            .collect();
        let mut forms: Vec<(u64, u64)> = names
            .iter()
            .map(|(kind, name, entity, canonical)| (hash_name(kind, name), hash((entity, canonical))))
            .collect();
        lines.sort_unstable();
        forms.sort_unstable();
        let facts = Facts {
            templates,
            names,
            clusters,
            cluster_count,
            hashed_lines: lines,
            hashed_names: forms,
        };
        Ok((facts, touches, name_clusters))
    }

    /// Adds to a hash all that pass 2 takes from the facts for one document.
    pub(crate) fn sign(&self, id: &DocumentId, touches: &Touches, hasher: &mut blake3::Hasher) {
        for (kind, hashes, facts) in [
            (1u64, &touches.lines, &self.hashed_lines),
            (2, &touches.names, &self.hashed_names),
        ] {
            for h in hashes {
                let from = facts.partition_point(|(k, _)| k < h);
                for (_, value) in facts[from..].iter().take_while(|(k, _)| k == h) {
                    [kind, *h, *value]
                        .iter()
                        .for_each(|n| _ = hasher.update(&n.to_le_bytes()));
                }
            }
        }
        if let Some(of) = self.clusters.get(id) {
            let (size, head) = (of.size as u64, u64::from(of.head));
            [3, size, head].iter().for_each(|n| _ = hasher.update(&n.to_le_bytes()));
            hasher.update(of.id.as_bytes());
        }
    }
}

/// The lines that are templates, counted by their hashes: of each, one page alone is read again, for its words.
fn templates(
    touches: &[Touches],
    observed: &(dyn Fn(usize) -> Result<Observation, Error> + Sync),
) -> Result<Templates, Error> {
    let mut all: Vec<(u64, usize)> = Vec::new();
    for (k, of) in touches.iter().enumerate() {
        all.extend(of.lines.iter().map(|&line| (line, k)));
    }
    all.sort_unstable();
    // The page to be read, the hash, and the number of pages.
    let mut found: Vec<(usize, u64, u32)> = Vec::new();
    for run in all
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|run| run.len() >= PAGES as usize)
    {
        let mut sightings: Vec<Sighting> = run.iter().map(|&(_, k)| touches[k].seen).collect();
        found.extend(corpus::pages_of(&mut sightings).map(|pages| (run[0].1, run[0].0, pages)));
    }
    found.sort_unstable();
    let mut counted = Vec::with_capacity(found.len());
    for of_page in found.chunk_by(|a, b| a.0 == b.0) {
        let lines = observed(of_page[0].0)?.lines;
        for line in lines.lines() {
            let hash = hash_line(lines.site(), line);
            if let Ok(at) = of_page.binary_search_by_key(&hash, |f| f.1) {
                counted.push((lines.site().to_owned(), line.to_owned(), of_page[at].2));
            }
        }
    }
    Ok(Templates::of(counted))
}

fn hash_line(site: &str, line: &str) -> u64 {
    hash((site, line))
}

fn hash_name(kind: EntityType, name: &str) -> u64 {
    hash((kind, name))
}

/// Of this program alone: where it changes, a group is written anew.
fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
