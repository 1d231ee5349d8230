//! The compact model: letter n-grams hashed into a table of small integers, one column for each language.
//!
//! One table for each script whose languages must be told apart. A text becomes its n-grams of one to five letters inside a
//! word (an edge counts as a letter) and its words of four letters and more; each asks one row of the table, and the rows'
//! sum, over the root of their number, is the log-odds of every language. How the weights came about, and what they reach,
//! stands in the model card, `crates/language/train/README.md`.
//!
//! Method: Cavnar, Trenkle, "N-Gram-Based Text Categorization", 1994, for the n-grams; Weinberger and others, "Feature
//! Hashing for Large Scale Multitask Learning", 2009, for the table.

mod memo;
mod words;

use std::borrow::Cow;
use std::sync::LazyLock;

use copydesk_model::Code;

use words::Words;

/// Columns are padded to this, so that a row is whole registers.
pub const LANES: usize = 8;
/// An answer that more text would not change: of 3,404 pieces of 200 letters none that was this sure was wrong.
const PLAIN: f32 = 0.999;
/// Enough to take a paragraph for what its document is; that it is something else needs all its letters.
const LIKELY: f32 = 0.98;
/// Log-odds so far behind the best are none: e to this power is lost beside 1 in an f64.
const FAR: f64 = -40.0;
/// Log-odds that are less apart leave the greater one a probability below [`PLAIN`], ...
const PLAINLY_APART: f64 = 6.5;
/// ... and below [`LIKELY`].
const LIKELY_APART: f64 = 3.8;
const MAGIC: &[u8; 8] = b"CDLANGM1";

/// The model this crate ships.
pub(crate) static SHIPPED: LazyLock<Model> = LazyLock::new(|| {
    Model::read(include_bytes!("../data/languages.model")).expect("the shipped model is sound, a test reads it")
});

/// The tables of all scripts.
#[derive(Debug)]
pub struct Model {
    tables: Vec<Table>,
}

/// The languages of one script.
#[derive(Debug)]
pub struct Table {
    /// ISO 15924.
    pub script: Code,
    /// ISO 639-3 of each column; `und` for the families of languages outside.
    pub languages: Vec<Code>,
    /// Number of rows.
    pub rows: u32,
    /// The value of one step of a weight.
    pub unit: f32,
    /// Added to the log-odds of each column.
    pub bias: Vec<f32>,
    /// What log-odds are multiplied by: the first, and the second times ln(n-grams).
    pub sharpness: [f32; 2],
    /// Rows of [`Table::width`] signed bytes.
    pub weights: Cow<'static, [u8]>,
}

impl Table {
    /// Bytes of a row.
    pub fn width(&self) -> usize {
        self.languages.len().next_multiple_of(LANES)
    }

    /// Probabilities of the columns for a text, `None` when it holds no letter of the script.
    pub fn probabilities(&self, text: &str) -> Option<Vec<f32>> {
        self.read(text, &Reading::Whole)
    }

    fn read(&self, text: &str, reading: &Reading) -> Option<Vec<f32>> {
        let mut sums = Sums {
            wide: vec![0; self.width()],
            count: 0,
        };
        let (mut rest, mut length) = (text, reading.enough());
        loop {
            let (part, behind) = split(rest, length);
            memo::add(self, part, &mut sums);
            if sums.count == 0 && behind.is_empty() {
                return None;
            }
            let logits = self.logits(&sums.wide[..self.languages.len()], sums.count);
            if behind.is_empty() {
                return Some(softmax(&logits));
            }
            if self.may_be_plain(&logits, reading) {
                let answer = softmax(&logits);
                if self.is_plain(&answer, reading) {
                    return Some(answer);
                }
            }
            // Twice as much as has been read, so that asking costs little beside reading.
            (rest, length) = (behind, text.len() - behind.len());
        }
    }

