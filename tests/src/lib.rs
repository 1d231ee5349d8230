//! What the tests of the whole desk share: building a dataset from raw files, and writing a page down so that people can read it.

pub mod corpus;

use std::fs;
use std::path::{Path, PathBuf};

use copydesk_dataset::{ArtifactRow, DocumentRow, MentionRow, PageRow, SpanRow, Table, read};
use copydesk_model::Policy;
use copydesk_pipeline::{BuildOptions, Desk, Silent, Summary, build};
use tempfile::TempDir;

/// The root of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_owned)
        .unwrap_or_default()
}

/// The program as a person runs it: named by `cargo xtask test`, else found beside the test program.
///
/// # Panics
/// When it was not built.
pub fn xtask() -> PathBuf {
    if let Some(path) = std::env::var_os("COPYDESK_XTASK") {
        return path.into();
    }
    let exe = std::env::current_exe().expect("the test program's path");
    let beside = exe
        .parent()
        .and_then(|deps| deps.parent())
        .expect("a target folder")
        .join("xtask");
    assert!(
        beside.is_file(),
        "build it first: cargo build --release -p xtask, or run cargo xtask test"
    );
    beside
}

/// Every file of a dataset with its bytes.
///
/// # Panics
/// When the folder cannot be read.
pub fn bytes_of(dir: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(dir).expect("the dataset's folder").flatten();
    entries
        .map(|e| {
            (
                e.file_name().to_string_lossy().into_owned(),
                fs::read(e.path()).expect("a file"),
            )
        })
        .collect()
}

/// The names in a folder, sorted.
///
/// # Panics
/// When it cannot be read.
pub fn names_in(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("a folder").flatten();
    let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A dataset built from a folder of raw files, in a folder of its own.
pub struct Built {
    /// Where it lies.
    pub dir: PathBuf,
    /// What the build said.
    pub summary: Summary,
    _temp: TempDir,
}

/// Builds a dataset from `seeds` with that many threads.
pub fn built(seeds: &Path, threads: usize) -> Built {
    let temp = TempDir::new().expect("a temporary folder");
    let dir = temp.path().join("clean");
    let desk = Desk::open(None, Policy::DEFAULT).expect("the built-in rules load");
    let options = BuildOptions {
        threads,
        cache: false,
        ..BuildOptions::new(seeds, &dir)
    };
    let summary = build(&options, &desk, &Silent).expect("the build ends");
    Built {
        dir,
        summary,
        _temp: temp,
    }
}

/// Writes files into a new folder: (path, bytes).
pub fn seeds_of(files: &[(&str, &[u8])]) -> TempDir {
    let temp = TempDir::new().expect("a temporary folder");
    for (name, bytes) in files {
        let path = temp.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    temp
}

impl Built {
    /// All rows of one table.
    pub fn rows<T: Table>(&self) -> Vec<T> {
        read(&self.dir).expect("the table reads")
    }

    /// The row of one document.
    pub fn document(&self, id: &str) -> DocumentRow {
        let found = self.rows::<DocumentRow>().into_iter().find(|d| d.id == id);
        found.unwrap_or_else(|| panic!("{id} has no row; rejects: {:?}", self.summary.rejects))
    }

    /// One document as a page that people can read: head, kept lines plain, removed lines with label and rule, artifacts.
    pub fn reference(&self, id: &str) -> String {
        let doc = self.document(id);
        let mine = |row_id: &String| row_id == id;
        let page = self
            .rows::<PageRow>()
            .into_iter()
            .find(|p| mine(&p.id))
            .map(|p| p.page_text)
            .unwrap_or_default();
        let mentions: Vec<MentionRow> = self.rows::<MentionRow>().into_iter().filter(|m| mine(&m.id)).collect();
        let artifacts: Vec<ArtifactRow> = self.rows::<ArtifactRow>().into_iter().filter(|a| mine(&a.id)).collect();
        let mut out = head(&doc);
        for span in self
            .rows::<SpanRow>()
            .into_iter()
            .filter(|s| mine(&s.id) && s.label != "blank")
        {
            let text = marked(&page, &span, &mentions);
            let margin = if span.label == "body" {
                String::new()
            } else {
                format!("{} <{}> ", span.label, span.rule)
            };
            let sign = if span.kept { "|" } else { "x" };
            out.push_str(&format!("{sign} {margin}{text}\n"));
        }
        if !artifacts.is_empty() {
            out.push('\n');
        }
        for a in &artifacts {
            let repair = a
                .repair
                .as_ref()
                .map(|r| format!(" -> {r:?}{}", if a.applied { "" } else { " (not applied)" }))
                .unwrap_or_default();
            out.push_str(&format!(
                "! {}..{} {} {:?}{repair}\n",
                a.start, a.end, a.kind, a.surface
            ));
        }
        out
    }
}

fn head(doc: &DocumentRow) -> String {
    let or_none = |s: &Option<String>| s.clone().unwrap_or_else(|| "-".into());
    let date = doc.published.map_or_else(
        || "-".into(),
        |m| format!("{} us ({})", m.0, or_none(&doc.published_source)),
    );
    format!(
        "title: {}\nauthors: {}\npublished: {date}\nlanguage: {} {}\ncharset: {} ({})\naccess: {}\nflags: {}\n\n",
        or_none(&doc.title),
        doc.authors.join("; "),
        doc.language,
        doc.language_script,
        doc.charset,
        doc.charset_source,
        doc.access,
        doc.flags.join(" "),
    )
}

/// The text of a piece with its names in brackets: `[Lukashenka=by-lukashenko-a]`.
fn marked(page: &str, span: &SpanRow, mentions: &[MentionRow]) -> String {
    let chars: Vec<char> = page.chars().collect();
    let mut out = String::new();
    let mut at = span.start;
    let cut = |a: i32, b: i32| chars[a as usize..b as usize].iter().collect::<String>();
    for m in mentions.iter().filter(|m| m.start >= span.start && m.end <= span.end) {
        if m.start < at {
            continue;
        }
        out.push_str(&cut(at, m.start));
        out.push_str(&format!("[{}={}]", m.surface, m.entity_id.as_deref().unwrap_or("?")));
        at = m.end;
    }
    out.push_str(&cut(at, span.end));
    out.replace('\n', "⏎")
}
