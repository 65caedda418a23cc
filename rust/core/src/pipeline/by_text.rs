//! The search by text alone: candidates by bands, or all matches by the join.

use rayon::prelude::*;

use super::verifying::verify;
use super::{Run, canonical_order};
use crate::cluster::Match;
use crate::error::Result;
use crate::fingerprint::Fingerprints;
use crate::ids::index;
use crate::join;
use crate::normalize::Normalizer;
use crate::pair::{Candidates, Keys};
use crate::parallel::Stage;
use crate::params::Mode;
use crate::records::{Field, Records};
use crate::shingle::{Shingler, to_set};

impl<R: Records> Run<'_, R> {
    pub(super) fn propose_and_verify(
        &mut self,
        items: &[u32],
        taken: &mut Fingerprints,
    ) -> Result<Vec<Match>> {
        let (bands, cap) = (self.plan.banding.bands, self.params.bucket_cap);
        let proposed = self.stage(Stage::Pair, bands, |run| {
            let key = |record, band| taken.key(record, band);
            let order = |record| canonical_order(run.records, taken, record);
            let threshold = run.params.threshold;
            let plausible = |a, b| !taken.outline(a).rules_out(taken.outline(b), threshold);
            Keys { items, bands, key, order, plausible, cap }.candidates(run.control)
        })?;
        taken.drop_keys();
        let Candidates { pairs, meetings, hot_buckets, pairs_cut, .. } = proposed;
        self.stats.candidates = pairs.len();
        (self.stats.meetings, self.stats.hot_buckets, self.stats.pairs_cut) =
            (meetings, hot_buckets, pairs_cut);
        self.stage(Stage::Verify, pairs.len(), |run| {
            verify(run.records, run.params, run.control, pairs)
        })
    }

    /// All matches, or `None` where LSH is allowed and would be cheaper after all: the output itself is too large.
    pub(super) fn join(&mut self, items: &[u32]) -> Result<Option<Vec<Match>>> {
        let (records, params) = (self.records, self.params);
        let most = match params.mode {
            Mode::Exact => usize::MAX,
            _ => items.len().saturating_mul(params.bucket_cap),
        };
        let joined = self.stage(Stage::Join, items.len(), |run| {
            let buffers = || (Normalizer::default(), Shingler::default());
            let sets = items.par_iter().map_init(buffers, |(normalizer, shingler), &item| {
                let words = normalizer.words(records.field(item, Field::Abstract));
                let mut set = shingler.shingles(words, params.shingling).to_vec();
                to_set(&mut set);
                set
            });
            join::join(&sets.collect::<Vec<_>>(), params.threshold, most, run.control)
        })?;
        let record = |item: u32| items[index(item)];
        let matched = |(a, b, overlap): join::Joined| Match::by_text(record(a), record(b), overlap);
        let matches = joined.map(|joined| joined.into_iter().map(matched).collect::<Vec<_>>());
        self.stats.candidates = matches.as_ref().map_or(0, Vec::len);
        Ok(matches)
    }
}
