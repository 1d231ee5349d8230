//! Pages that are no article: an error, a consent wall, an appeal.
//!
//! Hit: a page of cookie texts with a heading. Miss: a two-sentence report under a long appeal: its sentences do
//! not speak to the reader, so they stay.

use copydesk_model::Label;

use crate::cues::Role;
use crate::sheet::Sheet;

/// Kept text of more code points is an article, whatever stands around it.
const ARTICLE: usize = 1_200;
/// Sentences of fewer code points beside a notice go on with it.
const FEW: usize = 90;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    let left: Vec<usize> = (0..sheet.len())
        .filter(|&i| sheet.lines[i].open && !sheet.removed(i))
        .collect();
    let kept: usize = left.iter().map(|&i| sheet.lines[i].chars).sum();
    if left.is_empty() || kept > ARTICLE {
        return;
    }
    let boxes: usize = (0..sheet.len())
        .filter(|&i| matches!(sheet.label(i), Some(Label::CookieNotice | Label::Paywall)))
        .map(|i| sheet.lines[i].chars)
        .sum();
    let cookie = (0..sheet.len()).any(|i| sheet.label(i) == Some(Label::CookieNotice));
    // Every line that is left speaks to the reader, or is too short to say anything.
    let speaks = left.iter().all(|&i| !sheet.sentence(i) || sheet.lines[i].voice >= 1);
    // An editorial speaks as well, but hardly in the words of a box.
    let says_else = |i: &&usize| sheet.sentence(**i) && sheet.box_words(**i) < 2;
    let other: usize = left.iter().filter(says_else).map(|&i| sheet.lines[i].chars).sum();
    let speaks = speaks && (other * 2 <= boxes || left.len() == 1);
    let is_notice = |i: usize| sheet.cue(i, &[Role::Page]).is_some();
    let said = |i: &&usize| !is_notice(**i) && sheet.sentence(**i);
    let article: usize = left.iter().filter(said).map(|&i| sheet.lines[i].chars).sum();
    let notices: usize = (0..sheet.len())
        .filter(|&i| is_notice(i))
        .map(|i| sheet.lines[i].chars)
        .sum();
    // A notice among the sentences of a short report is only a part of it.
    let error = notices > 0 && kept < ARTICLE / 3 && article <= (2 * notices).max(FEW);
    if !(error || (boxes > 0 && speaks && (boxes * 2 >= kept || cookie))) {
        return;
    }
    let (label, id) = match (error, cookie) {
        (true, _) => (Label::Other, "page/error"),
        (_, true) => (Label::CookieNotice, "page/consent"),
        _ => (Label::Paywall, "page/appeal"),
    };
    for i in left {
        let was = sheet.label(i);
        if was.is_none_or(Label::kept) {
            sheet.relabel(i, label, id, 0.8, "nothing on the page is an article".into());
        }
    }
    if let Some(title) = sheet.title {
        sheet.relabel(title, label, id, 0.8, "nothing on the page is an article".into());
    }
}
