//! The most that the tables of a policy can give, where not all is known.

use super::policy::{AbstractPoints, Steps, VenuePoints, YearPoints};

impl Steps {
    /// The most that any value can give.
    pub fn most(&self) -> f64 {
        self.0.iter().map(|step| step[1]).fold(f64::NEG_INFINITY, f64::max)
    }

    /// The most that a value from this one on can give; 0 where none reaches a step.
    pub fn most_from(&self, value: f64) -> f64 {
        let later = self.0.iter().filter(|step| step[0] > value).map(|step| step[1]);
        later.fold(self.at(value).unwrap_or_default(), f64::max)
    }
}

impl YearPoints {
    /// The most that two years can give that are at least so far apart, or may be unknown.
    pub fn at_most(&self, least_gap: Option<u16>) -> f64 {
        match least_gap {
            Some(gap) => self.gap.most_from(f64::from(gap)).max(self.of(gap)),
            None => self.gap.most().max(self.equal).max(0.0),
        }
    }
}

impl VenuePoints {
    /// The most that two records can give.
    pub fn most(&self) -> f64 {
        self.similarity.most().max(self.most_unnamed())
    }

    /// The most that two can give of which one names no venue.
    pub const fn most_unnamed(&self) -> f64 {
        self.other_kind.max(0.0)
    }
}

impl AbstractPoints {
    /// The most that two abstracts can give that are at most so alike.
    pub fn at_most(&self, (jaccard, containment): (f64, f64)) -> f64 {
        let by_jaccard = self.jaccard.at(jaccard).unwrap_or(self.below);
        let most = by_jaccard.max(self.containment.at(containment).unwrap_or(by_jaccard));
        let equal = if jaccard < 1.0 { most } else { self.equal };
        // Short abstracts give fewer points, and take fewer away.
        most.max(equal).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn steps() -> impl Strategy<Value = Steps> {
        let step = (0u8..8, -4i8..4).prop_map(|(from, points)| [f64::from(from), points.into()]);
        prop::collection::vec(step, 0..5).prop_map(|mut steps| {
            steps.sort_by(|a, b| b[0].total_cmp(&a[0]));
            Steps(steps)
        })
    }

    proptest! {
        #[test]
        fn no_gap_of_years_gives_more(gap in steps(), equal in -3i8..3, least in 0u16..9, more in 0u16..40) {
            let table = YearPoints { gap, equal: equal.into(), equal_preprint: 0.0 };
            prop_assert!(table.of(least + more) <= table.at_most(Some(least)));
            prop_assert!(table.of(least + more) <= table.at_most(None));
        }
    }
}
