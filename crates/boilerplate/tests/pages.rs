//! Small pages, written for this test: what a reader would call each line.
//!
//! Each line of a page is `label| text`; every page is read a second time from its kept lines alone, and
//! then nothing more may fall.

use copydesk_boilerplate::{Rules, access, annotate};
use copydesk_model::{Access, ArtifactKind, Document, Label, Mark, Policy, pieces};

fn read(text: &str) -> Document {
    let mut doc = Document::from_lines(text);
    doc.annotate(annotate(&doc, Rules::built_in()));
    doc
}

/// The label of each line that is not blank.
fn labels(doc: &Document) -> Vec<(Label, String)> {
    let parts = pieces(doc, Policy::DEFAULT);
    let of = |at: usize| {
        parts
            .iter()
            .find(|p| p.span.start() <= at && at < p.span.end())
            .map(|p| p.label)
    };
    let line = |b: &copydesk_model::Block| (of(b.span.start()).unwrap(), b.span.of(doc.text()).to_owned());
    doc.blocks.iter().map(line).collect()
}

#[track_caller]
fn check(page: &str) -> Document {
    let lines: Vec<(&str, &str)> = page.lines().filter_map(|l| l.trim().split_once('|')).collect();
    let text: String = lines.iter().map(|(_, text)| format!("{}\n\n", text.trim())).collect();
    let doc = read(&text);
    let got = labels(&doc);
    let got: Vec<String> = got.iter().map(|(l, t)| format!("{l}| {t}")).collect();
    let want: Vec<String> = lines
        .iter()
        .map(|(l, t)| format!("{}| {}", l.trim(), t.trim()))
        .collect();
    assert_eq!(got, want);
    check_again(&doc);
    doc
}

/// The kept lines of a page, read again, are all kept.
#[track_caller]
fn check_again(doc: &Document) {
    let kept: Vec<String> = labels(doc)
        .into_iter()
        .filter(|(l, _)| l.kept())
        .map(|(_, t)| t)
        .collect();
    let again = read(&kept.join("\n\n"));
    let fallen: Vec<_> = labels(&again).into_iter().filter(|(l, _)| !l.kept()).collect();
    assert!(fallen.is_empty(), "fell on second reading: {fallen:?}");
}

fn artifacts(doc: &Document) -> Vec<(ArtifactKind, &str)> {
    let mut found: Vec<_> = doc
        .annotations()
        .iter()
        .filter_map(|a| match a.mark {
            Mark::Artifact { kind, .. } => Some((a.span.start(), kind, a.span.of(doc.text()))),
            _ => None,
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, kind, text)| (kind, text)).collect()
}

#[test]
fn a_page_view_date_and_a_path_that_repeats_the_title() {
    let doc = check(
        "page_date| Tuesday, March 5, 2024
        breadcrumb| Home World Will the ferry come back?
        title| Will the ferry come back?
        body| The ferry between the two banks has been out of service since the ice broke its rudder in January.
        body| “We wait for a part from Gdynia,”
        body| Piotr Wilk.
        body| The part is expected in spring, and until then the villagers walk to the bridge, nine kilometres away.
        byline| Nina T.
        author_bio| Nina is a sailor at heart who writes about rivers, harbours and the people who wait at them.
        widget| Weather",
    );
    let want = [
        (ArtifactKind::PageViewDate, "Tuesday, March 5, 2024"),
        (ArtifactKind::DuplicateTitle, "Will the ferry come back?"),
    ];
    assert_eq!(artifacts(&doc), want);
}

#[test]
fn a_dateline_counters_and_an_empty_field() {
    let doc = check(
        "dateline| Oct 3, 2019
        share_counts| 12 4
        title| The depot counts its trolleybuses and finds one too many
        body| The depot in the northern district has counted its trolleybuses and found that it owns one more than its books say.
        body| Nobody knows where the extra vehicle came from, the director said.
        category| Article Categories:
        comment_form| Leave a Reply
        comment_form| Connecting to %s",
    );
    let want = [
        (ArtifactKind::EmptyField, "Article Categories:"),
        (ArtifactKind::UnfilledPlaceholder, "%s"),
    ];
    assert_eq!(artifacts(&doc), want);
}

