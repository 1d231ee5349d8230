//! What the rules ask about the language of the document.

use copydesk_model::{Code, LanguageVerdict};

/// Languages in which “ opens a quotation and ” closes it. In the others “ may close („…“) or ” may open (”…”).
const CURLY_OPENS: &[&str] = &[
    "eng", "spa", "por", "ita", "fra", "cat", "glg", "nld", "tur", "rus", "ukr", "bel", "ind", "vie", "msa", "tgl",
];

/// The habits of the document's language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tongue {
    pub(crate) code: Code,
    pub(crate) english: bool,
    /// A space before ; : ! ? » is native, or the language is unknown and may be one of those.
    pub(crate) spaced_points: bool,
    /// See [`CURLY_OPENS`].
    pub(crate) curly_opens: bool,
    /// Written in Latin letters.
    pub(crate) latin: bool,
    /// Written in an alphabet that uses ASCII punctuation: full-width marks are foreign to it.
    pub(crate) ascii_points: bool,
}

impl Tongue {
    pub(crate) fn new(verdict: &LanguageVerdict) -> Tongue {
        let code = verdict.language;
        let (name, script) = (code.as_str(), verdict.script.as_str());
        Tongue {
            code,
            english: name == "eng",
            spaced_points: matches!(name, "fra" | "bre" | "und"),
            curly_opens: CURLY_OPENS.contains(&name),
            latin: script == "Latn" || (script == "Zyyy" && name == "eng"),
            ascii_points: matches!(script, "Latn" | "Cyrl" | "Grek") || name == "eng",
        }
    }
}

/// ISO 639-3 for the two-letter codes of rule files.
pub(crate) fn three(code: &str) -> &str {
    match code {
        "en" => "eng",
        "ru" => "rus",
        "uk" => "ukr",
        "be" => "bel",
        "de" => "deu",
        "fr" => "fra",
        "es" => "spa",
        "pl" => "pol",
        "it" => "ita",
        "pt" => "por",
        "cs" => "ces",
        other => other,
    }
}
