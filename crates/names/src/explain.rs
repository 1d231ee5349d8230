//! Why a name was taken for whom it was: its parts, their skeletons, and the nearest of the gazetteer with their scores.

use std::fmt::Write;

use copydesk_model::EntityType;

use crate::gazetteer::Gazetteer;
use crate::person::{Person, compare};
use crate::resolve::resolve;
use crate::spelling::Lexicon;

/// How many candidates are shown.
const SHOWN: usize = 5;

/// A few lines of plain text about one name, for people.
pub fn explain(name: &str, gazetteer: &Gazetteer) -> String {
    let mut out = format!("{name}\n");
    let lexicon = Lexicon::default();
    let person = Person::new(name, gazetteer.words(), &lexicon);
    for part in &person.parts {
        let skeletons: Vec<&str> = part.spelled.skeletons.iter().map(|s| s.as_str()).collect();
        let given = if part.classes.is_empty() { "" } else { "  given name" };
        let _ = writeln!(out, "  {}  {}{given}", part.spelled.key, skeletons.join(" "));
    }
    for r in resolve(&[name.to_owned()], gazetteer) {
        let _ = writeln!(out, "  = {} {}  [{} {:.2}]", r.entity, r.canonical, r.rule, r.score);
    }
    let mut near: Vec<(f32, &str, &str)> = gazetteer
        .persons()
        .map(|e| {
            let other = Person::new(&e.canonical, gazetteer.words(), &lexicon);
            (
                compare(&person, &other, &lexicon).score,
                e.id.as_str(),
                e.canonical.as_str(),
            )
        })
        .filter(|c| c.0 > 0.05)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    for (score, id, canonical) in near.into_iter().take(SHOWN) {
        let _ = writeln!(out, "  ? {id} {canonical}  {score:.2}");
    }
    out
}

impl Gazetteer {
    fn persons(&self) -> impl Iterator<Item = &crate::Entity> {
        (0..self.len() as u32)
            .map(|k| self.at(k))
            .filter(|e| e.kind == EntityType::Person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_explained_by_its_parts_and_its_neighbours() {
        let text = explain("Aleksandr Lukashevich", Gazetteer::built_in());
        assert!(
            text.contains("given name") && text.contains("LAKAX") || text.contains("LUKAX"),
            "{text}"
        );
        assert!(!text.contains("= by-lukashenko-a"), "{text}");
        let text = explain("Wladimir Putyn", Gazetteer::built_in());
        assert!(text.contains("ru-putin-v"), "{text}");
        assert!(!explain("", Gazetteer::built_in()).is_empty());
    }
}
