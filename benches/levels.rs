//! What charts cost: following a recording of one hour and one of ten, and drawing each at any zoom.
//!
//! `cargo bench --bench levels`. Ten snapshots a second, 24 categories, 50,000 regions alive, twenty changes a tick:
//! two births, two deaths, a cut, and readings, most of them of young regions.

use std::io::Write;
use std::time::{Duration, Instant, UNIX_EPOCH};
use strandline::analysis::{Columns, Levels, Strata, Survivors};
use strandline::model::{
    Access, Backing, Birth, Category, CategoryId, Classification, Cut, Identity, Os, Place, Protection,
    Recording, RecordingStart, RegionId, SnapshotDelta, SnapshotIndex, Tag, TagId, Target, TickCost, Usage,
    UsageChange, UsageQuality,
};
use strandline::units::{Address, AddressRange, Bytes, TimeRange, Timestamp};

const HOUR: u32 = 36_000;
const CATEGORIES: u32 = 24;
const REGIONS: usize = 50_000;
const READINGS: usize = 15;
const PAGE: u64 = 4096;
const PIXELS: usize = 1500;

/// A fixed sequence of numbers that look random (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn place(&mut self, count: usize) -> usize {
        usize::try_from(self.below(count as u64)).expect("a place in a list")
    }
}

/// The regions of a process, as they come and go.
struct Process {
    dice: Dice,
    /// The oldest first.
    alive: Vec<(RegionId, AddressRange)>,
    next: u32,
}

impl Process {
    fn born(&mut self) -> Birth {
        let id = RegionId(self.next);
        self.next += 1;
        let start = u64::from(id.0) << 21;
        let range = AddressRange::from_bounds(start, start + (2 + self.dice.below(300)) * PAGE);
        self.alive.push((id, range));
        let category = CategoryId(u32::try_from(self.dice.below(u64::from(CATEGORIES))).expect("few"));
        Birth {
            id,
            place: Place::Mapped(range),
            identity: Identity { tag: TagId(0), backing: Backing::Anonymous, access: Access::Some },
            class: Classification { category, label: TagId(0), protection: Protection::READ },
        }
    }

    /// Somebody who is alive: mostly one of the young, sometimes anybody.
    fn pick(&mut self) -> usize {
        let young = if self.dice.below(4) == 0 { self.alive.len() } else { 2_000.min(self.alive.len()) };
        self.alive.len() - 1 - self.dice.place(young)
    }

    fn tick(&mut self, nth: u32) -> SnapshotDelta {
        let mut delta = SnapshotDelta {
            at: Timestamp::from_nanos(u64::from(nth) * 100_000_000),
            cost: TickCost { mapping: Duration::from_micros(900), ..TickCost::default() },
            ..SnapshotDelta::default()
        };
        if nth == 0 {
            delta.new_tags.push(Tag::default());
            delta.new_categories =
                (0..CATEGORIES).map(|nth| Category::counted("Memory", nth.to_string())).collect();
            delta.born = (0..REGIONS).map(|_| self.born()).collect();
            return delta;
        }
        for _ in 0..2 {
            let place = self.pick();
            delta.died.push(self.alive.remove(place).0);
        }
        let place = self.pick();
        let (id, range) = &mut self.alive[place];
        if range.len() > Bytes::new(PAGE) {
            range.end = Address::new(range.end.get() - PAGE);
            delta.cut.push(Cut { id: *id, range: *range });
        }
        for _ in 0..READINGS {
            let place = self.pick();
            let (id, range) = self.alive[place];
            let dirty = Bytes::new(self.dice.below(range.len().get() / PAGE + 1) * PAGE);
            delta.usage.push(UsageChange {
                id,
                usage: Usage { resident: dirty, dirty, ..Usage::default() },
                quality: UsageQuality::Exact,
            });
        }
        delta.born = (0..2).map(|_| self.born()).collect();
        delta
    }
}

fn start() -> RecordingStart {
    RecordingStart {
        target: Target {
            pid: 4711,
            start_time: 815,
            name: "bench".to_owned(),
            command: "bench".to_owned(),
            page_size: Bytes::new(PAGE),
            os: Os::Synthetic,
            os_release: String::new(),
        },
        started: UNIX_EPOCH,
        interval: Duration::from_millis(100),
        recorder: "bench".to_owned(),
    }
}

