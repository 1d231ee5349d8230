//! Strange characters and strange pages, each as a whole build sees it; the names begin with the row of the list of hostile inputs
//! they stand for.

use std::fmt::Write as _;
use std::time::Instant;

use copydesk_dataset::{ArtifactRow, DocumentRow, RejectRow, SpanRow};
use copydesk_tests::{Built, built, root, seeds_of};

const FIRST: &str =
    "The bridge over the river was opened on Tuesday, the city said, after four years of work and delays.";
const SECOND: &str =
    "Traffic will be let over it from Friday, and the old bridge will be closed for repairs until summer.";

fn of(name: &str, text: &str) -> Built {
    built(seeds_of(&[(name, text.as_bytes())]).path(), 1)
}

fn page(body: &str) -> String {
    format!("<!doctype html><html><head><title>T</title></head><body>{body}</body></html>")
}

#[test]
fn c07_every_kind_of_line_break_ends_a_line_and_two_end_a_paragraph() {
    for end in ["\r", "\r\n", "\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{b}", "\u{c}"] {
        let text = ["Grodno opens a bridge", FIRST, SECOND, ""].join(&end.repeat(2));
        let all = of("a.txt", &text);
        assert_eq!(all.document("a.txt").text, format!("{FIRST}\n\n{SECOND}"), "{end:?}");
    }
}

#[test]
fn c15_c16_piles_of_marks_and_growing_characters_take_linear_time_and_no_more_room() {
    let piles = |marks: usize| {
        let marks: String = ["\u{301}", "\u{323}", "\u{308}"].repeat(marks / 3).concat();
        format!(
            "Grodno opens a bridge\n\n{FIRST}\n\na{marks}\n\n{}\n\n{SECOND}\n",
            "\u{fdfa}".repeat(200_000)
        )
    };
    let started = Instant::now();
    let text = piles(1_000_000);
    let all = of("a.txt", &text);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    let doc = all.document("a.txt");
    assert!(doc.text.starts_with(FIRST) && doc.text.ends_with(SECOND));
    let marks = doc.text.chars().filter(|c| ('\u{300}'..='\u{36f}').contains(c)).count();
    assert_eq!(marks, 30, "a pile is cut");
    assert_eq!(doc.flags, ["combining-marks"]);
    assert!(
        doc.text.len() <= text.len(),
        "nothing is written out to its compatible form"
    );
    assert_eq!(doc.language, "eng");
}

#[test]
fn c11_c12_c13_what_may_deceive_a_reader_is_flagged() {
    for (odd, flag, stays) in [
        ("\u{202e}noon\u{202c}", "bidi-control", "noon"),
        ("noon\u{e0068}\u{e0069}", "tag-characters", "noon"),
        ("Luk\u{430}shenko", "mixed-script", "Lukashenko"),
    ] {
        let all = of(
            "a.txt",
            &format!("Grodno opens a bridge\n\n{FIRST} It was {odd} then.\n\n{SECOND}\n"),
        );
        let doc = all.document("a.txt");
        assert_eq!(doc.flags, [flag]);
        assert_eq!(doc.text, format!("{FIRST} It was {stays} then.\n\n{SECOND}"));
    }
    assert!(
        of("a.txt", &format!("Grodno opens a bridge\n\n{FIRST}\n\n{SECOND}\n"))
            .document("a.txt")
            .flags
            .is_empty()
    );
}

/// What is another form of a blank or of nothing is made one and told; letters of another form stay as they were printed.
#[test]
fn c17_blanks_and_soft_hyphens_have_a_rule_and_ligatures_stay() {
    let text = format!(
        "A title\n\nThe \u{fb01}rst bri\u{ad}dge opens\u{a0}on\u{202f}Tuesday, \u{ff11}\u{ff12} o'clock, the city said after years.\n\n{SECOND}\n"
    );
    let all = of("a.txt", &text);
    let doc = all.document("a.txt");
    assert!(
        doc.text
            .starts_with("The \u{fb01}rst bridge opens on Tuesday, \u{ff11}\u{ff12} o'clock"),
        "{}",
        doc.text
    );
    let kinds: Vec<_> = all
        .rows::<ArtifactRow>()
        .into_iter()
        .map(|a| (a.surface, a.repair))
        .collect();
    for (surface, repair) in [("\u{ad}", ""), ("\u{a0}", " "), ("\u{202f}", " ")] {
        assert!(
            kinds.contains(&(surface.to_owned(), Some(repair.to_owned()))),
            "{surface:?}: {kinds:?}"
        );
    }
}

