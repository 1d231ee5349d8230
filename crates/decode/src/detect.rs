//! Letter statistics: chardetng on the text of the page, and a second look where it is known to be blind.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use copydesk_model::CharsetSource;
use encoding_rs::{
    Encoding, IBM866, ISO_8859_2, ISO_8859_5, KOI8_R, KOI8_U, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, X_MAC_CYRILLIC,
};

use crate::Hints;

/// The likeliest encoding of bytes that are not UTF-8.
pub(crate) fn detect(bytes: &[u8], hints: &Hints<'_>) -> (&'static Encoding, CharsetSource) {
    let stripped = strip_markup(bytes);
    let sample = if stripped.is_ascii() { bytes } else { &stripped };
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    for piece in pieces(sample) {
        detector.feed(piece, false);
    }
    let tld = hints
        .url
        .and_then(tld)
        .or_else(|| hints.language.and_then(tld_of_language).map(str::to_owned));
    let guess = detector.guess(tld.as_deref().map(str::as_bytes), Utf8Detection::Deny);
    let seen = sample.iter().filter(|b| !b.is_ascii()).count();
    if seen == 0 && guess.is_ascii_compatible() {
        return (guess, CharsetSource::Fallback);
    }
    (second_look(sample, guess), CharsetSource::Detected)
}

/// What the detector reads: all of a short text, four pieces from all over a long one, because detectors are slow
/// and heads of pages are poor. A piece begins and ends at a byte below 40, which is whole in every charset.
fn pieces(sample: &[u8]) -> Vec<&[u8]> {
    const PIECE: usize = 64 << 10;
    if sample.len() <= 4 * PIECE {
        return vec![sample];
    }
    let whole = |b: &u8| *b < 0x40;
    let start = sample.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let step = (sample.len() - start) / 4;
    let first = &sample[start..sample.len().min(start + PIECE)];
    let others = (1..4).filter_map(|k| {
        let piece = &sample[start + k * step..sample.len().min(start + k * step + PIECE)];
        let (from, to) = (piece.iter().position(whole)?, piece.iter().rposition(whole)?);
        (!first.is_empty() && from < to).then(|| &piece[from..to])
    });
    let end = first
        .iter()
        .rposition(whole)
        .filter(|_| first.len() == PIECE)
        .unwrap_or(first.len());
    std::iter::once(&first[..end]).chain(others).collect()
}

/// The last label of the host, in the only form chardetng takes without a panic: lower-case ASCII, no dot.
fn tld(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?.trim_end_matches('.');
    let (_, last) = host.rsplit_once('.')?;
    let fits = !last.is_empty() && last.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    fits.then(|| last.to_ascii_lowercase())
        .filter(|l| !l.bytes().all(|b| b.is_ascii_digit()))
}

/// A country whose sites are written in the language: chardetng knows charsets by top-level domain.
#[rustfmt::skip]
fn tld_of_language(language: &str) -> Option<&'static str> {
    const TLDS: &[(&[&str], &str)] = &[
        (&["ar", "ara"], "sa"), (&["be", "bel"], "by"), (&["bg", "bul"], "bg"), (&["cs", "ces"], "cz"),
        (&["el", "ell"], "gr"), (&["et", "est"], "ee"), (&["fa", "fas"], "ir"), (&["he", "heb"], "il"),
        (&["hr", "hrv"], "hr"), (&["hu", "hun"], "hu"), (&["ja", "jpn"], "jp"), (&["ko", "kor"], "kr"),
        (&["lt", "lit"], "lt"), (&["lv", "lav"], "lv"), (&["mk", "mkd"], "mk"), (&["pl", "pol"], "pl"),
        (&["ro", "ron"], "ro"), (&["ru", "rus"], "ru"), (&["sk", "slk"], "sk"), (&["sl", "slv"], "si"),
        (&["sr", "srp"], "rs"), (&["th", "tha"], "th"), (&["tr", "tur"], "tr"), (&["uk", "ukr"], "ua"),
        (&["vi", "vie"], "vn"), (&["zh", "zho"], "cn"),
    ];
    let code = language.split(['-', '_']).next()?.to_ascii_lowercase();
    TLDS.iter().find(|(codes, _)| codes.contains(&code.as_str())).map(|&(_, tld)| tld)
}

/// The bytes without tags, scripts and styles: their ASCII words speak for Western charsets.
fn strip_markup(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(open) = memchr::memchr(b'<', rest) {
        out.extend_from_slice(&rest[..open]);
        rest = &rest[open..];
        let hidden = [&b"script"[..], b"style"]
            .into_iter()
            .find(|name| rest.len() > name.len() && rest[1..=name.len()].eq_ignore_ascii_case(name));
        let is_tag = rest
            .get(1)
            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'));
        // A `<` that opens nothing, or that nothing closes, is text.
        let Some(close) = is_tag.then(|| memchr::memchr(b'>', rest)).flatten() else {
            out.push(b'<');
            rest = &rest[1..];
            if is_tag {
                break;
            }
            continue;
        };
        out.push(b' ');
        rest = &rest[close + 1..];
        if let Some(name) = hidden {
            rest = after_end_tag(rest, name);
        }
    }
    out.extend_from_slice(rest);
    out
}

