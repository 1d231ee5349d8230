//! One label for every line of a page, and the page itself.
//!
//! Inside the chosen body a line is kept unless its context or its shape says otherwise; outside it the context
//! names it. Each verdict carries a rule id of the form `extract/<what>/<why>`.

use copydesk_model::{Annotation, Block, BlockKind, Flag, Label, Meta, Region, RuleId, Span};

use crate::choose::Body;
use crate::cues::{Cue, tells};
use crate::flat::{Flat, Line, Tag};
use crate::model::Score;
use crate::parts::parts;
use crate::prune::is_clean;
use crate::text::fold;
use crate::tokens::Group;
use crate::{Extracted, authors, dates};

/// What a line is, and the rule that says so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) label: Label,
    pub(crate) rule: &'static str,
    pub(crate) score: f32,
}

fn verdict(label: Label, rule: &'static str, score: f32) -> Option<Verdict> {
    Some(Verdict { label, rule, score })
}

/// The verdict on every line, in order; hidden lines have one too and are left out of the page.
pub(crate) fn labels(flat: &Flat, body: &Body, headline: Option<&str>) -> Vec<Verdict> {
    let headline = headline.map(fold).filter(|h| !h.is_empty());
    let inside: Vec<bool> = flat
        .lines
        .iter()
        .map(|l| body.roots.iter().any(|&r| flat.inside(l.elem, r)))
        .collect();
    let first_body = (0..flat.lines.len()).find(|&k| {
        let line = &flat.lines[k];
        inside[k]
            && is_clean(flat, line)
            && line.chars >= 60
            && line.link_bytes * 2 < line.end - line.start
            && !matches!(line.kind, BlockKind::Heading(_))
    });
    let mut titled = false;
    let mut out = Vec::with_capacity(flat.lines.len());
    for (k, line) in flat.lines.iter().enumerate() {
        let before = first_body.is_none_or(|f| k < f);
        let v = title(flat, line, headline.as_deref(), &mut titled)
            .or_else(|| {
                let kept =
                    inside[k] && first_body.is_some() && (is_clean(flat, line) || is_summary(flat, line, before));
                if kept { in_body(flat, line, body, before) } else { None }
            })
            .or_else(|| by_context(flat, line, before))
            .or_else(|| by_shape(flat, line, before, first_body.is_some(), titled));
        out.push(v.unwrap_or(Verdict {
            label: Label::Other,
            rule: "extract/other/outside-body",
            score: 0.6,
        }));
    }
    split_bylines(flat, &mut out);
    teasers(flat, &mut out);
    afterwards(flat, &mut out);
    out
}

/// What follows from the lines that are kept in the end.
pub(crate) fn afterwards(flat: &Flat, out: &mut [Verdict]) {
    second_copies(flat, out);
    lonely_headings(flat, out);
    consent_wall(flat, out);
}

/// A page whose kept text is for the most part a notice about cookies is no article.
fn consent_wall(flat: &Flat, out: &mut [Verdict]) {
    let (mut all, mut consent) = (0, 0);
    for (line, _) in flat.lines.iter().zip(&*out).filter(|(_, v)| v.label.kept()) {
        all += line.chars;
        // Longer text is an article, perhaps about cookies.
        if all > 4000 {
            return;
        }
        consent += if tells(Cue::Consent, flat.of(line)) {
            line.chars
        } else {
            0
        };
    }
    if consent * 5 >= all * 2 && all > 0 {
        for v in out.iter_mut().filter(|v| v.label.kept()) {
            *v = Verdict {
                label: Label::CookieNotice,
                rule: "extract/cookie-notice/wording",
                score: 0.7,
            };
        }
    }
}

/// `Written by` on a line of its own, and the name on the next.
fn split_bylines(flat: &Flat, out: &mut [Verdict]) {
    for k in 1..out.len() {
        let (lead, name) = (&flat.lines[k - 1], &flat.lines[k]);
        let free = |v: &Verdict| !matches!(v.label, Label::Byline | Label::Comment | Label::Related);
        if name.chars <= 60
            && lead.chars <= 30
            && free(&out[k])
            && authors::introduces(flat.of(lead))
            && authors::person(flat.of(name)).is_some()
        {
            let byline = Verdict {
                label: Label::Byline,
                rule: "extract/byline/introduced-by-line-before",
                score: 0.8,
            };
            out[k - 1] = byline;
            out[k] = byline;
        }
    }
}

/// The same paragraph again: a page printed for two widths, a notice in place of every embedded post.
fn second_copies(flat: &Flat, out: &mut [Verdict]) {
    let mut seen = std::collections::BTreeSet::new();
    for (line, v) in flat.lines.iter().zip(out) {
        if v.label == Label::Body && line.chars >= 60 && !seen.insert(flat.of(line)) {
            *v = Verdict {
                label: Label::Duplicate,
                rule: "extract/duplicate/paragraph",
                score: 0.75,
            };
        }
    }
}

