//! Names: which persons, organisations and places a text mentions, and which form stands for all their spellings.
//!
//! [`annotate`] finds the mentions of one document; [`corpus`] gives names that no gazetteer knows one id over all
//! documents; [`resolve`] and [`same`] do it for plain lists of names. The text is never changed here: a mention
//! says what it stands for, and the renderer decides what to do with that.
//!
//! The tiers, surest first: a form of the gazetteer; another romanization of one, by its skeleton; one letter away
//! from one; a bare surname within its document; the shape of a name and what stands beside it; clusters. Each
//! finding carries the id of the tier's rule.

mod annotate;
mod cluster;
mod clusters;
pub mod corpus;
mod document;
mod exact;
mod explain;
mod few;
mod fold;
mod forest;
mod gazetteer;
mod given;
mod inflect;
mod key;
mod openers;
mod organisations;
mod particles;
mod person;
mod persons;
mod quotes;
mod readers;
mod resolve;
mod rules;
mod small;
mod spelling;
mod style;
mod table;
mod tokens;
mod words;

pub use annotate::annotate;
pub use explain::explain;
pub use gazetteer::{Entity, Gazetteer, GazetteerError};
pub use resolve::{Resolved, resolve, same};
pub use style::Style;

/// For `train/`: what the model of spellings sees in two words, and its judgement from 0 to 1.
#[doc(hidden)]
pub fn spelling_features(a: &str, b: &str) -> (Vec<f32>, f32) {
    let (features, score) = spelling::judge(a, b);
    (features.to_vec(), score)
}

/// For `train/`: what the comparison of two names of persons weighs; empty where it needs no weights.
#[doc(hidden)]
pub fn person_features(a: &str, b: &str) -> Vec<f32> {
    let words = Gazetteer::built_in().words();
    let lexicon = spelling::Lexicon::default();
    let person = |name| person::Person::new(name, words, &lexicon);
    person::features(&person(a), &person(b), &lexicon)
        .map(|f| f.to_vec())
        .unwrap_or_default()
}

/// For measuring: how many forms the first tier alone, the gazetteer's forms as they stand, finds in a document.
#[doc(hidden)]
pub fn scan(doc: &copydesk_model::Document, gazetteer: &Gazetteer) -> usize {
    annotate::exact_count(doc, gazetteer)
}

/// For measuring: how many keys a word has.
#[doc(hidden)]
pub fn skeleton_count(word: &str) -> usize {
    key::skeletons(word).len()
}
