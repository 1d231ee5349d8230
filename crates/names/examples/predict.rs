//! Writes the mentions of text files as predictions for a scorer: `predict FILE... > predictions.json`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example speaks to its user")]

use copydesk_model::Document;
use copydesk_names::{Gazetteer, annotate};

fn main() {
    let mut out = serde_json::Map::new();
    let verbose = std::env::var_os("VERBOSE").is_some();
    for path in std::env::args().skip(1) {
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!("cannot read {path}");
            continue;
        };
        let doc = Document::from_lines(&text);
        let mut mentions = Vec::new();
        for a in annotate(&doc, Gazetteer::built_in()) {
            let Some(m) = a.as_mention() else { continue };
            let before = &text[..a.span.start()];
            let line_start = before.rfind('\n').map_or(0, |n| n + 1);
            let start = text[line_start..a.span.start()].chars().count();
            let surface = a.span.of(&text);
            let line = before.matches('\n').count() + 1;
            if verbose {
                eprintln!(
                    "{line}:{start}\t{surface}\t{}\t{}\t{}\t{:.2}\t{}",
                    m.canonical.as_deref().unwrap_or("-"),
                    m.kind.name(),
                    a.rule,
                    a.score,
                    if m.in_quote { "quoted" } else { "" }
                );
            }
            mentions.push(serde_json::json!({
                "line": line,
                "char_start": start,
                "char_end": start + surface.chars().count(),
                "surface": surface,
                "canonical": m.canonical,
                "type": m.kind.name(),
                "entity": m.entity.as_ref().map(|e| e.as_str()),
            }));
        }
        let name = std::path::Path::new(&path)
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        out.insert(name, serde_json::json!({ "mentions": mentions }));
    }
    println!("{}", serde_json::Value::Object(out));
}
