//! The processes to choose from.
//!
//! Rows move only when nobody could be about to click them: while the pointer is over the list its order is held. Figures
//! go on, newcomers join at the end, and who exits stays as a row that says so.

mod order;
mod stored;
mod survey;
#[cfg(test)]
mod tests;

pub use order::{Column, Sorting};
pub use stored::{StoredRow, StoredTraces};
pub use survey::{Process, Survey};

use std::collections::HashMap;
use std::mem;
use std::time::Duration;
use strandline::model::units::Bytes;
use strandline::platform::SystemMemory;
use strandline::source::Candidate;

/// The list of processes, and what is searched for and selected in it.
#[derive(Debug, Default)]
pub struct Chooser {
    /// What is searched for. [`Chooser::search`] takes it up.
    pub filter: String,
    /// How the chosen process will be recorded.
    pub pace: Pace,
    listing: Listing,
    processes: Vec<Process>,
    /// The places in `processes` of those that are shown, in their order.
    rows: Vec<usize>,
    searched: String,
    sorting: Sorting,
    is_held: bool,
    selected: Option<Process>,
    open: usize,
    largest: Bytes,
    memory: Option<SystemMemory>,
    stored: StoredTraces,
    is_root: bool,
}

/// Whether there are processes to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Listing {
    /// Nothing is known yet.
    #[default]
    Waiting,
    /// There is a list.
    Read,
    /// They cannot be listed; says why.
    Failed(String),
}

/// How often a process is looked at, and what that may cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// From one look to the next.
    pub interval: Duration,
    /// Share of one core, from 0 to 1.
    pub budget: f64,
}

impl Default for Pace {
    /// That of the headless tool.
    fn default() -> Self {
        Self { interval: Duration::from_millis(100), budget: 0.05 }
    }
}

/// What can be done on the first screen, apart from leaving it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ChooserChange {
    /// Select this process.
    Select(u32),
    /// Select another one, so many rows further down, or up.
    Step(isize),
    /// Sort by this column; once more: the other way round.
    SortBy(Column),
    /// Search for nothing.
    ClearSearch,
    /// Hold the order as it is, or let it go.
    Hold(bool),
    /// Record in this way.
    Pace(Pace),
}

impl Chooser {
    /// Takes in what the machine tells.
    pub fn update(&mut self, survey: Survey) {
        self.memory = survey.memory;
        self.is_root = survey.is_root;
        if let Some(stored) = survey.stored {
            self.stored = stored;
        }
        let candidates = match survey.processes {
            Ok(candidates) => candidates,
            Err(error) => {
                self.listing = Listing::Failed(error.to_string());
                return;
            }
        };
        self.listing = Listing::Read;
        self.open = candidates.iter().filter(|candidate| candidate.access.has_regions()).count();
        self.largest = candidates.iter().map(|candidate| candidate.footprint).max().unwrap_or_default();
        if self.is_held {
            self.refresh(candidates);
        } else {
            self.processes = candidates.into_iter().map(Process::from).collect();
            self.arrange();
        }
        self.follow_selected();
    }

    /// New figures in rows that stay where they are.
    fn refresh(&mut self, candidates: Vec<Candidate>) {
        let mut fresh: HashMap<u32, Candidate> =
            candidates.into_iter().map(|candidate| (candidate.pid, candidate)).collect();
        for process in &mut self.processes {
            match fresh.remove(&process.candidate.pid) {
                Some(candidate) => *process = candidate.into(),
                None => process.has_exited = true,
            }
        }
        let known = self.processes.len();
        self.processes.extend(fresh.into_values().map(Process::from));
        let mut newcomers = self.found_from(known);
        self.sorting.sort(&self.processes, &mut newcomers);
        self.rows.append(&mut newcomers);
    }

    /// The places from `first` on of the processes that the search finds.
    fn found_from(&self, first: usize) -> Vec<usize> {
        let words: Vec<String> = self.searched.split_whitespace().map(str::to_lowercase).collect();
        (first..self.processes.len()).filter(|&place| self.processes[place].holds(&words)).collect()
    }

