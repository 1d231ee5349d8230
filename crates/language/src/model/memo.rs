//! What words ask of a table, kept for those that come again: few words make up most of any text, and what a word adds is
//! always the same.

use std::borrow::Cow;
use std::cell::RefCell;

use super::{LANES, Sums, Table, Words, grams, group};

/// Longer words are read anew each time.
const LONGEST: usize = 24;
/// Words that are kept of each table; one takes the place of another. They fit into the second cache of a processor, which
/// no table does.
const SLOTS: usize = 2048;
/// Rows of signed bytes whose sum is surely held in 16 bits.
const ROWS: usize = 250;

/// The bytes of a word, in small letters as far as they are ASCII; zeros behind its end.
type Key = [u64; LONGEST / 8];

/// The words of one table.
struct Memo {
    /// Where the table's weights stand, which stay there for ever.
    weights: *const u8,
    /// Zeros in a slot that holds none.
    keys: Vec<Key>,
    /// Number of rows.
    counts: Vec<u16>,
    /// For each slot the sums of its rows.
    sums: Vec<i16>,
}

thread_local! {
    static MEMOS: RefCell<Vec<Memo>> = const { RefCell::new(Vec::new()) };
}

impl Memo {
    fn new(weights: &'static [u8], width: usize) -> Memo {
        Memo {
            weights: weights.as_ptr(),
            keys: vec![Key::default(); SLOTS],
            counts: vec![0; SLOTS],
            sums: vec![0; SLOTS * width],
        }
    }
}

fn key(word: &str) -> Option<Key> {
    let mut bytes = [0; LONGEST];
    bytes.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    bytes.make_ascii_lowercase();
    let (eights, _) = bytes.as_chunks::<8>();
    Some(std::array::from_fn(|k| u64::from_le_bytes(eights[k])))
}

fn slot(key: &Key) -> usize {
    let mixed = key.iter().fold(0, |hash: u64, eight| {
        (hash ^ eight).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
    });
    (mixed.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 53) as usize % SLOTS
}

/// Adds the rows of all features of `text` to `sums`.
pub(super) fn add(table: &Table, text: &str, sums: &mut Sums) {
    let mut rows = Vec::new();
    let words = Words::new(text, group(table.script));
    let Cow::Borrowed(weights) = table.weights else {
        // A table in the making may change.
        words.for_each(|word| read(table, word, &mut rows, sums));
        return;
    };
    let width = table.width();
    MEMOS.with_borrow_mut(|memos| {
        let at = memos.iter().position(|m| m.weights == weights.as_ptr());
        let at = at.unwrap_or_else(|| {
            memos.push(Memo::new(weights, width));
            memos.len() - 1
        });
        let memo = &mut memos[at];
        // The sum of so many rows as 16 bits surely hold.
        let (mut near, mut near_rows) = (vec![0; width], 0);
        for word in words {
            let Some(key) = key(word) else {
                read(table, word, &mut rows, sums);
                continue;
            };
            let slot = slot(&key);
            let own = &mut memo.sums[slot * width..][..width];
            if memo.keys[slot] != key {
                rows.clear();
                grams(word, table.script, table.rows, |row| rows.push(row as u32));
                row_sums(&rows, weights, own);
                memo.keys[slot] = key;
                memo.counts[slot] = rows.len() as u16;
            }
            let count = usize::from(memo.counts[slot]);
            if near_rows + count > ROWS {
                widen(&near, &mut sums.wide);
                near.fill(0);
                near_rows = 0;
            }
            near_rows += count;
            sums.count += count;
            for (near, own) in near
                .as_chunks_mut::<LANES>()
                .0
                .iter_mut()
                .zip(own.as_chunks::<LANES>().0)
            {
                for (sum, more) in near.iter_mut().zip(own) {
                    *sum += *more;
                }
            }
        }
        widen(&near, &mut sums.wide);
    });
}

/// Reads a word without keeping it.
fn read(table: &Table, word: &str, rows: &mut Vec<u32>, sums: &mut Sums) {
    rows.clear();
    grams(word, table.script, table.rows, |row| rows.push(row as u32));
    sums.count += rows.len();
    let mut own = vec![0; table.width()];
    for rows in rows.chunks(ROWS) {
        row_sums(rows, &table.weights, &mut own);
        widen(&own, &mut sums.wide);
    }
}

fn widen(own: &[i16], wide: &mut [i32]) {
    let (own, _) = own.as_chunks::<LANES>();
    let (wide, _) = wide.as_chunks_mut::<LANES>();
    for (wide, own) in wide.iter_mut().zip(own) {
        for (sum, more) in wide.iter_mut().zip(own) {
            *sum += i32::from(*more);
        }
    }
}

/// The sums of at most [`ROWS`] rows.
fn row_sums(rows: &[u32], weights: &[u8], sums: &mut [i16]) {
    // A block of columns at a time: its sums stay in registers, and the rows in the nearest cache.
    let width = sums.len();
    let mut from = 0;
    while from < width {
        from += match width - from {
            wide if wide >= 4 * LANES => columns::<{ 4 * LANES }>(rows, weights, from, sums),
            wide if wide >= 2 * LANES => columns::<{ 2 * LANES }>(rows, weights, from, sums),
            _ => columns::<LANES>(rows, weights, from, sums),
        };
    }
}

/// The columns `from .. from + N` of the sums; gives `N`.
fn columns<const N: usize>(rows: &[u32], weights: &[u8], from: usize, sums: &mut [i16]) -> usize {
    let width = sums.len();
    let mut narrow = [0_i16; N];
    for &row in rows {
        let weights = weights[row as usize * width + from..].first_chunk::<N>();
        let weights = weights.expect("a row is whole");
        for (sum, weight) in narrow.iter_mut().zip(weights) {
            *sum += i16::from(weight.cast_signed());
        }
    }
    sums[from..from + N].copy_from_slice(&narrow);
    N
}

#[cfg(test)]
mod tests {
    use super::super::SHIPPED;
    use super::*;

    #[test]
    fn a_word_that_is_known_adds_what_it_added_before() {
        let long = "а".repeat(300);
        let text = format!(
            "The Mayor the mayor THE Été été e\u{301}te Мэр мэр мэра {long} donaudampfschifffahrtsgesellschaft"
        );
        for script in ["Latn", "Cyrl"] {
            let table = SHIPPED.table(copydesk_model::Code::new(script)).expect("a table");
            let sums = || Sums {
                wide: vec![0; table.width()],
                count: 0,
            };
            let (mut known, mut anew) = (sums(), sums());
            for _ in 0..2 {
                add(table, &text, &mut known);
                let mut rows = Vec::new();
                Words::new(&text, group(table.script)).for_each(|word| read(table, word, &mut rows, &mut anew));
                assert_eq!((&known.wide, known.count), (&anew.wide, anew.count), "{script}");
            }
        }
    }
}
