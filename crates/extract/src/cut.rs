//! Reads a page as tags and text, and cuts what is never text before a parser sees it.
//!
//! Script, style, drawings, comments and the like are more than half of a page's bytes; they are stepped over by
//! a byte scan. Of the attributes only those stay that some rule reads. What is not cut here (because it is never
//! closed, or oddly nested) the walk leaves out; cutting is an economy, never a verdict.

use std::borrow::Cow;

use copydesk_model::{Refusal, RejectReason};
use memchr::{memchr, memchr_iter, memmem};

use crate::Limits;
use crate::element::{Key, Known};

/// What the source says next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Token<'s> {
    /// A document type, as written.
    Doctype(&'s str),
    /// Text whose references are not resolved.
    Text(&'s str),
    /// A start tag; its attributes are in [`Cutter::attrs`]. `content` is the text up to the end tag of an element
    /// that holds nothing but text; its end tag is stepped over.
    Start {
        name: &'s str,
        known: Known,
        content: Option<&'s str>,
    },
    /// An end tag.
    End(&'s str),
}

/// NUL characters go before everything else: no rule reads them, and parsers spend much on each.
pub(crate) fn without_nul(source: &str) -> Cow<'_, str> {
    if memchr(0, source.as_bytes()).is_some() {
        source.replace('\0', "").into()
    } else {
        source.into()
    }
}

/// The tokens of a page without its dead weight.
pub(crate) struct Cutter<'s> {
    source: &'s str,
    at: usize,
    limit: usize,
    /// The attributes of the last start tag that some rule reads, as written.
    pub(crate) attrs: Vec<(Key, &'s str)>,
    /// The contents of `<script type="application/ld+json">`.
    pub(crate) json_ld: Vec<String>,
    room_for_json_ld: usize,
    /// Bytes inside `noscript` elements that are closed.
    pub(crate) noscript: usize,
    reads_noscript: bool,
    /// Names of which no end tag follows any more; looked for once, so that the scan stays linear.
    open_ended: Vec<Known>,
}

/// More structured data is no description of an article; as values it takes 25 times the room.
const MOST_JSON_LD: usize = 4 << 20;

/// Whether the content of an element is raw text up to the end tag, and never text of the page.
fn is_raw(known: Known) -> bool {
    use Known::{Iframe, Noembed, Noframes, Noscript, Script, Style, Xmp};
    matches!(known, Script | Style | Iframe | Noscript | Noembed | Noframes | Xmp)
}

/// Whether an element holds other tags and never article text.
fn is_dead(known: Known) -> bool {
    use Known::{Audio, Canvas, Datalist, Math, Object, Select, Svg, Template, Video};
    matches!(
        known,
        Svg | Template | Select | Canvas | Object | Math | Audio | Video | Datalist
    )
}

impl<'s> Cutter<'s> {
    /// Begins at the start of a page without NUL. Browsers without scripts show what is in `noscript`.
    pub(crate) fn new(source: &'s str, limits: &Limits, reads_noscript: bool) -> Cutter<'s> {
        Cutter {
            source,
            at: 0,
            limit: limits.attributes,
            attrs: Vec::new(),
            json_ld: Vec::new(),
            room_for_json_ld: MOST_JSON_LD,
            noscript: 0,
            reads_noscript,
            open_ended: Vec::new(),
        }
    }

    /// The next token; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'s>>, Refusal> {
        let bytes = self.source.as_bytes();
        while self.at < bytes.len() {
            let open = self.at;
            if !is_markup(bytes, open) {
                self.at = next_markup(bytes, open + 1);
                return Ok(Some(Token::Text(&self.source[open..self.at])));
            }
            let token = match bytes[open + 1] {
                b'!' => self.declaration(),
                b'/' if bytes[open + 2].is_ascii_alphabetic() => self.end_tag()?,
                b'/' | b'?' => {
                    self.at = after(bytes, b'>', open);
                    None
                }
                _ => self.start_tag()?,
            };
            if token.is_some() {
                return Ok(token);
            }
        }
        Ok(None)
    }

    /// A comment, doctype or CDATA section; only the doctype is handed out.
    fn declaration(&mut self) -> Option<Token<'s>> {
        let open = self.at;
        let rest = &self.source.as_bytes()[open..];
        if let Some(inner) = rest.strip_prefix(b"<!--") {
            // `<!-->` and `<!--->` are whole comments, and `--!>` ends one too.
            let len = match inner {
                [b'>', ..] => Some(1),
                [b'-', b'>', ..] => Some(2),
                _ => memchr_iter(b'>', inner)
                    .find(|&n| inner[..n].ends_with(b"--") || inner[..n].ends_with(b"--!"))
                    .map(|n| n + 1),
            };
            self.at = len.map_or(self.source.len(), |n| open + 4 + n);
            return None;
        }
        self.at = after(self.source.as_bytes(), b'>', open);
        let is_doctype = rest.len() > 9 && rest[2..9].eq_ignore_ascii_case(b"doctype");
        is_doctype.then(|| Token::Doctype(&self.source[open..self.at]))
    }

    fn end_tag(&mut self) -> Result<Option<Token<'s>>, Refusal> {
        let from = self.at + 2;
        let to = name_end(self.source.as_bytes(), from);
        let name = &self.source[from..to];
        let complete = self.attributes(name, to, |_, _| {})?.is_some();
        Ok(complete.then_some(Token::End(name)))
    }

    /// A start tag: its attributes are counted and thinned out, and some elements are cut whole.
    fn start_tag(&mut self) -> Result<Option<Token<'s>>, Refusal> {
        let bytes = self.source.as_bytes();
        let from = self.at + 1;
        let to = name_end(bytes, from);
        let name = &self.source[from..to];
        let known = Known::of(name);
        let mut attrs = std::mem::take(&mut self.attrs);
        attrs.clear();
        let mut is_json_ld = false;
        let closes_itself = self.attributes(name, to, |key, value| {
            if let Some(key) = Key::of(key).filter(|k| *k != Key::Style || may_hide(value)) {
                attrs.push((key, value));
            } else if known == Known::Script && key.eq_ignore_ascii_case("type") {
                is_json_ld |= value.to_ascii_lowercase().contains("ld+json");
            }
        });
        self.attrs = attrs;
        let Some(closes_itself) = closes_itself? else {
            return Ok(None);
        };
        let end = self.at;
        if self.reads_noscript && known == Known::Noscript {
            return Ok(None);
        }
        if is_raw(known) {
            let close = self.close_of(known, end);
            if known == Known::Noscript {
                self.noscript += close.map_or(0, |close| close - end);
            }
            let close = close.unwrap_or(bytes.len());
            if is_json_ld && close - end <= self.room_for_json_ld {
                self.room_for_json_ld -= close - end;
                self.json_ld.push(self.source[end..close].to_owned());
            }
            self.at = after(bytes, b'>', close);
            return Ok(None);
        }
        if is_dead(known) {
            if closes_itself {
                return Ok(None);
            }
            if let Some(after) = self.after_nested(known, end) {
                self.at = after;
                return Ok(None);
            }
        }
        let mut content = None;
        if matches!(known, Known::Title | Known::Textarea) {
            let close = self.close_of(known, end).unwrap_or(bytes.len());
            content = Some(&self.source[end..close]);
            self.at = after(bytes, b'>', close);
        }
        Ok(Some(Token::Start { name, known, content }))
    }

    /// Reads the attributes of the tag whose name ends at `at`, and moves behind the tag. Says whether the tag closes
    /// itself; none where the page ends inside the tag, which browsers drop.
    fn attributes(
        &mut self,
        name: &str,
        mut at: usize,
        mut each: impl FnMut(&'s str, &'s str),
    ) -> Result<Option<bool>, Refusal> {
        let bytes = self.source.as_bytes();
        let mut closes_itself = false;
        let mut count = 0;
        loop {
            while at < bytes.len() && (bytes[at].is_ascii_whitespace() || bytes[at] == b'/') {
                closes_itself = bytes[at] == b'/';
                at += 1;
            }
            match bytes.get(at) {
                None => {
                    self.at = at;
                    return Ok(None);
                }
                Some(b'>') => {
                    self.at = at + 1;
                    return Ok(Some(closes_itself));
                }
                _ => {}
            }
            count += 1;
            if count > self.limit {
                return Err(Refusal::new(
                    RejectReason::TooManyAttributes,
                    format!(
                        "a <{}> at byte {} has more than {} attributes",
                        short(name),
                        self.at,
                        self.limit
                    ),
                ));
            }
            let (key, value, next) = attribute(self.source, at);
            each(key, value);
            closes_itself = false;
            at = next;
        }
    }

    /// Where the end tag of an element begins, at or after `from`.
    fn close_of(&mut self, known: Known, from: usize) -> Option<usize> {
        if self.open_ended.contains(&known) {
            return None;
        }
        let bytes = self.source.as_bytes();
        let mut at = from;
        while let Some(n) = memchr(b'<', &bytes[at..]) {
            at += n + 1;
            if bytes.get(at) == Some(&b'/') && is_name(bytes, at + 1, known.name()) {
                return Some(at - 1);
            }
        }
        self.open_ended.push(known);
        None
    }

    /// Behind the end tag that closes an element opened before `from`, when its like is nested rightly.
    fn after_nested(&mut self, known: Known, from: usize) -> Option<usize> {
        if self.open_ended.contains(&known) {
            return None;
        }
        let (bytes, name) = (self.source.as_bytes(), known.name());
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
        self.open_ended.push(known);
        None
    }
}