#[test]
fn a_caption_gives_up_its_credit_and_its_words() {
    let doc = check(
        "title| Beekeepers of the Border Count Their Losses
        photo_caption| The keepers have lost almost half of all their hives since the beginning of the frost. Maja Orlik / PAP
        body| The winter was long. The keepers lost almost half of all their hives since the beginning of the frost, a union said on Monday.
        body| Help is on its way from three neighbouring districts, where the winter was milder than here.",
    );
    let run = "lost almost half of all their hives since the beginning of the frost";
    let want = [
        (ArtifactKind::DuplicateText, run),
        (ArtifactKind::CaptionCreditMerged, "Maja Orlik / PAP"),
        (ArtifactKind::DuplicateText, run),
    ];
    assert_eq!(artifacts(&doc), want);
}

#[test]
fn a_newsletter_box_an_appeal_and_its_buttons() {
    let doc = check(
        "paywall| Support The Lighthouse Courier!
        title| Harbour Masters Agree on One Timetable
        photo_credit| Olga Brandt / dpa
        body| Harbour masters from five towns have agreed on a single timetable for the first time since the war.
        body| “We used to phone one another every morning,” said one of them. “Our wives thought we were mad.”
        newsletter| Sign up for our Friday letter
        newsletter| Our letter brings the best stories of the coast straight to your inbox, every week. Preview
        legal| By subscribing you accept our Privacy Policy
        paywall| A message from the Lighthouse Courier:
        paywall| Dear readers,
        paywall| We have kept the light on for nineteen years, and the price of paper has never been higher than now.
        paywall| If you can, please support us with two euros a month. Your contribution pays for our boat.
        widget| Once
        widget| Monthly
        widget| Continue
        widget| paiment methods
        widget| Remind me later.
        nav| Read more",
    );
    assert_eq!(artifacts(&doc), [(ArtifactKind::GluedLinkText, "Preview")]);
}

#[test]
fn an_appeal_without_known_words_stands_above_its_buttons() {
    check(
        "title| Fog Closes the Airport for a Third Day
        body| Fog has closed the airport for a third day, and the hotel beside it has run out of beds.
        body| Passengers were told to come back on Friday.
        paywall| … one more thing. You came here because you wanted to know, and we went there because you did.
        paywall| Our trips are paid by the people who read us, and by nobody else, so we are asking you now.
        widget| Once
        widget| Monthly
        widget| Annual
        widget| Continue",
    );
}

#[test]
fn news_about_appeals_paywalls_and_newsletters_stays_whole() {
    check(
        "title| How a village paper learned to ask
        byline| By Rosa Lindqvist
        dateline| 4 June 2021
        body| “Please support us with two euros a month,” says the box that now covers every story of the village paper.
        body| The paper put up its paywall in May. To continue reading, subscribers pay as much as a loaf of bread costs.
        body| “We need your help,” the editor wrote in the newsletter, and a hundred readers answered in a day.
        body| Other papers sell hats. One of them asks its readers to donate now and gives them a mug.
        body| Subscriptions rose by a third in the first summer, the publishers’ union said.
        share_counts| Share this article: Facebook Twitter",
    );
}

#[test]
fn an_editorial_in_the_first_person_stays() {
    check(
        "title| What we learned from a year without trains
        body| We began this year with a promise to our town: we would count every train that did not come.
        body| We counted four thousand. You wrote to us about weddings missed and about soup gone cold on our platforms.
        body| Our notebooks are full, and we will keep them, because you never know who may ask you for them.",
    );
}

#[test]
fn those_who_are_interviewed_may_ask_for_help() {
    check(
        "title| The baker who feeds the night shift
        body| The bakery on the corner works at night, and its owner speaks of it as of a lighthouse on a bad coast.
        body| – We need your help, we tell everyone who comes in, and please support us with your old jars and your time.
        body| Owner: We need your support more than ever, and we ask you to bring us flour, wood and your good company.
        body| ‘Please support us with a loaf a month,’ is what we read on your door, and people we know do support it.",
    );
}

#[test]
fn a_line_about_the_one_who_signed_above() {
    check(
        "title| The Last Ferry Has a New Captain
        byline| By Rosa Lindqvist
        body| The last ferry of the evening has a new captain, and he sings, which the passengers had not expected.
        body| He knows two songs so far. A third is being rehearsed on the empty trip back.
        author_bio| Rosa Lindqvist is a reporter who lives on the northern bank.",
    );
}

#[test]
fn short_turns_of_a_transcript_stay() {
    check(
        "title| Transcript: the mayor on the bridge, 9 May 2022
        body| What follows is the main part of a talk that the mayor gave to the pupils of the second school.
        body| Question: Will it hold?
        body| Answer: Yes.
        body| Question: For how long?
        body| Answer: Longer than you and me.
        body| (Laughter.)
        body| Question: Who paid for it?
        body| Answer: You will, in the end.
        nav| Print this page",
    );
}

