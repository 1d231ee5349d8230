//! Measures `annotate` on text files repeated to 60 MB: `cargo run --release -p copydesk-translation --example speed -- <files>`.
#![allow(clippy::print_stdout, reason = "an example for people")]

use copydesk_model::{Code, Document, LanguageVerdict, Policy, pieces};
use copydesk_translation::{Rules, annotate};

fn main() {
    for file in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&file).expect("UTF-8");
        let cyrillic = text.chars().filter(|c| matches!(c, '\u{400}'..='\u{4ff}')).count() * 3 > text.chars().count();
        let (language, script) = if cyrillic { ("rus", "Cyrl") } else { ("eng", "Latn") };
        let docs = 60_000_000 / text.len();
        let mut doc = Document::from_lines(&text);
        doc.language = LanguageVerdict {
            language: Code::new(language),
            script: Code::new(script),
            score: 1.0,
        };
        let parts = pieces(&doc, Policy::DEFAULT);
        let rules = Rules::built_in();
        let start = std::time::Instant::now();
        let found: usize = (0..docs).map(|_| annotate(&doc, &parts, rules).len()).sum();
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{file}: {:.0} MB/s, {} findings each",
            (docs * text.len()) as f64 / 1e6 / seconds,
            found / docs
        );
    }
}
