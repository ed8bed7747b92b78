//! What a kernel may answer while it is walked, case by case.

use super::super::decode::{RawPages, RawRegion, SM_COW, SM_EMPTY, SM_TRUESHARED};
use super::super::fake::{DEAD_PORT, FakeObject, FakeProcess, region};
use super::super::kernel::{Incarnation, KernelCode, MappedFile};
use super::{MIB, PAGE, PID, Recorder, turnover};
use crate::model::units::{AddressRange, Bytes};
use crate::model::{Readings, SnapshotDelta, TotalKind};
use crate::source::{EndReason, Source, SourceError, Sweep};
use std::time::Duration;

const BASE: u64 = 0x1_0000_0000;
const CHUNK: u64 = 128 * MIB;
const APPLICATION_SPECIFIC_1: u32 = 240;

fn untouched(raw: RawRegion) -> RawRegion {
    let (object_id, object_id_full) = (0, None);
    RawRegion { object_id, object_id_full, share_mode: SM_EMPTY, pages: RawPages::default(), ..raw }
}

#[test]
fn the_shared_cache_is_one_category_whose_shared_pages_are_never_counted() {
    let cache = |address, object| RawRegion {
        is_nested: true,
        external_pager: true,
        share_mode: SM_COW,
        ..region(address, 64 * MIB, 32, object)
    };
    let copied = RawRegion { is_nested: false, shadow_depth: 1, ..cache(0x1_c000_0000, 9) };
    let own = region(BASE, MIB, 2, 1);
    let mut recorder = Recorder::of_regions([own, cache(0x1_8000_0000, 7), cache(0x1_9000_0000, 8), copied]);
    recorder.walk();
    assert_eq!(recorder.categories()["Code ▸ dyld shared cache"], (3, 192));
    assert_eq!(recorder.kernel.calls().pages, 65 * MIB / PAGE, "our own, and the private copy");
    assert_eq!(recorder.pages()[0], 65 * MIB / PAGE);
}

#[test]
fn a_reservation_of_65536_entries_is_one_region_and_counts_no_page() {
    let entry = |nth| untouched(region(0x70_0000_0000 + nth * CHUNK, CHUNK, 253, 0));
    let mut recorder = Recorder::of_regions((0..65_536).map(entry));
    let delta = recorder.tick();
    assert_eq!((delta.born.len(), delta.born[0].place.len()), (1, Bytes::new(8 << 40)));
    assert_eq!(counts(&delta), [("rw-p".to_owned(), Some(65_536))]);
    let (delta, readings) = recorder.walk();
    assert!(delta.is_quiet() || delta.usage.len() == 1);
    assert_eq!(readings.readings, []);
    assert_eq!(recorder.kernel.calls().full, 0);
    let category = recorder.source.vocabulary().categories()[0].clone();
    assert!(!category.is_counted(), "{category}");
}

#[test]
fn chunks_of_a_large_allocation_are_one_run_and_stay_so_when_the_first_goes() {
    let chunk = |nth: u64| region(BASE + nth * CHUNK, CHUNK, 4, 10 + nth);
    let mut recorder = Recorder::of_regions((0..8).map(chunk));
    let delta = recorder.tick();
    assert_eq!((delta.born.len(), counts(&delta)), (1, vec![("rw-p".to_owned(), Some(8))]));
    recorder.change(|process| process.unmap(BASE));
    let delta = recorder.tick();
    assert_eq!((turnover(&delta), delta.cut[0].range.len().get()), ((1, 0), 7 * CHUNK));
    assert_eq!(counts(&delta), [("rw-p".to_owned(), Some(7))]);
    recorder.change(|process| process.map(chunk(8)));
    let delta = recorder.tick();
    assert_eq!((turnover(&delta), delta.born[0].place.len().get()), ((0, 1), CHUNK));
}

/// How many regions of the kernel make up those that changed, by protection.
fn counts(delta: &SnapshotDelta) -> Vec<(String, Option<u32>)> {
    delta.mappings.iter().map(|mapping| (mapping.protection.to_string(), mapping.count)).collect()
}

