//! Text that stands twice: a paragraph repeated, words of a caption repeated in the article.
//!
//! Hit: the same paragraph of sixty characters or more a second time; the copy falls. Miss: a short line that returns,
//! such as an answer in an interview; a row of a table that a long article gives again.

use std::collections::BTreeMap;

use copydesk_model::{ArtifactKind, Label};
use copydesk_rules::Folded;

use crate::chars::Classes;
use crate::sheet::Sheet;

/// Shortest paragraph whose copy falls.
const PARAGRAPH: usize = 60;
/// A shorter line may return so many lines further down, where the line model keeps it.
const ITEM: usize = 120;
const FAR: usize = 5;
/// What stands more often is no row of a table.
const TIMES: usize = 4;
/// How sure a copy is: what an article says twice on purpose is rare, and the recall setting keeps it.
const COPY: f32 = 0.85;
/// Shortest run of words that counts as repeated.
const RUN: usize = 8;

pub(super) fn run(sheet: &mut Sheet<'_>) {
    paragraphs(sheet);
    captions(sheet);
}

fn paragraphs(sheet: &mut Sheet<'_>) {
    let long = |i: &usize| sheet.free(*i) && sheet.lines[*i].chars >= PARAGRAPH;
    // Nearly all lines stand alone; those that may not are folded and compared.
    let mut alike: Vec<(u64, usize)> = (0..sheet.len())
        .filter(long)
        .map(|i| (sheet.lines[i].hash, i))
        .collect();
    alike.sort_unstable();
    let alike = alike.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1);
    let mut folded = Folded::default();
    let mut hashed: Vec<(u64, bool, usize)> = alike
        .flatten()
        .map(|&(_, i)| {
            folded.set(sheet.lines[i].text);
            // Of two copies, one that the line model doubts is not the one that stays.
            (hash(folded.text()), sheet.doubt(i).is_some(), i)
        })
        .collect();
    hashed.sort_unstable();
    for same in hashed.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        let first = same[0].2;
        let text = sheet.folded(first);
        for &(_, _, i) in &same[1..] {
            if sheet.folded(i) != text || (same.len() <= TIMES && returns(sheet, first, i)) {
                continue;
            }
            let why = format!("the same as line {}", first + 1);
            sheet.set(i, Label::Duplicate, "duplicate/paragraph", COPY, Some(why));
            for k in [first, i] {
                let range = (0, sheet.lines[k].text.len());
                let why = "the same paragraph twice";
                sheet.artifact(k, range, ArtifactKind::DuplicateText, "duplicate/paragraph", why);
            }
        }
    }
}

/// A row of a table, an item of a list or a heading that an article says again further down: the line model keeps it.
fn returns(sheet: &Sheet<'_>, first: usize, i: usize) -> bool {
    sheet.trusted(i) && sheet.lines[i].chars < ITEM && i.abs_diff(first) >= FAR
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn step(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

/// Equal hashes are compared as texts.
fn hash(text: &str) -> u64 {
    text.bytes().fold(SEED, |hash, byte| step(hash, u64::from(byte)))
}

/// Runs of words of a caption that stand in the article too; reported at both places.
fn captions(sheet: &mut Sheet<'_>) {
    let is_caption = |i: &usize| sheet.label(*i) == Some(Label::PhotoCaption);
    let captions: Vec<usize> = (0..sheet.len()).filter(is_caption).collect();
    if captions.is_empty() {
        return;
    }
    let own: Vec<(usize, Words)> = captions.iter().map(|&c| (c, Words::of(sheet.lines[c].text))).collect();
    let runs = |(n, (_, words)): (usize, &(usize, Words))| {
        let starts = 0..(words.hashes.len() + 1).saturating_sub(RUN);
        starts.map(move |at| (words.run(at), (n, at))).collect::<Vec<_>>()
    };
    let index: BTreeMap<u64, (usize, usize)> = own.iter().enumerate().flat_map(runs).collect();
    let mut found = Vec::new();
    for b in (0..sheet.len()).filter(|&i| sheet.prose(i)) {
        let other = Words::of(sheet.lines[b].text);
        let mut k = 0;
        while k + RUN <= other.hashes.len() {
            let Some(&(n, at)) = index.get(&other.run(k)) else {
                k += 1;
                continue;
            };
            let (c, words) = &own[n];
            let more = words.hashes[at..]
                .iter()
                .zip(&other.hashes[k..])
                .take_while(|(a, b)| a == b)
                .count();
            found.push((*c, words.range(at, at + more)));
            found.push((b, other.range(k, k + more)));
            k += more.max(1);
        }
    }
    found.sort_unstable();
    found.dedup();
    for (i, range) in found {
        let why = "caption and article in the same words";
        sheet.artifact(i, range, ArtifactKind::DuplicateText, "duplicate/caption-words", why);
    }
}

/// The words of a line with their places, as hashes of their small letters: what joins two parts of a word does not count.
struct Words {
    hashes: Vec<u64>,
    places: Vec<(usize, usize)>,
}

impl Words {
    fn of(text: &str) -> Words {
        let classes = Classes::get();
        let (mut hashes, mut places) = (Vec::new(), Vec::new());
        // The word that is being read: its hash, its first byte, and one past its last letter.
        let mut word: Option<(u64, usize, usize)> = None;
        for (at, c) in text.char_indices() {
            let class = classes.of(c);
            if class.alphanumeric {
                let (hash, start, _) = word.unwrap_or((SEED, at, at));
                word = Some((step(hash, u64::from(u32::from(class.lower))), start, at + c.len_utf8()));
            } else if !class.joins
                && let Some((hash, start, end)) = word.take()
            {
                hashes.push(hash);
                places.push((start, end));
            }
        }
        if let Some((hash, start, end)) = word {
            hashes.push(hash);
            places.push((start, end));
        }
        Words { hashes, places }
    }

    /// A hash of the run of words from `at` on.
    fn run(&self, at: usize) -> u64 {
        self.hashes[at..at + RUN]
            .iter()
            .fold(SEED, |hash, word| step(hash, *word))
    }

    fn range(&self, from: usize, to: usize) -> (usize, usize) {
        (self.places[from].0, self.places[to - 1].1)
    }
}
