//! Who signed a page: structured data, `meta`, the elements and lines near the headline. People only.

use copydesk_model::Label;

use crate::authors;
use crate::flat::{Flat, Line, Tag};
use crate::jsonld::Structured;
use crate::labels::Verdict;
use crate::meta::{get, host, host_name, keys};
use crate::near::{Near, apart};
use crate::text::{fold, unescape};
use crate::tokens::Group;

/// The line of the signature: the first one that was found to be one.
pub(crate) fn byline(flat: &Flat, verdicts: &[Verdict]) -> Option<usize> {
    let mut lines = flat.lines.iter().zip(verdicts).enumerate();
    lines
        .find(|(k, (l, v))| {
            v.label == Label::Byline && l.hidden_by == 0 && !authors::signers(&flat.parted(*k)).is_empty()
        })
        .map(|(k, _)| k)
}

/// The people who signed. Fields name whoever entered the text, so a printed `by` near the headline that names
/// others goes before them, and one that names more completes them.
pub(crate) fn names(
    flat: &Flat,
    structured: &Structured,
    near: &Near,
    byline: Option<usize>,
    url: Option<&str>,
) -> Vec<String> {
    // Far from the headline only a line that begins with `by` is taken for a signature.
    let byline = byline.map(|k| (k, flat.parted(k)));
    let byline = byline
        .filter(|(k, text)| near.holds(*k) || authors::is_introduced(text))
        .map(|b| b.1);
    let byline = byline.as_deref();
    let site = Site::of(flat, structured, url);
    let fields = fields(flat, structured, &site);
    let printed = site.people(introduced(flat, near));
    let known = |list: &[String], n: &String| list.iter().any(|o| fold(o) == fold(n));
    if fields.is_empty() {
        if !printed.is_empty() {
            return printed;
        }
        let marked = site.people(marked(flat, near));
        if !marked.is_empty() {
            return marked;
        }
        let signed = site.people(byline.map(authors::signers).unwrap_or_default());
        return if signed.is_empty() {
            site.people(signed_below(flat))
        } else {
            signed
        };
    }
    let agree = fields.iter().filter(|n| known(&printed, n)).count();
    // The line may hold a shorter or longer form of the same name.
    let shown = byline.map(fold).unwrap_or_default();
    let near_same = |n: &String| {
        let last = n.rsplit(' ').next().map(fold).unwrap_or_default();
        shown.contains(&fold(n)) || printed.iter().any(|p| fold(p).split(' ').any(|w| w == last))
    };
    let others = !printed.is_empty() && !fields.iter().any(near_same);
    if others || (agree == fields.len() && printed.len() > fields.len()) {
        printed
    } else {
        fields
    }
}

/// What structured data says, else `meta`.
fn fields(flat: &Flat, structured: &Structured, site: &Site) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for author in &structured.authors {
        let whole = authors::person(&author.name).filter(|n| author.person && !n.contains([',', '|']));
        match whole {
            Some(name) => add(&mut out, name),
            None => add_all(&mut out, authors::declared(&author.name)),
        }
    }
    out = site.people(out);
    for key in keys("author") {
        if !out.is_empty() {
            return out;
        }
        for (_, value) in flat.metas.iter().filter(|(k, _)| k == key).take(50) {
            let value = unescape(value);
            // Scholarly pages write `Doe, Jane`.
            match value.split_once(", ").filter(|_| key == "citation_author") {
                Some((last, first)) => add_all(&mut out, authors::declared(&format!("{first} {last}"))),
                None => add_all(&mut out, authors::declared(&value)),
            }
        }
        out = site.people(out);
    }
    // The card of a link shows two labelled values; the label of the first is often `Written by`.
    let label = get(flat, &["twitter:label1"]).unwrap_or_default();
    if out.is_empty()
        && authors::introduces(&label)
        && let Some(value) = get(flat, &["twitter:data1"])
    {
        out = site.people(authors::declared(&unescape(&value)));
    }
    out
}

