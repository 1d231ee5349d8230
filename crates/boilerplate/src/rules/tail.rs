//! What stands below the article: who signed it, a line about the author, scattered leftovers.
//!
//! Hit: `Ann K.` after the last paragraph and `Ann is a writer …` below it. Miss: the name of a speaker on its own line
//! after a quotation. Leftovers fall only below something that has fallen.

use copydesk_model::Label;

use crate::cues::Role;
use crate::line::{self, End};
use crate::rules::head::{is_name, signed};
use crate::sheet::Sheet;

/// Lines from the end in which a byline is sought.
const REACH: usize = 6;
/// Longest line about an author.
const BIO: usize = 700;
/// Lines from the top, and the length of a line among them, in which the name of an author is sought.
const HEAD: usize = 40;
const SIGNED: usize = 120;
/// Most words of a byline without `By`.
const SIGNED_WORDS: usize = 6;
/// Most words of a name.
const NAME: usize = 4;
/// Longest leftover.
const LEFTOVER: usize = 60;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    byline(sheet);
    bios(sheet);
    leftovers(sheet);
}

fn byline(sheet: &mut Sheet<'_>) {
    let open: Vec<usize> = (0..sheet.len()).rev().filter(|&i| sheet.free(i)).take(REACH).collect();
    // The topmost: what follows may have the shape of a name too, such as `Visiting Fellow`.
    let found = open.iter().rev().find(|&&n| {
        let text = sheet.lines[n].text;
        let name = is_name(sheet, text) && sheet.lines[n].end == End::Open || is_initialled(sheet, n);
        (name && stands_above_something(sheet, n) || signed(sheet, n).is_some())
            && below_text(sheet, n)
            && !attribution(sheet, n)
            && open
                .iter()
                .filter(|&&k| k > n)
                .all(|&k| about(sheet, k, n) || !sheet.sentence(k))
    });
    let Some(&n) = found else { return };
    sheet.set(
        n,
        Label::Byline,
        "byline/below-text",
        0.85,
        Some("a name below the last paragraph".into()),
    );
    let mut below = true;
    for k in n + 1..sheet.len() {
        if !sheet.free(k) {
            below = false;
            continue;
        }
        let l = &sheet.lines[k];
        let role = below && k == n + 1 && l.end == End::Open && l.chars <= LEFTOVER;
        if about(sheet, k, n) {
            sheet.set(
                k,
                Label::AuthorBio,
                "author-bio/begins-with-name",
                0.85,
                Some("begins with the author's name".into()),
            );
        } else if role
            || sheet
                .cue(k, &[Role::Work])
                .is_some_and(|_| l.chars <= LEFTOVER && l.end == End::Open)
        {
            sheet.set(
                k,
                Label::AuthorBio,
                "author-bio/below-byline",
                0.8,
                Some("a short line below the byline".into()),
            );
        } else {
            below = false;
        }
    }
}

/// A bare name is a signature when something stands below it: a role, a line about its bearer, or what has fallen. As the
/// very last line it may as well be the end of a list, and a text that was cleaned before must not lose it.
fn stands_above_something(sheet: &Sheet<'_>, n: usize) -> bool {
    is_initialled(sheet, n)
        || (n + 1..sheet.len()).any(|k| sheet.removed(k) || about(sheet, k, n) || sheet.cue(k, &[Role::Work]).is_some())
}

/// The line before, as far as it has not fallen, is a sentence. Names further down a page are those of menus.
fn below_text(sheet: &Sheet<'_>, n: usize) -> bool {
    (0..n).rev().find(|&k| sheet.free(k)).is_some_and(|k| sheet.sentence(k))
}

