//! What the bytes are, when nothing says it: what the text would cost by each charset, in each language.
//!
//! Escapes tell the charsets of seven bits ([`escapes`]). For the others [`single`] and [`double`] weigh all others on the text without its
//! markup, and where the best are as good as one another chardetng is heard as a second witness.

mod double;
mod single;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use copydesk_model::CharsetSource;
use encoding_rs::{ISO_2022_JP, MACINTOSH, WINDOWS_1252, X_MAC_CYRILLIC};

use crate::Hints;
use crate::coding::Coding;
use crate::letters::{self, BIT, East};
use single::{CLOSE, Sample, Verdict};

/// The likeliest charset of bytes that are not UTF-8.
pub(crate) fn detect(bytes: &[u8], hints: &Hints<'_>) -> (Coding, CharsetSource) {
    let stripped = strip_markup(bytes);
    let text = if stripped.is_ascii() { bytes } else { &stripped };
    if text.is_ascii() {
        return (Coding::Whatwg(WINDOWS_1252), CharsetSource::Fallback);
    }
    let country = hints.url.and_then(tld);
    let language = hints.language.and_then(known_language);
    let hint = language.or_else(|| country.as_deref().and_then(language_of_tld));
    let page = stripped.len() < bytes.len();
    let sample = Sample::new(text);
    let mut all = single::verdicts(&sample, hint, page);
    if sample.has_doubles() && double::possible(text) {
        let head = double::head(text);
        let of_head = if head.len() < text.len() {
            single::verdicts(&Sample::new(head), hint, page)
        } else {
            all.clone()
        };
        let double = double::verdicts(head);
        let best = |verdicts: &[Verdict]| verdicts.first().map_or(u64::MAX, |v| v.cost);
        if best(&double).saturating_add(sample.strange()) < best(&of_head) {
            all = double;
        }
    }
    let Some(&first) = all.first() else {
        return (Coding::Whatwg(WINDOWS_1252), CharsetSource::Fallback);
    };
    let close = all.iter().take_while(|v| v.cost <= first.cost + CLOSE).count();
    // Of Macintosh and DOS charsets chardetng knows but IBM866.
    let known = |v: &Verdict| matches!(v.coding, Coding::Whatwg(e) if e != X_MAC_CYRILLIC && e != MACINTOSH);
    let coding = if close < 2 || !known(&first) {
        first.coding
    } else {
        second_witness(text, country.as_deref(), &all[..close])
    };
    (coding, CharsetSource::Detected)
}

/// What chardetng says, where it names one of the charsets that are as good as one another; else the first of them.
fn second_witness(text: &[u8], tld: Option<&str>, close: &[Verdict]) -> Coding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    for piece in pieces(text) {
        detector.feed(piece, false);
    }
    let guess = Coding::Whatwg(detector.guess(tld.map(str::as_bytes), Utf8Detection::Deny));
    close.iter().find(|v| v.coding == guess).unwrap_or(&close[0]).coding
}

/// Charsets of seven bits, which shift between ASCII and pairs of letters by escapes.
pub(crate) fn escapes(bytes: &[u8]) -> Option<Coding> {
    let has = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    if memchr::memchr2(0x1b, b'~', bytes).is_none() || !bytes.is_ascii() {
        return None;
    }
    let japanese = Coding::Whatwg(ISO_2022_JP);
    let coding = if has(b"\x1b$)C") {
        Coding::Iso2022Kr
    } else if has(b"\x1b$B") || has(b"\x1b$@") || has(b"\x1b(J") {
        japanese
    } else if has(b"~{") && has(b"~}") {
        Coding::Hz
    } else {
        return None;
    };
    let (text, lost) = coding.decode(bytes);
    let east = |c: char| !c.is_ascii();
    let found = text.chars().filter(|&c| east(c)).count();
    let common = text
        .chars()
        .filter(|&c| east(c) && letters::ideograph(East::Simplified, c) < 15 * BIT)
        .count();
    // HZ has no escape byte, so what comes out must be Chinese.
    (found > lost as usize * 20 && (coding != Coding::Hz || common * 4 > found * 3)).then_some(coding)
}

/// What the detector reads: all of a short text, four pieces from all over a long one, because detectors are slow
/// and heads of pages are poor. A piece begins and ends at a byte below 40, which is whole in every charset.
fn pieces(sample: &[u8]) -> Vec<&[u8]> {
    const PIECE: usize = 16 << 10;
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

/// The language that most sites of a country are written in.
#[rustfmt::skip]
const COUNTRIES: &[(&str, &str)] = &[
    ("sa", "ar"), ("eg", "ar"), ("ae", "ar"), ("by", "be"), ("bg", "bg"), ("cz", "cs"), ("gr", "el"), ("ee", "et"), ("ir", "fa"),
    ("il", "he"), ("hr", "hr"), ("ba", "hr"), ("hu", "hu"), ("lt", "lt"), ("lv", "lv"), ("mk", "mk"), ("pl", "pl"), ("ro", "ro"),
    ("ru", "ru"), ("sk", "sk"), ("si", "sl"), ("rs", "sr"), ("th", "th"), ("tr", "tr"), ("ua", "uk"), ("vn", "vi"), ("fr", "fr"),
    ("de", "de"), ("at", "de"), ("es", "es"), ("it", "it"), ("pt", "pt"), ("br", "pt"), ("nl", "nl"), ("dk", "da"), ("no", "nb"),
    ("se", "sv"), ("fi", "fi"), ("is", "is"), ("al", "sq"), ("az", "az"), ("mt", "mt"), ("ie", "ga"),
];

fn language_of_tld(tld: &str) -> Option<&'static str> {
    COUNTRIES
        .iter()
        .find(|(country, _)| *country == tld)
        .map(|&(_, language)| language)
}

/// The language of a code of two or three letters, when it is one that is weighed.
#[rustfmt::skip]
fn known_language(code: &str) -> Option<&'static str> {
    const LONG: &[(&str, &str)] = &[
        ("ara", "ar"), ("bel", "be"), ("bul", "bg"), ("ces", "cs"), ("ell", "el"), ("est", "et"), ("fas", "fa"), ("heb", "he"),
        ("hrv", "hr"), ("hun", "hu"), ("lit", "lt"), ("lav", "lv"), ("mkd", "mk"), ("pol", "pl"), ("ron", "ro"), ("rus", "ru"),
        ("slk", "sk"), ("slv", "sl"), ("srp", "sr"), ("tha", "th"), ("tur", "tr"), ("ukr", "uk"), ("vie", "vi"), ("fra", "fr"),
        ("deu", "de"), ("spa", "es"), ("ita", "it"), ("por", "pt"), ("nld", "nl"), ("dan", "da"), ("nob", "nb"), ("swe", "sv"),
        ("fin", "fi"), ("eng", "en"),
    ];
    let code = code.split(['-', '_']).next()?.to_ascii_lowercase();
    let short = LONG.iter().find(|(long, _)| *long == code).map_or(code.as_str(), |&(_, short)| short);
    letters::languages().iter().map(|l| l.language).find(|&l| l == short)
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
