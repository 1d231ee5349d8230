//! What the block model knows of each line: one row of numbers per line, in two stages.
//!
//! The first stage sees the line's own text (`shape`), its place among the elements (`place`) and its neighbours
//! (`around`); the second adds what the first stage thinks of the line and of everything around it (`second`).
//! Training reads these very rows from the example `features`, so that it cannot differ from use.

mod around;
mod columns;
mod place;
mod second;
mod shape;

use copydesk_trees::Table;

use crate::choose::Body;
use crate::flat::Flat;
use crate::jsonld::Structured;
use crate::labels::Verdict;

pub(crate) use columns::Columns;
pub(crate) use second::second;
pub(crate) use shape::Shape;

/// What is known of a page before the model is asked.
pub(crate) struct Known<'p> {
    pub(crate) flat: &'p Flat,
    pub(crate) structured: &'p Structured,
    pub(crate) headline: Option<&'p str>,
    /// The container that the rules chose.
    pub(crate) body: &'p Body,
    /// What the rules say of every line.
    pub(crate) rules: &'p [Verdict],
}

/// Lines that are asked for, with what both stages share.
pub(crate) struct Rows {
    /// Their numbers in [`Flat::lines`], rising: the visible ones.
    pub(crate) lines: Vec<u32>,
    pub(crate) shapes: Vec<Shape>,
    /// For each row the smallest container that holds more than a paragraph.
    pub(crate) boxes: Vec<u32>,
    /// For each row a number that lines of the same element and names share.
    pub(crate) paths: Vec<u32>,
}

impl Rows {
    /// The visible lines of a page.
    pub(crate) fn of(known: &Known<'_>) -> Rows {
        let flat = known.flat;
        let all = 0..flat.lines.len() as u32;
        let lines: Vec<u32> = all.filter(|&k| flat.lines[k as usize].hidden_by == 0).collect();
        let shapes = shape::shapes(known, &lines);
        let boxes = lines.iter().map(|&k| place::container(flat, k)).collect();
        let paths = place::paths(flat, &lines);
        Rows {
            lines,
            shapes,
            boxes,
            paths,
        }
    }

    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }
}

/// The first stage's rows.
pub(crate) fn first(known: &Known<'_>, rows: &Rows) -> Columns {
    let mut columns = Columns::new(rows.len());
    shape::write(known, rows, &mut columns);
    place::write(known, rows, &mut columns);
    around::write(known, rows, &mut columns);
    columns
}

impl Columns {
    /// Some rows, as the model reads them.
    pub(crate) fn table(&self, rows: &[usize]) -> Table {
        let mut table = Table::new(rows.len(), self.names.len());
        for k in 0..self.names.len() {
            let from = self.column(k);
            for (to, &r) in table.column_mut(k).iter_mut().zip(rows) {
                *to = from[r];
            }
        }
        table
    }
}
