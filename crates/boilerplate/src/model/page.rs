//! The lines of a page side by side: columns with running sums, and what only the whole page tells.

use std::collections::BTreeMap;

use copydesk_model::Label;

use crate::cues::Role;
use crate::model::scan::{First, Scan, Word, scan, word_hash};
use crate::sheet::Sheet;

/// Longer lines count as this long: a page glued into one line must not outweigh all windows.
const LONGEST: f32 = 1_000.0;
/// A line of more code points that ends as a sentence is a good line.
const GOOD: f32 = 60.0;
/// So many of the words of a page's good lines are its stop words.
const STOP_WORDS: usize = 25;

/// Families of cues as the model counts them.
pub(crate) const FAMILIES: [&str; 11] = [
    "legal",
    "menu",
    "share",
    "newsletter",
    "advert",
    "related",
    "comments",
    "credit",
    "date",
    "donation",
    "byline",
];

fn family(role: Role, label: Label) -> Option<usize> {
    Some(match (role, label) {
        (Role::Voice | Role::Particle | Role::Slot | Role::Glued | Role::Page, _) => return None,
        (Role::Agency, _) | (_, Label::PhotoCredit | Label::PhotoCaption) => 7,
        (Role::Date | Role::Weekday, _) => 8,
        (Role::By | Role::Work, _) | (_, Label::Byline | Label::AuthorBio) => 10,
        (_, Label::Legal | Label::CookieNotice) => 0,
        (_, Label::ShareCounts) => 2,
        (_, Label::Newsletter) => 3,
        (_, Label::Advertisement) => 4,
        (_, Label::Related) => 5,
        (_, Label::Comment | Label::CommentForm) => 6,
        (_, Label::Paywall) => 9,
        _ => 1,
    })
}

/// One feature of every line, with its running sums.
pub(crate) struct Column {
    values: Vec<f32>,
    /// `sums[i]` is the sum of the values before `i`.
    sums: Vec<f64>,
}

impl Default for Column {
    fn default() -> Column {
        Column::of(Vec::new())
    }
}

impl Column {
    pub(crate) fn of(values: Vec<f32>) -> Column {
        let mut sums = Vec::with_capacity(values.len() + 1);
        let mut sum = 0.0;
        sums.push(sum);
        for &value in &values {
            sum += f64::from(value);
            sums.push(sum);
        }
        Column { values, sums }
    }

    /// The value of line `i`; 0 beyond the page.
    pub(crate) fn at(&self, i: usize) -> f32 {
        self.values.get(i).copied().unwrap_or(0.0)
    }

    /// The value `by` lines from line `i`; 0 beyond the page.
    pub(crate) fn beside(&self, i: usize, by: isize) -> f32 {
        i.checked_add_signed(by).map_or(0.0, |k| self.at(k))
    }

    /// Sum over the lines `from..to`, as far as they are on the page.
    pub(crate) fn sum(&self, from: usize, to: usize) -> f64 {
        let to = to.min(self.values.len());
        self.sums[to] - self.sums[from.min(to)]
    }

    /// Mean over the line and `k` on either side, as far as they are on the page.
    pub(crate) fn around(&self, i: usize, k: usize) -> f32 {
        let (from, to) = (i.saturating_sub(k), (i + k + 1).min(self.values.len()));
        (self.sum(from, to) / (to - from).max(1) as f64) as f32
    }

    pub(crate) fn values(&self) -> &[f32] {
        &self.values
    }
}

/// All that the features of a page are made of.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) lines: usize,
    pub(crate) scans: Vec<Scan>,
    pub(crate) length: Column,
    pub(crate) good: Column,
    pub(crate) ends: Column,
    pub(crate) over_100: Column,
    pub(crate) under_30: Column,
    pub(crate) low_share: Column,
    pub(crate) capital_share: Column,
    pub(crate) upper_share: Column,
    pub(crate) digit_share: Column,
    pub(crate) sentence: Column,
    pub(crate) repeated: Column,
    pub(crate) repeats: Vec<f32>,
    pub(crate) stop_share: Column,
    pub(crate) person_share: Column,
    pub(crate) time: Column,
    pub(crate) colon: Column,
    pub(crate) bang: Column,
    pub(crate) question: Column,
    pub(crate) address: Column,
    pub(crate) ellipsis: Column,
    pub(crate) topic: Column,
    pub(crate) topic_weight: Column,
    /// Bits of [`FAMILIES`].
    pub(crate) cues: Vec<u16>,
    pub(crate) any_cue: Column,
    pub(crate) own_stop_share: Vec<f32>,
    pub(crate) title_share: Vec<f32>,
    pub(crate) title_jaccard: Vec<f32>,
    /// Distance from the run's start up to the nearest copy of the title.
    pub(crate) title_copy: Option<usize>,
    pub(crate) run: Segment,
}

