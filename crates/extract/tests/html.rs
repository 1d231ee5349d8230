//! Pages in, labelled lines and metadata out: what a reader of the dataset would notice.

use copydesk_extract::{Extracted, Limits, html};
use copydesk_model::{Annotation, DateSource, Flag, Label};

const LONG: &str = "The council of the town met on Monday to speak about the bridge, and the members could not agree on \
    who should pay for it, so the work will not begin before the spring of next year.";
const MORE: &str = "Residents of both banks had asked for the crossing for more than ten years, and a petition with four \
    thousand names was handed to the mayor, who promised an answer by the end of the month.";

fn read(source: &str) -> Extracted {
    let found = html(source, None, &Limits::default()).expect("within the limits");
    let lines: Vec<&str> = found.blocks.iter().map(|b| b.span.of(&found.page)).collect();
    let whole: String = lines.iter().map(|l| format!("{l}\n")).collect();
    assert_eq!(found.page, whole, "one block per line");
    assert!(found.labels.len() >= found.blocks.len(), "one label per block");
    assert!(found.labels.iter().zip(&found.blocks).all(|(l, b)| l.span == b.span));
    let parts = &found.labels[found.blocks.len()..];
    let inside = |p: &Annotation| {
        let mut blocks = found.blocks.iter();
        blocks.any(|b| b.span.start() <= p.span.start() && p.span.end() <= b.span.end())
    };
    assert!(parts.iter().all(inside), "parts lie in blocks");
    found
}

/// Asserts labels and lines of a page; `LONG` and `MORE` stand for the two paragraphs.
fn check(source: &str, want: &[(Label, &str)]) {
    let found = read(&source.replace("LONG", LONG).replace("MORE", MORE));
    let got: Vec<_> = found
        .labels
        .iter()
        .map(|l| (l.as_label().expect("a label"), l.span.of(&found.page)))
        .map(|(l, t)| {
            (
                l,
                if t == LONG {
                    "LONG"
                } else if t == MORE {
                    "MORE"
                } else {
                    t
                },
            )
        })
        .collect();
    assert_eq!(got, want);
}

#[test]
fn an_article_among_the_usual_boxes() {
    check(
        "<!doctype html><html lang=en><head><title>Bridge delayed again | Town Voice</title></head><body>
        <header><nav><ul><li><a href=/>Home</a><li><a href=/sport>Sport</a></ul></nav></header>
        <main><article><h1>Bridge delayed again</h1>
        <p class=byline>By <a rel=author href=/a>Jane Doe</a></p><time class=date datetime=2020-08-19>19 August 2020</time>
        <figure><img src=x><figcaption>The old bridge</figcaption></figure>
        <div class=article-body><p>LONG</p>
        <div class=ad-slot>Advertisement</div>
        <h2>A long wait</h2><p>MORE</p>
        <div class='share-buttons'>Share 12</div>
        <div class=newsletter-box><p>Get our best stories by mail every morning, without paying for it.</p></div></div>
        </article>
        <section class=comments><p>What a mess, says a reader who has seen three mayors come and go.</p></section></main>
        <aside><a href=/b>Another story</a></aside>
        <footer>© 2020 Town Voice</footer><script>var x = '<p>no</p>';</script></body></html>",
        &[
            (Label::Nav, "Home"),
            (Label::Nav, "Sport"),
            (Label::Title, "Bridge delayed again"),
            (Label::Byline, "By Jane Doe"),
            (Label::Dateline, "19 August 2020"),
            (Label::PhotoCaption, "The old bridge"),
            (Label::Body, "LONG"),
            (Label::Advertisement, "Advertisement"),
            (Label::Heading, "A long wait"),
            (Label::Body, "MORE"),
            (Label::ShareCounts, "Share 12"),
            (Label::Newsletter, "Get our best stories by mail every morning, without paying for it."),
            (Label::Comment, "What a mess, says a reader who has seen three mayors come and go."),
            (Label::Related, "Another story"),
            (Label::Legal, "© 2020 Town Voice"),
        ],
    );
}

