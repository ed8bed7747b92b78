//! The cycles of a built-in target: open, pause, close, with a mark at each step.

use crate::model::MarkRole;
use crate::model::units::Bytes;
use std::io;
use std::thread;
use std::time::Duration;

/// The label of the first mark, before anything is mapped.
pub(super) const START: &str = "start";
/// The label of the mark behind the warm-up.
pub(super) const BASELINE: &str = "baseline";

/// Whoever can set a mark in the recording of this process.
pub trait MarkSetter {
    /// Sets a mark and waits until the recorder has taken it: a barrier.
    fn mark(&mut self, role: MarkRole, label: &str) -> io::Result<()>;
}

/// What a target does in each cycle. Its memory lives as long as it does.
pub(super) trait Action {
    /// The first half of a cycle: opens a window.
    fn open(&mut self) -> io::Result<()>;

    /// The second half: closes it, and returns the label of one more mark where something worth it has happened.
    fn close(&mut self) -> io::Result<Option<&'static str>>;

    /// What it leaves behind.
    fn residue(&self) -> Residue;
}

/// What stays mapped of the cycles that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Residue {
    Nothing,
    /// Every cycle leaves so many regions of one size.
    EachCycle {
        regions: u32,
        size: Bytes,
    },
    /// Every cycle leaves so many live blocks of malloc, of this size.
    Blocks {
        each_cycle: u32,
        size: Bytes,
    },
    /// One region stays, however many cycles there are.
    Once {
        size: Bytes,
    },
}

/// How long a target rests, so that a recorder that polls sees more than the marks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    open: Duration,
    closed: Duration,
}

impl Pace {
    /// At ten polls a second, one at least falls into an open window.
    pub(super) const VISIBLE: Self =
        Self { open: Duration::from_millis(120), closed: Duration::from_millis(60) };

    /// No rest: for those who look at the marks only.
    #[cfg(test)]
    pub(super) const NONE: Self = Self { open: Duration::ZERO, closed: Duration::ZERO };
}

/// Numbers the cycles and sets their marks.
pub(super) struct Rounds<'a> {
    marks: &'a mut dyn MarkSetter,
    pace: Pace,
    cycle: u32,
}

impl<'a> Rounds<'a> {
    /// Before the first cycle.
    pub(super) fn new(marks: &'a mut dyn MarkSetter, pace: Pace) -> Self {
        Self { marks, pace, cycle: 0 }
    }

    /// Sets a mark that means nothing for the cycles.
    pub(super) fn note(&mut self, label: &str) -> io::Result<()> {
        self.marks.mark(MarkRole::Note, label)
    }

    /// Ends the warm-up.
    pub(super) fn baseline(&mut self) -> io::Result<()> {
        // On the heap, as the labels of cycles are: at each mark as many blocks live for the mark itself.
        let label = BASELINE.to_owned();
        self.marks.mark(MarkRole::Baseline, &label)
    }

    /// Goes through so many more cycles.
    pub(super) fn run(&mut self, cycles: u32, action: &mut dyn Action) -> io::Result<()> {
        for _ in 0..cycles {
            self.cycle += 1;
            let number = self.cycle;
            action.open()?;
            self.marks.mark(MarkRole::Open(number), &format!("cycle {number} open"))?;
            thread::sleep(self.pace.open);
            let news = action.close()?;
            self.marks.mark(MarkRole::Closed(number), &closed_label(number))?;
            if let Some(label) = news {
                self.note(label)?;
            }
            thread::sleep(self.pace.closed);
        }
        Ok(())
    }
}

/// The label of the mark that closes a cycle.
pub(super) fn closed_label(number: u32) -> String {
    format!("cycle {number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Idle;

    impl Action for Idle {
        fn open(&mut self) -> io::Result<()> {
            Ok(())
        }
        fn close(&mut self) -> io::Result<Option<&'static str>> {
            Ok(Some("news"))
        }
        fn residue(&self) -> Residue {
            Residue::Nothing
        }
    }

    #[derive(Default)]
    struct Written(Vec<(MarkRole, String)>);

    impl MarkSetter for Written {
        fn mark(&mut self, role: MarkRole, label: &str) -> io::Result<()> {
            self.0.push((role, label.to_owned()));
            Ok(())
        }
    }

    #[test]
    fn cycles_are_numbered_on_behind_the_baseline() {
        let mut written = Written::default();
        let mut rounds = Rounds::new(&mut written, Pace::NONE);
        rounds.note(START).unwrap();
        rounds.run(1, &mut Idle).unwrap();
        rounds.baseline().unwrap();
        rounds.run(1, &mut Idle).unwrap();
        let expected = [
            (MarkRole::Note, "start"),
            (MarkRole::Open(1), "cycle 1 open"),
            (MarkRole::Closed(1), "cycle 1"),
            (MarkRole::Note, "news"),
            (MarkRole::Baseline, "baseline"),
            (MarkRole::Open(2), "cycle 2 open"),
            (MarkRole::Closed(2), "cycle 2"),
            (MarkRole::Note, "news"),
        ];
        assert_eq!(written.0, expected.map(|(role, label)| (role, label.to_owned())));
    }
}
