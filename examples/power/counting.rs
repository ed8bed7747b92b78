//! What is said of many recordings, in percent.

use crate::made_up::{Dice, Kind, families};
use strandline::analysis::{
    ALPHA, Doubt, Families, FamilyJudgements, Judgement, SequentialPlan, Series, Sureness, Verdict, judge,
    sure,
};

/// How often each was said.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    runs: usize,
    leak: usize,
    suspect: usize,
    settles: usize,
    step_told: usize,
    steady: usize,
    plain: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, judged: &[Judgement], plain: bool) {
        let worst = judged.iter().max_by_key(|judged| judged.verdict);
        let count = match worst.map(|judged| (judged.verdict, judged.doubt)) {
            Some((Verdict::Leak, _)) => &mut self.leak,
            Some((Verdict::Suspect, _)) => &mut self.suspect,
            Some((Verdict::Settles, _)) => &mut self.settles,
            Some((Verdict::Steady, Some(Doubt::OneStep))) => &mut self.step_told,
            _ => &mut self.steady,
        };
        *count += 1;
        self.plain += usize::from(plain);
        self.runs += 1;
    }

    fn percent(&self, count: usize) -> f64 {
        100.0 * count as f64 / self.runs as f64
    }

    /// Leak + suspect (what the plain method calls a leak).
    pub(crate) fn alarms(&self) -> String {
        let [leak, suspect, plain] = [self.leak, self.suspect, self.plain].map(|count| self.percent(count));
        format!("{leak:.1} + {suspect:.1} ({plain:.1})")
    }

    /// Leak / suspect / settles / steady with its step told / steady (what the plain method calls a leak).
    pub(crate) fn summary_text(&self) -> String {
        let counts = [self.leak, self.suspect, self.settles, self.step_told, self.steady];
        let words = counts.map(|count| format!("{:.0}", self.percent(count))).join(" / ");
        format!("{words} ({:.0})", self.percent(self.plain))
    }

    /// Leak + suspect.
    pub(crate) fn found(&self) -> String {
        format!("{:.1} + {:.1}", self.percent(self.leak), self.percent(self.suspect))
    }
}

/// Of the first category, and of the whole with its total.
#[derive(Clone, Copy, Default)]
pub(crate) struct Said {
    pub(crate) first: Counts,
    pub(crate) whole: Counts,
}

impl Said {
    pub(crate) fn simulate(seed: u64, kind: Kind, runs: usize, first: impl Fn(f64) -> f64) -> Self {
        let mut dice = Dice::new(seed);
        let mut said = Self::default();
        for _ in 0..runs {
            let categories = kind.categories(&mut dice, &first);
            let FamilyJudgements { wholes, mut parts } = families(&categories, kind.cycles).judge(ALPHA);
            said.first.add(&parts[..1], is_plain(&parts[..1], kind.moving));
            let plain = is_plain(&parts, kind.moving) || is_plain(&wholes, 1);
            parts.extend(wholes);
            said.whole.add(&parts, plain);
        }
        said
    }
}

/// The plain method: the rank test with its chance divided by the number of tests (Bonferroni), and nothing beside.
fn is_plain(judged: &[Judgement], tests: usize) -> bool {
    judged.iter().any(|judged| judged.evidence.p_value <= ALPHA / tests as f64)
}

/// What is said at worst of so many families that are made anew each time.
pub(crate) fn said_of(families: usize, mut family: impl FnMut() -> Vec<Series>) -> Counts {
    let mut counts = Counts::default();
    for _ in 0..families {
        counts.add(&judge(&family(), ALPHA), false);
    }
    counts
}

/// How recordings ended that could have gone on, and after how many cycles in all.
#[derive(Default)]
pub(crate) struct Ends {
    runs: usize,
    leak: usize,
    no_leak: usize,
    undecided: usize,
    cycles: usize,
}

impl Ends {
    /// Looks at a recording after each cycle until it is over.
    pub(crate) fn add(&mut self, plan: &SequentialPlan, families: impl Fn(usize) -> Families) {
        for cycles in 1.. {
            let count = match sure(&families(cycles), plan) {
                Sureness::GoOn => continue,
                Sureness::Leak => &mut self.leak,
                Sureness::NoLeak => &mut self.no_leak,
                Sureness::Undecided => &mut self.undecided,
            };
            *count += 1;
            self.runs += 1;
            self.cycles += cycles;
            return;
        }
    }

    /// Leak, no leak and undecided in percent, and the mean number of cycles, as cells of a table.
    pub(crate) fn cells(&self) -> String {
        let runs = self.runs as f64;
        let [leak, no_leak, undecided] =
            [self.leak, self.no_leak, self.undecided].map(|count| 100.0 * count as f64 / runs);
        format!(" {leak:.1} | {no_leak:.1} | {undecided:.1} | {:.1}", self.cycles as f64 / runs)
    }
}