#[test]
fn inline_tags_neither_add_nor_lose_a_space() {
    let page = read(
        "<body><p><span>T</span>he <b>old</b>\n <i>bridge</i>, <a href=x>it\nseems</a>.<br>One</p><p>a<br><br>b</p>",
    );
    assert_eq!(page.page, "The old bridge, it seems. One\na\nb\n");
    let page = read("<table><tr><td>Мінск<td>Гомель</tr></table><pre>one\ntwo</pre><p> &nbsp; </p><ul><li>x<li>y</ul>");
    assert_eq!(page.page, "Мінск Гомель\none\ntwo\nx\ny\n");
}

#[test]
fn a_page_without_names_or_an_article_tag() {
    check(
        "<html><head><title>Мост</title><body><div><div><a href=1>Навіны</a> <a href=2>Спорт</a></div>
        <div><div><p>LONG</p><p>MORE</p></div></div></div></body>",
        &[
            (Label::Nav, "Навіны Спорт"),
            (Label::Body, "LONG"),
            (Label::Body, "MORE"),
        ],
    );
}

#[test]
fn nothing_is_invented_where_there_is_no_article() {
    for source in [
        "",
        "plain words",
        "<body><div class=cookie-consent><p>We use cookies to make this page better, as everybody does.</p><button>OK</button></div>",
        "<body><div><p>We use cookies and similar means to store what you read here, and our partners store it too, to show you advertisements that fit what you like.</p><p>You may change this at any time.</p></div>",
        "<body><ul><li><a href=1>First story of the day</a><li><a href=2>Second story of the day</a></ul>",
        "<body><h1>404</h1><p>Not found.</p>",
    ] {
        let found = read(source);
        assert!(found.labels.iter().all(|l| !l.as_label().unwrap().kept()), "{source}");
        assert!(found.meta.authors.is_empty() && found.meta.published.is_none());
    }
}

#[test]
fn names_on_the_whole_page_mean_nothing() {
    check(
        "<body class='has-newsletter comments-open'><form action=x><div class='sidebar-left widget'><p>LONG</p><p>MORE</p></div></form>",
        &[(Label::Body, "LONG"), (Label::Body, "MORE")],
    );
}

#[test]
fn h13_hidden_text_is_left_out_unless_it_is_most_of_the_page() {
    let hidden =
        "<p hidden>Secret one.</p><p style='display : none'>Secret two.</p><span aria-hidden=true>Secret three.</span>";
    check(
        &format!("<body>{hidden}<p>LONG</p><p>MORE<span style='display:none'> secret</span></p>"),
        &[(Label::Body, "LONG"), (Label::Body, "MORE")],
    );
    check(
        "<body><p>Loading</p><div aria-hidden=true><p>LONG</p><p>MORE</p></div>",
        &[(Label::Other, "Loading"), (Label::Body, "LONG"), (Label::Body, "MORE")],
    );
}

#[test]
fn a_body_cut_in_two_by_an_advertisement() {
    check(
        "<body><main><h1>Bridge delayed again</h1><div class=c-text><p>LONG</p></div><div class=ad>Buy</div>
        <div class=c-text><p>MORE</p></div></main>",
        &[
            (Label::Title, "Bridge delayed again"),
            (Label::Body, "LONG"),
            (Label::Advertisement, "Buy"),
            (Label::Body, "MORE"),
        ],
    );
}

#[test]
fn metadata_comes_with_its_evidence() {
    let found = read(
        r#"<html lang="be"><head><title>Bridge delayed again - Town Voice</title>
        <link rel=canonical href="https://www.town.example/2020/08/19/bridge">
        <meta property="article:published_time" content="2020-08-18"><meta name=description content="Why &amp; when">
        <script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge delayed again",
        "datePublished":"2020-08-19T10:00:00+03:00","dateModified":"2020-02-30","articleSection":"Town",
        "author":[{"@type":"Person","name":"Jane Doe"},{"@type":"Organization","name":"Town Voice"}],
        "isAccessibleForFree":"False"}</script><script type="application/ld+json">{broken</script></head>
        <body><h1>Bridge delayed again</h1><p>x</p></body></html>"#,
    );
    let meta = found.meta;
    assert_eq!(meta.title.as_deref(), Some("Bridge delayed again"));
    assert_eq!(meta.authors, ["Jane Doe"]);
    let published = meta.published.unwrap();
    assert_eq!(
        (published.micros, published.source),
        (1_597_820_400_000_000, DateSource::JsonLd)
    );
    assert_eq!(meta.modified, None, "30 February is no date");
    assert_eq!(meta.url.as_deref(), Some("https://www.town.example/2020/08/19/bridge"));
    assert_eq!(meta.site.as_deref(), Some("town.example"));
    assert_eq!(
        (meta.language.as_deref(), meta.section.as_deref()),
        (Some("be"), Some("Town"))
    );
    assert_eq!(
        (meta.description.as_deref(), meta.accessible_for_free),
        (Some("Why & when"), Some(false))
    );
    assert_eq!(found.flags, [Flag::BrokenMetadata]);
}

