//! What a page says of itself, each field with its order of evidence; null beats a guess.

use copydesk_model::Meta;

use crate::flat::Flat;
use crate::jsonld::Structured;
use crate::labels::Verdict;
use crate::near::Near;
use crate::text::unescape;
use crate::{when, who};

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
    let here = canonical.as_deref().or(url);
    let near = Near::of(flat, verdicts);
    let byline = who::byline(flat, verdicts);
    Meta {
        title: headline,
        authors: who::names(flat, structured, &near, byline, here),
        published: when::published(flat, structured, &near, here),
        published_raw: when::contradiction(flat, structured),
        modified: when::modified(flat, structured, &near),
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
        accessible_for_free: structured.free.or_else(|| free(flat)),
        translated_by: get(flat, &["x-translated-by", "translated-by"]),
        url: canonical,
        byline: byline.map(|k| flat.of(&flat.lines[k]).to_owned()),
    }
}

/// What `meta` says of access; `metered` leaves it open.
fn free(flat: &Flat) -> Option<bool> {
    match get(flat, &["isaccessibleforfree", "article:content_tier"])?.trim() {
        "true" | "True" | "free" => Some(true),
        "false" | "False" | "locked" => Some(false),
        _ => None,
    }
}

/// The first `meta` of these names, in the order of the names.
pub(crate) fn get(flat: &Flat, keys: &[&str]) -> Option<String> {
    keys.iter()
        .find_map(|key| flat.metas.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone()))
}

fn web(url: &str) -> Option<String> {
    let url = url.trim();
    let lower = url.get(..8.min(url.len())).map(str::to_ascii_lowercase)?;
    let fits = lower.starts_with("https://") || lower.starts_with("http://");
    (fits && url.len() < 2000 && !url.contains(char::is_whitespace) && host(url).is_some()).then(|| url.to_owned())
}

/// The host of an address, without `www`.
pub(crate) fn host(url: &str) -> Option<String> {
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

/// The names of `meta` elements of a kind, best first.
pub(crate) fn keys(kind: &str) -> impl Iterator<Item = &'static str> {
    let rows = include_str!("../data/meta.tsv")
        .lines()
        .filter_map(|l| l.split_once('\t'));
    rows.filter(move |(k, _)| *k == kind)
        .flat_map(|(_, names)| names.split(',').map(str::trim))
}

/// The part of a host that was chosen as a name: `town` of `news.town.co.uk`.
pub(crate) fn host_name(host: &str) -> &str {
    let mut parts: Vec<&str> = host.split('.').collect();
    parts.pop();
    while parts.len() > 1 && parts.last().is_some_and(|p| p.len() <= 3) {
        parts.pop();
    }
    parts.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_give_hosts() {
        assert_eq!(host("https://www.Example.org:8080/a").as_deref(), Some("example.org"));
        assert_eq!(web("javascript:alert(1)"), None);
        assert_eq!(web("/relative"), None);
    }
}
