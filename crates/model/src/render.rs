//! The only place where text is cut or replaced.

use crate::{Document, Mark, Piece, Span};

/// What to render.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Kept pieces with safe repairs: the column `text`.
    Clean,
    /// The same with every resolved name in its canonical form, outside direct quotations: `text_normalized`.
    Canonical,
}

/// A rendered text and the way from the document to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Paragraphs parted by a blank line; no white space at either end.
    pub text: String,
    /// From spans of the document to spans of `text`.
    pub map: OffsetMap,
    /// Indices of the annotations whose repair was put in place, sorted.
    pub applied: Vec<usize>,
}

/// From the document's text to the rendered one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    segments: Vec<Segment>,
}

/// A stretch that was taken over. In a copy, offsets run in step; a replacement maps as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Segment {
    from: (u32, u32),
    to: (u32, u32),
    copy: bool,
}

impl Segment {
    /// Texts stay under 4 GiB, as spans ask for.
    fn new(from: (usize, usize), to: (usize, usize), copy: bool) -> Segment {
        let short = |(start, end): (usize, usize)| (start as u32, end as u32);
        Segment {
            from: short(from),
            to: short(to),
            copy,
        }
    }
}

impl OffsetMap {
    /// Bytes of the rendered text for a span of the document; `None` when part of its ends was removed.
    pub fn to_text(&self, span: Span) -> Option<(usize, usize)> {
        let start = self.place(span.start(), false)?;
        let end = if span.is_empty() {
            start
        } else {
            self.place(span.end(), true)?
        };
        (start <= end).then_some((start, end))
    }

    fn place(&self, at: usize, is_end: bool) -> Option<usize> {
        let at = at as u32;
        let k = self
            .segments
            .partition_point(|s| if is_end { s.from.1 < at } else { s.from.1 <= at });
        let s = self.segments.get(k)?;
        let inside = if is_end { s.from.0 < at } else { s.from.0 <= at };
        if !inside {
            return None;
        }
        Some(match (s.copy, is_end) {
            (true, _) => s.to.0 + (at - s.from.0),
            (false, false) => s.to.0,
            (false, true) => s.to.1,
        } as usize)
    }
}

/// One replacement inside kept text.
struct Swap<'d> {
    span: Span,
    with: &'d str,
    annotation: u32,
    is_repair: bool,
}

/// Renders the kept pieces of a document. `pieces` are those of [`crate::pieces`] for the same document.
///
/// Kept pieces of one block stay one paragraph, on one line; a piece cut out between two words leaves one space. Repairs that
/// are to be applied, and in the canonical view names, replace their spans where those lie inside one kept piece;
/// where two overlap, the name goes first, then the earlier, then the longer.
pub fn render(doc: &Document, pieces: &[Piece], view: View) -> Rendered {
    let mut way = Way::default();
    let text = write(doc, pieces, view, Some(&mut way));
    let Way { map, mut applied } = way;
    applied.sort_unstable();
    Rendered { text, map, applied }
}

/// The text of [`render`] alone.
pub fn rendered_text(doc: &Document, pieces: &[Piece], view: View) -> String {
    write(doc, pieces, view, None)
}

fn write(doc: &Document, pieces: &[Piece], view: View, mut way: Option<&mut Way>) -> String {
    let text = doc.text();
    let swaps = swaps(doc, view);
    if let Some(way) = &mut way {
        way.map.segments.reserve_exact(2 * swaps.len() + pieces.len());
    }
    let kept = pieces.iter().filter(|p| p.kept()).map(|p| p.span.len());
    let mut out = Writer {
        // Paragraphs are parted by no more than stood between them, unless a name grows.
        out: String::with_capacity(kept.sum::<usize>() + 2 * pieces.len().min(text.len() / 16)),
        way,
    };
    let mut block = 0;
    let mut last_block: Option<usize> = None;
    let mut swap = 0;
    let mut k = 0;
    while k < pieces.len() {
        if !pieces[k].kept() {
            k += 1;
            continue;
        }
        // Touching kept pieces are one run: a rule may have labelled a part of a block.
        let start = pieces[k].span.start();
        while k + 1 < pieces.len() && pieces[k + 1].kept() {
            k += 1;
        }
        let run = Span::new(text, start, pieces[k].span.end()).map(|s| s.trimmed(text));
        k += 1;
        let Some(run) = run.filter(|r| !r.is_empty()) else {
            continue;
        };
        while block < doc.blocks.len() && doc.blocks[block].span.end() <= run.start() {
            block += 1;
        }
        let here = doc
            .blocks
            .get(block)
            .filter(|b| b.span.start() <= run.start())
            .map(|_| block);
        if !out.out.is_empty() {
            out.out.push_str(if here.is_some() && here == last_block {
                " "
            } else {
                "\n\n"
            });
        }
        last_block = doc.blocks[block.min(doc.blocks.len())..]
            .iter()
            .position(|b| b.span.end() >= run.end())
            .map(|n| block + n);
        while swap < swaps.len() && swaps[swap].span.start() < run.start() {
            swap += 1;
        }
        out.run(text, run, &swaps, &mut swap);
    }
    out.out
}