#[test]
fn regions_of_unlike_protection_are_one_region_of_ours_that_tells_its_parts() {
    let page = |nth: u64| RawRegion {
        offset: nth * PAGE,
        protection: if nth.is_multiple_of(2) { 3 } else { 1 },
        ..region(BASE + nth * PAGE, PAGE, 2, 1)
    };
    let mut recorder = Recorder::of_regions((0..20_110).map(page));
    let delta = recorder.tick();
    let half = |rights: &str, count| (rights.to_owned(), Some(count));
    assert_eq!((delta.born.len(), counts(&delta)), (1, vec![half("rw-p", 10_055), half("r--p", 10_055)]));
    assert_eq!(counts(&recorder.tick()), [], "nothing changed");
    recorder.change(|process| process.unmap(BASE));
    assert_eq!(counts(&recorder.tick()), [half("r--p", 10_055), half("rw-p", 10_054)]);
}

#[test]
fn a_region_that_vanishes_during_the_walk_is_simply_not_there() {
    let regions =
        [region(BASE, MIB, 2, 1), region(BASE + 2 * MIB, MIB, 2, 2), region(BASE + 4 * MIB, MIB, 2, 3)];
    let mut recorder = Recorder::of_regions(regions);
    let vanish = |world: &mut super::super::fake::World| {
        world.processes.get_mut(&PID).expect("the target").unmap(BASE + 2 * MIB);
    };
    recorder.kernel.change_after(1, vanish);
    assert_eq!(recorder.tick().born.len(), 2);
    assert_eq!(turnover(&recorder.tick()), (0, 0));
}

#[test]
fn a_region_that_vanishes_before_its_pages_are_counted_has_no_reading() {
    let mut recorder = Recorder::of_regions([region(BASE, MIB, 2, 1), region(BASE + 2 * MIB, MIB, 2, 2)]);
    recorder.tick();
    recorder.change(|process| process.unmap(BASE));
    let mut readings = Readings::default();
    let spans = [AddressRange::from_bounds(BASE, BASE + MIB)];
    recorder.source.measure(&spans, Duration::MAX, &mut readings).unwrap();
    assert_eq!(
        (readings.spans.len(), readings.readings.len()),
        (0, 0),
        "its neighbour is not mistaken for it"
    );
}

#[test]
fn a_region_that_was_split_before_its_pages_are_counted_is_read_whole() {
    let whole = region(BASE, 4 * MIB, 2, 1);
    let mut recorder = Recorder::of_regions([whole]);
    recorder.tick();
    recorder.change(|process| {
        let pages = RawPages { resident: 10, dirtied: 10, ..RawPages::default() };
        let piece = |nth: u64| RawRegion { offset: nth * MIB, pages, ..region(BASE + nth * MIB, MIB, 2, 1) };
        process.regions = (0..4).map(piece).collect();
    });
    let mut readings = Readings::default();
    recorder.source.measure(&[whole.range()], Duration::MAX, &mut readings).unwrap();
    assert_eq!((readings.spans.as_slice(), readings.readings.len()), ([whole.range()].as_slice(), 4));
}

#[test]
fn an_answer_that_overlaps_the_one_before_is_clipped() {
    let mut recorder = Recorder::of_regions([region(BASE, MIB, 2, 1), region(BASE + MIB, MIB, 2, 2)]);
    let grown = region(BASE, 2 * MIB, 2, 1);
    recorder.kernel.answer_after(1, grown);
    let observed = recorder.observed().unwrap();
    let ranges: Vec<_> = observed.mapped.iter().map(|mapping| mapping.place.range()).collect();
    let expected = [(BASE, BASE + MIB), (BASE + MIB, BASE + 2 * MIB)];
    assert_eq!(ranges, expected.map(|(start, end)| AddressRange::from_bounds(start, end)));
}

#[test]
fn a_region_of_no_size_does_not_hold_the_walk() {
    let mut recorder = Recorder::of_regions([region(BASE, MIB, 2, 1), region(BASE + 2 * MIB, MIB, 2, 2)]);
    for skipped in 0..3 {
        recorder.kernel.answer_after(skipped, region(BASE, 0, 2, 1));
    }
    assert_eq!(recorder.tick().born.len(), 2);
    recorder.kernel.answer_after(0, region(u64::MAX - PAGE, 0, 2, 1));
    recorder.tick();
}

