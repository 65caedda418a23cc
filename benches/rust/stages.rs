//! Each stage on generated abstracts; `cargo bench -p paperdedup-core`. Times are for one thread and 1,000 texts.
//!
//! The sketch that was not chosen, fast similarity sketching (Dahlgaard, Knudsen, Thorup 2017), stands here beside the
//! one that was, so that the decision can be measured again (`docs/decisions/sketch.md`).

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use paperdedup_core::join::join;
use paperdedup_core::normalize::Normalizer;
use paperdedup_core::parallel::Control;
use paperdedup_core::params::{Mode, Params, Text};
use paperdedup_core::pipeline::deduplicate;
use paperdedup_core::records::Texts;
use paperdedup_core::shingle::{Shingler, to_set};
use paperdedup_core::shingle::{Shingling, Unit};
use paperdedup_core::sketch::{Signature, Sketcher};
use paperdedup_core::verify::{Outline, Table};

const TEXTS: usize = 1000;
const WORDS: usize = 150;
const SHINGLING: Shingling = Shingling { unit: Unit::Word, size: 3 };

/// A generator of numbers that is good enough for words.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// Frequent words are short, as in any language.
    fn word(&mut self) -> String {
        let range = 1 << (1 + self.below(14));
        let number = self.below(range);
        let syllables = ["ba", "co", "di", "fe", "gu", "la", "mi", "no", "ru", "se", "ta", "vi"];
        let mut word = String::new();
        let mut rest = number + 1;
        while rest > 0 {
            word.push_str(syllables[(rest % 12) as usize]);
            rest /= 12;
        }
        word
    }

    fn text(&mut self) -> String {
        let words: Vec<String> = (0..WORDS).map(|_| self.word()).collect();
        words.chunks(12).map(|sentence| sentence.join(" ") + ". ").collect()
    }
}

/// Texts of which every fourth is an edit of the one before.
fn texts() -> Vec<String> {
    let mut numbers = Numbers(1);
    let mut texts: Vec<String> = Vec::with_capacity(TEXTS);
    while texts.len() < TEXTS {
        let text = match texts.last() {
            Some(last) if texts.len() % 4 == 3 => last.replacen("ba", "co", 2),
            _ => numbers.text(),
        };
        texts.push(text);
    }
    texts
}

fn sets(texts: &[String]) -> Vec<Vec<u64>> {
    let (mut normalizer, mut shingler) = (Normalizer::default(), Shingler::default());
    let set = |text: &String| {
        let mut set = shingler.shingles(normalizer.words(text), SHINGLING).to_vec();
        to_set(&mut set);
        set
    };
    texts.iter().map(set).collect()
}

fn words(criterion: &mut Criterion) {
    let texts = texts();
    let mut group = criterion.benchmark_group("words");
    group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
    let (mut normalizer, mut shingler) = (Normalizer::default(), Shingler::default());
    group.bench_function("floor: find and hash", |bencher| {
        bencher.iter(|| {
            let hash = |text: &String| shingler.word_hashes(normalizer.words_as_given(text)).len();
            texts.iter().map(hash).sum::<usize>()
        });
    });
    group.bench_function("normalize", |bencher| {
        bencher.iter(|| texts.iter().map(|text| normalizer.words(text).len()).sum::<usize>());
    });
    let marked_up: Vec<String> = texts.iter().map(|text| text.replace("ba", "{b}\\\"a")).collect();
    group.bench_function("normalize LaTeX", |bencher| {
        bencher.iter(|| marked_up.iter().map(|text| normalizer.words(text).len()).sum::<usize>());
    });
    group.bench_function("shingle", |bencher| {
        bencher.iter(|| {
            let count = |text: &String| shingler.shingles(normalizer.words(text), SHINGLING).len();
            texts.iter().map(count).sum::<usize>()
        });
    });
    group.finish();
}

/// Fast similarity sketching: slot by slot the smallest value, round by round until every slot is filled.
fn fast_similarity(shingles: &[u64], slots: usize, sketch: &mut Vec<u64>) {
    sketch.clear();
    sketch.resize(slots, u64::MAX);
    let mut empty = slots;
    for round in 0..2 * slots as u64 {
        for &shingle in shingles {
            let hash = mixed(shingle ^ round.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let chosen = (((hash & 0xffff_ffff) * slots as u64) >> 32) as usize;
            let slot = if round < slots as u64 { chosen } else { round as usize - slots };
            empty -= usize::from(sketch[slot] == u64::MAX);
            sketch[slot] = sketch[slot].min(round << 32 | hash >> 32);
        }
        if empty == 0 {
            return;
        }
    }
}

fn mixed(value: u64) -> u64 {
    let product = u128::from(value) * 0xa076_1d64_78bd_642f_u128;
    (product >> 64) as u64 ^ product as u64
}

fn sketches(criterion: &mut Criterion) {
    let sets = sets(&texts());
    let mut group = criterion.benchmark_group("sketch");
    group.throughput(Throughput::Elements(sets.len() as u64));
    for permutations in [22, 51, 128] {
        let (sketcher, mut signature) = (Sketcher::new(permutations), Signature::default());
        group.bench_function(format!("classical, {permutations}"), |bencher| {
            bencher.iter(|| {
                let minima =
                    |set: &Vec<u64>| sketcher.signature(set, &mut signature).map(<[u32]>::len);
                sets.iter().filter_map(minima).sum::<usize>()
            });
        });
        let mut sketch = Vec::new();
        group.bench_function(format!("fast similarity, {permutations}"), |bencher| {
            bencher.iter(|| {
                sets.iter()
                    .for_each(|set| fast_similarity(set, permutations, black_box(&mut sketch)));
            });
        });
    }
    group.finish();
}

fn comparing(criterion: &mut Criterion) {
    let sets = sets(&texts());
    let mut group = criterion.benchmark_group("compare");
    group.throughput(Throughput::Elements(sets.len() as u64 - 1));
    group.bench_function("outline", |bencher| {
        bencher.iter(|| sets.iter().map(|set| Outline::of(set)).collect::<Vec<_>>());
    });
    let outlines: Vec<Outline> = sets.iter().map(|set| Outline::of(set)).collect();
    group.bench_function("rule out", |bencher| {
        bencher
            .iter(|| outlines.windows(2).filter(|pair| pair[0].rules_out(&pair[1], 0.7)).count());
    });
    let (mut table, mut distinct) = (Table::default(), Vec::new());
    group.bench_function("exact overlap", |bencher| {
        bencher.iter(|| {
            let mut shared = 0;
            for pair in sets.windows(2) {
                distinct.clear();
                table.fill(&pair[0], &mut distinct);
                shared += table.overlap(&pair[1]).shared;
            }
            shared
        });
    });
    group.bench_function("join at 0.8", |bencher| {
        bencher.iter(|| {
            join(&sets, 0.8, usize::MAX, &Control::default())
                .map(|pairs| pairs.map(|pairs| pairs.len()))
        });
    });
    group.finish();
}

fn flow(criterion: &mut Criterion) {
    let texts = texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut group = criterion.benchmark_group("flow");
    group.throughput(Throughput::Elements(texts.len() as u64));
    for (name, mode) in [("LSH", Mode::Lsh), ("exact", Mode::Exact)] {
        let params = Params { text: Text::Plain, mode, threads: 1, ..Params::default() };
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                deduplicate(&Texts::new(&texts), &params, &Control::default())
                    .map(|found| found.matches.len())
            });
        });
    }
    group.finish();
}

criterion_group!(stages, words, sketches, comparing, flow);
criterion_main!(stages);
