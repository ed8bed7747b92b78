//! Files that were damaged, or made to do damage.

use super::disk::Disk;
use super::sample::{deltas, few_steps, sample_start, steps};
use super::{NAME, frame_bounds, read_bytes, text_of, written};
use crate::model::units::{AddressRange, Bytes};
use crate::model::{
    Backing, Birth, Category, CategoryId, Classification, Identity, MappingCount, PageAccess, Place,
    Protection, RegionId, SnapshotDelta, SnapshotIndex, Tag, TagId, Usage, UsageChange, UsageQuality,
};
use crate::storage::trace_file::Opened;
use crate::storage::trace_file::Writer;
use crate::storage::trace_file::frame::{Damage, Kind, MOST_PAYLOAD, Packer, Unpacker, checksum};
use crate::storage::trace_file::v1::Previous;
use crate::storage::trace_file::v2;
use crate::storage::trace_file::version::Version;
use proptest::prelude::*;
use std::path::Path;

/// Asks everything of a trace that was read, as the program would.
fn walk(opened: &Opened) {
    let recording = &opened.trace.recording;
    for region in recording.regions() {
        recording.history(&region).for_each(drop);
        recording.state_at(&region, recording.last_snapshot());
        recording.state_at(&region, SnapshotIndex(0));
    }
    recording.target().unwrap();
}

fn head() -> Vec<u8> {
    let (bytes, _) = written(&[]);
    bytes[..frame_bounds(&bytes)[0]].to_vec()
}

/// A trace of these frames, with right checksums.
fn trace_of(frames: &[(Kind, &[u8])]) -> Vec<u8> {
    let mut bytes = head();
    let mut packer = Packer::new().unwrap();
    for (kind, payload) in frames {
        packer.pack(*kind, payload, &mut bytes);
    }
    bytes
}

/// A frame as it stands in the file.
fn raw_frame(kind: u8, packed: &[u8]) -> Vec<u8> {
    let length = u32::try_from(packed.len()).unwrap();
    let parts = [&length.to_le_bytes(), &[kind][..], &checksum(kind, packed).to_le_bytes(), packed];
    parts.concat()
}

/// Regions of one size at one distance pack to a few kilobytes.
#[test]
fn a_first_look_at_many_regions_opens_however_well_it_packs() {
    const COUNT: u32 = 400_000;
    let class = Classification { category: CategoryId(0), label: TagId(0), protection: Protection(3) };
    let identity = Identity { tag: TagId(0), backing: Backing::Anonymous, access: PageAccess::Some };
    let mut delta = SnapshotDelta {
        new_tags: vec![Tag::named("")],
        new_categories: vec![Category::counted("Memory", "Anonymous")],
        ..SnapshotDelta::default()
    };
    for nth in 0..COUNT {
        let (id, start) = (RegionId(nth), 0x7f00_0000_0000 + u64::from(nth) * 0x20000);
        let place = Place::Mapped(AddressRange::from_bounds(start, start + 0x10000));
        let (used, quality, protection) = (Bytes::from_kib(64), UsageQuality::Exact, class.protection);
        delta.born.push(Birth { id, place, identity, class });
        let usage = Usage { resident: used, dirty: used, ..Usage::default() };
        delta.usage.push(UsageChange { id, usage, quality });
        delta.mappings.push(MappingCount { id, protection, count: Some(1), bytes: used });
    }
    let disk = Disk::default();
    let mut writer = Writer::over(disk.clone(), Path::new(NAME), &sample_start()).unwrap();
    writer.push(&delta).unwrap();
    writer.finish().unwrap();
    let opened = read_bytes(&disk.bytes()).unwrap();
    assert_eq!((opened.warnings, opened.trace.recording.regions().len()), (Vec::new(), COUNT as usize));
}

#[test]
fn every_flipped_byte_is_noticed_or_harmless() {
    let (bytes, whole) = written(&few_steps());
    let whole = text_of(&whole);
    for place in 0..bytes.len() {
        for flip in [0x01, 0x04, 0x20, 0x80, 0xff] {
            let mut bytes = bytes.clone();
            bytes[place] ^= flip;
            let Ok(opened) = read_bytes(&bytes) else { continue };
            walk(&opened);
            let noticed = !opened.complete && !opened.warnings.is_empty();
            assert!(noticed || text_of(&opened.trace) == whole, "byte {place}, flip {flip:#x}");
        }
    }
}

#[test]
fn a_wrong_checksum_ends_the_reading() {
    let (mut bytes, _) = written(&few_steps());
    let start = frame_bounds(&bytes)[1];
    bytes[start + 9] ^= 1;
    let opened = read_bytes(&bytes).unwrap();
    let expected = format!(
        "the file is damaged at byte {start}: the checksum of a frame is wrong; {} bytes from there on were \
         ignored; the last snapshot is of 00:00.1, and what was measured or marked later is missing",
        bytes.len() - start
    );
    assert_eq!(opened.warnings, [expected]);
    assert!(!opened.complete);
}

