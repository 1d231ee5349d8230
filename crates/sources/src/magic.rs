//! Formats that name themselves in their first bytes. What is not in the table goes on to `decode`.

use copydesk_model::RejectReason;

/// Formats with a signature at a fixed place: offset, bytes, what to say, name. Longer signatures stand first
/// where one begins like another.
#[rustfmt::skip]
const SIGNATURES: &[(usize, &[u8], RejectReason, &str)] = {
    use RejectReason::{Binary, UnsupportedCompression as Packed, UnsupportedContainer as Container};
    &[
        (0, b"\x28\xb5\x2f\xfd", Packed, "zstd"),
        (0, b"BZh", Packed, "bzip2"),              // block signature checked below: "BZh" may begin a word
        (0, b"\xfd7zXZ\0", Packed, "xz"),
        (0, b"\x1f\x9d", Packed, "compress"),
        (0, b"\x04\x22\x4d\x18", Packed, "lz4"),
        (0, b"LZIP\x01", Packed, "lzip"),
        (0, b"\xff\x06\x00\x00sNaPpY", Packed, "snappy"),
        (0, b"PK\x03\x04", Packed, "zip"),
        (0, b"PK\x05\x06", Packed, "zip"),
        (0, b"7z\xbc\xaf\x27\x1c", Packed, "7z"),
        (0, b"Rar!\x1a\x07", Packed, "rar"),
        (0, b"MSCF\0\0\0\0", Packed, "cab"),

        (0, b"WARC/0.", Container, "WARC"),
        (0, b"WARC/1.", Container, "WARC"),
        (0, b"filedesc://", Container, "ARC"),
        (0, b"PAR1", Container, "Parquet"),
        (0, b"ARROW1\0\0", Container, "Arrow"),
        (0, b"Obj\x01", Container, "Avro"),
        (257, b"ustar", Container, "tar"),

        (0, b"%PDF-", Binary, "PDF"),
        (0, b"%!PS-Adobe", Binary, "PostScript"),
        (0, b"{\\rtf", Binary, "RTF"),
        (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Binary, "old Office document"),
        (0, b"bplist00", Binary, "binary property list (webarchive)"),
        (0, b"SQLite format 3\0", Binary, "SQLite"),
        (0, b"\x89PNG\r\n\x1a\n", Binary, "PNG image"),
        (0, b"\xff\xd8\xff", Binary, "JPEG image"),
        (0, b"GIF87a", Binary, "GIF image"),
        (0, b"GIF89a", Binary, "GIF image"),
        (8, b"WEBPVP8", Binary, "WebP image"),
        (8, b"WAVEfmt ", Binary, "WAV sound"),
        (8, b"AVI LIST", Binary, "AVI film"),
        (0, b"II*\0", Binary, "TIFF image"),
        (0, b"MM\0*", Binary, "TIFF image"),
        (0, b"AT&TFORM", Binary, "DjVu"),
        (4, b"ftypavif", Binary, "AVIF image"),
        (4, b"ftyphei", Binary, "HEIF image"),
        (4, b"ftyp", Binary, "MP4 film or sound"),  // checked below: a length stands before it
        (0, b"\x1a\x45\xdf\xa3", Binary, "Matroska or WebM film"),
        (0, b"OggS\0", Binary, "Ogg sound"),
        (0, b"fLaC\0", Binary, "FLAC sound"),
        (0, b"ID3\x02", Binary, "MP3 sound"),
        (0, b"ID3\x03", Binary, "MP3 sound"),
        (0, b"ID3\x04", Binary, "MP3 sound"),
        (0, b"wOFF", Binary, "font"),
        (0, b"wOF2", Binary, "font"),
        (0, b"\x7fELF", Binary, "ELF program"),
        (0, b"\xca\xfe\xba\xbe", Binary, "class file or Mach-O program"),
        (0, b"\xcf\xfa\xed\xfe", Binary, "Mach-O program"),
        (0, b"\0asm", Binary, "WebAssembly program"),
    ]
};

