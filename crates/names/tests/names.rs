//! Names in running text, as a reader would judge them.

use copydesk_model::{Annotation, Document, EntityType, Label, RuleId, Span};
use copydesk_names::{Gazetteer, annotate, resolve};

/// Each mention as `surface=canonical`, `?` where it is left open.
fn mentions(text: &str) -> Vec<String> {
    let doc = Document::from_lines(text);
    let found = annotate(&doc, Gazetteer::built_in());
    let show = |a: &Annotation| {
        let m = a.as_mention().expect("names are mentions");
        format!("{}={}", a.span.of(doc.text()), m.canonical.as_deref().unwrap_or("?"))
    };
    found.iter().map(show).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(mentions(text), expected, "{text}");
}

const LUKASHENKO: &[&str] = &[
    "Alexander Lukashenko",
    "Alexandr Lukashenko",
    "Aliaksandr Lukashenka",
    "Alyaksandr Lukashenka",
    "Aleksandr Lukashenko",
    "Aleksander Łukaszenka",
    "Alaksandr Łukaszenka",
    "Alaksandr Łukašenka",
    "Alexander Lukaschenko",
    "Aljaksandr Lukaschenka",
    "Alexandre Loukachenko",
    "Alexandr Lukašenko",
    "Aliaksandras Lukašenka",
    "Aleksandrs Lukašenko",
    "Aleksandr Loekasjenko",
    "Aleksandr Lukasjenko",
    "Aljakszandr Lukasenka",
    "Александр Лукашенко",
    "Аляксандр Лукашэнка",
    "Олександр Лукашенко",
    "Аляксандра Лукашэнкі",
    "Aleksandra Łukaszenki",
    "Aleksandrem Łukaszenką",
    "Александру Лукашенко",
    "Олександром Лукашенком",
    "Лукашенко Александр Григорьевич",
    "Александр Григорьевич Лукашенко",
    "LUKASHENKA, Alyaksandr",
    "A. Lukashenko",
    "Lukashenka",
    "Лукашэнка",
    "Lukašenka",
    "Loukachenko",
    "Łukaszenka",
    "ALEXANDER LUKASHENKO",
    "Lukаshenko",
    "Alekszandr Lukasenko",
    "Alexandru Lukașenco",
    "Aleksandr Lukaşenko",
    "Aliaksandr Lukaixenka",
    "Александар Лукашенко",
    "Alexandrem Lukašenkem",
    "Alexandrovi Lukašenkovi",
    "Aliaksandro Lukašenkos",
    "Aliaksandrą Lukašenką",
    "Aleksandru Lukašenko",
    "Aleksandrowi Łukaszence",
    "Аляксандрам Лукашэнкам",
    "Олександру Лукашенку",
    "Лукашенко А.Г.",
    "Lukashenko A. G.",
];

#[test]
fn every_spelling_of_lukashenko_is_one() {
    let names: Vec<String> = LUKASHENKO.iter().map(|n| (*n).to_owned()).collect();
    for r in resolve(&names, Gazetteer::built_in()) {
        assert_eq!(r.entity.as_str(), "by-lukashenko-a", "{} by {}", r.name, r.rule);
        assert!(r.known && r.kind == EntityType::Person);
    }
    let sons = [
        "Viktor Lukashenko",
        "Wiktar Łukaszenka",
        "Лукашенко Виктор Александрович",
        "V. Lukashenko",
        "Лукашенко В.А.",
    ];
    let sons: Vec<String> = sons.iter().chain(LUKASHENKO).map(|n| (*n).to_owned()).collect();
    for r in resolve(&sons, Gazetteer::built_in()).iter().take(5) {
        assert_eq!(r.entity.as_str(), "by-lukashenko-v", "{} by {}", r.name, r.rule);
    }
    for name in &LUKASHENKO[..20] {
        check(
            &format!("Minsk, {name}, 2020."),
            &["Minsk=Minsk", &format!("{name}=Alexander Lukashenko")],
        );
    }
}

