//! The features of the first stage: a line, its neighbours, its page, its language.

use crate::model::page::{Column, FAMILIES, GOOD, Page, first};
use crate::model::write::Writer;

/// Distances beyond this are one.
const FAR: usize = 50;
/// The same for lines of a family of cues.
const FAR_CUE: usize = 60;
/// Places on the page beyond this are one.
const FAR_PLACE: usize = 200;
/// Families of which the last and the next short line are looked for.
const SINCE: [usize; 9] = [0, 3, 4, 5, 6, 7, 8, 9, 10];

/// Distances that need a walk over the whole page, made once for it.
pub(crate) struct Walks {
    good_before: Vec<u16>,
    good_after: Vec<u16>,
    long_before: Vec<u16>,
    long_after: Vec<u16>,
    /// For each family of [`SINCE`]: distance to the last and the next, and how many stand above.
    since: Vec<(Vec<u16>, Vec<u16>, Vec<u32>)>,
}

impl Walks {
    pub(crate) fn of(page: &Page) -> Walks {
        let good = |i: usize| page.good.at(i) > 0.0;
        let long = |i: usize| page.under_30.at(i) == 0.0;
        let since = SINCE.iter().map(|&family| {
            let of = |i: usize| page.cues[i] & (1 << family) != 0 && page.length.at(i) < 60.0;
            let mut counts = Vec::with_capacity(page.lines + 1);
            let mut above = 0;
            for i in 0..page.lines {
                counts.push(above);
                above += u32::from(of(i));
            }
            counts.push(above);
            (before(page.lines, FAR_CUE, of), after(page.lines, FAR_CUE, of), counts)
        });
        Walks {
            good_before: before(page.lines, FAR, good),
            good_after: after(page.lines, FAR, good),
            long_before: before(page.lines, FAR, long),
            long_after: after(page.lines, FAR, long),
            since: since.collect(),
        }
    }
}

/// For each line the distance up to the nearest line above it with `mark`, at most `far`.
pub(crate) fn before(lines: usize, far: usize, mark: impl Fn(usize) -> bool) -> Vec<u16> {
    let mut distance = far;
    (0..lines)
        .map(|i| {
            let was = distance;
            distance = if mark(i) { 1 } else { (distance + 1).min(far) };
            was as u16
        })
        .collect()
}

/// The same downwards.
pub(crate) fn after(lines: usize, far: usize, mark: impl Fn(usize) -> bool) -> Vec<u16> {
    let mut out = before(lines, far, |k| mark(lines - 1 - k));
    out.reverse();
    out
}

/// Writes the features of the writer's rows.
pub(crate) fn write(page: &Page, walks: &Walks, out: &mut Writer<'_>) {
    line(page, out);
    neighbours(page, walks, out);
    place(page, out);
    language(page, out);
    since(page, walks, out);
}

fn line(p: &Page, out: &mut Writer<'_>) {
    let s = |i: usize| &p.scans[i];
    let flag = |b: bool| f32::from(u8::from(b));
    let per = |part: u32, whole: u32| if whole == 0 { 0.0 } else { part as f32 / whole as f32 };
    out.copy("length", p.length.values());
    out.put("words", |i| s(i).words.min(200) as f32);
    out.put("chars per word", |i| per(s(i).chars, s(i).words));
    out.copy("end", p.ends.values());
    out.copy("colon", p.colon.values());
    out.copy("ellipsis", p.ellipsis.values());
    out.put("first", |i| first(s(i)));
    out.put("commas", |i| per(s(i).commas * 100, s(i).chars));
    out.copy("words per sentence", p.sentence.values());
    out.put("sentences", |i| s(i).stops.min(20) as f32);
    out.copy("upper", p.upper_share.values());
    out.copy("capitalised", p.capital_share.values());
    out.copy("digits", p.digit_share.values());
    out.put("punctuation", |i| per(s(i).punctuation, s(i).chars));
    out.put("quotes", |i| s(i).quotes.min(4) as f32);
    out.copy("address", p.address.values());
    out.put("copyright", |i| flag(s(i).copyright > 0));
    out.put("separators", |i| s(i).separators.min(5) as f32);
    out.copy("time", p.time.values());
    out.put("money", |i| flag(s(i).money > 0));
    out.put("bracket", |i| flag(s(i).brackets > 0));
    out.put("longest word", |i| s(i).longest.min(40) as f32);
    out.copy("lower", p.low_share.values());
    out.put("small", |i| per(s(i).small, s(i).lower));
    out.copy("repeats", &p.repeats);
    out.copy("bang", p.bang.values());
    out.copy("question", p.question.values());
    out.copy("name", p.name.values());
    out.put("length of the run's", |i| {
        (p.length.at(i) / p.run_mean.max(GOOD)).min(5.0)
    });
}

