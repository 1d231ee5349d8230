//! What stands above the article: breadcrumb, title, date, byline, summary, counters.
//!
//! The zone reaches from the top of the page to the first running text. In it, everything that has the shape of a
//! headline is decided, not only the best candidate: otherwise a clean text, read again, would lose its next line.
//! Hit: a short line without a full stop, followed by text. Miss: a first sentence, however short.

use copydesk_model::{ArtifactKind, Label};

use crate::cues::Role;
use crate::line::{self, End};
use crate::rules::dates;
use crate::sheet::Sheet;

/// Longest headline.
const TITLE: usize = 150;
/// Longest breadcrumb before the title in it.
const CRUMBS: usize = 80;
/// Questions with answers from which on a page is an interview.
const QUESTIONS: usize = 3;
/// Longest summary that may stand between title and byline.
const SUMMARY: usize = 350;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    let Some(end) = zone_end(sheet).map(|end| first_question(sheet, end)) else {
        return;
    };
    let title = find_title(sheet, end);
    let end = match title {
        Some(title) => past_summary(sheet, title, end),
        None => end,
    };
    if let Some(title) = title {
        breadcrumbs(sheet, title);
        sheet.set(title, Label::Title, "title/above-text", 0.9, None);
        sheet.title = Some(title);
    }
    date_lines(sheet, end, title);
    for i in 0..end {
        above(sheet, i, title);
    }
}

/// The first line of running text; `None` when there is none.
fn zone_end(sheet: &Sheet<'_>) -> Option<usize> {
    let stop = |i: usize| sheet.lines[i].end == End::Stop;
    let text = |i: usize| {
        let l = &sheet.lines[i];
        sheet.free(i)
            && ((l.chars >= 60 && stop(i))
                || l.chars > TITLE
                || (stop(i) && sheet.sentence(i) && sheet.next_free(i).is_some_and(|k| sheet.sentence(k))))
            && !dates::is_date(sheet, i)
    };
    (0..sheet.len())
        .find(|&i| text(i))
        .or_else(|| (0..sheet.len()).find(|&i| sheet.sentence(i) && stop(i) && !dates::is_date(sheet, i)))
}

/// The first question of an interview above `end`, each of whose questions is followed by an answer.
fn first_question(sheet: &Sheet<'_>, end: usize) -> usize {
    let asks = |i: usize| sheet.lines[i].end == End::Ask && sheet.free(i);
    let answered =
        |i: usize| asks(i) && i + 1 < sheet.len() && sheet.free(i + 1) && sheet.lines[i + 1].end == End::Stop;
    let all = (0..sheet.len()).filter(|&i| answered(i)).count();
    // The headline may be a question, too.
    let first = (1..end).find(|&i| answered(i));
    first.filter(|_| all >= QUESTIONS).unwrap_or(end)
}

/// Whether a line has the shape of a headline.
fn title_like(sheet: &Sheet<'_>, i: usize) -> bool {
    let l = &sheet.lines[i];
    let starts = l.text.chars().next().is_some_and(|c| {
        c.is_uppercase() || c.is_numeric() || (c.is_alphabetic() && !c.is_lowercase()) || "“\"«„‘'¿¡[(".contains(c)
    });
    let shape = match l.end {
        End::Open => true,
        // A question may be a headline; the turn of a speaker is none.
        End::Ask => l.words >= 3 && !line::speaker(l.text) && l.chars <= 140,
        End::Stop | End::Colon => false,
    };
    sheet.free(i)
        && starts
        && shape
        && l.chars <= TITLE
        && (l.words >= 2 || l.chars >= 12)
        && l.text.contains(char::is_alphabetic)
        && !l.text.contains("://")
        && !line::only_counts(l.text)
        && !dates::is_date(sheet, i)
        && signed(sheet, i).is_none()
}

fn find_title(sheet: &Sheet<'_>, end: usize) -> Option<usize> {
    let mut candidates: Vec<usize> = (0..end).filter(|&i| title_like(sheet, i)).collect();
    // What the line model takes for a paragraph is a headline only where there is no other.
    if candidates.iter().any(|&i| !sheet.trusted(i)) {
        candidates.retain(|&i| !sheet.trusted(i));
    }
    if let Some(said) = sheet.doc.meta.title.as_deref().map(copydesk_rules::fold)
        && let Some(&i) = candidates.iter().find(|&&i| sheet.folded(i) == said)
    {
        return Some(i);
    }
    if let Some(&i) = candidates.iter().find(|&&i| crumb_above(sheet, i).is_some()) {
        return Some(i);
    }
    let unlike_name = |i: &&usize| !is_name(sheet, sheet.lines[**i].text);
    let long = |i: &&usize| sheet.lines[**i].words >= 5 && sheet.lines[**i].chars >= 25;
    // A page with its menus: the headline is the last line that is long enough for one.
    if candidates.len() > 8 {
        return candidates
            .iter()
            .rev()
            .filter(unlike_name)
            .find(long)
            .or(candidates.last())
            .copied();
    }
    let plain = candidates
        .iter()
        .filter(unlike_name)
        .find(|&&i| sheet.lines[i].words >= 3 && !has_separator(sheet, i));
    plain
        .or(candidates.iter().find(unlike_name))
        .or(candidates.first())
        .copied()
}

