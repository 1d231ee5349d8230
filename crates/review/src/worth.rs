//! Which documents are worth a look, and why.

use copydesk_dataset::DocumentRows;

use crate::heads::Head;

/// Why, in words, with the weight that puts the worst first. The order is that of the bits.
pub(crate) const REASONS: &[(&str, u32)] = &[
    ("no text is left", 8),
    ("much more or less was removed than elsewhere in this outlet", 4),
    ("characters were lost in decoding", 4),
    ("a long piece was decided with a low score", 4),
    ("a defect that damages the meaning was not repaired", 3),
    ("its language is in doubt", 3),
    ("flagged on its way", 3),
    ("charsets were in conflict", 2),
    ("a name could be two people", 1),
    ("may be a translation", 1),
    ("cut by a paywall", 1),
];

const UNUSUAL: u32 = 1;
/// A piece is long from here on, in characters; a score is low up to here.
const LONG: i32 = 120;
const LOW: f32 = 0.55;

/// What the document shows by itself.
pub(crate) fn alone(rows: &DocumentRows) -> u32 {
    let d = &rows.document;
    let unsure = |s: &copydesk_dataset::SpanRow| s.label != "blank" && s.score < LOW && s.end - s.start >= LONG;
    let found = [
        d.chars == 0,
        false,
        d.replaced_chars > 0,
        rows.spans.iter().any(unsure),
        rows.artifacts.iter().any(|a| a.severity == "A" && !a.applied),
        d.language == "und" || d.language_score < 0.6,
        !d.flags.is_empty(),
        d.charset_conflict,
        rows.mentions.iter().any(|m| m.entity_id.is_none()),
        d.translated_score.is_some_and(|s| (0.5..0.8).contains(&s)),
        d.access == "stub",
    ];
    found
        .iter()
        .zip(0..)
        .filter(|(found, _)| **found)
        .map(|(_, bit)| 1 << bit)
        .sum()
}

/// Marks documents whose removed share is unusual: for their outlet, or for the corpus where an outlet has few.
pub(crate) fn together(heads: &mut [Head]) {
    let all = Usual::of(heads.iter().map(|h| h.removed_share).collect());
    let mut by_outlet: Vec<Vec<f32>> = Vec::new();
    for head in heads.iter() {
        let k = head.outlet as usize;
        if by_outlet.len() <= k {
            by_outlet.resize(k + 1, Vec::new());
        }
        by_outlet[k].push(head.removed_share);
    }
    let usual: Vec<Option<Usual>> = by_outlet
        .into_iter()
        .map(|shares| (shares.len() >= 5).then(|| Usual::of(shares)))
        .collect();
    for head in heads {
        let usual = usual[head.outlet as usize].as_ref().unwrap_or(&all);
        if usual.excludes(head.removed_share) {
            head.worth |= 1 << UNUSUAL;
        }
    }
}

/// How bad the reasons are together.
pub(crate) fn weight(reasons: u32) -> u32 {
    REASONS
        .iter()
        .zip(0..)
        .filter(|(_, bit)| reasons >> bit & 1 == 1)
        .map(|((_, w), _)| w)
        .sum()
}

/// Middle and spread of shares; an outlier is four times the median deviation away, and a quarter of the page at least.
struct Usual {
    middle: f32,
    spread: f32,
}

impl Usual {
    fn of(mut shares: Vec<f32>) -> Usual {
        let middle = median(&mut shares);
        let mut away: Vec<f32> = shares.iter().map(|s| (s - middle).abs()).collect();
        Usual {
            middle,
            spread: median(&mut away),
        }
    }

    fn excludes(&self, share: f32) -> bool {
        (share - self.middle).abs() > (4.0 * self.spread).max(0.25)
    }
}

/// The middle one; of two the greater. 0 for none.
pub(crate) fn median(shares: &mut [f32]) -> f32 {
    shares.sort_by(f32::total_cmp);
    shares.get(shares.len() / 2).copied().unwrap_or(0.0)
}
