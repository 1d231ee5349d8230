//! From sketches to clusters: bands propose, texts decide, union-find joins.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_model::DocumentId;

use crate::{Sketch, hash, shingles, sketch::BINS};

/// Rows of a band. Forty bands of three propose a pair of Jaccard .6 with a probability above .999 and one of .4
/// with .93, which a copy with cut paragraphs needs; twenty bands of six propose the former with .61 only. What
/// more they propose costs a comparison of two sketches.
pub(crate) const ROWS: usize = 3;
/// Two texts are copies when they share this part of all their shingles,
const LEAST_JACCARD: f64 = 0.7;
/// or when this part of the shorter one stands in the longer one,
const LEAST_CONTAINED: f64 = 0.8;
/// provided that the shorter one has this many words: an appeal or a quotation in two texts makes no copies.
const LEAST_CONTAINED_WORDS: u32 = 100;
/// A band's bucket is compared with this many of its own, so that a crowded bucket costs linear time.
const REPRESENTATIVES: usize = 8;
/// Shingle sets kept at hand.
const CACHE: usize = 64;

/// Copies of one story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// `d-` and twelve hex digits of a hash of the smallest member id: the same while that member stays.
    pub id: String,
    /// The longest text, of equals the one with the smallest id.
    pub head: DocumentId,
    /// All members, sorted.
    pub members: Vec<DocumentId>,
}

/// Clusters of at least two documents, sorted by their smallest member. `text_of` gives the text of the n-th sketch;
/// it is called only for pairs whose sketches are alike.
pub fn clusters(sketches: &[(DocumentId, Sketch)], text_of: &dyn Fn(usize) -> String) -> Vec<Cluster> {
    let mut order: Vec<usize> = (0..sketches.len()).collect();
    order.sort_by(|&a, &b| sketches[a].cmp(&sketches[b]));
    let mut work = Work {
        sketches,
        text_of,
        parent: (0..sketches.len()).collect(),
        sets: BTreeMap::new(),
        age: std::collections::VecDeque::new(),
        refused: BTreeSet::new(),
    };
    // Equal sketches need no look at the text, and only one of them goes on.
    let mut equal: Vec<usize> = order.clone();
    equal.sort_by(|&a, &b| (&sketches[a].1, &sketches[a].0).cmp(&(&sketches[b].1, &sketches[b].0)));
    for pair in equal.windows(2) {
        if sketches[pair[0]].1 == sketches[pair[1]].1 {
            work.join(pair[0], pair[1]);
        }
    }
    equal.dedup_by(|later, first| sketches[*later].1 == sketches[*first].1);
    equal.sort_by(|&a, &b| sketches[a].cmp(&sketches[b]));
    for band in 0..BINS / ROWS {
        work.band(band, &equal);
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &k in &order {
        let root = work.root(k);
        groups.entry(root).or_default().push(k);
    }
    let mut out: Vec<Cluster> = groups
        .into_values()
        .filter(|g| g.len() > 1)
        .map(|g| cluster(sketches, &g))
        .collect();
    out.sort_by(|a, b| a.members.cmp(&b.members));
    out
}

/// `group` is in the order of ids.
fn cluster(sketches: &[(DocumentId, Sketch)], group: &[usize]) -> Cluster {
    let mut head = group[0];
    for &k in group {
        if sketches[k].1.bytes > sketches[head].1.bytes {
            head = k;
        }
    }
    Cluster {
        id: format!("d-{:012x}", hash::of_str(&sketches[group[0]].0.0) >> 16),
        head: sketches[head].0.clone(),
        members: group.iter().map(|&k| sketches[k].0.clone()).collect(),
    }
}

struct Work<'a> {
    sketches: &'a [(DocumentId, Sketch)],
    text_of: &'a dyn Fn(usize) -> String,
    parent: Vec<usize>,
    sets: BTreeMap<usize, Vec<u64>>,
    age: std::collections::VecDeque<usize>,
    refused: BTreeSet<(usize, usize)>,
}

