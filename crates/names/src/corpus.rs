//! Names that no gazetteer knows, over all documents of a corpus.
//!
//! Pass 1 [`observe`]s each document alone; the observations of all become [`NameFacts`], a plain sorted value;
//! pass 2 [`apply`]s them, so that one unknown name has one id and one canonical form everywhere. Clusters are for
//! ids only: nothing is ever taken into the gazetteer by itself, [`proposals`] are for people.

use std::collections::BTreeMap;

use copydesk_model::{Document, EntityId, EntityType};
use serde::{Deserialize, Serialize};

use crate::gazetteer::Gazetteer;
use crate::{resolve, rules};

/// The unknown names of one document, sorted: kind, name, mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameForms {
    names: Vec<(EntityType, String, u32)>,
}

/// What the corpus says of one unknown name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Fact {
    entity: String,
    canonical: String,
    documents: u32,
    mentions: u32,
    /// What drew it into its cluster: the other name, the rule, the score. Empty for the first.
    why: String,
}

/// The unknown names of a corpus, clustered; sorted by kind and name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameFacts {
    names: Vec<(EntityType, String, Fact)>,
}

/// The clusters of a corpus by the names alone, without their counts: what takes time to find, and can be kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clusters {
    kinds: Vec<OfKind>,
}

/// The clusters of one kind, for the sorted names whose hash is `key`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct OfKind {
    kind: EntityType,
    key: [u8; 32],
    clusters: Vec<Vec<Kept>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// Place among the names.
    name: u32,
    entity: String,
    why: String,
}

fn clusters_of(names: &[&str], gazetteer: &Gazetteer, kind: EntityType) -> Vec<Vec<Kept>> {
    let place = |name: &str| names.binary_search(&name).unwrap_or_default() as u32;
    let kept = |member: resolve::Member<'_>| Kept {
        name: place(member.name),
        entity: member.resolved.entity.as_str().to_owned(),
        why: member.why.map_or_else(String::new, |(by, rule, score)| {
            format!("{} = {by} [{} {score:.2}]", member.name, rule.id())
        }),
    };
    let clusters = resolve::cluster(names, gazetteer, Some(kind)).into_iter();
    clusters
        .map(|members| members.into_iter().map(kept).collect())
        .collect()
}

/// An unknown name that a corpus uses, for those who keep the gazetteer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its id in this corpus.
    pub entity: EntityId,
    /// Its most frequent form.
    pub canonical: String,
    /// Person, organisation or place.
    pub kind: EntityType,
    /// Its forms, sorted.
    pub forms: Vec<String>,
    /// In how many documents its forms stand, added up.
    pub documents: u32,
    /// How often it is mentioned.
    pub mentions: u32,
    /// Why its forms are held to be one, a sentence for each merge.
    pub why: Vec<String>,
}

/// Parts what is counted for the style `majority`: entity, language, form. No name holds it.
const PART: char = '\u{1f}';

/// Under which name the commonest form of a known entity is kept.
fn majority_key(entity: &EntityId, doc: &Document) -> String {
    format!("{entity}{PART}{}{PART}", doc.language.language.as_str())
}

/// The full forms by which a document calls known entities, each counted, and the entities it mentions.
fn observe_forms(doc: &Document, names: &mut Vec<(EntityType, String, u32)>) {
    let mut counts: BTreeMap<(EntityType, String), u32> = BTreeMap::new();
    for a in doc.annotations() {
        let Some(mention) = a.as_mention() else { continue };
        let Some(entity) = mention.entity.as_ref().filter(|e| !e.as_str().starts_with("x-")) else {
            continue;
        };
        let key = majority_key(entity, doc);
        let surface = a.span.of(doc.text()).trim();
        // A surname alone and a shouted name are no forms to go by.
        let is_full = mention.kind != EntityType::Person || surface.contains(' ');
        if is_full && (surface.chars().any(char::is_lowercase) || surface.chars().count() < 6) {
            *counts.entry((mention.kind, format!("{key}{surface}"))).or_default() += 1;
        }
        *counts.entry((mention.kind, key)).or_default() += 1;
    }
    names.extend(counts.into_iter().map(|((kind, name), n)| (kind, name, n)));
    names.sort();
}

