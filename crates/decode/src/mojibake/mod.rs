//! Mojibake: UTF-8 that was read as something else before it came here, once or several times; and one legacy charset
//! read as another ([`legacy`]).
//!
//! A run is repaired when its characters are the bytes of valid UTF-8 in the charset it was read by, and the evidence is
//! strong ([`judge`]). Where the way back is not exact, because a byte was lost (U+FFFD or `?` stands for it) or a
//! no-break space became a common one, the repair is a guess, and its rule ends in `-lossy` ([`is_exact`]): the
//! library offers it, a build reports it and leaves the text alone. Each repair keeps which characters became which,
//! so that places in the page can still be found.

mod codecs;
mod judge;
mod legacy;
mod scan;
mod weigh;

use std::collections::BTreeMap;

use copydesk_model::{Repair, RuleId};

use codecs::{CODECS, Tables, tables};
use judge::{Run, Total};

/// Mojibake in `text`, in order, without overlap. Clean text costs a scan and gives nothing.
///
/// What is garbled twice is repaired twice, in one [`Repair`]; the repaired text has no repairs left.
pub fn repair(text: &str) -> Vec<Repair> {
    let tables = tables();
    let mut paragraphs = candidates(text);
    // Each round takes characters away or turns controls into marks, so it ends; texts made to need many rounds
    // are left alone, so that the same answer comes out of the repaired text.
    for _ in 0..MAX_ROUNDS {
        if !round(&mut paragraphs, tables) {
            let mut rules = BTreeMap::new();
            return paragraphs.into_iter().flat_map(|p| p.repairs(&mut rules)).collect();
        }
    }
    Vec::new()
}

/// Whether the way back is exact: what stands there is what the repaired text becomes by the same accident. Else bytes
/// were lost, and the repair is a guess.
pub fn is_exact(repair: &Repair) -> bool {
    !repair.rule.as_str().ends_with(LOSSY)
}

const LOSSY: &str = "-lossy";

/// The text with all repairs made, guesses too.
pub fn repaired(text: &str) -> String {
    repaired_where(text, |_| true)
}

/// The text with those repairs made that `wanted` takes.
pub fn repaired_where(text: &str, wanted: impl Fn(&Repair) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for repair in repair(text).into_iter().filter(wanted) {
        out.push_str(&text[at..repair.range.start]);
        out.push_str(&repair.after);
        at = repair.range.end;
    }
    out.push_str(&text[at..]);
    out
}

const MAX_ROUNDS: usize = 12;

/// Characters of a text in suspicious lines from which on memory counts more than time.
const LARGE: usize = 1 << 20;

/// A character and the bytes of the text it stands for.
#[derive(Clone, Copy)]
struct Cell {
    c: char,
    source: u32,
    /// What changed it last; `None` for a character of the text.
    change: Option<Change>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    rule: u8,
    again: bool,
    lossy: bool,
}

impl Change {
    /// `cells` become one by `rule`.
    fn of(cells: &[Cell], rule: u8, lossy: bool) -> Option<Change> {
        let before = || cells.iter().filter_map(|cell| cell.change);
        Some(Change {
            rule,
            again: before().next().is_some(),
            lossy: lossy || before().any(|change| change.lossy),
        })
    }
}

/// The number of the rule for controls, behind those of the codecs.
const CONTROL_RULE: u8 = CODECS as u8;

/// The first number of the rules for one legacy charset read as another.
const CROSSED_RULE: u8 = CONTROL_RULE + 2;

/// A line that may hold mojibake.
struct Paragraph {
    start: usize,
    cells: Vec<Cell>,
    /// What was found in it, until it is changed.
    view: Option<Vec<View>>,
}

/// What a paragraph holds by one codec.
struct View {
    codec: usize,
    /// Not kept in a large text: they are looked for again when the paragraph is judged.
    runs: Option<Vec<Run>>,
    total: Total,
}

