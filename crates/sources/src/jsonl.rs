//! Lines of JSON, and rows of tables as the JSON objects that they stand for: which fields hold the page and what is said of it.

use std::fmt;

use copydesk_model::{Refusal, RejectReason};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::TableRow;
use crate::date;
use crate::pages::Page;
use crate::stream::Stream;

/// Fields that may hold the page, the best first, and whether they hold HTML.
const CONTENT: [(&str, bool); 7] = [
    ("html", true),
    ("text", false),
    ("content", false),
    ("page_text", false),
    ("raw_content", false),
    ("maintext", false),
    ("body", false),
];
const URL: [&str; 4] = ["url", "source_url", "link", "uri"];
const PUBLISHED: [&str; 6] = [
    "published",
    "date_published",
    "date_publish",
    "publish_date",
    "published_date",
    "date",
];
const FETCHED: [&str; 6] = [
    "fetched",
    "fetch_date",
    "date_download",
    "crawl_date",
    "download_date",
    "warc_date",
];

/// What a line looks like from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One object on each line.
    Lines,
    /// One JSON value over many lines.
    Spread,
}

/// Whether a text that begins so is JSON of records. `named` tells that its file is called so.
pub(crate) fn shape(head: &[u8], named: bool, whole: bool) -> Option<Shape> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    // Its name says lines, its first is a value that is no record, and records follow: that line alone is wrong.
    if named && !opens(text) && is_stray(text) {
        return Some(Shape::Lines);
    }
    if let Some(rest) = text.strip_prefix(b"[") {
        return opens(rest.trim_ascii_start()).then_some(Shape::Spread);
    }
    if !opens(text) {
        return (named && text.starts_with(b"{")).then_some(Shape::Lines);
    }
    let end = memchr::memchr(b'\n', text);
    let first = text[..end.unwrap_or(text.len())].trim_ascii();
    if first[1..].trim_ascii().is_empty() {
        return Some(Shape::Spread);
    }
    if end.is_none() && !whole {
        return Some(Shape::Lines);
    }
    let second = end.map_or(&b""[..], |e| text[e..].trim_ascii_start());
    let is_object = parse(first).is_ok();
    // A text may begin with a line of JSON; a file of records goes on with another.
    let goes_on = second.is_empty() || opens(second);
    match (named, is_object, goes_on) {
        (true, ..) | (_, true, true) => Some(Shape::Lines),
        (_, false, true) if opens(second) => Some(Shape::Lines),
        (_, false, _) if first.ends_with(b",") => Some(Shape::Spread),
        _ => None,
    }
}

/// Whether a text begins with a line of JSON that is no object, and a line that opens one comes next.
fn is_stray(text: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', text) else {
        return false;
    };
    let (first, second) = (&text[..end], text[end..].trim_ascii_start());
    opens(second) && serde_json::from_slice::<serde::de::IgnoredAny>(first).is_ok()
}

/// `{` and the beginning of a key.
fn opens(text: &[u8]) -> bool {
    text.strip_prefix(b"{")
        .is_some_and(|t| t.trim_ascii_start().starts_with(b"\""))
}

/// The object of one line.
pub(crate) fn parse(line: &[u8]) -> Result<Map<String, Value>, serde_json::Error> {
    let mut from = serde_json::Deserializer::from_slice(line);
    let value = Strict.deserialize(&mut from)?;
    from.end()?;
    match value {
        Value::Object(map) => Ok(map),
        _ => Err(de::Error::custom("not an object")),
    }
}

