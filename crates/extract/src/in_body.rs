//! What each tag does in the body and in the head: the insertion modes "in body" and "in head" of the HTML Standard
//! (<https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody>).

use crate::build::{Builder, Stop};
use crate::charref;
use crate::element::{Known, set};
use crate::modes::Mode;
use crate::tree::{NONE, Name};

impl Builder<'_> {
    pub(crate) fn start_in_body(&mut self, name: Name, attrs: (u32, u32), content: Option<&str>) -> Result<(), Stop> {
        use Known::{
            A, Applet, Area, Base, Basefont, Bgsound, Body, Br, Button, Caption, Col, Colgroup, Dd, Dt, Embed,
        };
        use Known::{Form, Frame, Head, Hr, Html, Image, Img, Input, Keygen, Li, Link, Listing, Marquee, Meta, Nobr};
        use Known::{Object, Optgroup, Option as Opt, Param, Pre, Rb, Rp, Rt, Rtc, Ruby, Source, Table, Tbody, Td};
        use Known::{Textarea, Tfoot, Th, Thead, Title, Tr, Track, Wbr};
        match name.known {
            Html => {
                if let Some(&(html, _)) = self.stack.first() {
                    self.add_attrs(html, attrs);
                }
            }
            Body => {
                if let Some(&(body, _)) = self.stack.get(1).filter(|s| s.1.known == Body) {
                    self.add_attrs(body, attrs);
                }
            }
            Base | Basefont | Bgsound | Link | Meta | Title => return self.start_in_head(name, attrs, content),
            Caption | Col | Colgroup | Frame | Head | Tbody | Td | Tfoot | Th | Thead | Tr => {}
            known if known.is(set::BLOCK) => {
                self.close_paragraph();
                self.open(name, attrs)?;
            }
            known if known.is(set::HEADING) => {
                self.close_paragraph();
                if self.current().1.known.is(set::HEADING) {
                    self.pop();
                }
                self.open(name, attrs)?;
            }
            Pre | Listing => {
                self.close_paragraph();
                self.open(name, attrs)?;
                self.ignore_lf = true;
            }
            Form => {
                if self.form == NONE {
                    self.close_paragraph();
                    self.form = self.open(name, attrs)?;
                }
            }
            Li | Dd | Dt => {
                let closes = |k: Known| {
                    if name.known == Li {
                        k == Li
                    } else {
                        matches!(k, Dd | Dt)
                    }
                };
                let mut found = None;
                for (_, open) in self.stack.iter().rev() {
                    let known = open.known;
                    if closes(known) {
                        found = Some(known);
                        break;
                    }
                    if known.is(set::SPECIAL) && !matches!(known, Known::Address | Known::Div | Known::P) {
                        break;
                    }
                }
                if let Some(known) = found {
                    self.close(known);
                }
                self.close_paragraph();
                self.open(name, attrs)?;
            }
            Button => {
                if self.in_scope(set::SCOPE, Button) {
                    self.close_implied(Known::Other);
                    self.pop_until(|k| k == Button);
                }
                self.reconstruct()?;
                self.open(name, attrs)?;
            }
            A => {
                self.close_outer_link()?;
                self.reconstruct()?;
                self.open_formatting(name, attrs)?;
            }
            Nobr => {
                self.reconstruct()?;
                if self.in_scope(set::SCOPE, Nobr) {
                    self.adopt(name)?;
                    self.reconstruct()?;
                }
                self.open_formatting(name, attrs)?;
            }
            known if known.is(set::FORMAT) => {
                self.reconstruct()?;
                self.open_formatting(name, attrs)?;
            }
            Applet | Marquee | Object => {
                self.reconstruct()?;
                self.open(name, attrs)?;
                self.formatting.push(None);
            }
            Table => {
                if !self.quirks {
                    self.close_paragraph();
                }
                self.open(name, attrs)?;
                self.mode = Mode::InTable;
            }
            Area | Br | Embed | Img | Keygen | Wbr | Input => {
                self.reconstruct()?;
                self.insert(name, attrs)?;
            }
            Image => {
                self.reconstruct()?;
                self.insert(Img.into(), attrs)?;
            }
            Param | Source | Track => {
                self.insert(name, attrs)?;
            }
            Hr => {
                self.close_paragraph();
                self.insert(name, attrs)?;
            }
            Textarea => {
                let node = self.insert(name, attrs)?;
                let text = content.unwrap_or_default();
                let text = text
                    .strip_prefix("\r\n")
                    .unwrap_or(text.strip_prefix(['\n', '\r']).unwrap_or(text));
                return self.content(node, Some(text));
            }
            Opt | Optgroup => {
                if self.current_is(Opt) {
                    self.pop();
                }
                self.reconstruct()?;
                self.open(name, attrs)?;
            }
            Rb | Rtc | Rp | Rt => {
                if self.in_scope(set::SCOPE, Ruby) {
                    self.close_implied(if matches!(name.known, Rb | Rtc) {
                        Known::Other
                    } else {
                        Rtc
                    });
                }
                self.open(name, attrs)?;
            }
            _ => {
                self.reconstruct()?;
                self.open(name, attrs)?;
            }
        }
        Ok(())
    }

    pub(crate) fn end_in_body(&mut self, name: Name) -> Result<(), Stop> {
        use Known::{Applet, Body, Br, Button, Dd, Dt, Form, Html, Li, Listing, Marquee, Object, P, Pre, Select};
        let known = name.known;
        match known {
            Body | Html => {
                if self.in_scope(set::SCOPE, Body) {
                    self.mode = if known == Body {
                        Mode::AfterBody
                    } else {
                        Mode::AfterAfterBody
                    };
                }
            }
            P => {
                if !self.in_scope(set::SCOPE | set::BUTTON, P) {
                    self.open(name, (0, 0))?;
                }
                self.close(P);
            }
            Form => {
                let form = std::mem::replace(&mut self.form, NONE);
                if form != NONE && self.node_in_scope(form) {
                    self.close_implied(Known::Other);
                    self.unstack(form);
                }
            }
            Li | Dd | Dt => {
                let scope = if known == Li {
                    set::SCOPE | set::LIST
                } else {
                    set::SCOPE
                };
                if self.in_scope(scope, known) {
                    self.close(known);
                }
            }
            _ if known.is(set::HEADING) => {
                if self.set_in_scope(set::SCOPE, set::HEADING) {
                    self.close_implied(Known::Other);
                    self.pop_until(|k| k.is(set::HEADING));
                }
            }
            _ if known.is(set::FORMAT) => return self.adopt(name),
            Applet | Marquee | Object => {
                if self.in_scope(set::SCOPE, known) {
                    self.close_implied(Known::Other);
                    self.pop_until(|k| k == known);
                    self.clear_to_marker();
                }
            }
            Br => return self.start_in_body(name, (0, 0), None),
            Button | Listing | Pre | Select => self.close_block(known),
            _ if known.is(set::BLOCK) => self.close_block(known),
            _ => self.close_any(name),
        }
        Ok(())
    }

    fn close_block(&mut self, known: Known) {
        if self.in_scope(set::SCOPE, known) {
            self.close_implied(Known::Other);
            self.pop_until(|k| k == known);
        }
    }

    pub(crate) fn start_in_head(&mut self, name: Name, attrs: (u32, u32), content: Option<&str>) -> Result<(), Stop> {
        let node = self.insert(name, attrs)?;
        self.content(node, content)
    }

    /// The text of a `title` or `textarea`.
    fn content(&mut self, node: u32, content: Option<&str>) -> Result<(), Stop> {
        let start = self.tree.text.len() as u32;
        charref::push_text(&mut self.tree.text, content.unwrap_or_default());
        self.append_text(Some(node), start, self.tree.text.len() as u32)
    }
}
