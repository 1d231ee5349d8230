//! The order of evidence.
//!
//! 1. a byte-order mark;
//! 2. UTF-16 and UTF-32 without one, by where their NUL bytes stand or by their characters, and the charsets of seven
//!    bits (ISO-2022-JP, ISO-2022-KR, HZ) by their escapes;
//! 3. valid UTF-8, which no other charset yields by chance: it beats a declaration that says otherwise;
//! 4. UTF-8 with a few bad bytes, for the same reason;
//! 5. the declaration of the transport or of `outlet.toml`;
//! 6. a `<meta>` of the page;
//! 7. letter statistics ([`crate::detect`]).
//!
//! A declaration is believed only while the bytes bear it: see [`bears`].

use copydesk_model::{Charset, CharsetSource, Flag, Refusal, RejectReason};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::coding::Coding;
use crate::unmarked::Wide;
use crate::{Decoded, Hints, detect, near, prescan, unmarked};

/// More control bytes than this, per hundred, and it is no text.
const MAX_CONTROL_PERCENT: usize = 5;
/// More U+FFFD than this, per hundred characters, and the text says nothing.
const MAX_REPLACED_PERCENT: usize = 10;
/// Fewer U+FFFD that stand in the bytes themselves spoil no text.
const MANY_REPLACED: usize = 10;

/// Decodes `bytes` by the strongest evidence there is.
///
/// # Errors
/// When the bytes are no text, hold nothing that can be seen, or no charset gives a text.
pub fn decode(bytes: &[u8], hints: &Hints<'_>) -> Result<Decoded, Refusal> {
    let found = choose(bytes, hints)?;
    check(bytes, &found)?;
    let name = found.name.to_owned();
    let charset = Charset {
        name,
        source: found.source,
        conflict: found.conflict,
        replaced_chars: found.replaced,
    };
    let flags = if found.mixed {
        vec![Flag::MixedCharset]
    } else {
        Vec::new()
    };
    Ok(Decoded {
        text: found.text,
        charset,
        flags,
    })
}

/// The WHATWG name of a charset label, exactly as the Encoding Standard has it, when it names one that is read.
#[doc = include_str!("../data/charset-names.md")]
pub fn charset_name(label: &str) -> Option<&'static str> {
    Coding::of_label(label).map(Coding::name)
}

/// The WHATWG name of the charset that a page itself declares as the HTML Standard has it: by a byte-order mark, else
/// by the prescan of its first 1024 bytes, and by nothing else; `replacement` stands for charsets that nobody may
/// decode. [`decode`] weighs it against the bytes, and looks further than that.
pub fn prescan_charset(bytes: &[u8]) -> Option<&'static str> {
    let mark = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    mark.or_else(|| prescan::prescan(bytes)).map(Encoding::name)
}

const UTF: Coding = Coding::Whatwg(UTF_8);

/// A text and the evidence for it.
struct Found {
    text: String,
    name: &'static str,
    source: CharsetSource,
    conflict: bool,
    replaced: u32,
    mixed: bool,
}

impl Found {
    fn new(text: String, name: &'static str, source: CharsetSource, replaced: u32) -> Found {
        Found {
            text,
            name,
            source,
            conflict: false,
            replaced,
            mixed: false,
        }
    }
}

