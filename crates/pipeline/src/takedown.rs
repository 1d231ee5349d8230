//! The takedown list: pages that must not be in a dataset, by address, host, hash or author.
//!
//! A page on the list becomes a reject with the list's own words. Nothing that was made of its text is kept: it never reaches
//! the facts, and the build that finds it writes the cache anew without it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use copydesk_model::Document;
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Name of the list in the seeds.
pub const TAKEDOWN_FILE: &str = "takedown.tsv";
/// Columns of the list; `date` may be left out.
const COLUMNS: [&str; 4] = ["kind", "value", "date", "why"];

/// What is to be taken down.
#[derive(Clone, Debug, Default)]
pub struct Takedown {
    urls: BTreeMap<String, String>,
    hosts: BTreeMap<String, String>,
    hashes: BTreeMap<String, String>,
    authors: BTreeMap<String, String>,
}

/// By what a document can be found on a takedown list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Marks {
    urls: BTreeSet<String>,
    hosts: BTreeSet<String>,
    hash: String,
    authors: BTreeSet<String>,
    byline: String,
}

impl Takedown {
    /// The list at `path`; a missing file is an empty list unless it was asked for.
    ///
    /// # Errors
    /// When it cannot be read, or says something that is not understood; all of it is told at once.
    pub fn open(path: &Path, asked_for: bool) -> Result<Takedown, Error> {
        let text = match std::fs::read_to_string(path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && !asked_for => return Ok(Takedown::default()),
            Err(e) => return Err(Error::Setting(format!("the takedown list {}: {e}", path.display()))),
            Ok(text) => text,
        };
        Takedown::parse(&path.display().to_string(), &text).map_err(|faults| Error::Setting(faults.join("\n")))
    }

    /// The list that a text holds: tab-separated, the names of the columns first, `#` begins a remark.
    ///
    /// # Errors
    /// With a sentence for each line that is not understood.
    pub fn parse(name: &str, text: &str) -> Result<Takedown, Vec<String>> {
        let mut list = Takedown::default();
        let mut faults = Vec::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text
            .lines()
            .enumerate()
            .filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
        let Some((at, head)) = lines.next() else {
            return Ok(list);
        };
        let head: Vec<&str> = head.split('\t').map(str::trim).collect();
        for column in &head {
            if !COLUMNS.contains(column) {
                faults.push(format!(
                    "{name}:{}: no column {column:?}; known are {}",
                    at + 1,
                    COLUMNS.join(", ")
                ));
            }
        }
        for needed in ["kind", "value", "why"] {
            if !head.contains(&needed) {
                faults.push(format!("{name}:{}: the column {needed} is missing", at + 1));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        for (k, line) in lines {
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            let cell = |column: &str| {
                let at = head.iter().position(|c| *c == column);
                at.and_then(|at| cells.get(at)).copied().unwrap_or_default()
            };
            if cells.len() > head.len() {
                faults.push(format!(
                    "{name}:{}: {} cells in {} columns",
                    k + 1,
                    cells.len(),
                    head.len()
                ));
                continue;
            }
            if let Err(fault) = list.add(cell("kind"), cell("value"), cell("date"), cell("why")) {
                faults.push(format!("{name}:{}: {fault}", k + 1));
            }
        }
        if faults.is_empty() { Ok(list) } else { Err(faults) }
    }

    fn add(&mut self, kind: &str, value: &str, date: &str, why: &str) -> Result<(), String> {
        if why.is_empty() {
            return Err("why is it taken down? the column why is empty".to_owned());
        }
        let since = if date.is_empty() {
            String::new()
        } else {
            format!(" ({date})")
        };
        let words = format!("{kind} {value}{since}: {why}");
        let (into, key) = match kind {
            "url" => (&mut self.urls, url_key(value).ok_or("not an address of http or https")?),
            "host" => (&mut self.hosts, host_key(value).ok_or("not the name of a host")?),
            "hash" => {
                let hex = value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit());
                let key = hex.then(|| value.to_ascii_lowercase());
                (
                    &mut self.hashes,
                    key.ok_or("not a BLAKE3 hash of 64 hex digits, as in source_blake3")?,
                )
            }
            "author" => {
                let key = author_key(value);
                (
                    &mut self.authors,
                    Some(key)
                        .filter(|k| k.contains(|c: char| c.is_alphabetic()))
                        .ok_or("not a name")?,
                )
            }
            _ => return Err(format!("no kind {kind:?}; known are url, host, hash, author")),
        };
        into.entry(key).or_insert(words);
        Ok(())
    }

    /// Whether nothing is on it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Rows of the list.
    pub fn len(&self) -> usize {
        self.urls.len() + self.hosts.len() + self.hashes.len() + self.authors.len()
    }

    /// The list's words on a document that is on it.
    pub fn find(&self, marks: &Marks) -> Option<&str> {
        let url = || marks.urls.iter().find_map(|u| self.urls.get(u));
        let host = || {
            marks
                .hosts
                .iter()
                .find_map(|h| suffixes(h).find_map(|s| self.hosts.get(s)))
        };
        let author = || marks.authors.iter().find_map(|a| self.authors.get(a));
        let byline = || {
            let byline = format!(" {} ", marks.byline);
            self.authors
                .iter()
                .find(|(name, _)| byline.contains(&format!(" {name} ")))
                .map(|(_, words)| words)
        };
        let found = self.hashes.get(&marks.hash).or_else(url).or_else(host).or_else(author);
        found.or_else(byline).map(String::as_str)
    }
}

impl Marks {
    /// The marks of a document.
    pub fn of(doc: &Document) -> Marks {
        let addresses = [&doc.origin.url, &doc.meta.url];
        let sites = [&doc.origin.site, &doc.meta.site];
        Marks {
            urls: addresses.iter().filter_map(|u| url_key(u.as_deref()?)).collect(),
            hosts: addresses
                .iter()
                .chain(&sites)
                .filter_map(|h| host_key(h.as_deref()?))
                .collect(),
            hash: doc.origin.source_blake3.clone(),
            authors: doc.meta.authors.iter().map(|a| author_key(a)).collect(),
            byline: doc.meta.byline.as_deref().map(author_key).unwrap_or_default(),
        }
    }

