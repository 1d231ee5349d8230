//! A packed ensemble scores as its trainer does, and bytes that are none are refused with the reason.
//!
//! `small.trees` is twelve trees that CatBoost 1.2.10 grew on 500 rows of random numbers (labels: an exclusive or of two
//! columns), packed by `pack.py`; the expected log-odds are CatBoost's own.

use copydesk_trees::{Forest, ForestError, Table, probability};

const SMALL: &[u8] = include_bytes!("small.trees");

#[track_caller]
fn check(row: [f32; 4], expected: f32) {
    let forest = Forest::read(SMALL).expect("sound");
    let mut table = Table::new(1, 4);
    for (column, value) in row.into_iter().enumerate() {
        table.set(0, column, value);
    }
    let found = forest.logits(&table)[0];
    assert!(
        (found - expected).abs() < 1e-3,
        "{row:?}: {found}, the trainer says {expected}"
    );
}

#[test]
fn scores_are_the_trainers() {
    check([-0.17, 0.62, -0.86, -0.05], 1.708_448_9);
    check([0.84, 0.31, -1.24, -1.13], 1.291_353_3);
    check([-1.59, 1.83, -1.52, -0.11], 1.971_131_8);
    check([1.87, 1.11, 1.35, -0.47], 1.823_141_7);
    check([0.77, 3.08, 0.0, 0.45], -1.721_899);
    check([-0.28, 0.02, 0.41, 1.42], -1.888_117_9);
}

#[test]
fn a_row_scores_alike_alone_and_among_others() {
    let forest = Forest::read(SMALL).expect("sound");
    let mut many = Table::new(1000, 4);
    for row in 0..1000 {
        for column in 0..4 {
            many.set(row, column, ((row * 7 + column * 13) % 37) as f32 / 9.0 - 2.0);
        }
    }
    let together = forest.logits(&many);
    assert_eq!(together.len(), 1000);
    for row in [0, 1, 63, 64, 65, 500, 998, 999] {
        let mut one = Table::new(1, 4);
        for column in 0..4 {
            one.set(0, column, many.get(row, column));
        }
        assert_eq!(forest.logits(&one), [together[row]], "row {row}");
    }
}

#[test]
fn no_number_is_below_every_border() {
    let forest = Forest::read(SMALL).expect("sound");
    let logit = |value| {
        let mut table = Table::new(1, 4);
        table.column_mut(0)[0] = value;
        forest.logits(&table)
    };
    assert_eq!(logit(f32::NAN), logit(f32::NEG_INFINITY));
    assert_ne!(logit(f32::NAN), logit(f32::INFINITY));
}

#[test]
fn names_are_those_of_the_trainer() {
    let forest = Forest::read(SMALL).expect("sound");
    assert_eq!(forest.names().collect::<Vec<_>>(), ["a", "b", "c", "d"]);
}

#[test]
fn bytes_that_are_no_ensemble_are_refused() {
    assert_eq!(Forest::read(b""), Err(ForestError::Magic));
    assert_eq!(Forest::read(b"CDTREES2...."), Err(ForestError::Magic));
    for end in 8..SMALL.len() {
        assert!(Forest::read(&SMALL[..end]).is_err(), "cut at {end}");
    }
    let mut longer = SMALL.to_vec();
    longer.push(0);
    assert_eq!(Forest::read(&longer), Err(ForestError::Length(SMALL.len())));
    // Whatever one byte becomes, the answer is an ensemble that can score, or an error.
    for at in 0..SMALL.len() {
        for value in [0, 1, 127, 255] {
            let mut changed = SMALL.to_vec();
            changed[at] = value;
            if let Ok(forest) = Forest::read(&changed) {
                assert_eq!(forest.logits(&Table::new(3, forest.names().len())).len(), 3);
            }
        }
    }
}

#[test]
fn probabilities() {
    assert_eq!(probability(0.0), 0.5);
    assert!((probability(2.0) - 0.880_797).abs() < 1e-6);
    assert_eq!(probability(f32::INFINITY), 1.0);
    assert_eq!(probability(f32::NEG_INFINITY), 0.0);
}
