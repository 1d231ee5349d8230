//! Clusters of names by average linkage: two clusters join when their members fit on the whole and none contradicts.
//!
//! A chain of near names never becomes one cluster: each merge looks at all pairs across, and a cluster has a cap on
//! its width. Blocks say which pairs are looked at; blocks, pairs and merges go in a fixed order, so that the order
//! of the input says nothing.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::rules::{self, Rule};

/// Most names that one cluster may hold.
const WIDTH: usize = 96;
/// Larger blocks say nothing; they are parted by their members' second keys.
const BLOCK: usize = 400;
/// Up to so many names each is compared with all of its blocks. The more are beyond, the fewer of those that follow it in its
/// blocks a name meets, so that the work for all that are beyond is bounded, but for the next few in any case.
const FREE: usize = 20_000;
const PAIRS: usize = 2_000_000;
const FEWEST: usize = 12;
/// A pair below it keeps two clusters apart, whatever the others say.
const CONTRADICTION: f32 = 0.01;
/// What the pairs across two clusters must reach on average.
const AVERAGE: f32 = 0.35;
/// Pairs that are tried, the likeliest first; it is the average that decides.
const TRIED: f32 = 0.4;

/// Why a name is in its cluster.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Joined {
    /// Index of the member that drew it in.
    pub(crate) by: usize,
    pub(crate) score: f32,
    pub(crate) rule: Rule,
}

/// A cluster: its members, each with the reason of its merge; the first has none.
pub(crate) type Members = Vec<(usize, Option<Joined>)>;

/// The key of a block of candidates, and what parts it when it is too large.
pub(crate) type Block = (String, Rc<str>);

/// What the clusters know of a pair.
pub(crate) struct Judged {
    pub(crate) score: f32,
    pub(crate) rule: Rule,
}

/// Clusters of `count` names. `keys` gives each name its blocks and what parts a block that is too large; `anchor` is
/// what a name is known as, and two anchors never join; `judge` compares two names.
pub(crate) fn clusters(
    count: usize,
    keys: impl Fn(usize) -> Vec<Block>,
    anchor: impl Fn(usize) -> Option<u32>,
    judge: impl Fn(usize, usize) -> Judged,
) -> Vec<Members> {
    // Of most pairs nothing is kept: they are no spellings of one name, and there are very many of them.
    let mut scores: BTreeMap<(usize, usize), Judged> = BTreeMap::new();
    let blocks = blocks(count, keys);
    let near = (PAIRS / count.saturating_sub(FREE).max(1)).max(FEWEST);
    let mut others: Vec<u32> = Vec::new();
    for a in 0..count {
        others.clear();
        let share = near.div_ceil(blocks.places[a].len().max(1));
        others.extend(blocks.of(a).flat_map(|block| block.iter().skip(1).take(share)));
        others.sort_unstable();
        others.dedup();
        for b in others.iter().map(|&b| b as usize).filter(|&b| b != a) {
            let judged = judge(a, b);
            if judged.score >= TRIED {
                scores.insert((a, b), judged);
            }
        }
    }
    let mut edges: Vec<(usize, usize)> = scores.keys().copied().collect();
    edges.sort_by(|p, q| scores[q].score.total_cmp(&scores[p].score).then(p.cmp(q)));
    let mut home: Vec<usize> = (0..count).collect();
    let mut all: Vec<Members> = (0..count).map(|k| vec![(k, None)]).collect();
    let mut anchors: Vec<Option<u32>> = (0..count).map(anchor).collect();
    for (a, b) in edges {
        let (x, y) = (home[a].min(home[b]), home[a].max(home[b]));
        if x == y || all[x].len() + all[y].len() > WIDTH {
            continue;
        }
        if anchors[x].is_some() && anchors[y].is_some() && anchors[x] != anchors[y] {
            continue;
        }
        if !fit(&all[x], &all[y], &mut scores, &judge) {
            continue;
        }
        let judged = &scores[&(a, b)];
        let mut moved = std::mem::take(&mut all[y]);
        for (k, why) in &mut moved {
            home[*k] = x;
            // The one that the pair names is drawn in by the other; its own followers keep their reasons.
            if why.is_none() {
                *why = Some(Joined {
                    by: if *k == b { a } else { b },
                    score: judged.score,
                    rule: judged.rule,
                });
            }
        }
        all[x].append(&mut moved);
        anchors[x] = anchors[x].or(anchors[y]);
    }
    all.retain(|members| !members.is_empty());
    all
}

/// Names in blocks, each block in the order of the names.
struct Blocks {
    blocks: Vec<Vec<u32>>,
    /// For each name its blocks and its place in them.
    places: Vec<Vec<(u32, u32)>>,
}

impl Blocks {
    /// The blocks of a name, each from its own place on.
    fn of(&self, name: usize) -> impl Iterator<Item = &[u32]> {
        let places = self.places[name].iter();
        places.map(|&(block, at)| &self.blocks[block as usize][at as usize..])
    }
}

fn blocks(count: usize, keys: impl Fn(usize) -> Vec<Block>) -> Blocks {
    let mut by_key: BTreeMap<String, Vec<(u32, Rc<str>)>> = BTreeMap::new();
    for k in 0..count {
        for (key, second) in keys(k) {
            by_key.entry(key).or_default().push((k as u32, second));
        }
    }
    let mut out = Blocks {
        blocks: Vec::new(),
        places: vec![Vec::new(); count],
    };
    let mut add = |mut block: Vec<u32>| {
        block.dedup();
        if block.len() > 1 {
            let number = out.blocks.len() as u32;
            block
                .iter()
                .enumerate()
                .for_each(|(at, &k)| out.places[k as usize].push((number, at as u32)));
            out.blocks.push(block);
        }
    };
    for block in by_key.into_values() {
        if block.len() <= BLOCK {
            add(block.into_iter().map(|m| m.0).collect());
            continue;
        }
        let mut parts: BTreeMap<Rc<str>, Vec<u32>> = BTreeMap::new();
        for (k, second) in block {
            parts.entry(second).or_default().push(k);
        }
        for mut part in parts.into_values() {
            // The same word a thousand times over: the first of them stand for the rest.
            part.truncate(2 * BLOCK);
            add(part);
        }
    }
    out
}

fn fit(
    x: &Members,
    y: &Members,
    scores: &mut BTreeMap<(usize, usize), Judged>,
    judge: &impl Fn(usize, usize) -> Judged,
) -> bool {
    let mut sum = 0.0;
    for (a, _) in x {
        for (b, _) in y {
            let pair = (*a.min(b), *a.max(b));
            let judged = scores.entry(pair).or_insert_with(|| judge(pair.0, pair.1));
            if judged.score < CONTRADICTION {
                return false;
            }
            sum += judged.score;
        }
    }
    sum >= AVERAGE * (x.len() * y.len()) as f32
}

/// The rule and score under which a member stands in its cluster.
pub(crate) fn reason(why: Option<&Joined>) -> (Rule, f32) {
    why.map_or((rules::CLUSTER, 0.5), |j| (j.rule, j.score))
}
