//! What the user (or a script) adds to a recording.

use crate::model::units::Timestamp;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Everything that was added.
#[derive(Clone, Debug, Default)]
pub struct Annotations {
    marks: Vec<Mark>,
    revision: Revision,
}

/// Names the marks as they were at one time: of two that are equal, the marks are the same.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Revision(u64);

/// What has the same marks prints alike.
impl fmt::Debug for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Revision")
    }
}

impl Revision {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

impl PartialEq for Annotations {
    fn eq(&self, other: &Self) -> bool {
        self.marks == other.marks
    }
}

impl Eq for Annotations {}

impl Annotations {
    /// The marks in order of time.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Changes with every change of the marks: to ask for it is quicker than to look through them.
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    /// Adds a mark; marks of one moment keep the order in which they were added. Many are added at once by
    /// [`extend`](Self::extend): each that lies before others moves them.
    pub fn add_mark(&mut self, mark: Mark) {
        let behind = self.marks.partition_point(|earlier| earlier.at <= mark.at);
        self.marks.insert(behind, mark);
        self.revision = Revision::new();
    }

    /// Takes a mark away that is exactly this one; says whether it was there.
    pub fn remove_mark(&mut self, mark: &Mark) -> bool {
        let place = self.marks.iter().rposition(|other| other == mark);
        let removed = place.map(|place| self.marks.remove(place));
        if removed.is_some() {
            self.revision = Revision::new();
        }
        removed.is_some()
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
        merged.extend(added.without(&by_them));
        merged
    }

    /// The marks that `other` lacks.
    fn without(&self, other: &Self) -> Vec<Mark> {
        let mut left: HashMap<&Mark, usize> = HashMap::new();
        other.marks.iter().for_each(|mark| *left.entry(mark).or_default() += 1);
        let mut lacking = Vec::new();
        for mark in &self.marks {
            match left.get_mut(mark) {
                Some(count) if *count > 0 => *count -= 1,
                _ => lacking.push(mark.clone()),
            }
        }
        lacking
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
        annotations.extend(marks);
        annotations
    }
}

impl Extend<Mark> for Annotations {
    fn extend<I: IntoIterator<Item = Mark>>(&mut self, marks: I) {
        self.marks.extend(marks);
        self.marks.sort_by_key(|mark| mark.at);
        self.revision = Revision::new();
    }
}

/// A moment that the user or a script named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// The moment of its barrier snapshot.
    pub at: Timestamp,
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
        let mut one_by_one = Annotations::default();
        for mark in [mark(5, "b"), mark(1, "a"), mark(5, "c")] {
            let before = one_by_one.revision();
            one_by_one.add_mark(mark);
            assert_ne!(one_by_one.revision(), before);
        }
        assert_eq!(one_by_one, annotations);
        assert_eq!(one_by_one.clone().revision(), one_by_one.revision());
        let before = one_by_one.revision();
        assert!(!one_by_one.remove_mark(&mark(7, "a")) && one_by_one.revision() == before);
        assert!(one_by_one.remove_mark(&mark(1, "a")) && one_by_one.revision() != before);
    }

    /// Marks in reverse order, and what two have changed of them, cost no more than their number.
    #[test]
    fn many_marks_take_no_time_that_grows_with_their_square() {
        let many: Vec<_> = (0..200_000).rev().map(|nanos| mark(nanos, "")).collect();
        let ours: Annotations = many.into_iter().collect();
        let mut theirs = ours.clone();
        theirs.add_mark(mark(5, "x"));
        assert_eq!(Annotations::merged(&ours, &ours, &theirs), theirs);
    }
}
