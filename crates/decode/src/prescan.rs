//! The charset that a page's own markup declares, as the HTML Standard's prescan finds it ("prescan a byte stream to
//! determine its encoding", "get an attribute", "extracting a character encoding from a meta element", "get an XML
//! encoding"; <https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding>).
//!
//! The standard looks at the first 1024 bytes. Pages that say it later are common, so where the first look finds
//! nothing a second one goes on to the `<body>`; browsers get there by decoding again.

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

const FIRST_LOOK: usize = 1024;
const SECOND_LOOK: usize = 64 << 10;

/// The encoding that the markup at the head of `bytes` names, when it is one that can be read.
pub(crate) fn meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let found = prescan(bytes).or_else(|| {
        let more = &bytes[..bytes.len().min(SECOND_LOOK)];
        (more.len() > FIRST_LOOK).then(|| scan(more)).flatten()
    });
    found.filter(|&encoding| encoding != REPLACEMENT)
}

/// What the standard's own prescan finds, in the first 1024 bytes and by its rules alone. That may be the encoding
/// `replacement`, which stands for those that nobody may decode.
pub(crate) fn prescan(bytes: &[u8]) -> Option<&'static Encoding> {
    let first = &bytes[..bytes.len().min(FIRST_LOOK)];
    match first {
        [b'<', 0, b'?', 0, b'x', 0, ..] => return Some(UTF_16LE),
        [0, b'<', 0, b'?', 0, b'x', ..] => return Some(UTF_16BE),
        _ => {}
    }
    scan(first).or_else(|| xml_declaration(first))
}

/// `<?xml version="1.0" encoding="windows-1251"?>`, which XHTML pages carry.
fn xml_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let rest = &rest[..memchr::memchr(b'>', rest)?];
    let at = memchr::memmem::find(rest, b"encoding")? + b"encoding".len();
    let rest = skip_blank(skip_blank(&rest[at..]).strip_prefix(b"=")?);
    let (&quote, rest) = rest.split_first().filter(|(q, _)| matches!(q, b'"' | b'\''))?;
    let label = &rest[..memchr::memchr(quote, rest)?];
    let encoding = Encoding::for_label(label).filter(|_| label.iter().all(|b| *b > b' '))?;
    Some(not_wide(encoding))
}

/// What follows the blanks and controls at the start, as an XML declaration has them.
fn skip_blank(bytes: &[u8]) -> &[u8] {
    let blank = bytes.iter().position(|b| *b > b' ').unwrap_or(bytes.len());
    &bytes[blank..]
}

/// A page that can be read as ASCII this far is not UTF-16.
fn not_wide(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else {
        encoding
    }
}

