//! Two recordings side by side, or two parts of one: which they are, and how the comparison is looked at.

mod change;
mod part;

pub use change::{CompareChange, CompareColumn};
pub use part::Part;

use super::figures::{Compared, Outcome, Wait};
use super::{Document, Order, Progress, RunId, Runs};
use std::time::Instant;
use strandline::analysis::RowName;

/// One of the two that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    A,
    B,
}

/// What stands at a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub run: RunId,
    /// The part of it that is meant.
    pub part: Part,
}

/// The comparison that the window shows.
#[derive(Debug, Default)]
pub struct Comparing {
    sides: [Option<Chosen>; 2],
    /// Where the next trace that is opened is put; nothing for where there is none yet, or else for the second place.
    pub awaiting: Option<Letter>,
    /// What is being read for it.
    pub opening: Option<Progress>,
    /// The row that is selected; else the one that says most.
    pub row: Option<RowName>,
    /// How the rows are sorted.
    pub order: Order,
    /// What the rows are confined to.
    pub only: Option<Outcome>,
    /// Which of the retained regions are not listed: those only in A, those in both, those only in B.
    pub hides_kept: [bool; 3],
    pub compared: Compared,
}

impl Letter {
    /// Both, in order.
    pub const ALL: [Self; 2] = [Self::A, Self::B];

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
        }
    }

    /// Its place, the first being 0.
    pub const fn index(self) -> usize {
        match self {
            Self::A => 0,
            Self::B => 1,
        }
    }
}

impl Comparing {
    /// What stands at a letter.
    pub const fn chosen(&self, letter: Letter) -> Option<Chosen> {
        self.sides[letter.index()]
    }

    /// Changes which two are compared, or how that is looked at.
    pub fn apply(&mut self, change: CompareChange, runs: &Runs) {
        match change {
            CompareChange::Swap => self.swap(),
            CompareChange::Run(letter, run) => {
                self.sides[letter.index()] = Some(Chosen { run, part: Part::default() });
            }
            CompareChange::Part(letter, part) => {
                if let Some(chosen) = &mut self.sides[letter.index()] {
                    chosen.part = part;
                }
            }
            CompareChange::Halves => {
                if let Some(halves) = runs.shown().and_then(halves) {
                    self.sides = halves.map(Some);
                }
            }
            CompareChange::Row(row) => self.row = Some(row),
            CompareChange::Sort(column) => self.order = self.order.clicked(column),
            CompareChange::Only(outcome) => self.only = outcome,
            CompareChange::ToggleKept(set) => {
                if let Some(is_hidden) = self.hides_kept.get_mut(set) {
                    *is_hidden = !*is_hidden;
                }
            }
        }
    }

    /// What was before stands after now: words of change turn round, so no rows are left out any more.
    const fn swap(&mut self) {
        self.sides.swap(0, 1);
        self.only = None;
        let [only_before, both, only_after] = self.hides_kept;
        self.hides_kept = [only_after, both, only_before];
    }

    /// Puts a recording where one is awaited.
    pub fn put(&mut self, run: RunId) {
        let free = Letter::ALL.into_iter().find(|&letter| self.chosen(letter).is_none());
        let letter = self.awaiting.take().or(free).unwrap_or(Letter::B);
        self.sides[letter.index()] = Some(Chosen { run, part: Part::default() });
    }

    /// Lets go of recordings that were left, and fills empty places: the recording on screen is compared with the one that
    /// came before it, or where there is none, with the next one.
    pub fn settle(&mut self, runs: &Runs) {
        for side in &mut self.sides {
            *side = side.filter(|chosen| runs.get(chosen.run).is_some());
        }
        let whole = |document: &Document| Chosen { run: document.run, part: Part::default() };
        let Some(shown) = runs.shown() else { return };
        let all = runs.all();
        if self.sides == [None, None] {
            let place = all.iter().position(|document| document.run == shown.run).unwrap_or_default();
            let first = place.saturating_sub(1);
            self.sides = [all.get(first).map(whole), all.get(first + 1).map(whole)];
        }
        for letter in [0, 1] {
            let other = self.sides[1 - letter];
            if self.sides[letter].is_none() {
                let is_other = |document: &&Document| other.is_none_or(|other| other.run != document.run);
                self.sides[letter] = all.iter().find(is_other).map(whole);
            }
        }
    }

    /// Takes in what is new.
    pub(super) fn refresh(&mut self, runs: &mut Runs, now: Instant) -> Wait {
        self.settle(runs);
        let wait = self.compared.refresh(runs, self.sides, now);
        self.compared.list(self.order, self.only);
        if let Some(row) = self.selected().cloned() {
            self.compared.draw(&row);
        }
        wait
    }

