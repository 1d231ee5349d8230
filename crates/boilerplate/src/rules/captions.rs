//! Picture credits, and captions that carry one at their end.
//!
//! Hit: `A lorry at the crossing. Ann Kowal / EPA` – a caption and a credit. Miss: a sentence that ends with
//! the name of an agency, because a credit has its slash or bracket. A caption without a credit is not known as one.

use copydesk_model::{ArtifactKind, Label};

use crate::cues::Role;
use crate::sheet::{SHORT, Sheet};

/// Longest credit.
const CREDIT: usize = 90;
/// Longest caption with its credit.
const CAPTION: usize = 500;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    for i in 0..sheet.len() {
        if !sheet.free(i) || sheet.lines[i].chars > CAPTION {
            continue;
        }
        let text = sheet.lines[i].text;
        let Some(at) = credit_start(sheet, i) else { continue };
        let credit = text[at..].trim_end_matches([')', ']']);
        if at == 0 {
            sheet.set(
                i,
                Label::PhotoCredit,
                "photo-credit/name-and-agency",
                0.9,
                Some(credit.to_owned()),
            );
        } else {
            sheet.set(
                i,
                Label::PhotoCaption,
                "photo-caption/ends-in-credit",
                0.9,
                Some(credit.to_owned()),
            );
            let range = (at, text.len());
            sheet.part(i, range, Label::PhotoCredit, "photo-credit/end-of-caption", 0.9);
            sheet.artifact(
                i,
                range,
                ArtifactKind::CaptionCreditMerged,
                "photo-credit/end-of-caption",
                "a credit on the line of its caption",
            );
        }
    }
}

/// Where the credit at the end of line `i` begins: behind the last sentence, or at the start of the line.
fn credit_start(sheet: &Sheet<'_>, i: usize) -> Option<usize> {
    let text = sheet.lines[i].text;
    // A credit names an agency or has its slash.
    let named = sheet.cue(i, &[Role::Agency]).is_some();
    if !named && memchr::memchr2(b'/', b'|', text.as_bytes()).is_none() {
        return None;
    }
    let agency = |from: usize| sheet.cues(i).any(|c| c.role == Role::Agency && c.start >= from);
    // Borders behind which a credit may begin: sentence ends and opening brackets near the end of the line.
    let near = text.char_indices().rev().nth(CREDIT).map_or(0, |(at, _)| at);
    let mut starts: Vec<usize> = Vec::new();
    let mut before = ' ';
    let mut last_stop = None;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < near) {
        if c == '(' || c == '[' {
            starts.push(at);
        }
        if last_stop.is_some() && c.is_whitespace() {
            starts.push(at + c.len_utf8());
        }
        // A single letter before the stop is an initial: `J. Kowal / EPA`.
        let ends = matches!(c, '.' | '!' | '?' | '…') && before.is_alphanumeric();
        let initial = c == '.' && before.is_uppercase();
        last_stop = if (ends && !initial) || (matches!(c, '”' | '"' | '»' | '’') && matches!(before, '.' | '!' | '?'))
        {
            Some(at)
        } else {
            None
        };
        before = c;
    }
    if sheet.lines[i].chars < SHORT {
        starts.insert(0, 0);
    }
    starts.into_iter().find(|&at| {
        let rest = &text[at..];
        let bracketed = rest.starts_with(['(', '[']);
        let bare = rest.trim_matches(['(', ')', '[', ']', ' ', '.']);
        if bracketed {
            return rest.ends_with([')', ']', '.']) && agency(at) && labelled(bare);
        }
        (slashed(bare) && (agency(at) || in_capitals(bare))) || (at > 0 && agency(at) && labelled(bare))
    })
}

/// `Name / AGENCY / AGENCY`: at least two short parts, no small word but one, such as a particle or `dpa`.
fn slashed(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '|']).map(str::trim).collect();
    let small = |w: &&str| w.chars().next().is_some_and(char::is_lowercase);
    parts.len() >= 2
        && parts.iter().all(|p| (1..=5).contains(&p.split_whitespace().count()))
        && parts.first().is_some_and(|p| !small(p))
        && text.split_whitespace().filter(small).count() <= 1
}

/// The last part is an abbreviation in capitals.
fn in_capitals(text: &str) -> bool {
    let last = text.rsplit(['/', '|']).next().unwrap_or("").trim();
    (2..=8).contains(&last.chars().count()) && last.chars().all(|c| c.is_uppercase() || c == '-')
}

/// `Photo: …`, `AP Photo/…`, `© …`, `… via …`: the words of a credit before the name.
fn labelled(text: &str) -> bool {
    let folded = copydesk_rules::fold(text);
    let heads = [
        "photo", "фото", "фота", "foto", "fot.", "zdj", "©", "image", "picture", "ap photo", "credit", "bild",
    ];
    heads.iter().any(|h| folded.starts_with(h)) || folded.contains(" via ") || (slashed(text))
}
