//! Which script a text is written in, by counts of letters; ISO 15924 codes.

use std::sync::LazyLock;

use copydesk_model::Code;

/// Script by first and last code point. Enough to tell scripts apart; not the Unicode script property.
const RANGES: &[(u32, u32, &str)] = &[
    (0x41, 0x5A, "Latn"),
    (0x61, 0x7A, "Latn"),
    (0xAA, 0xAA, "Latn"),
    (0xBA, 0xBA, "Latn"),
    (0xC0, 0x24F, "Latn"),
    (0x250, 0x2AF, "Latn"),
    (0x370, 0x3FF, "Grek"),
    (0x400, 0x52F, "Cyrl"),
    (0x531, 0x587, "Armn"),
    (0x5D0, 0x5F2, "Hebr"),
    (0x620, 0x6FF, "Arab"),
    (0x710, 0x74F, "Syrc"),
    (0x750, 0x77F, "Arab"),
    (0x780, 0x7BF, "Thaa"),
    (0x900, 0x97F, "Deva"),
    (0x980, 0x9FF, "Beng"),
    (0xA00, 0xA7F, "Guru"),
    (0xA80, 0xAFF, "Gujr"),
    (0xB00, 0xB7F, "Orya"),
    (0xB80, 0xBFF, "Taml"),
    (0xC00, 0xC7F, "Telu"),
    (0xC80, 0xCFF, "Knda"),
    (0xD00, 0xD7F, "Mlym"),
    (0xD80, 0xDFF, "Sinh"),
    (0xE00, 0xE7F, "Thai"),
    (0xE80, 0xEFF, "Laoo"),
    (0xF00, 0xFFF, "Tibt"),
    (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Kore"),
    (0x1200, 0x139F, "Ethi"),
    (0x1780, 0x17FF, "Khmr"),
    (0x1C80, 0x1C8F, "Cyrl"),
    (0x1C90, 0x1CBF, "Geor"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"),
    (0x2D00, 0x2D2F, "Geor"),
    (0x2DE0, 0x2DFF, "Cyrl"),
    (0x3041, 0x30FF, "Jpan"),
    (0x31F0, 0x31FF, "Jpan"),
    (0x3400, 0x4DBF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"),
    (0xA640, 0xA69F, "Cyrl"),
    (0xA720, 0xA7FF, "Latn"),
    (0xAC00, 0xD7A3, "Kore"),
    (0xF900, 0xFAFF, "Hani"),
    (0xFB1D, 0xFB4F, "Hebr"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFC, "Arab"),
    (0xFF66, 0xFF9D, "Jpan"),
    (0x20000, 0x3FFFF, "Hani"),
];

/// Position in [`RANGES`] of a letter's script.
fn range_of(c: char) -> Option<usize> {
    let c = c as u32;
    let k = RANGES.partition_point(|r| r.1 < c);
    RANGES.get(k).is_some_and(|r| r.0 <= c).then_some(k)
}

/// For the first code points, the position of a letter's script behind 1; 0 for what is no letter, or of no script here.
static FIRST: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let of = |c: char| range_of(c).filter(|_| c.is_alphabetic()).map_or(0, |k| k as u8 + 1);
    (0..0x800).map(|c| char::from_u32(c).map_or(0, of)).collect()
});

/// The script of a letter.
pub(crate) fn script_of(c: char) -> Option<&'static str> {
    if !c.is_alphabetic() {
        return None;
    }
    range_of(c).map(|k| RANGES[k].2)
}

