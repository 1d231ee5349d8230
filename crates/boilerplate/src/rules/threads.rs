//! A thread of comments by its rhythm, whatever its words: a stamp or a count of votes that returns with other numbers every few
//! lines below the article, with a name beside it.
//!
//! Hit: `oak_77`, a remark, `5 Apr, 18:30 | 64 likes`, `Grandad Jo`, a remark, `5 Apr, 19:11 | 3 likes`. Miss: the entries of a live
//! blog, which have a time and no name; a table of results, whose lines follow each other.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use copydesk_model::Label;

use crate::cues::Role;
use crate::line::End;
use crate::rules::dates;
use crate::sheet::Sheet;

/// Longest stamp or count of votes, and longest name or label above a thread.
const STAMP: usize = 60;
const NAME: usize = 45;
/// Lines from one stamp to the next.
const BEAT: RangeInclusive<usize> = 3..=9;
/// How often one stamp returns, and how often each of two does.
const TIMES: usize = 3;
const TWICE: usize = 2;
/// Labels above the first name that belong to the thread.
const HEADS: usize = 5;
/// Least sentences of the article above.
const ABOVE: usize = 2;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    let said: Vec<usize> = (0..sheet.len()).filter(|&i| sheet.sentence(i)).collect();
    let Some(&from) = said.get(ABOVE) else { return };
    let mut returning: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for i in from..sheet.len() {
        if let Some(words) = stamp(sheet, i) {
            returning.entry(words).or_default().push(i);
        }
    }
    returning.retain(|_, at| {
        // A word that also stands elsewhere: the longest run in step.
        let mut best: Vec<usize> = Vec::new();
        let mut run: Vec<usize> = Vec::new();
        for &i in at.iter() {
            if run.last().is_some_and(|&last| !BEAT.contains(&(i - last))) {
                run.clear();
            }
            run.push(i);
            if run.len() > best.len() {
                best.clone_from(&run);
            }
        }
        *at = best;
        at.len() >= TWICE && at.iter().all(|&i| named(sheet, i))
    });
    let most = returning.values().map(Vec::len).max().unwrap_or(0);
    if most < TIMES && returning.len() < TWICE {
        return;
    }
    let Some(longest) = returning.values().max_by_key(|at| at.len()) else {
        return;
    };
    let beat = longest.windows(2).map(|two| two[1] - two[0]).min().unwrap_or(1);
    let near = |at: &&Vec<usize>| at.iter().any(|i| longest.iter().any(|k| k.abs_diff(*i) < beat));
    let all = || returning.values().filter(near).flatten();
    let (Some(&first), Some(&last)) = (all().min(), all().max()) else {
        return;
    };
    // Upwards to the first name, and over the labels above it.
    let short = |i: usize| {
        let l = &sheet.lines[i];
        sheet.free(i) && l.chars <= STAMP && !sheet.says_something(i)
    };
    let name = (first.saturating_sub(beat - 1)..first).find(|&i| is_name(sheet, i));
    let mut top = name.unwrap_or(first);
    while top > from && first - top < beat + HEADS && short(top - 1) {
        top -= 1;
    }
    let end = (last + beat).min(sheet.len());
    // Each remark has its time, and most of the text stands above.
    let signed = |i: usize| {
        let before = sheet.lines[i].text.split([',', '·', '|']).next().unwrap_or_default();
        let own = before.len() < sheet.lines[i].text.len() && !before.contains(|c: char| c.is_ascii_digit());
        own || (i.saturating_sub(2)..i).any(|k| is_name(sheet, k))
    };
    let times = (top..end).filter(|&i| timed(sheet, i) && signed(i)).count();
    let text = |lines: &mut dyn Iterator<Item = usize>| -> usize {
        lines.filter(|&i| sheet.prose(i)).map(|i| sheet.lines[i].chars).sum()
    };
    if times < most.max(TIMES) || text(&mut (0..top)) < text(&mut (top..sheet.len())) {
        return;
    }
    for i in top..end {
        let why = format!("between stamps that return {most} times");
        sheet.set(i, Label::Comment, "comment/rhythm", 0.8, Some(why));
    }
}

/// The words of a short line that is no sentence, without its numbers; `None` for a line of other shape.
fn stamp(sheet: &Sheet<'_>, i: usize) -> Option<String> {
    let l = &sheet.lines[i];
    if !sheet.free(i) || l.chars > STAMP || l.words > 8 || sheet.says_something(i) {
        return None;
    }
    let mut words = String::new();
    for c in l.text.chars() {
        if c.is_alphabetic() {
            words.extend(c.to_lowercase());
        } else if !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
    }
    let words = words.trim_end();
    (words.chars().count() >= 3).then(|| words.to_owned())
}

/// A short line with a time of day, or of a date alone.
fn timed(sheet: &Sheet<'_>, i: usize) -> bool {
    let l = &sheet.lines[i];
    let b = l.text.as_bytes();
    let digit = |k: usize| b.get(k).is_some_and(u8::is_ascii_digit);
    let clock = (1..b.len()).any(|k| matches!(b[k], b':' | b'h') && digit(k - 1) && digit(k + 1) && digit(k + 2));
    l.chars <= STAMP
        && !sheet.says_something(i)
        && (clock || (sheet.cue(i, &[Role::Date]).is_some() && dates::is_date(sheet, i)))
}

/// A short label of few words.
fn is_name(sheet: &Sheet<'_>, i: usize) -> bool {
    let l = &sheet.lines[i];
    sheet.free(i) && l.chars <= NAME && l.words <= 6 && matches!(l.end, End::Open | End::Colon) && l.words > 0
}

/// Whether what may be a name stands within three lines above.
fn named(sheet: &Sheet<'_>, i: usize) -> bool {
    (i.saturating_sub(3)..i).any(|k| is_name(sheet, k))
}
