//! Tier 1: forms of the gazetteer as they stand, and given name with surname of one entity.
//!
//! Looked up only where a word begins with a capital letter; the few forms in small letters have an automaton of
//! their own. Bare surnames are left to `document`.

use copydesk_model::EntityType;

use crate::annotate::{Found, Target, Work};
use crate::fold::{Letters, Twin, ends_at, is_cyrillic, is_word, key_of};
use crate::gazetteer::{Gazetteer, Phrase};
use crate::rules;
use crate::spelling::{Spelled, alike};
use crate::tokens::{Gap, Tokens};
use crate::words::{Candidate, Roles};

/// Finds every form, the longest at each place, from left to right.
pub(crate) fn find(work: &mut Work<'_, '_>) {
    let mut k = 0;
    while k < work.tokens.all.len() {
        let next = match best(&work.tokens, work.gazetteer, k) {
            Some((last, found)) => {
                work.claim(k, last, found);
                last + 1
            }
            None => k + 1,
        };
        k = next;
    }
    small_letters(work);
}

/// The longest finding that begins at token `k`, and its last token.
pub(crate) fn best<'d>(tokens: &Tokens<'d, '_>, gazetteer: &Gazetteer, k: usize) -> Option<(usize, Found)> {
    let token = tokens.all[k];
    let Some(info) = token.info else {
        return near_given(tokens, gazetteer, k);
    };
    let mut best: Option<(usize, Found)> = None;
    let behind = if info.phrases.is_empty() {
        None
    } else {
        Candidate::behind(&tokens.text.as_bytes()[token.end..])
    };
    // In capitals, and with letters of two alphabets, a phrase is compared letter by letter.
    let behind = behind.filter(|_| !token.shouted && token.twin == Twin::None);
    for candidate in info.phrases.iter().filter(|c| !c.short && c.may_go_on(behind)) {
        let phrase = &gazetteer.phrases()[candidate.phrase as usize];
        if let Some(end) = phrase_at(tokens, k, phrase) {
            let last = last_token(tokens, k, end);
            if phrase.alone && beside_capital(tokens, k, last) {
                continue;
            }
            best = Some((last, of_phrase(gazetteer, phrase, token.start, end)));
            break;
        }
    }
    let person = person_at(tokens, gazetteer, k);
    match (&best, &person) {
        (Some((_, b)), Some((_, p))) if b.end >= p.end => best,
        (_, Some(_)) => person,
        _ => best,
    }
}

fn of_phrase(gazetteer: &Gazetteer, phrase: &Phrase, start: usize, end: usize) -> Found {
    let kind = phrase
        .entities
        .first()
        .map_or(EntityType::Org, |&k| gazetteer.at(k).kind);
    let full = kind == EntityType::Person && phrase.text.contains(' ');
    let target = if phrase.entities.is_empty() {
        Target::Trap
    } else {
        Target::Known(phrase.entities.clone())
    };
    Found {
        start,
        end,
        kind,
        target,
        rule: rules::EXACT,
        score: 0.98,
        evidence: None,
        full,
    }
}

/// Where `phrase` ends when it begins at token `k`.
pub(crate) fn phrase_at(tokens: &Tokens<'_, '_>, k: usize, phrase: &Phrase) -> Option<usize> {
    let token = tokens.all[k];
    // A shouted headline may shout a name; an acronym is shouted as it is.
    let loose = token.shouted && phrase.text.chars().any(char::is_lowercase);
    let end = ends_at(tokens.text, token.start, &phrase.text, loose, token.twin)?;
    let line_end = tokens.line_of(k).end;
    (end <= line_end && stands_between(tokens.text, token.start, end, phrase)).then_some(end)
}

/// Whether what must stand beside a form does.
fn stands_between(text: &str, start: usize, end: usize, phrase: &Phrase) -> bool {
    let before_fits = phrase.before.is_empty() || {
        let want: Vec<char> = phrase.before.chars().collect();
        let mut from = start;
        for c in text[..start].chars().rev().take(want.len()) {
            from -= c.len_utf8();
        }
        let got: Vec<char> = Letters::new(&text[from..start], 0, Twin::None).collect();
        got.len() == want.len()
            && got
                .iter()
                .zip(&want)
                .enumerate()
                .all(|(n, (g, w))| g == w || (n == 0 && g.to_lowercase().eq(w.to_lowercase())))
    };
    before_fits
        && (phrase.after.is_empty() || {
            let mut got = Letters::new(text, end, Twin::None);
            phrase.after.chars().all(|w| got.next() == Some(w))
        })
}

pub(crate) fn last_token(tokens: &Tokens<'_, '_>, k: usize, end: usize) -> usize {
    let mut last = k;
    while tokens.all.get(last + 1).is_some_and(|t| t.start < end) {
        last += 1;
    }
    last
}

