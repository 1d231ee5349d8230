use copydesk_model::{Document, Label, Mark, Policy, RuleId, pieces};

use super::*;

fn check(text: &str, language: &str, script: &str) {
    let v = of_text(text);
    assert_eq!(
        (v.language.as_str(), v.script.as_str()),
        (language, script),
        "{text} {v:?}"
    );
    assert!((0.0..=1.0).contains(&v.score));
}

const EN: &str =
    "The council met on Tuesday evening to discuss the new bridge, and most members spoke in favour of it.";
const EN2: &str = "The work will begin next spring and should take about two years, according to the mayor's office, which has \
    not yet said how much of the money will come from the state.";
const RU: &str = "Городской совет собрался во вторник вечером, чтобы обсудить новый мост, и большинство было за него.";
const UK: &str = "Міська рада зібралася у вівторок увечері, щоб обговорити новий міст, і більшість його підтримала.";
const BE: &str = "Гарадскі савет сабраўся ў аўторак увечары, каб абмеркаваць новы мост, і большасць яго падтрымала.";
const DE: &str =
    "Der Stadtrat kam am Dienstagabend zusammen, um über die neue Brücke zu beraten, und die meisten waren dafür.";
const FR: &str =
    "Le conseil municipal s'est réuni mardi soir pour parler du nouveau pont, et la plupart y étaient favorables.";
const KK: &str = "Қалалық кеңес сейсенбі күні кешке жаңа көпірді талқылау үшін жиналды, көпшілігі оны қолдады.";
const IS: &str =
    "Borgarráð kom saman á þriðjudagskvöld til að ræða nýju brúna og flestir voru henni hlynntir, það var gleðilegt.";

#[test]
fn common_languages_are_told() {
    check(EN, "eng", "Latn");
    check(RU, "rus", "Cyrl");
    check(UK, "ukr", "Cyrl");
    check(BE, "bel", "Cyrl");
    check(DE, "deu", "Latn");
    check(FR, "fra", "Latn");
    check(
        "市议会星期二晚上开会讨论新桥，大多数议员都赞成这个计划。",
        "cmn",
        "Hani",
    );
    check(
        "市議会は火曜日の夜に集まり、新しい橋について話し合い、ほとんどの議員が賛成した。",
        "jpn",
        "Jpan",
    );
    check("시의회는 화요일 저녁에 모여 새 다리에 대해 논의했다.", "kor", "Kore");
    check(
        "Το δημοτικό συμβούλιο συνεδρίασε την Τρίτη το βράδυ για τη νέα γέφυρα.",
        "ell",
        "Grek",
    );
}

/// One short line each, as captions and leads are.
const LINES: &[(&str, &str)] = &[
    ("bel", "Савет абмеркаваў новы мост у аўторак"),
    ("bul", "Съветът обсъди новия мост във вторник вечерта"),
    ("ces", "Zastupitelé v úterý jednali o novém mostě"),
    ("dan", "Byrådet drøftede den nye bro tirsdag aften"),
    ("deu", "Der Rat hat am Dienstag über die Brücke beraten"),
    ("eng", "The council discussed the new bridge on Tuesday"),
    ("est", "Volikogu arutas teisipäeva õhtul uut silda"),
    ("fin", "Valtuusto keskusteli uudesta sillasta tiistaina"),
    ("fra", "Le conseil a parlé du nouveau pont mardi soir"),
    ("hrv", "Vijeće je u utorak raspravljalo o novom mostu"),
    ("hun", "A tanács kedden este az új hídról tárgyalt"),
    ("ita", "Il consiglio ha discusso del nuovo ponte martedì"),
    ("kaz", "Кеңес сейсенбі күні жаңа көпірді талқылады"),
    ("lav", "Dome otrdienas vakarā apsprieda jauno tiltu"),
    ("lit", "Taryba antradienio vakarą svarstė naują tiltą"),
    ("mkd", "Советот во вторник расправаше за новиот мост"),
    ("nld", "De raad heeft dinsdagavond over de brug gesproken"),
    ("nno", "Kommunestyret drøfta den nye brua tysdag kveld"),
    ("nob", "Kommunestyret drøftet den nye broen tirsdag kveld"),
    ("pol", "Rada miasta rozmawiała we wtorek o nowym moście"),
    ("por", "A câmara discutiu a nova ponte na terça-feira"),
    ("ron", "Consiliul a discutat marți seara despre noul pod"),
    ("rus", "Во вторник совет обсудил строительство моста"),
    ("slk", "Zastupitelia v utorok rokovali o novom moste"),
    ("slv", "Svet je v torek zvečer razpravljal o novem mostu"),
    ("spa", "El consejo habló del nuevo puente el martes"),
    ("srp", "Савет је у уторак расправљао о новом мосту"),
    ("swe", "Kommunfullmäktige diskuterade den nya bron i tisdags"),
    ("tur", "Meclis salı akşamı yeni köprüyü görüştü"),
    ("ukr", "Рада обговорила новий міст у вівторок увечері"),
];

