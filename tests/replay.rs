//! Processes that are kept as proc trees in `tests/fixtures/proc`: what the developers' machines do not have.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use strandline::analysis::{Growth, Level, Metric, Window};
use strandline::classify::categories::Rules;
use strandline::model::units::{AddressRange, Bytes};
use strandline::model::{Readings, Recording, Region, Runtime, TotalKind, Totals, Usage};
use strandline::platform::proc::{self, ProcRoot};
use strandline::record::session::{Event, Options, Session};
use strandline::source::{EndReason, Observed, ReadScope, Source, SourceError};

/// In KiB, which the kernel tells and these tests count in.
const MIB: u64 = 1024;

/// What a session recorded of a tree, and what it found odd.
struct Take {
    recording: Recording,
    warnings: Vec<String>,
}

fn tree(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/proc").join(name)
}

fn attach(root: &Path, pid: u32) -> Box<dyn Source> {
    proc::attach(&ProcRoot::new(root), pid, Rules::built_in()).unwrap()
}

/// Records from the first look to the last, each of them complete.
fn record(source: Box<dyn Source>) -> Take {
    let options = Options { interval: Duration::from_millis(5), ..Options::default() };
    let session = Session::start(source, options).unwrap();
    let mut take = Take { recording: Recording::default(), warnings: Vec::new() };
    session.stop();
    for event in session.events() {
        match event {
            Event::Delta(delta) => take.recording.append(&delta).unwrap(),
            Event::Warning(warning) => take.warnings.push(warning.text),
            Event::Ended(_) => break,
            Event::Epoch(_) | Event::Mark(_) | Event::Calls(_) | Event::Heap(..) => {}
        }
    }
    // What this machine's kernel cannot do is not the tree's.
    take.warnings.retain(|warning| !warning.contains("PAGEMAP_SCAN"));
    take
}

fn take(name: &str, pid: u32) -> Take {
    record(attach(&tree(name), pid))
}

impl Take {
    /// What a category had at the end.
    fn level(&self, category: &str) -> Level {
        let growth = Growth::measure(&self.recording, Window::whole(&self.recording), Metric::Mapped);
        let named = |row: &&strandline::analysis::CategoryGrowth| {
            self.recording.category(row.category).is_some_and(|known| known.to_string() == category)
        };
        let found = growth.rows.iter().find(named);
        found.unwrap_or_else(|| panic!("no {category} in {:?}", self.recording.categories())).figures.after
    }

    /// Mapped, resident, dirty, swapped and lazily freed KiB of a category, and in how many regions.
    fn level_and_count(&self, category: &str) -> ([u64; 5], usize) {
        let Level { mapped, usage, regions, .. } = self.level(category);
        let Usage { resident, dirty, swapped, lazy_free } = usage;
        ([mapped, resident, dirty, swapped, lazy_free].map(|bytes| bytes.get() / 1024), regions)
    }

    fn totals(&self) -> Totals {
        self.recording.totals_at(self.recording.last_snapshot())
    }

    fn total(&self, kind: TotalKind) -> u64 {
        self.totals().get(kind).unwrap().get() / 1024
    }

    fn alive(&self) -> impl Iterator<Item = Region> {
        self.recording.regions().iter().filter(Region::is_alive)
    }

    /// Resident bytes of everything that has an address.
    fn resident(&self) -> u64 {
        let mapped =
            self.alive().filter(|region| matches!(region.place, strandline::model::Place::Mapped(_)));
        let states = mapped.filter_map(|region| self.recording.history(&region).next());
        states.map(|state| state.usage.resident.get() / 1024).sum()
    }
}

#[test]
fn swapped_memory_is_found_private_and_shared() {
    let take = take("swap", 411);
    assert_eq!(take.level_and_count("Malloc ▸ heap"), ([1024, 512, 512, 256, 0], 1));
    assert_eq!(take.level_and_count("Anonymous ▸ anonymous"), ([2048, 1024, 768, 512, 256], 1));
    assert_eq!(take.level_and_count("Shared memory ▸ frames"), ([1024, 256, 128, 512, 0], 1));
    assert_eq!(take.level_and_count("Shared memory ▸ tide-ring"), ([1024, 0, 0, 1024, 0], 1));
    assert_eq!(take.level_and_count("Files ▸ code"), ([64, 64, 0, 0, 0], 1));
    assert_eq!(take.resident(), take.total(TotalKind::Resident));
    assert_eq!(take.total(TotalKind::WalkedSwapped), 256 + 512 + 512 + 1024);
    assert_eq!((take.total(TotalKind::Swapped), take.total(TotalKind::LazyFree)), (768, 256));
    assert_eq!(take.total(TotalKind::SystemSwapFree), 1_900_000);
    assert_eq!(take.warnings, Vec::<String>::new());
}

