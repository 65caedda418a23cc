//! One pair, decided again with all points: why two records are one paper, or are not.

use super::Edge;
use super::by_evidence::PLAUSIBLE;
use super::judging::edge;
use crate::band::Plan;
use crate::channels::{Channel, needs_like_abstracts, needs_like_titles};
use crate::evidence::Collector;
use crate::fingerprint::{Settings, single};
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
    let plausible = |key: u64| {
        if needs_like_abstracts(key) {
            let (one, two) = (&left.outline, &right.outline);
            return !one.is_empty() && !two.is_empty() && !one.rules_out(two, PLAUSIBLE);
        }
        !needs_like_titles(key) || left.title.is_like(right.title)
    };
    let shared = |channel: &Channel| {
        let of_channel = |key: u64| Channel::of(key) == *channel;
        let meets = |key: &u64| of_channel(*key) && right.named.contains(key) && plausible(*key);
        let in_band = || left.bands.iter().zip(&right.bands).any(|(one, two)| one == two);
        left.named.iter().any(meets) || (*channel == Channel::Abstract && in_band())
    };
    let channels = Channel::ALL.into_iter().filter(shared).collect();
    Explained { edge: edge((a, b), (&one, &two), &verdict), verdict, channels }
}
