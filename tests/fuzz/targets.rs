//! What is fuzzed beside containers and charsets: plain functions of bytes that must hold for any bytes. `../mutations.rs` replays
//! the corpus and its mutations through them; the files in `fuzz_targets/` hand them to cargo-fuzz.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use copydesk_dataset::{DocumentRows, Manifest};
use copydesk_model::{Policy, RejectReason};
use copydesk_pipeline::{BuildOptions, Desk, Raw, Silent, Takedown, alone, build};
use copydesk_rules::RuleSet;

static DESK: LazyLock<Desk> = LazyLock::new(|| Desk::open(None, Policy::DEFAULT).expect("the built-in rules"));

/// Any bytes as a raw file: the rows of a page whose parts add up, or a reason that is no fault of ours.
pub(crate) fn page(bytes: &[u8]) -> bool {
    let raw = Raw {
        id: "post/a".to_owned(),
        bytes: bytes.to_vec(),
        ..Raw::default()
    };
    match alone(raw.record(), &DESK) {
        Ok(rows) => {
            adds_up(&rows);
            true
        }
        Err(reject) => {
            assert!(reject.reason != RejectReason::Internal, "{reject:?}");
            assert!(!reject.detail.contains('\n'), "{reject:?}");
            false
        }
    }
}

/// Pieces follow each other from the first letter of the page to the last; offsets are places in it.
fn adds_up(rows: &DocumentRows) {
    let page: Vec<char> = rows.page.page_text.chars().collect();
    let text = rows.document.text.chars().count();
    let cut = |a: i32, b: i32| page[a as usize..b as usize].iter().collect::<String>();
    let mut at = 0;
    for (seq, span) in rows.spans.iter().enumerate() {
        assert_eq!((span.seq as usize, span.start), (seq, at));
        assert!(span.end > span.start);
        assert_eq!(cut(span.start, span.end), span.text);
        at = span.end;
    }
    assert_eq!(at as usize, page.len());
    for mention in &rows.mentions {
        assert_eq!(cut(mention.start, mention.end), mention.surface);
        assert!(mention.text_end.is_none_or(|end| end as usize <= text));
    }
    for artifact in &rows.artifacts {
        assert_eq!(cut(artifact.start, artifact.end), artifact.surface);
    }
    // A tab inside a line is a blank that stays.
    let forbidden = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    assert!(!rows.document.text.contains(forbidden));
}

/// The walk over HTML: blocks are places of the page, in order; dates are days of the calendar or nothing.
pub(crate) fn html(text: &str) -> bool {
    let limits = copydesk_extract::Limits::default();
    let Ok(page) = copydesk_extract::html(text, Some("https://news.example/2021/05/04/x"), &limits) else {
        return false;
    };
    let mut at = 0;
    for block in &page.blocks {
        assert!(block.span.start() >= at && block.span.end() <= page.page.len());
        assert!(page.page.is_char_boundary(block.span.start()) && page.page.is_char_boundary(block.span.end()));
        at = block.span.start();
    }
    for stamp in [page.meta.published, page.meta.modified].into_iter().flatten() {
        // 1800 to 2100 in any zone, in microseconds.
        let known = -5_364_748_800_000_000..4_134_067_200_000_000;
        assert!(known.contains(&stamp.micros), "{stamp:?} of {text}");
    }
    true
}

/// What a page or a container may say of its date, in each place where it may be said.
pub(crate) fn dates(said: &str) -> bool {
    let quoted = said.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let json = serde_json::Value::from(said);
    html(&format!(
        "<html lang=en><head><meta property=\"article:published_time\" content=\"{quoted}\"><meta name=date content=\"{quoted}\">\
         <script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"dateModified\":{json}}}</script></head>\
         <body><article><h1>A title of some words</h1><p>{quoted}</p><time datetime=\"{quoted}\">{quoted}</time>\
         <p>The council met on Monday and agreed on the plan for the bridge.</p></article></body></html>"
    ))
}

/// A manifest is read whole or refused.
pub(crate) fn manifest(text: &str) -> bool {
    match Manifest::parse(text) {
        Ok(manifest) => {
            assert_eq!(Manifest::parse(&manifest.to_json()), Ok(manifest));
            true
        }
        Err(said) => {
            assert!(!said.is_empty());
            false
        }
    }
}

