//! What a frame costs: CPU time of taking in, laying out and tessellating one, without a display, at 1400 × 900.
//!
//! `cargo bench -p strandline-app --bench frame [HOURS…]`; one hour and ten unless told. Ten snapshots a second, 24
//! categories, 50,000 regions alive, and at each tick two births, two deaths and fifteen readings. Of many frames
//! it prints the median time, and the mean CPU time, which a busy machine does not disturb. The aim is 4 ms, and no more with
//! ten hours than with one.

use eframe::egui::{self, Context, Event, Modifiers, MouseWheelSource, MouseWheelUnit, RawInput, TouchPhase};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, UNIX_EPOCH};
use strandline::cli::demo_target::DemoTarget;
use strandline::launch::Launched;
use strandline::model::{
    Access, Backing, Birth, Category, CategoryId, Classification, Identity, Os, Place, Protection,
    RecordingStart, RegionId, SnapshotDelta, Tag, TagId, Target, TickCost, Usage, UsageChange, UsageQuality,
};
use strandline::own_files::OwnFiles;
use strandline::platform::SystemMemory;
use strandline::platform::demo::Script;
use strandline::session::Event as SessionEvent;
use strandline::source::{AttachError, Candidate, Source};
use strandline::trace_file::{Existing, Writer};
use strandline::units::{AddressRange, Bytes, Timestamp};
use strandline_app::state::{PathPurpose, Phase};
use strandline_app::system::{FileDialog, System};
use strandline_app::{App, Start};

const TICKS_OF_AN_HOUR: u32 = 36_000;
const CATEGORIES: u32 = 24;
const REGIONS: usize = 50_000;
const PAGE: u64 = 4096;
const SIZE: egui::Vec2 = egui::vec2(1400.0, 900.0);
const FRAMES: usize = 200;

fn main() {
    let hours: Vec<u32> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let hours = if hours.is_empty() { vec![1, 10] } else { hours };
    let folder = tempfile::tempdir().expect("a place for traces");
    for hours in hours {
        let mut process = Process { dice: Dice(1), alive: Vec::new(), next: 0 };
        let path = process.record(folder.path(), hours * TICKS_OF_AN_HOUR);
        measure(hours, &path, process, folder.path());
    }
}

/// Prints the median of every kind of frame.
fn measure(hours: u32, path: &Path, mut process: Process, folder: &Path) {
    let mut out = io::stdout();
    let mut say = |what: &str, (median, cpu): (Duration, Duration)| {
        let [median, cpu] = [median, cpu].map(|took| took.as_secs_f64() * 1000.0);
        writeln!(out, "{hours:>3} h  {what:<26} median {median:>7.2} ms, CPU {cpu:>7.2} ms")
            .expect("stdout is open");
    };
    let mut window = Window::open(path, folder);
    say("while a trace is taken in", window.take_in());
    say("still", window.many(|_| Vec::new()));
    say("hover", window.many(|nth| vec![Event::PointerMoved(place(nth))]));
    say("zoom", window.many(|nth| wheel(nth, 0.0, if nth % 60 < 40 { 20.0 } else { -20.0 })));
    say("pan", window.many(|nth| wheel(nth, if nth % 40 < 20 { 9.0 } else { -9.0 }, 0.0)));
    window.document().phase = Phase::Recording;
    let begin = hours * TICKS_OF_AN_HOUR;
    let cpu = cpu_time();
    let mut live = Vec::new();
    for tick in (begin..).take(FRAMES) {
        window.document().apply(SessionEvent::Delta(process.tick(tick)));
        live.push(window.frame(Vec::new()));
    }
    say("live, a snapshot in each", summary(live, cpu));
}

/// The median of some frames, and their mean CPU time since `cpu`.
fn summary(mut frames: Vec<Duration>, cpu: Duration) -> (Duration, Duration) {
    let mean = cpu_time().saturating_sub(cpu) / u32::try_from(frames.len().max(1)).expect("not so many");
    frames.sort_unstable();
    (frames.get(frames.len() / 2).copied().unwrap_or_default(), mean)
}

fn place(nth: usize) -> egui::Pos2 {
    egui::pos2(300.0 + (nth * 7 % 900) as f32, 300.0)
}

fn wheel(nth: usize, x: f32, y: f32) -> Vec<Event> {
    let (unit, delta) = (MouseWheelUnit::Point, egui::vec2(x, y));
    let (phase, source, modifiers) = (TouchPhase::Move, MouseWheelSource::Unknown, Modifiers::NONE);
    vec![Event::PointerMoved(place(nth)), Event::MouseWheel { unit, delta, phase, source, modifiers }]
}

/// The app without a display.
struct Window {
    context: Context,
    app: App,
    time: f64,
}

impl Window {
    fn open(path: &Path, folder: &Path) -> Self {
        let context = Context::default();
        let system = Arc::new(Nothing(folder.to_owned()));
        let app = App::new(&context, system, Start::Open(path.to_owned()));
        let mut window = Self { context, app, time: 0.0 };
        while window.app.state().document().is_none() {
            window.frame(Vec::new());
            std::thread::sleep(Duration::from_millis(5));
        }
        window
    }

