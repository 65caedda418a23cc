//! What a run found.

use crate::band::Plan;
use crate::canonical::CanonicalId;
use crate::channels::HotKey;
use crate::cluster::{self, Match};
use crate::error::{Error, Result};
use crate::ids::{ContentId, index};
use crate::parallel::Stage;
use crate::relate::{Class, Point, Relation};
use crate::text::Basis;

/// Counts that are the same on every run, and the seconds of each stage, that are not.
#[derive(Debug, Clone, Default)]
pub struct Stats {
    /// Different texts that were compared.
    pub texts: usize,
    /// How often two texts met in a bucket.
    pub meetings: u64,
    /// Pairs that met and were not ruled out at once: compared exactly.
    pub candidates: usize,
    /// Matches between texts of different papers.
    pub bridges: usize,
    /// Buckets over the cap.
    pub hot_buckets: u64,
    /// Pairs of such buckets that were not proposed there.
    pub pairs_cut: u64,
    /// Seconds by stage.
    pub seconds: Vec<(Stage, f64)>,
}

/// What one run found; vectors are by record number.
#[derive(Debug)]
pub struct Outcome {
    /// Content ID.
    pub contents: Vec<ContentId>,
    /// What the record was compared by.
    pub bases: Vec<Basis>,
    /// First record, in canonical order, that says the same.
    pub texts: Vec<u32>,
    /// The founder of the record's paper.
    pub founders: Vec<u32>,
    /// Jaccard similarity to the founder's text.
    pub jaccards: Vec<f64>,
    /// Containment of the smaller of both texts.
    pub containments: Vec<f64>,
    /// Verified pairs of different texts, by record numbers.
    pub matches: Vec<Match>,
    /// How the corpus was searched.
    pub plan: Plan,
    /// Counts and times.
    pub stats: Stats,
    /// Ordinals of the founders, and former ones, that share a content ID with an earlier one.
    pub(super) ordinals: Vec<(u32, u32)>,
    /// Founders of papers that a later dump made part of others, ascending: their names lead there.
    pub former: Vec<u32>,
    /// What only a run on all evidence has.
    pub evidenced: Option<Evidenced>,
}

/// A pair that was decided on all evidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// The pair with its exact scores: `a` is the earlier one in canonical order.
    pub pair: Match,
    /// The sum of the points.
    pub score: f32,
    /// What was decided.
    pub class: Class,
    /// What `b` is to `a`.
    pub relation: Relation,
    /// An identifier agrees, and the rest says that these are two papers.
    pub conflict: bool,
    /// Where the points begin in [`Evidenced::points`], and how many there are.
    pub points: (u32, u8),
}

/// What a run on all evidence found beyond the matches.
#[derive(Debug)]
pub struct Evidenced {
    /// The name of the policy.
    pub policy: String,
    /// Decided pairs that are one paper or near to it, and conflicts; ascending.
    pub edges: Vec<Edge>,
    /// The points of all edges.
    pub points: Vec<Point>,
    /// For each record the first that says the same: only these were weighed.
    pub items: Vec<u32>,
    /// What each record is to the founder of its paper.
    pub relations: Vec<Relation>,
    /// Keys over their caps.
    pub hot: Vec<HotKey>,
    /// Decisions that contradict others, by their places.
    pub contradictions: Vec<u32>,
}

impl Outcome {
    /// The canonical ID of a record's paper.
    pub fn canonical(&self, record: u32) -> CanonicalId {
        self.name(self.founders[index(record)])
    }

    /// The name of the paper that a record founds, or did before that became part of another.
    pub fn name(&self, founder: u32) -> CanonicalId {
        let found = self.ordinals.binary_search_by_key(&founder, |entry| entry.0);
        let ordinal = found.map_or(1, |place| self.ordinals[place].1);
        CanonicalId { content: self.contents[index(founder)], ordinal }
    }

    /// How a record relates to its paper.
    pub fn relation(&self, record: u32) -> Relation {
        if let Some(evidenced) = &self.evidenced {
            return evidenced.relations[index(record)];
        }
        let founder = self.founders[index(record)];
        Relation::by_text(record, founder, self.texts[index(record)], self.texts[index(founder)])
    }

    /// The clusters at a higher threshold, inside those of the run: a representative for each record.
    ///
    /// # Errors
    /// [`Error::Config`] for a threshold below that of the run, whose matches were not kept.
    pub fn split(&self, threshold: f64) -> Result<Vec<u32>> {
        let least = self.plan.threshold;
        if !(least..=1.0).contains(&threshold) {
            let expected = format!(
                "must be from {least} (the threshold of the run) to 1; for a lower one run again"
            );
            return Err(Error::config("threshold", threshold, expected));
        }
        Ok(cluster::split(&self.founders, &self.texts, &self.matches, threshold))
    }
}
