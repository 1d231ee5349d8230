//! The one-line form of a path: readable for people, lossless for machines, harmless in a terminal.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

/// The lossless form of a path, parts joined by `/`.
///
/// Written as `%XX`, byte by byte: bytes that are not UTF-8, `%` itself, `#` (ids use it before the record),
/// control and format characters, line breaks, white space other than the plain space, and a plain space at either
/// end of a part. All else stays as it is, so names in any script can be read. [`unescape_path`] leads back.
pub fn escape_path(path: &Path) -> String {
    let mut out = String::new();
    for part in path.components() {
        let bytes = match part {
            Component::RootDir => {
                out.push('/');
                continue;
            }
            other => other.as_os_str().as_encoded_bytes(),
        };
        if !out.is_empty() && !out.ends_with('/') {
            out.push('/');
        }
        escape_part(bytes, &mut out);
    }
    out
}

/// The path that [`escape_path`] wrote, when it stays below the folder it is relative to.
///
/// Ids come from people and from files; an absolute path, `..`, or a broken escape gives `None`.
pub fn unescape_path(escaped: &str) -> Option<PathBuf> {
    let mut path = PathBuf::new();
    for part in escaped.split('/') {
        let bytes = unescape_part(part)?;
        if matches!(&bytes[..], b"" | b"." | b"..") || bytes.contains(&b'/') || bytes.contains(&0) {
            return None;
        }
        path.push(os_string(bytes)?);
    }
    Some(path)
}

fn escape_part(bytes: &[u8], out: &mut String) {
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            let at_end = at == 0 || at + 1 == bytes.len();
            if needs_escape(c) || (c == ' ' && at_end) {
                hex(c.encode_utf8(&mut [0; 4]).as_bytes(), out);
            } else {
                out.push(c);
            }
            at += c.len_utf8();
        }
        hex(chunk.invalid(), out);
        at += chunk.invalid().len();
    }
}

/// Bytes that should be text, on one line: control characters and what is not UTF-8 as `%XX`.
pub(crate) fn escape_bytes(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if c == '%' || c.is_control() {
                hex(c.encode_utf8(&mut [0; 4]).as_bytes(), &mut out);
            } else {
                out.push(c);
            }
        }
        hex(chunk.invalid(), &mut out);
    }
    out
}

fn needs_escape(c: char) -> bool {
    c == '%' || c == '#' || c.is_control() || (c.is_whitespace() && c != ' ') || is_format(c)
}

/// Characters that show nothing or turn the writing direction around.
fn is_format(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn hex(bytes: &[u8], out: &mut String) {
    for b in bytes {
        let _ = write!(out, "%{b:02X}");
    }
}

fn unescape_part(part: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        if first != b'%' {
            out.push(first);
            continue;
        }
        let (digits, tail) = rest.split_at_checked(2)?;
        let digits = std::str::from_utf8(digits).ok()?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        out.push(u8::from_str_radix(digits, 16).ok()?);
        rest = tail;
    }
    Some(out)
}

#[cfg(unix)]
fn os_string(bytes: Vec<u8>) -> Option<std::ffi::OsString> {
    use std::os::unix::ffi::OsStringExt;
    Some(std::ffi::OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn os_string(bytes: Vec<u8>) -> Option<std::ffi::OsString> {
    String::from_utf8(bytes).ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(path: &str, expected: &str) {
        assert_eq!(escape_path(Path::new(path)), expected);
        assert_eq!(unescape_path(expected).as_deref(), Some(Path::new(path)));
    }

    #[test]
    fn readable_names_stay_readable() {
        check("northgate/night trains.txt", "northgate/night trains.txt");
        check("рэчка/Łódź — été.html", "рэчка/Łódź — été.html");
        check("--help", "--help");
        check("..txt", "..txt");
        check("a*b?[c].txt", "a*b?[c].txt");
        check("<img onerror=x>/=1+1", "<img onerror=x>/=1+1");
    }

    #[test]
    fn odd_names_stay_on_one_line_and_never_collide() {
        check("a\nb\tc", "a%0Ab%09c");
        check("\u{1b}[31mred", "%1B[31mred");
        check("100%", "100%25");
        check("a#1", "a%231");
        check("cod\u{202e}txt.exe", "cod%E2%80%AEtxt.exe");
        check("   ", "%20 %20");
        check("a\u{2028}b\u{a0}c", "a%E2%80%A8b%C2%A0c");
        check("e\u{301}", "e\u{301}");
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf8_come_back() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"x\xff\xfe/caf\xe9"));
        assert_eq!(escape_path(path), "x%FF%FE/caf%E9");
        assert_eq!(unescape_path("x%FF%FE/caf%E9").as_deref(), Some(path));
    }

    #[test]
    fn an_id_never_leads_out_of_its_folder() {
        for id in [
            "../x",
            "/etc/passwd",
            "a/../b",
            "%2E%2E/x",
            "a%2Fb",
            "",
            "a//b",
            "100%",
            "%zz",
            "%+1",
            "a%00b",
        ] {
            assert_eq!(unescape_path(id), None, "{id}");
        }
    }

    proptest! {
        #[test]
        fn every_path_comes_back(parts in prop::collection::vec("[^/\0]{1,8}", 1..4)) {
            prop_assume!(parts.iter().all(|p| p != "." && p != ".."));
            let path: PathBuf = parts.iter().collect();
            let escaped = escape_path(&path);
            prop_assert!(!escaped.chars().any(|c| c.is_control()));
            prop_assert_eq!(unescape_path(&escaped), Some(path));
        }
    }
}