/// A paragraph that begins with the name from the byline above the text and tells of its bearer, of whom the article speaks nowhere else.
/// Hit: `Ann Kowal covers the coast for the Courier.` Miss: the same name in a report on its bearer.
pub(super) fn known_author(sheet: &mut Sheet<'_>) {
    let Some(first) = (0..sheet.len()).find(|&i| sheet.prose(i)) else {
        return;
    };
    // A name alone, or among few words: a byline, and no title.
    let byline = |i: &usize| {
        let l = &sheet.lines[*i];
        l.chars <= SIGNED && (l.words <= SIGNED_WORDS || signed(sheet, *i).is_some())
    };
    let above: Vec<&str> = (0..first.min(HEAD))
        .filter(|&i| sheet.lines[i].chars <= SIGNED)
        .map(|i| sheet.lines[i].text)
        .collect();
    if above.is_empty() {
        return;
    }
    let bylines: Vec<&str> = (0..first.min(HEAD))
        .filter(byline)
        .map(|i| sheet.lines[i].text)
        .collect();
    let named_first = |name: &str| {
        (0..first.min(HEAD)).any(|i| {
            sheet.lines[i].chars <= SIGNED
                && sheet.lines[i].text.starts_with(name)
                && stands_in(name, sheet.lines[i].text)
                && !sheet.says_so(i)
        })
    };
    let paragraphs: Vec<usize> = (first..sheet.len()).filter(|&k| sheet.prose(k)).collect();
    let found: Vec<usize> = (first + 1..sheet.len())
        .filter(|&i| {
            let l = &sheet.lines[i];
            if !sheet.free(i) || l.chars > BIO || l.tells {
                return false;
            }
            let above = |name: &&str| above.iter().any(|line| line.contains(name));
            // `Ana Ruiz Colmenar` has three words, `Jan de la Court` four.
            let Some(name) = (2..=NAME)
                .rev()
                .filter_map(|words| first_words(l.text, words))
                .find(|name| above(name) && is_name(sheet, name))
            else {
                return false;
            };
            // Without a full stop a line tells of its bearer behind a dash.
            let dash = l.text[name.len()..].trim_start().starts_with(['—', '–']);
            if !(sheet.says_something(i) || dash && l.words > NAME) {
                return false;
            }
            let surname = name.rsplit(' ').next().unwrap_or_default();
            let elsewhere = |k: &usize| *k != i && sheet.lines[*k].text.contains(surname);
            (bylines.iter().any(|b| stands_in(name, b)) || named_first(name))
                && !line::speaker(l.text)
                && paragraphs.partition_point(|&k| k < i) * 2 >= paragraphs.len()
                && !paragraphs.iter().any(elsewhere)
        })
        .collect();
    for i in found {
        let why = "begins with a name beside the title".to_owned();
        sheet.set(i, Label::AuthorBio, "author-bio/signed-above", 0.85, Some(why));
    }
}

/// Whether a byline has a name as a whole: `UC Davis Health` is no byline of `UC Davis`.
fn stands_in(name: &str, byline: &str) -> bool {
    byline.find(name).is_some_and(|at| {
        let rest = &byline[at + name.len()..];
        let next = rest.trim_start().chars().next();
        !(rest.starts_with(char::is_alphanumeric) || rest.starts_with(' ') && next.is_some_and(char::is_uppercase))
    })
}

/// Among the last lines those that say of somebody that he writes, when the article does not speak of him.
fn bios(sheet: &mut Sheet<'_>) {
    let last: Vec<usize> = (0..sheet.len()).rev().filter(|&i| sheet.free(i)).take(REACH).collect();
    for i in last {
        let Some(cue) = sheet.cue(i, &[Role::Bio]) else {
            continue;
        };
        let name = first_words(sheet.lines[i].text, 2).unwrap_or_default();
        let surname = name.rsplit(' ').next().unwrap_or_default();
        let article: Vec<usize> = (0..i).filter(|&k| sheet.sentence(k)).collect();
        let spoken_of = is_name(sheet, name) && article.iter().any(|&k| sheet.lines[k].text.contains(surname));
        if sheet.lines[i].chars <= BIO && !article.is_empty() && !surname.is_empty() && !spoken_of {
            sheet.set_by_cue(i, cue);
        }
    }
}

