//! Measures `annotate` (rules) and `judge` (model) on text files repeated to 30 MB: `cargo run --release -p copydesk-translation --example speed -- <files>`.
#![allow(clippy::print_stdout, reason = "an example for people")]

use copydesk_model::{Code, Document, LanguageVerdict, Policy, pieces};
use copydesk_translation::{Rules, annotate, judge};

fn main() {
    for file in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&file).expect("UTF-8");
        let cyrillic = text.chars().filter(|c| matches!(c, '\u{400}'..='\u{4ff}')).count() * 3 > text.chars().count();
        let (language, script) = if cyrillic { ("rus", "Cyrl") } else { ("eng", "Latn") };
        let docs = 30_000_000 / text.len();
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
        let rules_took = start.elapsed().as_secs_f64();
        let judged = (0..docs).filter(|_| judge(&doc, &parts).translated.is_some()).count();
        let took = start.elapsed().as_secs_f64();
        let rate = |seconds: f64| (docs * text.len()) as f64 / 1e6 / seconds;
        println!(
            "{file}: rules {:.0} MB/s, model {:.0} MB/s, together {:.0} MB/s; {} findings each, {judged} of {docs} judged",
            rate(rules_took),
            rate(took - rules_took),
            rate(took),
            found / docs
        );
    }
}
