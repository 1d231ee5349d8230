//! Appeals for money, subscription gates, newsletter boxes, cookie notices, and the buttons below them.
//!
//! A head is found by its cue and extended while the lines speak as the outlet to the reader. Short heads count
//! anywhere; a long line needs the edge of the page, a second cue, or its neighbours. Hit: `Please support us …` at
//! the end, with `Monthly` and `Continue` below. Miss: a report that quotes such an appeal, an editorial in the
//! first person. Limit: an appeal without any known cue and without buttons is kept.

use copydesk_model::Label;

use crate::cues::Role;
use crate::line::{self, End};
use crate::sheet::{Cue, SHORT, Sheet};

/// Lines without a cue that may stand between two lines with one.
const GAP: usize = 3;
/// Longest label of a button.
const BUTTON: usize = 40;

const BOXES: &[Label] = &[
    Label::Paywall,
    Label::Newsletter,
    Label::CookieNotice,
    Label::Advertisement,
];

pub(super) fn run(sheet: &mut Sheet<'_>) {
    let first = (0..sheet.len()).find(|&i| article(sheet, i)).unwrap_or(sheet.len());
    let tail = tail_start(sheet);
    let mut i = 0;
    while i < sheet.len() {
        let edge = i < first || i >= tail;
        match head(sheet, i, edge) {
            Some(cue) => {
                sheet.set_by_cue(i, cue);
                i = extend(sheet, i, cue.label, i >= tail);
            }
            None => i += 1,
        }
    }
    buttons(sheet, tail);
    lead_in(sheet, tail);
    fields(sheet);
}

/// Paragraphs that prepare an appeal: `You have read this far because you care …`. Only where the article itself does not
/// speak to the reader, or an editorial would lose its end to the appeal below it.
fn lead_in(sheet: &mut Sheet<'_>, tail: usize) {
    let Some(head) = (tail..sheet.len()).find(|&i| sheet.label(i) == Some(Label::Paywall)) else {
        return;
    };
    let prose: Vec<usize> = (0..tail).filter(|&i| sheet.prose(i)).collect();
    let speaking = prose.iter().filter(|&&i| sheet.lines[i].voice >= 1).count();
    let above = head - tail;
    let all = (tail..head).all(|i| sheet.free(i) && sheet.lines[i].voice >= 2 && !spoken(sheet, i));
    if prose.len() < 2 || speaking * 3 > prose.len() || above > GAP || !all {
        return;
    }
    for i in tail..head {
        let why = "speaks to the reader just above an appeal".to_owned();
        sheet.set(i, Label::Paywall, "paywall/above-appeal", 0.75, Some(why));
    }
}

/// The fields and buttons of a form, below a box or below one another.
fn fields(sheet: &mut Sheet<'_>) {
    for i in 1..sheet.len() {
        let below = sheet
            .label(i - 1)
            .is_some_and(|l| BOXES.contains(&l) || matches!(l, Label::Widget | Label::CommentForm));
        if below && let Some(cue) = sheet.cue(i, &[Role::Control]) {
            sheet.set_by_cue(i, cue);
        }
    }
}

/// The cue that opens a box at line `i`, when the line may fall by it.
fn head(sheet: &Sheet<'_>, i: usize, edge: bool) -> Option<Cue> {
    if !sheet.free(i) {
        return None;
    }
    let cue = opening(sheet, i)?;
    let l = &sheet.lines[i];
    // A head of the second or first person; others must begin the line.
    let speaks = l.voice >= 1 || cue.start == 0 || cue.role == Role::Gate || cue.label == Label::CookieNotice;
    let mut rules: Vec<usize> = sheet
        .cues(i)
        .filter(|c| matches!(c.role, Role::Head | Role::Gate | Role::Member) && BOXES.contains(&c.label))
        .map(|c| c.rule * 10_000 + c.start.min(9_999))
        .collect();
    rules.dedup();
    let falls = if spoken(sheet, i) {
        false
    } else if l.chars < SHORT {
        speaks
    } else if edge {
        speaks && (l.voice >= 1 || rules.len() >= 2)
    } else {
        // In the middle of an article: a line full of cues, which quotes nobody.
        let beside = (i > 0 && sheet.label(i - 1).is_some_and(|l| BOXES.contains(&l)))
            || (i + 1 < sheet.len() && sheet.cue(i + 1, &[Role::Control]).is_some());
        let addressed = l.voice >= 2 || (l.voice == 1 && cue.start == 0);
        addressed && (rules.len() >= 3 || beside) && line::quoted(l.text).is_empty()
    };
    falls.then_some(cue)
}

fn opening(sheet: &Sheet<'_>, i: usize) -> Option<Cue> {
    sheet
        .cue(i, &[Role::Head, Role::Gate])
        .filter(|c| BOXES.contains(&c.label))
}

/// A line with a cue of a box in it that also speaks.
fn cued(sheet: &Sheet<'_>, i: usize) -> bool {
    opening(sheet, i).is_some()
        || (sheet
            .cues(i)
            .any(|c| c.role == Role::Member && BOXES.contains(&c.label))
            && (sheet.lines[i].voice >= 1 || sheet.lines[i].chars < SHORT))
}

