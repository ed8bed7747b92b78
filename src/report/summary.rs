//! Everything that a report of one window tells, measured once.

use crate::analysis::{
    Assessment, CategoryGrowth, Composition, Cycle, Growth, LevelChange, Metric, OwnCost, SizeClass,
    UnattributedLine, Window, WindowFigures, unattributed,
};
use crate::model::units::Bytes;
use crate::model::{Category, CategoryId, Recording, Trace};
use crate::report::view::Label;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The figures of one window, for any of the report's formats.
#[derive(Clone, Debug)]
pub struct Summary<'a> {
    /// The document.
    pub trace: &'a Trace,
    /// The window.
    pub window: Window,
    /// Growth in mapped bytes; what grew in place is in footprint.
    pub growth: Growth,
    /// The sizes of what was born.
    pub sizes: BTreeMap<CategoryId, Vec<SizeClass>>,
    /// What is said of the cycles of the whole recording.
    pub assessment: Assessment,
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
        let WindowFigures { growth, sizes } = WindowFigures::measure(recording, window, Metric::Mapped);
        let is_single = recording.snapshots().len() == 1;
        let has_two_texts = is_imported(recording) && window.from < window.to;
        Self {
            composition: is_single.then(|| Composition::measure(recording, window.to)),
            levels: has_two_texts
                .then(|| LevelChange::between((recording, window.from), (recording, window.to))),
            trace,
            window,
            growth,
            sizes,
            assessment: Assessment::assess(trace, None),
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

    /// The categories and their growth: counted ones first, then those with the most persistent bytes, then by what is
    /// there, then by name.
    pub fn rows(&self) -> Vec<(&Category, &CategoryGrowth)> {
        let mut rows: Vec<_> = self
            .growth
            .rows
            .iter()
            .filter_map(|row| Some((self.trace.recording.category(row.category)?, row)))
            .collect();
        rows.sort_by_cached_key(|(category, row)| {
            let figures = &row.figures;
            let by_size = Reverse((figures.persistent.bytes, figures.after.mapped));
            (!row.counted, by_size, category.to_string())
        });
        rows
    }

    /// The categories with memory that was freed lazily, and how much at both ends: it is resident and in no footprint.
    pub fn reclaimable(&self) -> impl Iterator<Item = (Label, [Bytes; 2])> {
        let freed = |(category, row): (&Category, &CategoryGrowth)| {
            let ends = [row.figures.before, row.figures.after].map(|level| level.usage.lazy_free);
            (Label::category(category), ends)
        };
        self.rows().into_iter().map(freed).filter(|(_, ends)| ends.iter().any(|&bytes| bytes > Bytes::ZERO))
    }
}

/// What [`Summary::reclaimable`] is about, as the title of a section.
pub(super) const RECLAIMABLE: &str =
    "Reclaimable: freed, but in memory until the system is short of it; in no footprint";
/// Whether it was made of other tools' texts.
pub(super) fn is_imported(recording: &Recording) -> bool {
    recording.is_imported()
}
