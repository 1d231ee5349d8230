//! Words in two scripts: `Lukаshenko` with a Cyrillic `а`, which no search finds.
//!
//! A repair to the script of most letters is made only where that is beyond doubt. Russian puts endings on
//! foreign words (`COVIDом`, `Facebookа`), science mixes Greek in (`μm`, `kΩ`): such words are at most reported.

use std::sync::OnceLock;

use copydesk_model::{Annotation, ArtifactKind, RuleId, Span};

/// Latin, Cyrillic, Greek.
const SCRIPTS: usize = 3;
const LATIN: usize = 0;
const CYRILLIC: usize = 1;
const GREEK: usize = 2;
const NAMES: [&str; SCRIPTS] = ["Latin", "Cyrillic", "Greek"];

pub(crate) fn annotate(text: &str) -> Vec<Annotation> {
    let mut found = Vec::new();
    if text.is_ascii() {
        return found;
    }
    // The script of the text around decides what an ending can be; counted when the first such word turns up.
    let mut around: Option<[usize; SCRIPTS]> = None;
    let mut at = 0;
    while let Some(inside) = mixed(&text.as_bytes()[at..]) {
        let inside = at + inside;
        let start = text[..inside]
            .char_indices()
            .rev()
            .take_while(|&(_, c)| is_word(c))
            .last()
            .map_or(inside, |(k, _)| k);
        let len = text[inside..]
            .find(|c: char| !is_word(c))
            .unwrap_or(text.len() - inside);
        let word = &text[start..inside + len];
        at = inside + len.max(1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
        let counts = count(word);
        if counts.iter().filter(|&&n| n > 0).count() < 2 {
            continue;
        }
        let around = *around.get_or_insert_with(|| count(text));
        let Some(verdict) = judge(word, counts, around) else {
            continue;
        };
        let Some(span) = Span::of_slice(text, word) else {
            continue;
        };
        let kind = ArtifactKind::MixedScript;
        let annotation = match verdict {
            Verdict::Mended { with, sure } => {
                let rule = RuleId::new("decode/mixed-script/look-alike");
                Annotation::repair(span, kind, &with, sure, &rule, if sure { 0.97 } else { 0.6 })
            }
            Verdict::Reported => Annotation::artifact(span, kind, &RuleId::new("decode/mixed-script/word"), 0.5),
        };
        let evidence = (0..SCRIPTS)
            .filter(|&s| counts[s] > 0)
            .map(|s| format!("{} {}", counts[s], NAMES[s]));
        found.push(annotation.because(evidence.collect::<Vec<_>>().join(", ")));
    }
    found
}

/// Where the first word holds a second script, seen by lead bytes alone: a scan that costs next to nothing on
/// text of one script, and now and then stops for nothing.
fn mixed(bytes: &[u8]) -> Option<usize> {
    let mut seen = 0_u8;
    bytes.iter().position(|&b| {
        seen |= match b {
            b'A'..=b'Z' | b'a'..=b'z' | 0xc3..=0xc9 => 1,
            0xd0..=0xd4 => 2,
            0xce | 0xcf => 4,
            // Continuation bytes, combining marks, and letters above that belong to any script.
            0x80..=0xbf | 0xcc | 0xcd | 0xe1 => 0,
            _ => {
                seen = 0;
                0
            }
        };
        seen.count_ones() > 1
    })
}

enum Verdict {
    /// All letters of the lesser script have look-alikes in the other.
    Mended {
        with: String,
        sure: bool,
    },
    Reported,
}

fn is_word(c: char) -> bool {
    c.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&c)
}

fn script(c: char) -> Option<usize> {
    match c as u32 {
        0x41..=0x5a | 0x61..=0x7a | 0xc0..=0xd6 | 0xd8..=0xf6 | 0xf8..=0x24f | 0x259 | 0x1e00..=0x1eff => Some(LATIN),
        0x400..=0x52f => Some(CYRILLIC),
        0x370..=0x3ff | 0x1f00..=0x1fff => Some(GREEK),
        _ => None,
    }
}

fn count(text: &str) -> [usize; SCRIPTS] {
    let mut counts = [0; SCRIPTS];
    for s in text.chars().filter_map(script) {
        counts[s] += 1;
    }
    counts
}

