//! Is it mojibake? Evidence for runs of characters that are the bytes of valid UTF-8 in some codec.
//!
//! Such runs stand in correct text too: `été »` with its no-break space is the bytes of an ideograph in
//! windows-1252, and `Рік`, `Їх` and `зášť` hold others. So a run is weighed: how odd is it as it stands (a letter
//! and then `©`, a small letter and then a capital), and how plausible is what comes out. A run of
//! [`STRONG`] weight is repaired anywhere. A weaker one is repaired only where its paragraph, or the whole document,
//! shows by stronger runs that it went through the same codec, and where hardly any letter speaks against that.

use super::Cell;
use super::codecs::{Tables, WINDOWS_1250, WINDOWS_1252};
use super::weigh::{Class, Follower, class, follower, weigh};

/// Enough by itself.
const STRONG: f32 = 1.5;
/// A document with this weight in strong runs was garbled throughout, when its other letters do not say otherwise.
const GARBLED: f32 = 6.0;

/// Neighbouring sequences that decode.
#[derive(Clone)]
pub(super) struct Run {
    /// Place of the first cell.
    pub(super) start: usize,
    /// Characters that come out, each with the number of cells it takes.
    pub(super) results: Vec<(char, usize)>,
    /// Numbers of the results to which the way back is a guess: a byte was lost or became a common blank.
    pub(super) guessed: Vec<usize>,
    weight: f32,
}

impl Run {
    pub(super) fn end(&self) -> usize {
        self.start + self.results.iter().map(|r| r.1).sum::<usize>()
    }
}

/// What a paragraph or a document says for and against a codec.
#[derive(Clone, Copy, Default)]
pub(super) struct Total {
    weight: f32,
    strong: f32,
    covered: usize,
    /// Letters beyond ASCII that are no part of a run: they would not be there after the same accident.
    contrary: usize,
}

impl Total {
    pub(super) fn add(&mut self, other: &Total) {
        self.weight += other.weight;
        self.strong += other.strong;
        self.covered += other.covered;
        self.contrary += other.contrary;
    }

    fn consistent(&self) -> bool {
        self.contrary * 4 <= self.covered
    }
}

pub(super) fn total(cells: &[Cell], runs: &[Run]) -> Total {
    let letters = |cells: &[Cell]| {
        cells
            .iter()
            .filter(|cell| !cell.c.is_ascii() && cell.c.is_alphabetic())
            .count()
    };
    let mut total = Total {
        contrary: letters(cells),
        ..Total::default()
    };
    for run in runs {
        total.weight += run.weight;
        total.strong += if run.weight >= STRONG { run.weight } else { 0.0 };
        total.covered += run.results.len();
        total.contrary = total.contrary.saturating_sub(letters(&cells[run.start..run.end()]));
    }
    total
}

/// The runs that are to be repaired: strong ones, those in one word with a strong one, and all of a paragraph that
/// was garbled throughout.
pub(super) fn accepted(cells: &[Cell], runs: &[Run], paragraph: &Total, document: &Total) -> Vec<Run> {
    let garbled = document.strong >= GARBLED && document.consistent();
    let all = paragraph.consistent() && (paragraph.weight >= STRONG || garbled);
    let mut accept: Vec<bool> = runs.iter().map(|run| all || run.weight >= STRONG).collect();
    // Leads that lead nowhere, far more than those that do: what was garbled here was garbled further since.
    let orphan = |w: &[Cell]| matches!(w[0].c, 'ã' | 'â') && !w[1].c.is_ascii() && follower(w[1].c) == Follower::Odd;
    let orphans = cells.windows(2).filter(|w| orphan(w)).count();
    let covered = |run: &Run| cells[run.start..run.end()].windows(2).filter(|w| orphan(w)).count();
    if orphans > 4 + 2 * runs.iter().map(covered).sum::<usize>() {
        return Vec::new();
    }
    // One run alone, in a line whose dashes and quotes are right: something else happened to it.
    let mark = |cell: &Cell| matches!(cell.c, '–' | '—' | '“' | '”' | '„');
    if let [only] = runs
        && only.weight < 3.5
        && paragraph.contrary == 0
        && cells[..only.start].iter().chain(&cells[only.end()..]).any(mark)
    {
        accept[0] = false;
    }
    let one_word = |a: &Run, b: &Run| cells[a.end()..b.start].iter().all(|cell| cell.c.is_alphabetic());
    for k in 1..runs.len() {
        accept[k] |= accept[k - 1] && one_word(&runs[k - 1], &runs[k]);
    }
    for k in (1..runs.len()).rev() {
        accept[k - 1] |= accept[k] && one_word(&runs[k - 1], &runs[k]);
    }
    let accepted = runs.iter().zip(accept).filter(|(_, accept)| *accept);
    accepted.map(|(run, _)| run.clone()).collect()
}

pub(super) fn weight(runs: &[Run]) -> f32 {
    runs.iter().map(|run| run.weight).sum()
}

