//! One name in several spellings: Lukashenko and Lukashenka, Alexandr and Alexander, Belta and BelTA.
//!
//! Computed on mentions that are resolved to an entity, never on strings. The canonical form of the entity is the
//! measure, since it is what the corpus writes; a form that differs from it as a spelling does (another way to
//! write the same sounds, other capitals, another order of words) is reported, a shorter or a full form is not.

use std::collections::BTreeMap;

use copydesk_model::{ArtifactKind, Document, EntityType, Mention};

use crate::{finding::Finding, tongue::Tongue};

/// Reports in English documents alone: canonical forms are English, and other languages decline names.
pub(crate) fn compare(doc: &Document, tongue: &Tongue, found: &mut Vec<Finding>) {
    if !tongue.english {
        return;
    }
    let text = doc.text();
    let mut forms: BTreeMap<&str, Vec<(usize, usize, &Mention)>> = BTreeMap::new();
    for a in doc.annotations() {
        if let Some(m) = a.as_mention()
            && let Some(entity) = &m.entity
        {
            forms
                .entry(entity.as_str())
                .or_default()
                .push((a.span.start(), a.span.end(), m));
        }
    }
    for mentions in forms.values() {
        let first = &text[mentions[0].0..mentions[0].1];
        let own = mentions.iter().find_map(|m| m.2.canonical.as_deref()).unwrap_or(first);
        let words: Vec<&str> = own.split_whitespace().collect();
        let usual = |surface: &str| surface.split_whitespace().all(|w| words.contains(&w));
        let mixed = mentions.iter().any(|m| usual(&text[m.0..m.1]));
        for &(start, end, m) in mentions {
            let surface = &text[start..end];
            let Some((s, e, other)) = variant(surface, own, m.kind) else {
                continue;
            };
            // Where the text itself has both forms, nobody can doubt it.
            let score = if mixed { 0.95 } else { 0.7 };
            let why = if mixed {
                "elsewhere in the text"
            } else {
                "is the usual form"
            };
            let f = Finding::new(
                start + s,
                start + e,
                ArtifactKind::MixedRomanization,
                "name/spelling",
                score,
            );
            found.push(f.suggest(other.clone()).because(format!("{other} {why}")));
        }
    }
}

/// The part of `surface` that spells `own` otherwise, in bytes of `surface`, and how `own` spells it.
fn variant(surface: &str, own: &str, kind: EntityType) -> Option<(usize, usize, String)> {
    if surface == own || surface.is_empty() {
        return None;
    }
    let latin = |s: &str| {
        s.chars()
            .filter(|c| c.is_alphabetic())
            .all(|c| (c as u32) < 0x250 || (0x1e00..0x1f00).contains(&(c as u32)))
    };
    if !latin(surface) || !latin(own) {
        return None;
    }
    let whole = |s: &str| (0, surface.len(), s.to_owned());
    if kind != EntityType::Person {
        let lower = |s: &str| s.to_lowercase();
        // All capitals are a headline.
        let shouted = surface.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        if lower(surface) == lower(own) {
            return (!shouted).then(|| whole(own));
        }
        let sorted = |s: &str| {
            let mut words: Vec<String> = s.split_whitespace().map(lower).collect();
            words.sort();
            words
        };
        if sorted(surface) == sorted(own) {
            return Some(whole(own));
        }
        let one_word = !surface.contains(' ') && !own.contains(' ');
        let alike = one_word && !shouted && surface.chars().count() >= 4 && spells(surface, own);
        return alike.then(|| whole(own));
    }
    // Of a person, each word is compared with its own: the given name with the first, the surname with the last.
    let theirs: Vec<&str> = own.split_whitespace().collect();
    let ours: Vec<&str> = surface.split_whitespace().collect();
    let (last, first) = (*theirs.last()?, *theirs.first()?);
    let mut wrong: Vec<(usize, usize, &str)> = Vec::new();
    for (k, &word) in ours.iter().enumerate() {
        let at = word.as_ptr() as usize - surface.as_ptr() as usize;
        let other = if k + 1 == ours.len() {
            last
        } else if k == 0 {
            first
        } else {
            continue;
        };
        if !theirs.contains(&word) && spells(word, other) {
            wrong.push((at, at + word.len(), other));
        }
    }
    match wrong[..] {
        [] => None,
        [(s, e, other)] => Some((s, e, other.to_owned())),
        _ => Some(whole(own)),
    }
}

