//! Readers' comments and the forms for them: from their head to the end of the page.
//!
//! Hit: `Leave a Reply` and all that follows. Miss: a link `Comments` above the article, which is only itself.
//! Without a head, the fields of a form tell where it begins, and replies with their names and times where a thread does.

use copydesk_model::Label;

use crate::cues::Role;
use crate::line::End;
use crate::rules::dates;
use crate::sheet::Sheet;

/// Lines after a form's head that are longer than this are comments, not fields.
const FIELD: usize = 160;
/// Longest label below a comment.
const BUTTON: usize = 24;
/// Fields of one form have no more lines between them.
const CLOSE: usize = 4;

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
    // Most of the text stands above; a form amid an article is for letters.
    let most_above = |k: usize| prose[k] * 3 >= total * 2;
    if let Some(form) = form_without_head(sheet).filter(|&form| most_above(form)) {
        take_rest(sheet, form, last_reply.is_some_and(|k| k > form));
        return;
    }
    take_thread_without_head(sheet, most_above);
}

/// The first line of a form that has fields but no known head: two fields close to each other below the text, and the lines above
/// them that speak of comments.
fn form_without_head(sheet: &mut Sheet<'_>) -> Option<usize> {
    let field = |s: &Sheet<'_>, k: usize| s.free(k) && s.cue(k, &[Role::Field]).is_some();
    let text = (0..sheet.len()).find(|&k| sheet.sentence(k))?;
    let near = |k: usize| (k + 1..sheet.len().min(k + CLOSE)).any(|n| field(sheet, n));
    let mut form = (text + 1..sheet.len()).find(|&k| field(sheet, k) && near(k))?;
    while form > text + 1 && {
        let above = form - 1;
        let talk = sheet
            .cues(above)
            .any(|c| matches!(c.label, Label::CommentForm | Label::Comment) && c.role != Role::Reply);
        sheet.lines[above].chars <= FIELD && (talk || sheet.label(above) == Some(Label::CommentForm))
    } {
        form -= 1;
    }
    Some(form)
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
fn take_thread_without_head(sheet: &mut Sheet<'_>, most_above: impl Fn(usize) -> bool) {
    let mut replies: Vec<usize> = (0..sheet.len())
        .filter(|&i| sheet.cue(i, &[Role::Reply]).is_some())
        .collect();
    if replies.len() < 2 {
        replies = repeated(sheet);
        replies.retain(|&k| most_above(k));
    }
    let Some(&first) = replies.first().filter(|_| replies.len() >= 2) else {
        return;
    };
    // Upwards from the first reply: text, then the time, then the name.
    let stamp = (first.saturating_sub(4)..first)
        .rev()
        .find(|&k| dates::is_date(sheet, k) && !sheet.sentence(k));
    let Some(stamp) = stamp else { return };
    let name = stamp
        .checked_sub(1)
        .filter(|&k| sheet.free(k) && sheet.lines[k].chars <= 40 && !sheet.sentence(k));
    let top = name.unwrap_or(stamp);
    // `3 replies` above the first name.
    let counted = |k: &usize| {
        let l = &sheet.lines[*k];
        sheet.free(*k) && l.words <= 3 && l.end == End::Open && l.text.contains(|c: char| c.is_ascii_digit())
    };
    let top = top.checked_sub(1).filter(counted).unwrap_or(top);
    for k in top..sheet.len() {
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

/// The places of a label that stands below several texts, each of which has a name and a time above it: `Quote`, whatever its word.
/// Miss: `Share` below the entries of a live blog, which have a time and no name.
fn repeated(sheet: &Sheet<'_>) -> Vec<usize> {
    let label = |k: usize| {
        let l = &sheet.lines[k];
        sheet.free(k) && l.chars <= BUTTON && l.words <= 3 && l.end == End::Open && !dates::is_date(sheet, k)
    };
    let times: Vec<usize> = (1..sheet.len())
        .filter(|&k| sheet.free(k) && dates::is_date(sheet, k) && label(k - 1))
        .collect();
    let below = |time: usize| (time + 2..sheet.len().min(time + 6)).find(|&k| label(k));
    let found: Vec<usize> = times
        .iter()
        .filter_map(|&time| below(time).filter(|&k| sheet.lines[k].hash != sheet.lines[time - 1].hash))
        .collect();
    let same = |k: &usize| {
        found
            .iter()
            .filter(|&&n| sheet.lines[n].hash == sheet.lines[*k].hash)
            .count()
            >= 2
    };
    found.iter().copied().filter(same).collect()
}
