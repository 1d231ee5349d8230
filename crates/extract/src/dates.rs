//! Dates as pages print them: ISO 8601, RFC 2822 and dates with the name of the month in many languages.
//!
//! Strict, because null beats a guess: the whole text must be a date, the day must stand in the calendar, the
//! year must be one in which pages were written, and `03/04/2020` is nobody's date. Names are data.

mod read;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use read::{Parts, Token};

/// Years that a page may be from; the first newspapers put online are scans from the nineteenth century.
const YEARS: std::ops::RangeInclusive<i64> = 1800..=2100;
const DAY: i64 = 86_400_000_000;

/// A line that is a date and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateLine {
    /// Microseconds since 1970-01-01T00:00:00Z; midnight when no time is given.
    pub micros: i64,
    /// It names the day of the week, as dates in page headers do.
    pub weekday: bool,
    /// It gives a time of day.
    pub time: bool,
    /// What it says of the date.
    pub label: Option<DateLabel>,
}

/// What a date line says of its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateLabel {
    /// The first publication.
    Published,
    /// A later change.
    Updated,
}

/// The moment that `s` names, in microseconds since 1970-01-01T00:00:00Z; a bare date is its midnight in UTC.
pub fn parse(s: &str) -> Option<i64> {
    is_date_line(s).filter(|d| d.label.is_none()).map(|d| d.micros)
}

/// The date that a whole line is, with its weekday, time and label.
pub fn is_date_line(s: &str) -> Option<DateLine> {
    let s = s.trim();
    if s.len() < 6 || s.len() > 120 || !s.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let parts = Parts::of(s)?;
    parts.date()
}

/// The date of publication in a short line that holds more than a date: `By Jane Doe | 19 August 2020 | 5 min read`.
/// A date behind `updated` is none.
pub(crate) fn published_within(line: &str) -> Option<i64> {
    if line.len() > 300 || !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    segments(line).find_map(first_published)
}

fn segments(line: &str) -> impl Iterator<Item = &str> {
    line.split(['|', '•', '·', '●', '—', '–', '(', ')', '[', ']', '\u{2002}'])
}

/// The longest date that begins at the first word that may begin one, unless the words before call it a change.
fn first_published(segment: &str) -> Option<i64> {
    let bytes = |w: &str| w.as_ptr() as usize - segment.as_ptr() as usize;
    let words: Vec<(usize, usize)> = segment
        .split_whitespace()
        .take(40)
        .map(|w| (bytes(w), bytes(w) + w.len()))
        .collect();
    let (mut k, mut label) = (0, None);
    while k < words.len() {
        let (start, end) = words[k];
        let word = segment[start..end]
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase();
        let known = self::words().get(word.as_str());
        if let Some(Token::Label(l)) = known {
            label = Some(*l);
        }
        let begins = word.starts_with(|c: char| c.is_ascii_digit()) || matches!(known, Some(Token::Month(_)));
        let longest = (1..=7.min(words.len() - k)).rev().filter(|_| begins).find_map(|n| {
            let text = segment[start..words[k + n - 1].1].trim_end_matches([',', '.', ';', '-']);
            is_date_line(text).filter(|d| d.label.is_none()).map(|d| (n, d.micros))
        });
        match longest {
            Some((_, micros)) if label != Some(DateLabel::Updated) => return Some(micros),
            Some((n, _)) => {
                label = None;
                k += n;
            }
            None => k += 1,
        }
    }
    None
}

/// Whether a line says that a date is that of a change.
pub(crate) fn says_updated(line: &str) -> bool {
    let last = line.split_whitespace().rev().filter_map(|w| {
        let word = w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        match words().get(word.as_str()) {
            Some(Token::Label(l)) => Some(*l),
            _ => None,
        }
    });
    line.len() <= 300 && last.take(1).any(|l| l == DateLabel::Updated)
}

/// Whether a line is nothing but words such as `Last updated on`: the date of a change follows.
pub(crate) fn announces_update(line: &str) -> bool {
    line.len() < 40 && says_updated(line) && line.split_whitespace().all(is_date_word)
}

