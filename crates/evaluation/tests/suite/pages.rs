//! Gold pages in both shapes.

use copydesk_evaluation::pages::{PageScores, score};
use serde_json::{Value, json};

use crate::made::{document, figure, noon, write};

/// Scores pages of the set `small`: stem, text found, gold.
fn scored(pages: &[(&str, &str, Value)], change: impl Fn(&mut copydesk_dataset::DocumentRow)) -> PageScores {
    let dir = tempfile::tempdir().expect("a folder");
    let gold = dir.path().join("small/gold");
    std::fs::create_dir_all(&gold).expect("a folder");
    let mut documents = Vec::new();
    for (stem, text, page) in pages {
        std::fs::write(gold.join(format!("{stem}.json")), page.to_string()).expect("gold is written");
        if !text.is_empty() {
            let mut doc = document(&format!("{stem}.html.gz"), &[("body", text)]);
            change(&mut doc.document);
            documents.push(doc);
        }
    }
    write(dir.path(), &documents);
    score(dir.path(), &gold).expect("scored")
}

#[test]
fn gold_against_itself_scores_one() {
    let page = json!({"ground_truth": {
        "main_content": "One two three four five.", "title": "A Straße", "author": "Ann Ó", "publish_date": "2021-09-24",
        "with": ["two  THREE"], "without": ["six"],
    }});
    let scores = scored(&[("a", "One two three four five.", page)], |d| {
        d.title = Some("a  STRASSE".to_owned());
        d.authors = vec!["ann ó".to_owned()];
        d.published = noon(18_894);
    });
    let figures = scores.figures();
    assert!(
        figures
            .iter()
            .all(|(name, value)| name.starts_with("pages.small.") && *value == 1.0),
        "{figures:?}"
    );
    assert_eq!(figures.len(), 11);
    assert!(scores.wrong_fields.is_empty());
}

#[test]
fn runs_of_four_words_are_counted_as_often_as_they_come() {
    // Gold has 5 runs, of which "a b c d" twice; found are 2 runs, both in gold.
    let pages = [("a", "a b c d a", json!({"main_content": "a b c d a b c d"}))];
    let text = scored(&pages, |_| {}).text;
    assert_eq!((text.precision, text.recall, text.page_f1), (1.0, 0.4, 4.0 / 7.0));
    // A text shorter than a run is a run of its own; words hold no marks, and case is kept.
    for (found, gold, f1) in [
        ("a, b", "a b", 1.0),
        ("a b", "a b c", 0.0),
        ("Да", "да", 0.0),
        ("क\u{94d}ष", "क ष", 1.0),
    ] {
        let page = [("a", found, json!({"main_content": gold}))];
        assert_eq!(scored(&page, |_| {}).text.page_f1, f1, "{found} / {gold}");
    }
}

#[test]
fn a_blank_costs_recall_and_no_precision() {
    let pages = [
        ("a", "", json!({"main_content": "a b c d"})),
        ("b", "a b c d", json!({"main_content": "a b c d"})),
        ("c", "", json!({"main_content": null})),
    ];
    let scores = scored(&pages, |_| {});
    assert_eq!(
        (scores.text.precision, scores.text.recall, scores.text.blank),
        (1.0, 0.5, 2)
    );
    assert_eq!((scores.text.page_f1, scores.text.exact), (2.0 / 3.0, 2));
    assert_eq!(scores.worst[0], (0.0, "a".to_owned()));
    assert!(scores.table(1).contains("0.000 a\n"));
    assert!(!scores.table(0).contains("0.000 a\n"));
}

#[test]
fn summary_and_text_are_told_apart_where_gold_does() {
    let page = json!({
        "main_content": "s s s s\n\na b c d", "paragraphs": ["a b c d"], "title": "T", "authors": ["B", "A"],
        "publish_date": "2021-09-24 01:00:00+02:00",
    });
    let scores = scored(&[("a", "a b c d", page)], |d| {
        d.authors = vec!["a".to_owned(), "b".to_owned()];
        d.published = noon(18_893);
    });
    assert_eq!(figure(&scores.figures(), "pages.small.recall_without_summary"), 1.0);
    assert!(scores.text.recall < 0.5);
    assert_eq!((scores.authors.right, scores.date.right, scores.title.right), (1, 1, 0));
    assert_eq!(scores.wrong_fields, ["a title: gold \"T\", got \"\""]);
    assert!(scores.table(1).contains("title: gold"));
}
