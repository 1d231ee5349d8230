//! Whether two names of persons are one name: the parts of both aligned, in any order, each pair judged for itself.
//!
//! A part fits a part that is the same given name in another language (a curated table), or a likely spelling of it
//! (`spelling`), or its initial. What the table holds to be two names are two names, a woman's surname is not a
//! man's, patronymics may be absent but not differ, and something besides the given name must fit. The score is
//! that of the weakest part, less what is left over.

use std::rc::Rc;

use copydesk_trees::probability;

use crate::clusters::Block;
use crate::exact::is_patronymic;
use crate::fold::{is_cyrillic, is_word, key_of};
use crate::inflect::{Declension, Gender, case_keys};
use crate::key::{Skeleton, meet};
use crate::particles::{GENERATIONS, PARTICLES, TITLES};
use crate::rules::{self, Rule};
use crate::spelling::{Lexicon, Spelled, alike};
use crate::words::Words;

/// Longer names are cut here.
const PARTS: usize = 8;

/// A name of a person, taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) parts: Vec<Part>,
}

/// One word of a name.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) spelled: Rc<Spelled>,
    kind: Kind,
    /// Classes of the given name that it is.
    pub(crate) classes: Vec<u16>,
    /// Classes of the given name that it is a case form of.
    oblique: Vec<u16>,
    /// Classes of the given name that it sounds like, when the table lacks it.
    heard: Vec<u16>,
    /// Classes of the father's name, of a patronymic.
    father: Vec<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Patronymic,
    Initial,
    /// `Jr`, `III`.
    Generation,
}

impl Person {
    /// Takes a name apart.
    pub(crate) fn new(name: &str, words: &Words, lexicon: &Lexicon) -> Person {
        let inverted = name
            .split_once(',')
            .is_some_and(|(a, b)| !a.trim().is_empty() && !b.trim().is_empty());
        let mut parts = Vec::new();
        let parted =
            |c: char| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '‐' | '‑' | '–' | '(' | ')' | '"' | '/');
        let all: Vec<String> = name
            .split(parted)
            .map(|t| key_of(t.trim_matches(|c: char| !is_word(c))).into_owned())
            .filter(|t| !t.is_empty())
            .collect();
        let short = all.len() < 3;
        for (k, word) in all.iter().enumerate() {
            let word = word.as_str();
            let last = k + 1 == all.len();
            if parts.len() == PARTS || (TITLES.contains(&word) && k == 0 && !short) {
                continue;
            }
            // A particle may be all there is of a short name: `Le Pen`, `Van Y`.
            if PARTICLES.contains(&word) && !(short && all.len() == 2) && (!last || inverted) {
                continue;
            }
            let info = words.get(word);
            let given = |oblique: bool| -> Vec<u16> {
                let of = info.map_or(&[][..], |i| &i.given);
                of.iter().filter(|g| g.oblique == oblique).map(|g| g.class).collect()
            };
            let letters = word.chars().count();
            let spelled = lexicon.word(word);
            let father = if all.len() > 2 && k > 0 {
                words.sounds().father(&spelled)
            } else {
                Vec::new()
            };
            let middle = k > 0 && (!last || inverted || all.len() > 2);
            let kind = if letters == 1
                || (letters == 2
                    && matches!(word, "yu" | "ya" | "ye" | "zh" | "kh" | "sh" | "ch" | "ts")
                    && all.len() > 2)
            {
                Kind::Initial
            } else if GENERATIONS.contains(&word) && k > 0 && all.len() > 2 {
                Kind::Generation
            } else if all.len() > 2
                && middle
                && (is_patronymic(word) || sounds_patronymic(&spelled) || !father.is_empty())
            {
                Kind::Patronymic
            } else {
                Kind::Word
            };
            let (classes, oblique) = (given(false), given(true));
            let heard = if classes.is_empty() && kind == Kind::Word {
                words.sounds().given(&spelled)
            } else {
                Vec::new()
            };
            parts.push(Part {
                spelled,
                kind,
                classes,
                oblique,
                heard,
                father,
            });
        }
        // Of two patronymics one is the surname: `Ivan Petrovich Pavlovich`; and a name needs one.
        let words_but = parts.iter().filter(|p| p.kind == Kind::Word).count();
        let patronymics = parts.iter().filter(|p| p.kind == Kind::Patronymic).count();
        if patronymics > 1 || (patronymics == 1 && words_but < 2) {
            let surname = if inverted {
                parts.iter_mut().find(|p| p.kind == Kind::Patronymic)
            } else {
                parts.iter_mut().rev().find(|p| p.kind == Kind::Patronymic)
            };
            if let Some(p) = surname {
                p.kind = Kind::Word;
            }
        }
        Person { parts }
    }

    /// Whether there is but one word to go by.
    pub(crate) fn is_single(&self) -> bool {
        self.parts.iter().filter(|p| p.kind != Kind::Generation).count() < 2
    }

    /// Blocks of candidates: consonants of what is no given name, each with what parts a block that is too large.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let single = self.is_single();
        let is_surname = |p: &&Part| p.kind == Kind::Word && (single || p.classes.is_empty());
        let mut surnames: Vec<&Part> = self.parts.iter().filter(is_surname).collect();
        if surnames.is_empty() {
            surnames = self.parts.iter().filter(|p| p.kind == Kind::Word).collect();
        }
        let mut out = Vec::new();
        for part in surnames {
            let rest = self
                .parts
                .iter()
                .filter(|p| !std::ptr::eq(*p, part) && p.kind != Kind::Generation);
            // The first sounds of the other parts, vowels alike.
            let mut second: Vec<u8> = rest
                .filter_map(|p| p.spelled.skeletons.first()?.first().copied())
                .collect();
            second.sort_unstable();
            let second: Rc<str> = String::from_utf8(second).unwrap_or_default().into();
            for skeleton in &part.spelled.skeletons {
                let bare = skeleton.consonants();
                let first = if b"AIU".contains(&skeleton[0]) { "a" } else { "" };
                out.push((format!("{first}{}", bare.as_str()), Rc::clone(&second)));
                // One consonant more or less, of words that have some.
                if single && bare.len() >= 4 {
                    out.extend((1..bare.len()).map(|k| (format!("-{}", bare.without(k).as_str()), Rc::clone(&second))));
                }
            }
        }
        // The whole without its gaps: `Abdulrahman`, `Abdul Rahman`.
        if !single {
            out.push((self.parts.iter().map(|p| p.spelled.key.as_str()).collect(), "".into()));
        }
        out.sort();
        out.dedup_by(|a, b| a.0 == b.0);
        out
    }
}

