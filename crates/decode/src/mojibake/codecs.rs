//! The charsets that UTF-8 gets read by, as tables from character to byte and back.

use std::sync::OnceLock;

use encoding_rs::{self as rs, Encoding};

/// How many there are. The order is that of frequency in the wild; among equals the first wins.
pub(super) const CODECS: usize = 11;

enum Upper {
    Whatwg(&'static Encoding),
    /// Characters 80–FF of a code page that browsers do not know.
    Table(&'static str),
}

const LIST: [(&str, Upper); CODECS] = [
    ("windows-1252", Upper::Whatwg(rs::WINDOWS_1252)),
    ("windows-1251", Upper::Whatwg(rs::WINDOWS_1251)),
    ("windows-1250", Upper::Whatwg(rs::WINDOWS_1250)),
    ("koi8-r", Upper::Whatwg(rs::KOI8_R)),
    ("cp437", Upper::Table(CP437)),
    ("cp850", Upper::Table(CP850)),
    ("cp866", Upper::Whatwg(rs::IBM866)),
    ("macintosh", Upper::Whatwg(rs::MACINTOSH)),
    ("iso-8859-2", Upper::Whatwg(rs::ISO_8859_2)),
    ("windows-1257", Upper::Whatwg(rs::WINDOWS_1257)),
    ("windows-1253", Upper::Whatwg(rs::WINDOWS_1253)),
];

/// Place of windows-1252 in the list.
pub(super) const WINDOWS_1252: usize = 0;
/// Places of others.
pub(super) const WINDOWS_1251: usize = 1;
pub(super) const WINDOWS_1250: usize = 2;
pub(super) const KOI8_R: usize = 3;
pub(super) const IBM437: usize = 4;
pub(super) const IBM850: usize = 5;
pub(super) const IBM866: usize = 6;
pub(super) const MACINTOSH: usize = 7;
pub(super) const WINDOWS_1253: usize = 10;

const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// What a character may be: in each codec its byte (0 = none), and by codec one bit for lead and continuation.
#[derive(Clone, Copy, Default)]
pub(super) struct Entry {
    pub(super) bytes: [u8; CODECS],
    pub(super) leads: u16,
    pub(super) continues: u16,
}

/// All codecs at once, so that a scan looks each character up once.
pub(super) struct Tables {
    entries: Vec<Entry>,
    upper: Vec<[char; 128]>,
}

/// The highest character of the tables; the few of Apple's above it do not occur.
pub(super) const TOP: usize = 0x2600;

impl Tables {
    pub(super) fn entry(&self, c: char) -> Entry {
        if c == '\u{fffd}' {
            // A byte that was lost may have been any.
            return Entry {
                continues: u16::MAX,
                ..Entry::default()
            };
        }
        self.entries.get(c as usize).copied().unwrap_or_default()
    }

    /// The character of a byte from 80 on; lower bytes are not asked for.
    pub(super) fn decode(&self, codec: usize, byte: u8) -> char {
        self.upper[codec][usize::from(byte & 0x7f)]
    }

    /// Codecs in which some lead stands before a continuation.
    pub(super) fn codecs_in(&self, chars: impl Iterator<Item = char>) -> Vec<usize> {
        let (mut leads, mut found) = (0, 0);
        for c in chars {
            let entry = self.entry(c);
            found |= leads & entry.continues;
            leads = entry.leads;
        }
        (0..CODECS).filter(|codec| found & (1_u16 << codec) != 0).collect()
    }
}

pub(super) fn name(codec: usize) -> &'static str {
    LIST[codec].0
}

pub(super) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(build)
}

fn build() -> Tables {
    let mut tables = Tables {
        entries: vec![Entry::default(); TOP],
        upper: Vec::with_capacity(CODECS),
    };
    for (codec, (_, upper)) in LIST.iter().enumerate() {
        let mut chars = ['\u{fffd}'; 128];
        match upper {
            Upper::Whatwg(encoding) => {
                for (k, c) in chars.iter_mut().enumerate() {
                    let byte = [0x80 | k as u8];
                    let (text, _) = encoding.decode_without_bom_handling(&byte);
                    *c = text.chars().next().unwrap_or('\u{fffd}');
                }
            }
            Upper::Table(table) => {
                for (c, from) in chars.iter_mut().zip(table.chars()) {
                    *c = from;
                }
            }
        }
        for (k, &c) in chars.iter().enumerate() {
            tables.set(codec, c, 0x80 | k as u8);
        }
        tables.upper.push(chars);
    }
    // Latin-1 is windows-1252 with controls for the marks, and both stand in one text after two passes.
    for byte in 0x80..=0x9f {
        tables.set(WINDOWS_1252, char::from(byte), byte);
    }
    tables
}

impl Tables {
    fn set(&mut self, codec: usize, c: char, byte: u8) {
        let Some(entry) = self.entries.get_mut(c as usize) else {
            return;
        };
        entry.bytes[codec] = byte;
        let bit = 1_u16 << codec;
        match byte {
            0x80..=0xbf => entry.continues |= bit,
            0xc2..=0xf4 => entry.leads |= bit,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_whole_and_lead_back() {
        for (codec, (name, upper)) in LIST.iter().enumerate() {
            if let Upper::Table(table) = upper {
                assert_eq!(table.chars().count(), 128, "{name}");
            }
            for byte in 0x80..=0xff_u8 {
                let c = tables().decode(codec, byte);
                if c != '\u{fffd}' && (c as usize) < TOP {
                    assert_eq!(tables().entry(c).bytes[codec], byte, "{name} {byte:x}");
                }
            }
        }
    }
}
