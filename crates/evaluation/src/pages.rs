//! HTML pages of which gold knows the text, title, authors and date.
//!
//! A folder of gold holds one JSON for each page, in one of two shapes: all under `ground_truth`, or flat with
//! `paragraphs` beside the text. Documents are found by the stem of their source. Texts are compared by the multiset of
//! their runs of four words, case kept. Left to others: labels, names and defects ([`crate::lines`]).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::LazyLock;

use copydesk_dataset::{DocumentRow, read};
use regex::Regex;
use serde::Deserialize;

use crate::Figure;
use crate::date;
use crate::error::Error;
use crate::grid::grid;
use crate::lines::json_files;
use crate::measure::{Share, harmonic};
use crate::text::folded;

/// Words of a run.
const RUN: usize = 4;

/// Letters, digits and the underscore; unlike `\w`, marks part words, as in the reference scorer.
static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}_]+").expect("the pattern is fixed"));

/// How well a dataset agrees with gold pages.
#[derive(Clone, Debug, Default)]
pub struct PageScores {
    /// Name of the set: that of its folder.
    pub set: String,
    /// The whole text.
    pub text: TextScore,
    /// The text without the summary, where gold tells them apart.
    pub without_summary: Option<TextScore>,
    /// Snippets that must be there, and are.
    pub with: Share,
    /// Snippets that must not be there, and are not.
    pub without: Share,
    /// Titles.
    pub title: Share,
    /// Authors, as sets.
    pub authors: Share,
    /// Days of publication, in UTC or the gold's own zone.
    pub date: Share,
    /// Every page with its F1, worst first.
    pub worst: Vec<(f64, String)>,
    /// Titles, authors and dates that differ, worst pages or not.
    pub wrong_fields: Vec<String>,
}

/// How well texts agree.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TextScore {
    /// Pages of gold.
    pub pages: usize,
    /// Mean over pages for which there is a text.
    pub precision: f64,
    /// Mean over pages for which gold has a text.
    pub recall: f64,
    /// Mean F1 of pages; a blank counts as 0.
    pub page_f1: f64,
    /// Pages with the very same words.
    pub exact: usize,
    /// Pages without a text.
    pub blank: usize,
}

impl TextScore {
    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        harmonic(self.precision, self.recall)
    }

    /// Share of pages with the very same words.
    pub fn exact_share(&self) -> f64 {
        self.exact as f64 / self.pages.max(1) as f64
    }

    fn row(&self, name: &str) -> Vec<String> {
        let measures = [self.precision, self.recall, self.f1(), self.page_f1, self.exact_share()];
        let cells = measures.iter().map(|m| format!("{m:.4}"));
        [name.to_owned()]
            .into_iter()
            .chain(cells)
            .chain([self.pages.to_string(), self.blank.to_string()])
            .collect()
    }
}

/// What a dataset says of one page.
#[derive(Clone, Debug, Default)]
struct Found {
    text: String,
    title: Option<String>,
    authors: Vec<String>,
    /// The day in UTC.
    day: Option<i64>,
}

