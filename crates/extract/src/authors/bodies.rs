//! Signatures of bodies and accounts: an agency, a team, a name that somebody chose for a site.
//!
//! Asked where no person signed, so nearly any name will do; what is left out is what names nobody.

use super::words::{Kind, is, is_before};
use super::{before_date, before_others, strip_lead};

/// The name of a body or an account that a field names as the author, such as an agency or a team.
pub(crate) fn body(field: &str) -> Option<String> {
    if field.len() > 200 {
        return None;
    }
    let field = crate::text::collapse(field);
    let name = strip_lead(before_others(&field))
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '|'));
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(|c| c.is_numeric()).count();
    let words = || name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let fits = letters >= 2
        && digits <= 2
        && name.len() <= 80
        && words().count() <= 8
        && !is_before(name)
        && !name.contains(['@', '<', '>', '=', '{', '#', '?', '!'])
        && !(name.contains('.') && name.contains('/'))
        && !words().any(|w| is(w, Kind::Nobody));
    fits.then(|| name.to_owned())
}

/// The same for a short text that a page prints as a signature, which may say more: a date, a rubric.
pub(crate) fn account(printed: &str) -> Option<String> {
    let s = strip_lead(printed);
    let said = s.len() < printed.trim().len();
    let head = s.split(['|', '•', '·', '●', ',']).next().unwrap_or(s);
    let head = if head.starts_with(char::is_numeric) {
        head
    } else {
        before_date(head)
    };
    let mut end = 0;
    for (k, word) in head.split_inclusive(' ').enumerate() {
        let rubric = k >= if said { 1 } else { 2 }
            && word.starts_with(char::is_lowercase)
            && (is(word, Kind::Tail) || is(word, Kind::Intro));
        if rubric {
            break;
        }
        end += word.len();
    }
    let name = body(head[..end].trim_end_matches([' ', '-', '–']))?;
    // One word in small letters is the name of an account only behind `by`.
    let words: Vec<&str> = name.split(' ').collect();
    let capital = |w: &&str| !w.starts_with(char::is_lowercase);
    let date = words.iter().all(|w| crate::dates::is_date_word(w));
    let fits = !date
        && !words.iter().any(|w| is(w, Kind::Lead))
        && words.len() <= 5
        && words.iter().filter(|w| capital(w)).count() * 2 > words.len();
    (fits || (said && words.len() == 1)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_and_accounts() {
        let field = |s: &str, want: Option<&str>| assert_eq!(body(s).as_deref(), want, "{s}");
        for name in [
            "dpa",
            "DER TURM",
            "Office of Trade and Health",
            "Редакция газеты",
            "東都新聞デジタル",
            "وكالة الأنباء",
            "town.example",
        ] {
            field(name, Some(name));
        }
        field("By The Meadow Team", Some("The Meadow Team"));
        for none in [
            "",
            " ",
            "admin",
            "Site Admin",
            "webmaster",
            "undefined",
            "jane@town.example",
            "https://town.example/jane",
            "www.town.example/jane",
            "{{author}}",
            "2021",
            "jd20210628",
            "By",
            "Автор:",
            "a",
        ] {
            field(none, None);
        }
        field(&"x".repeat(500), None);
        let printed = |s: &str, want: Option<&str>| assert_eq!(account(s).as_deref(), want, "{s}");
        printed("By RiverFan in Workshop", Some("RiverFan"));
        printed("by riverfan", Some("riverfan"));
        printed("Meadow Team June 28, 2021", Some("Meadow Team"));
        printed("By 3i Global", Some("3i Global"));
        printed("riverfan", None);
        printed("Engine 271QR Max", None);
        printed("June 28, 2021", None);
        printed("Articles by Jane", None);
    }
}
