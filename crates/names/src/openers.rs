//! Organisations that the first word of their name shows, in the languages where it comes first.
//!
//! `Ministerstwo Spraw Zagranicznych`, `Universidad de Valdeoro`, `Министерство иностранных дел`, `Верховный суд`. The
//! words are data (`data/organisations.tsv`); names whose last word shows them are left to `organisations`.

use copydesk_model::EntityType;

use crate::annotate::Work;
use crate::fold::is_word;
use crate::organisations::{claim_to, fits, roles};
use crate::words::Roles;

/// Finds such names among the tokens that nothing has claimed.
pub(crate) fn find(work: &mut Work<'_, '_>) {
    let mut k = 0;
    while k < work.tokens.all.len() {
        let opens = roles(work, k).any(&[Roles::ORG_FIRST, Roles::ORG_NEAR, Roles::ORG_ADJECTIVE]) && work.is_free(k);
        match if opens { name_at(work, k) } else { None } {
            Some((last, end)) => {
                claim_to(work, k, last, end);
                k = last + 1;
            }
            None => k += 1,
        }
    }
}

/// The last token of such a name that begins at token `k`, and the byte where the name ends.
fn name_at(work: &Work<'_, '_>, k: usize) -> Option<(usize, usize)> {
    let tokens = &work.tokens;
    let words = work.gazetteer.words();
    let line = tokens.line_of(k);
    if line.title_case || tokens.word(k).len() < 3 {
        return None;
    }
    let first = roles(work, k).any(&[Roles::ORG_FIRST, Roles::ORG_NEAR]);
    let (mut last, mut end) = (k, tokens.all[k].end);
    // Words in small letters that belong to it.
    let mut at = end;
    let mut head = first;
    for _ in 0..4 {
        let Some(rest) = tokens.text[at..line.end].strip_prefix([' ', '\u{a0}']) else {
            break;
        };
        let from = line.end - rest.len();
        let length = rest
            .find(|c: char| !is_word(c) && c != '\'' && c != '’')
            .unwrap_or(rest.len());
        let word = &rest[..length];
        if !word.starts_with(char::is_lowercase) {
            break;
        }
        let wanted = if head { Roles::ORG_BEHIND } else { Roles::ORG_SMALL_HEAD };
        if words.is(word, &[wanted]) {
            head = true;
            end = from + length;
        } else if !head || !matches!(word, "и" | "і" | "й") {
            break;
        }
        at = from + length;
    }
    if end > tokens.all[k].end {
        return Some((k, end));
    }
    if !first {
        return None;
    }
    // Capitalised words, after a space or after small words such as `de la`.
    let mut of = false;
    while let Some(next) = tokens.all.get(last + 1) {
        if next.block != tokens.all[k].block || next.start - end > 16 || last - k > 5 {
            break;
        }
        let between = &tokens.text[end..next.start];
        let near = between == " " && (of || roles(work, k).is(Roles::ORG_NEAR));
        let inside = between.strip_prefix(' ').unwrap_or("");
        let small = inside.split_inclusive([' ', '\'', '’']).map(|w| w.trim_end());
        let joined = !inside.is_empty()
            && inside.ends_with([' ', '\'', '’'])
            && small
                .clone()
                .all(|w| words.is_of(w) || words.is_of(&w.replace('’', "'")));
        // A place may belong to the name; a known organisation says more than this rule.
        let free = work.is_free(last + 1) || work.is_of(last + 1, EntityType::Place);
        if !(near || joined) || !free || !fits(work, last + 1) {
            break;
        }
        of |= joined;
        last += 1;
        end = next.end;
    }
    // `des Affaires étrangères`.
    let rest = tokens.text[end..line.end].strip_prefix(' ').unwrap_or("");
    let length = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
    if last > k && length > 0 && words.is(&rest[..length], &[Roles::ORG_BEHIND]) {
        end += 1 + length;
    }
    (last > k).then_some((last, end))
}
