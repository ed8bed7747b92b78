//! The rules that know kinds of memory, and what to do about them.

use super::{on_mac, said, said_of};
use crate::analysis::hints::kind::Kind;
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, HEAP, Scenario};
use crate::model::{Os, Tag, TotalKind};
use crate::units::Bytes;

/// Keeps three pages of a kind in each cycle.
fn keep(kind: usize) -> impl FnMut(&mut Scenario, u64, u32) {
    move |scenario, at, _| {
        scenario.map(at, 3, kind);
    }
}

/// A sentence that begins so, and its command.
#[track_caller]
fn check(said: Option<(String, Option<String>)>, begins: &str, command: Option<&str>) {
    let (text, actual) = said.unwrap();
    assert!(text.starts_with(begins), "{text}");
    assert_eq!(actual.as_deref(), command);
}

#[test]
fn the_kind_is_told_by_the_tag() {
    let check = |os, tag: Tag, expected| {
        let mut scenario = Scenario::tagged(os, FILE, tag.clone());
        scenario.map(1, 1, FILE).tick();
        let recording = &scenario.trace.recording;
        assert_eq!(Kind::of(recording, &recording.regions()[0]), expected, "{tag:?}");
    };
    for (name, kind) in [
        ("[heap]", Kind::Malloc),
        ("[anon: glibc: malloc arena]", Kind::Malloc),
        ("[anon: glibc: pthread stack: 4711]", Kind::Stack),
        ("/dev/dri/card0", Kind::Graphics),
        ("drm:amdgpu", Kind::Graphics),
        ("/memfd:pool", Kind::Memfd),
        ("/SYSV00000000", Kind::SystemV),
        ("/dev/shm/pool", Kind::Shared),
        ("/usr/lib/libm.so", Kind::File),
        ("[stack]", Kind::Stack),
        ("", Kind::Anonymous),
    ] {
        check(Os::Linux, Tag::named(name), kind);
    }
    for (number, kind) in [
        (0, Kind::File),
        (2, Kind::Malloc),
        (30, Kind::Stack),
        (88, Kind::Surface),
        (100, Kind::Graphics),
        (240, Kind::Named),
    ] {
        check(Os::MacOs, Tag { name: "[heap]".to_owned(), number: Some(number) }, kind);
    }
}

#[test]
fn heap_tools_are_for_malloc() {
    check(said("malloc", keep(HEAP)), "This is the malloc heap", Some("heaptrack -p 4711"));
    check(said("malloc", keep(ANONYMOUS)), "This does not look like malloc", None);
    check(said("malloc", keep(FILE)), "This is not malloc: heap tools (heaptrack, massif)", None);
    assert!(said("malloc", keep(FILE)).unwrap().0.contains("memfd_create"));
    check(said_of(on_mac(2), "malloc", keep(FILE)), "This is the malloc heap", Some("leaks 4711"));
    check(said_of(on_mac(88), "malloc", keep(FILE)), "This is not malloc: heap tools (heap, leaks)", None);
    let made_up = Scenario::tagged(Os::Synthetic, FILE, Tag::default());
    assert_eq!(said_of(made_up, "malloc", keep(FILE)), None);
}

#[test]
fn a_number_alone_proves_little() {
    check(said_of(on_mac(100), "tag", keep(FILE)), "Tag 100 (IOAccelerator) alone", None);
    check(said_of(on_mac(240), "tag", keep(FILE)), "Tag 240 is free for any program", None);
    assert_eq!(said_of(on_mac(88), "tag", keep(FILE)), None);
    assert_eq!(said("tag", keep(FILE)), None);
    let charged = said_of(on_mac(100), "tag", |scenario, at, cycle| {
        scenario.map(at, 3, FILE);
        scenario.totals.set(TotalKind::GraphicsFootprint, Bytes::from_kib(12 * u64::from(cycle)));
    });
    // The ledger was not known at the first mark.
    check(charged, "Tag 100", None);
    let mut known = on_mac(100);
    known.totals.set(TotalKind::GraphicsFootprint, Bytes::ZERO);
    let charged = said_of(known, "tag", |scenario, at, cycle| {
        scenario.map(at, 3, FILE);
        scenario.totals.set(TotalKind::GraphicsFootprint, Bytes::from_kib(12 * u64::from(cycle)));
    });
    assert_eq!(charged, None);
}

#[test]
fn memory_without_a_name_can_be_given_one() {
    let prctl = "prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, address, size, \"name\");";
    check(said("untagged", keep(ANONYMOUS)), "It has no name. Give it one", Some(prctl));
    assert_eq!(said("untagged", keep(FILE)), None);
    assert_eq!(said("untagged", keep(HEAP)), None);
    let mmap = "mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_ANON | MAP_PRIVATE, VM_MAKE_TAG(240), 0);";
    let untagged = Tag { name: "VM_MEMORY_0".to_owned(), number: Some(0) };
    let mac = Scenario::tagged(Os::MacOs, ANONYMOUS, untagged);
    check(said_of(mac, "untagged", keep(ANONYMOUS)), "It has no tag", Some(mmap));
}

#[test]
fn other_tools_are_told_what_to_look_at() {
    let linux =
        |filter: &str| format!("sudo bpftrace -e 'tracepoint:syscalls:sys_enter_{filter} = count(); }}'");
    let sized = linux("mmap /pid == 4711 && args->len > 8192 && args->len <= 12288/ { @[ustack]");
    check(said("hand_off", keep(FILE)), "While the next cycles run", Some(&sized));
    let any = linux("mmap /pid == 4711/ { @[args->len, ustack]");
    check(said("hand_off", keep(ANONYMOUS)), "While the next cycles run", Some(&any));
    assert_eq!(said("hand_off", keep(HEAP)), None);
    let segment = || Scenario::tagged(Os::Linux, FILE, Tag::named("/SYSV00000000"));
    let shmget = linux("shmget /pid == 4711 && args->size > 8192 && args->size <= 12288/ { @[ustack]");
    check(said_of(segment(), "hand_off", keep(FILE)), "While the next cycles run", Some(&shmget));
    let object = said("hand_off", |scenario, at, _| {
        scenario.object(at, 3);
    });
    check(object, "It is not mapped", Some("sudo ls -l /proc/4711/fd"));
    check(
        said_of(on_mac(2), "hand_off", keep(FILE)),
        "Started with MallocStackLogging=1",
        Some("malloc_history 4711 0x320000"),
    );
    check(said_of(on_mac(240), "hand_off", keep(FILE)), "This tells", Some("vmmap 4711 0x320000"));
    check(
        said_of(on_mac(88), "hand_off", keep(FILE)),
        "This lists",
        Some("heap 4711 -addresses '.*(IOSurface|CAMetalLayer|MTL).*'"),
    );
}
