//! Holds what was measured against a budget.
//!
//! A limit per cycle is held as the verdicts are found. What grows, and with what doubt, is said of the levels alone, whatever
//! the limit; whether it grows by more than the limit, by a test of what is left without what is allowed. So a higher limit is
//! never judged more strictly. All limits of a budget share one chance of a false alarm, 2.5 %, by the method of the verdicts.

use super::base::{Base, Difference, LikeCycles, Recorded};
use super::subjects::{BudgetSubjects, Held};
use super::{Budget, BudgetRule, Limit, Measured, Outcome, Suppression};
use crate::analysis::{ALPHA, Assessment, Judgement, Measure, Metric, Slope, Verdict, chance_beyond, judge};
use crate::model::Trace;
use crate::model::units::Bytes;
use jiff::civil::Date;

/// What *suspect* is, wherever it decides.
pub(super) const GROWS_WITH_A_DOUBT: &str = "it grows, but there is a doubt about it: more cycles tell";

/// So many categories are named where one is sought that is not there.
const NAMES: usize = 20;

/// What a check found.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Each limit of each rule, in the order of the budget.
    pub rows: Vec<CheckRow>,
    /// What is odd about the budget, in view of this recording.
    pub warnings: Vec<String>,
    /// How many cycles count.
    pub cycles: usize,
}

/// One limit, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckRow {
    /// What is held to it.
    pub name: String,
    pub metric: &'static str,
    pub limit: Limit,
    pub measured: Measured,
    /// What that comes to.
    pub outcome: Outcome,
    /// Why, where the figures do not say it.
    pub why: Option<String>,
}

impl Check {
    /// What it comes to: the worst of all rows. A budget that none of the recording falls under is not kept: nothing is
    /// known.
    pub fn outcome(&self) -> Outcome {
        let says_something =
            |row: &CheckRow| row.outcome == Outcome::Suppressed || row.measured != Measured::Nothing;
        let at_least = if self.rows.iter().any(says_something) { Outcome::Within } else { Outcome::Unknown };
        self.rows.iter().map(|row| row.outcome).fold(at_least, Outcome::max)
    }

    /// How many rows came to this.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.rows.iter().filter(|row| row.outcome == outcome).count()
    }
}

/// Holds an assessment of a trace against a budget, as of a day.
pub fn check(trace: &Trace, assessment: &Assessment, budget: &Budget, today: Date) -> Check {
    held(&Recorded { trace, assessment }, None, budget, today)
}

/// Holds it against another recording too. Where no rule says what may change, nothing may be new or worse.
pub fn check_against(now: &Recorded<'_>, base: &Recorded<'_>, budget: &Budget, today: Date) -> Check {
    held(now, Some(base), budget, today)
}

fn held(now: &Recorded<'_>, base: Option<&Recorded<'_>>, budget: &Budget, today: Date) -> Check {
    let like = base.map(|base| LikeCycles::align(now, base));
    let mut checking = Checking {
        ground: now.ground(budget, today),
        base: like.as_ref().map(|like| Base::new(like, budget, today)),
        rows: Vec::new(),
        tests: Vec::new(),
        differences: Vec::new(),
    };
    let implied = if base.is_some() { budget.implied() } else { Vec::new() };
    for rule in budget.rules.iter().chain(&implied) {
        checking.hold(rule);
    }
    checking.test();
    checking.test_differences();
    let mut warnings = warnings(&checking, budget, today);
    warnings.extend(like.as_ref().and_then(LikeCycles::left_out_note));
    let Checking { ground, rows, .. } = checking;
    Check { rows, warnings, cycles: ground.cycles() }
}

pub(super) struct Checking<'a> {
    pub(super) ground: BudgetSubjects<'a>,
    /// What it is held against beside the budget.
    pub(super) base: Option<Base<'a>>,
    pub(super) rows: Vec<CheckRow>,
    tests: Vec<Test>,
    pub(super) differences: Vec<Difference>,
}

/// A limit per cycle that is to be tested.
struct Test {
    row: usize,
    levels: Vec<f64>,
    limit: f64,
    /// What the recording must have been able to show beyond it.
    resolution: f64,
}

