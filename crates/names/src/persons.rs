//! Persons that no gazetteer form shows: by given name, title, signature or picture credit.
//!
//! A wrong link is worse than a miss: in headlines where every word has a capital nothing is found here unless the
//! running text has it too, and a word that may be something else opens no name at the start of a sentence.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use copydesk_model::{Document, EntityType, Label};

use crate::annotate::{Found, MOST, Target, Work};
use crate::cluster;
use crate::exact::{initial_of, is_patronymic};
use crate::fold::{is_mark, is_word};
use crate::rules::{self, Rule};
use crate::tokens::{Gap, Tokens};
use crate::words::Roles;

/// Words that cannot be a surname in running text.
const NOT_NAMES: &[Roles] = &[
    Roles::COMMON,
    Roles::TITLE,
    Roles::ORG_HEAD,
    Roles::DEMONYM,
    Roles::CALENDAR,
    Roles::PART,
    Roles::BYLINE,
];

/// Finds persons among the tokens that nothing has claimed.
pub(crate) fn find(work: &mut Work<'_, '_>, doc: &Document) {
    let signed = signed_lines(work, doc);
    let mut hits = Vec::new();
    let mut k = 0;
    while k < work.tokens.all.len() && hits.len() < MOST {
        match at(work, k, &signed) {
            Some((last, why)) => {
                hits.push((k, last, why));
                k = last + 1;
            }
            None => k += 1,
        }
    }
    // A surname that the document also writes with a small letter is a word: `Arthur Flour` and its flour.
    let words = written_small(work.text(), hits.iter().map(|h| work.tokens.key(h.1)).collect());
    hits.retain(|h| matches!(h.2, "signature" | "picture credit") || !words.contains(&work.tokens.key(h.1)));
    let mut later = Vec::new();
    let mut known = Known::new();
    for (k, last, why) in hits {
        if work.tokens.line_of(k).title_case && why == "given name" && !whole_line(work, k, last) {
            later.push((k, last));
        } else {
            claim(work, k, last, why, &mut known);
        }
    }
    let said: BTreeSet<String> = work
        .found
        .iter()
        .filter(|f| f.full)
        .map(|f| work.text()[f.start..f.end].to_owned())
        .collect();
    for (k, last) in later {
        if said.contains(&work.text()[work.tokens.all[k].start..work.tokens.all[last].end]) {
            claim(work, k, last, "given name", &mut known);
        }
    }
}

/// So many words are sought in a text one by one.
const FEW: usize = 16;
/// Of more words than these each word of the text is looked up: an automaton for them would take too much memory.
const MANY: usize = 2_000;

/// Those of the words that stand in the text with a small letter.
fn written_small(text: &str, words: BTreeSet<String>) -> BTreeSet<String> {
    let words: Vec<String> = words.into_iter().filter(|w| w.len() > 2).collect();
    let alone = |start: usize, end: usize| {
        let before = text[..start].chars().next_back();
        !before.is_some_and(|c| is_word(c) || matches!(c, '@' | '.' | '/' | '-'))
            && !text[end..].chars().next().is_some_and(is_word)
    };
    // A few words are sought one by one: that is faster than to make ready for all of them. Where one of them holds what is
    // no letter, one may stand in another, and they must be sought together.
    if words.len() <= FEW && words.iter().all(|w| w.chars().all(is_word)) {
        let stands = |word: &String| {
            let mut places = memchr::memmem::find_iter(text.as_bytes(), word.as_bytes());
            places.any(|start| alone(start, start + word.len()))
        };
        return words.into_iter().filter(stands).collect();
    }
    let mut out = BTreeSet::new();
    let words = if words.len() > MANY {
        let (plain, others): (BTreeSet<String>, Vec<String>) = {
            let plain = |w: &String| w.chars().all(is_word);
            let others = words.iter().filter(|w| !plain(w)).cloned().collect();
            (words.into_iter().filter(plain).collect(), others)
        };
        let runs = text.split(|c: char| !is_word(c)).filter(|run| plain.contains(*run));
        let start = |run: &str| run.as_ptr().addr() - text.as_ptr().addr();
        out.extend(
            runs.filter(|run| alone(start(run), start(run) + run.len()))
                .map(str::to_owned),
        );
        others
    } else {
        words
    };
    let Ok(automaton) = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .kind((words.len() < 500).then_some(AhoCorasickKind::DFA))
        .build(&words)
    else {
        return out;
    };
    for hit in automaton.find_iter(text) {
        if alone(hit.start(), hit.end()) {
            out.insert(words[hit.pattern().as_usize()].clone());
        }
    }
    out
}