    /// The row that is selected, or else the one that says most.
    pub fn selected(&self) -> Option<&RowName> {
        let comparison = self.compared.comparison()?;
        let chosen = self.row.as_ref().filter(|row| comparison.rows.iter().any(|one| one.name == **row));
        chosen.or_else(|| comparison.leading().map(|row| &row.name))
    }
}

/// The two halves of a recording, parted at the closing mark in the middle of the cycles that count; nothing where fewer
/// than two do.
pub(crate) fn halves(document: &Document) -> Option<[Chosen; 2]> {
    let cycles = &document.figures.assessed.cycles().cycles;
    let middle = cycles.get((cycles.len() / 2).checked_sub(1)?)?;
    let at = document.trace.recording.time_of(middle.window.to);
    let parts = [Part { from: None, to: Some(at) }, Part { from: Some(at), to: None }];
    Some(parts.map(|part| Chosen { run: document.run, part }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use std::time::{Duration, UNIX_EPOCH};
    use strandline::model::units::Bytes;
    use strandline::model::{Circumstances, Os, RecordingStart, Rounding, Target};

    fn runs(count: usize) -> Runs {
        let mut runs = Runs::default();
        for _ in 0..count {
            let target = Target {
                pid: 7,
                start_time: 1,
                name: "one".to_owned(),
                command: "one".to_owned(),
                page_size: Bytes::from_kib(4),
                os: Os::Synthetic,
                os_release: String::new(),
            };
            let interval = Duration::from_millis(100);
            let start = RecordingStart {
                target,
                started: UNIX_EPOCH,
                interval,
                recorder: "test".to_owned(),
                rounding: Rounding::default(),
                circumstances: Circumstances::default(),
                most_mappings: None,
            };
            runs.add(Document::begin(start, PathBuf::new()));
        }
        runs
    }

    fn letters(comparing: &Comparing) -> [Option<u32>; 2] {
        Letter::ALL.map(|letter| comparing.chosen(letter).map(|chosen| chosen.run.0))
    }

    #[test]
    fn the_recording_on_screen_is_compared_with_the_one_before_it() {
        let check = |count: usize, shown: u32, expected: [Option<u32>; 2]| {
            let mut runs = runs(count);
            runs.show(RunId(shown));
            let mut comparing = Comparing::default();
            comparing.settle(&runs);
            assert_eq!(letters(&comparing), expected, "{count} {shown}");
        };
        check(0, 0, [None, None]);
        check(1, 0, [Some(0), None]);
        check(2, 0, [Some(0), Some(1)]);
        check(2, 1, [Some(0), Some(1)]);
        check(3, 2, [Some(1), Some(2)]);
        check(3, 0, [Some(0), Some(1)]);
    }

    #[test]
    fn what_was_left_is_replaced_and_what_was_chosen_stays() {
        let mut runs = runs(3);
        let mut comparing = Comparing::default();
        comparing.settle(&runs);
        comparing.apply(CompareChange::Run(Letter::B, RunId(0)), &runs);
        comparing.settle(&runs);
        assert_eq!(letters(&comparing), [Some(1), Some(0)]);
        runs.remove(RunId(0));
        comparing.settle(&runs);
        assert_eq!(letters(&comparing), [Some(1), Some(2)]);
    }

    #[test]
    fn an_opened_trace_takes_the_free_place_or_the_one_that_was_asked_for() {
        let mut runs = runs(1);
        let mut comparing = Comparing::default();
        comparing.settle(&runs);
        let next = |runs: &mut Runs| {
            let more = self::runs(1).remove(RunId(0)).unwrap();
            runs.add_beside(more)
        };
        let second = next(&mut runs);
        comparing.put(second);
        assert_eq!(letters(&comparing), [Some(0), Some(1)]);
        comparing.awaiting = Some(Letter::A);
        let third = next(&mut runs);
        comparing.put(third);
        assert_eq!(letters(&comparing), [Some(2), Some(1)]);
        let fourth = next(&mut runs);
        comparing.put(fourth);
        assert_eq!(letters(&comparing), [Some(2), Some(3)]);
        assert_eq!(runs.shown().map(|document| document.run), Some(RunId(0)), "what is shown stays");
    }

    #[test]
    fn swapping_takes_the_check_boxes_along() {
        let runs = runs(2);
        let mut comparing = Comparing { hides_kept: [true, false, false], ..Comparing::default() };
        comparing.settle(&runs);
        comparing.apply(CompareChange::Swap, &runs);
        assert_eq!(letters(&comparing), [Some(1), Some(0)]);
        assert_eq!(comparing.hides_kept, [false, false, true]);
    }
}
