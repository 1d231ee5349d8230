//! What is said of the whole document.

use super::*;

/// Texts that we wrote; the third as a translated report of an agency has it, the fourth as a local paper would.
const TEXTS: &str = include_str!("../../train/texts.txt");

fn judged(text: &str, language: &str) -> copydesk_model::TranslationVerdict {
    let mut doc = document(text, language);
    let traces = found(&doc);
    doc.annotate(traces);
    judge(&doc, &pieces(&doc, Policy::DEFAULT))
}

#[test]
fn style_judges_long_english_texts_alone() {
    let texts: Vec<&str> = TEXTS.lines().collect();
    let (report, own) = (texts[2], texts[3]);
    let translated = judged(report, "eng");
    assert!(
        translated
            .translated
            .is_some_and(|t| (TRANSLATED_FROM..=0.98).contains(&t)),
        "{translated:?}"
    );
    assert!(translated.machine.is_some_and(|m| m <= 0.9));
    assert!(translated.evidence.is_some_and(|e| e.contains("style: ")));
    let own = judged(own, "eng");
    assert!(own.translated.is_none_or(|t| t < TRANSLATED_FROM), "{own:?}");
    // Too short, in another language, or said to be so.
    assert_eq!(judged(texts[0], "eng"), Default::default());
    assert_eq!(judged(report, "rus"), Default::default());
    let noticed = judged(
        &format!("{report}\nThis article was automatically translated from Polish."),
        "eng",
    );
    assert_eq!((noticed.translated, noticed.machine), (Some(0.99), Some(0.99)));
    assert_eq!(noticed.source_language.as_deref(), Some("pol"));
    let noticed = judged(&format!("{report}\nПеревод с английского Анны Новак"), "eng");
    assert_eq!((noticed.translated, noticed.machine), (Some(0.99), None));
}

#[test]
fn removed_text_is_not_judged() {
    let text = TEXTS.lines().nth(2).unwrap_or_default();
    let mut doc = document(text, "eng");
    let all = doc.blocks[0].span;
    doc.annotate(vec![Annotation::label(
        all,
        Label::Comment,
        &RuleId::new("test/comment"),
        1.0,
    )]);
    assert_eq!(judge(&doc, &pieces(&doc, Policy::DEFAULT)), Default::default());
}

#[test]
fn only_hard_evidence_judges() {
    let judged = |text: &str| {
        let mut doc = document(text, "eng");
        let notices = found(&doc);
        doc.annotate(notices);
        judge(&doc, &pieces(&doc, Policy::DEFAULT))
    };
    let v = judged("A story.\n\nThis article was automatically translated from Polish.");
    assert_eq!(
        (v.translated, v.machine, v.source_language.as_deref()),
        (Some(0.99), Some(0.99), Some("pol"))
    );
    let v = judged("Перевод с английского Анны Новак");
    assert_eq!(
        (v.translated, v.machine, v.source_language.as_deref()),
        (Some(0.99), None, Some("eng"))
    );
    assert_eq!(judged("He used Google Translate to read it."), Default::default());
    let mut doc = document("A story.", "eng");
    doc.meta.translated_by = Some("Google".into());
    assert_eq!(judge(&doc, &pieces(&doc, Policy::DEFAULT)).translated, Some(0.995));
}
