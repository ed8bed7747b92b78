//! Programs whose memory grows for a while, and programs that leak, each through an allocator: what a category's footprint and
//! its mapped bytes are at the closing marks.

use crate::made_up::Dice;
use std::collections::VecDeque;

/// Cycles before the first that counts.
const WARMUP: usize = 2;

/// A page, in KiB, as all levels here are.
const PAGE: f64 = 4.0;

/// One category at the closing marks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Category {
    pub(crate) footprint: Vec<f64>,
    pub(crate) mapped: Vec<f64>,
}

/// What a program does with its memory.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Program {
    /// Keys out of a bounded number get their values, in any order. The time constant is in parts of the recording.
    Cache(f64),
    /// Ten thousand keys get values of a few sizes, in any order, which lie in slabs that are touched whole: the time constant in
    /// parts of the recording, and a slab in KiB.
    BoundedKeys(f64, f64),
    /// Full from the first cycle on: values of other sizes take the places of old ones, and each size class keeps its pages.
    FullCache,
    /// One to four cycles, any of them, bring a large block each.
    Jumps,
    /// A heap with holes, first fit: a third of its blocks is replaced with each cycle, by blocks of other sizes.
    Holes,
    /// Arenas of 1 MiB that go back when all in them is free.
    Arenas,
    /// Garbage that piles up for some cycles, and goes all at once.
    LateReturn,
    /// What is alive walks at random, and the heap keeps the most of it.
    Walk,
    /// Some pages at times, ever more seldom.
    FewPages,
    /// Leaks the same with every cycle.
    EqualLeak,
    /// Leaks the same with every cycle, after so many that bring more: each half of what the one before did.
    WarmLeak(usize),
    /// Leaks one to seven mappings with each cycle, beside a cache that fills.
    LeakBesideCache,
    /// Leaks portions of up to twice their mean.
    UnequalLeak,
    /// Leaks portions by the exponential law.
    WildLeak,
    /// Leaks under garbage that piles up for some cycles.
    LateReturnLeak,
}

impl Program {
    pub(crate) const HEALTHY: [Self; 18] = [
        Self::Cache(0.25),
        Self::Cache(0.5),
        Self::Cache(1.0),
        Self::Cache(2.0),
        Self::BoundedKeys(0.5, PAGE),
        Self::BoundedKeys(0.5, 1024.0),
        Self::BoundedKeys(1.0, PAGE),
        Self::BoundedKeys(1.0, 64.0),
        Self::BoundedKeys(1.0, 1024.0),
        Self::BoundedKeys(2.0, PAGE),
        Self::BoundedKeys(2.0, 1024.0),
        Self::FullCache,
        Self::Jumps,
        Self::Holes,
        Self::Arenas,
        Self::LateReturn,
        Self::Walk,
        Self::FewPages,
    ];

    pub(crate) const LEAKING: [Self; 7] = [
        Self::EqualLeak,
        Self::WarmLeak(2),
        Self::WarmLeak(3),
        Self::UnequalLeak,
        Self::WildLeak,
        Self::LateReturnLeak,
        Self::LeakBesideCache,
    ];

    pub(crate) fn name(self) -> String {
        match self {
            Self::Cache(constant) => format!("cache, time constant {constant} of the recording"),
            Self::BoundedKeys(constant, slab) => {
                format!("bounded keys, {constant} of the recording, slabs of {slab} KiB")
            }
            Self::FullCache => "full cache".to_owned(),
            Self::Jumps => "one to four jumps".to_owned(),
            Self::Holes => "heap with holes".to_owned(),
            Self::Arenas => "arenas that go back when empty".to_owned(),
            Self::LateReturn => "garbage that goes at once".to_owned(),
            Self::Walk => "heap of a random walk".to_owned(),
            Self::FewPages => "a few pages, ever more seldom".to_owned(),
            Self::EqualLeak => "leak, equal portions".to_owned(),
            Self::WarmLeak(cycles) => format!("leak, equal portions behind {cycles} larger ones"),
            Self::LeakBesideCache => "leak of 1 to 7 mappings beside a cache".to_owned(),
            Self::UnequalLeak => "leak, portions of 0 to 2 times the mean".to_owned(),
            Self::WildLeak => "leak, portions by the exponential law".to_owned(),
            Self::LateReturnLeak => "leak under garbage that goes at once".to_owned(),
        }
    }