/// All runs of a paragraph by one codec, in order.
pub(super) fn runs(cells: &[Cell], codec: usize, tables: &Tables) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    let mut open: Option<Run> = None;
    while at < cells.len() {
        let sequence = if cells[at].c.is_ascii() {
            None
        } else {
            sequence(&cells[at..], codec, tables)
        };
        match sequence.filter(|found| class(found.c) != Class::Odd) {
            Some(Sequence { c, len, guessed }) => {
                let run = open.get_or_insert_with(|| Run {
                    start: at,
                    results: Vec::new(),
                    guessed: Vec::new(),
                    weight: 0.0,
                });
                run.guessed.extend(guessed.then_some(run.results.len()));
                run.results.push((c, len));
                at += len;
            }
            None => {
                runs.extend(open.take());
                at += 1;
            }
        }
    }
    runs.extend(open.take());
    for run in &mut runs {
        run.weight = weigh(cells, run, codec, tables);
    }
    // Frames hold other parts than those that can be bytes.
    let is_box = |cell: &Cell| ('\u{2500}'..='\u{257f}').contains(&cell.c);
    let boxes = cells.iter().filter(|cell| is_box(cell)).count();
    let inside: usize = runs
        .iter()
        .map(|run| cells[run.start..run.end()].iter().filter(|cell| is_box(cell)).count())
        .sum();
    if boxes > inside {
        runs.retain(|run| !is_box(&cells[run.start]));
    }
    // A single foreign ideograph or syllable in a word is chance.
    runs.retain(|run| run.weight > 0.0);
    runs
}

/// A character that comes out of several.
struct Sequence {
    c: char,
    /// Cells that it takes.
    len: usize,
    /// Whether the way back is not exact.
    guessed: bool,
}

/// The character whose UTF-8 bytes stand at the start of `cells`. Where one of the bytes
/// was lost the character is lost with it, and U+FFFD comes out; a no-break space among three bytes may have become a
/// common one.
fn sequence(cells: &[Cell], codec: usize, tables: &Tables) -> Option<Sequence> {
    let byte = |cell: &Cell| tables.entry(cell.c).bytes[codec];
    let lead = byte(&cells[0]);
    let len = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    if lead == 0xed
        && let Some(c) = surrogates(cells, byte)
    {
        return Some(Sequence {
            c,
            len: 6,
            guessed: false,
        });
    }
    let mut bytes = [lead, 0, 0, 0];
    let (mut lost, mut blank) = (false, false);
    for (k, cell) in cells.get(1..len)?.iter().enumerate() {
        let gone = match cell.c {
            '\u{fffd}' => loses(cells, len, codec),
            '?' => is_lost(cells, len, lead),
            _ => false,
        };
        lost |= gone;
        bytes[k + 1] = match cell.c {
            // What would be valid there.
            _ if gone && k == 0 && matches!(lead, 0xe0 | 0xf0) => 0xbf,
            _ if gone => 0x80,
            ' ' if blank_inside(cells, k, lead, codec, byte) => {
                blank = true;
                0xa0
            }
            _ => byte(cell),
        };
    }
    let c = std::str::from_utf8(&bytes[..len]).ok()?.chars().next()?;
    Some(Sequence {
        c: if lost { '\u{fffd}' } else { c },
        len,
        guessed: lost || blank,
    })
}

/// Whether a lead byte before a lost one is more likely a lead byte than a letter: a capital, in the two codecs in
/// which that is common; before several bytes, any but Cyrillic and Greek ones.
fn loses(cells: &[Cell], len: usize, codec: usize) -> bool {
    if len > 2 {
        return !('\u{370}'..'\u{530}').contains(&cells[0].c);
    }
    matches!(codec, WINDOWS_1252 | WINDOWS_1250) && matches!(cells[0].c, 'À'..='ß' | 'Ă' | 'Ĺ' | 'Ď' | 'Đ' | 'Ń')
}

/// Whether the space behind cell `k` was a no-break space and so a byte: among three, or between two Cyrillic letters.
fn blank_inside(cells: &[Cell], k: usize, lead: u8, codec: usize, byte: impl Fn(&Cell) -> u8) -> bool {
    if codec != WINDOWS_1252 {
        return false;
    }
    match lead {
        0xe2 if k == 0 => is_sign(cells),
        // The last of three, before more of the same kind, or before the mark that makes an emoji of a sign.
        0xe0.. => {
            k == 1
                && cells
                    .get(3)
                    .is_some_and(|next| next.c == 'ï' || lead != 0xe2 && next.c == cells[0].c)
        }
        0xd0 => cells.get(2).is_some_and(|next| matches!(byte(next), 0xd0 | 0xd1)),
        _ => false,
    }
}

/// `â €`, which was `⠀` before its no-break space became a common one.
fn is_sign(cells: &[Cell]) -> bool {
    cells.get(2).is_some_and(|cell| cell.c == '€')
}

/// A question mark that stands for a byte: `â€?`, `â?¬`, and `Ã?` before more of its kind.
fn is_lost(cells: &[Cell], len: usize, lead: u8) -> bool {
    lead == 0xe2 && len == 3 || lead == 0xc3 && cells.get(2).is_some_and(|cell| matches!(cell.c, 'Â' | 'â'))
}

/// A surrogate pair of which each half was written as three bytes (CESU-8).
fn surrogates(cells: &[Cell], byte: impl Fn(&Cell) -> u8) -> Option<char> {
    let mut bytes = [0_u8; 6];
    for (b, cell) in bytes.iter_mut().zip(cells.get(..6)?) {
        *b = byte(cell);
    }
    crate::near::surrogates(&bytes)
}
