//! Appeals for money that use no known phrase: few lines that speak as the outlet and name several of the things that such appeals
//! name: those who read and give, the work, its cost, whom one does not depend on, what is lacking, what is asked.
//!
//! Hit: `Reporting like this takes weeks, and nobody but readers pays for it. We have no owner …` between two paragraphs. Miss: a
//! report on a newspaper without money, which speaks in the third person; a quotation; an article that itself speaks as `we`.

use copydesk_model::Label;

use crate::cues::Role;
use crate::line::{self, End};
use crate::sheet::{BOXES, Cue, Sheet};

/// Longest line of an appeal, and most lines of one.
const LONGEST: usize = 700;
const LINES: usize = 6;
/// How many things an appeal names between paragraphs, and how many its fullest line.
const THINGS: u32 = 4;
const FULLEST: u32 = 3;
/// The same below the article, where the reader is addressed anyway.
const THINGS_BELOW: u32 = 3;
const FULLEST_BELOW: u32 = 2;
/// The same right beside a box.
const THINGS_BESIDE: u32 = 2;
/// Words of these rules speak to the reader without `we` or `you`.
const SPEAKS: [&str; 2] = ["boilerplate/paywall/plea-end", "boilerplate/paywall/plea-we"];
/// How sure an appeal is without a known phrase, and with one beside it.
const GUESS: f32 = 0.75;
const BESIDE: f32 = 0.85;
/// Longest label of the button below.
const BUTTON: usize = 40;

/// What a line has of an appeal: its things, as bits, and whether it speaks.
struct Plea {
    things: u64,
    speaks: bool,
}

pub(super) fn run(sheet: &mut Sheet<'_>) {
    // Nearly all pages have no line with two of these words.
    if !(0..sheet.len()).any(|i| of_plea(sheet, i).nth(1).is_some()) {
        return;
    }
    let pleas: Vec<Option<Plea>> = (0..sheet.len()).map(|i| plea(sheet, i)).collect();
    let named = |i: usize| pleas[i].as_ref().map_or(0, |p| p.things.count_ones());
    if !(0..sheet.len()).any(|i| named(i) >= FULLEST_BELOW) {
        return;
    }
    // What speaks of nothing else is the article; where it speaks itself nothing can be told between its paragraphs.
    let article: Vec<usize> = (0..sheet.len())
        .filter(|&i| sheet.prose(i) && named(i) < FULLEST)
        .collect();
    let own = article
        .iter()
        .filter(|&&i| sheet.lines[i].voice > 0 && !is_speech(sheet, i))
        .count();
    if article.is_empty() || own * 3 > article.len() {
        return;
    }
    let plain = |i: &&usize| named(**i) < FULLEST_BELOW && sheet.lines[**i].voice == 0;
    let tail = article.iter().rev().find(plain).map_or(0, |i| i + 1);
    let mut i = 0;
    while i < sheet.len() {
        let end = (i..sheet.len().min(i + LINES))
            .take_while(|&k| pleas[k].is_some())
            .count()
            + i;
        if end == i {
            i += 1;
            continue;
        }
        let below = i >= tail;
        // The lines at both ends must name something themselves.
        let full = |k: &usize| {
            named(*k) >= FULLEST_BELOW || (below && named(*k) > 0 && pleas[*k].as_ref().is_some_and(|p| p.speaks))
        };
        let from = (i..end).find(full).unwrap_or(end);
        let to = (from..end).rfind(full).map_or(from, |k| k + 1);
        let group = || (from..to).filter_map(|k| pleas[k].as_ref());
        let things = group().fold(0, |all, p| all | p.things).count_ones();
        let fullest = (from..to).map(named).max().unwrap_or(0);
        let speaks = group().any(|p| p.speaks);
        let button = is_button(sheet, to);
        let enough = match (below, button) {
            (true, _) => (THINGS_BELOW, FULLEST_BELOW),
            (false, true) => (THINGS - 1, FULLEST_BELOW),
            (false, false) => (THINGS, FULLEST),
        };
        if from < to && speaks && things >= enough.0 && fullest >= enough.1 {
            // What a known phrase proves is surer than a guess, and so are the lines beside it.
            let known = |k: usize| {
                let cue = sheet.cue(k, &[Role::Head, Role::Gate]);
                cue.filter(|c| BOXES.contains(&c.label))
            };
            let cues: Vec<Option<Cue>> = (from..to).map(known).collect();
            let score = if cues.iter().any(Option::is_some) {
                BESIDE
            } else {
                GUESS
            };
            for (k, cue) in (from..to).zip(cues) {
                if let Some(cue) = cue {
                    sheet.set_by_cue(k, cue);
                }
                let why = "speaks to the reader of what an appeal speaks of".to_owned();
                sheet.set(k, Label::Paywall, "paywall/plea", score, Some(why));
            }
            if button {
                if let Some(cue) = sheet.cue(to, &[Role::Control]) {
                    sheet.set_by_cue(to, cue);
                }
                let why = "the button of an appeal".to_owned();
                sheet.set(to, Label::Widget, "controls/below-plea", score, Some(why));
            }
        }
        i = end;
    }
}

