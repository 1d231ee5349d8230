//! When a page was published and changed: structured data, `meta`, `<time>`, the printed line, the address.

use copydesk_model::{DateSource, Stamp};

use crate::dates;
use crate::flat::{Flat, Time};
use crate::jsonld::Structured;
use crate::meta::{get, keys};
use crate::near::{Near, apart};
use crate::tokens::Group;

const DAY: i64 = 86_400_000_000;
const MINUTE: i64 = 60_000_000;
/// A bare day and a moment on that day are so far apart at most, in the farthest zone.
const APART: i64 = DAY + 14 * 60 * MINUTE;

fn stamp(text: &str, source: DateSource) -> Option<Stamp> {
    dates::parse(text)
        .or_else(|| dates::published_within(text))
        .map(|micros| Stamp { micros, source })
}

/// The day of the first publication.
pub(crate) fn published(flat: &Flat, structured: &Structured, near: &Near, url: Option<&str>) -> Option<Stamp> {
    let data = |value: &Option<String>| stamp(value.as_deref()?, DateSource::JsonLd);
    let (first, last) = (data(&structured.published), data(&structured.modified));
    // A page cannot change before it is there, and what bears the same moment twice dates the last build of the site.
    let odd = first.zip(last).is_some_and(|(f, l)| f.micros + MINUTE >= l.micros);
    let printed = || printed(flat, near);
    let by_address = || {
        let micros = url.and_then(url_date)?;
        let source = DateSource::Url;
        Some(Stamp { micros, source })
    };
    if odd && let Some(printed) = printed().filter(|p| first.is_some_and(|f| p.micros + DAY < f.micros)) {
        return Some(printed);
    }
    let first = first.map(|f| Stamp {
        micros: agreed(flat, structured, f.micros),
        ..f
    });
    first
        .or_else(|| keys("published").find_map(|k| stamp(&get(flat, &[k])?, DateSource::Meta)))
        .or_else(|| time_element(flat, near, true))
        .or_else(by_address)
        .or_else(printed)
        .or_else(|| time_element(flat, near, false))
        .or_else(|| only_time(flat))
}

/// Where structured data and `meta` give one time of the clock in two zones, one of the zones is a mistake of the
/// software. Where it moves the day, the clock is all that is known.
fn agreed(flat: &Flat, structured: &Structured, first: i64) -> i64 {
    let clock = |s: &str| s.get(..16).filter(|c| c.as_bytes()[10] == b'T').map(str::to_owned);
    let said = structured.published.as_deref().and_then(clock);
    let other = get(flat, &["article:published_time"]);
    let same = said.is_some() && other.as_deref().and_then(clock) == said;
    let differs = || {
        other
            .as_deref()
            .and_then(dates::parse)
            .is_some_and(|o| (o - first).abs() > MINUTE)
    };
    if same && differs() {
        said.and_then(|s| dates::parse(&s)).unwrap_or(first)
    } else {
        first
    }
}

/// What the page declares of its publication where that is no date of the calendar, or where it names days that differ by more
/// than any zone explains; each value once.
pub(crate) fn contradiction(flat: &Flat, structured: &Structured) -> Option<String> {
    let declared = keys("published").filter_map(|k| get(flat, &[k]));
    let declared = structured.published.clone().into_iter().chain(declared);
    let declared: Vec<String> = declared.filter(|v| v.bytes().any(|b| b.is_ascii_digit())).collect();
    let micros = |value: &String| stamp(value, DateSource::Meta).map(|s| s.micros);
    let first = declared.first().and_then(micros);
    let fits = |value: &String| matches!((micros(value), first), (Some(m), Some(first)) if (m - first).abs() <= APART);
    if declared.iter().all(fits) {
        return None;
    }
    let mut out: Vec<String> = Vec::new();
    for value in declared {
        let value: String = value.chars().take(RAW).collect();
        if !out.contains(&value) {
            out.push(value);
        }
    }
    Some(out.join(" | "))
}

/// Code points of a declared value that are kept.
const RAW: usize = 100;

