//! What was there over time, category by category, as a table.

use super::table::Table;
use super::walk::{Moment, walk};
use crate::analysis::{Cycle, Cycles, Level, Metric};
use crate::model::{CategoryId, SnapshotIndex, Trace};
use crate::report::markup::cell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// The columns. Sizes are bytes, moments are nanoseconds since the recording began.
const COLUMNS: [&str; 13] = [
    "time_ns",
    "mark",
    "cycle",
    "group",
    "name",
    "mapped",
    "resident",
    "dirty",
    "swapped",
    "footprint",
    "regions",
    "lazy_free",
    "mappings",
];

/// Writes a row for each snapshot and category of which something changed there: it holds until the category's next row.
/// At a mark, and at the last snapshot, each category has a row that ever had one. The sum over all counted categories is
/// called `*All*`.
pub fn levels(trace: &Trace, into: &mut dyn Write) -> io::Result<()> {
    let recording = &trace.recording;
    let cycles = Cycles::measure(trace, None);
    let cycles: Vec<Cycle> = cycles.all().copied().collect();
    let marks = marks(trace);
    let mut seen = BTreeSet::new();
    let mut table = Table::begin(into, &COLUMNS)?;
    walk(recording, |moment| {
        seen.extend(moment.changed);
        let mark = marks.get(&moment.snapshot);
        let is_full = mark.is_some() || moment.snapshot == recording.last_snapshot();
        let row =
            Row { time: recording.time_of(moment.snapshot).nanos(), mark, cycle: cycle_at(&cycles, moment) };
        let reported = if is_full { &seen } else { moment.changed };
        let is_counted =
            |&id: &CategoryId| recording.category(id).is_some_and(crate::model::Category::is_counted);
        if is_full || reported.iter().any(is_counted) {
            table.row(&row.cells("*All*", "", moment.total))?;
        }
        for &id in reported {
            let Some(category) = recording.category(id) else { continue };
            table.row(&row.cells(&category.group, &category.name, moment.levels[id.index()]))?;
        }
        Ok(())
    })?;
    table.end()
}

/// What the rows of one moment share.
struct Row<'a> {
    time: u64,
    mark: Option<&'a String>,
    cycle: Option<u32>,
}

impl Row<'_> {
    fn cells(&self, group: &str, name: &str, level: Level) -> [String; COLUMNS.len()] {
        let [mapped, resident, dirty, swapped, footprint] =
            Metric::ALL.map(|metric| level.get(metric).get().to_string());
        [
            self.time.to_string(),
            self.mark.map(|mark| cell(mark)).unwrap_or_default(),
            self.cycle.map_or_else(String::new, |number| number.to_string()),
            cell(group),
            cell(name),
            mapped,
            resident,
            dirty,
            swapped,
            footprint,
            level.regions.to_string(),
            level.usage.lazy_free.get().to_string(),
            level.mappings.get().map(|count| count.to_string()).unwrap_or_default(),
        ]
    }
}

/// The number of the closed cycle that a moment belongs to.
fn cycle_at(cycles: &[Cycle], moment: &Moment<'_>) -> Option<u32> {
    let place = cycles.partition_point(|cycle| cycle.window.to < moment.snapshot);
    let cycle = cycles.get(place)?;
    cycle.window.contains(moment.snapshot).then_some(cycle.number)
}

/// The names of the marks at each snapshot that has any.
fn marks(trace: &Trace) -> BTreeMap<SnapshotIndex, String> {
    let mut marks: BTreeMap<SnapshotIndex, String> = BTreeMap::new();
    for mark in trace.annotations.marks() {
        let labels = marks.entry(trace.recording.snapshot_at(mark.at)).or_default();
        let parted = if labels.is_empty() { "" } else { "; " };
        labels.push_str(parted);
        labels.push_str(&mark.label);
    }
    marks
}
