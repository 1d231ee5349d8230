//! How likely two words are spellings of one name: learned costs of letters that stand for each other.
//!
//! Two words are aligned group of letters by group, `sch` with `sh`, `ч` with `cz`, at the least cost; what the
//! alignment shows (its cost, its worst step, where it differs) and how near the skeletons are is judged by a forest
//! of small trees. Costs and trees are data, made by `train/`; see `train/README.md` for what they are worth.
//! Who bears the name, and whether a man's surname is a woman's, is decided elsewhere.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::LazyLock;

use copydesk_trees::probability;
use unicode_normalization::UnicodeNormalization;

use crate::fold::{is_cyrillic, key_of};
use crate::forest::Forest;
use crate::key::{Skeleton, meet, skeletons};
use crate::words::rows;

const LETTERS: &str = include_str!("../data/letters.tsv");
const TREES: &str = include_str!("../data/spelling.tsv");

/// Longer words are cut here; no name is that long.
const LONGEST: usize = 32;
/// A step that the data does not know, in hundredths.
const UNKNOWN: u16 = 900;
/// Words whose alignment costs this much for each letter of the shorter one are two names, and no tree is asked.
const HOPELESS: u32 = 300;
/// Group sizes on both sides; single letters need no entry in the data.
const SIZES: [(usize, usize); 14] = [
    (1, 1),
    (1, 0),
    (0, 1),
    (2, 1),
    (1, 2),
    (2, 2),
    (3, 1),
    (1, 3),
    (3, 2),
    (2, 3),
    (4, 1),
    (1, 4),
    (4, 2),
    (2, 4),
];

/// What two words show, in the order of [`features`].
pub(crate) const FEATURES: usize = 24;
/// Letters that stand for vowels, glides and signs, without their marks.
const VOWELS: &str = "aeiouyjаеиоуыэюяіїєйўьъәөүұ'$-";

/// A word ready to be compared.
#[derive(Clone, Debug)]
pub(crate) struct Spelled {
    /// The word, folded.
    pub(crate) key: String,
    pub(crate) skeletons: Vec<Skeleton>,
    /// The consonants of all its skeletons, a bit for each.
    consonants: u32,
    codes: Vec<u8>,
    /// For each place, groups of one to four letters that begin there and that the data knows.
    groups: Vec<[u16; 4]>,
    pub(crate) is_cyrillic: bool,
    /// Its number in the [`Lexicon`] it came from, from 1.
    number: u32,
}

/// The words of a list of names, each read once, and what the last pairs of them were found to be: of a given name and
/// the surnames it stands beside the same is asked again and again.
#[derive(Default)]
pub(crate) struct Lexicon {
    words: RefCell<BTreeMap<String, Rc<Spelled>>>,
    /// Both numbers and the score; one pair takes the place of another.
    scores: RefCell<Vec<(u32, u32, f32)>>,
}

/// Pairs whose score is kept; a power of two.
const PAIRS: usize = 1 << 14;

impl Lexicon {
    /// A word ready to be compared.
    pub(crate) fn word(&self, word: &str) -> Rc<Spelled> {
        let mut words = self.words.borrow_mut();
        if let Some(known) = words.get(word) {
            return Rc::clone(known);
        }
        let number = words.len() as u32 + 1;
        let spelled = Rc::new(Spelled {
            number,
            ..Spelled::new(word)
        });
        words.insert(word.to_owned(), Rc::clone(&spelled));
        spelled
    }

    /// What [`alike`] says of two of its words.
    pub(crate) fn alike(&self, a: &Spelled, b: &Spelled) -> f32 {
        let mut scores = self.scores.borrow_mut();
        if scores.is_empty() {
            scores.resize(PAIRS, (0, 0, 0.0));
        }
        let mixed = (a.number.wrapping_mul(0x9e37_79b1) ^ b.number).wrapping_mul(0x85eb_ca6b);
        let slot = &mut scores[(mixed >> 8) as usize % PAIRS];
        if (slot.0, slot.1) != (a.number, b.number) {
            *slot = (a.number, b.number, alike(a, b));
        }
        slot.2
    }
}

struct Model {
    letters: Vec<char>,
    /// Sorted groups; a group's index is its id, and 0 is the empty one.
    groups: Vec<u32>,
    /// Costs by pair of ids.
    steps: Steps,
    /// By code: whether the letter is a vowel, a glide or a sign.
    vowels: Vec<bool>,
    forest: Forest,
}

/// Open addressing over pairs of group ids: one probe on most look-ups, and those are most of the work.
struct Steps {
    slots: Vec<(u32, u16)>,
    mask: usize,
}