/// The unknown names of a document, by the form that stands for each of them there; where the style asks for it,
/// also the forms of the known ones.
pub fn observe(doc: &Document, gazetteer: &Gazetteer) -> NameForms {
    let mut out = observe_unknown(doc);
    if gazetteer.is_majority() {
        observe_forms(doc, &mut out.names);
    }
    out
}

/// So many unknown names of one document, its most frequent, are compared with those of others. What has more is a register,
/// in which each name stands for itself.
const MOST_NAMES: usize = 10_000;

fn observe_unknown(doc: &Document) -> NameForms {
    let mut counts: BTreeMap<(EntityType, &str), u32> = BTreeMap::new();
    for mention in doc.annotations().iter().filter_map(|a| a.as_mention()) {
        if let (Some(entity), Some(name)) = (&mention.entity, &mention.canonical)
            && entity.as_str().starts_with("x-")
        {
            *counts.entry((mention.kind, name)).or_default() += 1;
        }
    }
    let mut names: Vec<(EntityType, &str, u32)> = counts.into_iter().map(|((kind, name), n)| (kind, name, n)).collect();
    if names.len() > MOST_NAMES {
        names.sort_unstable_by_key(|&(kind, name, n)| (std::cmp::Reverse(n), kind, name));
        names.truncate(MOST_NAMES);
        names.sort_unstable();
    }
    let own = |(kind, name, n): (EntityType, &str, u32)| (kind, name.to_owned(), n);
    NameForms {
        names: names.into_iter().map(own).collect(),
    }
}

impl NameForms {
    /// Kind, name and mentions of each, sorted.
    pub fn rows(&self) -> impl Iterator<Item = (EntityType, &str, u32)> {
        self.names.iter().map(|(kind, name, n)| (*kind, name.as_str(), *n))
    }
}

impl NameFacts {
    /// What [`apply`] goes by: kind, name, entity and canonical form, sorted by the first two.
    pub fn iter(&self) -> impl Iterator<Item = (EntityType, &str, &str, &str)> {
        self.names
            .iter()
            .map(|(kind, name, fact)| (*kind, name.as_str(), fact.entity.as_str(), fact.canonical.as_str()))
    }

    /// Clusters the names of all documents; their order does not matter.
    pub fn collect(forms: impl IntoIterator<Item = NameForms>, gazetteer: &Gazetteer) -> NameFacts {
        NameFacts::collect_again(forms, gazetteer, &Clusters::default()).0
    }

    /// The same, when the clusters of an earlier corpus are known that were made with the same gazetteer: those of a kind
    /// whose names are still the very same are taken over. Gives the clusters for the next time.
    pub fn collect_again(
        forms: impl IntoIterator<Item = NameForms>,
        gazetteer: &Gazetteer,
        known: &Clusters,
    ) -> (NameFacts, Clusters) {
        // Documents and mentions of each name.
        let mut counts: BTreeMap<(EntityType, String), (u32, u32)> = BTreeMap::new();
        for (kind, name, mentions) in forms.into_iter().flat_map(|f| f.names) {
            let count = counts.entry((kind, name)).or_default();
            count.0 += 1;
            count.1 += mentions;
        }
        NameFacts::of_counts(&counts, gazetteer, known)
    }

    /// The same for names of which it is known in how many documents they stand, and how often in all.
    pub fn of_counts(
        counts: &BTreeMap<(EntityType, String), (u32, u32)>,
        gazetteer: &Gazetteer,
        known: &Clusters,
    ) -> (NameFacts, Clusters) {
        let mut names = Vec::with_capacity(counts.len());
        let mut all = Clusters::default();
        for kind in [EntityType::Person, EntityType::Org, EntityType::Place] {
            let of_kind: Vec<&str> = counts
                .keys()
                .filter(|(k, n)| *k == kind && !n.contains(PART))
                .map(|(_, n)| n.as_str())
                .collect();
            let mut hasher = blake3::Hasher::new();
            for name in &of_kind {
                hasher.update(name.as_bytes());
                hasher.update(&[0xff]);
            }
            let key = *hasher.finalize().as_bytes();
            let before = known.kinds.iter().find(|k| k.kind == kind && k.key == key);
            let clusters = before.map_or_else(|| clusters_of(&of_kind, gazetteer, kind), |k| k.clusters.clone());
            let count = |at: u32| {
                let name = of_kind.get(at as usize).copied().unwrap_or_default();
                (
                    counts.get(&(kind, name.to_owned())).copied().unwrap_or_default(),
                    std::cmp::Reverse(name),
                )
            };
            for members in &clusters {
                // The most frequent form stands for all; of equals the first.
                let canonical = members.iter().map(|m| count(m.name)).max();
                let canonical = canonical.map_or_else(String::new, |(_, name)| name.0.to_owned());
                for member in members {
                    let ((documents, mentions), name) = count(member.name);
                    let fact = Fact {
                        why: member.why.clone(),
                        entity: member.entity.clone(),
                        canonical: canonical.clone(),
                        documents,
                        mentions,
                    };
                    names.push((kind, name.0.to_owned(), fact));
                }
            }
            all.kinds.push(OfKind { kind, key, clusters });
        }
        names.extend(majority(counts));
        names.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        (NameFacts { names }, all)
    }

