//! Growth that chance may have brought, or what fills up: levels that wander, and portions that differ too much.
//!
//! Nine levels tell little of how their noise hangs together. The other memory of the recording tells more, since all of it
//! is of one program: see [`NoiseAcrossMemories`].

use super::evidence::{Evidence, changes};
use super::filling::{Steps, is_constant_at_last};
use super::odds;
use super::series::Series;
use crate::analysis::{Measure, Metric};

/// ln of the odds against a random walk that a trend must have.
const ODDS: f64 = 0.2;

/// The most that the other memory of a recording may add to the odds, and the most that it may take.
const EXCUSES: f64 = 3.0;

const ACCUSES: f64 = 6.0;

/// How many standard errors the mean portion must be above zero where the level never falls: what fills up never falls
/// either. With eight cycles portions that lie between none and twice their mean come to 4.9, caches to less.
const CLEAR_PORTIONS: f64 = 5.5;

/// A mean portion of as many standard errors is regular: neither what fills up nor chance does that.
const REGULAR: f64 = 8.0;

/// What never falls and later grows at less than this share of its earlier rate looks like a cache.
const SLOWER: f64 = 0.7;

/// Less than this share of what the earlier half brought, by so many standard errors, is less.
const LESS: f64 = 0.88;

const CLEARLY: f64 = 2.0;

/// Of memory so many standard errors are enough: what fills an allocator's memory does not scatter.
const PROBABLY: f64 = 1.5;

/// ln of the odds that the levels scatter, at which all of [`CLEAR_PORTIONS`] is asked, and at which nothing is; and below
/// which growth must not have become slower.
struct Doubtful {
    all: f64,
    nothing: f64,
    slower: f64,
}

/// Where mapped bytes and footprint are known beside each other, levels are those of an allocator, which do not scatter.
const OF_MEMORY: Doubtful = Doubtful { all: -0.6, nothing: 0.7, slower: 0.4 };

const OF_ANYTHING: Doubtful = Doubtful { all: -2.0, nothing: -0.5, slower: -1.0 };

/// So seldom would a coin come up as often as a level rises which is cut back now and then.
const RISES: f64 = 0.001;

/// How the noise of a series hangs together.
pub(super) struct Wandering<'a> {
    series: &'a Series,
    /// What the other memory of the recording says, added to the odds that levels scatter.
    company: f64,
    /// In which steps the level of memory climbs, where they hide the shape of its growth.
    steps: Option<Steps>,
}

impl<'a> Wandering<'a> {
    pub(super) fn new(series: &'a Series, beside: Beside) -> Self {
        let hides_shape = series.facet.is_some() && !beside.is_finer;
        let steps = Some(series).filter(|_| hides_shape).and_then(Steps::find);
        Self { series, company: beside.company, steps }
    }

    /// Whether the trend may be one of a random walk.
    pub(super) fn wanders(&self) -> bool {
        let levels = &self.series.levels;
        odds::of_leak(levels) + self.company < ODDS
            && !self.is_regular()
            && !is_cut_back_in_vain(levels)
            && !self.grows_faster()
    }

    /// Whether the level never falls and the cycles bring portions too unequal to tell a leak from what fills up.
    pub(super) fn comes_in_unequal_portions(&self) -> bool {
        let Doubtful { all, nothing, .. } = self.doubtful();
        let levels = &self.series.levels;
        let scattered = ((nothing - self.scatter()) / (nothing - all)).clamp(0.0, 1.0);
        // Steps scatter about any line.
        let asked = if self.steps.is_some() { 1.0 } else { scattered };
        self.never_falls()
            && !self.grows_faster()
            && !self.is_even()
            && (!self.is_regular() && clearness(&changes(levels)) < CLEAR_PORTIONS * asked
                || self.steps.is_some_and(|steps| steps.may_fill_up(levels)))
    }

    /// Whether the level never falls, and grows by less of late: clearly so, or irregularly.
    pub(super) fn becomes_slower(&self, evidence: &Evidence) -> bool {
        let is_irregular = self.scatter() < self.doubtful().slower && !self.is_regular();
        let is_slower = evidence.decay_ratio.is_some_and(|ratio| ratio < SLOWER);
        let clearly = if self.series.facet.is_some() && !self.is_even() { PROBABLY } else { CLEARLY };
        self.never_falls()
            && !is_constant_at_last(self.series)
            && (is_irregular && is_slower || brings_less(&self.series.levels, clearly))
    }