/// Lines that a signature rule has marked, by index.
fn signed_lines(work: &Work<'_, '_>, doc: &Document) -> BTreeSet<usize> {
    let mut out = BTreeSet::new();
    for a in doc.annotations().iter().filter(|a| a.as_label() == Some(Label::Byline)) {
        let from = work.tokens.lines.partition_point(|l| l.end <= a.span.start());
        let lines = work.tokens.lines[from..]
            .iter()
            .take_while(|l| l.start < a.span.end())
            .count();
        out.extend(from..from + lines);
    }
    out
}

/// The last token of a person's name that begins at token `k`, and what shows it.
fn at(work: &Work<'_, '_>, k: usize, signed: &BTreeSet<usize>) -> Option<(usize, &'static str)> {
    let tokens = &work.tokens;
    if !work.is_free(k) {
        return None;
    }
    let block = tokens.all[k].block as usize;
    let info = tokens.all[k].info;
    let roles = info.map(|i| i.roles).unwrap_or_default();
    let is_given =
        shaped(tokens, k) && info.is_some_and(|i| i.given.iter().any(|g| !g.oblique || !tokens.word(k).is_ascii()));
    let is_initial = initial_of(tokens, k).is_some();
    if !is_given && !is_initial && roles.any(NOT_NAMES) {
        return None;
    }
    if is_given {
        // `Will Russia`, `In May`: such a word opens a name only where a capital says something.
        let weak = roles.any(&[
            Roles::WEAK_GIVEN,
            Roles::COMMON,
            Roles::CALENDAR,
            Roles::TITLE,
            Roles::DEMONYM,
        ]);
        if let Some(last) = name_from(work, k)
            && !(weak && (tokens.opens(k) || tokens.line_of(k).title_case) && !whole_line(work, k, last))
        {
            if credit(work, k, last) {
                return Some((last, "picture credit"));
            }
            return Some((last, "given name"));
        }
        if let Some(last) = signature(work, k) {
            return Some((last, "signature"));
        }
    }
    if !shaped(tokens, k) && !is_initial {
        return None;
    }
    let last = name_from(work, k)?;
    if signed.contains(&block) {
        return Some((last, "signature"));
    }
    if by_word_before(work, k, last) {
        return Some((last, "signature"));
    }
    if credit(work, k, last) {
        return Some((last, "picture credit"));
    }
    let before = tokens.word_before(k)?;
    let line = tokens.line_of(k);
    let words = work.gazetteer.words();
    if !line.title_case && !tokens.opens(k) && words.is(before, &[Roles::TITLE]) && !is_initial {
        return Some((last, "title"));
    }
    let said = !line.title_case && words.is(before, &[Roles::SPEECH]) && before.starts_with(char::is_lowercase);
    let pause = tokens.text[tokens.all[last].end..].starts_with([',', '.', ';']);
    (said && pause && !is_initial).then_some((last, "speaker"))
}

/// The last token of a name-shaped run of two or three words that begins at `k`.
fn name_from(work: &Work<'_, '_>, k: usize) -> Option<usize> {
    let tokens = &work.tokens;
    let mut at = k;
    // Initials, second given names and patronymics stand between the given name and the surname.
    for _ in 0..3 {
        let gap = tokens.gap(at);
        if !matches!(gap, Gap::Space | Gap::Initial | Gap::Particle) || !work.is_free(at + 1) {
            return None;
        }
        at += 1;
        let next = tokens.gap(at);
        let free = work.is_free(at + 1);
        if initial_of(tokens, at).is_some() && matches!(next, Gap::Initial | Gap::Space) {
            continue;
        }
        if !surname_shaped(work, at) {
            return None;
        }
        let second = tokens.all[at].info.is_some_and(|i| i.given.iter().any(|g| !g.oblique));
        let middle = (is_patronymic(tokens.word(at)) && at == k + 1) || second;
        if middle && next == Gap::Space && free && surname_shaped(work, at + 1) && !tokens.line_of(k).title_case {
            continue;
        }
        // `Inés Valcárcel Oria`, two surnames: only where the name is all there is on the line.
        if next == Gap::Space && at == k + 1 && free && surname_shaped(work, at + 1) && whole_line(work, k, at + 1) {
            return Some(at + 1);
        }
        // `Ivan Petrov-Vodkin`. A particle behind a surname is more often an article: `Herr Beispiel von der Bank`.
        let joined = next == Gap::Hyphen && free && surname_shaped(work, at + 1);
        return Some(if joined { at + 1 } else { at });
    }
    None
}

