use super::*;

/// Texts that we wrote, with their words and what the trainer makes of them.
const VECTORS: &str = include_str!("score_vectors.tsv");

fn score(text: &str) -> Score {
    let mut scorer = Scorer::new();
    scorer.paragraph(text);
    scorer.finish().0
}

#[test]
fn scores_are_those_of_the_trainer() {
    let mut checked = 0;
    for line in VECTORS.lines() {
        let [text, words, logits] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}");
        };
        let got = score(text);
        assert_eq!(got.words.to_string(), words, "{text}");
        let logits: Vec<f64> = logits.split(' ').map(|l| l.parse().expect("a number")).collect();
        assert_eq!(logits.len(), HEADS + 1);
        for (got, expected) in got.logits.iter().chain([&got.translated()]).zip(logits) {
            assert!((got - expected).abs() < 2e-4, "{got} {expected} {text}");
        }
        checked += 1;
    }
    assert!(checked >= 4, "{checked}");
}

#[test]
fn the_weights_are_small() {
    assert!(include_bytes!("weights.bin").len() <= 64 * 1024);
    assert!(Weights::read(&include_bytes!("weights.bin")[..1000]).is_none());
}

#[test]
fn a_text_without_words_has_no_evidence() {
    let (score, evidence) = Scorer::new().finish();
    assert_eq!((score.words, evidence.strongest(&score).len()), (0, 0));
    assert!(score.logits.iter().all(|l| l.is_finite()) && score.translated().is_finite());
}

#[test]
fn marks_of_other_houses_change_nothing() {
    let straight = "\"It's late,\" he said - and left... 'Why?' she asked.";
    let curly = "“It’s late,” he said – and left... ‘Why?’ she asked.";
    assert_eq!(score(straight), score(curly));
}
