//! Lists of other stories below a heading such as `Most read`.
//!
//! Hit: the heading and the headlines below it. Miss: the article's own heading that follows such a list: the
//! last line before running text stays.

use copydesk_model::Label;

use crate::cues::Role;
use crate::line::End;
use crate::sheet::Sheet;

/// Longest list.
const LIST: usize = 12;
/// Longest headline in one.
const HEADLINE: usize = 160;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    let first_prose = (0..sheet.len()).find(|&k| sheet.prose(k));
    let last_prose = (0..sheet.len()).rev().find(|&k| sheet.prose(k));
    for i in 0..sheet.len() {
        let Some(cue) = sheet.cue(i, &[Role::Head]).filter(|c| c.label == Label::Related) else {
            continue;
        };
        // The same words may have named the line already.
        if !sheet.free(i) && sheet.label(i) != Some(Label::Related) {
            continue;
        }
        sheet.set_by_cue(i, cue);
        let headline = |k: usize| {
            let l = &sheet.lines[k];
            sheet.free(k) && l.end != End::Stop && l.chars <= HEADLINE && sheet.cue(k, &[Role::By]).is_none()
        };
        let mut end = i + 1;
        while end < sheet.len() && end - i <= LIST && headline(end) {
            end += 1;
        }
        let text_before = first_prose.is_some_and(|k| k < i);
        let text_follows = end < sheet.len() && sheet.sentence(end);
        // Before the article the list would run into the title.
        if !text_before && last_prose.is_some_and(|k| k >= end) {
            continue;
        }
        if text_follows && end - i > 2 {
            end -= 1;
        }
        for k in i + 1..end {
            sheet.set(
                k,
                Label::Related,
                "related/below-head",
                0.8,
                Some("in a list of other stories".into()),
            );
        }
    }
}
