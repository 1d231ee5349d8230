//! Labels of each line of text files, as JSON on standard output: `{"name": {"labels": […], "issues": […], "access": …}}`.
//! With `--keep-when-unsure` before the files, under that policy.
#![allow(clippy::print_stdout, reason = "an example prints")]

use copydesk_boilerplate::{Rules, access, annotate};
use copydesk_model::{Document, Mark, Policy, pieces};

fn main() {
    let mut all = serde_json::Map::new();
    let mut policy = Policy::DEFAULT;
    for path in std::env::args().skip(1) {
        if path == "--keep-when-unsure" {
            policy = Policy::KEEP_WHEN_UNSURE;
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&path).expect("a readable file")).into_owned();
        let mut doc = Document::from_lines(&text);
        doc.annotate(annotate(&doc, Rules::built_in()));
        let parts = pieces(&doc, policy);
        let verdict = access(&doc, &parts, Rules::built_in());
        let mut labels = Vec::new();
        let mut rules = Vec::new();
        let mut issues = Vec::new();
        let mut at = 0;
        for (n, line) in text.split('\n').enumerate() {
            let start = at + (line.len() - line.trim_start().len());
            let piece = parts.iter().find(|p| p.span.start() <= start && start < p.span.end());
            let blank = line.trim().is_empty();
            labels.push(if blank {
                "blank"
            } else {
                piece.map_or("blank", |p| p.label.name())
            });
            rules.push(piece.map_or("", |p| p.rule.as_str()).to_owned());
            for a in doc.annotations() {
                let inside = a.span.start() >= at && a.span.end() <= at + line.len();
                if let Mark::Artifact { kind, .. } = a.mark
                    && inside
                {
                    let chars = |to: usize| text[at..to].chars().count();
                    issues.push(serde_json::json!({
                        "line": n + 1, "char_start": chars(a.span.start()), "char_end": chars(a.span.end()), "kind": kind.name(),
                    }));
                }
            }
            at += line.len() + 1;
        }
        let name = std::path::Path::new(&path)
            .file_name()
            .map(|n| n.to_string_lossy().into_owned());
        let value = serde_json::json!({
            "labels": labels, "issues": issues, "rules": rules, "access": verdict.access.name(), "evidence": verdict.evidence,
        });
        all.insert(name.unwrap_or_default(), value);
    }
    println!("{}", serde_json::Value::Object(all));
}