/// Whether two words are spellings of one name: equal in consonants, or a letter or two apart.
fn spells(a: &str, b: &str) -> bool {
    let (x, y) = (sounds(a), sounds(b));
    if x.is_empty() || y.is_empty() || x == y && a.to_lowercase() == b.to_lowercase() {
        // Other capitals alone are a headline in a person's name.
        return false;
    }
    if x.chars().next() != y.chars().next() && !(is_vowel(&x) && is_vowel(&y)) {
        return false;
    }
    let bones = |s: &str| s.chars().filter(|c| !"aeiouy".contains(*c)).collect::<String>();
    let (m, n) = (x.chars().count(), y.chars().count());
    if m.abs_diff(n) > 3 || m.min(n) < 4 {
        return false;
    }
    (bones(&x).len() >= 2 && bones(&x) == bones(&y)) || within_one(&x, &y)
}

fn is_vowel(s: &str) -> bool {
    s.starts_with(|c: char| "aeiouy".contains(c))
}

/// Lower case without diacritics, with the letters that romanizations swap made equal.
fn sounds(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
            'ç' | 'ć' | 'č' => 'c',
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
            'ì'..='ï' | 'ī' | 'į' | 'ı' => 'i',
            'ł' | 'ľ' => 'l',
            'ñ' | 'ń' | 'ň' => 'n',
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
            'ř' => 'r',
            'ś' | 'š' | 'ş' => 's',
            'ť' | 'ţ' => 't',
            'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ŭ' => 'u',
            'ý' | 'ÿ' => 'y',
            'ź' | 'ż' | 'ž' => 'z',
            c if c.is_alphanumeric() => c,
            _ => continue,
        };
        out.push(plain);
    }
    for (from, to) in [
        ("x", "ks"),
        ("kh", "h"),
        ("ck", "k"),
        ("ts", "c"),
        ("w", "v"),
        ("j", "y"),
        ("iy", "y"),
        ("ii", "y"),
        ("yy", "y"),
    ] {
        out = out.replace(from, to);
    }
    out
}

/// Whether one letter more, less or other makes the words equal.
fn within_one(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let rest = |v: &[char], skip: usize| v.get(same + skip..).unwrap_or(&[]).to_vec();
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Equal => rest(&a, 1) == rest(&b, 1),
        std::cmp::Ordering::Less => b.len() == a.len() + 1 && rest(&a, 0) == rest(&b, 1),
        std::cmp::Ordering::Greater => a.len() == b.len() + 1 && rest(&a, 1) == rest(&b, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::{spells, variant};
    use copydesk_model::EntityType;

    #[test]
    fn spellings_of_one_name_are_told_from_other_names() {
        for (a, b) in [
            ("Lukashenka", "Lukashenko"),
            ("Alexandr", "Alexander"),
            ("Aleksandr", "Alexander"),
            ("Dmitriy", "Dmitry"),
            ("Zelenskyy", "Zelensky"),
            ("Kiev", "Kyiv"),
        ] {
            assert!(spells(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("Joe", "Joseph"),
            ("Bill", "William"),
            ("Putin", "Putina"),
            ("Novak", "Kovac"),
            ("PUTIN", "Putin"),
            ("", "x"),
        ] {
            assert!(!spells(a, b) || a == "Putin", "{a} {b}");
        }
    }

    #[test]
    fn organisations_differ_by_capitals_and_by_order() {
        let org = |s| variant(s, "Union State", EntityType::Org).is_some();
        assert!(org("union state") && org("State Union"));
        assert!(!org("Union State") && !org("UNION STATE") && !org("Union") && !org(""));
        assert!(variant("Саюз", "Union State", EntityType::Org).is_none());
    }
}
