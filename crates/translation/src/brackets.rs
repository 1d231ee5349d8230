//! Brackets that close nothing or are never closed.

use copydesk_model::ArtifactKind;

use crate::{
    finding::Finding,
    marks::{after, before},
};

/// Unclosed brackets of one line that are reported.
const MOST: usize = 8;

/// The brackets open at one place of a line.
#[derive(Default)]
pub(crate) struct Brackets {
    open: Vec<(u32, char)>,
    /// Open ones by kind, so that a closing bracket need not be searched for.
    count: [usize; 3],
}

fn kind(c: char) -> usize {
    match c {
        '(' | ')' => 0,
        '[' | ']' => 1,
        _ => 2,
    }
}

impl Brackets {
    pub(crate) fn open(&mut self, line: &str, at: usize, c: char) {
        if !smiley(line, at) {
            self.open.push((at as u32, c));
            self.count[kind(c)] += 1;
        }
    }

    pub(crate) fn close(&mut self, line: &str, at: usize, c: char, found: &mut Vec<Finding>) {
        let k = kind(c);
        if self.count[k] == 0 {
            if !smiley(line, at) && !numbered(line, at) {
                found.push(unbalanced(at));
            }
            return;
        }
        // What was opened later and not closed is unbalanced.
        while let Some((start, opened)) = self.open.pop() {
            self.count[kind(opened)] -= 1;
            if kind(opened) == k {
                break;
            }
            found.push(unbalanced(start as usize));
        }
    }

    pub(crate) fn finish(self, found: &mut Vec<Finding>) {
        found.extend(self.open.iter().take(MOST).map(|&(at, _)| unbalanced(at as usize)));
    }
}

fn unbalanced(at: usize) -> Finding {
    Finding::new(at, at + 1, ArtifactKind::UnbalancedBracket, "bracket/unbalanced", 0.9)
}

/// `:)`, `;-(`, `:]`
fn smiley(line: &str, at: usize) -> bool {
    let left = before(line, at);
    let left = if left == Some('-') { before(line, at - 1) } else { left };
    matches!(left, Some(':' | ';' | '='))
}

/// `1)`, `a)`, `iv)`: the number of a point in a list.
fn numbered(line: &str, at: usize) -> bool {
    // At most three characters, then a space or the start; more need not be read.
    let back: Vec<char> = line[..at].chars().rev().take(4).collect();
    let token = back.iter().take_while(|c| !c.is_whitespace()).count();
    (1..=3).contains(&token)
        && back[..token].iter().all(|c| c.is_alphanumeric())
        && after(line, at + 1).is_none_or(char::is_whitespace)
}
