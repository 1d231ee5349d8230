//! Plain lists of names: which of them stand for the same one, with and without the gazetteer's help.
//!
//! A name the gazetteer knows takes its entity. The others are clustered: a name joins a cluster only when it fits
//! every member, so that a chain of near names never becomes one. The order of the list does not matter.

use std::collections::BTreeMap;

use copydesk_model::{EntityId, EntityType, RuleId};

use crate::annotate::Target;
use crate::cluster::{Parts, compare, id_of, nearest, parts};
use crate::exact;
use crate::fold::{is_word, key_of};
use crate::gazetteer::Gazetteer;
use crate::key::{meet, skeletons};
use crate::rules::{self, Rule};
use crate::tokens::Tokens;
use crate::words::Roles;

/// What a name of a plain list stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// The name as it was given.
    pub name: String,
    /// Equal for names of the same one.
    pub entity: EntityId,
    /// The form that stands for all its spellings.
    pub canonical: String,
    /// Person, organisation or place.
    pub kind: EntityType,
    /// Whether the gazetteer knows it.
    pub known: bool,
    /// The rule that decided.
    pub rule: RuleId,
    /// From 0 to 1.
    pub score: f32,
}

/// Clusters stay small: a name that fits more members than this joins without being held against the rest.
const MEMBERS: usize = 64;

/// What each name of a list stands for; the order of the list does not matter.
pub fn resolve(names: &[String], gazetteer: &Gazetteer) -> Vec<Resolved> {
    let mut distinct: BTreeMap<&str, Option<Resolved>> = BTreeMap::new();
    for name in names {
        distinct.entry(name).or_insert_with(|| known(name, gazetteer));
    }
    let unknown: Vec<&str> = distinct.iter().filter(|(_, r)| r.is_none()).map(|(n, _)| *n).collect();
    for (members, resolved) in cluster(&unknown, gazetteer, None) {
        for name in members {
            distinct.insert(
                name,
                Some(Resolved {
                    name: name.to_owned(),
                    ..resolved.clone()
                }),
            );
        }
    }
    names
        .iter()
        .filter_map(|n| distinct.get(n.as_str()).cloned().flatten())
        .collect()
}

/// Whether two names stand for the same one, how sure, and by which rule.
pub fn same(a: &str, b: &str, gazetteer: &Gazetteer) -> (bool, f32, RuleId) {
    match (known(a, gazetteer), known(b, gazetteer)) {
        (Some(x), Some(y)) => {
            let rule = if x.score <= y.score { x.rule } else { y.rule };
            let score = x.score.min(y.score);
            if x.entity == y.entity {
                (true, score, rule)
            } else {
                (false, 1.0 - score, rule)
            }
        }
        (None, None) => match fits(&Name::new(a, gazetteer, None), &Name::new(b, gazetteer, None)) {
            Some((rule, score)) => (true, score, rule.id()),
            None => (false, 0.1, rules::CLUSTER.id()),
        },
        _ => (false, 0.1, rules::CLUSTER.id()),
    }
}

/// The entity of the gazetteer that a whole string names.
fn known(name: &str, gazetteer: &Gazetteer) -> Option<Resolved> {
    let made = |k: u32, rule: Rule, score: f32| {
        let entity = gazetteer.at(k);
        Some(Resolved {
            name: name.to_owned(),
            entity: entity.id.clone(),
            canonical: entity.canonical.clone(),
            kind: entity.kind,
            known: true,
            rule: rule.id(),
            score,
        })
    };
    let text: String = match name.split_once(',') {
        // `LUKASHENKA, Alyaksandr`
        Some((surname, rest)) if !rest.trim().is_empty() => format!("{} {}", rest.trim(), surname.trim()),
        _ => name.trim().to_owned(),
    };
    let text = titled(&text);
    let tokens = Tokens::of_line(&text, &gazetteer.words);
    let first = tokens.all.first()?;
    if text[..first.start].chars().any(is_word) {
        return small(&text, gazetteer).and_then(|k| made(k, rules::EXACT, 0.95));
    }
    let whole = |end: usize| !text[end..].chars().any(is_word);
    if let Some((_, found)) = exact::best(&tokens, gazetteer, 0)
        && whole(found.end)
        && let Target::Known(of) = &found.target
    {
        return match of[..] {
            [one] => made(one, found.rule, found.score),
            // Of two with one form the one that needs no other evidence.
            _ => of
                .iter()
                .find(|&&k| gazetteer.row(k).needs().is_none())
                .and_then(|&k| made(k, found.rule, 0.6)),
        };
    }
    if let [token] = tokens.all[..] {
        // A surname alone stands for its best-known bearer, or for nobody.
        let info = token.info.filter(|_| whole(token.end));
        if let Some(s) = info.and_then(|i| {
            i.surnames
                .iter()
                .find(|s| gazetteer.row(s.entity).has("surname_default"))
        }) {
            return made(s.entity, rules::DEFAULT, 0.85);
        }
        return None;
    }
    let (k, rule, score) = nearest(&text, gazetteer)?;
    made(k, rule, score)
}

