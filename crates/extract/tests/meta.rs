//! Title, authors and date of invented pages: what a page says of itself, and what it says wrongly.

use copydesk_extract::{Extracted, Limits, complete, html};
use copydesk_model::{
    Charset, CharsetSource, DateSource, Document, DocumentId, Label, MediaType, Origin, Page, Policy, pieces,
};

const BODY: &str = "<p>The council of the town met on Monday to speak about the bridge, and the members could not agree on \
    who should pay for it, so the work will not begin before the spring of next year.</p>\
    <p>Residents of both banks had asked for the crossing for more than ten years, and a petition with four \
    thousand names was handed to the mayor, who promised an answer by the end of the month.</p>";

fn read(head: &str, top: &str) -> Extracted {
    let source = format!("<html><head>{head}</head><body><main><h1>Bridge delayed again</h1>{top}{BODY}</main></body>");
    html(&source, None, &Limits::default()).expect("within the limits")
}

fn ld(json: &str) -> String {
    format!("<script type='application/ld+json'>{json}</script>")
}

/// Asserts the day of publication; none is an empty string.
fn date(head: &str, top: &str, want: &str) {
    let got = read(head, top)
        .meta
        .published
        .map(|s| s.micros.div_euclid(86_400_000_000));
    let want = copydesk_extract::dates::parse(want).map(|m| m.div_euclid(86_400_000_000));
    assert_eq!(got, want, "{head}{top}");
}

/// Asserts the authors, parted by `;`.
fn authors(head: &str, top: &str, want: &str) {
    assert_eq!(read(head, top).meta.authors.join("; "), want, "{head}{top}");
}

fn title(source: &str, want: &str) {
    let found = html(&format!("{source}{BODY}"), None, &Limits::default()).expect("within the limits");
    assert_eq!(found.meta.title.as_deref(), Some(want), "{source}");
}

#[test]
fn a_date_among_other_things() {
    for line in [
        "<div class=meta><span class=author>Jane Doe</span> <span class=date>28 June 2021</span></div>",
        "<div class=info><span>28 June 2021</span><span>Jane Doe</span></div>",
        "<p>By Jane Doe • June 28, 2021 • 5 min read</p>",
        "<p>June 28, 2021 - 11 minutes</p>",
        "<p>28 June 2021 - Updated July 9, 2024</p>",
        "<p>Published on Jun 28, 2021</p>",
        "<p>Posted on the 28/06/2021 at 19:00 by <a href=/x>jane</a></p>",
        "<p class=by>Jane Doe<br>28 June 2021</p>",
        "<p>Последнее: нет</p><time datetime='2021-06-28T10:00'>x</time>",
        "<p>Іван Дуб | 28 чэрвеня 2021</p>",
        "<span itemprop=datePublished content='Published Jun 28, 2021 at 5:00 AM'>a day ago</span>",
    ] {
        date("", line, "2021-06-28");
    }
}

#[test]
fn a_change_is_no_publication() {
    for line in [
        "<p>Updated: 28 June 2021</p>",
        "<p>Last updated on June 28, 2021</p>",
        "<p>Last updated</p><time>Jun 28, 2021</time>",
        "<p>Updated <time datetime=2021-06-28>June 28, 2021</time></p>",
        "<time class=updated datetime=2021-06-28>June 28, 2021</time>",
        "<p>The bridge was closed on 28 June 2021, and since that day nobody has been able to say when it will be open \
         again to those who live on the other bank of the river and work in the town.</p>",
    ] {
        date("", line, "");
    }
}

#[test]
fn a_printed_change_is_kept_as_such() {
    let meta = read("", "<p>Last updated: June 28, 2021</p>").meta;
    assert_eq!(
        meta.modified.map(|s| s.micros),
        copydesk_extract::dates::parse("2021-06-28")
    );
    assert_eq!(meta.published, None);
}

#[test]
fn dates_of_the_head() {
    date(
        "<meta name=citation_publication_date content='2021 Jun 28'>",
        "",
        "2021-06-28",
    );
    date("<meta name=published content='June 28, 2021'>", "", "2021-06-28");
    date("<meta name=last-modified content='June 28, 2021'>", "", "");
    // A site that was built anew dates the build; the printed day is older.
    let built = ld(r#"{"@type":"Article","headline":"x","datePublished":"2025-08-21","dateModified":"2025-08-20"}"#);
    date(&built, "<p>Published 26 April 2023</p>", "2023-04-26");
    date(&built, "", "2025-08-21");
    let live = ld(
        r#"{"@type":"LiveBlogPosting","headline":"x","datePublished":"2021-06-28","liveBlogUpdate":
        [{"@type":"BlogPosting","headline":"y","articleBody":"z","author":"Jane Doe","datePublished":"2021-06-30"}]}"#,
    );
    date(&live, "", "2021-06-28");
}