/// A capital and small letters, at least two, no digit.
fn shaped(tokens: &Tokens<'_, '_>, k: usize) -> bool {
    let word = tokens.word(k);
    let mut letters = word.chars();
    let first = letters.next().is_some_and(char::is_uppercase);
    let mut small = 0;
    for c in letters {
        if c.is_lowercase() {
            small += 1;
        } else if c.is_numeric() || (c.is_uppercase() && small > 3) {
            return false;
        }
    }
    first && small >= 1 && word.len() < 64
}

fn surname_shaped(work: &Work<'_, '_>, k: usize) -> bool {
    let tokens = &work.tokens;
    let info = tokens.all[k].info;
    let known = info.is_some_and(|i| i.roles.any(NOT_NAMES) || i.roles.is(Roles::MEDIA_HEAD));
    let surname = info.is_some_and(|i| !i.surnames.is_empty());
    (shaped(tokens, k) || tokens.all[k].shouted) && (!known || surname)
}

/// Whether a name is all there is on its line: a signature.
fn whole_line(work: &Work<'_, '_>, k: usize, last: usize) -> bool {
    let line = work.tokens.line_of(k);
    let text = work.text();
    let rest = |s: &str| s.chars().all(|c| !is_word(c));
    rest(&text[line.start..work.tokens.all[k].start]) && rest(&text[work.tokens.all[last].end..line.end])
}

/// `Mira T.` alone on its line.
fn signature(work: &Work<'_, '_>, k: usize) -> Option<usize> {
    let last = k + 1;
    let fits = work.tokens.gap(k) == Gap::Space && work.is_free(last) && initial_of(&work.tokens, last).is_some();
    (fits && whole_line(work, k, last)).then_some(last)
}

/// `By Colm Trevarran`, `Автор: Оксана Дубровська` at the start of a line that ends with the name or soon after.
fn by_word_before(work: &Work<'_, '_>, k: usize, last: usize) -> bool {
    let tokens = &work.tokens;
    let line = tokens.line_of(k);
    let before = tokens.text[line.start..tokens.all[k].start].trim_end();
    let word = before.trim_end_matches([':', ' ']);
    let opens = word.len() < 24 && !word.contains(' ') && work.gazetteer.words().is(word, &[Roles::BYLINE]);
    let rest = &tokens.text[tokens.all[last].end..line.end];
    opens && rest.len() < 40
}

/// `Name Surname / AGENCY`: a picture credit.
fn credit(work: &Work<'_, '_>, k: usize, last: usize) -> bool {
    let tokens = &work.tokens;
    if !tokens.opens(k) {
        return false;
    }
    let line = tokens.line_of(k);
    let rest = &tokens.text[tokens.all[last].end..line.end];
    let Some(after) = rest.trim_start().strip_prefix('/') else {
        return false;
    };
    let agency = last + 1;
    let next = tokens
        .all
        .get(agency)
        .is_some_and(|t| t.start < line.end && t.start <= line.end - after.trim_start().len());
    next && (work.is_of(agency, EntityType::Org) || tokens.word(agency).chars().all(|c| c.is_uppercase() || is_mark(c)))
}

/// What the gazetteer says of full names, asked once for each.
type Known = BTreeMap<String, Option<(u32, Rule, f32)>>;

fn claim(work: &mut Work<'_, '_>, k: usize, last: usize, why: &str, known: &mut Known) {
    let (start, mut end) = (work.tokens.all[k].start, work.tokens.all[last].end);
    let text = work.text();
    if initial_of(&work.tokens, last).is_some() {
        end += 1;
    }
    let name = text[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
    let nearest = match known.get(&name) {
        Some(nearest) => *nearest,
        None => *known
            .entry(name.clone())
            .or_insert(cluster::nearest(&name, work.gazetteer)),
    };
    let (target, rule, score) = match nearest {
        Some((k, rule, score)) => (Target::Known(vec![k]), rule, score),
        None => (
            Target::Unknown(name),
            rules::PERSON,
            if why == "speaker" { 0.8 } else { 0.88 },
        ),
    };
    let found = Found {
        start,
        end,
        kind: EntityType::Person,
        target,
        rule,
        score,
        evidence: Some(why.to_owned()),
        full: true,
    };
    work.claim(k, last, found);
}