/// A heading inside the body with a date right under it is the teaser of another story.
fn teasers(flat: &Flat, out: &mut [Verdict]) {
    let first = out.iter().position(|v| v.label == Label::Body).unwrap_or(out.len());
    for k in first..out.len().saturating_sub(1) {
        let is_link = flat.lines[k].link_bytes * 10 >= (flat.lines[k].end - flat.lines[k].start) * 9;
        if out[k].label == Label::Heading && out[k + 1].label == Label::Dateline {
            let related = Verdict {
                label: Label::Related,
                rule: "extract/related/dated-heading",
                score: 0.75,
            };
            out[k] = related;
            out[k + 1] = related;
        } else if out[k].label == Label::Heading && is_link && out[k + 1].label == Label::Related {
            out[k] = out[k + 1];
        }
    }
}

/// The headline and its copies.
fn title(flat: &Flat, line: &Line, headline: Option<&str>, titled: &mut bool) -> Option<Verdict> {
    let headline = headline?;
    if line.hidden_by != 0 || (line.end - line.start) as usize > headline.len() * 2 + 40 {
        return None;
    }
    let crumb = flat.elems[line.elem as usize].context == Some(Group::Breadcrumb);
    if crumb || fold(flat.of(line)) != headline {
        return None;
    }
    let is_heading = matches!(line.kind, BlockKind::Heading(1 | 2));
    if *titled {
        return verdict(Label::Duplicate, "extract/duplicate/title", 0.9);
    }
    let in_menu = matches!(
        flat.elems[line.elem as usize].region,
        Region::Nav | Region::Footer | Region::Aside
    );
    if in_menu && !is_heading {
        return None;
    }
    *titled = true;
    verdict(Label::Title, "extract/title/headline", 0.95)
}

/// A line inside the body, in no excluding context.
fn in_body(flat: &Flat, line: &Line, body: &Body, before: bool) -> Option<Verdict> {
    let text = flat.of(line);
    let keep = |label| verdict(label, body.rule, body.score);
    if let BlockKind::Heading(level) = line.kind {
        return if level == 1 && before {
            verdict(Label::Title, "extract/title/first-heading", 0.8)
        } else {
            keep(Label::Heading)
        };
    }
    if line.chars <= 80 && dates::is_date_line(text).is_some() {
        return verdict(Label::Dateline, "extract/dateline/only-a-date", 0.8);
    }
    if before && line.chars <= 80 && is_byline(text) {
        return verdict(Label::Byline, "extract/byline/introduced", 0.8);
    }
    if line.chars <= 120 && tells(Cue::Credit, text) {
        return verdict(Label::PhotoCredit, "extract/photo-credit/introduced", 0.75);
    }
    let bytes = line.end - line.start;
    if line.link_bytes * 10 >= bytes * 9 && line.chars > 2 {
        return verdict(Label::Related, "extract/related/only-a-link", 0.7);
    }
    if line.kind == BlockKind::ListItem && list_links(flat, line) {
        return verdict(Label::Related, "extract/related/link-density", 0.75);
    }
    keep(Label::Body)
}

/// Names such as `summary` mean the standfirst only above the body; inside it, and for lists, they mean nothing.
fn is_summary(flat: &Flat, line: &Line, before: bool) -> bool {
    let named = flat.elems[line.elem as usize].context == Some(Group::Standfirst);
    let prose = matches!(
        line.kind,
        BlockKind::Paragraph | BlockKind::Quote | BlockKind::Heading(_)
    ) && !before;
    named && line.hidden_by == 0 && (prose || line.kind == BlockKind::ListItem)
}

/// Whether a line is introduced as a signature and names somebody.
fn is_byline(text: &str) -> bool {
    authors::is_introduced(text) && !authors::split_byline(text).is_empty()
}

/// Whether the list around a line is mostly links.
fn list_links(flat: &Flat, line: &Line) -> bool {
    let list = flat.up(line.elem).take(6).find(|e| e.tag == Tag::List);
    list.is_some_and(|list| {
        let lines = &flat.lines[list.lines.0 as usize..list.lines.1 as usize];
        // The list of a whole archive would be summed again for each of its items.
        let lines = &lines[..lines.len().min(60)];
        let (links, all) = lines.iter().fold((0_u64, 0_u64), |s, l| {
            (s.0 + u64::from(l.link_bytes), s.1 + u64::from(l.end - l.start))
        });
        links * 10 > all * 7
    })
}

