//! A page as flat arrays in document order: its elements, its lines, and what its head says.

use copydesk_model::{BlockKind, Region};

use crate::tokens::{Group, Groups};

/// The elements that some rule tells from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    Root,
    Inline,
    Block,
    A,
    Article,
    Aside,
    Blockquote,
    Body,
    Br,
    Button,
    Caption,
    Cell,
    Figcaption,
    Figure,
    Footer,
    Form,
    Header,
    Heading(u8),
    Html,
    Item,
    List,
    Main,
    Nav,
    P,
    Pre,
    Row,
    Section,
    Skip,
    Table,
    Time,
}

impl Tag {
    pub(crate) fn of(name: &str) -> Tag {
        match name {
            "a" => Tag::A,
            "article" => Tag::Article,
            "aside" => Tag::Aside,
            "blockquote" => Tag::Blockquote,
            "body" => Tag::Body,
            "br" => Tag::Br,
            "button" | "label" | "option" | "legend" | "textarea" | "summary" => Tag::Button,
            "caption" => Tag::Caption,
            "td" | "th" => Tag::Cell,
            "figcaption" => Tag::Figcaption,
            "figure" => Tag::Figure,
            "footer" => Tag::Footer,
            "form" => Tag::Form,
            "header" => Tag::Header,
            "h1" => Tag::Heading(1),
            "h2" => Tag::Heading(2),
            "h3" => Tag::Heading(3),
            "h4" => Tag::Heading(4),
            "h5" => Tag::Heading(5),
            "h6" => Tag::Heading(6),
            "html" => Tag::Html,
            "li" | "dt" | "dd" => Tag::Item,
            "ul" | "ol" | "dl" | "menu" | "dir" => Tag::List,
            "main" => Tag::Main,
            "nav" => Tag::Nav,
            "p" => Tag::P,
            "pre" | "listing" | "xmp" | "plaintext" => Tag::Pre,
            "tr" => Tag::Row,
            "section" => Tag::Section,
            "script" | "style" | "noscript" | "iframe" | "template" | "svg" | "math" | "select" | "canvas"
            | "object" | "embed" | "audio" | "video" | "head" | "datalist" | "noembed" | "noframes" | "frameset"
            | "progress" | "meter" | "map" | "rp" => Tag::Skip,
            "table" => Tag::Table,
            "time" => Tag::Time,
            "address" | "center" | "details" | "dialog" | "div" | "fieldset" | "hgroup" | "hr" | "search" | "tbody"
            | "tfoot" | "thead" | "optgroup" | "amp-fit-text" => Tag::Block,
            _ => Tag::Inline,
        }
    }

    pub(crate) fn breaks(self) -> bool {
        !matches!(self, Tag::Inline | Tag::A | Tag::Br | Tag::Cell | Tag::Time | Tag::Skip)
    }
}

/// One element; its subtree is `self + 1 .. end`, its lines are `lines.0 .. lines.1`.
#[derive(Clone, Debug)]
pub(crate) struct Elem {
    pub(crate) parent: u32,
    pub(crate) end: u32,
    pub(crate) lines: (u32, u32),
    pub(crate) depth: u32,
    pub(crate) tag: Tag,
    pub(crate) groups: Groups,
    /// Hash of the class attribute: parts of one body look alike.
    pub(crate) signature: u64,
    /// The phrase of its names that says what it is, for people.
    pub(crate) cue: Option<(Group, &'static str)>,
    /// Hidden by its own attributes.
    pub(crate) hides: bool,
    /// Filled by `prune`.
    pub(crate) context: Option<Group>,
    /// The element whose names or tag gave the context.
    pub(crate) context_of: u32,
    pub(crate) region: Region,
    /// Characters of prose below it, with and without what contexts exclude.
    pub(crate) raw_prose: u32,
    pub(crate) prose: u32,
}

/// One line of the page.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Bytes of [`Flat::text`].
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) chars: u32,
    pub(crate) link_bytes: u32,
    pub(crate) kind: BlockKind,
    /// The deepest element that holds all of it.
    pub(crate) elem: u32,
    /// The outermost element that hides it, plus one; 0 when it is visible.
    pub(crate) hidden_by: u32,
}

/// A page as arrays in document order.
#[derive(Default)]
pub(crate) struct Flat {
    pub(crate) text: String,
    pub(crate) lines: Vec<Line>,
    pub(crate) elems: Vec<Elem>,
    pub(crate) metas: Vec<(String, String)>,
    pub(crate) canonical: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) title_tag: Option<String>,
    /// Line that follows it, `datetime` or text, whether it is marked as the publication date.
    pub(crate) times: Vec<(u32, String, bool)>,
}

impl Flat {
    /// The text of a line.
    pub(crate) fn of(&self, line: &Line) -> &str {
        &self.text[line.start as usize..line.end as usize]
    }

    /// The element and its ancestors, the root last.
    pub(crate) fn up(&self, elem: u32) -> impl Iterator<Item = &Elem> + '_ {
        let mut at = Some(elem);
        std::iter::from_fn(move || {
            let here = at?;
            let e = &self.elems[here as usize];
            at = (here != 0).then_some(e.parent);
            Some(e)
        })
    }

    /// Whether `elem` lies in the subtree of `root`.
    pub(crate) fn inside(&self, elem: u32, root: u32) -> bool {
        root <= elem && elem < self.elems[root as usize].end
    }
}

/// The deepest element that holds both.
pub(crate) fn common(elems: &[Elem], mut a: u32, mut b: u32) -> u32 {
    while a != b {
        if elems[a as usize].depth >= elems[b as usize].depth {
            a = elems[a as usize].parent;
        } else {
            b = elems[b as usize].parent;
        }
    }
    a
}

/// What a line is, as its nearest telling ancestors say.
pub(crate) fn kind(elems: &[Elem], elem: u32) -> BlockKind {
    let mut at = elem;
    let mut weak = 0;
    for _ in 0..12 {
        let e = &elems[at as usize];
        match e.tag {
            Tag::Heading(level) => return BlockKind::Heading(level),
            Tag::Item => return BlockKind::ListItem,
            Tag::Blockquote => return BlockKind::Quote,
            Tag::Pre => return BlockKind::Code,
            Tag::Figcaption | Tag::Caption => return BlockKind::Caption,
            Tag::Button => return BlockKind::Control,
            Tag::Row | Tag::Cell if weak == 0 => return BlockKind::TableRow,
            Tag::P | Tag::Block => weak += 1,
            Tag::Inline | Tag::A | Tag::Time => {}
            _ => break,
        }
        if weak > 3 || at == 0 {
            break;
        }
        at = e.parent;
    }
    BlockKind::Paragraph
}
