//! A profile for <https://profiler.firefox.com>: what was there as memory counters, next to whatever else it shows.

use super::walk::walk;
use crate::analysis::{Cycle, Cycles, Level};
use crate::model::units::{Bytes, Timestamp};
use crate::model::{CategoryId, Mark, MarkRole, Recording, SnapshotIndex, Target, Trace};
use fxprof_processed_profile as fx;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::{Duration, SystemTime};

/// The profiler draws counters of this category as memory.
const MEMORY: &str = "Memory";

/// Writes the profile: the footprint of all counted categories and of each that ever had any as counters, marks and cycles
/// as markers.
pub fn firefox(trace: &Trace, into: &mut dyn Write) -> io::Result<()> {
    let recording = &trace.recording;
    let mut profile = begun(recording);
    let target = recording.target();
    let (name, pid) = target.map_or(("", 0), |target| (target.name.as_str(), target.pid));
    let start = moment(Timestamp::ZERO);
    let process = profile.add_process(name, pid, start);
    let thread = profile.add_thread(process, pid, start, true);
    profile.set_thread_name(thread, name);
    profile.set_thread_show_markers_in_timeline(thread, true);
    profile.set_process_end_time(process, moment(recording.time_of(recording.last_snapshot())));
    add_counters(&mut profile, process, recording)?;
    for cycle in Cycles::measure(trace, None).all() {
        add_cycle(&mut profile, thread, recording, cycle);
    }
    for mark in trace.annotations.marks() {
        add_mark(&mut profile, thread, mark);
    }
    serde_json::to_writer(&mut *into, &profile)?;
    into.write_all(b"\n")
}

/// A profile that says of whom it is.
fn begun(recording: &Recording) -> fx::Profile {
    let start = recording.start();
    let since_1970 = |moment: SystemTime| moment.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let started = start.map_or(Duration::ZERO, |start| since_1970(start.started));
    let interval = start.map_or(Duration::ZERO, |start| start.interval);
    let target = recording.target();
    let product = |target: &Target| format!("{} (memory, by Strandline)", target.name);
    let mut profile = fx::Profile::new(
        &target.map_or_else(String::new, product),
        fx::ReferenceTimestamp::from_duration_since_unix_epoch(started),
        fx::SamplingInterval::from_nanos(u64::try_from(interval.as_nanos()).unwrap_or(u64::MAX)),
    );
    if let Some(target) = target {
        profile.set_os_name(format!("{} {}", target.os, target.os_release).trim_end());
    }
    profile
}

fn moment(at: Timestamp) -> fx::Timestamp {
    fx::Timestamp::from_nanos_since_reference(at.nanos())
}

/// A counter that is told where it moves.
struct Counter {
    handle: fx::CounterHandle,
    level: Bytes,
    /// The last snapshot that it has a sample of.
    reported: Option<SnapshotIndex>,
}

impl Counter {
    /// Tells a level, if it is another one or must be told. The profiler draws a line from sample to sample: before a step
    /// comes one at which the level still stood.
    fn tell(
        &mut self,
        profile: &mut fx::Profile,
        recording: &Recording,
        snapshot: SnapshotIndex,
        level: Bytes,
        must: bool,
    ) {
        if level == self.level && !must {
            return;
        }
        let at = |snapshot| moment(recording.time_of(snapshot));
        let before =
            snapshot.0.checked_sub(1).map(SnapshotIndex).filter(|&before| Some(before) > self.reported);
        if let Some(before) = before.filter(|_| level != self.level) {
            profile.add_counter_sample(self.handle, at(before), 0.0, 0);
        }
        let difference = level.since(self.level).get();
        profile.add_counter_sample(self.handle, at(snapshot), difference as f64, u32::from(difference != 0));
        (self.level, self.reported) = (level, Some(snapshot));
    }
}

fn add_counters(
    profile: &mut fx::Profile,
    process: fx::ProcessHandle,
    recording: &Recording,
) -> io::Result<()> {
    let added = |profile: &mut fx::Profile, name: &str, description: &str| {
        let handle = profile.add_counter(process, name, MEMORY, description);
        Counter { handle, level: Bytes::ZERO, reported: None }
    };
    let mut total = added(profile, "Footprint", "Dirty and swapped bytes of all that is counted");
    let mut parts: BTreeMap<CategoryId, Counter> = BTreeMap::new();
    walk(recording, |now| {
        let snapshot = now.snapshot;
        let is_end = snapshot.0 == 0 || snapshot == recording.last_snapshot();
        total.tell(profile, recording, snapshot, now.total.footprint(), is_end);
        let levels = (0..).map(CategoryId).zip(now.levels.iter().map(Level::footprint));
        for (id, level) in levels {
            let known = recording.category(id);
            let Some(category) = known.filter(|_| level > Bytes::ZERO || parts.contains_key(&id)) else {
                continue;
            };
            let part = parts.entry(id).or_insert_with(|| {
                added(profile, &category.to_string(), "Dirty and swapped bytes of this category")
            });
            part.tell(profile, recording, snapshot, level, is_end);
        }
        Ok(())
    })
}

