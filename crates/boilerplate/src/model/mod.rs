//! The line model: how likely each line of a bare text is the article's, by a small trained ensemble in two stages.
//!
//! The first stage sees a line, its neighbours and its page; the second also sees what the first said of the lines
//! around. Which lines fall, and under which name, is for `rules::line_model` to say. How the weights were made, what they
//! reach and where they fail stands in `model/README.md` of this crate.
//!
//! Method: line features and neighbours as in Kohlschütter, Fankhauser, Nejdl, "Boilerplate Detection using Shallow Text
//! Features", 2010; stacking as in Wolpert, "Stacked Generalization", 1992; the run is the maximal segment of Bentley,
//! "Programming Pearls", 1984.

mod first;
mod page;
mod scan;
mod second;
mod words;
mod write;

use std::sync::LazyLock;

use copydesk_trees::{Forest, Table, probability};

use crate::sheet::Sheet;
use first::Walks;
use page::Page;
use second::Scores;
use write::Writer;

/// Rows of a table at a time: its columns stay in the cache, and memory does not grow with the page.
const ROWS: usize = 512;

/// An ensemble with, for each feature that could be made, the column it has for it.
struct Stage {
    forest: Forest,
    places: Vec<Option<u16>>,
    columns: usize,
}

impl Stage {
    fn of(bytes: &[u8], features: &[String]) -> Option<Stage> {
        let forest = Forest::read(bytes).ok()?;
        let names: Vec<&str> = forest.names().collect();
        let place = |f: &String| names.iter().position(|n| n == f).map(|at| at as u16);
        let places: Vec<Option<u16>> = features.iter().map(place).collect();
        let columns = names.len();
        Some(Stage {
            forest,
            places,
            columns,
        })
    }
}

struct Model {
    first: Stage,
    second: Stage,
}

/// The packed ensembles; they decide what is found as cues do.
pub(crate) const WEIGHTS: [&[u8]; 2] = [
    include_bytes!("../../model/first.trees"),
    include_bytes!("../../model/second.trees"),
];

static MODEL: LazyLock<Option<Model>> = LazyLock::new(|| {
    let features = names();
    Some(Model {
        first: Stage::of(WEIGHTS[0], &features)?,
        second: Stage::of(WEIGHTS[1], &features)?,
    })
});

/// For each line of the sheet the probability that it is the article's; empty when there is nothing to judge.
pub(crate) fn probabilities(sheet: &Sheet<'_>) -> Vec<f32> {
    // A test reads the same weights; they cannot fail for a user.
    let Some(model) = MODEL.as_ref() else { return Vec::new() };
    let page = Page::of(sheet);
    let walks = Walks::of(&page);
    let mut table = Table::default();
    let mut logits = Vec::with_capacity(page.lines);
    for start in (0..page.lines).step_by(ROWS) {
        let rows = start..(start + ROWS).min(page.lines);
        table.reset(rows.len(), model.first.columns);
        let mut out = Writer::new(&mut table, Some(&model.first.places));
        first::write(&page, &walks, rows, &mut out);
        logits.extend(model.first.forest.logits(&table));
    }
    let scores = Scores::of(&page, logits);
    let mut found = Vec::with_capacity(page.lines);
    for start in (0..page.lines).step_by(ROWS) {
        let rows = start..(start + ROWS).min(page.lines);
        table.reset(rows.len(), model.second.columns);
        let mut out = Writer::new(&mut table, Some(&model.second.places));
        first::write(&page, &walks, rows.clone(), &mut out);
        second::write(&page, &scores, rows, &mut out);
        // The mean of both stages is steadier than the second alone.
        let second = model.second.forest.logits(&table);
        let both = second.into_iter().zip(scores.logits(start));
        found.extend(both.map(|(b, a)| probability((a + b) / 2.0)));
    }
    found
}

/// The names of all features, those of the second stage last.
pub(crate) fn names() -> Vec<String> {
    let mut table = Table::new(0, 0);
    let mut names = Vec::new();
    let page = Page::default();
    let walks = Walks::of(&page);
    let scores = Scores::of(&page, Vec::new());
    let mut out = Writer::named(&mut table, &mut names);
    first::write(&page, &walks, 0..0, &mut out);
    second::write(&page, &scores, 0..0, &mut out);
    names
}

/// All features of all lines; with the first stage's log-odds also those of the second. For training.
pub(crate) fn features(sheet: &Sheet<'_>, logits: Option<Vec<f32>>) -> Table {
    let page = Page::of(sheet);
    let walks = Walks::of(&page);
    let mut table = Table::new(page.lines, names().len());
    let mut out = Writer::new(&mut table, None);
    first::write(&page, &walks, 0..page.lines, &mut out);
    if let Some(logits) = logits {
        second::write(&page, &Scores::of(&page, logits), 0..page.lines, &mut out);
    }
    table
}

#[cfg(test)]
mod tests {
    use copydesk_model::Document;

    use super::*;
    use crate::Rules;

    #[test]
    fn the_weights_ask_for_features_that_are_made() {
        let features = names();
        let model = MODEL.as_ref().expect("sound weights");
        for stage in [&model.first, &model.second] {
            assert_eq!(stage.places.iter().flatten().count(), stage.columns);
            assert!(stage.forest.names().all(|name| features.iter().any(|f| f == name)));
        }
    }

    #[test]
    fn a_page_full_of_menus_is_told_from_its_article() {
        let menu = [
            "Home",
            "News",
            "Sport",
            "Weather",
            "Log in",
            "Subscribe",
            "Contact us",
            "Tides",
            "Ships",
            "Jobs",
        ];
        let mut lines: Vec<&str> = menu.repeat(3);
        let article = [
            "The ferry between the two banks has been out of service since the ice broke its rudder in January.",
            "The part is expected in spring, and until then the villagers walk to the bridge, nine kilometres away.",
            "“We wait for a part from Gdynia,” said the captain, who has spent the winter painting the empty hull.",
            "The council has promised a bus. It has promised one every winter since the ferry was built, and it has not come.",
        ];
        lines.extend(article);
        lines.extend(menu.repeat(4));
        let doc = Document::from_lines(&lines.join("\n"));
        let p = probabilities(&Sheet::new(&doc, Rules::built_in()));
        assert_eq!(p.len(), lines.len());
        let of = |wanted: bool| {
            let chosen = lines
                .iter()
                .zip(&p)
                .filter(move |(line, _)| article.contains(line) == wanted);
            chosen.map(|(_, p)| *p)
        };
        let (least, greatest) = (of(true).fold(1.0, f32::min), of(false).fold(0.0, f32::max));
        assert!(greatest < 0.1 && least > 2.0 * greatest, "{least} {greatest}");
    }
}
