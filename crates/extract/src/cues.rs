//! Wording that tells what a line is; the phrases are data (`data/cues.tsv`), each with a hit and a miss.

use std::sync::OnceLock;

use memchr::memmem;

/// What a phrase says of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cue {
    /// Who made or owns a picture.
    Credit,
    /// Who owns the page.
    Legal,
    /// A notice about cookies, in the voice of the site.
    Consent,
}

/// Whether a line holds a phrase of that kind.
pub(crate) fn tells(cue: Cue, line: &str) -> bool {
    let inner = line.trim_start_matches(['(', '[', ' ']);
    let lower = inner.to_lowercase();
    // `(c)` is itself in brackets.
    let bare = line.trim_start();
    let bare = if bare == inner { None } else { Some(bare.to_lowercase()) };
    table().iter().filter(|r| r.cue == cue).any(|r| match &r.anywhere {
        Some(finder) => finder.find(lower.as_bytes()).is_some(),
        None => lower.starts_with(r.phrase) || bare.as_ref().is_some_and(|b| b.starts_with(r.phrase)),
    })
}

struct Row {
    cue: Cue,
    /// Looks for the phrase where it may stand anywhere in the line.
    anywhere: Option<memmem::Finder<'static>>,
    phrase: &'static str,
}

fn table() -> &'static [Row] {
    static TABLE: OnceLock<Vec<Row>> = OnceLock::new();
    TABLE.get_or_init(|| {
        rows()
            .filter_map(|row| {
                let cue = match *row.first()? {
                    "credit" => Cue::Credit,
                    "legal" => Cue::Legal,
                    "consent" => Cue::Consent,
                    _ => return None,
                };
                let phrase: &'static str = row.get(2)?;
                Some(Row {
                    cue,
                    anywhere: (*row.get(1)? == "anywhere").then(|| memmem::Finder::new(phrase)),
                    phrase,
                })
            })
            .collect()
    })
}

fn rows() -> impl Iterator<Item = Vec<&'static str>> {
    let lines = include_str!("../data/cues.tsv").lines();
    lines.filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cue_hits_and_misses() {
        for row in rows() {
            let [kind, _, phrase, hit, miss] = row[..] else {
                panic!("five columns: {row:?}");
            };
            let cue = match kind {
                "credit" => Cue::Credit,
                "legal" => Cue::Legal,
                _ => Cue::Consent,
            };
            assert!(tells(cue, hit), "{phrase} misses {hit}");
            assert!(!tells(cue, miss), "{phrase} hits {miss}");
        }
        assert_eq!(table().len(), rows().count());
    }
}
