//! Given names by their sound: a table of forms cannot hold every romanization of them, nor every patronymic.
//!
//! A word that the table lacks is a given name when one of its skeletons is that of a Cyrillic form (`Stsyapan`,
//! Сцяпан). A patronymic is taken back to the father's name: `Mykolayovych` and Николаевич are sons of one name, and
//! `Petrovich` is the son of another.

use std::collections::BTreeMap;

use crate::key::Skeleton;
use crate::spelling::Spelled;

/// Shorter skeletons of names would be met by chance.
const LEAST: usize = 4;
/// Endings of patronymics as skeletons, longer ones first.
const ENDINGS: &[&[u8]] = &[b"INIQNA", b"AVNA", b"IVNA", b"AVIQ", b"IVIQ", b"IQNA", b"IQ"];
/// Fathers whose sons are called by another stem than theirs: a form of the name, then stems as they sound.
const IRREGULAR: &[(&str, &[&str])] = &[
    ("Павел", &["ПАВЛ", "ПАУЛ"]),
    ("Лев", &["ЛЬВ"]),
    ("Яков", &["ЯКОВЛ", "ЯК"]),
    ("Петр", &["ПЯТР"]),
    ("Николай", &["МИКОЛ", "НИКОЛ"]),
    ("Михаил", &["МИХАЙЛ"]),
    ("Владислав", &["ВЛАДИСЛ"]),
    ("Святослав", &["СВЯТОСЛ"]),
    ("Ярослав", &["ЯРОСЛ"]),
    ("Вячеслав", &["ВЯЧЕСЛ"]),
    ("Иосиф", &["ОСИП", "ИОСИП"]),
];

/// Classes of given names by sound.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sounds {
    given: BTreeMap<Skeleton, Vec<u16>>,
    /// By the stem of the patronymic.
    fathers: BTreeMap<Vec<u8>, Vec<u16>>,
}

fn put<K: Ord>(map: &mut BTreeMap<K, Vec<u16>>, key: K, class: u16) {
    let classes = map.entry(key).or_default();
    if let Err(at) = classes.binary_search(&class) {
        classes.insert(at, class);
    }
}

impl Sounds {
    /// Adds a Cyrillic form of the given name of a class.
    pub(crate) fn add(&mut self, form: &str, class: u16, man: bool) {
        for skeleton in crate::key::skeletons(form) {
            if skeleton.len() >= LEAST {
                put(&mut self.given, skeleton, class);
            }
            if man {
                let stem = stem(&skeleton);
                if stem.len() > 1 {
                    put(&mut self.fathers, stem.to_vec(), class);
                }
            }
        }
        for (_, stems) in IRREGULAR.iter().filter(|i| man && i.0.to_lowercase() == form) {
            for skeleton in stems.iter().flat_map(|s| crate::key::skeletons(&s.to_lowercase())) {
                put(&mut self.fathers, skeleton.to_vec(), class);
            }
        }
    }

    /// Classes of the given name that a word sounds like.
    pub(crate) fn given(&self, word: &Spelled) -> Vec<u16> {
        gather(word.skeletons.iter().filter_map(|s| self.given.get(s)))
    }

    /// Classes of the father's name; none when the word does not sound like a patronymic of any.
    pub(crate) fn father(&self, word: &Spelled) -> Vec<u16> {
        let fathers = word.skeletons.iter().filter_map(|s| {
            let ending = ENDINGS.iter().find(|e| s.ends_with(e))?;
            self.fathers.get(stem(&s[..s.len() - ending.len()]))
        });
        gather(fathers)
    }
}

fn gather<'c>(all: impl Iterator<Item = &'c Vec<u16>>) -> Vec<u16> {
    let mut out: Vec<u16> = all.flatten().copied().collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// A skeleton without the vowels it ends in.
fn stem(skeleton: &[u8]) -> &[u8] {
    let end = skeleton.iter().rposition(|b| !b"AIU".contains(b)).map_or(0, |n| n + 1);
    &skeleton[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Gazetteer;

    fn sounds() -> &'static Sounds {
        Gazetteer::built_in().words().sounds()
    }

    #[test]
    fn patronymics_are_of_one_father_in_any_romanization() {
        let father = |word: &str| sounds().father(&Spelled::new(word));
        for group in [
            &[
                "Николаевич",
                "Мікалаевіч",
                "Mykolayovych",
                "Nikolajewitsch",
                "Mikałajewicz",
                "Nikolaevna",
                "Миколаївна",
            ][..],
            &[
                "Григорьевич",
                "Рыгоравіч",
                "Ryhoravich",
                "Grigorievich",
                "Hryhorovych",
                "Grigorjewna",
            ],
            &[
                "Павлович",
                "Паўлавіч",
                "Pavlovich",
                "Paulavich",
                "Pawlowitsch",
                "Pavlivna",
            ],
            &["Яковлевич", "Якаўлевіч", "Якович", "Yakovlevich", "Yakovych"],
            &["Львович", "Lvovich", "Lwowitsch"],
            &["Ильич", "Ilyich", "Іллівна", "Ильинична"],
        ] {
            let first = father(group[0]);
            assert!(!first.is_empty(), "{}", group[0]);
            for word in group {
                let other = father(word);
                assert!(
                    other.iter().any(|c| first.contains(c)),
                    "{} / {word}: {first:?} {other:?}",
                    group[0]
                );
            }
        }
        let apart = |a: &str, b: &str| father(a).iter().all(|c| !father(b).contains(c));
        assert!(apart("Петрович", "Павлович") && apart("Mikhailovich", "Nikolaevich"));
        for word in ["Lukashenko", "Лукашенко", "Smith", "Petrov", ""] {
            assert!(father(word).is_empty(), "{word}");
        }
    }

    #[test]
    fn a_romanization_that_the_table_lacks_is_heard() {
        let given = |word: &str| sounds().given(&Spelled::new(word));
        for (a, b) in [
            ("Stsyapan", "Степан"),
            ("Usevalad", "Всеволод"),
            ("Mahamed", "Магомед"),
            ("Arkadz", "Аркадий"),
        ] {
            assert!(
                given(a).iter().any(|c| given(b).contains(c)),
                "{a} / {b}: {:?} {:?}",
                given(a),
                given(b)
            );
        }
        assert!(given("Lukashenko").is_empty() && given("").is_empty());
    }
}
