//! Writes the issues found in text files as predictions for a scorer: JSON, by file, with line and code points.
//!
//! `cargo run -p copydesk-translation --example predictions -- <folder of texts> <folder of gold mentions>`.
//! Names are not this crate's work, so resolved mentions are read from the gold.
#![allow(clippy::print_stdout, reason = "an example for people")]

use std::fs;
use std::path::Path;

use copydesk_model::{
    Annotation, ArtifactKind, Code, Document, EntityId, EntityType, LanguageVerdict, Mark, Mention, Policy, RuleId,
    Span, pieces,
};
use copydesk_translation::{Rules, annotate};
use serde_json::{Map, Value, json};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [texts, gold] = &args[..] else {
        println!("usage: predictions <folder of texts> <folder of gold>");
        return;
    };
    let mut files: Vec<_> = fs::read_dir(texts)
        .expect("a folder")
        .flatten()
        .map(|e| e.path())
        .collect();
    files.sort();
    let mut out = Map::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("UTF-8");
        let mut doc = Document::from_lines(&text);
        doc.language = LanguageVerdict {
            language: Code::new("eng"),
            script: Code::new("Latn"),
            score: 1.0,
        };
        let name = file.file_name().and_then(|n| n.to_str()).unwrap_or("").to_owned();
        let mentions = mentions(&doc, &Path::new(gold).join(name.replace(".txt", ".json")));
        doc.annotate(mentions);
        let found = annotate(&doc, &pieces(&doc, Policy::DEFAULT), Rules::built_in());
        let issues: Vec<Value> = found.iter().filter_map(|a| issue(doc.text(), a)).collect();
        out.insert(name, json!({ "issues": issues }));
    }
    println!("{}", Value::Object(out));
}

fn mentions(doc: &Document, gold: &Path) -> Vec<Annotation> {
    let gold: Value = serde_json::from_str(&fs::read_to_string(gold).expect("a gold file")).expect("JSON");
    let mut starts = vec![0];
    starts.extend(doc.text().match_indices('\n').map(|(at, _)| at + 1));
    let mut out = Vec::new();
    for m in gold["mentions"].as_array().into_iter().flatten() {
        let number = |key: &str| m[key].as_u64().unwrap_or(0) as usize;
        let start = starts[number("line") - 1];
        let line = doc.text()[start..].split('\n').next().unwrap_or("");
        let byte = |k: usize| start + line.char_indices().nth(k).map_or(line.len(), |c| c.0);
        let canonical = m["canonical"].as_str().unwrap_or("").to_owned();
        out.push(Annotation {
            span: Span::new(doc.text(), byte(number("char_start")), byte(number("char_end"))).expect("a span"),
            mark: Mark::Mention(Box::new(Mention {
                entity: Some(EntityId::new(&canonical)),
                canonical: Some(canonical.into()),
                kind: m["type"]
                    .as_str()
                    .and_then(EntityType::from_name)
                    .unwrap_or(EntityType::Org),
                in_quote: false,
            })),
            rule: RuleId::new("gold"),
            score: 1.0,
            evidence: None,
        });
    }
    out
}

fn issue(text: &str, a: &Annotation) -> Option<Value> {
    let Mark::Artifact { kind, repair, apply } = &a.mark else {
        return None;
    };
    let start = text[..a.span.start()].rfind('\n').map_or(0, |at| at + 1);
    let kind = match kind {
        ArtifactKind::MixedRomanization => "spelling_variant",
        ArtifactKind::Calque => "translation_artifact",
        kind => kind.name(),
    };
    Some(json!({
        "line": text[..start].matches('\n').count() + 1,
        "char_start": text[start..a.span.start()].chars().count(),
        "char_end": text[start..a.span.end()].chars().count(),
        "kind": kind,
        "surface": a.span.of(text),
        "rule": a.rule.as_str(),
        "repair": repair,
        "apply": apply,
        "evidence": a.evidence,
    }))
}
