//! Fields that the page's own metadata left empty, filled from what was labelled in its text.

use copydesk_model::{DateSource, Document, Label, Meta, Piece, Stamp};

use crate::{authors, dates, text};

/// The metadata of `doc` with gaps filled from labelled pieces. A date line counts only when it holds a full date.
pub fn complete(doc: &Document, pieces: &[Piece]) -> Meta {
    let mut meta = doc.meta.clone();
    let page = doc.text();
    let of = |label: Label| {
        pieces
            .iter()
            .filter(move |p| p.label == label)
            .map(|p| text::collapse(p.span.of(page)))
            .filter(|t| !t.is_empty())
    };
    if meta.title.is_none() {
        meta.title = of(Label::Title).next();
    }
    if meta.byline.is_none() {
        meta.byline = of(Label::Byline).next();
    }
    if meta.authors.is_empty()
        && let Some(byline) = &meta.byline
    {
        meta.authors = authors::signers(byline);
    }
    if meta.published.is_none() {
        meta.published = of(Label::Dateline)
            .filter_map(|line| dates::is_date_line(&line))
            .find(|date| date.label != Some(dates::DateLabel::Updated))
            .map(|date| date.micros)
            .or_else(|| of(Label::Body).next().and_then(|first| agency_date(&first)))
            .map(|micros| Stamp {
                micros,
                source: DateSource::Dateline,
            });
    }
    meta
}

/// The date of an agency's opening: `VILNIUS, Oct. 6, 2021 (Agency) — The text begins`. It must be a full date
/// between the place and the dash; the place is written before a comma and the agency, if any, in brackets.
fn agency_date(paragraph: &str) -> Option<i64> {
    let head: String = paragraph.chars().take(90).collect();
    let end = [" — ", " – ", " - ", " -- ", "— "]
        .iter()
        .filter_map(|dash| head.find(dash))
        .min()?;
    let (place, rest) = head[..end].split_once(',')?;
    let is_place = place.split_whitespace().count() <= 4 && place.chars().next().is_some_and(char::is_uppercase);
    let date = rest
        .split_once('(')
        .map_or(rest, |(date, _)| date)
        .trim()
        .trim_end_matches(',');
    let date = dates::is_date_line(date).filter(|d| is_place && d.label.is_none())?;
    Some(date.micros)
}

#[cfg(test)]
mod tests {
    use copydesk_model::{Annotation, Policy, RuleId, Span, pieces};

    use super::*;

    fn check(lines: &[(&str, Label)]) -> Meta {
        let text: Vec<&str> = lines.iter().map(|l| l.0).collect();
        let mut doc = Document::from_lines(&text.join("\n"));
        let rule = RuleId::new("test/rule");
        let mut at = 0;
        let mut found = Vec::new();
        for (line, label) in lines {
            let span = Span::new(doc.text(), at, at + line.len()).unwrap();
            found.push(Annotation::label(span, *label, &rule, 1.0));
            at += line.len() + 1;
        }
        doc.annotate(found);
        complete(&doc, &pieces(&doc, Policy::DEFAULT))
    }

    #[test]
    fn gaps_are_filled_from_labelled_lines() {
        let meta = check(&[
            ("Big news", Label::Title),
            ("By Jane Doe", Label::Byline),
            ("19 August 2020", Label::Dateline),
            ("Text.", Label::Body),
        ]);
        assert_eq!(meta.title.as_deref(), Some("Big news"));
        assert_eq!(meta.authors, ["Jane Doe"]);
        assert_eq!(meta.byline.as_deref(), Some("By Jane Doe"));
        let stamp = meta.published.unwrap();
        assert_eq!(
            (stamp.micros, stamp.source),
            (dates::parse("2020-08-19").unwrap(), DateSource::Dateline)
        );
    }

    #[test]
    fn an_agency_dates_its_opening() {
        let published = |opening: &str| {
            check(&[("Big news", Label::Title), (opening, Label::Body)])
                .published
                .map(|s| s.micros)
        };
        let day = dates::parse("2021-10-06");
        assert_eq!(
            published("VILNIUS, Oct. 6, 2021 (Meridian Press) — Eleven schools will stay open."),
            day
        );
        assert_eq!(
            published("Vilnius, 6 October 2021 – Eleven schools will stay open."),
            day
        );
        for opening in [
            "VILNIUS, Oct. 6 (Meridian Press) — Eleven schools will stay open.",
            "The bridge, opened on 6 October 2021 – a Wednesday – is closed again.",
            "On 6 October 2021, eleven schools – all of them small – were opened.",
            "Eleven schools will stay open.",
        ] {
            assert_eq!(published(opening), None, "{opening}");
        }
    }

    #[test]
    fn no_evidence_no_value() {
        let meta = check(&[
            ("MINSK, August 9 –", Label::Dateline),
            ("Sunday, July 25, 2021", Label::PageDate),
        ]);
        assert_eq!(meta, Meta::default());
    }
}