#[test]
fn named_memory_is_called_by_its_name() {
    let take = take("named", 412);
    assert_eq!(take.level_and_count("Named ▸ PageList"), ([3072, 2000, 2000, 0, 0], 1));
    assert_eq!(take.level_and_count("Named ▸ frames"), ([1024, 400, 200, 0, 0], 1));
    assert_eq!(take.level_and_count("Named ▸ v8"), ([1024, 300, 300, 0, 0], 1));
    assert_eq!(take.level_and_count("Malloc ▸ glibc arenas"), ([132, 20, 20, 0, 0], 1));
    assert_eq!(take.level_and_count("Reserved ▸ glibc arena"), ([65536 - 132, 0, 0, 0, 0], 1));
    assert_eq!(take.level_and_count("Malloc ▸ large malloc"), ([2052, 8, 8, 0, 0], 1));
    assert_eq!(take.level_and_count("Malloc ▸ loader"), ([8, 8, 8, 0, 0], 1));
    assert_eq!(take.level_and_count("Stacks ▸ thread stacks"), ([16384, 40, 40, 0, 0], 2));
    assert_eq!(take.level_and_count("Reserved ▸ guard"), ([4, 0, 0, 0, 0], 1));
    let labels: Vec<_> = take.alive().filter_map(|region| take.recording.tag(region.class.label)).collect();
    assert!(labels.iter().any(|tag| tag.name == "thread 414 приложе\u{fffd}"), "{labels:?}");
    assert_eq!(take.resident(), take.total(TotalKind::Resident));
    assert_eq!(take.warnings, Vec::<String>::new());
}

#[test]
fn graphics_memory_is_counted_once_however_many_descriptors_tell_of_it() {
    let take = take("graphics", 413);
    assert_eq!(take.level_and_count("Graphics ▸ DRM buffers"), ([5 * MIB, 0, 0, 0, 0], 2));
    assert_eq!(take.level_and_count("Graphics ▸ DRM gtt"), ([8 * MIB, 7 * MIB, 6 * MIB, 0, 0], 2));
    assert_eq!(take.level_and_count("Graphics ▸ DRM vram"), ([72 * MIB, 56 * MIB, 0, 0, 0], 2));
    assert_eq!(take.level_and_count("Graphics ▸ DRM system"), ([3 * MIB, 2 * MIB, 2 * MIB, 0, 0], 1));
    // Two are mapped; of the three buffers, one is not, one is to a third, one wholly.
    let apart = 8_294_400 / 1024 + 2 * MIB;
    assert_eq!(take.level_and_count("Graphics ▸ dma-buf"), ([3 * MIB + apart, apart, apart, 0, 0], 4));
    assert_eq!(take.level_and_count("Graphics ▸ NVIDIA"), ([8, 0, 0, 0, 0], 1));
    assert_eq!(take.level_and_count("Reserved ▸ file gap"), ([32 * MIB, 0, 0, 0, 0], 1));
    assert_eq!(take.warnings, Vec::<String>::new());
}

#[test]
fn an_old_kernel_tells_less_and_that_is_enough() {
    let take = take("old", 414);
    assert_eq!(take.level_and_count("Malloc ▸ heap"), ([1024, 700, 700, 100, 0], 1));
    assert_eq!(take.level_and_count("Anonymous ▸ anonymous"), ([1024, 600, 600, 0, 0], 1));
    assert_eq!(take.totals().get(TotalKind::Pss), None);
    assert_eq!(take.totals().get(TotalKind::ResidentAnonymous), None);
    assert_eq!(take.totals().footprint().get() / 1024, take.total(TotalKind::Resident) + 100);
    assert!(take.recording.snapshots().iter().any(|snapshot| snapshot.usage_complete));
    assert_eq!(take.warnings, Vec::<String>::new());
    let totals = record(proc::attach_totals(&ProcRoot::new(tree("old")), 414, Vec::new()).unwrap());
    assert_eq!(totals.level("Totals ▸ resident").footprint().get() / 1024, take.total(TotalKind::Resident));
    assert_eq!(totals.level_and_count("Totals ▸ swapped"), ([100, 0, 0, 100, 0], 1));
}

