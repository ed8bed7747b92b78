//! What somebody does with a trace, and what the frames cost meanwhile.

use crate::frames::{Frames, resident};
use crate::process::{CYCLES, Process, TICKS_OF_AN_HOUR, closing};
use crate::say;
use crate::window::Window;
use eframe::egui::{self, Event, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase};
use std::path::Path;
use std::time::{Duration, Instant};
use strandline::model::units::{TimeRange, Timestamp};
use strandline::model::{CategoryId, RegionId};
use strandline::record::session::Event as SessionEvent;
use strandline_app::command::Command;
use strandline_app::state::figures::{RegionColumn, SummaryColumn};
use strandline_app::state::{CompareChange, Mode, Phase, Subject, ViewChange};
use strandline_app::{App, Start};

/// So many frames of each kind at least, and for so long: what is done twice a second must be among them.
const FRAMES: usize = 200;
const LONG_ENOUGH: Duration = Duration::from_secs(2);

/// What is asked for and takes longer than this to be there has a line of its own.
const WORTH_TELLING: Duration = Duration::from_millis(100);

/// A region that was there at the first look and goes on being read.
const OLD: RegionId = RegionId(40);

/// A trace of so many hours in a window.
struct Bench<'a> {
    hours: u32,
    window: Window,
    process: &'a mut Process,
    /// The next snapshot.
    tick: u32,
}

/// Prints what each kind of frame costs.
pub(crate) fn measure(hours: u32, path: &Path, process: &mut Process, folder: &Path) {
    let before = resident();
    let began = Instant::now();
    let mut window = Window::open(Start::Open(path.to_owned()), folder);
    let reading = window.draw_while(|app| app.state().document().is_none());
    say(&format!("{hours:>3} h  read after {:.2} s: {reading}", began.elapsed().as_secs_f64()));
    say_memory(hours, "a trace that was read", before);
    let mut bench = Bench { hours, window, process, tick: hours * TICKS_OF_AN_HOUR };
    bench.take_in("tracks", |app| {
        app.state().document().is_some_and(|document| document.figures.tracks.was_complete())
    });
    bench.settle("tables");
    say_memory(hours, "the same with its figures", before);
    bench.looked_at();
    bench.live();
    say_memory(hours, "in the end", before);
}

fn say_memory(hours: u32, what: &str, before: Option<u64>) {
    if let (Some(before), Some(now)) = (before, resident()) {
        say(&format!("{hours:>3} h  memory of {what}: {} MiB", now.saturating_sub(before)));
    }
}

