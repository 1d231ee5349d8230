use super::*;
use encoding_rs::Encoding;
use proptest::prelude::*;

#[track_caller]
fn check(garbled: &str, expected: &str) {
    assert_eq!(repaired(garbled), expected);
    parts_fit(garbled);
}

#[track_caller]
fn stays(text: &str) {
    check(text, text);
}

#[track_caller]
fn parts_fit(text: &str) {
    let mut at = 0;
    for r in repair(text) {
        assert!(r.range.start >= at && text.is_char_boundary(r.range.start) && text.is_char_boundary(r.range.end));
        let sums = r
            .parts
            .iter()
            .fold((0, 0), |s, p| (s.0 + p.0 as usize, s.1 + p.1 as usize));
        assert_eq!(sums, (r.range.len(), r.after.len()));
        let (mut before, mut after) = (r.range.start, 0);
        for (b, a) in r.parts {
            before += b as usize;
            after += a as usize;
            assert!(text.is_char_boundary(before) && r.after.is_char_boundary(after));
        }
        at = r.range.end;
    }
    assert!(
        repair(&repaired(text)).is_empty(),
        "not idempotent: {:?}",
        repaired(text)
    );
}

/// `text` as UTF-8 that was read by another charset.
fn garble(text: &str, label: &str) -> String {
    let tables = codecs::tables();
    let codec = (0..CODECS).find(|&k| codecs::name(k) == label).unwrap();
    text.bytes()
        .map(|b| {
            if b < 0x80 {
                char::from(b)
            } else {
                tables.decode(codec, b)
            }
        })
        .collect()
}

const TEXTS: &[&str] = &[
    "Le président a répondu « non » à l’Assemblée, où l’été s’achève.",
    "Zażółć gęślą jaźń; Łukaszenka spotkał się w Mińsku z ministrem, który milczał.",
    "Příliš žluťoučký kůň úpěl ďábelské ódy — řekl mluvčí.",
    "Über die Brücke führt “nur” ein Weg, größer als früher.",
    "O senhor não está à vontade: a decisão caberá às comissões.",
    "Președintele a spus că „nu știe” și că țara așteaptă.",
    "Cumhurbaşkanı İstanbul’da çağrı yaptı, görüşme sürüyor.",
    "Прэзідэнт сказаў, што «не ведае» — і ўсё.",
    "Президент сказал, что встреча пройдёт в Минске, и ушёл.",
    "Ο πρόεδρος είπε ότι δεν ξέρει.",
    "The price rose by £5 — “about time”, he said… and it’s €3 now.",
    "Tổng thống Việt Nam đã đến Hà Nội.",
    "Üldkogu otsustas, et õpetajad jäävad ootele.",
];

#[test]
fn what_was_read_wrongly_comes_back() {
    for text in TEXTS {
        for label in [
            "windows-1252",
            "windows-1251",
            "windows-1250",
            "koi8-r",
            "cp437",
            "cp850",
            "cp866",
            "macintosh",
        ] {
            let garbled = garble(text, label);
            if garbled.contains('\u{fffd}') {
                continue;
            }
            assert_eq!(repaired(&garbled), *text, "through {label}: {garbled}");
            parts_fit(&garbled);
        }
    }
}

#[test]
fn what_was_read_wrongly_twice_comes_back() {
    for text in TEXTS {
        let garbled = garble(&garble(text, "windows-1252"), "windows-1252");
        assert_eq!(repaired(&garbled), *text, "{garbled}");
        parts_fit(&garbled);
    }
}

#[test]
fn c07_the_line_ends_of_mainframes_are_no_ellipses() {
    let lines = "A title\u{85}\u{85}One line of text.\u{85}Another line.\u{85}";
    check(lines, lines);
    check("He waited\u{85} and waited\u{85}", "He waited… and waited…");
    check("Wait\u{85}\nThen\u{85}Now\u{85}\n", "Wait…\nThen…Now…\n");
}

#[test]
fn single_words_in_clean_text() {
    check("She met FranÃ§ois at the cafÃ©.", "She met François at the café.");
    check("itâ€™s", "it’s");
    check("itâ\u{80}\u{99}s", "it’s");
    check("GrГјne", "Grüne");
    check("the cafГ© in Minsk", "the café in Minsk");
    check("вЂњYesвЂќ", "“Yes”");
    check("Wałęsa i BiaÅ‚oruÅ›", "Wałęsa i Białoruś");
    check("ΓÇ£noΓÇ¥", "“no”");
    check("caf├⌐", "café");
    check("‚ÄúYes‚Äù", "“Yes”");
    check("in ÐœÐ¸Ð½Ñ\u{81}Ðº", "in Минск");
    check("smile ðŸ˜€ now", "smile 😀 now");
    check("ï»¿Title", "\u{feff}Title");
    check("l\u{92}été \u{96} non", "l’été – non");
    check(
        "powiedzia\u{b3} \u{9c}wiat, będzie, może",
        "powiedzia³ świat, będzie, może",
    );
}

/// `text` in one legacy charset, read by another.
fn cross(text: &str, right: &str, wrong: &str) -> String {
    let tables = codecs::tables();
    let place = |label: &str| (0..CODECS).find(|&k| codecs::name(k) == label).unwrap();
    let (right, wrong) = (place(right), place(wrong));
    let read = |c: char| match tables.entry(c).bytes[right] {
        0 => c,
        byte => tables.decode(wrong, byte),
    };
    text.chars().map(read).collect()
}

