//! Organisations that no gazetteer form shows: by the word their name turns on, or by what they are called behind it.
//!
//! `Harbour Inspectorate`, `Committee on River Trade`, `The Northgate Dispatch`, `the Grey Heron Telegram channel`,
//! and an acronym in brackets behind a name. A head word alone, or with nothing but a known organisation before it,
//! is none.

use std::collections::BTreeSet;

use copydesk_model::EntityType;

use crate::annotate::{Found, Target, Work};
use crate::tokens::{Gap, Tokens};
use crate::words::Roles;
use crate::{openers, rules};

/// What joins two words of a run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    /// A space, or a possessive inside the name: `Prosecutor General's Office`.
    Near,
    /// `of`, `for`, `on`, with or without an article.
    Of,
    /// `and`, `&`.
    And,
    None,
}

/// Finds organisations.
pub(crate) fn find(work: &mut Work<'_, '_>) {
    channels(work);
    let mut later = Vec::new();
    let near = heads(work);
    let mut k = 0;
    while k < work.tokens.all.len() {
        let found = if near[k] { name_from(work, k) } else { None };
        let Some((first, last)) = found else {
            k += 1;
            continue;
        };
        if work.tokens.line_of(k).title_case {
            later.push((first, last));
        } else {
            claim(work, first, last);
        }
        k = last + 1;
    }
    let said: BTreeSet<&str> = work
        .found
        .iter()
        .filter(|f| f.rule == rules::ORGANISATION)
        .map(|f| &work.text()[f.start..f.end])
        .collect();
    let said: BTreeSet<String> = said.into_iter().map(str::to_owned).collect();
    for (first, last) in later {
        if said.contains(&work.text()[work.tokens.all[first].start..work.tokens.all[last].end]) {
            claim(work, first, last);
        }
    }
    openers::find(work);
    articles(work);
    redefined(work);
    acronyms(work);
}

/// Whether a name that begins at a token may turn on a word: its head is one of eight tokens.
fn heads(work: &Work<'_, '_>) -> Vec<bool> {
    let mut near = vec![false; work.tokens.all.len()];
    let mut left = 0;
    for k in (0..near.len()).rev() {
        left = if roles(work, k).any(&[Roles::ORG_HEAD, Roles::MEDIA_HEAD]) {
            9
        } else {
            left - left.min(1)
        };
        near[k] = left > 0;
    }
    near
}

/// One paper is one with and without its article: where `The` belongs to the name once, it does everywhere.
fn articles(work: &mut Work<'_, '_>) {
    let with: BTreeSet<String> = work
        .found
        .iter()
        .filter(|f| f.rule == rules::ORGANISATION)
        .filter_map(|f| work.text()[f.start..f.end].strip_prefix("The ").map(str::to_owned))
        .collect();
    let text = work.text();
    for f in work.found.iter_mut().filter(|f| f.rule == rules::ORGANISATION) {
        let name = text[f.start..f.end]
            .strip_prefix("The ")
            .unwrap_or(&text[f.start..f.end]);
        if with.contains(name) {
            f.target = Target::Unknown(format!("The {name}"));
            if text[..f.start].ends_with("The ") {
                f.start -= 4;
            }
        }
    }
}

fn join(tokens: &Tokens<'_, '_>, k: usize) -> Join {
    let (Some(a), Some(b)) = (tokens.all.get(k), tokens.all.get(k + 1)) else {
        return Join::None;
    };
    if a.block != b.block || b.start - a.end > 12 {
        return Join::None;
    }
    match &tokens.text[a.end..b.start] {
        " " | "\u{a0}" | "-" | "'s " | "’s " => Join::Near,
        " of " | " of the " | " for " | " for the " | " on " | " on the " => Join::Of,
        " and " | " & " => Join::And,
        _ => Join::None,
    }
}

pub(crate) fn roles(work: &Work<'_, '_>, k: usize) -> Roles {
    work.tokens.all[k].info.map(|i| i.roles).unwrap_or_default()
}

/// Whether a token may stand in an organisation's name at all.
pub(crate) fn fits(work: &Work<'_, '_>, k: usize) -> bool {
    let r = roles(work, k);
    let owner = work.owner[k].map(|f| &work.found[f as usize]);
    let other = owner.is_some_and(|f| f.kind == EntityType::Person || f.target == Target::Trap);
    let part = r.any(&[Roles::PART, Roles::ORG_HEAD, Roles::MEDIA_HEAD]);
    // In the middle of a sentence a capital on a common word says that it belongs to a name; not on `The`, `We`.
    let meant = !r.is(Roles::TITLE) && work.tokens.word(k).len() >= 5 && !work.tokens.opens(k);
    !other && !r.is(Roles::CALENDAR) && (part || meant || !r.any(&[Roles::COMMON, Roles::TITLE]))
}

