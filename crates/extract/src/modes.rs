//! What each tag and each text does, by insertion mode: the tables of the HTML Standard's tree construction
//! (<https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inhtml>) without foreign content, templates,
//! `select`, frames and raw text, which never get here or are odd. The mode "in body" has a file of its own.

use crate::build::{Builder, Stop};
use crate::charref;
use crate::element::{Known, set};
use crate::parse::is_quirky;
use crate::tree::{NONE, Name};

/// The insertion modes, with the standard's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Initial,
    BeforeHtml,
    BeforeHead,
    InHead,
    AfterHead,
    InBody,
    InTable,
    InCaption,
    InColumnGroup,
    InTableBody,
    InRow,
    InCell,
    AfterBody,
    AfterAfterBody,
}

impl<'s> Builder<'s> {
    pub(crate) fn doctype(&mut self, doctype: &str) {
        if self.mode == Mode::Initial {
            self.quirks = is_quirky(doctype);
            self.mode = Mode::BeforeHtml;
        }
    }

    pub(crate) fn text(&mut self, raw: &str, ignore_lf: bool) -> Result<(), Stop> {
        let mut start = self.tree.text.len();
        charref::push_text(&mut self.tree.text, raw);
        let text = &self.tree.text[start..];
        if ignore_lf && text.starts_with('\n') {
            start += 1;
        }
        let text = &self.tree.text[start..];
        if text.is_empty() {
            return Ok(());
        }
        let blank = text.bytes().take_while(u8::is_ascii_whitespace).count();
        let is_blank = blank == text.len();
        let (start, end) = (start as u32, self.tree.text.len() as u32);
        let mut word = start;
        loop {
            match self.mode {
                Mode::Initial | Mode::BeforeHtml | Mode::BeforeHead => word = start + blank as u32,
                Mode::InHead | Mode::AfterHead | Mode::InColumnGroup => {
                    self.append_text(None, word, start + blank as u32)?;
                    word = start + blank as u32;
                }
                Mode::InBody | Mode::InCaption | Mode::InCell => {
                    return self.text_in_body(word, end);
                }
                Mode::AfterBody | Mode::AfterAfterBody => {
                    if !is_blank {
                        self.mode = Mode::InBody;
                    }
                    return self.text_in_body(word, end);
                }
                Mode::InTable | Mode::InTableBody | Mode::InRow => {
                    if is_blank && self.current().1.known.is(set::FOSTER) {
                        return self.append_text(None, word, end);
                    }
                    return self.fostered(|b| b.text_in_body(word, end));
                }
            }
            if word == end {
                return Ok(());
            }
            self.leave_early_mode()?;
        }
    }

    fn text_in_body(&mut self, start: u32, end: u32) -> Result<(), Stop> {
        self.reconstruct()?;
        self.append_text(None, start, end)
    }

