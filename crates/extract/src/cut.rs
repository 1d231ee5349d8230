//! The byte pre-filter before the parse: cuts what is never text and keeps aside what is data.
//!
//! Script, style, drawings, comments and the like are more than half of a page's bytes; a byte scan is twenty
//! times faster than the parser. Of the attributes only those stay that some rule reads. What is not cut here
//! (because it is never closed, or oddly nested) the walk leaves out; cutting is an economy, never a verdict.

use std::borrow::Cow;

use copydesk_model::{Refusal, RejectReason};
use memchr::{memchr, memmem};

use crate::Limits;

/// A page without its dead weight.
pub(crate) struct Cut {
    /// What the parser reads.
    pub(crate) html: String,
    /// The contents of `<script type="application/ld+json">`.
    pub(crate) json_ld: Vec<String>,
}

/// Elements whose content the tokenizer reads as raw text up to the end tag.
const RAW: &[&str] = &["script", "style", "iframe", "noscript", "noembed", "noframes", "xmp"];
/// Elements that hold other tags and never article text.
const NESTED: &[&str] = &[
    "svg", "template", "select", "canvas", "object", "math", "audio", "video", "datalist",
];
/// Elements whose content is text with references; copied through to their end tag.
const TEXT: &[&str] = &["textarea", "title"];
/// Attributes that some rule reads.
const KEPT: &[&str] = &[
    "class",
    "id",
    "href",
    "itemprop",
    "itemtype",
    "rel",
    "role",
    "hidden",
    "aria-hidden",
    "datetime",
    "content",
    "property",
    "name",
    "lang",
    "pubdate",
    "style",
    "data-testid",
    "data-component",
    "data-qa",
    "data-type",
    "http-equiv",
    "translate",
];

/// Cuts a page. NUL characters go first: the parser spends about 90 bytes and a microsecond on each.
pub(crate) fn cut(source: &str, limits: &Limits) -> Result<Cut, Refusal> {
    let source: Cow<'_, str> = if memchr(0, source.as_bytes()).is_some() {
        source.replace('\0', "").into()
    } else {
        source.into()
    };
    let mut cutter = Cutter {
        source: &source,
        out: String::with_capacity(source.len() / 2),
        json_ld: Vec::new(),
        open_ended: Vec::new(),
    };
    cutter.run(limits)?;
    Ok(Cut {
        html: cutter.out,
        json_ld: cutter.json_ld,
    })
}

struct Cutter<'s> {
    source: &'s str,
    out: String,
    json_ld: Vec<String>,
    /// Names of which no end tag follows any more; looked for once, so that the scan stays linear.
    open_ended: Vec<&'static str>,
}

