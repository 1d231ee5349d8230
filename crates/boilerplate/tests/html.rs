//! HTML: what the markup removed stays removed; appeals it kept fall.

use copydesk_boilerplate::{Rules, annotate};
use copydesk_model::{Annotation, Document, Label, MediaType, Policy, RuleId, pieces};

/// A page of lines with the labels that the markup gave them.
#[track_caller]
fn check(lines: &[(Label, &str, Label)]) {
    let text: Vec<&str> = lines.iter().map(|l| l.1).collect();
    let mut doc = Document::from_lines(&text.join("\n"));
    doc.media = MediaType::Html;
    let rule = RuleId::new("extract/test");
    let said = doc
        .blocks
        .iter()
        .zip(lines)
        .map(|(b, l)| Annotation::label(b.span, l.0, &rule, 0.9))
        .collect();
    doc.annotate(said);
    doc.annotate(annotate(&doc, Rules::built_in()));
    let parts = pieces(&doc, Policy::DEFAULT);
    for (block, (_, text, want)) in doc.blocks.iter().zip(lines) {
        let piece = parts.iter().find(|p| p.span.start() == block.span.start()).unwrap();
        assert_eq!(piece.label, *want, "{text}");
    }
}

#[test]
fn only_boxes_among_the_paragraphs_are_corrected() {
    use Label::*;
    check(&[
        (Nav, "Home", Nav),
        (Title, "Ferries return", Title),
        (Other, "Share on Facebook", ShareCounts),
        (
            Body,
            "The ferries have returned to the northern line after a winter that nobody here will forget.",
            Body,
        ),
        (Body, "Sign up for our newsletter", Newsletter),
        (Heading, "What comes next", Heading),
        (
            Body,
            "A second boat is being built, and it will be named after the first ferryman of the village.",
            Body,
        ),
        (Body, "Ann Kowal", Body),
        (
            Body,
            "Please support us with a euro a month. Your support keeps our boat afloat, and we thank you for it.",
            Paywall,
        ),
        (Legal, "© 2021 The Ferry", Legal),
    ]);
}