/// The day of the last change.
pub(crate) fn modified(flat: &Flat, structured: &Structured, near: &Near) -> Option<Stamp> {
    let data = structured.modified.as_deref().and_then(dates::parse);
    let data = data.map(|micros| Stamp {
        micros,
        source: DateSource::JsonLd,
    });
    data.or_else(|| {
        keys("modified").find_map(|k| {
            let micros = dates::parse(&get(flat, &[k])?)?;
            let source = DateSource::Meta;
            Some(Stamp { micros, source })
        })
    })
    .or_else(|| {
        let mut lines = near.lines(flat).filter(|(_, l)| l.hidden_by == 0);
        let date = lines.find_map(|(_, l)| {
            dates::is_date_line(flat.of(l)).filter(|d| d.label == Some(dates::DateLabel::Updated))
        })?;
        let source = DateSource::Dateline;
        Some(Stamp {
            micros: date.micros,
            source,
        })
    })
}

/// Whether what stands around a `<time>` calls it a change.
fn is_update(flat: &Flat, t: &Time) -> bool {
    let k = t.line as usize;
    let own = flat.lines.get(k).map_or("", |l| flat.of(l));
    let before = k.checked_sub(1).map_or("", |p| flat.of(&flat.lines[p]));
    t.updated
        || (own.len() < 300 && dates::says_updated(own) && dates::published_within(own).is_none())
        || dates::announces_update(before)
}

/// A `<time>` near the headline, below or above it: one marked as the date of publication, else the first one.
fn time_element(flat: &Flat, near: &Near, below: bool) -> Option<Stamp> {
    let fits = |t: &&Time| {
        let line = flat.lines.get(t.line as usize);
        near.holds(t.line as usize)
            && near.below_title(t.line as usize) == below
            && line.is_some_and(|l| !apart(flat, l.elem))
            && !is_update(flat, t)
    };
    let times = || flat.times.iter().filter(fits);
    let read = |t: &Time| stamp(&t.value, DateSource::TimeElement);
    times()
        .filter(|t| t.published)
        .find_map(read)
        .or_else(|| times().find_map(read))
}

/// The day of all `<time>` elements outside boxes, when they agree.
fn only_time(flat: &Flat) -> Option<Stamp> {
    let mut found: Option<Stamp> = None;
    for t in flat.times.iter().take(200) {
        let line = flat.lines.get(t.line as usize);
        if line.is_none_or(|l| apart(flat, l.elem)) || is_update(flat, t) {
            continue;
        }
        let here = stamp(&t.value, DateSource::TimeElement)?;
        if found.is_some_and(|f| f.micros.div_euclid(DAY) != here.micros.div_euclid(DAY)) {
            return None;
        }
        found = Some(here);
    }
    found
}

/// The date printed near the headline. Above the headline a bare date with its weekday is today's.
fn printed(flat: &Flat, near: &Near) -> Option<Stamp> {
    near.lines(flat).find_map(|(k, line)| {
        let text = flat.parted(k);
        let text = text.as_str();
        let changed = flat.times.iter().any(|t| t.updated && t.line as usize == k);
        if line.hidden_by != 0 || line.chars > 160 || changed {
            return None;
        }
        let before = k.checked_sub(1).map_or("", |p| flat.of(&flat.lines[p]));
        if dates::announces_update(before) {
            return None;
        }
        let whole = dates::is_date_line(text);
        // A bare date above the headline, in no element for it, may be today's; with its weekday it is.
        let named = matches!(
            flat.elems[line.elem as usize].context,
            Some(Group::Date | Group::Meta | Group::Byline | Group::Title)
        );
        let today = !near.below_title(k) && whole.is_some_and(|d| (d.weekday || !named) && d.label.is_none());
        // Where the text has begun, only a line that is nothing else counts.
        if today || (near.in_text(k) && whole.is_none()) {
            return None;
        }
        let micros = match whole {
            Some(d) if d.label == Some(dates::DateLabel::Updated) => None,
            Some(d) => Some(d.micros),
            None => dates::published_within(text),
        };
        micros.map(|micros| Stamp {
            micros,
            source: DateSource::Dateline,
        })
    })
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
    fn addresses_give_dates() {
        assert_eq!(url_date("https://e.org/2020/08/19/x"), dates::parse("2020-08-19"));
        assert_eq!(url_date("https://e.org/2020/13/19/x"), None);
    }
}
