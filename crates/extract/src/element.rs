//! The elements and attributes that the parser and the rules know by name, and the sets of the HTML Standard.

use std::sync::OnceLock;

use crate::flat::Tag;

macro_rules! elements {
    ($($known:ident = $name:literal [$($set:ident)*],)*) => {
        /// An element that the HTML Standard names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Known { $($known,)* Other }

        const NAMES: &[&str] = &[$($name,)*];
        const SETS: &[u16] = &[$(0 $(| set::$set)*,)* 0];
        const KNOWN: &[Known] = &[$(Known::$known,)*];
    };
}

/// Sets of elements, as bits.
pub(crate) mod set {
    /// Ends a search for what an end tag may close.
    pub(crate) const SCOPE: u16 = 1;
    /// The same for `li`.
    pub(crate) const LIST: u16 = 2;
    /// The same for `p`.
    pub(crate) const BUTTON: u16 = 4;
    /// The same inside a table.
    pub(crate) const TABLE: u16 = 8;
    /// Closed without an end tag of its own.
    pub(crate) const IMPLIED: u16 = 16;
    pub(crate) const HEADING: u16 = 32;
    /// Text inside goes before the table.
    pub(crate) const FOSTER: u16 = 64;
    /// What the standard calls special: no end tag of an inline element reaches through it.
    pub(crate) const SPECIAL: u16 = 128;
    /// Begins a block and closes an open paragraph, without further rules.
    pub(crate) const BLOCK: u16 = 256;
    /// Opened again after a block that was opened inside it has ended.
    pub(crate) const FORMAT: u16 = 512;
}