/// What a recording of some length costs.
#[derive(Default)]
struct Cost {
    /// Tick by tick, as while recording: the mean and the slowest of the last thousand.
    tick: Duration,
    slowest: Duration,
    /// All at once, as a trace that is opened; the survivors of the present, and those of the middle.
    levels: Duration,
    present: Duration,
    fixed: Duration,
    whole: Duration,
    zoomed: Duration,
    instant: Duration,
    memory: [Bytes; 2],
}

fn measure(snapshots: u32) -> Cost {
    let mut recording = Recording::new(start());
    let mut process = Process { dice: Dice(1), alive: Vec::new(), next: 0 };
    let (mut levels, mut survivors) = (Levels::default(), Survivors::present());
    let mut cost = Cost::default();
    let counted = 1_000.min(snapshots);
    for nth in 0..snapshots {
        recording.append(&process.tick(nth)).expect("a delta that fits");
        let began = Instant::now();
        levels.follow(&recording, usize::MAX);
        survivors.follow(&recording, usize::MAX);
        let took = began.elapsed();
        if nth >= snapshots - counted {
            cost.tick += took / counted;
            cost.slowest = cost.slowest.max(took);
        }
    }
    cost.levels = time(1, || assert!(Levels::default().follow(&recording, usize::MAX)));
    cost.present = time(1, || assert!(Survivors::present().follow(&recording, usize::MAX)));
    let middle = SnapshotIndex(snapshots / 2);
    cost.fixed = time(1, || assert!(Survivors::at_end(middle).follow(&recording, usize::MAX)));
    let mut strata = Strata::default();
    let mut draw = |from: u32, to: u32| {
        let range =
            TimeRange::new(recording.time_of(SnapshotIndex(from)), recording.time_of(SnapshotIndex(to)));
        time(100, || {
            strata.fill(&recording, &levels, &survivors, Columns::of(&recording, range, PIXELS));
        })
    };
    cost.whole = draw(0, snapshots - 1);
    cost.zoomed = draw(snapshots / 2, snapshots / 2 + 1_000);
    cost.instant = time(100, || {
        let told = (0..CATEGORIES).map(CategoryId);
        let sum: Bytes =
            told.map(|category| levels.at(category, middle) + survivors.at(category, middle)).sum();
        assert!(sum > Bytes::ZERO);
    });
    cost.memory = [levels.footprint(), survivors.footprint()];
    cost
}

/// How long something takes: the mean of so many times.
fn time(times: u32, mut what: impl FnMut()) -> Duration {
    what();
    let began = Instant::now();
    (0..times).for_each(|_| what());
    began.elapsed() / times
}

fn main() {
    let mut out = std::io::stdout();
    let (hour, ten) = (measure(HOUR), measure(10 * HOUR));
    let mut line = |what: &str, of: fn(&Cost) -> Duration| {
        let (one, many) = (of(&hour), of(&ten));
        let ratio = many.as_secs_f64() / one.as_secs_f64();
        writeln!(out, "{what:<46} {:>12} {:>12} {ratio:>7.2}", format!("{one:.1?}"), format!("{many:.1?}"))
            .expect("stdout is open");
    };
    line("follow a tick, both, mean", |cost| cost.tick);
    line("follow a tick, both, slowest of 1000", |cost| cost.slowest);
    line("follow it whole: levels", |cost| cost.levels);
    line("follow it whole: survivors at present", |cost| cost.present);
    line("count the survivors of the middle", |cost| cost.fixed);
    line("draw all of it, 1500 px", |cost| cost.whole);
    line("draw 100 s of it", |cost| cost.zoomed);
    line("read one instant, 24 categories", |cost| cost.instant);
    for (what, nth) in [("memory: levels", 0), ("memory: survivors", 1)] {
        let (one, many) = (hour.memory[nth], ten.memory[nth]);
        writeln!(out, "{what:<46} {one:>12} {many:>12} {:>7.2}", many.get() as f64 / one.get() as f64)
            .expect("stdout is open");
    }
}
