//! Which parts of a page stand in a context that is not the article: menus, comments, boxes, captions.
//!
//! Names lie: `has-newsletter` sits on the whole page, a form wraps everything. So a name counts only while what
//! it covers is not most of the page's prose, and never against the part that holds the headline and the prose.

use copydesk_model::{BlockKind, Region};

use crate::flat::{Elem, Flat, Line, Tag};
use crate::tokens::Group;

/// Fills `context`, `region`, `raw_prose` and `prose` of every element.
pub(crate) fn contexts(flat: &mut Flat) {
    show_what_is_most(flat);
    let mut holds = Holds::of(flat);
    for k in 0..flat.elems.len() {
        flat.elems[k].raw_prose = holds.prose[k];
    }
    holds.bodies(flat);
    for k in 1..flat.elems.len() {
        let (own, region) = own_context(flat, &holds, k);
        let parent = &flat.elems[flat.elems[k].parent as usize];
        let inherited = parent.context;
        let (context, context_of) = match (inherited, own) {
            (Some(p), Some(own)) if refines(p, own) => (Some(own), k as u32),
            (Some(p), _) => (Some(p), parent.context_of),
            (None, own) => (own, k as u32),
        };
        let region = match parent.region {
            Region::Main | Region::Header | Region::Figure => region.unwrap_or(parent.region),
            other => other,
        };
        let e = &mut flat.elems[k];
        e.context = context;
        e.context_of = context_of;
        e.region = region;
    }
    for k in 0..flat.lines.len() {
        let line = &flat.lines[k];
        let weight = if is_clean(flat, line) { weight(line) } else { 0 };
        flat.elems[line.elem as usize].prose += weight;
    }
    for k in (1..flat.elems.len()).rev() {
        let (prose, parent) = (flat.elems[k].prose, flat.elems[k].parent);
        flat.elems[parent as usize].prose += prose;
    }
}

/// Whether a line may be part of the article as far as its surroundings go.
pub(crate) fn is_clean(flat: &Flat, line: &Line) -> bool {
    let e = &flat.elems[line.elem as usize];
    let set_apart = matches!(line.kind, BlockKind::Caption | BlockKind::Control);
    let in_figure = e.region == Region::Figure
        && !matches!(
            line.kind,
            BlockKind::Quote | BlockKind::TableRow | BlockKind::Code | BlockKind::ListItem
        );
    line.hidden_by == 0 && e.context.is_none() && !set_apart && !in_figure
}

/// How much prose a line holds: characters of running text; short lines and links count little or nothing.
pub(crate) fn weight(line: &Line) -> u32 {
    if line.hidden_by != 0 || line.link_bytes * 2 > line.end - line.start {
        return 0;
    }
    match line.kind {
        BlockKind::Heading(_) | BlockKind::Control | BlockKind::Caption => 0,
        BlockKind::ListItem | BlockKind::TableRow => {
            if line.chars >= 60 {
                line.chars / 2
            } else {
                line.chars / 8
            }
        }
        _ if line.chars >= 80 => line.chars,
        _ if line.chars >= 25 => line.chars / 2,
        _ => 0,
    }
}

/// Hidden text is left out, unless it is most of the prose: then a script shows it, or an open dialog hid it.
fn show_what_is_most(flat: &mut Flat) {
    let prose = |l: &Line| {
        if l.chars >= 60 && l.link_bytes * 2 < l.end - l.start {
            u64::from(l.chars)
        } else {
            0
        }
    };
    let all: u64 = flat.lines.iter().map(prose).sum();
    let mut by = vec![0_u64; flat.elems.len() + 1];
    for line in &flat.lines {
        by[line.hidden_by as usize] += prose(line);
    }
    for line in &mut flat.lines {
        if line.hidden_by != 0 && by[line.hidden_by as usize] * 2 > all && all > 250 {
            line.hidden_by = 0;
        }
    }
}

/// Sums over subtrees.
struct Holds {
    prose: Vec<u32>,
    headlines: Vec<u32>,
    body: Vec<bool>,
}

impl Holds {
    fn of(flat: &Flat) -> Holds {
        let mut prose = vec![0_u32; flat.elems.len()];
        let mut headlines = vec![0_u32; flat.elems.len()];
        for line in &flat.lines {
            prose[line.elem as usize] += weight(line);
            headlines[line.elem as usize] += u32::from(line.kind == BlockKind::Heading(1) && line.hidden_by == 0);
        }
        for k in (1..flat.elems.len()).rev() {
            let parent = flat.elems[k].parent as usize;
            prose[parent] += prose[k];
            headlines[parent] += headlines[k];
        }
        Holds {
            prose,
            headlines,
            body: Vec::new(),
        }
    }

