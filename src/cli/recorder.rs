//! A session driven from a terminal: fills a trace, shows progress, ends on signals.

use super::console::{self, ProgressLine};
use super::cycles::{Aim, Answers, Judge, QuietSample};
use super::files;
use super::interrupts::Interrupts;
use crate::model::units::Timestamp;
use crate::model::{Recording, RecordingStart, SnapshotDelta, Totals, Trace};
use crate::platform;
use crate::record::session::marks::{MarkServer, socket_path};
use crate::record::session::{End, Event, MarkRequester, Options, Session, recording_start};
use crate::source::{CallSource, HeapSource, HeapUnknown, Source};
use crate::storage::own_files;
use crate::storage::trace_file::{Existing, Writer};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, never};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often the progress line is renewed, and signals are looked at.
const PROGRESS_PERIOD: Duration = Duration::from_millis(250);

/// Looks and news that may wait for whoever takes them.
const WAITING: usize = 64;

/// What to record, and where to.
pub(super) struct Plan {
    pub(super) source: Box<dyn Source>,
    pub(super) out: PathBuf,
    /// What gives way to it.
    pub(super) existing: Existing,
    pub(super) interval: Duration,
    pub(super) budget: f64,
    pub(super) duration: Option<Duration>,
    /// Tells of the calls that change the address space, where they are wanted, or why that is refused.
    pub(super) calls: Option<Result<Box<dyn CallSource>, String>>,
    /// Counts the heap at marks, where it is wanted.
    pub(super) heap: Option<Box<dyn HeapSource>>,
    /// The command line, where it was started for this.
    pub(super) launched: Option<String>,
}

/// A recording under way.
pub(super) struct Recorder {
    session: Session,
    trace: Trace,
    progress: Progress,
    duration: Option<Duration>,
    began: Instant,
    /// Set by signals, and by whoever knows that all is done.
    interrupts: Interrupts,
    /// The last look, and whoever drives the target and waits for it.
    look: QuietSample,
    looks: Option<Sender<QuietSample>>,
    /// Who says whether the cycles are enough, where they end with that.
    judge: Option<Judge>,
    /// What is to be said above the progress line.
    news: Receiver<String>,
    marks: Option<MarkServer>,
}

/// What a thread that drives the target needs of the recording. When it is dropped the recording ends.
pub(super) struct RecorderHandle {
    /// Sets marks.
    pub(super) marks: MarkRequester,
    /// The looks as they come; ends with the recording.
    pub(super) looks: Receiver<QuietSample>,
    /// Whether the cycles so far are enough, where they end with that; ends with the recording.
    pub(super) answers: Option<Answers>,
    news: Sender<String>,
    stop: Arc<AtomicBool>,
}

impl RecorderHandle {
    /// Says something that is not data, above the progress line.
    pub(super) fn say(&self, text: String) {
        let _nobody_listens = self.news.send(text);
    }
}

impl Drop for RecorderHandle {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Recorder {
    /// Starts. From here on the recording is in the file.
    pub(super) fn start(plan: Plan) -> Result<Self, Box<dyn Error>> {
        let interrupts = Interrupts::take()?;
        let mut start: RecordingStart = recording_start(&*plan.source, plan.interval);
        start.circumstances.launched = plan.launched;
        let pid = start.target.pid;
        let writer = Writer::create(&plan.out, plan.existing, &start)
            .map_err(|error| files::refused(error, &plan.out))?;
        let (calls, refused) = match plan.calls {
            Some(Ok(calls)) => (Some(calls), None),
            Some(Err(why)) => (None, Some(why)),
            None => (None, None),
        };
        let options = Options {
            interval: plan.interval,
            budget: plan.budget,
            writer: Some(writer),
            waker: None,
            calls,
            heap: plan.heap,
        };
        let session = Session::start(plan.source, options)?;
        // The rest is recorded all the same.
        if let Some(why) = refused {
            session.mark_requester().warn(format!("stacks are not recorded: {why}"));
        }
        let marks = MarkServer::listen(&socket_path(pid), session.mark_requester());
        let marks = marks.inspect_err(|error| {
            console::warn(&format!(
                "marks cannot be set from outside: {}: {error}",
                socket_path(pid).display()
            ));
        });
        let trace = Trace { recording: Recording::new(start), ..Trace::default() };
        Ok(Self {
            session,
            trace,
            progress: Progress::default(),
            duration: plan.duration,
            began: Instant::now(),
            interrupts,
            look: QuietSample::default(),
            looks: None,
            judge: None,
            news: never(),
            marks: marks.ok(),
        })
    }

    /// Gives a thread what it needs to drive the target, on demand only until something is sure.
    pub(super) fn recorder(&mut self, aim: Option<Aim>) -> RecorderHandle {
        let (judge, answers) = aim.map(Judge::new).unzip();
        self.judge = judge;
        let (looks_sender, looks) = bounded(WAITING);
        let (news, news_receiver) = bounded(WAITING);
        self.looks = Some(looks_sender);
        self.news = news_receiver;
        RecorderHandle { marks: self.session.mark_requester(), looks, answers, news, stop: self.stop_flag() }
    }

    /// What ends the recording when it is set.
    pub(super) fn stop_flag(&self) -> Arc<AtomicBool> {
        self.interrupts.stop_flag()
    }

