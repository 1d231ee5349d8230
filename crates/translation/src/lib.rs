//! Traces of translation and of careless typing: local defects with exact spans, repairs where they are safe, and
//! whether the text is a translation.
//!
//! [`annotate`] reports on the whole page; a repair is applied only in text that is kept, and only when the result
//! needs no further repair (see [`settle`]). Everything is read line by line: a line is a block of the page, and a
//! line that is kept in part is read as its parts. The order of work:
//!
//! 1. [`marks`]: one pass over the characters finds spaces, points, brackets and quotation marks;
//! 2. [`words`]: one pass over the words finds foreign letters, foreign names, names cut in two, and loops, and tells
//!    which rule files are worth asking ([`signs`]);
//! 3. [`phrases`]: the rule files;
//! 4. what only the whole document can say: [`style`], [`attribution`], [`romanization`], [`lines`].
//!
//! [`judge`] then joins what the page says of itself, the traces found, and the style of the kept text, which a small
//! model reads from a stream without content words ([`masker`], [`score`]).
//!
//! It does not look for names (the annotations hold them by now) and does not repair encodings.

mod attribution;
mod brackets;
mod finding;
mod known;
mod lines;
mod loops;
mod marks;
mod masker;
mod page;
mod phrases;
mod points;
mod quotes;
mod reader;
mod romanization;
mod rules;
mod score;
mod sentences;
mod settle;
mod signs;
mod spaces;
mod style;
mod tables;
mod tongue;
mod verdict;
mod weights;
mod words;

pub use rules::Rules;
pub use verdict::{TRANSLATED_FROM, judge};

use copydesk_model::{Annotation, Document, Piece};

use finding::Sink;

/// Every defect of this crate's kinds in `doc`, sorted by place. Language and mentions are read from the document.
pub fn annotate(doc: &Document, pieces: &[Piece], rules: &Rules) -> Vec<Annotation> {
    let text = doc.text();
    let tongue = tongue::Tongue::new(&doc.language);
    let lines = page::lines(doc, pieces);
    let mut sink = Sink::new(text);
    let mut style = style::Style::default();
    let mut said = attribution::Attribution::new(&tongue);
    let mut names = words::Names::new(doc, rules, &tongue);
    let mut phrases = phrases::Phrases::new(rules, &tongue);
    for (k, line) in lines.iter().enumerate() {
        let slice = line.span.of(text);
        let goes_on = lines.get(k + 1).is_some_and(|next| quotes::opens(next.span.of(text)));
        let mut seen = marks::Seen::default();
        let mut found = marks::scan(slice, &tongue, goes_on, &mut seen);
        settle::settle(slice, line.kept, &tongue, &mut found);
        style.add(line.span, &seen);
        said.line(slice, &seen, &mut found);
        let clues = names.line(slice, line.span, &mut found);
        phrases.line(slice, line.span, clues, &mut found);
        sink.add(line.span, found);
    }
    let mut late = Vec::new();
    style.finish(text, &tongue, &mut late);
    names.finish(text, &mut late);
    phrases.finish(&mut late);
    romanization::compare(doc, &tongue, &mut late);
    lines::compare(doc, &mut late);
    sink.add_absolute(late);
    sink.into_annotations()
}

#[cfg(test)]
mod tests;
