//! The headline of a page, without the site's name.

use std::collections::BTreeSet;

use copydesk_model::BlockKind;

use crate::flat::{Flat, Line};
use crate::jsonld::Structured;
use crate::meta::{get, host, host_name};
use crate::text::{collapse, fold, unescape};

/// The visible `h1` when other evidence agrees with it or nothing speaks against it, else the structured data,
/// `og:title`, the only `h1`, the `<title>` without its last part.
pub(crate) fn headline(flat: &Flat, structured: &Structured) -> Option<String> {
    let tag = flat.title_tag.as_deref().map(unescape);
    let og = get(flat, OPEN_GRAPH).map(|t| unescape(&t));
    let data = structured.headline.as_deref();
    let h1 = headings(flat, 1);
    let h2 = headings(flat, 2);
    let site = SiteName::of(flat, structured, tag.as_deref(), og.as_deref().or(data));
    let declared: Vec<&str> = [og.as_deref(), tag.as_deref()].into_iter().flatten().collect();
    let said: Vec<String> = [data, og.as_deref(), tag.as_deref()]
        .into_iter()
        .flatten()
        .map(fold)
        .filter(|s| !s.is_empty())
        .collect();
    let agrees = |h: &&&str| {
        let h = fold(h);
        // A short line inside a long title is a topic or the site's name, not the headline.
        h.len() >= 8
            && !site.names.contains(&h)
            && said.iter().any(|s| {
                let part =
                    s.contains(&h) && (h.len() * 5 >= s.len() * 3 || (s.starts_with(&h) && h.len() * 3 >= s.len()));
                part || (s.len() >= 16 && h.contains(s))
            })
    };
    let bare: Vec<String> = declared.iter().copied().chain(data).map(|t| site.cut(t)).collect();
    let bared: Vec<String> = bare.iter().map(|t| fold(t)).collect();
    let shown = h1
        .iter()
        .find(agrees)
        .or_else(|| sole(&h1, &bared, &site))
        .or_else(|| h2.iter().find(agrees));
    if let Some(h) = shown {
        let shown = site.cut_own(&collapse(&h.replace('\u{ad}', "")));
        let search = tag.as_deref().map(|t| fold(&site.cut(t)));
        let editors = og.as_deref().filter(|_| structured.newsroom).map(|t| site.cut(t));
        if let Some(editors) = editors.filter(|e| search.as_deref().is_some_and(|s| is_for_search(&shown, s, e))) {
            return Some(editors);
        }
        let known = known_form(&shown, &bare).unwrap_or(&shown);
        return Some(plain_quotes(known, &declared));
    }
    data.map(|t| site.cut(t))
        .or_else(|| og.as_deref().map(|t| site.cut(t)))
        .or_else(|| match h1.as_slice() {
            [only] if only.chars().count() >= 12 => Some(collapse(only)),
            _ => None,
        })
        .or_else(|| tag.as_deref().map(|t| site.cut(t)))
        .filter(|t| !t.is_empty())
}

/// Names of `meta` elements that hold a title, best first.
const OPEN_GRAPH: &[&str] = &["og:title", "twitter:title", "dc.title", "title", "headline"];

/// Newsrooms write a headline for readers and a second one for search engines. Where the page prints the words of
/// its `<title>` and shares others, the others are the editor's headline.
fn is_for_search(shown: &str, search: &str, editors: &str) -> bool {
    let (shown, editors) = (fold(shown), fold(editors));
    let differ = !editors.contains(&shown) && !shown.is_empty() && editors.split(' ').count() >= 3;
    shown == search && differ
}

/// The declared title that a heading holds behind a rubric or a date or before a count, or whose marks it lost to
/// hidden text.
fn known_form<'d>(shown: &str, declared: &'d [String]) -> Option<&'d str> {
    let whole = fold(shown);
    let inner = declared.iter().find(|d| {
        let part = fold(d);
        let inside = part.len() >= 16 && part.len() * 2 >= whole.len() && part.len() < whole.len();
        // What follows a title mostly belongs to it.
        let counted = || {
            let rest = shown.strip_prefix(d.as_str()).map(str::trim_start);
            rest.is_some_and(|r| r.starts_with(['(', '/', '|', '•']))
        };
        let twice = || declared.iter().filter(|o| fold(o) == part).count() >= 2;
        inside && (whole.ends_with(&part) || counted()) && twice()
    });
    let (words, colons) = (|s: &str| s.split(' ').count(), |s: &str| s.matches(": ").count());
    let fuller = || {
        declared.iter().find(|d| {
            let same = fold(d).replace(' ', "") == whole.replace(' ', "");
            same && (words(&fold(d)) > words(&whole) || colons(d) > colons(shown))
        })
    };
    inner.or_else(fuller).map(String::as_str)
}

