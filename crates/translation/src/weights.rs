//! The numbers of the document model, read from `weights.bin`; `train/README.md` says from what and how good.

use std::sync::LazyLock;

use crate::masker::TOKENS;

/// The source languages of the first heads, in the order of the file.
pub(crate) const LANGUAGES: [&str; 8] = ["ces", "deu", "hau", "isl", "jpn", "rus", "ukr", "cmn"];
/// Heads: log-odds of a translation from each language against an original; a machine against a person, if it is
/// one; news, above zero, against other genres.
pub(crate) const HEADS: usize = LANGUAGES.len() + 2;
pub(crate) const MACHINE: usize = LANGUAGES.len();
pub(crate) const NEWS: usize = LANGUAGES.len() + 1;

/// Second token of a feature of one token.
pub(crate) const ALONE: u16 = u16::MAX;
/// A count of a feature above this one counts no more.
pub(crate) const MOST: usize = 3;

/// Bytes before the features: magic, their number, three floats for all, two for each head.
const HEAD: usize = 4 + 4 + 3 * 4 + HEADS * 8;
/// Bytes of a feature.
const WIDTH: usize = 5 + HEADS;

/// The weights that come with the crate.
pub(crate) static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    // A test reads the same bytes; they cannot fail for a user.
    Weights::read(include_bytes!("weights.bin")).expect("the weights that come with the crate")
});

pub(crate) struct Weights {
    /// Tokens that are part of a feature, numbered from one so that the table of pairs stays small; 0 for the rest.
    pub(crate) known: [u16; TOKENS],
    /// Known tokens and one more.
    pub(crate) width: usize,
    /// For each pair of known tokens its feature, else the one behind the last, which weighs nothing.
    pub(crate) pairs: Vec<u16>,
    pub(crate) alone: [u16; TOKENS],
    /// The two tokens of each feature, the second [`ALONE`] for a single one.
    pub(crate) tokens: Vec<(u16, u16)>,
    /// What a feature that stands there so often adds to the vector; a row of zeros for none.
    pub(crate) values: Vec<[f64; MOST + 1]>,
    pub(crate) heads: Vec<[f64; HEADS]>,
    pub(crate) bias: [f64; HEADS],
    /// The line that makes a calibrated logit of the log-odds of all languages together.
    pub(crate) slope: f64,
    pub(crate) shift: f64,
}

impl Weights {
    /// `CDT2`, the number of features (u32), the unit of rarity, slope and shift (f32), for each head its unit and
    /// bias (f32); then the features: first token and second (u16), rarity (u8), one weight for each head (i8).
    /// Little-endian. `None` for anything else.
    pub(crate) fn read(bytes: &[u8]) -> Option<Weights> {
        let float = |at: usize| Some(f64::from(f32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)));
        let short = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
        let count = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
        if bytes.get(..4)? != b"CDT2" || bytes.len() != HEAD + count.checked_mul(WIDTH)? || count >= 0xffff {
            return None;
        }
        let unit = float(8)?;
        let (mut scale, mut bias) = ([0.0; HEADS], [0.0; HEADS]);
        for k in 0..HEADS {
            scale[k] = float(20 + 8 * k)?;
            bias[k] = float(24 + 8 * k)?;
        }
        let none = count as u16;
        let mut known = [0; TOKENS];
        let mut width = 1;
        let mut tokens = Vec::with_capacity(count);
        for k in 0..count {
            let at = HEAD + k * WIDTH;
            let (first, second) = (short(at)?, short(at + 2)?);
            for token in [first, second].into_iter().filter(|&t| t != ALONE) {
                let slot = known.get_mut(usize::from(token))?;
                if *slot == 0 {
                    *slot = width;
                    width += 1;
                }
            }
            tokens.push((first, second));
        }
        let width = usize::from(width);
        let mut weights = Weights {
            known,
            width,
            pairs: vec![none; width * width],
            alone: [none; TOKENS],
            tokens,
            values: Vec::with_capacity(count + 1),
            heads: Vec::with_capacity(count + 1),
            bias,
            slope: float(12)?,
            shift: float(16)?,
        };
        for k in 0..count {
            let (first, second) = weights.tokens[k];
            if second == ALONE {
                weights.alone[usize::from(first)] = k as u16;
            } else {
                let at = weights.pair(known[usize::from(first)], known[usize::from(second)]);
                weights.pairs[at] = k as u16;
            }
            let at = HEAD + k * WIDTH;
            let rarity = unit * f64::from(*bytes.get(at + 4)?);
            weights
                .values
                .push(std::array::from_fn(|n| rarity * libm::log1p(n as f64)));
            let row = bytes.get(at + 5..at + WIDTH)?;
            weights
                .heads
                .push(std::array::from_fn(|h| scale[h] * f64::from(row[h] as i8)));
        }
        weights.values.push([0.0; MOST + 1]);
        weights.heads.push([0.0; HEADS]);
        Some(weights)
    }

    /// Where in `pairs` two tokens stand, as numbers of `known`.
    pub(crate) fn pair(&self, first: u16, second: u16) -> usize {
        usize::from(first) * self.width + usize::from(second)
    }
}
