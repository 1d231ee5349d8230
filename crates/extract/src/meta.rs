//! What a page says of itself, each field with its order of evidence; null beats a guess.

use copydesk_model::{BlockKind, DateSource, Label, Meta, Stamp};

use crate::flat::Flat;
use crate::jsonld::Structured;
use crate::labels::Verdict;
use crate::text::{collapse, fold, unescape};
use crate::{authors, dates};

/// The headline without the site's name: the visible `h1` when other evidence agrees with it, else the
/// structured data, `og:title`, the only `h1`, the `<title>` without its last part.
pub(crate) fn headline(flat: &Flat, structured: &Structured) -> Option<String> {
    let tag = flat.title_tag.as_deref().map(unescape);
    let og = get(flat, &["og:title", "twitter:title", "dc.title", "title", "headline"]).map(|t| unescape(&t));
    let data = structured.headline.clone();
    let said: Vec<String> = [data.as_deref(), og.as_deref(), tag.as_deref()]
        .into_iter()
        .flatten()
        .map(fold)
        .filter(|s| !s.is_empty())
        .collect();
    let visible = |l: &&crate::flat::Line| l.hidden_by == 0 && l.chars < 400;
    let h1: Vec<&str> = flat
        .lines
        .iter()
        .filter(visible)
        .filter(|l| l.kind == BlockKind::Heading(1))
        .map(|l| flat.of(l))
        .collect();
    let h2: Vec<&str> = flat
        .lines
        .iter()
        .filter(visible)
        .filter(|l| l.kind == BlockKind::Heading(2))
        .take(40)
        .map(|l| flat.of(l))
        .collect();
    let agrees = |h: &&&str| {
        let h = fold(h);
        // A short line inside a long title is a topic or the site's name, not the headline.
        h.len() >= 8
            && said.iter().any(|s| {
                let part =
                    s.contains(&h) && (h.len() * 5 >= s.len() * 3 || (s.starts_with(&h) && h.len() * 3 >= s.len()));
                part || (s.len() >= 16 && h.contains(s))
            })
    };
    if let Some(h) = h1.iter().find(agrees).or_else(|| h2.iter().find(agrees)) {
        return Some(collapse(h));
    }
    let site = get(flat, &["og:site_name", "application-name"]);
    let bare = |t: String| without_site(&t, site.as_deref());
    data.or_else(|| og.map(bare))
        .or_else(|| match h1.as_slice() {
            [only] if only.chars().count() >= 12 => Some(collapse(only)),
            _ => None,
        })
        .or_else(|| tag.map(bare))
        .filter(|t| !t.is_empty())
}

/// Drops the site's name from the end or the start of a title.
fn without_site(title: &str, site: Option<&str>) -> String {
    let marks = [" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " « ", " • "];
    let site = site.map(fold).unwrap_or_default();
    for mark in marks {
        if let Some((head, tail)) = title.rsplit_once(mark) {
            let is_site = !site.is_empty() && fold(tail) == site;
            let short = tail.split_whitespace().count() <= 4 && head.split_whitespace().count() >= 3;
            if is_site || (short && mark != " - " && mark != " – ") || (short && site.is_empty()) {
                return head.trim().to_owned();
            }
        }
        if let Some((head, tail)) = title.split_once(mark)
            && !site.is_empty()
            && fold(head) == site
        {
            return tail.trim().to_owned();
        }
    }
    title.trim().to_owned()
}

/// All fields.
pub(crate) fn meta(
    flat: &Flat,
    structured: &Structured,
    verdicts: &[Verdict],
    headline: Option<String>,
    url: Option<&str>,
) -> Meta {
    let canonical = [flat.canonical.clone(), get(flat, &["og:url"]), structured.url.clone()]
        .into_iter()
        .flatten()
        .find_map(|u| web(&u))
        .or_else(|| url.and_then(web));
    let site = canonical.as_deref().or(url).and_then(host);
    let byline = byline(flat, verdicts);
    Meta {
        title: headline,
        authors: names(flat, structured, byline.as_deref()),
        published: published(flat, structured, canonical.as_deref().or(url)),
        modified: modified(flat, structured),
        site,
        language: flat
            .language
            .clone()
            .or_else(|| get(flat, &["content-language", "og:locale"]))
            .or_else(|| structured.language.clone())
            .map(|l| l.trim().to_owned())
            .filter(|l| (2..=35).contains(&l.len())),
        section: structured.section.clone().or_else(|| get(flat, &["article:section"])),
        description: get(flat, &["og:description", "description", "twitter:description"])
            .map(|d| unescape(&d))
            .or_else(|| structured.description.clone()),
        accessible_for_free: structured.free,
        translated_by: get(flat, &["x-translated-by", "translated-by"]),
        url: canonical,
        byline,
    }
}

/// The first `meta` of these names, in the order of the names.
fn get(flat: &Flat, keys: &[&str]) -> Option<String> {
    keys.iter()
        .find_map(|key| flat.metas.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone()))
}

fn web(url: &str) -> Option<String> {
    let url = url.trim();
    let lower = url.get(..8.min(url.len())).map(str::to_ascii_lowercase)?;
    let fits = lower.starts_with("https://") || lower.starts_with("http://");
    (fits && url.len() < 2000 && !url.contains(char::is_whitespace) && host(url).is_some()).then(|| url.to_owned())
}

fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest
        .split(['/', '?', '#'])
        .next()?
        .rsplit('@')
        .next()?
        .split(':')
        .next()?;
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (host.contains('.') && !host.contains(char::is_whitespace)).then(|| host.to_owned())
}

