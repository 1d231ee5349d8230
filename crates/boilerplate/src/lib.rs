//! Which blocks of a page are not the article, and why.
//!
//! In a text file every line is judged: by cues, which are data under `rules/`, and by structure, one file per rule
//! under `src/rules/`. In HTML the markup has spoken before (the crate `extract`); here only the text that
//! it kept is looked at again, for appeals and boxes that stand among the paragraphs.
//!
//! A cue alone never removes a long line: the line must also stand at the edge of the article, next to other
//! boilerplate, or repeat over the site. What stands inside a direct quotation is no cue. What nobody can tell is kept.
//!
//! Typography, quotation marks and traces of translation belong to other crates; so does every change of text.

mod access;
mod chars;
pub mod corpus;
mod cues;
mod known;
mod line;
mod model;
mod rules;
mod sheet;
mod sketch;

use copydesk_model::{Annotation, Document, MediaType};

pub use access::access;
pub use cues::Rules;

/// Labels and structure artifacts for a document. For HTML these stand behind those of `extract` and correct them.
pub fn annotate(doc: &Document, rules: &Rules) -> Vec<Annotation> {
    filled(sheet::Sheet::new(doc, rules))
}

/// What all rules find on a sheet.
fn filled(mut sheet: sheet::Sheet<'_>) -> Vec<Annotation> {
    for (_, rule) in order(sheet.doc) {
        rule(&mut sheet);
    }
    sheet.into_annotations()
}

fn order(doc: &Document) -> &'static [(&'static str, rules::Rule)] {
    match doc.media {
        MediaType::Text => rules::TEXT,
        MediaType::Html => rules::HTML,
    }
}

/// What the training script and the examples of this crate need: the stage in its steps.
pub mod training {
    use copydesk_model::{Annotation, Document};
    use copydesk_trees::Table;

    use crate::sheet::Sheet;
    use crate::{Rules, filled, model, order};

    /// The names of the line model's features, in the order of columns.
    pub fn names() -> Vec<String> {
        model::names()
    }

    /// The features of each line of a text, made by the code that is in use; those of the second stage are 0 without the
    /// first stage's log-odds.
    pub fn features(doc: &Document, rules: &Rules, logits: Option<Vec<f32>>) -> Table {
        model::features(&Sheet::new(doc, rules), logits)
    }

    /// The lines of a text that the line model judges, rising; the others are menus far from any text.
    pub fn judged(doc: &Document, rules: &Rules) -> Vec<usize> {
        model::judged(&Sheet::new(doc, rules))
    }

    /// What [`crate::annotate`] finds when the line model says these probabilities, one for each line; for held-out figures
    /// of the stage as a whole.
    pub fn annotate_as(doc: &Document, rules: &Rules, probabilities: &[f32]) -> Vec<Annotation> {
        let mut sheet = Sheet::new(doc, rules);
        sheet.said = Some(probabilities.to_vec());
        filled(sheet)
    }

    /// Does what [`crate::annotate`] does and tells the name of each step when it is done.
    pub fn steps(doc: &Document, rules: &Rules, done: &mut dyn FnMut(&'static str)) {
        let mut sheet = Sheet::new(doc, rules);
        done("cues");
        for (name, rule) in order(doc) {
            rule(&mut sheet);
            done(name);
        }
        sheet.into_annotations();
        done("annotations");
    }
}