#[test]
fn a_thread_of_comments_below_a_russian_report() {
    check(
        "title| Паром вернулся на линию после ремонта
        dateline| 5 марта 2022, 10:15
        byline| Автор: Игорь Седов
        body| Паром, который связывает два берега, вернулся на линию после долгого ремонта, сообщили в порту.
        body| «Мы ждали его всю зиму», — рассказала жительница деревни.
        related| Читайте также: Кто чинит паромы
        newsletter| Подпишитесь на наш канал в Telegram
        share_counts| Поделиться: Facebook, VK, Telegram
        comment_form| Комментарии (2)
        comment| Рыбак
        comment| 5 марта 2022, 11:02
        comment| Давно пора, мы уже отчаялись.
        comment| Ответить",
    );
}

#[test]
fn pages_in_other_languages() {
    check(
        "title| Падарожжа на поўнач без аніводнай перасадкі
        dateline| 12 лістапада 2021
        byline| Ганна Лугавая
        body| Новы цягнік ідзе на поўнач без аніводнай перасадкі, і гэта дзівіць нават тых, хто яго прыдумаў.
        paywall| Падтрымайце нас, каб мы маглі пісаць далей.
        newsletter| Падпішыцеся на наш канал у Telegram
        related| Чытайце таксама: Куды падзеўся стары вакзал",
    );
    check(
        "title| Потяг на північ уперше їде без пересадки
        body| Новий потяг на північ уперше їде без жодної пересадки, повідомили на залізниці у вівторок увечері.
        related| Читайте також: Куди зник старий вокзал
        share_counts| Поділитися у Facebook, Telegram",
    );
    check(
        "title| Pociąg na północ po raz pierwszy bez przesiadki
        byline| Jan Wolski
        dateline| 2 marca 2023 r., 9:15
        body| Nowy pociąg na północ po raz pierwszy jedzie bez przesiadki, podała kolej w komunikacie we wtorek.
        paywall| Podoba Ci się nasz tekst? Postaw nam kawę.
        related| Zobacz też: Gdzie się podział stary dworzec",
    );
    check(
        "title| Der Zug nach Norden fährt ohne Umstieg
        byline| Von Klara Niemann
        dateline| 3. Mai 2021, 10:30 Uhr
        body| Der neue Zug nach Norden fährt zum ersten Mal ohne Umstieg, teilte die Bahn am Dienstag mit.
        photo_credit| Foto: dpa
        paywall| Unterstützen Sie unsere Arbeit mit einem Abo, wir danken Ihnen.
        related| Lesen Sie auch: Wo der alte Bahnhof blieb",
    );
    check(
        "title| Le train du nord roule sans correspondance
        byline| Par Anne Delcourt
        dateline| Publié le 22 juin 2021 à 19h05
        body| Le nouveau train du nord roule pour la première fois sans correspondance, a annoncé la compagnie mardi.
        related| À lire aussi : Où est passée la vieille gare
        newsletter| Inscrivez-vous à notre lettre du matin
        comment_form| Réagir à cet article",
    );
    check(
        "title| El tren del norte circula sin transbordo
        byline| Elena Ruiz Marcos
        dateline| 8 de julio de 2021
        body| El nuevo tren del norte circula por primera vez sin transbordo, anunció la compañía el martes por la tarde.
        related| Te puede interesar: Dónde quedó la vieja estación
        comment_form| Comentarios: 0",
    );
    check(
        "title| O comboio do norte circula sem transbordo
        dateline| 19 de janeiro de 2023
        byline| Por Luísa Pardal
        body| O novo comboio do norte circula pela primeira vez sem transbordo, anunciou a empresa na terça-feira à tarde.
        related| Leia também: Onde ficou a velha estação
        newsletter| Subscreva a nossa newsletter",
    );
}

#[test]
fn headings_and_a_summary_have_their_names() {
    check(
        "title| The Quiet Return of the Night Bus
        standfirst| A line that nobody missed turns out to have been missed by everybody.
        byline| By Tomas Berg
        body| The night bus came back on the first of the month, without a ribbon and without a speech.
        heading| Two drivers, one thermos
        body| It is driven by two men who share a thermos and a dislike of music, as they told a reporter.
        body| The line has no number yet, and the stops are marked in chalk.",
    );
}

