//! Throughput of the flow and of its floor on a file of texts, one a line: `throughput FILE [THREADS [TIMES]]`.

use std::time::Instant;

use paperdedup_core::normalize::Normalizer;
use paperdedup_core::parallel::Control;
use paperdedup_core::params::{Mode, Params, Text};
use paperdedup_core::pipeline::deduplicate;
use paperdedup_core::records::Texts;
use paperdedup_core::shingle::Shingler;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let content = std::fs::read_to_string(&arguments[1]).expect("a readable file");
    let texts: Vec<&str> = content.lines().collect();
    let threads = arguments.get(2).map_or(1, |threads| threads.parse().expect("a number"));
    let times = arguments.get(3).map_or(3, |times| times.parse().expect("a number"));
    for _ in 0..times {
        let started = Instant::now();
        let (mut normalizer, mut shingler) = (Normalizer::default(), Shingler::default());
        let sum = texts.iter().fold(0u64, |sum, text| {
            shingler
                .word_hashes(normalizer.words_as_given(text))
                .iter()
                .fold(sum, |sum, &hash| sum.wrapping_add(hash))
        });
        let floor = started.elapsed().as_secs_f64();
        let mode = if std::env::args().any(|a| a == "exact") { Mode::Exact } else { Mode::Lsh };
        let threshold = if mode == Mode::Exact { 0.8 } else { 0.7 };
        let params = Params { text: Text::Plain, mode, threads, threshold, ..Params::default() };
        let started = Instant::now();
        let outcome =
            deduplicate(&Texts::new(&texts), &params, &Control::default()).expect("a result");
        let all = started.elapsed().as_secs_f64();
        let papers =
            (0..).zip(&outcome.founders).filter(|&(record, &founder)| record == founder).count();
        println!(
            "{} texts {:.0}/s floor {:.0}/s ratio {:.2} papers {papers} candidates {} matches {} {:?} {:?} {sum:x}",
            texts.len(),
            texts.len() as f64 / all,
            texts.len() as f64 / floor,
            all / floor,
            outcome.stats.candidates,
            outcome.matches.len(),
            outcome.plan.banding,
            outcome.stats.seconds,
        );
    }
}
