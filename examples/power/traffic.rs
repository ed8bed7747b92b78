//! A small leak that comes in equal portions, under megabytes that come and go.

use crate::counting::said_of;
use crate::made_up::Dice;
use std::io::{self, Write};
use strandline::analysis::Series;

/// What leaks with every cycle.
const PORTION: f64 = 64.0;

/// A buffer of the traffic.
const BUFFER: f64 = 256.0;

/// So many buffers at most happen to be alive at a closing mark.
const MOST_BUFFERS: u32 = 16;

const RUNS: usize = 500;

const CYCLES: [usize; 4] = [8, 12, 20, 40];

/// Levels in KiB at the closing marks, and what of them was still there at the next.
fn levels(dice: &mut Dice, cycles: usize, portion: f64, lives_on: f64) -> (Series, Series) {
    let mut level = Vec::new();
    let mut stayed = Vec::new();
    for cycle in 0..=cycles {
        let leaked = portion * cycle as f64;
        let alive = dice.uniform() * f64::from(MOST_BUFFERS + 1);
        let (mut now, mut at_next) = (0.0, 0.0);
        for _ in (1..=MOST_BUFFERS).take_while(|&buffer| f64::from(buffer) <= alive) {
            now += BUFFER;
            at_next += if dice.uniform() < lives_on { BUFFER } else { 0.0 };
        }
        level.push(leaked + now);
        stayed.push(leaked + at_next);
    }
    stayed.pop();
    (level.into(), Series { levels: stayed, cycles, ..Series::default() })
}

pub(crate) fn table(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "\n### Small leaks under traffic\n\n{PORTION} KiB leak per cycle, or nothing. At each closing mark, 0 to {MOST_BUFFERS} \
         buffers of {BUFFER} KiB are alive at random.\nCalled leak + suspect with the levels alone → with the levels and what was \
         still there at the next mark, percent.\n"
    )?;
    writeln!(
        out,
        "| leak | lives to the next mark | {} cycles |",
        CYCLES.map(|it| it.to_string()).join(" cycles | ")
    )?;
    writeln!(out, "|---|---|{}", "---|".repeat(CYCLES.len()))?;
    for portion in [PORTION, 0.0] {
        for lives_on in [0.0, 0.02, 0.1] {
            write!(out, "| {portion} KiB | {:.0} % of the buffers |", 100.0 * lives_on)?;
            for cycles in CYCLES {
                let (mut one, mut other) = (Dice::new(5), Dice::new(5));
                let alone = said_of(RUNS, || vec![levels(&mut one, cycles, portion, lives_on).0]);
                let beside = said_of(RUNS, || {
                    let (level, stayed) = levels(&mut other, cycles, portion, lives_on);
                    vec![level, stayed]
                });
                write!(out, " {} → {} |", alone.found(), beside.found())?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}
