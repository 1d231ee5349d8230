//! Builds the tree of a page from its tokens, by the rules of the HTML Standard for tree construction
//! (<https://html.spec.whatwg.org/multipage/parsing.html#tree-construction>).
//!
//! It knows what news pages are made of. Drawings, formulas, templates, menus of forms and frames, where the
//! cutter had to leave them in, are odd: then the page goes to the reference parser, whose trees these here equal.
//! Limits are looked at with every node. This file holds the stack of open elements and the list of formatting
//! elements; what each tag does stands in `modes`.

use copydesk_model::{Refusal, RejectReason};

use crate::Limits;
use crate::charref;
use crate::cut::{Cutter, Token};
use crate::element::{Key, Known, set};
use crate::modes::Mode;
use crate::parse::too_deep;
use crate::tree::{Attr, DOCUMENT, Kind, NONE, Name, Tree};

/// Why there is no tree.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The page holds something that is left to the reference parser.
    Odd,
    /// The page passes a limit.
    Refused(Refusal),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        Stop::Refused(refusal)
    }
}

/// An entry of the list of formatting elements.
#[derive(Clone, Copy)]
pub(crate) struct Formatting {
    pub(crate) node: u32,
    name: Name,
    attrs: (u32, u32),
}

/// The state of the construction.
pub(crate) struct Builder<'s> {
    pub(crate) tree: Tree<'s>,
    limits: Limits,
    pub(crate) mode: Mode,
    /// Open elements, `html` first.
    pub(crate) stack: Vec<(u32, Name)>,
    /// How many of them are paragraphs: most tags ask, and mostly there is none.
    paragraphs: u32,
    /// Formatting elements; none is a marker.
    pub(crate) formatting: Vec<Option<Formatting>>,
    pub(crate) head: u32,
    pub(crate) form: u32,
    pub(crate) quirks: bool,
    /// What belongs in no table is put before it.
    pub(crate) fostering: bool,
    pub(crate) ignore_lf: bool,
}

/// The tree of what a cutter reads.
pub(crate) fn build<'s>(cutter: &mut Cutter<'s>, limits: &Limits) -> Result<Tree<'s>, Stop> {
    let mut b = Builder {
        tree: Tree::new(),
        limits: *limits,
        mode: Mode::Initial,
        stack: Vec::with_capacity(64),
        paragraphs: 0,
        formatting: Vec::new(),
        head: NONE,
        form: NONE,
        quirks: false,
        fostering: false,
        ignore_lf: false,
    };
    while let Some(token) = cutter.next()? {
        let ignore_lf = std::mem::take(&mut b.ignore_lf);
        match token {
            Token::Doctype(doctype) => b.doctype(doctype),
            Token::Text(raw) => b.text(raw, ignore_lf)?,
            Token::Start { name, content, .. } => {
                let name = b.tree.name(name);
                let attrs = b.take_attrs(&cutter.attrs);
                b.start(name, attrs, content)?;
            }
            Token::End(name) => {
                let name = b.tree.end_name(name);
                b.end(name)?;
            }
        }
    }
    b.finish()?;
    Ok(b.tree)
}