/// The people named behind `by` near the headline.
fn introduced(flat: &Flat, near: &Near) -> Vec<String> {
    let mut lines = near.lines(flat).filter(|(k, l)| {
        // Inside the text, `by` begins many a sentence.
        l.hidden_by == 0 && l.chars <= if near.in_text(*k) { 60 } else { 200 }
    });
    let names = |k: usize| {
        let text = flat.parted(k);
        // `Written by` on a line of its own, and the name on the next.
        match k.checked_sub(1).map(|p| flat.of(&flat.lines[p])) {
            Some(before) if authors::leads(before) => authors::declared(&text),
            _ => authors::introduced(&text),
        }
    };
    lines
        .find_map(|(k, _)| Some(names(k)).filter(|n| !n.is_empty()))
        .unwrap_or_default()
}

/// The people of a line such as `Written by Jane Doe`, wherever it stands.
fn signed_below(flat: &Flat) -> Vec<String> {
    let boxed = |l: &Line| {
        let context = flat.elems[l.elem as usize].context;
        apart(flat, l.elem) && context != Some(Group::Footer)
    };
    let lines = flat
        .lines
        .iter()
        .filter(|l| l.hidden_by == 0 && l.chars <= 80 && !boxed(l));
    let mut signed = lines.map(|l| flat.of(l)).filter(|t| authors::is_signed(t));
    signed.next().map(authors::split_byline).unwrap_or_default()
}

/// The people named by elements that hold an author, near the headline.
fn marked(flat: &Flat, near: &Near) -> Vec<String> {
    let (mut out, mut alone) = (Vec::new(), Vec::new());
    for (e, text) in near.author_elements(flat).filter(|(_, t)| t.len() <= 80).take(40) {
        // `Edited by` and the link to an editor.
        if authors::is_others(flat.of(&flat.lines[e.lines.0 as usize]), text) {
            continue;
        }
        add_all(&mut out, authors::signers(text));
        if e.tag == Tag::A {
            add_all(&mut alone, authors::declared(text));
        }
    }
    let mut out = if out.is_empty() { alone } else { out };
    out.truncate(12);
    out
}

fn add(names: &mut Vec<String>, name: String) {
    if !names.iter().any(|n| fold(n) == fold(&name)) {
        names.push(name);
    }
}

fn add_all(names: &mut Vec<String>, more: Vec<String>) {
    more.into_iter().for_each(|n| add(names, n));
}

/// What the site calls itself; it signs for nobody.
struct Site {
    /// The body that publishes.
    publisher: String,
    /// It is a newspaper or the like, and not a page of a person.
    newsroom: bool,
    names: Vec<String>,
}

impl Site {
    fn of(flat: &Flat, structured: &Structured, url: Option<&str>) -> Site {
        let name = get(flat, &["og:site_name", "application-name"]);
        let mut names: Vec<String> = name.iter().map(|n| squash(n)).collect();
        if let Some(host) = url.and_then(host) {
            names.push(squash(host_name(&host)));
        }
        names.retain(|n| !n.is_empty());
        Site {
            publisher: structured.publisher.as_deref().map(squash).unwrap_or_default(),
            newsroom: structured.newsroom,
            names,
        }
    }

    /// Without the site itself. A site with the name of a person is that person's; one word is a brand.
    fn people(&self, names: Vec<String>) -> Vec<String> {
        let own = |n: &String| {
            let squashed = squash(n);
            let brand = !n.contains(' ') && self.names.contains(&squashed);
            let newsroom = self.newsroom && self.names.contains(&squashed);
            brand || newsroom || squashed == self.publisher
        };
        names.into_iter().filter(|n| !own(n)).collect()
    }
}

/// Letters and digits only: `Town Voice` and `townvoice` are one.
fn squash(s: &str) -> String {
    fold(s).replace(' ', "")
}
