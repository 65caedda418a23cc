//! Matches to clusters: a text joins only a founder that it matches, so no chain A~B~C drifts.
//!
//! The texts are taken in canonical order. Each joins, of the earlier founders that it matches, the most similar one (the
//! earliest of equals), or founds a cluster itself. The outcome depends on earlier texts only: a later dump never
//! changes it. A match between texts of different clusters is a bridge: it is reported, and not followed.

use crate::ids::{index, number};
use crate::verify::Overlap;

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

impl Match {
    /// Two texts with what they share.
    pub fn by_text(a: u32, b: u32, overlap: Overlap) -> Self {
        Self { a, b, jaccard: overlap.jaccard(), containment: overlap.containment() }
    }
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

/// A reason to join two members of a component, given by their places in canonical order; `a` is the earlier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// The earlier member.
    pub a: u32,
    /// The later member.
    pub b: u32,
    /// How strongly; infinite where a person said so.
    pub score: f32,
}

/// What a pair across two clusters says of joining them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vote {
    /// They are one paper.
    For,
    /// Near to the threshold, below it: half a vote against.
    Abstain,
    /// They look like two.
    Against,
    /// They are two, whatever the others say.
    Never,
}

/// The members of one component, in canonical order.
#[derive(Debug)]
pub struct Members<'a> {
    /// The dump of each, ascending.
    pub dumps: &'a [u32],
    /// Whether no dump may hold a paper twice.
    pub unique: bool,
    /// Pairs that must not be joined.
    pub apart: &'a [(u32, u32)],
}

/// The members of a cluster that speak for it: its first ones. Enough to see a stranger, few enough for a crowd.
const CORE: usize = 8;

/// What became of members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grown {
    /// The place of the founder of each.
    pub founders: Vec<u32>,
    /// Those that founded a cluster when their dump was in, and lost it to another since: that had a name then, which
    /// no other may have.
    pub former: Vec<u32>,
}

/// Grows clusters dump by dump: of all links to the members of one dump, from it and from those before, the strongest comes
/// first. A link joins the clusters of both ends, unless that joins what must stay apart, or the cross pairs of their cores
/// speak against it. What a dump became never depends on later ones, except that these may join two clusters; the earlier
/// founder stays. Members are in the order of their dumps.
///
/// What a person joined is one paper, and has no say in votes: both of its clusters grow as they would apart, so that a
/// decision moves nobody else.
pub fn grow(
    members: &Members<'_>,
    links: &[Link],
    mut vote: impl FnMut(u32, u32) -> Vote,
) -> Grown {
    let mut links: Vec<&Link> = links.iter().collect();
    let dump = |link: &Link| members.dumps[index(link.b)];
    links.sort_by(|x, y| {
        let strongest = dump(x).cmp(&dump(y)).then(y.score.total_cmp(&x.score));
        strongest.then(x.b.cmp(&y.b)).then(x.a.cmp(&y.a))
    });
    let (mut papers, mut clusters) = (Papers::new(members), Clusters::new(members.dumps.len()));
    let mut named = Vec::new();
    for link in links.into_iter().filter(|link| link.a != link.b) {
        papers.name(members.dumps.partition_point(|&own| own < dump(link)), &mut named);
        let said = link.score.is_infinite();
        if papers.may_join(link) && (said || clusters.join(link, &mut vote)) {
            papers.join(link);
        }
    }
    papers.name(members.dumps.len(), &mut named);
    let founders: Vec<u32> =
        (0..number(members.dumps.len())).map(|member| papers.sets.find(member)).collect();
    let former = (0..).zip(named).zip(&founders);
    let former = former.filter(|&((member, named), &founder)| named && founder != member);
    Grown { former: former.map(|((member, _), _)| member).collect(), founders }
}

/// Papers that grow, what a person joined included: who must stay apart is told by these.
struct Papers<'a> {
    sets: UnionFind,
    /// The dumps of each, where no dump may hold a paper twice; by its first member.
    dumps: Vec<Vec<u32>>,
    apart: &'a [(u32, u32)],
}

