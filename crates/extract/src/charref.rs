//! Character references (`&amp;`, `&#8217;`) in text and in attributes, as the HTML Standard reads them.

use std::borrow::Cow;

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use memchr::memchr2;

/// Appends text with references resolved and line breaks made LF.
pub(crate) fn push_text(out: &mut String, raw: &str) {
    resolve(out, raw, false);
}

/// The value of an attribute; it owns nothing where there is nothing to resolve.
pub(crate) fn value(raw: &str) -> Cow<'_, str> {
    if memchr2(b'&', b'\r', raw.as_bytes()).is_none() {
        return raw.into();
    }
    let mut out = String::with_capacity(raw.len());
    resolve(&mut out, raw, true);
    out.into()
}

fn resolve(out: &mut String, raw: &str, in_attribute: bool) {
    let mut rest = raw;
    while let Some(at) = memchr2(b'&', b'\r', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        rest = if rest.as_bytes()[at] == b'\r' {
            out.push('\n');
            tail.strip_prefix('\n').unwrap_or(tail)
        } else {
            let used = match tail.as_bytes().first() {
                Some(b'#') => number(out, tail),
                Some(b) if b.is_ascii_alphanumeric() => named(out, tail, in_attribute),
                _ => None,
            };
            if used.is_none() {
                out.push('&');
            }
            &tail[used.unwrap_or(0)..]
        };
    }
    out.push_str(rest);
}

/// A reference by number that begins with `#`; how many bytes it takes.
fn number(out: &mut String, tail: &str) -> Option<usize> {
    let bytes = tail.as_bytes();
    let (base, start) = match bytes.get(1) {
        Some(b'x' | b'X') => (16, 2),
        _ => (10, 1),
    };
    let mut code = 0_u32;
    let mut at = start;
    while let Some(digit) = bytes.get(at).and_then(|&b| char::from(b).to_digit(base)) {
        // One beyond the last code point stands for everything greater.
        code = (code * base + digit).min(0x11_0000);
        at += 1;
    }
    if at == start {
        return None;
    }
    let c1 = code.checked_sub(0x80).and_then(|n| C1_REPLACEMENTS.get(n as usize));
    let c = match c1 {
        Some(Some(c)) => *c,
        _ if code == 0 => char::REPLACEMENT_CHARACTER,
        _ => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    out.push(c);
    Some(at + usize::from(bytes.get(at) == Some(&b';')))
}

/// A reference by name: the longest one that fits; how many bytes it takes.
fn named(out: &mut String, tail: &str, in_attribute: bool) -> Option<usize> {
    let mut found = None;
    // The table holds every beginning of a name too, so the search ends soon.
    for (at, c) in tail.char_indices() {
        match NAMED_ENTITIES.get(&tail[..at + c.len_utf8()]) {
            Some(&(0, _)) => {}
            Some(&chars) => found = Some((chars, at + 1)),
            None => break,
        }
    }
    let ((first, second), len) = found?;
    let next = tail.as_bytes().get(len);
    // Old addresses such as `?a=1&copy=2` were never meant as references.
    let address = in_attribute && next.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'=');
    if address && !tail[..len].ends_with(';') {
        return None;
    }
    out.extend(
        [first, second]
            .into_iter()
            .filter(|&c| c != 0)
            .filter_map(char::from_u32),
    );
    Some(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, text: &str, attribute: &str) {
        let mut out = String::new();
        push_text(&mut out, raw);
        assert_eq!((out.as_str(), &*value(raw)), (text, attribute), "{raw}");
    }

    #[test]
    fn references_are_read_as_the_standard_says() {
        check("", "", "");
        check("a &amp; b &lt;c&gt;", "a & b <c>", "a & b <c>");
        check("&copy2 &copy=2 &copy;2", "©2 ©=2 ©2", "&copy2 &copy=2 ©2");
        check("&notit; &notin; &NotEqualTilde;", "¬it; ∉ ≂̸", "&notit; ∉ ≂̸");
        check(
            "& &; &# &#x &#; &#xz é&",
            "& &; &# &#x &#; &#xz é&",
            "& &; &# &#x &#; &#xz é&",
        );
        check("&#65;&#x41&#X42z", "AABz", "AABz");
        check(
            "&#0;&#xD800;&#x110000;&#99999999999;",
            "\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
            "\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
        );
        check("&#128;&#x81;&#x9f;", "€\u{81}Ÿ", "€\u{81}Ÿ");
        check("a\r\nb\rc\n", "a\nb\nc\n", "a\nb\nc\n");
        check("&nbsp", "\u{a0}", "\u{a0}");
        check("&дом;", "&дом;", "&дом;");
    }
}
