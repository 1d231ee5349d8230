//! From TOML to rules, with every mistake at its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use copydesk_model::RuleId;
use serde::Deserialize;
use toml::Spanned;

use crate::fold::{Folded, STEM, before_star, fold};
use crate::{At, Example, Place, Rule, RuleError, nearest};

/// The keys of a rule; an unknown one is compared with these.
const KEYS: &[&str] = &[
    "id",
    "what",
    "language",
    "phrases",
    "pattern",
    "at",
    "least_chars",
    "most_chars",
    "score",
    "source",
    "hits",
    "misses",
    "role",
    "rule",
    "line",
    "start",
    "end",
    "anywhere",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    rule: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: Spanned<String>,
    what: Spanned<String>,
    language: Option<String>,
    #[serde(default)]
    phrases: Vec<Spanned<String>>,
    pattern: Option<Spanned<String>>,
    #[serde(default)]
    at: At,
    least_chars: Option<u32>,
    most_chars: Option<u32>,
    score: Spanned<f32>,
    source: Spanned<String>,
    #[serde(default)]
    hits: Vec<Spanned<String>>,
    #[serde(default)]
    misses: Vec<Spanned<String>>,
    role: Option<String>,
}

/// A file with the starts of its lines.
struct Source<'f> {
    name: Arc<str>,
    text: &'f str,
    lines: Vec<usize>,
}

impl<'f> Source<'f> {
    fn new(name: &str, text: &'f str) -> Source<'f> {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        Source {
            name: name.into(),
            text,
            lines: starts.collect(),
        }
    }

    fn place(&self, at: usize) -> Place {
        let at = at.min(self.text.len());
        let line = self.lines.partition_point(|&start| start <= at).max(1);
        let start = self.lines[line - 1];
        let rest = &self.text[start..];
        let line_text = rest.split('\n').next().unwrap_or("").trim_end_matches('\r');
        let before = self.text.get(start..at).unwrap_or(line_text);
        Place {
            file: self.name.clone(),
            line,
            column: before.chars().count() + 1,
            line_text: line_text.to_owned(),
        }
    }

    fn of<T>(&self, value: &Spanned<T>) -> Place {
        self.place(value.span().start)
    }

    fn example(&self, value: &Spanned<String>) -> Example {
        Example {
            text: value.get_ref().clone(),
            place: self.of(value),
        }
    }
}

/// Reads all files; gives the rules in the order of the files, behind those that are there already, or every mistake found.
/// A file is a name, its contents, and whether its patterns are to be compiled, as is needed to find mistakes in them.
pub(crate) fn read<'f>(
    area: &str,
    mut rules: Vec<Rule>,
    files: impl Iterator<Item = (&'f str, &'f str, bool)>,
    known_whats: &[&str],
) -> Result<Vec<Rule>, Vec<RuleError>> {
    let mut errors = Vec::new();
    let mut ids: BTreeMap<RuleId, Place> = rules.iter().map(|r| (r.id.clone(), r.place.clone())).collect();
    for (name, text, compiled) in files {
        let source = Source::new(name, text);
        let raw: RawFile = match toml::from_str(text) {
            Ok(raw) => raw,
            Err(error) => {
                errors.push(from_toml(&source, &error));
                continue;
            }
        };
        for raw in raw.rule {
            let place = source.of(&raw.id);
            let id = RuleId::new(&format!("{area}/{}", raw.id.get_ref()));
            if let Some(first) = ids.get(&id) {
                let message = format!("the id `{}` is used twice", raw.id.get_ref());
                let hint = Some(format!("first used in {}:{}", first.file, first.line));
                errors.push(RuleError::at(&place, message).hint(hint));
            }
            ids.entry(id.clone()).or_insert(place);
            if compiled {
                check_pattern(&source, &raw, &mut errors);
            }
            let rule = to_rule(id, &source, raw, known_whats, &mut errors);
            rules.push(rule);
        }
    }
    if errors.is_empty() { Ok(rules) } else { Err(errors) }
}

