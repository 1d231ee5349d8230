//! Rows of the catalogue of hostile inputs that are decided here, each test by the ids of its rows.

use copydesk_decode::{Decoded, Hints, annotate, decode, is_exact, repair, repaired, repaired_where};
use copydesk_model::{Charset, CharsetSource, Document, DocumentId, Flag, Mark, MediaType, Origin, Page};

const RU: &str = "Электричка пришла на час позже, и пассажиры ждали её на холодной платформе.";

fn with(bytes: &[u8], declared: Option<&str>) -> Decoded {
    let hints = Hints {
        declared,
        ..Hints::default()
    };
    decode(bytes, &hints).unwrap()
}

/// Text, charset, source and conflict.
#[track_caller]
fn check(bytes: &[u8], declared: Option<&str>, text: &str, expected: &str) {
    let found = with(bytes, declared);
    let charset = &found.charset;
    let conflict = if charset.conflict { " conflict" } else { "" };
    let shown = format!("{} {}{conflict}", charset.name, charset.source.name());
    assert_eq!((found.text.as_str(), shown.as_str()), (text, expected));
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let unit = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
    text.encode_utf16().flat_map(unit).collect()
}

fn utf32(text: &str) -> Vec<u8> {
    text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect()
}

fn cyrillic(text: &str, encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

/// The text with all repairs of characters that are applied, and the kinds of what was found.
#[track_caller]
fn cleaned(text: &str, expected: &str, kinds: &[&str]) {
    let origin = Origin::default();
    let charset = Charset {
        name: "UTF-8".to_owned(),
        source: CharsetSource::Utf8,
        conflict: false,
        replaced_chars: 0,
    };
    let page = Page::new(text.to_owned());
    let doc = Document::new(DocumentId("x".into()), origin, MediaType::Text, charset, page);
    let (mut out, mut at, mut seen) = (String::new(), 0, Vec::new());
    for a in annotate(&doc) {
        if let Mark::Artifact { kind, repair, apply } = &a.mark {
            seen.push(kind.name());
            out.push_str(&text[at..a.span.start()]);
            out.push_str(repair.as_deref().filter(|_| *apply).unwrap_or(a.span.of(text)));
            at = a.span.end();
        }
    }
    out.push_str(&text[at..]);
    assert_eq!((out.as_str(), &seen[..]), (expected, kinds));
}

#[test]
fn c01_a_mark_decides_over_every_label_and_goes() {
    let marked = |mark: &[u8], rest: Vec<u8>| [mark.to_vec(), rest].concat();
    let wrong = Some("iso-8859-1");
    check(&marked(b"\xef\xbb\xbf", RU.into()), wrong, RU, "UTF-8 bom conflict");
    check(
        &marked(b"\xff\xfe", utf16(RU, false)),
        wrong,
        RU,
        "UTF-16LE bom conflict",
    );
    check(
        &marked(b"\xfe\xff", utf16(RU, true)),
        wrong,
        RU,
        "UTF-16BE bom conflict",
    );
}

#[test]
fn c02_utf16_and_utf32_are_told_without_a_mark() {
    for text in [
        RU,
        "Trains were late.",
        "列車は一時間遅れて到着し、乗客は寒いホームで待っていた。",
    ] {
        check(&utf16(text, false), None, text, "UTF-16LE detected");
        check(&utf16(text, true), None, text, "UTF-16BE detected");
    }
    check(&utf32(RU), None, RU, "UTF-32LE detected");
    let mut odd = utf16(RU, false);
    odd.push(b'x');
    let found = with(&odd, None);
    assert_eq!(
        (found.charset.name.as_str(), found.charset.replaced_chars),
        ("UTF-16LE", 1)
    );
    assert!(!found.text.contains('\0'));
}

#[test]
fn c03_labels_that_lie_come_late_or_mean_nothing() {
    let w1251 = cyrillic(RU, encoding_rs::WINDOWS_1251);
    check(RU.as_bytes(), Some("iso-8859-1"), RU, "UTF-8 utf8 conflict");
    check(&w1251, None, RU, "windows-1251 detected");
    check(&w1251, Some("no-such-charset"), RU, "windows-1251 detected");
    check(&w1251, Some("utf-8"), RU, "windows-1251 detected conflict");
    let late = format!("<html><!--{}--><meta charset=koi8-r><p>{RU}</p>", "x".repeat(4096));
    check(&cyrillic(&late, encoding_rs::KOI8_R), None, &late, "KOI8-R meta");
    // UTF-7 stays what it is.
    check(b"+BB8EQAQ4- ok", Some("utf-7"), "+BB8EQAQ4- ok", "UTF-8 utf8");
}

#[test]
fn c04_spoilt_and_mixed_utf8() {
    let beside = |bad: &[u8]| [RU.as_bytes(), b" ", bad, b" ", RU.as_bytes()].concat();
    // As many U+FFFD as the Encoding Standard makes: overlong, a surrogate, beyond Unicode, cut off.
    for (bad, lost) in [
        (&b"\xc0\xaf"[..], 2),
        (b"\xe0\x80\xaf", 3),
        (b"\xed\xa0\x80", 3),
        (b"\xf4\x90\x80\x80", 4),
        (b"\xe2\x82", 1),
    ] {
        let bytes = beside(bad);
        let found = with(&bytes, None);
        assert_eq!(found.text, encoding_rs::UTF_8.decode(&bytes).0);
        assert_eq!(
            (found.charset.name.as_str(), found.charset.replaced_chars),
            ("UTF-8", lost),
            "{bad:x?}"
        );
    }
    let mixed = [
        RU.repeat(4).as_bytes(),
        b" ",
        &cyrillic("и ещё слово", encoding_rs::WINDOWS_1251),
    ]
    .concat();
    let found = with(&mixed, None);
    assert!(found.text.ends_with(" и ещё слово") && found.flags == [Flag::MixedCharset]);
}

#[test]
fn c05_mojibake_is_mended_where_the_way_back_is_exact() {
    let read = |text: &str| {
        encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(text.as_bytes())
            .0
            .into_owned()
    };
    let text = "Über die Brücke führt “nur” ein Weg, größer als früher – für 5 €.";
    for garbled in [read(text), read(&read(text))] {
        assert_eq!(repaired(&garbled), text);
        assert!(repair(&garbled).iter().all(is_exact));
    }
    // With lost bytes it is reported by another rule, and what is exact beside it is mended alone.
    let lost = "FranÃ§ois said â€œyesâ€?";
    let rules: Vec<bool> = repair(lost).iter().map(is_exact).collect();
    assert_eq!(rules, [true, true, false]);
    assert_eq!(repaired_where(lost, is_exact), "François said “yesâ€?");
}

#[test]
fn c06_correct_text_that_looks_like_mojibake_stays() {
    for text in [
        "SÃO PAULO E MARANHÃO: AMANHÃ NÃO HÁ PÃO",
        "« L’été\u{a0}» à Nîmes, où l’on paye 5\u{a0}€\u{a0}; voilà\u{a0}!",
        "Â, Ê e Î; Ã é vogal. ¼ ½ ¾ ¢ £ ¥ § © ®",
        "£5 | €6 | ¥700 | ₴8 | 9 ¢ | ƒ10",
        "Tổng thống đã đến Hà Nội, ĐÃ NÓI",
        "și în țară, ĂSTA ȘI ÎN ȚARĂ",
        "Рівне, Її, «Я», В«Ведомостях», ПОЁТ",
    ] {
        assert_eq!(repair(text), [], "{text}");
    }
}

#[test]
fn c08_controls_and_terminal_escapes_go() {
    cleaned("a\0\u{1}b\u{7f}c", "abc", &["control_character"; 2]);
    cleaned("\u{1b}[31mred\u{1b}[0m \u{1b}x", "red x", &["control_character"; 3]);
    cleaned("one\u{84}two", "onetwo", &["control_character"]);
}

#[test]
fn c09_c10_characters_without_width() {
    cleaned("Mi\u{200b}nsk\u{2060} \u{feff}today", "Minsk today", &["zero_width"; 3]);
    let needed = "👨\u{200d}👩\u{200d}👧 می\u{200c}خواهم क्\u{200d}ष ♥\u{fe0f}";
    cleaned(needed, needed, &[]);
}

#[test]
fn c11_c12_controls_of_direction_and_tags() {
    cleaned("a\u{202e}cba\u{202c} \u{2066}x\u{2069}", "acba x", &["bidi_control"; 4]);
    cleaned("שלום\u{200f}, \u{200e}ok", "שלום\u{200f}, \u{200e}ok", &[]);
    cleaned("hi\u{e0068}\u{e0069}dden", "hidden", &["zero_width"]);
    let wales = "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}";
    cleaned(wales, wales, &[]);
}

#[test]
fn c20_characters_that_mean_nothing() {
    let odd = "private \u{e000}\u{f8ff}, no characters \u{fdd0}\u{ffff}, unassigned \u{378}";
    check(odd.as_bytes(), None, odd, "UTF-8 utf8");
    cleaned("one \u{fffd} lost", "one \u{fffd} lost", &["replacement_character"]);
    // Those that stood there are no loss of ours.
    assert_eq!(with("a \u{fffd} in a text".as_bytes(), None).charset.replaced_chars, 0);
    let bulk = "\u{fffd}".repeat(10_000);
    for text in [bulk.clone(), format!("{RU} {bulk}")] {
        let refused = decode(text.as_bytes(), &Hints::default()).unwrap_err();
        assert_eq!(refused.reason.name(), "undecodable");
    }
}
