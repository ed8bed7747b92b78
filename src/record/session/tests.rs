//! What a recording is when the target does the unexpected while it is asked.

use super::{Event, Options, Refusal, Session, recording_start};
use crate::model::units::{AddressRange, Bytes};
use crate::model::{
    Annotations, Mark, MarkRole, Place, Readings, Recording, SnapshotIndex, SnapshotKind, Target, TotalKind,
    Totals,
};
use crate::source::{
    Observed, ProgramBehaviour, ReadScope, Source, SourceError, Sweep, Synthetic, Vocabulary,
};
use crate::storage::trace_file::{self, Existing, Writer};
use std::time::Duration;

/// A made-up program that becomes another one while its usage is read.
struct Exec {
    program: Synthetic,
    vocabulary: Vocabulary,
    walks: u32,
}

fn habits() -> ProgramBehaviour {
    ProgramBehaviour { cycle: 4, ..ProgramBehaviour::default() }
}

impl Exec {
    fn new() -> Self {
        // The words that the program will use once it has opened a window.
        let mut later = Synthetic::new(1, habits());
        for _ in 0..habits().cycle {
            later.observe(ReadScope::Due, &mut Observed::default()).unwrap();
        }
        Self { program: Synthetic::new(1, habits()), vocabulary: later.vocabulary().clone(), walks: 0 }
    }
}

