//! Pages full of things that look like something else, in nine languages; their format stands in `traps/README.md`.

use copydesk_boilerplate::{Rules, annotate};
use copydesk_model::{Document, Policy, pieces};

/// The lines of a page that ended on the wrong side.
fn wrong(page: &[(char, &str)]) -> Vec<String> {
    let text: String = page.iter().map(|(_, text)| format!("{text}\n\n")).collect();
    let mut doc = Document::from_lines(&text);
    doc.annotate(annotate(&doc, Rules::built_in()));
    let parts = pieces(&doc, Policy::DEFAULT);
    let mut out = Vec::new();
    for (block, (mark, text)) in doc.blocks.iter().zip(page) {
        let at = block.span.start();
        let piece = parts
            .iter()
            .find(|p| p.span.start() <= at && at < p.span.end())
            .expect("a partition");
        match (mark, piece.kept()) {
            ('+', false) => out.push(format!("  lost as {} by {}: {text}", piece.label, piece.rule)),
            ('-', true) => out.push(format!("  kept by {}: {text}", piece.rule)),
            _ => {}
        }
    }
    out
}

fn check(pages: &str) {
    let mut failed = Vec::new();
    for page in pages.split("# ").skip(1) {
        let (name, lines) = page.split_once('\n').expect("a page has lines");
        let lines: Vec<(char, &str)> = lines
            .lines()
            .filter_map(|l| Some((l.chars().next()?, l.get(2..)?)))
            .collect();
        let wrong = wrong(&lines);
        if !wrong.is_empty() {
            failed.push(format!("{name}\n{}", wrong.join("\n")));
        }
    }
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

macro_rules! languages {
    ($($name:ident: $file:literal,)*) => {
        $(#[test] fn $name() { check(include_str!(concat!("traps/", $file))); })*
    };
}

languages! {
    english: "en.txt",
    russian: "ru.txt",
    ukrainian: "uk.txt",
    belarusian: "be.txt",
    polish: "pl.txt",
    german: "de.txt",
    french: "fr.txt",
    spanish: "es.txt",
    portuguese: "pt.txt",
}