/// The tokens of an organisation's name that begins at token `k` or, after `The`, just behind it.
fn name_from(work: &Work<'_, '_>, k: usize) -> Option<(usize, usize)> {
    if !fits(work, k) {
        return None;
    }
    let tokens = &work.tokens;
    let is_head = |k: usize| roles(work, k).is(Roles::ORG_HEAD);
    // The head: the last head word of the first stretch of near words, eight at most.
    let mut head = None;
    let mut media = false;
    let mut at = k;
    for _ in 0..8 {
        if is_head(at) {
            (head, media) = (Some(at), false);
        } else if roles(work, at).is(Roles::MEDIA_HEAD) && at > k && at - k < 4 && tokens.gap(at - 1) == Gap::Space {
            (head, media) = (Some(at), true);
        }
        // `Food and Agriculture Organization`: one `and`, between the first two words, both of nothing else.
        let both_words = at == k
            && join(tokens, at) == Join::And
            && roles(work, k).any(&[Roles::PART, Roles::COMMON])
            && !roles(work, k).any(&[Roles::ORG_HEAD, Roles::DEMONYM])
            && fits(work, k + 1)
            && !is_head(k + 1);
        if both_words && work.is_free(k) && work.is_free(k + 1) {
            at += 1;
            continue;
        }
        // A possessive of a place or a people ends what stands before it: `Belarus's Supreme Court`.
        let near = join(tokens, at) == Join::Near && fits(work, at + 1);
        let possessive = near && tokens.all[at + 1].start - tokens.all[at].end > 1;
        if !near || (possessive && (work.owner[at].is_some() || !roles(work, at).is(Roles::PART))) {
            break;
        }
        at += 1;
    }
    let head = head?;
    let mut last = head;
    let mut has_of = false;
    if !media {
        loop {
            let j = join(tokens, last);
            let goes_on = match j {
                Join::Of => fits(work, last + 1),
                Join::And => has_of && fits(work, last + 1) && !is_head(last + 1) && work.is_free(last + 1),
                Join::Near => has_of && fits(work, last + 1) && tokens.gap(last) == Gap::Space,
                Join::None => false,
            };
            if !goes_on || last - k > 10 {
                break;
            }
            has_of |= j == Join::Of;
            last += 1;
        }
    }
    if head == k && !has_of {
        return None;
    }
    // A known organisation with a common noun behind it stays what it is: `TASS News Agency`.
    let same =
        |from: usize, to: usize| work.owner[from].is_some() && (from..=to).all(|t| work.owner[t] == work.owner[from]);
    if same(k, last) || (!has_of && head > k && same(k, head - 1) && work.is_of(k, EntityType::Org)) {
        return None;
    }
    let opens = tokens.opens(k);
    if media {
        // `Good News` at the start of a sentence is no newspaper; `The … Times` in the middle of one is.
        let article = k > 0
            && matches!(tokens.word(k - 1), "The" | "Der" | "Le" | "La" | "Die")
            && tokens.gap(k - 1) == Gap::Space
            && (!tokens.opens(k - 1) || tokens.line_of(k).title_case);
        if !article && (opens || roles(work, k).is(Roles::DEMONYM)) {
            return None;
        }
        return Some((if article && work.is_free(k - 1) { k - 1 } else { k }, last));
    }
    Some((k, last))
}

/// `the Grey Heron Telegram channel`: the name before what it is.
fn channels(work: &mut Work<'_, '_>) {
    let mut hits = Vec::new();
    for k in 0..work.tokens.all.len() {
        let tokens = &work.tokens;
        // The word behind the run, small or capital.
        let end = tokens.all[k].end;
        let line = tokens.line_of(k);
        let rest = &tokens.text[end..line.end];
        let Some(rest) = rest.strip_prefix(' ') else { continue };
        if !rest.starts_with(char::is_lowercase) {
            continue;
        }
        let first = rest.as_bytes()[0];
        if !matches!(first, b't' | b'n' | b'o') && !work.gazetteer.words().may_be_channel(first) {
            continue;
        }
        let mut words = rest.split(|c: char| !c.is_alphanumeric() && c != '-').take(2);
        let (one, two) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        if !matches!(one, "telegram" | "news" | "television" | "online")
            && !work.gazetteer.words().is(one, &[Roles::CHANNEL])
        {
            continue;
        }
        let is_channel = |w: &str| work.gazetteer.words().is(w, &[Roles::CHANNEL]);
        let platform = matches!(tokens.word(k), "Telegram" | "YouTube");
        let last = if platform && one == "channel" {
            k.checked_sub(1).filter(|_| tokens.gap(k - 1) == Gap::Space)
        } else if is_channel(one) || (matches!(one, "telegram" | "news" | "television" | "online") && is_channel(two)) {
            Some(k)
        } else {
            None
        };
        let Some(last) = last else { continue };
        let mut first = last;
        while first > 0 && last - first < 3 && tokens.gap(first - 1) == Gap::Space && usable(work, first - 1) {
            first -= 1;
        }
        let article = tokens.word_before(first).is_some_and(|w| w.eq_ignore_ascii_case("the"));
        let all_known = (first..=last).all(|t| work.owner[t].is_some());
        // One common word before it, as in `the Internet portal`, is no name.
        let named = first < last || !roles(work, last).is(Roles::COMMON);
        if named && usable(work, last) && article && !all_known && !tokens.line_of(k).title_case {
            hits.push((first, last));
        }
    }
    for (first, last) in hits {
        claim(work, first, last);
    }
}