/// The first `n` words of a text, as one piece.
fn first_words(text: &str, n: usize) -> Option<&str> {
    let mut ends = text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    let end = ends.nth(n - 1)?;
    Some(text[..end].trim_end_matches([',', ':', '—', '–']))
}

/// A sentence that breaks off right above a gate: `Skippers said they had been`. Its words are small, as those of no link are.
fn cut_off(sheet: &Sheet<'_>, i: usize) -> bool {
    let gate = i + 1 < sheet.len()
        && matches!(sheet.label(i + 1), Some(Label::Paywall))
        && sheet.cue(i + 1, &[Role::Gate, Role::Head]).is_some();
    let l = &sheet.lines[i];
    let last = l.text.trim_end_matches([',', ' ']).split_whitespace().next_back();
    let small = last.and_then(|w| w.chars().next()).is_some_and(char::is_lowercase);
    gate && l.words >= 3 && l.end == End::Open && small
}

/// `Mira T.`: the full stop is an initial's.
fn is_initialled(sheet: &Sheet<'_>, i: usize) -> bool {
    let text = sheet.lines[i].text;
    is_name(sheet, text) && text.ends_with('.')
}

/// Whether line `k` speaks about the person of line `n`: it begins with the first or last part of the name.
fn about(sheet: &Sheet<'_>, k: usize, n: usize) -> bool {
    let (text, name) = (sheet.lines[k].text, sheet.lines[n].text);
    let from = signed(sheet, n).unwrap_or(0);
    let first_word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let mut parts = name[from..]
        .split(|c: char| !c.is_alphanumeric())
        .filter(|p| p.chars().count() >= 2);
    sheet.lines[k].chars <= BIO && !first_word.is_empty() && parts.any(|p| p == first_word)
}

/// The name under a quotation says who spoke: `“…,”` and then the name.
fn attribution(sheet: &Sheet<'_>, n: usize) -> bool {
    let Some(before) = (0..n).rev().find(|&k| sheet.free(k)) else {
        return false;
    };
    let text = sheet.lines[before].text;
    let bare = text.trim_end_matches(['”', '"', '“', '»', '’', ' ']);
    let quote = bare.len() < text.len() && text.starts_with(['“', '"', '«', '„', '‘']);
    bare.ends_with(',') || (quote && !sheet.removed(n + 1))
}

/// Short lines without an end mark, between what has fallen and the end of the page.
fn leftovers(sheet: &mut Sheet<'_>) {
    let Some(last) = (0..sheet.len()).rev().find(|&i| sheet.sentence(i)) else {
        return;
    };
    // What follows a colon is a list of the article's, and what follows a quotation may be the name of who spoke.
    let announces = sheet.lines[last + 1..].iter().take(1).any(|l| l.end == End::Colon);
    let quotes = sheet.lines[last].text.ends_with(['”', '"', '»', '“']);
    let mut fallen = (last + 1..sheet.len())
        .find(|&i| sheet.removed(i))
        .filter(|&k| !announces && !quotes && k > last + 1 && (last + 1..k).all(|i| sheet.lines[i].chars <= LEFTOVER))
        .and_then(|k| sheet.label(k));
    for i in last + 1..sheet.len() {
        if sheet.removed(i) {
            fallen = sheet.label(i);
            continue;
        }
        // The sentence at which a gate cuts the article off.
        if i == last + 1 && cut_off(sheet, i) {
            fallen = None;
            continue;
        }
        let l = &sheet.lines[i];
        if fallen.is_some() && sheet.free(i) && !sheet.trusted(i) && l.chars <= LEFTOVER && l.end != End::Stop {
            let label = match fallen {
                Some(Label::Related) => Label::Related,
                Some(Label::CommentForm) => Label::CommentForm,
                _ => Label::Widget,
            };
            sheet.set(
                i,
                label,
                "leftover/below-text",
                0.75,
                Some("a short line among what is no article".into()),
            );
        }
    }
}