/// `Post | Culture`: a line of short parts is a path or a site's name rather than a headline.
fn has_separator(sheet: &Sheet<'_>, i: usize) -> bool {
    let l = &sheet.lines[i];
    // The first bytes of all of them: most lines have none.
    let may = |b: u8| matches!(b, b'|' | b'>' | b'/' | 0xc2 | 0xe2);
    l.words <= 8
        && l.text.bytes().any(may)
        && [" | ", " > ", " » ", " › ", " / ", " • ", " · "]
            .iter()
            .any(|s| l.text.contains(s))
}

/// A line above `title` whose end is the title again, behind a few words.
fn crumb_above(sheet: &Sheet<'_>, title: usize) -> Option<(usize, usize)> {
    let mut wanted = None;
    let last = |i: usize| sheet.lines[i].text.chars().rev().find(|c| c.is_alphanumeric());
    let mut last_of_title = None;
    (title.saturating_sub(4)..title).rev().find_map(|i| {
        let text = sheet.lines[i].text;
        let longer = sheet.lines[i].chars > sheet.lines[title].chars;
        let fits = longer && sheet.lines[i].chars <= CRUMBS + TITLE && sheet.lines[i].open;
        if !fits {
            return None;
        }
        let wanted_last = *last_of_title.get_or_insert_with(|| last(title));
        let same = |(a, b): (char, char)| a == b || a.to_lowercase().eq(b.to_lowercase());
        if !last(i).zip(wanted_last).is_some_and(same) {
            return None;
        }
        // Where a copy of the title may begin: behind a space.
        let starts = text
            .char_indices()
            .filter(|(_, c)| c.is_whitespace())
            .map(|(at, c)| at + c.len_utf8());
        let wanted = wanted.get_or_insert_with(|| sheet.folded(title));
        let at = starts
            .take(14)
            .find(|&at| copydesk_rules::fold(&text[at..]) == *wanted)?;
        Some((i, at))
    })
}

fn breadcrumbs(sheet: &mut Sheet<'_>, title: usize) {
    if let Some((i, at)) = crumb_above(sheet, title) {
        let why = "ends in the title below it".to_owned();
        sheet.relabel(i, Label::Breadcrumb, "breadcrumb/ends-in-title", 0.95, why);
        let range = (at, sheet.lines[i].text.len());
        let why = "the title a second time";
        sheet.artifact(i, range, ArtifactKind::DuplicateTitle, "breadcrumb/ends-in-title", why);
    }
    let same = |i: usize| sheet.lines[i].hash == sheet.lines[title].hash && sheet.folded(i) == sheet.folded(title);
    let copies: Vec<usize> = (title.saturating_sub(4)..(title + 4).min(sheet.len()))
        .filter(|&i| i != title && sheet.free(i) && same(i))
        .collect();
    for i in copies {
        sheet.set(
            i,
            Label::Duplicate,
            "duplicate/title",
            0.95,
            Some("the title a second time".into()),
        );
        let range = (0, sheet.lines[i].text.len());
        sheet.artifact(
            i,
            range,
            ArtifactKind::DuplicateTitle,
            "duplicate/title",
            "the title a second time",
        );
    }
}

/// Where a signature or a date follows the first paragraph, that paragraph is the summary and the zone goes on.
fn past_summary(sheet: &mut Sheet<'_>, title: usize, end: usize) -> usize {
    if sheet.lines[end].chars > SUMMARY || (title + 1..end).any(|i| sheet.free(i) && meta_line(sheet, i)) {
        return end;
    }
    let text_follows = |i: usize| (i + 1..(i + 4).min(sheet.len())).any(|k| sheet.prose(k));
    let next = (end + 1..(end + 3).min(sheet.len())).find(|&i| sheet.free(i));
    let Some(next) = next.filter(|&i| meta_line(sheet, i) && text_follows(i)) else {
        return end;
    };
    sheet.set(
        end,
        Label::Standfirst,
        "standfirst/above-byline",
        0.8,
        Some("between title and byline".into()),
    );
    (next..sheet.len())
        .find(|&i| sheet.sentence(i) && !dates::is_date(sheet, i))
        .unwrap_or(next)
}

fn meta_line(sheet: &Sheet<'_>, i: usize) -> bool {
    dates::is_date(sheet, i) || signed(sheet, i).is_some()
}

/// The cue of a byline such as `By Ann Kowal`: the cue, then names.
pub(super) fn signed(sheet: &Sheet<'_>, i: usize) -> Option<usize> {
    let l = &sheet.lines[i];
    if l.chars > 120 {
        return None;
    }
    let cue = sheet.cues(i).filter(|c| c.role == Role::By).max_by_key(|c| c.end)?;
    let rest = l.text[cue.end..]
        .trim_start_matches([':', ' ', '.', '\u{a0}', '—', '–', '-'])
        .trim_end_matches(['.', ' ']);
    let parts = rest.split([',', '|', '•', '·', '/', '&', ';']).map(str::trim);
    let mut names = parts.flat_map(|p| {
        p.split(" and ")
            .flat_map(|p| p.split(" und "))
            .flat_map(|p| p.split(" и "))
    });
    let first = names.next()?;
    let one_word = first.split_whitespace().count() == 1
        && first.chars().next().is_some_and(char::is_uppercase)
        && l.text[cue.end..].trim_start().starts_with(':');
    (is_name(sheet, first) || one_word).then_some(cue.end)
}

