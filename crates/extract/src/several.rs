//! Pages that hold more than one article: endless scrolls, several stories under one address.

use copydesk_model::{BlockKind, Label};

use crate::flat::{Flat, Line, Tag};
use crate::labels::Verdict;

/// Fewer characters of text are a teaser, a comment or an entry of a live ticker.
const LEAST: u32 = 800;

/// Whether the kept text comes from two `article` elements or more, none inside another, each with a headline and
/// a text of its own.
pub(crate) fn several(flat: &Flat, verdicts: &[Verdict]) -> bool {
    let articles = flat.elems.iter().filter(|e| e.tag == Tag::Article).take(2).count();
    if articles < 2 {
        return false;
    }
    // The nearest `article` of each element; parents come before their children.
    let mut nearest = vec![0_u32; flat.elems.len()];
    for (k, e) in flat.elems.iter().enumerate() {
        nearest[k] = if e.tag == Tag::Article {
            k as u32
        } else {
            nearest[e.parent as usize]
        };
    }
    // Below a headline of the whole page, smaller ones head its chapters.
    let of_page = |l: &Line| l.kind == BlockKind::Heading(1) && nearest[l.elem as usize] == 0;
    let lowest = if flat.lines.iter().any(of_page) { 1 } else { 2 };
    let mut chars = vec![0_u32; flat.elems.len()];
    let mut headed = vec![false; flat.elems.len()];
    for (line, verdict) in flat.lines.iter().zip(verdicts) {
        let article = nearest[line.elem as usize] as usize;
        if verdict.label == Label::Body {
            chars[article] += line.chars;
        } else if chars[article] == 0 && matches!(line.kind, BlockKind::Heading(level) if level <= lowest) {
            headed[article] = true;
        }
    }
    // In document order an element that ends behind the next one's start holds it.
    let mut found = 0;
    let mut end = 0;
    for (k, e) in flat.elems.iter().enumerate().skip(1) {
        if chars[k] >= LEAST && headed[k] && k as u32 >= end {
            found += 1;
            end = e.end;
        }
    }
    found >= 2
}
