//! The bytes of a block: sorted postings, packed so that a key is found without unpacking them.
//!
//! Keys are Elias–Fano coded (Elias 1974, Fano 1971): with n keys in a range of r, the lowest ⌊log2(r/n)⌋ bits of each
//! stand side by side, and the rest in unary, at most two bits a key to walk through.
//! Record numbers follow with as many bits as the largest needs, counted from the smallest. `docs/index-format.md`
//! shows the layout.

/// A key and the record that has it.
pub type Entry = (u64, u32);

/// Bytes of a block: four of them fill a page of a table. SQLite copies a block to hand it out, so one as large as a page
/// took twice as long to look into.
pub const TARGET: usize = 2020;

const HEADER: usize = 10;
/// Beyond 57 bits a value may lie in nine bytes.
const MAX_WIDTH: u32 = 57;

/// What must be known of sorted entries to say how many bytes they take.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    count: usize,
    first: u64,
    last: u64,
    smallest: u32,
    largest: u32,
}

impl Extent {
    /// That of one entry.
    pub const fn of((key, record): Entry) -> Self {
        Self { count: 1, first: key, last: key, smallest: record, largest: record }
    }

    /// With one more, whose key is not smaller.
    pub const fn with(self, (key, record): Entry) -> Self {
        let smallest = if record < self.smallest { record } else { self.smallest };
        let largest = if record > self.largest { record } else { self.largest };
        Self { count: self.count + 1, last: key, smallest, largest, ..self }
    }

    /// Lowest bits of a key that stand side by side.
    const fn low_bits(&self) -> u32 {
        let each = (self.last - self.first) / self.count as u64;
        if each == 0 { 0 } else { each.ilog2() }
    }

    const fn record_bits(&self) -> u32 {
        u32::BITS - (self.largest - self.smallest).leading_zeros()
    }

    /// Bytes of the block.
    pub const fn bytes(&self) -> usize {
        let shape = Shape { count: self.count, low: self.low_bits(), record: self.record_bits() };
        let unary = self.count as u64 + ((self.last - self.first) >> shape.low);
        shape.unary_at() + (unary as usize).div_ceil(8)
    }
}

/// Where the parts of a block stand.
#[derive(Debug, Clone, Copy)]
struct Shape {
    count: usize,
    low: u32,
    record: u32,
}

impl Shape {
    const fn records_at(self) -> usize {
        HEADER + (self.count * self.low as usize).div_ceil(8)
    }

    const fn unary_at(self) -> usize {
        self.records_at() + (self.count * self.record as usize).div_ceil(8)
    }
}

/// The extent of sorted entries, unless there are none.
pub fn extent(entries: &[Entry]) -> Option<Extent> {
    let (&first, rest) = entries.split_first()?;
    Some(rest.iter().fold(Extent::of(first), |extent, &entry| extent.with(entry)))
}

/// Packs entries, sorted by key and record; none, and the block is empty.
pub fn encode(entries: &[Entry]) -> Vec<u8> {
    let Some(extent) = extent(entries) else { return Vec::new() };
    let shape =
        Shape { count: entries.len(), low: extent.low_bits(), record: extent.record_bits() };
    let mut bytes = vec![0; extent.bytes()];
    bytes[0] = shape.low as u8;
    bytes[1] = shape.record as u8;
    bytes[2..6].copy_from_slice(&(shape.count as u32).to_le_bytes());
    bytes[6..HEADER].copy_from_slice(&extent.smallest.to_le_bytes());
    let unary = shape.unary_at() * 8;
    for (at, &(key, record)) in entries.iter().enumerate() {
        let offset = key - extent.first;
        let lowest = offset & ((1 << shape.low) - 1);
        put(&mut bytes, HEADER * 8 + at * shape.low as usize, lowest);
        let place = shape.records_at() * 8 + at * shape.record as usize;
        put(&mut bytes, place, u64::from(record - extent.smallest));
        put(&mut bytes, unary + (offset >> shape.low) as usize + at, 1);
    }
    bytes
}

