//! What the document itself explains: bare surnames, given names of its own authors, short forms.
//!
//! A bare surname never leads out of its document, save to the one bearer whom newspapers name without a given
//! name. It leads to the full name standing nearest before it on the page, else to the nearest after. Two bearers
//! in the sentence at hand leave it open.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_model::EntityType;

use crate::annotate::{Found, Target, Work};
use crate::exact::{is_double, phrase_at};
use crate::fold::{ends_at, is_cyrillic, key_of};
use crate::inflect::Gender;
use crate::rules::{self, Rule};
use crate::tokens::Gap;
use crate::words::{Roles, head_of};

/// Where full names stand, by what a bare mention may show of them.
#[derive(Default)]
struct Bearers {
    /// By entity of the gazetteer.
    known: BTreeMap<u32, Vec<(usize, usize)>>,
    /// By surname key: place, finding.
    surname: BTreeMap<String, Vec<(usize, usize)>>,
    /// By surname without its case ending.
    stem: BTreeMap<String, Vec<(usize, usize)>>,
    /// By given name.
    given: BTreeMap<String, Vec<(usize, usize)>>,
    /// The first bytes of the keys of `surname` and `stem`.
    heads: BTreeSet<u32>,
    /// Given names that only one of them has.
    one_given: BTreeSet<String>,
}

/// Links what is left.
pub(crate) fn link(work: &mut Work<'_, '_>) {
    let bearers = bearers(work);
    for k in 0..work.tokens.all.len() {
        if !work.is_free(k) {
            continue;
        }
        if let Some((start, found)) = surname(work, k, &bearers).or_else(|| given(work, k, &bearers)) {
            let first = if start < work.tokens.all[k].start {
                start
            } else {
                work.tokens.all[k].start
            };
            work.claim(k, k, Found { start: first, ..found });
        }
    }
    short_forms(work);
}

fn bearers(work: &Work<'_, '_>) -> Bearers {
    let mut out = Bearers::default();
    let mut order: Vec<usize> = (0..work.found.len()).collect();
    order.sort_by_key(|&f| work.found[f].start);
    for f in order {
        let found = &work.found[f];
        if found.kind != EntityType::Person || !found.full {
            continue;
        }
        let place = (found.start, f);
        match &found.target {
            Target::Known(of) => {
                for &e in of {
                    out.known.entry(e).or_default().push(place);
                }
            }
            Target::Unknown(name) => {
                let words: Vec<&str> = name.split(' ').collect();
                let (Some(first), Some(last)) = (words.first(), words.last()) else {
                    continue;
                };
                // A signature `Mira T.` has no surname to go by.
                if last.chars().count() > 2 {
                    let key = key_of(last).into_owned();
                    out.heads.insert(shown(head_of(key.as_bytes())));
                    out.stem.entry(stem(&key)).or_default().push(place);
                    out.surname.entry(key).or_default().push(place);
                }
                if first.chars().count() > 2 {
                    out.given.entry(key_of(first).into_owned()).or_default().push(place);
                }
            }
            _ => {}
        }
    }
    let one = |places: &[(usize, usize)]| {
        let first = &work.found[places[0].1].target;
        places.iter().all(|p| work.found[p.1].target == *first)
    };
    out.one_given = out
        .given
        .iter()
        .filter(|(_, places)| one(places))
        .map(|(given, _)| given.clone())
        .collect();
    out
}

/// Words of courtesy, which tell whether a man or a woman is meant.
const COURTESY: &[(Gender, &[&str])] = &[
    (
        Gender::Woman,
        &[
            "Mrs",
            "Mrs.",
            "Ms",
            "Ms.",
            "Miss",
            "Madam",
            "Frau",
            "Mme",
            "Madame",
            "Sra.",
            "Señora",
            "Senhora",
            "pani",
            "Pani",
            "госпожа",
            "г-жа",
            "пані",
            "спадарыня",
        ],
    ),
    (
        Gender::Man,
        &[
            "Mr",
            "Mr.",
            "Herr",
            "M.",
            "Monsieur",
            "Sr.",
            "Señor",
            "Senhor",
            "господин",
            "г-н",
            "пан",
            "спадар",
        ],
    ),
];

/// What the word of courtesy that ends a text says of whoever is named next.
fn courtesy(before: &str) -> Option<Gender> {
    let word = before.strip_suffix([' ', '\u{a0}'])?;
    let from = word
        .rfind([' ', '\u{a0}', '\n', '(', '"', '“', '«'])
        .map_or(0, |at| at + word[at..].chars().next().map_or(1, char::len_utf8));
    COURTESY.iter().find(|c| c.1.contains(&&word[from..])).map(|c| c.0)
}

