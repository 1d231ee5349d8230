//! The charset that a page's own markup declares, as the HTML Standard's prescan finds it.
//!
//! The standard looks at the first 1024 bytes. Pages that say it later are common, so where the first look finds
//! nothing a second one goes on to the `<body>`; browsers get there by decoding again.

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

const FIRST_LOOK: usize = 1024;
const SECOND_LOOK: usize = 64 << 10;

/// The encoding that the markup at the head of `bytes` names.
pub(crate) fn meta(bytes: &[u8]) -> Option<&'static Encoding> {
    prescan(bytes).or_else(|| {
        let more = &bytes[..bytes.len().min(SECOND_LOOK)];
        (more.len() > FIRST_LOOK).then(|| scan(more)).flatten()
    })
}

/// What the standard's own prescan finds, in the first 1024 bytes and by its rules alone.
pub(crate) fn prescan(bytes: &[u8]) -> Option<&'static Encoding> {
    let first = &bytes[..bytes.len().min(FIRST_LOOK)];
    memchr::memchr(b'<', first)?;
    scan(first).or_else(|| xml_declaration(first))
}

/// What a label in markup means: a page that can be read as ASCII this far is not UTF-16.
fn meant(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label)?;
    match encoding {
        e if e == UTF_16LE || e == UTF_16BE => Some(UTF_8),
        e if e == X_USER_DEFINED => Some(WINDOWS_1252),
        e if e == REPLACEMENT => None,
        e => Some(e),
    }
}

/// `<?xml version="1.0" encoding="windows-1251"?>`, which XHTML pages carry.
fn xml_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let end = memchr::memchr(b'>', rest)?;
    let rest = &rest[..end];
    let at = memchr::memmem::find(rest, b"encoding")? + b"encoding".len();
    let rest = rest[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (&quote, rest) = rest.split_first().filter(|(q, _)| matches!(q, b'"' | b'\''))?;
    meant(&rest[..memchr::memchr(quote, rest)?])
}

fn scan(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &bytes[at..]) {
        at += open;
        let rest = &bytes[at..];
        if rest.starts_with(b"<!--") {
            // The dashes of the opening may be those of the end: `<!-->`.
            at += memchr::memmem::find(&rest[2..], b"-->")? + 5;
            continue;
        }
        let is_space = |b: &u8| matches!(b, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ');
        let named = |name: &[u8]| rest.len() > name.len() && rest[1..=name.len()].eq_ignore_ascii_case(name);
        if named(b"meta") && rest.get(5).is_some_and(|b| is_space(b) || *b == b'/') {
            let mut tag = Attributes { bytes: rest, at: 6 };
            let found = read_meta(&mut tag);
            if found.is_some() {
                return found;
            }
            at += tag.at;
        } else if at >= FIRST_LOOK && named(b"body") {
            return None;
        } else if rest.get(1).is_some_and(|b| b.is_ascii_alphabetic())
            || (rest.get(1) == Some(&b'/') && rest.get(2).is_some_and(|b| b.is_ascii_alphabetic()))
        {
            let name = rest.iter().position(|b| is_space(b) || *b == b'>')?;
            let mut tag = Attributes { bytes: rest, at: name };
            while tag.next().is_some() {}
            at += tag.at;
        } else if matches!(rest.get(1), Some(b'!' | b'/' | b'?')) {
            at += memchr::memchr(b'>', rest)?;
        }
        at = (at + 1).min(bytes.len());
    }
    None
}

fn read_meta(tag: &mut Attributes<'_>) -> Option<&'static Encoding> {
    let (mut seen, mut pragma, mut need_pragma, mut charset) = (Vec::new(), false, None, None);
    while let Some((name, value)) = tag.next() {
        if seen.contains(&name) {
            continue;
        }
        match &name[..] {
            b"http-equiv" => pragma |= value == b"content-type",
            b"content" if charset.is_none() => {
                if let Some(encoding) = of_content(&value) {
                    (charset, need_pragma) = (Some(Some(encoding)), Some(true));
                }
            }
            b"charset" => (charset, need_pragma) = (Some(meant(&value)), Some(false)),
            _ => {}
        }
        // Only three names matter, so the list stays short whatever the tag holds.
        if matches!(&name[..], b"http-equiv" | b"content" | b"charset") {
            seen.push(name);
        }
    }
    if tag.at >= tag.bytes.len() {
        // The tag goes on where nobody looks: the standard takes nothing of it.
        return None;
    }
    match need_pragma? {
        true if !pragma => None,
        _ => charset.flatten(),
    }
}

/// The charset in `text/html; charset=…`.
fn of_content(value: &[u8]) -> Option<&'static Encoding> {
    let mut rest = value;
    loop {
        let at = memchr::memmem::find(rest, b"charset")?;
        rest = rest[at + b"charset".len()..].trim_ascii_start();
        let Some(after) = rest.strip_prefix(b"=") else { continue };
        let after = after.trim_ascii_start();
        return match after.first()? {
            &quote @ (b'"' | b'\'') => meant(&after[1..=memchr::memchr(quote, &after[1..])?]),
            _ => {
                let end = after
                    .iter()
                    .position(|b| b.is_ascii_whitespace() || *b == b';')
                    .unwrap_or(after.len());
                meant(&after[..end])
            }
        };
    }
}