/// Sets the bits of a value of at most 57 bits, where zeros are.
fn put(bytes: &mut [u8], at: usize, value: u64) {
    let shifted = value << (at % 8);
    let length = (u64::BITS - shifted.leading_zeros()).div_ceil(8) as usize;
    let place = &mut bytes[at / 8..][..length];
    place.iter_mut().zip(shifted.to_le_bytes()).for_each(|(byte, bits)| *byte |= bits);
}

/// A block to look into.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    first: u64,
    shape: Shape,
    smallest: u32,
    bytes: &'a [u8],
    unary: &'a [u8],
}

impl<'a> Block<'a> {
    /// Reads the head of a block whose smallest key is `first`; `None` if it cannot be one.
    pub fn new(first: u64, bytes: &'a [u8]) -> Option<Self> {
        let (head, _) = bytes.split_first_chunk::<HEADER>()?;
        let [low, record, c0, c1, c2, c3, s0, s1, s2, s3] = *head;
        let shape = Shape {
            count: u32::from_le_bytes([c0, c1, c2, c3]) as usize,
            low: u32::from(low),
            record: u32::from(record),
        };
        let possible = shape.count > 0 && shape.low < MAX_WIDTH && shape.record <= u32::BITS;
        // More entries than bits would overflow where the parts begin.
        if !possible || shape.count > bytes.len() * 8 {
            return None;
        }
        let unary = bytes.get(shape.unary_at()..)?;
        let smallest = u32::from_le_bytes([s0, s1, s2, s3]);
        Some(Self { first, shape, smallest, bytes, unary })
    }

    /// The largest key.
    pub fn last(&self) -> u64 {
        let end = self.unary.iter().rposition(|&byte| byte != 0).unwrap_or(0);
        let bits = self.unary.get(end).copied().unwrap_or(0);
        let place = end * 8 + bits.checked_ilog2().unwrap_or(0) as usize;
        self.key(self.shape.count - 1, place)
    }

    /// Up to eight bytes from a bit on; zeros after the end.
    #[inline]
    fn bits(&self, at: usize, width: u32) -> u64 {
        let rest = self.bytes.get(at / 8..).unwrap_or_default();
        let word = word(rest);
        (word >> (at % 8)) & ((1 << width) - 1)
    }

    #[inline]
    fn record(&self, at: usize) -> u32 {
        let place = self.shape.records_at() * 8 + at * self.shape.record as usize;
        self.smallest.wrapping_add(self.bits(place, self.shape.record) as u32)
    }

    #[inline]
    fn low(&self, at: usize) -> u64 {
        self.bits(HEADER * 8 + at * self.shape.low as usize, self.shape.low)
    }

    /// The key of entry `at`, whose unary bit is `place`.
    fn key(&self, at: usize, place: usize) -> u64 {
        let high = (place - at.min(place)) as u64;
        self.first.wrapping_add((high << self.shape.low).wrapping_add(self.low(at)))
    }

    /// Unary bit of the first entry whose high part is at least `high`, counted from the start; `None` if past the end.
    fn start(&self, high: usize) -> Option<usize> {
        let mut zeros = high;
        if zeros == 0 {
            return Some(0);
        }
        for (number, chunk) in self.unary.chunks(8).enumerate() {
            // Bits after the end count as ones, so that no zero is found there.
            let pad = if chunk.len() < 8 { u64::MAX << (8 * chunk.len()) } else { 0 };
            let free = !(word(chunk) | pad);
            let here = free.count_ones() as usize;
            if zeros <= here {
                return Some(number * 64 + select(free, zeros - 1) + 1);
            }
            zeros -= here;
        }
        None
    }

    fn is_entry(&self, place: usize) -> bool {
        self.unary.get(place / 8).is_some_and(|byte| byte >> (place % 8) & 1 == 1)
    }