/// The contiguous lines with the greatest sum of some weight.
#[derive(Clone, Copy, Default)]
pub(crate) struct Segment {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Segment {
    /// Kadane's algorithm; empty when no weight is positive. The first of equals.
    pub(crate) fn best(weights: impl Iterator<Item = f32>) -> Segment {
        let (mut best, mut best_sum) = (Segment::default(), 0.0);
        let (mut start, mut sum) = (0, 0.0);
        for (i, weight) in weights.enumerate() {
            if sum <= 0.0 {
                (start, sum) = (i, 0.0);
            }
            sum += f64::from(weight);
            if sum > best_sum {
                best_sum = sum;
                best = Segment { start, end: i + 1 };
            }
        }
        best
    }

    pub(crate) fn holds(&self, i: usize) -> bool {
        (self.start..self.end).contains(&i)
    }
}

impl Page {
    pub(crate) fn of(sheet: &Sheet<'_>) -> Page {
        let lines = sheet.len();
        let mut words: Vec<Word> = Vec::new();
        let mut starts = Vec::with_capacity(lines + 1);
        let mut scans = Vec::with_capacity(lines);
        starts.push(0);
        for line in &sheet.lines {
            scans.push(scan(line.text, &mut words));
            starts.push(words.len());
        }
        let of = |i: usize| &words[starts[i]..starts[i + 1]];
        let column = |f: &dyn Fn(&Scan) -> f32| Column::of(scans.iter().map(f).collect());
        let flag = |f: &dyn Fn(&Scan) -> bool| Column::of(scans.iter().map(|s| f32::from(u8::from(f(s)))).collect());
        let good = |s: &Scan| s.chars as f32 > GOOD && s.ends;
        let stop_words = stop_words();
        let share_of = |list: &dyn Fn(u32) -> bool| -> Vec<f32> {
            (0..lines)
                .map(|i| share(of(i).iter().filter(|w| list(w.hash)).count(), of(i).len()))
                .collect()
        };
        let mut page = Page {
            lines,
            length: column(&|s| (s.chars as f32).min(LONGEST)),
            good: flag(&good),
            ends: flag(&|s| s.ends),
            over_100: flag(&|s| s.chars > 100),
            under_30: flag(&|s| s.chars < 30),
            low_share: column(&|s| ratio(s.lower, s.words)),
            capital_share: column(&|s| ratio(s.capitalised, s.words.saturating_sub(1))),
            upper_share: column(&|s| ratio(s.upper, s.letters)),
            digit_share: column(&|s| ratio(s.digits, s.chars)),
            sentence: column(&|s| s.words as f32 / s.stops.max(1) as f32),
            stop_share: Column::of(share_of(&|hash| stop_words.binary_search(&hash).is_ok())),
            person_share: Column::of(
                sheet
                    .lines
                    .iter()
                    .zip(&scans)
                    .map(|(l, s)| ratio(l.voice as u32, s.words))
                    .collect(),
            ),
            time: flag(&|s| s.time),
            colon: flag(&|s| s.colon),
            bang: flag(&|s| s.bangs > 0),
            question: flag(&|s| s.questions > 0),
            address: flag(&|s| s.address),
            ellipsis: flag(&|s| s.ellipsis),
            ..Page::default()
        };
        page.cues = (0..lines).map(|i| cues(sheet, i)).collect();
        page.any_cue = Column::of(page.cues.iter().map(|&c| f32::from(u8::from(c != 0))).collect());
        page.count_repeats(&scans);
        page.run = Segment::best(scans.iter().map(|s| {
            let chars = (s.chars as f32).min(LONGEST);
            if good(s) {
                chars
            } else {
                -(30.0 + chars.min(200.0) / 2.0)
            }
        }));
        let own = most_frequent(
            (0..lines)
                .filter(|&i| good(&scans[i]))
                .flat_map(|i| of(i).iter().map(|w| w.hash)),
        );
        page.own_stop_share = share_of(&|hash| own.binary_search(&hash).is_ok());
        page.find_topic(&of, &scans, &good);
        page.compare_title(&of);
        page.scans = scans;
        page
    }

    fn count_repeats(&mut self, scans: &[Scan]) {
        let mut hashes: Vec<u64> = scans.iter().map(|s| s.hash).collect();
        hashes.sort_unstable();
        let count = |hash: u64| {
            let from = hashes.partition_point(|&h| h < hash);
            hashes[from..].iter().take(5).take_while(|&&h| h == hash).count()
        };
        self.repeats = scans.iter().map(|s| count(s.hash) as f32).collect();
        self.repeated = Column::of(self.repeats.iter().map(|&n| f32::from(u8::from(n > 1.0))).collect());
    }