/// Names in capitals or small letters throughout are read as if they were written with capital initials.
fn titled(text: &str) -> String {
    let upper = text.chars().any(char::is_uppercase);
    let lower = text.chars().any(char::is_lowercase);
    let mixed_words = text
        .split_whitespace()
        .any(|w| w.chars().count() > 3 && w.chars().all(|c| !c.is_lowercase()));
    if (upper && lower && !mixed_words) || (!lower && text.chars().count() <= 6) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        if inside {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
        inside = is_word(c) || (inside && c == '\'');
    }
    out
}

/// A form that begins with a small letter.
fn small(text: &str, gazetteer: &Gazetteer) -> Option<u32> {
    let (_, phrases) = gazetteer.small.as_ref()?;
    let folded = crate::fold::fold(text);
    phrases
        .iter()
        .map(|&p| &gazetteer.phrases[p as usize])
        .find(|p| p.text == folded && p.before.is_empty() && p.after.is_empty())
        .and_then(|p| p.entities.first().copied())
}

/// A name ready to be compared.
struct Name<'n> {
    name: &'n str,
    kind: EntityType,
    parts: Option<Parts>,
    key: String,
}

impl<'n> Name<'n> {
    fn new(name: &'n str, gazetteer: &Gazetteer, kind: Option<EntityType>) -> Name<'n> {
        let words = &gazetteer.words;
        let kind = kind.unwrap_or_else(|| {
            let heads = name
                .split(' ')
                .any(|w| words.is(w, &[Roles::ORG_HEAD, Roles::MEDIA_HEAD]));
            if heads { EntityType::Org } else { EntityType::Person }
        });
        let parts = if kind == EntityType::Person {
            parts(name, words)
        } else {
            None
        };
        let key = name
            .trim()
            .strip_prefix("The ")
            .filter(|_| kind == EntityType::Org)
            .unwrap_or(name.trim());
        Name {
            name,
            kind,
            parts,
            key: key_of(key).into_owned(),
        }
    }

    /// Blocks in which names that may be the same meet.
    fn blocks(&self) -> Vec<String> {
        match &self.parts {
            Some(p) => p.surname_keys().into_iter().chain([p.surname.clone()]).collect(),
            None if self.kind == EntityType::Person => {
                skeletons(&self.key).into_iter().chain([self.key.clone()]).collect()
            }
            None => vec![self.key.clone()],
        }
    }
}

fn fits(a: &Name<'_>, b: &Name<'_>) -> Option<(Rule, f32)> {
    if a.key == b.key {
        return Some((rules::CLUSTER, 1.0));
    }
    match (&a.parts, &b.parts) {
        (Some(x), Some(y)) => compare(x, y),
        (None, None) if a.kind == EntityType::Person && b.kind == a.kind => {
            // Single words: only the sound decides, and only of long ones.
            let single = |n: &Name<'_>| !n.key.contains(' ');
            (single(a) && single(b) && meet(&skeletons(&a.key), &skeletons(&b.key), 4))
                .then_some((rules::SKELETON, 0.8))
        }
        _ => None,
    }
}

/// Clusters of names that no gazetteer knows, of one kind when it is given; `names` are sorted and distinct.
pub(crate) fn cluster<'n>(
    names: &[&'n str],
    gazetteer: &Gazetteer,
    kind: Option<EntityType>,
) -> Vec<(Vec<&'n str>, Resolved)> {
    let mut clusters: Vec<Vec<Name<'n>>> = Vec::new();
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for name in names {
        let name = Name::new(name, gazetteer, kind);
        let keys = name.blocks();
        let mut at: Vec<usize> = keys.iter().filter_map(|k| blocks.get(k)).flatten().copied().collect();
        at.sort_unstable();
        at.dedup();
        let home = at
            .into_iter()
            .find(|&c| clusters[c].iter().take(MEMBERS).all(|m| fits(m, &name).is_some()));
        let home = home.unwrap_or_else(|| {
            clusters.push(Vec::new());
            clusters.len() - 1
        });
        for key in keys {
            let of = blocks.entry(key).or_default();
            if !of.contains(&home) {
                of.push(home);
            }
        }
        clusters[home].push(name);
    }
    clusters.into_iter().map(finish).collect()
}

fn finish(members: Vec<Name<'_>>) -> (Vec<&str>, Resolved) {
    let kind = members[0].kind;
    // The id comes from the smallest id of the members, so that it does not hang on their order.
    let entity = members
        .iter()
        .map(|m| id_of(m.name, kind))
        .min()
        .unwrap_or_else(|| id_of(members[0].name, kind));
    let latin = |m: &&Name<'_>| m.name.is_ascii();
    let canonical = members.iter().find(latin).unwrap_or(&members[0]).name.trim().to_owned();
    let worst = members
        .iter()
        .skip(1)
        .filter_map(|m| fits(&members[0], m))
        .map(|(_, score)| score)
        .fold(1.0_f32, f32::min);
    let score = if members.len() == 1 { 0.5 } else { worst };
    let rule = rules::CLUSTER.id();
    let resolved = Resolved {
        name: String::new(),
        entity,
        canonical,
        kind,
        known: false,
        rule,
        score,
    };
    (members.into_iter().map(|m| m.name).collect(), resolved)
}
