//! Recordings made up from a seed: levels at the closing marks.

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

    /// From the normal law (Box and Muller 1958).
    fn normal(&mut self) -> f64 {
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
}

impl Noise {
    pub(crate) const ALL: [Self; 3] = [Self::Independent, Self::Autocorrelated, Self::RandomWalk];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Independent => "independent",
            Self::Autocorrelated => "autocorrelated",
            Self::RandomWalk => "random walk",
        }
    }

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

/// The sum of all categories, as a family of its own.
pub(crate) fn total(categories: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let sum = |cycle| categories.iter().map(|levels| levels[cycle]).sum();
    vec![(0..categories[0].len()).map(sum).collect()]
}
