//! The HTTP response inside a web archive's record: status, headers that matter, and the body as the page was.

use std::io::Read as _;

use copydesk_model::{Flag, Refusal, RejectReason};
use flate2::bufread::{DeflateDecoder, ZlibDecoder};

use crate::Limits;
use crate::raw::Raw;
use crate::unpack::{Codec, Unpacker};

/// A header block that is longer is none.
const HEADER_BYTES: usize = 256 << 10;
/// Unpacked over packed bytes are judged above this, since short dull pages pack well.
pub(crate) const RATIO_FROM: u64 = 1 << 20;
/// More codings on top of each other are no page.
const CODINGS: usize = 3;

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Response<'b> {
    pub(crate) status: u16,
    pub(crate) media_type: Option<String>,
    pub(crate) charset: Option<String>,
    chunked: bool,
    codings: Vec<String>,
    body: &'b [u8],
}

/// The response that a block holds.
pub(crate) fn parse(block: &[u8]) -> Result<Response<'_>, Refusal> {
    let malformed = |what: &str| Refusal::new(RejectReason::Malformed, format!("no HTTP response: {what}"));
    let head = &block[..block.len().min(HEADER_BYTES)];
    let first = head.split(|&b| b == b'\n').next().unwrap_or_default();
    let status = status(first).ok_or_else(|| malformed("its first line has no status"))?;
    let (mut at, mut fields) = (first.len() + 1, Vec::new());
    let body = loop {
        let rest = head.get(at..).unwrap_or_default();
        let Some(end) = memchr::memchr(b'\n', rest) else {
            if head.len() == HEADER_BYTES {
                return Err(malformed("its header has no end"));
            }
            break block.len();
        };
        let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
        at += end + 1;
        if line.is_empty() {
            break at;
        }
        if let Some(colon) = memchr::memchr(b':', line) {
            let name = line[..colon].trim_ascii().to_ascii_lowercase();
            fields.push((
                name,
                String::from_utf8_lossy(line[colon + 1..].trim_ascii()).into_owned(),
            ));
        }
    };
    let get = |name: &str| {
        fields
            .iter()
            .find(|(n, _)| n == name.as_bytes())
            .map(|(_, v)| v.as_str())
    };
    let list = |name: &str| -> Vec<String> {
        let all = fields
            .iter()
            .filter(|(n, _)| n == name.as_bytes())
            .flat_map(|(_, v)| v.split(','));
        all.map(|v| v.trim().to_ascii_lowercase())
            .filter(|v| !v.is_empty())
            .collect()
    };
    let (media_type, charset) = content_type(get("content-type").unwrap_or_default());
    Ok(Response {
        status,
        media_type,
        charset,
        chunked: list("transfer-encoding").last().is_some_and(|v| v == "chunked"),
        codings: list("content-encoding"),
        body: block.get(body..).unwrap_or_default(),
    })
}

fn status(line: &[u8]) -> Option<u16> {
    let line = std::str::from_utf8(line.trim_ascii()).ok()?;
    let mut parts = line.split_ascii_whitespace();
    let protocol = parts.next()?;
    let known =
        protocol.get(..5).is_some_and(|p| p.eq_ignore_ascii_case("HTTP/")) || protocol.eq_ignore_ascii_case("ICY");
    let code = parts.next().filter(|c| known && c.len() == 3)?;
    code.parse().ok().filter(|c| (100..1000).contains(c))
}

/// Media type and charset of a `Content-Type`, lower-cased; neither where it says nothing that can be used.
pub(crate) fn content_type(value: &str) -> (Option<String>, Option<String>) {
    let mut parts = value.split(';');
    let media = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.find_map(|p| {
        let (name, value) = p.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        let fits = name.trim().eq_ignore_ascii_case("charset") && !value.is_empty() && value.len() <= 40;
        fits.then(|| value.to_ascii_lowercase())
    });
    (Some(media).filter(|m| m.contains('/')), charset)
}

impl Response<'_> {
    /// The body without chunks and compression. Crawlers often leave the headers of what they have taken off already, so a
    /// coding is taken off only where the body shows it.
    pub(crate) fn body(&self, limits: &Limits, flags: &mut Vec<Flag>) -> Result<Vec<u8>, Refusal> {
        let mut body = match (self.chunked, chunk_size(self.body)) {
            (true, Some(_)) => unchunk(self.body)?,
            _ => self.body.to_vec(),
        };
        if self.codings.len() > CODINGS {
            let detail = format!("{} codings on top of each other", self.codings.len());
            return Err(Refusal::new(RejectReason::NestedCompression, detail));
        }
        for coding in self.codings.iter().rev() {
            body = decode(coding, body, limits, flags)?;
        }
        Ok(body)
    }
}