    fn is_plain(&self, answer: &[f32], reading: &Reading) -> bool {
        let mut columns = self.languages.iter().zip(answer);
        match reading {
            Reading::Whole => false,
            Reading::Until(_) => columns.any(|c| *c.1 >= PLAIN),
            Reading::UntilLike(_, expected) => columns.any(|c| c.0 == expected && *c.1 >= LIKELY),
        }
    }

    /// Whether the two greatest log-odds are far enough apart for a plain answer: turns most of the others away without
    /// asking for a probability.
    fn may_be_plain(&self, logits: &[f64], reading: &Reading) -> bool {
        let (mut best, mut first, mut second) = (0, f64::NEG_INFINITY, f64::NEG_INFINITY);
        for (k, &logit) in logits.iter().enumerate() {
            if logit > first {
                (best, second, first) = (k, first, logit);
            } else if logit > second {
                second = logit;
            }
        }
        match reading {
            Reading::Whole => false,
            Reading::Until(_) => first - second >= PLAINLY_APART,
            Reading::UntilLike(_, expected) => {
                first - second >= LIKELY_APART && self.languages.get(best) == Some(expected)
            }
        }
    }

    /// The most probable language and its probability, `None` when the text holds no letter of the script.
    pub fn best(&self, text: &str, reading: &Reading) -> Option<(Code, f32)> {
        let columns = self.read(text, reading)?;
        let outside: f32 = self
            .languages
            .iter()
            .zip(&columns)
            .filter(|c| *c.0 == Code::UND)
            .map(|c| c.1)
            .sum();
        let known = self
            .languages
            .iter()
            .zip(&columns)
            .filter(|c| *c.0 != Code::UND)
            .max_by(|a, b| a.1.total_cmp(b.1));
        Some(
            known
                .filter(|best| *best.1 >= outside)
                .map_or((Code::UND, outside), |best| (*best.0, *best.1)),
        )
    }

    fn logits(&self, sums: &[i32], count: usize) -> Vec<f64> {
        let count = count as f64;
        let sharpness = f64::from(self.sharpness[0]) + f64::from(self.sharpness[1]) * libm::log(count);
        let factor = f64::from(self.unit) / libm::sqrt(count);
        sums.iter()
            .zip(&self.bias)
            .map(|(&sum, &bias)| (f64::from(sum) * factor + f64::from(bias)) * sharpness)
            .collect()
    }
}

/// The probabilities of log-odds.
fn softmax(logits: &[f64]) -> Vec<f32> {
    let greatest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let power = |l: f64| if l < FAR { 0.0 } else { libm::exp(l) };
    let powers: Vec<f64> = logits.iter().map(|l| power(l - greatest)).collect();
    let all: f64 = powers.iter().sum();
    powers.iter().map(|p| (p / all) as f32).collect()
}

/// How much of a text is read.
#[derive(Clone, Copy, Debug)]
pub enum Reading {
    /// All of it.
    Whole,
    /// So many bytes, and on until the answer is one that more text would not change.
    Until(usize),
    /// So many bytes, and on until the text is likely to be in that language; all of it where it is in another.
    UntilLike(usize, Code),
}

impl Reading {
    fn enough(self) -> usize {
        match self {
            Reading::Whole => usize::MAX,
            Reading::Until(bytes) | Reading::UntilLike(bytes, _) => bytes,
        }
    }
}

/// The sum of the rows read so far.
struct Sums {
    wide: Vec<i32>,
    count: usize,
}

/// The text up to the end of the word that stands behind its first `length` bytes, and what is behind it.
fn split(text: &str, length: usize) -> (&str, &str) {
    let end = text.as_bytes().get(length..).map_or(text.len(), |behind| {
        let blank = behind.iter().position(|b| matches!(b, b' ' | b'\n'));
        blank.map_or(text.len(), |n| length + n)
    });
    text.split_at(end)
}

impl Model {
    /// The table of a script.
    pub fn table(&self, script: Code) -> Option<&Table> {
        self.tables.iter().find(|t| t.script == script)
    }

