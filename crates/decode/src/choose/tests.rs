use super::*;
use encoding_rs::{
    EUC_KR, GBK, IBM866, ISO_8859_2, KOI8_R, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, X_MAC_CYRILLIC,
};
use proptest::prelude::*;

const RU: &str = "Очередь на границе с Белоруссией выросла за ночь почти вдвое, рассказали водители. \
    В пункте пропуска объясняют это проверкой документов. К утру движение обещают восстановить, но сроки не называют.";
const UK: &str = "Електричка до Ковеля запізнилася на годину. Пасажири кажуть, що їм нічого не пояснили, \
    а черговий на станції лише знизав плечима. Їхати довелося стоячи, бо вагонів виявилося вдвічі менше.";
const PL: &str = "Łukaszenka spotkał się w Mińsku z szefem zarządu kolei. Źródła mówią, że żadnych ustaleń nie będzie, \
    choć rozmowa była długa i – jak się zdaje – burzliwa. Następną zapowiedziano na środę.";
const CS: &str = "Příští zastávka je až v Brestu, řekl průvodčí. Cestující však věděli, že zpoždění už nikdo nedožene, \
    a tak zůstali sedět. Žádné náhradní spojení dráhy nezajistily.";
const FR: &str = "Le président n’a pas répondu aux élèves réunis à l’entrée du théâtre, où l’été s’achève déjà.";
const DE: &str = "Die Brücke über den Fluß bleibt gesperrt, sagte der Bürgermeister. Größere Züge müssen warten.";

/// `charset source conflict`, with what was lost and mixed when something was.
#[track_caller]
fn check(bytes: &[u8], hints: Hints<'_>, text: &str, expected: &str) {
    let d = decode(bytes, &hints).unwrap();
    assert_eq!(d.text, text);
    let mut shown = format!("{} {}", d.charset.name, d.charset.source.name());
    for (is, word) in [
        (d.charset.conflict, " conflict"),
        (d.flags.contains(&Flag::MixedCharset), " mixed"),
    ] {
        shown += if is { word } else { "" };
    }
    if d.charset.replaced_chars > 0 {
        shown += &format!(" lost {}", d.charset.replaced_chars);
    }
    assert_eq!(shown, expected, "{text}");
}

#[track_caller]
fn refused(bytes: &[u8], expected: &str) {
    assert_eq!(decode(bytes, &Hints::default()).unwrap_err().reason.name(), expected);
}

fn no() -> Hints<'static> {
    Hints::default()
}

fn declared(label: &str) -> Hints<'_> {
    Hints {
        declared: Some(label),
        ..Hints::default()
    }
}

fn encode(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "{text}");
    bytes.into_owned()
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
        .collect()
}

fn utf32(text: &str, big: bool) -> Vec<u8> {
    text.chars()
        .flat_map(|c| {
            if big {
                (c as u32).to_be_bytes()
            } else {
                (c as u32).to_le_bytes()
            }
        })
        .collect()
}

#[test]
fn a_file_joined_from_two_charsets_is_read_line_by_line() {
    let bytes = [encode(RU, WINDOWS_1251), b"\n\n".to_vec(), UK.as_bytes().to_vec()].concat();
    check(&bytes, no(), &format!("{RU}\n\n{UK}"), "UTF-8 detected mixed");
    let bytes = [PL.as_bytes(), b"\n", &encode(CS, ISO_8859_2)].concat();
    check(&bytes, no(), &format!("{PL}\n{CS}"), "UTF-8 detected mixed");
}

#[test]
fn forbidden_forms_of_utf_8_are_lost_and_the_rest_stays() {
    let text = "An overlong \u{fffd}\u{fffd}, half a pair \u{fffd}\u{fffd}\u{fffd}, too far \u{fffd}\u{fffd}\u{fffd}\u{fffd}. The rest of it stays as it is, and of a text of some length so little is lost that it is of use.";
    let bytes =
        b"An overlong \xc0\xaf, half a pair \xed\xa0\x80, too far \xf5\x80\x80\x80. The rest of it stays as it is, and of a text of some length so little is lost that it is of use.";
    check(bytes, no(), text, "UTF-8 utf8 lost 9");
}

