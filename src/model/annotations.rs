//! What the user (or a script) adds to a recording.

use crate::units::Timestamp;
use std::time::Duration;

/// Everything that was added; small, and edited as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    marks: Vec<Mark>,
}

impl Annotations {
    /// The marks in order of time.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Adds a mark; marks of one moment keep the order in which they were added.
    pub fn add_mark(&mut self, mark: Mark) {
        let behind = self.marks.partition_point(|earlier| earlier.at <= mark.at);
        self.marks.insert(behind, mark);
    }

    /// Takes a mark away that is exactly this one; says whether it was there.
    pub fn remove_mark(&mut self, mark: &Mark) -> bool {
        let place = self.marks.iter().rposition(|other| other == mark);
        place.map(|place| self.marks.remove(place)).is_some()
    }

    /// The marks as two have changed them since `base`: what either of them added is there, what either took away is not.
    #[must_use]
    pub fn merged(base: &Self, ours: &Self, theirs: &Self) -> Self {
        let mut merged = theirs.clone();
        for mark in base.without(ours) {
            merged.remove_mark(&mark);
        }
        let added: Self = ours.without(base).into_iter().collect();
        // Both may have done the same.
        let by_them: Self = theirs.without(base).into_iter().collect();
        added.without(&by_them).into_iter().for_each(|mark| merged.add_mark(mark));
        merged
    }

    /// The marks that `other` lacks.
    fn without(&self, other: &Self) -> Vec<Mark> {
        let mut other = other.clone();
        self.marks.iter().filter(|mark| !other.remove_mark(mark)).cloned().collect()
    }

    /// The last mark with this label.
    pub fn mark_labelled(&self, label: &str) -> Option<&Mark> {
        self.marks.iter().rev().find(|mark| mark.label == label)
    }

    /// The last mark with this role.
    pub fn mark_with_role(&self, role: MarkRole) -> Option<&Mark> {
        self.marks.iter().rev().find(|mark| mark.role == role)
    }

    /// How many cycles were closed by a mark.
    pub fn closed_cycles(&self) -> usize {
        self.marks.iter().filter(|mark| matches!(mark.role, MarkRole::Closed(_))).count()
    }
}

impl FromIterator<Mark> for Annotations {
    fn from_iter<I: IntoIterator<Item = Mark>>(marks: I) -> Self {
        let mut annotations = Self::default();
        marks.into_iter().for_each(|mark| annotations.add_mark(mark));
        annotations
    }
}

/// A moment that the user or a script named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The moment of its barrier snapshot.
    pub at: Timestamp,
    /// Its name.
    pub label: String,
    /// What it means for the cycles.
    pub role: MarkRole,
    /// CPU time of its mapping tick and complete usage walk; outside the budget.
    pub cost: Duration,
}

/// What a mark means for the cycles of the action under test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MarkRole {
    /// A moment worth remembering, no more.
    #[default]
    Note,
    /// Before the first counted cycle: warm-up is over, and growth counts from here.
    Baseline,
    /// Cycle n is open: its windows stand.
    Open(u32),
    /// Cycle n is closed and has settled.
    Closed(u32),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(nanos: u64, label: &str) -> Mark {
        let at = Timestamp::from_nanos(nanos);
        Mark { at, label: label.to_owned(), role: MarkRole::Note, cost: Duration::ZERO }
    }

    #[test]
    fn what_two_have_changed_is_put_together() {
        let check = |base: &str, ours: &str, theirs: &str, expected: &str| {
            let [base, ours, theirs, expected] =
                [base, ours, theirs, expected].map(|labels| -> Annotations {
                    labels
                        .bytes()
                        .map(|label| mark(u64::from(label), &char::from(label).to_string()))
                        .collect()
                });
            assert_eq!(Annotations::merged(&base, &ours, &theirs), expected);
        };
        check("abc", "abc", "abc", "abc");
        check("abc", "ac", "abc", "ac");
        check("abc", "abcd", "ab", "abd");
        check("abc", "", "abcx", "x");
        check("ab", "ac", "ad", "acd");
        check("a", "ab", "ab", "ab");
        check("", "", "z", "z");
        check("", "aa", "a", "aa");
        check("aa", "a", "aa", "a");
    }

    #[test]
    fn marks_stay_in_order_of_time() {
        let annotations: Annotations = [mark(5, "b"), mark(1, "a"), mark(5, "c")].into_iter().collect();
        let labels: Vec<_> = annotations.marks().iter().map(|mark| mark.label.as_str()).collect();
        assert_eq!(labels, ["a", "b", "c"]);
    }
}
