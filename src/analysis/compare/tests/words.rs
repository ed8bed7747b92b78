//! How often the words are right, on series from a seed.

use super::made_up::{Chance, measured, trace};
use crate::analysis::{Alignment, Comparison, VerdictChange};
use VerdictChange::{Fixed, New, Reduced, Unchanged, Worse};

const PAIRS: u64 = 300;

const SIGMA: f64 = 64.0 * 1024.0;

/// What one recording of a simulated pair does per cycle in its first category, in σ; four others tremble.
fn verdict_changes(before: f64, after: f64, cycles: [usize; 2], moving: usize) -> Vec<VerdictChange> {
    let trace = trace(moving);
    let pair = |seed: u64| {
        let mut chance = Chance(seed * 7919);
        let mut side = |per_cycle: f64, cycles: usize| {
            let rate = |nth: usize| if nth == 0 { per_cycle * SIGMA } else { 0.0 };
            let levels: Vec<_> = (0..moving).map(|nth| chance.levels(cycles, rate(nth), SIGMA)).collect();
            measured(&trace, &levels)
        };
        let (before, after) = (side(before, cycles[0]), side(after, cycles[1]));
        Comparison::between(&[before, after], Alignment::Cycles).overall().unwrap()
    };
    (0..PAIRS).map(pair).collect()
}

/// Which share of pairs gets the word.
fn share(words: &[VerdictChange], word: VerdictChange) -> f64 {
    words.iter().filter(|&&found| found == word).count() as f64 / words.len() as f64
}

#[track_caller]
fn expect(before: f64, after: f64, word: VerdictChange, least: f64) {
    for cycles in [[8, 8], [12, 12], [8, 20]] {
        for moving in [1, 5] {
            let words = verdict_changes(before, after, cycles, moving);
            let found = share(&words, word);
            println!("{before} → {after} σ, {cycles:?} cycles, {moving} moving: {found:.3} {}", word.name());
            assert!(found >= least, "{before} {after} {cycles:?} {moving}: {found}");
        }
    }
}

#[test]
fn the_same_leak_twice_is_unchanged() {
    for leak in [0.0, 1.0, 8.0] {
        expect(leak, leak, Unchanged, 0.95);
    }
}

#[test]
fn what_was_fixed_and_what_is_new_is_found() {
    expect(3.0, 0.0, Fixed, 0.95);
    expect(0.0, 3.0, New, 0.95);
}

#[test]
fn what_was_halved_is_reduced_and_what_was_doubled_is_worse() {
    expect(8.0, 4.0, Reduced, 0.95);
    expect(4.0, 8.0, Worse, 0.95);
}
