//! The sample documents with their labels by hand, where they lie beside the repository.

use std::path::Path;

use copydesk_boilerplate::{Rules, annotate};
use copydesk_model::{Document, Label, Policy, pieces};

#[test]
#[allow(clippy::print_stderr, reason = "an absent folder is told, not hidden")]
fn labels_agree_with_those_made_by_hand() {
    let shared = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let Ok(gold) = std::fs::read_dir(shared.join("seeds-gold")) else {
        eprintln!("skipped: no sample documents beside the repository");
        return;
    };
    let mut wrong = Vec::new();
    let mut lines = 0;
    for path in gold
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
    {
        let gold: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let file = gold["file"].as_str().unwrap();
        let text = std::fs::read_to_string(shared.join("seeds").join(file)).unwrap();
        let mut doc = Document::from_lines(&text);
        doc.annotate(annotate(&doc, Rules::built_in()));
        let parts = pieces(&doc, Policy::DEFAULT);
        let mut at = 0;
        for (line, want) in text.split('\n').zip(gold["lines"].as_array().unwrap()) {
            let piece = parts.iter().find(|p| p.span.start() <= at && at < p.span.end());
            at += line.len() + 1;
            let Some(piece) = piece.filter(|_| !line.trim().is_empty()) else {
                continue;
            };
            lines += 1;
            let fits = |v: &serde_json::Value| v.as_str() == Some(piece.label.name());
            if !fits(&want["label"]) && !want["alt"].as_array().is_some_and(|alt| alt.iter().any(fits)) {
                assert_ne!(want["label"], Label::Body.name(), "{file}: lost {line}");
                wrong.push(format!("{file}: {} for {}: {line}", piece.label, want["label"]));
            }
        }
    }
    assert!(wrong.len() * 100 <= lines, "{wrong:#?}");
}
