//! Which language a document is written in, and which of its paragraphs are written in another.
//!
//! [`identify`] reads the kept text and nothing else; when nothing is kept it reads all. The engine is whatlang;
//! around it stand a count of scripts ([`script`](mod@script)), a guard for languages the engine does not know
//! ([`inventory`]), hints of page and outlet where the engine is unsure ([`hints`]) and a table that turns the
//! engine's confidence into a probability ([`calibration`]).
//!
//! It does not decide what is kept, and it does not know what a foreign paragraph means: translation does.

mod calibration;
mod hints;
mod inventory;
mod script;

use copydesk_model::{Annotation, Code, Document, LanguageVerdict, Mark, Piece, RuleId, Span};

/// Fewer letters than this are no evidence: a name list, a table row, a button.
const LEAST_LETTERS: usize = 20;
/// A paragraph speaks for itself from here on.
const LEAST_PARAGRAPH: usize = 60;
/// The first few thousand bytes decide as well as the whole text does (99.55 % of articles of 1,500 letters).
const SAMPLE: usize = 8 * 1024;
/// Enough of one paragraph.
const PARAGRAPH_SAMPLE: usize = 1024;

/// The language of `text`: ISO 639-3, `und` under a probability of one half or without enough letters.
pub fn of_text(text: &str) -> LanguageVerdict {
    judge(head(text, SAMPLE)).verdict()
}

/// The language of the kept text, and the paragraphs that are surely written in another one.
///
/// What page and outlet declare is asked only where the letters leave doubt; it never overrules a sure answer.
pub fn identify(doc: &Document, pieces: &[Piece]) -> (LanguageVerdict, Vec<Annotation>) {
    let text = doc.text();
    let mut sample = String::new();
    let kept = pieces.iter().filter(|p| p.kept());
    for piece in kept {
        sample.push_str(head(piece.span.of(text), SAMPLE - sample.len().min(SAMPLE)));
        sample.push('\n');
        if sample.len() >= SAMPLE {
            break;
        }
    }
    if sample.trim().is_empty() {
        sample = head(text, SAMPLE).to_owned();
    }
    let paragraphs = paragraphs(text, pieces);
    let mut guess = vote(&paragraphs, judge(&sample));
    let declared = [doc.meta.language.as_deref(), doc.origin.declared_language.as_deref()];
    for hint in declared.into_iter().flatten().filter_map(hints::code) {
        guess.lean_on(hint);
    }
    let verdict = guess.verdict();
    let rule = RuleId::new("language/paragraph/other");
    let found = paragraphs
        .iter()
        .filter(|(_, own)| verdict.language != Code::UND && own.surely_not(verdict.language))
        .filter_map(|(line, own)| {
            Some(Annotation {
                span: Span::of_slice(text, line)?,
                mark: Mark::Language { language: own.language },
                rule: rule.clone(),
                score: own.score,
                evidence: Some(format!("{} among {}", own.language, verdict.language)),
            })
        })
        .collect();
    (verdict, found)
}

/// The kept paragraphs that are long enough to speak for themselves.
fn paragraphs<'t>(text: &'t str, pieces: &[Piece]) -> Vec<(&'t str, Guess)> {
    let kept = pieces.iter().filter(|p| p.kept());
    kept.flat_map(|p| p.span.of(text).split('\n'))
        .map(str::trim)
        // A letter takes at least one byte, so short lines need no count.
        .filter(|line| line.len() >= LEAST_PARAGRAPH)
        .map(|line| (line, judge(head(line, PARAGRAPH_SAMPLE))))
        .filter(|(_, own)| own.letters >= LEAST_PARAGRAPH)
        .collect()
}

/// A text in two languages looks like a third to the engine; where its paragraphs disagree with the answer for
/// the whole, the language of most letters decides, and its share is the score.
fn vote(paragraphs: &[(&str, Guess)], whole: Guess) -> Guess {
    let mut votes: Vec<(Code, usize)> = Vec::new();
    let mut all = 0;
    for (_, own) in paragraphs.iter().filter(|p| p.1.confidence >= 0.5) {
        all += own.letters;
        match votes.iter_mut().find(|v| v.0 == own.language) {
            Some(v) => v.1 += own.letters,
            None => votes.push((own.language, own.letters)),
        }
    }
    match votes.iter().max_by_key(|v| (v.1, v.0)) {
        Some(&(language, letters)) if language != whole.language => Guess {
            language,
            score: (letters as f64 / all as f64) as f32,
            ..whole
        },
        _ => whole,
    }
}

/// What the letters say before it is turned into a verdict.
struct Guess {
    language: Code,
    script: Code,
    letters: usize,
    /// The engine's own number.
    confidence: f32,
    score: f32,
}

impl Guess {
    fn verdict(&self) -> LanguageVerdict {
        let sure = self.score >= 0.5 && self.language != Code::UND;
        LanguageVerdict {
            language: if sure { self.language } else { Code::UND },
            script: self.script,
            score: if sure { self.score } else { 0.0 },
        }
    }

    /// Takes a declared language where the letters leave doubt and the script allows it.
    fn lean_on(&mut self, hint: Code) {
        let unsure = self.score < calibration::SURE || self.language == Code::UND;
        if !unsure || self.letters < LEAST_LETTERS || !script::may_write(hint, self.script) {
            return;
        }
        // Of such hints about nine in ten are right; where the letters agree, doubt is halved.
        self.score = if self.language == hint {
            1.0 - (1.0 - self.score) / 2.0
        } else {
            0.9
        };
        self.language = hint;
    }

    /// Whether a paragraph is so surely not in `main` that it is worth saying. One foreign paragraph is rare, so
    /// the engine's reliable answers alone (99.2 % right) would be wrong too often; neighbours must be surer still.
    fn surely_not(&self, main: Code) -> bool {
        let known = self.language != Code::UND && self.language != main;
        known
            && if inventory::neighbours(self.language, main) {
                self.confidence >= 1.0 && self.letters >= 2 * LEAST_PARAGRAPH
            } else {
                self.confidence > 0.9
            }
    }
}

fn judge(text: &str) -> Guess {
    let counts = script::count(text);
    let script = counts.winner();
    let mut guess = Guess {
        language: Code::UND,
        script,
        letters: counts.weight(),
        confidence: 0.0,
        score: 0.0,
    };
    if guess.letters < LEAST_LETTERS {
        return guess;
    }
    // Only the main script is asked: a Latin name in a Cyrillic text says nothing of its language.
    let own: String = if counts.pure() {
        String::new()
    } else {
        script::only(text, script)
    };
    let asked = if own.is_empty() { text } else { &own };
    match inventory::outside(&counts, script) {
        inventory::Outside::No => {}
        inventory::Outside::Known(code) => {
            (guess.language, guess.confidence, guess.score) = (code, 0.8, inventory::SCORE);
            return guess;
        }
        inventory::Outside::Unknown => return guess,
    }
    if let Some(info) = whatlang::detect(asked) {
        guess.language = Code::new(info.lang().code());
        guess.confidence = info.confidence() as f32;
        guess.score = calibration::probability(info.confidence());
    }
    guess
}

/// The first `limit` bytes of `text`, less a character that would be cut.
fn head(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests;
