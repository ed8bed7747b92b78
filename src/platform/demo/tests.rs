//! Each target in this process, held against what the kernel says of it at each mark.

use super::*;
use crate::model::MarkRole;
use std::fs;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Targets of one process share their names in `maps`: one at a time.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What `maps` shows under one name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Mapped {
    bytes: Bytes,
    lines: u32,
}

fn mapped(name: &str) -> Mapped {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let mut sum = Mapped::default();
    for line in maps.lines().filter(|line| line.ends_with(name)) {
        let (start, rest) = line.split_once('-').unwrap();
        let (end, _) = rest.split_once(' ').unwrap();
        let address = |hex| u64::from_str_radix(hex, 16).unwrap();
        sum.bytes += Bytes::new(address(end) - address(start));
        sum.lines += 1;
    }
    sum
}

/// Writes down what is mapped at each mark.
struct Witness {
    name: &'static str,
    marks: Vec<(MarkRole, String, Mapped)>,
}

impl MarkSetter for Witness {
    fn mark(&mut self, role: MarkRole, label: &str) -> io::Result<()> {
        self.marks.push((role, label.to_owned(), mapped(self.name)));
        Ok(())
    }
}

impl Witness {
    fn at(&self, label: &str) -> Mapped {
        let (_, _, mapped) = self.marks.iter().find(|(_, at, _)| at == label).unwrap();
        *mapped
    }
}

fn script(kind: TargetKind, cycles: u32, fixed: bool) -> Script {
    Script { kind, cycles, warmup: 1, fixed, untagged: false }
}

/// Plays a script, checks its truth and that nothing stays behind the action's end, and returns what was seen.
fn witnessed(script: Script, name: &'static str) -> (Truth, Witness) {
    let _turn = turn();
    let before = mapped(name);
    let mut witness = Witness { name, marks: Vec::new() };
    let (truth, action) = play(&script, &mut witness, Pace::NONE).unwrap();
    let (since, until) = (witness.at(&truth.since), witness.at(&truth.until));
    assert_eq!(until.bytes, since.bytes + truth.leaked_bytes);
    assert_eq!(until.lines, since.lines + truth.leaked_regions);
    drop(action);
    assert_eq!(mapped(name), before);
    (truth, witness)
}

#[test]
fn a_page_list_leaks_six_larger_pages_in_each_cycle() {
    let (truth, witness) = witnessed(script(TargetKind::PageList, 2, false), "/memfd:PageList (deleted)");
    assert_eq!(truth.category, "Named ▸ PageList");
    assert_eq!(truth.leaked_bytes, Bytes::from_kib(2 * 58_224));
    assert_eq!(truth.leaked_regions, 12);
    // The warm-up leaks as the other cycles do, but outside the truth.
    assert_eq!(witness.at("baseline").bytes, Bytes::from_kib(58_224));
    let open = witness.at("cycle 3 open");
    assert_eq!(open.lines, 12 + 8 + 24, "leaked before, larger, standard");
}

#[test]
fn a_mended_page_list_leaks_nothing() {
    let (truth, witness) = witnessed(script(TargetKind::PageList, 2, true), "/memfd:PageList (deleted)");
    assert_eq!(truth.leaked_bytes, Bytes::ZERO);
    assert_eq!(witness.at("cycle 3 open").lines, 2 + 30, "larger, standard");
}

#[test]
fn surfaces_leak_three_in_each_cycle() {
    let (truth, _) = witnessed(script(TargetKind::Surfaces, 3, false), "/memfd:surface (deleted)");
    assert_eq!(truth.category, "Shared memory ▸ surface");
    assert_eq!(truth.leaked_bytes, Bytes::new(3 * 3 * 4_096_000));
}

#[test]
fn mended_surfaces_leak_nothing() {
    let (truth, witness) = witnessed(script(TargetKind::Surfaces, 3, true), "/memfd:surface (deleted)");
    assert_eq!(truth.leaked_bytes, Bytes::ZERO);
    assert_eq!(witness.at("cycle 2 open").lines, 3);
}

#[test]
fn a_cache_settles_at_its_capacity() {
    let (truth, witness) = witnessed(script(TargetKind::Cache, 6, false), "/memfd:Cache (deleted)");
    assert_eq!((truth.since.as_str(), truth.cycles), ("filled", 3));
    let kib_at = |label| witness.at(label).bytes.get() / 1024;
    let closed = ["cycle 1", "cycle 2", "cycle 3", "cycle 4", "cycle 7"].map(kib_at);
    assert_eq!(closed, [32, 48, 56, 64, 64].map(|entries| entries * 256));
}

#[test]
fn churn_leaves_nothing() {
    let (truth, witness) = witnessed(script(TargetKind::Churn, 2, false), "/memfd:Churn (deleted)");
    assert_eq!(truth.leaked_bytes, Bytes::ZERO);
    assert_eq!(witness.at("cycle 2 open").lines, 40);
}

#[test]
fn a_target_stops_when_no_mark_can_be_set() {
    struct Deaf;
    impl MarkSetter for Deaf {
        fn mark(&mut self, _: MarkRole, _: &str) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }
    let error = run(&script(TargetKind::Churn, 1, false), &mut Deaf).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
}
