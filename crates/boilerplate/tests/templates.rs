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
        observe(&doc, &pieces(&doc, Policy::DEFAULT), site)
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
            observe(&doc, &pieces(&doc, Policy::DEFAULT), "bridges.example")
        });
        Templates::collect(observed).iter().count()
    };
    assert_eq!(on([19_000, 19_000, 19_000]), 0);
    assert_eq!(on([19_000, 19_000, 19_001]), 1);
}
