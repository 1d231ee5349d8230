//! Lines that repeat over the pages of one site.
//!
//! Pass 1 observes the edges of each page; [`Templates::collect`] counts them without regard to order; pass 2
//! removes lines that stand at the edge of the kept text, repeat on at least three different pages of the same site, not all of one day,
//! and are short or carry a cue. Repetition alone proves little: agencies' quotes repeat as well.
//!
//! An appeal returns in other words. A long line that speaks and carries a cue is also observed by its [`sketch`], pairs of its
//! words that are chosen alike on every page; lines with pairs in common are as alike as the pairs are many.

use std::collections::BTreeMap;

use copydesk_model::{Annotation, Document, Label, Piece, RuleId, Span};
use copydesk_rules::{Hit, Matcher, fold};
use serde::{Deserialize, Serialize};

use crate::cues::{Role, Rules};
use crate::line;
use crate::sheet::{BOXES, SHORT};
use crate::sketch::sketch;

/// Lines at each edge of the kept text that are looked at.
const EDGE: usize = 6;
/// Pages of one site that must show a line before it can be a template.
pub const PAGES: u32 = 3;
/// Lines at each edge that are also observed by their sketch: to look for cues again costs more than to fold a line.
const SKETCHED: usize = 3;
/// Pairs of a sketch that must be templates before a line is a reworded one.
const PAIRS: usize = 2;

/// Microseconds.
const DAY: i64 = 86_400_000_000;

/// What one page shows at its edges.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PageLines {
    site: String,
    /// Copies of one article are one page: a hash of its longest kept line, normalized.
    article: u64,
    /// The day of publication since 1970, when the page says it.
    day: Option<i64>,
    /// Sorted, each once.
    lines: Vec<String>,
}

/// How many pages of each site show a line at their edge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Templates {
    sites: BTreeMap<String, BTreeMap<String, u32>>,
}

/// A page that shows a line: its article, and the day of publication since 1970 when the page says it.
pub type Sighting = (u64, Option<i64>);

/// On how many pages a line was seen, when that makes it a template. Copies of one article are one page; what returns on
/// one day alone is that day's news, such as an agency's words, and no template.
pub fn pages_of(sightings: &mut [Sighting]) -> Option<u32> {
    sightings.sort_unstable();
    let articles = sightings.chunk_by(|a, b| a.0 == b.0).count() as u32;
    let days = || {
        let first = sightings[0].1;
        first.is_none() || sightings.iter().any(|s| s.1 != first)
    };
    (articles >= PAGES && days()).then_some(articles)
}

/// The edges of one page; nothing when the site is not known.
pub fn observe(doc: &Document, pieces: &[Piece], site: &str, rules: &Rules) -> PageLines {
    if site.is_empty() {
        return PageLines::default();
    }
    let kept = kept_lines(doc, pieces);
    let longest = kept.iter().max_by_key(|s| (s.len(), std::cmp::Reverse(s.start())));
    let mut judge = Judge::of(rules);
    let mut lines: Vec<String> = edges(&kept).map(|s| normalized(s.of(doc.text()))).collect();
    let outer = kept
        .iter()
        .take(SKETCHED)
        .chain(kept.iter().skip(SKETCHED).rev().take(SKETCHED));
    for text in outer.map(|s| s.of(doc.text())) {
        if text.chars().nth(SHORT).is_some() && judge.cue(text).is_some_and(|cue| cue.speaks) {
            lines.extend(sketch(text));
        }
    }
    lines.sort_unstable();
    lines.dedup();
    PageLines {
        site: site.to_owned(),
        article: longest.map_or(0, |s| line::hash(&normalized(s.of(doc.text())))),
        day: doc.meta.published.map(|p| p.micros.div_euclid(DAY)),
        lines,
    }
}

impl PageLines {
    /// The site; empty when none is known.
    pub fn site(&self) -> &str {
        &self.site
    }

    /// The lines at the edges of the page with the pairs of their sketches, sorted, as they are compared.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// By what it is counted.
    pub fn sighting(&self) -> Sighting {
        (self.article, self.day)
    }

    /// The page as pages of one line each, with site and line, by which they are counted: what they add up to is the same.
    pub fn split(self) -> Vec<((String, String), PageLines)> {
        let one = |line: &String| PageLines {
            lines: vec![line.clone()],
            article: self.article,
            site: self.site.clone(),
            day: self.day,
        };
        let split = self
            .lines
            .iter()
            .map(|line| ((self.site.clone(), line.clone()), one(line)));
        split.collect()
    }
}

impl Templates {
    /// On how many pages of a site a line stands, when that makes it a template.
    pub fn pages(&self, site: &str, line: &str) -> Option<u32> {
        self.sites.get(site)?.get(line).copied()
    }

    /// Adds templates that were counted over all pages, but over other lines.
    pub fn merge(&mut self, other: Templates) {
        for (site, lines) in other.sites {
            self.sites.entry(site).or_default().extend(lines);
        }
    }

    /// Counts the lines of all pages. The order of the pages does not matter.
    pub fn collect(pages: impl IntoIterator<Item = PageLines>) -> Templates {
        let mut seen: BTreeMap<(String, String), Vec<Sighting>> = BTreeMap::new();
        for page in pages.into_iter().filter(|page| !page.site.is_empty()) {
            let sighting = page.sighting();
            for line in page.lines {
                seen.entry((page.site.clone(), line)).or_default().push(sighting);
            }
        }
        let counted = seen
            .into_iter()
            .filter_map(|((site, line), mut of)| Some((site, line, pages_of(&mut of)?)));
        Templates::of(counted)
    }

