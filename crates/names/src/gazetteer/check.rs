//! Contradictions between gazetteer rows.

use std::collections::BTreeMap;

use copydesk_model::EntityType;

use crate::fold::fold;
use crate::words::{Roles, Words};

use super::GazetteerError;
use super::rows::{Row, Shape};

/// What must hold over all rows: one owner for a form unless marked, an id and a Wikidata item once, no common word.
pub(super) fn check(rows: &[Row], words: &Words) -> Vec<GazetteerError> {
    let mut errors = Vec::new();
    let mut ids: BTreeMap<&str, &Row> = BTreeMap::new();
    let mut items: BTreeMap<&str, &Row> = BTreeMap::new();
    let mut forms: BTreeMap<(String, &str, &str), &Row> = BTreeMap::new();
    let mut bare: BTreeMap<String, &Row> = BTreeMap::new();
    for row in rows {
        if ids.insert(&row.id, row).is_some() {
            errors.push(row.error(
                format!("the id `{}` is given twice", row.id),
                "give each entity an id of its own",
            ));
        }
        if row.canonical.is_empty() && row.kind.is_some() {
            errors.push(row.error(
                format!("`{}` has no canonical form", row.id),
                "fill the column canonical",
            ));
        }
        if !row.wikidata.is_empty()
            && let Some(other) = items.insert(&row.wikidata, row)
        {
            let reason = format!("{} is the item of `{}` too", row.wikidata, other.id);
            errors.push(row.error(reason, "leave it empty where it is not sure"));
        }
        for form in &row.forms {
            let text = fold(&form.text);
            if form.shape == Shape::Surname || form.short {
                continue;
            }
            if let Some(other) = forms.insert((text.clone(), &form.before, &form.after), row)
                && other.id != row.id
                && !(row.has("ambiguous") && other.has("ambiguous"))
            {
                let reason = format!("the form `{}` belongs to `{}` too", form.text, other.id);
                errors.push(row.error(reason, "take it out of one row, or flag both ambiguous"));
            }
            let one_word = !text.contains(' ') && form.before.is_empty() && form.after.is_empty();
            let acronym = text.chars().skip(1).any(char::is_uppercase);
            if one_word
                && !acronym
                && row.kind.is_some_and(|k| k != EntityType::Person)
                && !row.has("common")
                && !row.has("alone")
                && words.is(&text, &[Roles::COMMON, Roles::CALENDAR, Roles::TITLE, Roles::DEMONYM])
            {
                let reason = format!("the form `{}` is a common word", form.text);
                errors.push(row.error(reason, "say with [ ] what stands beside it, or flag the row common"));
            }
        }
        if row.has("surname_default") {
            let last = |text: &str| fold(text).rsplit(' ').next().unwrap_or("").to_owned();
            for form in &row.forms {
                if let Some(other) = bare.insert(last(&form.text), row)
                    && other.id != row.id
                {
                    let reason = format!("the bare surname `{}` stands for `{}` too", last(&form.text), other.id);
                    errors.push(row.error(reason, "only one of them can be surname_default"));
                }
            }
        }
    }
    errors
}