#[test]
fn bare_surnames_follow_their_document() {
    check(
        "Viktor Lukashenko opened the race. Lukashenko won it.",
        &["Viktor Lukashenko=Viktor Lukashenko", "Lukashenko=Viktor Lukashenko"],
    );
    check(
        "Lukashenko Waits\nAlexander Lukashenko said he would wait. Lukashenko's patience is long; Lukashenka’s too.",
        &[
            "Lukashenko=Alexander Lukashenko",
            "Alexander Lukashenko=Alexander Lukashenko",
            "Lukashenko=Alexander Lukashenko",
            "Lukashenka=Alexander Lukashenko",
        ],
    );
    check(
        "Alexander Lukashenko and Viktor Lukashenko came, and Lukashenko spoke.",
        &[
            "Alexander Lukashenko=Alexander Lukashenko",
            "Viktor Lukashenko=Viktor Lukashenko",
            "Lukashenko=?",
        ],
    );
    check(
        "Putin and Merkel spoke.",
        &["Putin=Vladimir Putin", "Merkel=Angela Merkel"],
    );
    check(
        "The crane driver, Virgis Petkus, shrugged. “Again,” Petkus said.",
        &["Virgis Petkus=Virgis Petkus", "Petkus=Virgis Petkus"],
    );
    check("Lukashevich and Lukashov shrugged.", &[]);
    check(
        "Дмитрий Песков промолчал. Слова Пескова ждали.",
        &["Дмитрий Песков=Dmitry Peskov", "Пескова=Dmitry Peskov"],
    );
}

#[test]
fn the_longest_name_wins_and_traps_are_no_names() {
    check(
        "He read The Moscow Times in Moscow.",
        &["The Moscow Times=The Moscow Times", "Moscow=Moscow"],
    );
    check("She ordered chicken Kiev in Kiev.", &["Kiev=Kyiv"]);
    check("A book on Kievan Rus lay there.", &["Kievan Rus=Kievan Rus'"]);
    check(
        "They live in Odessa, Texas, and like it.",
        &["Odessa, Texas=Odessa, Texas"],
    );
    check("The Minsk agreements failed.", &[]);
    check("Will Russia wait until May?", &["Russia=Russia"]);
    check("Russians and Belarusians met a Russian.", &[]);
    check(
        "the Ministry of Fisheries of Latvia said",
        &["Ministry of Fisheries of Latvia=Ministry of Fisheries of Latvia"],
    );
    check(
        "on the Grey Heron Telegram channel",
        &["Grey Heron=Grey Heron", "Telegram=Telegram"],
    );
}

#[test]
fn addresses_handles_and_tags_are_left_alone() {
    check("See https://example.com/Minsk/Putin or www.Belarus.example now.", &[]);
    check("Write to Putin@example.org, @Putin or #Belarus today.", &[]);
    check(
        "EPA/TASS and Minsk-based firms",
        &["EPA=European Pressphoto Agency", "TASS=TASS", "Minsk=Minsk"],
    );
}

#[test]
fn signatures_and_credits_show_persons() {
    check(
        "Tomasz Wielgosz / PAP / EPA",
        &[
            "Tomasz Wielgosz=Tomasz Wielgosz",
            "PAP=Polish Press Agency",
            "EPA=European Pressphoto Agency",
        ],
    );
    check(
        "By Colm Trevarran\n\nA long story begins here.",
        &["Colm Trevarran=Colm Trevarran"],
    );
    check(
        "Nora T.\nNora is a writer from the coast.",
        &["Nora T.=Nora T.", "Nora=Nora T."],
    );
    let mut doc = Document::from_lines("Xenophon Qurtu\n\nThe text begins.");
    let span = Span::new(doc.text(), 0, 14).unwrap();
    doc.annotate(vec![Annotation::label(
        span,
        Label::Byline,
        &RuleId::new("test/byline"),
        1.0,
    )]);
    let found = annotate(&doc, Gazetteer::built_in());
    assert_eq!(found.len(), 1, "the label says what the words alone do not");
}