/// The lines that [`scan`] suspects.
fn candidates(text: &str) -> Vec<Paragraph> {
    let cell = |c: char| Cell {
        c,
        source: c.len_utf8() as u32,
        change: None,
    };
    let paragraph = |line: std::ops::Range<usize>| Paragraph {
        start: line.start,
        cells: text[line].chars().map(cell).collect(),
        view: None,
    };
    scan::lines(text).into_iter().map(paragraph).collect()
}

fn is_c1(c: char) -> bool {
    ('\u{80}'..='\u{9f}').contains(&c)
}

/// The next line: the end of a line on mainframes, and the byte of `…` in windows-1252.
const NEL: char = '\u{85}';

/// Whether NEL ends lines here: the text has no other line ends, and no NEL stands before a blank or a small letter, where an
/// ellipsis does.
fn ends_lines(cells: &[Cell]) -> bool {
    let mut times = 0;
    for (k, cell) in cells.iter().enumerate() {
        let next = cells.get(k + 1).map(|n| n.c).filter(|c| *c != NEL);
        let inside = next.is_some_and(|c| c.is_whitespace() || c.is_lowercase());
        if cell.c == '\n' || (cell.c == NEL && inside) {
            return false;
        }
        times += usize::from(cell.c == NEL);
    }
    times >= 2
}

/// One step back on the way of every paragraph that shows how it was garbled. Whether anything changed.
fn round(paragraphs: &mut [Paragraph], tables: &Tables) -> bool {
    let mut documents = [Total::default(); CODECS];
    let keeps = paragraphs.iter().map(|p| p.cells.len()).sum::<usize>() < LARGE;
    let fresh: Vec<bool> = paragraphs.iter_mut().map(|p| p.look(tables, keeps)).collect();
    for view in paragraphs.iter().flat_map(|p| p.view.iter().flatten()) {
        documents[view.codec].add(&view.total);
    }
    let mut changed = false;
    for (paragraph, fresh) in paragraphs.iter_mut().zip(fresh) {
        // A whole line says more than a run of it.
        if (fresh && paragraph.crossed(tables)) || paragraph.step(&documents, tables) {
            paragraph.view = None;
            changed = true;
        }
    }
    changed
}

impl Paragraph {
    /// Looks at the paragraph by every codec, if it is new or was changed. Whether that was so.
    fn look(&mut self, tables: &Tables, keeps: bool) -> bool {
        if self.view.is_some() {
            return false;
        }
        let mut views = Vec::new();
        for codec in tables.codecs_in(self.cells.iter().map(|cell| cell.c)) {
            let runs = judge::runs(&self.cells, codec, tables);
            if !runs.is_empty() {
                let total = judge::total(&self.cells, &runs);
                let runs = keeps.then_some(runs);
                views.push(View { codec, runs, total });
            }
        }
        self.view = Some(views);
        true
    }

    /// One step back by the codec that explains most. Whether anything changed.
    fn step(&mut self, documents: &[Total; CODECS], tables: &Tables) -> bool {
        let best = self
            .view
            .iter()
            .flatten()
            .map(|view| {
                let document = &documents[view.codec];
                let again = view
                    .runs
                    .is_none()
                    .then(|| judge::runs(&self.cells, view.codec, tables));
                let runs = view.runs.as_ref().or(again.as_ref()).map_or(&[][..], |runs| runs);
                (view.codec, judge::accepted(&self.cells, runs, &view.total, document))
            })
            .filter(|(_, runs)| !runs.is_empty())
            // Of two codecs with the same weight, the one that stands first.
            .max_by(|a, b| judge::weight(&a.1).total_cmp(&judge::weight(&b.1)).then(b.0.cmp(&a.0)));
        match best {
            Some((codec, runs)) => {
                self.apply(codec, &runs);
                self.blanks(codec, true, tables);
                true
            }
            None => self.blanks(codecs::WINDOWS_1252, false, tables) || self.controls(),
        }
    }
}

