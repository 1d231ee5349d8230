//! Reads gazetteer files: tab-separated, a head line that names the columns, `#` before a comment.
//!
//! A cell of forms holds forms parted by `|`. `*Name` is a surname alone, to go with any form of the given name;
//! `~Union` counts only after a longer form in the same document; `[the ]West` and `telegram[ channel]` say what
//! must stand beside the form without being part of it.

use copydesk_model::EntityType;

use crate::fold::fold;
use crate::inflect::Declension;

use super::GazetteerError;

/// How much of a name a form gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Whole,
    Surname,
}

/// One form of a row.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub(super) text: String,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) shape: Shape,
    pub(super) short: bool,
    pub(super) how: Declension,
}

/// One line of a gazetteer file.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) id: String,
    /// `None` is a trap: its forms are no mentions.
    pub(super) kind: Option<EntityType>,
    pub(super) wikidata: String,
    pub(super) canonical: String,
    flags: Vec<String>,
    pub(super) forms: Vec<Form>,
    /// Classes of the given name.
    pub(crate) classes: Vec<u16>,
}

impl Row {
    /// Whether the row carries a flag.
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|f| f == flag)
    }

    /// The id, or the beginning of ids, that a document must name for this entity to be meant.
    pub(crate) fn needs(&self) -> Option<&str> {
        self.flags.iter().find_map(|f| f.strip_prefix("needs="))
    }

    pub(super) fn error(&self, reason: String, hint: &str) -> GazetteerError {
        GazetteerError {
            file: self.file.clone(),
            line: self.line,
            reason,
            hint: hint.into(),
        }
    }

    /// Adds what a user's row says to the row of the same id.
    pub(super) fn merge(into: &mut Row, row: Row) -> Result<(), GazetteerError> {
        if row.kind != into.kind {
            let kind = into.kind.map_or("trap", EntityType::name);
            return Err(row.error(
                format!("`{}` is a {kind}", row.id),
                "give the row the same type, or another id",
            ));
        }
        if !row.canonical.is_empty() {
            into.canonical = row.canonical;
        }
        if !row.wikidata.is_empty() {
            into.wikidata = row.wikidata;
        }
        into.flags.extend(row.flags);
        into.forms.extend(row.forms);
        (into.file, into.line) = (row.file, row.line);
        Ok(())
    }
}

/// Columns that hold forms, and the case endings their forms take.
const LANGUAGES: &[(&str, Declension)] = &[
    ("en", Declension::None),
    ("ru", Declension::Russian),
    ("be", Declension::Belarusian),
    ("uk", Declension::Ukrainian),
    ("pl", Declension::Polish),
    ("de", Declension::German),
    ("fr", Declension::None),
    ("es", Declension::None),
    ("pt", Declension::None),
    ("other", Declension::None),
];

const COLUMNS: &[&str] = &["id", "type", "wikidata", "canonical", "flags", "source"];
const FLAGS: &[&str] = &["surname_default", "ambiguous", "common", "alone"];

/// How many rows a file has when all of them can be used.
pub(super) fn count(text: &str) -> usize {
    lines(text).count().saturating_sub(1)
}

/// The lines of a file that hold something, numbered from 1; the first is the head.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines()
        .enumerate()
        .map(|(n, l)| (n + 1, l.trim_end_matches('\r')))
        .filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'))
}

