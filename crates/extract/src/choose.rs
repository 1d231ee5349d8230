//! Which elements hold the article.
//!
//! Candidates come from names (`article-body`), from tags (`article`, `main`) and from following the prose down
//! from the root as long as most of it lies in one child. The choice compares how much clean prose each holds.

use copydesk_model::BlockKind;

use crate::flat::{Flat, Tag};
use crate::jsonld::Structured;
use crate::prune::is_clean;
use crate::text::fold;
use crate::tokens::Group;

/// The chosen part of the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Body {
    /// Elements that hold the article, in order, none inside another. Empty: nothing is an article.
    pub(crate) roots: Vec<u32>,
    /// What decided.
    pub(crate) rule: &'static str,
    /// How sure.
    pub(crate) score: f32,
}

/// Less clean prose than this is no article.
const LEAST_PROSE: u32 = 100;

/// Chooses the body.
pub(crate) fn body(flat: &Flat, structured: &Structured, _headline: Option<&str>) -> Body {
    let nothing = Body {
        roots: Vec::new(),
        rule: "extract/none/no-prose",
        score: 0.6,
    };
    if flat.elems[0].prose < LEAST_PROSE {
        return nothing;
    }
    let dense = descend(flat, 0);
    let dense_prose = flat.elems[dense as usize].prose;
    let named = best(flat, |k| flat.elems[k].groups.has(Group::Body));
    let article = best(flat, |k| {
        flat.elems[k].tag == Tag::Article || flat.elems[k].groups.has(Group::Article)
    });
    let hinted = hinted(flat, structured);
    let mut chosen = None;
    if let Some(h) = hinted {
        chosen = Some((h, "extract/body/json-ld", 0.95));
    }
    if chosen.is_none()
        && let Some(n) = named.filter(|&n| flat.elems[n as usize].prose * 2 >= dense_prose)
    {
        chosen = Some((n, "extract/body/named-container", 0.9));
    }
    if chosen.is_none()
        && let Some(a) = article.filter(|&a| flat.elems[a as usize].prose * 2 >= dense_prose)
    {
        chosen = Some((descend(flat, a), "extract/body/article-element", 0.85));
    }
    let (root, rule, score) = chosen.unwrap_or((dense, "extract/body/prose-density", 0.75));
    if flat.elems[root as usize].prose < LEAST_PROSE {
        return nothing;
    }
    Body {
        roots: parts(flat, root),
        rule,
        score,
    }
}

/// Follows the prose down while one child holds most of it.
fn descend(flat: &Flat, from: u32) -> u32 {
    let mut at = from;
    loop {
        let e = &flat.elems[at as usize];
        let mut child = at + 1;
        let mut best = None;
        let mut most = 0;
        while child < e.end {
            let c = &flat.elems[child as usize];
            if c.prose > most {
                most = c.prose;
                best = Some(child);
            }
            child = c.end;
        }
        match best {
            Some(child) if u64::from(most) * 100 >= u64::from(e.prose) * 80 && !is_leaf(flat, child) => at = child,
            _ => return at,
        }
    }
}

/// A paragraph is never the container, even of a one-paragraph article.
fn is_leaf(flat: &Flat, k: u32) -> bool {
    let e = &flat.elems[k as usize];
    matches!(
        e.tag,
        Tag::P | Tag::Item | Tag::Heading(_) | Tag::Inline | Tag::A | Tag::Row | Tag::Pre
    )
}

/// The element with the most prose among those that `is` picks; of nested ones that hold nearly as much, the inner.
fn best(flat: &Flat, is: impl Fn(usize) -> bool) -> Option<u32> {
    let mut best: Option<u32> = None;
    for k in 0..flat.elems.len() {
        if !is(k) || flat.elems[k].prose == 0 {
            continue;
        }
        let prose = u64::from(flat.elems[k].prose);
        let better = best.is_none_or(|b| {
            let most = u64::from(flat.elems[b as usize].prose);
            if flat.inside(k as u32, b) {
                prose * 100 >= most * 90
            } else {
                prose > most
            }
        });
        if better {
            best = Some(k as u32);
        }
    }
    best
}

/// The smallest element that holds most of what the structured data gives as the article's text.
fn hinted(flat: &Flat, structured: &Structured) -> Option<u32> {
    let hint = fold(structured.body.as_deref()?);
    // Every line is looked for in the hint, so both are bounded.
    if hint.len() < 400 || hint.len() > 200_000 {
        return None;
    }
    let mut found = vec![0_u64; flat.elems.len()];
    for line in flat
        .lines
        .iter()
        .filter(|l| l.chars >= 40 && is_clean(flat, l))
        .take(2000)
    {
        let text = fold(flat.of(line));
        if hint.contains(&text) {
            found[line.elem as usize] += text.len() as u64;
        }
    }
    for k in (1..flat.elems.len()).rev() {
        let n = found[k];
        found[flat.elems[k].parent as usize] += n;
    }
    if found[0] * 100 < hint.len() as u64 * 60 {
        return None;
    }
    (0..flat.elems.len())
        .rev()
        .find(|&k| found[k] * 100 >= found[0] * 90 && !is_leaf(flat, k as u32))
        .map(|k| k as u32)
}

/// Bodies that advertisements cut into several containers: elements of the same look as the chosen one, in the
/// same `article`, without a headline of their own.
fn parts(flat: &Flat, root: u32) -> Vec<u32> {
    let e = &flat.elems[root as usize];
    if e.signature == 0 || root == 0 || e.tag == Tag::Article {
        return vec![root];
    }
    let article = |k: u32| {
        let mut at = k;
        while at != 0 && flat.elems[at as usize].tag != Tag::Article {
            at = flat.elems[at as usize].parent;
        }
        at
    };
    let home = article(root);
    let mut out: Vec<u32> = Vec::new();
    for k in 1..flat.elems.len() as u32 {
        let c = &flat.elems[k as usize];
        let alike = k == root || (c.signature == e.signature && c.tag == e.tag && c.prose >= 80);
        let free = out.last().is_none_or(|&o| k >= flat.elems[o as usize].end);
        if !alike || !free || (k != root && (flat.inside(root, k) || flat.inside(k, root))) {
            continue;
        }
        let lines = &flat.lines[c.lines.0 as usize..c.lines.1 as usize];
        let headline = lines.iter().any(|l| l.kind == BlockKind::Heading(1));
        if k == root || (!headline && article(k) == home) {
            out.push(k);
        }
    }
    out
}