#[test]
fn a_mark_decides_and_is_taken_away() {
    check(b"\xef\xbb\xbfMinsk", declared("windows-1251"), "Minsk", "UTF-8 bom");
    check(
        "\u{feff}Мінск".as_bytes(),
        declared("windows-1251"),
        "Мінск",
        "UTF-8 bom conflict",
    );
    check("\u{feff}\u{feff}a".as_bytes(), no(), "\u{feff}a", "UTF-8 bom");
    check(
        &[b"\xff\xfe".to_vec(), utf16(RU, false)].concat(),
        declared("utf-8"),
        RU,
        "UTF-16LE bom conflict",
    );
    check(
        &[b"\xfe\xff".to_vec(), utf16(RU, true)].concat(),
        no(),
        RU,
        "UTF-16BE bom",
    );
    check(
        &[b"\xff\xfe\0\0".to_vec(), utf32(RU, false)].concat(),
        no(),
        RU,
        "UTF-32LE bom",
    );
    check(
        &[b"\0\0\xfe\xff".to_vec(), utf32(RU, true)].concat(),
        no(),
        RU,
        "UTF-32BE bom",
    );
    let mut odd = [b"\xff\xfe".to_vec(), utf16("Minsk waits", false)].concat();
    odd.pop();
    check(&odd, no(), "Minsk wait\u{fffd}", "UTF-16LE bom lost 1");
    check(
        &[b"\xef\xbb\xbf".to_vec(), encode(RU, WINDOWS_1251)].concat(),
        no(),
        RU,
        "windows-1251 detected conflict",
    );
}

#[test]
fn wide_charsets_are_known_without_a_mark() {
    for text in [
        RU,
        PL,
        DE,
        "Only ASCII, in two bytes each.\n",
        "東京 の 新聞 は 、 今日 も 出 た 。\n",
    ] {
        check(&utf16(text, false), no(), text, "UTF-16LE detected");
        check(&utf16(text, true), no(), text, "UTF-16BE detected");
        check(&utf32(text, false), no(), text, "UTF-32LE detected");
        check(&utf32(text, true), no(), text, "UTF-32BE detected");
    }
    check(
        b"One NUL\0 in a text stays one.",
        no(),
        "One NUL\0 in a text stays one.",
        "UTF-8 utf8",
    );
}

#[test]
fn valid_utf8_beats_what_is_said_of_it() {
    check("Мінск".as_bytes(), no(), "Мінск", "UTF-8 utf8");
    check(
        "Мінск".as_bytes(),
        declared("windows-1251"),
        "Мінск",
        "UTF-8 utf8 conflict",
    );
    check(b"plain ASCII", declared("koi8-r"), "plain ASCII", "UTF-8 utf8");
    let page = "<meta charset=iso-8859-1><p>été</p>";
    check(page.as_bytes(), no(), page, "UTF-8 utf8 conflict");
    check("a \u{fffd} b é".as_bytes(), no(), "a \u{fffd} b é", "UTF-8 utf8");
}

#[test]
fn one_bad_byte_does_not_change_the_charset() {
    let mut bytes = RU.as_bytes().to_vec();
    bytes[41] = 0xff;
    let d = decode(&bytes, &no()).unwrap();
    assert_eq!((d.charset.name.as_str(), d.charset.replaced_chars > 0), ("UTF-8", true));
    let cut = &RU.as_bytes()[..RU.len() - 2];
    assert_eq!(decode(cut, &declared("windows-1251")).unwrap().charset.name, "UTF-8");
    let tail = [RU.repeat(5).into_bytes(), encode(" и ещё слово в конце", WINDOWS_1251)].concat();
    check(
        &tail,
        no(),
        &(RU.repeat(5) + " и ещё слово в конце"),
        "UTF-8 utf8 mixed",
    );
    let tail = [FR.repeat(3).as_bytes(), b" caf\xe9 d\x92or \x96 No\xebl"].concat();
    check(&tail, no(), &(FR.repeat(3) + " café d’or – Noël"), "UTF-8 utf8 mixed");
    let cesu = [RU.as_bytes(), b" \xed\xa0\xbd\xed\xb8\x80 ok"].concat();
    check(&cesu, no(), &format!("{RU} 😀 ok"), "UTF-8 utf8");
}