    fn fostered(&mut self, step: impl FnOnce(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        self.fostering = true;
        let done = step(self);
        self.fostering = false;
        done
    }

    /// What the standard does in the modes before the body, and in a column group, when "anything else" comes.
    fn leave_early_mode(&mut self) -> Result<(), Stop> {
        match self.mode {
            Mode::Initial => {
                self.quirks = true;
                self.mode = Mode::BeforeHtml;
            }
            Mode::BeforeHtml => {
                self.imply(Known::Html)?;
                self.mode = Mode::BeforeHead;
            }
            Mode::BeforeHead => {
                self.head = self.imply(Known::Head)?;
                self.mode = Mode::InHead;
            }
            Mode::InHead => {
                self.pop();
                self.mode = Mode::AfterHead;
            }
            Mode::AfterHead => {
                self.imply(Known::Body)?;
                self.mode = Mode::InBody;
            }
            Mode::InColumnGroup => {
                self.pop();
                self.mode = Mode::InTable;
            }
            _ => self.mode = Mode::InBody,
        }
        Ok(())
    }

    /// The end of the page: what is not there yet of `html`, `head` and `body` is made.
    pub(crate) fn finish(&mut self) -> Result<(), Stop> {
        while matches!(
            self.mode,
            Mode::Initial | Mode::BeforeHtml | Mode::BeforeHead | Mode::InHead | Mode::AfterHead
        ) {
            self.leave_early_mode()?;
        }
        Ok(())
    }

    /// A start tag. `content` is the text of a `title` or `textarea`.
    pub(crate) fn start(&mut self, name: Name, attrs: (u32, u32), content: Option<&str>) -> Result<(), Stop> {
        use Known::{Base, Basefont, Bgsound, Body, Caption, Col, Colgroup, Form, Head, Html, Link, Meta, Table, Td};
        use Known::{Tbody, Tfoot, Th, Thead, Title, Tr};
        let known = name.known;
        if matches!(
            known,
            Known::Template | Known::Svg | Known::Math | Known::Select | Known::Frameset | Known::Plaintext
        ) {
            return Err(Stop::Odd);
        }
        loop {
            match (self.mode, known) {
                (Mode::Initial, _) => {}
                (Mode::BeforeHtml, Html) => {
                    self.open(name, attrs)?;
                    self.mode = Mode::BeforeHead;
                    return Ok(());
                }
                (Mode::BeforeHtml, _) => {}
                (
                    Mode::BeforeHead
                    | Mode::InHead
                    | Mode::AfterHead
                    | Mode::InColumnGroup
                    | Mode::AfterBody
                    | Mode::AfterAfterBody,
                    Html,
                ) => {
                    return self.start_in_body(name, attrs, content);
                }
                (Mode::BeforeHead, Head) => {
                    self.head = self.open(name, attrs)?;
                    self.mode = Mode::InHead;
                    return Ok(());
                }
                (Mode::InHead | Mode::AfterHead, Head) => return Ok(()),
                (Mode::InHead, Base | Basefont | Bgsound | Link | Meta | Title) => {
                    return self.start_in_head(name, attrs, content);
                }
                (Mode::AfterHead, Base | Basefont | Bgsound | Link | Meta | Title) => {
                    self.reopen(self.head, Head)?;
                    let done = self.start_in_head(name, attrs, content);
                    self.unstack(self.head);
                    return done;
                }
                (Mode::AfterHead, Body) => {
                    self.open(name, attrs)?;
                    self.mode = Mode::InBody;
                    return Ok(());
                }
                (Mode::BeforeHead | Mode::InHead | Mode::AfterHead, _) => {}
                (Mode::InBody, _) => return self.start_in_body(name, attrs, content),
                (Mode::AfterBody | Mode::AfterAfterBody, _) => {}
                (Mode::InColumnGroup, Col) => return self.insert(name, attrs).map(|_| ()),
                (Mode::InColumnGroup, _) => {}
                (Mode::InCaption, Caption | Col | Colgroup | Tbody | Td | Tfoot | Th | Thead | Tr) => {
                    if !self.in_scope(set::TABLE, Caption) {
                        return Ok(());
                    }
                    self.close_caption();
                    continue;
                }
                (Mode::InCell, Caption | Col | Colgroup | Tbody | Td | Tfoot | Th | Thead | Tr) => {
                    if !self.in_scope(set::TABLE, Td) && !self.in_scope(set::TABLE, Th) {
                        return Ok(());
                    }
                    self.close_cell();
                    continue;
                }
                (Mode::InCaption | Mode::InCell, _) => return self.start_in_body(name, attrs, content),
                (Mode::InRow, Td | Th) => {
                    self.pop_to(|k| matches!(k, Tr | Html));
                    self.open(name, attrs)?;
                    self.mode = Mode::InCell;
                    self.formatting.push(None);
                    return Ok(());
                }
                (Mode::InRow, Caption | Col | Colgroup | Tbody | Tfoot | Thead | Tr) => {
                    if !self.close_row() {
                        return Ok(());
                    }
                    continue;
                }
                (Mode::InTableBody, Tr) => {
                    self.pop_to_table_body();
                    self.open(name, attrs)?;
                    self.mode = Mode::InRow;
                    return Ok(());
                }
                (Mode::InTableBody, Td | Th) => {
                    self.pop_to_table_body();
                    self.imply(Tr)?;
                    self.mode = Mode::InRow;
                    continue;
                }
                (Mode::InTableBody, Caption | Col | Colgroup | Tbody | Tfoot | Thead) => {
                    if !self.close_table_body() {
                        return Ok(());
                    }
                    continue;
                }
                (Mode::InTable | Mode::InTableBody | Mode::InRow, Table) => {
                    if !self.in_scope(set::TABLE, Table) {
                        return Ok(());
                    }
                    self.pop_until(|k| k == Table);
                    self.reset_mode();
                    continue;
                }
                (Mode::InTable, Caption) => {
                    self.pop_to_table();
                    self.formatting.push(None);
                    self.open(name, attrs)?;
                    self.mode = Mode::InCaption;
                    return Ok(());
                }
                (Mode::InTable, Colgroup) => {
                    self.pop_to_table();
                    self.open(name, attrs)?;
                    self.mode = Mode::InColumnGroup;
                    return Ok(());
                }
                (Mode::InTable, Col) => {
                    self.pop_to_table();
                    self.imply(Colgroup)?;
                    self.mode = Mode::InColumnGroup;
                    continue;
                }
                (Mode::InTable, Tbody | Tfoot | Thead) => {
                    self.pop_to_table();
                    self.open(name, attrs)?;
                    self.mode = Mode::InTableBody;
                    return Ok(());
                }
                (Mode::InTable, Td | Th | Tr) => {
                    self.pop_to_table();
                    self.imply(Tbody)?;
                    self.mode = Mode::InTableBody;
                    continue;
                }
                (Mode::InTable | Mode::InTableBody | Mode::InRow, Form) => {
                    if self.form == NONE {
                        self.form = self.insert(name, attrs)?;
                    }
                    return Ok(());
                }
                (Mode::InTable | Mode::InTableBody | Mode::InRow, _) => {
                    return self.fostered(|b| b.start_in_body(name, attrs, content));
                }
            }
            self.leave_early_mode()?;
        }
    }

    /// An end tag.
    pub(crate) fn end(&mut self, name: Name) -> Result<(), Stop> {
        use Known::{Body, Br, Caption, Col, Colgroup, Head, Html, Table, Tbody, Td, Template, Tfoot, Th, Thead, Tr};
        let known = name.known;
        loop {
            match (self.mode, known) {
                (_, Template) => return Ok(()),
                (Mode::Initial, _) => {}
                (Mode::InHead, Head) => {
                    self.pop();
                    self.mode = Mode::AfterHead;
                    return Ok(());
                }
                (Mode::BeforeHtml | Mode::BeforeHead, Head) => {}
                (Mode::BeforeHtml | Mode::BeforeHead | Mode::InHead | Mode::AfterHead, Body | Html | Br) => {}
                (Mode::BeforeHtml | Mode::BeforeHead | Mode::InHead | Mode::AfterHead, _) => return Ok(()),
                (Mode::AfterBody, Html) => {
                    self.mode = Mode::AfterAfterBody;
                    return Ok(());
                }
                (Mode::AfterBody | Mode::AfterAfterBody, _) => {}
                (Mode::InBody, _) => return self.end_in_body(name),
                (Mode::InColumnGroup, Colgroup) => {
                    self.pop();
                    self.mode = Mode::InTable;
                    return Ok(());
                }
                (Mode::InColumnGroup, Col) => return Ok(()),
                (Mode::InColumnGroup, _) => {}
                (Mode::InCaption, Table | Caption) => {
                    if !self.in_scope(set::TABLE, Caption) {
                        return Ok(());
                    }
                    self.close_caption();
                    if known == Caption {
                        return Ok(());
                    }
                    continue;
                }
                (Mode::InCaption, Body | Col | Colgroup | Html | Tbody | Td | Tfoot | Th | Thead | Tr) => {
                    return Ok(());
                }
                (Mode::InCell, Td | Th) => {
                    if self.in_scope(set::TABLE, known) {
                        self.close_implied(Known::Other);
                        self.pop_until(|k| k == known);
                        self.clear_to_marker();
                        self.mode = Mode::InRow;
                    }
                    return Ok(());
                }
                (Mode::InCell, Body | Caption | Col | Colgroup | Html) => return Ok(()),
                (Mode::InCell, Table | Tbody | Tfoot | Thead | Tr) => {
                    if !self.in_scope(set::TABLE, known) {
                        return Ok(());
                    }
                    self.close_cell();
                    continue;
                }
                (Mode::InCaption | Mode::InCell, _) => return self.end_in_body(name),
                (Mode::InRow, Tr) => {
                    if self.close_row() {
                        self.mode = Mode::InTableBody;
                    }
                    return Ok(());
                }
                (Mode::InRow, Table) => {
                    if !self.close_row() {
                        return Ok(());
                    }
                    continue;
                }
                (Mode::InRow, Tbody | Tfoot | Thead) => {
                    if !self.in_scope(set::TABLE, known) || !self.close_row() {
                        return Ok(());
                    }
                    continue;
                }
                (Mode::InTableBody, Tbody | Tfoot | Thead) => {
                    if self.in_scope(set::TABLE, known) {
                        self.pop_to_table_body();
                        self.pop();
                        self.mode = Mode::InTable;
                    }
                    return Ok(());
                }
                (Mode::InTableBody, Table) => {
                    if !self.close_table_body() {
                        return Ok(());
                    }
                    continue;
                }
                (Mode::InTable, Table) => {
                    if self.in_scope(set::TABLE, Table) {
                        self.pop_until(|k| k == Table);
                        self.reset_mode();
                    }
                    return Ok(());
                }
                (
                    Mode::InTable | Mode::InTableBody | Mode::InRow,
                    Body | Caption | Col | Colgroup | Html | Tbody | Td | Tfoot | Th | Thead | Tr,
                ) => return Ok(()),
                (Mode::InTable | Mode::InTableBody | Mode::InRow, _) => {
                    return self.fostered(|b| b.end_in_body(name));
                }
            }
            self.leave_early_mode()?;
        }
    }

    fn close_caption(&mut self) {
        self.close_implied(Known::Other);
        self.pop_until(|k| k == Known::Caption);
        self.clear_to_marker();
        self.mode = Mode::InTable;
    }

    fn close_cell(&mut self) {
        self.close_implied(Known::Other);
        self.pop_until(|k| matches!(k, Known::Td | Known::Th));
        self.clear_to_marker();
        self.mode = Mode::InRow;
    }

    /// Closes the row, when one is open in this table, and says whether it did.
    fn close_row(&mut self) -> bool {
        let is_open = self.in_scope(set::TABLE, Known::Tr);
        if is_open {
            self.pop_to(|k| matches!(k, Known::Tr | Known::Html));
            self.pop();
            self.mode = Mode::InTableBody;
        }
        is_open
    }

    /// The same for a part of a table.
    fn close_table_body(&mut self) -> bool {
        let parts = [Known::Table, Known::Tbody, Known::Tfoot];
        let is_open = parts.iter().any(|&k| self.in_scope(set::TABLE, k));
        if is_open {
            self.pop_to_table_body();
            self.pop();
            self.mode = Mode::InTable;
        }
        is_open
    }

    fn pop_to_table_body(&mut self) {
        self.pop_to(|k| matches!(k, Known::Tbody | Known::Tfoot | Known::Thead | Known::Html));
    }

    fn pop_to_table(&mut self) {
        self.pop_to(|k| k.is(set::TABLE));
    }

    /// The mode that fits what is open.
    fn reset_mode(&mut self) {
        let mode = |known| {
            Some(match known {
                Known::Td | Known::Th => Mode::InCell,
                Known::Tr => Mode::InRow,
                Known::Tbody | Known::Thead | Known::Tfoot => Mode::InTableBody,
                Known::Caption => Mode::InCaption,
                Known::Colgroup => Mode::InColumnGroup,
                Known::Table => Mode::InTable,
                Known::Head => Mode::InHead,
                Known::Body => Mode::InBody,
                Known::Html => Mode::AfterHead,
                _ => return None,
            })
        };
        let mode = self.stack.iter().rev().find_map(|s| mode(s.1.known));
        self.mode = mode.unwrap_or(Mode::InBody);
    }
}
