//! Everything that a report of one window tells, measured once.

use crate::analysis::{
    Assessment, Authors, CategoryGrowth, Composition, Cycle, Growth, LevelChange, Metric, OwnCost, SizeClass,
    UnattributedLine, Window, WindowGrowth, unattributed,
};
use crate::model::units::Bytes;
use crate::model::{Category, CategoryId, Trace};
use crate::report::view::{growth_rows, verdict_sentence};
use std::collections::BTreeMap;

/// The figures of one window, for any of the report's formats.
#[derive(Clone, Debug)]
pub struct Summary<'a> {
    pub trace: &'a Trace,
    pub window: Window,
    /// Growth in mapped bytes; what grew in place is in footprint.
    pub growth: Growth,
    /// The sizes of what was born.
    pub sizes: BTreeMap<CategoryId, Vec<SizeClass>>,
    /// What is said of the cycles of the whole recording.
    pub assessment: Assessment,
    /// Who mapped it, where calls were followed.
    pub authors: Option<Authors>,
    /// What no region explains.
    pub unattributed: Vec<UnattributedLine>,
    /// What the measuring cost.
    pub cost: OwnCost,
    /// Footprint of the recorder itself, where it is known.
    pub own_footprint: Option<Bytes>,
    /// What is there, where the recording is a single snapshot.
    pub composition: Option<Composition>,
    /// In what the ends of the window differ, where they are texts of other tools.
    pub levels: Option<LevelChange>,
}

impl<'a> Summary<'a> {
    /// Measures a window.
    pub fn measure(trace: &'a Trace, window: Window, own_footprint: Option<Bytes>) -> Self {
        let recording = &trace.recording;
        let WindowGrowth { growth, sizes } = WindowGrowth::measure(recording, window, Metric::Mapped);
        let is_single = recording.snapshots().len() == 1;
        let has_two_texts = recording.is_imported() && window.from < window.to;
        Self {
            composition: is_single.then(|| Composition::measure(recording, window.to)),
            levels: has_two_texts
                .then(|| LevelChange::between((recording, window.from), (recording, window.to))),
            trace,
            window,
            growth,
            sizes,
            assessment: Assessment::assess(trace, None),
            authors: Authors::find(recording, window),
            unattributed: unattributed(recording, window),
            cost: OwnCost::measure(recording, window),
            own_footprint,
        }
    }

    /// How often the target was looked at inside: ticks, or snapshots where there are none.
    pub fn looks(&self) -> String {
        let recording = &self.trace.recording;
        let (ticks, skipped) = (self.window.ticks(recording), self.window.skipped_ticks(recording));
        match recording.snapshots().len() {
            1 => "one snapshot".to_owned(),
            snapshots if ticks == 0 && snapshots > 0 => format!("{snapshots} snapshots"),
            _ => format!("{ticks} ticks, {skipped} skipped"),
        }
    }

    /// The target in words: its name, its process id where it is known, and its system.
    pub fn target(&self) -> Option<(String, String)> {
        let target = self.trace.recording.target()?;
        let pid = if target.pid == 0 { String::new() } else { format!("pid {}, ", target.pid) };
        Some((target.name.clone(), format!("{pid}{}", target.os)))
    }

    /// How many of the cycles that count lie inside the window.
    pub fn cycles_in_window(&self) -> usize {
        let is_inside =
            |cycle: &&Cycle| self.window.from <= cycle.window.from && cycle.window.to <= self.window.to;
        self.assessment.cycles.cycles.iter().filter(is_inside).count()
    }

    /// What the verdict is of, where that is more than the window.
    pub fn verdict_covers(&self) -> Option<String> {
        let (all, inside) = (self.assessment.cycles.cycles.len(), self.cycles_in_window());
        (inside < all).then(|| {
            format!(
                "the verdict is of all {all} cycles of the recording, of which {inside} lie in this window"
            )
        })
    }

    /// The categories and their growth, in the order of the tables.
    pub fn rows(&self) -> Vec<(&Category, &CategoryGrowth)> {
        growth_rows(&self.trace.recording, &self.growth)
    }
}

/// The verdict in one line, with its evidence: never a bare word.
pub fn verdict_line(summary: &Summary<'_>) -> String {
    verdict_sentence(&summary.trace.recording, &summary.assessment).to_string()
}
