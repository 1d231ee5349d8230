//! What one document cannot show: lines that a site repeats, near-copies, a name's spellings.

use std::collections::BTreeMap;

use copydesk_boilerplate::corpus::{PageLines, Templates};
use copydesk_dataset::ClusterOf;
use copydesk_duplicates::Sketch;
use copydesk_model::DocumentId;
use copydesk_names::corpus::{NameFacts, NameForms};

use crate::desk::Desk;

/// What pass 1 saw in one document.
#[derive(Clone, Debug)]
pub struct Observation {
    /// The document.
    pub id: DocumentId,
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
}

impl Facts {
    /// Facts from the observations of all documents, which come sorted by id. `text_of` gives the clean text of the document
    /// at that place, to verify candidates.
    pub fn collect(observations: Vec<Observation>, desk: &Desk, text_of: &dyn Fn(usize) -> String) -> Facts {
        let mut lines = Vec::with_capacity(observations.len());
        let mut names = Vec::with_capacity(observations.len());
        let mut sketches = Vec::with_capacity(observations.len());
        let mut places = Vec::with_capacity(observations.len());
        for (k, o) in observations.into_iter().enumerate() {
            lines.push(o.lines);
            names.push(o.names);
            if let Some(sketch) = o.sketch {
                sketches.push((o.id, sketch));
                places.push(k);
            }
        }
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
        Facts {
            templates: Templates::collect(lines),
            names: NameFacts::collect(names, &desk.gazetteer),
            clusters,
            cluster_count,
        }
    }
}
