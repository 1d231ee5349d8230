//! Gold of the project's own seeds.

use std::path::Path;

use copydesk_dataset::DocumentRows;
use copydesk_evaluation::own::{OwnScores, score};

use crate::made::{document, figure, noon, write};

const GOLD: &str = r#"
["a.txt"]
title = "A Title"
authors = ["Ann B."]
published = "2021-09-24T01:00:00+02:00"
language = "eng"
body_lines = [2, 4]

["out/b.html"]
title = "B"
byline = "Staff"
language = "bel"
body_starts = ["Першы абзац", "Падзагаловак", "Another one"]

["wall.html"]
no_body = true
"#;

fn scored(documents: &[DocumentRows], gold: &str) -> Result<OwnScores, String> {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), documents);
    let path = dir.path().join("gold.toml");
    std::fs::write(&path, gold).expect("gold is written");
    score(dir.path(), &path).map_err(|e| e.to_string())
}

fn text_file() -> DocumentRows {
    let mut doc = document(
        "a.txt",
        &[
            ("title", "A Title\r\n"),
            ("body", "Один два.\r\n\r\nThree.\n"),
            ("nav", "More\n"),
        ],
    );
    doc.document.title = Some("A\u{a0}Title".to_owned());
    doc.document.authors = vec!["Ann B.".to_owned()];
    doc.document.published = noon(18_893);
    doc
}

fn html_file() -> DocumentRows {
    let pieces = [
        ("body", "Першы\u{a0}абзац тут.\n"),
        ("nav", "Menu\n"),
        ("heading", "Падзагаловак\n"),
        ("body", "Another one."),
    ];
    let mut doc = document("out/b.html", &pieces);
    doc.document.title = Some("B".to_owned());
    doc.document.byline = Some("Staff report".to_owned());
    doc.document.language = "bel".to_owned();
    doc
}

#[test]
fn what_agrees_with_gold_scores_one() {
    for documents in [
        vec![text_file(), html_file()],
        vec![text_file(), html_file(), document("wall.html", &[("other", "OK?")])],
    ] {
        let scores = scored(&documents, GOLD).expect("scored");
        assert!(scores.figures().iter().all(|(_, v)| *v == 1.0), "{}", scores.table());
        assert!(scores.wrong.is_empty() && scores.without_gold.is_empty());
        assert!(scores.table().contains("text files, by character"));
    }
}

#[test]
fn lost_and_foreign_characters_are_counted_and_named() {
    let mut doc = document(
        "a.txt",
        &[("nav", "A Title\nОдин "), ("body", "два.\n\nThree.\nMore\n")],
    );
    doc.document.published = noon(18_900);
    doc.document.language = "rus".to_owned();
    let scores = scored(&[doc, document("new.txt", &[])], GOLD).expect("scored");
    assert_eq!(
        (
            scores.body_chars.right,
            scores.body_chars.missed,
            scores.body_chars.extra
        ),
        (10, 4, 4)
    );
    assert_eq!(scores.wrong[4], "a.txt:2 lost 4 of 8 characters: “Один два.”");
    assert_eq!(scores.wrong[5], "a.txt:5 kept 4 of 4 characters: “More”");
    assert_eq!(
        scores.wrong[2],
        "a.txt published: gold “2021-09-24T01:00:00+02:00”, got “2021-09-30”"
    );
    assert_eq!(scores.wrong[6], "out/b.html: no row");
    assert_eq!(scores.without_gold, ["new.txt"]);
    assert_eq!(figure(&scores.figures(), "own.documents"), 0.5);
    assert_eq!(scores.paragraphs.missed, 3);
}

#[test]
fn paragraphs_must_begin_as_gold_says_and_stand_in_order() {
    let mut doc = html_file();
    doc = DocumentRows {
        document: doc.document,
        ..document(
            "out/b.html",
            &[
                ("body", "Падзагаловак\n"),
                ("body", "Першы абзац тут.\n"),
                ("body", "Share this\n"),
                ("nav", "Anot"),
                ("body", "her one."),
            ],
        )
    };
    doc.document.published = noon(0);
    let scores = scored(&[text_file(), doc], GOLD).expect("scored");
    assert_eq!(
        (
            scores.paragraphs.right,
            scores.paragraphs.missed,
            scores.paragraphs.extra
        ),
        (1, 2, 3)
    );
    // A date where none is stated is a guess.
    assert_eq!((scores.published.right, scores.published.total), (1, 2));
}

#[test]
fn an_article_in_a_consent_wall_is_wrong() {
    let wall = document("wall.html", &[("body", "We value your choice")]);
    let scores = scored(&[text_file(), html_file(), wall], GOLD).expect("scored");
    assert_eq!(figure(&scores.figures(), "own.no_body"), 0.0);
    assert_eq!(
        scores.wrong,
        ["wall.html: there is no article, got “We value your choice”"]
    );
}

#[test]
fn gold_with_a_mistake_is_refused() {
    for (gold, expected) in [
        ("['a.txt']\ntitle = 'x'", "wants one of"),
        ("['a.txt']\nbody_lines = [1]\nno_body = true", "wants one of"),
        ("['a.txt']\nbody_lines = [1]\npublished = 'May'", "no ISO date"),
        ("['a.txt']\nbody_lines = [9]\ntitle = 'A Title'", "line 9"),
        ("['a.txt']\nbody = [1]", "unknown field"),
    ] {
        let refused = scored(&[text_file()], gold).expect_err("refused");
        assert!(refused.contains(expected), "{refused}");
    }
}

/// Every raw file of the project has gold, and gold names no other file.
#[test]
fn the_gold_of_the_project_names_its_seeds() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let toml = std::fs::read_to_string(root.join("tests/gold/seeds.toml")).expect("the gold is there");
    let gold: toml::Table = toml.parse().expect("it reads");
    let mut files = Vec::new();
    let mut folders = vec![root.join("seeds")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|n| n != "outlet.toml" && n != "README.md") {
                let id = path
                    .strip_prefix(root.join("seeds"))
                    .expect("under seeds")
                    .to_string_lossy()
                    .replace('\\', "/");
                files.push(id);
            }
        }
    }
    files.sort();
    let mut named: Vec<&String> = gold.keys().collect();
    named.sort();
    assert_eq!(named, files.iter().collect::<Vec<_>>());
}
