//! Objects that the target owns, mapped or not.

use super::super::decode::{RawRegion, SM_TRUESHARED};
use super::super::fake::{FakeObject, FakeProcess, region};
use super::super::kernel::Errno;
use super::{MIB, PAGE, Recorder, turnover};
use crate::model::Place;
use crate::source::Source;

const BASE: u64 = 0x1_0000_0000;
const SURFACE: u32 = 88;
const IOACCELERATOR: u32 = 100;

fn surface(address: u64, size: u64, object: u64) -> RawRegion {
    RawRegion { share_mode: SM_TRUESHARED, ..region(address, size, SURFACE, object) }
}

fn owning(regions: impl IntoIterator<Item = RawRegion>, objects: &[FakeObject]) -> Recorder {
    Recorder::attach(FakeProcess { objects: objects.to_vec(), ..FakeProcess::with(regions) })
}

#[test]
fn an_object_that_no_region_maps_lives_by_itself() {
    let mut recorder = owning([], &[FakeObject::graphics(7, 16 * MIB)]);
    let delta = recorder.tick();
    assert!(matches!(delta.born[0].place, Place::Object(..)));
    assert_eq!(recorder.categories()["Graphics ▸ not mapped"], (1, 16));
    assert_eq!(recorder.pages(), [16 * MIB / PAGE, 16 * MIB / PAGE, 0]);
    recorder.change(|process| process.objects[0].compressed = MIB);
    assert!(turnover(&recorder.tick()) == (0, 0));
    assert_eq!(recorder.pages(), [15 * MIB / PAGE, 15 * MIB / PAGE, MIB / PAGE]);
    recorder.change(|process| process.objects.clear());
    assert_eq!(turnover(&recorder.tick()), (1, 0));
}

#[test]
fn a_mapped_object_is_its_regions_and_is_charged_once() {
    let regions = [surface(BASE, 8 * MIB, 7), surface(BASE + 16 * MIB, 8 * MIB, 7)];
    let mut recorder = owning(regions, &[FakeObject::graphics(7, 8 * MIB)]);
    recorder.walk();
    recorder.walk();
    assert_eq!(
        recorder.categories().into_iter().collect::<Vec<_>>(),
        [("Graphics ▸ IOSurface".to_owned(), (2, 16))]
    );
    assert_eq!(recorder.pages(), [8 * MIB / PAGE, 8 * MIB / PAGE, 0]);
}

#[test]
fn of_an_object_that_is_mapped_in_part_the_rest_has_no_address() {
    let mut recorder = owning([surface(BASE, 2 * MIB, 7)], &[FakeObject::graphics(7, 8 * MIB)]);
    recorder.walk();
    recorder.walk();
    let categories = recorder.categories();
    assert_eq!((categories["Graphics ▸ IOSurface"], categories["Graphics ▸ not mapped"]), ((1, 2), (1, 6)));
    assert_eq!(recorder.pages(), [8 * MIB / PAGE, 8 * MIB / PAGE, 0]);
}

#[test]
fn ids_whose_low_halves_are_alike_are_told_apart_once_pages_were_counted() {
    let (ours, other) = (0x1_0000_0007, 0x2_0000_0007);
    let regions = [surface(BASE, MIB, ours), surface(BASE + 4 * MIB, MIB, other)];
    let mut recorder = owning(regions, &[FakeObject::graphics(ours, MIB)]);
    recorder.walk();
    recorder.walk();
    let charges: Vec<_> = recorder.tracker.runs().iter().map(|(_, run)| run.class.label).collect();
    let names = charges.iter().map(|label| recorder.source.vocabulary().tags()[label.index()].name.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["IOSurface (graphics)", "IOSurface"]);
}

#[test]
fn the_ledger_decides_what_is_graphics() {
    let heap = region(BASE, 4 * MIB, IOACCELERATOR, 1);
    let buffer = region(BASE + 8 * MIB, 4 * MIB, IOACCELERATOR, 2);
    let untagged = RawRegion { share_mode: SM_TRUESHARED, ..region(BASE + 16 * MIB, 4 * MIB, 0, 3) };
    let objects = [FakeObject::graphics(2, 4 * MIB), FakeObject::graphics(3, 4 * MIB)];
    let mut recorder = owning([heap, buffer, untagged], &objects);
    recorder.tick();
    let names: Vec<_> = recorder.categories().into_keys().collect();
    let expected =
        ["Graphics ▸ IOAccelerator", "Graphics ▸ Untagged (graphics)", "Malloc ▸ tagged as IOAccelerator"];
    assert_eq!(names, expected);
    let warnings = recorder.source.take_warnings();
    assert!(warnings.len() == 1 && warnings[0].contains("mimalloc"), "{warnings:?}");
    recorder.tick();
    assert!(recorder.source.take_warnings().is_empty(), "it is said once");
}

#[test]
fn an_object_of_another_ledger_is_not_called_graphics() {
    let media = FakeObject { ledger: 3, ..FakeObject::graphics(7, MIB) };
    let plain = FakeObject { ledger: 0, ..FakeObject::graphics(8, MIB) };
    let mut recorder = owning([], &[media, plain]);
    recorder.tick();
    let names: Vec<_> = recorder.categories().into_keys().collect();
    assert_eq!(names, ["Other ▸ owned, not mapped", "Other ▸ owned, not mapped (media)"]);
}

#[test]
fn where_nobody_tells_what_is_owned_the_tag_is_all_there_is() {
    let process = FakeProcess {
        owned_refused: Some(Errno(1)),
        ..FakeProcess::with([region(BASE, MIB, IOACCELERATOR, 1), surface(BASE + 4 * MIB, MIB, 2)])
    };
    let mut recorder = Recorder::attach(process);
    let observed = recorder.observed().unwrap();
    assert!(!observed.unmapped_read);
    recorder.walk();
    let names: Vec<_> = recorder.categories().into_keys().collect();
    assert_eq!(names, ["Graphics ▸ IOAccelerator", "Graphics ▸ IOSurface"]);
    let warnings = recorder.source.take_warnings();
    assert!(warnings.len() == 1 && warnings[0].contains("EPERM"), "{warnings:?}");
}

#[test]
fn a_list_that_has_grown_is_asked_for_again() {
    let objects = |count: u64| (1..=count).map(|id| FakeObject::graphics(id, MIB)).collect::<Vec<_>>();
    let mut recorder = owning([], &objects(3));
    recorder.tick();
    assert_eq!(recorder.kernel.calls().owned, 1);
    recorder.change(|process| process.objects = objects(1000));
    assert_eq!(recorder.tick().born.len(), 997);
    let before = recorder.kernel.calls().owned;
    recorder.tick();
    assert_eq!(recorder.kernel.calls().owned - before, 1, "the room is kept");
}
