//! Case forms of Slavic names, made when the gazetteer is read, so that nothing is lemmatised at run time.
//!
//! The endings are those of Russian, Belarusian, Ukrainian and Polish in one table per kind of stem. A form that no
//! language uses does no harm: it stands in no text.

use crate::fold::{fold_char, key_of};

/// Man, woman, or a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gender {
    Man,
    Woman,
    Thing,
}

/// Which languages' endings a form takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Declension {
    Russian,
    Belarusian,
    Ukrainian,
    Polish,
    German,
    None,
}

/// Genitive, dative, accusative, instrumental, locative: for each the possible endings after cutting `cut`.
struct Row {
    who: &'static str,
    cut: &'static str,
    cases: [&'static str; 5],
}

impl Row {
    /// Whether a word ends as this row asks; the last byte tells most of them apart.
    fn ends(&self, word: &[u8]) -> bool {
        let cut = self.cut.as_bytes();
        cut.last().is_none_or(|last| word.last() == Some(last)) && word.ends_with(cut)
    }
}

const fn row(who: &'static str, cut: &'static str, cases: [&'static str; 5]) -> Row {
    Row { who, cut, cases }
}

/// `who`: m, f, t(hing) in any mix. The first row whose ending fits is taken.
const RUSSIAN: &[Row] = &[
    row("mt", "ский", ["ского", "скому", "ского|ский", "ским", "ском"]),
    row("mt", "цкий", ["цкого", "цкому", "цкого", "цким", "цком"]),
    row("mt", "ый", ["ого", "ому", "ого|ый", "ым", "ом"]),
    row("m", "ой", ["ого", "ому", "ого", "ым", "ом"]),
    row("m", "ний", ["него", "нему", "него", "ним", "нем"]),
    row("m", "ий", ["ия", "ию", "ия", "ием", "ии"]),
    row("t", "ий", ["ого", "ому", "ий", "им", "ом"]),
    row("m", "ов", ["ова", "ову", "ова", "овым", "ове"]),
    row("m", "ев", ["ева", "еву", "ева", "евым", "еве"]),
    row("m", "ин", ["ина", "ину", "ина", "иным|ином", "ине"]),
    row("f", "ая", ["ой", "ой", "ую", "ой", "ой"]),
    row("t", "ая", ["ой", "ой", "ую", "ой", "ой"]),
    row("t", "ое", ["ого", "ому", "ое", "ым", "ом"]),
    row("f", "ова", ["овой", "овой", "ову", "овой", "овой"]),
    row("f", "ева", ["евой", "евой", "еву", "евой", "евой"]),
    row("f", "ина", ["иной|ины", "иной|ине", "ину", "иной", "иной|ине"]),
    row("ft", "ия", ["ии", "ии", "ию", "ией", "ии"]),
    row("mft", "ья", ["ьи", "ье", "ью", "ьей", "ье"]),
    row("mft", "ка", ["ки", "ке", "ку", "кой", "ке"]),
    row("mft", "га", ["ги", "ге", "гу", "гой", "ге"]),
    row("mft", "ха", ["хи", "хе", "ху", "хой", "хе"]),
    row("mft", "ша", ["ши", "ше", "шу", "шей", "ше"]),
    row("mft", "жа", ["жи", "же", "жу", "жей", "же"]),
    row("mft", "а", ["ы", "е", "у", "ой", "е"]),
    row("mft", "я", ["и", "е", "ю", "ей", "е"]),
    row("mt", "й", ["я", "ю", "я|й", "ем", "е"]),
    row("m", "ь", ["я", "ю", "я", "ем", "е"]),
    row("f", "ь", ["и", "и", "ь", "ью", "и"]),
    row("t", "ь", ["и|я", "и|ю", "ь", "ью|ем", "и|е"]),
    row("t", "о", ["а", "у", "о", "ом", "е"]),
    row("mt", "ец", ["ца", "цу", "ца|ец", "цом|цем", "це"]),
    row("mt", "", ["а", "у", "а|", "ом|ем", "е"]),
];

const BELARUSIAN: &[Row] = &[
    row("mt", "скі", ["скага", "скаму", "скага|скі", "скім", "скім"]),
    row("mt", "цкі", ["цкага", "цкаму", "цкага", "цкім", "цкім"]),
    row("m", "ны", ["нага", "наму", "нага", "ным", "ным"]),
    row("m", "ый", ["ыя", "ыю", "ыя", "ыем", "ыі"]),
    row("m", "ій", ["ія", "ію", "ія", "іем", "іі"]),
    row("m", "аў", ["ава", "аву", "ава", "авым", "аве"]),
    row("m", "оў", ["ова", "ову", "ова", "овым", "ове"]),
    row("m", "еў", ["ева", "еву", "ева", "евым", "еве"]),
    row("t", "аў", ["ава", "аву", "аў", "авам", "аве"]),
    row("t", "еў", ["ева", "еву", "еў", "евам", "еве"]),
    row("t", "ёў", ["ёва", "ёву", "ёў", "ёвам", "ёве"]),
    row("f", "ая", ["ай", "ай", "ую", "ай", "ай"]),
    row("t", "ая", ["ай", "ай", "ую", "ай", "ай"]),
    row("f", "ава", ["авай", "авай", "аву", "авай", "авай"]),
    row("f", "ева", ["евай", "евай", "еву", "евай", "евай"]),
    row("m", "нка", ["нкі", "нку", "нку", "нкам|нкай", "нку"]),
    row("mft", "ыя", ["ыі", "ыі", "ыю", "ыяй", "ыі"]),
    row("mft", "ія", ["іі", "іі", "ію", "іяй", "іі"]),
    row("mft", "ка", ["кі", "цы|ку", "ку", "кай|кам", "цы|ку"]),
    row("mft", "ва", ["вы", "ве", "ву", "вай|вой", "ве"]),
    row("mft", "да", ["ды", "дзе", "ду", "дай|дой", "дзе"]),
    row("mft", "а", ["ы", "е", "у", "ай|ой", "е"]),
    row("mft", "я", ["і", "і", "ю", "яй", "і"]),
    row("mt", "й", ["я", "ю", "я|й", "ем", "і"]),
    row("m", "ь", ["я", "ю", "я", "ем", "ю"]),
    row("ft", "ь", ["і", "і", "ь", "ю", "і"]),
    row("mt", "н", ["на", "ну", "на|н", "нам|ным", "не"]),
    row("mt", "", ["а", "у", "а|", "ам", "е|у"]),
];

const UKRAINIAN: &[Row] = &[
    row("mt", "ський", ["ського", "ському", "ського", "ським", "ському"]),
    row("mt", "цький", ["цького", "цькому", "цького", "цьким", "цькому"]),
    row("m", "ний", ["ного", "ному", "ного", "ним", "ному"]),
    row("m", "ій", ["ія", "ію|ієві", "ія", "ієм", "ії|ієві"]),
    row("t", "ий", ["ого", "ому", "ий", "им", "ому"]),
    row("m", "ко", ["ка", "ку|кові", "ка", "ком", "ку|кові"]),
    row("m", "ро", ["ра", "ру|рові", "ра", "ром", "рові"]),
    row("m", "ло", ["ла", "лу|лові", "ла", "лом", "лові"]),
    row("f", "ська", ["ської", "ській", "ську", "ською", "ській"]),
    row("f", "ова", ["ової", "овій", "ову", "овою", "овій"]),
    row("ft", "ія", ["ії", "ії", "ію", "ією", "ії"]),
    row("mft", "ка", ["ки", "ці", "ку", "кою", "ці"]),
    row("mft", "га", ["ги", "зі", "гу", "гою", "зі"]),
    row("mft", "ха", ["хи", "сі", "ху", "хою", "сі"]),
    row("mft", "а", ["и", "і", "у", "ою", "і"]),
    row("mft", "я", ["і", "і", "ю", "ею", "і"]),
    row("mt", "й", ["я", "ю|єві", "я|й", "єм", "ї"]),
    row("mt", "ків", ["кова", "кову", "ків", "ковом", "кові"]),
    row("mt", "ів", ["ова|ева", "ову", "ів", "овом", "ові"]),
    row("mt", "їв", ["єва", "єву", "їв", "євом", "єві"]),
    row("mt", "иїв", ["иєва", "иєву", "иїв", "иєвом", "иєві"]),
    row("mt", "ь", ["я|ю", "ю|еві", "я|ь", "ем", "і|ю"]),
    row("t", "о", ["а", "у", "о", "ом", "і"]),
    row("m", "ов", ["ова", "ову", "ова", "овим", "ові"]),
    row("m", "ін", ["іна", "іну|інові", "іна", "іним|іном", "іні|інові"]),
    row("mt", "", ["а|у", "у|ові", "а|", "ом", "і|у"]),
];

const POLISH: &[Row] = &[
    row("m", "ski", ["skiego", "skiemu", "skiego", "skim", "skim"]),
    row("m", "cki", ["ckiego", "ckiemu", "ckiego", "ckim", "ckim"]),
    row("m", "ny", ["nego", "nemu", "nego", "nym", "nym"]),
    row("f", "ska", ["skiej", "skiej", "ską", "ską", "skiej"]),
    row("f", "cka", ["ckiej", "ckiej", "cką", "cką", "ckiej"]),
    row("f", "wna", ["wnej", "wnej", "wną", "wną", "wnej"]),
    row("m", "ij", ["ija", "ijowi", "ija", "ijem", "iju"]),
    row("m", "j", ["ja", "jowi", "ja", "jem", "ju"]),
    row("m", "ek", ["ka", "kowi", "ka", "kiem", "ku"]),
    row("mft", "ka", ["ki", "ce", "kę", "ką", "ce"]),
    row("mft", "ja", ["ji", "ji", "ję", "ją", "ji"]),
    row("mft", "wa", ["wy", "wie", "wę", "wą", "wie"]),
    row("ft", "ś", ["si", "si", "ś", "sią", "si"]),
    row("t", "ów", ["owa", "owowi", "ów", "owem", "owie"]),
    row("t", "eń", ["nia", "niowi", "eń", "niem", "niu"]),
    row("t", "t", ["tu|ta", "towi", "t", "tem", "cie"]),
    row("t", "d", ["du|da", "dowi", "d", "dem", "dzie"]),
    row("t", "k", ["ka|ku", "kowi", "k", "kiem", "ku"]),
    row("mf", "ko", ["ki", "ce", "kę", "ką", "ce"]),
    row("ft", "ia", ["ii|i", "ii|i", "ię", "ią", "ii|i"]),
    row("f", "owa", ["owej", "owej", "ową", "ową", "owej"]),
    row("mf", "da", ["dy", "dzie", "dę", "dą", "dzie"]),
    row("mft", "a", ["y|i", "ie|zie", "ę", "ą", "ie|zie"]),
    row("m", "k", ["ka", "kowi", "ka", "kiem", "ku"]),
    row("m", "ń", ["nia", "niowi", "nia", "niem", "niu"]),
    row("m", "r", ["ra", "rowi", "ra", "rem", "rze"]),
    row("m", "ł", ["ła", "łowi", "ła", "łem", "le"]),
    row("m", "eł", ["ła", "łowi", "ła", "łem", "le"]),
    row("t", "", ["a|u", "owi", "", "em", "ie"]),
    row("m", "", ["a", "owi", "a", "em", "ie"]),
];

/// The genitive that German writes without an apostrophe.
const GERMAN: &[Row] = &[
    row("mft", "s", ["", "", "", "", ""]),
    row("mft", "x", ["", "", "", "", ""]),
    row("mft", "z", ["", "", "", "", ""]),
    row("mft", "ß", ["", "", "", "", ""]),
    row("mft", "", ["s", "", "", "", ""]),
];

/// What a word's case forms begin with, and the endings of each case, parted by `|`.
fn cases(word: &str, gender: Gender, how: Declension) -> Option<(&str, [&'static str; 5])> {
    let table = match how {
        Declension::Russian => RUSSIAN,
        Declension::Belarusian => BELARUSIAN,
        Declension::Ukrainian => UKRAINIAN,
        Declension::Polish => POLISH,
        Declension::German => GERMAN,
        Declension::None => return None,
    };
    let who = match gender {
        Gender::Man => b'm',
        Gender::Woman => b'f',
        Gender::Thing => b't',
    };
    // A word of capitals is an acronym, and acronyms stay as they are.
    if word.chars().skip(1).any(char::is_uppercase) || word.chars().count() < 3 {
        return None;
    }
    // A woman's surname in a consonant or -o does not change.
    let rule = table
        .iter()
        .find(|r| r.ends(word.as_bytes()) && r.who.as_bytes().contains(&who))?;
    if how == Declension::German {
        return Some((word, rule.cases));
    }
    let fits =
        !rule.cut.is_empty() || !word.ends_with(['о', 'е', 'и', 'і', 'у', 'ы', 'э', 'ю', 'o', 'e', 'i', 'y', 'u']);
    fits.then(|| (&word[..word.len() - rule.cut.len()], rule.cases))
}

/// All case forms of a word for look-ups of words: folded, in small letters, each once.
pub(crate) fn case_keys(word: &str, gender: Gender, how: Declension, mut each: impl FnMut(&str)) {
    let Some((stem, cases)) = cases(word, gender, how) else {
        return;
    };
    let mut form = key_of(stem).into_owned();
    let stem = form.len();
    let mut seen: Vec<&str> = Vec::with_capacity(12);
    for ending in cases.iter().flat_map(|c| c.split('|')) {
        if seen.contains(&ending) {
            continue;
        }
        seen.push(ending);
        form.truncate(stem);
        form.extend(ending.chars().map(fold_char));
        each(&form);
    }
}

/// All case forms of a word, case by case.
fn forms(word: &str, gender: Gender, how: Declension) -> Option<[Vec<String>; 5]> {
    let (stem, cases) = cases(word, gender, how)?;
    Some(cases.map(|endings| endings.split('|').map(|e| [stem, e].concat()).collect()))
}

/// The case forms of a form of one or more words: the first word changes, and with it a noun behind its adjective.
pub(crate) fn phrases(form: &str, gender: Gender, how: Declension) -> Vec<String> {
    let mut words: Vec<&str> = form.split(' ').collect();
    let mut out = Vec::new();
    if words.len() > 4 || how == Declension::None {
        return out;
    }
    let adjective = |w: &str| {
        ["ский", "ый", "ое", "ая", "ий", "скі", "ська", "ський", "ны", "ae"]
            .iter()
            .any(|e| w.ends_with(e))
    };
    let both = words.len() > 1 && adjective(words[0]);
    let first = forms(words[0], gender, how);
    let second = if both { forms(words[1], gender, how) } else { None };
    let rest = words.split_off(if both { 2 } else { 1 }).join(" ");
    if let Some(cases) = &first {
        for (k, firsts) in cases.iter().enumerate() {
            for a in firsts {
                let seconds: Vec<String> = match (both, &second) {
                    (false, _) => vec![String::new()],
                    (true, None) => vec![format!(" {}", words[1])],
                    (true, Some(cases)) => cases[k].iter().map(|b| format!(" {b}")).collect(),
                };
                let space = if rest.is_empty() { "" } else { " " };
                out.extend(seconds.iter().map(|b| [a.as_str(), b, space, &rest].concat()));
            }
        }
    }
    out.retain(|f| f != form);
    out.sort();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, gender: Gender, how: Declension, expected: &[&str]) {
        let found = phrases(form, gender, how);
        for e in expected {
            assert!(found.iter().any(|f| f == e), "{form} has no {e}: {found:?}");
        }
    }

    #[test]
    fn names_take_their_case_endings() {
        use Declension::*;
        use Gender::*;
        check("Лукашэнка", Man, Belarusian, &["Лукашэнкі", "Лукашэнку", "Лукашэнкам"]);
        check(
            "Łukaszenka",
            Man,
            Polish,
            &["Łukaszenki", "Łukaszenkę", "Łukaszenką", "Łukaszence"],
        );
        check("Лукашенко", Man, Ukrainian, &["Лукашенка", "Лукашенком"]);
        check("Песков", Man, Russian, &["Пескова", "Пескову", "Песковым"]);
        check("Тихановская", Woman, Russian, &["Тихановской", "Тихановскую"]);
        check("Калеснікава", Woman, Belarusian, &["Калеснікавай", "Калеснікаву"]);
        check("Беларусь", Thing, Belarusian, &["Беларусі"]);
        check("Київ", Thing, Ukrainian, &["Києва", "Києві"]);
        check(
            "Європейський Союз",
            Thing,
            Ukrainian,
            &["Європейського Союзу", "Європейським Союзом"],
        );
        check("Вільня", Thing, Belarusian, &["Вільні", "Вільню"]);
        assert!(phrases("Лукашенко", Man, Russian).is_empty());
        assert!(phrases("Меркель", Woman, Russian).iter().all(|f| f != "Меркеля"));
        assert!(phrases("НАТО", Thing, Russian).is_empty());
        assert!(phrases("", Thing, Russian).is_empty());
    }
}