    /// Whether it climbs by the same with each cycle, as far as its steps let see.
    fn is_even(&self) -> bool {
        self.steps.is_some_and(|steps| steps.are_even(&self.series.levels))
    }

    /// Whether what the levels are off by hangs together.
    pub(super) fn hangs_together(&self) -> bool {
        self.scatter() < OF_ANYTHING.nothing - 1.0
    }

    fn is_regular(&self) -> bool {
        is_regular(self.series)
    }

    fn scatter(&self) -> f64 {
        odds::about_the_line(&self.series.levels) + self.company
    }

    /// Whether each cycle brings more than the one before: that is neither chance nor what fills up.
    fn grows_faster(&self) -> bool {
        self.never_falls() && changes(&self.series.levels).is_sorted()
    }

    fn never_falls(&self) -> bool {
        self.series.levels.is_sorted()
    }

    fn doubtful(&self) -> &'static Doubtful {
        if self.series.facet.is_some() { &OF_MEMORY } else { &OF_ANYTHING }
    }
}

/// What each memory of a recording says of the noise: ln of the odds that it scatters.
pub(super) struct NoiseAcrossMemories(Vec<(usize, f64)>);

impl NoiseAcrossMemories {
    pub(super) fn measure(family: &[Series]) -> Self {
        let mut memories: Vec<(usize, Vec<f64>)> = Vec::new();
        for (nth, series) in family.iter().enumerate().filter(|(_, series)| is_moving(&series.levels)) {
            let odds = odds::of_scatter(&series.levels);
            if !odds.is_finite() {
                continue;
            }
            match memories.iter_mut().find(|(known, _)| *known == memory(family, nth)) {
                Some((_, all)) => all.push(odds),
                None => memories.push((memory(family, nth), vec![odds])),
            }
        }
        let mean = |all: Vec<f64>| all.iter().sum::<f64>() / all.len() as f64;
        Self(memories.into_iter().map(|(memory, all)| (memory, mean(all))).collect())
    }

    /// What is known beside each series of a family.
    pub(super) fn beside(&self, family: &[Series]) -> Vec<Beside> {
        let of_one = |nth: usize| {
            let own = memory(family, nth);
            let others = self.0.iter().filter(|(memory, _)| *memory != own);
            Beside::new(others.map(|(_, odds)| odds).sum(), family, nth)
        };
        (0..family.len()).map(of_one).collect()
    }

    /// The same for totals: each is made of all of them, so that each is heard in part.
    pub(super) fn of_all(&self, totals: &[Series]) -> Vec<Beside> {
        let heard = 1.0 - 1.0 / (self.0.len() as f64).max(1.0);
        let odds: f64 = self.0.iter().map(|(_, odds)| odds).sum();
        (0..totals.len()).map(|nth| Beside::new(heard * odds, totals, nth)).collect()
    }
}

/// What is known beside one series.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Beside {
    /// What the other memory of the recording says, added to the odds that levels scatter.
    company: f64,
    /// Whether it counts mapped bytes, and the footprint of the same memory climbs in no steps that hide its shape.
    is_finer: bool,
}

impl Beside {
    fn new(odds: f64, family: &[Series], nth: usize) -> Self {
        let footprint = |other: &&Series| {
            other.facet.is_some_and(|other| {
                other.measure == Measure::Level(Metric::Footprint) && other.memory == memory(family, nth)
            })
        };
        let is_mapped =
            family[nth].facet.is_some_and(|facet| facet.measure == Measure::Level(Metric::Mapped));
        let is_finer =
            is_mapped && family.iter().find(footprint).is_some_and(|other| Steps::find(other).is_none());
        Self { company: odds.clamp(-ACCUSES, EXCUSES), is_finer }
    }
}

/// Which memory a series is of; where nothing is known, one of its own.
fn memory(family: &[Series], nth: usize) -> usize {
    family[nth].facet.map_or(usize::MAX - nth, |facet| facet.memory)
}

/// Whether the level changes in most of the cycles: else how it is off by chance is not told.
fn is_moving(levels: &[f64]) -> bool {
    let changes = changes(levels);
    let stood = changes.iter().filter(|change| change.total_cmp(&0.0).is_eq()).count();
    2 * stood < changes.len()
}