/// Both shapes of a gold file.
#[derive(Deserialize)]
struct Raw {
    ground_truth: Option<Gold>,
    #[serde(flatten)]
    flat: Gold,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Gold {
    main_content: Option<String>,
    title: Option<String>,
    author: Option<String>,
    authors: Option<Vec<String>>,
    publish_date: Option<String>,
    with: Option<Vec<String>>,
    without: Option<Vec<String>>,
    paragraphs: Option<Vec<String>>,
}

/// Compares a dataset with a folder of gold pages.
///
/// # Errors
/// When dataset or gold do not read. A page that gave no row counts as a blank.
pub fn score(dataset: &Path, gold: &Path) -> Result<PageScores, Error> {
    let rows = read::<DocumentRow>(dataset)?;
    let found = rows.into_iter().map(|d| {
        let day = d.published.map(date::day_of);
        (
            stem(&d.source).to_owned(),
            Found {
                text: d.text,
                title: d.title,
                authors: d.authors,
                day,
            },
        )
    });
    Ok(compare(set_name(gold), &gold_pages(gold)?, &found.collect()))
}

fn stem(source: &str) -> &str {
    let name = source.rsplit('/').next().unwrap_or(source);
    [".html", ".htm"]
        .into_iter()
        .fold(name, |n, ending| n.split(ending).next().unwrap_or(n))
}

/// The folder's name; of `DIR/gold`, that of `DIR`.
fn set_name(gold: &Path) -> String {
    let absolute = std::path::absolute(gold).unwrap_or_else(|_| gold.to_owned());
    let named = if absolute.ends_with("gold") {
        absolute.parent().unwrap_or(&absolute)
    } else {
        &absolute
    };
    named.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn gold_pages(folder: &Path) -> Result<Vec<(String, Gold)>, Error> {
    let pages = json_files(folder)?.into_iter().map(|path| {
        let text = std::fs::read_to_string(&path).map_err(|e| Error::io(&path, e))?;
        let raw: Raw = serde_json::from_str(&text).map_err(|e| Error::gold(&path, format!("no gold page: {e}")))?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok((stem, raw.ground_truth.unwrap_or(raw.flat)))
    });
    let pages: Vec<_> = pages.collect::<Result<_, Error>>()?;
    if pages.is_empty() {
        return Err(Error::gold(folder, "holds no gold (*.json)"));
    }
    Ok(pages)
}

fn compare(set: String, gold: &[(String, Gold)], found: &BTreeMap<String, Found>) -> PageScores {
    let mut scores = PageScores {
        set,
        ..PageScores::default()
    };
    let (mut whole, mut bare) = (Sum::default(), Sum::default());
    let blank = Found::default();
    for (stem, g) in gold {
        let f = found.get(stem).unwrap_or(&blank);
        let text = g.main_content.as_deref().unwrap_or_default();
        scores.worst.push((whole.add(text, &f.text), stem.clone()));
        let paragraphs = g.paragraphs.as_deref().unwrap_or_default();
        if paragraphs.is_empty() {
            bare.add(text, &f.text);
        } else {
            bare.add(&paragraphs.join("\n\n"), &f.text);
        }
        snippets(&mut scores, g, f);
        fields(&mut scores, stem, g, f);
    }
    scores.text = whole.score();
    let apart = gold
        .iter()
        .any(|(_, g)| g.paragraphs.as_ref().is_some_and(|p| !p.is_empty()));
    scores.without_summary = apart.then(|| bare.score());
    scores
        .worst
        .sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    scores
}

fn snippets(scores: &mut PageScores, gold: &Gold, found: &Found) {
    let flat = folded(&found.text);
    gold.with
        .iter()
        .flatten()
        .for_each(|s| scores.with.count(flat.contains(&folded(s))));
    gold.without
        .iter()
        .flatten()
        .for_each(|s| scores.without.count(!flat.contains(&folded(s))));
}

/// A field that gold does not state is not looked at.
fn fields(scores: &mut PageScores, stem: &str, gold: &Gold, found: &Found) {
    let mut wrong = |right: bool, what: String| {
        if !right {
            scores.wrong_fields.push(format!("{stem} {what}"));
        }
    };
    let stated = |s: &Option<String>| s.clone().filter(|s| !s.is_empty());
    if let Some(title) = stated(&gold.title) {
        let got = found.title.as_deref().unwrap_or_default();
        let right = folded(&title) == folded(got);
        scores.title.count(right);
        wrong(right, format!("title: gold {title:?}, got {got:?}"));
    }
    let authors = gold
        .authors
        .clone()
        .unwrap_or_else(|| stated(&gold.author).into_iter().collect());
    if !authors.is_empty() {
        let set = |names: &[String]| names.iter().map(|n| folded(n)).collect::<BTreeSet<_>>();
        let right = set(&authors) == set(&found.authors);
        scores.authors.count(right);
        wrong(right, format!("authors: gold {authors:?}, got {:?}", found.authors));
    }
    if let Some(day) = stated(&gold.publish_date) {
        let right = found.day.is_some_and(|d| date::days(&day).contains(&d));
        scores.date.count(right);
        wrong(
            right,
            format!(
                "date: gold {day}, got {}",
                found.day.map_or_else(|| "none".to_owned(), date::iso)
            ),
        );
    }
}

/// Sums over pages.
#[derive(Default)]
struct Sum {
    precision: (f64, usize),
    recall: (f64, usize),
    f1: f64,
    score: TextScore,
}

impl Sum {
    /// Adds a page; gives its F1.
    fn add(&mut self, gold: &str, found: &str) -> f64 {
        let (gold, found) = (words(gold), words(found));
        let (in_gold, in_found) = (runs(&gold).count(), runs(&found).count());
        let both = in_common(&gold, &found);
        if in_found > 0 {
            self.precision = (self.precision.0 + both as f64 / in_found as f64, self.precision.1 + 1);
        } else {
            self.score.blank += 1;
        }
        if in_gold > 0 {
            self.recall = (self.recall.0 + both as f64 / in_gold as f64, self.recall.1 + 1);
        }
        let f1 = if in_gold + in_found > 0 {
            2.0 * both as f64 / (in_gold + in_found) as f64
        } else {
            1.0
        };
        self.f1 += f1;
        self.score.pages += 1;
        self.score.exact += usize::from(gold == found);
        f1
    }

    fn score(self) -> TextScore {
        TextScore {
            precision: self.precision.0 / self.precision.1.max(1) as f64,
            recall: self.recall.0 / self.recall.1.max(1) as f64,
            page_f1: self.f1 / self.score.pages.max(1) as f64,
            ..self.score
        }
    }
}

fn words(text: &str) -> Vec<&str> {
    WORD.find_iter(text).map(|m| m.as_str()).collect()
}

/// Every run of four words; a shorter text is one run.
fn runs<'w, 't>(words: &'w [&'t str]) -> impl Iterator<Item = &'w [&'t str]> {
    let whole = !words.is_empty() && words.len() < RUN;
    words.windows(RUN).chain(whole.then_some(words))
}

