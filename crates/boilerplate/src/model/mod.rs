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

/// Both ensembles and the columns of the one table that they read.
struct Model {
    first: Stage,
    second: Stage,
    /// For each feature that could be made the column it has; none when no tree asks for it.
    places: Vec<Option<u16>>,
    columns: usize,
    /// How many features are the first stage's.
    firsts: usize,
}

struct Stage {
    forest: Forest,
    /// For each of its features the column.
    columns: Vec<usize>,
}

impl Model {
    fn of(weights: [&[u8]; 2], features: &[String]) -> Option<Model> {
        let [first, second] = [Forest::read(weights[0]).ok()?, Forest::read(weights[1]).ok()?];
        let asked = |f: &String| first.names().chain(second.names()).any(|name| name == f);
        let mut columns = 0;
        let places: Vec<Option<u16>> = features
            .iter()
            .map(|f| {
                columns += u16::from(asked(f));
                asked(f).then(|| columns - 1)
            })
            .collect();
        let stage = |forest: Forest| {
            let column = |name: &str| features.iter().position(|f| f == name).and_then(|at| places[at]);
            let columns: Option<Vec<usize>> = forest.names().map(|n| column(n).map(usize::from)).collect();
            Some(Stage {
                columns: columns?,
                forest,
            })
        };
        Some(Model {
            first: stage(first)?,
            second: stage(second)?,
            places,
            columns: usize::from(columns),
            firsts: features.iter().position(|f| f == second::FIRST)?,
        })
    }
}

/// The packed ensembles; they decide what is found as cues do.
pub(crate) const WEIGHTS: [&[u8]; 2] = [
    include_bytes!("../../model/first.trees"),
    include_bytes!("../../model/second.trees"),
];

static MODEL: LazyLock<Option<Model>> = LazyLock::new(|| Model::of(WEIGHTS, &names()));

/// Log-odds of the lines that nobody judges, menus far from any text.
const MENU: f32 = -6.0;

/// For each line of the sheet the probability that it is the article's; empty when there is nothing to judge.
pub(crate) fn probabilities(sheet: &Sheet<'_>) -> Vec<f32> {
    // A test reads the same weights; they cannot fail for a user.
    let Some(model) = MODEL.as_ref() else { return Vec::new() };
    let page = Page::of(sheet);
    let walks = Walks::of(&page);
    let mut table = Table::default();
    let mut logits = vec![MENU; page.lines];
    for rows in page.judged.chunks(ROWS) {
        table.reset(rows.len(), model.columns);
        first::write(&page, &walks, &mut Writer::new(&mut table, rows, Some(&model.places)));
        let found = model.first.forest.logits_of(&table, &model.first.columns);
        rows.iter().zip(found).for_each(|(&i, z)| logits[i] = z);
    }
    let scores = Scores::of(&page, logits);
    let mut found = vec![probability(MENU); page.lines];
    for rows in page.judged.chunks(ROWS) {
        // Of most pages all rows are still in the table.
        let known = page.judged.len() <= ROWS;
        if !known {
            table.reset(rows.len(), model.columns);
        }
        let mut out = Writer::new(&mut table, rows, Some(&model.places));
        if known {
            out.skip(model.firsts);
        } else {
            first::write(&page, &walks, &mut out);
        }
        second::write(&page, &scores, &mut out);
        // The mean of both stages is steadier than the second alone.
        let second = model.second.forest.logits_of(&table, &model.second.columns);
        for (&i, z) in rows.iter().zip(second) {
            found[i] = probability((z + scores.logit(i)) / 2.0);
        }
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
    first::write(&page, &walks, &mut out);
    second::write(&page, &scores, &mut out);
    names
}

/// All features of all lines; with the first stage's log-odds also those of the second. For training.
pub(crate) fn features(sheet: &Sheet<'_>, logits: Option<Vec<f32>>) -> Table {
    let page = Page::of(sheet);
    let walks = Walks::of(&page);
    let mut table = Table::new(page.lines, names().len());
    let rows: Vec<usize> = (0..page.lines).collect();
    let mut out = Writer::new(&mut table, &rows, None);
    first::write(&page, &walks, &mut out);
    if let Some(logits) = logits {
        second::write(&page, &Scores::of(&page, logits), &mut out);
    }
    table
}

/// The lines that are judged, rising: all but menus far from any text.
pub(crate) fn judged(sheet: &Sheet<'_>) -> Vec<usize> {
    Page::of(sheet).judged
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
        assert_eq!(model.places.iter().flatten().count(), model.columns);
        for stage in [&model.first, &model.second] {
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