#[test]
fn odd_text_costs_no_more_than_itself_and_is_told_once() {
    let source = attach(&tree("torn"), 415);
    assert_eq!(source.target().name, "приложе\u{fffd}");
    let take = record(source);
    // Told twice because it grew in between: half of it was read, the other half is guessed.
    let ([mapped, resident, ..], regions) = take.level_and_count("Named ▸ grows");
    assert_eq!((mapped, regions), (2048, 1));
    assert!((100..=200).contains(&resident), "{resident}");
    assert_eq!(take.level_and_count("Named ▸ overlaps"), ([1024, 0, 0, 0, 0], 1));
    assert_eq!(take.level_and_count("Named ▸ behind"), ([1024, 300, 300, 0, 0], 1));
    assert_eq!(take.level_and_count("Named ▸ last"), ([1024, 400, 400, 0, 0], 1));
    assert!(!take.recording.tags().iter().any(|tag| tag.name.contains("half")));
    assert_eq!(take.warnings.len(), 1, "{:?}", take.warnings);
    assert!(take.total(TotalKind::Resident) > 0, "the name does not spoil the figures");
    let totals = record(proc::attach_totals(&ProcRoot::new(tree("torn")), 415, Vec::new()).unwrap());
    assert!(totals.level("Totals ▸ anonymous").mapped > Bytes::ZERO);
}

#[test]
fn every_tree_is_listed() {
    let pids =
        [("swap", 411), ("named", 412), ("graphics", 413), ("old", 414), ("torn", 415), ("ending", 416)];
    for (name, pid) in pids {
        let found = proc::processes(&ProcRoot::new(tree(name))).unwrap();
        let [candidate] = found.as_slice() else { panic!("one process in {name}: {found:?}") };
        assert_eq!((candidate.pid, candidate.access.refusal()), (pid, None));
        assert!(
            candidate.footprint > Bytes::ZERO && candidate.command.ends_with(" --tide low"),
            "{candidate:?}"
        );
    }
}

/// A tree that may be changed; the folder of the process in it.
fn copy_of(name: &str, pid: u32) -> (tempfile::TempDir, PathBuf) {
    let copy = tempfile::tempdir().unwrap();
    let process = copy.path().join(pid.to_string());
    fs::create_dir(&process).unwrap();
    let original = tree(name).join(pid.to_string());
    for file in ["maps", "smaps", "status", "stat", "statm", "mountinfo"] {
        fs::copy(original.join(file), process.join(file)).unwrap();
    }
    (copy, process)
}

#[test]
fn a_walk_through_an_empty_smaps_does_not_say_that_nothing_is_used() {
    let take = take("ending", 416);
    assert_eq!(take.level_and_count("Malloc ▸ heap"), ([1024, 0, 0, 0, 0], 1));
    let (root, process) = copy_of("swap", 411);
    let mut source = attach(root.path(), 411);
    let (mut readings, mut totals) = (Readings::default(), Totals::default());
    source.observe(ReadScope::Everything, &mut Observed::default()).unwrap();
    source.walk(&mut readings, &mut totals).unwrap();
    assert_eq!(readings.spans, [AddressRange::ALL]);
    assert_eq!(readings.readings.len(), 8);
    fs::write(process.join("smaps"), "").unwrap();
    readings.clear();
    source.walk(&mut readings, &mut totals).unwrap();
    assert!(readings.spans.is_empty() && readings.readings.is_empty(), "{readings:?}");
}

#[test]
fn only_what_changed_is_told() {
    let (root, process) = copy_of("swap", 411);
    let mut source = attach(root.path(), 411);
    let observe = |source: &mut dyn Source| {
        let mut observed = Observed::default();
        source.observe(ReadScope::Everything, &mut observed).unwrap();
        observed
    };
    assert_eq!(observe(&mut *source).spans, [AddressRange::ALL]);
    assert!(observe(&mut *source).spans.is_empty());
    let maps = fs::read_to_string(process.join("maps")).unwrap();
    fs::write(process.join("maps"), maps.replace("560100000000-560100100000", "560100000000-560100180000"))
        .unwrap();
    let observed = observe(&mut *source);
    let heap = AddressRange::from_bounds(0x5601_0000_0000, 0x5601_0018_0000);
    assert!(observed.mapped.iter().any(|observation| observation.place.range() == heap));
    assert!(observed.mapped.len() <= 3, "the heap and its neighbours: {observed:?}");
}

