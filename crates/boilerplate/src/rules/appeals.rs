//! Appeals for money, subscription gates, newsletter boxes, cookie notices, and the buttons below them.
//!
//! A head is found by its cue and extended while the lines speak as the outlet to the reader. Short heads count
//! anywhere; a long line needs the edge of the page, a second cue, or its neighbours. Hit: `Please support us …` at
//! the end, with `Monthly` and `Continue` below. Miss: a report that quotes such an appeal, an editorial in the
//! first person. Limit: an appeal without any known cue and without buttons is kept.

use copydesk_model::Label;

use crate::cues::Role;
use crate::line::{self, End};
use crate::sheet::{BOXES, Cue, Line, SHORT, Sheet};

/// Lines without a cue that may stand between two lines with one.
const GAP: usize = 3;
/// Longest label of a button.
const BUTTON: usize = 40;
/// A line full of the words of boxes has one in so many code points, and is no longer than this.
const DENSE: usize = 70;
const LONGEST: usize = 700;
/// Lines above a button that are looked at.
const ABOVE: usize = 12;
/// What a line with one of these is, it is as a whole.
const BOXED: &[Role] = &[Role::Control, Role::Line, Role::Edge, Role::Field, Role::Reply];
/// Longest invitation in the middle of an article, above its button.
const BOX: usize = 260;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    let zones = Zones::of(sheet);
    let (first, tail) = (zones.first, zones.tail);
    let mut i = 0;
    while i < sheet.len() {
        let edge = i < first || i >= tail;
        let owner = zones.speaking && !edge && amid(sheet, i);
        match head(sheet, i, edge, !zones.speaking).filter(|_| !owner) {
            Some(cue) => {
                sheet.set_by_cue(i, cue);
                i = extend(sheet, i, cue.label, i >= tail);
            }
            None => i += 1,
        }
    }
    buttons(sheet, tail);
    above_controls(sheet, &zones);
    lead_in(sheet, tail);
    beside(sheet, &zones);
    titles(sheet);
    fields(sheet);
}

/// Sentences to the reader right above or below a box, under an article that speaks to nobody. Hit: `Thank you for reading to the
/// end! We are free because you support us.` Miss: the same under an editorial, or a speaker's words.
fn beside(sheet: &mut Sheet<'_>, zones: &Zones) {
    if zones.plain.is_none() || zones.voices * 5 > zones.articles {
        return;
    }
    let boxed = |sheet: &Sheet<'_>, k: usize| {
        let label = sheet.label(k);
        label.is_some_and(|l| BOXES.contains(&l)) || (label.is_some() && sheet.cue(k, &[Role::Control]).is_some())
    };
    for i in (zones.tail..sheet.len()).rev().chain(zones.tail..sheet.len()) {
        let l = &sheet.lines[i];
        let speaks = l.voice >= 2 || (l.voice >= 1 && sheet.box_words(i) >= 1);
        let near = (i + 1 < sheet.len() && boxed(sheet, i + 1)) || (i > zones.tail && boxed(sheet, i - 1));
        let quotes = || spoken(sheet, i) || !line::quoted(l.text).is_empty();
        if sheet.free(i) && speaks && near && l.chars <= LONGEST && sheet.says_so(i) && !quotes() {
            let why = "speaks to the reader beside a box".to_owned();
            sheet.set(i, Label::Paywall, "paywall/beside-box", 0.75, Some(why));
        }
    }
}

/// Whether a line has the shape of a button's label.
fn is_label(sheet: &Sheet<'_>, i: usize) -> bool {
    let l = &sheet.lines[i];
    l.chars <= BUTTON && l.words <= 5 && l.end == End::Open
}

/// The short line above a box that names it: `The morning email`.
fn titles(sheet: &mut Sheet<'_>) {
    for i in (0..sheet.len().saturating_sub(1)).rev() {
        let below = sheet.label(i + 1).filter(|l| BOXES.contains(l));
        let short = sheet.lines[i].chars < SHORT
            && sheet.lines[i].end != End::Stop
            && line::quoted(sheet.lines[i].text).is_empty();
        if let Some(label) = below.filter(|_| short && sheet.free(i))
            && sheet.boxes(i).next().is_some()
        {
            take(sheet, i, label);
        }
    }
}

/// Where the page's own words may stand, above and below its article.
struct Zones {
    /// The first line of an article, cues and voice taken together.
    first: usize,
    /// The first line below which nothing is an article's.
    tail: usize,
    /// The first paragraph that speaks to nobody.
    plain: Option<usize>,
    /// The article itself speaks as the outlet or to the reader.
    speaking: bool,
    /// Its paragraphs, and how many of them do so.
    articles: usize,
    voices: usize,
}