/// Whether a word is one that dates are made of: a month, a weekday, `updated`, `on`.
pub(crate) fn is_date_word(word: &str) -> bool {
    let lower = word.to_lowercase();
    words().contains_key(lower.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Days since 1970-01-01 of a date that stands in the calendar.
fn days((year, month, day): (i64, i64, i64)) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, 28 + i64::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let length = *lengths.get(usize::try_from(month - 1).ok()?)?;
    if !YEARS.contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    // Days of the proleptic Gregorian calendar, counted from March (Howard Hinnant's arithmetic).
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// Minutes east of Greenwich of the zone names that mean one thing in news pages.
fn zone(word: &str) -> Option<i64> {
    Some(match word {
        "UTC" | "GMT" | "UT" | "WET" => 0,
        "CET" | "MEZ" | "BST" | "WEST" => 60,
        "CEST" | "MESZ" | "EET" => 120,
        "EEST" | "MSK" => 180,
        "EST" => -300,
        "EDT" => -240,
        "CDT" => -300,
        "CST" => -360,
        "MDT" => -360,
        "MST" => -420,
        "PDT" => -420,
        "PST" => -480,
        _ => return None,
    })
}

fn words() -> &'static BTreeMap<&'static str, Token> {
    static WORDS: OnceLock<BTreeMap<&'static str, Token>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut map = BTreeMap::new();
        let rows = |table: &'static str| {
            table
                .lines()
                .filter(|l| !l.starts_with('#'))
                .filter_map(|l| l.split_once('\t'))
                .flat_map(|(key, words)| words.split(',').map(move |w| (key, w.trim())))
        };
        for (kind, word) in rows(include_str!("../data/dates.tsv")) {
            let token = match kind {
                "weekday" => Token::Weekday,
                "published" => Token::Label(DateLabel::Published),
                "updated" => Token::Label(DateLabel::Updated),
                _ => Token::Filler,
            };
            map.entry(word).or_insert(token);
        }
        for (month, word) in rows(include_str!("../data/months.tsv")) {
            if let Ok(month) = month.parse() {
                map.insert(word, Token::Month(month));
            }
        }
        map
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(s: &str, want: &str) {
        let got = parse(s).map(|m| {
            let (day, rest) = (m.div_euclid(DAY), m.rem_euclid(DAY) / 1_000_000);
            (day, rest)
        });
        let want = (!want.is_empty()).then(|| {
            let n = |r: std::ops::Range<usize>| want[r].parse::<i64>().unwrap();
            let day = days((n(0..4), n(5..7), n(8..10))).unwrap();
            (
                day,
                if want.len() > 10 {
                    n(11..13) * 3600 + n(14..16) * 60 + n(17..19)
                } else {
                    0
                },
            )
        });
        assert_eq!(got, want, "{s}");
    }

    #[test]
    fn machine_formats() {
        assert_eq!(parse("1970-01-01T00:00:01Z"), Some(1_000_000));
        assert_eq!(parse("2000-02-29"), Some(951_782_400_000_000));
        check("2020-08-19", "2020-08-19");
        check("2020-08-19T10:11:12Z", "2020-08-19 10:11:12");
        check("2020-08-19T10:11:12+03:00", "2020-08-19 07:11:12");
        check("2020-08-19T00:11:12+0300", "2020-08-18 21:11:12");
        check("2020-08-19T10:11:12.123456789-05", "2020-08-19 15:11:12");
        check("2020-08-19 10:11", "2020-08-19 10:11:00");
        check("2020-08-19 10:11:12 UTC", "2020-08-19 10:11:12");
        check("20200819", "2020-08-19");
        check("20200819T101112Z", "2020-08-19 10:11:12");
        check("2020/08/19", "2020-08-19");
        check("Wed, 19 Aug 2020 10:11:12 +0300", "2020-08-19 07:11:12");
        check("Wed, 19 Aug 2020 10:11:12 GMT", "2020-08-19 10:11:12");
        check("Wed Aug 19, 2020 10:11 EDT", "2020-08-19 14:11:00");
    }

    #[test]
    fn printed_formats() {
        for s in [
            "19 August 2020",
            "August 19, 2020",
            "Aug. 19th, 2020",
            "19.08.2020",
            "19 августа 2020",
            "19 августа 2020 г.",
            "19 жніўня 2020",
            "19 серпня 2020 року",
            "19 sierpnia 2020 r.",
            "Mittwoch, 19. August 2020",
            "mercredi 19 août 2020",
            "19 de agosto de 2020",
            "2020 m. rugpjūčio 19 d.",
            "Wednesday, August 19, 2020",
            "19-Aug-2020",
            "19/08/2020",
            "08/19/2020",
            "2020. augusztus 19.",
        ] {
            check(s, "2020-08-19");
        }
        check("Aug 19, 2020 at 3:05 p.m.", "2020-08-19 15:05:00");
        check("Aug 19, 2020 12:05 AM", "2020-08-19 00:05:00");
        check("19 августа 2020, 12:30", "2020-08-19 12:30:00");
        check("19.08.2020 um 12:30 Uhr", "2020-08-19 12:30:00");
        check("1er mars 2021", "2021-03-01");
    }

    #[test]
    fn hours_are_written_in_many_ways() {
        let at = |s: &str| is_date_line(s).map(|d| d.micros);
        assert_eq!(at("Publié le 22 juin 2021 à 19h05"), parse("2021-06-22T19:05"));
        assert_eq!(
            at("Published: April 24, 2022 at 9:12 p.m. CEST"),
            parse("2022-04-24T19:12Z")
        );
    }

    #[test]
    fn what_is_no_date_stays_none() {
        for s in [
            "",
            "03/04/2020",
            "2020-02-30",
            "0000-01-01",
            "9999-12-31",
            "2020-13-01",
            "2020-08-19T25:00:00Z",
            "2020-08-19T10:00:00+99:99",
            "August 2020",
            "19 August",
            "yesterday",
            "2 hours ago",
            "19 Foo 2020",
            "On 19 August 2020 they met",
            "2020",
            "12345678901234567890",
            "99.99.2020",
            "٣ أغسطس ٢٠٢٠",
            "19 August 20",
        ] {
            check(s, "");
        }
    }

    #[test]
    fn a_line_that_is_only_a_date() {
        let line = is_date_line("Sunday, July 25, 2021").unwrap();
        assert!(line.weekday && !line.time && line.label.is_none());
        let line = is_date_line("Published: 25 July 2021, 10:00").unwrap();
        assert!(line.label == Some(DateLabel::Published) && line.time && !line.weekday);
        assert!(is_date_line("In July 25 2021 people died").is_none());
    }
}