/// `-vitsj`, `-vičas`, `-vna` in whatever romanization.
fn sounds_patronymic(word: &Spelled) -> bool {
    word.skeletons
        .iter()
        .any(|s| s.len() > 5 && (s.ends_with(b"VIQ") || s.ends_with(b"AVNA")))
}

/// Two patronymics that fit less are of two fathers.
const CONFLICT: f32 = 0.2;

/// Whether two names differ in what a person has but one of: patronymic, generation.
pub(crate) fn contradict(a: &Person, b: &Person) -> bool {
    [Kind::Patronymic, Kind::Generation].iter().any(|&kind| {
        let of = |p: &Person| p.parts.iter().position(|p| p.kind == kind);
        let same = |x: &Part, y: &Part| match kind {
            Kind::Patronymic => father_fits(x, y) >= CONFLICT,
            _ => x.spelled.key == y.spelled.key,
        };
        matches!((of(a), of(b)), (Some(x), Some(y)) if !same(&a.parts[x], &b.parts[y]))
    })
}

/// How likely two patronymics are of one father.
fn father_fits(a: &Part, b: &Part) -> f32 {
    if a.spelled.key == b.spelled.key {
        return 1.0;
    }
    if !a.father.is_empty() && !b.father.is_empty() {
        return if shared(&a.father, &b.father) { 0.97 } else { 0.02 };
    }
    if meet(&a.spelled.skeletons, &b.spelled.skeletons, 3) {
        return 0.95;
    }
    // Most of their letters are the ending, so the beginning must fit.
    let first = |p: &Part| -> Vec<u8> {
        let sound = |s: &Skeleton| s.first().map_or(0, |&c| if b"AIU".contains(&c) { b'A' } else { c });
        p.spelled.skeletons.iter().map(sound).collect()
    };
    if first(a).iter().any(|s| first(b).contains(s)) {
        alike(&a.spelled, &b.spelled)
    } else {
        0.02
    }
}

