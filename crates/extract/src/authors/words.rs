//! The words of signatures, by what they do; the words are data (`data/bylines.tsv`).

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What a word does in a signature.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Before,
    Lead,
    Between,
    Trade,
    Particle,
    Title,
    Intro,
    Job,
    Tail,
    Other,
    Degree,
    Nobody,
}

/// Whether a word is of a kind, its case and the marks around it apart.
pub(super) fn is(word: &str, kind: Kind) -> bool {
    let lower = word.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    table().get(bare).is_some_and(|kinds| kinds.contains(&kind))
}

/// Whether words are one phrase that introduces names.
pub(super) fn is_before(words: &str) -> bool {
    let kinds = table().get(words.to_lowercase().as_str());
    kinds.is_some_and(|k| k.contains(&Kind::Before) || k.contains(&Kind::Lead))
}

type Table = BTreeMap<&'static str, Vec<Kind>>;

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut map = Table::new();
        for line in include_str!("../../data/bylines.tsv")
            .lines()
            .filter(|l| !l.starts_with('#'))
        {
            let Some((kind, words)) = line.split_once('\t') else {
                continue;
            };
            let kind = match kind {
                "before" => Kind::Before,
                "lead" => Kind::Lead,
                "between" => Kind::Between,
                "trade" => Kind::Trade,
                "particle" => Kind::Particle,
                "intro" => Kind::Intro,
                "job" => Kind::Job,
                "tail" => Kind::Tail,
                "other" => Kind::Other,
                "degree" => Kind::Degree,
                "nobody" => Kind::Nobody,
                _ => Kind::Title,
            };
            for word in words.split(',') {
                map.entry(word.trim()).or_default().push(kind);
            }
        }
        map
    })
}

/// Phrases such as `edited by`.
pub(super) fn others() -> &'static [&'static str] {
    static OTHERS: OnceLock<Vec<&'static str>> = OnceLock::new();
    OTHERS.get_or_init(|| {
        let rows = table().iter().filter(|(_, kinds)| kinds.contains(&Kind::Other));
        rows.map(|(phrase, _)| *phrase).collect()
    })
}