#[test]
fn c18_no_letter_of_a_stored_text_changes_its_case() {
    let line = "DIŞ politika İstanbul'da ığdır için ẞTRAẞE, Οδυσσεύς και ΣΟΦΟΣ, Ĳsselmeer and ĳs were printed by the city on Tuesday.";
    let all = of("a.txt", &format!("A title of words\n\n{line}\n\n{SECOND}\n"));
    assert_eq!(all.document("a.txt").text, format!("{line}\n\n{SECOND}"));
}

#[test]
fn c21_one_paragraph_many_times_is_kept_once_in_linear_time() {
    let started = Instant::now();
    let all = of("a.txt", &format!("{FIRST}\n\n").repeat(100_000));
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
    let document = all.document("a.txt");
    assert_eq!(document.text, FIRST);
    assert!(
        document.flags.contains(&"repetition".to_owned()),
        "{:?}",
        document.flags
    );
    let told = all
        .rows::<ArtifactRow>()
        .into_iter()
        .filter(|a| a.kind == "duplicate_text")
        .count();
    assert!(told >= 99_000, "{told} repetitions are told");
}

#[test]
fn c22_languages_of_paragraphs_and_texts_of_no_language() {
    let russian = "Мост через реку откроют в пятницу, сообщили в городе, после четырёх лет работы и многих задержек.";
    let german = "Die Brücke über den Fluss wird am Freitag geöffnet, teilte die Stadt nach vier Jahren Arbeit mit.";
    let text = format!("Grodno opens a bridge\n\n{FIRST} {SECOND}\n\n{russian}\n\n{german}\n");
    let all = built(
        seeds_of(&[
            ("three.txt", text.as_bytes()),
            ("word.txt", b"Bridge"),
            ("numbers.txt", b"12\n13\n14\n15\n16\n17\n"),
        ])
        .path(),
        1,
    );
    assert_eq!(all.document("three.txt").language, "eng");
    let spans: Vec<SpanRow> = all
        .rows::<SpanRow>()
        .into_iter()
        .filter(|s| s.id == "three.txt")
        .collect();
    let of = |text: &str| {
        spans
            .iter()
            .find(|s| s.text.contains(text))
            .and_then(|s| s.language.clone())
    };
    assert_eq!(
        (of(russian).as_deref(), of(german).as_deref()),
        (Some("rus"), Some("deu"))
    );
    assert_eq!(all.document("word.txt").language, "und");
    assert_eq!(all.document("numbers.txt").language, "und");
}

#[test]
fn c23_an_article_about_paywalls_and_cookies_is_kept_whole() {
    let body = [
        "“Subscribe to read the full story” is the line that every reader of the paper knows, and most of them close the page when they see it.",
        "The editors say that cookies are no better: “Accept all cookies” is pressed by nine of ten readers, said the study of the institute.",
        "Comments are closed at many papers, and “Sign up for our newsletter” stands under every article of the week, the editors told it.",
    ];
    let text = body.join("\n\n");
    let all = of(
        "a.txt",
        &format!("Why papers ask their readers to subscribe\n\n{text}\n"),
    );
    let doc = all.document("a.txt");
    assert_eq!(doc.text, text);
    assert_ne!(doc.access, "stub");
}