/// Whether the byte at `at` begins a tag or a declaration; any other `<` is text.
fn is_markup(bytes: &[u8], at: usize) -> bool {
    match bytes[at..] {
        [b'<', b'!' | b'?', ..] | [b'<', b'/', _, ..] => true,
        [b'<', c, ..] => c.is_ascii_alphabetic(),
        _ => false,
    }
}

/// Where markup begins, at or after `at`.
fn next_markup(bytes: &[u8], mut at: usize) -> usize {
    while let Some(n) = memchr(b'<', &bytes[at..]) {
        at += n;
        if is_markup(bytes, at) {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// Behind the next `byte` at or after `from`, or the end.
fn after(bytes: &[u8], byte: u8, from: usize) -> usize {
    memchr(byte, &bytes[from..]).map_or(bytes.len(), |n| from + n + 1)
}

fn name_end(bytes: &[u8], from: usize) -> usize {
    let len = bytes[from..]
        .iter()
        .position(|&b| b.is_ascii_whitespace() || b == b'/' || b == b'>');
    len.map_or(bytes.len(), |n| from + n)
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

/// Where a byte stands that `stops`, at or after `from`, or the end.
fn skip(bytes: &[u8], from: usize, stops: impl Fn(u8) -> bool) -> usize {
    let len = bytes[from..].iter().position(|&b| stops(b));
    len.map_or(bytes.len(), |n| from + n)
}

/// Name and value of the attribute at `at`, and where it ends.
fn attribute(source: &str, at: usize) -> (&str, &str, usize) {
    let bytes = source.as_bytes();
    let first = source[at..].chars().next().map_or(1, char::len_utf8);
    // A leading `=` belongs to the name, as the HTML Standard says; the name is never empty, so the scan moves on.
    let name_end = skip(bytes, at + first, |b| {
        b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'=')
    });
    let name = &source[at..name_end];
    let equals = skip(bytes, name_end, |b| !b.is_ascii_whitespace());
    if bytes.get(equals) != Some(&b'=') {
        return (name, "", name_end);
    }
    let start = skip(bytes, equals + 1, |b| !b.is_ascii_whitespace());
    match bytes.get(start) {
        Some(&quote @ (b'"' | b'\'')) => match memchr(quote, &bytes[start + 1..]) {
            Some(n) => (name, &source[start + 1..start + 1 + n], start + n + 2),
            None => (name, &source[start + 1..], bytes.len()),
        },
        Some(b'>') | None => (name, "", start),
        Some(_) => {
            let end = skip(bytes, start, |b| b.is_ascii_whitespace() || b == b'>');
            (name, &source[start..end], end)
        }
    }
}

/// Whether a style may hide its element; other styles say nothing here.
fn may_hide(style: &str) -> bool {
    memmem::find(style.as_bytes(), b"none").is_some() || memmem::find(style.as_bytes(), b"hidden").is_some()
}

fn short(name: &str) -> String {
    name.chars().take(20).collect()
}

/// What is left of a page, written out: the input of the reference parser.
pub(crate) fn thin<'s>(
    source: &'s str,
    limits: &Limits,
    reads_noscript: bool,
) -> Result<(String, Cutter<'s>), Refusal> {
    let mut cutter = Cutter::new(source, limits, reads_noscript);
    let mut out = String::with_capacity(source.len() / 2);
    let mut after_text = false;
    while let Some(token) = cutter.next()? {
        match token {
            Token::Doctype(doctype) => out.push_str(doctype),
            Token::Text(text) => {
                // Two texts must not become a tag or a reference that nobody wrote.
                out.push_str(if after_text { "<!---->" } else { "" });
                out.push_str(text);
            }
            Token::Start { name, content, .. } => {
                out.push('<');
                out.push_str(name);
                for (key, value) in &cutter.attrs {
                    // With both quotes in it, it stood without any.
                    let quote = match (value.contains('"'), value.contains('\'')) {
                        (false, _) => "\"",
                        (true, false) => "'",
                        (true, true) => "",
                    };
                    out.extend([" ", key.name(), "=", quote, value, quote]);
                }
                out.push('>');
                if let Some(content) = content {
                    out.push_str(content);
                    out.push_str("</");
                    out.push_str(name);
                    out.push('>');
                }
            }
            Token::End(name) => {
                out.push_str("</");
                out.push_str(name);
                out.push('>');
            }
        }
        after_text = matches!(token, Token::Text(_));
    }
    Ok((out, cutter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, want: &str) {
        let source = without_nul(source);
        assert_eq!(thin(&source, &Limits::default(), false).unwrap().0, want, "{source}");
    }

    #[test]
    fn dead_weight_goes_and_text_stays() {
        check("a<script>1<2</script>b", "a<!---->b");
        check("<p><STYLE x>p{}</Style >b", "<p>b");
        check("<p><svg><svg></svg>x</svg>b<svg/><i>c", "<p>b<i>c");
        check(
            "<p><!-- x > --><!--->b<!--><i>c<!-- - -- --!><p><!--- d --->e",
            "<p>b<i>c<p>e",
        );
        check("<p onclick=\"a>b\" class='x y'>t</p>", "<p class=\"x y\">t</p>");
        check("<p class='\"'>", "<p class='\"'>");
        check("<title>a<b</title >c", "<title>a<b</title>c");
        check("1 < 2 <> 3 </p a='>'>", "1 < 2 <> 3 </p>");
        check("a\0b", "ab");
        check("<p =x class=k>a</>b</3>", "<p class=\"k\">a<!---->b");
        check("<p дз=1 é class=k/>a", "<p class=\"k/\">a");
    }

    #[test]
    fn what_never_closes_leaves_the_text_before_it() {
        check("before<script>never", "before");
        check("before<!-- never", "before");
        check("before<p class=\"never", "before");
        check("before<svg>after", "before<svg>after");
        check("before<", "before<");
        check("before</", "before</");
        check("before<p", "before");
        check("before</p", "before");
    }

    #[test]
    fn structured_data_is_kept_aside() {
        let source = "<script type='application/ld+json'>{\"a\":1}</script>x";
        let (html, cutter) = thin(source, &Limits::default(), false).unwrap();
        assert_eq!((html.as_str(), cutter.json_ld), ("x", vec!["{\"a\":1}".to_owned()]));
    }

    #[test]
    fn structured_data_of_any_size_takes_bounded_room() {
        let block = |len: usize| format!("<script type=application/ld+json>{}</script>", " ".repeat(len));
        let source = block(MOST_JSON_LD + 1) + &block(MOST_JSON_LD) + &block(1);
        let (_, cutter) = thin(&source, &Limits::default(), false).unwrap();
        assert_eq!(
            cutter.json_ld.iter().map(String::len).collect::<Vec<_>>(),
            [MOST_JSON_LD]
        );
    }

    #[test]
    fn noscript_is_read_when_nothing_else_was_found() {
        let source = "<noscript>a<p>b</noscript>c";
        assert_eq!(thin(source, &Limits::default(), false).unwrap().0, "c");
        let shown = thin(source, &Limits::default(), true).unwrap().0;
        assert_eq!(shown, "a<p>b</noscript>c");
    }
}