/// The page of the next line that is not blank; `number` is that of the last line.
pub(crate) fn next(stream: &mut Stream, number: &mut u64, most: u64) -> Option<Result<Page, Refusal>> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut line = Vec::new();
    loop {
        line.clear();
        // Nobody asks for the place of a line, so that of its member is forgotten.
        stream.place();
        let len = stream.line(most.saturating_add(1), &mut line);
        if len == 0 {
            return None;
        }
        *number += 1;
        if line.len() > most {
            let detail = format!("a line of {len} bytes; the limit is {most}");
            return Some(Err(Refusal::new(RejectReason::TooLarge, detail)));
        }
        let text = line
            .strip_prefix(b"\xef\xbb\xbf")
            .filter(|_| *number == 1)
            .unwrap_or(&line)
            .trim_ascii();
        if text.is_empty() {
            continue;
        }
        let cut = stream.is_at_end() && stream.unpacker.is_cut();
        return Some(line_page(text).map_err(|refusal| {
            if cut {
                Refusal::new(
                    RejectReason::Truncated,
                    format!("the file ends inside this line; {}", refusal.detail),
                )
            } else {
                refusal
            }
        }));
    }
}

fn line_page(line: &[u8]) -> Result<Page, Refusal> {
    let fields = parse(line).map_err(|e| Refusal::new(RejectReason::Malformed, said(&e)))?;
    page(TableRow {
        fields,
        bytes: Vec::new(),
    })
}

/// What the library says, with the column alone: its line is always the first.
fn said(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(&text[..], |(what, _)| what);
    match error.column() {
        0 => what.to_owned(),
        column => format!("column {column}: {what}"),
    }
}

/// The page of a row: the first field that can hold one, the address, the dates, and all other fields as metadata.
pub(crate) fn page(row: TableRow) -> Result<Page, Refusal> {
    let TableRow { mut fields, mut bytes } = row;
    let mut page = Page::default();
    let text = |v: Option<&Value>| matches!(v, Some(Value::String(s)) if !s.trim().is_empty());
    let in_bytes = |name: &str| bytes.iter().position(|(n, b)| n == name && !b.is_empty());
    let found = CONTENT
        .iter()
        .find(|(name, _)| text(fields.get(*name)) || in_bytes(name).is_some());
    let Some(&(name, html)) = found else {
        return Err(no_text(&fields));
    };
    match fields.remove(name) {
        Some(Value::String(text)) => {
            page.bytes = text.into_bytes();
            page.charset = Some("utf-8".to_owned());
        }
        _ => {
            if let Some(at) = in_bytes(name) {
                page.bytes = bytes.swap_remove(at).1;
            }
        }
    }
    page.media_type = html.then(|| "text/html".to_owned());
    let string = |name: &&str| fields.get(*name).and_then(Value::as_str);
    page.url = URL.iter().find_map(string).map(str::to_owned);
    // A dataset of Common Crawl's pages gives the day of the crawl as the date.
    let crawl = string(&"dump").is_some_and(|d| d.starts_with("CC-"));
    page.published = PUBLISHED
        .iter()
        .filter(|n| !(crawl && **n == "date"))
        .find_map(|n| date::micros(string(n)?));
    page.fetched = FETCHED
        .iter()
        .chain(crawl.then_some(&"date"))
        .find_map(|n| date::micros(string(n)?));
    if page.url.is_some() {
        let used = URL.iter().find(|n| string(n).is_some()).copied();
        used.and_then(|n| fields.remove(n));
    }
    page.metadata = fields;
    Ok(page)
}

fn no_text(fields: &Map<String, Value>) -> Refusal {
    let there = CONTENT.iter().find_map(|(name, _)| Some((name, fields.get(*name)?)));
    let detail = match there {
        Some((name, value)) => format!("its field `{name}` is {}", kind(value)),
        None => "none of its fields holds a text".to_owned(),
    };
    Refusal::new(RejectReason::NoText, detail)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "empty",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Any JSON value, but no object with the same key twice: the library would take the last one in silence.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_string<E>(self, v: String) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(Strict)? {
            values.push(value);
        }
        Ok(values.into())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if fields.contains_key(&key) {
                let short: String = key.chars().take(40).collect();
                return Err(de::Error::custom(format!("the key {short:?} stands twice")));
            }
            let value = map.next_value_seed(Strict)?;
            fields.insert(key, value);
        }
        Ok(fields.into())
    }
}