/// What the names and tags around a line say.
pub(crate) fn by_context(flat: &Flat, line: &Line, before: bool) -> Option<Verdict> {
    let e = &flat.elems[line.elem as usize];
    if matches!(line.kind, BlockKind::Caption) || (e.region == Region::Figure && e.context.is_none()) {
        return caption(flat.of(line));
    }
    let group = e.context?;
    match group {
        Group::Comments => verdict(Label::Comment, "extract/comment/context", 0.9),
        Group::CommentForm => verdict(Label::CommentForm, "extract/comment-form/context", 0.9),
        Group::Cookie => verdict(Label::CookieNotice, "extract/cookie-notice/context", 0.9),
        Group::Ad => verdict(Label::Advertisement, "extract/advertisement/context", 0.85),
        Group::Paywall => verdict(Label::Paywall, "extract/paywall/context", 0.8),
        Group::Newsletter => verdict(Label::Newsletter, "extract/newsletter/context", 0.85),
        Group::Related => verdict(Label::Related, "extract/related/context", 0.85),
        Group::Breadcrumb => verdict(Label::Breadcrumb, "extract/breadcrumb/context", 0.9),
        Group::Share => verdict(Label::ShareCounts, "extract/share-counts/context", 0.85),
        Group::Nav => verdict(Label::Nav, "extract/nav/region", 0.9),
        Group::Footer => {
            if tells(Cue::Legal, flat.of(line)) {
                verdict(Label::Legal, "extract/legal/footer", 0.85)
            } else {
                verdict(Label::Nav, "extract/nav/footer", 0.75)
            }
        }
        Group::Sidebar => verdict(Label::Related, "extract/related/sidebar", 0.7),
        Group::Widget => verdict(Label::Widget, "extract/widget/context", 0.8),
        Group::Bio if line.chars <= 60 && authors::person(flat.of(line)).is_some() => {
            verdict(Label::Byline, "extract/byline/author-box", 0.75)
        }
        Group::Bio => verdict(Label::AuthorBio, "extract/author-bio/context", 0.85),
        Group::Credit => verdict(Label::PhotoCredit, "extract/photo-credit/context", 0.85),
        Group::Caption => caption(flat.of(line)),
        Group::Byline | Group::Date | Group::Meta | Group::Header => signature(flat, line, group, before),
        Group::Tags => verdict(Label::Category, "extract/category/context", 0.85),
        Group::Legal => verdict(Label::Legal, "extract/legal/context", 0.75),
        Group::Title if before && matches!(line.kind, BlockKind::Heading(_)) => {
            verdict(Label::Title, "extract/title/context", 0.6)
        }
        Group::Title if before => signature(flat, line, group, before),
        Group::Title => verdict(Label::Related, "extract/related/title-after-body", 0.6),
        Group::Standfirst => verdict(Label::Standfirst, "extract/standfirst/context", 0.8),
        Group::Box => verdict(Label::Duplicate, "extract/duplicate/pull-quote", 0.7),
        _ => None,
    }
}

/// Lines around a headline: who, when, or the summary.
fn signature(flat: &Flat, line: &Line, group: Group, before: bool) -> Option<Verdict> {
    let text = flat.of(line);
    if dates::is_date_line(text).is_some() {
        return verdict(Label::Dateline, "extract/dateline/context", 0.9);
    }
    let named = || group == Group::Byline || !authors::introduced(text).is_empty();
    if line.chars <= 120 && named() {
        return verdict(Label::Byline, "extract/byline/context", 0.85);
    }
    match group {
        Group::Byline if line.chars > 120 => verdict(Label::AuthorBio, "extract/author-bio/long-byline", 0.7),
        Group::Date => verdict(Label::Dateline, "extract/dateline/context", 0.7),
        Group::Header | Group::Meta | Group::Title if line.chars >= 60 && before && line.link_bytes == 0 => {
            verdict(Label::Standfirst, "extract/standfirst/header", 0.65)
        }
        Group::Header => verdict(Label::Nav, "extract/nav/header", 0.65),
        _ => verdict(Label::Other, "extract/other/article-meta", 0.6),
    }
}

fn caption(text: &str) -> Option<Verdict> {
    if text.len() <= 160 && tells(Cue::Credit, text) {
        return verdict(Label::PhotoCredit, "extract/photo-credit/figure", 0.8);
    }
    verdict(Label::PhotoCaption, "extract/photo-caption/figure", 0.85)
}

