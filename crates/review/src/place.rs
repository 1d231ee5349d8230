//! Places in texts: from code points to what a browser counts, and from the page to the clean text.

use copydesk_dataset::DocumentRows;

/// From code points to UTF-16 units, in which a browser counts.
pub(crate) struct Units {
    /// Code points outside the basic plane, which are two units each; sorted.
    wide: Vec<i32>,
}

impl Units {
    pub(crate) fn of(text: &str) -> Units {
        // A character outside the basic plane begins with a byte from F0 on.
        if !text.bytes().any(|b| b >= 0xf0) {
            return Units { wide: Vec::new() };
        }
        let wide = text
            .chars()
            .zip(0..)
            .filter(|(c, _)| c.len_utf16() == 2)
            .map(|(_, at)| at);
        Units { wide: wide.collect() }
    }

    pub(crate) fn at(&self, point: i32) -> i32 {
        let before = self.wide.partition_point(|w| *w < point);
        point.saturating_add(i32::try_from(before).unwrap_or(0))
    }
}

/// How far ahead a piece is looked for whose place was lost, and by how many of its characters.
const AHEAD: usize = 4096;
const NEEDLE: usize = 16;

/// For each kept piece where its text begins in `documents.text`, in code points; `None` for the others and for a
/// piece whose text did not come out as it went in.
///
/// Both are walked once, side by side: white space aside, the clean text is the kept pieces with their repairs.
pub(crate) fn starts_in_text(rows: &DocumentRows) -> Vec<Option<i32>> {
    let text: Vec<(char, i32)> = solid(rows.document.text.chars().zip(0..)).collect();
    let mut at = 0;
    let mut lost = false;
    let mut repairs = rows.artifacts.iter().filter(|a| a.applied).peekable();
    let mut out = Vec::with_capacity(rows.spans.len());
    for span in &rows.spans {
        while repairs.next_if(|r| r.start < span.start).is_some() {}
        if !span.kept {
            out.push(None);
            continue;
        }
        let mut expected: Vec<char> = Vec::new();
        let mut skip_to = span.start;
        for (c, place) in span.text.chars().zip(span.start..) {
            while let Some(repair) = repairs.next_if(|r| r.start == place && r.end <= span.end) {
                if place >= skip_to {
                    expected.extend(repair.repair.iter().flat_map(|r| r.chars()));
                    skip_to = repair.end.max(place);
                }
            }
            if place >= skip_to {
                expected.push(c);
            }
        }
        expected.retain(|c| !c.is_whitespace());
        if lost {
            let needle = &expected[..expected.len().min(NEEDLE)];
            let window = &text[at..text.len().min(at + AHEAD)];
            let same = |w: &[(char, i32)]| w.iter().zip(needle).all(|((a, _), b)| a == b);
            match window.windows(needle.len().max(1)).position(same) {
                Some(found) if !needle.is_empty() => at += found,
                _ => {
                    out.push(None);
                    continue;
                }
            }
        }
        let agree = text[at..]
            .iter()
            .zip(&expected)
            .take_while(|((a, _), b)| a == *b)
            .count();
        out.push((agree > 0).then(|| text[at].1));
        lost = agree < expected.len();
        at += agree;
    }
    out
}

fn solid(chars: impl Iterator<Item = (char, i32)>) -> impl Iterator<Item = (char, i32)> {
    chars.filter(|(c, _)| !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::Units;

    #[test]
    fn units_count_as_a_browser_does() {
        for (text, point, unit) in [
            ("abc", 2, 2),
            ("Лукашэнка", 9, 9),
            ("a𝒳b𝒳c", 1, 1),
            ("a𝒳b𝒳c", 2, 3),
            ("a𝒳b𝒳c", 5, 7),
        ] {
            assert_eq!(Units::of(text).at(point), unit, "{text} {point}");
        }
    }
}