fn add_mark(profile: &mut fx::Profile, thread: fx::ThreadHandle, mark: &Mark) {
    let (role, cycle) = match mark.role {
        MarkRole::Note => ("note", 0),
        MarkRole::Baseline => ("baseline", 0),
        MarkRole::Open(cycle) => ("open", cycle),
        MarkRole::Closed(cycle) => ("closed", cycle),
    };
    let name = profile.intern_string("Mark");
    let (label, role) = (profile.intern_string(&mark.label), profile.intern_string(role));
    let marker = MarkMarker { name, label, role, cycle };
    profile.add_marker(thread, fx::MarkerTiming::Instant(moment(mark.at)), marker);
}

fn add_cycle(profile: &mut fx::Profile, thread: fx::ThreadHandle, recording: &Recording, cycle: &Cycle) {
    let name = profile.intern_string("Cycle");
    let range = cycle.window.range(recording);
    let timing = fx::MarkerTiming::Interval(moment(range.from), moment(range.to));
    profile.add_marker(thread, timing, CycleMarker { name, number: cycle.number });
}

/// A mark: a moment with a name.
struct MarkMarker {
    name: fx::StringHandle,
    label: fx::StringHandle,
    role: fx::StringHandle,
    cycle: u32,
}

const fn field(
    key: &'static str,
    label: &'static str,
    format: fx::MarkerFieldFormat,
) -> fx::StaticSchemaMarkerField {
    fx::StaticSchemaMarkerField { key, label, format, flags: fx::MarkerFieldFlags::SEARCHABLE }
}

impl fx::StaticSchemaMarker for MarkMarker {
    const UNIQUE_MARKER_TYPE_NAME: &'static str = "StrandlineMark";
    const DESCRIPTION: Option<&'static str> = Some("A moment that the user or a script named");
    const LOCATIONS: fx::MarkerLocations = fx::MarkerLocations::MARKER_CHART
        .union(fx::MarkerLocations::MARKER_TABLE)
        .union(fx::MarkerLocations::TIMELINE_OVERVIEW);
    const CHART_LABEL: Option<&'static str> = Some("{marker.data.label}");
    const TABLE_LABEL: Option<&'static str> = Some("{marker.data.label}");
    const FIELDS: &'static [fx::StaticSchemaMarkerField] = &[
        field("label", "Name", fx::MarkerFieldFormat::String),
        field("role", "What it means", fx::MarkerFieldFormat::String),
        field("cycle", "Cycle", fx::MarkerFieldFormat::Integer),
    ];

    fn name(&self, _profile: &mut fx::Profile) -> fx::StringHandle {
        self.name
    }

    fn category(&self, _profile: &mut fx::Profile) -> fx::CategoryHandle {
        fx::CategoryHandle::OTHER
    }

    fn string_field_value(&self, field: u32) -> fx::StringHandle {
        if field == 0 { self.label } else { self.role }
    }

    fn number_field_value(&self, _field: u32) -> f64 {
        f64::from(self.cycle)
    }
}

/// A closed cycle, from the mark that ended the one before to its own.
struct CycleMarker {
    name: fx::StringHandle,
    number: u32,
}

impl fx::StaticSchemaMarker for CycleMarker {
    const UNIQUE_MARKER_TYPE_NAME: &'static str = "StrandlineCycle";
    const DESCRIPTION: Option<&'static str> = Some("One round of the action under test");
    const CHART_LABEL: Option<&'static str> = Some("{marker.data.cycle}");
    const TABLE_LABEL: Option<&'static str> = Some("{marker.name} {marker.data.cycle}");
    const FIELDS: &'static [fx::StaticSchemaMarkerField] =
        &[field("cycle", "Cycle", fx::MarkerFieldFormat::Integer)];

    fn name(&self, _profile: &mut fx::Profile) -> fx::StringHandle {
        self.name
    }

    fn category(&self, _profile: &mut fx::Profile) -> fx::CategoryHandle {
        fx::CategoryHandle::OTHER
    }

    fn string_field_value(&self, _field: u32) -> fx::StringHandle {
        self.name
    }

    fn number_field_value(&self, _field: u32) -> f64 {
        f64::from(self.number)
    }
}
