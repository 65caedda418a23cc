//! The passes of `scan` and `marks`, compiled for CPUs with AVX2 and BMI.
#![allow(unsafe_code)]

use std::arch::x86_64::{
    __m128i, __m256i, _mm_loadu_si128, _mm256_add_epi8, _mm256_and_si256,
    _mm256_broadcastsi128_si256, _mm256_cmpgt_epi8, _mm256_loadu_si256, _mm256_movemask_epi8,
    _mm256_or_si256, _mm256_set1_epi8, _mm256_setzero_si256, _mm256_shuffle_epi8,
    _mm256_srli_epi16, _mm256_storeu_si256,
};

use super::marks::{BY_LOWER, BY_UPPER, Marks};
use super::scan::{BLOCK, Masks, Spans};

const LANES: usize = BLOCK / 2;

/// Finds the words of an ASCII text; `false`, and nothing done, where the CPU cannot.
pub fn scan(spans: &mut Spans, text: &[u8]) -> bool {
    let can = std::arch::is_x86_feature_detected!("avx2")
        && std::arch::is_x86_feature_detected!("bmi1")
        && std::arch::is_x86_feature_detected!("popcnt");
    if can {
        // SAFETY: the features were detected in the line above.
        unsafe { compiled(spans, text) };
    }
    can
}

#[target_feature(enable = "avx2,bmi1,popcnt")]
fn compiled(spans: &mut Spans, text: &[u8]) {
    spans.scan_with(|bytes| block(bytes), text);
}

/// Lower-cases 64 bytes and says which are letters and digits.
#[target_feature(enable = "avx2,bmi1,popcnt")]
fn block(bytes: &mut [u8; BLOCK]) -> Masks {
    let (low, high) = bytes.split_at_mut(LANES);
    let (low, high) = (half(low), half(high));
    Masks {
        letters: low.letters | high.letters << LANES,
        digits: low.digits | high.digits << LANES,
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn half(bytes: &mut [u8]) -> Masks {
    assert_eq!(bytes.len(), LANES);
    #[allow(clippy::cast_ptr_alignment)] // loadu and storeu need none.
    let place = bytes.as_mut_ptr().cast::<__m256i>();
    // SAFETY: the slice has 32 bytes (asserted above); loadu and storeu need no alignment.
    let given = unsafe { _mm256_loadu_si256(place) };
    let lower = _mm256_or_si256(given, _mm256_set1_epi8(0x20));
    // SAFETY: as for the load.
    unsafe { _mm256_storeu_si256(place, lower) };
    Masks { letters: within(lower, b'a', 26), digits: within(given, b'0', 10) }
}

/// Which bytes are among the `count` values from `first` on: shifted so that these are the smallest signed bytes.
#[inline]
#[target_feature(enable = "avx2")]
fn within(bytes: __m256i, first: u8, count: i8) -> u64 {
    let shifted = _mm256_add_epi8(bytes, _mm256_set1_epi8(i8::MIN.wrapping_sub_unsigned(first)));
    let below = _mm256_cmpgt_epi8(_mm256_set1_epi8(i8::MIN + count), shifted);
    u64::from(_mm256_movemask_epi8(below).cast_unsigned())
}

/// The marks of a text; `None` where the CPU cannot.
pub fn marks(text: &[u8]) -> Option<Marks> {
    let can = std::arch::is_x86_feature_detected!("avx2");
    // SAFETY: the feature was detected in the line above.
    can.then(|| unsafe { marks_compiled(text) })
}

#[target_feature(enable = "avx2")]
fn marks_compiled(text: &[u8]) -> Marks {
    let (lower, upper, four) = (table(&BY_LOWER), table(&BY_UPPER), _mm256_set1_epi8(15));
    let (chunks, rest) = text.as_chunks::<LANES>();
    let mut found = _mm256_setzero_si256();
    for chunk in chunks {
        let bytes = load(chunk);
        let by_lower = _mm256_shuffle_epi8(lower, _mm256_and_si256(bytes, four));
        let above = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), four);
        let by_upper = _mm256_shuffle_epi8(upper, above);
        found = _mm256_or_si256(found, _mm256_and_si256(by_lower, by_upper));
    }
    let mut lanes = [0; LANES];
    // SAFETY: the array has 32 bytes, and storeu needs no alignment.
    unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), found) };
    Marks(lanes.iter().fold(Marks::of(rest).0, |all, lane| all | lane))
}

/// Sixteen bytes, in both halves of a register.
#[inline]
#[target_feature(enable = "avx2")]
fn table(bytes: &[u8; 16]) -> __m256i {
    // SAFETY: the array has 16 bytes, and loadu needs no alignment.
    let half: __m128i = unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) };
    _mm256_broadcastsi128_si256(half)
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(bytes: &[u8; LANES]) -> __m256i {
    // SAFETY: the array has 32 bytes, and loadu needs no alignment.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}