/// The rows of a file, and the lines that cannot be used.
pub(super) fn read(file: &str, text: &str) -> (Vec<Row>, Vec<GazetteerError>) {
    let error = |line: usize, reason: String, hint: &str| GazetteerError {
        file: file.into(),
        line,
        reason,
        hint: hint.into(),
    };
    let mut rows = Vec::new();
    let mut errors = Vec::new();
    let mut lines = lines(text);
    let Some((head_line, head)) = lines.next() else {
        return (rows, errors);
    };
    let columns: Vec<&str> = head.split('\t').map(str::trim).collect();
    for need in ["id", "type", "canonical"] {
        if !columns.contains(&need) {
            errors.push(error(
                head_line,
                format!("no column `{need}`"),
                "the first line names the columns, parted by tabs",
            ));
            return (rows, errors);
        }
    }
    for column in &columns {
        if !COLUMNS.contains(column) && LANGUAGES.iter().all(|(l, _)| l != column) {
            let hint =
                "columns are id, type, wikidata, canonical, flags, en, ru, be, uk, pl, de, fr, es, pt, other, source";
            errors.push(error(head_line, format!("unknown column `{column}`"), hint));
        }
    }
    for (line, content) in lines {
        let cells: Vec<&str> = content.split('\t').map(str::trim).collect();
        if cells.len() > columns.len() {
            let reason = format!("{} cells under {} columns", cells.len(), columns.len());
            errors.push(error(line, reason, "part cells by one tab each"));
            continue;
        }
        let cell = |name: &str| {
            columns
                .iter()
                .position(|c| *c == name)
                .and_then(|k| cells.get(k))
                .copied()
                .unwrap_or("")
        };
        let id = cell("id");
        if id.is_empty() || id.starts_with("x-") {
            let hint = "an id is short and stable, such as by-lukashenko-a; x- is kept for names outside of gazetteers";
            errors.push(error(
                line,
                if id.is_empty() {
                    "no id".into()
                } else {
                    format!("id `{id}`")
                },
                hint,
            ));
            continue;
        }
        let kind = match cell("type") {
            "trap" => None,
            name => match EntityType::from_name(name) {
                Some(kind) => Some(kind),
                None => {
                    errors.push(error(
                        line,
                        format!("unknown type `{name}`"),
                        "types are person, org, place, trap",
                    ));
                    continue;
                }
            },
        };
        let wikidata = cell("wikidata");
        if !wikidata.is_empty() && wikidata.strip_prefix('Q').is_none_or(|n| n.parse::<u64>().is_err()) {
            errors.push(error(
                line,
                format!("`{wikidata}` is no Wikidata item"),
                "write Q and a number, or leave it empty",
            ));
            continue;
        }
        let flags: Vec<String> = cell("flags").split_whitespace().map(str::to_owned).collect();
        if let Some(flag) = flags
            .iter()
            .find(|f| !FLAGS.contains(&f.as_str()) && !f.starts_with("needs="))
        {
            let hint = "flags are surname_default, ambiguous, common, alone, needs=<id>";
            errors.push(error(line, format!("unknown flag `{flag}`"), hint));
            continue;
        }
        let mut forms = Vec::new();
        let canonical = cell("canonical");
        if !canonical.is_empty() && !canonical.ends_with(')') {
            forms.extend(form(canonical, Declension::None));
        }
        for (language, how) in LANGUAGES {
            forms.extend(cell(language).split('|').filter_map(|f| form(f, *how)));
        }
        rows.push(Row {
            file: file.into(),
            line,
            id: id.into(),
            kind,
            wikidata: wikidata.into(),
            canonical: canonical.into(),
            flags,
            forms,
            classes: Vec::new(),
        });
    }
    (rows, errors)
}

fn form(cell: &str, how: Declension) -> Option<Form> {
    let mut text = cell.trim();
    let mut short = false;
    let mut shape = Shape::Whole;
    if let Some(rest) = text.strip_prefix('~') {
        (text, short) = (rest, true);
    }
    if let Some(rest) = text.strip_prefix('*') {
        (text, shape) = (rest, Shape::Surname);
    }
    let (mut before, mut after) = ("", "");
    if let Some((b, rest)) = text.strip_prefix('[').and_then(|t| t.split_once(']')) {
        (before, text) = (b, rest);
    }
    if let Some((rest, a)) = text.strip_suffix(']').and_then(|t| t.rsplit_once('[')) {
        (text, after) = (rest, a);
    }
    let form = Form {
        text: text.to_owned(),
        before: fold(before),
        after: fold(after),
        shape,
        short,
        how,
    };
    (!form.text.is_empty()).then_some(form)
}
