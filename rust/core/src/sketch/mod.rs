//! Shingles to a signature: unbiased MinHash of the whole set, version 1 (`docs/hashing.md`).
//!
//! Permutation `i` maps a 64-bit shingle to `low + c(i)·high` modulo 2^32: uniform, and independent between shingles, so the
//! estimate has no bias; two permutations of one shingle agree at most in their lowest bits, so its variance is binomial. The kernel
//! is chosen once per sketcher; `plain` is the specification (`docs/decisions/sketch.md` has the measurements).

mod plain;
#[cfg(target_arch = "x86_64")]
mod simd;

/// Version of constants and formula.
pub const VERSION: u32 = 1;

/// Minima computed side by side; the coefficients are filled up to a multiple of it.
const LANES: usize = 16;

const SEED: u64 = 0x5899_65cc_7537_4cc3;

type Kernel = fn(&[u64], &[[u32; LANES]], &mut [[u32; LANES]]);

/// Computes signatures of one length.
#[derive(Debug, Clone)]
pub struct Sketcher {
    permutations: usize,
    coefficients: Vec<[u32; LANES]>,
    kernel: Kernel,
}

impl Sketcher {
    /// A sketcher of signatures with so many minima.
    pub fn new(permutations: usize) -> Self {
        let mut stream = SplitMix(SEED);
        let groups = permutations.div_ceil(LANES);
        let coefficients = (0..groups).map(|_| std::array::from_fn(|_| stream.next())).collect();
        Self { permutations, coefficients, kernel: kernel() }
    }

    /// The minima of a set; repeats and order do not matter. `None` for an empty set, which is like nothing.
    pub fn signature<'a>(&self, shingles: &[u64], buffer: &'a mut Signature) -> Option<&'a [u32]> {
        if shingles.is_empty() {
            return None;
        }
        buffer.0.clear();
        buffer.0.resize(self.coefficients.len(), [u32::MAX; LANES]);
        (self.kernel)(shingles, &self.coefficients, &mut buffer.0);
        Some(&buffer.0.as_flattened()[..self.permutations])
    }
}

/// A buffer for one signature.
#[derive(Debug, Default)]
pub struct Signature(Vec<[u32; LANES]>);

fn kernel() -> Kernel {
    #[cfg(target_arch = "x86_64")]
    if let Some(kernel) = simd::kernel() {
        return kernel;
    }
    plain::minima
}

/// The SplitMix64 generator: its specification is frozen, and four lines long.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        crate::ids::high(z ^ z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shingles(count: u64) -> Vec<u64> {
        (1..=count).map(|i| crate::ids::fold(i, 0xa076_1d64_78bd_642f)).collect()
    }

    #[test]
    fn every_kernel_is_the_plain_one() {
        for count in [1, 2, 7, 130, 1000] {
            for permutations in [1, 16, 51, 128] {
                let sketcher = Sketcher::new(permutations);
                let plain = Sketcher { kernel: plain::minima, ..sketcher.clone() };
                let (mut one, mut two) = (Signature::default(), Signature::default());
                assert_eq!(
                    sketcher.signature(&shingles(count), &mut one),
                    plain.signature(&shingles(count), &mut two)
                );
            }
        }
    }

    #[test]
    fn an_empty_set_has_no_signature() {
        assert_eq!(Sketcher::new(4).signature(&[], &mut Signature::default()), None);
    }

    #[test]
    fn a_longer_signature_starts_with_the_shorter() {
        let (mut long, mut short) = (Signature::default(), Signature::default());
        let long = Sketcher::new(100).signature(&shingles(50), &mut long).map(<[u32]>::to_vec);
        let short = Sketcher::new(30).signature(&shingles(50), &mut short).map(<[u32]>::to_vec);
        assert_eq!(long.map(|long| long[..30].to_vec()), short);
    }
}