    /// Those of bytes of which nothing else is known yet.
    pub fn of_hash(hash: &str) -> Marks {
        Marks {
            hash: hash.to_owned(),
            ..Marks::default()
        }
    }
}

/// An address as it is compared: no scheme, no `www.`, no fragment, no slash at the end.
fn url_key(url: &str) -> Option<String> {
    let rest = after_scheme(url.trim())?;
    let rest = rest.split('#').next()?.trim_end_matches('/');
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    Some(format!("{}{path}", host_key(authority)?))
}

/// The host of an address, or a bare host: lower-cased, without user, port and `www.`.
fn host_key(text: &str) -> Option<String> {
    let text = text.trim();
    let authority = after_scheme(text).unwrap_or(text).split(['/', '?', '#']).next()?;
    let host = authority
        .rsplit('@')
        .next()?
        .split(':')
        .next()?
        .trim_end_matches('.')
        .to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let fits = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || c.is_control());
    fits.then(|| host.to_owned())
}

fn after_scheme(url: &str) -> Option<&str> {
    ["https://", "http://"].iter().find_map(|scheme| {
        let head = url.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| &url[scheme.len()..])
    })
}

/// A host and the domains it lies in: `a.b.org`, `b.org`, `org`.
fn suffixes(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host), |h| h.split_once('.').map(|(_, rest)| rest))
}

/// Words of letters and digits, lower-cased, one blank between them.
fn author_key(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(url: &str, site: &str, authors: &[&str], byline: &str) -> Marks {
        let mut doc = Document::from_lines("A title\n\nText.");
        doc.origin.url = Some(url.to_owned()).filter(|u| !u.is_empty());
        doc.origin.site = Some(site.to_owned()).filter(|u| !u.is_empty());
        doc.origin.source_blake3 = "ab".repeat(32);
        doc.meta.authors = authors.iter().map(|a| (*a).to_owned()).collect();
        doc.meta.byline = Some(byline.to_owned());
        Marks::of(&doc)
    }

    fn check(row: &str, marks: &Marks, found: bool) {
        let list = Takedown::parse("t", &format!("kind\tvalue\tdate\twhy\n{row}\n")).unwrap();
        assert_eq!(list.find(marks).is_some(), found, "{row} on {marks:?}");
        if let Some(words) = list.find(marks) {
            assert!(words.ends_with(": a letter") && words.contains("2026-01-02"), "{words}");
        }
    }

    #[test]
    fn a_page_is_found_by_address_host_hash_and_author() {
        let page = marks(
            "https://www.News.example/a/b?x=1#top",
            "",
            &["Jane Doe"],
            "By Zoë O\u{2019}Hara, Minsk",
        );
        for (row, found) in [
            ("url\thttp://news.example/a/b?x=1\t2026-01-02\ta letter", true),
            ("url\thttps://news.example/a/b\t2026-01-02\ta letter", false),
            ("host\tnews.example\t2026-01-02\ta letter", true),
            ("host\tWWW.example\t2026-01-02\ta letter", true),
            ("host\tews.example\t2026-01-02\ta letter", false),
            ("author\tJANE  doe\t2026-01-02\ta letter", true),
            ("author\tJane\t2026-01-02\ta letter", false),
            ("author\tzoë o'hara\t2026-01-02\ta letter", true),
            ("author\tAnna\t2026-01-02\ta letter", false),
        ] {
            check(row, &page, found);
        }
        check(&format!("hash\t{}\t2026-01-02\ta letter", "AB".repeat(32)), &page, true);
        check(
            "host\tpaper.example\t2026-01-02\ta letter",
            &marks("", "paper.example", &[], ""),
            true,
        );
    }

    #[test]
    fn what_is_not_understood_is_told_with_its_line() {
        for (text, want) in [
            ("kind\tvalue\n", "t:1: the column why is missing"),
            ("kind\tvalue\twhy\tbecause\n", "no column \"because\""),
            ("# a remark\nkind\tvalue\twhy\nsite\tx\ty\n", "t:3: no kind \"site\""),
            ("kind\tvalue\twhy\nhost\tx.org\t\n", "t:2: why"),
            ("kind\tvalue\twhy\nhash\tabc\ty\n", "64 hex digits"),
            ("kind\tvalue\twhy\nurl\tftp://x\ty\n", "http"),
            ("kind\tvalue\twhy\nauthor\t--\ty\n", "not a name"),
            ("kind\tvalue\twhy\nhost\tx.org\ty\tz\n", "4 cells in 3 columns"),
        ] {
            let faults = Takedown::parse("t", text).unwrap_err();
            assert!(faults.iter().any(|f| f.contains(want)), "{text:?}: {faults:?}");
        }
        for empty in ["", "\u{feff}\n# nothing\n", "kind\tvalue\twhy\n"] {
            assert!(Takedown::parse("t", empty).unwrap().is_empty());
        }
    }
}
