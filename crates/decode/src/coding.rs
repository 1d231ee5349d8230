//! Charsets as this crate reads them: those of the Encoding Standard, and those that browsers do not know.
//!
//! The code pages of DOS and of the Macintosh are tables (`data/code-pages.tsv`); Johab, ISO-2022-KR and HZ are other
//! ways to write the characters of EUC-KR and GBK, and are read through them.

use std::sync::OnceLock;

use encoding_rs::{EUC_KR, Encoding, GBK, REPLACEMENT, WINDOWS_1252, X_USER_DEFINED};

/// A charset of units of one byte whose lower half is ASCII, and that the Encoding Standard does not have.
#[derive(Debug)]
pub(crate) struct CodePage {
    name: &'static str,
    labels: &'static str,
    upper: [char; 128],
}

impl PartialEq for CodePage {
    fn eq(&self, other: &CodePage) -> bool {
        self.name == other.name
    }
}

/// A way to read bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Coding {
    Whatwg(&'static Encoding),
    Page(&'static CodePage),
    Johab,
    Iso2022Kr,
    Hz,
}

impl Coding {
    /// The WHATWG name, or another: `data/charset-names.md`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Coding::Whatwg(encoding) => encoding.name(),
            Coding::Page(page) => page.name,
            Coding::Johab => "Johab",
            Coding::Iso2022Kr => "ISO-2022-KR",
            Coding::Hz => "HZ-GB-2312",
        }
    }

    /// The charset of a label. Labels of charsets that nobody may decode (UTF-7) and unknown ones name none.
    pub(crate) fn of_label(label: &str) -> Option<Coding> {
        let label = label.trim().trim_matches(['"', '\'']).trim();
        if let Some(encoding) = Encoding::for_label(label.as_bytes())
            && encoding != REPLACEMENT
        {
            return Some(Coding::Whatwg(if encoding == X_USER_DEFINED {
                WINDOWS_1252
            } else {
                encoding
            }));
        }
        let is = |name: &str| name.eq_ignore_ascii_case(label);
        let page = code_pages()
            .iter()
            .find(|page| is(page.name) || page.labels.split(' ').any(is));
        page.map(Coding::Page).or_else(|| {
            [Coding::Johab, Coding::Iso2022Kr, Coding::Hz]
                .into_iter()
                .find(|coding| is(coding.name()))
        })
    }

    /// All of `bytes`, and how many characters were lost.
    pub(crate) fn decode(self, bytes: &[u8]) -> (String, u32) {
        let text = match self {
            Coding::Whatwg(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Coding::Page(page) => bytes
                .iter()
                .map(|&b| {
                    if b < 0x80 {
                        char::from(b)
                    } else {
                        page.upper[usize::from(b & 0x7f)]
                    }
                })
                .collect(),
            Coding::Johab => johab(bytes),
            Coding::Iso2022Kr => shifted(bytes, b"\x0e", b"\x0f", EUC_KR),
            Coding::Hz => shifted(bytes, b"~{", b"~}", GBK),
        };
        let made = if let Coding::Whatwg(encoding) = self
            && encoding == encoding_rs::GB18030
        {
            // The one charset with a U+FFFD of its own.
            let own = memchr::memmem::find_iter(bytes, b"\x84\x31\xa4\x37").count();
            text.matches('\u{fffd}').count().saturating_sub(own)
        } else {
            text.matches('\u{fffd}').count()
        };
        (text, made as u32)
    }
}

pub(crate) fn code_pages() -> &'static [CodePage] {
    static PAGES: OnceLock<Vec<CodePage>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let lines = include_str!("../data/code-pages.tsv")
            .lines()
            .filter(|l| !l.starts_with('#'));
        lines.filter_map(code_page).collect()
    })
}

fn code_page(line: &'static str) -> Option<CodePage> {
    let mut fields = line.split('\t');
    let (name, labels, hex) = (fields.next()?, fields.next()?, fields.next()?);
    let mut upper = ['\u{fffd}'; 128];
    for (c, digits) in upper.iter_mut().zip(hex.as_bytes().chunks(4)) {
        let digits = std::str::from_utf8(digits).ok()?;
        *c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    }
    Some(CodePage { name, labels, upper })
}

/// Seven-bit text in which pairs between `open` and `close` are those of `encoding` without their high bits.
fn shifted(bytes: &[u8], open: &[u8], close: &[u8], encoding: &'static Encoding) -> String {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    let mut inside = false;
    while let Some(&b) = rest.first() {
        if rest.starts_with(if inside { close } else { open }) {
            rest = &rest[open.len()..];
            inside = !inside;
        } else if !inside && rest.starts_with(b"\x1b$)C") {
            rest = &rest[4..];
        } else if !inside && open == b"~{" && (rest.starts_with(b"~~") || rest.starts_with(b"~\n")) {
            // HZ writes a tilde twice, and a line goes on after a tilde at its end.
            plain.extend((rest[1] == b'~').then_some(b'~'));
            rest = &rest[2..];
        } else {
            // A line ends what is open.
            inside &= b != b'\n';
            plain.push(if inside && (0x21..0x7f).contains(&b) {
                b | 0x80
            } else {
                b
            });
            rest = &rest[1..];
        }
    }
    encoding.decode_without_bom_handling(&plain).0.into_owned()
}