impl Bench<'_> {
    /// Of a trace that does not grow.
    fn looked_at(&mut self) {
        self.many("still", |_| Vec::new());
        self.many("hover", |nth| vec![Event::PointerMoved(place(nth))]);
        self.many("zoom", |nth| wheel(nth, 0.0, if nth % 60 < 40 { 20.0 } else { -20.0 }));
        self.many("pan", |nth| wheel(nth, if nth % 40 < 20 { 9.0 } else { -9.0 }, 0.0));
        self.window.view(ViewChange::ShowWhole);
        self.many_views("another order of the summary", |nth| {
            ViewChange::SortSummary(nth % SummaryColumn::ALL.len())
        });
        self.window.view(ViewChange::Subject(Subject::Category(CategoryId(3))));
        self.many("a category inspected", |_| Vec::new());
        let range = self.range();
        self.window.view(ViewChange::Range(Some(range)));
        self.many("a past range", |_| Vec::new());
        self.window.view(ViewChange::Range(None));
        self.window.view(ViewChange::Subject(Subject::All));
        self.window.view(ViewChange::Mode(Mode::Regions));
        self.many("regions", |_| Vec::new());
        self.many("hover over regions", |nth| vec![Event::PointerMoved(place(nth))]);
        self.window.view(ViewChange::SortRegions(RegionColumn::Dirty.number()));
        self.many("regions, by another column", |_| Vec::new());
        self.window.view(ViewChange::Region(Some(OLD)));
        self.many("a region inspected", |_| Vec::new());
        self.window.view(ViewChange::Region(None));
        self.window.view(ViewChange::Mode(Mode::Cycles));
        self.many("cycles", |_| Vec::new());
        self.many("hover over cycles", |nth| vec![Event::PointerMoved(place(nth))]);
        self.window.request(Command::Compare(CompareChange::Halves));
        self.many("two halves compared", |nth| vec![Event::PointerMoved(place(nth))]);
        self.repeat("compared anew in each frame", |bench, _| {
            bench.window.request(Command::Compare(CompareChange::Swap));
            bench.window.frame(Vec::new());
        });
        self.window.view(ViewChange::Mode(Mode::Summary));
    }

    /// While it grows by a snapshot in each frame.
    fn live(&mut self) {
        self.window.document().phase = Phase::Recording;
        self.many_live("live");
        self.window.view(ViewChange::Subject(Subject::Category(CategoryId(3))));
        self.many_live("live, a category inspected");
        let range = self.range();
        self.window.view(ViewChange::Range(Some(range)));
        self.many_live("live, a past range");
        self.window.view(ViewChange::Range(None));
        self.window.view(ViewChange::Subject(Subject::All));
        self.window.view(ViewChange::Mode(Mode::Regions));
        self.many_live("live, regions");
        self.window.view(ViewChange::Region(Some(OLD)));
        self.many_live("live, a region inspected");
        self.window.view(ViewChange::Mode(Mode::Cycles));
        self.many_live("live, cycles");
        self.close_a_cycle();
    }

    /// One cycle more: what happened since the last is taken in, and all are judged anew.
    fn close_a_cycle(&mut self) {
        let mark = closing(CYCLES + 1, self.tick - 1);
        self.window.document().apply(SessionEvent::Mark(mark));
        let frames = self.window.settle();
        self.say("live, a cycle is closed", &frames);
    }

    /// The second third of the recording.
    fn range(&self) -> TimeRange {
        let third = u64::from(self.hours) * 1200;
        let at = |seconds| Timestamp::after(Duration::from_secs(seconds));
        TimeRange::new(at(third), at(2 * third))
    }

    fn say(&self, what: &str, frames: &Frames) {
        say(&format!("{:>3} h  {what:<44} {frames}", self.hours));
    }

    /// Draws until something is there, whenever a frame is asked for.
    fn take_in(&mut self, what: &str, is_there: impl Fn(&App) -> bool) {
        let began = Instant::now();
        let frames = self.window.draw_while(|app| !is_there(app));
        self.say(&format!("{what}: there after {:.2} s", began.elapsed().as_secs_f64()), &frames);
    }

    /// Draws until all that was asked for is there.
    fn settle(&mut self, what: &str) {
        let began = Instant::now();
        let frames = self.window.settle();
        if frames.total() > WORTH_TELLING {
            self.say(&format!("{what}: there after {:.2} s", began.elapsed().as_secs_f64()), &frames);
        }
    }

    fn many(&mut self, what: &str, events: impl Fn(usize) -> Vec<Event>) {
        self.repeat(what, |bench, nth| bench.window.frame(events(nth)));
    }

    fn many_views(&mut self, what: &str, change: impl Fn(usize) -> ViewChange) {
        self.repeat(what, |bench, nth| {
            bench.window.view(change(nth));
            bench.window.frame(Vec::new());
        });
    }

    fn many_live(&mut self, what: &str) {
        self.repeat(what, |bench, _| {
            let delta = bench.process.tick(bench.tick);
            bench.tick += 1;
            bench.window.document().apply(SessionEvent::Delta(delta));
            bench.window.frame(Vec::new());
        });
    }

    fn repeat(&mut self, what: &str, frame: impl Fn(&mut Self, usize)) {
        self.settle(what);
        let mut frames = Frames::default();
        while frames.count() < FRAMES || frames.total() < LONG_ENOUGH {
            let nth = frames.count();
            frames.add(|| frame(self, nth));
        }
        self.window.frame(vec![Event::PointerGone]);
        self.say(what, &frames);
    }
}

fn place(nth: usize) -> egui::Pos2 {
    egui::pos2(300.0 + (nth * 7 % 900) as f32, 300.0)
}

fn wheel(nth: usize, x: f32, y: f32) -> Vec<Event> {
    let (unit, delta) = (MouseWheelUnit::Point, egui::vec2(x, y));
    let (phase, source, modifiers) = (TouchPhase::Move, MouseWheelSource::Unknown, Modifiers::NONE);
    vec![Event::PointerMoved(place(nth)), Event::MouseWheel { unit, delta, phase, source, modifiers }]
}
