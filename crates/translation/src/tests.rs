use copydesk_model::{
    ArtifactKind as K, Code, Document, EntityId, EntityType, Label, LanguageVerdict, Mark, Mention, Policy, RuleId,
    Span, View, pieces, render,
};
use proptest::prelude::*;

use super::*;

fn document(text: &str, language: &str) -> Document {
    let mut doc = Document::from_lines(text);
    let script = match language {
        "rus" | "ukr" | "bel" => "Cyrl",
        "und" => "Zyyy",
        _ => "Latn",
    };
    doc.language = LanguageVerdict {
        language: Code::new(language),
        script: Code::new(script),
        score: 1.0,
    };
    doc
}

fn found(doc: &Document) -> Vec<Annotation> {
    annotate(doc, &pieces(doc, Policy::DEFAULT), Rules::built_in())
}

/// Kinds and surfaces, without the missing line feed that every example of one line has.
fn shown(doc: &Document) -> Vec<(K, String)> {
    let artifact = |a: Annotation| match a.mark {
        Mark::Artifact { kind, .. } if kind != K::NoFinalNewline => Some((kind, a.span.of(doc.text()).to_owned())),
        _ => None,
    };
    found(doc).into_iter().filter_map(artifact).collect()
}

fn check_in(language: &str, text: &str, expected: &[(K, &str)]) {
    let got = shown(&document(text, language));
    let got: Vec<(K, &str)> = got.iter().map(|(k, s)| (*k, s.as_str())).collect();
    assert_eq!(got, expected, "{text}");
}

fn check(text: &str, expected: &[(K, &str)]) {
    check_in("eng", text, expected);
}

/// The clean text with the repairs.
fn mended(text: &str, language: &str) -> String {
    let mut doc = document(text, language);
    let artifacts = found(&doc);
    doc.annotate(artifacts);
    render(&doc, &pieces(&doc, Policy::DEFAULT), View::Clean).text
}

fn check_mended(text: &str, expected: &str) {
    assert_eq!(mended(text, "eng"), expected);
    assert_eq!(mended(expected, "eng"), expected, "a second run");
}

#[test]
fn rules_find_their_hits_and_pass_over_their_misses() {
    let errors = Rules::built_in().check();
    assert!(errors.is_empty(), "{}", errors[0]);
}

#[test]
fn a_clause_without_a_verb_is_told_from_one_with() {
    check(
        "They stay in, because to guard the house. It is late.",
        &[(K::BrokenSentence, "because to guard the house")],
    );
    check("They left because to stay the course would cost too much.", &[]);
    check("I agree, although to win the race takes luck.", &[]);
}

#[test]
fn spaces() {
    check("Log out /  Change it now.", &[(K::DoubleSpace, "  ")]);
    check("One\u{a0}two.", &[(K::Nbsp, "\u{a0}")]);
    check(
        "They did , and left .",
        &[(K::SpaceBeforePunctuation, " "), (K::SpaceBeforePunctuation, " ")],
    );
    check_mended("They\u{a0} did\u{a0}, and\u{a0}left .", "They did, and left.");
    for text in [
        "Up .5 percent, or about .NET and a . . . pause ...",
        "A score of 2 : 1 :) and x != y",
        "Smith & Co., Ltd., of Wash., said so.",
        "1. e4 e5 2. Nf3 Nc6 (the Open Game)",
    ] {
        assert!(
            !shown(&document(text, "eng"))
                .iter()
                .any(|f| f.0 == K::SpaceBeforePunctuation || f.0 == K::MissingSpace),
            "{text}"
        );
    }
}