impl Source for Exec {
    fn target(&self) -> &Target {
        self.program.target()
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    fn observe(&mut self, scope: ReadScope, into: &mut Observed) -> Result<(), SourceError> {
        self.program.observe(scope, into)
    }

    fn measure(
        &mut self,
        spans: &[AddressRange],
        budget: Duration,
        into: &mut Readings,
    ) -> Result<(), SourceError> {
        self.program.measure(spans, budget, into)
    }

    fn sweep(&mut self, budget: Duration, into: &mut Readings) -> Result<Sweep, SourceError> {
        self.program.sweep(budget, into)
    }

    fn walk(&mut self, into: &mut Readings, totals: &mut Totals) -> Result<(), SourceError> {
        self.walks += 1;
        if self.walks == 1 {
            self.program = Synthetic::new(2, habits());
            return Err(SourceError::Replaced);
        }
        self.program.walk(into, totals)
    }

    fn take_warnings(&mut self) -> Vec<String> {
        self.program.take_warnings()
    }

    fn cpu_time(&self) -> Duration {
        self.program.cpu_time()
    }
}

#[test]
fn a_target_that_becomes_another_program_while_its_usage_is_read_loses_no_snapshot() {
    let options = Options { interval: Duration::from_millis(5), budget: 1.0, ..Options::default() };
    let session = Session::start(Box::new(Exec::new()), options).unwrap();
    let mut recording = Recording::default();
    let mut behind_epoch = 0;
    for event in session.events() {
        match event {
            Event::Delta(delta) => {
                recording.append(&delta).unwrap();
                behind_epoch += u32::from(!recording.epochs().is_empty());
            }
            Event::Epoch(epoch) => recording.begin_epoch(epoch),
            Event::Ended(_) => break,
            Event::Mark(_) | Event::Warning(_) | Event::Calls(_) | Event::Heap(..) => {}
        }
        if behind_epoch == 3 {
            session.stop();
        }
    }
    assert_eq!(recording.epochs().len(), 1);
    assert!(!recording.snapshots()[0].usage_complete, "its walk was not answered");
    for place in 0..recording.snapshots().len() {
        let at = SnapshotIndex(u32::try_from(place).unwrap());
        let mapped = recording.regions().iter().filter(|region| matches!(region.place, Place::Mapped(_)));
        let states = mapped.filter_map(|region| recording.state_at(&region, at));
        let mapped: Bytes = states.map(|state| state.len).sum();
        // The snapshot that ends the former program has no regions and no totals.
        assert_eq!(mapped, recording.totals_at(at).get(TotalKind::Virtual).unwrap_or_default(), "at {place}");
    }
}

/// A session whose ticks are so far apart that none comes, and which writes to `trace.strand` in the directory.
pub(super) fn still(directory: &std::path::Path) -> Session {
    let source = Box::new(Synthetic::new(1, habits()));
    let options = Options { interval: Duration::from_hours(1), budget: 1.0, ..Options::default() };
    let start = recording_start(&*source, options.interval);
    let writer = Writer::create(&directory.join("trace.strand"), Existing::Keep, &start).unwrap();
    Session::start(source, Options { writer: Some(writer), ..options }).unwrap()
}

#[test]
fn a_snapshot_is_a_barrier_without_a_mark_and_is_in_the_file_when_it_is_answered() {
    let directory = tempfile::tempdir().unwrap();
    let session = still(directory.path());
    for is_paused in [false, true] {
        if is_paused {
            session.pause();
        }
        let answer = session.snapshot().recv().unwrap().unwrap();
        let opened = trace_file::open(&directory.path().join("trace.strand")).unwrap();
        assert_eq!(opened.trace.recording.snapshots().last().unwrap().at, answer.at);
        assert_eq!(opened.trace.recording.snapshots().last().unwrap().kind, SnapshotKind::Barrier);
        assert!(opened.trace.annotations.marks().is_empty());
    }
    let marked = session.mark_requester().set("while it rests", MarkRole::Note).unwrap();
    session.stop();
    let marks: Vec<_> = session.events().iter().filter(|event| matches!(event, Event::Mark(_))).collect();
    let [Event::Mark(mark)] = marks.as_slice() else { panic!("one mark, not {marks:?}") };
    assert_eq!(mark.at, marked.at);
}

#[test]
fn a_cycle_is_closed_once() {
    let directory = tempfile::tempdir().unwrap();
    let session = still(directory.path());
    let marks = session.mark_requester();
    assert!(marks.set("first", MarkRole::Closed(1)).is_ok());
    assert!(marks.set("second", MarkRole::Closed(2)).is_ok());
    assert_eq!(marks.set("again", MarkRole::Closed(1)), Err(Refusal::ClosedBefore(1)));
    assert!(marks.set("open again", MarkRole::Open(1)).is_ok());
    // Whoever takes a mark away may set it anew.
    session.annotate(Annotations::default(), usize::MAX);
    assert!(marks.set("anew", MarkRole::Closed(1)).is_ok());
}

#[test]
fn a_recording_that_has_ended_takes_no_snapshot() {
    let directory = tempfile::tempdir().unwrap();
    let session = still(directory.path());
    session.stop();
    for event in session.events() {
        if matches!(event, Event::Ended(_)) {
            break;
        }
    }
    let answer = session.snapshot().recv().unwrap_or(Err(Refusal::Ended));
    assert_eq!(answer, Err(Refusal::Ended));
}

#[test]
fn a_pause_leaves_nothing_unwritten() {
    let directory = tempfile::tempdir().unwrap();
    let session = still(directory.path());
    session.pause();
    // Commands are done in order: when this one is answered the pause has begun.
    let answer = session.snapshot().recv().unwrap().unwrap();
    let opened = trace_file::open(&directory.path().join("trace.strand")).unwrap();
    assert_eq!(opened.trace.recording.time_of(opened.trace.recording.last_snapshot()), answer.at);
    assert!(opened.trace.recording.snapshots().len() > 2, "the first look too");
}

#[test]
fn changed_marks_are_in_the_file_with_those_that_were_set_meanwhile() {
    let directory = tempfile::tempdir().unwrap();
    let session = still(directory.path());
    let requester = session.mark_requester();
    let [first, second] = ["first", "second"].map(|label| requester.set(label, MarkRole::Note).unwrap());
    // The owner has seen the first only, and has renamed it.
    let renamed = Mark { at: first.at, label: "renamed".to_owned(), role: MarkRole::Note, cost: first.cost };
    session.annotate([renamed].into_iter().collect(), 1);
    session.snapshot().recv().unwrap().unwrap();
    let opened = trace_file::open(&directory.path().join("trace.strand")).unwrap();
    let marks = opened.trace.annotations.marks().iter().map(|mark| (mark.label.as_str(), mark.at));
    assert_eq!(marks.collect::<Vec<_>>(), [("renamed", first.at), ("second", second.at)]);
}
