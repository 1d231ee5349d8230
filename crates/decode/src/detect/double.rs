//! Charsets of two bytes: what would the text cost by each of them, by how common its characters are?

use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, GBK, SHIFT_JIS};

use super::single::Verdict;
use crate::coding::Coding;
use crate::letters::{BIT, East, ideograph};

/// Charsets, what it costs to meet them, and the language whose characters they hold.
const CANDIDATES: [(Coding, u64, East); 7] = [
    (Coding::Whatwg(GBK), 1, East::Simplified),
    (Coding::Whatwg(BIG5), 1, East::Traditional),
    (Coding::Whatwg(SHIFT_JIS), 1, East::Japanese),
    (Coding::Whatwg(EUC_JP), 1, East::Japanese),
    (Coding::Whatwg(EUC_KR), 1, East::Korean),
    (Coding::Whatwg(GBK), 4, East::Traditional),
    (Coding::Johab, 8, East::Korean),
];

/// Enough for a verdict.
const ENOUGH: usize = 6 << 10;

/// Whether the bytes can be pairs at all: in every such charset, lead bytes stand before bytes from 30 on.
pub(super) fn possible(text: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    let mut rest = text.iter();
    while let Some(&lead) = rest.next() {
        if lead >= 0x81 {
            match rest.next() {
                Some(&trail) if trail >= 0x30 && trail != 0x7f => good += 1,
                _ => bad += 1,
            }
        }
    }
    bad * 20 <= good
}

/// All charsets of two bytes by which next to nothing is lost, and what the bytes beyond ASCII, in `head` of the
/// whole, cost by them.
pub(super) fn verdicts(head: &[u8]) -> Vec<Verdict> {
    let mut found: Vec<Verdict> = Vec::new();
    for (coding, prior, language) in CANDIDATES {
        let (text, lost) = coding.decode(head);
        let total = text.chars().filter(|c| !c.is_ascii()).count();
        if lost as usize * 50 > total + 49 {
            continue;
        }
        let cost = text.chars().map(|c| u64::from(ideograph(language, c))).sum::<u64>() + prior * u64::from(BIT);
        match found.iter_mut().find(|v| v.coding == coding) {
            Some(other) => other.cost = other.cost.min(cost),
            None => found.push(Verdict { coding, cost }),
        }
    }
    found.sort_by_key(|v| v.cost);
    if let Some(first) = found.first_mut()
        && first.coding == Coding::Whatwg(GBK)
    {
        // The same text, and four bytes for what GBK has not.
        first.coding = Coding::Whatwg(if GBK.decode_without_bom_handling(head).1 {
            GB18030
        } else {
            GBK
        });
    }
    found
}

/// The part of `text` that is looked at. It ends at a byte that is whole in every charset.
pub(super) fn head(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    if text.len() - start <= ENOUGH {
        return &text[start..];
    }
    let head = &text[start..start + ENOUGH];
    let end = head
        .iter()
        .rposition(|b| *b < 0x30)
        .filter(|&end| end * 2 > ENOUGH)
        .unwrap_or(ENOUGH);
    &head[..end]
}