#[test]
fn french_keeps_its_spaces_and_guillemets() {
    check_in(
        "fra",
        "Il a dit\u{a0}: «\u{a0}Oui\u{202f}!\u{a0}» à 6\u{a0}700 gens ; puis rien.",
        &[],
    );
    check_in("fra", "Il est là , dit-il.", &[(K::SpaceBeforePunctuation, " ")]);
    for (language, text) in [
        ("rus", "Он сказал: «Да». Рост 3,5 %, 6\u{a0}700 человек."),
        ("deu", "Er sagte: „Ja“, und ging. Am 12.05.2021 um 1.250 Euro."),
        ("spa", "¿Quién dijo «sí»? ¡Nadie! El 9 de agosto, la OTAN."),
        ("pol", "Powiedział: „Tak”, a potem »nie«."),
    ] {
        check_in(language, text, &[]);
    }
}

#[test]
fn a_missing_space_is_told_from_a_name() {
    check("They left.The town slept.", &[(K::MissingSpace, ".T")]);
    check_mended("They left.The town slept.", "They left. The town slept.");
    check("They left,but came back.", &[(K::MissingSpace, ",b")]);
    for text in [
        "See example.Com or node.Js today.",
        "The U.S.Army and St.Petersburg.",
        "Call f(x).Then",
        "a,b,c and x,y",
    ] {
        check(text, &[]);
    }
}

#[test]
fn a_displaced_pair_moves_when_the_line_balances() {
    let text = "He came with“ the equipment ”could not say.";
    let expected = [
        (K::GluedQuote, "h“"),
        (K::MisplacedQuote, "“ "),
        (K::MisplacedQuote, " ”"),
        (K::GluedQuote, "”c"),
    ];
    check(text, &expected);
    check_mended(text, "He came with “the equipment” could not say.");
    // An opening mark too many: reported, not touched.
    let odd = "[так]“According to him, he came with“ the equipment ”could not.";
    assert_eq!(mended(odd, "eng"), odd);
    let kinds: Vec<K> = shown(&document(odd, "eng")).iter().map(|f| f.0).collect();
    assert!(
        kinds.contains(&K::MissingSpace) && kinds.contains(&K::MisplacedQuote),
        "{kinds:?}"
    );
    assert!(!kinds.contains(&K::UnclosedQuote));
}

#[test]
fn spaced_and_foreign_pairs_are_mended_when_both_ends_are_there() {
    check_mended("He said \" yes \" to it.", "He said \"yes\" to it.");
    check_mended("He said “ yes ” to it.", "He said “yes” to it.");
    check_mended("He said « yes » and „no“ to it.", "He said “yes” and “no” to it.");
    check_mended("He said “yes“ to it.", "He said “yes” to it.");
    check("He said «yes to it.", &[(K::ForeignQuote, "«")]);
    check_mended("News » World, he said.", "News » World, he said.");
    check_mended(
        "He said， “no”。 Then he left（early）.",
        "He said, “no”. Then he left (early).",
    );
    check_mended("¿Why did he go? ¡No.", "Why did he go? ¡No.");
}

#[test]
fn quotations_that_do_not_end() {
    check("He said \"no and left.", &[(K::UnclosedQuote, "\"")]);
    check("“One paragraph of many.\n\n“The last of them,” he said.", &[]);
    check("A 5\" pipe and a 24\"x36\" frame.", &[]);
    check("The “B”s of it and “MAGA”ism.", &[]);
    let text = "“We did it,”\n\nAnna Novak.\n\n“So we did,” said she.";
    check(
        text,
        &[(K::DanglingAttribution, ",”"), (K::SplitAttribution, "Anna Novak.")],
    );
}

#[test]
fn the_minority_of_marks_is_reported() {
    check(
        "“One,” “two,” “three” and \"four\" are here.",
        &[(K::MixedQuoteStyle, "\""), (K::MixedQuoteStyle, "\"")],
    );
    check("“One” and \"two\" are here.", &[]);
    check(
        "“One,” he said. “Two.” Then “three”.",
        &[(K::PunctuationOutsideQuote, "”.")],
    );
    check("‘One’, he said. “Two”. Then “three”.", &[]);
}

