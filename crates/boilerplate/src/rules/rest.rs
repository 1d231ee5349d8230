//! What is left around a box when an article is over, whatever its words: the offers behind a gate, and the lines between the last
//! paragraph and the box that ends the page.
//!
//! Hit: `Annual pass £60`, `Cancel when you like` and `What you get:` below `The rest is for subscribers`; two sentences to the reader
//! above a newsletter form at the end of a report that else speaks to nobody. Miss: an article that goes on below its gate; the last
//! paragraph of a column that speaks to its readers.

use copydesk_model::Label;

use crate::cues::Role;
use crate::line::{self, End};
use crate::rules::outside::speaks;
use crate::rules::pleas;
use crate::sheet::{Cue, Sheet};

/// Paragraphs below a gate that say nothing of it, and their code points: more is the article.
const STRANGE: usize = 2;
const STRANGE_CHARS: usize = 320;
/// Lines in which a second offer is sought.
const NEAR: usize = 4;
/// Signs of money.
const SIGNS: [char; 5] = ['£', '$', '€', '₴', '₽'];
/// Longest label in a box.
const LABEL: usize = 90;
/// Sentences to the reader above the last box, at least and at most.
const SENTENCES: std::ops::RangeInclusive<usize> = 2..=6;

/// All that stands below the line that says that the rest is not shown, or below offers for money by the month.
pub(super) fn behind_gate(sheet: &mut Sheet<'_>) {
    let Some(gate) = (0..sheet.len()).find(|&i| is_gate(sheet, i) || offers(sheet, i)) else {
        return;
    };
    let above: usize = (0..gate)
        .filter(|&i| sheet.sentence(i))
        .map(|i| sheet.lines[i].chars)
        .sum();
    let strange: Vec<usize> = (gate + 1..sheet.len())
        .filter(|&i| sheet.free(i) && (sheet.prose(i) || sheet.says_something(i)) && !of_box(sheet, i))
        .collect();
    let told = |i: &usize| sheet.lines[*i].tells || quotes(sheet, *i);
    let much: usize = strange.iter().map(|&i| sheet.lines[i].chars).sum();
    if strange.len() > STRANGE || much > STRANGE_CHARS || much > above || strange.iter().any(told) {
        return;
    }
    for i in gate..sheet.len() {
        let why = "below the line that says the rest is not shown".to_owned();
        sheet.set(i, Label::Paywall, "paywall/behind-gate", 0.75, Some(why));
    }
}

/// A line that says that the rest is not shown.
fn is_gate(sheet: &Sheet<'_>, i: usize) -> bool {
    sheet.label(i) == Some(Label::Paywall) && sheet.cue(i, &[Role::Gate]).is_some()
}

/// The first of several labels with a price by the month or the year, one near the other.
fn offers(sheet: &Sheet<'_>, i: usize) -> bool {
    let named = |k: usize, id: &str| {
        let of = |cue: &Cue| sheet.rules.set().rules()[cue.rule].id.as_str() == id;
        sheet.cues(k).any(|cue| cue.role == Role::Price && of(cue))
    };
    let offer = |k: usize| {
        let text = sheet.lines[k].text;
        !sheet.says_something(k)
            && text.contains(|c: char| c.is_ascii_digit())
            && (text.contains(SIGNS) || named(k, "boilerplate/paywall/currency"))
            && named(k, "boilerplate/paywall/by-the-month")
    };
    // Tariffs that an article compares have nothing of a box around them.
    let around =
        || (i.saturating_sub(NEAR)..sheet.len()).any(|k| !offer(k) && (sheet.boxed(k) || sheet.box_words(k) > 0));
    offer(i) && (i + 1..sheet.len().min(i + NEAR)).any(offer) && around()
}

/// Sentences to the reader, and labels, between the article and a box near the end of the page.
pub(super) fn above_last_box(sheet: &mut Sheet<'_>) {
    let form = |i: usize| sheet.label(i) == Some(Label::CommentForm);
    let Some(last) = (0..sheet.len()).rfind(|&i| sheet.boxed(i) || form(i)) else {
        return;
    };
    // From the last box upwards, as long as nothing can be the article's.
    let mut first = None;
    let mut sentences = 0;
    for i in (0..last).rev() {
        if !sheet.free(i) {
            continue;
        }
        let l = &sheet.lines[i];
        if speaks(sheet, i) {
            // One word to the reader may be the article's own farewell, where its text runs on to here.
            let ends = i > 0 && sheet.free(i - 1) && sheet.sentence(i - 1) && !speaks(sheet, i - 1);
            sentences += 1;
            if ends && l.voice < 2 && !names_box(sheet, i) {
                break;
            }
            first = Some(i);
        } else if !(l.chars <= LABEL && matches!(l.end, End::Open | End::Ask | End::Colon) && !quotes(sheet, i)) {
            break;
        }
    }
    let Some(mut first) = first else { return };
    // A short line right above names the box.
    if first > 0 && sheet.free(first - 1) && sheet.lines[first - 1].words <= 6 && !sheet.sentence(first - 1) {
        first -= 1;
    }
    let before: Vec<usize> = (0..first).filter(|&i| sheet.sentence(i)).collect();
    let own = before
        .iter()
        .filter(|&&i| sheet.lines[i].voice > 0 && !line::opens_speech(sheet.lines[i].text));
    if before.len() < 2 || own.count() * 6 > before.len() || !SENTENCES.contains(&sentences) {
        return;
    }
    for i in first..last {
        let (name, id) = if sheet.says_so(i) {
            (Label::Paywall, "paywall/above-last-box")
        } else {
            (Label::Widget, "controls/above-last-box")
        };
        let why = "speaks to the reader above the last box of the page".to_owned();
        sheet.set(i, name, id, 0.75, Some(why));
    }
}

/// A line that says what boxes say.
fn of_box(sheet: &Sheet<'_>, i: usize) -> bool {
    speaks(sheet, i) || names_box(sheet, i)
}

/// A line that names what boxes or appeals name.
fn names_box(sheet: &Sheet<'_>, i: usize) -> bool {
    sheet.box_words(i) > 0 || pleas::names(sheet, i)
}

fn quotes(sheet: &Sheet<'_>, i: usize) -> bool {
    let l = &sheet.lines[i];
    line::opens_speech(l.text) || !line::quoted(l.text).is_empty()
}
