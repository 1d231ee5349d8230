//! Readers' comments and the forms for them: from their head to the end of the page.
//!
//! Hit: `Leave a Reply` and all that follows. Miss: a link `Comments` above the article, which is only itself.
//! Without a head, replies with their names and times tell where a thread begins.

use copydesk_model::Label;

use crate::cues::Role;
use crate::rules::dates;
use crate::sheet::Sheet;

/// Lines after a form's head that are longer than this are comments, not fields.
const FIELD: usize = 160;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    let prose: Vec<usize> = (0..sheet.len())
        .scan(0, |sum, i| {
            *sum += if sheet.prose(i) { sheet.lines[i].chars } else { 0 };
            Some(*sum)
        })
        .collect();
    let total = prose.last().copied().unwrap_or(0);
    let last_reply = (0..sheet.len()).rev().find(|&k| sheet.cue(k, &[Role::Reply]).is_some());
    let first_sentence = (0..sheet.len()).find(|&k| sheet.sentence(k));
    for (i, &before) in prose.iter().enumerate() {
        let Some(cue) = sheet.cue(i, &[Role::Head]).filter(|c| c.label == Label::CommentForm) else {
            continue;
        };
        if !sheet.free(i) {
            continue;
        }
        sheet.set_by_cue(i, cue);
        // A link on top of the page: another head follows, and most of the text stands before that.
        let is_head = |k: &usize| {
            sheet
                .cue(*k, &[Role::Head])
                .is_some_and(|c| c.label == Label::CommentForm)
        };
        let again = (i + 1..sheet.len()).rev().find(is_head);
        if again.is_some_and(|k| (prose[k] - before) * 3 >= total && total > before) {
            continue;
        }
        let thread = last_reply.is_some_and(|k| k > i);
        let some_text = before > 0 || first_sentence.is_some_and(|k| k < i);
        if some_text && (thread || before * 3 >= total * 2) {
            take_rest(sheet, i + 1, thread);
            return;
        }
    }
    take_thread_without_head(sheet);
}

fn take_rest(sheet: &mut Sheet<'_>, from: usize, thread: bool) {
    for k in from..sheet.len() {
        let other_box = sheet
            .cue(k, &[Role::Head, Role::Gate])
            .is_some_and(|c| c.label != Label::CommentForm);
        if other_box {
            continue;
        }
        if let Some(cue) = sheet.cue(k, &[Role::Head]) {
            sheet.set_by_cue(k, cue);
        } else if thread {
            sheet.set(
                k,
                Label::Comment,
                "comment/thread",
                0.9,
                Some("below the head of a comment thread".into()),
            );
        } else if sheet.lines[k].chars <= FIELD {
            sheet.set(
                k,
                Label::CommentForm,
                "comment-form/below-head",
                0.9,
                Some("below the head of a comment form".into()),
            );
        } else {
            sheet.set(
                k,
                Label::Comment,
                "comment/below-head",
                0.7,
                Some("below the head of a comment form".into()),
            );
        }
    }
}

/// Two replies or more: each comment is the lines between a name with its time and the reply.
fn take_thread_without_head(sheet: &mut Sheet<'_>) {
    let replies: Vec<usize> = (0..sheet.len())
        .filter(|&i| sheet.cue(i, &[Role::Reply]).is_some())
        .collect();
    let Some(&first) = replies.first().filter(|_| replies.len() >= 2) else {
        return;
    };
    // Upwards from the first reply: text, then the time, then the name.
    let stamp = (first.saturating_sub(4)..first)
        .rev()
        .find(|&k| sheet.free(k) && dates::is_date(sheet, k));
    let Some(stamp) = stamp else { return };
    let name = stamp
        .checked_sub(1)
        .filter(|&k| sheet.free(k) && sheet.lines[k].chars <= 40 && !sheet.sentence(k));
    for k in name.unwrap_or(stamp)..sheet.len() {
        let last = replies.last().is_some_and(|&r| k > r);
        if !last {
            sheet.set(
                k,
                Label::Comment,
                "comment/thread",
                0.85,
                Some("between names, times and replies".into()),
            );
        }
    }
}
