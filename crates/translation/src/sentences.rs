//! Cuts a paragraph into sentences, in the way the model was trained on.

/// Words before a full stop that ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "st", "sen", "rep", "gov", "gen", "lt", "col", "sgt", "capt", "prof", "rev", "jr", "sr",
    "inc", "co", "corp", "ltd", "no", "vs", "jan", "feb", "mar", "apr", "aug", "sept", "sep", "oct", "nov", "dec",
    "u.s", "u.k", "a.m", "p.m", "i.e", "e.g", "d.c",
];

/// The sentences of a paragraph in order, trimmed; none is empty.
///
/// A sentence ends at full stops, question and exclamation marks, with the closing marks behind them, before a space
/// and a capital letter or a digit. An initial or a known abbreviation ends none.
pub(crate) fn sentences(paragraph: &str) -> impl Iterator<Item = &str> {
    let mut rest = paragraph;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let end = end(rest).unwrap_or(rest.len());
            let (sentence, tail) = rest.split_at(end);
            rest = tail;
            let sentence = sentence.trim();
            if !sentence.is_empty() {
                return Some(sentence);
            }
        }
        None
    })
}

/// First bytes of the marks that end a sentence.
static STOPS: [bool; 256] = {
    let mut table = [false; 256];
    table[b'.' as usize] = true;
    table[b'!' as usize] = true;
    table[b'?' as usize] = true;
    table[0xe2] = true;
    table
};

/// Bytes of the first sentence, if another follows.
fn end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // The first byte of … is the first of quotation marks and dashes too.
        let Some(skip) = bytes[at..].iter().position(|&b| STOPS[usize::from(b)]) else {
            break;
        };
        at += skip;
        if bytes[at] == 0xe2 && !text[at..].starts_with('…') {
            at += 1;
            continue;
        }
        let stop = at;
        let run = |from: usize, is: fn(char) -> bool| {
            let run = text[from..].chars().take_while(|&c| is(c));
            run.map(char::len_utf8).sum::<usize>()
        };
        at += run(at, |c| matches!(c, '.' | '!' | '?' | '…'));
        let points = at - stop;
        let marks = run(at, |c| matches!(c, '"' | '”' | '’' | '\'' | ')' | ']'));
        at += marks;
        let space = run(at, char::is_whitespace);
        if space == 0 {
            continue;
        }
        let mut next = text[at + space..].chars();
        let mut first = next.next();
        if matches!(first, Some('"' | '“' | '‘' | '\'' | '(' | '[')) {
            first = next.next();
        }
        let begins = first.is_some_and(|c| c.is_ascii_digit() || c.is_uppercase());
        if begins && !(bytes[stop] == b'.' && points == 1 && marks == 0 && abbreviated(&text[..stop])) {
            return Some(at + space);
        }
        at += space;
    }
    None
}

/// Whether the text ends in an abbreviation or an initial.
fn abbreviated(text: &str) -> bool {
    let letters = text
        .bytes()
        .rev()
        .take(6)
        .take_while(|b| b.is_ascii_alphabetic() || *b == b'.');
    let word = &text[text.len() - letters.count()..];
    if word.len() == 1 {
        return !word.eq_ignore_ascii_case("i") && word != ".";
    }
    ABBREVIATIONS.iter().any(|a| a.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::sentences;

    fn check(paragraph: &str, expected: &[&str]) {
        assert_eq!(sentences(paragraph).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn sentences_end_at_points_before_capitals() {
        check("", &[]);
        check("  ", &[]);
        check("One. Two", &["One.", "Two"]);
        check(
            "He left.” She stayed! 7 came…  No?",
            &["He left.”", "She stayed!", "7 came…", "No?"],
        );
        check(
            "Mr. Brown and J. Smith of Acme Inc. met.",
            &["Mr. Brown and J. Smith of Acme Inc. met."],
        );
        check(
            "The U.S. Army paid 1.5 million. “Yes.” “No.”",
            &["The U.S. Army paid 1.5 million.", "“Yes.”", "“No.”"],
        );
        check("He said... and left . Élan.", &["He said... and left .", "Élan."]);
        check("Это так. Да.", &["Это так.", "Да."]);
        check("So did I. Then", &["So did I.", "Then"]);
        check("…. … .", &["…. … ."]);
    }
}