impl Zones {
    fn of(sheet: &Sheet<'_>) -> Zones {
        let speaks = |i: usize| sheet.lines[i].voice >= 1 && !spoken(sheet, i);
        let articles: Vec<usize> = (0..sheet.len()).filter(|&i| article(sheet, i)).collect();
        let plain = |i: &&usize| !speaks(**i);
        let beginning = &articles[..articles.len().div_ceil(2)];
        let speaking = beginning.iter().filter(|i| speaks(**i)).count() * 2 > beginning.len();
        let last = if speaking && let Some(&first) = articles.first() {
            // An editorial: up to the first box below its beginning it is all one voice.
            let open = (first..sheet.len()).find(|&i| opening(sheet, i).is_some_and(|_| !spoken(sheet, i)));
            articles
                .iter()
                .rev()
                .find(|i| **i < open.unwrap_or(sheet.len()) || plain(i))
        } else {
            articles.iter().rev().find(plain)
        };
        let tail = last.map_or(0, |i| past_sentences(sheet, i + 1));
        let own = || articles.iter().filter(|i| **i < tail);
        Zones {
            first: articles.first().copied().unwrap_or(sheet.len()),
            tail,
            plain: articles.iter().find(plain).copied(),
            speaking,
            voices: own().filter(|i| speaks(**i)).count(),
            articles: own().count(),
        }
    }
}

/// The end of the short sentences from line `from` on that are the article's still: they speak to nobody, and no more than two lines
/// that may be of a box stand between two of them.
pub(super) fn past_sentences(sheet: &Sheet<'_>, from: usize) -> usize {
    let plain = |k: usize| {
        let ends = |l: &Line<'_>| matches!(l.end, End::Stop | End::Ask) && (l.words >= 3 || l.text.ends_with('?'));
        sheet.lines.get(k).is_some_and(ends)
            && sheet.free(k)
            && (sheet.lines[k].voice == 0 || line::opens_speech(sheet.lines[k].text))
            && sheet.cue(k, BOXED).is_none()
            && sheet.box_words(k) == 0
    };
    let passes = |k: usize| {
        sheet.free(k)
            && sheet.says_so(k)
            && sheet.lines[k].voice < 2
            && sheet.box_words(k) < 2
            && opening(sheet, k).is_none_or(|c| mostly_behind(sheet, k, &c))
            && sheet.cue(k, BOXED).is_none()
    };
    let mut end = from;
    while let Some(next) = (end..end + 3)
        .find(|&k| plain(k))
        .filter(|&k| (end..k).all(|m| m < sheet.len() && passes(m)))
    {
        end = next + 1;
    }
    end
}

