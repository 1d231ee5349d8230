//! The lines of a page side by side: columns with running sums, and what only the whole page tells.

use copydesk_model::Label;

use crate::cues::Role;
use crate::model::scan::{First, Scan, Word, scan, word_hash};
use crate::model::words::{Index, most_frequent};
use crate::sheet::Sheet;

/// Longer lines count as this long: a page glued into one line must not outweigh all windows.
const LONGEST: f32 = 1_000.0;
/// A line of more code points that ends as a sentence is a good line.
pub(crate) const GOOD: f32 = 60.0;
/// So many of the words of a page's good lines are its stop words.
const STOP_WORDS: usize = 25;
/// So many words of a line are looked for in the title.
const TITLE_WORDS: usize = 60;
/// Menus far from any text: lines of fewer code points that end as no sentence does, with no line longer than `TEXT` within
/// `REACH` lines, above the first and below the last paragraph, a line longer than `PARAGRAPH` that ends as a sentence does. They
/// are half of a news page, and next to none is the article's; between paragraphs they may be its lists and tables.
const MENU: u32 = 50;
const TEXT: u32 = 80;
const REACH: usize = 3;
const PARAGRAPH: u32 = 120;
/// Longest line that may be a name.
const NAME: u32 = 40;
/// More copies of a line are as many.
const MOST_REPEATS: usize = 5;

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
        (Role::Voice | Role::Formal | Role::Particle | Role::Slot | Role::Glued | Role::Page, _) => return None,
        (Role::Agency, _) | (_, Label::PhotoCredit | Label::PhotoCaption) => 7,
        (Role::Date | Role::Weekday, _) => 8,
        (Role::By | Role::Work | Role::Bio, _) | (_, Label::Byline | Label::AuthorBio) => 10,
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

    /// Mean over the line and `k` on either side, as far as they are on the page; `share` is that of a line in a whole window.
    pub(crate) fn around(&self, i: usize, k: usize, share: f64) -> f32 {
        if let Some(from) = i.checked_sub(k)
            && let Some(&through) = self.sums.get(i + k + 1)
        {
            return ((through - self.sums[from]) * share) as f32;
        }
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
    /// The lines that are judged, rising: all but the menus far from any text.
    pub(crate) judged: Vec<usize>,
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
    pub(crate) name: Column,
    /// Mean length of the good lines of the run.
    pub(crate) run_mean: f32,
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
        self.lines().contains(&i)
    }

    pub(crate) fn lines(&self) -> std::ops::Range<usize> {
        self.start..self.end
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
        fn column(scans: &[Scan], value: impl Fn(&Scan) -> f32) -> Column {
            Column::of(scans.iter().map(value).collect())
        }
        fn flag(scans: &[Scan], value: impl Fn(&Scan) -> bool) -> Column {
            column(scans, |s| f32::from(u8::from(value(s))))
        }
        let good = |s: &Scan| s.chars as f32 > GOOD && s.ends;
        let mut page = Page {
            lines,
            length: column(&scans, |s| (s.chars as f32).min(LONGEST)),
            good: flag(&scans, good),
            ends: flag(&scans, |s| s.ends),
            over_100: flag(&scans, |s| s.chars > 100),
            under_30: flag(&scans, |s| s.chars < 30),
            low_share: column(&scans, |s| ratio(s.lower, s.words)),
            capital_share: column(&scans, |s| ratio(s.capitalised, s.words.saturating_sub(1))),
            upper_share: column(&scans, |s| ratio(s.upper, s.letters)),
            digit_share: column(&scans, |s| ratio(s.digits, s.chars)),
            sentence: column(&scans, |s| s.words as f32 / s.stops.max(1) as f32),
            person_share: Column::of(
                sheet
                    .lines
                    .iter()
                    .zip(&scans)
                    .map(|(l, s)| ratio(l.voice as u32, s.words))
                    .collect(),
            ),
            time: flag(&scans, |s| s.time),
            colon: flag(&scans, |s| s.colon),
            bang: flag(&scans, |s| s.bangs > 0),
            question: flag(&scans, |s| s.questions > 0),
            address: flag(&scans, |s| s.address),
            ellipsis: flag(&scans, |s| s.ellipsis),
            name: flag(&scans, name_like),
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
        let lengths = page.run.lines().filter(|&i| good(&scans[i])).map(|i| page.length.at(i));
        let (sum, count) = lengths.fold((0.0, 0.0), |(sum, count), length| (sum + length, count + 1.0));
        page.run_mean = sum / f32::max(count, 1.0);
        page.judged = judged(&scans);
        page.compare_words(&of, &scans, good);
        page.scans = scans;
        page
    }

    fn count_repeats(&mut self, scans: &[Scan]) {
        let mut hashes: Vec<(u64, usize)> = scans.iter().enumerate().map(|(i, s)| (s.hash, i)).collect();
        hashes.sort_unstable();
        self.repeats = vec![0.0; scans.len()];
        for same in hashes.chunk_by(|a, b| a.0 == b.0) {
            same.iter()
                .for_each(|&(_, i)| self.repeats[i] = same.len().min(MOST_REPEATS) as f32);
        }
        self.repeated = Column::of(self.repeats.iter().map(|&n| f32::from(u8::from(n > 1.0))).collect());
    }

    /// How many of a line's words are stop words of its language or of its page, words that other good lines of the run
    /// use, or words of the title, which is the page's first line in most renderings.
    fn compare_words<'w>(&mut self, of: &impl Fn(usize) -> &'w [Word], scans: &[Scan], good: impl Fn(&Scan) -> bool) {
        let stop_words = stop_words();
        let of_good = (0..self.lines).filter(|&i| good(&scans[i])).flat_map(of);
        let own = most_frequent(of_good.map(|w| w.hash).collect(), STOP_WORDS);
        let of_run = self.run.lines().filter(|&i| good(&scans[i]));
        let topic = Index::of(of_run.flat_map(|i| {
            let long = of(i).iter().filter(|w| w.long);
            long.map(move |w| (w.hash, i as u32))
        }));
        let first = if self.lines == 0 { &[] } else { of(0) };
        let title = Index::set(first.iter().map(|w| w.hash));
        // Of the others nobody asks; for the lines around, they share nothing.
        let mut stop_share = vec![0.0; self.lines];
        let mut topic_share = vec![0.0; self.lines];
        self.own_stop_share = vec![0.0; self.lines];
        self.title_share = vec![0.0; self.lines];
        self.title_jaccard = vec![0.0; self.lines];
        for &i in &self.judged {
            let words = of(i);
            let (mut stop, mut page, mut long, mut known, mut shared) = (0, 0, 0, 0, 0);
            for (n, word) in words.iter().enumerate() {
                stop += usize::from(stop_words.holds(word.hash));
                page += usize::from(own.holds(word.hash));
                shared += usize::from(n < TITLE_WORDS && title.holds(word.hash));
                long += usize::from(word.long);
                known += usize::from(word.long && topic.elsewhere(word.hash, i as u32));
            }
            stop_share[i] = share(stop, words.len());
            topic_share[i] = share(known, long);
            self.own_stop_share[i] = share(page, words.len());
            self.title_share[i] = share(shared, words.len());
            let either = title.len() + words.len() - shared;
            self.title_jaccard[i] = share(shared, either);
        }
        self.stop_share = Column::of(stop_share);
        let weighted = topic_share
            .iter()
            .zip(self.length.values())
            .map(|(t, l)| t * l)
            .collect();
        self.topic = Column::of(topic_share);
        self.topic_weight = Column::of(weighted);
        let copy = |&i: &usize| i > 0 && self.title_jaccard[i] >= 0.6;
        self.title_copy = (0..(self.run.start + 1).min(self.lines)).rev().find(copy);
    }
}

