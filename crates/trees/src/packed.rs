//! The packed form, little-endian: `CDTREES1`; features u16, trees u16, bias i32 (in units), unit f64; the features' names as
//! UTF-8, each ended by a line feed, behind their length u32; for each feature the number of its borders u8 and the borders f32,
//! rising; for each tree its depth u8, for each level feature u16 and border u8, then 2^depth leaves i16 (in units).

use thiserror::Error;

use crate::Forest;
use crate::forest::{Split, Tree};

const MAGIC: &[u8; 8] = b"CDTREES1";
/// A leaf's number must fit a byte.
const MAX_DEPTH: u8 = 8;

/// Why bytes are no packed ensemble.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ForestError {
    /// It does not begin as such a file begins.
    #[error("not a packed tree ensemble: it does not begin with CDTREES1; pack it with crates/trees/pack.py")]
    Magic,
    /// It ends early, or goes on after its end.
    #[error("the packed tree ensemble has the wrong length at byte {0}; pack it again with crates/trees/pack.py")]
    Length(usize),
    /// A tree asks for what is not there.
    #[error("tree {tree} of the packed ensemble is not sound: {reason}; pack it again with crates/trees/pack.py")]
    Tree {
        /// Its number, from 0.
        tree: usize,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The names of its features are no UTF-8 or not as many as the features.
    #[error("the packed tree ensemble does not name its {0} features; pack it again with crates/trees/pack.py")]
    Names(usize),
    /// Borders do not rise, or are not numbers.
    #[error("the borders of feature {0} of the packed ensemble do not rise; pack it again with crates/trees/pack.py")]
    Borders(usize),
}

impl Forest {
    /// Reads a packed ensemble.
    ///
    /// # Errors
    /// When the bytes are not what `pack.py` writes; offsets in errors are bytes.
    pub fn read(bytes: &[u8]) -> Result<Self, ForestError> {
        let mut reader = Reader { bytes, at: 0 };
        if reader.take(MAGIC.len()) != Ok(MAGIC) {
            return Err(ForestError::Magic);
        }
        let features = usize::from(reader.u16()?);
        let count = usize::from(reader.u16()?);
        let bias = i32::from_le_bytes(reader.array()?);
        let unit = f64::from_le_bytes(reader.array()?);
        let names_length = u32::from_le_bytes(reader.array()?) as usize;
        let names: Vec<String> = std::str::from_utf8(reader.take(names_length)?)
            .map_err(|_| ForestError::Names(features))?
            .lines()
            .map(str::to_owned)
            .collect();
        if names.len() != features {
            return Err(ForestError::Names(features));
        }
        let borders = (0..features)
            .map(|feature| reader.borders(feature))
            .collect::<Result<Vec<_>, _>>()?;
        let trees = (0..count)
            .map(|tree| reader.tree(tree, &borders))
            .collect::<Result<Vec<_>, _>>()?;
        if reader.at != bytes.len() {
            return Err(ForestError::Length(reader.at));
        }
        Ok(Self {
            names,
            borders,
            trees,
            bias,
            unit,
        })
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], ForestError> {
        let end = self.at.checked_add(length).ok_or(ForestError::Length(self.at))?;
        let taken = self.bytes.get(self.at..end).ok_or(ForestError::Length(self.at))?;
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ForestError> {
        let at = self.at;
        self.take(N)?.try_into().map_err(|_| ForestError::Length(at))
    }

    fn u8(&mut self) -> Result<u8, ForestError> {
        Ok(self.array::<1>()?[0])
    }

    fn u16(&mut self) -> Result<u16, ForestError> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    fn borders(&mut self, feature: usize) -> Result<Vec<f32>, ForestError> {
        let count = self.u8()?;
        let borders = (0..count)
            .map(|_| Ok(f32::from_le_bytes(self.array()?)))
            .collect::<Result<Vec<_>, ForestError>>()?;
        if borders.iter().all(|b| b.is_finite()) && borders.windows(2).all(|pair| pair[0] < pair[1]) {
            Ok(borders)
        } else {
            Err(ForestError::Borders(feature))
        }
    }

    fn tree(&mut self, tree: usize, borders: &[Vec<f32>]) -> Result<Tree, ForestError> {
        let unsound = |reason| ForestError::Tree { tree, reason };
        let depth = self.u8()?;
        if depth > MAX_DEPTH {
            return Err(unsound("it is deeper than 8"));
        }
        let mut splits = Vec::with_capacity(usize::from(depth));
        for _ in 0..depth {
            let split = Split {
                feature: self.u16()?,
                border: self.u8()?,
            };
            let feature = borders
                .get(usize::from(split.feature))
                .ok_or(unsound("it asks for a feature that is not there"))?;
            if usize::from(split.border) >= feature.len() {
                return Err(unsound("it asks for a border that is not there"));
            }
            splits.push(split);
        }
        let leaves = (0..1_usize << depth)
            .map(|_| Ok(i16::from_le_bytes(self.array()?)))
            .collect::<Result<Vec<_>, ForestError>>()?;
        Ok(Tree { splits, leaves })
    }
}
