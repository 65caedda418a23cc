//! Matches to clusters: a text joins only a founder that it matches, so no chain A~B~C drifts.
//!
//! The texts are taken in canonical order. Each joins, of the earlier founders that it matches, the most similar one (the
//! earliest of equals), or founds a cluster itself. The outcome depends on earlier texts only: a later dump never
//! changes it. A match between texts of different clusters is a bridge: it is reported, and not followed.

use crate::ids::{index, number};

/// A verified pair of texts, each given by its first record in canonical order; `a` is the earlier one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// The earlier record.
    pub a: u32,
    /// The later record.
    pub b: u32,
    /// Exact Jaccard similarity.
    pub jaccard: f64,
    /// Exact containment of the smaller set.
    pub containment: f64,
}

/// A text that joined a founder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Join {
    /// The match with the founder: `a` is the founder, `b` the text that joined.
    pub by: Match,
}

/// Which texts join which founders; texts that are not named found their own clusters.
pub fn cluster<K: Ord>(matches: &[Match], order: impl Fn(u32) -> K) -> Vec<Join> {
    let mut edges: Vec<&Match> = matches.iter().collect();
    edges.sort_by_cached_key(|edge| (order(edge.b), order(edge.a)));
    let mut joins: Vec<Join> = Vec::new();
    let mut members = std::collections::HashSet::new();
    for earlier in edges.chunk_by(|x, y| x.b == y.b) {
        let founders = earlier.iter().filter(|edge| !members.contains(&edge.a));
        // The first of equals: edges come in canonical order of the founder.
        let best =
            founders.reduce(|best, edge| if edge.jaccard > best.jaccard { edge } else { best });
        if let Some(best) = best {
            members.insert(best.b);
            joins.push(Join { by: **best });
        }
    }
    joins
}

/// Sets of numbers that are merged one pair at a time; iterative, with path halving.
#[derive(Debug)]
pub struct UnionFind(Vec<u32>);

impl UnionFind {
    /// So many sets of one.
    pub fn new(count: usize) -> Self {
        Self((0..number(count)).collect())
    }

    /// The smallest number of the set, once all unions are made in terms of it.
    pub fn find(&mut self, mut member: u32) -> u32 {
        while self.0[index(member)] != member {
            let parent = self.0[index(member)];
            self.0[index(member)] = self.0[index(parent)];
            member = parent;
        }
        member
    }

    /// Merges two sets under their smaller root.
    pub fn union(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[index(a.max(b))] = a.min(b);
    }
}

/// The clusters at a higher threshold, inside the given ones: texts stay together if matches of at least the threshold
/// connect them. Raising the threshold only ever splits. Returns a representative text for each text of `texts`.
pub fn split(founders: &[u32], texts: &[u32], matches: &[Match], threshold: f64) -> Vec<u32> {
    let mut sets = UnionFind::new(founders.len());
    let same = |a: u32, b: u32| founders[index(a)] == founders[index(b)];
    for edge in matches.iter().filter(|edge| edge.jaccard >= threshold && same(edge.a, edge.b)) {
        sets.union(edge.a, edge.b);
    }
    texts.iter().map(|&text| sets.find(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(a: u32, b: u32, jaccard: f64) -> Match {
        Match { a, b, jaccard, containment: 1.0 }
    }

    fn joined(matches: &[Match]) -> Vec<(u32, u32)> {
        cluster(matches, |record| record).into_iter().map(|join| (join.by.a, join.by.b)).collect()
    }

    #[test]
    fn a_chain_is_not_followed() {
        let chain: Vec<Match> = (0..6).map(|at| edge(at, at + 1, 0.8)).collect();
        assert_eq!(joined(&chain), [(0, 1), (2, 3), (4, 5)]);
    }

    #[test]
    fn a_text_joins_its_most_similar_founder() {
        assert_eq!(joined(&[edge(0, 2, 0.7), edge(1, 2, 0.9)]), [(1, 2)]);
        assert_eq!(joined(&[edge(0, 2, 0.8), edge(1, 2, 0.8)]), [(0, 2)]);
    }

    #[test]
    fn higher_thresholds_split_and_never_merge() {
        let matches = [edge(0, 1, 0.7), edge(0, 2, 0.8), edge(1, 2, 0.95)];
        let (founders, texts) = ([0, 0, 0, 3], [0, 1, 2, 3]);
        assert_eq!(split(&founders, &texts, &matches, 0.7), [0, 0, 0, 3]);
        assert_eq!(split(&founders, &texts, &matches, 0.9), [0, 1, 1, 3]);
        assert_eq!(split(&founders, &texts, &matches, 1.0), [0, 1, 2, 3]);
    }

    #[test]
    fn a_million_links_in_a_row_do_not_overflow_the_stack() {
        let mut sets = UnionFind::new(1_000_000);
        (1..1_000_000).rev().for_each(|member| sets.union(member - 1, member));
        assert_eq!(sets.find(999_999), 0);
    }
}
