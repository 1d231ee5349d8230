/// Rows to be scored, held column by column: a feature is one run of `f32`.
#[derive(Debug, Clone, Default)]
pub struct Table {
    rows: usize,
    columns: usize,
    values: Vec<f32>,
}

impl Table {
    /// A table of zeros.
    pub fn new(rows: usize, columns: usize) -> Self {
        Self {
            rows,
            columns,
            values: vec![0.0; rows * columns],
        }
    }

    /// Makes this a table of zeros of another size, keeping its memory.
    pub fn reset(&mut self, rows: usize, columns: usize) {
        self.rows = rows;
        self.columns = columns;
        self.values.clear();
        self.values.resize(rows * columns, 0.0);
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns, that is of features.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// One feature of every row.
    ///
    /// # Panics
    /// If there is no such column: the caller's features and the table's size are one constant.
    pub fn column(&self, column: usize) -> &[f32] {
        &self.values[column * self.rows..][..self.rows]
    }

    /// One feature of every row, to be written.
    ///
    /// # Panics
    /// If there is no such column.
    pub fn column_mut(&mut self, column: usize) -> &mut [f32] {
        &mut self.values[column * self.rows..][..self.rows]
    }

    /// Writes one value.
    ///
    /// # Panics
    /// If there is no such row or column.
    pub fn set(&mut self, row: usize, column: usize, value: f32) {
        self.column_mut(column)[row] = value;
    }

    /// One value.
    ///
    /// # Panics
    /// If there is no such row or column.
    pub fn get(&self, row: usize, column: usize) -> f32 {
        self.column(column)[row]
    }
}
