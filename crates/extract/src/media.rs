//! Plain text or HTML: the content decides, not the name and not the header.

use copydesk_model::MediaType;

/// So many bytes from the start are looked at.
const LOOK: usize = 16_384;

/// Whether a text is HTML. A declared type decides only where the content leaves it open.
pub fn media_type(text: &str, declared: Option<&str>) -> MediaType {
    let mut end = text.len().min(LOOK);
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let head = text[..end].trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    let begins = |with: &str| head.get(..with.len()).is_some_and(|h| h.eq_ignore_ascii_case(with));
    // Feeds and drawings are read as pages are: their markup is no text.
    let page = ["<!doctype html", "<html", "<?xml", "<svg", "<rss", "<feed"];
    if page.iter().any(|with| begins(with)) {
        return MediaType::Html;
    }
    if memchr::memchr(b'<', head.as_bytes()).is_none() {
        return MediaType::Text;
    }
    let lower = head.to_ascii_lowercase();
    let frame = ["<!doctype html", "<html", "<head", "<body", "<meta charset", "<title>"];
    let framed = frame.iter().filter(|f| lower.contains(**f)).count();
    let blocks = [
        "<p>", "<p ", "<div", "<br", "<h1", "<h2", "<ul", "<li", "<table", "<td", "<article", "<section", "</p>",
    ];
    let tags: usize = blocks.iter().map(|b| lower.matches(b).count()).sum();
    let starts_with_tag =
        lower.starts_with('<') && lower[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
    let says_html = declared.is_some_and(|d| d.to_ascii_lowercase().contains("html"));
    // An article about HTML names a tag or two; a page is made of them.
    let is_html = match (starts_with_tag, framed) {
        (true, 1..) => true,
        (true, 0) => tags >= 2 || (says_html && tags >= 1),
        (false, n) => n >= 2 || tags >= 8 || (says_html && n + tags >= 1),
    };
    if is_html { MediaType::Html } else { MediaType::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, declared: Option<&str>, want: MediaType) {
        assert_eq!(media_type(text, declared), want, "{text}");
    }

    #[test]
    fn content_decides() {
        check("<!DOCTYPE html><p>x", None, MediaType::Html);
        check("\u{feff}\n <HTML lang=be>", Some("text/plain"), MediaType::Html);
        check("<?xml version='1.0'?><html><head></head>", None, MediaType::Html);
        check(
            "<?xml version=\"1.0\"?>\n<rss><channel><title>x</title>",
            None,
            MediaType::Html,
        );
        check(
            "<svg xmlns='x'><text>Bridge</text></svg>",
            Some("text/plain"),
            MediaType::Html,
        );
        check("<p>One</p><p>Two</p>", None, MediaType::Html);
        check("Просты тэкст.\nДругі радок.", Some("text/html"), MediaType::Text);
        check("The <p> tag begins a paragraph.", None, MediaType::Text);
        check("", Some("text/html"), MediaType::Text);
        check("<3 is a heart, 1 < 2", None, MediaType::Text);
        check(&"я".repeat(20_000), None, MediaType::Text);
    }
}