#[test]
fn mappings_are_read_when_statm_moves() {
    let (root, process) = copy_of("swap", 411);
    let mut source = attach(root.path(), 411);
    let mut actual = |scope| {
        let mut observed = Observed::default();
        source.observe(scope, &mut observed).unwrap();
        !observed.spans.is_empty()
    };
    assert!(actual(ReadScope::Due), "the first look sees everything");
    let maps = fs::read_to_string(process.join("maps")).unwrap();
    let grown = maps.replace("560100000000-560100100000", "560100000000-560100180000");
    fs::write(process.join("maps"), grown).unwrap();
    let statm = fs::read_to_string(process.join("statm")).unwrap();
    fs::write(process.join("statm"), format!("1{statm}")).unwrap();
    assert!(actual(ReadScope::Due));
    fs::write(process.join("maps"), maps).unwrap();
    assert!(actual(ReadScope::Everything), "a mark looks itself");
}

#[test]
fn how_a_process_ends_is_told() {
    let (root, process) = copy_of("swap", 411);
    let mut source = attach(root.path(), 411);
    let mut ask = || source.observe(ReadScope::Everything, &mut Observed::default());
    assert_eq!(ask(), Ok(()));
    // The old address space is gone, and there is a new one under the same name: exec.
    let maps = fs::read(process.join("maps")).unwrap();
    fs::write(process.join("next"), &maps).unwrap();
    fs::write(process.join("maps"), "").unwrap();
    fs::rename(process.join("next"), process.join("maps")).unwrap();
    assert_eq!(ask(), Err(SourceError::Replaced));
    assert_eq!(ask(), Ok(()));
    fs::write(process.join("maps"), "").unwrap();
    let stat = fs::read_to_string(process.join("stat")).unwrap();
    fs::write(process.join("stat"), stat.replace(") S ", ") Z ")).unwrap();
    assert_eq!(ask(), Err(SourceError::Ended(EndReason::Exited)));
    fs::write(process.join("stat"), stat.replace(" 4242 ", " 5353 ")).unwrap();
    assert_eq!(ask(), Err(SourceError::Ended(EndReason::PidReused)));
    fs::remove_file(process.join("stat")).unwrap();
    assert_eq!(ask(), Err(SourceError::Ended(EndReason::Exited)));
}

#[test]
fn what_lives_in_a_process_decides_what_its_memory_is() {
    let check = |name, pid, runtimes: &[&str], categories: &[(&str, u64, u64)]| {
        let take = take(name, pid);
        let found: Vec<_> = take.recording.runtimes().iter().map(Runtime::name).collect();
        assert_eq!(found, runtimes, "{name}");
        for &(category, mapped, resident) in categories {
            let ([has_mapped, has_resident, ..], _) = take.level_and_count(category);
            assert_eq!((has_mapped, has_resident), (mapped, resident), "{name}: {category}");
        }
        assert_eq!(take.resident(), take.total(TotalKind::Resident), "{name}");
        assert_eq!(take.warnings, Vec::<String>::new());
    };
    // Its arena has the shape of glibc's; there is no malloc.
    let go = [("Go ▸ heap", 69_632, 66_040), ("Go ▸ runtime", 38_728, 2700), ("Files ▸ data", 308, 64)];
    check("go", 421, &["Go"], &go);
    check(
        "jemalloc",
        422,
        &["jemalloc"],
        &[
            ("Malloc ▸ jemalloc", 5632 + 8192, 5612 + 1316),
            ("Stacks ▸ thread stacks", 8192, 12),
            ("Anonymous ▸ anonymous", 12, 8),
        ],
    );
    // One of its pages lies where mimalloc's segments would.
    check(
        "v8",
        423,
        &["glibc", "V8"],
        &[
            ("V8 ▸ heap", 256 + 256 + 2020, 2532),
            ("Malloc ▸ glibc arenas", 1820, 1820),
            ("Malloc ▸ heap", 2828, 2732),
        ],
    );
    check(
        "jvm",
        424,
        &["glibc", "JVM"],
        &[
            ("JVM ▸ Java heap", 389_120, 11_532),
            ("JVM ▸ classes", 256, 200),
            ("Malloc ▸ glibc arenas", 132, 8),
            ("Anonymous ▸ anonymous", 16_324, 10_244),
        ],
    );
}
