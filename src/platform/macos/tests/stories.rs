//! Two known leaks, and two programs that only look like one, from the made-up kernel up to the verdict.

use super::super::decode::{RawRegion, SM_TRUESHARED};
use super::super::fake::{FakeKernel, FakeObject, FakeProcess, region};
use super::{MIB, PID, opened};
use crate::analysis::{Assessment, Quantum, Subject, Verdict, unattributed_at};
use crate::classify::categories::Rules;
use crate::model::units::{ByteDelta, Bytes, Timestamp};
use crate::model::{
    Annotations, LoggedStacks, Mark, MarkRole, Recording, RecordingStart, SnapshotDelta, SnapshotKind,
    TickCost, Trace,
};
use crate::record::session::{Event, Options, Session, recording_start};
use crate::storage::trace_file::{Existing, Writer, export_text};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

const KIB: u64 = 1 << 10;
const LIBRARY: u64 = 0x1_0000_0000;
const PAGES: u64 = 0x2_0000_0000;
const SURFACES: u64 = 0x3_0000_0000;
const CYCLES: u32 = 12;

/// Records `CYCLES` cycles: `open` and `close` change the target; the marks stand when the kernel was asked about them.
fn recorded(
    rules: Rules,
    mut open: impl FnMut(&mut FakeProcess, u64),
    mut close: impl FnMut(&mut FakeProcess, u64),
) -> Story {
    let library = FakeProcess::with([region(LIBRARY, 4 * MIB, 2, 1)]);
    let kernel = FakeKernel::with(PID, FakeProcess { footprint: 4 * MIB, ..library });
    let source = opened(&kernel, rules).unwrap();
    // Marks are the only looks: nothing depends on when the grid's ticks fall.
    let options = Options { interval: Duration::from_hours(1), budget: 1.0, ..Options::default() };
    let start = recording_start(&source, options.interval);
    let session = Session::start(Box::new(source), options).unwrap();
    let mut story = Story { start, deltas: Vec::new(), annotations: Annotations::default() };
    // Its one tick comes before anything changes.
    for event in session.events() {
        story.take(event);
        if story.deltas.last().is_some_and(|delta| delta.kind == SnapshotKind::Tick) {
            break;
        }
    }
    let marks = session.mark_requester();
    marks.set("before", MarkRole::Baseline).unwrap();
    for cycle in 1..=CYCLES {
        kernel.change(PID, |process| open(process, u64::from(cycle)));
        marks.set("open", MarkRole::Open(cycle)).unwrap();
        kernel.change(PID, |process| close(process, u64::from(cycle)));
        marks.set("closed", MarkRole::Closed(cycle)).unwrap();
    }
    session.stop();
    for event in session.events() {
        if !story.take(event) {
            break;
        }
    }
    story
}

struct Story {
    start: RecordingStart,
    deltas: Vec<SnapshotDelta>,
    annotations: Annotations,
}

impl Story {
    /// Takes in what the session tells; says whether more is to come.
    fn take(&mut self, event: Event) -> bool {
        match event {
            Event::Delta(delta) => self.deltas.push(delta),
            Event::Mark(mark) => self.annotations.add_mark(mark),
            Event::Warning(_) | Event::Epoch(_) | Event::Calls(_) | Event::Heap(..) => {}
            Event::Ended(_) => return false,
        }
        true
    }

    fn trace(&self) -> Trace {
        let mut recording = Recording::new(self.start.clone());
        self.deltas.iter().for_each(|delta| recording.append(delta).unwrap());
        Trace { recording, annotations: self.annotations.clone() }
    }

    /// The same in a time that is the same whenever it is told: half a second from look to look.
    fn in_made_up_time(mut self, name: &str) -> Self {
        let times: BTreeMap<Timestamp, Timestamp> = self
            .deltas
            .iter()
            .zip(0_u64..)
            .map(|(delta, nth)| (delta.at, Timestamp::from_nanos(nth * 500_000_000)))
            .collect();
        for delta in &mut self.deltas {
            delta.at = times[&delta.at];
            delta.cost = TickCost::default();
        }
        let marks = self.annotations.marks().iter();
        self.annotations =
            marks.map(|mark| Mark { at: times[&mark.at], cost: Duration::ZERO, ..mark.clone() }).collect();
        self.start.started = SystemTime::UNIX_EPOCH + Duration::from_hours(490_000);
        self.start.interval = Duration::from_millis(500);
        self.start.recorder = "the made-up kernel".to_owned();
        name.clone_into(&mut self.start.target.name);
        self
    }

    fn as_text(&self) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("story.strand");
        let writer = Writer::create(&path, Existing::Keep, &self.start).unwrap();
        writer.write_whole(&self.deltas, &LoggedStacks::default(), &[], &self.annotations).unwrap();
        let mut text = Vec::new();
        export_text(&path, &mut text, &path, None).unwrap();
        String::from_utf8(text).unwrap()
    }
}

