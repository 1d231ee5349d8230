//! Skeletons: what stays of a Slavic name when one forgets which romanization wrote it.
//!
//! Each reader of the table below reads a Latin word as one language or standard writes Slavic names; the set of
//! their skeletons meets the one skeleton of the Cyrillic word. Vowels a, o, e, я, ё are one (akanne), г is h is kh,
//! ц is т (tsekanne), ж is ш, glides beside vowels are dropped. The ending that tells a woman's surname from a
//! man's stays. A skeleton is for comparing only, and short ones must not decide anything.

use std::collections::BTreeSet;

use crate::fold::{is_cyrillic, key_of};
use crate::readers::{READERS, Reader, letter};

/// The skeletons of one word; one for a Cyrillic word, some for a Latin one, none for an empty one.
pub(crate) fn skeletons(word: &str) -> BTreeSet<String> {
    // No name is that long; what is goes past every comparison.
    if word.len() > 96 {
        return BTreeSet::new();
    }
    let word = key_of(word);
    if word.chars().any(is_cyrillic) {
        return BTreeSet::from([finish(&cyrillic(&word))])
            .into_iter()
            .filter(|s| !s.is_empty())
            .collect();
    }
    READERS
        .iter()
        .map(|r| finish(&read(&word, r)))
        .filter(|s| !s.is_empty())
        .collect()
}

/// Whether two words have a skeleton of at least `least` letters in common.
pub(crate) fn meet(a: &BTreeSet<String>, b: &BTreeSet<String>, least: usize) -> bool {
    a.intersection(b).any(|s| s.len() >= least)
}

fn read(word: &str, reader: &Reader) -> String {
    let mut out = String::with_capacity(word.len());
    let mut at = 0;
    while at < word.len() {
        let rest = &word[at..];
        if let Some((group, sound)) = reader
            .groups
            .iter()
            .find(|(g, _)| g.as_bytes()[0] == word.as_bytes()[at] && rest.starts_with(g))
        {
            out.push_str(sound);
            at += group.len();
            continue;
        }
        let Some(c) = rest.chars().next() else { break };
        at += c.len_utf8();
        let next = word[at..].chars().next();
        if reader.silent_e && c == 'e' && next.is_none() && !out.ends_with(['A', 'I', 'U']) {
            break;
        }
        if reader.short_u && c == 'u' && out.ends_with(['A', 'I']) && next.is_none_or(|n| !"aeiouyŭ".contains(n)) {
            out.push('V');
            continue;
        }
        out.push_str(letter(c));
    }
    out
}

fn cyrillic(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    while let Some(c) = letters.next() {
        out.push(match c {
            'а' | 'о' | 'э' | 'е' | 'є' | 'я' => 'A',
            'и' | 'і' | 'ї' | 'й' | 'ы' | 'ј' => 'I',
            'у' | 'ю' => 'U',
            'б' => 'B',
            'в' | 'ў' => 'V',
            'г' | 'ґ' | 'х' => 'G',
            'д' => {
                letters.next_if_eq(&'з');
                'D'
            }
            'ж' | 'ш' | 'щ' => 'X',
            'з' | 'с' => 'S',
            'к' => 'K',
            'л' => 'L',
            'м' => 'M',
            'н' => 'N',
            'п' => 'P',
            'р' => 'R',
            'т' | 'ц' => 'T',
            'ф' => 'F',
            'ч' => 'Q',
            _ => continue,
        });
    }
    out
}

