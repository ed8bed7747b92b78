//! What may be behind the growth, and where to look next: one rule a file.

mod portions;

use super::{Cycles, Subject, Verdict, Verdicts};
use crate::model::{CategoryId, Trace};

/// Something to know about a category that grows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The category.
    pub category: CategoryId,
    /// The rule that gave it.
    pub rule: &'static str,
    /// One sentence or two.
    pub text: String,
}

/// What a rule looks at: one category that grows.
#[derive(Clone, Copy, Debug)]
struct Case<'a> {
    trace: &'a Trace,
    cycles: &'a Cycles,
    id: CategoryId,
}

/// A rule: a sentence, where it applies.
type Rule = fn(&Case<'_>) -> Option<String>;

/// Every rule with its name, in the order in which they are told.
const RULES: [(&str, Rule); 1] = [("portions", portions::rule)];

/// What is to be known of each category that is a leak or suspect.
pub(super) fn hints(trace: &Trace, cycles: &Cycles, verdicts: &Verdicts) -> Vec<Hint> {
    let mut told = Vec::new();
    let mut hints = Vec::new();
    for judged in verdicts.rows.iter().filter(|row| row.judgement.verdict >= Verdict::Suspect) {
        let Subject::Category(id, _) = judged.subject else { continue };
        if told.contains(&id) {
            continue;
        }
        told.push(id);
        let case = Case { trace, cycles, id };
        let said = RULES.iter().filter_map(|&(name, rule)| Some((name, rule(&case)?)));
        hints.extend(said.map(|(rule, text)| Hint { category: id, rule, text }));
    }
    hints
}
