//! What to read this tick, within the budget.
//!
//! The budget covers everything that a recording costs, marks aside. Mappings are asked for at each tick of the grid; what
//! is left is saved up and spent on usage: new and changed regions first, then those whose usage moved lately, then all of
//! them in a sweep. When the mapping question alone exceeds the budget, the grid's period doubles.

use crate::model::TickCost;
use std::time::{Duration, Instant};

/// Sweeps follow each other no faster than this.
const SWEEP_PERIOD: Duration = Duration::from_secs(2);

/// Where nothing moves, a sweep would only confirm the last.
const QUIET_SWEEP_PERIOD: Duration = Duration::from_secs(10);

/// A sweep takes at most this share of the time between two: a twentieth.
const SWEEP_SPACING: u32 = 20;

/// One slice of a sweep. The kernel holds the target's lock for a few entries at a time, so this bounds our tick, not the
/// target's wait.
const SWEEP_SLICE: Duration = Duration::from_millis(2);

/// Looking at pages of changed and hot regions, each tick.
const MEASURE_SLICE: Duration = Duration::from_millis(1);

/// The longest period: below one tick in five seconds a recording shows nothing.
const LONGEST_PERIOD: Duration = Duration::from_secs(5);

/// Ticks over (or well under) the budget in a row before the period changes: one slow tick is no trend.
const TREND: u32 = 8;

/// What to do with this tick beside asking for the mappings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TickBudget {
    /// CPU time for looking at pages of changed and hot regions.
    pub measure: Duration,
    /// CPU time for the next slice of the sweep; zero where none is due.
    pub sweep: Duration,
}

/// Decides what is read when, from what it cost so far.
#[derive(Clone, Debug)]
pub struct Governor {
    /// Share of one core that may be used, from 0 to 1.
    budget: f64,
    asked_period: Duration,
    period: Duration,
    /// CPU time saved up for usage.
    savings: Duration,
    /// What a mapping question costs, smoothed.
    mapping: Duration,
    over: u32,
    under: u32,
    sweep: Sweeping,
}

#[derive(Clone, Copy, Debug)]
enum Sweeping {
    /// Under way, with what it has cost so far.
    Active(Duration),
    /// Done, when and at which cost.
    Done(Instant, Duration),
}

impl Governor {
    /// A governor for a grid of this period, and a budget as a share of one core.
    pub fn new(period: Duration, budget: f64) -> Self {
        Self {
            budget: budget.clamp(0.001, 1.0),
            asked_period: period,
            period,
            savings: Duration::ZERO,
            mapping: Duration::ZERO,
            over: 0,
            under: 0,
            sweep: Sweeping::Active(Duration::ZERO),
        }
    }

    /// The period of the grid now.
    pub const fn period(&self) -> Duration {
        self.period
    }

    /// What may be spent on usage in this tick. `moved` tells whether memory changed at all since the last sweep.
    pub fn plan(&mut self, now: Instant, moved: bool) -> TickBudget {
        if let Sweeping::Done(at, cost) = self.sweep {
            let pause = if moved { SWEEP_PERIOD } else { QUIET_SWEEP_PERIOD };
            if now.duration_since(at) >= pause.max(cost * SWEEP_SPACING) {
                self.sweep = Sweeping::Active(Duration::ZERO);
            }
        }
        let sweep = match self.sweep {
            Sweeping::Active(_) => self.savings.min(SWEEP_SLICE),
            Sweeping::Done(..) => Duration::ZERO,
        };
        TickBudget { measure: self.savings.min(MEASURE_SLICE), sweep }
    }

    /// Notes that a slice of the sweep was read, and whether it was the last.
    pub fn swept(&mut self, now: Instant, cost: Duration, complete: bool) {
        let so_far = if let Sweeping::Active(so_far) = self.sweep { so_far } else { Duration::ZERO };
        let cost = so_far + cost;
        self.sweep = if complete { Sweeping::Done(now, cost) } else { Sweeping::Active(cost) };
    }

    /// Notes that everything was just read for a mark: the next sweep can wait.
    pub fn walked(&mut self, now: Instant, cost: Duration) {
        self.sweep = Sweeping::Done(now, cost);
    }

