//! The made-up program, recorded: does it do what it states?

use super::*;
use crate::analysis::{Growth, GrowthFigures, Metric, Window};
use crate::model::units::Timestamp;
use crate::model::{CategoryId, Recording, SnapshotDelta, SnapshotIndex};
use crate::record::session::{Event, Options, Session};
use crate::record::tracking::Tracker;

fn habits() -> ProgramBehaviour {
    ProgramBehaviour { cycle: 8, leak: Bytes::from_kib(300), cache: Bytes::from_kib(2048) }
}

/// Takes so many snapshots, each with a complete walk if asked for.
fn record(source: &mut Synthetic, ticks: u64, walks: bool) -> Recording {
    let (mut tracker, mut recording) = (Tracker::new(), Recording::default());
    for tick in 0..ticks {
        let mut observed = Observed::default();
        let scope = if tick % 3 == 0 { ReadScope::Everything } else { ReadScope::Due };
        source.observe(scope, &mut observed).unwrap();
        let mut delta = SnapshotDelta { at: Timestamp::from_nanos(tick), ..SnapshotDelta::default() };
        tracker.observe(&observed.spans, &observed.mapped, &mut delta);
        tracker.observe_unmapped(&observed.unmapped, &mut delta);
        let mut readings = Readings::default();
        if walks {
            source.walk(&mut readings, &mut delta.totals).unwrap();
        } else {
            source.sweep(Duration::ZERO, &mut readings).unwrap();
        }
        tracker.take_readings(&readings, &mut delta);
        let vocabulary = source.vocabulary();
        delta.new_tags.extend_from_slice(&vocabulary.tags()[recording.tags().len()..]);
        delta.new_categories.extend_from_slice(&vocabulary.categories()[recording.categories().len()..]);
        delta.totals = observed.totals;
        recording.append(&delta).unwrap();
    }
    recording
}

fn category(recording: &Recording, category: &Category) -> CategoryId {
    let place = recording.categories().iter().position(|known| known == category).unwrap();
    CategoryId(u32::try_from(place).unwrap())
}

fn figures(recording: &Recording, (from, to): (u32, u32), of: &Category) -> GrowthFigures {
    let window = Window::new(SnapshotIndex(from), SnapshotIndex(to));
    let growth = Growth::measure(recording, window, Metric::Mapped);
    growth.category(category(recording, of)).unwrap().figures
}

#[test]
fn it_leaks_what_it_states_and_nothing_else() {
    let mut source = Synthetic::new(7, habits());
    let recording = record(&mut source, 8 * 12 + 1, true);
    assert_eq!(source.habits().cycles_after(source.ticks()), 12);
    let whole = (0, 8 * 12);
    let leaking = figures(&recording, whole, &Synthetic::leaking_category());
    assert_eq!((leaking.persistent.bytes, leaking.persistent.count), (source.leaked_bytes(), 12));
    assert_eq!((leaking.transient.bytes, leaking.transient.count), (Bytes::from_kib(12 * 2 * 2048), 24));
    let heap = figures(&recording, whole, &Category::counted("Malloc", "heap"));
    assert_eq!(heap.persistent.bytes, Bytes::new(12 * habits().heap_growth().get()));
    for name in [("Anonymous", "anonymous"), ("Graphics", "dma-buf"), ("Files", "code")] {
        let figures = figures(&recording, whole, &Category::counted(name.0, name.1));
        assert_eq!(figures.persistent.bytes, Bytes::ZERO, "{name:?}");
    }
    let cache = |cycles: (u32, u32)| {
        figures(&recording, (8 * cycles.0, 8 * cycles.1), &Synthetic::settling_category()).persistent.bytes
    };
    assert_eq!((cache((0, 1)), cache((1, 2))), (Bytes::from_kib(1024), Bytes::from_kib(512)));
    assert_eq!(cache((6, 12)), Bytes::ZERO, "it has settled");
}

#[test]
fn a_cycle_is_counted_when_its_window_has_closed() {
    let habits = habits();
    let counted = [0, 1, 6, 7, 8, 14, 15, 16].map(|ticks| habits.cycles_after(ticks));
    assert_eq!(counted, [0, 0, 0, 1, 1, 1, 2, 2]);
}

#[test]
fn a_seed_gives_the_same_program_for_ever() {
    let actual = |seed| {
        let mut source = Synthetic::new(seed, habits());
        let recording = record(&mut source, 30, false);
        recording.regions().iter().map(|region| (region.place, region.birth)).collect::<Vec<_>>()
    };
    assert_eq!(actual(1), actual(1));
    assert_ne!(actual(1), actual(2));
}

#[test]
fn its_regions_use_what_its_totals_say() {
    let mut source = Synthetic::new(3, habits());
    let recording = record(&mut source, 20, true);
    for place in 0..recording.snapshots().len() {
        let at = SnapshotIndex(u32::try_from(place).unwrap());
        let mapped = recording
            .regions()
            .iter()
            .filter(|region| matches!(region.place, crate::model::Place::Mapped(_)));
        let states = mapped.filter_map(|region| recording.state_at(&region, at));
        let resident: Bytes = states.map(|state| state.usage.resident).sum();
        assert_eq!(Some(resident), recording.totals_at(at).get(TotalKind::Resident), "at {place}");
    }
}

#[test]
fn a_session_records_it_as_it_records_a_process() {
    let source = Synthetic::new(11, habits());
    let options = Options { interval: Duration::from_millis(5), budget: 1.0, ..Options::default() };
    let session = Session::start(Box::new(source), options).unwrap();
    let mut recording = Recording::default();
    let mut is_stopped = false;
    for event in session.events() {
        match event {
            Event::Delta(delta) => recording.append(&delta).unwrap(),
            Event::Ended(_) => break,
            _ => {}
        }
        if recording.snapshots().len() > 8 * 3 && !is_stopped {
            is_stopped = true;
            session.stop();
        }
    }
    // Every snapshot is a tick of the program, so that it is known what it had leaked at each.
    let ticks = recording.snapshots().len();
    let leaked = habits().leaked_after(ticks as u64);
    let leaking = category(&recording, &Synthetic::leaking_category());
    let old = |region: &crate::model::Region| region.class.category == leaking && region.is_alive();
    let kept = recording.regions().iter().filter(old).filter(|region| region.last_len() == habits().leak);
    let is_open = habits().is_open_after(ticks as u64);
    let of_open_window = if is_open { habits().leak } else { Bytes::ZERO };
    assert_eq!(kept.map(|region| region.last_len()).sum::<Bytes>(), leaked + of_open_window);
    assert!(leaked >= Bytes::from_kib(3 * 300));
}
