//! Names compared by what they sound like: the nearest name of the gazetteer, ids and keys of unknown names.

use std::collections::BTreeSet;

use copydesk_model::{EntityId, EntityType};

use crate::exact::is_patronymic;
use crate::fold::key_of;
use crate::gazetteer::Gazetteer;
use crate::key::{meet, skeletons};
use crate::rules::{self, Rule};
use crate::words::Words;

/// A name of two words or more, taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) surname: String,
    /// Classes of the given name.
    pub(crate) classes: Vec<u16>,
}

/// Takes a name apart: given name first, unless a comma or the words themselves say otherwise.
pub(crate) fn parts(name: &str, words: &Words) -> Option<Parts> {
    let (mut tokens, inverted): (Vec<String>, bool) = match name.split_once(',') {
        Some((surname, rest)) => {
            let rest = split(rest);
            let turned = !rest.is_empty();
            (rest.into_iter().chain(split(surname)).collect(), turned)
        }
        None => (split(name), false),
    };
    if tokens.len() < 2 || tokens.len() > 6 {
        return None;
    }
    let is_given = |t: &str| words.get(t).is_some_and(|i| i.given.iter().any(|g| !g.oblique));
    let cyrillic = tokens[0].chars().any(crate::fold::is_cyrillic);
    // `Лукашенко Александр Григорьевич`: the patronymic or the table shows the order.
    let last_is_patronymic = tokens.len() == 3 && is_patronymic(&tokens[2]) && is_given(&tokens[1]);
    let swapped = tokens.len() == 2 && !is_given(&tokens[0]) && is_given(&tokens[1]) && cyrillic;
    if !inverted && (last_is_patronymic || swapped) {
        tokens.rotate_left(1);
    }
    let surname = tokens.pop()?;
    let classes = words
        .get(&tokens[0])
        .map(|i| i.given.iter().filter(|g| !g.oblique).map(|g| g.class).collect())
        .unwrap_or_default();
    Some(Parts { surname, classes })
}

fn split(name: &str) -> Vec<String> {
    name.split(|c: char| c.is_whitespace() || c == '.')
        .map(|t| key_of(t.trim_matches(|c: char| !crate::fold::is_word(c))).into_owned())
        .filter(|t| !t.is_empty())
        .collect()
}

/// Skeletons of eight letters or more that differ in one letter inside: not in the first, not in the last two,
/// where sex and other surnames show.
fn one_apart(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 8 || long.len() - short.len() > 1 {
        return false;
    }
    let start = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let end = short
        .iter()
        .rev()
        .zip(long.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    start >= 1 && end >= 2 && start + end + 1 >= long.len()
}

/// The person of the gazetteer that a full name stands for in another spelling, when there is exactly one.
pub(crate) fn nearest(name: &str, gazetteer: &Gazetteer) -> Option<(u32, Rule, f32)> {
    let parts = parts(name, gazetteer.words())?;
    let people: BTreeSet<u32> = parts
        .classes
        .iter()
        .flat_map(|&c| gazetteer.of_class(c))
        .copied()
        .collect();
    if people.is_empty() {
        return None;
    }
    let keys = skeletons(&parts.surname);
    let only = |fits: Vec<u32>| if let [one] = fits[..] { Some(one) } else { None };
    let same: Vec<u32> = people
        .iter()
        .copied()
        .filter(|&k| meet(gazetteer.surname_keys(k), &keys, 4))
        .collect();
    if !same.is_empty() {
        return only(same).map(|k| (k, rules::SKELETON, 0.9));
    }
    let near = |k: u32| {
        gazetteer
            .surname_keys(k)
            .iter()
            .any(|x| keys.iter().any(|y| one_apart(x, y)))
    };
    only(people.into_iter().filter(|&k| near(k)).collect()).map(|k| (k, rules::FUZZY, 0.72))
}

/// The stable id of an unknown name: from its smallest skeleton and its kind.
pub(crate) fn id_of(name: &str, kind: EntityType) -> EntityId {
    let name = name.strip_prefix("The ").unwrap_or(name);
    let mut key: Vec<String> = split(name)
        .iter()
        .map(|t| {
            skeletons(t)
                .into_iter()
                .next()
                .filter(|s| s.len() >= 4)
                .map(|s| s.as_str().to_owned())
                .unwrap_or_else(|| t.clone())
        })
        .collect();
    key.push(kind.name().to_owned());
    let hash = blake3::hash(key.join(" ").as_bytes()).to_hex();
    EntityId::new(&format!("x-{}", &hash[..8]))
}
