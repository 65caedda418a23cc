//! The specification of the sketch kernel, in plain Rust that a compiler can also vectorize.

use super::LANES;
use crate::ids::{high, low};

/// Groups of lanes whose minima stay in registers through one pass over the shingles.
const GROUPS: usize = 4;

/// Lowers each minimum to the smallest value of its permutation.
#[inline(always)]
pub fn minima(shingles: &[u64], coefficients: &[[u32; LANES]], minima: &mut [[u32; LANES]]) {
    let (wide, rest) = coefficients.as_chunks::<GROUPS>();
    let (wide_minima, rest_minima) = minima.as_chunks_mut::<GROUPS>();
    for (coefficients, minima) in wide.iter().zip(wide_minima) {
        pass(shingles, coefficients, minima);
    }
    remainder::<3>(shingles, rest, rest_minima);
    remainder::<2>(shingles, rest, rest_minima);
    remainder::<1>(shingles, rest, rest_minima);
}

/// One pass over what is left, if that is `N` groups: a pass for each group took twice as long.
#[inline(always)]
fn remainder<const N: usize>(
    shingles: &[u64],
    coefficients: &[[u32; LANES]],
    minima: &mut [[u32; LANES]],
) {
    if let (Ok(coefficients), Ok(minima)) = (coefficients.try_into(), minima.try_into()) {
        pass::<N>(shingles, coefficients, minima);
    }
}

#[inline(always)]
fn pass<const N: usize>(
    shingles: &[u64],
    coefficients: &[[u32; LANES]; N],
    minima: &mut [[u32; LANES]; N],
) {
    let mut least = *minima;
    for &shingle in shingles {
        let (low, high) = (low(shingle), high(shingle));
        for group in 0..N {
            for lane in 0..LANES {
                let value = low.wrapping_add(high.wrapping_mul(coefficients[group][lane]));
                least[group][lane] = least[group][lane].min(value);
            }
        }
    }
    *minima = least;
}
