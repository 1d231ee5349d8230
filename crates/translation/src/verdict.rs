//! Whether a text is a translation: what the page says of itself, else what its style and the traces in it say.

use std::collections::BTreeSet;

use copydesk_model::{ArtifactKind, Document, Mark, Piece, TranslationVerdict};

use crate::{
    page,
    score::{Score, Scorer},
    weights::{LANGUAGES as SOURCES, MACHINE, NEWS},
};

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

/// From this score on a text counts as translated. The score is a probability where originals and translations are equally many;
/// most news are originals, so the border is high: 5 % of news originals of a year not seen reach it, 3 % of newspapers
/// of hosts not seen, and 76 % of the machine translations (`train/README.md`).
pub const TRANSLATED_FROM: f32 = 0.8;

/// Languages that the model was trained on.
const TRAINED: &str = "eng";
/// Fewer words are not judged by style.
const LEAST_WORDS: u32 = 120;
/// A score that rests on style alone goes no further than this, ...
const SOFT: f32 = 0.95;
/// ... and one with a trace of translation in the text no further than this.
const TRACED: f32 = 0.98;
/// How far style alone may say that a machine translated.
const SOFT_MACHINE: f32 = 0.9;
/// Log-odds that each kind of trace adds; at most three kinds count.
const TRACE: f64 = 1.5;
const MOST_TRACES: usize = 3;
/// Least probability of a source language that is told.
const SURE_SOURCE: f64 = 0.7;
/// What is told for a language of the model: Russian and Ukrainian stand together as East Slavic, since they are hard
/// to tell apart; for the others an unseen neighbour is as likely.
fn told(language: &str) -> Option<&'static str> {
    match language {
        "rus" | "ukr" => Some("zle"),
        "cmn" => Some("cmn"),
        "jpn" => Some("jpn"),
        _ => None,
    }
}

/// Whether the kept text is a translation.
///
/// A plugin's mark in the page's head, or a line by which the page says that it was translated, decide: `translated`
/// is at least .99, with the source language when the line names it. Else the style of an English news text of at least
/// 120 words is scored by a model: `translated` up to .95, or .98 when precise rules found traces of translation. All
/// other texts are not judged. Reads what [`crate::annotate`] found, so it comes after it.
pub fn judge(doc: &Document, pieces: &[Piece]) -> TranslationVerdict {
    let mut verdict = TranslationVerdict::default();
    let mut hard = Vec::new();
    if doc.meta.translated_by.is_some() {
        verdict.translated = Some(0.995);
        verdict.machine = Some(HARD);
        hard.push("mark in the page's head".to_owned());
    }
    for a in doc.annotations() {
        if let Mark::Artifact {
            kind: ArtifactKind::TranslationNotice,
            ..
        } = a.mark
        {
            weigh(a.span.of(doc.text()), a.rule.as_str(), &mut verdict);
            hard.push("notice of translation".to_owned());
        }
    }
    hard.dedup();
    if doc.language.language.as_str() == TRAINED {
        by_style(doc, pieces, &mut verdict, &mut hard);
    }
    if verdict.translated.is_some() {
        verdict.evidence = Some(hard.join("; "));
    }
    verdict
}

/// Fills in what no notice has said.
fn by_style(doc: &Document, pieces: &[Piece], verdict: &mut TranslationVerdict, why: &mut Vec<String>) {
    let lines = page::lines(doc, pieces);
    let mut scorer = Scorer::new();
    for line in lines.iter().filter(|l| l.kept) {
        scorer.paragraph(line.span.of(doc.text()));
    }
    let (score, style) = scorer.finish();
    if score.words < LEAST_WORDS || score.logits[NEWS] < 0.0 {
        return;
    }
    let traces = traces(doc, &lines);
    let machine_made = traces
        .iter()
        .any(|k| matches!(k, ArtifactKind::MtResidue | ArtifactKind::RepeatedLoop));
    if verdict.translated.is_none() {
        let traced = TRACE * traces.len().min(MOST_TRACES) as f64;
        let cap = if traces.is_empty() { SOFT } else { TRACED };
        verdict.translated = Some(below(cap, score.translated() + traced));
    }
    // A notice that names no machine may name a person: style does not contradict it.
    if verdict.machine.is_none() && why.is_empty() {
        let style = below(SOFT_MACHINE, score.logits[MACHINE]);
        verdict.machine = Some(if machine_made { style.max(SOFT) } else { style });
    }
    let translated = verdict.translated.is_some_and(|t| t >= TRANSLATED_FROM);
    if verdict.source_language.is_none() && translated {
        verdict.source_language = source(&score).map(str::to_owned);
    }
    why.extend(traces.iter().map(|k| k.name().replace('_', " ")));
    let words = if translated {
        style.strongest(&score)
    } else {
        Vec::new()
    };
    why.push(match &words[..] {
        [] => "style".to_owned(),
        words => format!("style: {}", words.join(", ")),
    });
}

/// Kinds of precise traces in kept text, each once.
fn traces(doc: &Document, lines: &[page::Line]) -> BTreeSet<ArtifactKind> {
    use ArtifactKind::*;
    let precise = |kind: ArtifactKind| {
        matches!(
            kind,
            UntranslatedToken
                | CjkPunctuation
                | InvertedPunctuation
                | ForeignNumber
                | ForeignAcronym
                | MistranslatedName
                | MixedRomanization
                | MtResidue
                | RepeatedLoop
                | Calque
        )
    };
    let kept = |at: usize| {
        let k = lines.partition_point(|l| l.span.end() <= at);
        lines.get(k).is_some_and(|l| l.kept && l.span.start() <= at)
    };
    let of = |a: &copydesk_model::Annotation| match a.mark {
        Mark::Artifact { kind, .. } if precise(kind) && kept(a.span.start()) => Some(kind),
        _ => None,
    };
    doc.annotations().iter().filter_map(of).collect()
}

/// The probability of a logit, kept below `cap`: the last two hundredths bend, so that of two texts near the border
/// the likelier one still has the greater score.
pub(crate) fn below(cap: f32, logit: f64) -> f32 {
    const BEND: f64 = 0.02;
    let cap = f64::from(cap);
    let knee = cap - BEND;
    let p = 1.0 / (1.0 + libm::exp(-logit));
    if p <= knee {
        return p as f32;
    }
    // Equal to the curve at the knee in height and slope.
    let over = logit - libm::log(knee / (1.0 - knee));
    (cap - BEND * libm::exp(-over * knee * (1.0 - knee) / BEND)) as f32
}

/// The likely source language, when one stands out.
fn source(score: &Score) -> Option<&'static str> {
    let mut best: Option<(&'static str, f64)> = None;
    for name in ["zle", "cmn", "jpn"] {
        let of = SOURCES
            .iter()
            .zip(score.sources())
            .filter(|(l, _)| told(l) == Some(name));
        let p: f64 = of.map(|(_, p)| p).sum();
        if best.is_none_or(|b| p > b.1) {
            best = Some((name, p));
        }
    }
    best.filter(|b| b.1 >= SURE_SOURCE).map(|b| b.0)
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