impl Steps {
    fn new(count: usize) -> Steps {
        let size = (count * 4).next_power_of_two().max(16);
        Steps {
            slots: vec![(0, 0); size],
            mask: size - 1,
        }
    }
    fn place(&self, key: u32) -> usize {
        let mut at = (key.wrapping_mul(0x9e37_79b1) >> 7) as usize & self.mask;
        while self.slots[at].0 != 0 && self.slots[at].0 != key {
            at = (at + 1) & self.mask;
        }
        at
    }
    fn get(&self, a: u32, b: u32) -> Option<u16> {
        let key = if a <= b { a << 16 | b } else { b << 16 | a };
        let slot = self.slots[self.place(key)];
        (slot.0 == key && key != 0).then_some(slot.1)
    }
    fn insert(&mut self, a: u32, b: u32, cost: u16) {
        let key = if a <= b { a << 16 | b } else { b << 16 | a };
        let at = self.place(key);
        self.slots[at] = (key, cost);
    }
}

static MODEL: LazyLock<Model> = LazyLock::new(Model::read);

impl Model {
    fn read() -> Model {
        let steps: Vec<(&str, &str, u16)> = rows(LETTERS)
            .filter_map(|line| {
                let mut cells = line.split('\t');
                Some((cells.next()?, cells.next()?, cells.next()?.parse().ok()?))
            })
            .collect();
        let mut letters: Vec<char> = steps.iter().flat_map(|s| s.0.chars().chain(s.1.chars())).collect();
        letters.sort_unstable();
        letters.dedup();
        let pack = |group: &str| {
            group.chars().fold(0u32, |n, c| {
                n << 8 | letters.binary_search(&c).map_or(0, |k| k as u32 + 1)
            })
        };
        let mut groups: Vec<u32> = steps.iter().flat_map(|s| [pack(s.0), pack(s.1)]).chain([0]).collect();
        groups.extend(1..=letters.len() as u32);
        groups.sort_unstable();
        groups.dedup();
        let id = |group: &str| groups.binary_search(&pack(group)).unwrap_or(0) as u32;
        let mut table = Steps::new(steps.len());
        for (a, b, cost) in &steps {
            table.insert(id(a), id(b), *cost);
        }
        let base = |c: &char| c.nfd().next().unwrap_or(*c);
        let is_vowel = |c: &char| VOWELS.contains(base(c));
        Model {
            vowels: std::iter::once(true).chain(letters.iter().map(is_vowel)).collect(),
            letters,
            groups,
            steps: table,
            // The table is ours; a test holds that it can be read.
            forest: Forest::read(TREES, FEATURES).unwrap_or_default(),
        }
    }

    fn code(&self, c: char) -> Option<u8> {
        self.letters.binary_search(&c).ok().map(|k| k as u8 + 1)
    }
}

impl Spelled {
    /// Reads a word.
    pub(crate) fn new(word: &str) -> Spelled {
        let key = key_of(word).into_owned();
        let model = &*MODEL;
        let mut codes = Vec::with_capacity(key.len() + 1);
        // The old way to write a final -ov, in all languages.
        let old = key
            .strip_suffix("ff")
            .filter(|stem| stem.len() > 3 && stem.ends_with(['o', 'e']));
        let modern = old.map(|stem| format!("{stem}v"));
        for c in modern.as_deref().unwrap_or(&key).chars() {
            match model.code(c) {
                Some(code) => codes.push(code),
                None => codes.extend(c.nfkd().filter_map(|c| model.code(c))),
            }
        }
        codes.truncate(LONGEST);
        codes.extend(model.code('$'));
        let groups = (0..=codes.len())
            .map(|at| {
                let mut of = [0; 4];
                let mut packed = 0u32;
                for (group, &code) in of.iter_mut().zip(&codes[at..]) {
                    packed = packed << 8 | u32::from(code);
                    *group = model.groups.binary_search(&packed).unwrap_or(0) as u16;
                }
                of
            })
            .collect();
        let mut skeletons = skeletons(&key);
        skeletons.shrink_to_fit();
        let letters = skeletons.iter().flat_map(|s| s.iter()).filter(|c| !b"AIU".contains(c));
        Spelled {
            consonants: letters.fold(0, |mask, c| mask | 1 << (c & 31)),
            skeletons,
            is_cyrillic: key.chars().any(is_cyrillic),
            codes,
            groups,
            key,
            number: 0,
        }
    }
}

