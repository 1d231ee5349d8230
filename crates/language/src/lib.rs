//! Which language a document is written in, and which of its paragraphs are written in another.
//!
//! [`identify`] reads the kept text and nothing else; when nothing is kept it reads all. A count of letters tells the script
//! ([`script`](mod@script)); where several languages share it, a compact [`model`] decides, whose answer is a probability;
//! whatlang is the second witness, for what the model does not know. Hints of page and outlet are asked in doubt ([`hints`]).
//!
//! It does not decide what is kept, and it does not know what a foreign paragraph means: translation does.

mod hints;
pub mod model;
mod neighbours;
mod script;

use copydesk_model::{Annotation, Code, Document, LanguageVerdict, Mark, Piece, RuleId, Span};

use model::Reading;

/// Fewer letters than this are no evidence: a name list, a table row, a button.
const LEAST_LETTERS: usize = 20;
/// A paragraph speaks for itself from here on.
const LEAST_PARAGRAPH: usize = 60;
/// The score of a language that a script shows: stated, not measured.
const ONE_SCRIPT: f32 = 0.98;
/// What is left of the model's certainty when whatlang names a language that the model does not know: stated, not measured.
const SECOND_WITNESS: f32 = 0.6;
/// From here on an answer stands by itself: a declared language is not asked, nor the rest of the document.
const SURE: f32 = 0.95;
/// Bytes of a text that are read: on 1,500 letters no answer is in doubt that more of them would settle.
const SAMPLE: usize = 3 * 1024;
/// Bytes of one paragraph that are read: 200 letters are right in all of 3,404 pieces of news.
const PARAGRAPH_SAMPLE: usize = 400;
/// Bytes after which a plain answer for a document ends the reading; its paragraphs speak for the rest.
const ENOUGH: usize = 256;
/// Bytes after which a paragraph that agrees with its document has been read.
const PARAGRAPH_ENOUGH: usize = 32;

/// The language of `text`: ISO 639-3, `und` under a probability of one half or without enough letters.
pub fn of_text(text: &str) -> LanguageVerdict {
    judge(head(text, SAMPLE), &Reading::Whole).verdict()
}

/// The language of a document given as its parts (lines, sentences), and that of each part: its own where its letters
/// leave no doubt, else the document's.
pub fn of_parts(parts: &[&str]) -> (LanguageVerdict, Vec<LanguageVerdict>) {
    let whole = judge(&sample(parts.iter().copied()), &Reading::Until(ENOUGH));
    let guesses: Vec<(&str, Guess)> = parts.iter().map(|part| (*part, whole.part(part))).collect();
    let whole = vote(&guesses, whole).verdict();
    let own = |guess: &Guess| if guess.score >= SURE { guess.verdict() } else { whole };
    (whole, guesses.iter().map(|(_, guess)| own(guess)).collect())
}

/// The language of the kept text, and the paragraphs that are surely written in another one.
///
/// What page and outlet declare is asked only where the letters leave doubt; it never overrules a sure answer.
pub fn identify(doc: &Document, pieces: &[Piece]) -> (LanguageVerdict, Vec<Annotation>) {
    let text = doc.text();
    let mut sample = sample(pieces.iter().filter(|p| p.kept()).map(|p| p.span.of(text)));
    if sample.trim().is_empty() {
        sample = head(text, SAMPLE).to_owned();
    }
    let whole = judge(&sample, &Reading::Until(ENOUGH));
    let paragraphs = paragraphs(text, pieces, &whole);
    let mut guess = vote(&paragraphs, whole);
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
                evidence: Some(format!("{} among {}", own.language, verdict.language).into()),
            })
        })
        .collect();
    (verdict, found)
}

/// The kept paragraphs that are long enough to speak for themselves.
fn paragraphs<'t>(text: &'t str, pieces: &[Piece], whole: &Guess) -> Vec<(&'t str, Guess)> {
    let kept = pieces.iter().filter(|p| p.kept());
    kept.flat_map(|p| p.span.of(text).split('\n'))
        .map(str::trim)
        // A letter takes at least one byte, so short lines need no count.
        .filter(|line| line.len() >= LEAST_PARAGRAPH)
        .map(|line| (line, whole.part(line)))
        .filter(|(_, own)| own.letters >= LEAST_PARAGRAPH)
        .collect()
}