    /// Records until the target is gone, the time is up, or somebody says stop.
    pub(super) fn run(mut self) -> Result<(Trace, End), Box<dyn Error>> {
        let mut line = ProgressLine::new();
        let mut shown = Instant::now();
        let mut stopping = false;
        loop {
            match self.session.events().recv_timeout(PROGRESS_PERIOD) {
                Ok(Event::Ended(end)) => {
                    self.tell_news(&mut line);
                    line.close();
                    // Its file was never there either.
                    if self.trace.recording.snapshots().is_empty() {
                        return Err(format!("nothing was recorded: {}", end.cause).into());
                    }
                    return Ok((std::mem::take(&mut self.trace), end));
                }
                Ok(event) => self.take_in(&event, &mut line)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err("the sampler ended without a word".into()),
            }
            self.tell_news(&mut line);
            let time_is_up = self.duration.is_some_and(|duration| self.began.elapsed() >= duration);
            if self.interrupts.is_hurried() {
                self.marks = None;
                return Err("interrupted before the recording had come to its end".into());
            }
            if !stopping && (time_is_up || self.interrupts.is_stopped()) {
                stopping = true;
                self.session.stop();
            }
            if shown.elapsed() >= PROGRESS_PERIOD {
                shown = Instant::now();
                line.show(&self.progress.line());
            }
        }
    }

    fn tell_news(&self, line: &mut ProgressLine) {
        for text in self.news.try_iter() {
            line.close();
            console::say(&text);
        }
    }

    fn take_in(&mut self, event: &Event, line: &mut ProgressLine) -> Result<(), Box<dyn Error>> {
        event.apply_to(&mut self.trace)?;
        match event {
            Event::Delta(delta) => {
                self.progress.take_in(delta);
                self.look = self.look.then(delta);
                // A look that finds no room is told by the next: it knows when something moved.
                let _full = self.looks.as_ref().map(|looks| looks.try_send(self.look));
            }
            Event::Mark(mark) => self.judge.iter_mut().for_each(|judge| judge.note(mark)),
            Event::Warning(warning) => {
                line.close();
                console::warn(&warning.text);
            }
            Event::Calls(_) | Event::Heap(..) | Event::Epoch(_) | Event::Ended(_) => {}
        }
        self.judge.iter_mut().for_each(|judge| judge.look(&self.trace));
        Ok(())
    }
}

/// Counts the heap of a process at marks, unless that is not wanted. Where it cannot be the rest is recorded all the same.
pub(super) fn heap_counter(is_unwanted: bool, pid: u32) -> Option<Box<dyn HeapSource>> {
    if is_unwanted {
        return None;
    }
    let counter = platform::count_heap(pid);
    let told = |why: &HeapUnknown| {
        if *why != HeapUnknown::Unsupported {
            console::warn(&format!("the heap is not counted: {why}"));
        }
    };
    counter.inspect_err(told).ok()
}

/// Where a recording is, now that it has ended. One that its file could not hold is saved to the state directory.
pub(super) fn settle(end: End, out: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let Some((error, mut unwritten)) = end.write_error.zip(end.unwritten) else {
        return Ok(out.to_owned());
    };
    console::error(&error);
    if error.is_of_size_limit() {
        // Where that may not be, the copy fails too, and says so.
        let _not_ours_to_lift = platform::lift_file_size_limit();
    }
    let name = out.file_stem().unwrap_or_default().to_string_lossy();
    let mut places = own_files::places_for_rescue();
    let saved = places.find_map(|place| {
        let saved = place.map_err(Box::<dyn Error>::from).and_then(|place| {
            let elsewhere = own_files::unused_stem(place.directory(), &name);
            unwritten.save(&elsewhere)?;
            place.keep();
            Ok(elsewhere)
        });
        saved.inspect_err(|error| console::error(&**error)).ok()
    });
    let elsewhere =
        saved.ok_or("the recording could be saved nowhere: what its file does not hold is lost")?;
    console::say(&format!("the whole recording was saved to {} instead", elsewhere.display()));
    Ok(elsewhere)
}

/// What the progress line tells, kept up to date without looking back.
#[derive(Debug, Default)]
struct Progress {
    at: Timestamp,
    totals: Totals,
    alive: usize,
    ticks: u64,
    skipped: u64,
    cpu: Duration,
}

impl Progress {
    fn take_in(&mut self, delta: &SnapshotDelta) {
        self.at = delta.at;
        self.totals = delta.totals;
        self.alive += delta.born.len() + delta.split.len();
        self.alive -= delta.died.len().min(self.alive);
        self.ticks += 1;
        self.skipped += u64::from(delta.cost.skipped);
        self.cpu += delta.cost.cpu();
    }

    /// Time, footprint, regions, ticks and own cost.
    fn line(&self) -> String {
        let percent = self.cpu.as_secs_f64() / self.at.seconds().max(0.1) * 100.0;
        let gaps = if self.skipped > 0 { format!(" ({} skipped)", self.skipped) } else { String::new() };
        format!(
            "{}  footprint {}  {} regions  {} ticks{gaps}  own cost {percent:.2} % of a core",
            self.at,
            self.totals.footprint(),
            self.alive,
            self.ticks,
        )
    }
}
