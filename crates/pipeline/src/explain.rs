//! `explain`: one page as a person reads it: kept lines plain, removed lines with label and rule, artifacts, names.

use anstyle::{AnsiColor, Effects, Style as Ansi};
use copydesk_model::{Annotation, Document, Label, Mark, Piece, Span, pieces};

use crate::desk::Desk;
use crate::stages::finish;

/// How to draw.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether the terminal shows colours.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// Columns of the left margin, which holds the labels.
const MARGIN: usize = 15;

/// The page of one document of pass 1. Findings that need the whole corpus are not in it.
pub fn explain(mut doc: Document, desk: &Desk, style: Style) -> String {
    let parts = pieces(&doc, desk.policy);
    finish(&mut doc, &parts, desk);
    let mut page = Sheet {
        out: String::new(),
        style,
        width: style.width.clamp(48, 110),
    };
    page.head(&doc);
    page.body(&doc, &parts);
    page.artifacts(&doc);
    page.names(&doc);
    page.foot(&doc, &parts);
    page.out
}

struct Sheet {
    out: String,
    style: Style,
    width: usize,
}

const DIM: Ansi = Ansi::new().effects(Effects::DIMMED);
const BOLD: Ansi = Ansi::new().effects(Effects::BOLD);
const NAME: Ansi = Ansi::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));
const FLAW: Ansi = Ansi::new()
    .fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)))
    .effects(Effects::UNDERLINE);

/// One colour for each kind of thing that is cut; the label beside it says the same in words.
fn colour_of(label: Label) -> Ansi {
    let colour = match label {
        Label::Body | Label::Heading => return Ansi::new(),
        Label::Title | Label::Standfirst | Label::Byline | Label::Dateline | Label::AuthorBio => AnsiColor::Green,
        Label::Paywall | Label::Newsletter | Label::Advertisement => AnsiColor::Red,
        Label::Comment | Label::CommentForm => AnsiColor::Magenta,
        Label::PhotoCaption | Label::PhotoCredit => AnsiColor::Cyan,
        _ => AnsiColor::Blue,
    };
    Ansi::new().fg_color(Some(anstyle::Color::Ansi(colour)))
}