fn to_rule(
    rule_id: RuleId,
    source: &Source<'_>,
    raw: RawRule,
    known_whats: &[&str],
    errors: &mut Vec<RuleError>,
) -> Rule {
    let place = source.of(&raw.id);
    let mut wrong = |place: &Place, message: String, hint: Option<String>| {
        errors.push(RuleError::at(place, message).hint(hint));
    };
    let id = raw.id.get_ref();
    let path_like = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '/';
    if id.is_empty() || !id.chars().all(path_like) {
        let hint = Some("such as `paywall/en/small-favor`".to_owned());
        wrong(
            &place,
            format!("the id `{id}` is not made of a-z, 0-9, `-` and `/`"),
            hint,
        );
    }
    let what = raw.what.get_ref();
    if !known_whats.contains(&what.as_str()) {
        let hint = nearest(what, known_whats).map(|name| format!("did you mean `{name}`?"));
        wrong(&source.of(&raw.what), format!("`{what}` is not known here"), hint);
    }
    let score = *raw.score.get_ref();
    if !(0.0..=1.0).contains(&score) {
        wrong(
            &source.of(&raw.score),
            format!("the score {score} is not between 0 and 1"),
            None,
        );
    }
    if raw.source.get_ref().trim().is_empty() {
        wrong(&source.of(&raw.source), "the source is empty".into(), None);
    }
    if raw.phrases.is_empty() && raw.pattern.is_none() {
        wrong(
            &place,
            format!("the rule `{id}` has neither phrases nor a pattern"),
            None,
        );
    }
    for phrase in &raw.phrases {
        if !fold(phrase.get_ref()).chars().any(char::is_alphanumeric) {
            wrong(
                &source.of(phrase),
                "the phrase is empty: it has no letter and no digit".into(),
                None,
            );
        } else if before_star(phrase.get_ref()).is_some() && Folded::default().stem_of(phrase.get_ref()).is_none() {
            wrong(
                &source.of(phrase),
                format!("before `*` stands one word of {STEM} letters or more"),
                Some("write the word without its endings, as `subscri*`".into()),
            );
        }
    }
    if let (Some(least), Some(most)) = (raw.least_chars, raw.most_chars)
        && least > most
    {
        wrong(
            &place,
            format!("least_chars {least} is more than most_chars {most}"),
            None,
        );
    }
    for (examples, name) in [(&raw.hits, "hits"), (&raw.misses, "misses")] {
        if examples.is_empty() {
            let hint = Some(format!("add `{name} = [\"…\"]` with at least one text"));
            wrong(&place, format!("the rule `{id}` has no {name}"), hint);
        }
    }
    Rule {
        id: rule_id,
        what: what.clone(),
        language: raw.language,
        phrases: raw.phrases.into_iter().map(Spanned::into_inner).collect(),
        pattern: raw.pattern.map(Spanned::into_inner),
        at: raw.at,
        least_chars: raw.least_chars,
        most_chars: raw.most_chars,
        score,
        source: raw.source.into_inner(),
        role: raw.role,
        hits: raw.hits.iter().map(|h| source.example(h)).collect(),
        misses: raw.misses.iter().map(|m| source.example(m)).collect(),
        place,
    }
}

fn check_pattern(source: &Source<'_>, raw: &RawRule, errors: &mut Vec<RuleError>) {
    if let Some(pattern) = &raw.pattern
        && let Err(error) = crate::set::compile(pattern.get_ref(), raw.at)
    {
        let error = error.to_string();
        let last = error.lines().last().unwrap_or("").trim().trim_start_matches("error: ");
        errors.push(RuleError::at(
            &source.of(pattern),
            format!("the pattern cannot be used: {last}"),
        ));
    }
}

fn from_toml(source: &Source<'_>, error: &toml::de::Error) -> RuleError {
    let place = source.place(error.span().map_or(0, |s| s.start));
    let message = error.message().trim().replace('\n', ", ");
    let unknown = ["unknown field `", "unknown variant `"]
        .iter()
        .find_map(|head| message.strip_prefix(head)?.split('`').next());
    let hint = unknown
        .and_then(|name| nearest(name, KEYS))
        .map(|name| format!("did you mean `{name}`?"));
    RuleError::at(&place, message.clone()).hint(hint)
}