#[test]
fn what_an_older_kernel_does_not_write_is_not_known() {
    let pages = RawPages { resident: 64, dirtied: 64, reusable: 60, swapped_out: 1 };
    let raw = RawRegion { pages, ..region(BASE, MIB, 2, 0x5_0000_0001) };
    let process = FakeProcess { footprint: 5 * MIB, graphics: 7, ..FakeProcess::with([raw]) };
    let check = |told_of_region, told_of_task, dirty, footprint: Option<u64>, graphics: Option<u64>| {
        let mut recorder = Recorder::attach(FakeProcess { told_of_region, told_of_task, ..process.clone() });
        let (delta, _) = recorder.walk();
        assert_eq!(recorder.pages(), [64, dirty, 1]);
        let total = |kind| delta.totals.get(kind).map(Bytes::get);
        assert_eq!(total(TotalKind::PhysFootprint), footprint);
        assert_eq!(total(TotalKind::GraphicsFootprint), graphics);
    };
    check(19, 93, 4, Some(5 * MIB), Some(7));
    check(17, 84, 4, Some(5 * MIB), Some(7));
    check(16, 38, 64, Some(5 * MIB), None);
    check(16, 36, 64, None, None);
}

#[test]
fn a_ledger_below_zero_counts_as_nothing() {
    let process = FakeProcess { graphics: -5, ..FakeProcess::with([region(BASE, MIB, 2, 1)]) };
    let totals = Recorder::attach(process).tick().totals;
    assert_eq!(totals.get(TotalKind::GraphicsFootprint), Some(Bytes::ZERO));
}

#[test]
fn a_port_that_dies_at_any_call_never_looks_like_memory_given_back() {
    let regions = || (0..3).map(|nth| region(BASE + nth * 2 * MIB, MIB, 88, 1 + nth));
    let process = || {
        let objects = (0..3).map(|nth| FakeObject::graphics(1 + nth, MIB)).collect();
        FakeProcess { objects, ..FakeProcess::with(regions()) }
    };
    let mut steady = Recorder::attach(process());
    steady.tick();
    let before = steady.kernel.calls().all;
    steady.walk();
    let calls = steady.kernel.calls().all - before;
    for at in 0..calls {
        let mut recorder = Recorder::attach(process());
        recorder.tick();
        recorder.kernel.change_after(at, |world| world.processes.get_mut(&PID).unwrap().is_dead = true);
        let answer = recorder.observed().and_then(|observed| {
            assert_eq!(observed.mapped.len(), 3, "at call {at}");
            recorder.source.walk(&mut Readings::default(), &mut crate::model::Totals::default())
        });
        assert!(matches!(answer, Err(SourceError::Transient(_))), "at call {at}: {answer:?}");
        recorder.kernel.world().processes.clear();
        assert_eq!(recorder.observed().unwrap_err(), SourceError::Ended(EndReason::Exited));
    }
}

#[test]
fn a_code_that_nobody_knows_breaks_the_walk_off_and_the_next_is_whole() {
    let mut recorder = Recorder::of_regions([region(BASE, MIB, 2, 1), region(BASE + 2 * MIB, MIB, 2, 2)]);
    recorder.tick();
    for code in [KernelCode(5), KernelCode(-308), DEAD_PORT, KernelCode(4)] {
        recorder.kernel.fail_after(1, code);
        let error = recorder.observed().unwrap_err();
        assert!(matches!(error, SourceError::Transient(_)), "{error:?}");
        assert_eq!(turnover(&recorder.tick()), (0, 0));
    }
}

#[test]
fn exec_is_a_new_epoch_and_a_reused_pid_an_end() {
    let mut recorder = Recorder::of_regions([region(BASE, MIB, 2, 1)]);
    recorder.tick();
    recorder.change(|process| {
        process.incarnation = Incarnation { process: 1000, program: 2 };
        process.name = "shell".to_owned();
        process.regions = vec![region(BASE, 2 * MIB, 2, 5)];
    });
    assert_eq!(recorder.observed().unwrap_err(), SourceError::Replaced);
    assert_eq!(recorder.source.target().name, "shell");
    assert_eq!(recorder.observed().unwrap().mapped[0].place.len(), Bytes::new(2 * MIB));
    recorder.change(|process| process.incarnation = Incarnation { process: 1001, program: 2 });
    assert_eq!(recorder.observed().unwrap_err(), SourceError::Ended(EndReason::PidReused));
}

