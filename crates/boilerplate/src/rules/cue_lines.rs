//! Lines that a cue names as a whole: link labels, share bars, copyright lines, fields of a form.
//!
//! Hit: `Share this article: Facebook Twitter`. Miss: a sentence in which the words of the cue are only a part; such
//! cues carry a place and a greatest length in their rule file. A long line never falls by such a cue alone: not one that tells
//! what somebody said, and not one between two paragraphs of the article, `Comments are closed to the public from next week`.

use copydesk_model::Label;

use crate::cues::Role;
use crate::line;
use crate::sheet::{BOXES, Cue, SHORT, Sheet};

/// Blanks inside quotation marks from which on words are quoted, and not the name of a paper.
const CLAUSE: usize = 3;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    // From the first paragraph that is no such line to the last.
    let plain = |i: &usize| sheet.prose(*i) && sheet.cue(*i, &[Role::Line, Role::Head, Role::Gate]).is_none();
    let last = (0..sheet.len()).rfind(plain).unwrap_or(0);
    let inside = (0..sheet.len()).find(plain).unwrap_or(0)..last;
    for i in 0..sheet.len() {
        let cue = sheet.cue(i, &[Role::Line]);
        if let Some(cue) = cue.filter(|cue| !is_article(sheet, i, cue, inside.contains(&i))) {
            if sheet.lines[i].unnamed {
                // HTML: removed by the markup already; the cue only knows the family's name.
                let whole = (0, sheet.lines[i].text.len());
                sheet.part(i, whole, cue.label, "name/by-cue", 0.9);
            }
            sheet.set_by_cue(i, cue);
        }
        if let Some(cue) = sheet.cue(i, &[Role::Reply]) {
            sheet.set_by_cue(i, cue);
        }
    }
}

/// Whether a long line with words of a note or of a box is a paragraph of the article nevertheless. `inside` says that paragraphs
/// stand before and behind it.
fn is_article(sheet: &Sheet<'_>, i: usize, cue: &Cue, inside: bool) -> bool {
    let l = &sheet.lines[i];
    let of_a_box = BOXES.contains(&cue.label);
    if l.chars < SHORT || !(of_a_box || matches!(cue.label, Label::Legal | Label::CommentForm)) {
        return false;
    }
    let clause = |&(from, to): &(usize, usize)| l.text[from..to].matches(' ').count() >= CLAUSE;
    let between = inside && i > 0 && sheet.prose(i - 1) && sheet.prose(i + 1);
    // A box speaks; words of consent stand above or below the article.
    let speaks = of_a_box && cue.label != Label::CookieNotice && l.voice > 0;
    l.tells || (between && !speaks) || line::quoted(l.text).iter().any(clause)
}
