//! The facts of a corpus in pieces that a cluster can shuffle.
//!
//! [`crate::build()`] holds all observations in one place. On a cluster each document gives small [`Piece`]s with a key; pieces of
//! one key meet on one machine, and what each machine makes of its keys adds up to the [`Facts`] of one process: a line is counted by
//! its site, a name by its form, and documents meet when they share a band of their signatures. The rules for what a template,
//! a cluster or a copy is stay where they are; this module only parts their input and joins their output.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use copydesk_boilerplate::corpus::{PageLines, Templates};
use copydesk_dataset::ClusterOf;
use copydesk_duplicates::Sketch;
use copydesk_model::{Document, DocumentId, EntityType, Reject, View, pieces, rendered_text};
use copydesk_names::corpus::{Clusters, NameFacts};
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::facts::Facts;
use crate::stages::observe;

/// Which fact a piece belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line at the edge of a page.
    Line,
    /// One name that no gazetteer knows.
    Name,
    /// One band of the signature of the text; its value is empty, the document is what counts.
    Band,
}

/// One document's part in one fact; pieces with the same kind and key must meet.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Which fact.
    pub kind: Kind,
    /// Of this program alone: never stored.
    pub key: i64,
    /// What [`templates`] or [`name_counts`] read.
    pub value: Vec<u8>,
}

/// How often a name stands in how many documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameCount {
    kind: EntityType,
    name: String,
    documents: u32,
    mentions: u32,
}

/// A document on its way between the passes.
///
/// # Errors
/// When it cannot be packed, which would be a fault of ours.
pub fn pack(doc: &Document) -> Result<Vec<u8>, String> {
    postcard::to_stdvec(doc).map_err(|e| e.to_string())
}

/// The document that was packed.
///
/// # Errors
/// When the bytes are not those of [`pack`].
pub fn unpack(bytes: &[u8]) -> Result<Document, String> {
    postcard::from_bytes(bytes).map_err(|e| format!("not a packed document: {e}"))
}

/// A reject on its way to the driver.
///
/// # Errors
/// When it cannot be packed, which would be a fault of ours.
pub fn pack_reject(reject: &Reject) -> Result<Vec<u8>, String> {
    postcard::to_stdvec(reject).map_err(|e| e.to_string())
}

/// The reject that was packed.
///
/// # Errors
/// When the bytes are not those of [`pack_reject`].
pub fn unpack_reject(bytes: &[u8]) -> Result<Reject, String> {
    postcard::from_bytes(bytes).map_err(|e| format!("not a packed reject: {e}"))
}

/// What one document adds to the facts.
///
/// # Errors
/// When a piece cannot be packed, which would be a fault of ours.
pub fn shuffled(doc: &Document, desk: &Desk) -> Result<Vec<Piece>, String> {
    let observed = observe(doc, desk);
    let packed = |e: postcard::Error| e.to_string();
    let mut out = Vec::new();
    for (line, page) in observed.lines.split() {
        out.push(Piece {
            kind: Kind::Line,
            key: key(&line),
            value: postcard::to_stdvec(&page).map_err(packed)?,
        });
    }
    for (kind, name, mentions) in observed.names.rows() {
        let count = NameCount {
            kind,
            name: name.to_owned(),
            documents: 1,
            mentions,
        };
        out.push(Piece {
            kind: Kind::Name,
            key: key(&(kind, name)),
            value: postcard::to_stdvec(&count).map_err(packed)?,
        });
    }
    if let Some(sketch) = &observed.sketch {
        out.extend(sketch.bands().map(|band| Piece {
            kind: Kind::Band,
            key: key(&band),
            value: Vec::new(),
        }));
    }
    Ok(out)
}

fn key(of: &impl Hash) -> i64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish().cast_signed()
}

/// The templates among the lines of some keys, packed; all pieces of a key must be there.
///
/// # Errors
/// When a piece is not one of lines.
pub fn templates(pieces: impl IntoIterator<Item = Vec<u8>>) -> Result<Vec<u8>, String> {
    let lines: Vec<PageLines> = pieces.into_iter().map(|p| read(&p)).collect::<Result<_, String>>()?;
    postcard::to_stdvec(&Templates::collect(lines)).map_err(|e| e.to_string())
}

/// The counts of the names of some keys, packed; all pieces of a key must be there.
///
/// # Errors
/// When a piece is not one of names.
pub fn name_counts(pieces: impl IntoIterator<Item = Vec<u8>>) -> Result<Vec<u8>, String> {
    let mut counts: BTreeMap<(EntityType, String), (u32, u32)> = BTreeMap::new();
    for piece in pieces {
        let one: NameCount = read(&piece)?;
        let count = counts.entry((one.kind, one.name)).or_default();
        count.0 += one.documents;
        count.1 += one.mentions;
    }
    let counts = counts
        .into_iter()
        .map(|((kind, name), (documents, mentions))| NameCount {
            kind,
            name,
            documents,
            mentions,
        });
    postcard::to_stdvec(&counts.collect::<Vec<_>>()).map_err(|e| e.to_string())
}