    /// The levels of each category, one more than there are cycles, with an allocator that maps so many KiB at once. What is
    /// told in parts of the recording is so of one of `cycles`, of which `recorded` are made up.
    pub(crate) fn run(self, cycles: usize, recorded: usize, chunk: f64, dice: &mut Dice) -> Vec<Category> {
        let count = recorded + WARMUP + 1;
        let used = match self {
            Self::BoundedKeys(constant, slab) => {
                let used = bounded_keys(count, constant * cycles as f64, slab, dice);
                return vec![in_slabs(&used, slab, chunk)];
            }
            Self::Cache(constant) => cache(count, constant * cycles as f64, dice),
            Self::FullCache => full_cache(count, dice),
            Self::Jumps => jumps(count, dice),
            Self::Holes => holes(count, dice),
            Self::Arenas => return vec![arenas(count, dice)],
            Self::LateReturn => late_return(count, 0.0, dice),
            Self::Walk => walk(count, dice),
            Self::FewPages => few_pages(count, dice),
            Self::EqualLeak => summed(count, |_| 256.0, dice),
            Self::WarmLeak(warm) => warm_leak(count, warm, dice),
            Self::LeakBesideCache => {
                let leak = summed(count, |dice| 84.0 * (1.0 + dice.below(7) as f64), dice);
                let cache = cache(count, (0.3 + dice.uniform()) * cycles as f64, dice);
                return vec![in_chunks(&leak, PAGE, true), in_chunks(&cache, chunk, true)];
            }
            Self::UnequalLeak => summed(count, |dice| 512.0 * dice.uniform(), dice),
            Self::WildLeak => summed(count, |dice| -256.0 * dice.uniform().ln(), dice),
            Self::LateReturnLeak => late_return(count, 1024.0, dice),
        };
        let keeps = !matches!(self, Self::LateReturn | Self::LateReturnLeak);
        vec![in_chunks(&used, chunk, keeps)]
    }
}

/// Slabs that are larger than a chunk are mapped by themselves.
fn in_slabs(used: &[f64], slab: f64, chunk: f64) -> Category {
    in_chunks(used, if chunk > slab { chunk } else { slab }, true)
}

/// Values of one to four sizes, each with slabs of its own.
fn bounded_keys(count: usize, constant: f64, slab: f64, dice: &mut Dice) -> Vec<f64> {
    const KEYS: usize = 10_000;
    let sizes: Vec<f64> = (0..=dice.below(4)).map(|_| 0.3 + 3.0 * dice.uniform()).collect();
    let sets = KEYS as f64 / constant;
    let mut is_set = vec![false; KEYS];
    let mut items = vec![0.0; sizes.len()];
    let mut pending = 0.0;
    let cycle = |_| {
        pending += sets;
        while pending >= 1.0 {
            pending -= 1.0;
            let key = dice.below(KEYS);
            items[key % sizes.len()] += if is_set[key] { 0.0 } else { 1.0 };
            is_set[key] = true;
        }
        items.iter().zip(&sizes).map(|(items, size)| (items * size / slab).ceil() * slab).sum()
    };
    (0..count).map(cycle).collect()
}

fn few_pages(count: usize, dice: &mut Dice) -> Vec<f64> {
    let (often, most) = (dice.uniform(), 1 + dice.below(4));
    let mut level = 1000.0;
    let cycle = |cycle: usize| {
        if dice.uniform() < often / (1.0 + cycle as f64 / 4.0) {
            level += PAGE * (1 + dice.below(most)) as f64;
        }
        level
    };
    (0..count).map(cycle).collect()
}

/// What the first cycles that count bring more is up to four times as much as the leak.
fn warm_leak(count: usize, warm: usize, dice: &mut Dice) -> Vec<f64> {
    let more = 1024.0 * (0.2 + dice.uniform());
    let mut level = 1000.0;
    let cycle = |cycle: usize| {
        level += 256.0;
        if let Some(nth) = cycle.checked_sub(WARMUP + 1).filter(|&nth| nth < warm) {
            level += more / f64::from(1_u32 << nth);
        }
        level
    };
    (0..count).map(cycle).collect()
}

/// Whole pages are used, and whole chunks mapped; most allocators keep what they once had.
fn in_chunks(used: &[f64], chunk: f64, keeps: bool) -> Category {
    let (mut category, mut most) = (Category::default(), 0.0);
    for &used in used {
        most = if keeps { used.max(most) } else { used };
        category.footprint.push((most / PAGE).ceil() * PAGE);
        category.mapped.push((most / chunk).ceil() * chunk);
    }
    category.footprint.drain(..WARMUP);
    category.mapped.drain(..WARMUP);
    category
}

fn summed(count: usize, portion: impl Fn(&mut Dice) -> f64, dice: &mut Dice) -> Vec<f64> {
    let mut level = 1000.0 * dice.uniform();
    let next = |_| {
        level += portion(dice);
        level
    };
    (0..count).map(next).collect()
}

/// From the lognormal law, of mean about `mean`.
fn size(mean: f64, dice: &mut Dice) -> f64 {
    mean * (dice.normal() - 0.5).exp()
}

fn cache(count: usize, constant: f64, dice: &mut Dice) -> Vec<f64> {
    const KEYS: usize = 80;
    let mut level = 0.0;
    let mut values = [0.0; KEYS];
    let draws = KEYS as f64 / constant;
    let mut pending = 0.0;
    let mut levels = Vec::new();
    for _ in 0..count {
        pending += draws;
        while pending >= 1.0 {
            pending -= 1.0;
            let key = dice.below(KEYS);
            let new = size(48.0, dice);
            level += new - values[key];
            values[key] = new;
        }
        levels.push(level);
    }
    levels
}

