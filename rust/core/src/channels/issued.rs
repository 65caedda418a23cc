//! When and where a record appeared, in six bits: enough to say what years and venues can give two records at most.

/// The bits that years count up to, in a circle.
const YEARS: u16 = 31;
/// Set where no venue is named.
const NO_VENUE: u8 = 1 << 5;

/// The year of a record, but for multiples of 31, and whether it names a venue. The default knows nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Issued(u8);

impl Issued {
    /// Bits that are used, the lowest.
    pub const BITS: u32 = 6;

    /// Of a record of this year and venue; one that names none has no letters there.
    pub const fn new(year: Option<u16>, venue: &str) -> Self {
        let year = match year {
            Some(year) => 1 + (year % YEARS) as u8,
            None => 0,
        };
        Self(if venue.is_empty() { year | NO_VENUE } else { year })
    }

    /// As [`Self::BITS`] bits.
    pub const fn to_bits(self) -> u8 {
        self.0
    }

    /// The same again; other bits do not count.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & ((1 << Self::BITS) - 1))
    }

    /// The years between two records are at least so many; `None` where one may have none.
    pub fn least_gap(self, other: Self) -> Option<u16> {
        let (one, two) = (self.year()?, other.year()?);
        let gap = one.abs_diff(two);
        Some(gap.min(YEARS - gap))
    }

    /// Whether both may name a venue.
    pub const fn may_name_venues(self, other: Self) -> bool {
        (self.0 | other.0) & NO_VENUE == 0
    }

    fn year(self) -> Option<u16> {
        u16::from(self.0 & (NO_VENUE - 1)).checked_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_gap_is_less_than_is_said(a in prop::option::of(1500u16..=2100), later in prop::option::of(0u16..40), venues in ["[a-b]{0,1}", "[a-b]{0,1}"]) {
            let b = later.map(|years| a.unwrap_or(2000) + years);
            let (one, two) = (Issued::new(a, &venues[0]), Issued::new(b, &venues[1]));
            let gap = a.zip(b).map(|(a, b)| a.abs_diff(b));
            let least = one.least_gap(two);
            prop_assert_eq!(least.is_some(), gap.is_some());
            prop_assert!(least <= gap);
            if gap.is_some_and(|gap| gap <= YEARS / 2) {
                prop_assert_eq!(least, gap);
            }
            prop_assert_eq!(one.may_name_venues(two), venues.iter().all(|venue| !venue.is_empty()));
            prop_assert_eq!(Issued::from_bits(one.to_bits()), one);
        }

        #[test]
        fn what_knows_nothing_excludes_nothing(year in 1500u16..=2100) {
            let (one, unknown) = (Issued::new(Some(year), "Nature"), Issued::default());
            prop_assert_eq!(one.least_gap(unknown), None);
            prop_assert!(one.may_name_venues(unknown));
        }
    }
}
