//! What strangers put into `seeds/`: one bad file never costs another, and nothing vanishes silently.

use std::collections::BTreeMap;

use copydesk_dataset::{DocumentRow, RejectRow, SpanRow};
use copydesk_tests::{built, seeds_of};

const GOOD: &str = "Grodno opens a second bridge\n\nThe bridge over the Neman was opened on Tuesday, the city said, after four years of work.\n\n\
Traffic will be let over it from Friday, and the old bridge will be closed for repairs until the summer.\n";

/// Builds good files beside bad ones; the good one's rows must be those it has alone.
fn beside(bad: &[(&str, &[u8])]) -> BTreeMap<String, String> {
    let good = ("good.txt", GOOD.as_bytes());
    let alone = built(seeds_of(&[good]).path(), 1);
    let files: Vec<(&str, &[u8])> = bad.iter().copied().chain([good]).collect();
    let all = built(seeds_of(&files).path(), 2);
    assert!(all.summary.accounts.files.balances() && all.summary.accounts.records.balances());
    assert_eq!(all.summary.accounts.files.inputs as usize, files.len());
    assert_eq!(all.document("good.txt"), alone.document("good.txt"));
    let spans = |rows: Vec<SpanRow>| rows.into_iter().filter(|s| s.id == "good.txt").collect::<Vec<_>>();
    assert_eq!(spans(all.rows()), spans(alone.rows()));
    all.rows::<RejectRow>()
        .into_iter()
        .map(|r| (r.source, r.reason))
        .collect()
}

#[test]
fn f01_f02_empty_files_are_rejected_as_empty() {
    let rejects = beside(&[
        ("a.txt", b""),
        ("b.html", b"\xef\xbb\xbf"),
        ("c.txt", " \u{a0}\u{200b}\n".as_bytes()),
    ]);
    for name in ["a.txt", "b.html", "c.txt"] {
        assert_eq!(rejects.get(name).map(String::as_str), Some("empty"), "{name}");
    }
}

#[test]
fn f24_binary_files_are_rejected_and_content_decides_the_type() {
    let pdf = b"%PDF-1.7\n\x00\x01\x02\xff\xfe".as_slice();
    let png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR".as_slice();
    let html = "<!doctype html><html><head><title>T</title></head><body><article><h1>Head</h1><p>The council met on Monday and agreed on the plan for the new bridge over the river.</p></article></body></html>";
    let rejects = beside(&[("a.txt", pdf), ("b.html", png), ("page.txt", html.as_bytes())]);
    assert_eq!(rejects.len(), 2, "{rejects:?}");
    assert!(rejects.values().all(|r| r == "binary"), "{rejects:?}");
    let all = built(seeds_of(&[("page.txt", html.as_bytes())]).path(), 1);
    let doc = all.document("page.txt");
    assert_eq!(doc.media_type, "text/html");
    assert!(!doc.text.contains('<'), "{}", doc.text);
}

#[test]
fn h01_h02_h03_pages_made_to_exhaust_the_parser_are_refused() {
    let deep = "<div>".repeat(20_000);
    let fonts: String = (0..100_000).map(|n| format!("<font size={n}><p>")).collect();
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=1")).collect();
    let tag = format!("<html><body><p{attributes}>x</p></body></html>");
    let started = std::time::Instant::now();
    let rejects = beside(&[
        ("deep.html", format!("<html><body>{deep}x").as_bytes()),
        ("fonts.html", format!("<html><body>{fonts}x").as_bytes()),
        ("attributes.html", tag.as_bytes()),
    ]);
    assert_eq!(rejects.get("deep.html").map(String::as_str), Some("too-deep"));
    assert_eq!(rejects.get("fonts.html").map(String::as_str), Some("too-many-nodes"));
    assert_eq!(
        rejects.get("attributes.html").map(String::as_str),
        Some("too-many-attributes")
    );
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

#[test]
fn c01_c08_marks_and_control_characters_do_not_reach_the_text() {
    let page = "Title of the page here\r\n\r\nThe first\u{0} paragraph\u{1b}[31m has\u{200b} marks in it, and it ends with a full stop.\r\n\r\nThe second one is clean, and long enough to be read as a paragraph.\r\n";
    let bytes: Vec<u8> = [b"\xef\xbb\xbf".as_slice(), page.as_bytes()].concat();
    let all = built(seeds_of(&[("a.txt", &bytes)]).path(), 1);
    let doc = all.document("a.txt");
    assert_eq!(doc.charset_source, "bom");
    assert!(
        !doc.text.contains(|c: char| c.is_control() && c != '\n'),
        "{:?}",
        doc.text
    );
    assert!(
        !doc.text.contains('\u{200b}') && doc.text.contains("has marks"),
        "{:?}",
        doc.text
    );
}

#[test]
fn c19_a_long_line_and_many_lines_take_linear_time() {
    let line = "word and another one, ".repeat(120_000);
    let lines = "A short line of text\n".repeat(100_000);
    let started = std::time::Instant::now();
    let all = built(
        seeds_of(&[
            ("line.txt", line.as_bytes()),
            ("lines.txt", lines.as_bytes()),
            ("more.txt", "word\n\n".repeat(1_600_000).as_bytes()),
        ])
        .path(),
        2,
    );
    assert!(all.summary.accounts.files.balances());
    let refused: Vec<_> = all
        .rows::<RejectRow>()
        .into_iter()
        .map(|r| (r.source, r.reason, r.detail))
        .collect();
    let want = ("more.txt", "too-large", "1600000 lines; the limit is 150000");
    assert_eq!(refused, [(want.0.into(), want.1.into(), want.2.into())]);
    assert!(started.elapsed().as_secs() < 40, "{:?}", started.elapsed());
}

#[test]
fn r08_no_usable_input_gives_valid_empty_tables() {
    let all = built(seeds_of(&[("a.txt", b"")]).path(), 1);
    assert!(all.rows::<DocumentRow>().is_empty());
    assert_eq!(all.rows::<RejectRow>().len(), 1);
}

#[test]
fn r11_files_that_no_run_wrote_stay_where_they_are() {
    let seeds = seeds_of(&[("a.txt", GOOD.as_bytes())]);
    let temp = tempfile::TempDir::new().expect("a folder");
    let out = temp.path().join("clean");
    let desk = copydesk_pipeline::Desk::open(None, copydesk_model::Policy::DEFAULT).expect("rules");
    let options = copydesk_pipeline::BuildOptions::new(seeds.path(), &out);
    let run = || copydesk_pipeline::build(&options, &desk, &copydesk_pipeline::Silent).expect("a build");
    run();
    std::fs::write(out.join("notes.md"), "mine").expect("a note");
    assert_eq!(run().foreign, ["notes.md"]);
    assert_eq!(std::fs::read_to_string(out.join("notes.md")).expect("the note"), "mine");
    let mut left: Vec<_> = std::fs::read_dir(temp.path())
        .expect("the folder")
        .flatten()
        .map(|e| e.file_name())
        .collect();
    left.sort();
    assert_eq!(
        left,
        [".clean.cache", "clean"],
        "nothing but the cache is left beside the dataset"
    );
}