#[test]
fn h07_the_rules_stay_quick_on_a_deep_page_of_many_links() {
    let mut body = "<div class=a>".repeat(250) + &format!("<p>{FIRST}</p>") + &"</div>".repeat(250) + "<ul>";
    for k in 0..20_000 {
        let _ = write!(body, "<li class=x><a href=/y{k}>Some link</a></li>");
    }
    let _ = write!(
        body,
        "</ul><article><h1>Grodno opens a bridge</h1><p>{FIRST}</p><p>{SECOND}</p></article>"
    );
    let started = Instant::now();
    let all = of("a.html", &page(&body));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    assert!(all.document("a.html").text.ends_with(SECOND));
}

#[test]
fn h14_pages_that_are_no_article_are_flagged_and_none_is_joined() {
    let cards: String = (0..30)
        .map(|k| format!("<div class=card><h3><a href=/s/{k}>Headline number {k} of the day</a></h3><p>Teaser of some words {k}.</p></div>"))
        .collect();
    let stories: String = (0..4)
        .map(|k| format!("<article><h2>Story {k} of the day</h2><p>{FIRST}</p><p>{SECOND}</p></article>"))
        .collect();
    let pages = [
        (
            "error.html",
            page(
                "<h1>404 Not Found</h1><p>The page you are looking for does not exist.</p><p><a href=/>Go to the home page</a></p>",
            ),
        ),
        (
            "consent.html",
            page(
                "<div id=consent><h2>We value your privacy</h2><p>We and our 812 partners store and access information on a device, such as cookies, and process personal data.</p><button>Accept all</button></div>",
            ),
        ),
        ("index.html", page(&format!("<main>{cards}</main>"))),
        ("many.html", page(&stories)),
    ];
    let files: Vec<(&str, &[u8])> = pages.iter().map(|(name, page)| (*name, page.as_bytes())).collect();
    let all = built(seeds_of(&files).path(), 1);
    for name in ["error.html", "consent.html", "index.html"] {
        let doc = all.document(name);
        assert!(
            doc.text.is_empty() && doc.flags.contains(&"no-body".to_owned()),
            "{name}: {:?} {}",
            doc.flags,
            doc.text
        );
    }
    assert_eq!(all.document("many.html").text.matches(FIRST).count(), 1);
}

/// A million files take minutes; what holds for two thousand of them is that memory follows their paths, not their texts, and that
/// all are told apart. The growth of memory was measured by the bench.
#[test]
fn f28_many_small_files_are_each_an_input_in_the_order_of_their_names() {
    let names: Vec<String> = (0..2_000)
        .rev()
        .map(|k| format!("paper/{:03}/{k}.txt", k % 50))
        .collect();
    let texts: Vec<String> = names
        .iter()
        .map(|n| format!("A note on {n}\n\nIt is short.\n"))
        .collect();
    let files: Vec<(&str, &[u8])> = names
        .iter()
        .zip(&texts)
        .map(|(n, t)| (n.as_str(), t.as_bytes()))
        .collect();
    let all = built(seeds_of(&files).path(), 2);
    let ids: Vec<String> = all.rows::<DocumentRow>().into_iter().map(|d| d.id).collect();
    let mut sorted = names;
    sorted.sort();
    assert_eq!(ids, sorted);
    assert!(all.rows::<RejectRow>().is_empty());
}

/// The list of hostile inputs, as areas and numbers of rows, against the names of the tests and the reasons in `README.md`.
#[test]
fn every_row_of_the_list_is_a_test_or_has_a_reason() {
    let mut named = std::fs::read_to_string(root().join("tests/README.md")).expect("the reasons");
    let mut open = vec![root().join("tests"), root().join("crates")];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() && entry.file_name() != "target" {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                named.push_str(&std::fs::read_to_string(path).expect("a source"));
            }
        }
    }
    for (area, rows) in [('f', 28), ('s', 20), ('c', 23), ('h', 16), ('r', 14)] {
        for row in 1..=rows {
            let (test, said) = (
                format!("{area}{row:02}_"),
                format!("{}{row:02}", area.to_ascii_uppercase()),
            );
            let known =
                named.contains(&format!("fn {test}")) || named.contains(&format!("_{test}")) || named.contains(&said);
            assert!(known, "{said} has neither a test nor a reason");
        }
    }
}