/// Letters by script.
pub(crate) struct Counts {
    scripts: Vec<(&'static str, usize)>,
    letters: usize,
}

/// The bits that no byte of ASCII has.
const HIGH: u64 = 0x8080_8080_8080_8080;

fn ascii_letters(bytes: &[u8]) -> usize {
    // The count of so many fits a byte.
    let few = |bytes: &[u8]| bytes.iter().map(|b| u8::from(b.is_ascii_alphabetic())).sum::<u8>();
    bytes.chunks(128).map(|chunk| usize::from(few(chunk))).sum()
}

/// Counts the letters of `text`.
pub(crate) fn count(text: &str) -> Counts {
    let mut by_range = [0usize; RANGES.len()];
    let mut letters = 0;
    let first = &*FIRST;
    // No byte of a longer character is an ASCII letter, so these are counted in one sweep, many at a time.
    by_range[0] = ascii_letters(text.as_bytes());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if let Some(eight) = bytes[at..].first_chunk::<8>()
            && u64::from_ne_bytes(*eight) & HIGH == 0
        {
            at += 8;
            continue;
        }
        if bytes[at] < 0x80 {
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        at += c.len_utf8();
        if let Some(k) = first.get(c as usize).copied().filter(|k| *k > 0) {
            letters += 1;
            by_range[usize::from(k) - 1] += 1;
        } else if c.is_alphabetic() {
            letters += 1;
            if let Some(k) = range_of(c) {
                by_range[k] += 1;
            }
        }
    }
    letters += by_range[0];
    let mut scripts: Vec<(&'static str, usize)> = Vec::new();
    for (range, n) in RANGES.iter().zip(by_range).filter(|(_, n)| *n > 0) {
        match scripts.iter_mut().find(|s| s.0 == range.2) {
            Some(s) => s.1 += n,
            None => scripts.push((range.2, n)),
        }
    }
    Counts { scripts, letters }
}

impl Counts {
    fn of(&self, script: &str) -> usize {
        self.scripts.iter().find(|s| s.0 == script).map_or(0, |s| s.1)
    }

    /// All letters, where a sign that stands for a syllable or a word weighs as two.
    pub(crate) fn weight(&self) -> usize {
        self.letters + self.of("Hani") + self.of("Jpan") + self.of("Kore")
    }

    /// The script most letters belong to, `Zyyy` without letters. Han beside kana is Japanese.
    pub(crate) fn winner(&self) -> Code {
        let (han, kana) = (self.of("Hani"), self.of("Jpan"));
        let japanese = kana > 0 && kana * 20 >= han;
        let best = self.scripts.iter().map(|&(script, n)| match script {
            "Jpan" if japanese => (script, han + kana),
            "Hani" if japanese => (script, 0),
            _ => (script, n),
        });
        // Of two with the same count the one that stands first in the table wins.
        best.rev().max_by_key(|s| s.1).map_or(Code::ZYYY, |s| Code::new(s.0))
    }
}

/// Languages of news that are not written in Latin letters alone, with their scripts.
const SCRIPTS: &[(&str, &[&str])] = &[
    ("amh", &["Ethi"]),
    ("ara", &["Arab"]),
    ("bel", &["Cyrl", "Latn"]),
    ("ben", &["Beng"]),
    ("bul", &["Cyrl"]),
    ("cmn", &["Hani"]),
    ("ell", &["Grek"]),
    ("guj", &["Gujr"]),
    ("heb", &["Hebr"]),
    ("hin", &["Deva"]),
    ("hye", &["Armn"]),
    ("jpn", &["Jpan", "Hani"]),
    ("kan", &["Knda"]),
    ("kat", &["Geor"]),
    ("kaz", &["Cyrl", "Latn"]),
    ("khm", &["Khmr"]),
    ("kir", &["Cyrl"]),
    ("kor", &["Kore"]),
    ("mal", &["Mlym"]),
    ("mar", &["Deva"]),
    ("mkd", &["Cyrl"]),
    ("mon", &["Cyrl"]),
    ("mya", &["Mymr"]),
    ("nep", &["Deva"]),
    ("ori", &["Orya"]),
    ("pan", &["Guru"]),
    ("pes", &["Arab"]),
    ("rus", &["Cyrl"]),
    ("sin", &["Sinh"]),
    ("srp", &["Cyrl", "Latn"]),
    ("tam", &["Taml"]),
    ("tat", &["Cyrl", "Latn"]),
    ("tel", &["Telu"]),
    ("tgk", &["Cyrl"]),
    ("tha", &["Thai"]),
    ("ukr", &["Cyrl"]),
    ("urd", &["Arab"]),
    ("uzb", &["Latn", "Cyrl"]),
    ("yid", &["Hebr"]),
];

/// The only language of news that is written in `script`.
pub(crate) fn alone(script: Code) -> Option<Code> {
    let language = match script.as_str() {
        "Armn" => "hye",
        "Geor" => "kat",
        "Grek" => "ell",
        "Gujr" => "guj",
        "Guru" => "pan",
        "Hani" => "cmn",
        "Jpan" => "jpn",
        "Khmr" => "khm",
        "Knda" => "kan",
        "Kore" => "kor",
        "Laoo" => "lao",
        "Mlym" => "mal",
        "Mymr" => "mya",
        "Orya" => "ori",
        "Sinh" => "sin",
        "Taml" => "tam",
        "Telu" => "tel",
        "Thai" => "tha",
        _ => return None,
    };
    Some(Code::new(language))
}

/// Whether `language` is written in `script`; those of no table are written in Latin letters.
pub(crate) fn may_write(language: Code, script: Code) -> bool {
    match SCRIPTS.iter().find(|s| s.0 == language.as_str()) {
        Some((_, scripts)) => scripts.contains(&script.as_str()),
        None => script.as_str() == "Latn",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_in_order_and_letters_find_their_script() {
        assert!(RANGES.windows(2).all(|w| w[0].1 < w[1].0));
        for (text, want) in [
            ("Minsk", "Latn"),
            ("Мінск і Brest", "Cyrl"),
            ("ミンスクの東京都市", "Jpan"),
            ("明斯克", "Hani"),
            ("12 !", "Zyyy"),
            ("", "Zyyy"),
            ("서울", "Kore"),
        ] {
            assert_eq!(count(text).winner().as_str(), want, "{text}");
        }
    }
}