impl Cutter<'_> {
    fn run(&mut self, limits: &Limits) -> Result<(), Refusal> {
        let bytes = self.source.as_bytes();
        let mut at = 0;
        while let Some(found) = memchr(b'<', &bytes[at..]) {
            let open = at + found;
            self.out.push_str(&self.source[at..open]);
            at = match bytes.get(open + 1) {
                Some(b'!') => self.declaration(open),
                Some(b'?') => memchr(b'>', &bytes[open..]).map_or(bytes.len(), |n| open + n + 1),
                Some(b'/') => {
                    let end = memchr(b'>', &bytes[open..]).map_or(bytes.len(), |n| open + n + 1);
                    self.out.push_str(&self.source[open..end]);
                    end
                }
                Some(c) if c.is_ascii_alphabetic() => self.tag(open, limits)?,
                _ => {
                    self.out.push('<');
                    open + 1
                }
            };
        }
        self.out.push_str(&self.source[at..]);
        Ok(())
    }

    /// A comment, doctype or CDATA section; only the doctype stays.
    fn declaration(&mut self, open: usize) -> usize {
        let rest = &self.source.as_bytes()[open..];
        if rest.starts_with(b"<!--") {
            // `<!-->` and `<!--->` are whole comments.
            if rest[4..].starts_with(b">") {
                return open + 5;
            }
            if rest[4..].starts_with(b"->") {
                return open + 6;
            }
            return match memmem::find(&rest[4..], b"-->") {
                Some(n) => open + 4 + n + 3,
                None => self.source.len(),
            };
        }
        let end = memchr(b'>', rest).map_or(self.source.len(), |n| open + n + 1);
        if rest.len() > 9 && rest[2..9].eq_ignore_ascii_case(b"doctype") {
            self.out.push_str(&self.source[open..end]);
        }
        end
    }

    /// A start tag: its attributes are counted and thinned out, and some elements are cut whole.
    fn tag(&mut self, open: usize, limits: &Limits) -> Result<usize, Refusal> {
        let bytes = self.source.as_bytes();
        let name_end = open
            + 1
            + bytes[open + 1..]
                .iter()
                .position(|&b| b.is_ascii_whitespace() || b == b'/' || b == b'>')
                .unwrap_or(bytes.len() - open - 1);
        let name = &self.source[open + 1..name_end];
        let mark = self.out.len();
        self.out.push_str(&self.source[open..name_end]);
        let mut is_json_ld = false;
        let mut closes_itself = false;
        let mut count = 0;
        let mut at = name_end;
        let end = loop {
            while at < bytes.len() && (bytes[at].is_ascii_whitespace() || bytes[at] == b'/') {
                closes_itself = bytes[at] == b'/';
                at += 1;
            }
            match bytes.get(at) {
                None => break at,
                Some(b'>') => break at + 1,
                _ => {}
            }
            count += 1;
            if count > limits.attributes {
                return Err(Refusal::new(
                    RejectReason::TooManyAttributes,
                    format!(
                        "a <{}> at byte {open} has more than {} attributes",
                        short(name),
                        limits.attributes
                    ),
                ));
            }
            let (key, value, next) = attribute(self.source, at);
            is_json_ld |= key.eq_ignore_ascii_case("type") && value.to_ascii_lowercase().contains("ld+json");
            if wanted(key, value) {
                self.out.push(' ');
                self.out.push_str(&self.source[at..next]);
            }
            closes_itself = false;
            at = next;
        };
        if at >= bytes.len() {
            // The page ends inside the tag: browsers drop it.
            self.out.truncate(mark);
            return Ok(bytes.len());
        }
        self.out.push_str(if closes_itself { "/>" } else { ">" });
        let is = |list: &[&'static str]| list.iter().copied().find(|n| n.eq_ignore_ascii_case(name));
        if let Some(name) = is(RAW) {
            self.out.truncate(mark);
            let close = self.close_of(name, end).unwrap_or(bytes.len());
            if is_json_ld {
                self.json_ld.push(self.source[end..close].to_owned());
            }
            return Ok(memchr(b'>', &bytes[close..]).map_or(bytes.len(), |n| close + n + 1));
        }
        if let Some(name) = is(TEXT) {
            let close = self.close_of(name, end).unwrap_or(bytes.len());
            self.out.push_str(&self.source[end..close]);
            return Ok(close);
        }
        if let Some(name) = is(NESTED) {
            if closes_itself {
                self.out.truncate(mark);
                return Ok(end);
            }
            if let Some(after) = self.after_nested(name, end) {
                self.out.truncate(mark);
                return Ok(after);
            }
        }
        Ok(end)
    }

    /// Where the end tag of `name` begins, at or after `from`.
    fn close_of(&mut self, name: &'static str, from: usize) -> Option<usize> {
        if self.open_ended.contains(&name) {
            return None;
        }
        let bytes = self.source.as_bytes();
        let found = memmem::find_iter(&bytes[from..], b"</")
            .map(|n| from + n)
            .find(|&at| is_name(bytes, at + 2, name));
        if found.is_none() {
            self.open_ended.push(name);
        }
        found
    }

    /// Behind the end tag that closes a `name` opened before `from`, when its like is nested rightly.
    fn after_nested(&mut self, name: &'static str, from: usize) -> Option<usize> {
        if self.open_ended.contains(&name) {
            return None;
        }
        let bytes = self.source.as_bytes();
        let mut depth = 1;
        let mut at = from;
        while let Some(n) = memchr(b'<', &bytes[at..]) {
            at += n + 1;
            if bytes.get(at) == Some(&b'/') && is_name(bytes, at + 1, name) {
                depth -= 1;
                if depth == 0 {
                    return memchr(b'>', &bytes[at..]).map(|n| at + n + 1);
                }
            } else if is_name(bytes, at, name) {
                depth += 1;
            }
        }
        self.open_ended.push(name);
        None
    }
}