/// Lines right above or below a box that speak as the outlet to the reader, or name what appeals name, in a report that does not.
/// Hit: `Rent and wages are not paid with good will.` above the button that asks. Miss: the paragraph above a teaser.
pub(super) fn beside(sheet: &mut Sheet<'_>) {
    let boxes: Vec<usize> = (0..sheet.len()).filter(|&i| sheet.boxed(i)).collect();
    if boxes.is_empty() {
        return;
    }
    let pleads = |i: usize| plea(sheet, i).filter(|_| sheet.says_so(i) || sheet.lines[i].words > 3);
    let mut found = Vec::new();
    for at in boxes {
        let above = (at.saturating_sub(LINES)..at)
            .rev()
            .map_while(|k| Some((k, pleads(k)?)));
        let below = (at + 1..sheet.len().min(at + 1 + LINES)).map_while(|k| Some((k, pleads(k)?)));
        for mut group in [above.collect::<Vec<_>>(), below.collect()] {
            // The line farthest from the box speaks itself.
            let end = group.iter().rposition(|(_, p)| p.speaks).map_or(0, |k| k + 1);
            group.truncate(end);
            let things = group.iter().fold(0, |all, (_, p)| all | p.things).count_ones();
            if things >= THINGS_BESIDE {
                found.extend(group.into_iter().map(|(k, _)| k));
            }
        }
    }
    if found.is_empty() {
        return;
    }
    let said: Vec<usize> = (0..sheet.len()).filter(|&i| sheet.sentence(i)).collect();
    let own = said.iter().filter(|&&i| pleads(i).is_some_and(|p| p.speaks)).count();
    if said.len() < 3 || own * 3 > said.len() {
        return;
    }
    for k in found {
        let why = "speaks beside a box of what an appeal speaks of".to_owned();
        sheet.set(k, Label::Paywall, "paywall/plea-beside-box", GUESS, Some(why));
    }
}

/// A line that may belong to an appeal.
fn plea(sheet: &Sheet<'_>, i: usize) -> Option<Plea> {
    let l = &sheet.lines[i];
    if !sheet.free(i) || l.chars > LONGEST || l.tells || is_speech(sheet, i) {
        return None;
    }
    if l.end == End::Open || !line::quoted(l.text).is_empty() {
        return None;
    }
    let mut rules: Vec<usize> = of_plea(sheet, i).collect();
    rules.sort_unstable();
    rules.dedup();
    // The rules of pleas stand in one file, one behind the other.
    let things = rules.iter().fold(0, |bits, rule| bits | 1 << (rule % 64));
    let speaks = l.voice > 0 || speaks(sheet, i);
    (things != 0 || speaks).then_some(Plea { things, speaks })
}

/// Whether line `i` speaks to the reader without `we` or `you`.
pub(super) fn speaks(sheet: &Sheet<'_>, i: usize) -> bool {
    of_plea(sheet, i).any(|rule| SPEAKS.contains(&sheet.rules.set().rules()[rule].id.as_str()))
}

/// Whether line `i` names what appeals name.
pub(super) fn names(sheet: &Sheet<'_>, i: usize) -> bool {
    of_plea(sheet, i).next().is_some()
}

fn of_plea(sheet: &Sheet<'_>, i: usize) -> impl Iterator<Item = usize> {
    sheet.cues(i).filter(|c| c.role == Role::Plea).map(|c| c.rule)
}

/// Direct speech, or the turn of a speaker.
fn is_speech(sheet: &Sheet<'_>, i: usize) -> bool {
    line::opens_speech(sheet.lines[i].text) || line::speaker(sheet.lines[i].text)
}

/// A short label that asks.
fn is_button(sheet: &Sheet<'_>, i: usize) -> bool {
    let Some(l) = sheet.lines.get(i) else { return false };
    l.chars <= BUTTON
        && l.words <= 5
        && matches!(l.end, End::Open | End::Ask)
        && sheet.free(i)
        && (of_plea(sheet, i).next().is_some() || sheet.cue(i, &[Role::Control, Role::Head]).is_some())
}