elements! {
    A = "a" [FORMAT],
    Address = "address" [SPECIAL BLOCK],
    Applet = "applet" [SPECIAL SCOPE],
    Area = "area" [SPECIAL],
    Article = "article" [SPECIAL BLOCK],
    Aside = "aside" [SPECIAL BLOCK],
    Audio = "audio" [],
    B = "b" [FORMAT],
    Base = "base" [SPECIAL],
    Basefont = "basefont" [SPECIAL],
    Bgsound = "bgsound" [SPECIAL],
    Big = "big" [FORMAT],
    Blockquote = "blockquote" [SPECIAL BLOCK],
    Body = "body" [SPECIAL],
    Br = "br" [SPECIAL],
    Button = "button" [SPECIAL BUTTON],
    Canvas = "canvas" [],
    Caption = "caption" [SPECIAL SCOPE],
    Center = "center" [SPECIAL BLOCK],
    Code = "code" [FORMAT],
    Col = "col" [SPECIAL],
    Colgroup = "colgroup" [SPECIAL],
    Datalist = "datalist" [],
    Dd = "dd" [SPECIAL IMPLIED],
    Details = "details" [SPECIAL BLOCK],
    Dialog = "dialog" [BLOCK],
    Dir = "dir" [SPECIAL BLOCK],
    Div = "div" [SPECIAL BLOCK],
    Dl = "dl" [SPECIAL BLOCK],
    Dt = "dt" [SPECIAL IMPLIED],
    Em = "em" [FORMAT],
    Embed = "embed" [SPECIAL],
    Fieldset = "fieldset" [SPECIAL BLOCK],
    Figcaption = "figcaption" [SPECIAL BLOCK],
    Figure = "figure" [SPECIAL BLOCK],
    Font = "font" [FORMAT],
    Footer = "footer" [SPECIAL BLOCK],
    Form = "form" [SPECIAL],
    Frame = "frame" [SPECIAL],
    Frameset = "frameset" [SPECIAL],
    H1 = "h1" [SPECIAL HEADING],
    H2 = "h2" [SPECIAL HEADING],
    H3 = "h3" [SPECIAL HEADING],
    H4 = "h4" [SPECIAL HEADING],
    H5 = "h5" [SPECIAL HEADING],
    H6 = "h6" [SPECIAL HEADING],
    Head = "head" [SPECIAL],
    Header = "header" [SPECIAL BLOCK],
    Hgroup = "hgroup" [SPECIAL BLOCK],
    Hr = "hr" [SPECIAL],
    Html = "html" [SPECIAL SCOPE TABLE],
    I = "i" [FORMAT],
    Iframe = "iframe" [SPECIAL],
    Image = "image" [],
    Img = "img" [SPECIAL],
    Input = "input" [SPECIAL],
    Isindex = "isindex" [SPECIAL],
    Keygen = "keygen" [],
    Label = "label" [],
    Li = "li" [SPECIAL IMPLIED],
    Link = "link" [SPECIAL],
    Listing = "listing" [SPECIAL],
    Main = "main" [SPECIAL BLOCK],
    Map = "map" [],
    Marquee = "marquee" [SPECIAL SCOPE],
    Math = "math" [],
    Menu = "menu" [SPECIAL BLOCK],
    Meta = "meta" [SPECIAL],
    Nav = "nav" [SPECIAL BLOCK],
    Nobr = "nobr" [FORMAT],
    Noembed = "noembed" [SPECIAL],
    Noframes = "noframes" [SPECIAL],
    Noscript = "noscript" [SPECIAL],
    Object = "object" [SPECIAL SCOPE],
    Ol = "ol" [SPECIAL BLOCK LIST],
    Optgroup = "optgroup" [IMPLIED],
    Option = "option" [IMPLIED],
    P = "p" [SPECIAL BLOCK IMPLIED],
    Param = "param" [SPECIAL],
    Plaintext = "plaintext" [SPECIAL],
    Pre = "pre" [SPECIAL],
    Rb = "rb" [IMPLIED],
    Rp = "rp" [IMPLIED],
    Rt = "rt" [IMPLIED],
    Rtc = "rtc" [IMPLIED],
    Ruby = "ruby" [],
    S = "s" [FORMAT],
    Script = "script" [SPECIAL],
    Search = "search" [BLOCK],
    Section = "section" [SPECIAL BLOCK],
    Select = "select" [SPECIAL SCOPE],
    Small = "small" [FORMAT],
    Source = "source" [SPECIAL],
    Span = "span" [],
    Strike = "strike" [FORMAT],
    Strong = "strong" [FORMAT],
    Style = "style" [SPECIAL],
    Sub = "sub" [],
    Summary = "summary" [SPECIAL BLOCK],
    Sup = "sup" [],
    Svg = "svg" [],
    Table = "table" [SPECIAL SCOPE TABLE FOSTER],
    Tbody = "tbody" [SPECIAL FOSTER],
    Td = "td" [SPECIAL SCOPE],
    Template = "template" [SPECIAL SCOPE TABLE],
    Textarea = "textarea" [SPECIAL],
    Tfoot = "tfoot" [SPECIAL FOSTER],
    Th = "th" [SPECIAL SCOPE],
    Thead = "thead" [SPECIAL FOSTER],
    Time = "time" [],
    Title = "title" [SPECIAL],
    Tr = "tr" [SPECIAL FOSTER],
    Track = "track" [SPECIAL],
    Tt = "tt" [FORMAT],
    U = "u" [FORMAT],
    Ul = "ul" [SPECIAL BLOCK LIST],
    Video = "video" [],
    Wbr = "wbr" [SPECIAL],
    Xmp = "xmp" [SPECIAL],
}

const SLOTS: usize = 1024;

/// Where a key begins to look in the table of names; `Other` marks an empty slot.
const fn slot(key: u128) -> usize {
    let folded = (key as u64) ^ ((key >> 64) as u64).wrapping_mul(31);
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54) as usize
}

/// A name of up to 16 bytes as one number, in lower case; 0 for longer ones.
const fn key(name: &[u8]) -> u128 {
    if name.len() > 16 {
        return 0;
    }
    let mut key = 0;
    let mut k = 0;
    while k < name.len() {
        key = key << 8 | name[k].to_ascii_lowercase() as u128;
        k += 1;
    }
    key
}

static TABLE: [(u128, Known); SLOTS] = {
    let mut table = [(0, Known::Other); SLOTS];
    let mut k = 0;
    while k < NAMES.len() {
        let key = key(NAMES[k].as_bytes());
        let mut at = slot(key);
        while table[at].0 != 0 {
            at = (at + 1) % SLOTS;
        }
        table[at] = (key, KNOWN[k]);
        k += 1;
    }
    table
};

