//! Scoring.

use crate::Table;

/// Rows scored together: bins of a feature fill one cache line.
const CHUNK: usize = 64;
/// Rows counted together.
const LANES: usize = 16;

/// An ensemble of symmetric trees, ready to score.
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    pub(crate) names: Vec<String>,
    pub(crate) borders: Vec<Vec<f32>>,
    pub(crate) trees: Vec<Tree>,
    pub(crate) bias: i32,
    pub(crate) unit: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tree {
    pub(crate) splits: Vec<Split>,
    pub(crate) leaves: Vec<i16>,
}

/// Is the feature above its border number `border`?
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Split {
    pub(crate) feature: u16,
    pub(crate) border: u8,
}

impl Forest {
    /// The features' names in the order of columns, so that the owner can prove in a test that his columns are the model's.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Log-odds of every row, in the order of rows. A value that is no number counts as below every border.
    ///
    /// # Panics
    /// If the table has fewer columns than the model has features.
    pub fn logits(&self, table: &Table) -> Vec<f32> {
        let all: Vec<usize> = (0..self.names.len()).collect();
        self.logits_of(table, &all)
    }

    /// The same of a table that serves several ensembles: feature `k` stands in its column `columns[k]`.
    ///
    /// # Panics
    /// If there are fewer `columns` than features, or the table has no such column.
    pub fn logits_of(&self, table: &Table, columns: &[usize]) -> Vec<f32> {
        let mut out = Vec::with_capacity(table.rows());
        // One bin more than borders: the bin of a value is the number of borders below it.
        let mut bins = vec![[0_u8; CHUNK]; self.borders.len()];
        for start in (0..table.rows()).step_by(CHUNK) {
            let rows = CHUNK.min(table.rows() - start);
            for (feature, borders) in self.borders.iter().enumerate().filter(|(_, b)| !b.is_empty()) {
                let own = &table.column(columns[feature])[start..][..rows];
                if let Ok(values) = own.try_into() {
                    binned(values, borders, &mut bins[feature]);
                } else {
                    let mut values = [f32::NEG_INFINITY; CHUNK];
                    values[..rows].copy_from_slice(own);
                    binned(&values, borders, &mut bins[feature]);
                }
            }
            let mut sums = [self.bias; CHUNK];
            for tree in &self.trees {
                add(tree, &bins, &mut sums);
            }
            out.extend(sums[..rows].iter().map(|&sum| (f64::from(sum) * self.unit) as f32));
        }
        out
    }
}

/// Counts in lanes as wide as the values, few rows at a time: these stay in registers over all borders.
fn binned(values: &[f32; CHUNK], borders: &[f32], bins: &mut [u8; CHUNK]) {
    let (groups, _) = values.as_chunks::<LANES>();
    for (values, bins) in groups.iter().zip(bins.as_chunks_mut::<LANES>().0) {
        let mut counts = [0_i32; LANES];
        for &border in borders {
            for (count, &value) in counts.iter_mut().zip(values) {
                *count += i32::from(value > border);
            }
        }
        for (bin, count) in bins.iter_mut().zip(counts) {
            *bin = count as u8;
        }
    }
}

fn add(tree: &Tree, bins: &[[u8; CHUNK]], sums: &mut [i32; CHUNK]) {
    let mut leaf = [0_u8; CHUNK];
    for (level, split) in tree.splits.iter().enumerate() {
        let bit = 1 << level;
        for (leaf, &bin) in leaf.iter_mut().zip(&bins[usize::from(split.feature)]) {
            *leaf |= if bin > split.border { bit } else { 0 };
        }
    }
    // Trees of the usual depths: the leaf's number is below a constant, which nobody has to check.
    if let Ok(leaves) = <&[i16; 64]>::try_from(tree.leaves.as_slice()) {
        add_leaves(&leaf, sums, |leaf| leaves[leaf & 63]);
    } else if let Ok(leaves) = <&[i16; 32]>::try_from(tree.leaves.as_slice()) {
        add_leaves(&leaf, sums, |leaf| leaves[leaf & 31]);
    } else {
        add_leaves(&leaf, sums, |leaf| tree.leaves[leaf]);
    }
}

#[inline]
fn add_leaves(leaf: &[u8; CHUNK], sums: &mut [i32; CHUNK], value: impl Fn(usize) -> i16) {
    for (sum, &leaf) in sums.iter_mut().zip(leaf) {
        *sum = sum.wrapping_add(i32::from(value(usize::from(leaf))));
    }
}

/// The probability of log-odds, between 0 and 1; the same on every machine.
pub fn probability(logit: f32) -> f32 {
    (1.0 / (1.0 + libm::exp(-f64::from(logit)))) as f32
}
