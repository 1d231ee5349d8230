//! Generated input: documents that look like a news archive, made from the texts of `seeds/`, the same at every call.
//!
//! Paragraphs are drawn from the seeds' own articles, language by language, and one word in six is exchanged for another
//! of the same archive, so that no two documents are copies; every twentieth is made a near-copy on purpose. Lines that
//! are no article are drawn from those the desk removes. An HTML page wraps the same in navigation, scripts, styles and
//! teasers of the weight that real pages have: some 4 % of its bytes are article.

use std::path::Path;

use copydesk_model::{Label, Policy, View, pieces, render};
use copydesk_pipeline::{Desk, Outcome, pass_one};
use copydesk_sources::{Item, list};

use crate::error::Error;

/// What documents are made of, in one language.
#[derive(Clone, Debug, Default)]
struct Stock {
    language: String,
    titles: Vec<String>,
    paragraphs: Vec<String>,
    words: Vec<String>,
}

/// The stock of all languages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stocks {
    all: Vec<Stock>,
    boilerplate: Vec<String>,
}

/// Plain text or HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A saved text.
    Text,
    /// A page with all that stands around an article.
    Html,
}

/// A small generator of numbers (splitmix64, Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.max(1) as u64) as usize
    }

    fn pick<'t>(&mut self, of: &'t [String]) -> &'t str {
        of.get(self.roll(of.len())).map_or("", String::as_str)
    }
}

impl Stocks {
    /// Reads the raw files of a folder.
    ///
    /// # Errors
    /// When the folder cannot be listed, or holds no article.
    pub(crate) fn of(seeds: &Path, desk: &Desk) -> Result<Stocks, Error> {
        let mut stocks = Stocks::default();
        for input in list(seeds).map_err(|e| Error::Seeds(e.to_string()))?.inputs {
            for item in desk.records(&input) {
                let Item::Record(record) = item else { continue };
                if let Outcome::Document(doc) = pass_one(*record, desk) {
                    stocks.take(&doc);
                }
            }
        }
        stocks.all.retain(|s| s.paragraphs.len() >= 4 && !s.titles.is_empty());
        if stocks.all.is_empty() {
            return Err(Error::Seeds(format!(
                "{} holds no article to make documents from",
                seeds.display()
            )));
        }
        Ok(stocks)
    }

    fn take(&mut self, doc: &copydesk_model::Document) {
        let parts = pieces(doc, Policy::DEFAULT);
        let language = doc.language.language.to_string();
        let at = self.all.iter().position(|s| s.language == language).unwrap_or_else(|| {
            self.all.push(Stock {
                language,
                ..Stock::default()
            });
            self.all.len() - 1
        });
        let stock = &mut self.all[at];
        stock.titles.extend(doc.meta.title.clone());
        let text = render(doc, &parts, View::Clean).text;
        for paragraph in text.split("\n\n").filter(|p| p.len() > 80) {
            stock
                .words
                .extend(paragraph.split(' ').filter(|w| w.len() > 3).map(str::to_owned));
            stock.paragraphs.push(paragraph.to_owned());
        }
        for piece in parts.iter().filter(|p| !p.kept() && p.label != Label::Blank) {
            let lines = piece.span.of(doc.text()).lines();
            self.boilerplate
                .extend(lines.filter(|l| l.trim().len() > 8).map(str::to_owned));
        }
    }

    /// Document number `k`.
    pub(crate) fn document(&self, k: usize, shape: Shape) -> String {
        // The twentieth of each score repeats the one before it, as a second agency client would.
        let copy = k % 20 == 19;
        let mut dice = Dice(if copy { k - 1 } else { k } as u64);
        let stock = &self.all[dice.roll(self.all.len())];
        let title = self.words(stock, dice.pick(&stock.titles).to_owned(), &mut dice);
        let paragraphs: Vec<String> = (0..8 + dice.roll(8))
            .map(|_| self.words(stock, dice.pick(&stock.paragraphs).to_owned(), &mut dice))
            .collect();
        let mut dice = Dice(k as u64 + 0x5151);
        let around: Vec<&str> = (0..6 + dice.roll(8)).map(|_| dice.pick(&self.boilerplate)).collect();
        match shape {
            Shape::Text => text(&title, &paragraphs, &around),
            Shape::Html => html(k, &stock.language, &title, &paragraphs, &around, &mut dice),
        }
    }

    fn words(&self, stock: &Stock, paragraph: String, dice: &mut Dice) -> String {
        let mut out = String::with_capacity(paragraph.len() + 16);
        for (n, word) in paragraph.split(' ').enumerate() {
            if n > 0 {
                out.push(' ');
            }
            let exchanged = word.len() > 3 && dice.roll(6) == 0;
            out.push_str(if exchanged { dice.pick(&stock.words) } else { word });
        }
        out
    }
}

