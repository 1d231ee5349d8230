//! Text files of which gold knows every line: its label, its names, its defects; and what the file states of itself.
//!
//! A folder of gold holds one JSON for each file. Documents are found by the stem of their source. The length of each
//! line is compared, and not its hash: a text that differs with no line longer or shorter goes unnoticed.
//! Left to others: HTML, whose lines are not those of the file ([`crate::pages`]).

mod found;
mod gold;
mod tally;

use std::collections::BTreeMap;
use std::path::Path;

use copydesk_dataset::DocumentRows;

use self::found::Found;
use self::gold::{Gold, LABELS, Name};
use self::tally::{near_issue, same_issue, same_span, tally};
use crate::Figure;
use crate::date;
use crate::error::Error;
use crate::grid::{grid, list};
use crate::measure::{Counts, Share};
use crate::tables::whole;
use crate::text::{short, spaced};

pub(crate) use self::gold::json_files;

/// Wrong items that a table shows of each sort.
const SHOWN: usize = 40;

/// How well a dataset agrees with line gold.
#[derive(Clone, Debug, Default)]
pub struct LineScores {
    /// Lines by label, in the order of gold's list; only labels that gold or dataset use.
    pub labels: Vec<(&'static str, Counts)>,
    /// Mean F1 of the labels that gold uses, `blank` left out.
    pub macro_f1: f64,
    /// Lines with a right label, blank ones left out.
    pub accuracy: Share,
    /// Lines of the article.
    pub body_lines: Counts,
    /// Characters of the article.
    pub body_chars: Counts,
    /// Characters of the article in each document.
    pub documents: Vec<(String, Counts)>,
    /// Names whose span is right.
    pub mentions_span: Counts,
    /// Names whose span and type are right.
    pub mentions_type: Counts,
    /// Names whose span and canonical form are right.
    pub mentions_canonical: Counts,
    /// Defects at the very place.
    pub issues_exact: Counts,
    /// Defects that overlap.
    pub issues_overlap: Counts,
    /// Defects that overlap, by kind.
    pub issues_by_kind: BTreeMap<String, Counts>,
    /// Titles.
    pub title: Share,
    /// Bylines.
    pub byline: Share,
    /// Days of publication; null must be null.
    pub published: Share,
    /// Lines with a wrong label, one sentence each.
    pub wrong_lines: Vec<String>,
    /// Names missed, found without need, or given a wrong canonical form.
    pub wrong_names: Vec<String>,
    /// Wrong titles, bylines and dates.
    pub wrong_fields: Vec<String>,
}

/// Compares a dataset with a folder of line gold.
///
/// # Errors
/// When dataset or gold do not read, a document of the gold is not in the dataset, or its page is another text.
pub fn score(dataset: &Path, gold: &Path) -> Result<LineScores, Error> {
    let gold = gold::read(gold)?;
    let documents: BTreeMap<String, DocumentRows> = whole(dataset)?
        .into_iter()
        .map(|w| (stem(&w.document.source).to_owned(), w))
        .collect();
    let mut scores = LineScores::default();
    let mut found = Vec::new();
    for g in &gold {
        let doc = documents
            .get(&g.stem)
            .ok_or_else(|| Error::disagree(&g.stem, "gold, but no such document in the dataset"))?;
        check_page(g, &doc.page.page_text)?;
        fields(&mut scores, g, doc);
        found.push(found::of(doc)?);
    }
    compare(&mut scores, &gold, &found);
    Ok(scores)
}

fn stem(source: &str) -> &str {
    let name = source.rsplit('/').next().unwrap_or(source);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn check_page(gold: &Gold, page: &str) -> Result<(), Error> {
    let lengths: Vec<usize> = page.split('\n').map(|l| l.chars().count()).collect();
    if lengths.len() != gold.lines.len() {
        return Err(Error::disagree(
            &gold.stem,
            format!("{} lines, gold has {}", lengths.len(), gold.lines.len()),
        ));
    }
    match gold.lines.iter().zip(&lengths).find(|(g, len)| g.len != **len) {
        Some((g, len)) => Err(Error::disagree(
            &gold.stem,
            format!("line {} has {len} characters, gold has {}", g.n, g.len),
        )),
        None => Ok(()),
    }
}

fn fields(scores: &mut LineScores, gold: &Gold, doc: &DocumentRows) {
    let row = &doc.document;
    let day = row.published.map(|p| date::iso(date::day_of(p)));
    let published = match (&gold.published, row.published) {
        (Some(g), Some(p)) => date::days(g).contains(&date::day_of(p)),
        (None, None) => true,
        _ => false,
    };
    let same = |a: &Option<String>, b: &Option<String>| a.as_deref().map(spaced) == b.as_deref().map(spaced);
    for (name, share, right, want, got) in [
        (
            "title",
            &mut scores.title,
            same(&gold.title, &row.title),
            &gold.title,
            &row.title,
        ),
        (
            "byline",
            &mut scores.byline,
            same(&gold.byline, &row.byline),
            &gold.byline,
            &row.byline,
        ),
        ("published", &mut scores.published, published, &gold.published, &day),
    ] {
        share.count(right);
        if !right {
            let show = |v: &Option<String>| {
                v.as_deref()
                    .map_or_else(|| "none".to_owned(), |v| format!("“{}”", short(v)))
            };
            scores
                .wrong_fields
                .push(format!("{} {name}: gold {}, got {}", gold.stem, show(want), show(got)));
        }
    }
}

/// Everything that has a line: labels, names, defects.
fn compare(scores: &mut LineScores, gold: &[Gold], found: &[Found]) {
    let mut labels: BTreeMap<&str, Counts> = BTreeMap::new();
    for (g, f) in gold.iter().zip(found) {
        let mut body = Counts::default();
        for (line, got) in g.lines.iter().zip(&f.labels) {
            // Another label that gold allows is right, and counts as if gold had it.
            let want = if line.alt.contains(got) { got } else { &line.label };
            if want == got {
                labels.entry(want).or_default().right += 1;
            } else {
                labels.entry(got).or_default().extra += 1;
                labels.entry(want).or_default().missed += 1;
                scores
                    .wrong_lines
                    .push(format!("{}:{} gold {want}, got {got}", g.stem, line.n));
            }
            if line.label == "blank" {
                continue;
            }
            scores.accuracy.count(want == got);
            let cell = |n: usize| match (want.as_str(), got.as_str()) {
                ("body", "body") => Counts {
                    right: n,
                    ..Counts::default()
                },
                (_, "body") => Counts {
                    extra: n,
                    ..Counts::default()
                },
                ("body", _) => Counts {
                    missed: n,
                    ..Counts::default()
                },
                _ => Counts::default(),
            };
            scores.body_lines.add(cell(1));
            body.add(cell(line.len));
        }
        scores.body_chars.add(body);
        scores.documents.push((g.stem.clone(), body));
        names(scores, g, f);
        issues(scores, g, f);
    }
    scores.labels = LABELS.iter().filter_map(|l| labels.get(l).map(|c| (*l, *c))).collect();
    let inside: Vec<f64> = scores
        .labels
        .iter()
        .filter(|(l, c)| c.right + c.missed > 0 && *l != "blank")
        .map(|(_, c)| c.f1())
        .collect();
    scores.macro_f1 = if inside.is_empty() {
        1.0
    } else {
        inside.iter().sum::<f64>() / inside.len() as f64
    };
}

fn names(scores: &mut LineScores, gold: &Gold, found: &Found) {
    // An optional name found with another type is still nothing wrong.
    let count = |same: &dyn Fn(&Name, &Name) -> bool| {
        let mut t = tally(&gold.mentions, &found.mentions, same);
        t.extra
            .retain(|e| !gold.mentions.iter().any(|m| m.optional && same_span(m, e)));
        t
    };
    let spans = count(&same_span);
    scores.mentions_span.add(spans.counts());
    scores
        .mentions_type
        .add(count(&|g, f| same_span(g, f) && g.kind == f.kind).counts());
    let canonical = count(&|g, f| same_span(g, f) && f.canonical.is_some() && g.canonical == f.canonical);
    scores.mentions_canonical.add(canonical.counts());

    let stem = &gold.stem;
    let show = |what: &str, n: &Name| format!("{stem}:{} {what} {} “{}”", n.line, n.kind, short(&n.surface));
    scores
        .wrong_names
        .extend(spans.missed.iter().map(|n| show("missed", n)));
    scores.wrong_names.extend(spans.extra.iter().map(|n| show("extra", n)));
    for g in &spans.right {
        let partner = found.mentions.iter().find(|f| same_span(g, f));
        if let Some(f) = partner.filter(|f| f.canonical != g.canonical) {
            let form = |n: &Name| n.canonical.clone().unwrap_or_else(|| "none".to_owned());
            scores
                .wrong_names
                .push(format!("{}: gold {}, got {}", show("canonical", g), form(g), form(f)));
        }
    }
}

fn issues(scores: &mut LineScores, gold: &Gold, found: &Found) {
    scores
        .issues_exact
        .add(tally(&gold.issues, &found.issues, same_issue).counts());
    let near = tally(&gold.issues, &found.issues, near_issue);
    scores.issues_overlap.add(near.counts());
    let right = near.right.iter().map(|i| {
        (
            i,
            Counts {
                right: 1,
                ..Counts::default()
            },
        )
    });
    let extra = near.extra.iter().map(|i| {
        (
            i,
            Counts {
                extra: 1,
                ..Counts::default()
            },
        )
    });
    let missed = near.missed.iter().map(|i| {
        (
            i,
            Counts {
                missed: 1,
                ..Counts::default()
            },
        )
    });
    for (issue, one) in right.chain(extra).chain(missed) {
        scores.issues_by_kind.entry(issue.kind.clone()).or_default().add(one);
    }
}

impl LineScores {
    /// Among names whose span is right, those with the right canonical form.
    pub fn canonical_of_found(&self) -> Share {
        Share {
            right: self.mentions_canonical.right,
            total: self.mentions_span.right,
        }
    }

    /// Every figure under its name. `lines.mentions_canonical` is the share among names whose span is right;
    /// `lines.mentions_canonical_f1` counts span and form together.
    pub fn figures(&self) -> Vec<Figure> {
        let mut out = vec![("lines.macro_f1".to_owned(), self.macro_f1)];
        for (name, counts) in [
            ("body_lines", &self.body_lines),
            ("body_chars", &self.body_chars),
            ("mentions_span", &self.mentions_span),
            ("mentions_type", &self.mentions_type),
            ("mentions_canonical", &self.mentions_canonical),
            ("issues_exact", &self.issues_exact),
            ("issues_overlap", &self.issues_overlap),
        ] {
            out.push((format!("lines.{name}_precision"), counts.precision()));
            out.push((format!("lines.{name}_recall"), counts.recall()));
            out.push((format!("lines.{name}_f1"), counts.f1()));
        }
        for (name, share) in [
            ("accuracy", self.accuracy),
            ("mentions_canonical", self.canonical_of_found()),
            ("title", self.title),
            ("byline", self.byline),
            ("published", self.published),
        ] {
            out.extend(share.value().map(|v| (format!("lines.{name}"), v)));
        }
        out
    }

    /// For a terminal.
    pub fn table(&self) -> String {
        let rows = |head: &str, items: &mut dyn Iterator<Item = (&str, &Counts)>| {
            grid(
                &[Counts::head(head)]
                    .into_iter()
                    .chain(items.map(|(n, c)| c.row(n)))
                    .collect::<Vec<_>>(),
            )
        };
        let mut out = String::from("lines\n");
        out.push_str(&rows("label", &mut self.labels.iter().map(|(l, c)| (*l, c))));
        out.push_str(&format!(
            "  macro F1 {:.4} (labels of gold, blank left out)\n",
            self.macro_f1
        ));
        let body = [
            ("body, by line", &self.body_lines),
            ("body, by character", &self.body_chars),
        ];
        let documents = self.documents.iter().map(|(d, c)| (d.as_str(), c));
        out.push_str(&rows("article", &mut body.into_iter().chain(documents)));
        let names = [
            ("span", &self.mentions_span),
            ("type", &self.mentions_type),
            ("canonical", &self.mentions_canonical),
        ];
        out.push_str(&rows("names", &mut names.into_iter()));
        let totals = [("exact", &self.issues_exact), ("overlap", &self.issues_overlap)];
        let kinds = self.issues_by_kind.iter().map(|(k, c)| (k.as_str(), c));
        out.push_str(&rows("defects", &mut totals.into_iter().chain(kinds)));
        out.push_str(&grid(&[
            self.accuracy.row("lines with the right label"),
            self.canonical_of_found().row("canonical forms of names found"),
            self.title.row("title"),
            self.byline.row("byline"),
            self.published.row("published"),
        ]));
        out.push_str(&list("wrong fields", &self.wrong_fields, SHOWN));
        out.push_str(&list("wrong lines", &self.wrong_lines, SHOWN));
        out.push_str(&list("wrong names", &self.wrong_names, SHOWN));
        out
    }
}
