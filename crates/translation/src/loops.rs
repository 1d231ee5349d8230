//! Phrases that repeat without end.

use copydesk_model::ArtifactKind;

use crate::{
    finding::Finding,
    reader::{Reader, Word},
};

/// Periods of loops that are looked for, in words.
const PERIODS: usize = 8;

/// Looks for a phrase of up to eight words that is said at least three times in a row.
pub(crate) struct Loops {
    /// Which word, counted from one, was the last whose hash ends so: most words are none of the last eight.
    recent: [u32; 256],
    hashes: [u32; PERIODS],
    starts: [usize; PERIODS],
    count: usize,
    /// For each period: words that equal the one a period before, in a row; where the first of all began; the end.
    runs: [(usize, usize, usize); PERIODS],
    /// Whether one of them has begun.
    open: bool,
    reported: usize,
}

impl Loops {
    pub(crate) fn new() -> Loops {
        Loops {
            recent: [0; 256],
            hashes: [0; PERIODS],
            starts: [0; PERIODS],
            count: 0,
            runs: [(0, 0, 0); PERIODS],
            open: false,
            reported: 0,
        }
    }

    pub(crate) fn word(&mut self, line: &str, word: &Word, found: &mut Vec<Finding>) {
        let now = self.count as u32 + 1;
        let then = std::mem::replace(&mut self.recent[word.hash as usize % 256], now);
        let known = self.open || now - then <= PERIODS as u32;
        for p in 1..=if known { PERIODS.min(self.count) } else { 0 } {
            let before = (self.count - p) % PERIODS;
            if self.hashes[before] == word.hash {
                if self.runs[p - 1].0 == 0 {
                    self.runs[p - 1].1 = self.starts[before];
                }
                self.runs[p - 1].0 += 1;
                self.runs[p - 1].2 = word.end;
            } else if self.runs[p - 1].0 > 0 {
                self.close(p, line, found);
            }
        }
        if known {
            self.open = self.runs.iter().any(|r| r.0 > 0);
        }
        let here = self.count % PERIODS;
        self.hashes[here] = word.hash;
        self.starts[here] = word.start;
        self.count += 1;
    }

    fn close(&mut self, p: usize, line: &str, found: &mut Vec<Finding>) {
        let (equal, start, end) = std::mem::take(&mut self.runs[p - 1]);
        // People say a word four times and a pair of words three times for its sound.
        let least = match p {
            1 => 5,
            2 => 6,
            _ => 2 * p,
        };
        // Cells of a table run together: each begins with a capital.
        let capital = |at: usize| line[at..].starts_with(|c: char| c.is_uppercase());
        let mut reader = Reader::new(&line[start..end]);
        let mut begins = std::iter::from_fn(|| reader.next()).map(|w| start + w.start).step_by(p);
        let cells = equal >= least && begins.all(capital);
        if equal >= least && start >= self.reported && !cells {
            self.reported = end;
            let f = Finding::new(start, end, ArtifactKind::RepeatedLoop, "loop/phrase", 0.95);
            found.push(f.because(format!("{} times {p} words", equal / p + 1)));
        }
    }

    pub(crate) fn finish(mut self, line: &str, found: &mut Vec<Finding>) {
        if !self.open {
            return;
        }
        for p in 1..=PERIODS {
            self.close(p, line, found);
        }
    }
}