/// How the text came from the document.
#[derive(Default)]
struct Way {
    map: OffsetMap,
    applied: Vec<usize>,
}

struct Writer<'w> {
    out: String,
    way: Option<&'w mut Way>,
}

impl Writer<'_> {
    fn run(&mut self, text: &str, run: Span, swaps: &[Swap<'_>], next: &mut usize) {
        let mut at = run.start();
        while let Some(s) = swaps.get(*next).filter(|s| s.span.start() < run.end()) {
            *next += 1;
            if s.span.start() < at || s.span.end() > run.end() {
                continue;
            }
            self.copy(text, at, s.span.start());
            let to = self.out.len();
            self.out.push_str(s.with);
            self.mark((s.span.start(), s.span.end()), to, false);
            if let Some(way) = self.way.as_mut().filter(|_| s.is_repair) {
                way.applied.push(s.annotation as usize);
            }
            at = s.span.end();
        }
        self.copy(text, at, run.end());
    }

    /// Takes `start..end` over; a line break inside a paragraph, with the white space around it, becomes one space.
    fn copy(&mut self, text: &str, start: usize, end: usize) {
        let mut at = start;
        while let Some(n) = text[at..end].find('\n') {
            let before = text[at..at + n].trim_end();
            let rest = text[at + n..end].trim_start();
            self.push(text, at, at + before.len());
            let gap = (at + before.len(), end - rest.len());
            let to = self.out.len();
            self.out.push(' ');
            self.mark(gap, to, false);
            at = gap.1;
        }
        self.push(text, at, end);
    }

    fn push(&mut self, text: &str, start: usize, end: usize) {
        if start < end {
            let to = self.out.len();
            self.out.push_str(&text[start..end]);
            self.mark((start, end), to, true);
        }
    }

    /// Notes where the text written from `to` on comes from.
    fn mark(&mut self, from: (usize, usize), to: usize, copy: bool) {
        if let Some(way) = &mut self.way {
            let to = (to, self.out.len());
            way.map.segments.push(Segment::new(from, to, copy));
        }
    }
}

