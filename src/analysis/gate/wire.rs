//! Budgets as they are written: RON. What is wrong with one is told with line and column.

use super::budget::{Budget, BudgetError, BudgetRule, MIN_CYCLES, Pattern, RuleScope, Suppression};
use super::size::Size;
use crate::analysis::{Metric, Verdict, VerdictChange};
use crate::model::units::Bytes;
use jiff::civil::Date;
use ron::extensions::Extensions;
use serde::Deserialize as Derived;
use serde::de::{Deserialize, Deserializer, Error};

/// What stays hidden per cycle must not be worth more than this, where the limit itself is not.
const RESOLUTION: Bytes = Bytes::from_kib(256);

#[derive(Derived)]
#[serde(rename = "budget", deny_unknown_fields)]
struct WireBudget {
    min_cycles: Option<u32>,
    #[serde(deserialize_with = "at_least_one")]
    rules: Vec<WireRule>,
    #[serde(default)]
    suppressions: Vec<WireSuppression>,
}

#[derive(Derived)]
#[serde(rename = "rule", deny_unknown_fields)]
struct UncheckedRule {
    of: WireScope,
    #[serde(default)]
    metric: WireMetric,
    max_per_cycle: Option<Size>,
    max_regions_per_cycle: Option<u32>,
    max_total_after: Option<Size>,
    worst_verdict: Option<WireVerdict>,
    max_more_per_cycle: Option<Size>,
    worst_change: Option<WireChange>,
    min_cycles: Option<u32>,
    resolution: Option<Size>,
    #[serde(default)]
    optional: bool,
}

/// A rule with a limit.
struct WireRule(UncheckedRule);

#[derive(Derived)]
#[serde(rename = "scope")]
enum WireScope {
    Total,
    Group(Named),
    Category(Names),
    Each(Names),
}

/// A name that is not empty.
struct Named(String);

/// Group and name, written `Group/Name` or `Group ▸ Name`.
struct Names(String, String);

#[derive(Clone, Copy, Default, Derived)]
#[serde(rename = "metric", rename_all = "snake_case")]
enum WireMetric {
    Mapped,
    Resident,
    Dirty,
    Swapped,
    #[default]
    Footprint,
}

#[derive(Clone, Copy, Derived)]
#[serde(rename = "verdict", rename_all = "snake_case")]
enum WireVerdict {
    Steady,
    Settles,
    Suspect,
}

#[derive(Clone, Copy, Derived)]
#[serde(rename = "change", rename_all = "snake_case")]
enum WireChange {
    Fixed,
    Reduced,
    Unchanged,
    Worse,
}

#[derive(Derived)]
#[serde(rename = "suppression", deny_unknown_fields)]
struct WireSuppression {
    of: Names,
    reason: Reason,
    expires: Day,
    #[serde(default)]
    optional: bool,
}

struct Reason(String);

struct Day(Date);

impl Budget {
    /// Reads a budget from RON text.
    pub fn parse(text: &str) -> Result<Self, BudgetError> {
        let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
        let wire: WireBudget = options.from_str(text).map_err(|error| BudgetError(error.to_string()))?;
        let min_cycles = wire.min_cycles;
        Ok(Self {
            rules: wire.rules.into_iter().map(|rule| rule.0.read(min_cycles)).collect(),
            suppressions: wire.suppressions.into_iter().map(WireSuppression::read).collect(),
        })
    }
}

impl UncheckedRule {
    fn has_limit(&self) -> bool {
        self.max_per_cycle.is_some()
            || self.max_regions_per_cycle.is_some()
            || self.max_total_after.is_some()
            || self.worst_verdict.is_some()
            || self.max_more_per_cycle.is_some()
            || self.worst_change.is_some()
    }