/// The lines that are no menus far from any text.
fn judged(scans: &[Scan]) -> Vec<usize> {
    let paragraph = |s: &Scan| s.chars > PARAGRAPH && s.ends;
    let first = scans.iter().position(paragraph);
    let last = scans.iter().rposition(paragraph);
    let Some((first, last)) = first.zip(last) else {
        return (0..scans.len()).collect();
    };
    let menu = |s: &Scan| s.chars < MENU && !s.ends;
    let near = |i: usize| {
        let around = &scans[i.saturating_sub(REACH)..(i + REACH + 1).min(scans.len())];
        around.iter().any(|s| s.chars > TEXT)
    };
    let judged = |&i: &usize| (first..=last).contains(&i) || !menu(&scans[i]) || near(i);
    (0..scans.len()).filter(judged).collect()
}

/// `Ann Kowal`, `María de la Cruz` less its small words: two to four words, all of them capitalised.
fn name_like(s: &Scan) -> bool {
    (2..=4).contains(&s.words)
        && s.capitalised + 1 == s.words
        && s.first == First::Upper
        && s.digits == 0
        && s.chars <= NAME
        && !s.colon
        && s.questions + s.bangs + s.commas == 0
}

fn cues(sheet: &Sheet<'_>, i: usize) -> u16 {
    let of = |c: &crate::sheet::Cue| family(c.role, c.label).map_or(0, |f| 1 << f);
    let telling = sheet.cues(i).filter(|c| sheet.rules.telling(c.rule));
    telling.map(of).fold(0, |all, one| all | one)
}

fn stop_words() -> &'static Index {
    static LIST: std::sync::LazyLock<Index> = std::sync::LazyLock::new(|| {
        let lines = include_str!("../../model/stop-words.tsv").lines();
        let words = lines
            .filter_map(|line| line.split_once('\t'))
            .flat_map(|(_, words)| words.split(' '));
        Index::set(words.map(word_hash))
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
