//! From the entries of a web archive to items: which records are pages, and what their headers say of them.

use copydesk_model::{Flag, Refusal, RejectReason};
use serde_json::{Map, Value};

use crate::SkipReason;
use crate::date;
use crate::http::{self, content_type};
use crate::magic::sniff;
use crate::warc::{Broken, Entry, Head, Reader};
use crate::{Limits, note};

/// What a record says of its page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    pub(crate) bytes: Vec<u8>,
    pub(crate) url: Option<String>,
    pub(crate) charset: Option<String>,
    pub(crate) media_type: Option<String>,
    pub(crate) fetched: Option<i64>,
    pub(crate) published: Option<i64>,
    pub(crate) metadata: Map<String, Value>,
    pub(crate) flags: Vec<Flag>,
}

/// What became of one record.
pub(crate) enum Found {
    Page(Box<Page>),
    Skipped(SkipReason),
    Refused(Refusal),
}

/// The next record of a web archive, with its place.
pub(crate) fn next(reader: &mut Reader, limits: &Limits) -> Option<(String, Found)> {
    Some(match reader.next()? {
        Entry::Broken { place, why, detail } => {
            let reason = match why {
                Broken::Malformed => RejectReason::Malformed,
                Broken::TooLarge => RejectReason::TooLarge,
                Broken::Cut => RejectReason::Truncated,
            };
            (place, Found::Refused(Refusal::new(reason, detail)))
        }
        Entry::Record { place, head, block } => (place, record(&head, block, limits)),
    })
}

fn record(head: &Head, block: Vec<u8>, limits: &Limits) -> Found {
    let kind = head.get("warc-type").unwrap_or_default().to_ascii_lowercase();
    let mut page = Page::default();
    let said = head.get("content-type").unwrap_or_default().to_ascii_lowercase();
    match kind.as_str() {
        "response" if said.starts_with("text/dns") => return Found::Skipped(SkipReason::NotAPage),
        "response" if is_http(&said, &block) => {
            let response = match http::parse(&block) {
                Ok(response) => response,
                Err(refusal) => return Found::Refused(refusal),
            };
            if response.status != 200 && response.status != 203 {
                return Found::Skipped(SkipReason::HttpStatus);
            }
            if !may_be_a_page(response.media_type.as_deref()) {
                return Found::Skipped(SkipReason::MediaType);
            }
            page.bytes = match response.body(limits, &mut page.flags) {
                Ok(body) => body,
                Err(refusal) => return Found::Refused(refusal),
            };
            page.media_type = response.media_type;
            page.charset = response.charset;
        }
        // WET files hold the text of a page as a conversion; some archives hold pages without their HTTP.
        "conversion" | "resource" | "response" => {
            (page.media_type, page.charset) = content_type(&said);
            if !may_be_a_page(page.media_type.as_deref()) {
                return Found::Skipped(SkipReason::MediaType);
            }
            page.bytes = block;
            if kind == "conversion" {
                page.charset.get_or_insert_with(|| "utf-8".to_owned());
            }
        }
        "revisit" => return Found::Skipped(SkipReason::Revisit),
        _ => return Found::Skipped(SkipReason::NotAPage),
    }
    if page.bytes.trim_ascii().is_empty() {
        return Found::Refused(Refusal::new(RejectReason::Empty, "the record holds no page"));
    }
    if let Some((reason, format)) = sniff(&page.bytes, b"") {
        return Found::Refused(Refusal::new(reason, format!("the record holds {format}")));
    }
    page.url = head
        .get("warc-target-uri")
        .map(|u| u.trim_matches(['<', '>', ' ']).to_owned());
    page.fetched = head.get("warc-date").and_then(date::micros);
    if head.get("warc-truncated").is_some() {
        page.flags.push(Flag::TruncatedSource);
    }
    if head.odd || (head.get("warc-date").is_some() && page.fetched.is_none()) {
        page.flags.push(Flag::BrokenMetadata);
    }
    if let Some(id) = head.get("warc-record-id") {
        page.metadata
            .insert("warc_record_id".to_owned(), id.trim_matches(['<', '>']).into());
    }
    if kind != "response" {
        page.metadata.insert("warc_type".to_owned(), kind.into());
    }
    Found::Page(Box::new(page))
}

fn is_http(said: &str, block: &[u8]) -> bool {
    said.contains("application/http") || block.get(..5).is_some_and(|b| b.eq_ignore_ascii_case(b"HTTP/"))
}

/// Whether a body that its server calls so is worth a look; the content decides the rest.
fn may_be_a_page(media_type: Option<&str>) -> bool {
    media_type.is_none_or(|m| {
        matches!(
            m,
            "text/html"
                | "text/plain"
                | "application/xhtml+xml"
                | "application/octet-stream"
                | "unknown/unknown"
                | "*/*"
        )
    })
}

/// The host of a page's address, when it is one of the web.
pub(crate) fn site(url: Option<&str>) -> Option<String> {
    url.and_then(note::host)
}