fn headings(flat: &Flat, level: u8) -> Vec<&str> {
    let visible = |l: &&Line| l.hidden_by == 0 && l.chars < 400 && l.kind == BlockKind::Heading(level);
    let mut out: Vec<&str> = Vec::new();
    for line in flat.lines.iter().filter(visible).take(40) {
        let text = flat.of(line);
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out
}

/// Pages declare one title for search engines and print another. The only `h1`, when it speaks of the same thing,
/// is what readers see.
fn sole<'h, 't>(h1: &'h [&'t str], said: &[String], site: &SiteName) -> Option<&'h &'t str> {
    let [only] = h1 else { return None };
    let long = |w: &&str| w.chars().count() >= if w.is_ascii() { 4 } else { 3 };
    let set = |s: &str| -> BTreeSet<String> { s.split(' ').filter(long).map(str::to_owned).collect() };
    let own = set(&fold(only));
    // Most of the words of the shorter one: `Our blog` and `Newsletter tips` are no headlines of this article.
    let same_thing = said.iter().any(|s| {
        let other = set(s);
        let shared = own.intersection(&other).count();
        shared >= 2 && shared * 5 >= own.len().min(other.len()) * 3
    });
    (same_thing && only.chars().count() <= 200 && !site.is(only)).then_some(only)
}

/// Software bends quotation marks for show: where the page declares the same headline with straight ones, those
/// are the writer's.
fn plain_quotes(shown: &str, declared: &[&str]) -> String {
    let straight = |s: &str| -> String {
        let mark = |c| match c {
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            c => c,
        };
        s.chars().map(mark).collect()
    };
    let bent = |s: &str| s.contains(['‘', '’', '“', '”']);
    let wanted = straight(shown);
    let count = shown.chars().count();
    let same = declared.iter().find_map(|d| {
        let part: String = d.chars().take(count).collect();
        (part == wanted).then_some(part)
    });
    match same {
        Some(plain) if bent(shown) => plain,
        _ => shown.to_owned(),
    }
}

/// What the site calls itself, as it may stand in a title.
struct SiteName {
    names: Vec<String>,
    host: String,
}

impl SiteName {
    fn of(flat: &Flat, structured: &Structured, tag: Option<&str>, title: Option<&str>) -> SiteName {
        let url = [flat.canonical.clone(), get(flat, &["og:url"]), structured.url.clone()];
        let host = url.into_iter().flatten().find_map(|u| host(&u)).unwrap_or_default();
        let said = get(flat, &["og:site_name", "application-name"]);
        let mut names: Vec<String> = [said.as_deref(), structured.publisher.as_deref()]
            .into_iter()
            .flatten()
            .map(fold)
            .collect();
        names.extend(tag.zip(title).and_then(|(tag, title)| beyond(tag, title)));
        names.retain(|n| !n.is_empty());
        SiteName {
            names,
            host: fold(host_name(&host)).replace(' ', ""),
        }
    }

    /// Whether words are the site's name.
    fn is(&self, words: &str) -> bool {
        let words = fold(words);
        !words.is_empty() && (self.names.contains(&words) || words.replace(' ', "") == self.host)
    }

    /// Whether the end of a title is the site's name or begins with its address.
    fn is_tail(&self, words: &str) -> bool {
        let squashed = fold(words).replace(' ', "");
        let begins = self.host.len() >= 6 && squashed.starts_with(&self.host);
        self.is(words) || (begins && words.split_whitespace().count() <= 10)
    }

    /// A title without the site's name at its end or its start.
    fn cut(&self, title: &str) -> String {
        let own = self.cut_own(title);
        if own.len() < title.trim().len() {
            return own;
        }
        for mark in MARKS {
            if let Some((head, tail)) = title.rsplit_once(mark) {
                let short = tail.split_whitespace().count() <= 4 && head.split_whitespace().count() >= 3;
                if short && (self.names.is_empty() || !matches!(*mark, " - " | " – ")) {
                    return head.trim().to_owned();
                }
            }
        }
        title.trim().to_owned()
    }

    /// The same, where only the known name counts.
    fn cut_own(&self, title: &str) -> String {
        let mut title = title.trim();
        for _ in 0..3 {
            let last = MARKS
                .iter()
                .filter_map(|m| title.rfind(m).map(|at| (at, m.len())))
                .max();
            let first = MARKS.iter().filter_map(|m| title.find(m).map(|at| (at, m.len()))).min();
            if let Some((at, n)) = last.filter(|(at, n)| self.is_tail(&title[at + n..])) {
                let _ = n;
                title = title[..at].trim_end();
            } else if let Some((at, n)) = first.filter(|(at, _)| self.is(&title[..*at])) {
                title = title[at + n..].trim_start();
            } else {
                break;
            }
        }
        title.to_owned()
    }
}

