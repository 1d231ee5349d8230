//! Plain lists of names: which of them stand for the same one, with and without the gazetteer's help.
//!
//! A name the gazetteer knows takes its entity, and draws near spellings to it. The others are clustered among
//! themselves (`clusters`), each pair judged by `person`. The order of the list does not matter.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_model::{EntityId, EntityType, RuleId};

use crate::annotate::Target;
use crate::cluster::{id_of, nearest};
use crate::clusters::{Block, Judged, Members, clusters, reason};
use crate::exact;
use crate::fold::{is_word, key_of};
use crate::gazetteer::Gazetteer;
use crate::person::{self, Person};
use crate::rules::{self, Rule};
use crate::spelling::Lexicon;
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

/// What each name of a list stands for; the order of the list does not matter. Canonical forms are those of the
/// gazetteer's style for English.
pub fn resolve(names: &[String], gazetteer: &Gazetteer) -> Vec<Resolved> {
    let distinct: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .collect::<BTreeSet<&str>>()
        .into_iter()
        .collect();
    let mut settled: BTreeMap<&str, Resolved> = BTreeMap::new();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    names.iter().for_each(|n| *counts.entry(n).or_default() += 1);
    for mut cluster in cluster(&distinct, gazetteer, None) {
        if gazetteer.is_majority() {
            // The commonest name of the list; of equals the first.
            let most = cluster
                .iter()
                .map(|m| (counts[m.name], std::cmp::Reverse(m.name)))
                .max();
            let canonical = most.map_or_else(String::new, |(_, name)| name.0.trim().to_owned());
            cluster
                .iter_mut()
                .for_each(|m| m.resolved.canonical.clone_from(&canonical));
        }
        for member in cluster {
            settled.insert(member.name, member.resolved);
        }
    }
    names.iter().filter_map(|n| settled.get(n.as_str()).cloned()).collect()
}

/// Whether two names stand for the same one, how likely that is (one from .5 on), and by which rule.
pub fn same(a: &str, b: &str, gazetteer: &Gazetteer) -> (bool, f32, RuleId) {
    // The order of a pair says nothing; where alignments tie, it might.
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let lexicon = Lexicon::default();
    let name = |name| Name::new(name, gazetteer, None, &lexicon);
    let judged = fits(&name(a), &name(b), &lexicon);
    (judged.score >= 0.5, judged.score, judged.rule.id())
}

/// The entity of the gazetteer that a whole string names.
fn known(name: &str, gazetteer: &Gazetteer) -> Option<(u32, Rule, f32)> {
    let made = |k: u32, rule: Rule, score: f32| Some((k, rule, score));
    let text: String = match name.split_once(',') {
        // `LUKASHENKA, Alyaksandr`
        Some((surname, rest)) if !rest.trim().is_empty() => format!("{} {}", rest.trim(), surname.trim()),
        _ => initials_first(name.trim()),
    };
    let text = titled(&text);
    let tokens = Tokens::of_line(&text, gazetteer.words());
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

/// `Lukashenko A.G.` as `A. G. Lukashenko`; other names as they are.
fn initials_first(name: &str) -> String {
    let Some((surname, rest)) = name.split_once(' ') else {
        return name.to_owned();
    };
    let letters: Vec<&str> = rest.split(['.', ' ']).filter(|w| !w.is_empty()).collect();
    let initials = rest.contains('.')
        && letters
            .iter()
            .all(|w| w.chars().count() == 1 && w.chars().all(char::is_uppercase));
    if !initials || surname.chars().count() < 3 {
        return name.to_owned();
    }
    let initials: Vec<String> = letters.iter().map(|w| format!("{w}.")).collect();
    format!("{} {surname}", initials.join(" "))
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
    let folded = crate::fold::fold(text);
    let all = gazetteer.words().small.all();
    all.map(|p| &gazetteer.phrases()[p as usize])
        .find(|p| p.text == folded && p.before.is_empty() && p.after.is_empty())
        .and_then(|p| p.entities.first().copied())
}

/// A name ready to be compared.
struct Name<'n> {
    name: &'n str,
    kind: EntityType,
    /// What the gazetteer says.
    known: Option<(u32, Rule, f32)>,
    person: Person,
    key: String,
}