/// Outside the body and without a context: what its shape tells.
pub(crate) fn by_shape(flat: &Flat, line: &Line, before: bool, has_body: bool, titled: bool) -> Option<Verdict> {
    let text = flat.of(line);
    if line.kind == BlockKind::Control {
        return verdict(Label::Widget, "extract/widget/control", 0.85);
    }
    if dates::is_date_line(text).is_some() {
        return verdict(Label::Dateline, "extract/dateline/outside-body", 0.6);
    }
    if before && line.chars <= 80 && is_byline(text) {
        return verdict(Label::Byline, "extract/byline/outside-body", 0.7);
    }
    if line.link_bytes * 2 > line.end - line.start {
        return if before || !has_body {
            verdict(Label::Nav, "extract/nav/link-density", 0.75)
        } else {
            verdict(Label::Related, "extract/related/link-density", 0.75)
        };
    }
    if line.kind == BlockKind::Heading(1) && before {
        return verdict(Label::Title, "extract/title/first-heading", 0.7);
    }
    if line.chars < 200 && tells(Cue::Legal, text) {
        return verdict(Label::Legal, "extract/legal/wording", 0.6);
    }
    if titled && before && has_body && line.chars >= 60 && line.link_bytes == 0 {
        return verdict(Label::Standfirst, "extract/standfirst/between-title-and-body", 0.65);
    }
    None
}

/// A heading whose section was dropped, or that ends the body, heads nothing.
fn lonely_headings(flat: &Flat, out: &mut [Verdict]) {
    let mut heads_something = false;
    let mut last_dropped = Verdict {
        label: Label::Related,
        rule: "extract/related/heading",
        score: 0.6,
    };
    for k in (0..out.len()).rev() {
        match out[k].label {
            Label::Body => heads_something = true,
            Label::Heading => {
                if !heads_something {
                    out[k] = Verdict {
                        rule: "extract/heading/heads-nothing",
                        score: 0.6,
                        ..last_dropped
                    };
                }
                // Two headings in a row head the same text.
                let follows =
                    matches!(flat.lines.get(k.wrapping_sub(1)), Some(l) if matches!(l.kind, BlockKind::Heading(_)));
                if !follows {
                    heads_something = false;
                }
            }
            Label::Related | Label::Newsletter | Label::Advertisement | Label::Widget | Label::Nav => {
                last_dropped = out[k];
            }
            _ => {}
        }
    }
}

/// Puts the page together: visible lines joined by line breaks, and what was found about each.
pub(crate) fn assemble(
    flat: Flat,
    verdicts: Vec<Verdict>,
    scores: &[Score],
    meta: Meta,
    flags: Vec<Flag>,
) -> Extracted {
    let mut page = String::with_capacity(flat.text.len());
    let mut found = Vec::with_capacity(flat.lines.len());
    let mut inner = Vec::new();
    let lines = flat.lines.iter().zip(&verdicts).enumerate();
    let mut before = 0.0;
    for (k, (line, v)) in lines.filter(|(_, (l, _))| l.hidden_by == 0) {
        let start = page.len();
        page.push_str(flat.of(line));
        found.push((start, page.len(), line, v, (scores[k], before)));
        before = scores[k].kept;
        inner.extend(parts(&flat, k, *v).into_iter().map(|p| (start, p)));
        page.push('\n');
    }
    let mut blocks = Vec::with_capacity(found.len());
    let mut labels = Vec::with_capacity(found.len());
    let mut rules: Vec<(&'static str, RuleId)> = Vec::new();
    for (start, end, line, v, (score, before)) in found {
        let Some(span) = Span::new(&page, start, end) else {
            continue;
        };
        let rule = match rules.iter().find(|r| r.0 == v.rule) {
            Some(r) => r.1.clone(),
            None => {
                let id = RuleId::new(v.rule);
                rules.push((v.rule, id.clone()));
                id
            }
        };
        blocks.push(Block {
            span,
            kind: line.kind,
            region: flat.elems[line.elem as usize].region,
            link_bytes: line.link_bytes,
        });
        let label = Annotation::label(span, v.label, &rule, v.score);
        let elem = &flat.elems[line.elem as usize];
        let cue = flat.elems[elem.context_of as usize].cue;
        if score.overruled {
            labels.push(label.because(format!("model {:.2}, line before {before:.2}", score.kept)));
            continue;
        }
        labels.push(match cue.filter(|c| elem.context == Some(c.0) && !v.label.kept()) {
            Some((_, cue)) => label.because(format!("element named `{cue}`")),
            None => label,
        });
    }
    // On top of the label of their line.
    labels.extend(inner.into_iter().filter_map(|(at, p)| {
        let span = Span::new(&page, at + p.start, at + p.end)?;
        Some(Annotation::label(span, p.label, &RuleId::new(p.rule), 0.85))
    }));
    Extracted {
        page,
        blocks,
        labels,
        meta,
        flags,
    }
}
