//! Forms that begin with a small letter, such as `von der Leyen`: the capitalised words would not show them.
//!
//! A table of bits over the first bytes of a word turns nearly all words away at the price of one look.

use std::collections::BTreeMap;

/// Bytes that a form is known by.
const HEAD: usize = 3;

/// Looks up forms by the beginning of a word in small letters.
#[derive(Clone)]
pub(crate) struct Small {
    bits: Box<[u64; 64]>,
    /// Index of the phrase and its text, by the first bytes, long ones first.
    by_head: BTreeMap<[u8; HEAD], Vec<(u32, Box<str>)>>,
}

impl Default for Small {
    fn default() -> Small {
        Small {
            bits: Box::new([0; 64]),
            by_head: BTreeMap::new(),
        }
    }
}

fn place(head: [u8; HEAD]) -> (usize, u64) {
    let word = u32::from_le_bytes([head[0], head[1], head[2], 0]).wrapping_mul(0x9e37_79b1) >> 20;
    ((word >> 6) as usize, 1 << (word & 63))
}

fn head(bytes: &[u8]) -> Option<[u8; HEAD]> {
    bytes.first_chunk::<HEAD>().copied()
}

impl Small {
    /// Adds a phrase; one of fewer bytes than the head is none.
    pub(crate) fn add(&mut self, phrase: u32, text: &str) {
        let Some(head) = head(text.as_bytes()) else { return };
        let (word, bit) = place(head);
        self.bits[word] |= bit;
        let all = self.by_head.entry(head).or_default();
        let at = all.partition_point(|p| p.1.len() >= text.len());
        all.insert(at, (phrase, text.into()));
    }

    /// Whether a form may begin here.
    pub(crate) fn may_begin(&self, bytes: &[u8]) -> bool {
        head(bytes).is_some_and(|head| {
            let (word, bit) = place(head);
            self.bits[word] & bit != 0
        })
    }

    /// The forms that stand here, the longest first.
    pub(crate) fn beginning<'s>(&'s self, text: &'s str) -> impl Iterator<Item = u32> + 's {
        let all = head(text.as_bytes()).and_then(|head| self.by_head.get(&head));
        all.into_iter()
            .flatten()
            .filter(move |(_, form)| text.starts_with(&**form))
            .map(|(phrase, _)| *phrase)
    }

    /// All forms, by the index of the phrase.
    pub(crate) fn all(&self) -> impl Iterator<Item = u32> + '_ {
        self.by_head.values().flatten().map(|(phrase, _)| *phrase)
    }
}
