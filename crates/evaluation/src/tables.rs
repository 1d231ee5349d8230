//! The tables of a dataset, a document at a time.

use std::path::Path;

use copydesk_dataset::{DocumentRows, SpanRow, documents};

use crate::error::Error;

/// Every document of a dataset, in the order of the tables.
pub(crate) fn whole(dataset: &Path) -> Result<Vec<DocumentRows>, Error> {
    Ok(documents(dataset)?.collect::<Result<_, _>>()?)
}

/// A page as lines, in code points.
pub(crate) struct Lines {
    chars: Vec<char>,
    /// First code point of each line, and one past its last; the line feed belongs to none.
    borders: Vec<(usize, usize)>,
}

impl Lines {
    pub(crate) fn of(page: &str) -> Lines {
        let chars: Vec<char> = page.chars().collect();
        let mut borders = Vec::new();
        let mut start = 0;
        for (k, _) in chars.iter().enumerate().filter(|(_, c)| **c == '\n') {
            borders.push((start, k));
            start = k + 1;
        }
        borders.push((start, chars.len()));
        Lines { chars, borders }
    }

    pub(crate) fn len(&self) -> usize {
        self.borders.len()
    }

    /// Code points of a line, counted from 0.
    pub(crate) fn line(&self, k: usize) -> &[char] {
        let (start, end) = self.borders[k];
        &self.chars[start..end]
    }

    /// The line that a code point of the page lies in, and its place there; the line feed counts as the end.
    pub(crate) fn place(&self, at: i32) -> (usize, usize) {
        let at = usize::try_from(at).unwrap_or(0);
        let k = self
            .borders
            .partition_point(|(start, _)| *start <= at)
            .saturating_sub(1);
        (k, self.cut(k, at))
    }

    /// The place of a code point of the page in line `k`, held inside that line.
    pub(crate) fn cut(&self, k: usize, at: usize) -> usize {
        let (start, end) = self.borders[k];
        at.clamp(start, end) - start
    }

    /// The parts of line `k` that spans cover; the spans follow each other.
    pub(crate) fn parts<'s>(&self, k: usize, spans: &'s [SpanRow]) -> impl Iterator<Item = (&'s SpanRow, &[char])> {
        let (start, end) = self.borders[k];
        let at = |x: i32| usize::try_from(x).unwrap_or(0);
        let first = spans.partition_point(|s| at(s.end) <= start);
        let inside = spans[first..].iter().take_while(move |s| at(s.start) < end);
        let part = move |s: &SpanRow| {
            self.chars
                .get(at(s.start).max(start)..at(s.end).min(end))
                .unwrap_or_default()
        };
        inside.map(move |s| (s, part(s))).filter(|(_, part)| !part.is_empty())
    }
}
