//! The passes of `scan` and `marks`, by the quickest kernel that the CPU has.

#[cfg(target_arch = "x86_64")]
use super::avx2;
use super::marks::Marks;
use super::scan::Spans;

/// The marks of a text.
pub fn marks(text: &[u8]) -> Marks {
    #[cfg(target_arch = "x86_64")]
    if let Some(marks) = avx2::marks(text) {
        return marks;
    }
    Marks::of(text)
}

/// Finds the words of an ASCII text.
pub fn scan(spans: &mut Spans, text: &[u8]) {
    #[cfg(target_arch = "x86_64")]
    if avx2::scan(spans, text) {
        return;
    }
    spans.scan(text);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_kernel_is_the_plain_one(text in prop::collection::vec(any::<u8>(), 0..3), plain in "[ -~]{0,100}") {
            let all = [plain.as_bytes(), &text, plain.as_bytes()].concat();
            prop_assert_eq!(marks(&all), Marks::of(&all));
        }
    }
}