/// Whether a known person is surely none of that sex.
fn is_of_the_other_sex(work: &Work<'_, '_>, entity: u32, gender: Gender) -> bool {
    let classes = &work.gazetteer.row(entity).classes;
    let of = |class: &u16| {
        work.gazetteer
            .words()
            .classes
            .get(usize::from(*class))
            .map(|c| c.gender)
    };
    !classes.is_empty() && classes.iter().all(|c| of(c).is_some_and(|g| g != gender))
}

/// A bare surname at token `k`, with the particles that belong to it.
fn surname(work: &Work<'_, '_>, k: usize, bearers: &Bearers) -> Option<(usize, Found)> {
    let tokens = &work.tokens;
    let token = tokens.all[k];
    let info = token.info;
    let roles = info.map(|i| i.roles).unwrap_or_default();
    let known = info.is_some_and(|i| !i.surnames.is_empty());
    if !known && !bearers.heads.contains(&shown(token.head)) {
        return None;
    }
    if is_double(tokens, k) || (k > 0 && tokens.gap(k - 1) == Gap::Hyphen && !tokens.word(k - 1).ends_with("ex")) {
        return None;
    }
    if roles.any(&[Roles::COMMON, Roles::CALENDAR, Roles::TITLE, Roles::DEMONYM])
        && (tokens.opens(k) || tokens.line_of(k).title_case)
    {
        return None;
    }
    let mut start = token.start;
    let mut lists: Vec<&[(usize, usize)]> = Vec::new();
    let mut default = None;
    let courtesy = courtesy(&tokens.text[..token.start]);
    for s in info.map_or(&[][..], |i| &i.surnames) {
        if courtesy.is_some_and(|gender| is_of_the_other_sex(work, s.entity, gender)) {
            continue;
        }
        if let Some(prefix) = &s.prefix {
            let Some(before) = token
                .start
                .checked_sub(prefix.len())
                .filter(|&b| tokens.text.is_char_boundary(b))
            else {
                continue;
            };
            if ends_at(tokens.text, before, prefix, true, token.twin) != Some(token.start) {
                continue;
            }
            start = before;
        }
        if let Some(at) = bearers.known.get(&s.entity) {
            lists.push(at);
        }
        if work.gazetteer.row(s.entity).has("surname_default") {
            default = Some(s.entity);
        }
    }
    // Names that are or end alike begin alike, which turns most words away.
    if bearers.heads.contains(&shown(token.head)) {
        let key = tokens.key(k);
        let by_stem = stem(&key);
        let own = bearers.surname.get(&key).or_else(|| {
            let fits = !known && by_stem.chars().count() >= 4 && info.is_none_or(|i| i.given.is_empty());
            if fits { bearers.stem.get(&by_stem) } else { None }
        });
        lists.extend(own.map(Vec::as_slice));
    }
    if lists.is_empty() {
        let entity = default?;
        let unlikely = beside_given(work, k);
        if unlikely {
            return None;
        }
        return Some((start, made(work, k, Target::Known(vec![entity]), rules::DEFAULT, 0.9)));
    }
    Some((start, nearest(work, k, &lists, rules::SURNAME)))
}

/// Whether an unknown given name or initial stands directly before: someone else's surname.
fn beside_given(work: &Work<'_, '_>, k: usize) -> bool {
    let tokens = &work.tokens;
    k > 0
        && matches!(tokens.gap(k - 1), Gap::Space | Gap::Initial)
        && work.is_free(k - 1)
        && tokens.all[k - 1]
            .info
            .is_none_or(|i| !i.given.is_empty() && !i.roles.any(&[Roles::TITLE, Roles::COMMON, Roles::DEMONYM]))
        && !tokens.line_of(k).title_case
        && !(tokens.opens(k - 1) && tokens.all[k - 1].info.is_none())
}

/// A given name alone, when the document has one unknown person of that name: its author, most often.
fn given(work: &Work<'_, '_>, k: usize, bearers: &Bearers) -> Option<(usize, Found)> {
    let tokens = &work.tokens;
    tokens.all[k]
        .info
        .filter(|i| !i.given.is_empty() && !i.roles.any(&[Roles::COMMON, Roles::CALENDAR]))?;
    if bearers.one_given.is_empty() {
        return None;
    }
    let places = bearers.given.get(&tokens.key(k))?;
    if !bearers.one_given.contains(&tokens.key(k)) || matches!(tokens.gap(k), Gap::Space | Gap::Hyphen | Gap::Initial) {
        return None;
    }
    Some((tokens.all[k].start, nearest(work, k, &[places], rules::GIVEN)))
}