impl Checking<'_> {
    /// All that a rule is about; where that is nothing at all, a row says so.
    fn hold(&mut self, rule: &BudgetRule) {
        let held = self.ground.held(rule);
        for held in &held {
            self.add(rule, held);
        }
        if held.is_empty() && self.is_idle(rule) {
            self.add(rule, &Held::nothing(&rule.of));
        }
    }

    /// Whether a rule fits nothing that was recorded, now or in the base.
    fn is_idle(&self, rule: &BudgetRule) -> bool {
        self.ground.is_idle(rule) && self.base.as_ref().is_none_or(|base| base.ground.is_idle(rule))
    }

    fn add(&mut self, rule: &BudgetRule, held: &Held<'_>) {
        let level = Measure::Level(rule.metric);
        if let Some(bytes) = rule.max_per_cycle {
            let limit = (bytes.get() as f64, rule.resolution.get() as f64);
            self.add_rate(rule, held, level, Limit::PerCycle(bytes), limit);
        }
        if let Some(count) = rule.max_regions_per_cycle {
            let limit = (f64::from(count), f64::from(count.max(1)));
            self.add_rate(rule, held, Measure::Regions, Limit::RegionsPerCycle(count), limit);
        }
        if let Some(most) = rule.max_total_after {
            self.add_level(rule, held, level, most);
        }
        if let Some(worst) = rule.worst_verdict {
            self.add_verdict(rule, held, worst);
        }
        if let Some(most) = rule.max_more_per_cycle {
            self.add_difference(rule, held, most);
        }
        if let Some(worst) = rule.worst_change {
            self.add_change(rule, held, worst);
        }
    }

    /// A row that nothing is known of yet; says whether there is anything to measure.
    pub(super) fn begin(
        &mut self,
        rule: &BudgetRule,
        held: &Held<'_>,
        metric: &'static str,
        limit: Limit,
    ) -> bool {
        let (outcome, why) = match held.suppression {
            Some(Suppression { reason, expires, .. }) => {
                (Outcome::Suppressed, Some(format!("suppressed until {expires}: {reason}")))
            }
            None if held.is_known => (Outcome::Within, None),
            None if rule.is_optional || !self.is_idle(rule) => {
                (Outcome::Skipped, Some("no such category was recorded".to_owned()))
            }
            None => {
                let why = "no such category was recorded, and the rule is not optional";
                (Outcome::NoSuchThing, Some(why.to_owned()))
            }
        };
        let is_there = held.suppression.is_none() && held.is_known;
        let name = held.name.clone();
        self.rows.push(CheckRow { name, metric, limit, measured: Measured::Nothing, outcome, why });
        is_there
    }

    fn add_rate(
        &mut self,
        rule: &BudgetRule,
        held: &Held<'_>,
        measure: Measure,
        limit: Limit,
        (allowed, resolution): (f64, f64),
    ) {
        if !self.begin(rule, held, BudgetSubjects::measure_name(held, measure), limit) {
            return;
        }
        let cycles = self.ground.cycles();
        let levels = self.ground.levels(held, measure);
        let row = self.rows.len() - 1;
        if cycles < rule.min_cycles {
            self.leave_open(row, too_few(cycles, rule.min_cycles));
        } else if measure == Measure::Regions && self.is_merged(held, levels.as_deref()) {
            self.leave_open(row, "the kernel merges its regions: their count means nothing".to_owned());
        } else if let Some(why) = self.ground.distrust(measure) {
            self.leave_open(row, why.to_owned());
        } else if let Some(levels) = levels {
            self.tests.push(Test { row, levels, limit: allowed, resolution });
        } else {
            self.leave_open(row, "the system did not tell it at every mark".to_owned());
        }
    }

    /// Whether there is memory in it, but never a region that could be counted.
    fn is_merged(&self, held: &Held<'_>, counts: Option<&[f64]>) -> bool {
        let is_nothing = |levels: &[f64]| levels.iter().all(|level| level.total_cmp(&0.0).is_eq());
        let mapped = self.ground.levels(held, Measure::Level(Metric::Mapped));
        counts.is_some_and(is_nothing) && !mapped.as_deref().is_some_and(is_nothing)
    }

    fn add_level(&mut self, rule: &BudgetRule, held: &Held<'_>, measure: Measure, most: Bytes) {
        if !self.begin(rule, held, BudgetSubjects::measure_name(held, measure), Limit::TotalAfter(most)) {
            return;
        }
        let row = self.rows.len() - 1;
        match self.ground.levels(held, measure).and_then(|levels| levels.last().copied()) {
            Some(level) => {
                let level = whole(level);
                self.rows[row].measured = Measured::Level(level);
                self.rows[row].outcome = if level > most { Outcome::Over } else { Outcome::Within };
            }
            None => self.leave_open(row, "no cycle counts, or the system did not tell it".to_owned()),
        }
    }

    fn add_verdict(&mut self, rule: &BudgetRule, held: &Held<'_>, worst: Verdict) {
        if !self.begin(rule, held, "verdict", Limit::Verdict(worst)) {
            return;
        }
        let (row, cycles) = (self.rows.len() - 1, self.ground.cycles());
        let verdict = self.ground.verdict(held);
        if cycles < rule.min_cycles || verdict == Verdict::TooFewCycles {
            self.leave_open(row, too_few(cycles, rule.min_cycles));
            return;
        }
        self.rows[row].measured = Measured::Verdict(verdict);
        if verdict == Verdict::Suspect && verdict > worst {
            self.leave_open(row, GROWS_WITH_A_DOUBT.to_owned());
        } else if verdict > worst {
            self.rows[row].outcome = Outcome::Over;
        }
    }

    pub(super) fn leave_open(&mut self, row: usize, why: String) {
        (self.rows[row].outcome, self.rows[row].why) = (Outcome::Unknown, Some(why));
    }

    /// Tests all limits per cycle at once.
    fn test(&mut self) {
        let tests = std::mem::take(&mut self.tests);
        let family: Vec<_> = tests.iter().map(|test| test.levels.clone().into()).collect();
        for (test, judgement) in tests.iter().zip(judge(&family, ALPHA)) {
            let row = &mut self.rows[test.row];
            let slope = judgement.evidence.slope;
            row.measured = Measured::Rate { slope, floor: judgement.evidence.detection_floor };
            (row.outcome, row.why) = test.concluded(&judgement, row.limit);
        }
    }
}

