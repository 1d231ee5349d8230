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
mod built_in;
pub mod corpus;
mod cues;
mod line;
mod rules;
mod sheet;

use copydesk_model::{Annotation, Document, MediaType};

pub use access::access;
pub use cues::Rules;

/// Labels and structure artifacts for a document. For HTML these stand behind those of `extract` and correct them.
pub fn annotate(doc: &Document, rules: &Rules) -> Vec<Annotation> {
    let mut sheet = sheet::Sheet::new(doc, rules);
    let order = match doc.media {
        MediaType::Text => rules::TEXT,
        MediaType::Html => rules::HTML,
    };
    for rule in order {
        rule(&mut sheet);
    }
    sheet.into_annotations()
}