impl<'n> Name<'n> {
    fn new(name: &'n str, gazetteer: &Gazetteer, kind: Option<EntityType>, lexicon: &Lexicon) -> Name<'n> {
        let words = gazetteer.words();
        // Within a corpus the gazetteer has had its say already.
        let known = if kind.is_none() { known(name, gazetteer) } else { None };
        let kind = kind.or(known.map(|k| gazetteer.at(k.0).kind)).unwrap_or_else(|| {
            let heads = name
                .split(' ')
                .any(|w| words.is(w, &[Roles::ORG_HEAD, Roles::MEDIA_HEAD]));
            if heads { EntityType::Org } else { EntityType::Person }
        });
        let bare = name
            .trim()
            .strip_prefix("The ")
            .filter(|_| kind == EntityType::Org)
            .unwrap_or(name.trim());
        Name {
            name,
            kind,
            known,
            person: Person::new(name, words, lexicon),
            key: key_of(bare).into_owned(),
        }
    }

    /// Blocks in which names that may be the same meet, each with what parts a block that is too large.
    fn blocks(&self) -> Vec<Block> {
        if self.kind != EntityType::Person {
            return vec![(self.key.clone(), "".into())];
        }
        self.person.blocks()
    }
}

fn fits(a: &Name<'_>, b: &Name<'_>, lexicon: &Lexicon) -> Judged {
    let judged = |score: f32, rule: Rule| Judged { score, rule };
    if a.key == b.key {
        return judged(1.0, rules::CLUSTER);
    }
    let persons = a.kind == EntityType::Person && b.kind == EntityType::Person;
    match (a.known, b.known) {
        (Some(x), Some(y)) => {
            let (score, rule) = if x.2 <= y.2 { (x.2, x.1) } else { (y.2, y.1) };
            if x.0 != y.0 {
                return judged((1.0 - score) * 0.1, rule);
            }
            // Two bearers of one name may differ in what the gazetteer does not know.
            if persons && person::contradict(&a.person, &b.person) {
                return judged(0.1, rules::CLUSTER);
            }
            judged(score.max(0.6), rule)
        }
        // A place is no person of that name.
        _ if !persons => judged(0.02, rules::CLUSTER),
        _ => {
            let fit = person::compare(&a.person, &b.person, lexicon);
            // What the gazetteer knows it knows in many spellings; one that it lacks must be very near.
            let doubt = if a.known.is_some() || b.known.is_some() {
                0.85
            } else {
                1.0
            };
            judged(fit.score * doubt, fit.rule)
        }
    }
}

/// A name of a cluster.
pub(crate) struct Member<'n> {
    pub(crate) name: &'n str,
    pub(crate) resolved: Resolved,
    /// The name that drew it into the cluster, the rule and the score.
    pub(crate) why: Option<(&'n str, Rule, f32)>,
}

/// Clusters of names, of one kind when it is given; `names` are sorted and distinct.
pub(crate) fn cluster<'n>(names: &[&'n str], gazetteer: &Gazetteer, kind: Option<EntityType>) -> Vec<Vec<Member<'n>>> {
    let lexicon = Lexicon::default();
    let name = |n: &&'n str| Name::new(n, gazetteer, kind, &lexicon);
    let all: Vec<Name<'n>> = names.iter().map(name).collect();
    let found = clusters(
        all.len(),
        |k| all[k].blocks(),
        |k| all[k].known.map(|known| known.0),
        |a, b| fits(&all[a], &all[b], &lexicon),
    );
    let mut out: Vec<Vec<Member<'n>>> = found
        .into_iter()
        .map(|members| finish(&members, &all, gazetteer))
        .collect();
    // Two clusters may sound alike and yet be two; the later one, by its first name, takes an id of its own.
    out.sort_by_key(|members| members.iter().map(|m| m.name).min());
    let mut taken: BTreeSet<EntityId> = BTreeSet::new();
    for members in &mut out {
        let known = members.iter().any(|m| m.resolved.known);
        let mut id = members[0].resolved.entity.clone();
        let first = members.iter().map(|m| m.name).min().unwrap_or("");
        while !known && taken.contains(&id) {
            let hash = blake3::hash(format!("{}\t{first}", id.as_str()).as_bytes()).to_hex();
            id = EntityId::new(&format!("x-{}", &hash[..8]));
        }
        taken.insert(id.clone());
        members.iter_mut().for_each(|m| m.resolved.entity = id.clone());
    }
    out
}

fn finish<'n>(members: &Members, all: &[Name<'n>], gazetteer: &Gazetteer) -> Vec<Member<'n>> {
    let anchor = members.iter().find_map(|m| all[m.0].known);
    let kind = all[members[0].0].kind;
    // The id comes from the smallest id of the members, so that it does not hang on their order.
    let entity = || members.iter().map(|m| id_of(all[m.0].name, kind)).min();
    let latin = members.iter().find(|m| all[m.0].name.is_ascii()).unwrap_or(&members[0]);
    let (entity, canonical, kind) = match anchor {
        Some((k, _, _)) => {
            let e = gazetteer.at(k);
            (e.id.clone(), gazetteer.canonical(k, "eng", None).to_owned(), e.kind)
        }
        None => (
            entity().unwrap_or_else(|| id_of(all[latin.0].name, kind)),
            all[latin.0].name.trim().to_owned(),
            kind,
        ),
    };
    members
        .iter()
        .map(|(k, why)| {
            let (rule, score) = match (all[*k].known, anchor) {
                (Some((_, rule, score)), _) => (rule, score),
                // Drawn to what the gazetteer knows: by how it was.
                (None, Some(_)) => reason(why.as_ref().or(members.iter().find_map(|m| m.1.as_ref()))),
                (None, None) => (rules::CLUSTER, why.as_ref().map_or(0.5, |j| j.score)),
            };
            Member {
                name: all[*k].name,
                resolved: Resolved {
                    name: all[*k].name.to_owned(),
                    entity: entity.clone(),
                    canonical: canonical.clone(),
                    kind,
                    known: anchor.is_some(),
                    rule: rule.id(),
                    score,
                },
                why: why.as_ref().map(|j| (all[j.by].name, j.rule, j.score)),
            }
        })
        .collect()
}
