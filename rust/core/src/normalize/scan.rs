//! Step 7 for plain ASCII: one pass that lower-cases 64 bytes at a time and marks where words start and end.
//!
//! `block` is the specification; `avx2` compiles the same pass for a CPU that has the instructions. Places are written
//! `AT_ONCE` at a time, whether there are so many or not: a loop that ends with the last bit mispredicts once a block,
//! which took a third of the pass.

use memchr::memchr;

/// Bytes a caller may read beyond the last word.
pub const PADDING: usize = 16;
pub const BLOCK: usize = 64;

/// Words that start in most blocks of English text, rounded up.
const AT_ONCE: usize = 12;

/// One bit for each byte of a block.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Masks {
    pub letters: u64,
    pub digits: u64,
}

/// Where the words of a text are: `starts[i]..ends[i]` of `bytes`, for `i` below `count`.
#[derive(Debug, Default)]
pub struct Spans {
    /// The text in lower case; meaningless between words; [`PADDING`] bytes longer than the last word.
    pub bytes: Vec<u8>,
    /// Number of words.
    pub count: usize,
    /// Whether every word is ASCII.
    pub ascii: bool,
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Spans {
    /// First byte of each word.
    pub fn starts(&self) -> &[u32] {
        &self.starts[..self.count]
    }

    /// One past the last byte of each word.
    pub fn ends(&self) -> &[u32] {
        &self.ends[..self.count]
    }

    /// Takes a text whose words are separated by single spaces.
    pub fn split_at_spaces(&mut self, words: &str) {
        self.ascii = words.is_ascii();
        self.bytes.clear();
        self.bytes.extend_from_slice(words.as_bytes());
        self.bytes.extend_from_slice(&[0; PADDING]);
        self.starts.clear();
        self.ends.clear();
        let mut start = 0;
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            self.starts.push(start);
            start += word.len() as u32 + 1;
            self.ends.push(start - 1);
        }
        self.count = self.starts.len();
    }

    /// Finds the words of an ASCII text, by the specification.
    pub fn scan(&mut self, text: &[u8]) {
        self.scan_with(block, text);
    }

    /// The pass; inlined, so that all of it is compiled for the CPU of the `block` that it is given.
    #[inline(always)]
    pub fn scan_with(&mut self, block: impl Fn(&mut [u8; BLOCK]) -> Masks, text: &[u8]) {
        self.ascii = true;
        self.bytes.resize(text.len().next_multiple_of(BLOCK) + PADDING, 0);
        self.bytes[..text.len()].copy_from_slice(text);
        self.bytes[text.len()..].fill(0);
        let most = text.len() + BLOCK + 1;
        self.starts.resize(self.starts.len().max(most), 0);
        self.ends.resize(self.ends.len().max(most), 0);
        let (mut carry, mut started, mut ended) = (Masks::default(), 0, 0);
        for (number, bytes) in self.bytes.as_chunks_mut().0.iter_mut().enumerate() {
            let at = (number * BLOCK) as u32;
            let masks = block(bytes);
            let (starts, ends) = edges(masks, carry);
            carry = Masks { letters: masks.letters >> 63, digits: masks.digits >> 63 };
            started += write_places(&mut self.starts[started..], starts, at);
            ended += write_places(&mut self.ends[ended..], ends, at);
        }
        if carry != Masks::default() {
            self.ends[ended] = text.len() as u32;
        }
        self.count = started;
    }
}

/// The bytes at which words start, and those behind words.
#[inline(always)]
const fn edges(masks: Masks, carry: Masks) -> (u64, u64) {
    let letters_before = masks.letters << 1 | carry.letters;
    let digits_before = masks.digits << 1 | carry.digits;
    let starts = masks.letters & !letters_before | masks.digits & !digits_before;
    let ends = !masks.letters & letters_before | !masks.digits & digits_before;
    (starts, ends)
}

/// Writes the places of the bits; says how many there are. What stands behind these is meaningless.
#[inline(always)]
fn write_places(out: &mut [u32], mut bits: u64, at: u32) -> usize {
    let count = bits.count_ones() as usize;
    let Some(out) = out.first_chunk_mut::<BLOCK>() else { return 0 };
    for place in &mut out[..AT_ONCE] {
        *place = at + bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
    }
    for place in &mut out[AT_ONCE..count.max(AT_ONCE)] {
        *place = at + bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
    }
    count
}

/// Deletes the apostrophes that stand between two letters; `false` if there are none.
pub fn delete_apostrophes(text: &[u8], out: &mut Vec<u8>) -> bool {
    out.clear();
    let mut rest = 0;
    let mut from = 0;
    while let Some(found) = memchr(b'\'', &text[from..]) {
        let at = from + found;
        from = at + 1;
        let letter = |index: Option<usize>| {
            index.and_then(|i| text.get(i)).is_some_and(u8::is_ascii_alphabetic)
        };
        if letter(at.checked_sub(1)) && letter(Some(at + 1)) {
            out.extend_from_slice(&text[rest..at]);
            rest = at + 1;
        }
    }
    if rest > 0 {
        out.extend_from_slice(&text[rest..]);
    }
    rest > 0
}

/// Lower-cases a block and says which bytes are letters and digits.
fn block(bytes: &mut [u8; BLOCK]) -> Masks {
    let mut masks = Masks::default();
    for (place, byte) in bytes.iter_mut().enumerate() {
        masks.letters |= u64::from(byte.is_ascii_alphabetic()) << place;
        masks.digits |= u64::from(byte.is_ascii_digit()) << place;
        *byte |= 0x20;
    }
    masks
}