/// What follows the end tag of `name`; all of `rest` when there is none.
fn after_end_tag<'a>(rest: &'a [u8], name: &[u8]) -> &'a [u8] {
    let ends = |at: usize| {
        rest[at + 2..]
            .get(..name.len())
            .is_some_and(|n| n.eq_ignore_ascii_case(name))
    };
    memchr::memmem::find_iter(rest, b"</")
        .find(|&at| ends(at))
        .map_or(&rest[..0], |at| &rest[at..])
}

/// chardetng has no x-mac-cyrillic, and mixes up the two Central European charsets where few bytes differ.
fn second_look(sample: &[u8], guess: &'static Encoding) -> &'static Encoding {
    if guess == WINDOWS_1250 || guess == ISO_8859_2 {
        return central_european(sample, guess);
    }
    let dense =
        sample.iter().filter(|b| !b.is_ascii()).count() > sample.iter().filter(|b| b.is_ascii_alphabetic()).count();
    if CYRILLIC.contains(&guess) || guess == KOI8_U || (guess == WINDOWS_1252 && dense) {
        return cyrillic(sample, guess);
    }
    guess
}

/// Bytes 80–9F are letters and quotes in windows-1250 and nothing in ISO-8859-2: proof. The other way, six bytes
/// are letters in ISO-8859-2 and symbols in windows-1250: proof where they touch letters.
fn central_european(sample: &[u8], guess: &'static Encoding) -> &'static Encoding {
    let windows = sample.iter().filter(|b| (0x80..=0x9f).contains(*b)).count();
    let letter = |b: Option<&u8>| b.is_some_and(|&b| b.is_ascii_alphabetic() || b >= 0xc0);
    let iso = (0..sample.len())
        .filter(|&k| matches!(sample[k], 0xa6 | 0xa9 | 0xab | 0xac | 0xae | 0xb1 | 0xb6 | 0xbb))
        .filter(|&k| letter(sample.get(k.wrapping_sub(1))) && letter(sample.get(k + 1)))
        .count();
    match (windows, iso) {
        (0, 0) => guess,
        (w, i) if w >= i => WINDOWS_1250,
        _ => ISO_8859_2,
    }
}

/// In the order in which they are met. KOI8-U holds all letters of KOI8-R and stands in for it.
const CYRILLIC: [&Encoding; 5] = [WINDOWS_1251, KOI8_U, IBM866, ISO_8859_5, X_MAC_CYRILLIC];
/// Enough letters for a verdict.
const CYRILLIC_SAMPLE: usize = 32 << 10;

/// The Cyrillic charset by which the bytes look most like words.
fn cyrillic(sample: &[u8], guess: &'static Encoding) -> &'static Encoding {
    let start = sample.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let piece = &sample[start..sample.len().min(start + CYRILLIC_SAMPLE)];
    let score = |encoding: &'static Encoding| wordlike(&encoding.decode_without_bom_handling(piece).0);
    let mut best = (guess, score(guess));
    for encoding in CYRILLIC {
        let score = score(encoding);
        if score > best.1 {
            best = (encoding, score);
        }
    }
    // The letters that Ukrainian adds to KOI8-R, which has line-drawing characters there.
    let ukrainian = piece
        .iter()
        .any(|b| matches!(b, 0xa4 | 0xa6 | 0xa7 | 0xad | 0xb4 | 0xb6 | 0xb7 | 0xbd));
    if best.0 == KOI8_U && !ukrainian { KOI8_R } else { best.0 }
}

/// How much a text looks like Cyrillic words: common letters, capitals only at the start of a word or among
/// capitals, and no marks inside words.
fn wordlike(text: &str) -> i64 {
    let mut score = 0;
    let mut before = ' ';
    for c in text.chars() {
        score += match c {
            _ if c.is_ascii() => 0,
            'о' | 'е' | 'а' | 'и' | 'н' | 'т' | 'с' | 'р' | 'в' | 'л' => 3,
            'а'..='я' | 'ё' | 'і' | 'ї' | 'є' | 'ў' | 'ґ' => 1,
            _ if ('\u{400}'..'\u{492}').contains(&c) && c.is_uppercase() => match before {
                p if p.is_lowercase() => -4,
                p if p.is_uppercase() => 0,
                _ => 1,
            },
            _ if c.is_alphabetic() => -2,
            '\u{80}'..='\u{9f}' | '\u{fffd}' => -5,
            _ if before.is_alphabetic() && !matches!(c, '»' | '”' | '“' | '…' | '’' | '\u{a0}' | '—' | '–') => {
                -3
            }
            _ => 0,
        };
        before = c;
    }
    score
}