impl Sheet {
    fn paint(&self, style: Ansi, text: &str) -> String {
        if self.style.colour && style != Ansi::new() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn section(&mut self, title: &str) {
        let rule = "─".repeat(self.width.saturating_sub(title.chars().count() + 4));
        let line = format!("── {} {}", self.paint(BOLD, title), self.paint(DIM, &rule));
        self.line("");
        self.line(&line);
    }

    fn head(&mut self, doc: &Document) {
        let source = inert(&doc.origin.source);
        self.line(&self.paint(DIM, &source));
        let title = doc.meta.title.as_deref().map_or_else(|| "(no title)".to_owned(), inert);
        self.line(&self.paint(BOLD, &title));
        let date = doc
            .meta
            .published
            .map(|s| format!("{} ({})", day(s.micros), s.source.name()));
        let facts = [
            (!doc.meta.authors.is_empty()).then(|| format!("by {}", inert(&doc.meta.authors.join(", ")))),
            Some(date.unwrap_or_else(|| "no date stated".to_owned())),
            Some(format!(
                "{} {} {:.2}",
                doc.language.language, doc.language.script, doc.language.score
            )),
            Some(format!("{} ({})", doc.charset.name, doc.charset.source.name())),
            Some(match &doc.access.evidence {
                Some(evidence) => format!("access {}: {}", doc.access.access.name(), inert(evidence)),
                None => format!("access {}", doc.access.access.name()),
            }),
            doc.translation.translated.map(|score| {
                let verdict = &doc.translation;
                let machine = verdict
                    .machine
                    .map_or_else(String::new, |m| format!(", machine {m:.2}"));
                let from = verdict
                    .source_language
                    .as_ref()
                    .map_or_else(String::new, |l| format!(", from {l}"));
                let why = verdict
                    .evidence
                    .as_ref()
                    .map_or_else(String::new, |e| format!(": {}", inert(e)));
                format!("translated {score:.2}{machine}{from}{why}")
            }),
        ];
        let flags = doc.flags().iter().map(|f| f.name()).collect::<Vec<_>>().join(", ");
        let facts: Vec<String> = facts
            .into_iter()
            .flatten()
            .chain((!flags.is_empty()).then_some(flags))
            .collect();
        for line in wrap(&facts.join(" · "), self.width) {
            self.line(&self.paint(DIM, &line));
        }
        self.line("");
    }

    fn body(&mut self, doc: &Document, parts: &[Piece]) {
        let text = doc.text();
        let marks = marks(doc);
        let mut last = None;
        let mut gap = false;
        for part in parts {
            if part.label == Label::Blank {
                gap |= part.span.of(text).matches('\n').count() > 1;
                continue;
            }
            if gap {
                self.line("");
            }
            gap = false;
            let colour = colour_of(part.label);
            let shown = if part.kept() && part.label == Label::Body {
                ""
            } else {
                part.label.name()
            };
            let rail = self.paint(colour, if part.kept() { "│" } else { "╳" });
            let margin = format!("{shown:>w$}", w = MARGIN - 2);
            let mut margin = format!("{} {rail} ", self.paint(colour, &margin));
            let base = if part.kept() {
                if part.label == Label::Heading {
                    BOLD
                } else {
                    Ansi::new()
                }
            } else {
                colour | Effects::DIMMED
            };
            for line in self.lines(text, part.span) {
                let line = self.marked(text, line, &marks, base);
                self.line(&format!("{margin}{line}"));
                margin = format!("{}{rail} ", " ".repeat(MARGIN - 1));
            }
            // The rule stands once under a run of pieces that it decided.
            let next_same = last.as_ref() == Some(&part.rule);
            if !part.kept() && !next_same {
                let evidence = part.annotation.and_then(|k| doc.annotations()[k].evidence.as_deref());
                let why = match evidence {
                    Some(e) => format!("{} {:.2} · {}", part.rule, part.score, inert(e)),
                    None => format!("{} {:.2}", part.rule, part.score),
                };
                for why in wrap(&why, self.width.saturating_sub(MARGIN + 4)) {
                    let why = self.paint(DIM, &format!("↳ {why}"));
                    self.line(&format!("{}{rail} {why}", " ".repeat(MARGIN - 1)));
                }
            }
            last = Some(part.rule.clone());
        }
    }

    /// The lines of a piece, as spans, none wider than the page.
    fn lines(&self, text: &str, span: Span) -> Vec<Span> {
        let room = self.width.saturating_sub(MARGIN + 2).max(20);
        let mut out = Vec::new();
        for line in span.of(text).split('\n') {
            for part in wrap_slices(line, room) {
                out.extend(Span::of_slice(text, part));
            }
        }
        out
    }

    /// A line with its artifacts underlined and its names coloured.
    fn marked(&self, text: &str, line: Span, marks: &[(Span, Ansi)], base: Ansi) -> String {
        let mut out = String::new();
        let mut at = line.start();
        let first = marks.partition_point(|(s, _)| s.end() <= line.start());
        for (span, style) in &marks[first..] {
            if span.start() >= line.end() {
                break;
            }
            let (start, end) = (span.start().max(at), span.end().min(line.end()));
            if start >= end {
                continue;
            }
            out.push_str(&self.paint(base, &inert(&text[at..start])));
            out.push_str(&self.paint(*style, &inert(&text[start..end])));
            at = end;
        }
        out.push_str(&self.paint(base, &inert(&text[at..line.end()])));
        out
    }

    fn artifacts(&mut self, doc: &Document) {
        let mut found: Vec<&Annotation> = doc
            .annotations()
            .iter()
            .filter(|a| matches!(a.mark, Mark::Artifact { .. }))
            .collect();
        if found.is_empty() {
            return;
        }
        found.sort_by_key(|a| a.span);
        self.section(&format!("artifacts ({})", found.len()));
        // Lines are counted on from one finding to the next, which comes behind it.
        let (mut line, mut at) = (1, 0);
        for a in found {
            let Mark::Artifact { kind, repair, apply } = &a.mark else {
                continue;
            };
            line += doc.text()[at..a.span.start()].matches('\n').count();
            at = a.span.start();
            let surface = clip(&visible(a.span.of(doc.text())), 44);
            let mended = match (repair, apply) {
                (Some(r), true) => format!(" → {}", clip(&visible(r), 24)),
                (Some(r), false) => format!(" ({}?)", clip(&visible(r), 24)),
                (None, _) => String::new(),
            };
            let flaw = self.paint(FLAW, &surface);
            let rest = self.paint(DIM, &format!("{} {:.2}", a.rule, a.score));
            self.line(&format!("  {:>4}  {:<26} {flaw}{mended}  {rest}", line, kind.name()));
        }
    }

    fn names(&mut self, doc: &Document) {
        // One line for each entity: canonical form, id, forms with counts, rules.
        let mut seen: std::collections::BTreeMap<
            (String, String),
            std::collections::BTreeMap<(String, String), usize>,
        > = Default::default();
        for a in doc.annotations() {
            let Some(m) = a.as_mention() else { continue };
            let canonical = m.canonical.as_deref().unwrap_or("?").to_owned();
            let id = m.entity.as_ref().map_or("unresolved", |e| e.as_str()).to_owned();
            let form = (a.span.of(doc.text()).to_owned(), a.rule.to_string());
            *seen.entry((canonical, id)).or_default().entry(form).or_default() += 1;
        }
        if seen.is_empty() {
            return;
        }
        self.section(&format!("names ({})", seen.len()));
        for ((canonical, id), forms) in seen {
            let forms: Vec<String> = forms
                .iter()
                .map(|((form, rule), n)| format!("{} ×{n} [{}]", inert(form), short(rule)))
                .collect();
            let head = format!("  {} {}", self.paint(NAME, &inert(&canonical)), self.paint(DIM, &id));
            self.line(&head);
            for line in wrap(&forms.join(", "), self.width.saturating_sub(6)) {
                self.line(&format!("      {line}"));
            }
        }
    }

    fn foot(&mut self, doc: &Document, parts: &[Piece]) {
        let count = |keep: bool| -> usize {
            let of = parts.iter().filter(|p| p.label != Label::Blank && p.kept() == keep);
            // Characters of the page, as the tables count them; a repaired reading may be shorter.
            let page = doc.page();
            of.map(|p| page.to_page(p.span).of(page.page()).chars().count()).sum()
        };
        let (kept, removed) = (count(true), count(false));
        self.section("account");
        let share = removed as f64 * 100.0 / (kept + removed).max(1) as f64;
        self.line(&format!(
            "  {kept} characters kept, {removed} removed ({share:.0} %), blanks aside"
        ));
        let note = self.paint(
            DIM,
            "  this page alone: what a site repeats and near-copies show in a build",
        );
        self.line(&note);
    }
}

/// Stretches to draw otherwise: artifacts first, then names; none overlap.
fn marks(doc: &Document) -> Vec<(Span, Ansi)> {
    let of = |a: &Annotation| match &a.mark {
        Mark::Artifact { .. } if !a.span.is_empty() && a.span.len() <= 200 => Some((0, a.span, FLAW)),
        Mark::Mention(_) => Some((1, a.span, NAME)),
        _ => None,
    };
    let mut all: Vec<(i32, Span, Ansi)> = doc.annotations().iter().filter_map(of).collect();
    all.sort_by_key(|(rank, span, _)| (span.start(), *rank, span.end()));
    let mut out: Vec<(Span, Ansi)> = Vec::new();
    for (_, span, style) in all {
        if out.last().is_none_or(|(last, _)| last.end() <= span.start()) {
            out.push((span, style));
        }
    }
    out
}

/// A text from strangers, made harmless for a terminal: control and direction characters become `·`.
fn inert(text: &str) -> String {
    let harmful = |c: char| {
        c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    text.chars().map(|c| if harmful(c) { '·' } else { c }).collect()
}

/// The same with spaces that can be seen.
fn visible(text: &str) -> String {
    inert(text)
        .chars()
        .map(|c| match c {
            ' ' => '␣',
            '\u{a0}' => '⍽',
            c => c,
        })
        .collect()
}

fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        text.to_owned()
    } else {
        text.chars().take(most - 1).chain(['…']).collect()
    }
}

