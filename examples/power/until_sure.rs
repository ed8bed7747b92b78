//! Recordings that end as soon as they are sure.

use crate::made_up::{Dice, Kind, Noise, families};
use std::io::{self, Write};
use strandline::analysis::{Plan, Sureness, sure};

const MOST_CYCLES: usize = 20;

const RUNS: usize = 2_000;

/// How recordings ended, and after how many cycles in all.
#[derive(Default)]
struct Ends {
    leak: usize,
    no_leak: usize,
    undecided: usize,
    cycles: usize,
}

impl Ends {
    fn of(kind: Kind, plan: &Plan, first: impl Fn(f64) -> f64) -> Self {
        let mut dice = Dice::new(4);
        let mut ends = Self::default();
        for _ in 0..RUNS {
            let categories = kind.categories(&mut dice, &first);
            ends.add(&categories, plan);
        }
        ends
    }

    fn add(&mut self, categories: &[Vec<f64>], plan: &Plan) {
        for cycles in 1.. {
            let count = match sure(&families(categories, cycles), plan) {
                Sureness::GoOn => continue,
                Sureness::Leak => &mut self.leak,
                Sureness::NoLeak => &mut self.no_leak,
                Sureness::Undecided => &mut self.undecided,
            };
            *count += 1;
            self.cycles += cycles;
            return;
        }
    }
}

/// What the first category does at a cycle.
type Shape = fn(f64) -> f64;

/// What the first category does, and the least leak that matters, in σ.
const ROWS: [(&str, Noise, f64, Shape); 15] = [
    ("leak, exact", Noise::None, 1.0, |cycle| cycle),
    ("leak of ½ σ", Noise::Independent, 1.0, |cycle| 0.5 * cycle),
    ("leak of 1 σ", Noise::Independent, 1.0, |cycle| cycle),
    ("leak of 2 σ", Noise::Independent, 1.0, |cycle| 2.0 * cycle),
    ("leak of 1 σ", Noise::RandomWalk, 1.0, |cycle| cycle),
    ("steady, exact", Noise::None, 1.0, |_| 7.0),
    ("steady", Noise::Independent, 1.0, |_| 0.0),
    ("steady", Noise::Independent, 2.0, |_| 0.0),
    ("steady", Noise::Independent, 0.5, |_| 0.0),
    ("steady", Noise::Autocorrelated, 2.0, |_| 0.0),
    ("steady", Noise::RandomWalk, 2.0, |_| 0.0),
    ("cache of 20 σ, time constant 1", Noise::None, 1.0, |cycle| 20.0 * (1.0 - (-cycle).exp())),
    ("cache of 20 σ, time constant 1", Noise::Independent, 2.0, |cycle| 20.0 * (1.0 - (-cycle).exp())),
    ("cache of 20 σ, time constant 5", Noise::Independent, 2.0, |cycle| 20.0 * (1.0 - (-cycle / 5.0).exp())),
    (
        "step of 20 σ in the fifth cycle",
        Noise::Independent,
        2.0,
        |cycle| if cycle >= 5.0 { 20.0 } else { 0.0 },
    ),
];

pub(crate) fn table(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "\n### Until it is sure\n\nA look after each cycle from the eighth to number {MOST_CYCLES}; how recordings end, percent, \
         and after how many cycles.\n"
    )?;
    writeln!(
        out,
        "| the first category | noise | least leak that matters | moving | leak | no leak | undecided | cycles |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|---|")?;
    for (name, noise, least_leak, first) in ROWS {
        for moving in [1, 5] {
            let kind = Kind { cycles: MOST_CYCLES, moving, noise };
            let ends = Ends::of(kind, &Plan { most_cycles: MOST_CYCLES, least_leak }, first);
            let [leak, no_leak, undecided] = [ends.leak, ends.no_leak, ends.undecided]
                .map(|count| format!("{:.1}", 100.0 * count as f64 / RUNS as f64));
            let cycles = ends.cycles as f64 / RUNS as f64;
            write!(out, "| {name} | {} | {least_leak} σ | {moving} |", noise.name())?;
            writeln!(out, " {leak} | {no_leak} | {undecided} | {cycles:.1} |")?;
        }
    }
    Ok(())
}