fn in_common(gold: &[&str], found: &[&str]) -> usize {
    let mut free: HashMap<&[&str], usize> = HashMap::new();
    runs(gold).for_each(|r| *free.entry(r).or_default() += 1);
    let taken = runs(found).filter(|r| match free.get_mut(r) {
        Some(n) if *n > 0 => {
            *n -= 1;
            true
        }
        _ => false,
    });
    taken.count()
}

impl PageScores {
    /// Every figure under its name, such as `pages.<set>.f1`. `without` is the share of unwanted snippets kept out.
    pub fn figures(&self) -> Vec<Figure> {
        let texts = [
            ("", Some(&self.text)),
            ("_without_summary", self.without_summary.as_ref()),
        ];
        let texts = texts
            .into_iter()
            .filter_map(|(tail, t)| t.map(|t| (tail, t)))
            .flat_map(|(tail, t)| {
                let blank = t.blank as f64 / t.pages.max(1) as f64;
                [
                    (format!("precision{tail}"), t.precision),
                    (format!("recall{tail}"), t.recall),
                    (format!("f1{tail}"), t.f1()),
                    (format!("page_f1{tail}"), t.page_f1),
                    (format!("exact{tail}"), t.exact_share()),
                    (format!("filled{tail}"), 1.0 - blank),
                ]
            });
        let shares = self
            .shares()
            .into_iter()
            .filter_map(|(name, s)| s.value().map(|v| (name.to_owned(), v)));
        texts
            .chain(shares)
            .map(|(name, value)| (format!("pages.{}.{name}", self.set), value))
            .collect()
    }

    fn shares(&self) -> [(&'static str, Share); 5] {
        [
            ("with", self.with),
            ("without", self.without),
            ("title", self.title),
            ("authors", self.authors),
            ("date", self.date),
        ]
    }

    /// For a terminal, with the `worst` worst pages and what is wrong with their fields.
    pub fn table(&self, worst: usize) -> String {
        let head = ["text", "P", "R", "F1", "page F1", "exact", "pages", "blank"]
            .map(str::to_owned)
            .to_vec();
        let mut rows = vec![head, self.text.row("whole")];
        rows.extend(self.without_summary.map(|t| t.row("without summary")));
        let mut out = format!("pages: {}\n{}", self.set, grid(&rows));
        let shares: Vec<_> = self
            .shares()
            .iter()
            .filter(|(_, s)| s.total > 0)
            .map(|(name, s)| s.row(name))
            .collect();
        out.push_str(&grid(&shares));
        for (f1, stem) in self.worst.iter().take(worst) {
            out.push_str(&format!("  {f1:.3} {stem}\n"));
            let own = |w: &&String| w.strip_prefix(stem.as_str()).is_some_and(|rest| rest.starts_with(' '));
            for wrong in self.wrong_fields.iter().filter(own) {
                out.push_str(&format!("        {}\n", &wrong[stem.len() + 1..]));
            }
        }
        out
    }
}