fn short(rule: &str) -> &str {
    rule.strip_prefix("names/").unwrap_or(rule)
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    wrap_slices(text, width.max(20))
        .into_iter()
        .map(str::to_owned)
        .collect()
}

/// Cuts a line at white space so that no part is wider than `width` columns; a longer word is cut.
fn wrap_slices(line: &str, width: usize) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut columns = 0;
    let mut space = None;
    for (at, c) in line.char_indices() {
        if columns >= width {
            let cut = space.take().filter(|&s| s > start).unwrap_or(at);
            out.push(line[start..cut].trim_end());
            start = cut + line[cut..].len() - line[cut..].trim_start().len();
            start = start.min(at.max(cut));
            columns = line[start..at].chars().count();
        }
        if c == ' ' {
            space = Some(at);
        }
        columns += 1;
    }
    out.push(&line[start..]);
    out
}

/// A day in UTC.
fn day(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros)
        .map_or_else(|_| "out of range".to_owned(), |t| t.strftime("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_wrap_at_words_and_lose_nothing() {
        for (line, width) in [
            ("one two three four", 8),
            ("Лукашэнка сустрэўся з журналістамі", 10),
            ("aaaaaaaaaaaaaaaaaaaa", 6),
            ("", 8),
        ] {
            let parts = wrap_slices(line, width);
            assert!(parts.iter().all(|p| p.chars().count() <= width), "{parts:?}");
            let without = |s: &str| s.split_whitespace().collect::<String>();
            assert_eq!(parts.iter().map(|p| without(p)).collect::<String>(), without(line));
        }
    }

    #[test]
    fn strangers_text_cannot_drive_a_terminal() {
        assert_eq!(inert("a\u{1b}[31mb\u{202e}c"), "a·[31mb·c");
    }
}
