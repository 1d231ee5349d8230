//! Tables of foreign acronyms and foreign forms of names, read from `rules/tables/`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::reader::hash_of;

/// An acronym of another language for a body that English calls otherwise.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acronym {
    /// As written in the other language.
    pub(crate) form: String,
    /// ISO 639-3.
    pub(crate) language: String,
    /// What English says.
    pub(crate) english: String,
    /// The full name, which is a witness too.
    #[serde(default)]
    pub(crate) name: Option<String>,
    /// Means nothing else in English: needs no witness in the text.
    #[serde(default)]
    pub(crate) sure: bool,
}

/// A place in the spelling of another language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exonym {
    form: String,
    language: String,
    english: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Acronyms {
    acronym: Vec<Acronym>,
    hits: Vec<String>,
    misses: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exonyms {
    exonym: Vec<Exonym>,
    hits: Vec<String>,
    misses: Vec<String>,
}

/// All tables, by form.
#[derive(Debug)]
pub(crate) struct Tables {
    acronyms: BTreeMap<String, Acronym>,
    /// English forms of the acronyms.
    own: BTreeMap<String, ()>,
    exonyms: BTreeMap<String, Exonym>,
    /// Whether some form of the tables has a hash that ends so: most words of a text need no further look.
    filter: Vec<bool>,
    /// Texts with at least one finding, and texts without any.
    hits: Vec<String>,
    misses: Vec<String>,
}

pub(crate) const ACRONYMS: &str = include_str!("../rules/tables/acronyms.toml");
pub(crate) const EXONYMS: &str = include_str!("../rules/tables/exonyms.toml");

/// Size of the filter; a power of two.
const FILTER: usize = 4096;

impl Tables {
    /// The tables that come with the crate.
    ///
    /// # Panics
    /// When they do not read; a test reads the same files, so they cannot fail for a user.
    pub(crate) fn built_in() -> Tables {
        let acronyms: Acronyms = toml::from_str(ACRONYMS).unwrap_or_else(|e| panic!("rules/tables/acronyms.toml: {e}"));
        let exonyms: Exonyms = toml::from_str(EXONYMS).unwrap_or_else(|e| panic!("rules/tables/exonyms.toml: {e}"));
        let mut filter = vec![false; FILTER];
        let forms = acronyms.acronym.iter().flat_map(|a| [&a.form, &a.english]);
        for form in forms.chain(exonyms.exonym.iter().map(|e| &e.form)) {
            filter[hash_of(form) as usize % FILTER] = true;
        }
        let own = acronyms.acronym.iter().map(|a| (a.english.clone(), ())).collect();
        Tables {
            own,
            filter,
            acronyms: acronyms.acronym.into_iter().map(|a| (a.form.clone(), a)).collect(),
            exonyms: exonyms.exonym.into_iter().map(|e| (e.form.clone(), e)).collect(),
            hits: [acronyms.hits, exonyms.hits].concat(),
            misses: [acronyms.misses, exonyms.misses].concat(),
        }
    }

    /// The texts that prove the tables: (text, whether something is to be found in it).
    pub(crate) fn examples(&self) -> impl Iterator<Item = (&str, bool)> {
        let hits = self.hits.iter().map(|t| (t.as_str(), true));
        hits.chain(self.misses.iter().map(|t| (t.as_str(), false)))
    }

    /// Whether a word of this hash may be one of the tables.
    pub(crate) fn may_hold(&self, hash: u32) -> bool {
        self.filter[hash as usize % FILTER]
    }

    pub(crate) fn acronym(&self, form: &str) -> Option<&Acronym> {
        self.acronyms.get(form)
    }

    /// The acronym itself, when it is the English form of one of the table.
    pub(crate) fn own_acronym(&self, form: &str) -> Option<&str> {
        self.own.get_key_value(form).map(|(k, ())| k.as_str())
    }

    /// The English name of a place in a foreign spelling.
    pub(crate) fn exonym(&self, form: &str) -> Option<&str> {
        self.exonyms.get(form).map(|e| e.english.as_str())
    }

    pub(crate) fn language_of(&self, form: &str) -> &str {
        let exonym = self.exonyms.get(form).map(|e| e.language.as_str());
        exonym
            .or_else(|| self.acronyms.get(form).map(|a| a.language.as_str()))
            .unwrap_or("und")
    }
}