    /// Takes a script's table out.
    pub fn take(&mut self, script: Code) -> Option<Table> {
        let at = self.tables.iter().position(|t| t.script == script)?;
        Some(self.tables.remove(at))
    }

    /// A model of these tables.
    pub fn new(tables: Vec<Table>) -> Self {
        Self { tables }
    }

    /// Reads what [`Model::bytes`] wrote; `None` when the bytes are not that.
    pub fn read(bytes: &'static [u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let count = take(&mut rest, 1)?[0];
        let mut tables = Vec::new();
        for _ in 0..count {
            let script = code(take(&mut rest, 4)?)?;
            let rows = u32::from_le_bytes(take(&mut rest, 4)?.try_into().ok()?);
            let columns = usize::from(take(&mut rest, 1)?[0]);
            let languages = take(&mut rest, columns * 3)?
                .chunks(3)
                .map(code)
                .collect::<Option<Vec<_>>>()?;
            let unit = number(&mut rest)?;
            let sharpness = [number(&mut rest)?, number(&mut rest)?];
            let bias = (0..columns).map(|_| number(&mut rest)).collect::<Option<Vec<_>>>()?;
            let size = columns.next_multiple_of(LANES).checked_mul(rows as usize)?;
            let weights = Cow::Borrowed(take(&mut rest, size)?);
            tables.push(Table {
                script,
                languages,
                rows,
                unit,
                bias,
                sharpness,
                weights,
            });
        }
        rest.is_empty().then_some(Self { tables })
    }

    /// The model as a file, little-endian: `CDLANGM1`, the number of tables; of each table the script, the number of its rows
    /// (u32) and of its columns, the languages, unit, sharpness and bias as f32, and the rows.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.push(self.tables.len() as u8);
        for table in &self.tables {
            out.extend(table.script.as_str().as_bytes());
            out.extend(table.rows.to_le_bytes());
            out.push(table.languages.len() as u8);
            out.extend(table.languages.iter().flat_map(|l| l.as_str().bytes()));
            let numbers = [table.unit]
                .into_iter()
                .chain(table.sharpness)
                .chain(table.bias.iter().copied());
            out.extend(numbers.flat_map(f32::to_le_bytes));
            out.extend(table.weights.iter());
        }
        out
    }
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(taken)
}

fn number(rest: &mut &[u8]) -> Option<f32> {
    let number = f32::from_le_bytes(take(rest, 4)?.try_into().ok()?);
    number.is_finite().then_some(number)
}

fn code(bytes: &[u8]) -> Option<Code> {
    std::str::from_utf8(bytes).ok().map(Code::new)
}

/// Where a word begins and ends.
const EDGE: u64 = 1;
/// Odd numbers whose product mixes keys; the golden ratio and two of SplitMix64.
const MIX: [u64; 3] = [0x9e37_79b9_7f4a_7c15, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb];
/// Shorter words are n-grams already, edges and all.
const LEAST_WORD: u32 = 4;

