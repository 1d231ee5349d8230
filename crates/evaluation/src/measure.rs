//! Counts and what follows from them.

/// Found rightly, found wrongly, missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In gold and found.
    pub right: usize,
    /// Found, and not in gold.
    pub extra: usize,
    /// In gold, and not found.
    pub missed: usize,
}

impl Counts {
    /// Share of what was found that is right; 1 when there was nothing to find and nothing was found.
    pub fn precision(&self) -> f64 {
        match (self.right + self.extra, self.missed) {
            (0, 0) => 1.0,
            (0, _) => 0.0,
            (found, _) => self.right as f64 / found as f64,
        }
    }

    /// Share of gold that was found; 1 when there was nothing to find.
    pub fn recall(&self) -> f64 {
        match self.right + self.missed {
            0 => 1.0,
            gold => self.right as f64 / gold as f64,
        }
    }

    /// Harmonic mean of both.
    pub fn f1(&self) -> f64 {
        harmonic(self.precision(), self.recall())
    }

    pub(crate) fn add(&mut self, other: Counts) {
        self.right += other.right;
        self.extra += other.extra;
        self.missed += other.missed;
    }

    /// Cells of a row: name, three measures, three counts.
    pub(crate) fn row(&self, name: &str) -> Vec<String> {
        let measures = [self.precision(), self.recall(), self.f1()].map(|m| format!("{m:.4}"));
        let counts = [self.right, self.extra, self.missed].map(|n| n.to_string());
        [name.to_owned()].into_iter().chain(measures).chain(counts).collect()
    }

    /// The head over such rows.
    pub(crate) fn head(name: &str) -> Vec<String> {
        [name, "P", "R", "F1", "right", "extra", "missed"]
            .map(str::to_owned)
            .to_vec()
    }
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Those that are right.
    pub right: usize,
    /// All that were looked at.
    pub total: usize,
}

impl Share {
    /// Counts one more.
    pub(crate) fn count(&mut self, right: bool) {
        self.total += 1;
        self.right += usize::from(right);
    }

    /// The share, when anything was looked at.
    pub fn value(&self) -> Option<f64> {
        (self.total > 0).then(|| self.right as f64 / self.total as f64)
    }

    /// Cells of a row: name, share, counts.
    pub(crate) fn row(&self, name: &str) -> Vec<String> {
        let value = self.value().map_or_else(|| "-".to_owned(), |v| format!("{v:.4}"));
        vec![name.to_owned(), value, format!("{} of {}", self.right, self.total)]
    }
}

pub(crate) fn harmonic(p: f64, r: f64) -> f64 {
    if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_find_and_nothing_found_is_right() {
        assert_eq!(Counts::default().f1(), 1.0);
        assert_eq!(
            Counts {
                missed: 1,
                ..Counts::default()
            }
            .precision(),
            0.0
        );
        assert_eq!(
            Counts {
                extra: 1,
                ..Counts::default()
            }
            .f1(),
            0.0
        );
        let half = Counts {
            right: 1,
            extra: 1,
            missed: 0,
        };
        assert_eq!((half.precision(), half.recall()), (0.5, 1.0));
        assert_eq!(Share::default().value(), None);
    }
}
