//! Whether a page says of itself that it is a translation. Without such a word the question stays open: style
//! is a matter for a model, which this crate does not hold yet.

use copydesk_model::{ArtifactKind, Document, Mark, TranslationVerdict};

/// How sure a plugin's mark or a notice makes us.
const HARD: f32 = 0.99;

/// Languages by the names that notices use, in the forms that follow "from".
const LANGUAGES: &[(&str, &[&str])] = &[
    (
        "bel",
        &[
            "belarusian",
            "белорусского",
            "білоруської",
            "беларускай",
            "białoruskiego",
        ],
    ),
    (
        "ukr",
        &[
            "ukrainian",
            "украинского",
            "української",
            "украінскай",
            "ukraińskiego",
            "ukrainischen",
            "ucraniano",
        ],
    ),
    (
        "rus",
        &[
            "russian",
            "русского",
            "російської",
            "рускай",
            "rosyjskiego",
            "russischen",
            "russe",
            "ruso",
            "russo",
        ],
    ),
    (
        "pol",
        &[
            "polish",
            "польского",
            "польської",
            "польскай",
            "polnischen",
            "polonais",
            "polaco",
        ],
    ),
    (
        "deu",
        &[
            "german",
            "немецкого",
            "німецької",
            "нямецкай",
            "niemieckiego",
            "allemand",
            "alemán",
        ],
    ),
    (
        "fra",
        &[
            "french",
            "французского",
            "французької",
            "французскай",
            "francuskiego",
            "französischen",
            "francés",
        ],
    ),
    (
        "spa",
        &[
            "spanish",
            "испанского",
            "іспанської",
            "hiszpańskiego",
            "spanischen",
            "espagnol",
        ],
    ),
    ("ces", &["czech", "чешского", "чеської", "czeskiego", "tschechischen"]),
    (
        "cmn",
        &[
            "chinese",
            "китайского",
            "китайської",
            "chińskiego",
            "chinesischen",
            "chinois",
            "chino",
        ],
    ),
    (
        "jpn",
        &[
            "japanese",
            "японского",
            "японської",
            "japońskiego",
            "japanischen",
            "japonais",
            "japonés",
        ],
    ),
    (
        "ara",
        &[
            "arabic",
            "арабского",
            "арабської",
            "arabskiego",
            "arabischen",
            "arabe",
            "árabe",
        ],
    ),
    ("heb", &["hebrew", "иврита", "івриту", "hebrajskiego", "hebräischen"]),
    (
        "eng",
        &[
            "english",
            "английского",
            "англійської",
            "англійскай",
            "angielskiego",
            "englischen",
            "anglais",
            "inglés",
        ],
    ),
];

/// A plugin's mark in the page's head, or a line by which the page says that it was translated: `translated` is
/// at least .99, with the source language when the line names it. Else nothing is judged. Reads the notices that
/// [`crate::annotate`] found, so it comes after it.
pub fn judge(doc: &Document) -> TranslationVerdict {
    let mut verdict = TranslationVerdict::default();
    if doc.meta.translated_by.is_some() {
        verdict.translated = Some(0.995);
        verdict.machine = Some(HARD);
    }
    for a in doc.annotations() {
        if let Mark::Artifact {
            kind: ArtifactKind::TranslationNotice,
            ..
        } = a.mark
        {
            weigh(a.span.of(doc.text()), a.rule.as_str(), &mut verdict);
        }
    }
    verdict
}

fn weigh(notice: &str, rule: &str, verdict: &mut TranslationVerdict) {
    verdict.translated = Some(verdict.translated.unwrap_or(HARD).max(HARD));
    // The ids of the notice rules say who translated: `notice/machine/…` or `notice/human/…`.
    if rule.contains("notice/machine/") {
        verdict.machine = Some(HARD);
    }
    if verdict.source_language.is_none() {
        let folded = notice.to_lowercase();
        let from = |names: &[&str]| {
            let mut words = folded.split(|c: char| !c.is_alphabetic());
            words.any(|w| names.contains(&w))
        };
        // "from English to German" names two; the first in the line is the source.
        let first = LANGUAGES
            .iter()
            .filter(|(_, names)| from(names))
            .min_by_key(|(_, names)| names.iter().filter_map(|n| folded.find(n)).min());
        verdict.source_language = first.map(|(code, _)| (*code).to_owned());
    }
}
