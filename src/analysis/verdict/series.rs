//! The series of levels that a verdict judges.

use crate::analysis::Measure;

/// What grew by no more pages than these in all the cycles is not worth a word, unless it grew each time: the first use of
/// something brings as many, in any program, in one recording or in the next.
pub(super) const LEAST_PAGES: f64 = 8.0;

/// Levels at the closing marks, and what their tests cannot know of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// The levels one cycle apart, in bytes or regions, the first before the first cycle.
    pub levels: Vec<f64>,
    /// How many cycles were recorded. What stayed is known of one cycle less, since each level of it takes the next mark too.
    pub cycles: usize,
    /// What never grew by more than this from one mark to any later one is not worth a word.
    pub least: f64,
    /// The step that the levels were rounded to before they came to us: zero where they are exact.
    pub step: f64,
    /// What of which memory this counts; nothing where no other series counts the same memory.
    pub facet: Option<Facet>,
}

/// One of several measures of the same memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facet {
    /// Which memory, by a number. All series of it have the same one.
    pub memory: usize,
    /// What is counted of it.
    pub measure: Measure,
}

impl Series {
    /// By how much at most any level is above one before it.
    pub(super) fn most_growth(&self) -> f64 {
        let mut lowest = f64::INFINITY;
        let rises = self.levels.iter().map(|&level| {
            lowest = lowest.min(level);
            level - lowest
        });
        rises.fold(0.0, f64::max)
    }

    /// The same a cycle earlier.
    pub(super) fn one_cycle_less(&self) -> Self {
        let levels = self.levels[..self.levels.len().saturating_sub(1)].to_vec();
        Self { levels, cycles: self.cycles.saturating_sub(1), ..self.clone() }
    }

    /// A page, by which a level is easily off; nothing where it counts no bytes, or that is not known.
    pub(super) fn page(&self) -> f64 {
        let counts = self.facet.is_some_and(|facet| !facet.measure.is_bytes());
        if counts { 0.0 } else { self.least / LEAST_PAGES }
    }

    /// Whether there is anything to judge.
    pub(super) fn ever_changed(&self) -> bool {
        self.levels.windows(2).any(|pair| pair[0].total_cmp(&pair[1]).is_ne())
    }
}

impl From<Vec<f64>> for Series {
    /// A level for each cycle and one before them, of which the least growth counts.
    fn from(levels: Vec<f64>) -> Self {
        Self { cycles: levels.len().saturating_sub(1), levels, ..Self::default() }
    }
}