#[test]
fn a_frame_of_a_newer_version_is_skipped() {
    let (bytes, whole) = written(&few_steps());
    let start = frame_bounds(&bytes)[1];
    let strange = [raw_frame(200, b"not even zstd"), raw_frame(200, b"")].concat();
    let bytes = [&bytes[..start], &strange, &bytes[start..]].concat();
    let opened = read_bytes(&bytes).unwrap();
    assert!(opened.complete);
    assert_eq!(
        opened.warnings,
        ["frames of the unknown kind 200 were skipped (2); a newer strandline wrote them"]
    );
    assert_eq!(opened.trace.recording.snapshots(), whole.recording.snapshots());
    let copy = super::saved(&bytes, false);
    assert_eq!(copy.warnings, opened.warnings, "a copy keeps what it does not know");
}

#[test]
fn a_stack_with_a_frame_that_is_not_there_ends_the_reading() {
    // No frames, and one stack, of a text at 5 with the tool "t", that has frame 7.
    let payload = [0, 1, 5, 1, b't', 0, 1, 0, 1, 7];
    let opened = read_bytes(&trace_of(&[(Kind::LoggedStacks, &payload)])).unwrap();
    assert!(!opened.complete && opened.trace.recording.logged_stacks().is_empty());
    assert!(opened.warnings[0].contains("a frame that is not there"), "{:?}", opened.warnings);
}

#[test]
fn the_end_must_be_the_end() {
    let (bytes, _) = written(&few_steps());
    let check = |bytes: &[u8], expected: &str| {
        let opened = read_bytes(bytes).unwrap();
        assert!(!opened.complete);
        assert_eq!(opened.warnings, [expected]);
    };
    check(&[&bytes[..], b"more"].concat(), "4 bytes behind the end were ignored");
    let bounds = frame_bounds(&bytes);
    check(
        &[&bytes[..bounds[0]], &bytes[bounds[bounds.len() - 2]..]].concat(),
        "the trace says it has 6 snapshots, and 0 were found; there is no snapshot",
    );
}

#[test]
fn lengths_are_not_believed() {
    let long = [head(), vec![0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0]].concat();
    let check = |bytes: &[u8], expected: &str| {
        let warning = read_bytes(bytes).unwrap().warnings.concat();
        assert!(warning.contains(expected), "{warning}");
    };
    check(&long, "the length of a frame is wrong");
    let zeros = [head(), vec![0; 4096]].concat();
    check(&zeros, "the checksum of a frame is wrong");
    let bomb = zstd::bulk::compress(&vec![0; MOST_PAYLOAD + 1], 1).unwrap();
    assert!(matches!(Unpacker::new().unwrap().unpack(&bomb), Err(Damage::Payload(_))));
    check(&[head(), raw_frame(1, &bomb)].concat(), "its size is not stated, or too large");
    check(&[head(), raw_frame(1, b"not zstd")].concat(), "its size is not stated, or too large");
}

#[test]
fn a_region_in_a_row_of_no_category_is_refused() {
    let mut delta = deltas(&few_steps()).swap_remove(0);
    delta.born[0].place = Place::aggregate(CategoryId(99), Bytes::new(1));
    let mut wire = v2::Delta::default();
    wire.fill(&delta, &mut Previous::default());
    let payload = postcard::to_allocvec(&wire).unwrap();
    let opened = read_bytes(&trace_of(&[(Kind::Deltas, &payload)])).unwrap();
    let warning = opened.warnings.concat();
    assert!(warning.contains("a region names a tag or category that is not there"), "{warning}");
}

/// The payload of a frame of deltas.
fn payload(steps: &[super::Step]) -> Vec<u8> {
    let mut previous = Previous::default();
    let mut wire = v2::Delta::default();
    deltas(steps).iter().fold(Vec::new(), |payload, delta| {
        wire.fill(delta, &mut previous);
        postcard::to_extend(&wire, payload).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn garbage_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        drop(read_bytes(&bytes));
        walk(&read_bytes(&[head(), bytes.clone()].concat()).unwrap());
        for &kind in Kind::in_version(Version::NEWEST) {
            walk(&read_bytes(&trace_of(&[(kind, &bytes)])).unwrap());
        }
    }

    #[test]
    fn forged_deltas_never_panic(
        steps in steps(6),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut payload = payload(&steps);
        for (place, byte) in flips {
            if !payload.is_empty() {
                let place = place.index(payload.len());
                payload[place] = byte;
            }
        }
        walk(&read_bytes(&trace_of(&[(Kind::Deltas, &payload)])).unwrap());
    }
}