/// Johab: a syllable is its three letters in five bits each; signs and ideographs stand where a formula leads to EUC-KR.
/// Source: KS X 1001:1992, annex 3.
fn johab(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    let mut rest = bytes;
    while let Some(&lead) = rest.first() {
        if lead < 0x80 {
            text.push(char::from(lead));
            rest = &rest[1..];
            continue;
        }
        let found = rest.get(1).and_then(|&trail| johab_pair(lead, trail));
        text.push(found.unwrap_or('\u{fffd}'));
        rest = &rest[if found.is_some() { 2 } else { 1 }..];
    }
    text
}

fn johab_pair(lead: u8, trail: u8) -> Option<char> {
    if matches!(lead, 0x84..=0xd3) {
        return jamo(u32::from(lead) << 8 | u32::from(trail));
    }
    let signs = matches!(lead, 0xd9..=0xde);
    if !(signs || matches!(lead, 0xe0..=0xf9)) || !matches!(trail, 0x31..=0x7e | 0x91..=0xfe) {
        return None;
    }
    // Two rows of EUC-KR share a lead byte.
    let place = u32::from(trail) - if trail < 0x91 { 0x31 } else { 0x43 };
    let row = (u32::from(lead) - if signs { 0xd9 } else { 0xe0 }) * 2 + u32::from(place >= 94);
    let row = row + if signs { 0xa1 } else { 0xca };
    let pair = [row as u8, (0xa1 + place % 94) as u8];
    let (text, lossy) = EUC_KR.decode_without_bom_handling(&pair);
    text.chars().next().filter(|_| !lossy)
}

fn jamo(pair: u32) -> Option<char> {
    let (first, vowel, last) = ((pair >> 10) & 31, (pair >> 5) & 31, pair & 31);
    let vowel = match vowel {
        3..=7 => vowel - 3,
        10..=15 => vowel - 5,
        18..=23 => vowel - 7,
        26..=29 => vowel - 9,
        2 => u32::MAX,
        _ => return None,
    };
    let last = match last {
        1..=17 => last - 1,
        19..=29 => last - 2,
        _ => return None,
    };
    let code = match (first, vowel, last) {
        (2..=20, 0..=20, _) => 0xac00 + ((first - 2) * 21 + vowel) * 28 + last,
        (1, 0..=20, 0) => 0x314f + vowel,
        (2..=20, u32::MAX, 0) => {
            const FIRST: &[u8] = b"\x31\x32\x34\x37\x38\x39\x41\x42\x43\x45\x46\x47\x48\x49\x4a\x4b\x4c\x4d\x4e";
            0x3100 + u32::from(FIRST[first as usize - 2])
        }
        _ => return None,
    };
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(label: &str, bytes: &[u8], expected: &str) {
        let coding = Coding::of_label(label).unwrap();
        assert_eq!(coding.decode(bytes).0, expected, "{label}");
    }

    #[test]
    fn charsets_that_browsers_do_not_know() {
        check("cp852", b"\xaeP\xfd\xa1li\xe7\xaf", "«Příliš»");
        check("IBM855", b"\xd8\xe1\xb7\xeb\xa8\xe5", "привет");
        check("x-mac-centraleurroman", b"\x8e\x93\xab", "éďę");
        check("johab", b"\xd0e\x8a\x82 A", "한국 A");
        check("johab", b"\x88A \x84a \xe0P \xd92 \xff", "ㄱ ㅏ 各 、 \u{fffd}");
        check("iso-2022-kr", b"\x1b$)C\x0e0!3*\x0f ok", "가나 ok");
        check("hz-gb-2312", b"~{VPND~} ~~ ok", "中文 ~ ok");
    }

    /// Every name that can come out is one that the Encoding Standard has, or stands in the table.
    #[test]
    fn names_are_those_of_the_standard_or_of_the_table() {
        let table = include_str!("../data/charset-names.md");
        let listed: Vec<&str> = table
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
            .collect();
        let others = [Coding::Johab, Coding::Iso2022Kr, Coding::Hz];
        let mut own: Vec<&str> = code_pages()
            .iter()
            .map(|page| page.name)
            .chain(others.map(Coding::name))
            .collect();
        own.extend(["UTF-32LE", "UTF-32BE"]);
        assert_eq!(listed, own);
        for name in own {
            let standard = Encoding::for_label(name.as_bytes()).filter(|&e| e != REPLACEMENT);
            assert_eq!(standard, None, "{name} has a name in the standard");
            assert!(name.starts_with("UTF-32") || Coding::of_label(name).map(Coding::name) == Some(name));
        }
        let charsets = include_str!("../data/charsets.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'));
        for name in charsets.filter_map(|line| line.split('\t').next()) {
            assert_eq!(Coding::of_label(name).map(Coding::name), Some(name));
        }
    }

    #[test]
    fn tables_are_whole() {
        assert!(code_pages().len() > 15);
        for page in code_pages() {
            assert!(
                page.upper.iter().filter(|&&c| c != '\u{fffd}').count() > 90,
                "{}",
                page.name
            );
        }
    }

    #[test]
    fn labels_that_name_nothing() {
        for label in ["", "utf-7", "x-nothing", "\u{e9}"] {
            assert_eq!(Coding::of_label(label), None, "{label}");
        }
    }
}
