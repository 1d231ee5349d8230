//! One walk over the tree fills flat arrays; nothing after it touches the tree again.
//!
//! The text of a line is what a browser shows: white space collapsed, no space added or lost around inline
//! tags, a line per block, `<br>` a space and a doubled `<br>` a new line. The walk keeps its own place in the
//! tree, so depth costs no stack.

use crate::element::{Key, Known};
use crate::flat::{Elem, Flat, Line, Tag, Time, common, kind};
use crate::tokens::{Group, Groups, Reader};
use crate::tree::{DOCUMENT, Kind, NONE, Name, Tree};
use crate::{Limits, parse};
use copydesk_model::{Refusal, Region};

/// Flattens a tree.
pub(crate) fn walk(tree: &Tree<'_>, limits: &Limits) -> Result<Flat, Refusal> {
    let mut w = Walker {
        tree,
        flat: Flat {
            text: String::with_capacity(tree.text.len()),
            elems: Vec::with_capacity(tree.len() / 2),
            ..Flat::default()
        },
        names: Reader::default(),
        stack: Vec::with_capacity(64),
        line: None,
        space: false,
        breaks: 0,
        links: 0,
        pre: 0,
        hidden: 0,
        hidden_by: 0,
    };
    w.open_elem(Tag::Root, DOCUMENT);
    let mut node = DOCUMENT;
    let mut depth = 0;
    loop {
        let descend = w.open(node);
        let child = tree.node(node).first;
        if descend && child != NONE {
            depth += 1;
            if depth > limits.depth + 2 {
                return Err(parse::too_deep(limits));
            }
            node = child;
            continue;
        }
        loop {
            w.close(node);
            if node == DOCUMENT {
                break;
            }
            let next = tree.node(node).next;
            if next != NONE {
                node = next;
                break;
            }
            depth -= 1;
            node = tree.node(node).parent;
        }
        if node == DOCUMENT {
            break;
        }
    }
    Ok(w.finish())
}

struct Walker<'t> {
    tree: &'t Tree<'t>,
    flat: Flat,
    names: Reader<'t>,
    /// Open elements, the root first.
    stack: Vec<u32>,
    line: Option<Open>,
    space: bool,
    breaks: u8,
    links: u32,
    pre: u32,
    hidden: u32,
    hidden_by: u32,
}

/// The line being written.
struct Open {
    start: usize,
    link_bytes: u32,
    elem: u32,
    hidden_by: u32,
}

