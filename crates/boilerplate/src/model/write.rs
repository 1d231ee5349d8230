//! Features by name into the columns of a table; those that no tree asks for are not made.

use std::fmt::Display;
use std::ops::Range;

use copydesk_trees::Table;

/// Where features go, in the order in which they are put.
pub(crate) struct Writer<'t> {
    /// Lines of the page that are the table's rows.
    pub(crate) rows: Range<usize>,
    next: usize,
    /// For each feature the column that a model has for it; without this, all are made in their order.
    places: Option<&'t [Option<u16>]>,
    /// Collected only to be compared with the model's, or dumped.
    names: Option<&'t mut Vec<String>>,
    table: &'t mut Table,
}

impl<'t> Writer<'t> {
    /// Makes those features that have a column, or all of them.
    pub(crate) fn new(table: &'t mut Table, places: Option<&'t [Option<u16>]>) -> Writer<'t> {
        Writer {
            rows: 0..0,
            next: 0,
            places,
            names: None,
            table,
        }
    }

    /// Only the names of all features: for a table without rows.
    pub(crate) fn named(table: &'t mut Table, names: &'t mut Vec<String>) -> Writer<'t> {
        Writer {
            rows: 0..0,
            next: 0,
            places: None,
            names: Some(names),
            table,
        }
    }

    pub(crate) fn put(&mut self, name: impl Display, value: impl Fn(usize) -> f32) {
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
        let rows = self.rows.clone();
        for (cell, i) in self.table.column_mut(column).iter_mut().zip(rows) {
            *cell = value(i);
        }
    }
}
