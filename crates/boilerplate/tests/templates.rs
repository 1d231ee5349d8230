//! Lines that repeat over a site.

use copydesk_boilerplate::corpus::{Templates, annotate_with, observe};
use copydesk_boilerplate::{Rules, annotate};
use copydesk_model::{DateSource, Document, Policy, Stamp, pieces};

fn read(text: &str) -> Document {
    let mut doc = Document::from_lines(text);
    doc.annotate(annotate(&doc, Rules::built_in()));
    doc
}

fn page(n: usize) -> String {
    let word = ["first", "second", "third", "fourth"][n % 4];
    format!(
        "Report of the {word} town\n\nThe {word} town has counted its bridges and found that there are {n} more than last year.\n\n\
         The council of the {word} town thanked the people who counted them on foot.\n\nBridges and Rivers Monthly, since 1921.\n"
    )
}

fn collect(pages: &[String], site: &str) -> Templates {
    let observed = pages.iter().map(|text| {
        let doc = read(text);
        observe(&doc, &pieces(&doc, Policy::DEFAULT), site, Rules::built_in())
    });
    Templates::collect(observed)
}

fn fallen(text: &str, site: &str, templates: &Templates) -> Vec<String> {
    let doc = read(text);
    let found = annotate_with(&doc, &pieces(&doc, Policy::DEFAULT), site, templates, Rules::built_in());
    found.iter().map(|a| a.span.of(doc.text()).to_owned()).collect()
}

#[test]
fn a_short_line_on_three_pages_of_a_site_falls() {
    let pages: Vec<String> = (0..3).map(page).collect();
    let templates = collect(&pages, "bridges.example");
    assert_eq!(
        fallen(&page(0), "bridges.example", &templates),
        ["Bridges and Rivers Monthly, since 1921."]
    );
    assert!(fallen(&page(0), "other.example", &templates).is_empty());
    assert!(fallen(&page(0), "", &templates).is_empty());
    assert_eq!(templates.iter().count(), 1);
}

#[test]
fn two_pages_or_three_copies_prove_nothing() {
    let two: Vec<String> = (0..2).map(page).collect();
    assert_eq!(collect(&two, "bridges.example"), Templates::default());
    let copies = vec![page(1); 5];
    assert_eq!(collect(&copies, "bridges.example"), Templates::default());
}

#[test]
fn the_order_of_pages_does_not_matter() {
    let mut pages: Vec<String> = (0..4).map(page).collect();
    let forward = collect(&pages, "bridges.example");
    pages.reverse();
    let backward = collect(&pages, "bridges.example");
    assert_eq!(forward, backward);
    let spilled = serde_json::to_string(&forward).unwrap();
    assert_eq!(serde_json::from_str::<Templates>(&spilled).unwrap(), forward);
}

#[test]
fn a_quotation_that_repeats_stays() {
    let pages: Vec<String> = (0..3)
        .map(|n| page(n) + "\n“We count again next year,” he said.\n")
        .collect();
    let templates = collect(&pages, "bridges.example");
    assert!(fallen(&pages[0], "bridges.example", &templates).is_empty());
}

#[test]
fn what_returns_on_one_day_alone_is_news() {
    let on = |days: [i64; 3]| {
        let observed = days.into_iter().enumerate().map(|(n, day)| {
            let mut doc = read(&page(n));
            doc.meta.published = Some(Stamp {
                micros: day * 86_400_000_000,
                source: DateSource::Url,
            });
            observe(
                &doc,
                &pieces(&doc, Policy::DEFAULT),
                "bridges.example",
                Rules::built_in(),
            )
        });
        Templates::collect(observed).iter().count()
    };
    assert_eq!(on([19_000, 19_000, 19_000]), 0);
    assert_eq!(on([19_000, 19_000, 19_001]), 1);
}

/// The same request in three wordings, none of which is told from the article on its own page.
const REQUESTS: [&str; 3] = [
    "The printing of our calendar, the boots of the people who count and the ink of this paper have been paid from jars in the shops since the flood, and a donation keeps them filled.",
    "The printing of our calendar, the boots of the people who count and the ink of this paper have been paid from jars in the shops since the flood, and your donation keeps the jars filled.",
    "The printing of our calendar, the boots of the many people who count and the ink of the paper are paid from jars in the shops since the flood; a small donation keeps them filled.",
];

fn asking(n: usize, request: &str) -> String {
    page(n).replace("Bridges and Rivers Monthly, since 1921.", request)
}

fn dated(text: &str, day: i64) -> Document {
    let mut doc = read(text);
    doc.meta.published = Some(Stamp {
        micros: day * 86_400_000_000,
        source: DateSource::Url,
    });
    doc
}

fn collect_on(pages: &[(String, i64)]) -> Templates {
    let observed = pages.iter().map(|(text, day)| {
        let doc = dated(text, *day);
        let parts = pieces(&doc, Policy::DEFAULT);
        observe(&doc, &parts, "bridges.example", Rules::built_in())
    });
    Templates::collect(observed)
}

#[test]
fn an_appeal_that_returns_in_other_words_falls() {
    let pages: Vec<(String, i64)> = (0..3).map(|n| (asking(n, REQUESTS[n]), 19_000 + n as i64)).collect();
    let templates = collect_on(&pages);
    for (n, (text, _)) in pages.iter().enumerate() {
        assert_eq!(fallen(text, "bridges.example", &templates), [REQUESTS[n]]);
        assert!(fallen(text, "other.example", &templates).is_empty());
    }
    // The facts can be read: pairs of words, with the count of pages.
    let pairs: Vec<&str> = templates
        .iter()
        .map(|(_, line, _)| line)
        .filter(|l| l.starts_with('≈'))
        .collect();
    assert!(
        pairs.iter().all(|pair| pair.split(' ').count() == 3) && !pairs.is_empty(),
        "{pairs:?}"
    );
    // The evidence names the site and the pages.
    let doc = read(&pages[0].0);
    let found = annotate_with(
        &doc,
        &pieces(&doc, Policy::DEFAULT),
        "bridges.example",
        &templates,
        Rules::built_in(),
    );
    assert_eq!(found[0].rule.as_str(), "boilerplate/template/reworded-line");
    let why = found[0].evidence.as_deref().unwrap_or("");
    assert!(why.starts_with("in other words on 3 pages of bridges.example"), "{why}");
}

#[test]
fn what_is_alike_on_one_day_or_says_nothing_to_the_reader_stays() {
    let pages = |request: &dyn Fn(usize) -> String, day: &dyn Fn(usize) -> i64| -> Vec<(String, i64)> {
        (0..3).map(|n| (asking(n, &request(n)), day(n))).collect()
    };
    // The news of one day.
    let news = pages(&|n| REQUESTS[n].to_owned(), &|_| 19_000);
    assert!(fallen(&news[0].0, "bridges.example", &collect_on(&news)).is_empty());
    // An agency's quotation, cut differently by each page.
    let quoted = pages(&|n| format!("“{}”", REQUESTS[n]), &|n| 19_000 + n as i64);
    assert!(fallen(&quoted[0].0, "bridges.example", &collect_on(&quoted)).is_empty());
    // A paragraph of background, which asks nobody for anything.
    let background = pages(
        &|n| {
            format!(
                "The bridge was built in the year of the flood by prisoners of the northern camp, and its {} pillars still carry their numbers in red paint.",
                [4, 5, 6][n]
            )
        },
        &|n| 19_000 + n as i64,
    );
    assert!(fallen(&background[0].0, "bridges.example", &collect_on(&background)).is_empty());
}
