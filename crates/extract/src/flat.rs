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
    Image,
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
            "img" | "picture" | "amp-img" => Tag::Image,
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
        !matches!(
            self,
            Tag::Inline | Tag::A | Tag::Br | Tag::Cell | Tag::Image | Tag::Time | Tag::Skip
        )
    }
}

/// One element; its subtree is `self + 1 .. end`, its lines are `lines.0 .. lines.1`.
#[derive(Clone, Debug)]
pub(crate) struct Elem {
    pub(crate) parent: u32,
    pub(crate) end: u32,
    pub(crate) lines: (u32, u32),
    /// Bytes of [`Flat::text`] written while it was open; the ends may be off by white space.
    pub(crate) text: (u32, u32),
    pub(crate) depth: u32,
    pub(crate) tag: Tag,
    pub(crate) groups: Groups,
    /// The same for the same class attribute, 0 without one: parts of one body look alike.
    pub(crate) signature: u32,
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
    pub(crate) times: Vec<Time>,
}

/// A `<time>` element.
pub(crate) struct Time {
    /// The line that holds or follows it.
    pub(crate) line: u32,
    /// Its `datetime`, else its text.
    pub(crate) value: String,
    /// Its names say that it is the date of publication.
    pub(crate) published: bool,
    /// Its names say that it is the date of a later change.
    pub(crate) updated: bool,
}

impl Flat {
    /// The text of a line.
    pub(crate) fn of(&self, line: &Line) -> &str {
        &self.text[line.start as usize..line.end as usize]
    }

    /// The part of one line that an element holds, and that line: what an inline element says by itself.
    pub(crate) fn part(&self, elem: &Elem) -> Option<(usize, &str)> {
        let line = elem.lines.0 as usize;
        let l = self.lines.get(line)?;
        let (start, end) = (elem.text.0.max(l.start) as usize, elem.text.1.min(l.end) as usize);
        let text = self.text.get(start..end)?.trim();
        (!text.is_empty() && elem.text.1 <= l.end + 4).then_some((line, text))
    }

    /// The text of a short line, where inline elements set side by side without a space are parted by a mark.
    pub(crate) fn parted(&self, k: usize) -> String {
        let Some(line) = self.lines.get(k) else {
            return String::new();
        };
        let (whole, start) = (self.of(line), line.start as usize);
        if line.chars > 200 {
            return whole.to_owned();
        }
        let from = self.elems.partition_point(|e| (e.lines.0 as usize) < k);
        let here = self.elems[from..].iter().take_while(|e| e.lines.0 as usize == k);
        let mut cuts: Vec<usize> = here
            .take(60)
            .flat_map(|e| [e.text.0 as usize, e.text.1 as usize])
            .filter_map(|at| at.checked_sub(start).filter(|&at| at > 0 && at < whole.len()))
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut out = String::with_capacity(whole.len() + 12);
        let mut done = 0;
        for at in cuts.into_iter().filter(|&at| whole.is_char_boundary(at)) {
            let left = whole[..at].chars().next_back();
            let right = whole[at..].chars().next();
            let glued = left.is_some_and(|c| c.is_numeric() || c.is_lowercase())
                && right.is_some_and(|c| c.is_uppercase() || (c.is_numeric() && !left.is_some_and(char::is_numeric)));
            if glued {
                out.push_str(&whole[done..at]);
                out.push_str(" | ");
                done = at;
            }
        }
        out.push_str(&whole[done..]);
        out
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
            Tag::Inline | Tag::A | Tag::Image | Tag::Time => {}
            _ => break,
        }
        if weak > 3 || at == 0 {
            break;
        }
        at = e.parent;
    }
    BlockKind::Paragraph
}
