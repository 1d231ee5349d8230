//! Lines that hold a date and nothing else.

use crate::cues::Role;
use crate::line;
use crate::sheet::Sheet;

/// Longest date line.
const DATE: usize = 90;

/// Whether line `i` is made of a date: every word is a word of dates, and there is a digit.
pub(crate) fn is_date(sheet: &Sheet<'_>, i: usize) -> bool {
    let l = &sheet.lines[i];
    if l.chars > DATE || !l.text.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let mut named = line::numeric_date(l.text);
    let mut start = None;
    let mut covered = true;
    for (at, c) in l.text.char_indices().chain([(l.text.len(), ' ')]) {
        let letter = c.is_alphabetic() || (start.is_some() && matches!(c, '\'' | '’'));
        match (letter, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                start = None;
                let cue = sheet
                    .cues(i)
                    .find(|c| matches!(c.role, Role::Date | Role::Weekday) && c.start <= from && at <= c.end);
                let glued = at - from <= 4 && beside_digit(l.text, from, at);
                covered &= cue.is_some() || glued;
                named |= cue.is_some_and(|c| c.end - c.start >= 3);
            }
            _ => {}
        }
        if matches!(c, '?' | '!' | '"' | '“' | '«' | '%' | '$' | '€') {
            return false;
        }
    }
    covered && named
}

/// Whether line `i` names a weekday.
pub(crate) fn has_weekday(sheet: &Sheet<'_>, i: usize) -> bool {
    sheet.cue(i, &[Role::Weekday]).is_some()
}

/// `19h05`, `3rd`, `T08`: letters that belong to a number.
fn beside_digit(text: &str, from: usize, to: usize) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    digit(text[..from].chars().next_back()) || digit(text[to..].chars().next())
}
