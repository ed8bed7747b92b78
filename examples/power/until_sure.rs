//! Recordings that end as soon as they are sure.

use crate::counting::Ends;
use crate::made_up::{Dice, Kind, Noise, families};
use std::io::{self, Write};
use strandline::analysis::SequentialPlan;

const MOST_CYCLES: usize = 20;

const RUNS: usize = 300;

/// How recordings of a kind end.
fn ends(kind: Kind, plan: &SequentialPlan, first: impl Fn(f64) -> f64) -> Ends {
    let mut dice = Dice::new(4);
    let mut ends = Ends::default();
    for _ in 0..RUNS {
        let categories = kind.categories(&mut dice, &first);
        ends.add(plan, |cycles| families(&categories, cycles));
    }
    ends
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
        "\n### Until it is sure\n\nTested after each cycle from 8 to {MOST_CYCLES}: how recordings end, percent, \
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
            let ends = ends(kind, &SequentialPlan { most_cycles: MOST_CYCLES, least_leak }, first);
            writeln!(out, "| {name} | {} | {least_leak} σ | {moving} |{} |", noise.name(), ends.cells())?;
        }
    }
    Ok(())
}
