//! Labels of each line of text files, as JSON on standard output: `{"name": {"labels": […], "issues": […], "access": …}}`.
//! With `--keep-when-unsure` before the files, under that policy. With `--said FILE`, the line model's word is read from there:
//! a probability as f32 for each line of all files, in their order.
#![allow(clippy::print_stdout, reason = "an example prints")]

use copydesk_boilerplate::{Rules, access, annotate, training};
use copydesk_model::{Document, Mark, Policy, pieces};

fn main() {
    let mut all = serde_json::Map::new();
    let mut policy = Policy::DEFAULT;
    let mut said: Option<std::vec::IntoIter<f32>> = None;
    let mut args = std::env::args().skip(1);
    while let Some(path) = args.next() {
        if path == "--keep-when-unsure" {
            policy = Policy::KEEP_WHEN_UNSURE;
            continue;
        }
        if path == "--said" {
            let bytes = std::fs::read(args.next().expect("a file")).expect("a readable file");
            let one = |b: &[u8]| f32::from_le_bytes([b[0], b[1], b[2], b[3]]);
            said = Some(bytes.chunks_exact(4).map(one).collect::<Vec<f32>>().into_iter());
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&path).expect("a readable file")).into_owned();
        let mut doc = Document::from_lines(&text);
        let found = match &mut said {
            Some(said) => {
                let own: Vec<f32> = said.by_ref().take(doc.blocks.len()).collect();
                training::annotate_as(&doc, Rules::built_in(), &own)
            }
            None => annotate(&doc, Rules::built_in()),
        };
        doc.annotate(found);
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