/// Whether a text has the shape of a name.
pub(super) fn is_name(sheet: &Sheet<'_>, text: &str) -> bool {
    let particles = sheet.rules.particles();
    line::name_shaped(text.trim(), |w| particles.contains(copydesk_rules::fold(w).as_str()))
}

/// `Ann Kowal`, `Ann Kowal, Senior Correspondent`, `Ann Kowal | 12 May 2021`: a name, then nothing that is no
/// date, role or further name.
fn bare_byline(sheet: &Sheet<'_>, i: usize) -> bool {
    let l = &sheet.lines[i];
    if l.chars > 100 || l.end != End::Open && !l.text.ends_with('.') {
        return false;
    }
    let mut parts = l
        .text
        .split([',', '|', '•', '·', '/', '–', '—'])
        .map(str::trim)
        .filter(|p| !p.is_empty());
    let first = parts.next().unwrap_or("");
    let names = |p: &str| p.split(" and ").flat_map(|p| p.split(" & ")).all(|n| is_name(sheet, n));
    let work = sheet.cue(i, &[Role::Work]).is_some();
    names(first) && parts.all(|p| names(p) || work || p.chars().any(|c| c.is_ascii_digit()))
}

/// The day of viewing stands above menus and paths; the day of publication beside the title.
fn date_lines(sheet: &mut Sheet<'_>, end: usize, title: Option<usize>) {
    let all: Vec<usize> = (0..end)
        .filter(|&i| sheet.free(i) && dates::is_date(sheet, i))
        .collect();
    for &i in &all {
        let before_title = title.is_some_and(|t| i < t);
        let above_path = sheet.lines.get(i + 1).is_some()
            && (matches!(sheet.label(i + 1), Some(Label::Breadcrumb | Label::Nav)) || path_like(sheet, i + 1));
        let later_date = all.last().is_some_and(|&k| k > i);
        let weekday = dates::has_weekday(sheet, i);
        let top = i <= 2;
        if before_title && top && (above_path || (weekday && later_date)) {
            let why = if above_path {
                "a date above the page's path"
            } else {
                "a weekday above another date"
            };
            sheet.set(i, Label::PageDate, "page-date/above-path", 0.85, Some(why.into()));
            let range = (0, sheet.lines[i].text.len());
            sheet.artifact(i, range, ArtifactKind::PageViewDate, "page-date/above-path", why);
        } else {
            sheet.set(i, Label::Dateline, "dateline/beside-title", 0.9, None);
        }
    }
}

fn path_like(sheet: &Sheet<'_>, i: usize) -> bool {
    sheet.free(i) && (sheet.cue(i, &[Role::Crumb]).is_some() && sheet.lines[i].end == End::Open)
}

/// The other lines of the zone.
fn above(sheet: &mut Sheet<'_>, i: usize, title: Option<usize>) {
    if !sheet.free(i) {
        return;
    }
    let l = &sheet.lines[i];
    let before = title.is_none_or(|t| i < t);
    let beside = |s: &Sheet<'_>| title.is_some_and(|t| i.abs_diff(t) <= 6) && !s.lines[i].text.is_empty();
    if line::only_counts(l.text) {
        sheet.set(
            i,
            Label::ShareCounts,
            "share/bare-numbers",
            0.9,
            Some("numbers above the text".into()),
        );
    } else if signed(sheet, i).is_some()
        || (beside(sheet) && bare_byline(sheet, i) && (!before || near_title(i, title)))
    {
        sheet.set(i, Label::Byline, "byline/beside-title", 0.9, None);
    } else if before && (path_like(sheet, i) || has_separator(sheet, i)) {
        sheet.set(i, Label::Breadcrumb, "breadcrumb/above-title", 0.8, None);
    } else if sheet.trusted(i) {
        // The line model has seen a paragraph; a guess from its shape does not outweigh that.
    } else if title.is_some() && title_like(sheet, i) {
        let words = l.words;
        let (label, id) = match (before, words) {
            (true, _) => (Label::Nav, "nav/above-title"),
            (false, 0..=3) => (Label::Category, "category/below-title"),
            _ => (Label::Standfirst, "standfirst/below-title"),
        };
        sheet.set(i, label, id, 0.7, Some("short lines above the text".into()));
    } else if before && title.is_some() && l.chars <= 60 && l.end == End::Open {
        sheet.set(
            i,
            Label::Nav,
            "nav/above-title",
            0.7,
            Some("short lines above the title".into()),
        );
    }
}

fn near_title(i: usize, title: Option<usize>) -> bool {
    title.is_some_and(|t| i.abs_diff(t) <= 1)
}
