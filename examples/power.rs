//! How often the verdict finds a leak, and how often it cries wolf: `cargo run --release --example power`.
//!
//! Levels at the closed marks are made up from a seed, judged as those of recordings are, and counted. One recording has a
//! total and so many moving categories, of which the first may leak. Noise is in units of its standard deviation at one
//! category's level; a random walk adds it up from cycle to cycle.

use std::io::{self, Write};
use strandline::analysis::{Judgement, Verdict, judge};

const RUNS: usize = 2_000;
const CYCLES: [usize; 4] = [5, 8, 12, 20];

/// Numbers that look random (`SplitMix64`), the same in every run.
struct Dice(u64);

impl Dice {
    /// Between 0 and 1, neither included.
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (((mixed ^ (mixed >> 31)) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// From the normal law (Box and Muller 1958).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

#[derive(Clone, Copy)]
enum Noise {
    None,
    Independent,
    /// Half of a level's error stays to the next.
    Autocorrelated,
    RandomWalk,
}

impl Noise {
    fn levels(self, cycles: usize, dice: &mut Dice) -> Vec<f64> {
        let mut error = match self {
            Self::Autocorrelated => dice.normal(),
            Self::None | Self::Independent | Self::RandomWalk => 0.0,
        };
        let next = |_| {
            error = match self {
                Self::None => 0.0,
                Self::Independent => dice.normal(),
                Self::Autocorrelated => 0.5 * error + 0.75_f64.sqrt() * dice.normal(),
                Self::RandomWalk => error + dice.normal(),
            };
            error
        };
        (0..=cycles).map(next).collect()
    }
}

/// What the first category does beside its noise: cycle and number of cycles to level.
type Shape = fn(f64, f64, f64) -> f64;

/// How often each word was said of the first category, and of the whole, in percent.
struct Shares {
    first: Vec<Verdict>,
    whole: Vec<Verdict>,
}

impl Shares {
    fn of(seed: u64, cycles: usize, moving: usize, noise: Noise, shape: impl Fn(f64) -> f64) -> Self {
        let mut dice = Dice(seed);
        let mut shares = Self { first: Vec::new(), whole: Vec::new() };
        for _ in 0..RUNS {
            let mut family: Vec<Vec<f64>> = (0..moving).map(|_| noise.levels(cycles, &mut dice)).collect();
            for (cycle, level) in family[0].iter_mut().enumerate() {
                *level += shape(cycle as f64);
            }
            let total = (0..=cycles).map(|cycle| family.iter().map(|levels| levels[cycle]).sum()).collect();
            let mut judged = judge(&family);
            judged.extend(judge(&[total]));
            shares.first.push(judged[0].verdict);
            shares.whole.push(worst(&judged));
        }
        shares
    }
}

fn worst(judged: &[Judgement]) -> Verdict {
    judged.iter().map(|judged| judged.verdict).max().unwrap_or_default()
}

fn percent(said: &[Verdict], word: Verdict) -> String {
    let count = said.iter().filter(|&&verdict| verdict == word).count();
    format!("{:5.1}", 100.0 * count as f64 / said.len() as f64)
}

const NOISES: [(&str, Noise); 3] = [
    ("independent", Noise::Independent),
    ("autocorrelated", Noise::Autocorrelated),
    ("random walk", Noise::RandomWalk),
];

fn leaks(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "Leaks found (leak / at least suspect), percent of {RUNS} recordings; of the category that leaks"
    )?;
    for moving in [1, 5, 30] {
        for (name, noise) in NOISES {
            for leak in [0.25, 0.5, 1.0, 2.0] {
                write!(out, "{moving:2} moving, {name:14}, {leak:4} σ per cycle:")?;
                for cycles in CYCLES {
                    let shares = Shares::of(1, cycles, moving, noise, |cycle| leak * cycle);
                    let (leak, suspect) =
                        (percent(&shares.first, Verdict::Leak), percent(&shares.first, Verdict::Suspect));
                    write!(out, "  {cycles:2} cycles {leak} + {suspect}")?;
                }
                writeln!(out)?;
            }
        }
    }
    Ok(())
}

fn false_alarms(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\nFalse alarms per recording (leak + suspect), percent; at all, total included")?;
    for moving in [1, 5, 30] {
        for (name, noise) in NOISES {
            write!(out, "{moving:2} moving, {name:14}:")?;
            for cycles in CYCLES {
                let shares = Shares::of(2, cycles, moving, noise, |_| 0.0);
                let (leak, suspect) =
                    (percent(&shares.whole, Verdict::Leak), percent(&shares.whole, Verdict::Suspect));
                write!(out, "  {cycles:2} cycles {leak} + {suspect}")?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

fn no_leaks(out: &mut impl Write) -> io::Result<()> {
    const SHAPES: [(&str, Shape); 8] = [
        ("cache, time constant 1/8 of the cycles", |cycle, cycles, size| {
            size * (1.0 - (-cycle / cycles * 8.0).exp())
        }),
        ("cache, 1/4", |cycle, cycles, size| size * (1.0 - (-cycle / cycles * 4.0).exp())),
        ("cache, 1/2", |cycle, cycles, size| size * (1.0 - (-cycle / cycles * 2.0).exp())),
        ("cache, 1", |cycle, cycles, size| size * (1.0 - (-cycle / cycles).exp())),
        ("step in the first cycle", |cycle, _, size| if cycle >= 1.0 { size } else { 0.0 }),
        ("step after a quarter", |cycle, cycles, size| if cycle > cycles / 4.0 { size } else { 0.0 }),
        ("step in the middle", |cycle, cycles, size| if cycle > cycles / 2.0 { size } else { 0.0 }),
        ("step in the last cycle", |cycle, cycles, size| if cycle >= cycles { size } else { 0.0 }),
    ];
    writeln!(
        out,
        "\nCaches and steps of 20 σ: what is said of the category (leak / suspect / settles / steady), percent"
    )?;
    for (noise_name, noise) in [("no noise", Noise::None), ("independent", Noise::Independent)] {
        for (name, shape) in SHAPES {
            write!(out, "{name:38}, {noise_name:11}:")?;
            for cycles in CYCLES {
                let said = Shares::of(3, cycles, 1, noise, |cycle| shape(cycle, cycles as f64, 20.0)).first;
                let words = [Verdict::Leak, Verdict::Suspect, Verdict::Settles, Verdict::Steady];
                write!(out, "  {cycles:2} cycles {}", words.map(|word| percent(&said, word)).join(" /"))?;
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
    no_leaks(&mut out)
}