    /// Marks the elements that hold what is named as an article's body and is a good part of the prose.
    fn bodies(&mut self, flat: &Flat) {
        let all = self.prose.first().copied().unwrap_or(0);
        let mut body = vec![false; flat.elems.len()];
        for k in (1..flat.elems.len()).rev() {
            body[k] |= flat.elems[k].groups.has(Group::Body) && self.prose[k] > all / 4;
            if body[k] {
                body[flat.elems[k].parent as usize] = true;
            }
        }
        self.body = body;
    }
}

/// What an element's own tag and names say, when what it covers lets them count.
fn own_context(flat: &Flat, holds: &Holds, k: usize) -> (Option<Group>, Option<Region>) {
    let e = &flat.elems[k];
    let by_tag = match e.tag {
        Tag::Nav => Some((Group::Nav, Region::Nav)),
        Tag::Footer => Some((Group::Footer, Region::Footer)),
        Tag::Aside => Some((Group::Sidebar, Region::Aside)),
        Tag::Header => Some((Group::Header, Region::Header)),
        Tag::Form => Some((Group::Widget, Region::Form)),
        _ => None,
    };
    if e.tag == Tag::Figure {
        return (
            named(e, holds, k).filter(|&g| g == Group::Ad || g == Group::Related),
            Some(Region::Figure),
        );
    }
    let by_name = named(e, holds, k);
    let by_tag = by_tag.filter(|t| counts(t.0, e, holds, k));
    let region = by_tag.map(|t| t.1).or_else(|| by_name.and_then(region_of));
    (by_name.or(by_tag.map(|t| t.0)), region)
}

fn named(e: &Elem, holds: &Holds, k: usize) -> Option<Group> {
    if e.groups.is_empty() {
        return None;
    }
    Group::ALL
        .iter()
        .copied()
        .take_while(|g| g.excludes())
        .find(|&g| e.groups.has(g) && counts(g, e, holds, k))
}

fn region_of(group: Group) -> Option<Region> {
    Some(match group {
        Group::Nav | Group::Breadcrumb => Region::Nav,
        Group::Footer => Region::Footer,
        Group::Header => Region::Header,
        Group::Sidebar => Region::Aside,
        Group::Comments => Region::Comments,
        Group::CommentForm | Group::Newsletter => Region::Form,
        _ => return None,
    })
}

/// Whether a context may hold for what element `k` covers.
fn counts(group: Group, e: &Elem, holds: &Holds, k: usize) -> bool {
    let all = u64::from(holds.prose[0]).max(1);
    let prose = u64::from(holds.prose[k]);
    let over = |percent: u64| prose * 100 > all * percent;
    if matches!(e.tag, Tag::Html | Tag::Body | Tag::Main) || holds.body[k] {
        return false;
    }
    if e.tag == Tag::Article && (over(30) || !matches!(group, Group::Related | Group::Comments | Group::Ad)) {
        return false;
    }
    if holds.headlines[k] > 0 && over(30) {
        return false;
    }
    match group {
        // A discussion may be longer than the article.
        Group::Comments => !over(90),
        // What these name is short; a name on a long stretch of prose is about something else.
        Group::Byline
        | Group::Date
        | Group::Meta
        | Group::Tags
        | Group::Title
        | Group::Credit
        | Group::Legal
        | Group::Share
        | Group::Breadcrumb => prose < 400 && !over(40),
        Group::Caption | Group::Standfirst | Group::Box | Group::Widget => prose < 800 && !over(40),
        Group::Bio => prose < 1500 && !over(40),
        _ => !over(50),
    }
}

/// Whether an inner context says more than the outer one: a caption in a header does, an author in a comment does not.
fn refines(outer: Group, inner: Group) -> bool {
    match outer {
        Group::Header | Group::Meta => true,
        Group::Byline | Group::Bio => matches!(inner, Group::Date | Group::Share | Group::Bio),
        Group::Comments => inner == Group::CommentForm,
        Group::Footer | Group::Sidebar => !matches!(
            inner,
            Group::Header | Group::Title | Group::Standfirst | Group::Footer | Group::Date
        ),
        Group::Caption => inner == Group::Credit,
        Group::Title | Group::Standfirst => matches!(inner, Group::Date | Group::Byline | Group::Tags),
        _ => false,
    }
}
