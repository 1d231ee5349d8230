//! Styles: which form stands for all spellings of an entity, by the language of the text and the day it was published.
//!
//! A style is a table of its own: `id`, optionally `from` (the day from which a form holds), a column for each
//! language and `any` for the rest. What a style does not say is left to the gazetteer's canonical form. The style
//! `majority` has no table: the corpus itself says which form is the commonest in each language.

use std::collections::BTreeMap;

use crate::gazetteer::GazetteerError;

/// The styles that come with the crate.
const BUILT_IN: &[(&str, &str)] = &[
    ("ap", include_str!("../styles/ap.tsv")),
    ("native", include_str!("../styles/native.tsv")),
];

/// Columns of a style, and the languages they are for (ISO 639-3).
const LANGUAGES: &[(&str, &str)] = &[
    ("en", "eng"),
    ("ru", "rus"),
    ("be", "bel"),
    ("uk", "ukr"),
    ("pl", "pol"),
    ("de", "deu"),
    ("fr", "fra"),
    ("es", "spa"),
    ("pt", "por"),
    ("any", ""),
];

/// The form of an entity from a day on.
#[derive(Clone, Debug)]
struct Dated {
    /// `YYYY-MM-DD`; empty: always.
    from: String,
    /// By language, ISO 639-3; the empty one is for all others.
    forms: BTreeMap<&'static str, String>,
}

/// Which forms stand for entities.
#[derive(Clone, Debug, Default)]
pub struct Style {
    /// By entity, the latest first.
    forms: BTreeMap<String, Vec<Dated>>,
    majority: bool,
    digest: String,
}

impl Style {
    /// Names of the styles that need no file.
    pub const NAMES: [&'static str; 3] = ["ap", "native", "majority"];

    /// The style of that name; `None` when there is none.
    pub fn built_in(name: &str) -> Option<Style> {
        if name == "majority" {
            return Some(Style {
                majority: true,
                digest: "majority".into(),
                ..Style::default()
            });
        }
        let (name, table) = BUILT_IN.iter().find(|s| s.0 == name)?;
        Style::read(name, table).ok()
    }

    /// A style from the text of a table (tab-separated, a head line, `#` before a comment); `file` is for errors.
    ///
    /// # Errors
    /// With every line that cannot be used.
    pub fn read(file: &str, text: &str) -> Result<Style, Vec<GazetteerError>> {
        let mut style = Style {
            digest: blake3::hash(text.as_bytes()).to_hex()[..16].to_owned(),
            ..Style::default()
        };
        let mut errors = Vec::new();
        let mut head: Vec<&str> = Vec::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (n, line) in text.lines().enumerate() {
            let line = line.trim_end_matches('\r');
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let mut wrong = |reason: String, hint: &str| {
                errors.push(GazetteerError {
                    file: file.into(),
                    line: n + 1,
                    reason,
                    hint: hint.into(),
                });
            };
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            if head.is_empty() {
                let known = |c: &&str| matches!(*c, "id" | "from" | "source") || LANGUAGES.iter().any(|l| l.0 == *c);
                if let Some(column) = cells.iter().find(|c| !known(c)) {
                    wrong(
                        format!("no column is called `{column}`"),
                        "columns are id, from, source, any, en, ru, be, uk, pl, de, fr, es, pt",
                    );
                } else if !cells.contains(&"id") {
                    wrong(
                        "the head line names no column `id`".into(),
                        "begin the table with a head line",
                    );
                }
                head = cells;
                continue;
            }
            let cell = |name: &str| {
                head.iter()
                    .position(|c| *c == name)
                    .and_then(|k| cells.get(k))
                    .copied()
                    .unwrap_or("")
            };
            let (id, from) = (cell("id"), cell("from"));
            if !from.is_empty() && !is_day(from) {
                wrong(format!("`{from}` is no day"), "write it as 2019-08-14");
                continue;
            }
            let forms: BTreeMap<&str, String> = LANGUAGES
                .iter()
                .filter(|(column, _)| !cell(column).is_empty())
                .map(|(column, language)| (*language, cell(column).to_owned()))
                .collect();
            if id.is_empty() || forms.is_empty() {
                wrong(
                    "a row wants an id and a form".into(),
                    "fill a column of a language, or `any`",
                );
                continue;
            }
            let of = style.forms.entry(id.to_owned()).or_default();
            of.push(Dated {
                from: from.to_owned(),
                forms,
            });
            of.sort_by(|a, b| b.from.cmp(&a.from));
        }
        if errors.is_empty() { Ok(style) } else { Err(errors) }
    }

    /// Whether the corpus says which form stands for an entity.
    pub fn is_majority(&self) -> bool {
        self.majority
    }

    /// The form for an entity in a text of that language (ISO 639-3), published on that day (`YYYY-MM-DD`; without
    /// one the latest form holds); `None` when the style does not say.
    pub fn form(&self, id: &str, language: &str, day: Option<&str>) -> Option<&str> {
        let holds = |d: &&Dated| day.is_none_or(|day| d.from.as_str() <= day);
        let of = |language: &str| {
            let mut all = self.forms.get(id)?.iter().filter(holds);
            all.find_map(|d| d.forms.get(language))
        };
        of(language).or_else(|| of("")).map(String::as_str)
    }

    /// Ids of the entities that the style speaks of, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.forms.keys().map(String::as_str)
    }