fn decode(coding: &str, body: Vec<u8>, limits: &Limits, flags: &mut Vec<Flag>) -> Result<Vec<u8>, Refusal> {
    if body.is_empty() {
        return Ok(body);
    }
    let most = limits
        .ratio
        .saturating_mul(body.len() as u64)
        .max(RATIO_FROM)
        .min(limits.unpacked_bytes);
    let by_sign = |codec: Codec| Codec::of(&body) == codec;
    match coding {
        "identity" | "none" => Ok(body),
        "gzip" | "x-gzip" if by_sign(Codec::Gzip) => unpack(body, coding, most, flags),
        "zstd" if by_sign(Codec::Zstd) => unpack(body, coding, most, flags),
        "gzip" | "x-gzip" | "zstd" => Ok(body),
        "deflate" => {
            // The standard means zlib; some servers send bare deflate.
            let zlib =
                body[0] & 0x0f == 8 && body.len() > 1 && (u16::from(body[0]) << 8 | u16::from(body[1])) % 31 == 0;
            let bare = !zlib && std::str::from_utf8(&body).is_err();
            match (zlib, bare) {
                (true, _) => read_all(ZlibDecoder::new(&body[..]), coding, most, flags),
                (_, true) => read_all(DeflateDecoder::new(&body[..]), coding, most, flags),
                _ => Ok(body),
            }
        }
        // It has no sign, but no text reads as brotli by chance.
        "br" => match read_all(
            brotli_decompressor::Decompressor::new(&body[..], 4096),
            coding,
            most,
            flags,
        ) {
            Err(refusal) if refusal.reason == RejectReason::Malformed && std::str::from_utf8(&body).is_ok() => Ok(body),
            other => other,
        },
        other => {
            let other: String = other.chars().take(40).collect();
            let detail = format!("the body is coded as {other:?}");
            Err(Refusal::new(RejectReason::UnsupportedCompression, detail))
        }
    }
}

fn unpack(body: Vec<u8>, coding: &str, most: u64, flags: &mut Vec<Flag>) -> Result<Vec<u8>, Refusal> {
    let len = body.len() as u64;
    let mut unpacker = Unpacker::new(Raw::new(Box::new(std::io::Cursor::new(body)), false, len));
    let mut out = Vec::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match unpacker.read(&mut buffer) {
            0 => break,
            n => out.extend_from_slice(&buffer[..n]),
        }
        if out.len() as u64 > most {
            return Err(too_large(coding, most));
        }
    }
    if out.is_empty() && !unpacker.faults.is_empty() {
        return Err(broken(coding));
    }
    flags.extend(unpacker.faults.iter().flat_map(|f| f.flags()));
    Ok(out)
}

fn read_all(from: impl std::io::Read, coding: &str, most: u64, flags: &mut Vec<Flag>) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    let result = from.take(most + 1).read_to_end(&mut out);
    if out.len() as u64 > most {
        return Err(too_large(coding, most));
    }
    match result {
        Ok(_) => Ok(out),
        Err(_) if out.is_empty() => Err(broken(coding)),
        Err(_) => {
            flags.push(Flag::TruncatedSource);
            Ok(out)
        }
    }
}

fn too_large(coding: &str, most: u64) -> Refusal {
    let detail = format!("the {coding} body unpacks to more than {most} bytes");
    Refusal::new(RejectReason::TooLarge, detail)
}

fn broken(coding: &str) -> Refusal {
    Refusal::new(RejectReason::Malformed, format!("the body does not unpack as {coding}"))
}

/// The size that a chunk announces, and where its bytes begin.
fn chunk_size(bytes: &[u8]) -> Option<(u64, usize)> {
    let end = memchr::memchr(b'\n', &bytes[..bytes.len().min(1024)])?;
    let line = bytes[..end].trim_ascii();
    let digits = line.split(|&b| b == b';').next().unwrap_or_default().trim_ascii();
    let text = std::str::from_utf8(digits)
        .ok()
        .filter(|t| (1..=16).contains(&t.len()))?;
    let fits = text.bytes().all(|b| b.is_ascii_hexdigit());
    Some((u64::from_str_radix(text, 16).ok().filter(|_| fits)?, end + 1))
}

fn unchunk(body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    let wrong =
        |at: usize, what: &str| Refusal::new(RejectReason::Malformed, format!("chunked body, byte {at}: {what}"));
    loop {
        let Some((size, start)) = chunk_size(&body[at..]) else {
            return Err(wrong(at, "no chunk size"));
        };
        if size == 0 {
            return Ok(out);
        }
        let from = at + start;
        let to = usize::try_from(size)
            .ok()
            .and_then(|n| from.checked_add(n))
            .filter(|to| *to <= body.len());
        let to = to.ok_or_else(|| wrong(at, &format!("a chunk of {size} bytes, {} are left", body.len() - from)))?;
        out.extend_from_slice(&body[from..to]);
        at = match &body[to..] {
            [b'\r', b'\n', ..] => to + 2,
            [b'\n', ..] => to + 1,
            _ => return Err(wrong(to, "no line end after a chunk")),
        };
    }
}