    /// Templates that were counted, as site, line and the number of pages.
    pub fn of(counted: impl IntoIterator<Item = (String, String, u32)>) -> Templates {
        let mut sites: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
        for (site, line, pages) in counted {
            sites.entry(site).or_default().insert(line, pages);
        }
        Templates { sites }
    }

    /// Every repeated line with its site and the count of pages, sorted, for people.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, u32)> {
        self.sites
            .iter()
            .flat_map(|(site, lines)| lines.iter().map(move |(line, n)| (site.as_str(), line.as_str(), *n)))
    }
}

/// Labels for kept lines that repeat over the site. From each end of the kept text inward, as far as lines repeat.
pub fn annotate_with(
    doc: &Document,
    pieces: &[Piece],
    site: &str,
    templates: &Templates,
    rules: &Rules,
) -> Vec<Annotation> {
    let Some(lines) = templates.sites.get(site) else {
        return Vec::new();
    };
    let text = doc.text();
    let kept = kept_lines(doc, pieces);
    let mut found: BTreeMap<Span, Annotation> = BTreeMap::new();
    let mut cues = Judge::of(rules);
    let mut judge = |span: Span| {
        let slice = span.of(text);
        if let Some(&pages) = lines.get(&normalized(slice)) {
            let (label, score) = match cues.cue(slice) {
                None if !quotes_nobody(slice) => return None,
                Some(cue) => (cue.label, 0.95),
                None if slice.chars().count() < SHORT => (Label::Other, 0.85),
                None => return None,
            };
            let rule = RuleId::new("boilerplate/template/repeated-line");
            return Some(Annotation::label(span, label, &rule, score).because(format!("on {pages} pages of {site}")));
        }
        // To count letters costs less than to look for cues.
        slice.chars().nth(SHORT)?;
        let cue = cues.cue(slice).filter(|cue| cue.speaks)?;
        let mut pairs = sketch(slice).filter_map(|pair| Some((*lines.get(&pair)?, pair)));
        let (pages, pair) = pairs.next()?;
        let more = pairs.count();
        if more + 1 < PAIRS {
            return None;
        }
        let words = pair.split_once(' ').map_or("", |(_, words)| words);
        let why = format!("in other words on {pages} pages of {site}: “{words}” and {more} more pairs of words");
        let rule = RuleId::new("boilerplate/template/reworded-line");
        Some(Annotation::label(span, cue.label, &rule, 0.85).because(why))
    };
    for &span in kept.iter().take(EDGE) {
        let Some(annotation) = judge(span) else { break };
        found.insert(span, annotation);
    }
    for &span in kept.iter().rev().take(EDGE) {
        let Some(annotation) = judge(span) else { break };
        found.insert(span, annotation);
    }
    // A page of nothing but repeated lines is left to the rules that judge whole pages.
    if found.len() == kept.len() {
        return Vec::new();
    }
    found.into_values().collect()
}

/// A cue of a line that quotes nobody.
struct Found {
    label: Label,
    /// The line speaks as the outlet or to the reader, and the cue is of an appeal or a box.
    speaks: bool,
}

/// Looks for cues in line after line.
struct Judge<'r> {
    rules: &'r Rules,
    matcher: Matcher<'r>,
    hits: Vec<Hit<'r>>,
}

impl<'r> Judge<'r> {
    fn of(rules: &'r Rules) -> Judge<'r> {
        Judge {
            rules,
            matcher: rules.set().matcher(),
            hits: Vec::new(),
        }
    }

    fn cue(&mut self, text: &str) -> Option<Found> {
        if !quotes_nobody(text) {
            return None;
        }
        self.matcher.matches(text, &mut self.hits);
        let kinds = || self.hits.iter().map(|h| self.rules.kind(h.index));
        let (_, label) = kinds().find(|(role, _)| {
            matches!(
                role,
                Role::Head | Role::Gate | Role::Member | Role::Line | Role::Edge | Role::Control
            )
        })?;
        let speaks = kinds().any(|(role, _)| role == Role::Voice) && BOXES.contains(&label);
        Some(Found { label, speaks })
    }
}

fn quotes_nobody(text: &str) -> bool {
    !line::opens_speech(text) && line::quoted(text).is_empty()
}

/// Blocks that are kept, in order.
fn kept_lines(doc: &Document, pieces: &[Piece]) -> Vec<Span> {
    let text = doc.text();
    let mut out = Vec::new();
    let mut piece = 0;
    for block in &doc.blocks {
        let span = block.span.trimmed(text);
        while piece < pieces.len() && pieces[piece].span.end() <= span.start() {
            piece += 1;
        }
        if !span.is_empty() && pieces.get(piece).is_some_and(Piece::kept) {
            out.push(span);
        }
    }
    out
}

fn edges(kept: &[Span]) -> impl Iterator<Item = &Span> {
    let tail = kept.len().saturating_sub(EDGE).max(EDGE.min(kept.len()));
    kept[..EDGE.min(kept.len())].iter().chain(&kept[tail..])
}

/// A line as it is compared over pages: folded, digits as 0, at most 160 code points and then its hash.
fn normalized(text: &str) -> String {
    let mut folded = fold(text);
    // No letter of Latin or Cyrillic is a number.
    let is_digit =
        |c: char| c.is_ascii_digit() || (c > '\u{7f}' && !('\u{c0}'..='\u{4ff}').contains(&c) && c.is_numeric());
    if folded.contains(is_digit) {
        folded = folded.chars().map(|c| if is_digit(c) { '0' } else { c }).collect();
    }
    // As many bytes as code points, or more.
    if folded.len() <= 160 || folded.chars().count() <= 160 {
        return folded;
    }
    let head = folded
        .char_indices()
        .nth(140)
        .map_or(folded.as_str(), |(end, _)| &folded[..end]);
    format!("{head}… {}", &blake3::hash(folded.as_bytes()).to_hex()[..16])
}