    /// Books a tick. Says when the period changed.
    pub fn book(&mut self, cost: &TickCost) -> Option<Duration> {
        let allowance = self.period.mul_f64(self.budget);
        self.savings = (self.savings + allowance).saturating_sub(cost.cpu()).min(self.savings_limit());
        self.mapping =
            if self.mapping.is_zero() { cost.mapping } else { (self.mapping * 7 + cost.mapping) / 8 };
        let well_under = self.mapping * 5 / 2 < allowance / 2 && self.period > self.asked_period;
        self.over = if self.mapping > allowance { self.over + 1 } else { 0 };
        self.under = if well_under { self.under + 1 } else { 0 };
        let period = if self.over >= TREND {
            (self.period * 2).min(LONGEST_PERIOD.max(self.asked_period))
        } else if self.under >= TREND {
            (self.period / 2).max(self.asked_period)
        } else {
            return None;
        };
        (self.over, self.under) = (0, 0);
        let changed = period != self.period;
        self.period = period;
        changed.then_some(period)
    }

    /// Savings of a second: enough for a burst, too little for an outburst.
    fn savings_limit(&self) -> Duration {
        Duration::from_secs_f64(self.budget)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: Duration = Duration::from_millis(100);

    fn cost(mapping: u64, usage: u64) -> TickCost {
        let micros = Duration::from_micros;
        TickCost { mapping: micros(mapping), usage: micros(usage), ..TickCost::default() }
    }

    /// Runs ticks in which all that is granted is spent, and gives what was spent.
    fn spend(governor: &mut Governor, mapping: u64, ticks: u32) -> (Duration, Duration) {
        let start = Instant::now();
        let (mut now, mut cpu) = (start, Duration::ZERO);
        for _ in 0..ticks {
            now += governor.period();
            let plan = governor.plan(now, true);
            if plan.sweep > Duration::ZERO {
                governor.swept(now, plan.sweep, false);
            }
            let usage = plan.measure + plan.sweep;
            let booked = cost(mapping, u64::try_from(usage.as_micros()).unwrap());
            governor.book(&booked);
            cpu += booked.cpu();
        }
        (cpu, now - start)
    }

    #[test]
    fn usage_gets_what_mappings_leave() {
        for mapping in [0, 500, 2500, 4900] {
            let mut governor = Governor::new(PERIOD, 0.05);
            let (cpu, wall) = spend(&mut governor, mapping, 1000);
            assert!(cpu <= wall.mul_f64(0.0501), "{mapping} µs: {cpu:?} of {wall:?}");
            assert_eq!(governor.period(), PERIOD);
        }
    }

    #[test]
    fn the_period_doubles_until_mappings_fit_the_budget_and_comes_back() {
        let mut governor = Governor::new(PERIOD, 0.05);
        spend(&mut governor, 14_000, 100);
        assert_eq!(governor.period(), PERIOD * 4);
        spend(&mut governor, 100, 200);
        assert_eq!(governor.period(), PERIOD);
    }

    #[test]
    fn one_slow_tick_changes_nothing() {
        let mut governor = Governor::new(PERIOD, 0.05);
        spend(&mut governor, 100, 20);
        assert_eq!(governor.book(&cost(20_000, 0)), None);
        spend(&mut governor, 100, 20);
        assert_eq!(governor.period(), PERIOD);
    }

    #[test]
    fn sweeps_keep_their_distance() {
        let mut governor = Governor::new(PERIOD, 0.05);
        let start = Instant::now();
        governor.book(&cost(100, 0));
        assert!(governor.plan(start, true).sweep > Duration::ZERO, "the first is due at once");
        governor.swept(start, Duration::from_millis(300), true);
        let due = |governor: &mut Governor, seconds, moved| {
            governor.plan(start + Duration::from_secs(seconds), moved).sweep > Duration::ZERO
        };
        assert!(!due(&mut governor, 5, true), "20 × 300 ms have not passed");
        assert!(!due(&mut governor, 7, false), "nothing moved");
        assert!(due(&mut governor, 7, true));
    }
}
