//! What should become of this project's own seeds, from one TOML file with a table for each raw file.
//!
//! Text files: which lines are the article. HTML: how each paragraph of the article begins. Both: title, authors, date
//! and language. Left to others: labels of what is removed, names, defects ([`crate::lines`]).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use copydesk_dataset::{DocumentRow, DocumentRows};
use serde::Deserialize;

use crate::Figure;
use crate::date;
use crate::error::Error;
use crate::grid::{grid, list};
use crate::measure::{Counts, Share};
use crate::tables::{Lines, whole};
use crate::text::{is_space, short, spaced};

/// Wrong items that a table shows of each sort.
const SHOWN: usize = 40;

/// How well a dataset agrees with the gold of the seeds.
#[derive(Clone, Debug, Default)]
pub struct OwnScores {
    /// Raw files with an article that gave a row.
    pub documents: Share,
    /// Raw files without an article that gave no text.
    pub no_body: Share,
    /// Characters of text files, blanks aside: kept against body.
    pub body_chars: Counts,
    /// Paragraphs of HTML files: kept against body.
    pub paragraphs: Counts,
    /// Titles.
    pub title: Share,
    /// Authors, in order.
    pub authors: Share,
    /// Bylines, where gold has one.
    pub byline: Share,
    /// Days of publication; null must be null.
    pub published: Share,
    /// Languages.
    pub language: Share,
    /// What is wrong, by document.
    pub wrong: Vec<String>,
    /// Documents of the dataset that gold does not know.
    pub without_gold: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gold {
    title: Option<String>,
    #[serde(default)]
    authors: Vec<String>,
    byline: Option<String>,
    published: Option<String>,
    language: Option<String>,
    #[serde(default)]
    body_lines: BTreeSet<usize>,
    #[serde(default)]
    body_starts: Vec<String>,
    #[serde(default)]
    no_body: bool,
}

/// Compares a dataset with the gold of the seeds.
///
/// # Errors
/// When dataset or gold do not read, or gold names a line that a page does not have.
pub fn score(dataset: &Path, gold_toml: &Path) -> Result<OwnScores, Error> {
    let text = std::fs::read_to_string(gold_toml).map_err(|e| Error::io(gold_toml, e))?;
    let gold = parse(&text).map_err(|reason| Error::gold(gold_toml, reason))?;
    compare(&gold, &whole(dataset)?)
}

fn parse(text: &str) -> Result<BTreeMap<String, Gold>, String> {
    let gold: BTreeMap<String, Gold> = toml::from_str(text).map_err(|e| e.to_string())?;
    for (id, g) in &gold {
        let bodies = [g.no_body, !g.body_lines.is_empty(), !g.body_starts.is_empty()];
        if bodies.into_iter().filter(|b| *b).count() != 1 {
            return Err(format!("{id}: wants one of body_lines, body_starts, no_body"));
        }
        if g.published.as_deref().is_some_and(|p| date::days(p).is_empty()) {
            return Err(format!("{id}: published is no ISO date"));
        }
    }
    Ok(gold)
}

fn compare(gold: &BTreeMap<String, Gold>, documents: &[DocumentRows]) -> Result<OwnScores, Error> {
    let mut scores = OwnScores::default();
    let by_id: BTreeMap<&str, &DocumentRows> = documents.iter().map(|d| (d.document.id.as_str(), d)).collect();
    for (id, g) in gold {
        match by_id.get(id.as_str()) {
            found if g.no_body => {
                let text = found.map_or("", |d| d.document.text.as_str());
                scores.no_body.count(text.is_empty());
                if !text.is_empty() {
                    scores
                        .wrong
                        .push(format!("{id}: there is no article, got “{}”", short(text)));
                }
            }
            Some(doc) => {
                scores.documents.count(true);
                fields(&mut scores, id, g, &doc.document);
                if g.body_starts.is_empty() {
                    lines(&mut scores, g, doc)?;
                } else {
                    paragraphs(&mut scores, g, doc);
                }
            }
            None => {
                scores.documents.count(false);
                scores.paragraphs.missed += g.body_starts.len();
                scores.wrong.push(format!("{id}: no row"));
            }
        }
    }
    let unknown = by_id.keys().filter(|id| !gold.contains_key(**id));
    scores.without_gold = unknown.map(|id| (*id).to_owned()).collect();
    Ok(scores)
}

fn fields(scores: &mut OwnScores, id: &str, gold: &Gold, row: &DocumentRow) {
    let mut field = |share: &mut Share, name: &str, right: bool, want: String, got: String| {
        share.count(right);
        if !right {
            scores
                .wrong
                .push(format!("{id} {name}: gold “{}”, got “{}”", short(&want), short(&got)));
        }
    };
    let plain = |s: &Option<String>| s.as_deref().map(spaced).unwrap_or_default();
    let (want, got) = (plain(&gold.title), plain(&row.title));
    field(&mut scores.title, "title", want == got, want, got);

    let people = |names: &[String]| names.iter().map(|n| spaced(n)).collect::<Vec<_>>().join("; ");
    let (want, got) = (people(&gold.authors), people(&row.authors));
    field(&mut scores.authors, "authors", want == got, want, got);

    if gold.byline.is_some() {
        let (want, got) = (plain(&gold.byline), plain(&row.byline));
        field(&mut scores.byline, "byline", got.contains(&want), want, got);
    }
    let got = row.published.map(date::day_of);
    let right = match &gold.published {
        Some(iso) => got.is_some_and(|day| date::days(iso).contains(&day)),
        None => got.is_none(),
    };
    let want = gold.published.clone().unwrap_or_default();
    field(
        &mut scores.published,
        "published",
        right,
        want,
        got.map(date::iso).unwrap_or_default(),
    );

    let want = plain(&gold.language);
    field(
        &mut scores.language,
        "language",
        want == row.language,
        want,
        row.language.clone(),
    );
}

/// Text files: characters of each line, kept or not, against what the line is.
fn lines(scores: &mut OwnScores, gold: &Gold, doc: &DocumentRows) -> Result<(), Error> {
    let page = Lines::of(&doc.page.page_text);
    let id = &doc.document.id;
    if let Some(n) = gold.body_lines.iter().find(|n| **n < 1 || **n > page.len()) {
        return Err(Error::disagree(
            id,
            format!("gold names line {n}, the page has {} lines", page.len()),
        ));
    }
    for k in 0..page.len() {
        let chars = |part: &[char]| part.iter().filter(|c| !is_space(**c)).count();
        let all = chars(page.line(k));
        let kept: usize = page
            .parts(k, &doc.spans)
            .filter(|(s, _)| s.kept)
            .map(|(_, part)| chars(part))
            .sum();
        let body = gold.body_lines.contains(&(k + 1));
        let counts = match body {
            true => Counts {
                right: kept,
                missed: all - kept.min(all),
                extra: 0,
            },
            false => Counts {
                extra: kept,
                ..Counts::default()
            },
        };
        scores.body_chars.add(counts);
        let what = match body {
            true if counts.missed > 0 => format!("lost {} of {all} characters", counts.missed),
            false if kept > 0 => format!("kept {kept} of {all} characters"),
            _ => continue,
        };
        let text: String = page.line(k).iter().collect();
        scores.wrong.push(format!("{id}:{} {what}: “{}”", k + 1, short(&text)));
    }
    Ok(())
}

/// HTML files: the kept part of each block, in order, against how the paragraphs begin.
fn paragraphs(scores: &mut OwnScores, gold: &Gold, doc: &DocumentRows) {
    let page = Lines::of(&doc.page.page_text);
    let kept = (0..page.len()).map(|k| {
        let parts = page
            .parts(k, &doc.spans)
            .filter(|(s, _)| s.kept)
            .flat_map(|(_, part)| part);
        spaced(&parts.collect::<String>())
    });
    let kept: Vec<String> = kept.filter(|t| !t.is_empty()).collect();
    let mut used = vec![false; kept.len()];
    let mut next = 0;
    let id = &doc.document.id;
    for start in &gold.body_starts {
        let start = spaced(start);
        match kept[next..].iter().position(|t| t.starts_with(&start)) {
            Some(k) => {
                used[next + k] = true;
                next += k + 1;
                scores.paragraphs.right += 1;
            }
            None => {
                scores.paragraphs.missed += 1;
                scores.wrong.push(format!("{id} lost: “{start} …”"));
            }
        }
    }
    for (text, _) in kept.iter().zip(&used).filter(|(_, used)| !**used) {
        scores.paragraphs.extra += 1;
        scores.wrong.push(format!("{id} kept: “{}”", short(text)));
    }
}

impl OwnScores {
    /// Every figure under its name.
    pub fn figures(&self) -> Vec<Figure> {
        let mut out = Vec::new();
        for (name, counts) in [("body_chars", &self.body_chars), ("paragraphs", &self.paragraphs)] {
            out.push((format!("own.{name}_precision"), counts.precision()));
            out.push((format!("own.{name}_recall"), counts.recall()));
        }
        out.extend(
            self.shares()
                .iter()
                .filter_map(|(name, s)| s.value().map(|v| (format!("own.{name}"), v))),
        );
        out
    }

    fn shares(&self) -> [(&'static str, Share); 7] {
        [
            ("documents", self.documents),
            ("no_body", self.no_body),
            ("title", self.title),
            ("authors", self.authors),
            ("byline", self.byline),
            ("published", self.published),
            ("language", self.language),
        ]
    }

    /// For a terminal.
    pub fn table(&self) -> String {
        let counts = [
            Counts::head("own seeds"),
            self.body_chars.row("text files, by character"),
            self.paragraphs.row("HTML files, by paragraph"),
        ];
        let shares: Vec<_> = self.shares().iter().map(|(name, s)| s.row(name)).collect();
        let mut out = format!("own\n{}{}", grid(&counts), grid(&shares));
        out.push_str(&list("wrong", &self.wrong, SHOWN));
        out.push_str(&list("seeds without gold", &self.without_gold, SHOWN));
        out
    }
}