/// What stands in `<title>` beyond the title that the page declares elsewhere: the site's name.
fn beyond(tag: &str, title: &str) -> Option<String> {
    let (tag, title) = (tag.trim(), title.trim());
    let parted = |rest: &str, mark: &dyn Fn(&str) -> bool| mark(rest).then(|| fold(rest));
    let rest = match (tag.strip_prefix(title), tag.strip_suffix(title)) {
        (Some(rest), _) => parted(rest, &|r| MARKS.iter().any(|m| r.starts_with(m.trim_end()))),
        (None, Some(rest)) => parted(rest, &|r| r.ends_with(": ") || MARKS.iter().any(|m| r.ends_with(m))),
        _ => None,
    };
    rest.filter(|r| title.chars().count() >= 12 && (1..=6).contains(&r.split(' ').count()))
}

const MARKS: &[&str] = &[" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " « ", " • ", " : "];

#[cfg(test)]
mod tests {
    use super::*;

    fn site(name: &str, host: &str) -> SiteName {
        SiteName {
            names: Vec::from([fold(name)]).into_iter().filter(|n| !n.is_empty()).collect(),
            host: host.to_owned(),
        }
    }

    #[test]
    fn the_site_leaves_the_title() {
        let none = site("", "");
        assert_eq!(none.cut("Big news of the day | Example"), "Big news of the day");
        let example = site("Example", "");
        assert_eq!(example.cut("Example - Big news"), "Big news");
        assert_eq!(example.cut("Talks – a history"), "Talks – a history");
        let mall = site("", "oldmill");
        assert_eq!(
            mall.cut("How to mend a chair | Old Mill - Old Mill Mall of Ourtown"),
            "How to mend a chair"
        );
    }

    #[test]
    fn what_title_adds_is_the_sites_name() {
        let check =
            |tag: &str, title: &str, want: Option<&str>| assert_eq!(beyond(tag, title).as_deref(), want, "{tag}");
        check("Мост зноў закрыты | Наша Ніва", "Мост зноў закрыты", Some("наша ніва"));
        check(
            "Town Notes: The bridge is late",
            "The bridge is late",
            Some("town notes"),
        );
        check("The bridge is late by years", "The bridge is late", None);
        check("Why the bridge is late", "the bridge is late", None);
        check("A – B", "A", None);
        check("", "", None);
    }

    #[test]
    fn a_heading_that_holds_more_or_less_than_the_title() {
        let check = |shown: &str, declared: &[&str], want: Option<&str>| {
            let declared: Vec<String> = declared.iter().map(|d| (*d).to_owned()).collect();
            assert_eq!(known_form(shown, &declared), want, "{shown}");
        };
        let title = "The bridge is closed again";
        check("Dec 18 2021 The bridge is closed again", &[title, title], Some(title));
        check(
            "Premier League The bridge is closed again",
            &[title, title],
            Some(title),
        );
        check(
            "The bridge is closed again (town.example) 87",
            &[title, title],
            Some(title),
        );
        check("The bridge is closed again", &[title, title], None);
        // What follows belongs to the headline, and one witness is none.
        check("The bridge is closed again, say its neighbours", &[title, title], None);
        check("Dec 18 2021 The bridge is closed again", &[title], None);
        let rubric = "Brücke: Am Fluss wird gebaut";
        check("Brücke Am Fluss wird gebaut", &[rubric], Some(rubric));
        check("BrückeAm Fluss wird gebaut", &[rubric], Some(rubric));
        check("Мост зноў закрыты", &["Мост адчынены"], None);
    }

    #[test]
    fn two_headlines_of_a_newsroom() {
        let search = fold("Bridge repairs: cost, dates, detours");
        let editors = "Why the bridge will stay closed";
        assert!(is_for_search("Bridge repairs: cost, dates, detours", &search, editors));
        assert!(!is_for_search("The bridge stays closed", &search, editors));
        assert!(!is_for_search(
            "Bridge repairs: cost, dates, detours",
            &search,
            "Bridge repairs: cost, dates, detours | Voice"
        ));
    }

    #[test]
    fn quotes_of_the_writer() {
        assert_eq!(plain_quotes("It’s “on”", &["It's \"on\" - Site"]), "It's \"on\"");
        assert_eq!(plain_quotes("It’s on", &["It’s on"]), "It’s on");
        assert_eq!(plain_quotes("It’s on", &["It's off"]), "It’s on");
    }
}
