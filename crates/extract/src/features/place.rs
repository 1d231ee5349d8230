//! Where a line stands: its ancestors, the container around it, lines that look like it, the page's landmarks.

use copydesk_model::{BlockKind, Label, Region};

use super::columns::Columns;
use super::{Known, Rows};
use crate::flat::{Flat, Tag};
use crate::prune::is_clean;
use crate::tokens::Group;

/// The smallest element around line `k` that may hold several paragraphs.
pub(super) fn container(flat: &Flat, k: u32) -> u32 {
    let mut at = flat.lines[k as usize].elem;
    while at != 0 {
        let e = &flat.elems[at as usize];
        let holds = matches!(
            e.tag,
            Tag::Root
                | Tag::Html
                | Tag::Body
                | Tag::Main
                | Tag::Article
                | Tag::Section
                | Tag::Aside
                | Tag::Footer
                | Tag::Header
                | Tag::Nav
                | Tag::Form
                | Tag::Block
                | Tag::Figure
        );
        if holds && e.lines.1 - e.lines.0 >= 2 {
            break;
        }
        at = e.parent;
    }
    at
}

/// A number for each row that rows of the same tag and class in an element of the same tag and class share.
pub(super) fn paths(flat: &Flat, lines: &[u32]) -> Vec<u32> {
    let look = |k: u32| {
        let e = &flat.elems[k as usize];
        u64::from(e.signature).rotate_left(7) ^ (tag_number(e.tag) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    };
    let keys: Vec<u64> = lines
        .iter()
        .map(|&k| {
            let mut at = flat.lines[k as usize].elem;
            while at != 0 && matches!(flat.elems[at as usize].tag, Tag::Inline | Tag::A | Tag::Time) {
                at = flat.elems[at as usize].parent;
            }
            let up = flat.elems[at as usize].parent;
            look(at).wrapping_mul(31) ^ look(up).rotate_left(17)
        })
        .collect();
    let mut seen = keys.clone();
    seen.sort_unstable();
    seen.dedup();
    keys.iter().map(|k| seen.binary_search(k).unwrap_or(0) as u32).collect()
}

fn tag_number(tag: Tag) -> u32 {
    match tag {
        Tag::Root | Tag::Html | Tag::Body => 0,
        Tag::Inline | Tag::A | Tag::Time | Tag::Br | Tag::Image | Tag::Skip => 1,
        Tag::Block => 2,
        Tag::P => 3,
        Tag::Item => 4,
        Tag::List => 5,
        Tag::Heading(level) => 6 + u32::from(level),
        Tag::Blockquote => 13,
        Tag::Pre => 14,
        Tag::Table | Tag::Row | Tag::Cell => 15,
        Tag::Figure | Tag::Figcaption | Tag::Caption => 16,
        Tag::Button => 17,
        Tag::Article => 18,
        Tag::Aside => 19,
        Tag::Footer => 20,
        Tag::Form => 21,
        Tag::Header => 22,
        Tag::Main => 23,
        Tag::Nav => 24,
        Tag::Section => 25,
    }
}

/// Sums over the subtree of each element.
struct Mass {
    rows: Vec<f32>,
    chars: Vec<f32>,
    links: Vec<f32>,
    good: Vec<f32>,
    headings: Vec<f32>,
}

impl Mass {
    fn of(known: &Known<'_>, rows: &Rows) -> Mass {
        let flat = known.flat;
        let n = flat.elems.len();
        let mut m = Mass {
            rows: vec![0.0; n],
            chars: vec![0.0; n],
            links: vec![0.0; n],
            good: vec![0.0; n],
            headings: vec![0.0; n],
        };
        for (r, &k) in rows.lines.iter().enumerate() {
            let (line, s) = (&flat.lines[k as usize], &rows.shapes[r]);
            let e = line.elem as usize;
            m.rows[e] += 1.0;
            m.chars[e] += s.chars;
            m.links[e] += s.chars * s.link;
            m.good[e] += if s.good() { s.chars } else { 0.0 };
            m.headings[e] += f32::from(u8::from(matches!(line.kind, BlockKind::Heading(_))));
        }
        for k in (1..n).rev() {
            let up = flat.elems[k].parent as usize;
            for column in [&mut m.rows, &mut m.chars, &mut m.links, &mut m.good, &mut m.headings] {
                column[up] += column[k];
            }
        }
        m
    }
}

/// Groups and tags of all ancestors as bits; how many levels above the line the nearest `article` and so on are.
fn ancestry(flat: &Flat) -> (Vec<u32>, Vec<u32>) {
    let n = flat.elems.len();
    let (mut groups, mut tags) = (vec![0_u32; n], vec![0_u32; n]);
    for k in 0..n {
        let e = &flat.elems[k];
        let up = e.parent as usize;
        let page = matches!(e.tag, Tag::Root | Tag::Html | Tag::Body);
        groups[k] = if page { 0 } else { groups[up] | e.groups.bits() };
        tags[k] = if k == 0 { 0 } else { tags[up] | 1 << tag_number(e.tag) };
    }
    (groups, tags)
}

const GROUPS: &[(Group, &str)] = &[
    (Group::Comments, "in_comments"),
    (Group::CommentForm, "in_comment_form"),
    (Group::Cookie, "in_cookie"),
    (Group::Ad, "in_ad"),
    (Group::Paywall, "in_paywall"),
    (Group::Newsletter, "in_newsletter"),
    (Group::Related, "in_related"),
    (Group::Share, "in_share"),
    (Group::Nav, "in_nav"),
    (Group::Footer, "in_footer"),
    (Group::Sidebar, "in_sidebar"),
    (Group::Widget, "in_widget"),
    (Group::Bio, "in_bio"),
    (Group::Caption, "in_caption"),
    (Group::Byline, "in_byline"),
    (Group::Date, "in_date"),
    (Group::Meta, "in_meta"),
    (Group::Tags, "in_tags"),
    (Group::Title, "in_title_box"),
    (Group::Standfirst, "in_standfirst"),
    (Group::Box, "in_box"),
    (Group::Header, "in_header"),
    (Group::Body, "in_body_named"),
    (Group::Article, "in_article_named"),
];

const TAGS: &[(Tag, &str)] = &[
    (Tag::P, "tag_p"),
    (Tag::List, "tag_list"),
    (Tag::Blockquote, "tag_blockquote"),
    (Tag::Table, "tag_table"),
    (Tag::Figure, "tag_figure"),
    (Tag::Article, "tag_article"),
    (Tag::Aside, "tag_aside"),
    (Tag::Footer, "tag_footer"),
    (Tag::Form, "tag_form"),
    (Tag::Header, "tag_header"),
    (Tag::Main, "tag_main"),
    (Tag::Nav, "tag_nav"),
    (Tag::Section, "tag_section"),
];

/// The columns of place.
pub(super) fn write(known: &Known<'_>, rows: &Rows, out: &mut Columns) {
    let flat = known.flat;
    let line = |r: usize| &flat.lines[rows.lines[r] as usize];
    let elem = |r: usize| &flat.elems[line(r).elem as usize];
    let (groups, tags) = ancestry(flat);
    for &(group, name) in GROUPS {
        out.flag(name, |r| groups[line(r).elem as usize] & (1 << group as u32) != 0);
    }
    for &(tag, name) in TAGS {
        out.flag(name, |r| tags[line(r).elem as usize] & (1 << tag_number(tag)) != 0);
    }
    out.add("context", |r| elem(r).context.map_or(-1.0, |g| g as u32 as f32));
    out.add("region", |r| match elem(r).region {
        Region::Main => 7.0,
        Region::Figure => 6.0,
        Region::Header => 5.0,
        Region::Aside => 4.0,
        Region::Comments => 3.0,
        Region::Form => 2.0,
        Region::Footer => 1.0,
        _ => 0.0,
    });
    out.flag("clean", |r| is_clean(flat, line(r)));
    out.add("depth", |r| elem(r).depth as f32);
    let rule = |r: usize| &known.rules[rows.lines[r] as usize];
    out.add("rule", |r| label_number(rule(r).label));
    let roots = &known.body.roots;
    let root = roots.first().map(|&k| &flat.elems[k as usize]);
    // Roots rise and do not overlap.
    let inside = |r: usize| {
        let elem = line(r).elem;
        let before = roots.partition_point(|&k| k <= elem);
        before > 0 && flat.inside(elem, roots[before - 1])
    };
    out.flag("inside", inside);
    let base = root.map_or(0.0, |e| e.depth as f32);
    out.add(
        "below_root",
        |r| if inside(r) { elem(r).depth as f32 - base } else { -1.0 },
    );
    // How far up the line and the chosen container meet.
    out.add("apart_from_root", |r| {
        if inside(r) {
            return 0.0;
        }
        let meets = roots
            .first()
            .map_or(0, |&k| crate::flat::common(&flat.elems, k, line(r).elem));
        base - flat.elems[meets as usize].depth as f32
    });
    let m = Mass::of(known, rows);
    let all_good = m.good[0].max(1.0);
    let at = |r: usize| rows.boxes[r] as usize;
    let up = |r: usize| flat.elems[at(r)].parent as usize;
    out.add("box_rows", |r| m.rows[at(r)]);
    out.add("box_good", |r| m.good[at(r)] / all_good);
    out.add("box_density", |r| m.good[at(r)] / m.chars[at(r)].max(1.0));
    out.add("box_links", |r| m.links[at(r)] / m.chars[at(r)].max(1.0));
    out.add("box_length", |r| m.chars[at(r)] / m.rows[at(r)].max(1.0));
    out.add("box_headings", |r| m.headings[at(r)]);
    out.add("box_share", |r| rows.shapes[r].chars / m.chars[at(r)].max(1.0));
    out.add("up_rows", |r| m.rows[up(r)]);
    out.add("up_good", |r| m.good[up(r)] / all_good);
    out.add("up_density", |r| m.good[up(r)] / m.chars[up(r)].max(1.0));
    out.add("up_links", |r| m.links[up(r)] / m.chars[up(r)].max(1.0));
    out.add("own_rows", |r| m.rows[line(r).elem as usize]);
    let article = |r: usize| {
        let mut at = line(r).elem;
        while at != 0 && flat.elems[at as usize].tag != Tag::Article {
            at = flat.elems[at as usize].parent;
        }
        at as usize
    };
    out.add("article_good", |r| m.good[article(r)] / all_good);
    out.add("page_rows", |_| rows.len() as f32);
    out.add("page_good", |_| all_good);
    images(known, rows, &m, out);
    same_path(rows, out);
    landmarks(known, rows, out);
}

/// Pictures right before a line and in its container: captions that nothing else marks.
fn images(known: &Known<'_>, rows: &Rows, mass: &Mass, out: &mut Columns) {
    let flat = known.flat;
    let mut here = vec![0.0_f32; flat.elems.len()];
    let mut before = vec![false; flat.lines.len() + 1];
    for (k, e) in flat.elems.iter().enumerate().filter(|(_, e)| e.tag == Tag::Image) {
        here[k] = 1.0;
        before[e.lines.0 as usize] = true;
    }
    for k in (1..here.len()).rev() {
        here[flat.elems[k].parent as usize] += here[k];
    }
    let at = |r: usize| rows.boxes[r] as usize;
    out.flag("image_before", |r| before[rows.lines[r] as usize]);
    out.flag("image_after", |r| before[rows.lines[r] as usize + 1]);
    out.add("box_images", |r| here[at(r)] / mass.rows[at(r)].max(1.0));
    out.add("own_images", |r| {
        let own = flat.lines[rows.lines[r] as usize].elem;
        here[own as usize] + here[flat.elems[own as usize].parent as usize].min(9.0)
    });
}

/// Lines of the same look: how many, how much prose, how much of it is links.
fn same_path(rows: &Rows, out: &mut Columns) {
    let n = rows.paths.iter().max().map_or(0, |&p| p as usize + 1);
    let mut sums = vec![[0.0_f32; 4]; n];
    for (s, &p) in rows.shapes.iter().zip(&rows.paths) {
        let sum = &mut sums[p as usize];
        sum[0] += 1.0;
        sum[1] += s.chars;
        sum[2] += if s.good() { s.chars } else { 0.0 };
        sum[3] += s.chars * s.link;
    }
    let most = sums.iter().map(|s| s[2]).fold(1.0, f32::max);
    let of = |r: usize| &sums[rows.paths[r] as usize];
    out.add("path_rows", |r| of(r)[0]);
    out.add("path_length", |r| of(r)[1] / of(r)[0]);
    out.add("path_density", |r| of(r)[2] / of(r)[1].max(1.0));
    out.add("path_links", |r| of(r)[3] / of(r)[1].max(1.0));
    out.add("path_good", |r| of(r)[2] / most);
}

/// Distances to the headline, to the heading above and to lines that name what follows them.
fn landmarks(known: &Known<'_>, rows: &Rows, out: &mut Columns) {
    let n = rows.len();
    let rule = |r: usize| known.rules[rows.lines[r] as usize].label;
    let kind = |r: usize| known.flat.lines[rows.lines[r] as usize].kind;
    out.add("position", |r| r as f32 / n.max(1) as f32);
    out.add("from_end", |r| (n - r).min(200) as f32);
    let title = (0..n).find(|&r| rule(r) == Label::Title);
    out.add("from_title", |r| {
        title.map_or(-100.0, |t| (r as f32 - t as f32).clamp(-99.0, 99.0))
    });
    let first = |label: Label| (0..n).find(move |&r| rule(r) == label);
    let signed = first(Label::Byline);
    out.add("from_byline", |r| {
        signed.map_or(-100.0, |t| (r as f32 - t as f32).clamp(-99.0, 99.0))
    });
    let dated = first(Label::Dateline);
    out.add("from_date", |r| {
        dated.map_or(-100.0, |t| (r as f32 - t as f32).clamp(-99.0, 99.0))
    });
    let body = first(Label::Body);
    out.add("from_body", |r| {
        body.map_or(-100.0, |t| (r as f32 - t as f32).clamp(-99.0, 99.0))
    });
    let last = (0..n).rev().find(|&r| rule(r) == Label::Body);
    out.add("to_last", |r| {
        last.map_or(-100.0, |t| (t as f32 - r as f32).clamp(-99.0, 99.0))
    });
    let mut since = 99.0;
    out.add("since_heading", |r| {
        since = if matches!(kind(r), BlockKind::Heading(_)) {
            0.0
        } else {
            since + 1.0
        };
        f32::min(since, 99.0)
    });
    let mut level = 0.0;
    out.add("under_level", |r| {
        if let BlockKind::Heading(l) = kind(r) {
            level = f32::from(l);
        }
        level
    });
    for (label, name) in [
        (Label::Related, "since_related"),
        (Label::Comment, "since_comment"),
        (Label::PhotoCaption, "since_caption"),
        (Label::Heading, "since_subheading"),
    ] {
        let mut since = 99.0;
        out.add(name, |r| {
            since = if rule(r) == label { 0.0 } else { since + 1.0 };
            f32::min(since, 99.0)
        });
    }
}

/// Labels in the order of how often such lines are the article after all.
fn label_number(label: Label) -> f32 {
    match label {
        Label::Nav => 0.0,
        Label::Comment => 1.0,
        Label::CommentForm => 2.0,
        Label::CookieNotice => 3.0,
        Label::Breadcrumb => 4.0,
        Label::ShareCounts => 5.0,
        Label::Byline => 6.0,
        Label::AuthorBio => 7.0,
        Label::Legal => 8.0,
        Label::Category => 9.0,
        Label::PhotoCredit => 10.0,
        Label::Advertisement => 11.0,
        Label::Newsletter => 12.0,
        Label::Paywall => 13.0,
        Label::Title => 14.0,
        Label::Dateline => 15.0,
        Label::Widget => 16.0,
        Label::PhotoCaption => 17.0,
        Label::Related => 18.0,
        Label::Other => 19.0,
        Label::Duplicate => 20.0,
        Label::Standfirst => 21.0,
        Label::Heading => 22.0,
        Label::Body => 23.0,
        _ => 15.5,
    }
}
