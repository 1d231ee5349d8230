//! Named columns of numbers.

/// A growing table, column by column.
pub(crate) struct Columns {
    pub(crate) rows: usize,
    pub(crate) names: Vec<&'static str>,
    values: Vec<f32>,
}

impl Columns {
    /// Without columns.
    pub(crate) fn new(rows: usize) -> Columns {
        Columns {
            rows,
            names: Vec::with_capacity(160),
            values: Vec::with_capacity(rows * 160),
        }
    }

    /// Adds a column.
    pub(crate) fn add(&mut self, name: &'static str, value: impl FnMut(usize) -> f32) {
        self.names.push(name);
        self.values.extend((0..self.rows).map(value));
    }

    /// Adds a column of zeros and ones.
    pub(crate) fn flag(&mut self, name: &'static str, mut value: impl FnMut(usize) -> bool) {
        self.add(name, |r| f32::from(u8::from(value(r))));
    }

    /// One column.
    pub(crate) fn column(&self, k: usize) -> &[f32] {
        &self.values[k * self.rows..][..self.rows]
    }
}

/// Sums over a window of rows, from a running sum.
pub(crate) struct Sums(Vec<f64>);

impl Sums {
    /// Of a value per row.
    pub(crate) fn of(rows: usize, value: impl Fn(usize) -> f32) -> Sums {
        let mut out = Vec::with_capacity(rows + 1);
        let mut sum = 0.0;
        out.push(sum);
        for r in 0..rows {
            sum += f64::from(value(r));
            out.push(sum);
        }
        Sums(out)
    }

    /// Of the rows `from..to`, cut at the ends.
    pub(crate) fn over(&self, from: usize, to: usize) -> f32 {
        let last = self.0.len() - 1;
        let (from, to) = (from.min(last), to.min(last));
        (self.0[to.max(from)] - self.0[from]) as f32
    }

    /// The mean of the rows within `n` of row `r`, itself included.
    pub(crate) fn near(&self, r: usize, n: usize) -> f32 {
        let (from, to) = (r.saturating_sub(n), (r + n + 1).min(self.0.len() - 1));
        self.over(from, to) / (to - from).max(1) as f32
    }

    /// The sum of all.
    pub(crate) fn all(&self) -> f32 {
        self.over(0, self.0.len())
    }
}

/// The run of rows whose values add up to most (Kadane), `from..to`.
pub(crate) fn run(rows: usize, value: impl Fn(usize) -> f32) -> (usize, usize) {
    let (mut best, mut out) = (0.0_f64, (0, 0));
    let (mut sum, mut from) = (0.0_f64, 0);
    for r in 0..rows {
        if sum <= 0.0 {
            sum = 0.0;
            from = r;
        }
        sum += f64::from(value(r));
        if sum > best {
            best = sum;
            out = (from, r + 1);
        }
    }
    out
}

/// How far row `r` lies from a run: 0 inside, rising outside, falling before it.
pub(crate) fn off(r: usize, run: (usize, usize)) -> f32 {
    if r < run.0 {
        -((run.0 - r) as f32)
    } else if r >= run.1 {
        (r + 1 - run.1) as f32
    } else {
        0.0
    }
}