impl<'s> Builder<'s> {
    /// Stores attributes sorted; of two with one name the first counts.
    fn take_attrs(&mut self, raw: &[(Key, &'s str)]) -> (u32, u32) {
        let from = self.tree.attrs.len();
        for &(key, value) in raw {
            let at = from + self.tree.attrs[from..].partition_point(|a| a.key < key);
            if self.tree.attrs.get(at).is_none_or(|a| a.key != key) {
                let value = charref::value(value);
                self.tree.attrs.insert(at, Attr { key, value });
            }
        }
        (from as u32, self.tree.attrs.len() as u32)
    }

    /// Adds attributes that an element does not have yet.
    pub(crate) fn add_attrs(&mut self, node: u32, (from, to): (u32, u32)) {
        let more = &self.tree.attrs[from as usize..to as usize];
        let missing: Vec<Attr<'s>> = more
            .iter()
            .filter(|a| self.tree.attr(node, a.key).is_none())
            .cloned()
            .collect();
        if missing.is_empty() {
            return;
        }
        let mut all = self.tree.attrs(node).to_vec();
        all.extend(missing);
        all.sort_by_key(|a| a.key);
        let from = self.tree.attrs.len() as u32;
        self.tree.attrs.extend(all);
        self.tree.set_attrs(node, (from, self.tree.attrs.len() as u32));
    }

    fn add(&mut self, kind: Kind) -> Result<u32, Stop> {
        if self.tree.len() >= self.limits.nodes {
            let detail = format!("more than {} nodes", self.limits.nodes);
            return Err(Refusal::new(RejectReason::TooManyNodes, detail).into());
        }
        Ok(self.tree.add(kind))
    }

    pub(crate) fn current(&self) -> (u32, Name) {
        self.stack.last().copied().unwrap_or((DOCUMENT, Known::Other.into()))
    }

    pub(crate) fn current_is(&self, known: Known) -> bool {
        self.current().1.known == known
    }

    fn push(&mut self, node: u32, name: Name) -> Result<(), Stop> {
        if self.stack.len() >= self.limits.depth {
            return Err(too_deep(&self.limits).into());
        }
        self.paragraphs += u32::from(name.known == Known::P);
        self.stack.push((node, name));
        Ok(())
    }

    /// Opens an element that is already in the tree.
    pub(crate) fn reopen(&mut self, node: u32, known: Known) -> Result<(), Stop> {
        self.push(node, known.into())
    }

    pub(crate) fn pop(&mut self) -> Option<Name> {
        let (_, name) = self.stack.pop()?;
        self.paragraphs -= u32::from(name.known == Known::P);
        Some(name)
    }

    fn truncate(&mut self, len: usize) {
        while self.stack.len() > len {
            self.pop();
        }
    }

    /// Takes one element off the stack, wherever it stands.
    pub(crate) fn unstack(&mut self, node: u32) {
        if let Some(at) = self.stack.iter().rposition(|s| s.0 == node) {
            let (_, name) = self.stack.remove(at);
            self.paragraphs -= u32::from(name.known == Known::P);
        }
    }

    /// Where a child of the current element, or of `target`, goes: a parent and the sibling before which it goes.
    fn place(&self, target: Option<u32>) -> (u32, u32) {
        let (node, name) = match target.and_then(|t| self.stack.iter().rfind(|s| s.0 == t)) {
            Some(&entry) => entry,
            None => self.current(),
        };
        if !(self.fostering && name.known.is(set::FOSTER)) {
            return (node, NONE);
        }
        let Some(at) = self.stack.iter().rposition(|s| s.1.known == Known::Table) else {
            return (self.stack.first().map_or(DOCUMENT, |s| s.0), NONE);
        };
        let table = self.stack[at].0;
        match self.tree.node(table).parent {
            NONE => (self.stack[at.saturating_sub(1)].0, NONE),
            parent => (parent, table),
        }
    }

    fn put(&mut self, (parent, sibling): (u32, u32), child: u32) {
        if sibling == NONE {
            self.tree.append(parent, child);
        } else {
            self.tree.insert_before(sibling, child);
        }
    }

    /// A new element at its place, not open.
    pub(crate) fn insert(&mut self, name: Name, attrs: (u32, u32)) -> Result<u32, Stop> {
        let node = self.add(Kind::Element(name, attrs.0, attrs.1))?;
        if self.stack.is_empty() {
            self.tree.append(DOCUMENT, node);
        } else {
            self.put(self.place(None), node);
        }
        Ok(node)
    }

    /// A new element at its place, open.
    pub(crate) fn open(&mut self, name: Name, attrs: (u32, u32)) -> Result<u32, Stop> {
        let node = self.insert(name, attrs)?;
        self.push(node, name)?;
        Ok(node)
    }

    /// An element that no tag stands for.
    pub(crate) fn imply(&mut self, known: Known) -> Result<u32, Stop> {
        self.open(known.into(), (0, 0))
    }

    /// Bytes of the tree's text as a child of `target`, or at their place; neighbours grow together where they can.
    pub(crate) fn append_text(&mut self, target: Option<u32>, start: u32, end: u32) -> Result<(), Stop> {
        if start == end {
            return Ok(());
        }
        let (parent, sibling) = target.map_or_else(|| self.place(None), |t| (t, NONE));
        let before = match sibling {
            NONE => self.tree.node(parent).last,
            sibling => self.tree.node(sibling).prev,
        };
        if !self.tree.extend_text(before, start, end) {
            let node = self.add(Kind::Text(start, end))?;
            self.put((parent, sibling), node);
        }
        Ok(())
    }

    /// Whether an element that `is` picks is open, looked for up to an element of `scope`.
    fn find(&self, scope: u16, is: impl Fn(u32, Name) -> bool) -> bool {
        for &(node, name) in self.stack.iter().rev() {
            if is(node, name) {
                return true;
            }
            if name.known.is(scope) {
                return false;
            }
        }
        false
    }

    pub(crate) fn in_scope(&self, scope: u16, known: Known) -> bool {
        if known == Known::P && self.paragraphs == 0 {
            return false;
        }
        self.find(scope, |_, name| name.known == known)
    }

    pub(crate) fn node_in_scope(&self, node: u32) -> bool {
        self.find(set::SCOPE, |n, _| n == node)
    }

    pub(crate) fn set_in_scope(&self, scope: u16, sets: u16) -> bool {
        self.find(scope, |_, name| name.known.is(sets))
    }

    /// Closes what needs no end tag, but not an `except`.
    pub(crate) fn close_implied(&mut self, except: Known) {
        while self.current().1.known.is(set::IMPLIED) && !self.current_is(except) {
            self.pop();
        }
    }

    /// Closes elements up to one that `is` picks, and that one.
    pub(crate) fn pop_until(&mut self, is: impl Fn(Known) -> bool) {
        while let Some(name) = self.pop() {
            if is(name.known) {
                break;
            }
        }
    }

    /// Closes elements until the current one is one that `is` picks.
    pub(crate) fn pop_to(&mut self, is: impl Fn(Known) -> bool) {
        while self.stack.len() > 1 && !is(self.current().1.known) {
            self.pop();
        }
    }

    /// Closes an element with what stands open in it.
    pub(crate) fn close(&mut self, known: Known) {
        self.close_implied(known);
        self.pop_until(|k| k == known);
    }

    /// Closes an open paragraph, unless a button or the like lies between.
    pub(crate) fn close_paragraph(&mut self) {
        if self.in_scope(set::SCOPE | set::BUTTON, Known::P) {
            self.close(Known::P);
        }
    }

    /// The end tag of an element without rules of its own.
    pub(crate) fn close_any(&mut self, name: Name) {
        let mut at = self.stack.len();
        for (k, (_, open)) in self.stack.iter().enumerate().rev() {
            if *open == name {
                at = k;
                break;
            }
            if open.known.is(set::SPECIAL) {
                return;
            }
        }
        if at < self.stack.len() {
            self.truncate(at);
        }
    }

    /// Formatting elements opened since the last marker, the newest first, with their places in the list.
    fn since_marker(&self) -> impl Iterator<Item = (usize, Formatting)> + '_ {
        let list = self.formatting.iter().enumerate().rev();
        list.map_while(|(k, f)| Some((k, (*f)?)))
    }

    fn in_list(&self, node: u32) -> Option<usize> {
        self.formatting.iter().rposition(|f| f.is_some_and(|f| f.node == node))
    }

    pub(crate) fn clear_to_marker(&mut self) {
        while self.formatting.pop().flatten().is_some() {}
    }

    /// Opens again the formatting elements that a block has closed.
    pub(crate) fn reconstruct(&mut self) -> Result<(), Stop> {
        let is_open = |f: &Option<Formatting>| f.is_none_or(|f| self.stack.iter().rev().any(|s| s.0 == f.node));
        let from = self.formatting.iter().rposition(is_open).map_or(0, |k| k + 1);
        for k in from..self.formatting.len() {
            let Some(old) = self.formatting[k] else { continue };
            let node = self.open(old.name, old.attrs)?;
            self.formatting[k] = Some(Formatting { node, ..old });
        }
        Ok(())
    }

    /// Opens a formatting element; of four alike the first is forgotten.
    pub(crate) fn open_formatting(&mut self, name: Name, attrs: (u32, u32)) -> Result<(), Stop> {
        let of = |(from, to): (u32, u32)| &self.tree.attrs[from as usize..to as usize];
        let (mut first, mut alike) = (0, 0);
        for (k, f) in self.since_marker() {
            if f.name == name && of(f.attrs) == of(attrs) {
                first = k;
                alike += 1;
            }
        }
        if alike >= 3 {
            self.formatting.remove(first);
        }
        let node = self.open(name, attrs)?;
        self.formatting.push(Some(Formatting { node, name, attrs }));
        Ok(())
    }

    /// An `a` inside an `a` ends the outer one.
    pub(crate) fn close_outer_link(&mut self) -> Result<(), Stop> {
        let link = self.since_marker().find(|(_, f)| f.name.known == Known::A);
        if let Some((_, link)) = link {
            self.adopt(Known::A.into())?;
            if let Some(at) = self.in_list(link.node) {
                self.formatting.remove(at);
            }
            self.unstack(link.node);
        }
        Ok(())
    }

    /// The end tag of a formatting element: the "adoption agency algorithm" of the standard. Blocks that were opened
    /// inside the element and are still open adopt a copy of it.
    pub(crate) fn adopt(&mut self, name: Name) -> Result<(), Stop> {
        let (node, current) = self.current();
        if current == name && self.in_list(node).is_none() {
            self.pop();
            return Ok(());
        }
        for _ in 0..8 {
            let Some((entry, subject)) = self.since_marker().find(|(_, f)| f.name == name) else {
                self.close_any(name);
                return Ok(());
            };
            let Some(depth) = self.stack.iter().rposition(|s| s.0 == subject.node) else {
                self.formatting.remove(entry);
                return Ok(());
            };
            if !self.node_in_scope(subject.node) {
                return Ok(());
            }
            let block = self.stack[depth..].iter().position(|s| s.1.known.is(set::SPECIAL));
            let Some(block) = block.map(|n| depth + n) else {
                self.truncate(depth);
                self.formatting.remove(entry);
                return Ok(());
            };
            self.adopt_into(subject, depth, block)?;
        }
        Ok(())
    }

    /// One round: `subject` stands at `depth` of the stack, the block nearest to it at `block`.
    fn adopt_into(&mut self, subject: Formatting, depth: usize, block: usize) -> Result<(), Stop> {
        let furthest = self.stack[block].0;
        let ancestor = self.stack[depth - 1].0;
        let mut last = furthest;
        // Behind which entry of the list the copy of the subject goes; none: in place of the subject.
        let mut behind = None;
        let mut at = block;
        let mut round = 0;
        loop {
            round += 1;
            at -= 1;
            let (node, name) = self.stack[at];
            if node == subject.node {
                break;
            }
            let entry = self.in_list(node);
            if let (true, Some(entry)) = (round > 3, entry) {
                self.formatting.remove(entry);
            }
            let Some(entry) = entry.filter(|_| round <= 3) else {
                self.unstack(node);
                continue;
            };
            let attrs = self.formatting[entry].map_or((0, 0), |f| f.attrs);
            let copy = self.add(Kind::Element(name, attrs.0, attrs.1))?;
            self.stack[at].0 = copy;
            self.formatting[entry] = Some(Formatting {
                node: copy,
                name,
                attrs,
            });
            if last == furthest {
                behind = Some(copy);
            }
            self.tree.detach(last);
            self.tree.append(copy, last);
            last = copy;
        }
        self.tree.detach(last);
        self.put(self.place(Some(ancestor)), last);
        let copy = self.add(Kind::Element(subject.name, subject.attrs.0, subject.attrs.1))?;
        self.tree.move_children(furthest, copy);
        self.tree.append(furthest, copy);
        let entry = Some(Formatting { node: copy, ..subject });
        let own = self.in_list(subject.node);
        match behind.and_then(|b| self.in_list(b)) {
            Some(at) => {
                self.formatting.insert(at + 1, entry);
                if let Some(old) = self.in_list(subject.node) {
                    self.formatting.remove(old);
                }
            }
            None => {
                if let Some(own) = own {
                    self.formatting[own] = entry;
                }
            }
        }
        self.unstack(subject.node);
        let at = self
            .stack
            .iter()
            .position(|s| s.0 == furthest)
            .map_or(self.stack.len(), |n| n + 1);
        self.stack.insert(at, (copy, subject.name));
        Ok(())
    }
}