    fn get(&self, kind: EntityType, name: &str) -> Option<&Fact> {
        let at = self
            .names
            .binary_search_by(|(k, n, _)| (*k, n.as_str()).cmp(&(kind, name)))
            .ok()?;
        Some(&self.names[at].2)
    }
}

/// The commonest form of each known entity in each language, by mentions; of equals the first.
fn majority(counts: &BTreeMap<(EntityType, String), (u32, u32)>) -> Vec<(EntityType, String, Fact)> {
    let mut most: BTreeMap<(EntityType, &str), (u32, &str)> = BTreeMap::new();
    for ((kind, name), (_, mentions)) in counts {
        let Some((key, form)) = name.rsplit_once(PART).filter(|(_, form)| !form.is_empty()) else {
            continue;
        };
        let best = most.entry((*kind, key)).or_default();
        if *mentions > best.0 {
            *best = (*mentions, form);
        }
    }
    let fact = |((kind, key), (mentions, form)): ((EntityType, &str), (u32, &str))| {
        let fact = Fact {
            entity: key.split(PART).next().unwrap_or_default().to_owned(),
            canonical: form.to_owned(),
            documents: 0,
            mentions,
            why: String::new(),
        };
        (kind, format!("{key}{PART}"), fact)
    };
    most.into_iter().map(fact).collect()
}

/// Gives the unknown names of a document their id and canonical form of the corpus, and the known ones the commonest
/// form where the style asks for it.
pub fn apply(doc: &mut Document, facts: &NameFacts) {
    let language = doc.language.language.as_str().to_owned();
    for (_, mention, rule) in doc.mentions_mut() {
        let known = mention.entity.as_ref().filter(|e| !e.as_str().starts_with("x-"));
        if let Some(entity) = known {
            let key = format!("{entity}{PART}{language}{PART}");
            if let Some(fact) = facts.get(mention.kind, &key) {
                mention.canonical = Some(fact.canonical.as_str().into());
            }
            continue;
        }
        let unknown = mention.entity.as_ref().is_some_and(|e| e.as_str().starts_with("x-"));
        let Some(fact) = mention
            .canonical
            .as_deref()
            .filter(|_| unknown)
            .and_then(|n| facts.get(mention.kind, n))
        else {
            continue;
        };
        // The rule stays that which found the mention, unless the corpus gave it another name.
        if mention.canonical.as_deref() != Some(fact.canonical.as_str()) {
            *rule = rules::CLUSTER.id();
            mention.canonical = Some(fact.canonical.as_str().into());
        }
        if mention.entity.as_ref().map(EntityId::as_str) != Some(fact.entity.as_str()) {
            mention.entity = Some(EntityId::new(&fact.entity));
        }
    }
}

/// Unknown names by the number of documents they stand in, the most frequent first.
pub fn proposals(facts: &NameFacts) -> Vec<Proposal> {
    let mut by_id: BTreeMap<(EntityType, &str), Proposal> = BTreeMap::new();
    for (kind, name, fact) in facts.names.iter().filter(|n| !n.1.contains(PART)) {
        let one = by_id.entry((*kind, fact.entity.as_str())).or_insert_with(|| Proposal {
            entity: EntityId::new(&fact.entity),
            canonical: fact.canonical.clone(),
            kind: *kind,
            forms: Vec::new(),
            documents: 0,
            mentions: 0,
            why: Vec::new(),
        });
        one.forms.push(name.clone());
        one.documents += fact.documents;
        one.mentions += fact.mentions;
        one.why.extend((!fact.why.is_empty()).then(|| fact.why.clone()));
    }
    let mut all: Vec<Proposal> = by_id.into_values().collect();
    all.sort_by(|a, b| (b.documents, b.mentions, &a.entity).cmp(&(a.documents, a.mentions, &b.entity)));
    all
}