/// Sentences to the reader right above a button, at either end of the page. Hit: `We hate asking …` above `Maybe later`.
/// Miss: the last paragraph of an editorial above the button of a box that says itself what it is.
fn above_controls(sheet: &mut Sheet<'_>, zones: &Zones) {
    let top = zones.plain.unwrap_or(0);
    for control in 1..sheet.len() {
        let edge = control < top || control >= zones.tail;
        if !edge || zones.speaking && zones.plain.is_none() {
            continue;
        }
        let Some(button) = sheet.cue(control, &[Role::Control]) else {
            continue;
        };
        let mut lines = Vec::new();
        let mut label = None;
        let floor = if control < top { 0 } else { zones.tail };
        for k in (floor.max(control.saturating_sub(ABOVE))..control).rev() {
            let boxed = sheet.label(k).filter(|l| BOXES.contains(l));
            if boxed.is_some() || sheet.label(k) == Some(Label::Widget) {
                label = label.or(boxed);
                continue;
            }
            let speaks = sheet.lines[k].voice >= 1 && !spoken(sheet, k);
            // A second button, whose label nobody knows.
            if k + 1 == control && sheet.free(k) && is_label(sheet, k) {
                lines.push(k);
                continue;
            }
            if !sheet.free(k) || !speaks || !sheet.says_so(k) {
                break;
            }
            label = sheet.boxes(k).next().map(|c| c.label).or(label);
            lines.push(k);
        }
        let Some(label) = label else { continue };
        // Below the article its own last words may be the topmost of them.
        let named =
            |k: usize| sheet.box_words(k) > 0 || (k > 0 && sheet.label(k - 1).is_some_and(|l| BOXES.contains(&l)));
        while control >= top && lines.last().is_some_and(|&k| !named(k)) {
            lines.pop();
        }
        for k in lines {
            let why = "speaks to the reader above a button".to_owned();
            sheet.set(k, label, "paywall/above-button", 0.8, Some(why));
        }
        sheet.set_by_cue(control, button);
    }
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
/// `alone` says that only such lines speak on the page.
fn head(sheet: &Sheet<'_>, i: usize, edge: bool, alone: bool) -> Option<Cue> {
    if !sheet.free(i) {
        return None;
    }
    let l = &sheet.lines[i];
    let cue = opening(sheet, i).or_else(|| dense(sheet, i, edge, alone))?;
    let of_site = matches!(cue.label, Label::CookieNotice | Label::Advertisement);
    // A head of the second or first person; others must begin the line.
    let speaks = l.voice >= 1 || cue.start == 0 || cue.role == Role::Gate || of_site;
    let mut rules: Vec<usize> = sheet.boxes(i).map(|c| c.rule * 10_000 + c.start.min(9_999)).collect();
    rules.dedup();
    // In the middle of an article a sentence that tells what somebody said asks for nothing.
    let falls = if spoken(sheet, i) || (l.tells && !edge && l.chars >= SHORT) {
        false
    } else if l.chars < SHORT {
        speaks && (edge || !told(sheet, i, &cue))
    } else if edge {
        speaks && (l.voice >= 1 || rules.len() >= 2 || cue.label == Label::Advertisement)
    } else {
        // In the middle of an article: a line full of cues, which quotes nobody.
        let button = i + 1 < sheet.len() && sheet.cue(i + 1, &[Role::Control]).is_some();
        let beside = button || (i > 0 && sheet.label(i - 1).is_some_and(|l| BOXES.contains(&l)));
        let invites = button && cue.role == Role::Head && l.chars <= BOX;
        let addressed = l.voice >= 2 || (l.voice == 1 && (cue.start == 0 || invites));
        addressed && (rules.len() >= 3 || beside) && line::quoted(l.text).is_empty()
    };
    falls.then_some(cue)
}

/// A short sentence between two of the article, most of which are no words of a box: `Support us, others write; she would rather
/// not ask.`
fn told(sheet: &Sheet<'_>, i: usize, cue: &Cue) -> bool {
    let l = &sheet.lines[i];
    amid(sheet, i) && mostly_behind(sheet, i, cue) && l.voice < 3
}

/// Whether most of line `i` are letters behind a cue.
fn mostly_behind(sheet: &Sheet<'_>, i: usize, cue: &Cue) -> bool {
    let l = &sheet.lines[i];
    let letters = l.text[cue.end..].chars().filter(|c| c.is_alphabetic()).count();
    letters * 2 > l.chars
}

/// A short sentence with few words of a box, between two sentences without any.
fn amid(sheet: &Sheet<'_>, i: usize) -> bool {
    let free = |k: usize| sheet.free(k) && sheet.says_so(k) && opening(sheet, k).is_none();
    let l = &sheet.lines[i];
    let alone = l.chars < SHORT && l.end == End::Stop && sheet.box_words(i) < 2;
    alone && i > 0 && i + 1 < sheet.len() && free(i - 1) && free(i + 1)
}

/// The first word of a box in a line at the edge that speaks and is full of such words, though it begins like no box; where
/// nothing else on the page speaks, one word above what looks like a button is enough.
fn dense(sheet: &Sheet<'_>, i: usize, edge: bool, alone: bool) -> Option<Cue> {
    let l = &sheet.lines[i];
    let words = sheet.box_words(i);
    if !edge || l.voice == 0 || words == 0 || l.chars > LONGEST || !line::quoted(l.text).is_empty() {
        return None;
    }
    let near = || (i.saturating_sub(2)..(i + 3).min(sheet.len())).filter(|&k| k != i);
    let boxed = |k: usize| sheet.label(k).is_some_and(|l| BOXES.contains(&l)) || opening(sheet, k).is_some();
    let beside = || near().any(|k| boxed(k) || sheet.cue(k, &[Role::Control]).is_some());
    let button = || {
        sheet
            .lines
            .get(i + 1)
            .is_some_and(|b| b.chars <= BUTTON && b.words <= 4 && b.end == End::Open)
    };
    let full = words * DENSE >= l.chars && (words >= 3 || (words >= 2 && l.voice >= 2 && beside()));
    let next_to = || (i > 0 && boxed(i - 1)) || (i + 1 < sheet.len() && boxed(i + 1));
    let enough = full || (alone && l.voice >= 2 && (button() || words >= 2 && next_to()));
    sheet.boxes(i).next().filter(|_| enough).copied()
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
    let dash = |k: usize| sheet.lines.get(k).is_some_and(|l| l.text.starts_with(['—', '–']));
    // One of several turns of a dialogue, however short.
    if dash(i) && (dash(i + 1) || i > 0 && dash(i - 1)) {
        return true;
    }
    l.chars >= SHORT
        && ((l.tells && l.voice == 0)
            || line::opens_speech(l.text)
            || (line::speaker(l.text) && opening(sheet, i).is_none_or(|c| c.start > 0)))
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
            if head(sheet, k, tail, false).is_none() && sheet.lines[k].chars >= SHORT && !tail {
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
        if l.voice < 2 && !(opens && l.voice > 0) && !(l.voice > 0 && cued(sheet, i)) {
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
