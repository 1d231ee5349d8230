//! Which of the wanted repairs of a line are put in place.
//!
//! Of two that overlap one is applied. And a repaired line must need no repair: if it would, nothing of the line is
//! touched. So a second run over the result applies nothing, whatever the rules want.

use copydesk_model::ArtifactKind;

use crate::{
    finding::Finding,
    marks::{self, Seen},
    tongue::Tongue,
};

/// The rule that knows most about its place goes first; those behind it are parts of its defect.
fn rank(kind: ArtifactKind) -> u8 {
    match kind {
        ArtifactKind::CjkPunctuation => 0,
        ArtifactKind::ForeignQuote => 1,
        ArtifactKind::MisplacedQuote | ArtifactKind::SpacedQuote => 2,
        ArtifactKind::SpaceBeforePunctuation => 3,
        ArtifactKind::MissingSpace => 4,
        ArtifactKind::InvertedPunctuation => 5,
        ArtifactKind::DoubleSpace => 6,
        _ => 7,
    }
}

/// Takes back every repair that is not safe.
pub(crate) fn settle(line: &str, kept: bool, tongue: &Tongue, found: &mut [Finding]) {
    if !kept {
        found.iter_mut().for_each(|f| f.apply = false);
        return;
    }
    let mut wanted: Vec<usize> = (0..found.len()).filter(|&k| found[k].apply).collect();
    if wanted.is_empty() {
        return;
    }
    wanted.sort_by_key(|&k| (rank(found[k].kind), found[k].start, found[k].end));
    let mut taken: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    for k in wanted {
        let f = &mut found[k];
        let before = taken.range(..f.end).next_back();
        f.apply = before.is_none_or(|(_, &end)| end <= f.start);
        if f.apply {
            taken.insert(f.start, f.end);
        }
    }
    let mended = mended(line, found);
    let again = marks::scan(mended.trim(), tongue, false, &mut Seen::default());
    if again.iter().any(|f| f.apply) {
        found.iter_mut().for_each(|f| f.apply = false);
    }
}

/// The line with the repairs in place.
fn mended(line: &str, found: &[Finding]) -> String {
    let mut swaps: Vec<&Finding> = found.iter().filter(|f| f.apply).collect();
    swaps.sort_by_key(|f| f.start);
    let mut out = String::with_capacity(line.len() + 16);
    let mut at = 0;
    for f in swaps {
        out.push_str(&line[at..f.start]);
        out.push_str(f.repair.as_deref().unwrap_or(""));
        at = f.end;
    }
    out.push_str(&line[at..]);
    out
}