/// Columns of the file of proposals.
const PROPOSALS: &str = "id\ttype\tcanonical\tforms\tdocuments\tmentions\twhy";

/// The proposals as a file for people: names that stand in two documents or have two forms, the most frequent first.
pub fn proposals_tsv(facts: &NameFacts) -> String {
    let mut out = String::from(
        "# Names that no gazetteer knows. Take one over with `cargo xtask names --accept <id>`; nothing is taken over by itself.\n",
    );
    out.push_str(PROPOSALS);
    out.push('\n');
    let clean = |s: &str| s.replace(['\t', '\n', '\r', '|'], " ");
    for p in proposals(facts).iter().filter(|p| p.documents > 1 || p.forms.len() > 1) {
        let forms: Vec<String> = p.forms.iter().map(|f| clean(f)).collect();
        let why: Vec<String> = p.why.iter().map(|w| clean(w)).collect();
        out.push_str(&format!(
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\n",
            p.entity,
            p.kind.name(),
            clean(&p.canonical),
            forms.join("|"),
            p.documents,
            p.mentions,
            why.join("; ")
        ));
    }
    out
}

/// Rows for a user's gazetteer file, with their head, from the named rows of a file of proposals.
///
/// An id of a cluster may change with the corpus, so a row takes over the digits but not the `x-` that says so.
///
/// # Errors
/// With the ids that the file does not hold.
pub fn accept(proposals: &str, ids: &[String]) -> Result<String, Vec<String>> {
    let mut out = String::from("id\ttype\tcanonical\ten\tsource\n");
    let mut missing = Vec::new();
    for id in ids {
        let row = proposals
            .lines()
            .map(|l| l.split('\t').collect::<Vec<_>>())
            .find(|c| c[0] == id && c.len() > 3);
        match row {
            Some(c) => out.push_str(&format!(
                "{}\t{}\t{}\t{}\taccepted proposal\n",
                id.replacen("x-", "own-", 1),
                c[1],
                c[2],
                c[3]
            )),
            None => missing.push(id.clone()),
        }
    }
    if missing.is_empty() { Ok(out) } else { Err(missing) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate;

    fn document(text: &str) -> Document {
        let mut doc = Document::from_lines(text);
        let found = annotate(&doc, Gazetteer::built_in());
        doc.annotate(found);
        doc
    }

    /// R12: what a document that was taken down has said of names is gone with it.
    #[test]
    fn a_document_that_is_taken_down_leaves_no_name_behind() {
        let gone = document("“We wait,” said Dzmitry Kavalenka, who sells tickets.");
        let stays = document("The driver, Dmitry Kovalenko, nodded. Later Dmitry Kovalenko left.");
        let of = |docs: &[&Document]| {
            NameFacts::collect(
                docs.iter().map(|d| observe(d, Gazetteer::built_in())),
                Gazetteer::built_in(),
            )
        };
        let both = format!("{:?}", proposals(&of(&[&gone, &stays])));
        assert!(both.contains("Dzmitry Kavalenka"), "{both}");
        let after = of(&[&stays]);
        assert!(!format!("{after:?}").contains("Kavalenka"), "{after:?}");
        assert_eq!(proposals(&after).len(), 1);
        assert_eq!(proposals(&after)[0].documents, 1);
        assert_eq!(of(&[]), NameFacts::default());
    }

    #[test]
    fn of_a_register_the_most_frequent_names_alone_are_compared() {
        let parts = ["ko", "va", "le", "mi", "ra", "tu", "be", "no", "sha", "di"];
        let name = |k: usize| -> String {
            let surname: String = k.to_string().bytes().map(|b| parts[usize::from(b - b'0')]).collect();
            format!("Maria V{surname}ich")
        };
        let line = |k: usize| format!("The bridge was opened by {}, the city said.\n", name(k));
        let text: String = (0..MOST_NAMES + 20).map(line).collect();
        let doc = document(&format!("{text}{}", line(MOST_NAMES + 10)));
        let seen = observe(&doc, Gazetteer::built_in());
        assert_eq!(seen.names.len(), MOST_NAMES);
        assert!(seen.names.is_sorted());
        let twice = |(_, form, n): &(EntityType, String, u32)| *form == name(MOST_NAMES + 10) && *n == 2;
        assert!(seen.names.iter().any(twice));
    }

    #[test]
    fn one_unknown_person_has_one_id_in_the_whole_corpus() {
        let mut docs = [
            document("“We wait,” said Dzmitry Kavalenka, who sells tickets. Kavalenka sighed."),
            document("The driver, Dmitry Kovalenko, nodded. Later Dmitry Kovalenko left."),
            document("Her colleague Anna Kovalenko nodded too."),
            document("Minsk said nothing."),
        ];
        let seen = |doc: &Document| observe(doc, Gazetteer::built_in());
        let facts = NameFacts::collect(docs.iter().map(seen), Gazetteer::built_in());
        let backwards = NameFacts::collect(docs.iter().rev().map(seen), Gazetteer::built_in());
        assert_eq!(facts, backwards);
        for doc in &mut docs {
            apply(doc, &facts);
        }
        let ids = |doc: &Document| -> Vec<(String, String)> {
            doc.annotations()
                .iter()
                .filter_map(|a| a.as_mention())
                .map(|m| {
                    (
                        m.entity.as_ref().unwrap().to_string(),
                        m.canonical.as_deref().unwrap().to_owned(),
                    )
                })
                .collect()
        };
        let (a, b, c) = (ids(&docs[0]), ids(&docs[1]), ids(&docs[2]));
        assert_eq!(a.len(), 2, "{a:?}");
        assert_eq!(a[0].0, a[1].0);
        assert_eq!(a[0].0, b[0].0);
        assert_ne!(a[0].0, c[0].0);
        assert!(a[0].0.starts_with("x-") && a[0].0.len() == 10);
        assert_eq!(ids(&docs[3])[0].0, "minsk");
        let all = proposals(&facts);
        assert_eq!(all[0].forms.len(), 2, "{all:?}");
        assert_eq!(all[0].documents, 2);
        // The file says why, and one line of it becomes a row that the gazetteer takes.
        let file = proposals_tsv(&facts);
        assert!(file.contains("Dzmitry Kavalenka") && file.contains(" = "), "{file}");
        let row = accept(&file, &[all[0].entity.to_string()]).unwrap();
        let own = Gazetteer::with_user_files(&[("own.tsv".into(), row)]).unwrap();
        assert_eq!(own.len(), Gazetteer::built_in().len() + 1);
        let known = crate::resolve(&["Dzmitry Kavalenka".into(), "Dmitry Kovalenko".into()], &own);
        assert!(
            known.iter().all(|r| r.known && r.entity.as_str().starts_with("own-")),
            "{known:?}"
        );
        assert_eq!(accept(&file, &["x-none".into()]), Err(vec!["x-none".to_owned()]));
    }

    /// The commonest full form of the corpus, in each language for itself; the others stay as the gazetteer has them.
    #[test]
    fn the_majority_of_the_corpus_names_whom_it_knows() {
        let style = crate::Style::built_in("majority").unwrap();
        let own = Gazetteer::with_user_files(&[]).unwrap().with_style(style).unwrap();
        let read = |text: &str| {
            let mut doc = Document::from_lines(text);
            let found = annotate(&doc, &own);
            doc.annotate(found);
            doc
        };
        let mut docs = [
            read("Aliaksandr Lukashenka came. Aliaksandr Lukashenka left. Grodno waits."),
            read("Alexander Lukashenko spoke in Hrodna. Lukashenko left Hrodna."),
        ];
        let facts = NameFacts::collect(docs.iter().map(|d| observe(d, &own)), &own);
        assert!(proposals(&facts).is_empty(), "{facts:?}");
        for doc in &mut docs {
            apply(doc, &facts);
            for m in doc.annotations().iter().filter_map(|a| a.as_mention()) {
                let expected = match m.kind {
                    EntityType::Person => "Aliaksandr Lukashenka",
                    _ => "Hrodna",
                };
                assert_eq!(m.canonical.as_deref(), Some(expected));
            }
        }
        assert_ne!(own.digest(), Gazetteer::built_in().digest());
    }
}
