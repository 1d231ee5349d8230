//! From bytes to Unicode code points, the unit of every offset in the dataset.

/// Counts code points before a byte, in constant time and a thirty-second of the text's memory.
pub(crate) struct CodePoints<'t> {
    text: &'t str,
    /// Code points before every block of [`STEP`] bytes; empty for ASCII.
    before: Vec<u32>,
}

const STEP: usize = 128;

impl<'t> CodePoints<'t> {
    pub(crate) fn new(text: &'t str) -> CodePoints<'t> {
        let mut before = Vec::new();
        if !text.is_ascii() {
            before.reserve(text.len() / STEP + 1);
            let mut count = 0;
            for block in text.as_bytes().chunks(STEP) {
                before.push(count);
                count += starts(block);
            }
            before.push(count);
        }
        CodePoints { text, before }
    }

    /// Code points before byte `at`.
    pub(crate) fn at(&self, at: usize) -> i32 {
        if self.before.is_empty() {
            return at as i32;
        }
        let block = at / STEP;
        (self.before[block] + starts(&self.text.as_bytes()[block * STEP..at])) as i32
    }

    pub(crate) fn total(&self) -> i32 {
        self.at(self.text.len())
    }
}

fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::CodePoints;

    #[test]
    fn counts_code_points_before_a_byte() {
        for text in ["", "abc", "Мінск 2020", &"Łódź, Мінск, 北京 😀 ".repeat(40)] {
            let points = CodePoints::new(text);
            for (n, (at, _)) in text.char_indices().enumerate() {
                assert_eq!(points.at(at), n as i32);
            }
            assert_eq!(points.total() as usize, text.chars().count());
        }
    }
}
