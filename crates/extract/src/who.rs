//! Who signed a page: structured data, `meta`, the elements and lines near the headline. People before bodies.

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

/// The people who signed; where nobody is named, the body or the account that the page names as its author.
pub(crate) fn names(
    flat: &Flat,
    structured: &Structured,
    near: &Near,
    byline: Option<usize>,
    url: Option<&str>,
) -> Vec<String> {
    let site = Site::of(flat, structured, url);
    let people = people(flat, structured, near, byline, &site);
    if people.is_empty() {
        body(flat, structured, near, &site).into_iter().collect()
    } else {
        people
    }
}

/// Fields name whoever entered the text, so a printed `by` near the headline that names others goes before them,
/// and one that names more completes them.
fn people(flat: &Flat, structured: &Structured, near: &Near, byline: Option<usize>, site: &Site) -> Vec<String> {
    // Far from the headline only a line that begins with `by` is taken for a signature.
    let byline = byline.map(|k| (k, flat.parted(k)));
    let byline = byline
        .filter(|(k, text)| near.holds(*k) || authors::is_introduced(text))
        .map(|b| b.1);
    let byline = byline.as_deref();
    let fields = fields(flat, structured, site);
    let printed = site.people(introduced(flat, near));
    let known = |list: &[String], n: &String| list.iter().any(|o| fold(o) == fold(n));
    if fields.is_empty() {
        let ways: [&dyn Fn() -> Vec<String>; 6] = [
            &|| printed.clone(),
            &|| marked(flat, near),
            &|| byline.map(authors::signers).unwrap_or_default(),
            &|| signed_below(flat),
            &|| dated(flat, near),
            &|| box_below(flat, near),
        ];
        let mut found = ways.iter().map(|names| site.people(names()));
        return found.find(|n| !n.is_empty()).unwrap_or_default();
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

/// The body or the account that fields, else an element near the headline, name as the author. That the site itself
/// is the author says least; what structured data calls an organization has signed nothing.
fn body(flat: &Flat, structured: &Structured, near: &Near, site: &Site) -> Option<String> {
    let data = structured.authors.iter().map(|a| a.name.clone());
    let metas = keys("author").flat_map(|key| flat.metas.iter().filter(move |(k, _)| k == key));
    let label = get(flat, &["twitter:label1"]).filter(|l| authors::introduces(l));
    let card = label.and_then(|_| get(flat, &["twitter:data1"]));
    let fields = data.chain(metas.take(20).map(|(_, v)| unescape(v))).chain(card);
    let fields = fields.filter_map(|f| authors::body(&f));
    let marked = near
        .author_elements(flat)
        .take(20)
        .filter(|(e, t)| !authors::is_others(flat.of(&flat.lines[e.lines.0 as usize]), t));
    let printed = near
        .lines(flat)
        .filter(|(k, l)| l.hidden_by == 0 && l.chars <= 80 && near.below_title(*k) && !near.in_text(*k))
        .map(|(_, l)| flat.of(l))
        .filter(|t| authors::is_introduced(t));
    let all: Vec<String> = fields.chain(marked.filter_map(|(_, t)| authors::account(t))).collect();
    if all.is_empty() {
        return printed.filter_map(authors::account).next();
    }
    let other = all.iter().position(|name| !site.is(name)).unwrap_or(0);
    all.into_iter().nth(other)
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
            Some(before) if authors::introduces(before) && before.len() >= 6 => {
                authors::person(&text).into_iter().collect()
            }
            _ if text.len() <= 80 && text.contains(": ") && authors::is_introduced(&text) => {
                authors::split_byline(&text)
            }
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
        .filter(|l| l.hidden_by == 0 && l.chars <= 120 && !boxed(l));
    let mut signed = lines.map(|l| flat.of(l)).filter(|t| authors::is_signed(t));
    signed.next().map(authors::split_byline).unwrap_or_default()
}

/// The one person in a line under the headline that also gives the day, or in a line beside the day:
/// `Jane Doe | Senior Writer | July 2, 2021`.
fn dated(flat: &Flat, near: &Near) -> Vec<String> {
    let fits =
        |(k, l): &(usize, &Line)| l.hidden_by == 0 && l.chars <= 120 && near.below_title(*k) && !near.in_text(*k);
    let is_day = |k: usize| {
        let line = flat.lines.get(k).filter(|l| l.chars <= 40);
        line.is_some_and(|l| crate::dates::published_within(flat.of(l)).is_some())
    };
    let names = |k: usize| {
        let text = flat.parted(k);
        let parts: Vec<&str> = text.split(['|', '•', '·', '●']).collect();
        let mut people = parts.iter().filter_map(|p| authors::before_more(p));
        let beside = || k.checked_sub(1).is_some_and(is_day) || is_day(k + 1);
        let day = match parts.len() {
            1 => text.split_whitespace().count() <= 3 && beside(),
            _ => crate::dates::published_within(&text).is_some(),
        };
        let first = people.next().filter(|_| day)?;
        people.next().is_none().then_some(first)
    };
    let mut lines = near.lines(flat).filter(fits).take(12);
    lines.find_map(|(k, _)| names(k)).into_iter().collect()
}

/// The one person whom elements that hold an author name below the beginning of the text, as in a box about them.
fn box_below(flat: &Flat, near: &Near) -> Vec<String> {
    let below = flat.elems.iter().filter(|e| {
        let k = e.lines.0 as usize;
        e.groups.has(Group::Byline) && e.lines.1 <= e.lines.0 + 1 && near.in_text(k) && !near.holds(k)
    });
    let mut found: Vec<String> = Vec::new();
    for e in below.take(60) {
        let Some((line, text)) = flat.part(e).filter(|(_, t)| t.len() <= 80) else {
            continue;
        };
        let line = &flat.lines[line];
        if line.hidden_by == 0 && !apart(flat, line.elem) && !authors::is_others(flat.of(line), text) {
            add_all(&mut found, authors::signers(text));
        }
    }
    if found.len() == 1 { found } else { Vec::new() }
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

    /// Whether a name is the site's own or begins with it.
    fn is(&self, name: &str) -> bool {
        let squashed = squash(name);
        let own = |n: &String| squashed == *n || (n.len() >= 6 && squashed.starts_with(n.as_str()));
        self.names.iter().any(own) || squashed == self.publisher
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
