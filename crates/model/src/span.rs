//! A piece of a text, as a byte range that always lies on character borders.

use serde::{Deserialize, Serialize};

/// A half-open byte range of one text, on character borders; checked where it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The range `start..end` of `text`, or `None` when it does not lie inside `text` on character borders.
    pub fn new(text: &str, start: usize, end: usize) -> Option<Span> {
        let inside =
            start <= end && end <= u32::MAX as usize && text.is_char_boundary(start) && text.is_char_boundary(end);
        inside.then_some(Span {
            start: start as u32,
            end: end as u32,
        })
    }

    /// The span of all of `text`.
    ///
    /// # Panics
    /// When `text` is 4 GiB or longer; the size limits of `sources` lie far below.
    pub fn whole(text: &str) -> Span {
        Span::new(text, 0, text.len()).expect("texts stay under 4 GiB")
    }

    /// The span that `slice` takes in `text`, when `slice` was cut from it (same memory).
    pub fn of_slice(text: &str, slice: &str) -> Option<Span> {
        let start = (slice.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
        Span::new(text, start, start.checked_add(slice.len())?)
    }

    /// The sub-span `start..end`, counted in bytes from the start of this one; `None` when it leaves this span
    /// or cuts a character of `text`.
    pub fn within(self, text: &str, start: usize, end: usize) -> Option<Span> {
        let at = self.start as usize;
        (end <= self.len())
            .then(|| Span::new(text, at + start, at + end))
            .flatten()
    }

    /// The span without white space at its ends; empty at its start when there is nothing else.
    pub fn trimmed(self, text: &str) -> Span {
        let slice = self.of(text);
        let start = self.start() + (slice.len() - slice.trim_start().len());
        let end = start.max(self.start() + slice.trim_end().len());
        Span {
            start: start as u32,
            end: end as u32,
        }
    }

    /// First byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether nothing lies in it. An empty span marks a place.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// As a range for indexing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start()..self.end()
    }

    /// The text it covers.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies inside this one.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_lie_on_character_borders() {
        let text = "Мінск";
        assert!(Span::new(text, 0, 1).is_none());
        assert_eq!(Span::new(text, 0, 2).unwrap().of(text), "М");
        assert!(Span::new(text, 4, 2).is_none());
        assert!(Span::new(text, 0, 11).is_none());
    }

    #[test]
    fn a_slice_finds_its_place() {
        let text = "a Łódź b";
        let word = text.split(' ').nth(1).unwrap();
        assert_eq!(Span::of_slice(text, word).unwrap().of(text), "Łódź");
        assert!(Span::of_slice(text, "elsewhere").is_none());
    }

    #[test]
    fn trimming_white_space_leaves_a_place() {
        let text = "x \u{a0} y";
        assert_eq!(Span::new(text, 1, 5).unwrap().trimmed(text).len(), 0);
        assert_eq!(Span::whole(" ab ").trimmed(" ab ").of(" ab "), "ab");
    }
}