/// So many size classes, each with pages that only it uses.
fn full_cache(count: usize, dice: &mut Dice) -> Vec<f64> {
    const CLASSES: usize = 8;
    const VALUES: usize = 200;
    let mut values: VecDeque<usize> = (0..VALUES).map(|_| dice.below(CLASSES)).collect();
    let mut most = [0_usize; CLASSES];
    let mut levels = Vec::new();
    for _ in 0..count {
        // The mix of sizes changes from cycle to cycle.
        let favourite = dice.below(CLASSES);
        for _ in 0..40 {
            let class = if dice.uniform() < 0.3 { favourite } else { dice.below(CLASSES) };
            values.pop_front();
            values.push_back(class);
            for (class, most) in most.iter_mut().enumerate() {
                *most = (*most).max(values.iter().filter(|&&other| other == class).count());
            }
        }
        levels.push(
            most.iter().enumerate().map(|(class, &count)| count as f64 * 2.0 * (class + 1) as f64).sum(),
        );
    }
    levels
}

fn jumps(count: usize, dice: &mut Dice) -> Vec<f64> {
    let mut at: Vec<(usize, f64)> = Vec::new();
    for _ in 0..=dice.below(4) {
        at.push((WARMUP + 1 + dice.below(count - WARMUP - 1), size(800.0, dice)));
    }
    let level = |cycle: usize| at.iter().filter(|jump| jump.0 <= cycle).map(|jump| jump.1).sum::<f64>();
    (0..count).map(|cycle| 100.0 + level(cycle)).collect()
}

/// Blocks of 1 to 32 units in a row; each goes into the first hole that is large enough.
fn holes(count: usize, dice: &mut Dice) -> Vec<f64> {
    let mut taken: Vec<bool> = Vec::new();
    let mut blocks: Vec<(usize, usize)> = Vec::new();
    let mut alive = 0;
    let mut levels = Vec::new();
    for _ in 0..count {
        for _ in 0..blocks.len() / 3 {
            let (at, len) = blocks.swap_remove(dice.below(blocks.len()));
            taken[at..at + len].fill(false);
            alive -= len;
        }
        let target = 1500 + dice.below(300);
        while alive < target {
            let len = block_len(dice);
            let free = taken.windows(len).position(|window| !window.contains(&true));
            let at =
                free.unwrap_or_else(|| taken.iter().rposition(|&taken| taken).map_or(0, |last| last + 1));
            taken.resize(taken.len().max(at + len), false);
            taken[at..at + len].fill(true);
            blocks.push((at, len));
            alive += len;
        }
        levels.push(taken.len() as f64 * 2.0);
    }
    levels
}

/// Arenas of 256 places, four of them a page; objects come in bursts that die nearly all.
fn arenas(count: usize, dice: &mut Dice) -> Category {
    const PLACES: usize = 256;
    let mut arenas: Vec<Vec<bool>> = Vec::new();
    let mut category = Category::default();
    for _ in 0..count {
        let burst = 600 + dice.below(500);
        let mut born = Vec::new();
        for _ in 0..burst {
            let nth = arenas.iter().position(|arena| arena.contains(&false)).unwrap_or_else(|| {
                arenas.push(vec![false; PLACES]);
                arenas.len() - 1
            });
            let place = arenas[nth].iter().position(|taken| !taken).unwrap_or(0);
            arenas[nth][place] = true;
            born.push((nth, place));
        }
        for (nth, place) in born {
            if dice.uniform() < 0.97 {
                arenas[nth][place] = false;
            }
        }
        for place in arenas.iter_mut().flatten() {
            if *place && dice.uniform() < 0.15 {
                *place = false;
            }
        }
        arenas.retain(|arena| arena.contains(&true));
        let pages = |arena: &Vec<bool>| arena.chunks(4).filter(|page| page.contains(&true)).count() as f64;
        category.footprint.push(arenas.iter().map(pages).sum::<f64>() * 16.0);
        category.mapped.push(arenas.len() as f64 * 1024.0);
    }
    category.footprint.drain(..WARMUP);
    category.mapped.drain(..WARMUP);
    category
}

/// Garbage of some MiB with each cycle until there is too much of it.
fn late_return(count: usize, leak: f64, dice: &mut Dice) -> Vec<f64> {
    let most = 60_000.0 + 40_000.0 * dice.uniform();
    let mut garbage = most * dice.uniform();
    let next = |cycle: usize| {
        garbage += 8_000.0 + 10_000.0 * dice.uniform();
        if garbage > most {
            garbage = most * 0.2 * dice.uniform();
        }
        20_000.0 + garbage + 4.0 * leak * cycle as f64
    };
    (0..count).map(next).collect()
}

fn walk(count: usize, dice: &mut Dice) -> Vec<f64> {
    let mut level: f64 = 4000.0;
    let next = |_| {
        level += 500.0 * dice.normal();
        level.max(0.0)
    };
    (0..count).map(next).collect()
}

/// Pages of a block: from 1 to 31, the short ones far more often.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "from 0 up to a small whole number"
)]
fn block_len(dice: &mut Dice) -> usize {
    1 + (31.0 * dice.uniform().powi(3)) as usize
}
