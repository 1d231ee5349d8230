//! The gold of one text file: facts about lines, named by number and length.

use std::path::Path;

use serde::Deserialize;

use crate::error::Error;

/// The labels of gold, in the order in which they are shown.
pub(crate) const LABELS: [&str; 19] = [
    "body",
    "title",
    "byline",
    "author_bio",
    "dateline",
    "photo_caption",
    "photo_credit",
    "breadcrumb",
    "nav",
    "page_date",
    "share_counts",
    "paywall",
    "newsletter",
    "comment_form",
    "related",
    "category",
    "widget",
    "legal",
    "blank",
];

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Gold {
    /// Stem of the raw file; all files of a folder have different ones.
    #[serde(skip)]
    pub(crate) stem: String,
    pub(crate) title: Option<String>,
    pub(crate) byline: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) lines: Vec<GoldLine>,
    #[serde(default)]
    pub(crate) mentions: Vec<Name>,
    #[serde(default)]
    pub(crate) issues: Vec<Issue>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct GoldLine {
    pub(crate) n: usize,
    pub(crate) label: String,
    /// Code points; the gold also has a hash, which is not looked at.
    pub(crate) len: usize,
    /// Other labels that are right too.
    #[serde(default)]
    pub(crate) alt: Vec<String>,
}

/// A named person, organisation or place, in gold or found.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Name {
    pub(crate) line: usize,
    pub(crate) char_start: usize,
    pub(crate) char_end: usize,
    #[serde(default)]
    pub(crate) surface: String,
    pub(crate) canonical: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Debatable: scores neither way.
    #[serde(default)]
    pub(crate) optional: bool,
    /// A possessive ending, which may be taken in.
    #[serde(default)]
    pub(crate) suffix: String,
}

/// A defect, in gold or found.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Issue {
    pub(crate) line: usize,
    pub(crate) char_start: usize,
    pub(crate) char_end: usize,
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) optional: bool,
}

/// The gold of a folder, in the order of file names.
pub(crate) fn read(folder: &Path) -> Result<Vec<Gold>, Error> {
    let mut all = Vec::new();
    for path in json_files(folder)? {
        let text = std::fs::read_to_string(&path).map_err(|e| Error::io(&path, e))?;
        let mut gold: Gold =
            serde_json::from_str(&text).map_err(|e| Error::gold(&path, format!("no line gold: {e}")))?;
        gold.stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for (k, line) in gold.lines.iter().enumerate() {
            if line.n != k + 1 {
                return Err(Error::gold(
                    &path,
                    format!("line {} stands where line {} should", line.n, k + 1),
                ));
            }
            if !LABELS.contains(&line.label.as_str()) {
                return Err(Error::gold(
                    &path,
                    format!("line {}: {} is no label", line.n, line.label),
                ));
            }
        }
        all.push(gold);
    }
    if all.is_empty() {
        return Err(Error::gold(folder, "holds no gold (*.json)"));
    }
    Ok(all)
}

/// The JSON files of a folder, sorted.
pub(crate) fn json_files(folder: &Path) -> Result<Vec<std::path::PathBuf>, Error> {
    let entries = std::fs::read_dir(folder).map_err(|e| Error::io(folder, e))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| Error::io(folder, e))?.path();
        if path.extension().is_some_and(|e| e == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