#[test]
fn one_legacy_charset_read_as_another_comes_back() {
    let texts = [
        "Президент сказал, что встреча пройдет в Минске, и ушел.",
        "Привет",
        "Жители поселка Заречный третий день ждут автобуса",
    ];
    for text in texts {
        for right in ["windows-1251", "koi8-r", "cp866"] {
            for wrong in ["windows-1252", "windows-1251", "koi8-r", "cp866"] {
                let garbled = cross(text, right, wrong);
                if right != wrong && !garbled.contains('\u{fffd}') {
                    assert_eq!(repaired(&garbled), text, "{right} as {wrong}: {garbled}");
                    parts_fit(&garbled);
                }
            }
        }
    }
    check("Ïðèâåò èç Ìèíñêà, write us", "Привет из Минска, write us");
}

#[test]
fn words_that_look_crossed_stay() {
    stays("КамАЗ и ВКонтакте, МинЗдрав и РосКомНадзор, ГосДума");
    stays("ÀÉÈÙ ÄÖÜ äöüß éèêë àâîô");
    stays("naïve coöperation, Åäö, Ääää! Ôôô");
    stays("├──папка\n│  ├──файл\n║вес║цена║");
}

#[test]
fn weak_lines_follow_the_document() {
    let text = "RÃ©unis Ã  Bruxelles, les ministres europÃ©ens sâ€™opposent.\nÃ  lire\nPartagerÂ\u{a0}: ici\n";
    check(
        &text.replace("Ã  ", "Ã\u{a0} "),
        "Réunis à Bruxelles, les ministres européens s’opposent.\nà lire\nPartager\u{a0}: ici\n",
    );
}

/// Repairs are told apart by whether the way back is exact.
#[test]
fn what_lost_bytes_is_offered_by_a_rule_of_its_own() {
    let rules = |text: &str| -> Vec<String> {
        let rule = |r: copydesk_model::Repair| r.rule.as_str().replace("decode/mojibake/", "");
        repair(text).into_iter().map(rule).collect()
    };
    assert_eq!(rules("cafÃ©"), ["utf-8-as-windows-1252"]);
    assert_eq!(rules("cafÃƒÂ©"), ["utf-8-as-windows-1252-twice"]);
    assert_eq!(rules("l\u{92}or"), ["c1-for-windows-1252"]);
    assert_eq!(rules("rÃ©unis Ã\u{a0} la gare"), ["utf-8-as-windows-1252"; 2]);
    assert_eq!(rules("voilÃ  tout"), ["utf-8-as-windows-1252-lossy"]);
    assert_eq!(
        rules("â€œYesâ€?"),
        ["utf-8-as-windows-1252", "utf-8-as-windows-1252-lossy"]
    );
    let text = "â€œYesâ€\u{fffd} she said";
    assert_eq!(repaired(text), "“Yes\u{fffd} she said");
    assert_eq!(repaired_where(text, is_exact), "“Yesâ€\u{fffd} she said");
}

#[test]
fn correct_text_stays() {
    for text in TEXTS {
        stays(text);
        stays(&text.to_uppercase());
        stays(&text.replace(' ', "\u{a0}"));
        stays(&text.replace(' ', "»"));
        stays(&text.replace(' ', "…"));
    }
    stays("SÃO PAULO");
    stays("NÃO AMANHÃ» AMANHÃ… IRMÃ”");
    stays("Â");
    stays("DRÅBER, Å» og Å…");
    stays("à la carte");
    stays("« Il a été\u{a0}» dit-il, « voilà\u{a0}» et « cliché…\u{a0}» ou « café »");
    stays("€ 5 | £ 4 | ¥ 600 | ¢ 30 | ƒ 2 | ₴ 7");
    stays("A 10 Å² surface and 5 Å³ of volume; 20 °C; ±3 µm");
    stays("¿Está…? «Está»…");
    stays("РІК 2024: Рік, Мінск, Рівне, Ціна, ії, дії, Італії, СІЧЕНЬ, РІЧНИЦІ, Її");
    stays("В «Ведомостях» писали. В\u{a0}Минске. В«Ведомостях» опечатка. В § 5.");
    stays("том, тов, ток, только, рек, рна, которого, ребёнок, чёрт, концёвка, пёс, яёй, цё, ТОМ, РЕК, Том");
    stays("Љубљана, Ђорђе, Њњ, вЂ");
    stays("zášť, plášť, zvlášť, déšť, příšť; ÚŽAS; PÓŁ RÓŻA POTĘŻNY SZCZĘŚCIE; Ăştia");
    stays("COSÌ» LUNEDÌ… PERÒ”");
    stays("├── src\n│   └── lib.rs\n╔══╗\nцена│вес│\nхлеб═══");
    stays("Việt Nam: ẤN ĐỘ, Ấn Độ, NGHỊ QUYẾT");
    stays("");
}

proptest! {
    #[test]
    fn any_text_is_mended_once(text in "\\PC{0,60}") {
        parts_fit(&text);
    }

    #[test]
    fn dense_mojibake_is_mended_once(text in "[ÃÂâÐÑР С€™œ©¨\u{80}-\u{bf}Ãпя╨╤├┬ÇÉ‚Ä√¬a-cА-В вЂ\n]{0,60}") {
        parts_fit(&text);
    }

    #[test]
    fn bytes_read_by_any_charset_are_mended_once(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        for label in ["windows-1252", "windows-1251", "koi8-r"] {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            parts_fit(&encoding.decode_without_bom_handling(&bytes).0);
        }
    }
}