fn neighbours(p: &Page, w: &Walks, out: &mut Writer<'_>) {
    for by in [-3, -2, -1, 1, 2, 3] {
        out.put(format_args!("length {by:+}"), |i| p.length.beside(i, by));
        out.put(format_args!("end {by:+}"), |i| p.ends.beside(i, by));
    }
    for by in [-1, 1] {
        out.put(format_args!("words per sentence {by:+}"), |i| p.sentence.beside(i, by));
        out.put(format_args!("lower {by:+}"), |i| p.low_share.beside(i, by));
        out.put(format_args!("capitalised {by:+}"), |i| p.capital_share.beside(i, by));
    }
    for k in [1, 2, 5, 10, 20] {
        out.around(format_args!("length around {k}"), &p.length, k);
    }
    for k in [5, 10] {
        out.around(format_args!("over 100 around {k}"), &p.over_100, k);
        out.around(format_args!("under 30 around {k}"), &p.under_30, k);
        out.around(format_args!("end around {k}"), &p.ends, k);
        out.around(format_args!("lower around {k}"), &p.low_share, k);
    }
    out.put("length 5 before", |i| p.length.sum(i.saturating_sub(5), i) as f32 / 5.0);
    out.put("length 5 after", |i| p.length.sum(i + 1, i + 6) as f32 / 5.0);
    for k in [3, 10] {
        out.put(format_args!("good {k} before"), |i| {
            p.good.sum(i.saturating_sub(k), i) as f32
        });
        out.put(format_args!("good {k} after"), |i| p.good.sum(i + 1, i + 1 + k) as f32);
    }
    out.put("good above", |i| f32::from(w.good_before[i]));
    out.put("good below", |i| f32::from(w.good_after[i]));
    out.put("long above", |i| f32::from(w.long_before[i]));
    out.put("long below", |i| f32::from(w.long_after[i]));
    out.around("repeated around 5", &p.repeated, 5);
}

fn place(p: &Page, out: &mut Writer<'_>) {
    let chars = p.length.sum(0, p.lines).max(1.0);
    let mean = (chars / p.lines.max(1) as f64) as f32;
    let good: f64 = (0..p.lines).map(|i| f64::from(p.length.at(i) * p.good.at(i))).sum();
    let run = p.run;
    let length = (run.end - run.start).max(1) as f32;
    let run_share = (p.length.sum(run.start, run.end) / chars) as f32;
    out.put("place by line", |i| i as f32 / p.lines.max(1) as f32);
    out.put("place by char", |i| (p.length.sum(0, i) / chars) as f32);
    out.put("from start", |i| i.min(FAR_PLACE) as f32);
    out.put("to end", |i| (p.lines - 1 - i).min(FAR_PLACE) as f32);
    out.put("page lines", |_| p.lines.min(5_000) as f32);
    out.put("page chars", |_| chars.min(200_000.0) as f32);
    out.put("page mean", |_| mean);
    out.put("page good", |_| (good / chars) as f32);
    out.put("in run", |i| f32::from(u8::from(run.holds(i))));
    out.put("run start", |i| near(i, run.start));
    out.put("run end", |i| near(i, run.end));
    out.put("run place", |i| {
        ((i as f32 - run.start as f32) / length).clamp(-2.0, 3.0)
    });
    out.put("run share", |_| run_share);
    out.copy("own stop words", &p.own_stop_share);
    out.copy("topic", p.topic.values());
    out.put("topic around 2", |i| {
        let (from, to) = (i.saturating_sub(2), i + 3);
        (p.topic_weight.sum(from, to) / p.length.sum(from, to).max(1.0)) as f32
    });
    out.copy("title share", &p.title_share);
    out.copy("title jaccard", &p.title_jaccard);
    out.put("title copy", |_| f32::from(u8::from(p.title_copy.is_some())));
    out.put("from title copy", |i| p.title_copy.map_or(99.0, |copy| near(i, copy)));
}

/// Signed distance, at most sixty lines.
fn near(i: usize, place: usize) -> f32 {
    (i as f32 - place as f32).clamp(-60.0, 60.0)
}

fn language(p: &Page, out: &mut Writer<'_>) {
    out.copy("stop words", p.stop_share.values());
    for k in [2, 5] {
        out.around(format_args!("stop words around {k}"), &p.stop_share, k);
    }
    out.copy("persons", p.person_share.values());
    out.around("persons around 5", &p.person_share, 5);
    for (n, family) in FAMILIES.iter().enumerate() {
        out.put(format_args!("cue {family}"), |i| f32::from(p.cues[i] >> n & 1));
    }
    out.copy("cue", p.any_cue.values());
    out.put("cue -1", |i| p.any_cue.beside(i, -1));
    out.put("cue +1", |i| p.any_cue.beside(i, 1));
    out.put("cues 5 before", |i| p.any_cue.sum(i.saturating_sub(5), i) as f32);
    out.put("cues 5 after", |i| p.any_cue.sum(i + 1, i + 6) as f32);
}

fn since(p: &Page, w: &Walks, out: &mut Writer<'_>) {
    for (&n, (last, next, above)) in SINCE.iter().zip(&w.since) {
        let family = FAMILIES[n];
        let all = above[p.lines].max(1) as f32;
        out.put(format_args!("since {family}"), |i| f32::from(last[i]));
        out.put(format_args!("until {family}"), |i| f32::from(next[i]));
        out.put(format_args!("share above {family}"), |i| above[i] as f32 / all);
    }
    let around: [(&str, &Column); 11] = [
        ("name", &p.name),
        ("time", &p.time),
        ("colon", &p.colon),
        ("bang", &p.bang),
        ("question", &p.question),
        ("persons", &p.person_share),
        ("digits", &p.digit_share),
        ("repeated", &p.repeated),
        ("address", &p.address),
        ("capitalised", &p.capital_share),
        ("upper", &p.upper_share),
    ];
    for (name, column) in around {
        for k in [3, 10] {
            out.around(format_args!("{name} near {k}"), column, k);
        }
    }
    out.put("uneven 5", |i| {
        let mean = p.length.around(i, 5, 1.0 / 11.0);
        let lines = i.saturating_sub(5)..(i + 6).min(p.lines);
        let count = lines.len() as f32;
        lines.map(|k| (p.length.at(k) - mean).abs()).sum::<f32>() / count
    });
    out.around("ellipsis near 10", &p.ellipsis, 10);
}
