//! Text or HTML to blocks, labels and metadata.
//!
//! [`html`] reads a page of a stranger within [`Limits`]: a byte pre-filter cuts what is never text, html5ever
//! builds the tree piece by piece, one walk fills flat arrays, and everything after that is arithmetic on those
//! arrays. [`plain`] finds the lines and paragraphs of a text file. Which lines of a text file are not the article
//! is decided by `boilerplate`, the charset by `decode`, whether a page is a stub by `boilerplate` again.
//! Nothing here reads a file, a clock or the network, and no rule knows a site.

pub mod authors;
mod build;
mod charref;
mod choose;
mod complete;
mod cues;
mod cut;
pub mod dates;
mod element;
mod features;
mod flat;
mod headline;
mod in_body;
mod jsonld;
mod labels;
mod media;
mod meta;
mod model;
mod modes;
mod near;
mod parse;
mod parts;
mod plain;
mod prune;
mod several;
mod text;
mod tokens;
#[doc(hidden)]
pub mod training;
mod tree;
mod walk;
mod when;
mod who;

use copydesk_model::{Annotation, Block, Flag, Label, Meta, Refusal};

use choose::Body;
use features::Known;
use flat::Flat;
use jsonld::Structured;
use labels::Verdict;

pub use complete::complete;
pub use media::media_type;
pub use plain::plain;

/// How much of a page is read before it is refused; each limit is a setting because real pages differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Elements nested in one another; browsers stop at 512 too.
    pub depth: usize,
    /// Nodes of the tree, which may grow with the square of the input.
    pub nodes: usize,
    /// Attributes of one tag; the parser compares each with all others.
    pub attributes: usize,
    /// Blocks of a page, lines of a text: each takes more than a KiB while the rows are made.
    pub blocks: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            depth: 512,
            nodes: 200_000,
            attributes: 4096,
            blocks: 150_000,
        }
    }
}

/// What was found in one input; all spans are bytes of `page`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extracted {
    /// The text of a text file as it stands, or all visible text of a page, one block per line.
    pub page: String,
    /// Lines that belong together, in order.
    pub blocks: Vec<Block>,
    /// One label per block of an HTML page, in order, then those of parts of a block; none for a text file.
    pub labels: Vec<Annotation>,
    /// What the page says of itself.
    pub meta: Meta,
    /// Defects survived on the way.
    pub flags: Vec<Flag>,
}

/// A step of [`html`], for those who measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// From the source to a tree.
    Parse,
    /// From the tree to flat arrays.
    Walk,
    /// Structured data and the headline.
    Headline,
    /// Which part is the article.
    Choose,
    /// What each line is by the rules.
    Label,
    /// The trained model's word on it.
    Model,
    /// Authors, dates and the rest.
    Metadata,
    /// The result put together.
    Assemble,
}

impl Phase {
    /// All steps, in their order.
    pub const ALL: &[Phase] = &[
        Phase::Parse,
        Phase::Walk,
        Phase::Headline,
        Phase::Choose,
        Phase::Label,
        Phase::Model,
        Phase::Metadata,
        Phase::Assemble,
    ];
}

/// Reads an HTML page. `url` is where it came from, when that is known.
///
/// # Errors
/// When the page passes one of the `limits`; the refusal names the limit.
pub fn html(source: &str, url: Option<&str>, limits: &Limits) -> Result<Extracted, Refusal> {
    html_in_phases(source, url, limits, &mut |_| {})
}

/// [`html`], which calls `done` after each of its steps.
///
/// # Errors
/// As [`html`].
pub fn html_in_phases(
    source: &str,
    url: Option<&str>,
    limits: &Limits,
    done: &mut dyn FnMut(Phase),
) -> Result<Extracted, Refusal> {
    let source = cut::without_nul(source);
    let (found, noscript) = read(&source, url, limits, false, done)?;
    let has_text = |found: &Extracted| found.labels.iter().any(|l| l.as_label() == Some(Label::Body));
    // Some pages keep their text where only browsers without scripts show it.
    if noscript >= LEAST_NOSCRIPT
        && !has_text(&found)
        && let Ok((again, _)) = read(&source, url, limits, true, done)
        && has_text(&again)
    {
        return Ok(again);
    }
    Ok(found)
}

/// A shorter `noscript` holds a counter's picture or asks for scripts.
const LEAST_NOSCRIPT: usize = 400;

/// What one reading of the source finds, and how many bytes of `noscript` it left out.
fn read(
    source: &str,
    url: Option<&str>,
    limits: &Limits,
    with_noscript: bool,
    done: &mut dyn FnMut(Phase),
) -> Result<(Extracted, usize), Refusal> {
    let judged = judge(source, limits, with_noscript, done)?;
    let (labels, scores) = model::verdicts(&judged.known());
    done(Phase::Model);
    let Judged {
        flat,
        structured,
        headline,
        noscript,
        ..
    } = judged;
    let meta = meta::meta(&flat, &structured, &labels, headline, url);
    done(Phase::Metadata);
    let mut flags = Vec::new();
    if structured.broken {
        flags.push(Flag::BrokenMetadata);
    }
    if meta.published_raw.is_some() {
        flags.push(Flag::DateConflict);
    }
    if several::several(&flat, &labels) {
        flags.push(Flag::SeveralArticles);
    }
    let found = labels::assemble(flat, labels, &scores, meta, flags);
    done(Phase::Assemble);
    Ok((found, noscript))
}

/// A page on which the rules have spoken: all that the model is asked with.
struct Judged {
    flat: Flat,
    structured: Structured,
    headline: Option<String>,
    body: Body,
    rules: Vec<Verdict>,
    /// Bytes of `noscript` that were left out.
    noscript: usize,
}

impl Judged {
    fn known(&self) -> Known<'_> {
        Known {
            flat: &self.flat,
            structured: &self.structured,
            headline: self.headline.as_deref(),
            body: &self.body,
            rules: &self.rules,
        }
    }
}

/// The steps up to the model's; `source` is without NUL.
fn judge(source: &str, limits: &Limits, with_noscript: bool, done: &mut dyn FnMut(Phase)) -> Result<Judged, Refusal> {
    let parsed = parse::parse(source, limits, with_noscript)?;
    done(Phase::Parse);
    let mut flat = walk::walk(&parsed.tree, limits)?;
    drop(parsed.tree);
    done(Phase::Walk);
    let structured = jsonld::read(&parsed.json_ld);
    let headline = headline::headline(&flat, &structured);
    done(Phase::Headline);
    prune::contexts(&mut flat);
    let body = choose::body(&flat, &structured, headline.as_deref());
    done(Phase::Choose);
    let rules = labels::labels(&flat, &body, headline.as_deref());
    done(Phase::Label);
    Ok(Judged {
        flat,
        structured,
        headline,
        body,
        rules,
        noscript: parsed.noscript,
    })
}