/// A takedown list is read whole, or refused with the lines at fault.
pub(crate) fn takedown(text: &str) -> bool {
    match Takedown::parse("list", text) {
        Ok(_) => true,
        Err(faults) => {
            assert!(faults.iter().all(|f| f.starts_with("list:")), "{faults:?}");
            false
        }
    }
}

/// A rule file is read whole, or each mistake of it has its place.
pub(crate) fn rules(text: &str) -> bool {
    let files = [("mine.toml".to_owned(), text.to_owned())];
    match RuleSet::parse("mine", &files, &["newsletter", "page_date"]) {
        Ok(set) => {
            set.check();
            set.matches("Sign up for our letter! Abgerufen am 3. Mai 2021");
            true
        }
        Err(errors) => {
            assert!(!errors.is_empty());
            assert!(errors.iter().all(|e| e.to_string().contains("mine.toml")), "{errors:?}");
            false
        }
    }
}

/// Raw files, their dataset, and its cache as the build left them.
struct Kept {
    temp: tempfile::TempDir,
    index: Vec<u8>,
    segment: (PathBuf, Vec<u8>),
    documents: Vec<u8>,
}

static KEPT: LazyLock<Kept> = LazyLock::new(|| {
    let temp = tempfile::TempDir::new().expect("a folder");
    let seeds = temp.path().join("seeds");
    fs::create_dir(&seeds).expect("a folder");
    fs::write(
        seeds.join("a.txt"),
        "Ferry runs again\n\nThe ferry runs again from Saturday, twice a day.\n",
    )
    .expect("a file");
    fs::write(seeds.join("b.bin"), b"\0\x01\x02").expect("a file");
    build(&options(&temp), &DESK, &Silent).expect("a build");
    let cache = temp.path().join(".clean.cache");
    let index = fs::read(cache.join("index")).expect("an index");
    let mut files = fs::read_dir(&cache).expect("a cache").flatten().map(|e| e.path());
    let path = files.find(|p| !p.ends_with("index")).expect("a segment");
    let bytes = fs::read(&path).expect("a segment");
    let documents = fs::read(temp.path().join("clean/documents.parquet")).expect("a table");
    Kept {
        temp,
        index,
        segment: (path, bytes),
        documents,
    }
});

fn options(temp: &tempfile::TempDir) -> BuildOptions {
    BuildOptions {
        threads: 1,
        ..BuildOptions::new(temp.path().join("seeds"), temp.path().join("clean"))
    }
}

/// A damaged cache: the first byte says where, the rest is put there, with a hash that fits where a hash is asked for. The dataset
/// that the next build leaves is the one that a build without a cache makes.
pub(crate) fn cache(bytes: &[u8]) -> bool {
    let kept = &*KEPT;
    let Some((&how, bytes)) = bytes.split_first() else {
        return false;
    };
    let index = kept.temp.path().join(".clean.cache/index");
    let (mut first, mut second) = (kept.index.clone(), kept.segment.1.clone());
    match how % 4 {
        0 => first = bytes.to_vec(),
        1 => second = bytes.to_vec(),
        2 => {
            // One place of the payload changed, sealed again.
            let at = 48 + bytes.first().map_or(0, |b| usize::from(*b) * 7) % first.len().saturating_sub(48).max(1);
            let end = first.len().min(at + bytes.len().saturating_sub(1));
            first.splice(at..end, bytes.iter().skip(1).copied());
        }
        _ => {
            first.truncate(48);
            first.extend_from_slice(bytes);
        }
    }
    if how % 4 >= 2 {
        let hash = *blake3::hash(&first[48..]).as_bytes();
        first[16..48].copy_from_slice(&hash);
    }
    fs::write(&index, first).expect("room");
    fs::write(&kept.segment.0, second).expect("room");
    build(&options(&kept.temp), &DESK, &Silent).expect("a build");
    let documents = fs::read(kept.temp.path().join("clean/documents.parquet")).expect("a table");
    assert!(documents == kept.documents, "a damaged cache changed the dataset");
    true
}