#[test]
fn pages_are_counted_in_the_smaller_of_both_pages() {
    for (ours, theirs) in [(0x4000, 0x4000), (0x1000, 0x4000), (0x4000, 0x1000), (0x1000, 0x1000)] {
        let pages = RawPages { resident: 3, dirtied: 3, ..RawPages::default() };
        let raw = RawRegion { pages, ..region(BASE, MIB, 2, 1) };
        let mut recorder = Recorder::attach(FakeProcess { page: theirs, ..FakeProcess::with([raw]) });
        recorder.kernel.world().page = ours;
        let kernel = recorder.kernel.clone();
        let rules = crate::classify::categories::Rules::default();
        recorder.source = super::opened(&kernel, rules).unwrap();
        let (_, readings) = recorder.walk();
        assert_eq!(readings.readings[0].usage.resident, Bytes::new(3 * theirs), "{ours:#x} {theirs:#x}");
        assert_eq!(recorder.source.target().page_size.get(), theirs, "{ours:#x} {theirs:#x}");
    }
}

#[test]
fn nobody_looks_for_aliases_of_shared_regions() {
    let shared =
        |nth: u64| RawRegion { share_mode: SM_TRUESHARED, ..region(BASE + nth * MIB, MIB, 88, 1 + nth) };
    let mut recorder = Recorder::of_regions((0..100).map(shared));
    recorder.walk();
    assert_eq!(recorder.kernel.calls().scanned, 0);
    recorder.kernel.world().scans_aliases = true;
    recorder.tick();
    assert_eq!(recorder.kernel.calls().scanned, 100 * 100, "what it would cost");
}

#[test]
fn the_row_for_owned_memory_without_address_is_dropped() {
    let row = RawRegion { user_tag: u32::MAX, ..region(BASE + 8 * MIB, 512 * MIB, 0, 0) };
    let mut recorder = Recorder::of_regions([region(BASE, MIB, 2, 1), row]);
    assert_eq!(recorder.tick().born.len(), 1);
}

#[test]
fn address_space_that_the_kernel_keeps_back_is_dropped() {
    let kept = |address, size| RawRegion { address, size, share_mode: SM_EMPTY, ..RawRegion::default() };
    let regions = [region(BASE, MIB, 2, 1), kept(0x10_0000_0000, 384 << 30), kept(0xf_c000_0000, 1 << 30)];
    let mut recorder = Recorder::of_regions(regions);
    assert_eq!(recorder.tick().born.len(), 1);
}

#[test]
fn the_first_touch_is_no_death() {
    let touched = region(BASE, MIB, APPLICATION_SPECIFIC_1, 77);
    let mut recorder = Recorder::of_regions([untouched(touched)]);
    recorder.tick();
    recorder.change(|process| process.regions = vec![touched]);
    let delta = recorder.tick();
    assert_eq!((turnover(&delta), delta.reclassified.len()), ((0, 0), 1), "reserved before, memory now");
}

#[test]
fn copy_on_write_is_no_death_and_another_object_is_one() {
    let before = region(BASE, MIB, 2, 5);
    let copy = |object| RawRegion {
        shadow_depth: 1,
        share_mode: SM_COW,
        offset: 0x8000,
        ..region(BASE, MIB, 2, object)
    };
    let mut recorder = Recorder::of_regions([before]);
    recorder.tick();
    recorder.kernel.fail_after(0, KernelCode(5));
    assert!(recorder.observed().is_err(), "a walk that breaks off forgets nothing");
    recorder.change(|process| process.regions = vec![copy(6)]);
    assert_eq!(turnover(&recorder.tick()), (0, 0), "the first write after a fork");
    assert_eq!(turnover(&recorder.tick()), (0, 0));
    recorder.change(|process| process.regions = vec![RawRegion { shadow_depth: 2, ..copy(7) }]);
    assert_eq!(turnover(&recorder.tick()), (0, 0), "and the next");
    recorder.change(|process| process.regions = vec![region(BASE, MIB, 2, 8)]);
    assert_eq!(turnover(&recorder.tick()), (1, 1), "another mapping at the same address");
}

#[test]
fn however_the_kernel_splits_and_protects_a_mapping_its_bytes_stay() {
    let mut recorder = Recorder::of_regions([region(BASE, 4 * MIB, 2, 5)]);
    recorder.tick();
    recorder.change(|process| {
        let piece = |nth: u64| RawRegion { offset: nth * MIB, ..region(BASE + nth * MIB, MIB, 2, 5) };
        process.regions = (0..4).map(piece).collect();
        process.regions[2].protection = 1;
    });
    assert_eq!(turnover(&recorder.tick()), (0, 0));
}

