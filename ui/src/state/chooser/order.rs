//! In which order the processes stand.

use super::Process;
use std::cmp::Reverse;

/// What is told of each process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    Process,
    Pid,
    User,
    /// What it is charged for.
    Footprint,
    /// What of it is in memory.
    Resident,
    Command,
}

/// The column that they are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sorting {
    pub column: Column,
    /// Whether the last comes first.
    pub is_descending: bool,
}

impl Default for Sorting {
    /// Whoever looks for what grows begins with what is large.
    fn default() -> Self {
        Self::first_by(Column::Footprint)
    }
}

impl Sorting {
    /// Sizes begin with the largest, all else with the first.
    const fn first_by(column: Column) -> Self {
        Self { column, is_descending: matches!(column, Column::Footprint | Column::Resident) }
    }

    /// After a click on the head of a column: the other way round, if it was sorted by that one already.
    pub(super) fn after_click(self, column: Column) -> Self {
        if self.column == column {
            Self { column, is_descending: !self.is_descending }
        } else {
            Self::first_by(column)
        }
    }

    /// Puts places in `processes` into this order; equal ones stay in that of their pids.
    pub(super) fn sort(self, processes: &[Process], places: &mut [usize]) {
        places.sort_by_key(|&place| processes[place].candidate.pid);
        match self.column {
            Column::Process => self.by_text(places, |place| &processes[place].candidate.name),
            Column::User => self.by_text(places, |place| &processes[place].candidate.user),
            Column::Command => self.by_text(places, |place| &processes[place].candidate.command),
            Column::Pid => self.by_number(places, |place| u64::from(processes[place].candidate.pid)),
            Column::Footprint => self.by_number(places, |place| processes[place].candidate.footprint.get()),
            Column::Resident => self.by_number(places, |place| processes[place].candidate.resident.get()),
        }
    }

    fn by_number(self, places: &mut [usize], number: impl Fn(usize) -> u64) {
        if self.is_descending {
            places.sort_by_key(|&place| Reverse(number(place)));
        } else {
            places.sort_by_key(|&place| number(place));
        }
    }

    fn by_text<'a>(self, places: &mut [usize], text: impl Fn(usize) -> &'a str) {
        if self.is_descending {
            places.sort_by_cached_key(|&place| Reverse(text(place).to_lowercase()));
        } else {
            places.sort_by_cached_key(|&place| text(place).to_lowercase());
        }
    }
}
