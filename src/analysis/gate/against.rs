//! Limits on what has changed since another recording.

use super::base::{Base, Difference};
use super::checking::{Checking, GROWS_WITH_A_DOUBT, too_few, whole};
use super::subjects::{BudgetSubjects, Held};
use super::{BudgetRule, Limit, Measured, Outcome};
use crate::analysis::{ALPHA, CompareRow, Measure, RowName, Slope, Verdict, VerdictChange, difference};
use crate::model::units::{ByteDelta, Bytes};

const NO_BASE: &str = "there is nothing to compare with: --against BASE.strand";

/// The better it is, the less.
const fn badness(change: VerdictChange) -> u8 {
    match change {
        VerdictChange::Fixed => 0,
        VerdictChange::Reduced => 1,
        VerdictChange::Unchanged => 2,
        VerdictChange::Worse => 3,
        VerdictChange::New => 4,
    }
}

impl Checking<'_> {
    pub(super) fn add_change(&mut self, rule: &BudgetRule, held: &Held<'_>, worst: VerdictChange) {
        if !self.begin(rule, held, "change", Limit::Change(worst)) {
            return;
        }
        let nth = self.rows.len() - 1;
        match self.change(rule, held) {
            Err(why) => self.leave_open(nth, why),
            Ok((change, row)) => {
                let is_over = badness(change) > badness(worst);
                let is_doubtful = |row: &&CompareRow| row.last().verdict == Verdict::Suspect;
                let doubt = row.as_ref().filter(is_doubtful).map(|_| GROWS_WITH_A_DOUBT);
                let distrust = row.as_ref().and_then(|row| self.distrust_of_either(row.measure)).or(doubt);
                self.rows[nth].measured = Measured::Change(change);
                self.rows[nth].why = row.as_ref().map(describe_row);
                self.rows[nth].outcome = if is_over { Outcome::Over } else { Outcome::Within };
                if let Some(why) = distrust.filter(|_| is_over) {
                    self.leave_open(nth, why.to_owned());
                }
            }
        }
    }

    /// The worst that has become of it, and the row that says so; or why that is not known.
    fn change(
        &self,
        rule: &BudgetRule,
        held: &Held<'_>,
    ) -> Result<(VerdictChange, Option<CompareRow>), String> {
        let base = self.base.as_ref().ok_or_else(|| NO_BASE.to_owned())?;
        Self::has_enough_cycles(rule, base)?;
        let mut worst: Option<(VerdictChange, &CompareRow)> = None;
        for row in base.now.rows(held, &base.comparison) {
            let unknown = "there are too few cycles for any test, or one system did not tell it";
            let change = row.change.ok_or(unknown)?;
            // What grows in neither is not worse than what was mended.
            if change == VerdictChange::Unchanged && row.last().verdict < Verdict::Suspect {
                continue;
            }
            // Of the total and a category the category says more.
            let weight = |change, row: &CompareRow| (badness(change), row.name != RowName::Total);
            if worst.is_none_or(|(other, so_far)| weight(change, row) > weight(other, so_far)) {
                worst = Some((change, row));
            }
        }
        Ok(worst.map_or((VerdictChange::Unchanged, None), |(change, row)| (change, Some(row.clone()))))
    }

    pub(super) fn add_difference(&mut self, rule: &BudgetRule, held: &Held<'_>, most: Bytes) {
        let measure = Measure::Level(rule.metric);
        if !self.begin(rule, held, BudgetSubjects::measure_name(held, measure), Limit::MorePerCycle(most)) {
            return;
        }
        let row = self.rows.len() - 1;
        match self.levels_of_both(rule, held, measure) {
            Err(why) => self.leave_open(row, why),
            Ok(levels) => {
                let (most, resolution) = (most.get() as f64, rule.resolution.get() as f64);
                self.differences.push(Difference { row, levels, most, resolution });
            }
        }
    }

    fn levels_of_both(
        &self,
        rule: &BudgetRule,
        held: &Held<'_>,
        measure: Measure,
    ) -> Result<[Vec<f64>; 2], String> {
        let base = self.base.as_ref().ok_or_else(|| NO_BASE.to_owned())?;
        Self::has_enough_cycles(rule, base)?;
        if let Some(why) = self.distrust_of_either(measure) {
            return Err(why.to_owned());
        }
        let before = match base.ground.counterpart(held, rule, &base.comparison) {
            Some(before) => base.ground.levels(&before, measure),
            // What was not there did not grow.
            None => Some(vec![0.0; base.ground.cycles() + 1]),
        };
        let both = before.zip(base.now.levels(held, measure));
        both.map(<[_; 2]>::from).ok_or_else(|| "the system did not tell it at every mark".to_owned())
    }

    fn has_enough_cycles(rule: &BudgetRule, base: &Base<'_>) -> Result<(), String> {
        let [now, before] = base.counts;
        if now < rule.min_cycles {
            return Err(too_few(now, rule.min_cycles));
        }
        if before < rule.min_cycles {
            return Err(format!("of the base, {}", too_few(before, rule.min_cycles)));
        }
        Ok(())
    }

    fn distrust_of_either(&self, measure: Measure) -> Option<&'static str> {
        let base = self.base.as_ref().and_then(|base| base.ground.distrust(measure));
        self.ground.distrust(measure).or(base)
    }

    /// Tests all differences at once.
    pub(super) fn test_differences(&mut self) {
        let differences = std::mem::take(&mut self.differences);
        let share = 2.0 * ALPHA / differences.len().max(1) as f64;
        for Difference { row, levels, most, resolution } in differences {
            let [before, after] = levels.map(|levels| Slope::missing(&levels, share));
            let slope = difference(&before, &after);
            let hidden = slope.high - most.max(slope.median);
            let row = &mut self.rows[row];
            row.measured = Measured::Rate { slope, floor: slope.high - slope.median };
            (row.outcome, row.why) = if slope.low > most {
                (Outcome::Over, None)
            } else if slope.median > most && slope.high > most + resolution {
                let why = "it is more than allowed, but that may be chance: more cycles tell";
                (Outcome::Unknown, Some(why.to_owned()))
            } else if hidden > resolution {
                let (hidden, needed) = (whole(hidden), whole(resolution));
                let why = format!("{hidden} per cycle more could have been hidden; {needed} must not be");
                (Outcome::Unknown, Some(why))
            } else {
                (Outcome::Within, None)
            };
        }
    }
}

/// "Named ▸ `PageList`: 0 B per cycle in the base, +58.2 MiB now".
fn describe_row(row: &CompareRow) -> String {
    let name = match &row.name {
        RowName::Total => "*All*".to_owned(),
        RowName::Category { group, name } => format!("{group} ▸ {name}"),
        RowName::Unattributed(kind) => format!("Unattributed ▸ {}", kind.name()),
    };
    let [before, after] = row.ends().map(|cell| rounded(cell.per_cycle.median));
    format!("{name} ({}): {before} per cycle in the base, {after} now", row.measure.name())
}

#[expect(clippy::cast_possible_truncation, reason = "rates are far below 2^63")]
fn rounded(bytes: f64) -> ByteDelta {
    ByteDelta::new(bytes.round() as i64)
}
