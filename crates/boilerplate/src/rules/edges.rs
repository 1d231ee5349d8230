//! Cues that count only at the edge of the article or beside other boilerplate.
//!
//! Hit: `Support The Gazette!` on top of the page. Miss: the same words as a cry in the middle of a report.

use crate::cues::Role;
use crate::sheet::Sheet;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    let first = (0..sheet.len()).find(|&i| plain(sheet, i)).unwrap_or(sheet.len());
    let last = (0..sheet.len()).rev().find(|&i| plain(sheet, i)).unwrap_or(0);
    for i in 0..sheet.len() {
        let Some(cue) = sheet.cue(i, &[Role::Edge]) else {
            continue;
        };
        let beside = (i > 0 && sheet.removed(i - 1)) || sheet.removed(i + 1);
        if i < first || i > last || beside {
            sheet.set_by_cue(i, cue);
        }
    }
}

fn plain(sheet: &Sheet<'_>, i: usize) -> bool {
    sheet.sentence(i) && sheet.cue(i, &[Role::Edge]).is_none()
}
