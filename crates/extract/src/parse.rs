//! From the source of a page to its tree.
//!
//! Ordinary pages are read by `build`. What is odd there goes to html5ever, the reference, fed in pieces so that
//! limits stop it while the tree grows and not after: some input of 75 KB makes 8 million nodes, and parsing is
//! quadratic in the nesting depth. Between two pieces of 1 KiB the number of nodes and the depth of the newest are
//! looked at. The walk checks the depth of the final tree once more, because the parser may move subtrees.

use std::borrow::Cow;

use copydesk_model::{Refusal, RejectReason};
use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::QuirksMode;
use scraper::{Html, HtmlTreeSink};

use crate::Limits;
use crate::build::{Stop, build};
use crate::cut::{Cutter, thin};
use crate::element::Key;
use crate::tree::{Attr, DOCUMENT, Kind, Tree};

const PIECE: usize = 1024;

/// A page as a tree, and what was kept aside.
pub(crate) struct Parsed<'s> {
    pub(crate) tree: Tree<'s>,
    /// The contents of `<script type="application/ld+json">`.
    pub(crate) json_ld: Vec<String>,
    /// Bytes inside `noscript`.
    pub(crate) noscript: usize,
}

/// The tree of a page without NUL, with or without what is in `noscript`.
pub(crate) fn parse<'s>(source: &'s str, limits: &Limits, reads_noscript: bool) -> Result<Parsed<'s>, Refusal> {
    let mut cutter = Cutter::new(source, limits, reads_noscript);
    let tree = match build(&mut cutter, limits) {
        Ok(tree) => tree,
        Err(Stop::Refused(refusal)) => return Err(refusal),
        Err(Stop::Odd) => {
            let (html, whole) = thin(source, limits, reads_noscript)?;
            cutter = whole;
            reference(&html, limits)?
        }
    };
    Ok(Parsed {
        tree,
        json_ld: cutter.json_ld,
        noscript: cutter.noscript,
    })
}

/// The tree as html5ever builds it.
pub(crate) fn reference(html: &str, limits: &Limits) -> Result<Tree<'static>, Refusal> {
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
    Ok(flatten(&parser.finish()))
}

/// The same tree in arrays; elements keep their names in foreign content too.
fn flatten(html: &Html) -> Tree<'static> {
    let mut tree = Tree::new();
    let root = html.tree.root();
    let (mut node, mut parent) = (root, DOCUMENT);
    loop {
        let made = match node.value() {
            scraper::Node::Text(text) => {
                let start = tree.text.len() as u32;
                tree.text.push_str(text);
                Some(tree.add(Kind::Text(start, tree.text.len() as u32)))
            }
            scraper::Node::Element(e) => {
                let name = tree.name(e.name());
                let from = tree.attrs.len() as u32;
                let attrs = e.attrs().filter_map(|(name, value)| {
                    let value = Cow::Owned(value.to_owned());
                    Some(Attr {
                        key: Key::of(name)?,
                        value,
                    })
                });
                tree.attrs.extend(attrs);
                tree.attrs[from as usize..].sort_by_key(|a| a.key);
                Some(tree.add(Kind::Element(name, from, tree.attrs.len() as u32)))
            }
            _ => None,
        };
        if let Some(made) = made {
            tree.append(parent, made);
        }
        let inner = if node == root { Some(DOCUMENT) } else { made };
        if let (Some(child), Some(inner)) = (node.first_child(), inner) {
            (node, parent) = (child, inner);
            continue;
        }
        while node.next_sibling().is_none() {
            match node.parent() {
                Some(up) if up != root => node = up,
                _ => return tree,
            }
            parent = tree.node(parent).parent;
        }
        let Some(next) = node.next_sibling() else { return tree };
        node = next;
    }
}

/// Whether a document type makes browsers imitate old ones; the reference knows the list.
pub(crate) fn is_quirky(doctype: &str) -> bool {
    let words = doctype.trim_end_matches('>').split_ascii_whitespace();
    let plain = words.map(str::to_ascii_lowercase).eq(["<!doctype", "html"]);
    !plain && Html::parse_document(doctype).quirks_mode == QuirksMode::Quirks
}