    /// The records of a key, in order.
    pub fn find(&self, key: u64) -> impl Iterator<Item = u32> + use<'a> {
        let block = *self;
        let offset = key.wrapping_sub(self.first);
        let high = (offset >> self.shape.low) as usize;
        let reachable = key >= self.first && high <= self.unary.len() * 8;
        let start = reachable.then(|| self.start(high)).flatten();
        let lowest = offset & ((1 << self.shape.low) - 1);
        let places = start.into_iter().flat_map(|start| start..);
        places
            .take_while(move |&place| block.is_entry(place))
            .map(move |place| place - high)
            .take_while(move |&at| at < block.shape.count && block.low(at) <= lowest)
            .filter(move |&at| block.low(at) == lowest)
            .map(move |at| block.record(at))
    }

    /// All entries, in order.
    pub fn entries(&self) -> impl Iterator<Item = Entry> + use<'a> {
        let block = *self;
        let words = self.unary.chunks(8).enumerate();
        let places = words.flat_map(|(number, chunk)| {
            Ones(word(chunk)).map(move |place| number * 64 + place as usize)
        });
        places
            .take(self.shape.count)
            .enumerate()
            .map(move |(at, place)| (block.key(at, place), block.record(at)))
    }
}

/// Places of the bits that are set.
struct Ones(u64);

impl Iterator for Ones {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let place = self.0.trailing_zeros();
        self.0 &= self.0.wrapping_sub(1);
        (place < u64::BITS).then_some(place)
    }
}

/// The first eight bytes as a number; zeros where there are fewer.
#[inline]
fn word(bytes: &[u8]) -> u64 {
    if let Some((eight, _)) = bytes.split_first_chunk::<8>() {
        return u64::from_le_bytes(*eight);
    }
    let mut eight = [0; 8];
    eight[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(eight)
}

/// Place of the set bit before which `skip` others are set.
fn select(mut bits: u64, skip: usize) -> usize {
    for _ in 0..skip {
        bits &= bits.wrapping_sub(1);
    }
    bits.trailing_zeros() as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let dense = prop::collection::vec((0u64..300, 0u32..50), 1..400);
        let wide = prop::collection::vec((0u64..1 << 40, any::<u32>()), 1..400);
        prop_oneof![dense, wide].prop_map(|mut entries| {
            entries.sort_unstable();
            entries.dedup();
            entries
        })
    }

    proptest! {
        #[test]
        fn what_was_packed_is_found(entries in entries(), others in prop::collection::vec(0u64..400, 20)) {
            let bytes = encode(&entries);
            let first = entries[0].0;
            let block = Block::new(first, &bytes).expect("a block");
            prop_assert_eq!(block.entries().collect::<Vec<_>>(), entries.clone());
            prop_assert_eq!(block.last(), entries[entries.len() - 1].0);
            for key in entries.iter().map(|entry| entry.0).chain(others) {
                let expected: Vec<u32> = entries.iter().filter(|entry| entry.0 == key).map(|entry| entry.1).collect();
                prop_assert_eq!(block.find(key).collect::<Vec<_>>(), expected);
            }
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(first in any::<u64>(), bytes in prop::collection::vec(any::<u8>(), 0..200), key in any::<u64>()) {
            if let Some(block) = Block::new(first, &bytes) {
                let _ = block.find(key).chain(block.find(first)).count();
                let _ = (block.entries().count(), block.last());
            }
        }
    }

    #[test]
    fn a_million_records_take_less_than_five_bytes_a_posting() {
        // The spacing of 30 million keys of 40 bits, and records of 20 bits.
        let entries: Vec<Entry> =
            (0..400u64).map(|at| (at * 36_000, (at * 2621 % 1_000_000) as u32)).collect();
        assert!(encode(&entries).len() < entries.len() * 5);
        assert!(encode(&entries).len() <= TARGET);
    }
}