    /// How much of a line's words other good lines of the run use.
    fn find_topic<'w>(&mut self, of: &dyn Fn(usize) -> &'w [Word], scans: &[Scan], good: &dyn Fn(&Scan) -> bool) {
        let mut seen = Seen::default();
        for i in (self.run.start..self.run.end).filter(|&i| good(&scans[i])) {
            for word in of(i).iter().filter(|w| w.long) {
                seen.add(word.hash, i);
            }
        }
        seen.sort();
        let topic: Vec<f32> = (0..self.lines)
            .map(|i| {
                let long = of(i).iter().filter(|w| w.long);
                let (mut all, mut known) = (0, 0);
                for word in long {
                    all += 1;
                    known += usize::from(seen.elsewhere(word.hash, i));
                }
                share(known, all)
            })
            .collect();
        let weighted = topic.iter().zip(self.length.values()).map(|(t, l)| t * l).collect();
        self.topic = Column::of(topic);
        self.topic_weight = Column::of(weighted);
    }

    /// The first line is the page's title in most renderings.
    fn compare_title<'w>(&mut self, of: &dyn Fn(usize) -> &'w [Word]) {
        let mut title: Vec<u32> = if self.lines == 0 {
            Vec::new()
        } else {
            of(0).iter().map(|w| w.hash).collect()
        };
        title.sort_unstable();
        title.dedup();
        let known = |i: usize| {
            let words = of(i).iter().take(60);
            words.filter(|w| title.binary_search(&w.hash).is_ok()).count()
        };
        let shared: Vec<usize> = (0..self.lines).map(known).collect();
        self.title_share = (0..self.lines).map(|i| share(shared[i], of(i).len())).collect();
        self.title_jaccard = (0..self.lines)
            .map(|i| share(shared[i], title.len() + of(i).len() - shared[i].min(of(i).len())))
            .collect();
        let copy = |&i: &usize| i > 0 && self.title_jaccard[i] >= 0.6;
        self.title_copy = (0..(self.run.start + 1).min(self.lines)).rev().find(copy);
    }
}

/// Words of the run's good lines: for each hash the line where it stands, sorted.
#[derive(Default)]
struct Seen {
    all: Vec<(u32, u32)>,
}

impl Seen {
    fn add(&mut self, hash: u32, line: usize) {
        self.all.push((hash, line as u32));
    }

    fn sort(&mut self) {
        self.all.sort_unstable();
        self.all.dedup();
    }

    fn elsewhere(&self, hash: u32, line: usize) -> bool {
        let from = self.all.partition_point(|&(h, _)| h < hash);
        self.all[from..]
            .iter()
            .take(2)
            .any(|&(h, l)| h == hash && l != line as u32)
    }
}

fn cues(sheet: &Sheet<'_>, i: usize) -> u16 {
    let of = |c: &crate::sheet::Cue| family(c.role, c.label).map_or(0, |f| 1 << f);
    sheet.cues(i).map(of).fold(0, |all, one| all | one)
}

/// The most frequent hashes, sorted; among equals the smaller.
fn most_frequent(hashes: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for hash in hashes {
        *counts.entry(hash).or_default() += 1;
    }
    let mut order: Vec<(std::cmp::Reverse<u32>, u32)> = counts
        .into_iter()
        .map(|(hash, n)| (std::cmp::Reverse(n), hash))
        .collect();
    order.sort_unstable();
    order.truncate(STOP_WORDS);
    let mut most: Vec<u32> = order.into_iter().map(|(_, hash)| hash).collect();
    most.sort_unstable();
    most
}

fn stop_words() -> &'static [u32] {
    static LIST: std::sync::LazyLock<Vec<u32>> = std::sync::LazyLock::new(|| {
        let lines = include_str!("../../model/stop-words.tsv").lines();
        let words = lines
            .filter_map(|line| line.split_once('\t'))
            .flat_map(|(_, words)| words.split(' '));
        let mut hashes: Vec<u32> = words.map(word_hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    });
    &LIST
}

fn ratio(part: u32, whole: u32) -> f32 {
    share(part as usize, whole as usize)
}

fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// The number that the trees read for the first character.
pub(crate) fn first(s: &Scan) -> f32 {
    match s.first {
        First::Lower => 0.0,
        First::Quote => 1.0,
        First::Upper => 2.0,
        First::Digit => 3.0,
        First::Bullet => 4.0,
        First::Other => 5.0,
    }
}
