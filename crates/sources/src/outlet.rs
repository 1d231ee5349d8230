//! `outlet.toml`: what a person says about the files of one folder. Hints for later stages, never verdicts.

use std::path::Path;

use serde::Deserialize;

use crate::escape_path;

/// The file's name in a first-level folder of the seeds.
pub(crate) const FILE: &str = "outlet.toml";

/// A file of this size is no description of an outlet.
const MAX_BYTES: u64 = 1 << 20;

const KEYS: [&str; 5] = ["name", "site", "language", "charset", "licence"];

/// What `outlet.toml` says; every key may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutletConfig {
    /// The outlet's name for people.
    pub name: Option<String>,
    /// Host of the site, such as `news.example`.
    pub site: Option<String>,
    /// Language of most articles, such as `be` or `bel`.
    pub language: Option<String>,
    /// Charset that the outlet's server declared.
    pub charset: Option<String>,
    /// Licence of the texts.
    pub licence: Option<String>,
}

/// What is wrong in an `outlet.toml`, with the place. It shows itself on several lines: the place and the fault,
/// the line with a caret, and what was meant where that can be guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Path of the file, in the one-line form.
    pub file: String,
    /// Line and column, from 1, where a place is known; columns count characters.
    pub place: Option<(usize, usize)>,
    /// The line and a caret under the place.
    pub excerpt: Option<String>,
    /// What is wrong and what was expected.
    pub message: String,
    /// The nearest known key.
    pub suggestion: Option<String>,
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(excerpt) = &self.excerpt {
            write!(f, "\n{excerpt}")?;
        }
        if let Some(key) = &self.suggestion {
            write!(f, "\n  did you mean `{key}`?")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// Reads the description of an outlet. The caller has seen that `path` is a regular file.
pub(crate) fn load(path: &Path) -> Result<OutletConfig, ConfigError> {
    let plain = |message: String| ConfigError {
        file: escape_path(path),
        place: None,
        excerpt: None,
        message,
        suggestion: None,
    };
    let size = std::fs::metadata(path).map_err(|e| plain(e.to_string()))?.len();
    if size > MAX_BYTES {
        return Err(plain(format!(
            "{size} bytes are too many for a description; the limit is {MAX_BYTES}"
        )));
    }
    let bytes = std::fs::read(path).map_err(|e| plain(e.to_string()))?;
    match String::from_utf8(bytes) {
        Ok(text) => parse(&text, path),
        Err(e) => {
            let at = e.utf8_error().valid_up_to();
            let bytes = e.into_bytes();
            let lossy = String::from_utf8_lossy(&bytes).into_owned();
            Err(error(&lossy, at..at, "the file is not UTF-8 here".into(), path))
        }
    }
}

fn parse(text: &str, path: &Path) -> Result<OutletConfig, ConfigError> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let config: OutletConfig =
        toml::from_str(body).map_err(|e| error(body, e.span().unwrap_or(0..0), e.message().to_owned(), path))?;
    let faults = [
        ("name", &config.name, "a name", is_name as fn(&str) -> bool),
        (
            "site",
            &config.site,
            "a host such as `news.example`, without `https://` or a path",
            is_host,
        ),
        (
            "language",
            &config.language,
            "a language code such as `be`, `bel` or `pt-BR`",
            is_language,
        ),
        (
            "charset",
            &config.charset,
            "a charset such as `utf-8` or `windows-1251`",
            is_label,
        ),
        ("licence", &config.licence, "a licence such as `CC0-1.0`", is_name),
    ];
    for (key, value, expected, fits) in faults {
        if let Some(value) = value.as_deref().filter(|v| !fits(v)) {
            let message = format!("`{key}` is {value:?}, expected {expected}");
            return Err(error(body, place_of(body, key), message, path));
        }
    }
    Ok(config)
}

fn is_name(value: &str) -> bool {
    !value.trim().is_empty() && !value.chars().any(char::is_control)
}

