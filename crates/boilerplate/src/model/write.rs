//! Features by name into the columns of a table; those that no tree asks for are not made.

use std::fmt::Display;

use copydesk_trees::Table;

use crate::model::page::Column;

/// Where features go, in the order in which they are put.
pub(crate) struct Writer<'t> {
    /// Lines of the page that are the table's rows, rising.
    rows: &'t [usize],
    next: usize,
    /// For each feature the column that a model has for it; without this, all are made in their order.
    places: Option<&'t [Option<u16>]>,
    /// Collected only to be compared with the model's, or dumped.
    names: Option<&'t mut Vec<String>>,
    table: &'t mut Table,
}

impl<'t> Writer<'t> {
    /// Makes those features that have a column, or all of them.
    pub(crate) fn new(table: &'t mut Table, rows: &'t [usize], places: Option<&'t [Option<u16>]>) -> Writer<'t> {
        Writer {
            rows,
            next: 0,
            places,
            names: None,
            table,
        }
    }

    /// Only the names of all features: for a table without rows.
    pub(crate) fn named(table: &'t mut Table, names: &'t mut Vec<String>) -> Writer<'t> {
        Writer {
            rows: &[],
            next: 0,
            places: None,
            names: Some(names),
            table,
        }
    }

    /// Leaves the next features as they are.
    pub(crate) fn skip(&mut self, features: usize) {
        self.next += features;
    }

    pub(crate) fn put(&mut self, name: impl Display, value: impl Fn(usize) -> f32) {
        self.fill(name, |rows, cells| {
            for (cell, &i) in cells.iter_mut().zip(rows) {
                *cell = value(i);
            }
        });
    }

    /// A feature that the page has made already.
    pub(crate) fn copy(&mut self, name: impl Display, values: &[f32]) {
        self.put(name, |i| values[i]);
    }

    /// The mean over each line and `k` on either side.
    pub(crate) fn around(&mut self, name: impl Display, column: &Column, k: usize) {
        // A whole window has so many lines.
        let share = 1.0 / (2 * k + 1) as f64;
        self.put(name, |i| column.around(i, k, share));
    }

    fn fill(&mut self, name: impl Display, fill: impl FnOnce(&[usize], &mut [f32])) {
        let number = self.next;
        self.next += 1;
        if let Some(names) = &mut self.names {
            names.push(name.to_string());
            return;
        }
        let column = match self.places {
            Some(places) => places.get(number).copied().flatten().map(usize::from),
            None => Some(number),
        };
        let Some(column) = column else { return };
        fill(self.rows, self.table.column_mut(column));
    }
}