/// A text in two languages looks like a third; where its paragraphs disagree with the answer for
/// the whole, the language of most letters decides, and its share is the score.
fn vote(paragraphs: &[(&str, Guess)], whole: Guess) -> Guess {
    let mut votes: Vec<(Code, usize)> = Vec::new();
    let mut all = 0;
    for (_, own) in paragraphs.iter().filter(|p| p.1.score >= 0.5) {
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

    /// What a part of this text says for itself.
    fn part(&self, text: &str) -> Guess {
        judge(
            head(text, PARAGRAPH_SAMPLE),
            &Reading::UntilLike(PARAGRAPH_ENOUGH, self.language),
        )
    }

    /// Takes a declared language where the letters leave doubt and the script allows it.
    fn lean_on(&mut self, hint: Code) {
        let unsure = self.score < SURE;
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

    /// Whether a paragraph is so surely not in `main` that it is worth saying: one foreign paragraph is rare, and of
    /// two languages that are taken for one another rarer still.
    fn surely_not(&self, main: Code) -> bool {
        let known = self.language != Code::UND && self.language != main;
        let neighbours = neighbours::are(self.language, main);
        known
            && self.score >= if neighbours { 0.99 } else { SURE }
            && (!neighbours || self.letters >= 2 * LEAST_PARAGRAPH)
    }

    /// A text that the model holds for one of the languages outside: the second witness may know which.
    fn outside(&mut self, text: &str, p: f32) {
        let found = whatlang::detect(text)
            .filter(whatlang::Info::is_reliable)
            .map(|info| Code::new(info.lang().code()));
        let Some(language) = found else { return };
        let table = model::SHIPPED.table(self.script);
        if table.is_some_and(|t| !t.languages.contains(&language)) && script::may_write(language, self.script) {
            (self.language, self.score) = (language, p * SECOND_WITNESS);
        }
    }

    /// A script that the model has no table for: most of them write one language.
    fn by_script(&mut self, text: &str) {
        let language = script::alone(self.script).or_else(|| {
            let found = whatlang::detect(text).filter(whatlang::Info::is_reliable)?;
            Some(Code::new(found.lang().code())).filter(|&language| script::may_write(language, self.script))
        });
        if let Some(language) = language {
            (self.language, self.score) = (language, ONE_SCRIPT);
        }
    }
}

/// What the letters of `text` say.
fn judge(text: &str, reading: &Reading) -> Guess {
    let counts = script::count(text);
    let script = counts.winner();
    let mut guess = Guess {
        language: Code::UND,
        script,
        letters: counts.weight(),
        score: 0.0,
    };
    if guess.letters < LEAST_LETTERS || is_one_code(text) {
        return guess;
    }
    // The model reads the letters of one script: a Latin name in a Cyrillic text says nothing of its language.
    match model::SHIPPED.table(script).and_then(|table| table.best(text, reading)) {
        Some((Code::UND, p)) => guess.outside(text, p),
        Some((language, p)) => (guess.language, guess.score) = (language, p),
        None => guess.by_script(text),
    }
    guess
}

/// A long run of ASCII without a blank: packed bytes, an address, a key.
fn is_one_code(text: &str) -> bool {
    let text = text.trim_ascii();
    text.len() >= LEAST_PARAGRAPH && text.bytes().all(|b| b.is_ascii() && !b.is_ascii_whitespace())
}

/// The first bytes of a document given in parts, a line each.
fn sample<'t>(parts: impl Iterator<Item = &'t str>) -> String {
    let mut sample = String::new();
    for part in parts {
        sample.push_str(head(part, SAMPLE.saturating_sub(sample.len())));
        sample.push('\n');
        if sample.len() >= SAMPLE {
            break;
        }
    }
    sample
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
