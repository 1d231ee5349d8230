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
    /// Keys of the words before the surname, patronymics aside.
    pub(crate) given: Vec<String>,
    pub(crate) patronymic: Option<String>,
    pub(crate) surname: String,
    /// Classes of the given name.
    pub(crate) classes: Vec<u16>,
}

impl Parts {
    /// Skeletons of the surname.
    pub(crate) fn surname_keys(&self) -> BTreeSet<String> {
        skeletons(&self.surname)
    }
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
    let patronymic = if tokens.len() >= 2 {
        tokens
            .iter()
            .skip(1)
            .position(|t| is_patronymic(t))
            .map(|at| tokens.remove(at + 1))
    } else {
        None
    };
    let classes = words
        .get(&tokens[0])
        .map(|i| i.given.iter().filter(|g| !g.oblique).map(|g| g.class).collect())
        .unwrap_or_default();
    Some(Parts {
        given: tokens,
        patronymic,
        surname,
        classes,
    })
}

fn split(name: &str) -> Vec<String> {
    name.split(|c: char| c.is_whitespace() || c == '.')
        .map(|t| key_of(t.trim_matches(|c: char| !crate::fold::is_word(c))).into_owned())
        .filter(|t| !t.is_empty())
        .collect()
}

/// How well two names of persons fit, and by which rule; `None` when they are not the same.
pub(crate) fn compare(a: &Parts, b: &Parts) -> Option<(Rule, f32)> {
    let given = given_fits(a, b)?;
    if a.surname == b.surname {
        return Some((rules::SKELETON, 0.97 * given));
    }
    let least = if a.surname.chars().count().min(b.surname.chars().count()) < 4 {
        9
    } else {
        3
    };
    let (a_keys, b_keys) = (a.surname_keys(), b.surname_keys());
    if meet(&a_keys, &b_keys, least) {
        return Some((rules::SKELETON, 0.93 * given));
    }
    let near = given > 0.9 && a_keys.iter().any(|x| b_keys.iter().any(|y| one_apart(x, y)));
    near.then_some((rules::FUZZY, 0.75))
}

/// Given names fit when they are one name, sound alike, or one is the other's initial. Patronymics must not differ.
fn given_fits(a: &Parts, b: &Parts) -> Option<f32> {
    if let (Some(x), Some(y)) = (&a.patronymic, &b.patronymic)
        && !meet(&skeletons(x), &skeletons(y), 3)
        && x != y
        && x.chars().next() != y.chars().next()
    {
        return None;
    }
    let (x, y) = (a.given.first()?, b.given.first()?);
    if x == y || a.classes.iter().any(|c| b.classes.contains(c)) {
        return Some(1.0);
    }
    let initial = |s: &str, t: &str| s.chars().count() == 1 && t.starts_with(s);
    if initial(x, y) || initial(y, x) {
        return Some(0.9);
    }
    // Two names of the table that are not one name there are two names.
    let both_known = !a.classes.is_empty() && !b.classes.is_empty();
    (!both_known && meet(&skeletons(x), &skeletons(y), 4)).then_some(0.97)
}

/// Skeletons of eight letters or more that differ in one letter inside: not in the first, not in the last two,
/// where sex and other surnames show.
fn one_apart(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
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
    let parts = parts(name, &gazetteer.words)?;
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
                .unwrap_or_else(|| t.clone())
        })
        .collect();
    key.push(kind.name().to_owned());
    let hash = blake3::hash(key.join(" ").as_bytes()).to_hex();
    EntityId::new(&format!("x-{}", &hash[..8]))
}