#[test]
fn forty_thousand_surfaces_cost_a_call_each_and_are_counted_once() {
    const COUNT: u64 = 40_000;
    let shared = |nth: u64| RawRegion {
        share_mode: SM_TRUESHARED,
        ..region(BASE + nth * MIB, MIB, 100, (nth << 32) | (nth + 1))
    };
    let objects = (0..COUNT).map(|nth| FakeObject::graphics((nth << 32) | (nth + 1), MIB)).collect();
    let process = FakeProcess { objects, ..FakeProcess::with((0..COUNT).map(shared)) };
    let mut recorder = Recorder::attach(process);
    recorder.walk();
    assert_eq!(recorder.categories()["Graphics ▸ IOAccelerator"], (40_000, COUNT));
    let first = recorder.kernel.calls();
    assert_eq!(first.full, 40_000, "once, to learn their whole ids");
    recorder.walk();
    let second = recorder.kernel.calls();
    assert_eq!((second.short - first.short, second.full - first.full), (40_000, 0));
    assert_eq!((second.owned - first.owned, second.scanned), (1, 0));
    assert_eq!(recorder.pages(), [COUNT * MIB / PAGE, COUNT * MIB / PAGE, 0]);
}

#[test]
fn a_sweep_keeps_to_its_budget_and_still_gets_to_the_end() {
    // A hundred regions of 6.4 ms each.
    let large = |nth: u64| region(BASE + nth * 1024 * MIB, 1024 * MIB, 2, 1 + nth);
    let mut recorder = Recorder::of_regions((0..100).map(large));
    recorder.tick();
    let (mut slices, mut readings) = (0, Readings::default());
    loop {
        let began = recorder.source.cpu_time();
        let swept = recorder.source.sweep(Duration::from_millis(2), &mut readings).unwrap();
        let took = recorder.source.cpu_time().saturating_sub(began);
        assert!(took < Duration::from_millis(7), "one region too many: {took:?}");
        slices += 1;
        if swept == Sweep::Complete {
            break;
        }
    }
    assert_eq!((slices, readings.readings.len()), (100, 100));
    let mut readings = Readings::default();
    recorder.source.measure(&[AddressRange::ALL], Duration::from_millis(1), &mut readings).unwrap();
    assert_eq!(readings.readings.len(), 0, "what takes longer is left to the sweep");
}

#[test]
fn clean_files_are_left_to_marks_and_what_was_written_to_before_is_not() {
    let file = |address, object| RawRegion {
        external_pager: true,
        protection: 1,
        ..region(address, MIB, 0, object)
    };
    let relocated = RawRegion { shadow_depth: 1, ..file(BASE + 2 * MIB, 2) };
    let mut recorder = Recorder::of_regions([file(BASE, 1), relocated]);
    recorder.tick();
    let mut readings = Readings::default();
    recorder.source.sweep(Duration::MAX, &mut readings).unwrap();
    assert_eq!(readings.readings.len(), 1);
    assert!(!readings.spans.iter().any(|span| span.start.get() < BASE + MIB), "{:?}", readings.spans);
    let (_, readings) = recorder.walk();
    assert_eq!(readings.readings.len(), 2);
}

#[test]
fn a_file_goes_by_its_path_and_the_next_file_is_not_mistaken_for_it() {
    let file = |address, object| RawRegion {
        external_pager: true,
        protection: 1,
        ..region(address, MIB, 0, object)
    };
    let mut process = FakeProcess::with([file(BASE, 1), file(BASE + 2 * MIB, 2)]);
    let mapped = |address, path: &str| MappedFile { address, size: MIB, path: path.to_owned() };
    process.files = vec![mapped(BASE + 2 * MIB, "/usr/share/icons.car")];
    let mut recorder = Recorder::attach(process);
    recorder.tick();
    recorder.tick();
    let labels: Vec<_> = recorder.tracker.runs().iter().map(|(_, run)| run.class.label).collect();
    let names = labels.iter().map(|label| recorder.source.vocabulary().tags()[label.index()].name.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["mapped file", "/usr/share/icons.car"]);
    assert_eq!(recorder.kernel.calls().paths, 2, "each is asked for once");
}