/// Replacements in order, none overlapping another.
fn swaps(doc: &Document, view: View) -> Vec<Swap<'_>> {
    let mut all: Vec<Swap<'_>> = Vec::new();
    for (k, a) in doc.annotations().iter().enumerate() {
        match &a.mark {
            Mark::Artifact {
                repair: Some(with),
                apply: true,
                ..
            } if !a.span.is_empty() => {
                all.push(Swap {
                    span: a.span,
                    with,
                    annotation: k as u32,
                    is_repair: true,
                });
            }
            Mark::Mention(m) if view == View::Canonical && !m.in_quote && m.entity.is_some() => {
                let Some(with) = &m.canonical else { continue };
                all.push(Swap {
                    span: a.span,
                    with,
                    annotation: k as u32,
                    is_repair: false,
                });
            }
            _ => {}
        }
    }
    all.sort_unstable_by_key(|s| {
        (
            s.is_repair,
            s.span.start(),
            std::cmp::Reverse(s.span.end()),
            s.annotation,
        )
    });
    // Each kind goes from left to right, so of its own kind it can only meet the last that was taken.
    let mut names: Vec<Span> = Vec::new();
    let mut last = (false, 0);
    all.retain(|s| {
        if last.0 != s.is_repair {
            last = (s.is_repair, 0);
        }
        let before = names.partition_point(|n| s.is_repair && n.start() < s.span.end());
        let name = before.checked_sub(1).map_or(0, |k| names[k].end());
        let free = last.1.max(name) <= s.span.start();
        if free {
            last.1 = s.span.end();
            if !s.is_repair {
                names.push(s.span);
            }
        }
        free
    });
    all.sort_unstable_by_key(|s| (s.span.start(), s.is_repair));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Annotation, ArtifactKind, EntityId, EntityType, Label, Mention, Policy, RuleId, pieces};

    fn span(doc: &Document, slice: &str) -> Span {
        let at = doc.text().find(slice).unwrap();
        Span::new(doc.text(), at, at + slice.len()).unwrap()
    }

    fn example() -> Document {
        let mut doc =
            Document::from_lines("Title\nLukashenka spoke , loudly. Preview And left.\n\n“Lukashenka” stayed.");
        let rule = RuleId::new("test/rule");
        let mention = |doc: &Document, at: Span, in_quote| Annotation {
            span: at,
            mark: Mark::Mention(Box::new(Mention {
                entity: Some(EntityId::new("by-lukashenko-a")),
                canonical: Some("Alexander Lukashenko".into()),
                kind: EntityType::Person,
                in_quote,
            })),
            rule: RuleId::new(doc.id.0.as_str()),
            score: 1.0,
            evidence: None,
        };
        let first = span(&doc, "Lukashenka");
        let quoted = Span::new(
            doc.text(),
            doc.text().rfind("Lukashenka").unwrap(),
            doc.text().rfind("” stayed").unwrap(),
        )
        .unwrap();
        let found = vec![
            Annotation::label(span(&doc, "Title"), Label::Title, &rule, 1.0),
            Annotation::label(span(&doc, "Preview"), Label::Nav, &rule, 1.0),
            Annotation::repair(
                span(&doc, " ,"),
                ArtifactKind::SpaceBeforePunctuation,
                ",",
                true,
                &rule,
                0.9,
            ),
            mention(&doc, first, false),
            mention(&doc, quoted, true),
        ];
        doc.annotate(found);
        doc
    }

    #[test]
    fn cuts_repairs_and_canonical_names() {
        let doc = example();
        let parts = pieces(&doc, Policy::DEFAULT);
        let clean = render(&doc, &parts, View::Clean);
        assert_eq!(
            clean.text,
            "Lukashenka spoke, loudly. And left.\n\n“Lukashenka” stayed."
        );
        assert_eq!(clean.applied, [2]);
        let canonical = render(&doc, &parts, View::Canonical);
        assert_eq!(
            canonical.text,
            "Alexander Lukashenko spoke, loudly. And left.\n\n“Lukashenka” stayed."
        );
    }

    #[test]
    fn lines_of_one_paragraph_become_one_line() {
        let mut doc = Document::from_lines("The first line \r\n  goes on in Minsk\nand ends.\n\nThe next.");
        let end = doc.text().find("\n\n").unwrap();
        doc.blocks[0].span = Span::new(doc.text(), 0, end).unwrap();
        doc.blocks.drain(1..3);
        let clean = render(&doc, &pieces(&doc, Policy::DEFAULT), View::Clean);
        assert_eq!(clean.text, "The first line goes on in Minsk and ends.\n\nThe next.");
        let (s, e) = clean.map.to_text(span(&doc, "Minsk\nand")).unwrap();
        assert_eq!(&clean.text[s..e], "Minsk and");
    }

    #[test]
    fn spans_find_their_way_into_the_text() {
        let doc = example();
        let clean = render(&doc, &pieces(&doc, Policy::DEFAULT), View::Clean);
        for a in doc.annotations() {
            let Some(m) = a.as_mention() else { continue };
            let (s, e) = clean.map.to_text(a.span).unwrap();
            assert_eq!(&clean.text[s..e], "Lukashenka", "{m:?}");
        }
        assert_eq!(clean.map.to_text(span(&doc, "Title")), None);
        let (s, e) = clean.map.to_text(span(&doc, " ,")).unwrap();
        assert_eq!(&clean.text[s..e], ",");
    }
}
