//! A fair choice among many, the same in every run.

use std::collections::BTreeMap;

/// Keeps the `most` distinct keys whose hashes are smallest: a uniform choice that does not depend on the order of
/// arrival, with the exact count of each key it holds (a key once pushed out can never come back).
#[derive(Clone, Debug)]
pub(crate) struct Sample<T> {
    most: usize,
    kept: BTreeMap<u64, (u64, T)>,
}

impl<T> Sample<T> {
    pub(crate) fn new(most: usize) -> Sample<T> {
        Sample {
            most,
            kept: BTreeMap::new(),
        }
    }

    /// Counts a key; `make` is called when it is new and small enough.
    pub(crate) fn add(&mut self, key: &[u8], make: impl FnOnce() -> T) {
        let hash = hash(key);
        if let Some((count, _)) = self.kept.get_mut(&hash) {
            *count += 1;
            return;
        }
        if self.kept.len() == self.most {
            if self.kept.last_key_value().is_none_or(|(last, _)| *last < hash) {
                return;
            }
            self.kept.pop_last();
        }
        self.kept.insert(hash, (1, make()));
    }

    /// What was chosen, with its counts.
    pub(crate) fn chosen(&self) -> impl Iterator<Item = (u64, &T)> {
        self.kept.values().map(|(count, value)| (*count, value))
    }
}

/// FNV-1a with the finish of splitmix64, so that short keys spread.
fn hash(key: &[u8]) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for byte in key {
        h = (h ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    h = (h ^ (h >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    h = (h ^ (h >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^ (h >> 31)
}

#[cfg(test)]
mod tests {
    use super::Sample;

    #[test]
    fn the_choice_does_not_depend_on_the_order_and_counts_are_exact() {
        let keys: Vec<String> = (0..300).map(|k| format!("key {}", k % 100)).collect();
        let of = |keys: &[String]| -> Vec<(u64, String)> {
            let mut sample = Sample::new(10);
            keys.iter().for_each(|k| sample.add(k.as_bytes(), || k.clone()));
            sample.chosen().map(|(n, k)| (n, k.clone())).collect()
        };
        let backwards: Vec<String> = keys.iter().rev().cloned().collect();
        assert_eq!(of(&keys), of(&backwards));
        assert_eq!(of(&keys).len(), 10);
        assert!(of(&keys).iter().all(|(n, _)| *n == 3), "{:?}", of(&keys));
    }
}
