//! The lines before and after a line.

use super::columns::{Columns, Sums, off, run};
use super::{Known, Rows};

/// The columns of the neighbours.
pub(super) fn write(known: &Known<'_>, rows: &Rows, out: &mut Columns) {
    let s = &rows.shapes;
    let n = rows.len();
    let flat = known.flat;
    let elem = |r: usize| &flat.elems[flat.lines[rows.lines[r] as usize].elem as usize];
    for (d, chars, link, ends) in [
        (-3_isize, "chars_3b", "link_3b", "ends_3b"),
        (-2, "chars_2b", "link_2b", "ends_2b"),
        (-1, "chars_1b", "link_1b", "ends_1b"),
        (1, "chars_1a", "link_1a", "ends_1a"),
        (2, "chars_2a", "link_2a", "ends_2a"),
        (3, "chars_3a", "link_3a", "ends_3a"),
    ] {
        let at = |r: usize| r.checked_add_signed(d).and_then(|r| s.get(r));
        out.add(chars, |r| at(r).map_or(-1.0, |s| s.chars));
        if d.abs() < 3 {
            out.add(link, |r| at(r).map_or(-1.0, |s| s.link));
            out.add(ends, |r| at(r).map_or(-1.0, |s| f32::from(s.ends)));
        }
    }
    let same = |a: usize, b: usize| rows.paths[a] == rows.paths[b];
    out.flag("path_1b", |r| r > 0 && same(r, r - 1));
    out.flag("path_1a", |r| r + 1 < n && same(r, r + 1));
    out.flag("box_1b", |r| r > 0 && rows.boxes[r] == rows.boxes[r - 1]);
    out.flag("box_1a", |r| r + 1 < n && rows.boxes[r] == rows.boxes[r + 1]);
    let context = |r: usize| elem(r).context.map_or(-1.0, |g| g as u32 as f32);
    out.add("context_1b", |r| if r > 0 { context(r - 1) } else { -2.0 });
    out.add("context_1a", |r| if r + 1 < n { context(r + 1) } else { -2.0 });
    let length = Sums::of(n, |r| s[r].prose().min(600.0));
    let good = Sums::of(n, |r| f32::from(u8::from(s[r].good())));
    let links = Sums::of(n, |r| s[r].link);
    let lower = Sums::of(n, |r| s[r].lower);
    out.add("length_2", |r| length.near(r, 2));
    out.add("length_5", |r| length.near(r, 5));
    out.add("length_10", |r| length.near(r, 10));
    out.add("good_5b", |r| good.over(r.saturating_sub(5), r));
    out.add("good_5a", |r| good.over(r + 1, r + 6));
    out.add("good_15b", |r| good.over(r.saturating_sub(15), r));
    out.add("good_15a", |r| good.over(r + 1, r + 16));
    out.add("links_5", |r| links.near(r, 5));
    out.add("lower_5", |r| lower.near(r, 5));
    let all = good.all().max(1.0);
    out.add("good_before", |r| good.over(0, r) / all);
    let prose = run(n, |r| {
        if s[r].good() {
            s[r].chars.min(1000.0)
        } else {
            -(30.0 + s[r].chars.min(200.0) / 2.0)
        }
    });
    out.add("run", |r| off(r, prose).clamp(-60.0, 60.0));
    out.add("run_from", |r| (r as f32 - prose.0 as f32).clamp(-60.0, 60.0));
    out.add("run_to", |r| (prose.1 as f32 - r as f32).clamp(-60.0, 60.0));
    let mut far = 60.0;
    let mut last = vec![0.0; n];
    for r in 0..n {
        last[r] = far;
        far = if s[r].good() { 1.0 } else { f32::min(far + 1.0, 60.0) };
    }
    out.add("since_good", |r| last[r]);
    far = 60.0;
    for r in (0..n).rev() {
        last[r] = far;
        far = if s[r].good() { 1.0 } else { f32::min(far + 1.0, 60.0) };
    }
    out.add("until_good", |r| last[r]);
}