#[test]
fn brackets_and_ellipses() {
    check("a) one, 2) two, :) and (three)", &[]);
    check(
        "Log out now ) or [never",
        &[
            (K::SpaceBeforePunctuation, " "),
            (K::UnbalancedBracket, ")"),
            (K::UnbalancedBracket, "["),
        ],
    );
    check("… and so it began.", &[(K::LeadingEllipsis, "…")]);
    check("Wait... for it", &[(K::AsciiEllipsis, "...")]);
}

#[test]
fn blank_lines_and_the_last_line_feed() {
    let doc = document("\n\nOne.\n \n\nTwo.\n\n", "eng");
    let kinds: Vec<_> = found(&doc).into_iter().map(|a| a.span.start()).collect();
    assert_eq!(kinds, [1, 9]);
    assert_eq!(found(&document("One.", "eng")).len(), 1);
    assert!(found(&document("", "eng")).is_empty());
}

#[test]
fn letters_of_another_script() {
    check(
        "They go by the road to the town. [едут] So he said.",
        &[(K::UntranslatedToken, "[едут]")],
    );
    check(
        "The head of the town said привет всем to the guests.",
        &[(K::UntranslatedToken, "привет всем")],
    );
    for text in [
        "The Kremlin (Кремль) and the mayor of the city spoke.",
        "The name in Russian: Кремль is an old word for it.",
        "The weekly “Звязда” was closed in the spring of that year.",
        "English Русский Українська",
        "The angle α and the tag #Минск are of no great use.",
    ] {
        check(text, &[]);
    }
    check_in("rus", "Компания Microsoft и сайт Facebook не ответили на вопросы.", &[]);
}

#[test]
fn acronyms_exonyms_and_names_cut_in_two() {
    check("The CSTO met. The OTSC agreed.", &[(K::ForeignAcronym, "OTSC")]);
    check("Ursula von der Leyen met the OSCE and Bayern München fans.", &[]);
    check(
        "He spoke on Rossía 24 and in Moskau.",
        &[(K::MistranslatedName, "Rossía 24"), (K::ForeignExonym, "Moskau")],
    );
    let mut doc = document("Ko stov in town\n\nMr Kostov came. Ko and others left.", "eng");
    doc.annotate(vec![mention(&doc, "Kostov", "Ivan Kostov", EntityType::Person)]);
    assert_eq!(shown(&doc), [(K::MistranslatedName, "Ko stov".to_owned())]);
}

fn mention(doc: &Document, surface: &str, canonical: &str, kind: EntityType) -> Annotation {
    let at = doc.text().find(surface).unwrap();
    Annotation {
        span: Span::new(doc.text(), at, at + surface.len()).unwrap(),
        mark: Mark::Mention(Box::new(Mention {
            entity: Some(EntityId::new(canonical)),
            canonical: Some(canonical.into()),
            kind,
            in_quote: false,
        })),
        rule: RuleId::new("test/names"),
        score: 1.0,
        evidence: None,
    }
}

#[test]
fn one_name_in_two_spellings() {
    let mut doc = document(
        "Alexandr Kovalenko met Kovalenka. A union state and Belta, Mr Kovalenko, ENERGO.",
        "eng",
    );
    let all = [
        ("Alexandr Kovalenko", "Alexander Kovalenko", EntityType::Person),
        ("Kovalenka", "Alexander Kovalenko", EntityType::Person),
        ("union state", "Union State", EntityType::Org),
        ("Belta", "BelTA", EntityType::Org),
        ("ENERGO", "Energo", EntityType::Org),
    ];
    let found = all.iter().map(|(s, c, k)| mention(&doc, s, c, *k)).collect();
    doc.annotate(found);
    let got = shown(&doc);
    let surfaces: Vec<&str> = got.iter().map(|f| f.1.as_str()).collect();
    assert_eq!(surfaces, ["Alexandr", "Kovalenka", "union state", "Belta"]);
    assert!(got.iter().all(|f| f.0 == K::MixedRomanization));
}