/// Calls `each` with the row, below `rows`, of every feature of the letters of `script`; all else parts words.
pub fn grams(text: &str, script: Code, rows: u32, mut each: impl FnMut(usize)) {
    let folds = &*FOLDS;
    let own = group(script);
    let row = |key: u64| (((key.wrapping_mul(MIX[0]) >> 32) * u64::from(rows)) >> 32) as usize;
    // The last four letters, the newest lowest; the letters of the word and its leading edge; the word's hash.
    let (mut last, mut length, mut word) = (0_u64, 0_u32, 0_u64);
    let step = |last: u64, fifth: u64, length: u32, each: &mut dyn FnMut(usize)| {
        each(row(last & 0xffff_ffff));
        if length >= 3 {
            each(row(last & 0xffff_ffff_ffff));
        }
        if length >= 4 {
            each(row(last.wrapping_mul(MIX[1]) ^ (last >> 32)));
        }
        if length >= 5 {
            each(row(
                (last.wrapping_mul(MIX[2]) ^ (last >> 29)).wrapping_add(fifth.wrapping_mul(MIX[1]))
            ));
        }
    };
    for c in text.chars().chain([' ']) {
        let fold = folds.get(c as usize).copied().unwrap_or_default();
        if fold.group == SKIP {
            continue;
        }
        if fold.group == own && own != 0 {
            if length == 0 {
                (last, length, word) = (EDGE, 1, 0);
            }
            let fifth = last >> 48;
            last = last << 16 | u64::from(fold.letter);
            length += 1;
            word = (word ^ u64::from(fold.letter)).wrapping_mul(MIX[1]).rotate_left(23);
            each(row(u64::from(fold.letter) ^ 0xa5a5_0000));
            step(last, fifth, length, &mut each);
        } else if length > 0 {
            let fifth = last >> 48;
            last = last << 16 | EDGE;
            step(last, fifth, length + 1, &mut each);
            if length > LEAST_WORD {
                each(row(word ^ word >> 31));
            }
            length = 0;
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Fold {
    letter: u16,
    group: u8,
}

/// Combining marks, which neither part words nor count.
const SKIP: u8 = u8::MAX;
/// Scripts with a table, in the order of their groups from 1.
const GROUPS: [&str; 4] = ["Latn", "Cyrl", "Arab", "Deva"];

fn group(script: Code) -> u8 {
    GROUPS
        .iter()
        .position(|g| *g == script.as_str())
        .map_or(0, |n| n as u8 + 1)
}

/// The lower case and the script's group of every character that can have one.
static FOLDS: LazyLock<Vec<Fold>> = LazyLock::new(|| {
    (0..0x2000_u32)
        .map(|n| {
            let Some(c) = char::from_u32(n) else {
                return Fold::default();
            };
            if (0x300..0x370).contains(&n) || n == 0xad {
                return Fold { letter: 0, group: SKIP };
            }
            let lower = c.to_lowercase().next().unwrap_or(c);
            let script = crate::script::script_of(c).map_or(0, |script| group(Code::new(script)));
            Fold {
                letter: lower as u32 as u16,
                group: script,
            }
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, script: &str) -> usize {
        let mut n = 0;
        grams(text, Code::new(script), 1000, |row| {
            assert!(row < 1000);
            n += 1;
        });
        n
    }

    #[test]
    fn features_are_counted_inside_words() {
        // One letter: itself, with either edge, with both.
        assert_eq!(rows("a", "Latn"), 4);
        assert_eq!(rows("A b", "Latn"), 2 * rows("a", "Latn"));
        // A word of four letters is a feature of its own.
        assert_eq!(rows("abcd", "Latn"), 4 + 5 + 4 + 3 + 2 + 1);
        assert_eq!(rows("", "Latn"), 0);
        assert_eq!(rows("12, 34 — Мінск 明", "Latn"), 0);
        assert_eq!(rows("12, Minsk", "Cyrl"), 0);
        assert_eq!(rows("e\u{301}te\u{301}", "Latn"), rows("ete", "Latn"));
    }

    #[test]
    fn what_is_written_is_read() {
        let table = Table {
            script: Code::new("Cyrl"),
            languages: vec![Code::new("bel"), Code::UND],
            rows: 16,
            unit: 0.5,
            bias: vec![0.0, -1.0],
            sharpness: [1.0, 0.25],
            weights: (0..16 * LANES).map(|n| n as u8).collect(),
        };
        let before = table.probabilities("Мінск");
        let bytes: &'static [u8] = Model::new(vec![table]).bytes().leak();
        let model = Model::read(bytes).expect("a model");
        assert_eq!(
            model.table(Code::new("Cyrl")).and_then(|t| t.probabilities("Мінск")),
            before
        );
        for end in 0..bytes.len() {
            assert!(Model::read(&bytes[..end]).is_none(), "cut at {end}");
        }
    }
}