#[test]
fn declarations_are_believed_while_the_bytes_bear_them() {
    check(
        &encode(RU, WINDOWS_1251),
        declared("cp1251"),
        RU,
        "windows-1251 declared",
    );
    check(
        &encode(FR, WINDOWS_1252),
        declared("ISO-8859-1"),
        FR,
        "windows-1252 declared",
    );
    check(
        &encode(RU, WINDOWS_1251),
        declared("iso-8859-1"),
        RU,
        "windows-1251 detected conflict",
    );
    check(
        &encode(RU, WINDOWS_1251),
        declared("utf-8"),
        RU,
        "windows-1251 detected conflict",
    );
    check(
        &encode(RU, WINDOWS_1251),
        declared("no-such"),
        RU,
        "windows-1251 detected",
    );
    check(
        &encode(RU, WINDOWS_1251),
        declared("utf-7"),
        RU,
        "windows-1251 detected",
    );
    check(
        &encode(RU, WINDOWS_1251),
        declared("iso-2022-cn"),
        RU,
        "windows-1251 detected",
    );
    let page = format!("<html><head><meta charset=\"koi8-r\"></head><body>{RU}</body>");
    check(&encode(&page, KOI8_R), no(), &page, "KOI8-R meta");
    check(
        &encode(&page, WINDOWS_1251),
        declared("windows-1251"),
        &page,
        "windows-1251 declared conflict",
    );
    let tags = format!(
        "<html>{}<p>{RU}</p></html>",
        "<div class=\"wide main column\"><a href=\"/x\">".repeat(99)
    );
    check(
        &encode(&tags, WINDOWS_1251),
        declared("iso-8859-1"),
        &tags,
        "windows-1251 detected conflict",
    );
    let late = format!(
        "<html><!-- {} --><meta http-equiv=Content-Type content='text/html; charset=windows-1250'><p>{PL}",
        "x".repeat(4000)
    );
    check(&encode(&late, WINDOWS_1250), no(), &late, "windows-1250 meta");
    let wrong = format!("<meta charset=utf-16><p>{RU}");
    check(
        &encode(&wrong, WINDOWS_1251),
        no(),
        &wrong,
        "windows-1251 detected conflict",
    );
}

#[test]
fn letters_tell_the_charset() {
    for (text, encoding) in [
        (RU, WINDOWS_1251),
        (RU, KOI8_R),
        (RU, IBM866),
        (RU, X_MAC_CYRILLIC),
        (RU, encoding_rs::ISO_8859_5),
        (UK, WINDOWS_1251),
        (UK, X_MAC_CYRILLIC),
        (PL, WINDOWS_1250),
        (CS, WINDOWS_1250),
        (CS, ISO_8859_2),
        (&PL.replace('–', "-"), ISO_8859_2),
        (FR, WINDOWS_1252),
        (DE, WINDOWS_1252),
    ] {
        check(
            &encode(text, encoding),
            no(),
            text,
            &format!("{} detected", encoding.name()),
        );
        let page = format!("<html><head><script>var x = 1;</script></head><body class=\"main wide\"><p>{text}</p>");
        check(
            &encode(&page, encoding),
            no(),
            &page,
            &format!("{} detected", encoding.name()),
        );
    }
    let uk = encode(UK, encoding_rs::KOI8_U);
    check(&uk, no(), UK, "KOI8-U detected");
    let ja = "東京の新聞は今日も出た。みんなが読んでいるニュースです。";
    check(&encode(ja, SHIFT_JIS), no(), ja, "Shift_JIS detected");
    check(&encode(ja, encoding_rs::ISO_2022_JP), no(), ja, "ISO-2022-JP detected");
    let zh = "北京的报纸今天照常出版,大家都在看新闻。";
    check(
        &encode(zh, GBK),
        Hints {
            url: Some("https://x.example.CN:8080/a?b"),
            ..no()
        },
        zh,
        "GBK detected",
    );
    let ko = "서울의 신문은 오늘도 나왔다. 모두가 뉴스를 읽고 있다.";
    check(
        &encode(ko, EUC_KR),
        Hints {
            language: Some("ko-KR"),
            ..no()
        },
        ko,
        "EUC-KR detected",
    );
}