impl Paragraph {
    fn apply(&mut self, codec: usize, runs: &[Run]) {
        let mut out = Vec::with_capacity(self.cells.len());
        let mut at = 0;
        for run in runs {
            out.extend_from_slice(&self.cells[at..run.start]);
            at = run.start;
            let mut guessed = run.guessed.iter().peekable();
            for (k, &(c, len)) in run.results.iter().enumerate() {
                let cells = &self.cells[at..at + len];
                let lossy = guessed.next_if(|&&g| g == k).is_some();
                out.push(Cell {
                    c,
                    source: cells.iter().map(|cell| cell.source).sum(),
                    change: Change::of(cells, codec as u8, lossy),
                });
                at += len;
            }
        }
        out.extend_from_slice(&self.cells[at..]);
        self.cells = out;
    }

    /// `Ã ` for `à`: the second byte is a no-break space, and became a common one or fell together with the next. As
    /// nothing but a space stands there, only `Ã` alone or behind a small letter counts, among Latin words. Where the
    /// paragraph went through the codec for sure, `Â ` is a no-break space and `Å ` is `Š`. Whether anything changed.
    fn blanks(&mut self, codec: usize, sure: bool, tables: &Tables) -> bool {
        let mut found = Vec::new();
        let mut k = 0;
        while k + 2 < self.cells.len() {
            let left = match found.last() {
                Some(&(at, c, taken)) if at + taken == k => c,
                _ => k.checked_sub(1).map_or(' ', |k| self.cells[k].c),
            };
            match self.blank(k, left, codec, sure, tables) {
                Some((c, taken)) => {
                    found.push((k, c, taken));
                    k += taken;
                }
                None => k += 1,
            }
        }
        if found.is_empty() {
            return false;
        }
        let mut out = Vec::with_capacity(self.cells.len());
        let mut at = 0;
        for (k, c, taken) in found {
            out.extend_from_slice(&self.cells[at..k]);
            at = k + taken;
            let taken = &self.cells[k..at];
            let source = taken.iter().map(|cell| cell.source).sum();
            let change = Change::of(taken, codec as u8, true);
            out.push(Cell { c, source, change });
        }
        out.extend_from_slice(&self.cells[at..]);
        self.cells = out;
        true
    }

    /// What the cell at `k`, behind `left`, and the blank behind it are together, and how many cells that takes.
    fn blank(&self, k: usize, left: char, codec: usize, sure: bool, tables: &Tables) -> Option<(char, usize)> {
        let cell = &self.cells[k];
        if cell.c.is_ascii() || !matches!(self.cells[k + 1].c, ' ' | '\u{a0}') {
            return None;
        }
        let next: String = self.cells[k + 2..].iter().take(7).map(|cell| cell.c).collect();
        let right = next.trim_start().chars().next().unwrap_or(' ');
        match tables.entry(cell.c).bytes[codec] {
            0xc2 if sure && !left.is_uppercase() => Some(('\u{a0}', 2)),
            0xc5 if sure && !left.is_alphabetic() && next.starts_with(char::is_lowercase) => Some(('Š', 2)),
            0xc3 if matches!(left, ' ' | '\'' | '’') || left.is_ascii_lowercase() => {
                if !(right.is_ascii_lowercase() || matches!(right, '\'' | '’')) {
                    return None;
                }
                let alone = left == ' ';
                // Portuguese `às` and `àquele` are one word.
                let joined = alone
                    && (next.starts_with("s ")
                        || ["quele", "quela", "quilo"].iter().any(|word| next.starts_with(word)));
                let swallowed = joined || next.starts_with(' ');
                // A no-break space before a letter is the other rule's.
                let common = self.cells[k + 1].c == ' ';
                (common || swallowed).then_some(('à', if swallowed { 2 } else { 1 }))
            }
            _ => None,
        }
    }

