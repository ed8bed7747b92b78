//! What an hour of recording costs on disk: 10 snapshots a second with 20 changes each, written and read.

use std::fs;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};
use strandline::model::units::{AddressRange, Bytes, Timestamp};
use strandline::model::{
    Backing, Birth, Category, CategoryId, Classification, Identity, PageAccess, Place, Protection,
    RecordingStart, RegionId, SnapshotDelta, Tag, TagId, TickCost, TotalKind, Totals, Usage, UsageChange,
    UsageQuality,
};
use strandline::source::RandomSequence;
use strandline::storage::trace_file::{Existing, Writer, export_text, import_text, open};

const SNAPSHOTS: u64 = 36_000;
const REGIONS: u32 = 1_000;
const PAGE: u64 = 4096;

/// The regions of a process, as they come and go.
struct Process {
    dice: RandomSequence,
    alive: Vec<RegionId>,
    next: u32,
    totals: Totals,
}

impl Process {
    fn born(&mut self) -> Birth {
        let start = 0x7f00_0000_0000 + self.dice.below(1 << 30) * PAGE;
        let id = RegionId(self.next);
        self.next += 1;
        self.alive.push(id);
        Birth {
            id,
            place: Place::Mapped(AddressRange::from_bounds(start, start + (1 + self.dice.below(300)) * PAGE)),
            identity: Identity { tag: TagId(0), backing: Backing::Anonymous, access: PageAccess::Some },
            class: Classification {
                category: CategoryId(0),
                label: TagId(0),
                protection: Protection::READ.with(Protection::WRITE),
            },
        }
    }

    fn usage_of(&mut self, id: RegionId) -> UsageChange {
        let dirty = Bytes::new(self.dice.below(300) * PAGE);
        UsageChange {
            id,
            usage: Usage { resident: dirty, dirty, ..Usage::default() },
            quality: UsageQuality::Exact,
        }
    }

    /// One birth, one death and eighteen readings, sorted as they lie in memory; four totals move.
    fn tick(&mut self, nth: u64) -> SnapshotDelta {
        let mut delta = SnapshotDelta {
            at: Timestamp::from_nanos(nth * 100_000_000 + self.dice.below(50_000)),
            ..SnapshotDelta::default()
        };
        if nth == 0 {
            delta.new_tags.push(Tag::default());
            delta.new_categories.push(Category::counted("Memory", "Anonymous"));
            delta.born = (0..REGIONS).map(|_| self.born()).collect();
        } else {
            let dead = self.dice.below(self.alive.len() as u64);
            let dead = usize::try_from(dead).expect("a place in a list");
            delta.died.push(self.alive.swap_remove(dead));
            delta.born.push(self.born());
            for _ in 0..18 {
                let place = self.dice.below(self.alive.len() as u64);
                let id = self.alive[usize::try_from(place).expect("a place in a list")];
                let change = self.usage_of(id);
                delta.usage.push(change);
            }
        }
        for kind in [TotalKind::Virtual, TotalKind::Resident, TotalKind::ResidentAnonymous, TotalKind::Data] {
            self.totals.set(kind, Bytes::new((100_000 + self.dice.below(2000)) * PAGE));
        }
        delta.totals = self.totals;
        let mut micros = |about: u64| Duration::from_nanos(about * 1000 + self.dice.below(about * 1000));
        delta.cost = TickCost {
            mapping: micros(200),
            usage: micros(100),
            rest: micros(20),
            late: micros(60),
            skipped: 0,
        };
        delta
    }
}

fn report(what: &str, path: &Path, took: Duration) {
    let bytes = fs::metadata(path).expect("it was just written").len();
    let line = format!("{what:<22} {:6.2} MB {:6.3} s\n", bytes as f64 / 1e6, took.as_secs_f64());
    std::io::stdout().write_all(line.as_bytes()).expect("stdout is open");
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let path = folder.path().join("hour.strand");
    let mut process =
        Process { dice: RandomSequence(1), alive: Vec::new(), next: 0, totals: Totals::default() };
    let deltas: Vec<_> = (0..SNAPSHOTS).map(|nth| process.tick(nth)).collect();

    let begin = Instant::now();
    let mut writer = Writer::create(&path, Existing::Keep, &RecordingStart::synthetic("bench"))
        .expect("the folder can be written");
    for second in deltas.chunks(10) {
        for delta in second {
            writer.push(delta).expect("a small delta");
        }
        writer.flush().expect("room on the disk");
    }
    writer.finish().expect("room on the disk");
    report("an hour, written", &path, begin.elapsed());

    let begin = Instant::now();
    let opened = open(&path).expect("it was just written");
    assert!(opened.complete);
    report("the same, read", &path, begin.elapsed());

    let text = folder.path().join("hour.ron");
    let begin = Instant::now();
    let file = fs::File::create(&text).expect("the folder can be written");
    export_text(&path, &mut BufWriter::new(file), &text, None).expect("room on the disk");
    report("as text, written", &text, begin.elapsed());

    let begin = Instant::now();
    let file = fs::File::open(&text).expect("it was just written");
    let again = folder.path().join("again.strand");
    import_text(BufReader::new(file), &text, &again, Existing::Keep).expect("room on the disk");
    report("and back", &again, begin.elapsed());
}
