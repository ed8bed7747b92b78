//! Recordings made up from a seed: levels at the closing marks.

use strandline::analysis::{Families, Series, Whole};

/// Numbers that look random (`SplitMix64`), the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Between 0 and 1, neither included.
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (((mixed ^ (mixed >> 31)) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// A whole number below `count`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 up to a small whole number"
    )]
    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.uniform() * count as f64) as usize
    }

    /// From the normal law (Box and Muller 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

/// How levels are off by chance, in units of σ.
#[derive(Clone, Copy)]
pub(crate) enum Noise {
    None,
    /// Each level by σ, on its own.
    Independent,
    /// By σ, half of it left from the level before.
    Autocorrelated,
    /// What was off stays off, and σ is added with each cycle.
    RandomWalk,
    /// The most that loads which are autocorrelated ever came to, two cycles of warm-up included: what a heap keeps.
    HighWaterMark,
}

/// Cycles before the first that counts.
const WARMUP: usize = 2;

impl Noise {
    pub(crate) const ALL: [Self; 4] =
        [Self::Independent, Self::Autocorrelated, Self::RandomWalk, Self::HighWaterMark];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Independent => "independent",
            Self::Autocorrelated => "autocorrelated",
            Self::RandomWalk => "random walk",
            Self::HighWaterMark => "high-water mark",
        }
    }

    fn levels(self, cycles: usize, dice: &mut Dice) -> Vec<f64> {
        if matches!(self, Self::HighWaterMark) {
            let mut highest = f64::NEG_INFINITY;
            let loads = Self::Autocorrelated.levels(cycles + WARMUP, dice).into_iter();
            let levels = loads.map(|load| {
                highest = highest.max(load);
                highest
            });
            return levels.skip(WARMUP).collect();
        }
        let mut error = match self {
            Self::Autocorrelated => dice.normal(),
            _ => 0.0,
        };
        let next = |_| {
            error = match self {
                Self::None | Self::HighWaterMark => 0.0,
                Self::Independent => dice.normal(),
                Self::Autocorrelated => 0.5 * error + 0.75_f64.sqrt() * dice.normal(),
                Self::RandomWalk => error + dice.normal(),
            };
            error
        };
        (0..=cycles).map(next).collect()
    }
}

/// So many categories that move by chance alike; the first does something of its own beside.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) cycles: usize,
    pub(crate) moving: usize,
    pub(crate) noise: Noise,
}

impl Kind {
    /// The levels of the categories.
    pub(crate) fn categories(self, dice: &mut Dice, first: impl Fn(f64) -> f64) -> Vec<Vec<f64>> {
        let mut categories: Vec<_> = (0..self.moving).map(|_| self.noise.levels(self.cycles, dice)).collect();
        for (cycle, level) in categories[0].iter_mut().enumerate() {
            *level += first(cycle as f64);
        }
        categories
    }
}

/// The categories until so many cycles are over, and their total.
pub(crate) fn families(categories: &[Vec<f64>], cycles: usize) -> Families {
    let sum = |cycle| categories.iter().map(|levels| levels[cycle]).sum();
    let series: Series = (0..=cycles).map(sum).collect::<Vec<f64>>().into();
    let wholes = vec![Whole { series, parts: (0..categories.len()).collect() }];
    Families { wholes, parts: categories.iter().map(|levels| levels[..=cycles].to_vec().into()).collect() }
}
