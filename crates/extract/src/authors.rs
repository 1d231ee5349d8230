//! Names of people out of a signature as printed. Conservative: what does not look like a person is left out.
//!
//! Which words introduce, join, and disqualify names is data (`data/bylines.tsv`). Whether two names are the same
//! person is decided by `names`.

mod bodies;
mod words;

pub(crate) use bodies::{account, body};
use words::{Kind, is, is_before, others};

/// The people named by a signature such as `By Jane Doe and John Roe, Senior Correspondent`, in order.
pub fn split_byline(s: &str) -> Vec<String> {
    split(s, false)
}

/// A trusted text is a field for names, in which no words were set side by side by a page.
fn split(s: &str, trusted: bool) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    if s.len() > 300 {
        return out;
    }
    let s = crate::text::collapse(s);
    for (k, part) in strip_lead(before_others(&s))
        .split([',', ';', '|', '/', '•', '·', '&', '–', '—', '(', ')', ':'])
        .flat_map(|p| p.split(" - "))
        .skip_while(|p| p.trim().is_empty())
        .enumerate()
    {
        let (degrees, part) = degrees(part);
        if let Some(last) = out.last_mut().filter(|_| !degrees.is_empty()) {
            last.push_str(", ");
            last.push_str(degrees);
        }
        for name in split_words(before_date(part)) {
            // Later parts name jobs and places: `Jane Doe, Middle East Editor`.
            let name = if k == 0 { before_job(&name) } else { &name };
            if let Some(name) = person_in(name, trusted)
                && !out.iter().any(|o| o.to_lowercase() == name.to_lowercase())
            {
                out.push(name);
            }
        }
    }
    out
}

/// The people named after a word such as `by`, wherever in a line it stands: `September 1st, 2023 By Jane Doe`.
pub(crate) fn introduced(s: &str) -> Vec<String> {
    let s = before_others(s);
    let mut at = 0;
    for word in s.split_inclusive(char::is_whitespace).take(16) {
        let lead = word.trim().trim_end_matches(':');
        let capital = s[at + word.len()..].trim_start().starts_with(char::is_uppercase);
        if capital && is(lead, Kind::Lead) {
            // What follows a mark is a rubric, a place, a count.
            let rest = &s[at..];
            return split_byline(rest.split(['|', '•', '·', '●']).next().unwrap_or(rest));
        }
        // In prose anything may stand before `by`; in a signature only a date, a count or a word such as `posted`.
        let plain = !lead.starts_with(char::is_alphabetic) || crate::dates::is_date_word(lead) || is(lead, Kind::Intro);
        if !plain {
            break;
        }
        at += word.len();
    }
    Vec::new()
}

/// The people named by a printed line, which may begin with a date.
pub(crate) fn signers(line: &str) -> Vec<String> {
    let names = introduced(line);
    if names.is_empty() { split_byline(line) } else { names }
}

/// Whether a line begins with a word that introduces names.
pub(crate) fn is_introduced(s: &str) -> bool {
    s.len() <= 300 && strip_lead(s).len() < s.trim().len()
}

/// Whether a line is nothing but an introduction, such as `Written by`.
pub(crate) fn introduces(s: &str) -> bool {
    let s = s.trim().trim_end_matches(':').trim_end();
    s.len() <= 30 && is_before(s)
}

/// The people that a field for authors names. Such a field is trusted with what a printed line is not: a first name
/// alone, a name in small letters, a name with a capital in the middle.
pub(crate) fn declared(field: &str) -> Vec<String> {
    let field = crate::text::collapse(field);
    let mut out = split(&field, true);
    if !out.is_empty() || field.len() > 200 {
        return out;
    }
    for part in strip_lead(before_others(&field)).split([',', ';', '|', '/', '&']) {
        for name in split_words_from(part, 1) {
            // One part that is no name makes the field the name of a body: `Office of Trade and Health`.
            let Some(name) = known_name(name.trim()) else {
                return Vec::new();
            };
            if !out.contains(&name) {
                out.push(name);
            }
        }
    }
    out
}

/// A name that only its place tells from other words.
fn known_name(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split(' ').collect();
    let titled = words.len() == 2 && is(words[0], Kind::Title);
    let letters = |w: &str| {
        w.chars()
            .all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '.'))
    };
    let odd = |w: &&str| {
        is(w, Kind::Trade)
            || is(w, Kind::Lead)
            || is_before(w)
            || crate::dates::is_date_word(w)
            || !letters(w)
            || site(w)
    };
    if name.len() > 60 || words.iter().skip(usize::from(titled)).any(odd) {
        return None;
    }
    let first = name.chars().next()?;
    let length = name.chars().count();
    let fits = match words.as_slice() {
        // Scripts without capitals write a whole name as one short word.
        [_] if !first.is_uppercase() && !first.is_lowercase() => (2..=5).contains(&length),
        [word] | [_, word] if titled || words.len() == 1 => {
            let small = word.chars().filter(|c| c.is_lowercase()).count();
            let inner = word.chars().skip(1).filter(|c| c.is_uppercase()).count();
            first.is_uppercase() && (3..=20).contains(&length) && small > 1 && inner == 0
        }
        // `jane doe`, and `Ana McCarthyRoe`.
        [_, _] | [_, _, _] => words.iter().all(|w| w.chars().count() > 1 && !is(w, Kind::Between)),
        _ => false,
    };
    fits.then(|| name.to_owned())
}