#[test]
fn scripts_and_odd_letters() {
    check(
        "Прэзідэнт Беларусі Аляксандр Лукашэнка ў Мінску.",
        &[
            "Беларусі=Belarus",
            "Аляксандр Лукашэнка=Alexander Lukashenko",
            "Мінску=Minsk",
        ],
    );
    check(
        "Горбачёв и Горбачев",
        &["Горбачёв=Mikhail Gorbachev", "Горбачев=Mikhail Gorbachev"],
    );
    check(
        "Das sagte Wladimir Putins Sprecher in Moskau.",
        &["Wladimir Putins=Vladimir Putin", "Moskau=Moscow"],
    );
    check(
        "L’Union européenne et la Biélorussie",
        &["Union européenne=European Union", "Biélorussie=Belarus"],
    );
    check("Min\u{ad}sk and Minsk\u{301}", &["Min\u{ad}sk=Minsk"]);
    check("", &[]);
    check("\u{301}\u{301} . ’ ’s —", &[]);
}

#[test]
fn only_names_inside_of_quotations_are_quoted() {
    let doc = Document::from_lines("Putin said: “We shall help Belarus.” He named “Minsk” again.");
    let quoted: Vec<bool> = annotate(&doc, Gazetteer::built_in())
        .iter()
        .map(|a| a.as_mention().unwrap().in_quote)
        .collect();
    assert_eq!(quoted, [false, true, false]);
    check("She saw the film “Evenings in Minsk” in Minsk.", &["Minsk=Minsk"]);
}

#[test]
fn long_and_hostile_texts_take_linear_time() {
    for piece in [
        "Alexander ",
        "Alexander Lukashenko ",
        "“",
        "Ministry of ",
        "Ab-",
        "Q. ",
        "é\u{301}",
        "The Union (EU) ",
        "Іі",
    ] {
        let text = piece.repeat(300_000 / piece.len());
        let start = std::time::Instant::now();
        let found = annotate(&Document::from_lines(&text), Gazetteer::built_in());
        assert!(start.elapsed().as_secs() < 20, "{piece:?} takes {:?}", start.elapsed());
        assert!(found.iter().all(|a| !a.span.is_empty()));
    }
}

#[test]
fn given_names_of_the_great_are_known_by_their_sound_and_case() {
    check("Канцлер Олаф Шольц говорил.", &["Олаф Шольц=Olaf Scholz"]);
    check(
        "Він бачив Еммануеля Макрона в Сеулі.",
        &["Еммануеля Макрона=Emmanuel Macron", "Сеулі=Seoul"],
    );
    check("A Hungria e a Letónia votaram.", &["Hungria=Hungary", "Letónia=Latvia"]);
}