#[test]
fn short_lines_are_told() {
    for (language, line) in LINES {
        let found = of_text(line);
        assert_eq!(found.language.as_str(), *language, "{line} {found:?}");
    }
}

#[test]
fn languages_outside_are_told_or_left_open() {
    check(KK, "kaz", "Cyrl");
    check(IS, "isl", "Latn");
    check(
        "Měšćanska rada je so wutoru wječor zešła, zo by nowy móst rozjimała, a wjetšina jón podpěruje.",
        "und",
        "Latn",
    );
    check(
        "De Gemengerot ass en Dënschdeg den Owend zesummekomm, fir iwwer déi nei Bréck ze schwätzen.",
        "und",
        "Latn",
    );
    check(
        "Ибонхои шаҳрдорӣ бегоҳии сешанбе барои муҳокимаи пули нав ҷамъ омаданд.",
        "tgk",
        "Cyrl",
    );
}

#[test]
fn a_foreign_name_does_not_make_a_foreign_text() {
    check(&format!("{EN} Its sister town is Þórshöfn."), "eng", "Latn");
    check(
        &format!("{RU} Microsoft Windows Office Facebook Twitter YouTube"),
        "rus",
        "Cyrl",
    );
}

#[test]
fn too_little_is_undetermined() {
    for text in [
        "",
        "   ",
        "0 0",
        "Read more",
        "Minsk, 2020",
        "😀😀😀😀😀😀😀😀😀😀😀😀",
        "\u{0}\u{feff}",
    ] {
        let v = of_text(text);
        assert_eq!((v.language, v.score), (Code::UND, 0.0), "{text}");
    }
}

#[test]
fn kept_text_decides_and_all_text_when_nothing_is_kept() {
    let mut doc = Document::from_lines(&format!("{DE}\n{DE}\n{DE}\n\n{EN}"));
    let rule = RuleId::new("test/rule");
    let labels = doc.blocks[..3]
        .iter()
        .map(|b| Annotation::label(b.span, Label::Nav, &rule, 1.0))
        .collect();
    doc.annotate(labels);
    assert_eq!(
        identify(&doc, &pieces(&doc, Policy::DEFAULT)).0.language.as_str(),
        "eng"
    );

    let whole = Span::whole(doc.text());
    doc.annotate(vec![Annotation::label(whole, Label::Nav, &rule, 1.0)]);
    let (verdict, found) = identify(&doc, &pieces(&doc, Policy::DEFAULT));
    assert_eq!(verdict.language.as_str(), "deu");
    assert!(found.is_empty());
}

#[test]
fn a_paragraph_in_another_language_is_marked() {
    let doc = Document::from_lines(&format!("{EN}\n\n{RU}\n\n{EN2}\n\nНет.\n{FR}"));
    let (verdict, found) = identify(&doc, &pieces(&doc, Policy::DEFAULT));
    assert_eq!(verdict.language.as_str(), "eng");
    let shown: Vec<_> = found
        .iter()
        .map(|a| match a.mark {
            Mark::Language { language } => (a.span.of(doc.text()), language.as_str().to_owned()),
            _ => unreachable!(),
        })
        .collect();
    assert_eq!(shown, [(RU, "rus".to_owned()), (FR, "fra".to_owned())]);
}

