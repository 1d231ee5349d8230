//! What a character is, by one look into a table: for the passes over all characters of all lines.

use std::sync::LazyLock;

/// Characters below this are in the table: Latin, Greek and Cyrillic.
const TABLE: usize = 0x530;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Upper,
    Lower,
    Digit,
    Space,
    Mark,
}

/// One character.
#[derive(Clone, Copy)]
pub(crate) struct Class {
    /// Itself in lower case where that is one code point; the others stay, as a hash needs no more.
    pub(crate) lower: char,
    pub(crate) kind: Kind,
    pub(crate) alphanumeric: bool,
    /// Joins the parts of a word.
    pub(crate) joins: bool,
}

impl Class {
    fn of(c: char) -> Class {
        let kind = match c {
            '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' => Kind::Mark,
            _ if c.is_uppercase() => Kind::Upper,
            _ if c.is_alphabetic() => Kind::Lower,
            _ if c.is_numeric() => Kind::Digit,
            ' ' => Kind::Space,
            _ if c.is_whitespace() && !c.is_ascii() => Kind::Space,
            _ => Kind::Mark,
        };
        Class {
            lower: c.to_lowercase().next().unwrap_or(c),
            kind,
            alphanumeric: c.is_alphanumeric(),
            joins: matches!(c, '\'' | '’' | '-' | '‑'),
        }
    }
}

/// The table, to be fetched once for each line.
#[derive(Clone, Copy)]
pub(crate) struct Classes(&'static [Class; TABLE]);

impl Classes {
    pub(crate) fn get() -> Classes {
        static ALL: LazyLock<[Class; TABLE]> =
            LazyLock::new(|| std::array::from_fn(|c| Class::of(char::from_u32(c as u32).unwrap_or(' '))));
        Classes(&ALL)
    }

    #[inline]
    pub(crate) fn of(self, c: char) -> Class {
        self.0.get(c as usize).copied().unwrap_or_else(|| beyond(c))
    }
}

/// Marks of running text are told without the library's search.
fn beyond(c: char) -> Class {
    match c {
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' => Class {
            lower: c,
            kind: Kind::Mark,
            alphanumeric: false,
            joins: matches!(c, '’' | '‑'),
        },
        _ => Class::of(c),
    }
}
