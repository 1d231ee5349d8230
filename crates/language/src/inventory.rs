//! Languages that the engine does not know, told by letters that none of its languages use.
//!
//! The engine always answers with a language it knows: Kazakh comes out as Belarusian, Icelandic as Welsh or
//! Swedish. Letters foreign to all its alphabets show that it cannot know.

use copydesk_model::Code;

use crate::script::Counts;

/// The score of an answer by letters alone: stated, not measured.
pub(crate) const SCORE: f32 = 0.9;

/// Script, language, and those of its letters that the engine's languages of that script do not use.
const ALPHABETS: &[(&str, &str, &[char])] = &[
    ("Cyrl", "kaz", &['ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ']),
    ("Cyrl", "kir", &['ң', 'ө', 'ү']),
    ("Cyrl", "tat", &['ә', 'ө', 'ү', 'җ', 'ң', 'һ']),
    ("Cyrl", "bak", &['ә', 'ғ', 'ҙ', 'ҡ', 'ң', 'ө', 'ҫ', 'ү', 'һ']),
    ("Cyrl", "mon", &['ө', 'ү']),
    ("Cyrl", "tgk", &['ғ', 'ӣ', 'қ', 'ӯ', 'ҳ', 'ҷ']),
    ("Cyrl", "uzb", &['қ', 'ғ', 'ҳ']),
    ("Cyrl", "chv", &['ӑ', 'ӗ', 'ҫ', 'ӳ']),
    ("Cyrl", "sah", &['ҕ', 'ҥ', 'ө', 'ү', 'һ']),
    ("Latn", "isl", &['ð', 'þ']),
    ("Latn", "fao", &['ð']),
    ("Latn", "mlt", &['ħ', 'ġ', 'ċ']),
];

/// Every letter of [`ALPHABETS`] once, sorted; those the engine's alphabets hold are not here.
pub(crate) const MARKERS: &[char] = &[
    'ð', 'þ', 'ċ', 'ġ', 'ħ', 'ғ', 'җ', 'ҙ', 'қ', 'ҡ', 'ң', 'ҥ', 'ҫ', 'ү', 'ұ', 'ҳ', 'ҷ', 'һ', 'ҕ', 'ӑ', 'ӗ', 'ә', 'ӣ',
    'ө', 'ӯ', 'ӳ',
];

/// The place of a letter, of either case, in [`MARKERS`].
pub(crate) fn marker(c: char) -> Option<usize> {
    // Everything before and between the two blocks of markers is common text.
    if !matches!(c as u32, 0xD0..=0x127 | 0x490..=0x4FF) {
        return None;
    }
    let lower = c.to_lowercase().next()?;
    MARKERS.iter().position(|&m| m == lower)
}

/// What the letters say about the engine's inventory.
#[derive(Debug, PartialEq)]
pub(crate) enum Outside {
    /// Nothing speaks against it.
    No,
    /// This language.
    Known(Code),
    /// None of the engine's languages, and none of ours.
    Unknown,
}

/// Whether the text is in a language outside the engine's inventory. Single letters are loan words and names, so
/// they must make up a hundredth of the text.
pub(crate) fn outside(counts: &Counts, script: Code) -> Outside {
    let total: usize = counts.markers.iter().map(|m| m.1).sum();
    if total < 2 || total * 100 < counts.weight() {
        return Outside::No;
    }
    // A letter that is rare among the foreign ones belongs to a name.
    let seen: Vec<char> = counts
        .markers
        .iter()
        .filter(|m| m.1 * 50 >= total)
        .map(|m| m.0)
        .collect();
    ALPHABETS
        .iter()
        .filter(|a| a.0 == script.as_str() && seen.iter().all(|c| a.2.contains(c)))
        .min_by_key(|a| a.2.len())
        .map_or(Outside::Unknown, |a| Outside::Known(Code::new(a.1)))
}

/// Groups inside which languages are taken for one another on a paragraph.
const NEIGHBOURS: &[&[&str]] = &[
    &["rus", "ukr", "bel", "bul", "mkd", "srp"],
    &["nob", "dan", "swe", "nno"],
    &["hrv", "srp", "slv", "bos"],
    &["ces", "slk", "pol"],
    &["spa", "por", "cat", "glg", "ita", "ron", "lat"],
    &["ind", "jav", "msa", "tgl"],
    &["deu", "nld", "afr", "yid"],
    &["tur", "aze", "tuk", "uzb"],
    &["ara", "pes", "urd"],
    &["hin", "mar", "nep"],
    &["est", "fin"],
    &["lit", "lav"],
];

/// Whether two languages are taken for one another.
pub(crate) fn neighbours(a: Code, b: Code) -> bool {
    NEIGHBOURS
        .iter()
        .any(|g| g.contains(&a.as_str()) && g.contains(&b.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_the_alphabets_is_a_marker() {
        for (_, language, letters) in ALPHABETS {
            for &c in *letters {
                assert!(marker(c).is_some(), "{c} of {language}");
            }
        }
        for &c in MARKERS {
            assert!(ALPHABETS.iter().any(|a| a.2.contains(&c)), "{c}");
        }
    }
}