/// Holds a story against the fixture of this name, which the window is tested with; with `STRANDLINE_WRITE_STORIES` set
/// it becomes that fixture.
fn check_told(story: Story, name: &str) {
    let actual = story.in_made_up_time(name).as_text();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/stories/{name}.ron"));
    if std::env::var_os("STRANDLINE_WRITE_STORIES").is_some() {
        std::fs::write(&path, &actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    for (nth, (actual, expected)) in actual.lines().zip(expected.lines()).enumerate() {
        assert_eq!(actual, expected, "line {} of {name}", nth + 1);
    }
    assert_eq!(actual.len(), expected.len());
}

/// The verdict on all of it, what leads, and its quantum.
fn verdict(trace: &Trace) -> (Verdict, String, Option<Quantum>) {
    let assessment = Assessment::assess(trace, Some(2));
    let leading = assessment.verdicts.leading().cloned();
    let name = match leading.as_ref().map(|judged| judged.subject) {
        Some(Subject::Category(id, _)) => trace.recording.category(id).expect("a known one").to_string(),
        Some(other) => format!("{other:?}"),
        None => String::new(),
    };
    (assessment.verdicts.overall(), name, leading.and_then(|judged| judged.quantum))
}

const PAGE_LIST: u64 = 592 * KIB;

/// A terminal's window: six pages of its list of pages, side by side.
fn open_terminal(process: &mut FakeProcess, cycle: u64) {
    for nth in 0..6 {
        let number = cycle * 6 + nth;
        process.map(region(PAGES + number * PAGE_LIST, PAGE_LIST, 240, 1000 + number));
    }
    process.footprint += 6 * PAGE_LIST;
}

/// Closing it unmaps all but those that are `kept`.
fn close_terminal(process: &mut FakeProcess, cycle: u64, kept: u64) {
    for nth in kept..6 {
        process.unmap(PAGES + (cycle * 6 + nth) * PAGE_LIST);
    }
    process.footprint -= (6 - kept) * PAGE_LIST;
}

#[test]
fn pages_that_are_never_unmapped_leak_in_their_tag_by_their_size() {
    let rules = Rules::parse(r#"(macos_names: {240: "PageList"})"#).unwrap();
    let story = recorded(rules, open_terminal, |process, cycle| close_terminal(process, cycle, 2));
    let trace = story.trace();
    let quantum = Quantum {
        count: Some(2),
        bytes: Bytes::new(PAGE_LIST),
        cycles: 10,
        total: Some(20),
        is_mean: false,
        is_merged: false,
    };
    assert_eq!(verdict(&trace), (Verdict::Leak, "App-Specific ▸ PageList".to_owned(), Some(quantum)));
    check_told(story, "terminal-pages");
}

#[test]
fn pages_that_are_unmapped_are_steady() {
    let story = recorded(Rules::default(), open_terminal, |process, cycle| close_terminal(process, cycle, 0));
    assert_eq!(verdict(&story.trace()).0, Verdict::Steady);
}

#[test]
fn a_pool_that_fills_and_settles_is_no_leak() {
    let fill =
        |process: &mut FakeProcess, cycle| close_terminal(process, cycle, if cycle <= 3 { 2 } else { 0 });
    let overall = verdict(&recorded(Rules::default(), open_terminal, fill).trace()).0;
    assert!(matches!(overall, Verdict::Settles | Verdict::Steady), "{overall:?}");
}

/// 1728 × 2432 pixels of four bytes, in whole pages.
const SURFACE: u64 = 16_826_368 / 0x4000 * 0x4000;

/// A window's layer: three surfaces to draw into, `mapped` or known to the GPU alone.
fn open_layer(process: &mut FakeProcess, cycle: u64, mapped: bool) {
    for nth in 0..3 {
        let id = (cycle << 32) | (cycle * 3 + nth);
        process.objects.push(FakeObject::graphics(id, SURFACE));
        if mapped {
            let address = SURFACES + (cycle * 3 + nth) * 32 * MIB;
            process.map(RawRegion { share_mode: SM_TRUESHARED, ..region(address, SURFACE, 88, id) });
        }
    }
    process.graphics += (3 * SURFACE).cast_signed();
    process.footprint += 3 * SURFACE;
}

/// The layer is released, but its last surface stays with whoever retains it.
fn close_layer(process: &mut FakeProcess, cycle: u64) {
    for nth in 0..2 {
        process.objects.retain(|object| object.id != (cycle << 32) | (cycle * 3 + nth));
        process.unmap(SURFACES + (cycle * 3 + nth) * 32 * MIB);
    }
    process.graphics -= (2 * SURFACE).cast_signed();
    process.footprint -= 2 * SURFACE;
}

#[test]
fn a_retained_layer_leaks_one_surface_for_each_closed_window() {
    let quantum = Quantum {
        count: Some(1),
        bytes: Bytes::new(SURFACE),
        cycles: 10,
        total: Some(10),
        is_mean: false,
        is_merged: false,
    };
    for (mapped, category) in [(true, "Graphics ▸ IOSurface"), (false, "Graphics ▸ not mapped")] {
        let story =
            recorded(Rules::default(), |process, cycle| open_layer(process, cycle, mapped), close_layer);
        assert_eq!(verdict(&story.trace()), (Verdict::Leak, category.to_owned(), Some(quantum)));
        if mapped {
            check_told(story, "terminal-layers");
        }
    }
}

#[test]
fn what_regions_and_objects_use_is_what_the_kernel_charges() {
    for mapped in [true, false] {
        let trace =
            recorded(Rules::default(), |process, cycle| open_layer(process, cycle, mapped), close_layer)
                .trace();
        let recording = &trace.recording;
        let rest = unattributed_at(recording, recording.last_snapshot()).footprint;
        assert_eq!(rest, Some(ByteDelta::new(0)));
        assert_eq!(Assessment::assess(&trace, Some(2)).trust.reconciliation_error(), Some(0.0));
    }
}

#[test]
fn what_is_charged_and_no_region_has_is_a_leak_of_its_own() {
    let charge = |process: &mut FakeProcess, _| process.footprint += MIB;
    let trace = recorded(Rules::default(), charge, |_, _| {}).trace();
    let (overall, leading, _) = verdict(&trace);
    assert_eq!((overall, leading.as_str()), (Verdict::Leak, "Unattributed(Footprint)"));
}
