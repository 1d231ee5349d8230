//! What pages and outlets declare: `en-US`, `uk_UA`, `eng`, in ISO 639-3.

use copydesk_model::Code;

/// ISO 639-1 and the few names that pages use instead, to ISO 639-3.
const CODES: &[(&str, &str)] = &[
    ("af", "afr"),
    ("am", "amh"),
    ("ar", "ara"),
    ("az", "aze"),
    ("be", "bel"),
    ("bg", "bul"),
    ("bn", "ben"),
    ("bs", "bos"),
    ("ca", "cat"),
    ("cs", "ces"),
    ("cy", "cym"),
    ("da", "dan"),
    ("de", "deu"),
    ("el", "ell"),
    ("en", "eng"),
    ("eo", "epo"),
    ("es", "spa"),
    ("et", "est"),
    ("eu", "eus"),
    ("fa", "pes"),
    ("fi", "fin"),
    ("fr", "fra"),
    ("ga", "gle"),
    ("gl", "glg"),
    ("gu", "guj"),
    ("he", "heb"),
    ("hi", "hin"),
    ("hr", "hrv"),
    ("hu", "hun"),
    ("hy", "hye"),
    ("id", "ind"),
    ("is", "isl"),
    ("it", "ita"),
    // The code of Hebrew until 1989; some templates still write it.
    ("iw", "heb"),
    ("ja", "jpn"),
    ("ka", "kat"),
    ("kk", "kaz"),
    ("km", "khm"),
    ("kn", "kan"),
    ("ko", "kor"),
    ("ky", "kir"),
    ("lt", "lit"),
    ("lv", "lav"),
    ("mk", "mkd"),
    ("ml", "mal"),
    ("mn", "mon"),
    ("mr", "mar"),
    ("ms", "msa"),
    ("mt", "mlt"),
    ("my", "mya"),
    ("nb", "nob"),
    ("ne", "nep"),
    ("nl", "nld"),
    ("nn", "nno"),
    // Norwegian without a word on which: nearly always Bokmål.
    ("no", "nob"),
    ("pa", "pan"),
    ("pl", "pol"),
    ("pt", "por"),
    ("ro", "ron"),
    ("ru", "rus"),
    ("si", "sin"),
    ("sk", "slk"),
    ("sl", "slv"),
    ("sq", "sqi"),
    ("sr", "srp"),
    ("sv", "swe"),
    ("ta", "tam"),
    ("te", "tel"),
    ("tg", "tgk"),
    ("th", "tha"),
    ("tl", "tgl"),
    ("tr", "tur"),
    ("tt", "tat"),
    // Not a language code, but what many Ukrainian pages declare.
    ("ua", "ukr"),
    ("uk", "ukr"),
    ("ur", "urd"),
    ("uz", "uzb"),
    ("vi", "vie"),
    ("zh", "cmn"),
    ("zho", "cmn"),
    ("ger", "deu"),
    ("fre", "fra"),
    ("chi", "cmn"),
    ("nor", "nob"),
    ("fas", "pes"),
];

/// The ISO 639-3 code of a declared language, when it is one we know.
pub(crate) fn code(declared: &str) -> Option<Code> {
    let first = declared.trim().split(['-', '_', ',', ';', ' ']).next()?;
    if first.len() > 3 || !first.is_ascii() {
        return None;
    }
    let first = first.to_ascii_lowercase();
    CODES
        .iter()
        .find(|c| c.0 == first || c.1 == first)
        .map(|c| Code::new(c.1))
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn declared_forms_become_codes() {
        for (declared, want) in [
            ("en-US", "eng"),
            ("uk_UA", "ukr"),
            (" BE ", "bel"),
            ("deu", "deu"),
            ("no", "nob"),
        ] {
            assert_eq!(code(declared).map(|c| c.as_str().to_owned()).as_deref(), Some(want));
        }
        for odd in ["", "x-default", "english", "ру", "qqq"] {
            assert_eq!(code(odd), None, "{odd}");
        }
    }
}