/// Whether the later half of the cycles brings less than the earlier one by so many standard errors, as in the t-test of
/// Student (1908).
fn brings_less(levels: &[f64], clearly: f64) -> bool {
    let changes = changes(levels);
    let half = changes.len() / 2;
    let (early, late) = (&changes[..half], &changes[changes.len() - half..]);
    let mean = |changes: &[f64]| changes.iter().sum::<f64>() / half as f64;
    let spread = |changes: &[f64]| changes.iter().map(|it| (it - mean(changes)).powi(2)).sum::<f64>();
    let error = ((spread(early) + spread(late)) / (half as f64 - 1.0) / half as f64).sqrt();
    mean(late) < LESS * mean(early) && mean(early) - mean(late) > clearly * error
}

/// Whether the cycles add so equal portions that no chance did it, one of them left aside: a jump beside a leak is no doubt
/// about it. Nor are a few cycles that warm up before each brings the same.
pub(super) fn is_regular(series: &Series) -> bool {
    let mut changes = changes(&series.levels);
    changes.sort_by(f64::total_cmp);
    clearness(&changes) >= REGULAR
        || changes.pop().is_some() && clearness(&changes) >= REGULAR
        || is_constant_at_last(series)
}

/// The mean change in its standard errors.
fn clearness(changes: &[f64]) -> f64 {
    let count = changes.len() as f64;
    let mean = changes.iter().sum::<f64>() / count;
    let spread: f64 = changes.iter().map(|change| (change - mean).powi(2)).sum();
    mean / (spread / (count - 1.0) / count).sqrt()
}

/// Whether the level rises far more often than a coin comes up, and each time that it falls comes to lie above where it
/// fell to before: a heap that collects its garbage, and cannot collect what leaks.
fn is_cut_back_in_vain(levels: &[f64]) -> bool {
    let changes = changes(levels);
    let rises = changes.iter().filter(|change| **change > 0.0).count();
    let lows: Vec<f64> = std::iter::once(levels[0])
        .chain(levels.windows(2).filter(|pair| pair[1] < pair[0]).map(|pair| pair[1]))
        .collect();
    lows.len() > 2
        && lows.windows(2).all(|pair| pair[0] < pair[1])
        && chance_of_heads(rises, changes.len()) <= RISES
}

/// How likely a coin comes up at least so many times.
pub(super) fn chance_of_heads(heads: usize, throws: usize) -> f64 {
    // By logarithms: of some thousand throws there are more orders than a number holds.
    let mut chance = throws as f64 * 0.5_f64.ln();
    let mut as_many = 0.0;
    for tails in 0..=throws - heads {
        as_many += chance.exp();
        chance += ((throws - tails) as f64 / (tails + 1) as f64).ln();
    }
    as_many
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_those_of_orders_counted_by_hand() {
        assert!((chance_of_heads(8, 8) - 1.0 / 256.0).abs() < 1e-12);
        assert!((chance_of_heads(7, 8) - 9.0 / 256.0).abs() < 1e-12);
        assert!((chance_of_heads(0, 8) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn collected_garbage_leaves_higher_and_higher() {
        let check = |changes: &[f64], expected| {
            let levels: Vec<f64> = (0..=changes.len()).map(|count| changes[..count].iter().sum()).collect();
            assert_eq!(is_cut_back_in_vain(&levels), expected, "{changes:?}");
        };
        let tooth = |rises: usize, falls: f64| [vec![10.0; rises], vec![falls]].concat();
        check(&[tooth(9, -60.0), tooth(9, -60.0), tooth(4, 10.0)].concat(), true);
        check(&[tooth(9, -90.0), tooth(9, -90.0), tooth(4, 10.0)].concat(), false);
        // One fall tells nothing, and too many of them are chance.
        check(&[tooth(9, -60.0), tooth(9, 10.0)].concat(), false);
        check(&tooth(2, -15.0).repeat(6), false);
    }

    #[test]
    fn other_memory_tells_whether_noise_hangs_together() {
        let scattered: Series = vec![0.0, 3.0, -2.0, 1.0, -3.0, 2.0, 0.0, 1.0, -1.0].into();
        let walked: Series = vec![0.0, 2.0, 4.0, 6.0, 7.0, 5.0, 4.0, 2.0, 3.0].into();
        let still: Series = vec![0.0, 0.0, 0.0, 0.0, 4.0, 4.0, 4.0, 4.0, 4.0].into();
        let family = [scattered, walked, still];
        let company = NoiseAcrossMemories::measure(&family);
        let heard = |company: &NoiseAcrossMemories, nth: usize| company.beside(&family)[nth].company;
        assert!(heard(&company, 0) < -1.0 && heard(&company, 1) > 1.0);
        assert!(heard(&NoiseAcrossMemories::measure(&family[..1]), 0).abs() < 1e-12);
    }
}