fn judge(word: &str, counts: [usize; SCRIPTS], around: [usize; SCRIPTS]) -> Option<Verdict> {
    // Of two scripts with as many letters, the one of the text around.
    let most = (0..SCRIPTS).max_by_key(|&s| (counts[s], around[s])).unwrap_or(LATIN);
    let lesser = |c: char| script(c).filter(|&s| s != most);
    let with: Option<String> = word
        .chars()
        .map(|c| lesser(c).map_or(Some(c), |_| look_alike(c, most)))
        .collect();
    let greek = counts[GREEK] > 0;
    let Some(with) = with else {
        // Greek letters that look like no other are meant.
        return (!greek).then_some(Verdict::Reported);
    };
    if greek && word.chars().count() < 4 {
        return None;
    }
    let total: usize = counts.iter().sum();
    let minority = total - counts[most];
    // A letter that only the majority's script has: the word cannot be one of the other script.
    let other = (0..SCRIPTS)
        .filter(|&s| s != most)
        .max_by_key(|&s| counts[s])
        .unwrap_or(most);
    let anchored = word
        .chars()
        .any(|c| script(c) == Some(most) && look_alike(c, other).is_none());
    // `eРеклама`: a stray letter before a word, not a letter of it.
    let stray = with
        .chars()
        .zip(with.chars().skip(1))
        .any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    let sure = minority * 2 < total && anchored && !stray && !is_ending(word, most, around);
    Some(Verdict::Mended { with, sure })
}

/// Whether the letters of the lesser script could be an ending that the language of the text puts on a foreign
/// word: they stand together at the end, after capitals or in a text of that script.
fn is_ending(word: &str, most: usize, around: [usize; SCRIPTS]) -> bool {
    let stem_len = word
        .rfind(|c| script(c) == Some(most))
        .map_or(0, |at| at + word[at..].chars().next().map_or(0, char::len_utf8));
    let (stem, ending) = word.split_at(stem_len);
    if ending.is_empty() || stem.chars().any(|c| script(c).is_some_and(|s| s != most)) {
        return false;
    }
    let lesser = ending.chars().find_map(script).unwrap_or(most);
    let acronym =
        stem.chars().count() > 1 && !stem.chars().any(char::is_lowercase) && ending.chars().any(char::is_lowercase);
    acronym || around[lesser] > around[most]
}

/// The letter of `script` that looks like `c`.
fn look_alike(c: char, script: usize) -> Option<char> {
    static TABLE: OnceLock<Vec<(char, [Option<char>; SCRIPTS])>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table = Vec::new();
        let lines = include_str!("../data/lookalikes.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'));
        for line in lines {
            let mut row = [None; SCRIPTS];
            for (field, cell) in line.split('\t').zip(&mut row) {
                *cell = field.chars().next();
            }
            table.extend(row.iter().flatten().map(|&c| (c, row)));
        }
        table.sort_unstable_by_key(|&(c, _)| c);
        table
    });
    let at = table.binary_search_by_key(&c, |&(c, _)| c).ok()?;
    table[at].1[script]
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_model::Mark;

    /// What is found: `word` alone when it is reported, `word?repair` when the repair is not sure, `word>repair`
    /// when it is made.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = annotate(text).into_iter().map(|a| match &a.mark {
            Mark::Artifact { repair: None, .. } => a.span.of(text).to_owned(),
            Mark::Artifact {
                repair: Some(r), apply, ..
            } => {
                format!("{}{}{r}", a.span.of(text), if *apply { '>' } else { '?' })
            }
            _ => unreachable!(),
        });
        assert_eq!(found.collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn look_alikes_are_mended() {
        check("President Luk\u{430}shenko spoke", "Luk\u{430}shenko>Lukashenko");
        check("Банк Cбербанк сообщил", "Cбербанк>Сбербанк");
        check("Minsk\u{43e} said \u{421}OVID", "Minsk\u{43e}>Minsko \u{421}OVID>COVID");
        check(
            "Украi\u{308}на, Укра\u{ef}на",
            "Украi\u{308}на>Украі\u{308}на Укра\u{ef}на>Україна",
        );
        check("the Ministr\u{3bf} said", "Ministr\u{3bf}>Ministro");
    }

    #[test]
    fn what_could_be_meant_is_only_reported() {
        check("случаев COVIDом стало", "COVIDом");
        check("случаев COVIDа стало больше", "COVIDа?COVIDa");
        check("страница Facebookа закрыта властями", "Facebookа?Facebooka");
        check("PRщик и SMSка", "PRщик SMSка");
        check("отдел IТ", "IТ?ІТ");
        check("eРеклама", "eРеклама?еРеклама");
    }

    #[test]
    fn words_of_one_script_stay() {
        check("танк Т-72, IT-отдел, 5G-сеть, Минск Minsk Μινσκ", "");
        check("5 μm, 3 kΩ, ΔT, α-particle", "");
        check("Zażółć gęślą jaźń, Łódź, Đorđe, İstanbul", "");
        check("Šiauliai, Қазақстан, Ґданськ, об'єкт", "");
        check("", "");
    }

    #[test]
    fn the_table_holds_letters_of_the_right_script() {
        for line in include_str!("../data/lookalikes.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
        {
            for (k, field) in line.split('\t').enumerate() {
                for c in field.chars() {
                    assert_eq!(script(c), Some(k), "{line}");
                }
            }
        }
    }
}
