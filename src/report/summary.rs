//! Everything that a report of one window tells, measured once.

use crate::analysis::{
    Assessment, CategoryGrowth, Growth, Metric, OwnCost, SizeClass, UnattributedLine, Window, size_classes,
    unattributed,
};
use crate::model::{Category, CategoryId, Trace};
use crate::units::Bytes;
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
    /// The sizes of what stayed.
    pub sizes: BTreeMap<CategoryId, Vec<SizeClass>>,
    /// What is said of the cycles of the whole recording.
    pub assessment: Assessment,
    /// What no region explains.
    pub unattributed: Vec<UnattributedLine>,
    /// What the measuring cost.
    pub cost: OwnCost,
    /// Footprint of the recorder itself, where it is known.
    pub own_footprint: Option<Bytes>,
}

impl<'a> Summary<'a> {
    /// Measures a window.
    pub fn of(trace: &'a Trace, window: Window, own_footprint: Option<Bytes>) -> Self {
        let recording = &trace.recording;
        Self {
            trace,
            window,
            growth: Growth::of(recording, window, Metric::Mapped),
            sizes: size_classes(recording, window),
            assessment: Assessment::of(trace, None),
            unattributed: unattributed(recording, window),
            cost: OwnCost::of(recording, window),
            own_footprint,
        }
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
}