#[test]
fn loops() {
    check(
        "He went to the town and to the town and to the town and to rest.",
        &[(K::RepeatedLoop, "to the town and to the town and to the town and to")],
    );
    check("No, no, no, no, he said. Bye bye, bye bye.", &[]);
    check("0 0 0 0 0 0 0 0 0 0 0", &[]);
}

#[test]
fn one_calque_is_nothing_and_many_are_reported() {
    check("It became known that the plant will close.", &[]);
    let text = "It became known that the plant will close. This was stated by the head of the office. The plant lies on the territory of the town.";
    assert_eq!(
        shown(&document(text, "eng"))
            .iter()
            .filter(|f| f.0 == K::Calque)
            .count(),
        3
    );
}

#[test]
fn removed_text_is_reported_and_not_repaired() {
    let mut doc = document("Log out\u{a0}now , please.\nStay here , please.", "eng");
    let nav = doc.blocks[0].span;
    doc.annotate(vec![Annotation::label(nav, Label::Nav, &RuleId::new("test/nav"), 1.0)]);
    let applied: Vec<(usize, bool)> = found(&doc)
        .iter()
        .filter_map(|a| match a.mark {
            Mark::Artifact {
                kind: K::SpaceBeforePunctuation,
                apply,
                ..
            } => Some((a.span.start(), apply)),
            _ => None,
        })
        .collect();
    assert_eq!(applied, [(12, false), (32, true)]);
}

#[test]
fn users_rules_are_read_and_their_mistakes_are_named() {
    let file = |what: &str| {
        let text = format!(
            "[[rule]]\nid = \"my/notice\"\nwhat = \"{what}\"\nphrases = [\"our robot wrote this\"]\nat = \"line\"\nscore = 0.9\nsource = \"me\"\nhits = [\"Our robot wrote this.\"]\nmisses = [\"Our robot wrote this play.\"]\n"
        );
        vec![("my.toml".to_owned(), text)]
    };
    let rules = Rules::with_user_files(&file("translation_notice")).unwrap();
    assert!(rules.check().is_empty());
    assert_ne!(rules.digest(), Rules::built_in().digest());
    let errors = Rules::with_user_files(&file("translation_notise")).unwrap_err();
    assert!(errors[0].to_string().contains("translation_notice"));
}

#[test]
fn hostile_texts_take_linear_time() {
    for unit in [
        "“ ",
        "((((",
        "\u{a0}",
        "....",
        "« ",
        "a,",
        "\" \"",
        ")",
        "[едут]“",
        "-- ",
        "，",
        "x\n\n\n",
        "¿",
    ] {
        let doc = document(&unit.repeat(200_000 / unit.len()), "eng");
        let start = std::time::Instant::now();
        found(&doc);
        assert!(start.elapsed().as_secs() < 5, "{unit:?} took {:?}", start.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn a_second_run_applies_nothing(
        parts in prop::collection::vec(prop::sample::select(vec![
            "\"", "“", "”", "„", "«", "»", "'", "’", " ", " ", " ", "  ", "\u{a0}", "\u{202f}", ",", ".", "...", "…", "!", "?", ":", ";",
            "(", ")", "[", "]", "，", "。", "（", "）", "¿", "¡", "-", " - ", "—", "word", "The", "left", "слова", "Он", "5", "12", "é",
            "\n", "\n\n", "\t", "北", "\u{200b}",
        ]), 0..40),
        language in prop::sample::select(vec!["eng", "rus", "fra", "deu", "und"]),
    ) {
        let text = parts.concat();
        let once = mended(&text, language);
        let twice = mended(&once, language);
        prop_assert_eq!(&twice, &once, "{:?}", text);
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}", language in prop::sample::select(vec!["eng", "rus", "und"])) {
        let doc = document(&text, language);
        found(&doc);
        judge(&doc, &pieces(&doc, Policy::DEFAULT));
    }
}

mod traps;
mod verdict;
