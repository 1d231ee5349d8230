//! The features of the second stage: what the first stage says of the lines around, beside the first features.

use copydesk_trees::probability;

use crate::model::first::{after, before};
use crate::model::page::{Column, Page, Segment};
use crate::model::write::Writer;

/// Log-odds count up to this.
const SURE: f32 = 4.0;
/// Distances beyond this are one.
const FAR: usize = 40;
/// The name of the first feature here.
pub(crate) const FIRST: &str = "z";

/// The first stage's scores with what needs a walk over the whole page.
pub(crate) struct Scores {
    logits: Vec<f32>,
    p: Column,
    mass: Column,
    segments: [(Segment, f32, f32); 2],
    yes_before: Vec<u16>,
    yes_after: Vec<u16>,
    best_before: Vec<f32>,
    best_after: Vec<f32>,
    rank: Vec<f32>,
    count: f32,
}

impl Scores {
    /// `logits` are the log-odds of the first stage, one for each line.
    pub(crate) fn of(page: &Page, logits: Vec<f32>) -> Scores {
        let p: Vec<f32> = logits.iter().map(|&z| probability(z)).collect();
        let length = |i: usize| page.length.at(i);
        let mass = Column::of(p.iter().enumerate().map(|(i, p)| p * length(i)).collect());
        let by_odds = Segment::best(
            logits
                .iter()
                .enumerate()
                .map(|(i, z)| (z + 0.5).clamp(-SURE, SURE) * length(i).sqrt()),
        );
        let by_mass = Segment::best(p.iter().enumerate().map(|(i, p)| (p - 0.4) * length(i) - 8.0));
        let all = mass.sum(0, page.lines).max(1.0);
        let segments = [by_odds, by_mass].map(|s| {
            let own = mass.sum(s.start, s.end);
            let mean = own / page.length.sum(s.start, s.end).max(1.0);
            (s, (own / all) as f32, mean as f32)
        });
        let best = |values: &mut dyn Iterator<Item = f32>| -> Vec<f32> {
            let mut greatest = 0.0_f32;
            values
                .map(|p| {
                    let was = greatest;
                    greatest = greatest.max(p);
                    was
                })
                .collect()
        };
        let best_before = best(&mut p.iter().copied());
        let mut best_after = best(&mut p.iter().rev().copied());
        best_after.reverse();
        let mut sorted = p.clone();
        sorted.sort_unstable_by(f32::total_cmp);
        let lines = page.lines.max(1) as f32;
        let rank = |p: &f32| sorted.partition_point(|q| q < p) as f32 / lines;
        Scores {
            yes_before: before(page.lines, FAR, |i| p[i] > 0.5),
            yes_after: after(page.lines, FAR, |i| p[i] > 0.5),
            rank: p.iter().map(rank).collect(),
            count: p.iter().filter(|&&p| p > 0.5).count().min(500) as f32,
            logits,
            p: Column::of(p),
            mass,
            segments,
            best_before,
            best_after,
        }
    }
}

impl Scores {
    /// The first stage's log-odds of line `i`.
    pub(crate) fn logit(&self, i: usize) -> f32 {
        self.logits[i]
    }
}

/// Writes the features of the writer's rows, behind those of the first stage.
pub(crate) fn write(page: &Page, s: &Scores, out: &mut Writer<'_>) {
    out.copy(FIRST, &s.logits);
    for by in [1, 2, 3, 4, 5, 7, 10] {
        out.put(format_args!("p -{by}"), |i| s.p.beside(i, -by));
        out.put(format_args!("p +{by}"), |i| s.p.beside(i, by));
    }
    for k in [1, 2, 5, 10] {
        out.around(format_args!("p around {k}"), &s.p, k);
        out.put(format_args!("p by length {k}"), |i| {
            let (from, to) = (i.saturating_sub(k), i + k + 1);
            (s.mass.sum(from, to) / page.length.sum(from, to).max(1.0)) as f32
        });
    }
    for k in [3, 10] {
        out.put(format_args!("p {k} before"), |i| {
            s.p.sum(i.saturating_sub(k), i) as f32 / k as f32
        });
        out.put(format_args!("p {k} after"), |i| {
            s.p.sum(i + 1, i + 1 + k) as f32 / k as f32
        });
    }
    let mass = s.mass.sum(0, page.lines);
    let chars = page.length.sum(0, page.lines).max(1.0);
    out.put("mass before", |i| (s.mass.sum(0, i) / mass.max(1.0)) as f32);
    out.put("mass after", |i| (s.mass.sum(i + 1, page.lines) / mass.max(1.0)) as f32);
    out.put("mass", |_| mass.min(100_000.0) as f32);
    out.put("mass share", |_| (mass / chars) as f32);
    for (name, (segment, share, mean)) in ["odds", "weight"].iter().zip(s.segments) {
        let near = |i: usize, place: usize| (i as f32 - place as f32).clamp(-40.0, 40.0);
        out.put(format_args!("in {name}"), |i| f32::from(u8::from(segment.holds(i))));
        out.put(format_args!("{name} start"), |i| near(i, segment.start));
        out.put(format_args!("{name} end"), |i| near(i, segment.end));
        out.put(format_args!("{name} share"), |_| share);
        out.put(format_args!("{name} mean"), |_| mean);
    }
    out.put("yes above", |i| f32::from(s.yes_before[i]));
    out.put("yes below", |i| f32::from(s.yes_after[i]));
    out.copy("best above", &s.best_before);
    out.copy("best below", &s.best_after);
    out.copy("rank", &s.rank);
    out.put("count", |_| s.count);
}
