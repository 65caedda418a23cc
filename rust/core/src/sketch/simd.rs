//! The kernel for CPUs with AVX-512 or AVX2, chosen at run time; the minima stay in registers through one pass over the
//! shingles. Written with intrinsics because the compiler keeps the minima of the plain loop in memory, which took three
//! times as long (`cargo bench -p paperdedup-core sketch`).
#![allow(unsafe_code)]
// Every load and store is one that needs no alignment.
#![allow(clippy::cast_ptr_alignment)]

use std::arch::x86_64::{
    __m256i, __m512i, _mm256_add_epi32, _mm256_loadu_si256, _mm256_min_epu32, _mm256_mullo_epi32,
    _mm256_set1_epi32, _mm256_storeu_si256, _mm512_add_epi32, _mm512_loadu_si512, _mm512_min_epu32,
    _mm512_mullo_epi32, _mm512_set1_epi32, _mm512_storeu_si512,
};

use super::{Kernel, LANES};
use crate::ids::{high, low};

/// Sixteen values of 32 bits: one group of coefficients or minima.
type Group = [u32; LANES];

/// The widest kernel that this CPU can run.
pub fn kernel() -> Option<Kernel> {
    if std::arch::is_x86_feature_detected!("avx512f") {
        return Some(avx512);
    }
    std::arch::is_x86_feature_detected!("avx2").then_some(avx2 as Kernel)
}

/// Cuts the groups into passes of up to four and calls the pass for each.
macro_rules! passes {
    ($pass:ident, $shingles:ident, $coefficients:ident, $minima:ident) => {
        for (coefficients, minima) in $coefficients.chunks(4).zip($minima.chunks_mut(4)) {
            match coefficients.len() {
                1 => $pass::<1>($shingles, coefficients, minima),
                2 => $pass::<2>($shingles, coefficients, minima),
                3 => $pass::<3>($shingles, coefficients, minima),
                _ => $pass::<4>($shingles, coefficients, minima),
            }
        }
    };
}

fn avx512(shingles: &[u64], coefficients: &[Group], minima: &mut [Group]) {
    #[target_feature(enable = "avx512f")]
    fn all(shingles: &[u64], coefficients: &[Group], minima: &mut [Group]) {
        passes!(pass512, shingles, coefficients, minima);
    }
    // SAFETY: `kernel` hands this function out only after AVX-512F was detected.
    unsafe { all(shingles, coefficients, minima) }
}

fn avx2(shingles: &[u64], coefficients: &[Group], minima: &mut [Group]) {
    #[target_feature(enable = "avx2")]
    fn all(shingles: &[u64], coefficients: &[Group], minima: &mut [Group]) {
        passes!(pass256, shingles, coefficients, minima);
    }
    // SAFETY: `kernel` hands this function out only after AVX2 was detected.
    unsafe { all(shingles, coefficients, minima) }
}

#[target_feature(enable = "avx512f")]
fn pass512<const N: usize>(shingles: &[u64], coefficients: &[Group], minima: &mut [Group]) {
    let factors: [__m512i; N] = std::array::from_fn(|at| load512(&coefficients[at]));
    let mut least: [__m512i; N] = std::array::from_fn(|at| load512(&minima[at]));
    for &shingle in shingles {
        let low = _mm512_set1_epi32(low(shingle).cast_signed());
        let high = _mm512_set1_epi32(high(shingle).cast_signed());
        for at in 0..N {
            let value = _mm512_add_epi32(low, _mm512_mullo_epi32(high, factors[at]));
            least[at] = _mm512_min_epu32(least[at], value);
        }
    }
    for (group, least) in minima.iter_mut().zip(least) {
        // SAFETY: a group is 64 bytes; storeu needs no alignment.
        unsafe { _mm512_storeu_si512(group.as_mut_ptr().cast(), least) };
    }
}

#[target_feature(enable = "avx512f")]
fn load512(group: &Group) -> __m512i {
    // SAFETY: a group is 64 bytes; loadu needs no alignment.
    unsafe { _mm512_loadu_si512(group.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
fn pass256<const N: usize>(shingles: &[u64], coefficients: &[Group], minima: &mut [Group]) {
    let factors: [[__m256i; 2]; N] = std::array::from_fn(|at| load256(&coefficients[at]));
    let mut least: [[__m256i; 2]; N] = std::array::from_fn(|at| load256(&minima[at]));
    for &shingle in shingles {
        let low = _mm256_set1_epi32(low(shingle).cast_signed());
        let high = _mm256_set1_epi32(high(shingle).cast_signed());
        for at in 0..N {
            for half in 0..2 {
                let value = _mm256_add_epi32(low, _mm256_mullo_epi32(high, factors[at][half]));
                least[at][half] = _mm256_min_epu32(least[at][half], value);
            }
        }
    }
    for (group, [low, high]) in minima.iter_mut().zip(least) {
        let place = group.as_mut_ptr().cast::<__m256i>();
        // SAFETY: a group is two times 32 bytes; storeu needs no alignment.
        unsafe {
            _mm256_storeu_si256(place, low);
            _mm256_storeu_si256(place.add(1), high);
        }
    }
}

#[target_feature(enable = "avx2")]
fn load256(group: &Group) -> [__m256i; 2] {
    let place = group.as_ptr().cast::<__m256i>();
    // SAFETY: a group is two times 32 bytes; loadu needs no alignment.
    unsafe { [_mm256_loadu_si256(place), _mm256_loadu_si256(place.add(1))] }
}