/// Whether a line begins with words such as `written by` and names somebody.
pub(crate) fn is_signed(line: &str) -> bool {
    let lead = line.trim().len() - strip_lead(line).len();
    lead > 0 && line.trim()[..lead].trim().contains(' ') && !split_byline(line).is_empty()
}

/// Whether `name` stands in a line behind words such as `edited by`.
pub(crate) fn is_others(line: &str, name: &str) -> bool {
    let head = before_others(line);
    head.len() < line.len() && !head.contains(name)
}

/// The part before those who did not write: `reviewed by`, `photos by`.
fn before_others(s: &str) -> &str {
    let by = |w: &[u8]| w.eq_ignore_ascii_case(b" by");
    if !s.as_bytes().windows(3).any(by) {
        return s;
    }
    let lower = s.to_ascii_lowercase();
    let cut = others().iter().filter_map(|o| lower.find(o)).min();
    cut.map_or(s, |at| s[..at].trim_end_matches([' ', '.', '|', ',']))
}

/// The name before a job: `Jane Doe Senior Writer`.
fn before_job(name: &str) -> &str {
    let mut at = 0;
    for (k, word) in name.split_inclusive(' ').enumerate() {
        if k >= 2 && is(word, Kind::Job) {
            return name[..at].trim_end();
        }
        at += word.len();
    }
    match name.rsplit_once(' ') {
        Some((head, last)) if is(last, Kind::Tail) => head,
        _ => name,
    }
}

/// Whether a line is nothing but `by` or ends with it: the name follows.
pub(crate) fn leads(s: &str) -> bool {
    let last = s.split_whitespace().next_back();
    introduces(s) && last.is_some_and(|w| is(w, Kind::Lead))
}

/// A date or a count behind a name ends it: `Jane Doe August 12, 2021`.
fn before_date(part: &str) -> &str {
    let digit = part.find(|c: char| c.is_numeric()).unwrap_or(part.len());
    // `271QR` is the name of a thing.
    let word = part[digit..].split_whitespace().next().unwrap_or_default();
    let unit = word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    let plain = ["", "st", "nd", "rd", "th", "am", "pm", "h", "min", "m", "t", "z"];
    if !plain.contains(&unit.as_str()) && !word.contains(['-', '/', ':', '.']) {
        return "";
    }
    let mut head = part[..digit].trim_end();
    if digit < part.len() {
        while let Some((rest, last)) = head.rsplit_once(' ').filter(|(_, w)| crate::dates::is_date_word(w)) {
            let _ = last;
            head = rest.trim_end();
        }
    }
    head
}

/// The degrees that a part of a signature is made of, such as `MD` and `Ph.D.`, and what a joining word adds to them.
fn degrees(part: &str) -> (&str, &str) {
    let known = |w: &str| {
        let bare: String = w.chars().filter(|c| c.is_alphanumeric()).collect();
        w.starts_with(char::is_uppercase) && is(&bare, Kind::Degree)
    };
    let trimmed = part.trim();
    let mut at = 0;
    for word in trimmed.split_inclusive(' ') {
        let joins = at > 0 && word.starts_with(char::is_lowercase) && is(word, Kind::Between);
        if joins {
            return (trimmed[..at].trim_end(), &trimmed[at + word.len()..]);
        }
        if !known(word) {
            return ("", part);
        }
        at += word.len();
    }
    (trimmed.trim_end_matches(['*', '†', ',']), "")
}

/// The person that begins a part of a signature, which may go on in small letters: `Jane Doe on behalf of the team`.
pub(crate) fn before_more(part: &str) -> Option<String> {
    let part = part.trim();
    let mut at = 0;
    for (k, word) in part.split_inclusive(' ').enumerate() {
        if k >= 2 && is(word, Kind::Intro) && word.starts_with(char::is_lowercase) {
            return person(&part[..at]);
        }
        at += word.len();
    }
    person(part)
}

/// The name without title and marks, when it looks like that of a person.
pub(crate) fn person(name: &str) -> Option<String> {
    person_in(name, false)
}

fn person_in(name: &str, trusted: bool) -> Option<String> {
    let name = strip_lead(name.trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != ')'));
    let name = name.trim_end_matches([',', ':', ';', '-']).trim();
    if name.len() > 60 || is_before(name) || name.contains(['@', '<', '>', '=', '_', '"', '#', '?', '!']) {
        return None;
    }
    let mut words: Vec<&str> = name.split(' ').collect();
    while words.first().is_some_and(|w| is(w, Kind::Title)) {
        words.remove(0);
    }
    if !(2..=5).contains(&words.len()) {
        return None;
    }
    let fits = words.iter().enumerate().all(|(k, w)| {
        let first = w.chars().next();
        let has_digit = w.chars().any(|c| c.is_numeric());
        let capital = first.is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()));
        let small = k > 0 && k + 1 < words.len() && is(w, Kind::Particle) || k == 0 && is(w, Kind::Particle);
        !has_digit && (capital || small) && (trusted || !is_glued(w)) && !is(w, Kind::Trade) && !site(w)
    });
    fits.then(|| words.join(" "))
}

