//! Skeletons: what stays of a Slavic name when one forgets which romanization wrote it.
//!
//! Each reader of the table below reads a Latin word as one language or standard writes Slavic names; the set of
//! their skeletons meets the one skeleton of the Cyrillic word. Vowels a, o, e, я, ё are one (akanne), г is h is kh,
//! ц is т (tsekanne), ж is ш, glides beside vowels are dropped. The ending that tells a woman's surname from a
//! man's stays. A skeleton is for comparing only, and short ones must not decide anything.

use std::fmt;
use std::ops::Deref;

use crate::fold::{is_cyrillic, key_of};
use crate::readers::{READERS, Reader, Sound, TRIGGERS, letter, sound};

/// Letters of a skeleton that count.
const LETTERS: usize = 30;

/// One skeleton, in place: lists hold many of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Skeleton {
    letters: [u8; LETTERS],
    len: u8,
}

impl Skeleton {
    fn empty() -> Skeleton {
        Skeleton {
            letters: [0; LETTERS],
            len: 0,
        }
    }

    fn push(&mut self, letter: u8) {
        if (self.len as usize) < LETTERS {
            self.letters[self.len as usize] = letter;
            self.len += 1;
        }
    }

    /// The consonants alone: what a block of candidates has in common.
    pub(crate) fn consonants(&self) -> Skeleton {
        let mut out = Skeleton::empty();
        for &b in self.iter().filter(|b| !matches!(b, b'A' | b'I' | b'U')) {
            if out.last() != Some(&b) {
                out.push(b);
            }
        }
        out
    }

    /// The same without the letter at `k`.
    pub(crate) fn without(&self, k: usize) -> Skeleton {
        let mut out = Skeleton::empty();
        for (n, &b) in self.iter().enumerate() {
            if n != k {
                out.push(b);
            }
        }
        out
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(self).unwrap_or("")
    }
}

impl Deref for Skeleton {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.letters[..self.len as usize]
    }
}

impl fmt::Debug for Skeleton {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Bytes of the longest word that has skeletons: no name is that long; what is goes past every comparison.
const WORD: usize = 96;

/// The skeletons of one word, sorted; one for a Cyrillic word, some for a Latin one, none for an empty one.
pub(crate) fn skeletons(word: &str) -> Vec<Skeleton> {
    if word.len() > WORD {
        return Vec::new();
    }
    let word = key_of(word);
    let mut out = Vec::with_capacity(8);
    if word.chars().any(is_cyrillic) {
        out.push(finish(&cyrillic(&word)));
    } else if word.len() <= WORD {
        let decoded = Decoded::new(&word);
        let asked = TRIGGERS.of(&word);
        let mut heard: [Option<Sounds>; 2] = [None, None];
        for (n, reader) in READERS.iter().enumerate() {
            if asked & (1 << n) == 0 {
                continue;
            }
            let ending = reader
                .endings
                .iter()
                .find(|e| word.len() > e.len() + 3 && word.ends_with(**e));
            // Endings are ASCII: as many letters as bytes.
            let count = decoded.count - ending.map_or(0, |e| e.len());
            // Most readers hear what the one before or the first has heard.
            let sounds = read(&decoded, count, reader);
            if heard.iter().flatten().any(|h| h.same(&sounds)) {
                continue;
            }
            let skeleton = finish(&sounds);
            if !out.contains(&skeleton) {
                out.push(skeleton);
            }
            heard[usize::from(heard[0].is_some())] = Some(sounds);
        }
    }
    out.retain(|s| s.len > 0);
    out.sort_unstable();
    out
}

/// Whether two words have a skeleton of at least `least` letters in common; both sorted.
pub(crate) fn meet(a: &[Skeleton], b: &[Skeleton], least: usize) -> bool {
    a.iter().any(|s| s.len() >= least && b.contains(s))
}

/// What a Latin word sounds like before glides are dropped; longer than a skeleton, since groups give two letters.
struct Sounds {
    letters: [u8; 2 * LETTERS],
    len: usize,
}

impl Sounds {
    fn empty() -> Sounds {
        Sounds {
            letters: [0; 2 * LETTERS],
            len: 0,
        }
    }

    fn put(&mut self, sound: Sound) {
        for &b in sound.iter().take_while(|b| **b != 0) {
            if self.len < self.letters.len() {
                self.letters[self.len] = b;
                self.len += 1;
            }
        }
    }

    fn same(&self, other: &Sounds) -> bool {
        self.letters[..self.len] == other.letters[..other.len]
    }