/// The attributes of a tag, names and values in lower case, as the standard's "get an attribute" reads them.
struct Attributes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Attributes<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self
            .peek()
            .is_some_and(|b| matches!(b, b'\t' | b'\n' | b'\x0c' | b'\r' | b' '))
        {
            self.at += 1;
        }
    }

    /// The next name and value; `None` at the end of the tag or of the bytes.
    fn next(&mut self) -> Option<(Vec<u8>, Vec<u8>)> {
        let is_space = |b: u8| matches!(b, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ');
        while self.peek().is_some_and(|b| is_space(b) || b == b'/') {
            self.at += 1;
        }
        if self.peek()? == b'>' {
            return None;
        }
        let start = self.at;
        while self
            .peek()
            .is_some_and(|b| !is_space(b) && !matches!(b, b'/' | b'>') && (b != b'=' || self.at == start))
        {
            self.at += 1;
        }
        let name = self.bytes[start..self.at].to_ascii_lowercase();
        self.skip_space();
        if self.peek() != Some(b'=') {
            return self.peek().map(|_| (name, Vec::new()));
        }
        self.at += 1;
        self.skip_space();
        let value = match self.peek()? {
            quote @ (b'"' | b'\'') => {
                let start = self.at + 1;
                let len = self.bytes.get(start..).and_then(|rest| memchr::memchr(quote, rest));
                let Some(len) = len else {
                    self.at = self.bytes.len();
                    return None;
                };
                self.at = start + len + 1;
                &self.bytes[start..start + len]
            }
            _ => {
                let start = self.at;
                while self.peek().is_some_and(|b| !is_space(b) && b != b'>') {
                    self.at += 1;
                }
                self.peek()?;
                &self.bytes[start..self.at]
            }
        };
        Some((name, value.to_ascii_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markup: &str, expected: Option<&str>) {
        assert_eq!(prescan(markup.as_bytes()).map(Encoding::name), expected, "{markup}");
    }

    #[test]
    fn labels_where_the_standard_looks() {
        check("<meta charset=koi8-r>", Some("KOI8-R"));
        check("<META\tCHARSET = ' KOI8-R '>", Some("KOI8-R"));
        check("<meta/charset=koi8-r/>", None);
        check("<meta/charset=koi8-r />", Some("KOI8-R"));
        check(
            "<meta content='text/html; charset=koi8-r' http-equiv=Content-Type>",
            Some("KOI8-R"),
        );
        check(
            "<meta http-equiv=content-type content='charset charset = \"koi8-r\"'>",
            Some("KOI8-R"),
        );
        check("<meta name=x content='text/html; charset=koi8-r'>", None);
        check("<meta charset=nothing><meta charset=koi8-r>", Some("KOI8-R"));
        check("<meta charset=koi8-r charset=latin1>", Some("KOI8-R"));
        check("<meta charset=utf-16><p>", Some("UTF-8"));
        check("<meta charset=x-user-defined>", Some("windows-1252"));
        check("<?xml version='1.0' encoding='koi8-r'?>", Some("KOI8-R"));
        check(
            "<?xml version='1.0' encoding='koi8-r'?><meta charset=latin1>",
            Some("windows-1252"),
        );
    }

    #[test]
    fn labels_where_it_does_not() {
        check("<!-- <meta charset=koi8-r> -->", None);
        check("<!--> <meta charset=koi8-r> -->", Some("KOI8-R"));
        check("<p title='<meta charset=koi8-r>'>", None);
        check("</p title='<meta charset=koi8-r>'>", None);
        check("<!doctype '<meta charset=koi8-r>", None);
        check("<metas charset=koi8-r>", None);
        check("<meta charset=koi8-r", None);
        check("<meta charset='koi8-r>", None);
        check("<meta http-equiv=content-type content='charset=\"koi8-r'>", None);
        check(&format!("{}<meta charset=koi8-r>", " ".repeat(1010)), None);
        check("", None);
    }
}