    fn read(self, min_cycles: Option<u32>) -> BudgetRule {
        let bytes = |size: Option<Size>| size.map(|size| size.0);
        let [max_per_cycle, max_more_per_cycle] = [self.max_per_cycle, self.max_more_per_cycle].map(bytes);
        let allowed = max_per_cycle.max(max_more_per_cycle).unwrap_or_default();
        BudgetRule {
            of: self.of.read(),
            metric: self.metric.read(),
            max_per_cycle,
            max_regions_per_cycle: self.max_regions_per_cycle,
            max_total_after: bytes(self.max_total_after),
            worst_verdict: self.worst_verdict.map(WireVerdict::read),
            max_more_per_cycle,
            worst_change: self.worst_change.map(WireChange::read),
            min_cycles: self.min_cycles.or(min_cycles).map_or(MIN_CYCLES, |cycles| cycles as usize),
            resolution: bytes(self.resolution).unwrap_or_else(|| allowed.max(RESOLUTION)),
            is_optional: self.optional,
        }
    }
}

impl WireScope {
    fn read(self) -> RuleScope {
        match self {
            Self::Total => RuleScope::Total,
            Self::Group(Named(group)) => RuleScope::Group(group),
            Self::Category(Names(group, name)) => RuleScope::Category(group, name),
            Self::Each(Names(group, name)) => RuleScope::Each(Pattern::new(&group, &name)),
        }
    }
}

impl WireMetric {
    const fn read(self) -> Metric {
        match self {
            Self::Mapped => Metric::Mapped,
            Self::Resident => Metric::Resident,
            Self::Dirty => Metric::Dirty,
            Self::Swapped => Metric::Swapped,
            Self::Footprint => Metric::Footprint,
        }
    }
}

impl WireVerdict {
    const fn read(self) -> Verdict {
        match self {
            Self::Steady => Verdict::Steady,
            Self::Settles => Verdict::Settles,
            Self::Suspect => Verdict::Suspect,
        }
    }
}

impl WireChange {
    const fn read(self) -> VerdictChange {
        match self {
            Self::Fixed => VerdictChange::Fixed,
            Self::Reduced => VerdictChange::Reduced,
            Self::Unchanged => VerdictChange::Unchanged,
            Self::Worse => VerdictChange::Worse,
        }
    }
}

impl WireSuppression {
    fn read(self) -> Suppression {
        let Names(group, name) = self.of;
        Suppression {
            of: Pattern::new(&group, &name),
            reason: self.reason.0,
            expires: self.expires.0,
            is_optional: self.optional,
        }
    }
}

fn at_least_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<WireRule>, D::Error> {
    let rules = Vec::deserialize(deserializer)?;
    if rules.is_empty() { Err(D::Error::custom("a budget without rules checks nothing")) } else { Ok(rules) }
}

impl<'de> Deserialize<'de> for WireRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rule = UncheckedRule::deserialize(deserializer)?;
        if rule.has_limit() {
            return Ok(Self(rule));
        }
        Err(D::Error::custom(
            "this rule has no limit: max_per_cycle, max_regions_per_cycle, max_total_after, worst_verdict, \
             max_more_per_cycle or worst_change",
        ))
    }
}

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?.trim().to_owned();
        if name.is_empty() { Err(D::Error::custom("the name is empty")) } else { Ok(Self(name)) }
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let parts = text.split_once('▸').or_else(|| text.split_once('/'));
        let parts = parts.map(|(group, name)| (group.trim(), name.trim()));
        match parts.filter(|(group, name)| !group.is_empty() && !name.is_empty()) {
            Some((group, name)) => Ok(Self(group.to_owned(), name.to_owned())),
            None => Err(D::Error::custom(format_args!(
                "{text:?} names no category; write \"Group/Name\", such as \"Malloc/heap\""
            ))),
        }
    }
}

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let reason = String::deserialize(deserializer)?.trim().to_owned();
        if reason.is_empty() { Err(D::Error::custom("the reason is empty")) } else { Ok(Self(reason)) }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let day = Date::strptime("%Y-%m-%d", &text);
        day.map(Self)
            .map_err(|_no_day| D::Error::custom(format_args!("{text:?} is no day, such as \"2027-01-31\"")))
    }
}