fn choose(bytes: &[u8], hints: &Hints<'_>) -> Result<Found, Refusal> {
    let declared = hints.declared.and_then(Coding::of_label);
    if let Some(found) = by_mark(bytes, declared) {
        return Ok(found);
    }
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let has_nul = memchr::memchr(0, body).is_some();
    let utf8 = UTF_8.decode_without_bom_handling_and_without_replacement(body);
    let wide = if has_nul { unmarked::wide(body) } else { None };
    let looks_east = || (has_nul || utf8.is_none()).then(|| unmarked::east(body)).flatten();
    if let Some(wide) = wide.or_else(looks_east) {
        let (text, replaced) = unmarked::decode(body, wide);
        let mut found = Found::new(text, wide.name(), CharsetSource::Detected, replaced);
        found.conflict = declared.is_some_and(|d| d.name() != wide.name());
        return Ok(found);
    }
    if let Some(coding) = detect::escapes(body) {
        let (text, replaced) = coding.decode(body);
        let mut found = Found::new(text, coding.name(), CharsetSource::Detected, replaced);
        found.conflict = declared.is_some_and(|d| d != coding);
        return Ok(found);
    }
    refuse_binary(body)?;
    let meta = prescan::meta(body).map(Coding::Whatwg);
    let marked = body.len() < bytes.len();
    let claims = [declared, meta, marked.then_some(UTF)];
    let disagrees = |chosen: Coding| claims.into_iter().flatten().any(|e| e != chosen);
    let source = if marked {
        CharsetSource::Bom
    } else {
        CharsetSource::Utf8
    };
    if let Some(text) = utf8 {
        let mut found = Found::new(text.into_owned(), UTF_8.name(), source, 0);
        found.conflict = disagrees(UTF) && !found.text.is_ascii();
        return Ok(found);
    }
    let other = declared.or(meta).is_some_and(|e| e != UTF);
    if let Some(near) = near::decode(body, other && !marked) {
        let mut found = Found::new(near.text, UTF_8.name(), source, near.replaced);
        found.conflict = disagrees(UTF);
        found.mixed = near.mixed;
        return Ok(found);
    }
    if let Some(found) = joined(body, hints) {
        return Ok(found);
    }
    let claims = [(declared, CharsetSource::Declared), (meta, CharsetSource::Meta)];
    for (encoding, source) in claims {
        let Some(encoding) = encoding else { continue };
        let (text, replaced) = encoding.decode(body);
        if bears(&text, replaced, encoding) {
            let mut found = Found::new(text, encoding.name(), source, replaced);
            found.conflict = disagrees(encoding);
            return Ok(found);
        }
    }
    let (encoding, source) = detect::detect(body, hints);
    let (text, replaced) = encoding.decode(body);
    let mut found = Found::new(text, encoding.name(), source, replaced);
    found.conflict = disagrees(encoding);
    Ok(found)
}

/// A file joined from one in UTF-8 and one in another charset, line by line. The charset is that of most of its bytes beyond
/// ASCII.
fn joined(body: &[u8], hints: &Hints<'_>) -> Option<Found> {
    let lines = near::lines(body)?;
    let others: Vec<u8> = lines.iter().filter(|l| !l.1).flat_map(|l| l.0).copied().collect();
    let (coding, _) = detect::detect(&others, hints);
    let (mut text, mut replaced, mut beyond) = (String::with_capacity(body.len()), 0, [0_usize; 2]);
    for (line, is_utf8) in lines {
        let (line_text, lost) = if is_utf8 { UTF } else { coding }.decode(line);
        text.push_str(&line_text);
        replaced += lost;
        beyond[usize::from(is_utf8)] += line.iter().filter(|b| !b.is_ascii()).count();
    }
    let name = if beyond[1] >= beyond[0] { UTF } else { coding }.name();
    let mut found = Found::new(text, name, CharsetSource::Detected, replaced);
    found.mixed = true;
    Some(found)
}

/// A byte-order mark decides over every label. Behind a UTF-8 mark the bytes are looked at all the same, because
/// editors put it before anything.
fn by_mark(bytes: &[u8], declared: Option<Coding>) -> Option<Found> {
    let (wide, mark) = match bytes {
        [0xff, 0xfe, 0, 0, ..] => (Wide::Utf32Le, 4),
        [0, 0, 0xfe, 0xff, ..] => (Wide::Utf32Be, 4),
        [0xff, 0xfe, ..] => (Wide::Utf16Le, 2),
        [0xfe, 0xff, ..] => (Wide::Utf16Be, 2),
        _ => return None,
    };
    let (text, replaced) = unmarked::decode(&bytes[mark..], wide);
    let mut found = Found::new(text, wide.name(), CharsetSource::Bom, replaced);
    found.conflict = declared.is_some_and(|d| d.name() != wide.name());
    Some(found)
}

