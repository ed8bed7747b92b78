//! How often the verdict finds a leak, and how often it cries wolf: `cargo run --release --example power`.
//!
//! Levels at the closing marks are made up from a seed, judged as those of recordings are, and counted. One recording has a
//! total and so many moving categories, of which the first may leak. Noise is in units of its standard deviation σ at one
//! category's level; a random walk adds it up from cycle to cycle, a high-water mark keeps
//! the most of it. What is printed is Markdown: the tables of `docs/verdicts.md`.

mod counting;
mod healthy;
mod made_up;
mod programs;
mod promises;
mod traffic;
mod until_sure;

use counting::Said;
use made_up::{Kind, Noise};
use std::io::{self, Write};

/// Recordings of each kind.
const fn runs(moving: usize) -> usize {
    if moving > 5 { 300 } else { 2_000 }
}

const CYCLES: [usize; 4] = [5, 8, 12, 20];
const MOVING: [usize; 3] = [1, 5, 30];

fn leaks(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "### Leaks found\n\nThe leaking category: called leak + called suspect (called leak by the plain method), percent of \
         {} recordings; of {} where 30 categories move.\n\n| moving | noise | per cycle | 5 cycles | 8 | 12 | 20 |\n|---|---|---|---|---|---|---|",
        runs(1),
        runs(30)
    )?;
    for moving in MOVING {
        for noise in Noise::ALL {
            for leak in [0.25, 0.5, 1.0, 2.0] {
                write!(out, "| {moving} | {} | {leak} σ |", noise.name())?;
                for cycles in CYCLES {
                    let said =
                        Said::simulate(1, Kind { cycles, moving, noise }, runs(moving), |cycle| leak * cycle);
                    write!(out, " {} |", said.first.alarms())?;
                }
                writeln!(out)?;
            }
        }
    }
    Ok(())
}

fn false_alarms(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "\n### False alarms\n\nNothing leaks: something called leak, including the total, + called suspect at worst (called leak \
         by the plain method), percent.\n\n| moving | noise | 5 cycles | 8 | 12 | 20 |\n|---|---|---|---|---|---|"
    )?;
    for moving in MOVING {
        for noise in Noise::ALL {
            write!(out, "| {moving} | {} |", noise.name())?;
            for cycles in CYCLES {
                let said = Said::simulate(2, Kind { cycles, moving, noise }, runs(moving), |_| 0.0);
                write!(out, " {} |", said.whole.alarms())?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

/// What the first category does beside its noise: cycle and number of cycles to level.
type Shape = fn(f64, f64) -> f64;

const SIZE: f64 = 20.0;

/// Recordings of each shape.
const SHAPE_RUNS: usize = 300;

const SHAPES: [(&str, Shape); 10] = [
    ("cache, time constant ⅛ of the cycles", |cycle, cycles| SIZE * (1.0 - (-cycle / cycles * 8.0).exp())),
    ("cache, ¼", |cycle, cycles| SIZE * (1.0 - (-cycle / cycles * 4.0).exp())),
    ("cache, ½", |cycle, cycles| SIZE * (1.0 - (-cycle / cycles * 2.0).exp())),
    ("cache, 1", |cycle, cycles| SIZE * (1.0 - (-cycle / cycles).exp())),
    ("step in the first cycle", |cycle, _| if cycle >= 1.0 { SIZE } else { 0.0 }),
    ("step after a quarter", |cycle, cycles| if cycle > cycles / 4.0 { SIZE } else { 0.0 }),
    ("step in the middle", |cycle, cycles| if cycle > cycles / 2.0 { SIZE } else { 0.0 }),
    ("step in the last cycle", |cycle, cycles| if cycle >= cycles { SIZE } else { 0.0 }),
    ("leak in every second cycle", |cycle, _| SIZE * (cycle / 2.0).floor()),
    ("leak in every third cycle", |cycle, _| SIZE * (cycle / 3.0).floor()),
];

fn no_leaks(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "\n### Caches, steps and portions now and then\n\nOne category, {SIZE} σ: called leak / suspect / settles / steady with its step reported / \
         steady (called leak by the plain method), percent.\n\n| what it does | noise | 5 cycles | 8 | 12 | 20 |\n\
         |---|---|---|---|---|---|"
    )?;
    for noise in [Noise::None, Noise::Independent] {
        for (name, shape) in SHAPES {
            write!(out, "| {name} | {} |", noise.name())?;
            for cycles in CYCLES {
                let kind = Kind { cycles, moving: 1, noise };
                let said = Said::simulate(3, kind, SHAPE_RUNS, |cycle| shape(cycle, cycles as f64));
                write!(out, " {} |", said.first.summary_text())?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    leaks(&mut out)?;
    false_alarms(&mut out)?;
    no_leaks(&mut out)?;
    healthy::table(&mut out)?;
    promises::table(&mut out)?;
    traffic::table(&mut out)?;
    until_sure::table(&mut out)
}