#[test]
fn access_in_the_head() {
    let check = |head: &str, want: Option<bool>| assert_eq!(read(head, "").meta.accessible_for_free, want, "{head}");
    check("<meta property=article:content_tier content=free>", Some(true));
    check("<meta property=article:content_tier content=locked>", Some(false));
    check("<meta property=article:content_tier content=metered>", None);
    check("", None);
    let data = ld(r#"{"@type":"Article","headline":"x","isAccessibleForFree":"False"}"#);
    check(
        &format!("{data}<meta property=article:content_tier content=free>"),
        Some(false),
    );
}

#[test]
fn dates_that_disagree() {
    // The last build of a site stamps both moments; the printed day is older.
    let built = ld(
        r#"{"@type":"Article","headline":"x","datePublished":"2025-11-20T16:02:46Z","dateModified":"2025-11-20T16:02:46Z"}"#,
    );
    date(&built, "<p>May 14, 2025</p>", "2025-05-14");
    date(&built, "", "2025-11-20");
    date(&built, "<p>Updated May 14, 2025</p>", "2025-11-20");
    // One clock in two zones: the clock is what both say.
    let zones = |meta: &str| {
        let data = ld(r#"{"@type":"Article","headline":"x","datePublished":"2025-06-25T20:57:54-0400"}"#);
        format!("{data}<meta property=article:published_time content='{meta}'>")
    };
    date(&zones("2025-06-25T20:57:00Z"), "", "2025-06-25");
    date(&zones("2025-06-26T00:57:00Z"), "", "2025-06-26");
    date(
        "",
        "<p>Reviewed by Jane Doe</p><p>October 16, 2020 · 8 min read</p>",
        "2020-10-16",
    );
}

#[test]
fn the_day_above_the_headline_is_todays() {
    let page = format!("<body><p>Monday, 28 June 2021</p><h1>Bridge delayed again</h1>{BODY}");
    let found = html(&page, None, &Limits::default()).expect("within the limits");
    assert_eq!(found.meta.published, None);
    let page = page.replace("<p>Monday, 28", "<p class=date>28");
    let found = html(&page, None, &Limits::default()).expect("within the limits");
    assert_eq!(found.meta.published.map(|s| s.source), Some(DateSource::Dateline));
}

#[test]
fn people_in_structured_data() {
    let graph = |author: &str, node: &str| {
        ld(&format!(
            r##"{{"@graph":[{{"@type":"Article","headline":"x","author":{author}}},{node},
            {{"@type":"Organization","@id":"#o","name":"Town Voice"}}]}}"##
        ))
    };
    let jane = r##"{"@type":"Person","@id":"#p","name":"Jane"}"##;
    authors(&graph(r##"{"name":"Jane","@id":"#p"}"##, jane), "", "Jane");
    authors(&graph(r##"{"@id":"#p"}"##, jane), "", "Jane");
    authors(&graph(r##"{"name":"Town Voice","@id":"#o"}"##, jane), "", "");
    authors(
        &graph(r#"{"@type":"Person","givenName":"Jane","familyName":"Doe"}"#, jane),
        "",
        "Jane Doe",
    );
    authors(
        &graph(r#"{"@type":"Person","name":"Jane Doe, CPA"}"#, jane),
        "",
        "Jane Doe, CPA",
    );
    authors(
        &graph(r#"{"@type":"Person","name":"Jane Doe, Garden Editor"}"#, jane),
        "",
        "Jane Doe",
    );
    authors(
        &graph(r#"{"@type":"Person","name":"Ana McRaeRoe and Jane Doe"}"#, jane),
        "",
        "Ana McRaeRoe; Jane Doe",
    );
    authors(&graph(r#"{"@type":"Person","name":"jane doe"}"#, jane), "", "jane doe");
    authors(&graph(r#"{"@type":"Person","name":"undefined"}"#, jane), "", "");
    authors(&graph(r#"{"@type":"Person","name":"구현모"}"#, jane), "", "구현모");
    authors(
        &graph(r#"{"@type":"Person","name":"Jane and Peter"}"#, jane),
        "",
        "Jane; Peter",
    );
    let site = "<meta property=og:site_name content=Quill>";
    authors(
        &format!("{site}{}", graph(r#"{"@type":"Person","name":"Quill"}"#, jane)),
        "<p>By Jane Doe</p>",
        "Jane Doe",
    );
}

#[test]
fn people_in_the_head() {
    authors(
        "<meta name=citation_author content='Doe, Jane'><meta name=citation_author content='Roe, John'>",
        "",
        "Jane Doe; John Roe",
    );
    let card = "<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Jane Doe'>";
    authors(card, "", "Jane Doe");
    authors(&card.replace("Written by", "Est. reading time"), "", "");
}

#[test]
fn a_body_signs_where_no_person_does() {
    let data = |kind: &str, name: &str| {
        let author = format!(r#"{{"@type":"{kind}","name":"{name}"}}"#);
        ld(&format!(r#"{{"@type":"Article","headline":"x","author":{author}}}"#))
    };
    let named = |name: &str| data("Person", name);
    for name in [
        "dpa",
        "Office of Trade and Health",
        "Наша Рэдакцыя",
        "東都新聞デジタル",
        "وكالة الأنباء",
    ] {
        authors(&named(name), "", name);
        authors(&data("Organization", name), "", "");
        authors(&format!("<meta name=author content='{name}'>"), "", name);
        authors(&named(name), "<p>By Jane Doe</p>", "Jane Doe");
    }
    for name in ["admin", "https://town.example/team", "jane@town.example", ""] {
        authors(&named(name), "", "");
    }
    // An account in the signature says more than the site itself.
    let site = "<meta property=og:site_name content=Meadow>";
    authors(
        &format!("{site}{}", named("Meadow")),
        "<p class=byline>By RiverFan in Workshop</p>",
        "RiverFan",
    );
    authors(&format!("{site}{}", named("Meadow")), "", "Meadow");
    authors("", "<p>by riverfan</p>", "riverfan");
}

#[test]
fn people_whom_nothing_marks() {
    authors("", "<p>Jane Doe | Senior Writer | July 2, 2021</p>", "Jane Doe");
    authors("", "<p>28 чэрвеня 2021 · Іван Дуб</p>", "Іван Дуб");
    authors("", "<p>28 June 2021</p><p>Jane Doe</p>", "Jane Doe");
    authors("", "<p>Contributors: Jane Doe</p>", "Jane Doe");
    authors("", "<h5>Authors</h5><p>Jane Doe</p>", "Jane Doe");
    authors("", "<p>Old Town | Bridges</p><p>Jane Doe</p>", "");
    authors("", "<p>28 June 2021</p><p>Best Old Bridges Around</p>", "");
}

#[test]
fn people_near_the_headline() {
    let account = "<meta name=author content='Ann Other'>";
    authors(account, "<p>By Jane Doe, Middle East Editor</p>", "Jane Doe");
    authors(account, "<p>By Ann Other and Jane Doe</p>", "Ann Other; Jane Doe");
    authors(account, "<p>Reviewed by Jane Doe, CPA</p>", "Ann Other");
    authors("", "<p>By Jane Doe. Reviewed by John Roe</p>", "Jane Doe");
    authors(
        "",
        "<p>Guide by <a href=/authors/jane>Jane Doe</a> Former Deputy Editor</p>",
        "Jane Doe",
    );
    authors("", "<p>Edited by: <a href=/authors/jane>Jane Doe</a></p>", "");
    authors("", "<p>June 28, 2021 by Jane Doe | All About Bridges</p>", "Jane Doe");
    authors("", "<p>Written by</p><p>Jane Doe</p>", "Jane Doe");
    authors(
        "",
        "<div class=top><a rel=author href=/a>Jane Doe</a> <span>4 comments</span></div>",
        "Jane Doe",
    );
    authors(
        "",
        "<div class=top><a rel=author href=/a>Jane</a> <span>4 comments</span></div>",
        "Jane",
    );
    authors("", "<p class=byline>Engine 271QR Max</p>", "");
    authors("", "<p>Software powered by Big Ideas</p>", "");
}

#[test]
fn the_headline_is_what_readers_see() {
    title(
        "<title>Best ways to mend old wooden chairs - Mill</title><h1>How to mend old wooden chairs</h1>",
        "How to mend old wooden chairs",
    );
    title(
        "<title>The bridge is late by years</title><h1>Our blog</h1>",
        "The bridge is late by years",
    );
    title(
        "<link rel=canonical href='https://oldmill.example/a'><title>Mending chairs at home | Old Mill</title>",
        "Mending chairs at home",
    );
    title(
        "<meta property=og:title content=\"Why it's late\"><h1>Why it’s late</h1>",
        "Why it's late",
    );
    title(
        "<title>A name &amp;amp; a thing of beauty</title>",
        "A name & a thing of beauty",
    );
    title(
        "<title>Bridge delayed again</title><h1>Bri\u{ad}dge de\u{ad}layed again</h1>",
        "Bridge delayed again",
    );
}

#[test]
fn a_newsroom_writes_two_headlines() {
    let page = |kind: &str| {
        let data = ld(&format!(
            r#"{{"@type":"{kind}","headline":"Bridge repairs: cost, dates, detours"}}"#
        ));
        format!(
            "{data}<title>Bridge repairs: cost, dates, detours | Voice</title><meta property=og:title \
             content='Why the bridge will stay closed'><h1>Bridge repairs: cost, dates, detours</h1>"
        )
    };
    title(&page("NewsArticle"), "Why the bridge will stay closed");
    title(&page("BlogPosting"), "Bridge repairs: cost, dates, detours");
    title(
        "<title>Town Notes: The bridge is late</title><meta property=og:title content='The bridge is late'><h1>Town Notes</h1>",
        "The bridge is late",
    );
}

/// Asserts the labels of the parts of blocks.
fn parts(top: &str, want: &[(Label, &str)]) {
    let found = read("", top);
    let got: Vec<_> = found.labels[found.blocks.len()..]
        .iter()
        .map(|l| (l.as_label().expect("a label"), l.span.of(&found.page)))
        .collect();
    assert_eq!(got, want, "{top}");
}

#[test]
fn parts_of_a_line_have_their_own_labels() {
    parts(
        "<div class=byline><span class=author>Jane Doe</span> <span class=date>28 June 2021</span></div>",
        &[(Label::Dateline, "28 June 2021")],
    );
    parts(
        "<figure><img src=x><figcaption>The old bridge. <span class=credit>Jane Doe / Agency</span></figcaption></figure>",
        &[(Label::PhotoCredit, "Jane Doe / Agency")],
    );
    parts(
        "<figure><img src=x><figcaption>The old bridge. Photo: Jane Doe</figcaption></figure>",
        &[(Label::PhotoCredit, "Photo: Jane Doe")],
    );
    parts(
        "<figure><img src=x><figcaption>Мост. Фото: Иван Петров</figcaption></figure>",
        &[(Label::PhotoCredit, "Фото: Иван Петров")],
    );
    parts(
        "<figure><img src=x><figcaption>The bridge (Image: Jane Doe)</figcaption></figure>",
        &[(Label::PhotoCredit, "(Image: Jane Doe)")],
    );
    parts(
        "<figure><img src=x><figcaption>The bridge. Photographers came.</figcaption></figure>",
        &[],
    );
}

#[test]
fn a_credit_lies_on_top_of_its_caption() {
    let found = read(
        "",
        "<figure><img src=x><figcaption>The old bridge. Photo: Jane Doe</figcaption></figure>",
    );
    let charset = Charset {
        name: "UTF-8".into(),
        source: CharsetSource::Utf8,
        conflict: false,
        replaced_chars: 0,
    };
    let id = DocumentId("x".into());
    let mut doc = Document::new(id, Origin::default(), MediaType::Html, charset, Page::new(found.page));
    doc.blocks = found.blocks;
    doc.annotate(found.labels);
    let pieces = pieces(&doc, Policy::DEFAULT);
    let of = |label| {
        pieces
            .iter()
            .filter(move |p| p.label == label)
            .map(|p| p.span.of(doc.text()).trim())
    };
    assert_eq!(of(Label::PhotoCaption).collect::<Vec<_>>(), ["The old bridge."]);
    assert_eq!(of(Label::PhotoCredit).collect::<Vec<_>>(), ["Photo: Jane Doe"]);
    assert_eq!(complete(&doc, &pieces).title.as_deref(), Some("Bridge delayed again"));
}
