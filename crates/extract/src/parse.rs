//! Feeds the parser in pieces, so that limits stop it while the tree grows and not after.
//!
//! Some input of 75 KB makes 8 million nodes, and parsing is quadratic in the nesting depth: between two
//! pieces of 1 KiB the number of nodes and the depth of the newest are looked at. The walk checks the depth of
//! the final tree once more, because the parser may move subtrees.

use copydesk_model::{Refusal, RejectReason};
use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::{StrTendril, TendrilSink};
use scraper::{Html, HtmlTreeSink};

use crate::Limits;

const PIECE: usize = 1024;

/// The tree of a page.
pub(crate) fn parse(html: &str, limits: &Limits) -> Result<Html, Refusal> {
    let mut parser = parse_document(HtmlTreeSink::new(Html::new_document()), ParseOpts::default());
    let mut at = 0;
    while at < html.len() {
        let mut end = (at + PIECE).min(html.len());
        while !html.is_char_boundary(end) {
            end += 1;
        }
        parser.process(StrTendril::from_slice(&html[at..end]));
        at = end;
        let page = parser.tokenizer.sink.sink.0.borrow();
        let mut nodes = page.tree.nodes();
        let count = nodes.len();
        if count > limits.nodes {
            return Err(Refusal::new(
                RejectReason::TooManyNodes,
                format!("more than {} nodes after {at} bytes", limits.nodes),
            ));
        }
        let deep = nodes
            .next_back()
            .is_some_and(|n| n.ancestors().nth(limits.depth).is_some());
        if deep {
            return Err(too_deep(limits));
        }
    }
    Ok(parser.finish())
}

/// The refusal of a page whose elements are nested too deeply.
pub(crate) fn too_deep(limits: &Limits) -> Refusal {
    Refusal::new(
        RejectReason::TooDeep,
        format!("elements nested more than {} deep", limits.depth),
    )
}