/// Whether the tag name at `at` is `name`.
fn is_name(bytes: &[u8], at: usize, name: &str) -> bool {
    let end = at + name.len();
    bytes.len() >= end
        && bytes[at..end].eq_ignore_ascii_case(name.as_bytes())
        && bytes
            .get(end)
            .is_none_or(|&b| b.is_ascii_whitespace() || b == b'>' || b == b'/')
}

/// Name and value of the attribute at `at`, and where it ends.
fn attribute(source: &str, at: usize) -> (&str, &str, usize) {
    let bytes = source.as_bytes();
    let skip = |mut at: usize, stop: fn(u8) -> bool| {
        while at < bytes.len() && !stop(bytes[at]) {
            at += 1;
        }
        at
    };
    // A leading `=` belongs to the name, as the HTML Standard says; the name is never empty, so the scan moves on.
    let name_end = skip(at + 1, |b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'='));
    let mut name_end = name_end;
    while !source.is_char_boundary(name_end) {
        name_end += 1;
    }
    let name = &source[at..name_end];
    let equals = skip(name_end, |b| !b.is_ascii_whitespace());
    if bytes.get(equals) != Some(&b'=') {
        return (name, "", name_end);
    }
    let start = skip(equals + 1, |b| !b.is_ascii_whitespace());
    match bytes.get(start) {
        Some(&quote @ (b'"' | b'\'')) => match memchr(quote, &bytes[start + 1..]) {
            Some(n) => (name, &source[start + 1..start + 1 + n], start + n + 2),
            None => (name, &source[start + 1..], bytes.len()),
        },
        Some(b'>') | None => (name, "", start),
        Some(_) => {
            let end = skip(start, |b| b.is_ascii_whitespace() || b == b'>');
            (name, &source[start..end], end)
        }
    }
}

fn wanted(key: &str, value: &str) -> bool {
    if key.len() == 5 && key.eq_ignore_ascii_case("style") {
        return memmem::find(value.as_bytes(), b"none").is_some()
            || memmem::find(value.as_bytes(), b"hidden").is_some();
    }
    KEPT.iter().any(|k| k.len() == key.len() && k.eq_ignore_ascii_case(key))
}

fn short(name: &str) -> String {
    name.chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, want: &str) {
        assert_eq!(cut(source, &Limits::default()).unwrap().html, want);
    }

    #[test]
    fn dead_weight_goes_and_text_stays() {
        check("a<script>1<2</script>b", "ab");
        check("a<STYLE x>p{}</Style >b", "ab");
        check("a<svg><svg></svg>x</svg>b<svg/>c", "abc");
        check("a<!-- x > --><!--->b<!-->c", "abc");
        check("<p onclick=\"a>b\" class='x y'>t</p>", "<p class='x y'>t</p>");
        check("<title>a<b</title>c", "<title>a<b</title>c");
        check("1 < 2 <> 3 </p>", "1 < 2 <> 3 </p>");
        check("a\0b", "ab");
        check("<p =x class=k>a", "<p class=k>a");
    }

    #[test]
    fn what_never_closes_leaves_the_text_before_it() {
        check("before<script>never", "before");
        check("before<!-- never", "before");
        check("before<p class=\"never", "before");
        check("before<svg>after", "before<svg>after");
        check("before<", "before<");
        check("before<p", "before");
    }

    #[test]
    fn structured_data_is_kept_aside() {
        let cut = cut(
            "<script type='application/ld+json'>{\"a\":1}</script>x",
            &Limits::default(),
        )
        .unwrap();
        assert_eq!(cut.json_ld, ["{\"a\":1}"]);
        assert_eq!(cut.html, "x");
    }
}