/// Running text that is no appeal.
fn article(sheet: &Sheet<'_>, i: usize) -> bool {
    sheet.prose(i) && (!cued(sheet, i) || spoken(sheet, i))
}

/// A longer line of somebody who is quoted or interviewed; whoever asks for help there is not the outlet.
fn spoken(sheet: &Sheet<'_>, i: usize) -> bool {
    let l = &sheet.lines[i];
    l.chars >= SHORT
        && (line::opens_speech(l.text) || (line::speaker(l.text) && opening(sheet, i).is_none_or(|c| c.start > 0)))
}

/// The first line of the end of the page: no line from there on is an article's, as far as cues and voice tell.
fn tail_start(sheet: &Sheet<'_>) -> usize {
    let speaks = |i: usize| sheet.lines[i].voice >= 1 && !spoken(sheet, i);
    let last = (0..sheet.len()).rev().find(|&i| article(sheet, i) && !speaks(i));
    last.map_or(0, |i| i + 1)
}

/// Extends a box below its head at `h`; gives the first line behind it.
fn extend(sheet: &mut Sheet<'_>, h: usize, label: Label, tail: bool) -> usize {
    let mut label = label;
    let mut k = h + 1;
    while k < sheet.len() {
        if !sheet.free(k) {
            // A privacy line or a link inside a box does not end it, but a box does not leap over much either.
            if (k + 1..=k + 2).find(|&n| sheet.free(n)).is_some_and(|n| cued(sheet, n)) {
                k += 1;
                continue;
            }
            return k;
        }
        if let Some(cue) = opening(sheet, k) {
            if head(sheet, k, tail).is_none() && sheet.lines[k].chars >= SHORT && !tail {
                return k;
            }
            label = cue.label;
            sheet.set_by_cue(k, cue);
        } else if let Some(cue) = sheet.cue(k, &[Role::Control]) {
            sheet.set_by_cue(k, cue);
        } else if cued(sheet, k) && (tail || sheet.lines[k].voice >= 1) {
            take(sheet, k, label);
        } else {
            // Lines without a cue fall when a line with one follows soon.
            let reach = if tail && label == Label::Paywall { GAP } else { 0 };
            let next = (k + 1..(k + 1 + reach).min(sheet.len()))
                .find(|&n| sheet.free(n) && (cued(sheet, n) || sheet.cue(n, &[Role::Control]).is_some()));
            let Some(next) = next else { return k };
            let all_speak = (k..next).all(|m| !sheet.free(m) || sheet.lines[m].voice >= 1 || !sheet.prose(m));
            if !all_speak {
                return k;
            }
            for m in k..next {
                take(sheet, m, label);
            }
            k = next;
            continue;
        }
        k += 1;
    }
    k
}

fn take(sheet: &mut Sheet<'_>, i: usize, label: Label) {
    let id = match label {
        Label::Newsletter => "newsletter/below-head",
        Label::CookieNotice => "cookies/below-head",
        Label::Advertisement => "ads/below-head",
        _ => "paywall/below-head",
    };
    sheet.set(i, label, id, 0.85, Some("speaks on below the head of a box".into()));
}

/// A run of buttons at the end of the page, and the appeal that must stand above it.
fn buttons(sheet: &mut Sheet<'_>, tail: usize) {
    let is_button = |sheet: &Sheet<'_>, i: usize| sheet.cue(i, &[Role::Control]).is_some();
    let all: Vec<usize> = (tail..sheet.len()).filter(|&i| is_button(sheet, i)).collect();
    let (Some(&first), Some(&last)) = (all.first(), all.last()) else {
        return;
    };
    let boxed = (0..first)
        .rev()
        .take(2)
        .any(|i| sheet.label(i).is_some_and(|l| BOXES.contains(&l)));
    if all.len() < 3 && !boxed {
        return;
    }
    for i in first..=last {
        if let Some(cue) = sheet.cue(i, &[Role::Control]) {
            sheet.set_by_cue(i, cue);
        } else if sheet.lines[i].chars <= BUTTON && sheet.lines[i].end != End::Stop {
            sheet.set(
                i,
                Label::Widget,
                "controls/between-buttons",
                0.85,
                Some("between buttons".into()),
            );
        }
    }
    // Upwards: whoever asks for money in three buttons has said so just above.
    if all.len() < 3 {
        return;
    }
    for i in (tail.max(first.saturating_sub(2 * GAP))..first).rev() {
        let l = &sheet.lines[i];
        if !sheet.free(i) {
            continue;
        }
        let opens = l.text.starts_with(['…', '.']);
        if l.voice < 2 && !(opens && l.voice > 0) && !cued(sheet, i) {
            break;
        }
        sheet.set(
            i,
            Label::Paywall,
            "paywall/above-buttons",
            0.8,
            Some("speaks to the reader just above payment buttons".into()),
        );
        if opens {
            break;
        }
    }
}