impl Walker<'_> {
    /// Whether the children of `node` are to be visited.
    fn open(&mut self, node: u32) -> bool {
        match self.tree.node(node).kind {
            Kind::Document => true,
            Kind::Text(from, to) => {
                self.text(&self.tree.text[from as usize..to as usize]);
                false
            }
            Kind::Element(name, ..) => self.element(name, node),
        }
    }

    fn tag(&self, name: Name) -> Tag {
        match name.known {
            Known::Other => Tag::of(self.tree.spelled(name)),
            known => known.tag(),
        }
    }

    fn element(&mut self, name: Name, node: u32) -> bool {
        let tag = self.tag(name);
        match tag {
            Tag::Skip => {
                if name.known == Known::Head {
                    self.head(node);
                }
                return false;
            }
            Tag::Br => {
                if self.is_left_out() {
                } else if self.pre > 0 {
                    self.end_line();
                } else {
                    self.breaks = self.breaks.saturating_add(1);
                }
                return false;
            }
            _ => {}
        }
        if matches!(name.known, Known::Meta | Known::Link) {
            self.head_element(name.known, node);
            return false;
        }
        if tag == Tag::Html {
            self.flat.language = self.tree.attr(node, Key::Lang).map(str::to_owned);
        }
        self.open_elem(tag, node);
        true
    }

    fn open_elem(&mut self, tag: Tag, node: u32) {
        if tag.breaks() && !self.is_left_out() {
            self.end_line();
        }
        if tag == Tag::Cell && self.line.is_some() {
            self.space = true;
        }
        let index = self.flat.elems.len() as u32;
        let mut groups = Groups::default();
        let mut hides = false;
        let mut signature = 0;
        let mut cue = None;
        if node != DOCUMENT {
            for attr in self.tree.attrs(node) {
                let value = &*attr.value;
                match attr.key {
                    Key::Class => {
                        let said = self.names.read(value);
                        said.add_to(&mut groups, &mut cue);
                        signature = said.number;
                    }
                    Key::Id | Key::Itemprop | Key::DataTestid | Key::DataComponent | Key::DataQa | Key::DataType => {
                        self.names.read(value).add_to(&mut groups, &mut cue);
                    }
                    Key::Rel => match value {
                        "author" => groups.add(Group::Byline),
                        "tag" | "category tag" | "category" => groups.add(Group::Tags),
                        _ => {}
                    },
                    Key::Href if tag == Tag::A && is_author_page(value) => {
                        groups.add(Group::Byline);
                    }
                    Key::Role => match value {
                        "navigation" | "menu" | "menubar" => groups.add(Group::Nav),
                        "contentinfo" => groups.add(Group::Footer),
                        "complementary" => groups.add(Group::Sidebar),
                        "dialog" | "alertdialog" | "search" => groups.add(Group::Widget),
                        "tooltip" => hides = true,
                        _ => {}
                    },
                    Key::Hidden => hides |= value != "until-found",
                    // Shown only when a script or a button asks for it.
                    Key::Popover => hides = true,
                    Key::AriaHidden => hides |= value == "true",
                    Key::Style => hides |= style_hides(value),
                    _ => {}
                }
            }
            hides |= groups.has(Group::Hidden);
            hides |= self.is_closed_dialog(node);
            hides &= !matches!(tag, Tag::Html | Tag::Body);
            if tag == Tag::Time {
                self.time(node, groups);
            }
            self.microdata(node);
        }
        if hides {
            if self.hidden == 0 {
                self.hidden_by = index + 1;
            }
            self.hidden += 1;
        }
        let lines = self.flat.lines.len() as u32;
        self.flat.elems.push(Elem {
            parent: self.stack.last().copied().unwrap_or(0),
            end: index + 1,
            lines: (lines, lines),
            text: (self.flat.text.len() as u32, 0),
            depth: self.stack.len() as u32,
            tag,
            groups,
            signature,
            cue,
            hides,
            context: None,
            context_of: 0,
            region: Region::Main,
            raw_prose: 0,
            prose: 0,
        });
        self.stack.push(index);
        self.links += u32::from(tag == Tag::A);
        self.pre += u32::from(tag == Tag::Pre);
    }

    /// Browsers show a dialog only while it is open.
    fn is_closed_dialog(&self, node: u32) -> bool {
        let is_dialog = matches!(self.tree.node(node).kind, Kind::Element(n, ..) if n.known == Known::Dialog);
        is_dialog && self.tree.attr(node, Key::Open).is_none()
    }

    /// Whether what comes is a hidden piece inside a visible line, such as the card behind a linked name: it takes no
    /// room in the line, nor do its blocks break it.
    fn is_left_out(&self) -> bool {
        let Some(by) = self.hidden_by.checked_sub(1) else {
            return false;
        };
        let in_line = self.line.as_ref().is_some_and(|l| l.hidden_by != self.hidden_by);
        in_line && !self.flat.elems[by as usize].tag.breaks()
    }

    fn time(&mut self, node: u32, groups: Groups) {
        let tree = self.tree;
        let value = tree.attr(node, Key::Datetime).map(Into::into);
        let Some(value) = value.or_else(|| tree.leading_text(node)).filter(|v| v.len() < 80) else {
            return;
        };
        let names = tree.attr(node, Key::Class).unwrap_or_default().to_ascii_lowercase();
        let pubdate =
            tree.attr(node, Key::Pubdate).is_some() || names.contains("publi") || names.contains("entry-date");
        self.flat.times.push(Time {
            line: self.flat.lines.len() as u32,
            value: value.into_owned(),
            published: pubdate || groups.has(Group::Date),
            updated: !pubdate && (names.contains("updated") || names.contains("modified")),
        });
    }

    /// `<span itemprop="datePublished" content="…">`: a value beside the text that people see.
    fn microdata(&mut self, node: u32) {
        let is_date = |p: &&str| p.to_ascii_lowercase().replace('-', "").contains("datepubl") || *p == "published-date";
        let name = self.tree.attr(node, Key::Itemprop).filter(is_date);
        if let (Some(_), Some(value)) = (name, self.tree.attr(node, Key::Content)) {
            let value = crate::text::collapse(value);
            if !value.is_empty() && value.len() < 80 && self.flat.metas.len() < 1000 {
                self.flat.metas.push(("datepublished".to_owned(), value));
            }
        }
    }

    fn close(&mut self, node: u32) {
        let Kind::Element(name, ..) = self.tree.node(node).kind else {
            return;
        };
        let tag = self.tag(name);
        if matches!(tag, Tag::Skip | Tag::Br) || matches!(name.known, Known::Meta | Known::Link) {
            return;
        }
        if tag.breaks() && !self.is_left_out() {
            self.end_line();
        }
        self.links -= u32::from(tag == Tag::A);
        self.pre -= u32::from(tag == Tag::Pre);
        let Some(index) = self.stack.pop() else { return };
        let next = self.flat.elems.len() as u32;
        // An open line belongs to the block around this inline element.
        let lines = self.flat.lines.len() as u32 + u32::from(self.line.is_some());
        let text = self.flat.text.len() as u32;
        let elem = &mut self.flat.elems[index as usize];
        elem.end = next;
        elem.text.1 = text;
        elem.lines.1 = lines;
        if elem.hides {
            self.hidden -= 1;
            if self.hidden == 0 {
                self.hidden_by = 0;
            }
        }
    }

    fn text(&mut self, text: &str) {
        let Some(&here) = self.stack.last() else { return };
        if self.is_left_out() {
            // What is there for listeners alone may be the `: ` between two spans that a style sets apart.
            let by = &self.flat.elems[self.hidden_by as usize - 1];
            self.space |= by.groups.has(Group::Hidden) && text.contains(|c: char| c.is_ascii_whitespace());
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let blank = rest.bytes().take_while(u8::is_ascii_whitespace).count();
            if blank > 0 {
                if self.pre > 0 && rest[..blank].contains('\n') {
                    self.end_line();
                }
                self.space = true;
                rest = &rest[blank..];
                continue;
            }
            let run = run(rest);
            self.run(&rest[..run], here);
            rest = &rest[run..];
        }
    }

    /// Words parted by single spaces, with none at the ends.
    fn run(&mut self, words: &str, here: u32) {
        if self.breaks > 0 {
            if self.breaks > 1 {
                self.end_line();
            }
            self.breaks = 0;
            self.space = true;
        }
        // A hidden block is not part of the line before it, nor what follows of a hidden one.
        if self.line.as_ref().is_some_and(|l| l.hidden_by != self.hidden_by) {
            self.end_line();
        }
        let start = self.flat.text.len();
        let line = self.line.get_or_insert(Open {
            start,
            link_bytes: 0,
            elem: here,
            hidden_by: self.hidden_by,
        });
        if self.space && line.start < start {
            self.flat.text.push(' ');
        }
        self.space = false;
        self.flat.text.push_str(words);
        if self.links > 0 {
            line.link_bytes += (self.flat.text.len() - start) as u32;
        }
        if line.elem != here {
            line.elem = common(&self.flat.elems, line.elem, here);
        }
    }

    fn end_line(&mut self) {
        self.space = false;
        self.breaks = 0;
        let Some(open) = self.line.take() else { return };
        let whole = &self.flat.text[open.start..];
        let body = whole.trim_matches(invisible);
        if body.is_empty() {
            self.flat.text.truncate(open.start);
            return;
        }
        let start = open.start + (whole.len() - whole.trim_start_matches(invisible).len());
        let end = start + body.len();
        let chars = body.chars().count() as u32;
        self.flat.text.truncate(end);
        self.flat.text.push('\n');
        let kind = kind(&self.flat.elems, open.elem);
        self.flat.lines.push(Line {
            start: start as u32,
            end: end as u32,
            chars,
            link_bytes: open.link_bytes.min((end - start) as u32),
            kind,
            elem: open.elem,
            hidden_by: open.hidden_by,
        });
    }

    fn head(&mut self, head: u32) {
        let mut child = self.tree.node(head).first;
        while child != NONE {
            if let Kind::Element(name, ..) = self.tree.node(child).kind {
                if name.known == Known::Title && self.flat.title_tag.is_none() {
                    let text = self.tree.leading_text(child);
                    self.flat.title_tag = text.map(|t| crate::text::collapse(&t)).filter(|t| !t.is_empty());
                } else {
                    self.head_element(name.known, child);
                }
            }
            child = self.tree.node(child).next;
        }
    }

    fn head_element(&mut self, known: Known, node: u32) {
        let attr = |key| self.tree.attr(node, key);
        if known == Known::Link {
            let canonical = attr(Key::Rel).is_some_and(|r| r.eq_ignore_ascii_case("canonical"));
            if canonical && self.flat.canonical.is_none() {
                self.flat.canonical = attr(Key::Href).map(str::to_owned);
            }
            return;
        }
        if known != Known::Meta || self.flat.metas.len() >= 1000 {
            return;
        }
        let keys = [Key::Property, Key::Name, Key::Itemprop, Key::HttpEquiv];
        let key = keys.into_iter().find_map(attr);
        if let (Some(key), Some(content)) = (key, attr(Key::Content)) {
            let content = crate::text::collapse(content);
            if !content.is_empty() && key.len() < 80 {
                self.flat.metas.push((key.to_ascii_lowercase(), content));
            }
        }
    }

    fn finish(mut self) -> Flat {
        self.end_line();
        let (elems, lines) = (self.flat.elems.len() as u32, self.flat.lines.len() as u32);
        if let Some(root) = self.flat.elems.first_mut() {
            root.end = elems;
            root.lines.1 = lines;
        }
        for e in &mut self.flat.elems {
            e.lines.1 = e.lines.1.min(lines);
        }
        self.flat
    }
}