impl Known {
    /// The element of a name in any case.
    pub(crate) fn of(name: &str) -> Known {
        let key = key(name.as_bytes());
        if key == 0 {
            return Known::Other;
        }
        let mut at = slot(key);
        loop {
            let (found, known) = TABLE[at];
            if found == key || found == 0 {
                return known;
            }
            at = (at + 1) % SLOTS;
        }
    }

    /// Its name; empty for what the standard does not name.
    pub(crate) fn name(self) -> &'static str {
        NAMES.get(self as usize).copied().unwrap_or_default()
    }

    /// Whether it is in one of the sets.
    pub(crate) fn is(self, sets: u16) -> bool {
        SETS[self as usize] & sets != 0
    }

    /// What the rules take it for; never asked for `Other`.
    pub(crate) fn tag(self) -> Tag {
        static TAGS: OnceLock<Vec<Tag>> = OnceLock::new();
        let tags = TAGS.get_or_init(|| NAMES.iter().map(|n| Tag::of(n)).collect());
        tags.get(self as usize).copied().unwrap_or(Tag::Inline)
    }
}

macro_rules! keys {
    ($($key:ident = $name:literal,)*) => {
        /// An attribute that some rule reads; all others are dropped before the parse.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Key { $($key,)* }

        const KEYS: &[(&str, Key)] = &[$(($name, Key::$key),)*];
    };
}

// In the order of the alphabet: attributes of an element are read in this order.
keys! {
    AriaHidden = "aria-hidden",
    Class = "class",
    Content = "content",
    DataComponent = "data-component",
    DataQa = "data-qa",
    DataTestid = "data-testid",
    DataType = "data-type",
    Datetime = "datetime",
    Hidden = "hidden",
    Href = "href",
    HttpEquiv = "http-equiv",
    Id = "id",
    Itemprop = "itemprop",
    Itemtype = "itemtype",
    Lang = "lang",
    Name = "name",
    Open = "open",
    Popover = "popover",
    Property = "property",
    Pubdate = "pubdate",
    Rel = "rel",
    Role = "role",
    Style = "style",
    Translate = "translate",
}

/// The lengths of their names, as bits.
const LENGTHS: u32 = {
    let (mut lengths, mut k) = (0, 0);
    while k < KEYS.len() {
        lengths |= 1 << KEYS[k].0.len();
        k += 1;
    }
    lengths
};

impl Key {
    /// The attribute of a name in any case, when some rule reads it.
    pub(crate) fn of(name: &str) -> Option<Key> {
        // Most attributes of a page are read by no rule; their length says so.
        if name.len() >= 32 || LENGTHS & (1 << name.len()) == 0 {
            return None;
        }
        let first = name.as_bytes().first()?.to_ascii_lowercase();
        let found = KEYS
            .iter()
            .find(|(k, _)| k.len() == name.len() && k.as_bytes()[0] == first && k.eq_ignore_ascii_case(name));
        found.map(|k| k.1)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        KEYS[self as usize].0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case() {
        for (k, name) in NAMES.iter().enumerate() {
            assert_eq!(Known::of(name), KNOWN[k]);
            assert_eq!(Known::of(&name.to_uppercase()), KNOWN[k]);
            assert_eq!(Known::of(name).name(), *name);
            assert_eq!(Known::of(&format!("{name}-x")), Known::Other);
        }
        for name in ["", "x", "amp-img", "a-name-of-more-than-sixteen-bytes", "дзіў", "\u{1}"] {
            assert_eq!(Known::of(name), Known::Other, "{name}");
        }
        assert_eq!(Known::Other.name(), "");
    }

    #[test]
    fn attributes_stand_in_the_order_of_the_alphabet() {
        assert!(KEYS.windows(2).all(|w| w[0].0 < w[1].0));
        for (name, key) in KEYS {
            assert_eq!((Key::of(&name.to_uppercase()), key.name()), (Some(*key), *name));
        }
        assert_eq!(Key::of(""), None);
        assert_eq!(Key::of("data-x"), None);
    }
}
