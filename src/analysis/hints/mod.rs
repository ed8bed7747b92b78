//! What may be behind the growth, and where to look next: one rule a file.

mod case;

mod interpreters;

mod kind;

mod launch;

mod mapping_limit;

mod retained;

mod rules;

#[cfg(test)]
mod tests;

use self::case::{Case, Found};
pub(super) use self::mapping_limit::near_limit;
use super::{Cycles, Subject, Verdict, Verdicts};
use crate::model::{CategoryId, SnapshotIndex, Trace};
use std::collections::BTreeMap;

/// Something to know about a category that grows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    pub category: CategoryId,
    /// The rule that gave it.
    pub rule: &'static str,
    /// One sentence or two.
    pub text: String,
    /// What to run, or to write into the program, to go on from there; ready to be copied.
    pub command: Option<String>,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    text: String,
    command: Option<String>,
}

impl Said {
    /// A sentence.
    fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), command: None }
    }

    /// A sentence, and what to do about it.
    fn with_command(text: impl Into<String>, command: impl Into<String>) -> Self {
        Self { text: text.into(), command: Some(command.into()) }
    }
}

/// What is to be known of each category that is a leak or suspect, the one that leads first.
pub(super) fn hints(trace: &Trace, cycles: &Cycles, verdicts: &Verdicts) -> Vec<Hint> {
    let mut grown: Vec<CategoryId> = Vec::new();
    for row in verdicts.rows.iter().filter(|row| row.judgement.verdict >= Verdict::Suspect) {
        if let Subject::Category(id, _) = row.subject
            && !grown.contains(&id)
        {
            grown.push(id);
        }
    }
    let (Some(first), Some(last)) = (cycles.cycles.first(), cycles.cycles.last()) else { return Vec::new() };
    let mut found = found(trace, first.window.from, last.window.to, &grown);
    let mut counts = retained::counts(trace, cycles, &grown);
    let mut hints = Vec::new();
    for (nth, &id) in grown.iter().enumerate() {
        let Some(series) = cycles.categories.get(&id) else { continue };
        let found = found.remove(&id).unwrap_or_default();
        let retained = counts.remove(&id).unwrap_or_default();
        let case = Case { trace, cycles, series, found, retained, is_leading: nth == 0 };
        let said = rules::RULES.iter().filter_map(|&(name, rule)| Some((name, rule(&case)?)));
        hints.extend(said.map(|(rule, Said { text, command })| Hint { category: id, rule, text, command }));
    }
    hints
}

/// The regions of some categories at the last closing mark, in one pass over the recording.
fn found(
    trace: &Trace,
    first: SnapshotIndex,
    last: SnapshotIndex,
    of: &[CategoryId],
) -> BTreeMap<CategoryId, Vec<Found>> {
    let mut found: BTreeMap<CategoryId, Vec<Found>> = BTreeMap::new();
    if of.is_empty() {
        return found;
    }
    for (_, region, state) in trace.recording.present_at(last) {
        let category = region.class.category;
        if of.contains(&category) {
            let is_new = region.birth > first;
            found.entry(category).or_default().push(Found { region, state, is_new });
        }
    }
    found
}
