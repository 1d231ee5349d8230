//! Words by their hashes: which of them stand on which lines.

/// Pairs of a word's hash and a number, found in a few steps whatever the hashes are.
#[derive(Default)]
pub(crate) struct Index {
    /// Sorted, the spread hash in the upper half.
    entries: Vec<u64>,
    /// For each value of a hash's first bits where its entries begin, and one past the last.
    starts: Vec<u32>,
    shift: u32,
}

/// Every first bit counts; two hashes stay two.
fn spread(hash: u32) -> u32 {
    hash.wrapping_mul(0x9e37_79b1)
}

impl Index {
    pub(crate) fn of(pairs: impl Iterator<Item = (u32, u32)>) -> Index {
        let mut entries: Vec<u64> = pairs
            .map(|(hash, number)| u64::from(spread(hash)) << 32 | u64::from(number))
            .collect();
        entries.sort_unstable();
        entries.dedup();
        let bits = (entries.len() * 4).next_power_of_two().ilog2().clamp(1, 20);
        let shift = 64 - bits;
        let mut starts = Vec::with_capacity((1 << bits) + 1);
        for (k, entry) in entries.iter().enumerate() {
            starts.resize(starts.len().max((entry >> shift) as usize + 1), k as u32);
        }
        starts.resize((1 << bits) + 1, entries.len() as u32);
        Index {
            entries,
            starts,
            shift: shift - 32,
        }
    }

    /// Only whether a hash is there.
    pub(crate) fn set(hashes: impl Iterator<Item = u32>) -> Index {
        Index::of(hashes.map(|hash| (hash, 0)))
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn holds(&self, hash: u32) -> bool {
        !self.near(hash).is_empty() && self.numbers(hash).next().is_some()
    }

    /// Whether a word stands with another number than `number`.
    pub(crate) fn elsewhere(&self, hash: u32, number: u32) -> bool {
        !self.near(hash).is_empty() && self.numbers(hash).take(2).any(|n| n != number)
    }

    fn near(&self, hash: u32) -> &[u64] {
        let first = (spread(hash) >> self.shift) as usize;
        match (self.starts.get(first), self.starts.get(first + 1)) {
            (Some(&from), Some(&to)) => &self.entries[from as usize..to as usize],
            _ => &[],
        }
    }

    fn numbers(&self, hash: u32) -> impl Iterator<Item = u32> {
        let near = self.near(hash);
        let hash = spread(hash);
        let from = near.partition_point(|entry| ((entry >> 32) as u32) < hash);
        near[from..]
            .iter()
            .take_while(move |&entry| (entry >> 32) as u32 == hash)
            .map(|&entry| entry as u32)
    }
}

/// The `count` most frequent hashes; among equals the smaller.
pub(crate) fn most_frequent(mut hashes: Vec<u32>, count: usize) -> Index {
    hashes.sort_unstable();
    let same = hashes.chunk_by(|a, b| a == b);
    let mut order: Vec<(std::cmp::Reverse<usize>, u32)> = same.map(|s| (std::cmp::Reverse(s.len()), s[0])).collect();
    order.sort_unstable();
    Index::set(order.into_iter().take(count).map(|(_, hash)| hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_with_their_numbers() {
        let index = Index::of([(7, 1), (7, 1), (9, 1), (9, 4), (u32::MAX, 2)].into_iter());
        assert_eq!(index.len(), 4);
        assert!(index.holds(7) && index.holds(u32::MAX) && !index.holds(0) && !index.holds(8));
        assert!(!index.elsewhere(7, 1) && index.elsewhere(7, 2) && index.elsewhere(9, 4) && index.elsewhere(9, 1));
        assert!(!Index::default().holds(0) && !Index::of(std::iter::empty()).elsewhere(0, 1));
    }

    #[test]
    fn frequent_words_come_first_and_smaller_ones_of_equals() {
        let most = most_frequent(vec![5, 3, 9, 3, 8, 9], 3);
        assert!(most.holds(3) && most.holds(9) && most.holds(5) && !most.holds(8));
    }
}