fn is_space(b: u8) -> bool {
    matches!(b, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

/// The standard's loop over the bytes. `None` too where the bytes end inside a comment, a tag or an attribute.
fn scan(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &bytes[at..]) {
        at += open;
        let rest = &bytes[at..];
        let named = |name: &[u8]| rest.len() > name.len() && rest[1..=name.len()].eq_ignore_ascii_case(name);
        let letter = |k: usize| rest.get(k).is_some_and(u8::is_ascii_alphabetic);
        if rest.starts_with(b"<!--") {
            // The dashes of the opening may be those of the end: `<!-->`.
            at += memchr::memmem::find(&rest[2..], b"-->")? + 4;
        } else if named(b"meta") && rest.get(5).is_some_and(|&b| is_space(b) || b == b'/') {
            let mut tag = Attributes { bytes: rest, at: 5 };
            let found = read_meta(&mut tag);
            if found.is_some() {
                return found;
            }
            at += tag.at;
        } else if at >= FIRST_LOOK && named(b"body") {
            return None;
        } else if letter(1) || (rest.get(1) == Some(&b'/') && letter(2)) {
            let name = rest.iter().position(|&b| is_space(b) || b == b'>')?;
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
    let (mut pragma, mut need_pragma, mut charset) = (false, None, None);
    // Of attributes of one name the first counts.
    let mut seen = [false; 3];
    let mut first = |k: usize| !std::mem::replace(&mut seen[k], true);
    while let Some((name, value)) = tag.next() {
        if name.eq_ignore_ascii_case(b"http-equiv") && first(0) {
            pragma = value.eq_ignore_ascii_case(b"content-type");
        } else if name.eq_ignore_ascii_case(b"content") && first(1) {
            if charset.is_none()
                && let Some(encoding) = of_content(value)
            {
                (charset, need_pragma) = (Some(Some(encoding)), Some(true));
            }
        } else if name.eq_ignore_ascii_case(b"charset") && first(2) {
            (charset, need_pragma) = (Some(Encoding::for_label(value)), Some(false));
        }
    }
    // Where the tag goes on beyond what is looked at, the standard takes nothing of it.
    if tag.at >= tag.bytes.len() || (need_pragma? && !pragma) {
        return None;
    }
    match charset.flatten()? {
        encoding if encoding == X_USER_DEFINED => Some(WINDOWS_1252),
        encoding => Some(not_wide(encoding)),
    }
}

/// The charset in `text/html; charset=…`.
fn of_content(value: &[u8]) -> Option<&'static Encoding> {
    const NAME: &[u8] = b"charset";
    let mut rest = value;
    loop {
        let at = rest.windows(NAME.len()).position(|w| w.eq_ignore_ascii_case(NAME))?;
        rest = rest[at + NAME.len()..].trim_ascii_start();
        let Some(after) = rest.strip_prefix(b"=") else { continue };
        let after = after.trim_ascii_start();
        let end = match after.first()? {
            &quote @ (b'"' | b'\'') => {
                let label = &after[1..];
                return Encoding::for_label(&label[..memchr::memchr(quote, label)?]);
            }
            _ => after.iter().position(|b| b.is_ascii_whitespace() || *b == b';'),
        };
        return Encoding::for_label(&after[..end.unwrap_or(after.len())]);
    }
}

/// The attributes of a tag, names and values as they stand there, as the standard's "get an attribute" reads them.
struct Attributes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Attributes<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Goes on while `is` holds; what was passed over.
    fn pass(&mut self, is: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let len = rest.iter().position(|&b| !is(b)).unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    /// The next name and value; `None` at the end of the tag or of the bytes.
    fn next(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        self.pass(|b| is_space(b) || b == b'/');
        if self.peek()? == b'>' {
            return None;
        }
        // A name may begin with the sign that ends it elsewhere.
        let start = self.at;
        self.at += 1;
        self.pass(|b| !is_space(b) && !matches!(b, b'/' | b'>' | b'='));
        let name = &self.bytes[start..self.at];
        self.pass(is_space);
        if self.peek()? != b'=' {
            return Some((name, b""));
        }
        self.at += 1;
        self.pass(is_space);
        let value = match self.peek()? {
            quote @ (b'"' | b'\'') => {
                self.at += 1;
                let value = self.pass(|b| b != quote);
                self.peek()?;
                self.at += 1;
                value
            }
            _ => self.pass(|b| !is_space(b) && b != b'>'),
        };
        Some((name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markup: &str, expected: &str) {
        let found = prescan(markup.as_bytes()).map_or("none", Encoding::name);
        assert_eq!(found, expected, "{markup}");
    }

    #[test]
    fn attributes_of_a_meta() {
        check("<meta charset=koi8-r>", "KOI8-R");
        check("<META\tCHARSET = ' KOI8-R '>", "KOI8-R");
        check("<meta\ncharset\n=\n\"koi8-r\"\n>", "KOI8-R");
        check("<meta\x0ccharset\r=\x0ckoi8-r\r>", "KOI8-R");
        check("<meta/charset=koi8-r/>", "none");
        check("<meta/charset=koi8-r />", "KOI8-R");
        check("<meta///charset=koi8-r >", "KOI8-R");
        check("<meta x/charset=koi8-r>", "KOI8-R");
        check("<meta x charset=koi8-r>", "KOI8-R");
        check("<meta x=y/charset=koi8-r>", "none");
        check("<meta x='>'charset=koi8-r>", "KOI8-R");
        check("<meta =charset=koi8-r>", "none");
        check("<meta = charset=koi8-r>", "KOI8-R");
        check("<meta charset=>koi8-r>", "none");
        check("<meta charset=><meta charset=koi8-r>", "KOI8-R");
        check("<meta charset = >", "none");
        check("<meta charset=\"\" ><meta charset=koi8-r>", "KOI8-R");
        check("<meta charset=latin1 charset=koi8-r>", "windows-1252");
        check("<meta charset=nothing><meta charset=koi8-r>", "KOI8-R");
        check("<meta charset=nothing charset=koi8-r>", "none");
        check("<meta>charset=koi8-r", "none");
        check("<metas charset=koi8-r>", "none");
        check("<metä charset=koi8-r>", "none");
        check("<meta\u{b}charset=koi8-r>", "none");
    }

    #[test]
    fn what_stands_in_content_needs_the_pragma() {
        let pragma = |content: &str, expected: &str| {
            check(
                &format!("<meta http-equiv=Content-Type content=\"{content}\">"),
                expected,
            );
            check(
                &format!("<meta content=\"{content}\" http-equiv='CONTENT-TYPE'>"),
                expected,
            );
            check(&format!("<meta name=description content=\"{content}\">"), "none");
            check(&format!("<meta http-equiv=refresh content=\"{content}\">"), "none");
        };
        pragma("text/html; charset=koi8-r", "KOI8-R");
        pragma("text/html;CHARSET=KOI8-R", "KOI8-R");
        pragma("charset = koi8-r", "KOI8-R");
        pragma("charset=koi8-r;x", "KOI8-R");
        pragma("charset=koi8-r x", "KOI8-R");
        pragma("charset=koi8-r,x", "none");
        pragma("charset='koi8-r'x", "KOI8-R");
        pragma("charset=' koi8-r '", "KOI8-R");
        pragma("charset='koi8-r", "none");
        pragma("charset=&quot;koi8-r", "none");
        pragma("charset", "none");
        pragma("charset=", "none");
        pragma("charset charset = koi8-r", "KOI8-R");
        pragma("charsetcharset=koi8-r", "KOI8-R");
        pragma("charset=;charset=koi8-r", "none");
        pragma("koi8-r", "none");
        check("<meta http-equiv=content-type content='charset=\"koi8-r\"'>", "KOI8-R");
        check("<meta http-equiv=content-type content='charset=\"koi8-r'>", "none");
        check(
            "<meta http-equiv=x http-equiv=content-type content='charset=koi8-r'>",
            "none",
        );
        check(
            "<meta http-equiv=content-type content=x content='charset=koi8-r'>",
            "none",
        );
        check("<meta http-equiv=' content-type' content='charset=koi8-r'>", "none");
    }

    #[test]
    fn charset_and_content_in_one_tag() {
        let both = |charset: &str, expected: &str| {
            let content = "content='charset=koi8-r'";
            for pragma in ["", "http-equiv=content-type"] {
                check(&format!("<meta {pragma} charset={charset} {content}>"), expected);
                check(&format!("<meta {content} charset={charset} {pragma}>"), expected);
            }
        };
        both("latin2", "ISO-8859-2");
        both("nothing", "none");
    }

    #[test]
    fn labels_that_mean_another_encoding() {
        for label in ["utf-16", "utf-16le", "utf-16be", "unicode"] {
            check(&format!("<meta charset={label}>"), "UTF-8");
            check(&format!("<?xml encoding='{label}'?>"), "UTF-8");
        }
        check("<meta charset=x-user-defined>", "windows-1252");
        check(
            "<meta http-equiv=content-type content=charset=x-user-defined>",
            "windows-1252",
        );
        check("<?xml encoding='x-user-defined'?>", "x-user-defined");
        check("<meta charset=iso-2022-cn><meta charset=koi8-r>", "replacement");
        check("<meta charset=utf-7>", "none");
        assert_eq!(meta(b"<meta charset=iso-2022-cn>"), None);
    }

    #[test]
    fn what_else_stands_in_a_page() {
        let then = |before: &str, expected: &str| check(&format!("{before}<meta charset=koi8-r>"), expected);
        then("<!-- x --> ", "KOI8-R");
        then("<!-->", "KOI8-R");
        then("<!--->", "KOI8-R");
        then("<!-- > -- > --!>", "none");
        then("<!-- <meta charset=latin1> -->", "KOI8-R");
        then("<!doctype html>", "KOI8-R");
        then("<!doctype x", "none");
        then("<!doctype '>", "KOI8-R");
        then("<?php echo '>' ?>", "KOI8-R");
        then("<? '", "none");
        then("</ '>", "KOI8-R");
        then("</ x='<meta charset=latin1>'>", "KOI8-R");
        then("</p x='<meta charset=latin1>'>", "KOI8-R");
        then("<p x='<meta charset=latin1>'>", "KOI8-R");
        then("<p x=\"<meta charset=latin1>\"y>", "KOI8-R");
        then("<p x='<meta charset=latin1>\">", "none");
        then("<p<meta charset=latin1>", "KOI8-R");
        then("<p", "none");
        then("a < b <", "KOI8-R");
        then("<1 x='", "KOI8-R");
        then("<<", "KOI8-R");
        then("<script>var x = '<meta charset=latin1>'</script>", "windows-1252");
        then("<body>", "KOI8-R");
        then("\0\u{ff}é", "KOI8-R");
    }

    #[test]
    fn bytes_that_end_too_soon() {
        let whole = "<meta charset='koi8-r'>";
        for end in 0..whole.len() {
            check(&whole[..end], "none");
        }
        check("<meta charset=koi8-r", "none");
        check("<meta charset=koi8-r ", "none");
        check("<meta charset=koi8-r x", "none");
        check("<meta charset=koi8-r x=", "none");
        check("<!-- <meta charset=koi8-r>", "none");
        for (blanks, expected) in [(1002, "KOI8-R"), (1003, "KOI8-R"), (1004, "none"), (1024, "none")] {
            check(&format!("{}<meta charset=koi8-r>", " ".repeat(blanks)), expected);
        }
        let late = format!("<!--{}--><meta charset=koi8-r>", " ".repeat(2000));
        assert_eq!(meta(late.as_bytes()).map(Encoding::name), Some("KOI8-R"));
        let in_body = format!("<!--{}--><body><meta charset=koi8-r>", " ".repeat(2000));
        assert_eq!(meta(in_body.as_bytes()), None);
    }

    #[test]
    fn declarations_of_xml() {
        check("<?xml version='1.0' encoding='koi8-r'?>", "KOI8-R");
        check("<?xml version=\"1.0\" encoding=\"koi8-r\"?>", "KOI8-R");
        check("<?xmlencoding\u{1}\n=\u{1f}\t'koi8-r'>", "KOI8-R");
        check("<?xml encoding='koi8-r'?><meta charset=latin1>", "windows-1252");
        check("<?xml encoding='koi8-r'?><meta charset=latin1", "KOI8-R");
        check("<?xml encoding='koi8-r'", "none");
        check("<?xml ?> encoding='koi8-r'>", "none");
        check("<?xml encoding?>", "none");
        check("<?xml encoding koi8-r?>", "none");
        check("<?xml encoding=koi8-r?>", "none");
        check("<?xml encoding='koi8-r\"?>", "none");
        check("<?xml encoding=' koi8-r'?>", "none");
        check("<?xml encoding='nothing'?>", "none");
        check("<?XML encoding='koi8-r'?>", "none");
        check(" <?xml encoding='koi8-r'?>", "none");
        check("<\0?\0x\0m\0l\0", "UTF-16LE");
        check("\0<\0?\0x", "UTF-16BE");
        check("<\0?\0X\0", "none");
        check("", "none");
    }

    /// The encoding cases of html5lib-tests, as html5lib's source distribution (1.1 on PyPI) holds them. They are
    /// read where `HTML5LIB_ENCODING` says, and not copied.
    #[test]
    fn cases_of_html5lib() {
        let Ok(folder) = std::env::var("HTML5LIB_ENCODING") else {
            #[allow(clippy::print_stdout, reason = "says why nothing is compared")]
            return println!("HTML5LIB_ENCODING names no folder of encoding/*.dat: not compared");
        };
        let mut compared = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|e| e != "dat") {
                continue;
            }
            let file = [b"\n".to_vec(), std::fs::read(&path).unwrap()].concat();
            let starts: Vec<usize> = memchr::memmem::find_iter(&file, b"\n#data\n").collect();
            for (k, &start) in starts.iter().enumerate() {
                let case = &file[start + 7..starts.get(k + 1).copied().unwrap_or(file.len())];
                let end = memchr::memmem::rfind(case, b"\n#encoding\n").unwrap();
                let expected = std::str::from_utf8(&case[end + 11..])
                    .unwrap()
                    .trim()
                    .to_ascii_lowercase();
                // Other cases need a parser that goes on, or, where a script puts the tag together, a browser.
                if end <= FIRST_LOOK && memchr::memmem::find(&case[..end], b"' + '").is_none() {
                    let found = crate::prescan_charset(&case[..end]).unwrap_or("windows-1252");
                    let shown = String::from_utf8_lossy(&case[..end]);
                    assert_eq!(found.to_ascii_lowercase(), expected, "{}: {shown}", path.display());
                    compared += 1;
                }
            }
        }
        assert!(compared > 50, "only {compared} cases");
    }
}
