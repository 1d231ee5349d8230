//! What the block model adds to the rules, on pages of our own.

use copydesk_extract::{Limits, html};
use copydesk_model::Label;

/// Sentences that are no two alike, so that no line is a copy of another.
fn paragraph(n: usize) -> String {
    const WHO: &[&str] = &[
        "The ferry company",
        "The harbour master",
        "A teacher from Ostholm",
        "The regional court",
        "Her brother",
    ];
    const WHAT: &[&str] = &[
        "said on Tuesday that the old timetable would stay in force until the end of the month",
        "asked for a second opinion, because the first one had been written before the storm",
        "did not want to say how much the repair had cost, or who had signed the contract",
        "remembered the winter in which nobody could cross the sound for nineteen days",
    ];
    let (a, b) = (WHO[n % WHO.len()], WHO[(n + 2) % WHO.len()]);
    let (c, d) = (WHAT[n % WHAT.len()], WHAT[(n + 1) % WHAT.len()]);
    format!("{a} {c}. In part {n} of the hearing, {b} {d}.")
}

fn page(inside: &str) -> String {
    let menu: String = (0..30)
        .map(|n| format!("<li><a href=/{n}>Section {n}</a></li>"))
        .collect();
    let more: String = (0..12)
        .map(|n| format!("<div class=card><a href=/x{n}>Another story of number {n}</a></div>"))
        .collect();
    format!(
        "<!doctype html><html><head><title>Ferry stays in port</title></head><body><nav><ul>{menu}</ul></nav>
        <div class=wrap><div class=left><h1>Ferry stays in port</h1>{inside}</div><div class=right>{more}</div></div>
        <footer><p>© 2020 Town Voice. All rights reserved.</p></footer></body></html>"
    )
}

fn kept(source: &str) -> Vec<String> {
    let found = html(source, None, &Limits::default()).expect("within the limits");
    let labels = found.labels.iter().take(found.blocks.len());
    labels
        .filter(|l| l.as_label().is_some_and(Label::kept))
        .map(|l| l.span.of(&found.page).to_owned())
        .collect()
}

#[test]
fn an_article_without_names_or_an_article_tag_is_kept_whole() {
    let want: Vec<String> = (0..9).map(paragraph).collect();
    let inside: String = want.iter().map(|p| format!("<p>{p}</p>")).collect();
    assert_eq!(kept(&page(&inside)), want);
}

#[test]
fn a_body_in_several_containers_is_one() {
    let want: Vec<String> = (0..9).map(paragraph).collect();
    let part = |range: std::ops::Range<usize>| -> String {
        let lines: String = want[range].iter().map(|p| format!("<p>{p}</p>")).collect();
        format!("<div class='chunk'>{lines}</div>")
    };
    let inside = format!(
        "{}<div class=ad-slot>Advertisement</div>{}<aside class=promo><a href=/s>Buy it</a></aside>{}",
        part(0..3),
        part(3..6),
        part(6..9)
    );
    assert_eq!(kept(&page(&inside)), want);
}

#[test]
fn every_dropped_line_has_a_rule_and_a_score() {
    let inside: String = (0..6).map(|n| format!("<p>{}</p>", paragraph(n))).collect();
    let found = html(&page(&inside), None, &Limits::default()).expect("within the limits");
    for label in &found.labels {
        assert!(label.rule.as_str().starts_with("extract/"), "{label:?}");
        assert!((0.0..=1.0).contains(&label.score), "{label:?}");
    }
}

#[test]
fn the_same_page_gives_the_same_labels() {
    let inside: String = (0..6).map(|n| format!("<p>{}</p>", paragraph(n))).collect();
    let source = page(&inside);
    let read = || html(&source, None, &Limits::default()).expect("within the limits");
    assert_eq!(read(), read());
}