/// From 0 to 1: how likely two words are spellings of one name.
pub(crate) fn alike(a: &Spelled, b: &Spelled) -> f32 {
    if a.key == b.key {
        return 1.0;
    }
    // What is twice as long is another name; most pairs end here.
    let (n, m) = (a.codes.len(), b.codes.len());
    if n.abs_diff(m) > 6 {
        return 0.0;
    }
    // Nor have spellings of one name but a third of their consonants in common.
    let both = (a.consonants & b.consonants).count_ones();
    if both * 3 < a.consonants.count_ones().min(b.consonants.count_ones()) {
        return 0.0;
    }
    let most = HOPELESS * n.min(m) as u32;
    let Some(steps) = align(a, b, most as u16) else {
        return 0.0;
    };
    probability(MODEL.forest.sum(&shown(a, b, &steps)))
}

/// What the trees ask for.
pub(crate) fn features(a: &Spelled, b: &Spelled) -> [f32; FEATURES] {
    shown(a, b, &align(a, b, FAR - 1).unwrap_or_else(|| vec![too_far(a, b)]))
}

/// The same of words that are aligned by `steps`.
fn shown(a: &Spelled, b: &Spelled, steps: &[Step]) -> [f32; FEATURES] {
    let model = &*MODEL;
    // The last three letters of either word, and its end.
    let from = (a.codes.len().saturating_sub(4), b.codes.len().saturating_sub(4));
    let (mut total, mut worst, mut second, mut tail) = (0.0f32, 0.0f32, 0.0f32, 0.0f32);
    let (mut vowels, mut consonants, mut worst_consonant) = (0.0f32, 0.0f32, 0.0f32);
    let (mut far, mut gaps) = (0.0f32, 0.0f32);
    let mut at = (0, 0);
    for step in steps {
        let cost = f32::from(step.cost) / 100.0;
        let (x, y) = (&a.codes[at.0..step.to.0], &b.codes[at.1..step.to.1]);
        at = step.to;
        total += cost;
        (worst, second) = if cost > worst {
            (cost, worst)
        } else {
            (worst, second.max(cost))
        };
        if step.to.0 > from.0 || step.to.1 > from.1 {
            tail += cost;
        }
        if x.iter().chain(y).all(|&c| model.vowels[usize::from(c)]) {
            vowels += cost;
        } else {
            consonants += cost;
            worst_consonant = worst_consonant.max(cost);
        }
        if cost >= 5.0 {
            far += 1.0;
        }
        if x.is_empty() || y.is_empty() {
            gaps += cost;
        }
    }
    let (mut apart, mut bare_apart) = (9, 9);
    let bare: Vec<Skeleton> = b.skeletons.iter().map(Skeleton::consonants).collect();
    for x in &a.skeletons {
        let bare_x = x.consonants();
        for (y, bare_y) in b.skeletons.iter().zip(&bare) {
            apart = edits(x, y, apart).min(apart);
            bare_apart = edits(&bare_x, bare_y, bare_apart).min(bare_apart);
        }
    }
    let flag = |is: bool| f32::from(u8::from(is));
    let same_letters = || {
        let letters = |w: &Spelled| w.key.nfkd().filter(|c| c.is_alphabetic()).collect::<String>();
        // Words of small letters of ASCII alone are their own letters, and these two are not the same.
        let plain = |w: &Spelled| w.key.bytes().all(|b| b.is_ascii_lowercase());
        !(plain(a) && plain(b)) && letters(a) == letters(b)
    };
    let soft = |w: &Spelled| w.skeletons.iter().filter(|s| s.last() == Some(&b'A')).count();
    // A reading of one ends in a vowel, and none of the other's does.
    let soft_and_hard = |x: &Spelled, y: &Spelled| soft(x) > 0 && soft(y) == 0;
    let (n, m) = (a.codes.len(), b.codes.len());
    let length = n.min(m) as f32 - 1.0;
    [
        total,
        worst,
        second,
        steps.first().map_or(0.0, |s| f32::from(s.cost) / 100.0),
        tail,
        steps.last().map_or(0.0, |s| f32::from(s.cost) / 100.0),
        total / length.max(1.0),
        length.min(10.0),
        flag(meet(&a.skeletons, &b.skeletons, 4)),
        flag(meet(&a.skeletons, &b.skeletons, 1)),
        flag(a.is_cyrillic == b.is_cyrillic),
        flag(a.key == b.key || same_letters()),
        vowels,
        consonants,
        worst_consonant,
        far,
        gaps,
        apart as f32,
        bare_apart as f32,
        flag(soft_and_hard(a, b) || soft_and_hard(b, a)),
        n.max(m) as f32,
        n.abs_diff(m) as f32,
        flag(a.is_cyrillic && b.is_cyrillic),
        steps.len() as f32,
    ]
}