fn usable(work: &Work<'_, '_>, k: usize) -> bool {
    let stop = [Roles::TITLE, Roles::DEMONYM, Roles::CALENDAR];
    let function = roles(work, k).is(Roles::COMMON) && work.tokens.word(k).len() < 4;
    !function && !roles(work, k).any(&stop) && !work.is_of(k, EntityType::Person)
}

fn claim(work: &mut Work<'_, '_>, first: usize, last: usize) {
    claim_to(work, first, last, work.tokens.all[last].end);
}

/// Claims the tokens, and the text up to a byte that may lie behind them.
pub(crate) fn claim_to(work: &mut Work<'_, '_>, first: usize, last: usize, end: usize) {
    let start = work.tokens.all[first].start;
    let name = work.text()[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
    let found = Found {
        start,
        end,
        kind: EntityType::Org,
        target: Target::Unknown(name),
        rule: rules::ORGANISATION,
        score: 0.8,
        evidence: None,
        full: false,
    };
    work.claim(first, last, found);
}

/// `robotic process automation (RPA)`: what the document itself explains is not what the gazetteer knows.
fn redefined(work: &mut Work<'_, '_>) {
    let mut other: BTreeSet<String> = BTreeSet::new();
    let text = work.text();
    for k in 0..work.tokens.all.len() {
        let token = work.tokens.all[k];
        let word = work.tokens.word(k);
        let Some(owner) = work.owner[k].map(|f| &work.found[f as usize]) else {
            continue;
        };
        let alone = owner.start == token.start && owner.end == token.end && owner.rule == rules::EXACT;
        let bracketed = text[..token.start].ends_with(" (") && text[token.end..].starts_with(')');
        if !alone || !bracketed || word.len() > 8 || !word.bytes().all(|b| b.is_ascii_uppercase()) {
            continue;
        }
        // As many words before the bracket as the acronym has letters, and one more for an `of`.
        let from = work.tokens.line_of(k).start;
        let mut at = token.start - 2;
        let mut initials = Vec::new();
        for w in text[from..at].rsplit([' ', '-']).take(word.len() + 1) {
            at -= w.len();
            initials.push(w.chars().next().unwrap_or(' ').to_ascii_uppercase());
            at = at.saturating_sub(1);
        }
        initials.reverse();
        let spelled = |of: &[char]| {
            let mut letters = of.iter();
            word.chars().all(|c| letters.any(|i| *i == c))
        };
        let same = |f: &Found| f.target == owner.target && f.end <= token.start && f.end + 2 >= token.start;
        let explained = k > 0 && work.owner[k - 1].is_some_and(|f| same(&work.found[f as usize]));
        if !explained && spelled(&initials) {
            other.insert(word.to_owned());
        }
    }
    if other.is_empty() {
        return;
    }
    for k in 0..work.owner.len() {
        let token = work.tokens.all[k];
        if let Some(f) = work.owner[k]
            && work.found[f as usize].start == token.start
            && work.found[f as usize].end == token.end
            && other.contains(work.tokens.word(k))
        {
            work.found[f as usize].target = Target::Trap;
            work.owner[k] = None;
        }
    }
}

/// `Old Mill Society (OMS)`: the acronym stands for the name, there and later.
fn acronyms(work: &mut Work<'_, '_>) {
    let mut known: std::collections::BTreeMap<String, Target> = std::collections::BTreeMap::new();
    for k in 1..work.tokens.all.len() {
        if !work.is_free(k) {
            continue;
        }
        let word = work.tokens.word(k);
        let count = word.chars().count();
        if !(2..=8).contains(&count) || !word.chars().all(char::is_uppercase) {
            continue;
        }
        let before = work.owner[k - 1]
            .map(|f| &work.found[f as usize])
            .filter(|f| f.kind == EntityType::Org);
        let token = work.tokens.all[k];
        let bracketed = before
            .filter(|f| work.text()[f.end..token.start].trim() == "(" && work.text()[token.end..].starts_with(')'));
        let target = match bracketed {
            Some(f) if spells(&work.text()[f.start..f.end], word) => {
                let target = f.target.clone();
                known.insert(word.to_owned(), target.clone());
                Some(target)
            }
            _ => known.get(word).cloned(),
        };
        if let Some(target) = target {
            let found = Found {
                start: token.start,
                end: token.end,
                kind: EntityType::Org,
                target,
                rule: rules::SHORT,
                score: 0.9,
                evidence: None,
                full: false,
            };
            work.claim(k, k, found);
        }
    }
}

/// Whether an acronym's letters are first letters of the name's words, in order.
fn spells(name: &str, acronym: &str) -> bool {
    let mut initials = name
        .split([' ', '-'])
        .filter_map(|w| w.chars().next())
        .flat_map(char::to_uppercase);
    acronym.chars().all(|c| initials.any(|i| i == c))
}
