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

#[test]
fn notices_of_services_in_several_languages_decide() {
    for (line, language) in [
        ("This text was translated automatically using DeepL.", "eng"),
        (
            "The translation was made with the help of artificial intelligence.",
            "eng",
        ),
        ("Dieser Artikel wurde maschinell übersetzt.", "deu"),
        ("Este artículo ha sido traducido automáticamente.", "spa"),
        ("Текст переведен с помощью искусственного интеллекта", "rus"),
        ("Цей текст було перекладено автоматично.", "ukr"),
    ] {
        let verdict = judged(&format!("{line}\n\nA short text."), language);
        assert!(verdict.translated.is_some_and(|t| t >= 0.99), "{line}");
        assert!(verdict.machine.is_some_and(|m| m >= 0.99), "{line}");
    }
    for line in [
        "This article was translated into ten languages by friends.",
        "The paper says that machine translation was used by the enemy.",
        "Translation: he means no.",
    ] {
        assert_eq!(judged(line, "eng").translated, None, "{line}");
    }
}

#[test]
fn style_alone_stays_below_its_bound_and_keeps_its_order() {
    let scores: Vec<f32> = (0..60)
        .map(|k| crate::verdict::below(0.95, f64::from(k) * 0.1))
        .collect();
    assert!(scores.windows(2).all(|w| w[0] < w[1]), "{scores:?}");
    assert!(scores.iter().all(|&s| s < 0.95));
    assert_eq!(crate::verdict::below(0.95, 0.0), 0.5);
    assert!(crate::verdict::below(0.95, 1e9) <= 0.95);
}