fn shared(x: &[u16], y: &[u16]) -> bool {
    x.iter().any(|c| y.contains(c))
}

/// Two spellings of which one is the other's with a woman's ending, and that no reading makes one.
fn other_sex(a: &Spelled, b: &Spelled) -> bool {
    // French writes men so: `Poutine`, `Narychkine`.
    if a.key.ends_with("ine") != b.key.ends_with("ine") {
        return false;
    }
    // Tolstoy and Tolstaya: glides are dropped from skeletons, so these meet.
    let adjective = |w: &Spelled| ["aya", "aja", "aia", "aïa", "ая"].iter().any(|e| w.key.ends_with(e));
    let in_a = |w: &Spelled| w.key.ends_with(['a', 'á', 'а', 'я']);
    if (adjective(a) && !in_a(b)) || (adjective(b) && !in_a(a)) {
        return true;
    }
    let (a, b) = (&a.skeletons, &b.skeletons);
    let woman_of = |x: &Skeleton, y: &Skeleton| {
        let (x, y): (&[u8], &[u8]) = (x, y);
        let Some(stem) = y.strip_suffix(b"A") else { return false };
        stem.len() > 2
            && (stem == x
                || stem.strip_suffix(b"AV") == Some(x)
                || (stem == x.strip_suffix(b"I").unwrap_or(b"") && stem.last().is_some_and(|c| !b"AIU".contains(c))))
    };
    !meet(a, b, 1) && a.iter().any(|x| b.iter().any(|y| woman_of(x, y) || woman_of(y, x)))
}

/// From 0 to 1: how likely two words of names are one.
fn part_fits(a: &Part, b: &Part, in_case: bool, lexicon: &Lexicon) -> f32 {
    if a.kind == Kind::Initial || b.kind == Kind::Initial {
        return if initial_fits(a, b) { 0.6 } else { 0.0 };
    }
    if a.kind == Kind::Generation || b.kind == Kind::Generation {
        return if a.spelled.key == b.spelled.key { 1.0 } else { 0.0 };
    }
    if a.spelled.key == b.spelled.key {
        return 1.0;
    }
    if a.kind == Kind::Patronymic && b.kind == Kind::Patronymic {
        return father_fits(a, b);
    }
    if shared(&a.classes, &b.classes) {
        return 0.98;
    }
    // `Аляксандра Лукашэнкі`: a case form of a man's name.
    if (a.classes.is_empty() && shared(&a.oblique, &b.classes))
        || (b.classes.is_empty() && shared(&a.classes, &b.oblique))
    {
        return 0.95;
    }
    // One of them is a romanization that the table lacks.
    if shared(&a.heard, &b.classes) || shared(&a.classes, &b.heard) || shared(&a.heard, &b.heard) {
        return 0.95;
    }
    // Of two letters none may differ: `Kim Jong Un`, `Kim Jong Il`.
    let short = |p: &Part| p.spelled.key.chars().count() < 3;
    if (short(a) || short(b)) && !meet(&a.spelled.skeletons, &b.spelled.skeletons, 1) {
        return 0.02;
    }
    let score = lexicon.alike(&a.spelled, &b.spelled);
    if in_case
        && score < 0.9
        && (case_form(&a.spelled.key, &b.spelled.key) || case_form(&b.spelled.key, &a.spelled.key))
    {
        return 0.9;
    }
    if other_sex(&a.spelled, &b.spelled) {
        return score.min(0.04);
    }
    // Two names of the table that are not one name there are two names, however near; but the table has names that
    // stand in it in one alphabet only.
    let least = if a.spelled.is_cyrillic == b.spelled.is_cyrillic {
        4
    } else {
        2
    };
    if !a.classes.is_empty() && !b.classes.is_empty() && !meet(&a.spelled.skeletons, &b.spelled.skeletons, least) {
        return score.min(0.03);
    }
    score
}