fn text(title: &str, paragraphs: &[String], around: &[&str]) -> String {
    let (before, after) = around.split_at(2.min(around.len()));
    let lines = before.iter().copied().chain([title]);
    let lines = lines
        .chain(paragraphs.iter().map(String::as_str))
        .chain(after.iter().copied());
    let mut out = String::new();
    for line in lines {
        out.push_str(line);
        out.push_str("\n\n");
    }
    out
}

fn html(k: usize, language: &str, title: &str, paragraphs: &[String], around: &[&str], dice: &mut Dice) -> String {
    let title = escaped(title);
    let day = 1 + k % 28;
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title} | The Reckoner</title>\n\
         <meta property=\"og:title\" content=\"{title}\"><meta property=\"article:published_time\" content=\"2024-03-{day:02}T08:00:00Z\">\n\
         <link rel=\"canonical\" href=\"https://reckoner.example/2024/03/{day:02}/story-{k}\">\n<script type=\"application/ld+json\">\
         {{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"Story {k}\",\"datePublished\":\"2024-03-{day:02}T08:00:00Z\",\
         \"author\":{{\"@type\":\"Person\",\"name\":\"Rosa Lindqvist\"}}}}</script>\n<style>"
    );
    for n in 0..300 {
        out.push_str(&format!(
            ".c{n}-{} {{ margin: {}px auto; color: #{:06x}; display: block }}\n",
            dice.roll(90),
            dice.roll(40),
            dice.roll(1 << 24)
        ));
    }
    out.push_str("</style><script>window.state={");
    for n in 0..900 {
        out.push_str(&format!(
            "\"k{n}\":{{\"id\":{},\"slot\":\"s{}\",\"on\":{}}},",
            dice.roll(1 << 30),
            dice.roll(99),
            dice.roll(2) == 1
        ));
    }
    out.push_str("};</script></head>\n<body><header class=\"top\"><nav><ul>");
    for n in 0..60 {
        out.push_str(&format!(
            "<li class=\"item item-{n}\"><a href=\"/section/{n}\" data-track=\"nav-{}\">Section {n}</a></li>",
            dice.roll(1 << 20)
        ));
    }
    out.push_str(&format!("</ul></nav></header>\n<main><article class=\"story\"><h1>{title}</h1><p class=\"byline\">By Rosa Lindqvist</p><div class=\"story__text\">"));
    for (n, paragraph) in paragraphs.iter().enumerate() {
        out.push_str(&format!("<p>{}</p>\n", escaped(paragraph)));
        if n % 4 == 3 {
            out.push_str("<aside class=\"ad\"><div class=\"slot\" id=\"slot\"></div></aside>\n");
        }
    }
    out.push_str("</div></article>");
    for line in around {
        out.push_str(&format!("<div class=\"box\"><p>{}</p></div>\n", escaped(line)));
    }
    out.push_str("<section class=\"related\">");
    for n in 0..90 {
        out.push_str(&format!(
            "<div class=\"card card--{0}\"><a class=\"card__link\" href=\"/2024/{0}\"><picture><source srcset=\"/img/{0}-320.webp 320w, /img/{0}-640.webp 640w\">\
             <img src=\"/img/{0}.jpg\" alt=\"\" width=\"320\" height=\"180\" loading=\"lazy\"></picture><h3 class=\"card__title\">Teaser number {n}</h3></a></div>\n",
            dice.roll(1 << 24)
        ));
    }
    out.push_str("</section></main><footer><p>All rights reserved. The Reckoner.</p></footer><script>");
    for n in 0..400 {
        out.push_str(&format!(
            "function f{n}(a,b){{return a*{}+(b<{}?1:0)}}\n",
            dice.roll(999),
            dice.roll(999)
        ));
    }
    out.push_str("</script></body></html>\n");
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stocks() -> Stocks {
        let desk = Desk::open(None, Policy::DEFAULT).expect("the built-in rules");
        Stocks::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds"), &desk).expect("our own seeds")
    }

    #[test]
    fn the_same_number_gives_the_same_document_and_another_number_another() {
        let stocks = stocks();
        for shape in [Shape::Text, Shape::Html] {
            assert_eq!(stocks.document(7, shape), stocks.document(7, shape));
            assert_ne!(stocks.document(7, shape), stocks.document(8, shape));
        }
    }

    #[test]
    fn a_page_has_the_weight_of_a_real_one() {
        let stocks = stocks();
        let mean = (0..20).map(|k| stocks.document(k, Shape::Html).len()).sum::<usize>() / 20;
        assert!((60_000..200_000).contains(&mean), "{mean}");
    }
}
