//! What the first stage thinks of a line's surroundings.

use copydesk_model::BlockKind;

use super::columns::{Columns, Sums, off, run};
use super::{Known, Rows};
use crate::parts::has_credit;

/// Adds the second stage's columns to those of the first. `scores` are probabilities, one a row.
pub(crate) fn second(known: &Known<'_>, rows: &Rows, scores: &[f32], out: &mut Columns) {
    let s = &rows.shapes;
    let n = rows.len();
    let p = |r: usize| scores[r];
    out.add("p", p);
    let plausible = |r: usize| p(r) > 0.02 && s[r].chars < 400.0;
    out.flag("credit_end", |r| {
        plausible(r) && has_credit(known.flat.of(&known.flat.lines[rows.lines[r] as usize]))
    });
    for (d, name) in [
        (-5_isize, "p_5b"),
        (-3, "p_3b"),
        (-2, "p_2b"),
        (-1, "p_1b"),
        (1, "p_1a"),
        (2, "p_2a"),
        (3, "p_3a"),
        (5, "p_5a"),
    ] {
        out.add(name, |r| {
            r.checked_add_signed(d)
                .and_then(|r| scores.get(r))
                .copied()
                .unwrap_or(-0.1)
        });
    }
    let plain = Sums::of(n, p);
    let mass = Sums::of(n, |r| p(r) * s[r].chars);
    let chars = Sums::of(n, |r| s[r].chars);
    for (w, mean, weighted) in [
        (1, "p_near_1", "q_near_1"),
        (3, "p_near_3", "q_near_3"),
        (8, "p_near_8", "q_near_8"),
    ] {
        out.add(mean, |r| plain.near(r, w));
        out.add(weighted, |r| mass.near(r, w) / chars.near(r, w).max(0.01));
    }
    out.add("p_before_6", |r| plain.over(r.saturating_sub(6), r));
    out.add("p_after_6", |r| plain.over(r + 1, r + 7));
    let all = mass.all().max(1.0);
    out.add("mass_before", |r| mass.over(0, r) / all);
    out.add("mass_after", |r| mass.over(r + 1, n) / all);
    out.add("mass", |_| all);
    out.add("mass_share", |_| all / chars.all().max(1.0));
    let strict = run(n, |r| (p(r) - 0.5) * s[r].chars.min(400.0) - 4.0);
    let wide = run(n, |r| (p(r) - 0.3).clamp(-0.5, 0.5) * s[r].chars.min(400.0).sqrt());
    for (run, to, from, until) in [
        (strict, "strict", "strict_from", "strict_to"),
        (wide, "wide", "wide_from", "wide_to"),
    ] {
        out.add(to, |r| off(r, run).clamp(-40.0, 40.0));
        out.add(from, |r| (r as f32 - run.0 as f32).clamp(-40.0, 40.0));
        out.add(until, |r| (run.1 as f32 - r as f32).clamp(-40.0, 40.0));
    }
    grouped(&rows.boxes, rows, scores, out, ["box_p", "box_mass", "box_others"]);
    grouped(&rows.paths, rows, scores, out, ["path_p", "path_mass", "path_others"]);
    let parents: Vec<u32> = rows
        .boxes
        .iter()
        .map(|&b| known.flat.elems[b as usize].parent)
        .collect();
    grouped(&parents, rows, scores, out, ["up_p", "up_mass", "up_others"]);
    sections(known, rows, scores, out);
    let mut far = 60.0;
    out.add("since_sure", |r| {
        let here = far;
        far = if p(r) > 0.6 { 1.0 } else { f32::min(far + 1.0, 60.0) };
        here
    });
    let mut until = vec![60.0; n];
    far = 60.0;
    for r in (0..n).rev() {
        until[r] = far;
        far = if p(r) > 0.6 { 1.0 } else { f32::min(far + 1.0, 60.0) };
    }
    out.add("until_sure", |r| until[r]);
}

/// Rows of one group: their mean score by length, their share of the page's mass, the mean of the others alone.
fn grouped(key: &[u32], rows: &Rows, scores: &[f32], out: &mut Columns, names: [&'static str; 3]) {
    let mut order: Vec<(u32, u32)> = key.iter().enumerate().map(|(r, &k)| (k, r as u32)).collect();
    order.sort_unstable();
    let mut sums = vec![[0.0_f32; 2]; key.len()];
    let weigh = |r: usize| rows.shapes[r].chars.min(400.0) + 1.0;
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        let mut sum = [0.0; 2];
        for &(_, r) in group {
            let w = weigh(r as usize);
            sum[0] += w * scores[r as usize];
            sum[1] += w;
        }
        for &(_, r) in group {
            sums[r as usize] = sum;
        }
    }
    let all: f32 = (0..key.len()).map(|r| weigh(r) * scores[r]).sum::<f32>().max(1.0);
    out.add(names[0], |r| sums[r][0] / sums[r][1]);
    out.add(names[1], |r| sums[r][0] / all);
    out.add(names[2], |r| {
        let w = weigh(r);
        let rest = sums[r][1] - w;
        if rest < 0.5 {
            -0.1
        } else {
            (sums[r][0] - w * scores[r]) / rest
        }
    });
}

/// From one heading to the next: the heading's own score and the mean of what it heads.
fn sections(known: &Known<'_>, rows: &Rows, scores: &[f32], out: &mut Columns) {
    let n = rows.len();
    let heading = |r: usize| matches!(known.flat.lines[rows.lines[r] as usize].kind, BlockKind::Heading(_));
    let mut starts: Vec<usize> = (0..n).filter(|&r| r == 0 || heading(r)).collect();
    starts.push(n);
    let (mut own, mut mean) = (vec![0.0; n], vec![0.0; n]);
    for pair in starts.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (mut sum, mut weight) = (0.0, 0.0);
        for (shape, p) in rows.shapes[from..to].iter().zip(&scores[from..to]) {
            let w = shape.chars.min(400.0);
            sum += w * p;
            weight += w;
        }
        own[from..to].fill(if heading(from) { scores[from] } else { -0.1 });
        mean[from..to].fill(sum / f32::max(weight, 1.0));
    }
    out.add("section_heading", |r| own[r]);
    out.add("section_p", |r| mean[r]);
    let next: Vec<f32> = (0..n)
        .map(|r| (r + 1..n.min(r + 6)).find(|&k| !heading(k)).map_or(-0.1, |k| scores[k]))
        .collect();
    out.add("next_text_p", |r| next[r]);
}