    fn last(&self) -> Option<u8> {
        self.len.checked_sub(1).map(|n| self.letters[n])
    }
}

/// A word's letters, each with its byte and its sound outside of groups, decoded once for all readers.
struct Decoded {
    /// The bytes, with room to read eight anywhere.
    bytes: [u8; WORD + 8],
    letters: [(char, u8, Sound); WORD],
    count: usize,
}

impl Decoded {
    fn new(word: &str) -> Decoded {
        let mut out = Decoded {
            bytes: [0; WORD + 8],
            letters: [('\0', 0, [0; 2]); WORD],
            count: 0,
        };
        out.bytes[..word.len()].copy_from_slice(word.as_bytes());
        for (at, c) in word.char_indices() {
            out.letters[out.count] = (c, at as u8, letter(c));
            out.count += 1;
        }
        out
    }

    /// The eight bytes from a byte on.
    fn eight(&self, at: usize) -> u64 {
        self.bytes[at..]
            .first_chunk::<8>()
            .map_or(0, |b| u64::from_le_bytes(*b))
    }
}

/// Reads the first `count` letters of a word; a group may look at those behind.
fn read(word: &Decoded, count: usize, reader: &Reader) -> Sounds {
    let letters = &word.letters[..count];
    let mut out = Sounds::empty();
    let mut k = 0;
    while k < letters.len() {
        let (c, at, sound) = letters[k];
        let groups = reader.beginning_with(word.bytes[at as usize]);
        if !groups.is_empty() {
            let here = word.eight(at as usize);
            if let Some(group) = groups.iter().find(|g| g.stands_in(here)) {
                out.put(group.sound);
                k += group.count;
                continue;
            }
        }
        k += 1;
        let next = letters.get(k).map(|l| l.0);
        if reader.silent_e && c == 'e' && next.is_none() && !matches!(out.last(), Some(b'A' | b'I' | b'U')) {
            break;
        }
        if reader.short_u
            && c == 'u'
            && matches!(out.last(), Some(b'A' | b'I'))
            && next.is_none_or(|n| !matches!(n, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ŭ'))
        {
            out.put(*b"V\0");
            continue;
        }
        out.put(sound);
    }
    out
}

fn cyrillic(word: &str) -> Sounds {
    let mut out = Sounds::empty();
    let mut letters = word.chars().peekable();
    while let Some(c) = letters.next() {
        out.put(sound(match c {
            'а' | 'о' | 'э' | 'е' | 'є' | 'я' | 'ә' | 'ө' => "A",
            'и' | 'і' | 'ї' | 'й' | 'ы' | 'ј' => "I",
            'у' | 'ю' | 'ү' | 'ұ' => "U",
            'б' => "B",
            'в' | 'ў' => "V",
            'г' | 'ґ' | 'х' | 'ғ' | 'һ' => "G",
            'д' => {
                letters.next_if_eq(&'з');
                "D"
            }
            'ђ' | 'џ' => "DX",
            'ж' | 'ш' | 'щ' => "X",
            'з' | 'с' => "S",
            'к' | 'қ' => "K",
            'л' => "L",
            'љ' => "LI",
            'м' => "M",
            'н' | 'ң' => "N",
            'њ' => "NI",
            'п' => "P",
            'р' => "R",
            'т' | 'ц' => "T",
            'ф' => "F",
            'ч' | 'ћ' => "Q",
            _ => continue,
        }));
    }
    out
}

/// Drops glides beside vowels and doubled letters; a final f is a v.
fn finish(raw: &Sounds) -> Skeleton {
    let bytes = &raw.letters[..raw.len];
    let mut out = Skeleton::empty();
    // The sound before the glides at hand, and that of the skeleton.
    let (mut left, mut last) = (0, 0);
    for (k, &b) in bytes.iter().enumerate() {
        if b == b'I' {
            // Within a run of vowels only a and u count.
            let right = bytes[k + 1..].iter().find(|&&c| c != b'I');
            if matches!(left, b'A' | b'U') || matches!(right, Some(b'A' | b'U')) {
                continue;
            }
        } else {
            left = b;
        }
        let c = if b == b'F' && k + 1 == bytes.len() { b'V' } else { b };
        if last != c {
            out.push(c);
            last = c;
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
    fn readers_that_are_not_asked_would_say_nothing_new() {
        for word in [
            "lukashenko",
            "poutine",
            "szczesny",
            "kubilius",
            "au",
            "vladimir",
            "oe",
            "joukov",
            "x",
            "ivanovas",
        ] {
            let decoded = Decoded::new(word);
            let found = skeletons(word);
            for (n, reader) in READERS.iter().enumerate() {
                if TRIGGERS.of(word) & (1 << n) == 0 {
                    assert!(
                        found.contains(&finish(&read(&decoded, decoded.count, reader))),
                        "{word}, reader {n}"
                    );
                }
            }
        }
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
