//! Lines that a cue names as a whole: link labels, share bars, copyright lines, fields of a form.
//!
//! Hit: `Share this article: Facebook Twitter`. Miss: a sentence in which the words of the cue are only a part; such
//! cues carry a place and a greatest length in their rule file.

use crate::cues::Role;
use crate::sheet::Sheet;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    for i in 0..sheet.len() {
        if let Some(cue) = sheet.cue(i, &[Role::Line]) {
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
