//! Judges English texts, one file each, and lists the traces in them as JSON lines:
//! `cargo run --release -p copydesk-translation --example verdicts -- <files>`. All lines count as kept.
#![allow(clippy::print_stdout, reason = "an example for people")]

use copydesk_model::{ArtifactGroup, Code, Document, LanguageVerdict, Mark, Policy, pieces};
use copydesk_translation::{Rules, annotate, judge};
use serde_json::json;

fn main() {
    for file in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&file).expect("UTF-8");
        let mut doc = Document::from_lines(&text);
        doc.language = LanguageVerdict {
            language: Code::new("eng"),
            script: Code::new("Latn"),
            score: 1.0,
        };
        let parts = pieces(&doc, Policy::DEFAULT);
        let found = annotate(&doc, &parts, Rules::built_in());
        doc.annotate(found);
        let verdict = judge(&doc, &parts);
        let trace = |a: &copydesk_model::Annotation| match a.mark {
            Mark::Artifact { kind, .. }
                if kind.group() == ArtifactGroup::Translation || kind.name().contains("quote") =>
            {
                Some(json!([kind.name(), a.span.of(&text), a.rule.as_str()]))
            }
            _ => None,
        };
        let traces: Vec<_> = doc.annotations().iter().filter_map(trace).collect();
        println!(
            "{}",
            json!({
                "file": file,
                "words": text.split_whitespace().count(),
                "translated": verdict.translated,
                "machine": verdict.machine,
                "source_language": verdict.source_language,
                "evidence": verdict.evidence,
                "traces": traces,
            })
        );
    }
}