#[test]
fn a_lead_that_is_printed_twice_falls_once() {
    check(
        "title| A dam is mended by hand
        body| The dam above the mill was mended by hand over four weekends, by sixty people with buckets.
        duplicate| The dam above the mill was mended by hand over four weekends, by sixty people with buckets.
        body| The miller brought bread, and the council brought a certificate.",
    );
}

#[test]
fn a_page_that_is_no_article_keeps_nothing() {
    check(
        "cookie_notice| Your privacy matters
        cookie_notice| We use cookies and similar technologies so that our pages work and our partners can show you advertisements.
        cookie_notice| You can change your choice at any time on the settings page of this site, which we keep for you.
        cookie_notice| Accept all cookies",
    );
    check("other| 404 Not Found\nother| The page you asked for is not here any more.");
}

#[test]
fn a_brief_under_a_long_appeal_stays() {
    check(
        "title| Bridge opens
        body| The bridge over the eastern channel opened on Monday. Two cyclists were the first to cross.
        paywall| Dear readers, we have a small favour to ask of you, because our newsroom lives on what you give us.
        paywall| Your support keeps our reporters on the road, in the courts and at the council, where nobody else goes.
        paywall| Please support us monthly. It takes a minute, and you can stop whenever you like. Thank you from all of us.
        widget| Monthly
        widget| Continue",
    );
}

#[test]
fn odd_texts_are_survived() {
    for text in [
        "",
        "\n\n",
        "x",
        "\u{feff}",
        "0 0",
        "“",
        "Leave a Reply",
        "Read more\nRead more",
        "a\u{301}\u{200b} —",
    ] {
        let doc = read(text);
        check_again(&doc);
        assert_eq!(
            pieces(&doc, Policy::DEFAULT)
                .iter()
                .map(|p| p.span.len())
                .sum::<usize>(),
            text.len()
        );
    }
    let long = "Most read\nLeave a Reply\nSupport us\n0 0\nx\n".repeat(4_000);
    assert_eq!(read(&long).blocks.len(), 20_000);
}

#[test]
fn a_stub_needs_more_than_a_phrase() {
    let verdict = |text: &str, free: Option<bool>| {
        let mut doc = Document::from_lines(text);
        doc.meta.accessible_for_free = free;
        doc.annotate(annotate(&doc, Rules::built_in()));
        access(&doc, &pieces(&doc, Policy::DEFAULT), Rules::built_in())
    };
    let lead = "What the old minister reads\n\nThe old minister reads timetables, and he reads them aloud to whoever sits beside him.\n\n";
    let gate = "Subscribe to continue reading.\n\nAlready a subscriber? Sign in";
    let stub = verdict(&format!("{lead}{gate}"), None);
    assert_eq!(stub.access, Access::Stub);
    assert!(stub.evidence.unwrap().contains("Subscribe to continue"));
    assert_eq!(verdict(lead, None).access, Access::Unknown);
    assert_eq!(verdict(lead, Some(false)).access, Access::Stub);
    assert_eq!(verdict(lead, Some(true)).access, Access::Full);
    let whole: String = (0..40)
        .map(|k| format!("Page {k} of the timetable lists the trains that ran on time in that year.\n\n"))
        .collect();
    assert_eq!(verdict(&format!("{lead}{whole}{gate}"), None).access, Access::Unknown);
    let about = "A gate for readers\n\n“Subscribe to continue reading,” says the box that covers the page since last week, and people obey.";
    assert_eq!(verdict(about, None).access, Access::Unknown);
}

/// An invitation to sign in says nothing of the article's end; a gate does.
#[test]
fn a_short_report_above_a_newsletter_is_no_stub() {
    let access_of = |below: &str| {
        let text = format!(
            "Brücke gesperrt\n\nDie Brücke über die Wend ist bis Freitag für Lastwagen gesperrt, teilte der Kreis mit.\n\n\
             Radfahrer dürfen sie benutzen.\n\n{below}\n"
        );
        let mut doc = Document::from_lines(&text);
        doc.annotate(annotate(&doc, Rules::built_in()));
        let parts = pieces(&doc, Policy::DEFAULT);
        copydesk_boilerplate::access(&doc, &parts, Rules::built_in())
            .access
            .name()
    };
    assert_eq!(
        access_of("Melden Sie sich für unseren Newsletter an.\n\nHier anmelden"),
        "unknown"
    );
    assert_eq!(
        access_of("Dieser Artikel ist nur für Abonnenten.\n\nHier anmelden"),
        "stub"
    );
}
