//! What holds for every input: used by the fuzz targets (`../fuzz`) and by `../fuzzed.rs`, which replays them.

use copydesk_decode::{Hints, charset_name, decode, is_exact, prescan_charset, repair, repaired};

/// Any bytes are decoded or refused: the same every time, with no panic, within a small multiple of their length, and by
/// a charset that has a name.
pub(crate) fn of_decode(bytes: &[u8]) {
    // The first bytes choose what others say of the rest.
    let labels = ["utf-8", "windows-1251", "shift_jis", "no-such", "utf-16", "ibm866"];
    let urls = ["https://example.ru/", "http://[::1]/", "x.РФ", "https://example.jp"];
    let pick = |k: usize| usize::from(bytes.get(k).copied().unwrap_or(0));
    let hints = Hints {
        declared: labels.get(pick(0) % 12).copied(),
        url: urls.get(pick(1) % 8).copied(),
        language: ["ru", "pl-PL"].get(pick(2) % 4).copied(),
    };
    let _ = prescan_charset(bytes);
    let _ = charset_name(&String::from_utf8_lossy(&bytes[..bytes.len().min(24)]));
    for hints in [Hints::default(), hints] {
        let found = decode(bytes, &hints);
        assert_eq!(found, decode(bytes, &hints), "the same bytes give the same answer");
        let Ok(found) = found else { continue };
        assert!(
            found.text.len() <= bytes.len() * 3 + 3,
            "the text is no longer than thrice the bytes"
        );
        let lost = found.text.matches('\u{fffd}').count();
        assert!(
            found.charset.replaced_chars as usize <= lost,
            "what was lost stands in the text"
        );
        let wide = found.charset.name.starts_with("UTF-");
        assert!(wide || charset_name(&found.charset.name) == Some(found.charset.name.as_str()));
        of_repair(&found.text);
    }
}

/// Repairs stand in order at the borders of characters, give the repaired text, and leave nothing to repair.
pub(crate) fn of_repair(text: &str) {
    let repairs = repair(text);
    let (mut out, mut at) = (String::new(), 0);
    for r in &repairs {
        assert!(
            r.range.start >= at && r.range.start < r.range.end,
            "in order, not empty"
        );
        let (mut before, mut after) = (r.range.start, 0);
        for &(b, a) in &r.parts {
            before += b as usize;
            after += a as usize;
            assert!(text.is_char_boundary(before) && r.after.is_char_boundary(after));
        }
        assert_eq!((before, after), (r.range.end, r.after.len()), "parts add up");
        assert_ne!(text[r.range.clone()], r.after, "a repair changes something");
        out.push_str(&text[at..r.range.start]);
        out.push_str(&r.after);
        at = r.range.end;
    }
    out.push_str(&text[at..]);
    assert_eq!(repaired(text), out);
    assert!(out.len() <= text.len() * 3 / 2, "no longer than by marks for controls");
    assert_eq!(repair(&out), [], "mended once: {out:?}");
    let lossless = !text.contains(['?', ' ', '\u{a0}', '\u{fffd}']);
    assert!(
        !lossless || repairs.iter().all(is_exact),
        "nothing was lost, so nothing is guessed"
    );
}
