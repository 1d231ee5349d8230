//! A forest of small decision trees: what `train/` learned, read from a table of text.
//!
//! A line of the table is a tree, its nodes parted by spaces, parents before children and the left side first:
//! `4<=2.55` asks whether feature 4 is at most 2.55 (then left), `=-0.31` is a leaf. The answer is the sum of the
//! leaves in the order of the lines, so that it is the same on every machine.

use crate::words::rows;

/// One node; a leaf has no children and its value in `at`.
#[derive(Clone, Copy, Debug)]
struct Node {
    feature: u16,
    /// Where the right side begins; the left side is the next node. 0 in a leaf.
    right: u16,
    at: f32,
}

/// Trees that vote.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forest {
    nodes: Vec<Node>,
    roots: Vec<u32>,
}

impl Forest {
    /// Reads a table; `None` when a line is no tree or asks for a feature from `features` on.
    pub(crate) fn read(table: &str, features: usize) -> Option<Forest> {
        let mut forest = Forest::default();
        for line in rows(table) {
            let from = forest.nodes.len();
            forest.roots.push(from as u32);
            let mut words = line.split(' ');
            forest.node(&mut words, from, features)?;
            if words.next().is_some() {
                return None;
            }
        }
        Some(forest)
    }

    fn node<'t>(&mut self, words: &mut impl Iterator<Item = &'t str>, root: usize, features: usize) -> Option<()> {
        let word = words.next()?;
        let here = self.nodes.len();
        if let Some(value) = word.strip_prefix('=') {
            self.nodes.push(Node {
                feature: 0,
                right: 0,
                at: value.parse().ok()?,
            });
            return Some(());
        }
        let (feature, at) = word.split_once("<=")?;
        let feature: u16 = feature.parse().ok()?;
        if usize::from(feature) >= features {
            return None;
        }
        self.nodes.push(Node {
            feature,
            right: 0,
            at: at.parse().ok()?,
        });
        self.node(words, root, features)?;
        self.nodes[here].right = u16::try_from(self.nodes.len() - root).ok()?;
        self.node(words, root, features)
    }

    /// The sum of what the trees say of these features.
    pub(crate) fn sum(&self, features: &[f32]) -> f32 {
        let mut sum = 0.0;
        for &root in &self.roots {
            let tree = &self.nodes[root as usize..];
            let mut at = 0;
            while tree[at].right != 0 {
                let node = tree[at];
                at = if features[usize::from(node.feature)] <= node.at {
                    at + 1
                } else {
                    usize::from(node.right)
                };
            }
            sum += tree[at].at;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_asked_from_its_root_to_a_leaf() {
        let forest = Forest::read("# two trees\n0<=1.5 1<=0 =1 =2 =-4\n=0.5\n", 2).expect("a forest");
        assert_eq!(forest.sum(&[1.5, 0.0]), 1.5);
        assert_eq!(forest.sum(&[1.0, 0.1]), 2.5);
        assert_eq!(forest.sum(&[2.0, 0.0]), -3.5);
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        for bad in ["0<=1 =1", "=1 =2", "7<=1 =1 =2", "x", "0<=y =1 =2"] {
            assert!(Forest::read(bad, 2).is_none(), "{bad}");
        }
    }
}
