//! The specification of the sketch kernel.

use super::LANES;
use crate::ids::{high, low};

/// Lowers each minimum to the smallest value of its permutation.
pub fn minima(shingles: &[u64], coefficients: &[[u32; LANES]], minima: &mut [[u32; LANES]]) {
    for (coefficients, minima) in coefficients.iter().zip(minima) {
        for &shingle in shingles {
            let (low, high) = (low(shingle), high(shingle));
            for (coefficient, minimum) in coefficients.iter().zip(&mut *minima) {
                *minimum = (*minimum).min(low.wrapping_add(high.wrapping_mul(*coefficient)));
            }
        }
    }
}