/// The bearer standing nearest before token `k`, else the nearest after; open when two share its sentence.
fn nearest(work: &Work<'_, '_>, k: usize, lists: &[&[(usize, usize)]], rule: Rule) -> Found {
    let at = work.tokens.all[k].start;
    // Of each bearer only the places beside the token matter.
    let beside = |places: &&[(usize, usize)]| {
        let next = places.partition_point(|p| p.0 < at);
        places[next.saturating_sub(2)..places.len().min(next + 1)].to_vec()
    };
    let mut places: Vec<(usize, usize)> = lists.iter().flat_map(beside).collect();
    places.sort_unstable();
    places.dedup();
    let next = places.partition_point(|p| p.0 < at);
    let Some(one) = next.checked_sub(1).or_else(|| (next < places.len()).then_some(next)) else {
        return made(work, k, Target::Open, rule, 0.3);
    };
    let target = work.found[places[one].1].target.clone();
    let rival = one.checked_sub(1).map(|p| places[p]).filter(|p| {
        let between = &work.text()[p.0..places[one].0];
        next > one
            && work.found[p.1].target != target
            && between.len() < 300
            && !between.contains(['.', '!', '?', '\n', '”'])
    });
    if rival.is_some() || matches!(&target, Target::Known(of) if of.len() > 1) {
        return Found {
            evidence: Some("two bearers of this surname at hand".into()),
            ..made(work, k, Target::Open, rule, 0.3)
        };
    }
    let score = if next > 0 { 0.95 } else { 0.88 };
    let name = &work.found[places[one].1];
    let name = &work.text()[name.start..name.end];
    let evidence = Some(if name.len() <= 80 {
        name.to_owned()
    } else {
        name.chars().take(80).collect()
    });
    Found {
        evidence,
        ..made(work, k, target, rule, score)
    }
}

fn made(work: &Work<'_, '_>, k: usize, target: Target, rule: Rule, score: f32) -> Found {
    let token = work.tokens.all[k];
    let (start, end) = (token.start, token.end);
    Found {
        start,
        end,
        kind: EntityType::Person,
        target,
        rule,
        score,
        evidence: None,
        full: false,
    }
}

/// `the Union` after `the State Union`: the short form of what was named last.
fn short_forms(work: &mut Work<'_, '_>) {
    let mut named: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for f in &work.found {
        if let Target::Known(of) = &f.target
            && let [one] = of[..]
        {
            named.entry(one).or_default().push(f.start);
        }
    }
    for places in named.values_mut() {
        places.sort_unstable();
    }
    for k in 0..work.tokens.all.len() {
        let Some(info) = work.tokens.all[k].info else { continue };
        if !info.phrases.iter().any(|c| c.short)
            || !work.is_free(k)
            || work.tokens.opens(k)
            || work.tokens.line_of(k).title_case
        {
            continue;
        }
        let token = work.tokens.all[k];
        let beside = work.tokens.gap(k) == Gap::Space || (k > 0 && work.tokens.gap(k - 1) == Gap::Space);
        let mut best: Option<(usize, u32, usize)> = None;
        for candidate in info.phrases.iter().filter(|c| c.short && !beside) {
            let phrase = &work.gazetteer.phrases()[candidate.phrase as usize];
            let Some(end) = phrase_at(&work.tokens, k, phrase) else {
                continue;
            };
            for &e in &phrase.entities {
                let before = named
                    .get(&e)
                    .and_then(|at| at[..at.partition_point(|&s| s < token.start)].last());
                if let Some(&at) = before
                    && best.is_none_or(|b| b.0 < at)
                {
                    best = Some((at, e, end));
                }
            }
        }
        if let Some((_, e, end)) = best {
            let kind = work.gazetteer.at(e).kind;
            let target = Target::Known(vec![e]);
            let start = token.start;
            work.claim(
                k,
                k,
                Found {
                    start,
                    end,
                    kind,
                    target,
                    rule: rules::SHORT,
                    score: 0.85,
                    evidence: None,
                    full: false,
                },
            );
        }
    }
}

/// What of the first bytes of a key its stem has as well: names have three letters at least.
fn shown(head: u32) -> u32 {
    head & 0xff_ffff
}

/// A surname without the case endings of Slavic languages; only to compare two names of one document.
fn stem(key: &str) -> String {
    const CYRILLIC: &[&str] = &[
        "ого", "ему", "ому", "ага", "аму", "ыми", "ові", "еві", "ою", "ею", "ой", "ей", "ай", "яй", "ая", "яя", "ую",
        "юю", "ый", "ий", "ым", "им", "ім", "ом", "ем", "ам", "ям", "а", "я", "у", "ю", "е", "о", "и", "ы", "і", "й",
        "ь",
    ];
    const LATIN: &[&str] = &[
        "owi", "ovi", "iego", "ego", "iemu", "emu", "iem", "em", "ie", "ą", "ę", "a", "y", "i", "u", "o",
    ];
    let endings = if key.chars().any(is_cyrillic) { CYRILLIC } else { LATIN };
    let cut = endings.iter().find(|e| key.ends_with(*e)).map_or(0, |e| e.len());
    key[..key.len() - cut].to_owned()
}
