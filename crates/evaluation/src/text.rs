//! When two strings count as the same.

/// White space as the reference scorer has it: Unicode's, and the four separators of ASCII.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// White space folded to single blanks, none at the ends.
pub(crate) fn spaced(text: &str) -> String {
    text.split(is_space)
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// White space and case folded.
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in spaced(text).chars() {
        match c {
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            // Its upper case is the common I.
            'ı' => out.push(c),
            // Upper and then lower case joins `ß` with `ss` and both sigmas, as case folding does.
            c => out.extend(c.to_uppercase().flat_map(char::to_lowercase)),
        }
    }
    out
}

/// A text on one line of a terminal, cut where it gets long.
pub(crate) fn short(text: &str) -> String {
    let plain = text.replace(char::is_control, "·");
    if plain.chars().count() <= 60 {
        plain
    } else {
        plain.chars().take(59).chain(['…']).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_space_do_not_part_what_is_the_same() {
        for (a, b) in [
            ("Gr\u{a0}öße ", "gr ösSE"),
            ("ΣΟΦΟΣ", "σοφος"),
            ("ΣΟΦΌΣ", "σοφός"),
            ("\u{fb03}x", "FFIX"),
            ("a\n\tb\u{1c}c", "A B C"),
            ("ЛУКАШЭНКА", "Лукашэнка"),
            ("", " \u{2003}"),
        ] {
            assert_eq!(folded(a), folded(b), "{a:?} {b:?}");
        }
        assert_ne!(folded("ı"), folded("i"));
        assert_eq!(spaced(" One  Two\n"), "One Two");
    }
}