/// What the bytes are, when that is something that gives no article: reason and name of the format.
/// `name` is the file's name without a `.gz`, and counts only where the content agrees with it.
pub fn sniff(bytes: &[u8], name: &[u8]) -> Option<(RejectReason, &'static str)> {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    for &(offset, signature, reason, format) in SIGNATURES {
        // Formats with printable signatures are also known behind a byte-order mark or blanks.
        let found = [bytes, start]
            .iter()
            .any(|b| b.get(offset..).is_some_and(|b| b.starts_with(signature)));
        if found && holds(bytes, format) {
            return Some((reason, format));
        }
    }
    let lower = name.to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| lower.ends_with(end.as_bytes()));
    if is_mime(start) {
        return Some((RejectReason::UnsupportedContainer, "MIME message or MHTML"));
    }
    // Brotli has no signature, so the name and the absence of text must agree.
    if ends(&[".br"]) && std::str::from_utf8(bytes).is_err() {
        return Some((RejectReason::UnsupportedCompression, "brotli"));
    }
    None
}

/// The second sign of formats whose first could begin a text.
fn holds(bytes: &[u8], format: &str) -> bool {
    match format {
        "bzip2" => bytes.get(4..10) == Some(b"1AY&SY") || bytes.get(4..10) == Some(b"\x17\x72\x45\x38\x50\x90"),
        "MP4 film or sound" | "AVIF image" | "HEIF image" => bytes.first() == Some(&0),
        "Parquet" => bytes.ends_with(b"PAR1") || bytes.contains(&0),
        "font" => bytes.contains(&0),
        _ => true,
    }
}

/// A saved mail or a page saved with its images: header lines that announce parts.
fn is_mime(start: &[u8]) -> bool {
    let head = &start[..start.len().min(2048)];
    let head = head
        .windows(2)
        .position(|w| w == b"\n\n")
        .map_or(head, |end| &head[..end])
        .to_ascii_lowercase();
    let has = |needle: &[u8]| head.windows(needle.len()).any(|w| w == needle);
    let first = head.split(|&b| b == b'\n').next().unwrap_or_default();
    let is_header = first
        .iter()
        .position(|&b| b == b':')
        .is_some_and(|colon| colon > 0 && first[..colon].iter().all(|&b| b.is_ascii_alphanumeric() || b == b'-'));
    is_header && has(b"mime-version:") && has(b"content-type: multipart/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], name: &str, expected: Option<&str>) {
        assert_eq!(sniff(bytes, name.as_bytes()).map(|(_, format)| format), expected);
    }

    #[test]
    fn formats_are_named_whatever_the_file_is_called() {
        check(b"%PDF-1.7\n", "a.txt", Some("PDF"));
        check(b"\n%PDF-1.7\n", "a.html", Some("PDF"));
        check(b"\x89PNG\r\n\x1a\n....", "a.html", Some("PNG image"));
        check(b"\x28\xb5\x2f\xfd....", "a.txt", Some("zstd"));
        check(b"BZh91AY&SY", "a", Some("bzip2"));
        check(b"PK\x03\x04", "a.docx", Some("zip"));
        check(b"WARC/1.1\r\nWARC-Type: warcinfo", "a.txt", Some("WARC"));
        check(b"PAR1\x15\0\0", "a", Some("Parquet"));
        check(b"\x8b\x02\x80\xff", "a.br", Some("brotli"));
        check(
            b"From: <saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n--x",
            "a.mhtml",
            Some("MIME message or MHTML"),
        );
    }

    #[test]
    fn texts_that_begin_alike_stay_texts() {
        check(b"BZhe is a name", "a.txt", None);
        check(b"PAR1 is how the runway is called", "a.txt", None);
        check(b"{\"a\":1}\n", "a.json", None);
        check(b"Not a list", "a.jsonl", None);
        check(b"plain", "a.br", None);
        check("Warszawa, ftyp. Мінск".as_bytes(), "a.txt", None);
        check(b"WARC is a format", "a.txt", None);
        check(b"", "a.txt", None);
    }
}