fn is_host(value: &str) -> bool {
    is_name(value) && !value.contains(|c: char| c.is_whitespace() || matches!(c, '/' | ':' | '@' | '?' | '#'))
}

fn is_language(value: &str) -> bool {
    let mut parts = value.split(['-', '_']);
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn is_label(value: &str) -> bool {
    let value = value.trim();
    !value.is_empty() && value.len() <= 40 && value.bytes().all(|b| b.is_ascii_graphic())
}

/// Where a key is set. Keys stand at the start of a line because the description knows no tables.
fn place_of(text: &str, key: &str) -> std::ops::Range<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        if line.trim_start().trim_start_matches('"').starts_with(key) {
            return start..start + key.len();
        }
        at += line.len();
    }
    0..0
}

fn error(text: &str, span: std::ops::Range<usize>, message: String, path: &Path) -> ConfigError {
    let floor = |at: usize| {
        (0..=at.min(text.len()))
            .rev()
            .find(|&k| text.is_char_boundary(k))
            .unwrap_or(0)
    };
    let (start, end) = (floor(span.start), floor(span.end.max(span.start)));
    let line_start = text[..start].rfind('\n').map_or(0, |k| k + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |k| start + k);
    let line = text[..start].matches('\n').count() + 1;
    let column = text[line_start..start].chars().count() + 1;
    let width = text[start..end.clamp(start, line_end)].chars().count().clamp(1, 40);
    let suggestion = (message.starts_with("unknown field"))
        .then(|| nearest(text[start..end].trim_matches(['"', '\''])))
        .flatten();
    let number = line.to_string();
    let gutter = " ".repeat(number.len());
    let pad = " ".repeat(column.min(120) - 1);
    let shown: String = text[line_start..line_end]
        .chars()
        .take(160)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let excerpt = format!(
        "  {gutter} |\n  {number} | {}\n  {gutter} | {pad}{}",
        shown.trim_end(),
        "^".repeat(width)
    );
    ConfigError {
        file: escape_path(path),
        place: Some((line, column)),
        excerpt: Some(excerpt),
        message: message.replace('\n', "; "),
        suggestion: suggestion.map(str::to_owned),
    }
}

/// The known key that differs from `key` by few letters.
fn nearest(key: &str) -> Option<&'static str> {
    let key = key.to_ascii_lowercase();
    KEYS.into_iter()
        .map(|known| (distance(&key, known), known))
        .filter(|&(d, known)| d <= known.len() / 2)
        .min()
        .map(|(_, known)| known)
}

/// Letters to insert, drop or change to get from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = match parse(text, Path::new("seeds/x/outlet.toml")) {
            Ok(config) => format!("{config:?}"),
            Err(e) => e.to_string(),
        };
        assert!(shown.contains(expected), "{shown}\n--- lacks ---\n{expected}");
    }

    #[test]
    fn a_description_may_say_little() {
        check("", "name: None");
        check("name = \"Рэчка\"\nlanguage = \"bel\"\n", "Рэчка");
        check("\u{feff}charset = \"windows-1251\"", "windows-1251");
    }

    #[test]
    fn a_fault_shows_its_place_and_what_was_meant() {
        check(
            "name = \"x\"\nlangauge = \"en\"\n",
            "seeds/x/outlet.toml:2:1: unknown field `langauge`",
        );
        check(
            "name = \"x\"\nlangauge = \"en\"\n",
            "  2 | langauge = \"en\"\n    | ^^^^^^^^",
        );
        check("langauge = \"en\"", "did you mean `language`?");
        check("license = \"CC0-1.0\"", "did you mean `licence`?");
        check("Name = \"x\"", "did you mean `name`?");
        check("name = \"x", "outlet.toml:1:");
        check("name = 3", "expected a string");
        check("name = \"a\"\nname = \"b\"", "outlet.toml:2:1: duplicate key");
        check("site = \"https://x.example/\"", "expected a host");
        check(
            "name = \"x\"\n language = \"english please\"",
            "outlet.toml:2:2: `language` is",
        );
        check("charset = \"\"", "expected a charset");
    }
}
