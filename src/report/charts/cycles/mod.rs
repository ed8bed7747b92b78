//! Levels at the closing marks, with the line of the verdict.

mod curve;

mod draw;

pub use curve::{Curve, Fit};
pub(super) use draw::drawn;

use super::Hue;
use super::words::{amount, change};
use crate::analysis::{Cycles, Judged, Measure, Subject, Verdict};
use crate::model::Recording;

/// Levels over the cycles of one recording.
#[derive(Clone, Debug, PartialEq)]
pub struct CycleChart {
    /// What it is about.
    pub name: String,
    /// The figure.
    pub measure: Measure,
    /// The colour of its points.
    pub hue: Hue,
    /// The levels.
    pub curve: Curve,
    /// What the cycles are called, those of the warm-up first.
    pub names: Vec<String>,
    /// What is said of it.
    pub verdict: Verdict,
    /// The line through the levels that count.
    pub fit: Option<Fit>,
}

impl CycleChart {
    /// The levels of what is judged.
    pub fn new(recording: &Recording, cycles: &Cycles, judged: &Judged) -> Self {
        let (name, hue) = match judged.subject {
            Subject::Total(_) => ("All".to_owned(), Hue::All),
            Subject::Unattributed(kind) => (format!("Unattributed ▸ {}", kind.name()), Hue::All),
            Subject::Category(id, _) => recording.category(id).map_or_else(
                || (String::new(), Hue::Others),
                |category| (category.to_string(), Hue::of_category(category)),
            ),
        };
        let curve = Curve::new(cycles, judged.subject);
        Self {
            name,
            hue,
            measure: judged.subject.measure(),
            names: names(cycles),
            verdict: judged.judgement.verdict,
            fit: curve.fit(judged),
            curve,
        }
    }

    /// What the line says; nothing where there are too few cycles.
    pub(super) fn conclusion(&self) -> Option<String> {
        match (self.verdict, self.curve.counted.last(), self.fit) {
            (Verdict::TooFewCycles, ..) | (_, None, _) => None,
            (Verdict::Settles, Some(&(_, level)), _) => {
                Some(format!("levels off at {}", amount(self.measure, level)))
            }
            (_, _, Some(fit)) => Some(format!("Theil–Sen {} per cycle", change(self.measure, fit.slopes[1]))),
            _ => None,
        }
    }

    fn description(&self) -> String {
        let ends = match (self.curve.counted.first(), self.curve.counted.last()) {
            (Some(&(_, first)), Some(&(_, last))) => format!(
                "{} before, {} at the last closing mark",
                amount(self.measure, first),
                amount(self.measure, last)
            ),
            _ => "no cycle counts yet".to_owned(),
        };
        let conclusion = self.conclusion().map_or_else(String::new, |text| format!("; {text}"));
        format!(
            "{} at each closing mark over {} cycles: {ends}{conclusion}. Verdict: {}.",
            self.measure.name(),
            self.curve.cycles,
            self.verdict.name()
        )
    }
}

/// What the cycles are called: as their marks have it, and `W1` where they do not count.
fn names(cycles: &Cycles) -> Vec<String> {
    let warmup = cycles.warmup.iter().map(|cycle| format!("W{}", cycle.number));
    warmup.chain(cycles.cycles.iter().map(|cycle| cycle.number.to_string())).collect()
}
