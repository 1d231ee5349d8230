//! Which findings lie inside a direct quotation of their block, and which inside the title of a work.

use copydesk_model::Document;

use crate::annotate::Found;
use crate::fold::is_word;
use crate::words::{Roles, Words};

/// Where a finding lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Outside of quotation marks, or alone between them.
    Plain,
    /// In a direct quotation.
    Quoted,
    /// In the title of a film or a book, which is left alone.
    Title,
}

/// Where each finding lies, in order.
pub(crate) fn inside(doc: &Document, found: &[Found], words: &Words) -> Vec<Place> {
    let text = doc.text();
    let mut out = Vec::with_capacity(found.len());
    let mut block = 0;
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    let mut read = usize::MAX;
    for f in found {
        while block < doc.blocks.len() && doc.blocks[block].span.end() <= f.start {
            block += 1;
        }
        let Some(b) = doc.blocks.get(block) else {
            out.push(Place::Plain);
            continue;
        };
        if read != block {
            ranges = quotations(text, b.span.start(), b.span.end());
            read = block;
        }
        // Ranges are in order and do not overlap; the last that begins before the finding is the only candidate.
        let k = ranges.partition_point(|r| r.0 <= f.start);
        let range = k.checked_sub(1).map(|k| ranges[k]).filter(|r| f.end <= r.1);
        out.push(range.map_or(Place::Plain, |(start, end)| {
            let mut around = text[start..f.start].chars().chain(text[f.end..end].chars());
            if around.all(|c| !is_word(c)) {
                Place::Plain
            } else if end - start < 90 && is_title(text, b.span.start(), start, words) {
                Place::Title
            } else {
                Place::Quoted
            }
        }));
    }
    out
}

/// Whether the word before the quotation mark that ends at `start` says that a title follows: `the film “…`.
fn is_title(text: &str, block: usize, start: usize, words: &Words) -> bool {
    let before = text[block..start].trim_end_matches(|c: char| !is_word(c));
    let Some(word) = before.rsplit(|c| !is_word(c)).next() else {
        return false;
    };
    start - block - before.len() <= 5 && words.is(word, &[Roles::WORK])
}

/// The insides of quotations, outermost only; one that does not close runs to the end of its block.
fn quotations(text: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let bytes = text.as_bytes();
    let mut at = start;
    while at < end {
        // Every quotation mark is this byte, or begins with one of these two.
        let Some(step) = memchr::memchr3(b'"', 0xc2, 0xe2, &bytes[at..end]) else {
            break;
        };
        at += step;
        let Some(c) = text[at..].chars().next() else { break };
        let next_at = at + c.len_utf8();
        match open {
            None => {
                let word_before = text[start..at].chars().next_back().is_some_and(is_word);
                let opens = match c {
                    '“' | '„' | '«' => true,
                    '"' | '‘' => !word_before,
                    // Swedish and Finnish open with the closing mark; elsewhere it closes what never opened.
                    _ => false,
                };
                if opens {
                    open = Some((at + c.len_utf8(), c));
                }
            }
            Some((from, mark)) => {
                let next = text[at + c.len_utf8()..end].chars().next();
                let closes = match mark {
                    '“' => c == '”',
                    '„' => matches!(c, '“' | '”' | '"'),
                    '«' => c == '»',
                    '‘' => c == '’' && !next.is_some_and(is_word),
                    _ => c == '"',
                };
                if closes {
                    out.push((from, at));
                    open = None;
                }
            }
        }
        at = next_at;
    }
    if let Some((from, mark)) = open
        && mark != '‘'
    {
        out.push((from, end));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = quotations(text, 0, text.len())
            .into_iter()
            .map(|(s, e)| &text[s..e])
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn quotations_of_every_style() {
        check("He said “we wait” and left.", &["we wait"]);
        check("Ён сказаў: «чакаем».", &["чакаем"]);
        check("„Wir warten“, sagte er. „Czekamy”", &["Wir warten", "Czekamy"]);
        check("\"We wait,\" she said. \"And wait.\"", &["We wait,", "And wait."]);
        check("‘It’s late,’ he said", &["It’s late,"]);
        check("“It runs on", &["It runs on"]);
        check("the driver’s cup", &[]);
        check("", &[]);
    }
}