impl<'a> Papers<'a> {
    fn new(members: &Members<'a>) -> Self {
        let own = |&dump: &u32| if members.unique { vec![dump] } else { Vec::new() };
        Self {
            sets: UnionFind::new(members.dumps.len()),
            dumps: members.dumps.iter().map(own).collect(),
            apart: members.apart,
        }
    }

    /// Notes of the members up to a place, whose dumps are in, which found a cluster.
    fn name(&mut self, end: usize, named: &mut Vec<bool>) {
        let members = number(named.len())..number(end.max(named.len()));
        named.extend(members.map(|member| self.sets.find(member) == member));
    }

    fn may_join(&mut self, link: &Link) -> bool {
        let (one, two) = (self.sets.find(link.a), self.sets.find(link.b));
        let dumps = &self.dumps[index(one)];
        let twice = self.dumps[index(two)].iter().any(|dump| dumps.contains(dump));
        let apart = |&(a, b): &(u32, u32)| {
            let ends = (self.sets.find(a), self.sets.find(b));
            ends == (one, two) || ends == (two, one)
        };
        one == two || (!twice && !self.apart.iter().any(apart))
    }

    fn join(&mut self, link: &Link) {
        let (one, two) = (self.sets.find(link.a), self.sets.find(link.b));
        if one != two {
            self.sets.union(one, two);
            let mut dumps = std::mem::take(&mut self.dumps[index(one.max(two))]);
            self.dumps[index(one.min(two))].append(&mut dumps);
        }
    }
}

/// Clusters that links alone made; each is named by its first member.
struct Clusters {
    sets: UnionFind,
    cores: Vec<Vec<u32>>,
}

impl Clusters {
    fn new(members: usize) -> Self {
        let cores = (0..number(members)).map(|member| vec![member]).collect();
        Self { sets: UnionFind::new(members), cores }
    }

    /// Joins the clusters of both ends, unless they are one or their cores do not agree; whether it did.
    fn join(&mut self, link: &Link, vote: &mut impl FnMut(u32, u32) -> Vote) -> bool {
        let (one, two) = (self.sets.find(link.a), self.sets.find(link.b));
        let joins = one != two && self.agree(one, two, vote);
        if joins {
            self.sets.union(one, two);
            let (first, later) = (index(one.min(two)), index(one.max(two)));
            let mut core = std::mem::take(&mut self.cores[later]);
            core.append(&mut self.cores[first]);
            core.sort_unstable();
            core.truncate(CORE);
            self.cores[first] = core;
        }
        joins
    }

    /// Whether the cross pairs of the cores allow to join: none says never, and not more are against it than for it.
    fn agree(&self, one: u32, two: u32, vote: &mut impl FnMut(u32, u32) -> Vote) -> bool {
        let (mut balance, (one, two)) = (0i32, (&self.cores[index(one)], &self.cores[index(two)]));
        if one.len() == 1 && two.len() == 1 {
            return true;
        }
        for &a in one {
            for &b in two {
                match vote(a, b) {
                    Vote::For => balance += 2,
                    Vote::Abstain => balance -= 1,
                    Vote::Against => balance -= 2,
                    Vote::Never => return false,
                }
            }
        }
        balance >= 0
    }
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
    use proptest::prelude::*;

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

    fn grown(
        dumps: &[u32],
        unique: bool,
        apart: &[(u32, u32)],
        links: &[(u32, u32, f32)],
        vote: Vote,
    ) -> Vec<u32> {
        let links: Vec<Link> = links.iter().map(|&(a, b, score)| Link { a, b, score }).collect();
        grow(&Members { dumps, unique, apart }, &links, |_, _| vote).founders
    }

    #[test]
    fn a_later_member_joins_two_clusters_only_if_cross_pairs_allow_it() {
        let links = [(0, 1, 3.0), (2, 3, 3.0), (1, 2, 2.0)];
        assert_eq!(grown(&[0; 4], false, &[], &links, Vote::For), [0, 0, 0, 0]);
        assert_eq!(grown(&[0; 4], false, &[], &links, Vote::Abstain), [0, 0, 2, 2]);
        assert_eq!(grown(&[0; 4], false, &[], &links, Vote::Against), [0, 0, 2, 2]);
        assert_eq!(grown(&[0; 4], false, &[], &links, Vote::Never), [0, 0, 2, 2]);
    }