/// The signature as printed: the first line that was found to be one.
fn byline(flat: &Flat, verdicts: &[Verdict]) -> Option<String> {
    let mut lines = flat.lines.iter().zip(verdicts);
    lines
        .find(|(l, v)| v.label == Label::Byline && l.hidden_by == 0 && !authors::signers(flat.of(l)).is_empty())
        .map(|(l, _)| flat.of(l).to_owned())
}

/// People who signed: structured data, then `meta`, then the printed signature.
fn names(flat: &Flat, structured: &Structured, byline: Option<&str>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for author in &structured.authors {
        match authors::person(&author.name).filter(|_| author.person) {
            Some(name) => add(&mut out, name),
            None => authors::split_byline(&author.name)
                .into_iter()
                .for_each(|n| add(&mut out, n)),
        }
    }
    // Structured data often names whoever entered the text. A printed `by` that names others goes before it.
    let printed = byline.map(authors::introduced).unwrap_or_default();
    let agrees = |n: &String| byline.is_some_and(|b| fold(b).contains(&fold(n)));
    if !printed.is_empty() && !out.is_empty() && !out.iter().any(agrees) {
        return printed;
    }
    let keys = [
        "author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "sailthru.author",
        "byl",
    ];
    for key in keys {
        if !out.is_empty() {
            return out;
        }
        for (_, value) in flat.metas.iter().filter(|(k, _)| k == key) {
            authors::split_byline(&unescape(value))
                .into_iter()
                .for_each(|n| add(&mut out, n));
        }
    }
    if out.is_empty() {
        out = byline.map(authors::signers).unwrap_or_default();
    }
    out
}

fn add(names: &mut Vec<String>, name: String) {
    if !names.iter().any(|n| fold(n) == fold(&name)) {
        names.push(name);
    }
}

fn stamp(text: &str, source: DateSource) -> Option<Stamp> {
    dates::parse(text).map(|micros| Stamp { micros, source })
}

fn published(flat: &Flat, structured: &Structured, url: Option<&str>) -> Option<Stamp> {
    let data = structured
        .published
        .as_deref()
        .and_then(|d| stamp(d, DateSource::JsonLd));
    let keys = [
        "article:published_time",
        "og:published_time",
        "datepublished",
        "article:published",
        "pubdate",
        "publishdate",
        "publish_date",
        "publish-date",
        "published_time",
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "dc.date.created",
        "date",
        "parsely-pub-date",
        "sailthru.date",
        "article.published",
        "cxenseparse:recs:publishtime",
        "cxenseparse:publishtime",
        "dcterms.date",
        "article:post_date",
        "originalpublicationdate",
        "rnews:datepublished",
    ];
    data.or_else(|| keys.iter().find_map(|k| stamp(&get(flat, &[k])?, DateSource::Meta)))
        .or_else(|| time_element(flat))
        .or_else(|| {
            url.and_then(url_date).map(|micros| Stamp {
                micros,
                source: DateSource::Url,
            })
        })
}

fn modified(flat: &Flat, structured: &Structured) -> Option<Stamp> {
    let data = structured
        .modified
        .as_deref()
        .and_then(|d| stamp(d, DateSource::JsonLd));
    let keys = [
        "article:modified_time",
        "og:updated_time",
        "datemodified",
        "last-modified",
        "dcterms.modified",
        "lastmod",
    ];
    data.or_else(|| keys.iter().find_map(|k| stamp(&get(flat, &[k])?, DateSource::Meta)))
}

/// A `<time>` marked as the date of publication, or the first one near the headline.
fn time_element(flat: &Flat) -> Option<Stamp> {
    let read = |t: &(u32, String, bool)| stamp(&t.1, DateSource::TimeElement);
    let headline = flat
        .lines
        .iter()
        .position(|l| l.kind == BlockKind::Heading(1) && l.hidden_by == 0)? as i64;
    let near = |t: &&(u32, String, bool)| (headline - 6..headline + 12).contains(&i64::from(t.0));
    let times = || flat.times.iter().filter(near);
    times()
        .filter(|t| t.2)
        .find_map(read)
        .or_else(|| times().find_map(read))
}

/// The date in an address such as `/2020/08/19/` or `/2020-08-19-`.
fn url_date(url: &str) -> Option<i64> {
    let path = url.split_once("://").map_or(url, |u| u.1);
    let parts: Vec<&str> = path.split(['/', '-', '_', '.', '?']).collect();
    parts.windows(3).find_map(|w| {
        let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
        let fits = digits(w[0], 4) && digits(w[1], 2) && digits(w[2], 2);
        fits.then(|| dates::parse(&w.join("-"))).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_leaves_the_title() {
        assert_eq!(
            without_site("Big news of the day | Example", None),
            "Big news of the day"
        );
        assert_eq!(without_site("Example - Big news", Some("Example")), "Big news");
        assert_eq!(without_site("Talks – a history", Some("Example")), "Talks – a history");
    }

    #[test]
    fn addresses_give_host_and_date() {
        assert_eq!(host("https://www.Example.org:8080/a").as_deref(), Some("example.org"));
        assert_eq!(web("javascript:alert(1)"), None);
        assert_eq!(web("/relative"), None);
        assert_eq!(url_date("https://e.org/2020/08/19/x"), dates::parse("2020-08-19"));
        assert_eq!(url_date("https://e.org/2020/13/19/x"), None);
    }
}