/// Whether `form` is a case form of the surname `name`.
fn case_form(form: &str, name: &str) -> bool {
    use Declension::{Belarusian, Polish, Russian, Ukrainian};
    let ways: &[Declension] = if name.chars().any(is_cyrillic) {
        &[Russian, Belarusian, Ukrainian]
    } else {
        &[Polish]
    };
    let first = |w: &str| w.chars().take(2).collect::<String>();
    first(form) == first(name)
        && ways.iter().any(|&how| {
            let mut found = false;
            for gender in [Gender::Man, Gender::Woman] {
                case_keys(name, gender, how, |key| found |= key == form);
            }
            found
        })
}

fn initial_fits(a: &Part, b: &Part) -> bool {
    let (short, long) = if a.kind == Kind::Initial { (a, b) } else { (b, a) };
    if long.spelled.key.starts_with(&short.spelled.key) {
        return true;
    }
    let sound = |s: &Skeleton| s.first().map(|&c| if b"AIU".contains(&c) { b'A' } else { c });
    let firsts: Vec<_> = long.spelled.skeletons.iter().map(sound).collect();
    short.spelled.skeletons.iter().any(|s| firsts.contains(&sound(s)))
}

/// What the comparison of two names found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fit {
    /// From 0 to 1; one name from a half on.
    pub(crate) score: f32,
    pub(crate) rule: Rule,
}

/// How likely two names are one person's; both read with `lexicon`.
pub(crate) fn compare(a: &Person, b: &Person, lexicon: &Lexicon) -> Fit {
    let fit = |score: f32| Fit {
        score,
        rule: if score > 0.9 { rules::SKELETON } else { rules::FUZZY },
    };
    if a.parts.is_empty() || b.parts.is_empty() {
        return fit(0.0);
    }
    if a.is_single() && b.is_single() {
        return fit(part_fits_single(&a.parts[0], &b.parts[0], lexicon));
    }
    if a.is_single() || b.is_single() {
        return joined(a, b).map_or_else(|| fit(0.1), fit);
    }
    if contradict(a, b) {
        return fit(0.0);
    }
    let apart = aligned(a, b, lexicon);
    let together = joined(a, b).unwrap_or(0.0);
    fit(apart.max(together))
}

/// Single words: neither table nor context helps, so only the spelling does.
fn part_fits_single(a: &Part, b: &Part, lexicon: &Lexicon) -> f32 {
    if other_sex(&a.spelled, &b.spelled) {
        return 0.02;
    }
    let score = lexicon.alike(&a.spelled, &b.spelled);
    // The model has seen more counter-examples than a list holds.
    let odds = 1.5 * score / (1.0 - score).max(1e-6);
    odds / (1.0 + odds)
}

/// `Abdulrahman` and `Abdul Rahman`: the same letters, parted in another way.
fn joined(a: &Person, b: &Person) -> Option<f32> {
    if a.parts.len() == b.parts.len() {
        return None;
    }
    let whole = |p: &Person| p.parts.iter().map(|p| p.spelled.key.as_str()).collect::<String>();
    let (x, y) = (whole(a), whole(b));
    (x == y && x.chars().count() > 5).then_some(0.9)
}

/// Aligns the parts of both names and weighs what fits and what is left.
fn aligned(a: &Person, b: &Person, lexicon: &Lexicon) -> f32 {
    let Some(f) = features(a, b, lexicon) else { return 0.05 };
    let sum: f32 = f.iter().zip(&WEIGHTS[1..]).map(|(f, w)| f * w).sum();
    probability(sum + WEIGHTS[0])
}

/// What is weighed of two aligned names.
pub(crate) const FEATURES: usize = 11;

/// In the order of [`features`], the constant first. The fitted ones are those of the parts' scores; what seldom
/// stands in made-up lists (patronymics that differ, generations) is set by hand to forbid.
const WEIGHTS: [f32; FEATURES + 1] = [3.3, 1.8, 0.07, 0.1, -0.8, -9.0, -5.0, -2.0, -1.2, 0.8, 0.5, -2.1];