    /// A short text that changes whenever the style does.
    pub(crate) fn digest(&self) -> &str {
        &self.digest
    }
}

/// The day of a moment (microseconds since 1970-01-01T00:00:00Z) as `YYYY-MM-DD`, in the proleptic Gregorian calendar.
pub(crate) fn day_of(micros: i64) -> String {
    // Days are counted from the first of March of the year 0, so that the leap day comes last.
    let days = micros.div_euclid(86_400_000_000) + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (
        day - (153 * month + 2) / 5 + 1,
        if month < 10 { month + 3 } else { month - 9 },
    );
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    matches!(parts[..], [y, m, d] if y.len() == 4 && m.len() == 2 && d.len() == 2)
        && parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Gazetteer;
    use copydesk_model::EntityId;

    #[test]
    fn built_in_styles_speak_of_entities_that_there_are() {
        for name in Style::NAMES {
            let style = Style::built_in(name).expect(name);
            for id in style.ids() {
                assert!(
                    Gazetteer::built_in().entity(&EntityId::new(id)).is_some(),
                    "{name}: {id}"
                );
            }
        }
        assert!(Style::built_in("house").is_none());
    }

    #[test]
    fn a_form_holds_from_its_day_on() {
        let ap = Style::built_in("ap").expect("ap");
        assert_eq!(ap.form("kyiv", "eng", Some("2015-01-01")), Some("Kiev"));
        assert_eq!(ap.form("kyiv", "eng", Some("2019-08-14")), Some("Kyiv"));
        assert_eq!(ap.form("kyiv", "eng", None), Some("Kyiv"));
        assert_eq!(ap.form("kyiv", "deu", None), None);
        let native = Style::built_in("native").expect("native");
        assert_eq!(
            native.form("by-lukashenko-a", "eng", None),
            Some("Aliaksandr Lukashenka")
        );
        assert_eq!(native.form("by-lukashenko-a", "bel", None), Some("Аляксандр Лукашэнка"));
        assert_eq!(native.form("nobody", "eng", None), None);
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (951_782_400, "2000-02-29"),
            (1_565_740_799, "2019-08-13"),
            (1_565_740_800, "2019-08-14"),
        ] {
            assert_eq!(day_of(seconds * 1_000_000), day);
        }
    }

    #[test]
    fn a_file_that_does_not_hold_says_where() {
        for (text, line) in [
            ("id\tenglish\nkyiv\tKiev\n", 1),
            ("en\nKiev\n", 1),
            ("id\tfrom\ten\nkyiv\tyesterday\tKiev\n", 2),
            ("# own\nid\ten\nkyiv\t\n", 3),
        ] {
            let errors = Style::read("own.tsv", text).expect_err(text);
            assert_eq!(errors[0].line, line, "{errors:?}");
        }
        assert_eq!(
            Style::read("own.tsv", "id\tany\nkyiv\tKiew\n")
                .expect("holds")
                .form("kyiv", "eng", None),
            Some("Kiew")
        );
    }
}
