//! Runs of white space: no-break spaces, double spaces, spaces before punctuation, hyphens that stand for dashes.

use copydesk_model::ArtifactKind;

use crate::{
    finding::Finding,
    marks::{after, before},
    tongue::Tongue,
};

/// No-break spaces of one run that are reported; a longer run is a layout, and its double space says so.
const MOST_OF_A_RUN: usize = 8;

/// Reads the run that begins at `at`; gives where it ends. The line has text on both sides of it.
pub(crate) fn run(line: &str, at: usize, tongue: &Tongue, found: &mut Vec<Finding>) -> usize {
    let rest = &line[at..];
    let end = at + (rest.len() - rest.trim_start().len());
    let (Some(left), Some(right)) = (before(line, at), after(line, end)) else {
        return end;
    };
    let run = &line[at..end];
    // Tabs and line separators are layout, not spacing.
    let spaces = run
        .chars()
        .all(|c| c == ' ' || is_fixed(c) || matches!(c, '\u{2000}'..='\u{200a}'));
    if !spaces {
        return end;
    }
    let many = run.chars().nth(1).is_some();
    let removed = before_point(line, at, end, tongue);
    if !native(left, right, many, tongue) {
        for (k, c) in run.char_indices().filter(|(_, c)| is_fixed(*c)).take(MOST_OF_A_RUN) {
            let f = Finding::new(
                at + k,
                at + k + c.len_utf8(),
                ArtifactKind::Nbsp,
                "space/no-break",
                0.99,
            );
            found.push(f.mend(" ", !many && !removed));
        }
    }
    if many {
        found.push(Finding::new(at, end, ArtifactKind::DoubleSpace, "space/double", 0.99).mend(" ", !removed));
    }
    if removed {
        let f = Finding::new(
            at,
            end,
            ArtifactKind::SpaceBeforePunctuation,
            "space/before-punctuation",
            0.9,
        );
        found.push(f.mend("", true));
    }
    if run == " " && right == '-' {
        hyphen(line, at, left, found);
    }
    end
}

/// Spaces at which a line does not break.
fn is_fixed(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

/// Where the language wants a no-break space: before high punctuation and inside guillemets in French, between
/// the groups of a number outside English.
fn native(left: char, right: char, many: bool, tongue: &Tongue) -> bool {
    if many {
        return false;
    }
    let french =
        tongue.spaced_points && (matches!(right, ';' | ':' | '!' | '?' | '»' | '%' | '€' | '$') || left == '«');
    let number = !tongue.english && left.is_ascii_digit() && (right.is_ascii_digit() || tongue.spaced_points);
    french || number
}

/// Whether a point follows that should stand close to the word before it.
fn before_point(line: &str, at: usize, end: usize, tongue: &Tongue) -> bool {
    let (Some(left), Some(point)) = (before(line, at), after(line, end)) else {
        return false;
    };
    // Behind an operator, a dash or another opening mark the point belongs to what follows, or to a drawing.
    if !(left.is_alphanumeric() || matches!(left, ')' | ']' | '”' | '"' | '’' | '\'' | '»' | '%' | '€' | '$' | '°'))
    {
        return false;
    }
    let next = after(line, end + point.len_utf8());
    let word = next.is_some_and(char::is_alphanumeric);
    match point {
        // " .5", " ,5": a number without its nought; " .com", " .NET": a name.
        ',' => !word,
        // ". . ." is an ellipsis.
        '.' => !word && !matches!(next, Some('.' | '/' | '_')) && !line[end + 1..].starts_with(" ."),
        ';' | '!' | '?' if tongue.spaced_points => false,
        // Smileys, "!=", "!important".
        ';' => !word && !matches!(next, Some(')' | '-' | '(')),
        '!' | '?' => !word && !matches!(next, Some('=' | '[')),
        ':' if tongue.spaced_points => false,
        ':' => {
            let score = left.is_ascii_digit() && line[end + 1..].trim_start().starts_with(|c: char| c.is_ascii_digit());
            !word && !score && !matches!(next, Some(')' | '(' | '-' | '/' | '\'' | '|' | '*' | ':'))
        }
        ')' => true,
        _ => false,
    }
}

/// " - " or " -- " between words of a sentence. Short lines are menus and headlines with the name of the site.
fn hyphen(line: &str, at: usize, left: char, found: &mut Vec<Finding>) {
    let tail = &line[at + 1..];
    let dashes = tail.len() - tail.trim_start_matches('-').len();
    let Some(rest) = tail[dashes..].strip_prefix(' ') else {
        return;
    };
    let Some(right) = rest.chars().next() else { return };
    let words = line.len() >= 60 && dashes <= 2 && (right.is_alphabetic() || matches!(right, '"' | '“' | '«'));
    if words && (left.is_alphabetic() || matches!(left, '"' | '”' | '»' | ',' | ')')) {
        let end = at + 1 + dashes + 1;
        let f = Finding::new(at, end, ArtifactKind::HyphenForDash, "dash/hyphen", 0.8);
        found.push(f.suggest(" – "));
    }
}