fn beside_capital(tokens: &Tokens<'_, '_>, first: usize, last: usize) -> bool {
    let title_case = tokens.line_of(first).title_case;
    let before = first > 0 && tokens.gap(first - 1) == Gap::Space && !tokens.opens(first - 1);
    !title_case && (before || matches!(tokens.gap(last), Gap::Space | Gap::Hyphen))
}

/// A given name or initials, what may stand between, and a surname that belong to one entity.
fn person_at(tokens: &Tokens<'_, '_>, gazetteer: &Gazetteer, k: usize) -> Option<(usize, Found)> {
    let info = tokens.all[k].info;
    let given = info.map_or(&[][..], |i| &i.given);
    let initial = initial_of(tokens, k);
    if given.is_empty() && initial.is_none() {
        if let Some(found) = near_given(tokens, gazetteer, k) {
            return Some(found);
        }
        return surname_first(tokens, gazetteer, k);
    }
    let mut at = k;
    for step in 0..3 {
        let gap = tokens.gap(at);
        if gap == Gap::Far || (gap == Gap::Hyphen && step == 0 && initial.is_none()) {
            break;
        }
        at += 1;
        let surnames = tokens.all[at].info.map_or(&[][..], |i| &i.surnames);
        let mut of: Vec<u32> = Vec::new();
        for s in surnames {
            if s.prefix.is_some() && gap != Gap::Particle {
                continue;
            }
            let classes = &gazetteer.row(s.entity).classes;
            let fits = given.iter().any(|g| classes.contains(&g.class))
                || initial.is_some_and(|c| {
                    classes
                        .iter()
                        .any(|&n| gazetteer.words().classes[n as usize].initials.contains(&c))
                });
            if fits && !of.contains(&s.entity) {
                of.push(s.entity);
            }
        }
        if !of.is_empty() && !is_double(tokens, at) {
            if initial.is_some() && of.len() > 1 {
                of.retain(|&e| gazetteer.row(e).has("surname_default"));
            }
            if of.is_empty() {
                return None;
            }
            let (start, end) = (tokens.all[k].start, tokens.all[at].end);
            let score = if initial.is_some() { 0.9 } else { 0.97 };
            let kind = EntityType::Person;
            let target = Target::Known(of);
            return Some((
                at,
                Found {
                    start,
                    end,
                    kind,
                    target,
                    rule: rules::EXACT,
                    score,
                    evidence: None,
                    full: true,
                },
            ));
        }
        let middle = tokens.word(at);
        if !is_patronymic(middle) && initial_of(tokens, at).is_none() {
            break;
        }
    }
    surname_first(tokens, gazetteer, k)
}

/// `Олафом Шольцом`: a given name that no table holds, near that of a bearer of the surname behind it.
fn near_given(tokens: &Tokens<'_, '_>, gazetteer: &Gazetteer, k: usize) -> Option<(usize, Found)> {
    let none = [
        Roles::COMMON,
        Roles::TITLE,
        Roles::DEMONYM,
        Roles::CALENDAR,
        Roles::PART,
        Roles::ORG_HEAD,
    ];
    let word = tokens.word(k);
    let surnames = &tokens.all.get(k + 1)?.info?.surnames;
    if surnames.is_empty()
        || tokens.gap(k) != Gap::Space
        || tokens.all[k].info.is_some_and(|i| i.roles.any(&none))
        || word.len() < 4
        || is_double(tokens, k + 1)
    {
        return None;
    }
    // A case ending is at most three letters; the name before it must fit.
    let key = tokens.key(k);
    let cut = |n: usize| {
        key.char_indices()
            .rev()
            .nth(n)
            .map_or("", |(at, c)| &key[..at + c.len_utf8()])
    };
    let readings: Vec<Spelled> = [key.as_str(), cut(1), cut(2)]
        .iter()
        .filter(|r| r.chars().count() >= 3)
        .map(|r| Spelled::new(r))
        .collect();
    let surname = tokens.key(k + 1);
    let fits = |e: u32| {
        let canonical = &gazetteer.at(e).canonical;
        let given = canonical.split(' ').next().unwrap_or("");
        // `Emmanuelle Macron`: where the surname has no case ending, what the given name has more is another's.
        let whole = canonical.rsplit(' ').next().is_some_and(|last| key_of(last) == surname);
        if whole && key.strip_prefix(&*key_of(given)).is_some_and(|more| !more.is_empty()) {
            return false;
        }
        let given = Spelled::new(given);
        readings.iter().any(|r| alike(r, &given) > 0.6)
    };
    let of: Vec<u32> = surnames
        .iter()
        .filter(|s| s.prefix.is_none())
        .map(|s| s.entity)
        .filter(|&e| fits(e))
        .collect();
    let [one] = of[..] else { return None };
    let found = Found {
        start: tokens.all[k].start,
        end: tokens.all[k + 1].end,
        kind: EntityType::Person,
        target: Target::Known(vec![one]),
        rule: rules::FUZZY,
        score: 0.85,
        evidence: None,
        full: true,
    };
    Some((k + 1, found))
}

