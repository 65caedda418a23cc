//! Signature to band keys, and the choice of bands and rows (`docs/banding.md`).
//!
//! Two texts of Jaccard similarity `s` share at least one of `b` bands of `r` rows with probability 1 − (1 − s^r)^b
//! (Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*, 3.4.2). The solver takes, for each number of rows, the
//! fewest bands that reach the recall at the threshold, and of these the cheapest for the size of the corpus.

use crate::error::{Error, Result};
use crate::ids::{fold, real};
use crate::params::{Banding, MAX_PERMUTATIONS, Mode, Params};

const BAND: u64 = 0x8ebc_6af0_9c88_c6e3;
const GRAM: u64 = 0xe703_7ed1_a0b4_28db;

/// Writes the key of each band. A key carries its band's number, so keys of different bands never meet.
pub fn keys(signature: &[u32], banding: Banding, out: &mut impl Extend<u64>) {
    let bands = signature.chunks_exact(banding.rows).take(banding.bands);
    out.extend(bands.zip(1..).map(|(rows, number)| {
        let start = fold(BAND ^ number, GRAM);
        rows.iter().fold(start, |key, &minimum| fold(key ^ u64::from(minimum), BAND))
    }));
}

/// How one corpus is searched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// [`Mode::Lsh`] or [`Mode::Exact`], never [`Mode::Auto`].
    pub mode: Mode,
    /// Bands and rows; in exact mode those that LSH would have used.
    pub banding: Banding,
    /// Similarity from which on pairs match.
    pub threshold: f64,
    /// Pairs that share a bucket by chance, as the model predicts; 0 in exact mode.
    pub expected_candidates: f64,
}

impl Plan {
    /// Probability that a pair of this Jaccard similarity becomes a candidate.
    pub fn recall(&self, jaccard: f64) -> f64 {
        match self.mode {
            Mode::Exact => f64::from(u8::from(jaccard >= self.threshold)),
            _ => recall(self.banding, jaccard),
        }
    }
}

/// The S-curve.
pub fn recall(banding: Banding, jaccard: f64) -> f64 {
    let band = jaccard.powf(real(banding.rows));
    -(real(banding.bands) * (-band).ln_1p()).exp_m1()
}

/// Chance that two unrelated abstracts agree in `r` rows, for r = 1, 2, …: the mean of s^r over random pairs of different
/// papers, measured on 98,000 arXiv abstracts with word 3-grams (`benches/README.md`); beyond the table each row divides
/// by the last ratio.
const CHANCE: [f64; 6] = [6.2e-4, 2.2e-6, 2.0e-7, 1.8e-8, 1.0e-8, 6.4e-9];

/// Nanoseconds, measured on one AVX-512 thread: a minimum of one text, a band key with its sorting, a chance meeting.
const MINIMUM: f64 = 6.0;
const KEY: f64 = 15.0;
const MEETING: f64 = 50.0;

/// How often so many unrelated texts meet in a bucket.
pub fn chance_meetings(banding: Banding, records: usize) -> f64 {
    let last = CHANCE.len() - 1;
    let beyond = banding.rows.saturating_sub(CHANCE.len());
    let ratio = CHANCE[last] / CHANCE[last - 1];
    let chance = CHANCE[(banding.rows - 1).min(last)] * ratio.powf(real(beyond));
    real(records) * (real(records) - 1.0).max(0.0) / 2.0 * real(banding.bands) * chance
}

fn cost(banding: Banding, records: usize) -> f64 {
    let each = real(banding.permutations()) * MINIMUM + real(banding.bands) * KEY;
    real(records) * each + chance_meetings(banding, records) * MEETING
}

/// The fewest bands of so many rows that reach the recall at the threshold.
fn fewest_bands(rows: usize, threshold: f64, target: f64) -> Option<Banding> {
    let met = threshold.powf(real(rows));
    let needed = ((-target).ln_1p() / (-met).ln_1p()).ceil().max(1.0);
    let fits = needed * real(rows) <= real(MAX_PERMUTATIONS);
    fits.then_some(Banding { bands: needed as usize, rows })
}

/// Corpora up to this size are joined exactly by default: it takes milliseconds like sketching, and misses nothing.
const SMALL: usize = 5_000;

/// Where all evidence decides, abstracts that are less alike count too; in a small corpus they cost nothing to find.
const FINE: Banding = Banding { bands: 48, rows: 2 };

/// Chooses how to search a corpus of so many records.
///
/// # Errors
/// [`Error::Config`] for settings out of range, and for a threshold so low that no signature reaches the recall.
pub fn plan(params: &Params, records: usize) -> Result<Plan> {
    params.validate()?;
    let evidence = params.policy.is_some();
    let mode = match params.mode {
        Mode::Auto if evidence => Mode::Lsh,
        Mode::Auto if params.banding.is_none() && records <= SMALL => Mode::Exact,
        Mode::Exact => Mode::Exact,
        Mode::Auto | Mode::Lsh => Mode::Lsh,
    };
    let fine = (evidence && records <= SMALL).then_some(FINE);
    let solved = params.banding.or(fine);
    let solved = solved.or_else(|| solve(params.threshold, params.recall, records));
    let banding = match (solved, mode) {
        (Some(banding), _) => banding,
        (None, Mode::Exact) => Banding { bands: MAX_PERMUTATIONS, rows: 1 },
        (None, _) => {
            let expected = "no signature of up to 4096 minima reaches the recall there; raise it or use mode=\"exact\"";
            return Err(Error::config("threshold", params.threshold, expected));
        }
    };
    let expected_candidates =
        if mode == Mode::Exact { 0.0 } else { chance_meetings(banding, records) };
    Ok(Plan { mode, banding, threshold: params.threshold, expected_candidates })
}

/// The cheapest banding that reaches the recall at the threshold.
fn solve(threshold: f64, target: f64, records: usize) -> Option<Banding> {
    let possible = (1..=16).filter_map(|rows| fewest_bands(rows, threshold, target));
    possible.min_by(|a, b| cost(*a, records).total_cmp(&cost(*b, records)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recall_is_reached_at_the_threshold_with_the_fewest_bands() {
        for threshold in [0.3, 0.5, 0.7, 0.8, 0.95, 1.0] {
            for records in [10, 100_000, 10_000_000] {
                let params = Params { threshold, mode: Mode::Lsh, ..Params::default() };
                let banding = plan(&params, records).expect("solvable").banding;
                assert!(recall(banding, threshold) >= 0.999, "{banding:?}");
                let fewer = Banding { bands: banding.bands - 1, ..banding };
                assert!(fewer.bands == 0 || recall(fewer, threshold) < 0.999, "{banding:?}");
            }
        }
    }

    #[test]
    fn the_curve_rises_from_nothing_to_certainty() {
        let banding = Banding { bands: 17, rows: 3 };
        assert!(recall(banding, 0.0).abs() < 1e-12 && (recall(banding, 1.0) - 1.0).abs() < 1e-12);
        let curve: Vec<f64> =
            (0..=100).map(|percent| recall(banding, f64::from(percent) / 100.0)).collect();
        assert!(curve.is_sorted());
    }

    #[test]
    fn an_impossible_threshold_names_the_remedy() {
        let params = Params { threshold: 1e-5, mode: Mode::Lsh, ..Params::default() };
        let refused = plan(&params, 100_000).expect_err("no signature is long enough");
        assert!(refused.to_string().contains("exact"));
    }
}
