//! One pair, decided again with all points: why two records are one paper, or are not.

use super::Edge;
use super::glance::Outlines;
use super::judging::edge;
use crate::band::Plan;
use crate::channels::Channel;
use crate::evidence::Collector;
use crate::fingerprint::{Settings, Single, single};
use crate::params::Params;
use crate::records::Records;
use crate::relate::{Judge, Policy, Verdict};

/// A decision with everything that led to it.
#[derive(Debug)]
pub struct Explained {
    /// The pair as it would be listed; `b` is told in terms of `a`.
    pub edge: Edge,
    /// All points.
    pub verdict: Verdict,
    /// The channels in which the two meet, and look like enough to be compared.
    pub channels: Vec<Channel>,
}

/// Decides two records under a policy, and says where they meet.
pub fn explain(
    records: &impl Records,
    params: &Params,
    policy: &Policy,
    plan: &Plan,
    (a, b): (u32, u32),
) -> Explained {
    let mut collector = Collector::default();
    let mut collect = |record| collector.collect(records, record, params.shingling);
    let (one, two) = (collect(a), collect(b));
    let verdict = Judge::new(policy).explain((a, &one), (b, &two));
    let settings = Settings {
        text: params.text,
        shingling: params.shingling,
        banding: Some(plan.banding),
        evidence: true,
    };
    let taken = |record| single(records, record, settings);
    let (left, right) = (taken(a), taken(b));
    let plausible = |key: u64| outlines(&left).may_be_one(outlines(&right), key, policy);
    let in_band = left.bands.iter().zip(&right.bands).filter(|(one, two)| one == two);
    let of_band = in_band.map(|(&key, _)| Channel::Abstract.mark(key));
    let named = left.named.iter().copied().filter(|key| right.named.contains(key));
    let met: Vec<Channel> =
        named.chain(of_band).filter(|&key| plausible(key)).map(Channel::of).collect();
    let channels = Channel::ALL.into_iter().filter(|channel| met.contains(channel)).collect();
    Explained { edge: edge((a, b), (&one, &two), &verdict), verdict, channels }
}

const fn outlines(taken: &Single) -> Outlines<'_> {
    Outlines { title: taken.title, text: &taken.outline, issued: taken.fingerprint.issued }
}