/// How many bytes from the start are as a browser shows them: words parted by single spaces.
fn run(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(b) = bytes.get(at) {
        if b.is_ascii_whitespace() {
            let single = *b == b' ' && bytes.get(at + 1).is_some_and(|n| !n.is_ascii_whitespace());
            if !single {
                return at;
            }
        }
        at += 1;
    }
    at
}

/// Characters that a browser shows as nothing at the ends of a line.
fn invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{ad}' | '\u{200e}' | '\u{200f}'
        )
}

fn style_hides(style: &str) -> bool {
    let flat: String = style
        .bytes()
        .take(400)
        .filter(|b| !b.is_ascii_whitespace())
        .map(char::from)
        .collect();
    let flat = flat.to_ascii_lowercase();
    flat.contains("display:none") || flat.contains("visibility:hidden")
}

/// Whether an address is that of an author's page.
fn is_author_page(href: &str) -> bool {
    const FOLDERS: &[&str] = &[
        "author",
        "authors",
        "autor",
        "autores",
        "autoren",
        "auteur",
        "auteurs",
        "autorzy",
        "contributor",
        "contributors",
        "writer",
        "writers",
        "journalist",
        "journalists",
        "columnist",
        "columnists",
        "reporter",
        "reporters",
        "byline",
        "avtor",
        "avtory",
        "redakteure",
        "journalistes",
        "periodistas",
        "autore",
        "autori",
    ];
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('/').take(12).peekable();
    std::iter::from_fn(|| parts.next().map(|p| (p, parts.peek().is_some_and(|n| !n.is_empty()))))
        .any(|(folder, more)| more && FOLDERS.contains(&folder))
}