#[test]
fn what_is_no_text_is_refused_with_the_reason() {
    refused(b"", "empty");
    refused(b"\xef\xbb\xbf", "empty");
    refused(b"\xff\xfe", "empty");
    refused("\u{feff} \n\t\u{a0}\u{200b}\u{2028}".as_bytes(), "empty");
    refused(&[0; 1000], "binary");
    let noise: Vec<u8> = (0..4000_u32)
        .map(|k| (k.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    refused(&noise, "binary");
    let lost: Vec<u8> = b"\xff\xfe"
        .iter()
        .copied()
        .chain((0..200).flat_map(|_| [0x00, 0xd8, 0x41, 0x00]))
        .collect();
    refused(&lost, "undecodable");
}

#[test]
fn odd_addresses_are_no_reason_to_panic() {
    for url in [
        "",
        "http://",
        "HTTP://EXAMPLE.РФ/x",
        "http://a.b..",
        "http://[::1]/",
        "x.RU",
        "http://u@h.Ru:1/",
        "http://1.2.3.4/",
        "....",
        "http://xn--p1ai.xn--p1ai",
    ] {
        let hints = Hints {
            url: Some(url),
            declared: Some("\u{0}"),
            language: Some("\u{fffd}-"),
        };
        assert!(decode(&encode(RU, WINDOWS_1251), &hints).is_ok());
    }
}

proptest! {
    #[test]
    fn any_bytes_are_decoded_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), label in "[a-z0-9-]{0,8}") {
        let _ = decode(&bytes, &declared(&label));
        let page = [b"<meta charset=".to_vec(), bytes].concat();
        let _ = decode(&page, &no());
    }

    #[test]
    fn any_text_in_utf8_comes_back(text in "\\PC{1,80}") {
        if let Ok(d) = decode(text.as_bytes(), &declared("windows-1252")) {
            prop_assert_eq!(d.text.as_str(), text.strip_prefix('\u{feff}').unwrap_or(&text));
            prop_assert_eq!(d.charset.name, "UTF-8");
        }
    }

    #[test]
    fn one_bad_byte_anywhere(at in 0..RU.len(), byte in 0x80_u8..) {
        let mut bytes = RU.as_bytes().to_vec();
        bytes[at] = byte;
        prop_assert_eq!(decode(&bytes, &no()).unwrap().charset.name, "UTF-8");
    }
}

#[test]
fn wide_text_without_any_ascii() {
    for text in [
        "政府昨天表示，我们将在明年开始这个项目，但是没有说明具体时间。",
        "政府は昨日、来年からこの計画を始めると発表したが、時期は明らかにしなかった。",
        "정부는어제내년부터이계획을시작한다고발표했지만시기는밝히지않았다",
    ] {
        for big in [false, true] {
            let unit = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
            let bytes: Vec<u8> = text.encode_utf16().flat_map(unit).collect();
            let decoded = decode(&bytes, &Hints::default()).unwrap();
            assert_eq!(decoded.text, text);
            assert_eq!(decoded.charset.name, if big { "UTF-16BE" } else { "UTF-16LE" });
        }
    }
}

/// One spoilt byte never takes the verdict from UTF-8, wherever it stands and whatever it becomes.
#[test]
fn one_spoilt_byte_changes_no_verdict() {
    let mut state = 1_u64;
    let mut random = move |n: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let texts = [RU, UK, PL, CS, FR, DE];
    for _ in 0..3_000 {
        let mut bytes = texts[random(texts.len())].as_bytes().to_vec();
        let at = random(bytes.len());
        bytes[at] = random(256) as u8;
        let decoded = decode(&bytes, &Hints::default()).unwrap();
        assert_eq!(
            decoded.charset.name, "UTF-8",
            "byte {at} became {:x} in {:?}",
            bytes[at], decoded.text
        );
    }
}

/// Each in its own charset, with no hint at all.
#[test]
fn charsets_are_told_by_their_letters() {
    let cases: &[(&str, &[&str])] = &[
        (
            RU,
            &[
                "windows-1251",
                "KOI8-R",
                "IBM866",
                "ISO-8859-5",
                "x-mac-cyrillic",
                "IBM855",
            ],
        ),
        (UK, &["windows-1251", "KOI8-U", "x-mac-cyrillic"]),
        (PL, &["windows-1250", "x-mac-ce"]),
        (CS, &["windows-1250", "ISO-8859-2", "IBM852", "x-mac-ce"]),
        (FR, &["windows-1252", "macintosh"]),
        (DE, &["windows-1252", "macintosh", "IBM850"]),
    ];
    for (text, charsets) in cases {
        for name in *charsets {
            let coding = crate::coding::Coding::of_label(name).unwrap();
            let byte = |c: char| (0..=255_u8).find(|&b| coding.decode(&[b]).0.starts_with(c));
            let bytes: Vec<u8> = text.chars().filter_map(byte).collect();
            let expected: String = text.chars().filter(|&c| byte(c).is_some()).collect();
            let decoded = decode(&bytes, &Hints::default()).unwrap();
            assert_eq!(decoded.text, expected, "{name} read as {}", decoded.charset.name);
        }
    }
}