    #[test]
    fn what_a_person_says_outweighs_the_cross_pairs() {
        let links = [(0, 1, 3.0), (2, 3, 3.0), (1, 2, f32::INFINITY)];
        let dumps = [0, 0, 1, 1];
        assert_eq!(grown(&dumps, false, &[], &links, Vote::Never)[..3], [0, 0, 0]);
        assert_eq!(grown(&dumps, false, &[(0, 2)], &links, Vote::For), [0, 0, 2, 2]);
    }

    #[test]
    fn a_decision_joins_the_papers_of_both_and_moves_nobody_else() {
        let links = [(0, 1, 3.0), (2, 3, 3.0), (0, 4, 2.0), (2, 5, 2.0)];
        let decided = [links.as_slice(), &[(1, 3, f32::INFINITY)]].concat();
        // What is like 0 is not like 2.
        let vote = |a: u32, b: u32| {
            let side = |member: u32| [0, 1, 4].contains(&member);
            if side(a) == side(b) { Vote::For } else { Vote::Against }
        };
        let grown = |links: &[(u32, u32, f32)]| {
            let links: Vec<Link> =
                links.iter().map(|&(a, b, score)| Link { a, b, score }).collect();
            let dumps = [0, 0, 0, 0, 1, 1];
            grow(&Members { dumps: &dumps, unique: false, apart: &[] }, &links, vote).founders
        };
        assert_eq!(grown(&links), [0, 0, 2, 2, 0, 2]);
        assert_eq!(grown(&decided), [0; 6]);
    }

    #[test]
    fn what_a_person_joined_keeps_others_apart_before_links_do() {
        let links = [(0, 1, 9.0), (0, 2, f32::INFINITY)];
        assert_eq!(grown(&[0, 1, 1], false, &[(1, 2)], &links, Vote::For), [0, 1, 0]);
        assert_eq!(grown(&[0, 1, 1], true, &[], &links, Vote::For), [0, 1, 0]);
    }

    #[test]
    fn no_dump_holds_a_paper_twice_and_the_strongest_link_wins() {
        let links = [(0, 1, 2.0), (0, 2, 5.0)];
        assert_eq!(grown(&[0, 1, 1], true, &[], &links, Vote::For), [0, 1, 0]);
        assert_eq!(grown(&[0, 1, 1], false, &[], &links, Vote::For), [0, 0, 0]);
    }

    proptest! {
        #[test]
        fn later_dumps_only_join_clusters_and_founders_stay(
            ends in prop::collection::vec((0u32..12, 0u32..12, 1u8..9), 0..30),
            votes in any::<u64>(),
        ) {
            let dumps: Vec<u32> = (0..12).map(|member| member / 4).collect();
            let link = |&(a, b, score): &(u32, u32, u8)| Link { a: a.min(b), b: a.max(b), score: f32::from(score) };
            let links: Vec<Link> = ends.iter().map(link).filter(|link| link.a != link.b).collect();
            let vote = |a: u32, b: u32| if votes >> ((a * 5 + b) % 64) & 1 == 1 { Vote::For } else { Vote::Against };
            let Grown { founders: all, former } =
                grow(&Members { dumps: &dumps, unique: false, apart: &[] }, &links, vote);
            let early: Vec<Link> = links.iter().copied().filter(|link| link.b < 8).collect();
            let before =
                grow(&Members { dumps: &dumps[..8], unique: false, apart: &[] }, &early, vote).founders;
            for (member, &founder) in (0..).zip(&before) {
                let lost = founder == member && all[index(member)] != member;
                prop_assert!(!lost || former.contains(&member), "what had a name is known");
            }
            for (member, &founder) in all.iter().enumerate() {
                prop_assert!(index(founder) <= member && all[index(founder)] == founder);
            }
            for (member, &founder) in before.iter().enumerate() {
                prop_assert_eq!(all[member], all[index(founder)], "what was together stays together");
            }
        }
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
