//! Inputs that were made to hurt: huge, repeated, or about the very things that are removed.

use copydesk_boilerplate::{Rules, annotate};
use copydesk_model::{Document, Policy, pieces};

/// The kept text of a page.
fn kept(text: &str) -> String {
    let mut doc = Document::from_lines(text);
    doc.annotate(annotate(&doc, Rules::built_in()));
    let parts = pieces(&doc, Policy::DEFAULT);
    let whole: usize = parts.iter().map(|p| p.span.len()).sum();
    assert_eq!(whole, text.len(), "the pieces add up to the page");
    parts.iter().filter(|p| p.kept()).map(|p| p.span.of(text)).collect()
}

/// Steps over all lines that start anew at each line would not end here within a test's patience.
#[test]
fn work_grows_with_the_input_and_not_faster() {
    kept(&"word and word, ".repeat(200_000));
    kept(&"w".repeat(2_000_000));
    kept(&"“".repeat(150_000));
    kept(&"x\n".repeat(150_000));
    kept(&"3 May 2021\n".repeat(50_000));
    kept(&"Ann Kowal\n".repeat(50_000));
    kept(&"Reply\n".repeat(50_000));
    kept(&"Leave a comment\n".repeat(50_000));
    kept(&"Please support us with your donation, dear readers, we need you.\n".repeat(50_000));
    kept(&"Subscribe\n".repeat(50_000));
    kept(&"Topics\nSalt\n".repeat(25_000));
    kept(&"You can help us\nDonate\n".repeat(25_000));
    kept(&"Ann Kowal is a reporter and writes about salt.\n".repeat(50_000));
    kept(&"%s {{x}} © 2020 / EPA\n".repeat(50_000));
}

#[test]
fn a_paragraph_that_stands_a_hundred_thousand_times_stays_once() {
    let paragraph = "The ferry has come back to the northern bank, and the whole village went down to see it land.";
    let text = format!("{paragraph}\n").repeat(100_000);
    assert_eq!(kept(&text).matches("northern bank").count(), 1);
}

/// Each with the family that it is about; more stand in `traps/`.
#[test]
fn an_article_about_a_family_loses_nothing() {
    for article in [
        "The paper put up its wall in May. “Subscribe to read,” it says now on every page, and people do subscribe.",
        "“We use cookies,” says the banner that the court has forbidden. The banner has to go by the end of June.",
        "“Leave a comment” was the most ignored request of the year, the researchers wrote in their annual report.",
        "“Sign up for our newsletter,” the shop wrote to everyone in town. Four thousand people did not, it said.",
        "The 404 page of the ministry has won a prize. “Page not found” is sung there by a choir of six officials.",
    ] {
        let text = format!(
            "A headline for the day\n\n{article}\n\nThe mayor said on Monday that she had nothing to add to it.\n"
        );
        assert!(kept(&text).contains(article), "{article}");
    }
}

#[test]
fn a_pattern_that_would_need_a_huge_automaton_is_refused_by_name() {
    for pattern in ["(a{1,1000}){1,1000}", "((x{0,500}){0,500}){0,500}"] {
        let file = format!(
            "[[rule]]\nid = \"mine/huge\"\nwhat = \"nav\"\npattern = '{pattern}'\nscore = 1.0\nsource = \"test\"\nhits = [\"a\"]\nmisses = [\"y\"]\n"
        );
        let errors = Rules::with_user_files(&[("mine.toml".into(), file)]).expect_err(pattern);
        assert_eq!((errors[0].file.as_str(), errors[0].line), ("mine.toml", 4));
    }
}

/// The removal of everything is a rule's right; the share that each rule took is told by the build.
#[test]
fn a_rule_that_takes_everything_is_named_on_every_piece() {
    let file = "[[rule]]\nid = \"mine/all\"\nwhat = \"other\"\npattern = '.*'\nscore = 1.0\nsource = \"test\"\nhits = [\"a\"]\nmisses = [\"\"]\n";
    let rules = Rules::with_user_files(&[("mine.toml".into(), file.into())]).expect("a sound rule");
    let mut doc = Document::from_lines("The ferry is back.\n\nThe village went to see it.\n");
    doc.annotate(annotate(&doc, &rules));
    let parts = pieces(&doc, Policy::DEFAULT);
    assert!(!parts.iter().any(|p| p.kept()));
    assert!(parts.iter().any(|p| p.rule.as_str() == "boilerplate/mine/all"));
}
