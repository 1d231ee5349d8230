//! From the engine's confidence to a probability.

/// From here on a declared language is not asked.
pub(crate) const SURE: f32 = 0.955;

/// (confidence, share of right answers), straight lines between.
///
/// From a measurement of whatlang 0.18 on 18,042 paragraphs and lines of 23 languages: above .9 it was right in
/// 99.2 %, between .5 and .6 in 97 %; lines above .5 in 98.6 %, which leaves 70 % for those below.
const TABLE: &[(f64, f64)] = &[
    (0.0, 0.40),
    (0.25, 0.72),
    (0.5, 0.95),
    (0.6, 0.972),
    (0.9, 0.988),
    (1.0, 0.995),
];

/// The probability that an answer of this confidence is right, for a language the engine knows.
pub(crate) fn probability(confidence: f64) -> f32 {
    let c = confidence.clamp(0.0, 1.0);
    let k = TABLE.partition_point(|p| p.0 < c).clamp(1, TABLE.len() - 1);
    let ((x0, y0), (x1, y1)) = (TABLE[k - 1], TABLE[k]);
    (y0 + (y1 - y0) * (c - x0) / (x1 - x0)) as f32
}

#[cfg(test)]
mod tests {
    use super::probability;

    #[test]
    fn it_rises_from_doubt_to_near_certainty() {
        let steps: Vec<f32> = (0..=100).map(|n| probability(f64::from(n) / 100.0)).collect();
        assert!(steps.is_sorted());
        assert!(steps[0] < 0.5 && steps[55] > 0.95 && steps[100] < 1.0);
        assert!(probability(f64::NAN).is_nan() || probability(f64::NAN) <= 1.0);
    }
}