impl Test {
    /// What the judgement on the levels comes to beside the limit: of two limits the higher never comes to more.
    fn concluded(&self, judgement: &Judgement, limit: Limit) -> (Outcome, Option<String>) {
        let evidence = &judgement.evidence;
        let is_beyond = chance_beyond(&self.levels, self.limit) <= evidence.threshold;
        match judgement.verdict {
            Verdict::TooFewCycles => {
                return (Outcome::Unknown, Some("there are too few cycles for any test".to_owned()));
            }
            Verdict::Leak if is_beyond => return (Outcome::Over, None),
            Verdict::Suspect if is_beyond => {
                let doubt = judgement.doubt_text().unwrap_or_default();
                return (Outcome::Unknown, Some(format!("it is more than allowed, but {doubt}")));
            }
            _ => {}
        }
        // What has settled goes on as it did in its later half.
        let highest = match judgement.verdict {
            Verdict::Settles => Slope::missing(&self.levels[self.levels.len() / 2..], 2.0 * ALPHA).high,
            _ => evidence.slope.high,
        };
        let hidden = (highest - self.limit).max(evidence.detection_floor);
        if hidden > self.resolution {
            let (hidden, needed) = (limit.shown(hidden), limit.shown(self.resolution));
            let why = format!("{hidden} per cycle more could have been hidden; {needed} must not be");
            return (Outcome::Unknown, Some(why));
        }
        let is_noise = judgement.verdict != Verdict::Settles && evidence.slope.median > self.limit;
        (Outcome::Within, is_noise.then(|| "it is more than allowed, but no more than noise".to_owned()))
    }
}

impl Limit {
    /// An amount of what it limits.
    fn shown(self, amount: f64) -> String {
        match self {
            Self::RegionsPerCycle(_) => format!("{amount:.1} regions"),
            _ => whole(amount).to_string(),
        }
    }
}

pub(super) fn too_few(cycles: usize, needed: usize) -> String {
    format!("{cycles} cycles count, {needed} are asked for")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are far below 2^63")]
pub(super) fn whole(bytes: f64) -> Bytes {
    Bytes::new(bytes.max(0.0).round() as u64)
}

fn warnings(checking: &Checking<'_>, budget: &Budget, today: Date) -> Vec<String> {
    let ground = &checking.ground;
    let mut warnings = Vec::new();
    // One that may fit nothing is of no concern where it does.
    let held = budget.suppressions.iter().filter(|held| !held.is_optional || ground.knows(held));
    for Suppression { of, reason, expires, .. } in held.clone().filter(|held| held.is_expired(today)) {
        warnings.push(format!("the suppression of {of} expired on {expires} and holds no more: {reason}"));
    }
    for suppression in held.filter(|held| !ground.knows(held)) {
        warnings.push(format!("the suppression of {} fits nothing that was recorded", suppression.of));
    }
    let is_missed = |rule: &&BudgetRule| !rule.is_optional && checking.is_idle(rule);
    let missed: Vec<_> = budget.rules.iter().filter(is_missed).collect();
    for rule in &missed {
        warnings.push(format!("the rule of {} fits nothing that was recorded", rule.of));
    }
    if !missed.is_empty() {
        let mut names = ground.known_names();
        let others = names.len().saturating_sub(NAMES);
        names.truncate(NAMES);
        let more = if others > 0 { format!(", and {others} more") } else { String::new() };
        warnings.push(format!("there is: {}{more}", names.join(", ")));
    }
    warnings
}