    /// The whole line by another legacy charset. Whether anything changed.
    fn crossed(&mut self, tables: &Tables) -> bool {
        if !scan::may_be_crossed(self.cells.iter().map(|cell| cell.c)) {
            return false;
        }
        let Some((wrong, right)) = legacy::crossing(&self.cells, tables) else {
            return false;
        };
        let mut changed = false;
        for cell in &mut self.cells {
            if let Some(c) = legacy::character(cell.c, wrong, right, tables)
                && c != cell.c
            {
                let rule = CROSSED_RULE + (wrong * CODECS + right) as u8;
                (cell.c, cell.change) = (c, Change::of(&[*cell], rule, false));
                changed = true;
            }
        }
        changed
    }

    /// C1 controls are windows-1252 read as Latin-1, as browsers know; beside Central European letters they are
    /// windows-1250. Whether anything changed.
    fn controls(&mut self) -> bool {
        if !self.cells.iter().any(|cell| is_c1(cell.c)) {
            return false;
        }
        let central = |c: char| {
            matches!(
                c,
                'ą' | 'ć'
                    | 'ę'
                    | 'ł'
                    | 'ń'
                    | 'ś'
                    | 'ź'
                    | 'ż'
                    | 'č'
                    | 'ď'
                    | 'ě'
                    | 'ř'
                    | 'š'
                    | 'ť'
                    | 'ů'
                    | 'ž'
                    | 'ő'
                    | 'ű'
                    | 'ľ'
            )
        };
        let western = |c: char| matches!(c, 'à' | 'è' | 'ê' | 'ù' | 'û' | 'ñ' | 'ã' | 'õ' | 'æ' | 'ø' | 'å' | 'ï');
        let count = |is: fn(char) -> bool| self.cells.iter().filter(|cell| is(cell.c)).count();
        let codec = if count(central) > count(western) {
            codecs::WINDOWS_1250
        } else {
            codecs::WINDOWS_1252
        };
        let nel = ends_lines(&self.cells);
        let mut changed = false;
        for cell in &mut self.cells {
            let c = if is_c1(cell.c) && !(nel && cell.c == NEL) {
                tables().decode(codec, cell.c as u8)
            } else {
                cell.c
            };
            if c != cell.c {
                let rule = CONTROL_RULE + u8::from(codec == codecs::WINDOWS_1250);
                (cell.c, cell.change) = (c, Change::of(&[*cell], rule, false));
                changed = true;
            }
        }
        changed
    }

    /// Neighbouring changes by one rule, each as one repair.
    fn repairs(self, rules: &mut BTreeMap<Change, RuleId>) -> Vec<Repair> {
        let mut found: Vec<(Change, Repair)> = Vec::new();
        let mut at = self.start;
        for cell in &self.cells {
            let end = at + cell.source as usize;
            if let Some(change) = cell.change {
                let part = (cell.source, cell.c.len_utf8() as u32);
                match found.last_mut() {
                    Some((last, repair)) if *last == change && repair.range.end == at => {
                        repair.range.end = end;
                        repair.after.push(cell.c);
                        repair.parts.push(part);
                    }
                    _ => {
                        let rule = rules.entry(change).or_insert_with(|| rule(change)).clone();
                        let repair = Repair {
                            range: at..end,
                            after: cell.c.to_string(),
                            parts: vec![part],
                            rule,
                        };
                        found.push((change, repair));
                    }
                }
            }
            at = end;
        }
        found.into_iter().map(|(_, repair)| repair).collect()
    }
}

fn rule(change: Change) -> RuleId {
    let name = match usize::from(change.rule) {
        codec if codec < CODECS => format!("utf-8-as-{}", codecs::name(codec)),
        CODECS => "c1-for-windows-1252".to_owned(),
        rule if rule < usize::from(CROSSED_RULE) => "c1-for-windows-1250".to_owned(),
        rule => {
            let crossing = rule - usize::from(CROSSED_RULE);
            format!(
                "{}-as-{}",
                codecs::name(crossing % CODECS),
                codecs::name(crossing / CODECS)
            )
        }
    };
    RuleId::new(&format!(
        "decode/mojibake/{name}{}{}",
        if change.again { "-twice" } else { "" },
        if change.lossy { LOSSY } else { "" }
    ))
}

#[cfg(test)]
mod tests;
