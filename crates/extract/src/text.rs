//! Small helpers on text that several modules share.

/// Letters and digits in lower case, words parted by one space: what two copies of a line have in common.
pub(crate) fn fold(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    // Whether a word has ended; a space comes only before the next.
    let mut gap = false;
    for c in s.chars() {
        if c.is_alphanumeric() {
            if gap {
                out.push(' ');
                gap = false;
            }
            if c.is_ascii() {
                out.push(c.to_ascii_lowercase());
            } else {
                out.extend(c.to_lowercase());
            }
        } else if !matches!(c, '\'' | '’' | '\u{ad}') {
            gap = !out.is_empty();
        }
    }
    out
}

/// White space collapsed to single spaces, none at the ends.
pub(crate) fn collapse(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for word in s.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Structured data often holds HTML: tags are dropped, the common references resolved, white space collapsed.
pub(crate) fn unescape(s: &str) -> String {
    if !s.contains(['&', '<']) {
        return collapse(s);
    }
    let mut out = String::with_capacity(s.len());
    let mut rest = s;
    while let Some(at) = rest.find(['&', '<']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('<') {
            // Only what looks like a tag: `1 < 2` stays.
            let tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
            match rest.bytes().take(400).position(|b| b == b'>').filter(|_| tag) {
                Some(n) => rest = &rest[n + 1..],
                None => {
                    out.push('<');
                    rest = &rest[1..];
                }
            }
            continue;
        }
        let end = rest.bytes().take(10).position(|b| b == b';');
        match end.and_then(|n| Some((reference(&rest[1..n])?, n))) {
            Some((c, n)) => {
                out.push(c);
                rest = &rest[n + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    collapse(&out)
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "hellip" => '…',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_forgets_marks_and_case() {
        assert_eq!(fold(" «Мінск» — It’s OK! "), "мінск its ok");
        assert_eq!(fold("…"), "");
    }

    #[test]
    fn markup_in_structured_data_is_read() {
        assert_eq!(unescape("A &amp;&nbsp;B &#8217; &#x41; <b>c</b>"), "A & B ’ A c");
        assert_eq!(unescape("1 < 2 &bogus; & é&"), "1 < 2 &bogus; & é&");
        assert_eq!(unescape("&#xD800;&#0;"), "&#xD800;&#0;");
    }
}