/// The alignment of two names in numbers; `None` where too little fits for any judgement.
pub(crate) fn features(a: &Person, b: &Person, lexicon: &Lexicon) -> Option<[f32; FEATURES]> {
    // One of them stands in another case: its given name shows it.
    let oblique = |p: &Person| p.parts.iter().any(|p| p.classes.is_empty() && !p.oblique.is_empty());
    let in_case = oblique(a) != oblique(b);
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (i, x) in a.parts.iter().enumerate() {
        for (j, y) in b.parts.iter().enumerate() {
            let mut score = part_fits(x, y, in_case, lexicon);
            // Patronymics stand for patronymics: they are no surname that happens to sound alike.
            if (x.kind == Kind::Patronymic) != (y.kind == Kind::Patronymic) && score < 0.97 {
                score *= 0.5;
            }
            if score > 0.01 {
                pairs.push((score, i, j));
            }
        }
    }
    // The best pairs first; of equal ones those that keep the order.
    pairs.sort_by(|p, q| {
        let order = |t: &(f32, usize, usize)| (t.1.abs_diff(t.2), t.1, t.2);
        q.0.total_cmp(&p.0).then(order(p).cmp(&order(q)))
    });
    let (mut left_a, mut left_b) = (vec![true; a.parts.len()], vec![true; b.parts.len()]);
    let mut taken: Vec<(f32, usize, usize)> = Vec::new();
    for (score, i, j) in pairs {
        if left_a[i] && left_b[j] {
            (left_a[i], left_b[j]) = (false, false);
            taken.push((score, i, j));
        }
    }
    let is = |t: &(f32, usize, usize), kind: Kind| a.parts[t.1].kind == kind || b.parts[t.2].kind == kind;
    let words: Vec<f32> = taken
        .iter()
        .filter(|t| !is(t, Kind::Initial) && !is(t, Kind::Generation) && !is(t, Kind::Patronymic))
        .map(|t| t.0)
        .collect();
    let initials = taken.iter().filter(|t| is(t, Kind::Initial)).count();
    // A given name and a surname, or a surname and an initial.
    if words.is_empty() || words.len() + initials < 2 {
        return None;
    }
    let given = |t: &&(f32, usize, usize)| {
        !is(t, Kind::Initial) && !a.parts[t.1].classes.is_empty() && !b.parts[t.2].classes.is_empty()
    };
    if words.len() == 1 && taken.iter().any(|t| given(&t)) {
        return None;
    }
    let logit = |p: f32| {
        let p = p.clamp(0.005, 0.995);
        (p / (1.0 - p)).ln()
    };
    let mut ranked: Vec<f32> = words.iter().map(|&p| logit(p)).collect();
    ranked.sort_by(f32::total_cmp);
    // Words that fit by their letters alone, without a sound in common: Peskov and Piskov.
    let unheard = |t: &&(f32, usize, usize)| {
        t.0 < 0.9
            && a.parts[t.1].kind == Kind::Word
            && b.parts[t.2].kind == Kind::Word
            && !meet(&a.parts[t.1].spelled.skeletons, &b.parts[t.2].spelled.skeletons, 1)
    };
    let unheard = taken.iter().any(|t| unheard(&t));
    let rest = |p: &Person, left: &[bool], kind: Kind| {
        p.parts.iter().zip(left).filter(|(p, l)| **l && p.kind == kind).count() as f32
    };
    let (words_a, words_b) = (rest(a, &left_a, Kind::Word), rest(b, &left_b, Kind::Word));
    let patronymics: Vec<f32> = taken.iter().filter(|t| is(t, Kind::Patronymic)).map(|t| t.0).collect();
    let conflict = patronymics.iter().any(|&p| p < CONFLICT)
        || rest(a, &left_a, Kind::Patronymic) * rest(b, &left_b, Kind::Patronymic) > 0.0;
    let generations = rest(a, &left_a, Kind::Generation) + rest(b, &left_b, Kind::Generation);
    Some([
        ranked[0].min(2.0),
        ranked.get(1).copied().unwrap_or(1.0),
        ranked.get(2).copied().unwrap_or(0.0),
        words_a.max(words_b),
        // Both sides have a word that fits nothing on the other.
        words_a.min(words_b),
        f32::from(u8::from(conflict)),
        generations,
        initials as f32,
        f32::from(u8::from(patronymics.iter().any(|&p| p >= CONFLICT))),
        words.len() as f32,
        f32::from(u8::from(unheard)),
    ])
}