/// `Лукашенко Александр`: the order of lists and documents, in Cyrillic only.
fn surname_first(tokens: &Tokens<'_, '_>, gazetteer: &Gazetteer, k: usize) -> Option<(usize, Found)> {
    let info = tokens.all[k].info?;
    if info.surnames.is_empty() || tokens.gap(k) != Gap::Space || !tokens.word(k).chars().any(is_cyrillic) {
        return None;
    }
    let next = tokens.all[k + 1].info?;
    let of: Vec<u32> = info
        .surnames
        .iter()
        .map(|s| s.entity)
        .filter(|&e| {
            next.given
                .iter()
                .any(|g| !g.oblique && gazetteer.row(e).classes.contains(&g.class))
        })
        .collect();
    let mut last = k + 1;
    if tokens.gap(last) == Gap::Space {
        if !is_patronymic(tokens.word(last + 1)) {
            return None;
        }
        last += 1;
    }
    let (start, end) = (tokens.all[k].start, tokens.all[last].end);
    let (kind, target) = (EntityType::Person, Target::Known(of));
    let none = matches!(&target, Target::Known(of) if of.is_empty());
    let found = Found {
        start,
        end,
        kind,
        target,
        rule: rules::EXACT,
        score: 0.93,
        evidence: None,
        full: true,
    };
    (!none).then_some((last, found))
}

/// The small letter of an initial.
pub(crate) fn initial_of(tokens: &Tokens<'_, '_>, k: usize) -> Option<char> {
    let word = tokens.word(k);
    let mut letters = word.chars();
    let first = letters.next()?;
    let dot = tokens.text[tokens.all[k].end..].starts_with('.');
    (letters.next().is_none() && dot).then(|| first.to_lowercase().next().unwrap_or(first))
}

/// `-ovich`, `-ovna` and their kin.
pub(crate) fn is_patronymic(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "ovich",
        "evich",
        "ovych",
        "yovych",
        "avich",
        "ievich",
        "owicz",
        "ewicz",
        "owitsch",
        "ewitsch",
        "ovitch",
        "evitch",
        "ovna",
        "evna",
        "ivna",
        "auna",
        "ouna",
        "owna",
        "ewna",
        "ович",
        "евич",
        "ич",
        "овна",
        "евна",
        "івна",
        "авіч",
        "евіч",
        "овіч",
        "аўна",
        "еўна",
        "оўна",
        "овича",
        "евича",
        "овичу",
        "евичу",
        "овичем",
        "евичем",
        "авіча",
        "авічу",
        "авічам",
        "овичу",
        "ічна",
        "ична",
        "овны",
        "евны",
        "овне",
        "евне",
        "овну",
        "евну",
        "овной",
        "евной",
        "йовича",
        "ovič",
        "evič",
    ];
    word.chars().count() >= 5 && ENDINGS.iter().any(|e| word.ends_with(e))
}

/// A surname that goes on behind a hyphen is another surname.
pub(crate) fn is_double(tokens: &Tokens<'_, '_>, k: usize) -> bool {
    tokens.gap(k) == Gap::Hyphen
}

fn small_letters(work: &mut Work<'_, '_>) {
    let gazetteer = work.gazetteer;
    let text = work.text();
    let mut free = 0;
    for start in std::mem::take(&mut work.tokens.small) {
        let whole = |p: &u32| {
            let phrase = &gazetteer.phrases()[*p as usize];
            let end = start + phrase.text.len();
            start >= free
                && !text[end..].chars().next().is_some_and(is_word)
                && stands_between(text, start, end, phrase)
        };
        let Some(p) = gazetteer.words().small.beginning(&text[start..]).find(whole) else {
            continue;
        };
        let phrase = &gazetteer.phrases()[p as usize];
        let end = start + phrase.text.len();
        free = end;
        let found = of_phrase(work.gazetteer, phrase, start, end);
        // What a capitalised form inside has claimed gives way to the longer name.
        let first = work.tokens.all.partition_point(|t| t.start < start);
        let last = work.tokens.all.partition_point(|t| t.start < end);
        if first < last {
            work.claim(first, last - 1, found);
        } else {
            work.found.push(found);
        }
    }
}
