//! Undo and redo of what the user does with marks.
//!
//! An edit names the marks it is about by what they are, not by their place: marks that a recording sets meanwhile stay
//! where they are when an edit is undone.

use strandline::model::{Annotations, Mark};

/// One thing done with a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    Add(Mark),
    /// Takes it away.
    Delete(Mark),
    /// Renames or moves it, or gives it another meaning.
    Change {
        from: Mark,
        to: Mark,
    },
}

impl Edit {
    /// What is done, for the menu: "Undo rename mark".
    pub fn name(&self) -> &'static str {
        match self {
            Self::Add(_) => "add mark",
            Self::Delete(_) => "delete mark",
            Self::Change { from, to } if from.at != to.at => "move mark",
            Self::Change { from, to } if from.role != to.role => "change mark",
            Self::Change { .. } => "rename mark",
        }
    }

    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Add(mark) => Self::Delete(mark),
            Self::Delete(mark) => Self::Add(mark),
            Self::Change { from, to } => Self::Change { from: to, to: from },
        }
    }

    /// Does it; nothing where the mark it is about is not there.
    fn apply(&self, annotations: &mut Annotations) -> bool {
        match self {
            Self::Add(mark) => {
                annotations.add_mark(mark.clone());
                true
            }
            Self::Delete(mark) => annotations.remove_mark(mark),
            Self::Change { from, to } => {
                let was_there = annotations.remove_mark(from);
                if was_there {
                    annotations.add_mark(to.clone());
                }
                was_there
            }
        }
    }
}

/// What was done, and what was undone.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Edit>,
    undone: Vec<Edit>,
}

impl History {
    /// Does something that can be undone.
    pub fn perform(&mut self, edit: Edit, annotations: &mut Annotations) -> bool {
        let worked = edit.apply(annotations);
        if worked {
            self.undone.clear();
            self.done.push(edit);
        }
        worked
    }

    /// Remembers what somebody else has done: a mark that was set while recording.
    pub fn remember(&mut self, edit: Edit) {
        self.undone.clear();
        self.done.push(edit);
    }

    /// Undoes the last edit; says whether there was one.
    pub fn undo(&mut self, annotations: &mut Annotations) -> bool {
        let Some(edit) = self.done.pop() else { return false };
        edit.clone().inverse().apply(annotations);
        self.undone.push(edit);
        true
    }

    /// Does again what was undone last; says whether there was anything.
    pub fn redo(&mut self, annotations: &mut Annotations) -> bool {
        let Some(edit) = self.undone.pop() else { return false };
        edit.apply(annotations);
        self.done.push(edit);
        true
    }

    /// What would be undone.
    pub fn undoable(&self) -> Option<&Edit> {
        self.done.last()
    }

    /// What would be done again.
    pub fn redoable(&self) -> Option<&Edit> {
        self.undone.last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use strandline::model::MarkRole;
    use strandline::model::units::Timestamp;

    fn mark(seconds: u64, label: &str) -> Mark {
        let at = Timestamp::after(Duration::from_secs(seconds));
        Mark { at, label: label.to_owned(), role: MarkRole::Note, cost: Duration::ZERO }
    }

    fn labels(annotations: &Annotations) -> Vec<&str> {
        annotations.marks().iter().map(|mark| mark.label.as_str()).collect()
    }

    #[test]
    fn every_edit_can_be_undone_and_done_again() {
        let edits = [
            Edit::Add(mark(3, "c")),
            Edit::Change { from: mark(1, "a"), to: mark(1, "A") },
            Edit::Change { from: mark(1, "A"), to: mark(9, "A") },
            Edit::Delete(mark(3, "c")),
        ];
        let mut annotations: Annotations = [mark(1, "a"), mark(2, "b")].into_iter().collect();
        let mut history = History::default();
        for edit in edits {
            assert!(history.perform(edit, &mut annotations));
        }
        assert_eq!(labels(&annotations), ["b", "A"]);
        while history.undo(&mut annotations) {}
        assert_eq!(labels(&annotations), ["a", "b"]);
        while history.redo(&mut annotations) {}
        assert_eq!(labels(&annotations), ["b", "A"]);
        assert_eq!(history.undoable().map(Edit::name), Some("delete mark"));
    }

    #[test]
    fn marks_that_come_meanwhile_stay() {
        let mut annotations: Annotations = [mark(1, "a")].into_iter().collect();
        let mut history = History::default();
        history.perform(Edit::Change { from: mark(1, "a"), to: mark(1, "first") }, &mut annotations);
        annotations.add_mark(mark(2, "live"));
        history.undo(&mut annotations);
        assert_eq!(labels(&annotations), ["a", "live"]);
    }

    #[test]
    fn an_edit_of_a_mark_that_is_gone_does_nothing() {
        let mut annotations = Annotations::default();
        let mut history = History::default();
        assert!(!history.perform(Edit::Delete(mark(1, "a")), &mut annotations));
        assert!(!history.undo(&mut annotations) && history.undoable().is_none());
        history.perform(Edit::Add(mark(1, "a")), &mut annotations);
        history.undo(&mut annotations);
        history.perform(Edit::Add(mark(2, "b")), &mut annotations);
        assert!(history.redoable().is_none(), "what was undone is forgotten with the next edit");
    }
}
