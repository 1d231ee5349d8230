//! The words of a text in the letters of one script: what [`super::grams`] takes a text apart into.

use super::{FOLDS, Fold, SKIP};

/// The group of Latin letters, those of ASCII among them.
const LATIN: u8 = 1;

/// Goes from word to word. A word begins with a letter of the script and ends before what is none; marks that combine
/// neither begin nor end one.
pub(super) struct Words<'t> {
    text: &'t str,
    at: usize,
    folds: &'static [Fold],
    group: u8,
}

impl<'t> Words<'t> {
    pub(super) fn new(text: &'t str, group: u8) -> Words<'t> {
        Words {
            text,
            at: 0,
            folds: &FOLDS,
            group,
        }
    }

    /// Goes on to the first character whose group does what `stops` asks.
    fn go_on(&mut self, stops: impl Fn(u8) -> bool) {
        let bytes = self.text.as_bytes();
        while let Some(&b) = bytes.get(self.at) {
            let (group, length) = if b < 0x80 {
                (if b.is_ascii_alphabetic() { LATIN } else { 0 }, 1)
            } else {
                let Some(c) = self.text[self.at..].chars().next() else {
                    break;
                };
                (self.folds.get(c as usize).map_or(0, |f| f.group), c.len_utf8())
            };
            if stops(group) {
                break;
            }
            self.at += length;
        }
    }
}

impl<'t> Iterator for Words<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let own = self.group;
        self.go_on(|group| group == own);
        let start = self.at;
        self.go_on(|group| group != own && group != SKIP);
        (start < self.at).then(|| &self.text[start..self.at])
    }
}

#[cfg(test)]
mod tests {
    use copydesk_model::Code;

    use super::super::{grams, group};
    use super::*;

    #[test]
    fn word_by_word_a_text_has_the_features_it_has_as_a_whole() {
        for script in ["Latn", "Cyrl", "Arab", "Zyyy"] {
            let script = Code::new(script);
            for text in [
                "",
                "The mayor’s e\u{301}te\u{301}, 12 KMs\u{ad}off",
                "Мінск і Brest—\u{301}Гродно 5",
                "اللغة и ab",
                "\u{301}",
                "ß明Å",
            ] {
                let (mut whole, mut parted) = (Vec::new(), Vec::new());
                grams(text, script, 1000, |row| whole.push(row));
                Words::new(text, group(script)).for_each(|word| grams(word, script, 1000, |row| parted.push(row)));
                assert_eq!(whole, parted, "{text} as {script:?}");
            }
        }
    }
}