    fn document(&mut self) -> &mut strandline_app::state::Document {
        self.app.state_mut().document_mut().expect("a recording is shown")
    }

    /// Draws until all of the trace was taken in.
    fn take_in(&mut self) -> (Duration, Duration) {
        let cpu = cpu_time();
        let mut frames = Vec::new();
        while !self.document().figures.tracks.was_complete() {
            frames.push(self.frame(Vec::new()));
        }
        summary(frames, cpu)
    }

    fn many(&mut self, events: impl Fn(usize) -> Vec<Event>) -> (Duration, Duration) {
        let cpu = cpu_time();
        summary((0..FRAMES).map(|nth| self.frame(events(nth))).collect(), cpu)
    }

    /// One frame: how long it took.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(egui::Rect::from_min_size(egui::Pos2::ZERO, SIZE)),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let began = Instant::now();
        let app = &mut self.app;
        let mut output = self.context.run_ui(input, |ui| {
            let context = ui.ctx().clone();
            app.receive(&context);
            app.show(ui);
        });
        let shapes = std::mem::take(&mut output.shapes);
        let meshes = self.context.tessellate(shapes, output.pixels_per_point);
        let took = began.elapsed();
        assert!(!meshes.is_empty(), "something is drawn");
        output.textures_delta.clear();
        took
    }
}

/// CPU time of this thread; where the system does not tell, time.
fn cpu_time() -> Duration {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| BEGAN.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

/// A machine without processes.
struct Nothing(PathBuf);

impl System for Nothing {
    fn processes(&self) -> Result<Vec<Candidate>, AttachError> {
        Ok(Vec::new())
    }

    fn is_root(&self) -> bool {
        false
    }

    fn memory(&self) -> Result<SystemMemory, String> {
        Err("it is not asked".to_owned())
    }

    fn attach(&self, _pid: u32) -> Result<Box<dyn Source>, String> {
        Err("there is no process".to_owned())
    }

    fn launch(&self, _line: &str) -> Result<Launched, String> {
        Err("nothing can be started".to_owned())
    }

    fn files(&self) -> Result<OwnFiles, String> {
        Ok(OwnFiles::at(&self.0, &self.0))
    }

    fn file_dialog(&self, _purpose: PathPurpose, _suggested: &Path) -> Option<FileDialog> {
        None
    }

    fn start_demo(&self, _script: &Script) -> io::Result<DemoTarget> {
        Err(io::Error::other("nothing can be started"))
    }
}

/// A fixed sequence of numbers that look random (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

/// The regions of a process, as they come and go.
struct Process {
    dice: Dice,
    alive: Vec<RegionId>,
    next: u32,
}

impl Process {
    /// Writes a trace of so many ticks.
    fn record(&mut self, folder: &Path, ticks: u32) -> PathBuf {
        let path = folder.join(format!("{ticks}.strand"));
        let mut writer = Writer::create(&path, Existing::Replace, &start()).expect("room for a trace");
        for nth in 0..ticks {
            writer.push(&self.tick(nth)).expect("room for a snapshot");
        }
        writer.finish().expect("room for the end");
        path
    }

    fn tick(&mut self, nth: u32) -> SnapshotDelta {
        let mut delta = SnapshotDelta {
            at: Timestamp::from_nanos(u64::from(nth) * 100_000_000),
            cost: TickCost { mapping: Duration::from_micros(900), ..TickCost::default() },
            ..SnapshotDelta::default()
        };
        let mut births = 2;
        if nth == 0 {
            births = REGIONS;
            delta.new_tags.push(Tag::default());
            let group = |nth: u32| ["Named", "Malloc", "Files"][nth as usize % 3];
            delta.new_categories =
                (0..CATEGORIES).map(|nth| Category::counted(group(nth), nth.to_string())).collect();
        } else {
            delta.died = (0..2).map(|_| self.pick_out()).collect();
            delta.usage = (0..15).map(|_| self.reading()).collect();
        }
        delta.born = (0..births).map(|_| self.born()).collect();
        delta
    }

    fn place(&mut self) -> usize {
        usize::try_from(self.dice.below(self.alive.len() as u64)).expect("a place in a list")
    }

    fn pick_out(&mut self) -> RegionId {
        let place = self.place();
        self.alive.swap_remove(place)
    }

    fn reading(&mut self) -> UsageChange {
        let place = self.place();
        let dirty = Bytes::new(self.dice.below(300) * PAGE);
        let usage = Usage { resident: dirty, dirty, ..Usage::default() };
        UsageChange { id: self.alive[place], usage, quality: UsageQuality::Exact }
    }

    fn born(&mut self) -> Birth {
        let id = RegionId(self.next);
        self.next += 1;
        self.alive.push(id);
        let start = u64::from(id.0) << 21;
        let category = CategoryId(u32::try_from(self.dice.below(u64::from(CATEGORIES))).expect("few"));
        Birth {
            id,
            place: Place::Mapped(AddressRange::from_bounds(start, start + 300 * PAGE)),
            identity: Identity { tag: TagId(0), backing: Backing::Anonymous, access: Access::Some },
            class: Classification { category, label: TagId(0), protection: Protection::READ },
        }
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
