//! Writes data files: JSON that stays inert wherever it is pasted, in one pass over each text.

/// Writes values one after the other; commas come by themselves.
#[derive(Debug, Default)]
pub(crate) struct Json {
    out: String,
    comma: bool,
}

impl Json {
    pub(crate) fn len(&self) -> usize {
        self.out.len()
    }

    pub(crate) fn into_string(self) -> String {
        self.out
    }

    fn item(&mut self) -> &mut String {
        if self.comma {
            self.out.push(',');
        }
        self.comma = true;
        &mut self.out
    }

    /// Opens a list or an object, runs `inside`, and closes it.
    fn nested(&mut self, [open, close]: [char; 2], inside: impl FnOnce(&mut Json)) {
        self.item().push(open);
        self.comma = false;
        inside(self);
        self.out.push(close);
        self.comma = true;
    }

    pub(crate) fn list(&mut self, inside: impl FnOnce(&mut Json)) {
        self.nested(['[', ']'], inside);
    }

    pub(crate) fn object(&mut self, inside: impl FnOnce(&mut Json)) {
        self.nested(['{', '}'], inside);
    }

    pub(crate) fn key(&mut self, name: &str) -> &mut Json {
        quote(self.item(), name);
        self.out.push(':');
        self.comma = false;
        self
    }

    pub(crate) fn text(&mut self, text: &str) {
        quote(self.item(), text);
    }

    pub(crate) fn int(&mut self, n: impl Into<i64>) {
        let n: i64 = n.into();
        self.item().push_str(&n.to_string());
    }

    pub(crate) fn count(&mut self, n: u64) {
        self.item().push_str(&n.to_string());
    }

    /// A score or share, to three places; what is no number is null.
    pub(crate) fn score(&mut self, x: f32) {
        let out = self.item();
        if x.is_finite() {
            let text = format!("{x:.3}");
            out.push_str(text.trim_end_matches('0').trim_end_matches('.'));
        } else {
            out.push_str("null");
        }
    }

    pub(crate) fn flag(&mut self, yes: bool) {
        self.item().push(if yes { '1' } else { '0' });
    }

    pub(crate) fn null(&mut self) {
        self.item().push_str("null");
    }

    pub(crate) fn texts<'t>(&mut self, all: impl IntoIterator<Item = &'t str>) {
        self.list(|j| all.into_iter().for_each(|t| j.text(t)));
    }

    pub(crate) fn or_null<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Json, T)) {
        match value {
            Some(value) => write(self, value),
            None => self.null(),
        }
    }
}

/// A JSON string that is inert in a script, in HTML and in an editor: no `<`, `>`, `&`, no line separator, no control
/// and no direction character stands in it as itself.
fn quote(out: &mut String, text: &str) {
    out.push('"');
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let plain = match c {
            '"' | '\\' | '<' | '>' | '&' => false,
            c if c < '\u{7f}' => c >= ' ',
            c => {
                !matches!(c, '\u{7f}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
            }
        };
        if plain {
            continue;
        }
        out.push_str(&text[from..at]);
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
        from = at + c.len_utf8();
    }
    out.push_str(&text[from..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back_and_none_is_live() {
        for text in [
            "",
            "plain",
            "</script><img src=x onerror=alert(1)>",
            "a\u{2028}b\u{2029}c\u{202e}d\u{2066}e\u{feff}f\u{7f}g\u{85}h",
            "\"\\\n\r\t\u{0}\u{b}",
            "Лукашэнка é 𝒳 👩‍👩‍👧 e\u{301}",
            "=1+1 &amp; -->",
        ] {
            let mut json = Json::default();
            json.list(|j| {
                j.text(text);
                j.key(text).int(1);
            });
            let line = json.into_string().replacen("\":1", "\",1", 1);
            let back: Vec<serde_json::Value> = serde_json::from_str(&line).expect(&line);
            assert_eq!(back[0], text);
            assert_eq!(back[1], text);
            let live = |c: char| c.is_control() || "<>&\u{2028}\u{2029}\u{202e}\u{2066}\u{feff}".contains(c);
            assert!(!line.contains(live), "{line}");
        }
    }

    #[test]
    fn values_are_parted_by_commas() {
        let mut json = Json::default();
        json.object(|j| {
            j.key("a").list(|j| {
                j.int(1);
                j.score(0.5);
                j.score(f32::NAN);
                j.score(1.0);
                j.list(|_| {});
            });
            j.key("b").object(|j| j.key("c").flag(true));
            j.key("d").or_null(None::<i32>, |j, n| j.int(n));
        });
        assert_eq!(json.into_string(), r#"{"a":[1,0.5,null,1,[]],"b":{"c":1},"d":null}"#);
    }
}
