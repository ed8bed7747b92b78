//! Tables and profiles say what the recording says: they are read back, and held against a plain count.

use super::{firefox, levels, regions};
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, HEAP, RECOGNISED, RESERVED, Scenario};
use crate::analysis::{Level, Metric};
use crate::model::units::Timestamp;
use crate::model::{
    Category, CategoryId, Identity, LoggedFrame, Mark, MarkRole, Recording, SnapshotIndex, Tag, Target,
    Trace, Warning, Wording,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

/// Births, deaths, pieces, memory that turns out to be something else, objects, and what is not counted.
fn story() -> Trace {
    let mut scenario = Scenario::new();
    scenario.map(0, 64, HEAP).touch(0, 8).map(100, 1000, RESERVED).ticks(2);
    scenario.mark("warm", MarkRole::Baseline);
    for cycle in 1..=6 {
        let at = 10_000 * u64::from(cycle);
        scenario.map(at, 50, ANONYMOUS).touch(at, 20).map(2000, 100, FILE).read(2000, 30).tick();
        scenario.mark("open", MarkRole::Open(cycle));
        scenario.unmap(2000, 100).unmap(at + 10, 5).object(7, u64::from(cycle)).ticks(3);
        scenario.map(at + 20, 10, RECOGNISED).swap(at, 4).tick();
        scenario.mark("closed, \"quoted\"", MarkRole::Closed(cycle));
    }
    scenario.tick();
    scenario.trace
}

/// The level of a category, counted region by region.
fn counted(recording: &Recording, id: CategoryId, at: SnapshotIndex) -> Level {
    let mut level = Level::default();
    for region in recording.regions().iter().filter(|region| region.class.category == id) {
        if let Some(state) = recording.state_at(&region, at) {
            level += Level { mapped: state.len, usage: state.usage, regions: 1, ..Level::default() };
        }
    }
    level
}

fn all_counted(recording: &Recording, at: SnapshotIndex) -> Level {
    let mut total = Level::default();
    for (id, category) in (0..).map(CategoryId).zip(recording.categories()) {
        if category.is_counted() {
            total += counted(recording, id, at);
        }
    }
    total
}

fn snapshots(recording: &Recording) -> impl Iterator<Item = SnapshotIndex> {
    (0..=recording.last_snapshot().0).map(SnapshotIndex)
}

fn rows(csv: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = ::csv::Reader::from_reader(csv);
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn no_name_becomes_a_formula() {
    let mut trace = story();
    trace.reword(&Formulas);
    let (mut of_levels, mut of_regions) = (Vec::new(), Vec::new());
    levels(&trace, &mut of_levels).unwrap();
    regions(&trace.recording, &mut of_regions).unwrap();
    for (table, columns) in
        [(of_levels, ["mark", "group", "name"].as_slice()), (of_regions, &["group", "name", "tag", "label"])]
    {
        for row in rows(&table) {
            for &column in columns {
                assert!(!row[column].starts_with('='), "{column}: {row:?}");
            }
        }
    }
}

/// Calls everything as an attacker would.
struct Formulas;

impl Wording for Formulas {
    fn target(&self, _: &mut Target) {}

    fn tag(&self, tag: &mut Tag) {
        tag.name.insert(0, '=');
    }

    fn category(&self, category: &mut Category) {
        category.group.insert(0, '=');
        category.name.insert(0, '=');
    }

    fn identity(&self, _: &mut Identity) {}

    fn mark(&self, mark: &mut Mark) {
        mark.label.insert(0, '=');
    }

    fn frame(&self, _: &mut LoggedFrame) {}

    fn region_of_stack(&self, _: &mut String) {}

    fn module(&self, _: &mut crate::model::Module) {}

    fn function(&self, _: &mut crate::model::Function) {}

    fn warning(&self, _: &mut Warning) {}
}

#[test]
fn levels_hold_until_the_next_row() {
    let trace = story();
    let recording = &trace.recording;
    let mut csv = Vec::new();
    levels(&trace, &mut csv).unwrap();
    let rows = rows(&csv);
    let mut actual: BTreeMap<(&str, &str), Vec<u64>> = BTreeMap::new();
    let mut rest = rows.iter().peekable();
    for at in snapshots(recording) {
        let time = recording.time_of(at).nanos().to_string();
        while let Some(row) = rest.next_if(|row| row["time_ns"] == time) {
            let figure = |column: &str| row[column].parse().unwrap();
            let columns = ["mapped", "resident", "dirty", "swapped", "footprint", "regions"];
            actual.insert((&row["group"], &row["name"]), columns.map(figure).to_vec());
        }
        let expect = |name, level: Level| {
            let mut figures = Metric::ALL.map(|metric| level.get(metric).get()).to_vec();
            figures.push(level.regions as u64);
            let figures = (level.regions > 0 || actual.contains_key(&name)).then_some(&figures).cloned();
            assert_eq!(actual.get(&name), figures.as_ref(), "{name:?} at {time}");
        };
        expect(("*All*", ""), all_counted(recording, at));
        for (id, category) in (0..).map(CategoryId).zip(recording.categories()) {
            expect((&category.group, &category.name), counted(recording, id, at));
        }
    }
    assert_eq!(rest.next(), None, "every row is of a snapshot");
}

#[test]
fn rows_name_their_marks_and_cycles() {
    let trace = story();
    let mut csv = Vec::new();
    levels(&trace, &mut csv).unwrap();
    let rows = rows(&csv);
    for mark in trace.annotations.marks() {
        let time = mark.at.nanos().to_string();
        let at_mark: Vec<_> = rows.iter().filter(|row| row["time_ns"] == time).collect();
        assert!(at_mark.len() >= 3 && at_mark.iter().all(|row| row["mark"] == mark.label), "{at_mark:?}");
        let cycle = match mark.role {
            MarkRole::Open(cycle) | MarkRole::Closed(cycle) => cycle.to_string(),
            MarkRole::Note | MarkRole::Baseline => String::new(),
        };
        assert!(at_mark.iter().all(|row| row["cycle"] == cycle), "{cycle}: {at_mark:?}");
    }
}

#[test]
fn regions_have_a_row_each() {
    let trace = story();
    let recording = &trace.recording;
    let mut csv = Vec::new();
    regions(recording, &mut csv).unwrap();
    let rows = rows(&csv);
    assert_eq!(rows.len(), recording.regions().len());
    for (row, region) in rows.iter().zip(recording.regions()) {
        let time = |at: Option<SnapshotIndex>| {
            at.map_or_else(String::new, |at| recording.time_of(at).nanos().to_string())
        };
        assert_eq!(row["bytes"], region.last_len().get().to_string());
        assert_eq!((&row["born_ns"], &row["died_ns"]), (&time(Some(region.birth)), &time(region.death)));
        assert_eq!(row["name"], recording.category(region.class.category).unwrap().name);
        assert_eq!(row["parent"].is_empty(), region.parent.is_none());
    }
    assert!(rows.iter().any(|row| !row["split_off_ns"].is_empty()), "the story has pieces");
    assert!(rows.iter().any(|row| row["space"] == "object 7"), "and an object");
}

/// The format's unit of time, to the nanosecond.
fn from_millis(millis: f64) -> Timestamp {
    Timestamp::after(Duration::from_secs_f64(millis / 1e3))
}

/// The table of a counter as the format has it: a time (as the sum of differences), and a value (likewise).
fn samples(counter: &Value) -> Vec<(Timestamp, f64)> {
    let column = |name: &str| -> Vec<f64> {
        let column = counter["samples"][name].as_array().unwrap();
        column.iter().map(|value| value.as_f64().unwrap()).collect()
    };
    let (times, values) = (column("timeDeltas"), column("count"));
    let length = usize::try_from(counter["samples"]["length"].as_u64().unwrap()).unwrap();
    assert_eq!([times.len(), values.len(), column("number").len()], [length; 3]);
    let (mut at, mut value) = (0.0, 0.0);
    let sums = times.into_iter().zip(values).map(|(later, more)| {
        (at, value) = (at + later, value + more);
        (from_millis(at), value)
    });
    sums.collect()
}

/// The value of a counter at a moment: that of the last sample until then.
fn value_at(samples: &[(Timestamp, f64)], at: Timestamp) -> f64 {
    samples.iter().take_while(|&&(time, _)| time <= at).last().map_or(0.0, |&(_, value)| value)
}

fn profile(trace: &Trace) -> Value {
    let mut json = Vec::new();
    firefox(trace, &mut json).unwrap();
    serde_json::from_slice(&json).unwrap()
}

#[test]
fn counters_add_up_to_the_levels() {
    let trace = story();
    let recording = &trace.recording;
    let profile = profile(&trace);
    let counters = profile["counters"].as_array().unwrap();
    let named = |name: &str| counters.iter().find(|counter| counter["name"] == name).map(samples);
    for at in snapshots(recording) {
        let time = recording.time_of(at);
        let total = all_counted(recording, at).footprint().get() as f64;
        assert!((value_at(&named("Footprint").unwrap(), time) - total).abs() < 0.5, "{time:?}");
        for (id, category) in (0..).map(CategoryId).zip(recording.categories()) {
            let expected = counted(recording, id, at).footprint().get() as f64;
            let Some(samples) = named(&category.to_string()).filter(|_| category.is_counted()) else {
                assert!(expected < 0.5 || !category.is_counted(), "{category} has a counter");
                continue;
            };
            assert!((value_at(&samples, time) - expected).abs() < 0.5, "{category} at {time:?}");
        }
    }
    let times: Vec<_> = recording.snapshots().iter().map(|snapshot| snapshot.at).collect();
    for counter in counters {
        assert_eq!((&counter["category"], &counter["pid"]), (&Value::from("Memory"), &Value::from("4711")));
        let samples = samples(counter);
        assert!(samples.iter().all(|(time, _)| times.contains(time)), "samples are of snapshots");
        assert!(samples.is_sorted_by(|one, next| one.0 < next.0), "one for each moment");
    }
}

#[test]
fn markers_are_the_marks_and_cycles() {
    let trace = story();
    let profile = profile(&trace);
    let thread = &profile["threads"][0];
    let text = |place: &Value| {
        thread["stringArray"][usize::try_from(place.as_u64().unwrap()).unwrap()].as_str().unwrap().to_owned()
    };
    let markers = &thread["markers"];
    let time = |column: &str, nth: usize| from_millis(markers[column][nth].as_f64().unwrap());
    let mut marks = Vec::new();
    let mut cycles = Vec::new();
    for nth in 0..usize::try_from(markers["length"].as_u64().unwrap()).unwrap() {
        let data = &markers["data"][nth];
        let cycle = data["cycle"].as_f64().unwrap();
        match (data["type"].as_str().unwrap(), text(&markers["name"][nth]).as_str()) {
            ("StrandlineMark", "Mark") => marks.push((time("startTime", nth), text(&data["label"]))),
            ("StrandlineCycle", "Cycle") => {
                cycles.push((time("startTime", nth), time("endTime", nth), cycle));
            }
            other => panic!("{other:?}"),
        }
    }
    let expected = trace.annotations.marks().iter().map(|mark| (mark.at, mark.label.clone()));
    assert_eq!(marks, expected.collect::<Vec<_>>());
    let closed: Vec<_> = trace.annotations.marks().iter().filter(|mark| mark.label != "open").collect();
    let expected =
        closed.windows(2).zip(1..).map(|(pair, number)| (pair[0].at, pair[1].at, f64::from(number)));
    assert_eq!(cycles, expected.collect::<Vec<_>>());
    let schemas = profile["meta"]["markerSchema"].as_array().unwrap();
    assert!(
        ["StrandlineMark", "StrandlineCycle"]
            .iter()
            .all(|name| schemas.iter().any(|schema| schema["name"] == *name))
    );
    assert_eq!(profile["meta"]["product"], "tide (memory, by Strandline)");
    assert_eq!((&thread["processName"], &thread["pid"]), (&Value::from("tide"), &Value::from("4711")));
}

#[test]
fn an_empty_recording_has_its_columns() {
    let trace = Scenario::new().trace;
    let mut csv = Vec::new();
    levels(&trace, &mut csv).unwrap();
    regions(&trace.recording, &mut csv).unwrap();
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 2);
    assert!(
        profile(&trace)["counters"].as_array().unwrap().iter().all(|counter| samples(counter).is_empty())
    );
}