/// Letters to change, drop or add between two skeletons, as far as these are fewer than `least`.
fn edits(a: &[u8], b: &[u8], least: usize) -> usize {
    if a == b {
        return 0;
    }
    if a.len().abs_diff(b.len()).max(1) >= least {
        return least;
    }
    let mut row = [0; 32];
    for (j, cell) in row.iter_mut().enumerate() {
        *cell = j;
    }
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let here = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = here;
        }
    }
    row[b.len()]
}

/// One step of an alignment: where it ends in both words, and its cost in hundredths.
struct Step {
    to: (usize, usize),
    cost: u16,
}

const FAR: u16 = u16::MAX / 2;

/// The one step of words too far apart to be aligned at all.
fn too_far(a: &Spelled, b: &Spelled) -> Step {
    Step {
        to: (a.codes.len(), b.codes.len()),
        cost: 10 * UNKNOWN,
    }
}

/// Places of a word with its end mark, its end among them.
const PLACES: usize = LONGEST + 2;

/// The alignment of least cost; `None` where it costs more than `most`.
fn align(a: &Spelled, b: &Spelled, most: u16) -> Option<Vec<Step>> {
    let model = &*MODEL;
    let (n, m) = (a.codes.len(), b.codes.len());
    let most = most.min(FAR - 1);
    let mut cost = [[FAR; PLACES]; PLACES];
    let mut came = [[0u8; PLACES]; PLACES];
    cost[0][0] = 0;
    for i in 0..=n {
        let from = &a.groups[i];
        let (first, last) = (i.saturating_sub(7), m.min(i + 7));
        for j in first..=last {
            let at = cost[i][j];
            // A step never makes it less.
            if at > most {
                continue;
            }
            let to = &b.groups[j];
            for (k, &(x, y)) in SIZES.iter().enumerate() {
                if i + x > n || j + y > m {
                    continue;
                }
                let g = if x == 0 { 0 } else { from[x - 1] };
                let h = if y == 0 { 0 } else { to[y - 1] };
                let long = x > 1 || y > 1;
                if (x > 1 && g == 0) || (y > 1 && h == 0) {
                    continue;
                }
                let step = match model.steps.get(u32::from(g), u32::from(h)) {
                    Some(step) => step,
                    None if long => continue,
                    None => UNKNOWN,
                };
                let sum = at.saturating_add(step);
                if sum < cost[i + x][j + y] {
                    cost[i + x][j + y] = sum;
                    came[i + x][j + y] = k as u8;
                }
            }
        }
    }
    if cost[n][m] > most {
        return None;
    }
    let mut steps = Vec::with_capacity(n.max(m));
    let (mut i, mut j) = (n, m);
    while i + j > 0 {
        let (x, y) = SIZES[usize::from(came[i][j])];
        let step = cost[i][j] - cost[i - x][j - y];
        steps.push(Step { to: (i, j), cost: step });
        (i, j) = (i - x, j - y);
    }
    if steps.is_empty() {
        steps.push(too_far(a, b));
    }
    steps.reverse();
    Some(steps)
}

/// For the trainer: the features of two words, and the judgement.
pub(crate) fn judge(a: &str, b: &str) -> ([f32; FEATURES], f32) {
    let (a, b) = (Spelled::new(a), Spelled::new(b));
    (features(&a, &b), alike(&a, &b))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `train/weights.py` computes from the same features and weights.
    #[test]
    fn the_model_judges_as_its_trainer_does() {
        for (a, b, expected) in [
            ("lukashenko", "Łukaszenka", 0.848),
            ("шевченко", "Schewtschenko", 0.985),
            ("petrov", "petrenko", 0.007),
            ("Joukov", "Жуков", 0.965),
            ("Kaminski", "Kamińska", 0.115),
            ("Мельник", "Melnyk", 0.950),
        ] {
            let (_, found) = judge(a, b);
            assert!((found - expected).abs() < 0.002, "{a} / {b}: {found}");
            assert_eq!(judge(b, a).1, found, "the order of a pair says nothing");
        }
    }

    #[test]
    fn every_tree_and_every_step_is_read() {
        assert!(Forest::read(TREES, FEATURES).is_some(), "every line is a tree");
        assert!(rows(LETTERS).all(|l| l.split('\t').nth(2).is_some_and(|c| c.parse::<u16>().is_ok())));
        for odd in ["", "\u{301}", "漢字", &"щ".repeat(500)] {
            assert!((0.0..=1.0).contains(&judge(odd, "Petrov").1), "{odd}");
        }
    }
}