#[test]
fn what_is_declared_against_sense_is_flagged() {
    let flags = |head: &str| {
        let page = format!(r#"<html><head>{head}</head><body><h1>Bridge delayed again</h1><p>x</p></body></html>"#);
        read(&page).flags
    };
    let published = |value: &str| format!(r#"<meta property="article:published_time" content="{value}">"#);
    let data =
        |fields: &str| format!(r#"<script type="application/ld+json">{{"@type":"NewsArticle",{fields}}}</script>"#);
    for odd in ["0000-01-01", "9999-12-31", "2024-02-30", "2024-03-01T00:00:00+99:99"] {
        assert_eq!(flags(&published(odd)), [Flag::DateConflict], "{odd}");
    }
    let raw = |head: &str| {
        read(&format!(
            "<html><head>{head}</head><body><h1>Bridge delayed again</h1></body></html>"
        ))
        .meta
        .published_raw
    };
    assert_eq!(raw(&published("2024-02-30")).as_deref(), Some("2024-02-30"));
    assert_eq!(raw(&published("2024-03-01")), None);
    let said = data(r#""datePublished":"2024-03-05T10:00:00Z""#);
    let both = raw(&(said.clone() + &published("2024-03-09")));
    assert_eq!(both.as_deref(), Some("2024-03-05T10:00:00Z | 2024-03-09"));
    assert_eq!(flags(&(said.clone() + &published("2024-03-09"))), [Flag::DateConflict]);
    assert!(flags(&(said + &published("2024-03-05T23:00:00+02:00"))).is_empty());
    assert_eq!(flags(&data(r#""author":7"#)), [Flag::BrokenMetadata]);
    assert_eq!(flags(&data(r#""headline":[{}]"#)), [Flag::BrokenMetadata]);
    assert!(flags(&data(r#""author":["Jane Doe"],"headline":"Bridge delayed again""#)).is_empty());
}

#[test]
fn several_articles_of_one_page_are_flagged() {
    let story = |n: u32| {
        // No paragraph twice: a copy would leave the text.
        let tell = |k: u32| format!("<p>Day {}: {LONG}</p><p>Day {}: {MORE}</p>", 10 * n + k, 10 * n + k);
        let body: String = (0..3).map(tell).collect();
        format!("<article><h1>Bridge delayed for the {n}th time</h1>{body}</article>")
    };
    let flags = |body: &str| read(&format!("<html><body><main>{body}</main></body></html>")).flags;
    assert_eq!(flags(&(story(1) + &story(2))), [Flag::SeveralArticles]);
    assert!(flags(&story(1)).is_empty());
    assert!(
        flags(&format!("<article>{}</article>", story(1))).is_empty(),
        "one within another"
    );
    let chapters = story(1).replace("h1>", "h2>") + &story(2).replace("h1>", "h2>");
    assert!(flags(&format!("<h1>The bridge, a history</h1>{chapters}")).is_empty());
    assert_eq!(flags(&chapters), [Flag::SeveralArticles]);
    let teasers =
        r#"<article><h2>Ferry runs again</h2><p>It had been out of service since May.</p></article>"#.repeat(4);
    assert!(flags(&(story(1) + &teasers)).is_empty());
}

#[test]
fn markup_in_words_stays_in_words() {
    check(
        "<body><p>LONG</p><p>The tag &lt;script&gt;alert(1)&lt;/script&gt; was found in the minutes of the meeting.</p>",
        &[
            (Label::Body, "LONG"),
            (
                Label::Body,
                "The tag <script>alert(1)</script> was found in the minutes of the meeting.",
            ),
        ],
    );
}

#[test]
fn text_that_only_noscript_holds_is_read() {
    let hidden = "<noscript><div><h1>Bridge delayed again</h1><p>LONG</p><p>MORE</p></div></noscript>";
    check(
        &format!("<body><p>Loading</p>{hidden}</body>"),
        &[
            (Label::Other, "Loading"),
            (Label::Title, "Bridge delayed again"),
            (Label::Body, "LONG"),
            (Label::Body, "MORE"),
        ],
    );
    // Where there is an article, nothing of `noscript` comes in.
    check(
        &format!(
            "<body><p>MORE</p><p>LONG</p>{}</body>",
            hidden.replace("MORE", "Please turn on scripts. MORE")
        ),
        &[(Label::Body, "MORE"), (Label::Body, "LONG")],
    );
}

/// Asserts the lines of a body.
fn lines(body: &str, want: &[&str]) {
    let found = read(&format!("<!doctype html><body>{body}"));
    assert_eq!(found.page.lines().collect::<Vec<_>>(), want, "{body}");
}

#[test]
fn words_are_neither_glued_nor_torn() {
    // Inline elements take no room.
    lines(
        "<p><span>T</span>he b<b>ri</b>dge, <a href=x>it</a>'s <i>ol</i>d.",
        &["The bridge, it's old."],
    );
    lines("<p>10<sup>2</sup> H<sub>2</sub>O", &["102 H2O"]);
    lines("<p>very<wbr>long so\u{ad}ft", &["verylong so\u{ad}ft"]);
    lines("<p>a<img src=x>b<input>c", &["abc"]);
    lines("<p>a <b> b</b> c\n\t d", &["a b c d"]);
    lines("<p>a<!-- x -->b<script>y</script>c<svg><path></svg>d", &["abcd"]);
    lines(
        "<p>un<custom-x>known</custom-x> <font color=red>f</font>ont",
        &["unknown font"],
    );
    // A no-break space is a character of the text.
    lines("<p>5&nbsp;km&#160;away", &["5\u{a0}km\u{a0}away"]);
    // One break is a space, two are a new line; a block is a line.
    lines("<p>a<br>b<br/>c<br><br>d <br> <br> e", &["a b c", "d", "e"]);
    lines("<span>a<div>b</div>c</span>", &["a", "b", "c"]);
    lines("<div>a<p>b</div>c<hr>d", &["a", "b", "c", "d"]);
    lines("<p><b>a<p>b</b>c", &["a", "bc"]);
    lines(
        "<ul><li>a<li><p>b</p>c</ul><dl><dt>d<dd>e</dl>",
        &["a", "b", "c", "d", "e"],
    );
    lines("<table><tr><td>a<td>b<tr><th>c</table>", &["a b", "c"]);
    lines(
        "<pre>one\n  two\n\nthree <b>f</b>our</pre>five",
        &["one", "two", "three four", "five"],
    );
    lines("<a href=1>a</a><a href=2>b</a> <a href=3>c</a>", &["ab c"]);
}

#[test]
fn hidden_pieces_take_no_room() {
    for hidden in [
        "<span hidden>x y</span>",
        "<span style='display:none'> x </span>",
        "<span style='visibility: hidden'>x<br><br>y</span>",
        "<span aria-hidden=true>x</span>",
        "<span role=tooltip>x</span>",
        "<span popover>x</span>",
        "<span class=sr-only>x</span>",
        "<span hidden><div>x</div><ul><li>y</ul></span>",
        "<template>x</template>",
        "<script>x</script>",
    ] {
        lines(
            &format!("<div>The may{hidden}or said{hidden} no.</div>"),
            &["The mayor said no."],
        );
    }
    lines(
        "<div>a</div><dialog>x</dialog><div hidden>y</div><div>b</div>",
        &["a", "b"],
    );
    lines("<div>a</div><dialog open>x</dialog><div>b</div>", &["a", "x", "b"]);
    lines("<div>a<div hidden>x</div>b</div>", &["a", "b"]);
}