/// `SmithNovember` is two words that the page set side by side; `MacDonald` and `DeVito` are one.
fn is_glued(word: &str) -> bool {
    let mut low = 0;
    for c in word.chars() {
        if c.is_uppercase() && low > 2 {
            return true;
        }
        low = if c.is_lowercase() { low + 1 } else { 0 };
    }
    false
}

/// `orf.at` is a site, `J.` and `J.K.` are initials.
fn site(word: &str) -> bool {
    word.split_once('.')
        .is_some_and(|(a, b)| a.chars().count() > 1 && b.chars().count() > 1)
}

/// Drops `By`, `Автор:` and their like; a word that may also begin a name needs a colon or a small letter after it.
fn strip_lead(s: &str) -> &str {
    let s = s.trim();
    // The page set the word and the name side by side.
    let s = s
        .strip_prefix("By")
        .filter(|r| r.starts_with(char::is_uppercase))
        .unwrap_or(s);
    let mut best = s;
    let mut at = 0;
    for word in s.split_inclusive([' ', ':']).take(5) {
        at += word.len();
        let lead = s[..at].trim_end_matches([' ', ':', '.']).to_lowercase();
        if at < s.len() && is_before(&lead) {
            best = s[at..].trim_start_matches([' ', ':', '.']);
        }
    }
    best
}

/// Splits at joining words: `Jane Doe and John Roe`.
fn split_words(part: &str) -> Vec<String> {
    split_words_from(part, 2)
}

/// The same where a name has at least `least` words.
fn split_words_from(part: &str, least: usize) -> Vec<String> {
    let mut out = vec![String::new()];
    let words: Vec<&str> = part.split_whitespace().collect();
    for (k, word) in words.iter().enumerate() {
        // `José Ortega y Gasset` is one name: a joining letter needs two words on both sides.
        let joins = word.chars().next().is_some_and(char::is_lowercase) && is(word, Kind::Between);
        let before = out.last().map_or(0, |o| o.split_whitespace().count());
        let after = words.len() - k - 1;
        if joins && before >= least && after >= if word.chars().count() > 1 { 1 } else { 2 } {
            out.push(String::new());
        } else if let Some(last) = out.last_mut() {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(s: &str, want: &[&str]) {
        assert_eq!(split_byline(s), want, "{s}");
    }

    #[test]
    fn people_are_named() {
        check(
            "By Jane Doe and John Roe, Senior Correspondent",
            &["Jane Doe", "John Roe"],
        );
        check(
            "Von Anna Müller und Karl von der Heide",
            &["Anna Müller", "Karl von der Heide"],
        );
        check("Автор: Иван Петров", &["Иван Петров"]);
        check("Аўтар Ян Бурак, Алесь Дуб", &["Ян Бурак", "Алесь Дуб"]);
        check("Par Jean-Pierre L’Hôte avec AFP", &["Jean-Pierre L’Hôte"]);
        check("Mira T.", &["Mira T."]);
        check("Dr. J. K. Smith | Opinion", &["Dr. J. K. Smith"]);
        check("Mr. Jan Roe", &["Jan Roe"]);
        check("Md Rahim Khan", &["Md Rahim Khan"]);
        check("JANE DOE & JOHN ROE", &["JANE DOE", "JOHN ROE"]);
        check("By Dr. Jane Doe - Mar 27, 2024", &["Dr. Jane Doe"]);
        check(
            "By Jane Doe, M.D., Ph.D. and John Roe",
            &["Jane Doe, M.D., Ph.D.", "John Roe"],
        );
        check("Jane Doe, MD*, Health Editor", &["Jane Doe, MD"]);
        check("Jane Doe, CPA, CFP®", &["Jane Doe, CPA, CFP®"]);
        check("Verfasst von Jana Muster", &["Jana Muster"]);
        check("Jane Doe 4 August 2010", &["Jane Doe"]);
        check("ByJane MacDonald", &["Jane MacDonald"]);
        assert_eq!(introduced("September 1st, 2023 By Jane Doe"), ["Jane Doe"]);
        assert!(introduced("Standing by the river").is_empty());
        assert!(introduces("Written by:") && !introduces("Written by Jane Doe"));
        check("Por María de la Cruz y José Ruiz", &["María de la Cruz", "José Ruiz"]);
    }

    #[test]
    fn what_is_no_person_is_left_out() {
        for s in [
            "",
            "By Staff",
            "Reuters",
            "By Times Staff Writer",
            "admin",
            "ORF.at",
            "jane@doe.org",
            "https://example.org/jane",
            "By",
            "Politics Editor",
            "5 min read",
            "Редакция",
            "Written By",
            "Jane SmithNovember",
        ] {
            check(s, &[]);
        }
        check(&"A ".repeat(1000), &[]);
    }
}