/// Drops glides beside vowels and doubled letters; a final f is a v.
fn finish(raw: &str) -> String {
    let bytes = raw.as_bytes();
    let vowel = |k: Option<usize>| k.and_then(|k| bytes.get(k)).is_some_and(|b| matches!(b, b'A' | b'U'));
    let mut out = String::with_capacity(raw.len());
    for (k, &b) in bytes.iter().enumerate() {
        if b == b'I' {
            // Within a run of vowels only a and u count.
            let left = (0..k).rev().find(|&j| bytes[j] != b'I');
            let right = (k + 1..bytes.len()).find(|&j| bytes[j] != b'I');
            if vowel(left) || vowel(right) {
                continue;
            }
        }
        let c = if b == b'F' && k + 1 == bytes.len() {
            'V'
        } else {
            b as char
        };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(forms: &[&str]) {
        let first = skeletons(forms[0]);
        for form in forms {
            assert!(
                meet(&first, &skeletons(form), 4),
                "{} / {form}: {first:?} {:?}",
                forms[0],
                skeletons(form)
            );
        }
    }

    fn check_apart(a: &str, b: &str) {
        assert!(!meet(&skeletons(a), &skeletons(b), 4), "{a} / {b}");
    }

    #[test]
    fn romanizations_of_a_surname_meet() {
        check(&[
            "Лукашенко",
            "Лукашэнка",
            "Lukashenko",
            "Lukashenka",
            "Łukaszenka",
            "Lukaschenko",
            "Loukachenko",
            "Lukašenka",
            "Lukašenko",
            "Loekasjenko",
            "Lukasjenko",
            "Lukasenka",
            "Lukaixenka",
        ]);
        check(&[
            "Тихановская",
            "Ціханоўская",
            "Tsikhanouskaya",
            "Tikhanovskaya",
            "Cichanouskaja",
            "Zichanouskaja",
            "Tichanowskaja",
            "Tijanóvskaya",
            "Cichanoŭskaja",
        ]);
        check(&[
            "Кочанова",
            "Качанава",
            "Kochanova",
            "Kachanava",
            "Kaczanawa",
            "Kotschanowa",
            "Kotchanova",
        ]);
        check(&[
            "Головченко",
            "Галоўчанка",
            "Golovchenko",
            "Halouchanka",
            "Hałouczanka",
            "Golowtschenko",
            "Golovtchenko",
        ]);
        check(&[
            "Джабаров",
            "Джабараў",
            "Dzhabarov",
            "Jabarov",
            "Dżabarow",
            "Dschabarow",
            "Djabarov",
        ]);
        check(&["Цепкало", "Цапкала", "Tsepkalo", "Tsapkala", "Zepkalo", "Capkała"]);
        check(&[
            "Жириновский",
            "Zhirinovsky",
            "Żyrinowski",
            "Schirinowski",
            "Jirinovski",
            "Žirinovskij",
            "Zjirinovski",
        ]);
        check(&["Слуцкий", "Slutsky", "Słucki", "Sluzki", "Sloutski"]);
        check(&["Яценюк", "Яцэнюк", "Yatsenyuk", "Jaceniuk", "Jazenjuk", "Iatseniouk"]);
        check(&[
            "Мишустин",
            "Мішусцін",
            "Mishustin",
            "Miszustin",
            "Mischustin",
            "Michoustine",
        ]);
        check(&["Медведев", "Мядзведзеў", "Medvedev", "Miedwiediew", "Medwedew"]);
        check(&[
            "Горбачёв",
            "Гарбачоў",
            "Gorbachev",
            "Gorbatschow",
            "Gorbatchev",
            "Gorbaczow",
            "Gorbachov",
        ]);
    }

    #[test]
    fn near_surnames_and_the_other_sex_stay_apart() {
        for (a, b) in [
            ("Lukashenko", "Lukashevich"),
            ("Lukashenko", "Lukashov"),
            ("Peskov", "Peskova"),
            ("Песков", "Пескова"),
            ("Тихановский", "Тихановская"),
            ("Kolesnikov", "Kolesnikova"),
            ("Kolesnik", "Kolesnikov"),
            ("Makei", "Makeyev"),
            ("Petrov", "Petrenko"),
            ("Navalny", "Navalnaya"),
            ("", ""),
        ] {
            check_apart(a, b);
        }
    }
}