#[test]
fn a_short_line_takes_the_language_of_its_document() {
    let parts = ["Til debat", BE, "«Til debat»", RU, BE, "Ён сказаў"];
    let (whole, each) = of_parts(&parts);
    assert_eq!(whole.language.as_str(), "bel");
    let each: Vec<_> = each.iter().map(|v| v.language.as_str().to_owned()).collect();
    assert_eq!(each, ["bel", "bel", "bel", "rus", "bel", "bel"]);
    assert_eq!(of_parts(&[]), (LanguageVerdict::default(), vec![]));
}

#[test]
fn a_hint_is_asked_only_in_doubt() {
    let mut doc = Document::from_lines(EN);
    doc.meta.language = Some("de-DE".into());
    doc.origin.declared_language = Some("ru".into());
    assert_eq!(
        identify(&doc, &pieces(&doc, Policy::DEFAULT)).0.language.as_str(),
        "eng"
    );

    let line = "Kommentar til notat om transport";
    let mut doc = Document::from_lines(line);
    let alone = identify(&doc, &pieces(&doc, Policy::DEFAULT)).0;
    assert!(alone.score < SURE, "{alone:?}");
    doc.meta.language = Some("nb".into());
    let hinted = identify(&doc, &pieces(&doc, Policy::DEFAULT)).0;
    assert_eq!(hinted.language.as_str(), "nob");
    // A hint that the script forbids is passed over.
    doc.meta.language = Some("ru".into());
    assert_ne!(
        identify(&doc, &pieces(&doc, Policy::DEFAULT)).0.language.as_str(),
        "rus"
    );
}

#[test]
fn the_document_need_not_have_pieces() {
    let doc = Document::from_lines(EN);
    assert_eq!(identify(&doc, &[]).0.language.as_str(), "eng");
    assert_eq!(identify(&Document::from_lines(""), &[]).0, LanguageVerdict::default());
}

#[test]
fn a_plain_answer_is_that_of_the_whole_text() {
    let texts = [
        "The ferry company said on Tuesday that its winter timetable would begin a week late, because two of its boats were still in dock.",
        "Паромная компания сообщила во вторник, что зимнее расписание начнётся на неделю позже, потому что два судна ещё стоят в доке.",
        "Паромная кампанія паведаміла ў аўторак, што зімовы расклад пачнецца на тыдзень пазней, бо два судны яшчэ стаяць у доку.",
        "Kompania promowa poinformowała we wtorek, że rozkład zimowy zacznie się tydzień później, bo dwa statki stoją jeszcze w doku.",
    ];
    for text in texts {
        let long = [text; 30].join("\n");
        let whole = crate::judge(&long, &Reading::Whole);
        let early = crate::judge(&long, &Reading::Until(128));
        assert_eq!(early.language, whole.language, "{text}");
        assert!(
            (early.score - whole.score).abs() < 0.002,
            "{} against {}",
            early.score,
            whole.score
        );
    }
}

#[test]
fn packed_bytes_have_no_language() {
    let packed = "VGhlIGNvdW5jaWwgb2YgdGhlIHRvd24gbWV0IG9uIE1vbmRheSB0byBzcGVhayBhYm91dCB0aGU=";
    let said = of_text(packed);
    assert_eq!((said.language, said.score), (Code::UND, 0.0));
    let letter =
        "The council of the town met on Monday to speak about the bridge, and the members could not agree on it.";
    let doc = Document::from_lines(&format!("{letter}\n{packed}\n{packed}\n{packed}\n{letter}"));
    let (said, foreign) = identify(&doc, &pieces(&doc, copydesk_model::Policy::DEFAULT));
    assert_eq!(said.language.as_str(), "eng");
    assert!(foreign.is_empty());
    // A language that writes without blanks is one.
    let japanese =
        "町議会は月曜日に橋について話し合うために集まったが、誰が費用を払うべきかについて議員たちは合意できなかった。";
    assert_eq!(of_text(japanese).language.as_str(), "jpn");
}