/// The organisations found in a sentence.
fn check_organisations(text: &str, expected: &[&str]) {
    let doc = Document::from_lines(text);
    let found: Vec<String> = annotate(&doc, Gazetteer::built_in())
        .iter()
        .filter(|a| a.as_mention().is_some_and(|m| m.kind == EntityType::Org))
        .map(|a| a.span.of(doc.text()).to_owned())
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn organisations_are_known_by_the_words_their_names_turn_on() {
    check_organisations("Вчера Министерство рыбного дела молчало.", &[]);
    check_organisations(
        "Об этом сообщило Министерство сельского хозяйства.",
        &["Министерство сельского хозяйства"],
    );
    check_organisations("Дело передал Верховный суд в среду.", &["Верховный суд"]);
    check_organisations("Верховный жрец молчал.", &[]);
    check_organisations(
        "Про це сказало Міністерство охорони здоров'я вчора.",
        &["Міністерство охорони здоров'я"],
    );
    check_organisations("Пра гэта паведаміла Міністэрства сельскай гаспадаркі.", &[]);
    check_organisations("Справу вёў Следчы камітэт у сераду.", &["Следчы камітэт"]);
    check_organisations(
        "Tak mówi Ministerstwo Spraw Morskich od rana.",
        &["Ministerstwo Spraw Morskich"],
    );
    check_organisations(
        "Studiował w Uniwersytecie Nadrzecznym przez rok.",
        &["Uniwersytecie Nadrzecznym"],
    );
    check_organisations("Das sagte die Universität Talheim gestern.", &["Universität Talheim"]);
    check_organisations("An der Universität Warschau lehrt sie.", &["Universität Warschau"]);
    check_organisations("Das Institut schwieg.", &[]);
    check_organisations(
        "Selon le Ministère des Affaires maritimes, rien ne change.",
        &["Ministère des Affaires"],
    );
    check_organisations("La Universidad de Valdeoro abre hoy.", &["Universidad de Valdeoro"]);
    check_organisations(
        "O Ministério dos Negócios Marinhos disse isso.",
        &["Ministério dos Negócios Marinhos"],
    );
    check_organisations("Union Jack and Commission President", &[]);
    check_organisations("Le Conseil se réunit.", &[]);
}

#[test]
fn an_unknown_given_name_before_a_known_surname_is_someone_else() {
    for text in [
        "Viktor Lukashenko spoke.",
        "Dzmitry Lukashenka spoke.",
        "Yesterday Zmicer Lukashenka spoke.",
        "Вчера Виктор Лукашенко говорил.",
        "Учора Віктар Лукашэнка гаварыў.",
        "Gestern sprach Wiktor Lukaschenko.",
        "Hier Viktor Loukachenko a parlé.",
        "Yesterday Igor Putin spoke.",
        "Yesterday Ludmila Putina spoke.",
        "Yesterday Brigitte Macron spoke.",
        "Yesterday Jill Biden spoke.",
        "Вчера Мелания Трамп говорила.",
        "Yesterday Wasyl Zelensky spoke.",
        "Yesterday Oskar Scholz spoke.",
        "Yesterday Olga Scholz spoke.",
        "Yesterday Emmanuelle Macron spoke.",
    ] {
        for wrong in [
            "Alexander Lukashenko",
            "Vladimir Putin",
            "Emmanuel Macron",
            "Joe Biden",
            "Donald Trump",
            "Volodymyr Zelenskyy",
            "Olaf Scholz",
        ] {
            let found = mentions(text);
            assert!(
                found.iter().all(|m| !m.ends_with(&format!("={wrong}"))),
                "{text}: {found:?}"
            );
        }
    }
}

/// C13: a word of two alphabets is read as the one that most of its letters are of; the surface stays.
#[test]
fn letters_of_another_alphabet_do_not_hide_a_name() {
    check("Yesterday Lukаshenkо spoke.", &["Lukаshenkо=Alexander Lukashenko"]);
    check("Вчера Лукaшенкo говорил.", &["Лукaшенкo=Alexander Lukashenko"]);
    check("In Міnsk and Vіlnіus.", &["Міnsk=Minsk", "Vіlnіus=Vilnius"]);
}

/// What one file of the user's adds, taking it away takes back.
#[test]
fn a_name_that_is_taken_away_leaves_everything_as_it_was() {
    let text = "The Old Mill Society met in Minsk.";
    let doc = Document::from_lines(text);
    let before = annotate(&doc, Gazetteer::built_in());
    let own = "id\ttype\tcanonical\ten\nown-mill\torg\tOld Mill Society\tOld Mill Society\n";
    let with = Gazetteer::with_user_files(&[("own.tsv".into(), own.into())]).unwrap();
    assert_ne!(annotate(&doc, &with), before);
    let without = Gazetteer::with_user_files(&[]).unwrap();
    assert_eq!(annotate(&doc, &without), before);
    assert_eq!(without.digest(), Gazetteer::built_in().digest());
}

/// Case forms, exonyms and courtesies as newspapers of ten languages write them.
#[test]
fn newspapers_of_ten_languages_speak_of_the_same_people_and_places() {
    check(
        "Святлана Ціханоўская наведала Варшаву. Паводле Лукашэнкі, саюз з Масквой моцны. У Віцебску ціха.",
        &[
            "Святлана Ціханоўская=Sviatlana Tsikhanouskaya",
            "Варшаву=Warsaw",
            "Лукашэнкі=Alexander Lukashenko",
            "Масквой=Moscow",
            "Віцебску=Vitebsk",
        ],
    );
    check(
        "Тихановскую поддержал Дональд Туск, сказала Светлана Тихановская в Вильнюсе. Анна Пескова, актриса, промолчала.",
        &[
            "Тихановскую=Sviatlana Tsikhanouskaya",
            "Дональд Туск=Donald Tusk",
            "Светлана Тихановская=Sviatlana Tsikhanouskaya",
            "Вильнюсе=Vilnius",
            "Анна Пескова=Анна Пескова",
        ],
    );
    check(
        "Еммануель Макрон прибув до Харкова. За словами Пєскова, Москва чекає.",
        &[
            "Еммануель Макрон=Emmanuel Macron",
            "Харкова=Kharkiv",
            "Пєскова=Dmitry Peskov",
            "Москва=Moscow",
        ],
    );
    check(
        "Tusk rozmawiał z Wołodymyrem Zełenskim w Wilnie i Rydze, potem Donald Tusk wrócił do Gdańska.",
        &[
            "Tusk=Donald Tusk",
            "Wołodymyrem Zełenskim=Volodymyr Zelenskyy",
            "Wilnie=Vilnius",
            "Rydze=Riga",
            "Donald Tusk=Donald Tusk",
            "Gdańska=Gdańsk",
        ],
    );
    check(
        "Wladimir Putins Besuch in Peking ist geplant. Erdogans Rede in Ankara und Orbans Partei in Budapest störten.",
        &[
            "Wladimir Putins=Vladimir Putin",
            "Peking=Beijing",
            "Erdogans=Recep Tayyip Erdoğan",
            "Ankara=Ankara",
            "Orbans=Viktor Orbán",
            "Budapest=Budapest",
        ],
    );
    check(
        "Alexandre Loukachenko a reçu Sergueï Lavrov. Varsovie et Pékin n’ont pas réagi. Mme Poutine, fleuriste à Paris, rit.",
        &[
            "Alexandre Loukachenko=Alexander Lukashenko",
            "Sergueï Lavrov=Sergey Lavrov",
            "Varsovie=Warsaw",
            "Pékin=Beijing",
            "Paris=Paris",
        ],
    );
    check(
        "Svetlana Tijanóvskaya viajó a Járkov y Vilna. Zelenski, dijo Volodímir Zelenski, no fue a Moscú.",
        &[
            "Svetlana Tijanóvskaya=Sviatlana Tsikhanouskaya",
            "Járkov=Kharkiv",
            "Vilna=Vilnius",
            "Zelenski=Volodymyr Zelenskyy",
            "Volodímir Zelenski=Volodymyr Zelenskyy",
            "Moscú=Moscow",
        ],
    );
    check(
        "Aliaksandras Lukašenka Minske grasino Varšuvai. Gitanas Nausėda vyko į Briuselį ir Taliną. Pasak Nausėdos, taip.",
        &[
            "Aliaksandras Lukašenka=Alexander Lukashenko",
            "Minske=Minsk",
            "Varšuvai=Warsaw",
            "Gitanas Nausėda=Gitanas Nausėda",
            "Briuselį=Brussels",
            "Taliną=Tallinn",
            "Nausėdos=Gitanas Nausėda",
        ],
    );
    check(
        "Vladimir Putin recebeu em Moscovo Alexander Lukashenko. Ursula von der Leyen estará em Bruxelas.",
        &[
            "Vladimir Putin=Vladimir Putin",
            "Moscovo=Moscow",
            "Alexander Lukashenko=Alexander Lukashenko",
            "Ursula von der Leyen=Ursula von der Leyen",
            "Bruxelas=Brussels",
        ],
    );
    check(
        "Mrs Johnson of Berlin said no. Boris Johnson said yes; Mr Johnson laughed in London. Viktor Lukashenko left, and Lukashenko’s car too.",
        &[
            "Berlin=Berlin",
            "Boris Johnson=Boris Johnson",
            "Johnson=Boris Johnson",
            "London=London",
            "Viktor Lukashenko=Viktor Lukashenko",
            "Lukashenko=Viktor Lukashenko",
        ],
    );
}