    /// Filters and sorts anew. Who has exited is forgotten.
    fn arrange(&mut self) {
        self.processes.retain(|process| !process.has_exited);
        let mut rows = self.found_from(0);
        self.sorting.sort(&self.processes, &mut rows);
        self.rows = rows;
    }

    fn follow_selected(&mut self) {
        let Some(selected) = &mut self.selected else { return };
        let pid = selected.candidate.pid;
        match self.processes.iter().find(|process| process.candidate.pid == pid) {
            Some(process) => selected.clone_from(process),
            None => selected.has_exited = true,
        }
    }

    /// Takes up what is searched for, if that has changed. The first process found that may be recorded is selected then,
    /// unless the one that is selected is found too.
    pub fn search(&mut self) {
        if self.filter == self.searched {
            return;
        }
        self.searched.clone_from(&self.filter);
        self.arrange();
        if self.searched.trim().is_empty() || self.selected_row().is_some() {
            return;
        }
        let first = self.rows().find(|process| process.is_open()).or_else(|| self.rows().next());
        self.selected = first.cloned().or_else(|| self.selected.take());
    }

    /// Does what was asked for.
    pub fn apply(&mut self, change: ChooserChange) {
        match change {
            ChooserChange::Select(pid) => {
                let chosen = self.rows().find(|process| process.candidate.pid == pid);
                self.selected = chosen.cloned().or_else(|| self.selected.take());
            }
            ChooserChange::Step(rows) => self.step(rows),
            ChooserChange::SortBy(column) => {
                self.sorting = self.sorting.after_click(column);
                self.arrange();
            }
            ChooserChange::ClearSearch => {
                self.filter.clear();
                self.search();
            }
            ChooserChange::Hold(is_held) => {
                let was_held = mem::replace(&mut self.is_held, is_held);
                if was_held && !is_held {
                    self.arrange();
                }
            }
            ChooserChange::Pace(pace) => self.pace = pace,
        }
    }

    fn step(&mut self, rows: isize) {
        let Some(last) = self.rows.len().checked_sub(1) else { return };
        let row = match self.selected_row() {
            Some(row) => row.saturating_add_signed(rows).min(last),
            None if rows < 0 => last,
            None => 0,
        };
        self.selected = Some(self.processes[self.rows[row]].clone());
    }

    /// Whether there are processes.
    pub const fn listing(&self) -> &Listing {
        &self.listing
    }

    /// How many processes the search finds.
    pub const fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// One of the processes that the search finds.
    pub fn row(&self, row: usize) -> Option<&Process> {
        self.processes.get(*self.rows.get(row)?)
    }

    /// The processes that the search finds, in their order.
    pub fn rows(&self) -> impl Iterator<Item = &Process> {
        self.rows.iter().map(|&place| &self.processes[place])
    }

    /// How many processes there are, and how many of them may be recorded.
    pub fn counts(&self) -> (usize, usize) {
        (self.processes.iter().filter(|process| !process.has_exited).count(), self.open)
    }

    /// The selected process as it was last seen. It stays selected when the search does not find it, and when it exits.
    pub const fn selected(&self) -> Option<&Process> {
        self.selected.as_ref()
    }

    /// The row of the selected process, if it is shown.
    pub fn selected_row(&self) -> Option<usize> {
        let pid = self.selected.as_ref()?.candidate.pid;
        self.rows().position(|process| process.candidate.pid == pid)
    }

    /// How they are sorted.
    pub const fn sorting(&self) -> Sorting {
        self.sorting
    }

    /// Whether the order is held.
    pub const fn is_held(&self) -> bool {
        self.is_held
    }

    /// The largest footprint of any process.
    pub const fn largest(&self) -> Bytes {
        self.largest
    }

    /// What the machine's memory is used for, where it tells.
    pub const fn memory(&self) -> Option<&SystemMemory> {
        self.memory.as_ref()
    }

    /// Traces on the disk.
    pub const fn stored(&self) -> &StoredTraces {
        &self.stored
    }

    /// Whether we may do what root may.
    pub const fn is_root(&self) -> bool {
        self.is_root
    }
}