/// The refusal of a page whose elements are nested too deeply.
pub(crate) fn too_deep(limits: &Limits) -> Refusal {
    Refusal::new(
        RejectReason::TooDeep,
        format!("elements nested more than {} deep", limits.depth),
    )
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::cut::without_nul;

    /// Asserts that our tree is the reference's; says whether the page was not odd.
    fn check(source: &str) -> bool {
        let source = without_nul(source);
        let limits = Limits::default();
        let ours = match build(&mut Cutter::new(&source, &limits, false), &limits) {
            Ok(tree) => tree,
            Err(Stop::Odd) => return false,
            Err(Stop::Refused(_)) => return true,
        };
        let (html, _) = thin(&source, &limits, false).expect("the cutter read it before");
        if let Ok(theirs) = reference(&html, &limits) {
            let (ours, theirs) = (ours.dump(), theirs.dump());
            assert!(
                ours == theirs,
                "{}\n-- ours{ours}\n-- reference{theirs}",
                &source[..source.len().min(2000)]
            );
        }
        true
    }

    #[test]
    fn trees_are_those_of_the_reference() {
        for page in [
            "",
            "x",
            " <p>a",
            "<!doctype html><title> a&amp;b </title><p>c<p>d<table><p>e",
            "<p>a<table><tr><td>b",
            "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\"><p><table>",
            "<b><p>a</b>b</p>c<i>d<div>e</i>f",
            "<a href=1>x<a href=2>y<div>z</a>w</div>v",
            "<table>a<b>c<tr>d<td>e</b>f</table>g",
            "<table><caption>a<td>b<col><colgroup> x<tbody>c</table>d",
            "<ul><li>a<li>b<ul><li>c</ul><li>d</ul><dl><dt>e<dd>f<dt>g",
            "<pre>\n\na</pre><textarea>\n<b>a</textarea><pre>&#10;b",
            "</p></br></div></html></body>x<p>y",
            "<form><div><form></form></div>a</form>b<table><form><tr><td><input></form></table>",
            "<button>a<p>b<button>c</p>d",
            "<h1>a<h2>b</h3>c<p>d<h4>e",
            "<html lang=a><html lang=b class=c><body class=d><body id=e class=f>",
            "<b><b><b><b>x<p>y</b></b></b></b></b>z",
            "<nobr>a<nobr>b<p>c<nobr>d",
            "<object><b>a</object>b<applet><p>c</applet>",
            "<ruby>a<rt>b<rp>c<rtc>d<rb>e</ruby>f<option>g<option>h<optgroup>i",
            "<body>a</body> b</html> c<p>d",
            "<head><meta name=a content=b></head><title>c</title><link rel=d>e",
            "<svg><p>a",
        ] {
            check(page);
        }
    }

    #[test]
    fn trees_of_any_tag_soup_are_those_of_the_reference() {
        const PIECES: &str = "<table> </table> <tr> </tr> <td> </td> <th> <tbody> </tbody> <thead> <caption> </caption> \
            <col> <colgroup> </colgroup> <b> </b> <i> </i> <i> <b> <a> <a_href=x> </a> <p> </p> <div> </div> <li> </li> \
            <ul> </ul> <dd> <dt> <dl> </dl> <form> </form> <h1> </h1> <h2> <pre> </pre> <button> </button> <nobr> </nobr> \
            <object> </object> <marquee> <span> </span> <x-y> </x-y> <br> </br> <hr> <img> <image> <input> <option> \
            <optgroup> <ruby> <rt> <rp> <rb> <rtc> </ruby> <body> <body_class=k> </body> <html_lang=q> </html> <head> \
            </head> <meta> <link> <title>t</title> <textarea>t</textarea> <font_class=a> <font_class=b> </font> <em> \
            </em> <address> </address> <center> <section> </section> <dialog> </summary> <frame> <template_/> </template> \
            &amp; word word2 _ _ <tr>_ <td>_ <code> </code> <area> <param> </select> </svg> <applet> </applet> <menu>";
        let pieces: Vec<String> = PIECES.split_whitespace().map(|p| p.replace('_', " ")).collect();
        let mut seed = 1_u64;
        let mut below = |n: usize| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % n
        };
        let soup = (0..4000).map(|_| {
            let doctype = ["", "<!doctype html>"][below(2)];
            let words: Vec<&str> = (0..below(60)).map(|_| pieces[below(pieces.len())].as_str()).collect();
            doctype.to_owned() + &words.concat()
        });
        assert_eq!(soup.filter(|page| !check(page)).count(), 0, "nothing of it is odd");
    }

    /// Development pages, where they are.
    fn pages() -> Vec<String> {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/pages-dev");
        let mut files: Vec<_> = ["wcxb/html", "fundus/html"]
            .iter()
            .filter_map(|folder| std::fs::read_dir(root.join(folder)).ok())
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        files.sort();
        let read = |path: &std::path::PathBuf| {
            let mut bytes = Vec::new();
            let file = std::fs::File::open(path).ok()?;
            flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes).ok()?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        files.iter().filter_map(read).collect()
    }

    #[test]
    #[allow(clippy::print_stderr, reason = "a test that checks nothing says so")]
    fn trees_of_real_pages_are_those_of_the_reference() {
        let pages = pages();
        if pages.is_empty() {
            eprintln!("no development pages beside the repository");
            return;
        }
        let odd = pages.iter().filter(|p| !check(p)).count();
        assert!(odd * 20 < pages.len(), "{odd} of {} pages are odd", pages.len());
    }
}