impl Work<'_> {
    fn root(&mut self, mut k: usize) -> usize {
        while self.parent[k] != k {
            self.parent[k] = self.parent[self.parent[k]];
            k = self.parent[k];
        }
        k
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }

    /// Compares the documents that agree in one band. `docs` are in the order of ids.
    fn band(&mut self, band: usize, docs: &[usize]) {
        // The three bins of the band and the document's place in one number, which is sorted fastest.
        let key = |(n, &k): (usize, &usize)| {
            let rows = &self.sketches[k].1.bins[band * ROWS..(band + 1) * ROWS];
            rows.iter().fold(0, |key, &row| key << 32 | u128::from(row)) << 32 | n as u128
        };
        let mut keys: Vec<u128> = docs.iter().enumerate().map(key).collect();
        keys.sort_unstable();
        for bucket in keys.chunk_by(|a, b| a >> 32 == b >> 32).filter(|b| b.len() > 1) {
            let mut known: Vec<usize> = Vec::with_capacity(REPRESENTATIVES);
            let mut last = None;
            for &key in bucket {
                let k = docs[key as u32 as usize];
                let near = known.iter().copied().chain(last).find(|&other| self.alike(other, k));
                match near {
                    Some(other) => self.join(other, k),
                    None if known.len() < REPRESENTATIVES => known.push(k),
                    None => {}
                }
                last = Some(k);
            }
        }
    }

    /// Whether two documents are copies: already joined, or alike by sketch and then by text.
    fn alike(&mut self, a: usize, b: usize) -> bool {
        if self.root(a) == self.root(b) {
            return true;
        }
        let (x, y) = (&self.sketches[a].1, &self.sketches[b].1);
        let (short, long) = (x.words.min(y.words), x.words.max(y.words));
        let jaccard = x.likeness(y);
        let contained = jaccard * (short + long) as f32 / ((1.0 + jaccard) * short as f32);
        // A margin for the estimate's error; what it lets through the texts decide.
        if jaccard < 0.55 && (short < LEAST_CONTAINED_WORDS || contained < 0.6) {
            return false;
        }
        let pair = (a.min(b), a.max(b));
        if self.refused.contains(&pair) {
            return false;
        }
        let yes = self.compare(a, b, short);
        if !yes {
            self.refused.insert(pair);
        }
        yes
    }

    fn compare(&mut self, a: usize, b: usize, short: u32) -> bool {
        self.load(a);
        self.load(b);
        let (Some(x), Some(y)) = (self.sets.get(&a), self.sets.get(&b)) else {
            return false;
        };
        let least = x.len().min(y.len());
        if least == 0 {
            return false;
        }
        let both = shingles::shared(x, y);
        let jaccard = both as f64 / (x.len() + y.len() - both) as f64;
        jaccard >= LEAST_JACCARD || (short >= LEAST_CONTAINED_WORDS && both as f64 / least as f64 >= LEAST_CONTAINED)
    }

    fn load(&mut self, k: usize) {
        if self.sets.contains_key(&k) {
            return;
        }
        if self.age.len() >= CACHE
            && let Some(old) = self.age.pop_front()
        {
            self.sets.remove(&old);
        }
        self.sets.insert(k, shingles::set(&(self.text_of)(k)));
        self.age.push_back(k);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch;

    /// Sentences of made-up words: the same seed gives the same text.
    fn story(seed: u64, words: usize) -> String {
        let word = |n: u64| format!("w{}", hash::mix(seed << 32 | n) % 5000);
        (0..words as u64)
            .map(|n| {
                word(n)
                    + if n % 12 == 11 {
                        ". "
                    } else if n % 60 == 59 {
                        ".\n\n"
                    } else {
                        " "
                    }
            })
            .collect()
    }

    fn run(texts: &[(&str, String)]) -> Vec<Cluster> {
        let sketches: Vec<_> = texts
            .iter()
            .filter_map(|(id, t)| Some((DocumentId((*id).into()), sketch(t)?)))
            .collect();
        let by_id: BTreeMap<_, _> = texts.iter().map(|(id, t)| (*id, t)).collect();
        clusters(&sketches, &|k| by_id[sketches[k].0.0.as_str()].clone())
    }

    fn members(c: &Cluster) -> Vec<&str> {
        c.members.iter().map(|m| m.0.as_str()).collect()
    }

    #[test]
    fn a_syndicated_copy_with_cuts_and_a_reworded_sentence_is_found() {
        for seed in 0..20 {
            let paragraphs: Vec<String> = (0..8).map(|p| story(seed * 100 + p, 45)).collect();
            let mut copy = paragraphs.clone();
            copy.remove(6);
            copy.remove(3);
            copy[0] = format!(
                "{} {}",
                story(9_000 + seed, 14),
                &copy[0][copy[0].find(". ").unwrap() + 2..]
            );
            let other = story(7_777 + seed, 300);
            let found = run(&[("b", copy.join("\n\n")), ("a", paragraphs.join("\n\n")), ("c", other)]);
            assert_eq!(found.len(), 1, "seed {seed}");
            assert_eq!(members(&found[0]), ["a", "b"]);
            assert_eq!(found[0].head.0, "a");
        }
    }

    #[test]
    fn an_appeal_in_both_does_not_make_copies() {
        let appeal = story(1, 60);
        let texts = [
            ("a", format!("{}\n\n{appeal}", story(2, 250))),
            ("b", format!("{}\n\n{appeal}", story(3, 250))),
            ("c", appeal),
        ];
        assert_eq!(run(&texts), []);
    }

    #[test]
    fn the_order_of_the_input_does_not_matter() {
        let mut texts: Vec<(String, String)> = Vec::new();
        for s in 0..30 {
            let text = story(s, 120);
            texts.push((format!("{s:02}-a"), text.clone()));
            texts.push((format!("{s:02}-b"), text[..text.len() * 4 / 5].trim_end().to_owned()));
            texts.push((format!("{s:02}-c"), text.to_uppercase()));
        }
        let mut input: Vec<(&str, String)> = texts.iter().map(|(id, t)| (id.as_str(), t.clone())).collect();
        let first = run(&input);
        assert_eq!(first.len(), 30);
        assert!(first.iter().all(|c| c.members.len() == 3));
        input.reverse();
        assert_eq!(run(&input), first);
        input.sort_by_key(|t| hash::of_str(t.0));
        assert_eq!(run(&input), first);
    }

    #[test]
    fn many_equal_texts_and_many_like_ones_stay_linear() {
        let text = story(5, 200);
        let one = sketch(&text).unwrap();
        let mut all: Vec<(DocumentId, Sketch)> = (0..20_000)
            .map(|n| (DocumentId(format!("{n:06}")), one.clone()))
            .collect();
        let calls = std::cell::Cell::new(0usize);
        let count = |_: usize| {
            calls.set(calls.get() + 1);
            text.clone()
        };
        let found = clusters(&all, &count);
        assert_eq!((found.len(), found[0].members.len(), calls.get()), (1, 20_000, 0));

        // A different last word each: none is equal, all are alike.
        all.truncate(0);
        let texts: Vec<String> = (0..2_000).map(|n| format!("{text} x{n}")).collect();
        all.extend(
            texts
                .iter()
                .enumerate()
                .map(|(n, t)| (DocumentId(format!("{n:06}")), sketch(t).unwrap())),
        );
        calls.set(0);
        let found = clusters(&all, &|k| {
            calls.set(calls.get() + 1);
            texts[k].clone()
        });
        assert_eq!((found.len(), found[0].members.len()), (1, 2_000));
        assert!(calls.get() <= 3 * 2_000, "{} texts read", calls.get());
    }

    /// Jaccard similarity over word 5-grams, reckoned the plain way.
    fn jaccard(a: &str, b: &str) -> f64 {
        let grams = |text: &str| -> BTreeSet<Vec<String>> {
            let words: Vec<String> = text
                .split(|c: char| !c.is_alphanumeric())
                .filter(|w| !w.is_empty())
                .map(str::to_lowercase)
                .collect();
            words.windows(5).map(<[String]>::to_vec).collect()
        };
        let (a, b) = (grams(a), grams(b));
        let both = a.intersection(&b).count();
        both as f64 / (a.len() + b.len() - both) as f64
    }

    #[test]
    fn of_pairs_that_share_four_fifths_hardly_one_is_missed() {
        let (mut pairs, mut found) = (0, 0);
        for (seed, words) in (0..1_500).zip([40, 80, 150, 420, 900].into_iter().cycle()) {
            let text = story(seed, words);
            let mut copy: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            // Words changed here and there, each of which costs up to five shingles on either side.
            for n in 0..=seed % (1 + words as u64 / 40) {
                let at = hash::mix(seed << 20 | n) as usize % copy.len();
                copy[at] = format!("other{n}");
            }
            let copy = copy.join(" ");
            if jaccard(&text, &copy) >= 0.8 {
                pairs += 1;
                found += usize::from(!run(&[("a", text), ("b", copy)]).is_empty());
            }
        }
        assert!(pairs >= 900, "{pairs} pairs are too few to tell");
        assert!(found as f64 >= 0.998 * f64::from(pairs), "{found} of {pairs}");
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(clusters(&[], &|_| String::new()), []);
        assert_eq!(run(&[("a", story(1, 50))]), []);
    }
}
