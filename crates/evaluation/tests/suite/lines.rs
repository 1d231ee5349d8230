//! Line gold: a title, two lines of article with a support appeal between them, and a name with a possessive.

use copydesk_dataset::DocumentRows;
use copydesk_evaluation::Error;
use copydesk_evaluation::lines::{LineScores, score};
use serde_json::json;

use crate::made::{artifact, document, figure, mention, noon, write};

const PAGE: [&str; 6] = [
    "Bridge opens\n",
    "\n",
    "Mink’s bridge  opens.\n",
    "Give now!\n",
    "Брама стаіць.\n",
    "",
];

fn gold() -> serde_json::Value {
    let labels = ["title", "blank", "body", "paywall", "body", "blank"];
    let lines = PAGE.iter().zip(labels).enumerate().map(|(k, (text, label))| {
        json!({"n": k + 1, "label": label, "len": text.trim_end().chars().count(), "alt": if k == 3 { vec!["widget"] } else { vec![] }})
    });
    json!({
        "title": "Bridge opens", "byline": null, "published": "2021-09-24", "lines": lines.collect::<Vec<_>>(),
        "mentions": [
            {"line": 3, "char_start": 0, "char_end": 4, "canonical": "Mink", "type": "place", "suffix": "’s"},
            {"line": 5, "char_start": 0, "char_end": 5, "canonical": "Brama", "type": "org"},
            {"line": 1, "char_start": 0, "char_end": 6, "canonical": "Bridge", "type": "org", "optional": true},
        ],
        "issues": [
            {"line": 3, "char_start": 13, "char_end": 15, "kind": "double_space"},
            {"line": 6, "char_start": 0, "char_end": 0, "kind": "no_final_newline"},
            {"line": 5, "char_start": 0, "char_end": 5, "kind": "spelling_variant", "optional": true},
        ],
    })
}

fn scored(doc: DocumentRows) -> Result<LineScores, Error> {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), &[doc]);
    let gold_dir = dir.path().join("gold");
    std::fs::create_dir(&gold_dir).expect("a folder");
    std::fs::write(gold_dir.join("bridge.json"), gold().to_string()).expect("gold is written");
    score(dir.path(), &gold_dir)
}

fn labelled(labels: [&str; 6]) -> DocumentRows {
    let pieces: Vec<_> = labels.into_iter().zip(PAGE).collect();
    let mut doc = document("outlet/bridge.txt", &pieces);
    doc.document.title = Some("Bridge  opens".to_owned());
    doc.document.published = noon(18_894);
    doc
}

fn perfect() -> DocumentRows {
    let mut doc = labelled(["title", "blank", "body", "paywall", "heading", "blank"]);
    doc.mentions = vec![
        mention(&doc, (14, 20), "place", Some("Mink")),
        mention(&doc, (46, 51), "org", Some("Brama")),
    ];
    doc.artifacts = vec![
        artifact(&doc, (27, 29), "double_space"),
        artifact(&doc, (60, 60), "no_final_newline"),
    ];
    doc
}

#[test]
fn what_agrees_with_gold_scores_one() {
    let scores = scored(perfect()).expect("scored");
    for (name, value) in scores.figures() {
        assert_eq!(value, 1.0, "{name}\n{}", scores.table());
    }
    assert_eq!(
        (
            scores.wrong_lines.len(),
            scores.wrong_names.len(),
            scores.wrong_fields.len()
        ),
        (0, 0, 0)
    );
    assert!(scores.table().contains("macro F1 1.0000"));
}

#[test]
fn all_kept_costs_precision_alone() {
    let scores = scored(labelled(["body", "blank", "body", "body", "body", "blank"])).expect("scored");
    let figures = scores.figures();
    assert_eq!(figure(&figures, "lines.body_chars_recall"), 1.0);
    // 21 + 13 characters of article, 12 + 9 of others.
    assert_eq!(figure(&figures, "lines.body_chars_precision"), 34.0 / 55.0);
    assert_eq!(figure(&figures, "lines.accuracy"), 0.5);
    assert_eq!(figure(&figures, "lines.mentions_span_f1"), 0.0);
    assert_eq!(
        scores.wrong_lines,
        ["bridge:1 gold title, got body", "bridge:4 gold paywall, got body"]
    );
    assert!(scores.table().contains("missed place"), "{}", scores.table());
}

#[test]
fn another_label_that_gold_allows_is_right() {
    let scores = scored(labelled(["title", "blank", "body", "advertisement", "body", "blank"])).expect("scored");
    assert_eq!(figure(&scores.figures(), "lines.accuracy"), 1.0);
}

#[test]
fn a_line_has_the_label_that_covers_most_of_it() {
    let pieces = [
        ("title", "Bridge opens\n\n"),
        ("body", "Mink’s bridge  op"),
        ("widget", "ens.\n"),
        ("widget", "Giv"),
        ("body", "e now!\n"),
        ("body", "Брама стаіць.\n"),
    ];
    let scores = scored(document("bridge.txt", &pieces)).expect("scored");
    assert_eq!(scores.wrong_lines, ["bridge:4 gold paywall, got body"]);
    // Neither title nor date were found; there is no byline, and none was found.
    assert_eq!(
        (scores.title.right, scores.byline.right, scores.published.right),
        (0, 1, 0)
    );
    assert_eq!(scores.wrong_fields[1], "bridge published: gold “2021-09-24”, got none");
}

#[test]
fn debatable_names_and_defects_score_neither_way() {
    let mut doc = perfect();
    let more = [
        mention(&doc, (0, 6), "place", None),
        mention(&doc, (36, 40), "person", Some("Give")),
    ];
    doc.mentions.extend(more);
    doc.mentions[1].canonical = Some("Gate".to_owned());
    let extra = artifact(&doc, (46, 51), "mixed_romanization");
    doc.artifacts[0].end = 28;
    doc.artifacts.push(extra);
    let scores = scored(doc).expect("scored");
    assert_eq!(
        (
            scores.mentions_span.right,
            scores.mentions_span.extra,
            scores.mentions_span.missed
        ),
        (2, 1, 0)
    );
    assert_eq!(
        (scores.mentions_canonical.right, scores.mentions_canonical.extra),
        (1, 2)
    );
    assert_eq!(figure(&scores.figures(), "lines.mentions_canonical"), 0.5);
    assert_eq!(
        (
            scores.issues_exact.right,
            scores.issues_exact.extra,
            scores.issues_exact.missed
        ),
        (1, 1, 1)
    );
    assert_eq!((scores.issues_overlap.right, scores.issues_overlap.extra), (2, 0));
    assert_eq!(
        scores.wrong_names,
        [
            "bridge:4 extra person “Give”",
            "bridge:5 canonical org “”: gold Brama, got Gate",
        ]
    );
}

#[test]
fn a_page_of_another_text_is_refused() {
    let refused = |doc| scored(doc).expect_err("refused").to_string();
    assert!(refused(document("other.txt", &[("body", "x")])).contains("no such document"));
    assert!(refused(document("bridge.txt", &[("body", "Bridge opens\n")])).contains("2 lines, gold has 6"));
    let pieces: Vec<_> = PAGE
        .iter()
        .map(|l| ("body", if *l == "Give now!\n" { "Give!\n" } else { l }))
        .collect();
    assert!(refused(document("bridge.txt", &pieces)).contains("line 4 has 5 characters, gold has 9"));
}