/// Near-copies among packed documents that hang together by their bands: the id and cluster of each that is in one.
/// Documents that share a band with none of these say nothing about them, so a component is judged as the corpus would be.
///
/// # Errors
/// When a document does not unpack.
pub fn copies(component: &[Vec<u8>], desk: &Desk) -> Result<Vec<(DocumentId, ClusterOf)>, String> {
    let mut known: Vec<(DocumentId, Sketch, String)> = Vec::with_capacity(component.len());
    for bytes in component {
        let doc = unpack(bytes)?;
        let text = rendered_text(&doc, &pieces(&doc, desk.policy), View::Clean);
        known.extend(copydesk_duplicates::sketch(&text).map(|s| (doc.id.clone(), s, text)));
    }
    known.sort_by(|a, b| a.0.cmp(&b.0));
    let sketches: Vec<(DocumentId, Sketch)> = known.iter().map(|(id, s, _)| (id.clone(), s.clone())).collect();
    let mut out = Vec::new();
    for cluster in copydesk_duplicates::clusters(&sketches, &|k| known[k].2.clone()) {
        for member in &cluster.members {
            let of = ClusterOf {
                id: cluster.id.clone(),
                size: cluster.members.len(),
                head: *member == cluster.head,
            };
            out.push((member.clone(), of));
        }
    }
    Ok(out)
}

/// What all machines found, joined and packed, to be sent to each of them; near-copies go with their documents instead.
///
/// # Errors
/// When a part is not one of [`templates`] or [`name_counts`].
pub fn join(template_parts: &[Vec<u8>], name_parts: &[Vec<u8>], desk: &Desk) -> Result<Vec<u8>, String> {
    let mut templates = Templates::default();
    for part in template_parts {
        templates.merge(read(part)?);
    }
    let mut counts = BTreeMap::new();
    for part in name_parts {
        let part: Vec<NameCount> = read(part)?;
        counts.extend(part.into_iter().map(|c| ((c.kind, c.name), (c.documents, c.mentions))));
    }
    let names = NameFacts::of_counts(&counts, &desk.gazetteer, &Clusters::default()).0;
    postcard::to_stdvec(&(templates, names)).map_err(|e| e.to_string())
}

/// The facts that [`join`] packed.
///
/// # Errors
/// When the bytes are not those of [`join`].
pub fn facts(joined: &[u8]) -> Result<Facts, String> {
    let mut facts = Facts::default();
    (facts.templates, facts.names) = read(joined)?;
    Ok(facts)
}

fn read<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Result<T, String> {
    postcard::from_bytes(bytes).map_err(|e| format!("not a packed fact: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::single::Raw;
    use crate::stages::{Outcome, pass_one};
    use copydesk_model::Policy;

    fn document(id: &str, text: &str, desk: &Desk) -> Document {
        let raw = Raw {
            id: id.to_owned(),
            bytes: text.as_bytes().to_vec(),
            ..Raw::default()
        };
        match pass_one(raw.record(), desk) {
            Outcome::Document(doc) => *doc,
            Outcome::Reject(reject) => panic!("{reject:?}"),
        }
    }

    /// Pieces that went through many machines give what one process finds.
    #[test]
    fn parts_add_up_to_the_whole() {
        let desk = Desk::open(None, Policy::DEFAULT).unwrap();
        let story = |n: usize| {
            let words: Vec<String> = (0..120).map(|k| format!("word{}", (k * 7 + n * 131) % 997)).collect();
            format!(
                "{}.\n\nDzmitry Kavalenka and Dmitry Kovalenko waited.\n\nOnly here, every day\n",
                words.join(" ")
            )
        };
        let texts = [
            story(1),
            story(2),
            story(3),
            story(1).replace("waited", "waited long"),
            story(4),
        ];
        let docs: Vec<Document> = (0..5)
            .map(|k| document(&format!("post/{k}.txt"), &texts[k], &desk))
            .collect();
        let mut machines: BTreeMap<(u8, i64), Vec<Vec<u8>>> = BTreeMap::new();
        let mut bands: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for (k, doc) in docs.iter().enumerate() {
            for piece in shuffled(doc, &desk).unwrap() {
                match piece.kind {
                    Kind::Band => bands.entry(piece.key).or_default().push(k),
                    kind => machines
                        .entry((kind as u8, piece.key.rem_euclid(3)))
                        .or_default()
                        .push(piece.value),
                }
            }
        }
        let of = |kind: Kind| {
            machines
                .iter()
                .filter(move |((k, _), _)| *k == kind as u8)
                .map(|(_, v)| v.clone())
        };
        let lines: Vec<_> = of(Kind::Line).map(|v| templates(v).unwrap()).collect();
        let names: Vec<_> = of(Kind::Name).map(|v| name_counts(v).unwrap()).collect();
        let joined = facts(&join(&lines, &names, &desk).unwrap()).unwrap();
        let observed: Vec<_> = docs.iter().map(|d| observe(d, &desk)).collect();
        assert_eq!(
            joined.templates,
            Templates::collect(observed.iter().map(|o| o.lines.clone()))
        );
        assert!(joined.templates.iter().next().is_some(), "the story has a template");
        assert_eq!(
            joined.names,
            NameFacts::collect(observed.iter().map(|o| o.names.clone()), &desk.gazetteer)
        );
        assert!(bands.values().any(|b| b == &[0, 3]), "copies share a band");
        let packed: Vec<_> = [0, 3].map(|k: usize| pack(&docs[k]).unwrap()).into();
        let found = copies(&packed, &desk).unwrap();
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|(_, c)| c.size == 2));
        assert!(facts(b"nonsense").is_err() && unpack(b"x").is_err());
    }
}