/// Whether the bytes bear the declaration: next to nothing is lost by it, and a Latin charset gives Latin words.
///
/// Servers call everything ISO-8859-1, and Cyrillic read that way is words of nothing but accented letters. No
/// language writes four in a row, while two side by side are common. Markup around the words changes nothing.
fn bears(text: &str, replaced: u32, encoding: Coding) -> bool {
    // UTF-8 and UTF-16 were looked for before; a label alone does not bring them back.
    if [UTF_8, UTF_16LE, UTF_16BE].map(Coding::Whatwg).contains(&encoding) {
        return false;
    }
    let total = text.chars().count();
    if (replaced as usize) * 100 > total {
        return false;
    }
    let (mut accented, mut in_rows, mut row, mut c1) = (0_usize, 0_usize, 0_usize, 0_usize);
    for c in text.chars() {
        if ('\u{c0}'..='\u{24f}').contains(&c) {
            accented += 1;
            row += 1;
            in_rows += match row {
                4 => 4,
                5.. => 1,
                _ => 0,
            };
        } else {
            row = 0;
        }
        c1 += usize::from(('\u{80}'..='\u{9f}').contains(&c));
    }
    let not_latin = accented >= 20 && in_rows * 2 > accented;
    !not_latin && c1 * 100 <= total
}

fn refuse_binary(bytes: &[u8]) -> Result<(), Refusal> {
    // Without branches, so that many bytes are looked at together.
    let is_control =
        |b: u8| (b < 0x20) & (b != b'\t') & (b != b'\n') & (b != 0x0c) & (b != b'\r') & (b != 0x1b) | (b == 0x7f);
    let of_piece = |piece: &[u8]| usize::from(piece.iter().map(|&b| u8::from(is_control(b))).sum::<u8>());
    let controls: usize = bytes.chunks(255).map(of_piece).sum();
    if controls * 100 <= bytes.len() * MAX_CONTROL_PERCENT {
        return Ok(());
    }
    let first = bytes.iter().position(|&b| is_control(b)).unwrap_or_default();
    let detail = format!(
        "{controls} of {} bytes are control bytes, the first at byte {first}; a text has at most {MAX_CONTROL_PERCENT} in 100",
        bytes.len()
    );
    Err(Refusal::new(RejectReason::Binary, detail))
}

/// What was decoded must be a text: something to see, and not mostly lost.
fn check(bytes: &[u8], found: &Found) -> Result<(), Refusal> {
    if found.text.chars().all(is_invisible) {
        let detail = format!("{} bytes of blanks and invisible characters", bytes.len());
        return Err(Refusal::new(RejectReason::Empty, detail));
    }
    let doubted = matches!(found.source, CharsetSource::Bom | CharsetSource::Detected);
    let has_lost = || memchr::memmem::find(found.text.as_bytes(), "\u{fffd}".as_bytes()).is_some();
    if found.replaced == 0 && !doubted && !has_lost() {
        return Ok(());
    }
    let (mut total, mut lost, mut controls) = (0_usize, 0_usize, 0_usize);
    for c in found.text.chars() {
        total += 1;
        lost += usize::from(c == '\u{fffd}');
        controls += usize::from(c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}'));
    }
    // A few that stood in the bytes already are a defect of a text, not the lack of one.
    if lost * 100 > total * MAX_REPLACED_PERCENT && (found.replaced > 0 || lost >= MANY_REPLACED) {
        let detail = format!(
            "by {}, {lost} of {total} characters are lost; a text loses at most {MAX_REPLACED_PERCENT} in 100",
            found.name
        );
        return Err(Refusal::new(RejectReason::Undecodable, detail));
    }
    if controls * 100 > total * MAX_CONTROL_PERCENT {
        let detail = format!(
            "by {}, {controls} of {total} characters are control characters",
            found.name
        );
        return Err(Refusal::new(RejectReason::Binary, detail));
    }
    Ok(())
}

/// White space, control and format characters: nothing of it can be read.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests;
