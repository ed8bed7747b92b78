//! A budget: its rules and suppressions.

use crate::analysis::{Metric, Verdict, VerdictChange};
use crate::model::units::Bytes;
use jiff::civil::Date;
use std::fmt;
use wildmatch::WildMatch;

/// Rules that a recording is held against, and what is let pass for a while.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Budget {
    /// The rules; a budget that was read has at least one.
    pub rules: Vec<BudgetRule>,
    /// What no rule counts for now.
    pub suppressions: Vec<Suppression>,
}

/// What one part of memory may do; at least one limit is set.
#[derive(Clone, Debug, PartialEq)]
pub struct BudgetRule {
    pub of: RuleScope,
    /// What is counted of it.
    pub metric: Metric,
    /// It may grow by so much in a cycle.
    pub max_per_cycle: Option<Bytes>,
    /// It may grow by so many regions in a cycle.
    pub max_regions_per_cycle: Option<u32>,
    /// There may be so much of it at the last closing mark.
    pub max_total_after: Option<Bytes>,
    /// The report may say this of it, or better.
    pub worst_verdict: Option<Verdict>,
    /// A cycle may add so much more than in the recording that it is held against.
    pub max_more_per_cycle: Option<Bytes>,
    /// This may have become of it since that recording, or better.
    pub worst_change: Option<VerdictChange>,
    /// Fewer cycles that count say nothing about what it does per cycle.
    pub min_cycles: usize,
    /// A recording that could not have shown this growth per cycle beyond the limit says nothing either.
    pub resolution: Bytes,
    /// Whether it may fit nothing that was recorded.
    pub is_optional: bool,
}

/// Fewer cycles make no leak certain, so fewer make none impossible.
pub(super) const MIN_CYCLES: usize = 8;

impl BudgetRule {
    /// Whether it asks for another recording.
    pub(super) const fn compares(&self) -> bool {
        self.max_more_per_cycle.is_some() || self.worst_change.is_some()
    }

    /// That nothing is new or worse.
    pub(super) fn no_worse(of: RuleScope, min_cycles: usize) -> Self {
        Self {
            of,
            metric: Metric::Footprint,
            max_per_cycle: None,
            max_regions_per_cycle: None,
            max_total_after: None,
            worst_verdict: None,
            max_more_per_cycle: None,
            worst_change: Some(VerdictChange::Unchanged),
            min_cycles,
            resolution: Bytes::ZERO,
            is_optional: true,
        }
    }
}

impl Budget {
    /// What is asked for where a recording is held against another and no rule says what may change: nothing may be new or
    /// worse, in memory that has regions or in memory that has none.
    pub(super) fn implied(&self) -> Vec<BudgetRule> {
        if self.rules.iter().any(BudgetRule::compares) {
            return Vec::new();
        }
        let least = self.rules.iter().map(|rule| rule.min_cycles).min().unwrap_or(MIN_CYCLES);
        let unattributed = RuleScope::Each(Pattern::new("Unattributed", "*"));
        [RuleScope::Total, unattributed].map(|of| BudgetRule::no_worse(of, least)).to_vec()
    }
}

/// Which part of memory a rule is for.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleScope {
    /// All counted categories together.
    Total,
    /// All categories of a group together.
    Group(String),
    /// One category, by group and name.
    Category(String, String),
    /// Each category whose names fit, by itself.
    Each(Pattern),
}

impl fmt::Display for RuleScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Total => f.write_str("Total"),
            Self::Group(group) => write!(f, "Group({group:?})"),
            Self::Category(group, name) => write!(f, "Category({:?})", format!("{group}/{name}")),
            Self::Each(pattern) => write!(f, "Each({:?})", pattern.to_string()),
        }
    }
}

/// Names of categories, where `*` stands for any text and `?` for any letter.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    group: WildMatch,
    name: WildMatch,
}

impl Pattern {
    /// The pattern of a group's name and that of a category's.
    pub fn new(group: &str, name: &str) -> Self {
        Self { group: WildMatch::new(group), name: WildMatch::new(name) }
    }

    /// Whether a category fits.
    pub fn fits(&self, group: &str, name: &str) -> bool {
        self.group.matches(group) && self.name.matches(name)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.group, self.name)
    }
}

/// Categories that are left out of every rule and every sum, up to a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Suppression {
    pub of: Pattern,
    /// Why; never empty.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: Date,
    /// Whether it may fit nothing that was recorded.
    pub is_optional: bool,
}

impl Suppression {
    /// Whether it holds no more.
    pub fn is_expired(&self, today: Date) -> bool {
        self.expires < today
    }
}

/// A budget that cannot be read; says where and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetError(pub(super) String);

impl fmt::Display for BudgetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the budget cannot be read: {}", self.0)
    }
}

impl std::error::Error for BudgetError {}
