//! Headings inside the article: short lines without an end mark between running text.
//!
//! Hit: `What would change` between two paragraphs. Miss: an item of a list, a line before a removed one. Both labels
//! are kept, so a mistake here costs nothing but the name.

use copydesk_model::Label;

use crate::line::{self, End};
use crate::sheet::Sheet;

/// Longest heading.
const HEADING: usize = 100;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    for i in 1..sheet.len().saturating_sub(1) {
        if !sheet.free(i) || !sheet.prose(i + 1) {
            continue;
        }
        let l = &sheet.lines[i];
        let capital = l
            .text
            .chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || c.is_numeric());
        let shaped = l.end == End::Open && l.chars <= HEADING && l.words >= 1 && capital && !line::speaker(l.text);
        let text_before = (0..i).rev().take(2).any(|k| sheet.prose(k));
        if shaped && text_before {
            sheet.set(i, Label::Heading, "heading/between-paragraphs", 0.7, None);
        }
    }
}
