//! The tree of a page in three arrays: nodes linked by numbers, attributes, and all text.
//!
//! Nothing in it owns a piece of its own, so a tree of any depth is dropped without recursion.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::element::{Key, Known};

/// No node.
pub(crate) const NONE: u32 = u32::MAX;
/// The document itself.
pub(crate) const DOCUMENT: u32 = 0;

/// The name of an element: a known one, or a number for every other name of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) known: Known,
    other: u32,
}

impl From<Known> for Name {
    fn from(known: Known) -> Name {
        Name { known, other: 0 }
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Document,
    /// Bytes of the tree's text.
    Text(u32, u32),
    /// A name, and a range of the tree's attributes.
    Element(Name, u32, u32),
}

/// A node and its neighbours.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) parent: u32,
    pub(crate) prev: u32,
    pub(crate) next: u32,
    pub(crate) first: u32,
    pub(crate) last: u32,
}

/// An attribute with its references resolved.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attr<'s> {
    pub(crate) key: Key,
    pub(crate) value: Cow<'s, str>,
}

/// The tree of a page.
pub(crate) struct Tree<'s> {
    nodes: Vec<Node>,
    pub(crate) attrs: Vec<Attr<'s>>,
    pub(crate) text: String,
    others: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl<'s> Tree<'s> {
    /// A document without children.
    pub(crate) fn new() -> Tree<'s> {
        let mut tree = Tree {
            nodes: Vec::with_capacity(1024),
            attrs: Vec::with_capacity(1024),
            text: String::new(),
            others: Vec::new(),
            numbers: HashMap::new(),
        };
        tree.add(Kind::Document);
        tree
    }

    /// How many nodes were made, attached or not.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn node(&self, id: u32) -> &Node {
        &self.nodes[id as usize]
    }

    /// The number of a name.
    pub(crate) fn name(&mut self, name: &str) -> Name {
        let known = Known::of(name);
        if known != Known::Other {
            return known.into();
        }
        let lower = name.to_ascii_lowercase();
        let other = match self.numbers.get(&lower) {
            Some(&n) => n,
            None => {
                let n = self.others.len() as u32;
                self.others.push(lower.clone());
                self.numbers.insert(lower, n);
                n
            }
        };
        Name { known, other }
    }

    /// The number of the name of an end tag; a name that no element has is not remembered.
    pub(crate) fn end_name(&self, name: &str) -> Name {
        let known = Known::of(name);
        let number = || self.numbers.get(&name.to_ascii_lowercase()).copied();
        let other = if known == Known::Other {
            number().unwrap_or(NONE)
        } else {
            0
        };
        Name { known, other }
    }

    /// The name as written, in lower case.
    pub(crate) fn spelled(&self, name: Name) -> &str {
        match name.known {
            Known::Other => self.others.get(name.other as usize).map_or("", String::as_str),
            known => known.name(),
        }
    }

    /// A new node without a parent.
    pub(crate) fn add(&mut self, kind: Kind) -> u32 {
        let id = self.nodes.len() as u32;
        self.nodes.push(Node {
            kind,
            parent: NONE,
            prev: NONE,
            next: NONE,
            first: NONE,
            last: NONE,
        });
        id
    }

    /// Makes `child`, which has no parent, the last child.
    pub(crate) fn append(&mut self, parent: u32, child: u32) {
        let prev = std::mem::replace(&mut self.nodes[parent as usize].last, child);
        match prev {
            NONE => self.nodes[parent as usize].first = child,
            _ => self.nodes[prev as usize].next = child,
        }
        let node = &mut self.nodes[child as usize];
        node.parent = parent;
        node.prev = prev;
    }

    /// Puts `child`, which has no parent, right before `sibling`.
    pub(crate) fn insert_before(&mut self, sibling: u32, child: u32) {
        let Node { parent, prev, .. } = self.nodes[sibling as usize];
        match prev {
            NONE => self.nodes[parent as usize].first = child,
            _ => self.nodes[prev as usize].next = child,
        }
        self.nodes[sibling as usize].prev = child;
        let node = &mut self.nodes[child as usize];
        node.parent = parent;
        node.prev = prev;
        node.next = sibling;
    }

    /// Takes a node with all below it out of the tree.
    pub(crate) fn detach(&mut self, id: u32) {
        let Node { parent, prev, next, .. } = self.nodes[id as usize];
        if parent == NONE {
            return;
        }
        match prev {
            NONE => self.nodes[parent as usize].first = next,
            _ => self.nodes[prev as usize].next = next,
        }
        match next {
            NONE => self.nodes[parent as usize].last = prev,
            _ => self.nodes[next as usize].prev = prev,
        }
        let node = &mut self.nodes[id as usize];
        (node.parent, node.prev, node.next) = (NONE, NONE, NONE);
    }

    /// Moves all children of `from` to the end of `to`.
    pub(crate) fn move_children(&mut self, from: u32, to: u32) {
        let mut child = self.nodes[from as usize].first;
        while child != NONE {
            let next = self.nodes[child as usize].next;
            self.detach(child);
            self.append(to, child);
            child = next;
        }
    }

    /// Lengthens a text node by text that was written right behind its own; says whether it was.
    pub(crate) fn extend_text(&mut self, id: u32, start: u32, end: u32) -> bool {
        match self.nodes.get_mut(id as usize).map(|n| &mut n.kind) {
            Some(Kind::Text(_, old)) if *old == start => {
                *old = end;
                true
            }
            _ => false,
        }
    }

    /// Gives an element other attributes.
    pub(crate) fn set_attrs(&mut self, id: u32, attrs: (u32, u32)) {
        if let Kind::Element(_, from, to) = &mut self.nodes[id as usize].kind {
            (*from, *to) = attrs;
        }
    }

    /// The attributes of an element, in the order of [`Key`].
    pub(crate) fn attrs(&self, id: u32) -> &[Attr<'s>] {
        match self.nodes[id as usize].kind {
            Kind::Element(_, from, to) => &self.attrs[from as usize..to as usize],
            _ => &[],
        }
    }

    /// The value of one attribute.
    pub(crate) fn attr(&self, id: u32, key: Key) -> Option<&str> {
        self.attrs(id).iter().find(|a| a.key == key).map(|a| &*a.value)
    }

    /// The text with which an element begins, before its first child element.
    pub(crate) fn leading_text(&self, id: u32) -> Option<Cow<'_, str>> {
        let mut out: Option<Cow<'_, str>> = None;
        let mut at = self.node(id).first;
        while at != NONE {
            let node = self.node(at);
            let Kind::Text(from, to) = node.kind else { break };
            let more = &self.text[from as usize..to as usize];
            match &mut out {
                None => out = Some(more.into()),
                Some(out) => out.to_mut().push_str(more),
            }
            at = node.next;
        }
        out
    }

    /// The tree as indented lines, for comparison.
    #[cfg(test)]
    pub(crate) fn dump(&self) -> String {
        let mut out = String::new();
        let mut at = DOCUMENT;
        let mut depth = 0;
        let mut in_text = false;
        loop {
            match self.node(at).kind {
                Kind::Document => {}
                Kind::Text(from, to) => {
                    if !in_text {
                        out += &format!("\n{:depth$}\"", "");
                    }
                    out += &self.text[from as usize..to as usize].replace('\n', "\\n");
                }
                Kind::Element(name, ..) => {
                    out += &format!("\n{:depth$}<{}", "", self.spelled(name));
                    for a in self.attrs(at) {
                        out += &format!(" {}={:?}", a.key.name(), a.value);
                    }
                }
            }
            in_text = matches!(self.node(at).kind, Kind::Text(..));
            if self.node(at).first != NONE {
                depth += 1;
                at = self.node(at).first;
                continue;
            }
            while self.node(at).next == NONE {
                if at == DOCUMENT {
                    return out;
                }
                in_text = false;
                depth -= 1;
                at = self.node(at).parent;
                if at == DOCUMENT {
                    return out;
                }
            }
            at = self.node(at).next;
        }
    }
}
