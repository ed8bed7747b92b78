//! A live connection that fills a recording.
//!
//! One thread, the sampler, owns source and tracker; whoever holds the [`Session`] owns the recording. Nothing is locked:
//! commands go in and events come out by two bounded channels.

mod barrier;
mod calls;
mod heap;
mod hot_spans;
mod journal;
pub mod marks;
mod messages;
mod sampler;

pub use messages::{End, EndCause, Event, MarkAnswer, MarkRequest, Refusal, Unwritten};

use crate::model::{Annotations, MarkRole, RecordingStart, Rounding};
use crate::source::{CallSource, HeapSource, Source};
use crate::storage::trace_file::Writer;
use crossbeam_channel::{Receiver, Sender, bounded};
use messages::Command;
use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

/// Events that may wait for the owner of the recording: some twenty seconds at ten ticks a second.
const EVENTS: usize = 256;

/// Commands that may wait for the sampler.
const COMMANDS: usize = 64;

/// Places among them that marks leave free: whoever owns the recording must never wait to say stop, since the sampler may
/// be waiting for the owner.
const ROOM_FOR_THE_OWNER: usize = 16;

/// Called after each event, from the sampler's thread: wakes a window that sleeps.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

pub struct Options {
    /// Period of the grid.
    pub interval: Duration,
    /// Share of one core that may be used, from 0 to 1.
    pub budget: f64,
    /// Where the recording is kept on disk as it grows.
    pub writer: Option<Writer>,
    /// Called after each event.
    pub waker: Option<Waker>,
    /// Tells of the calls that change the address space, where they are wanted.
    pub calls: Option<Box<dyn CallSource>>,
    /// Counts what malloc's memory holds at each mark, where it is wanted.
    pub heap: Option<Box<dyn HeapSource>>,
}

impl Default for Options {
    /// Ten ticks a second at five percent of a core at most.
    fn default() -> Self {
        Self {
            interval: Duration::from_millis(100),
            budget: 0.05,
            writer: None,
            waker: None,
            calls: None,
            heap: None,
        }
    }
}

/// A recording that is under way. Dropping it ends and joins the sampler.
pub struct Session {
    commands: Sender<Command>,
    events: Receiver<Event>,
    thread: Option<JoinHandle<()>>,
}

/// What to write at the head of a recording of this source.
pub fn recording_start(source: &dyn Source, interval: Duration) -> RecordingStart {
    RecordingStart {
        target: source.target().clone(),
        started: SystemTime::now(),
        interval,
        recorder: concat!("strandline ", env!("CARGO_PKG_VERSION")).to_owned(),
        rounding: Rounding::default(),
        circumstances: source.circumstances(),
        most_mappings: source.most_mappings(),
    }
}

impl Session {
    /// Starts to record. Time zero is now.
    pub fn start(source: Box<dyn Source>, options: Options) -> io::Result<Self> {
        let (commands, inbox) = bounded(COMMANDS);
        let (outbox, events) = bounded(EVENTS);
        let start = Instant::now();
        let thread = std::thread::Builder::new().name("sampler".to_owned()).spawn(move || {
            sampler::Sampler::new(source, options, start, inbox, outbox).run();
        })?;
        Ok(Self { commands, events, thread: Some(thread) })
    }

    /// What happens, in order; the last is [`Event::Ended`].
    pub const fn events(&self) -> &Receiver<Event> {
        &self.events
    }

    /// Something that can ask for marks while the session lives, from any thread.
    pub fn mark_requester(&self) -> MarkRequester {
        MarkRequester { commands: self.commands.clone() }
    }

    /// Takes one complete look now, also during a pause; no mark is set. The answer comes when everything up to that moment
    /// is in the file, as far as that can be written.
    pub fn snapshot(&self) -> Receiver<Result<MarkAnswer, Refusal>> {
        ask(&self.commands, Command::Snapshot)
    }

    /// Writes other marks than were set: the owner of the recording has renamed, moved, added or deleted some. `seen` is how
    /// many [`Event::Mark`] there were by then; marks that were set since stay.
    pub fn annotate(&self, annotations: Annotations, seen: usize) {
        self.command(Command::Annotate(annotations, seen));
    }

    /// Rests: no ticks until [`Session::resume`]. Marks are still answered.
    pub fn pause(&self) {
        self.command(Command::Pause);
    }

    /// Goes on after a pause.
    pub fn resume(&self) {
        self.command(Command::Resume);
    }

    /// Ends the recording after one last complete look. [`Event::Ended`] follows.
    pub fn stop(&self) {
        self.command(Command::Stop);
    }

    /// A sampler that has ended needs no more commands.
    fn command(&self, command: Command) {
        let _ended = self.commands.send(command);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.stop();
        self.command(Command::Leave);
        // The sampler may be waiting for room to tell how it ended.
        while self.events.recv().is_ok() {}
        if let Some(thread) = self.thread.take() {
            let _panicked = thread.join();
        }
    }
}

/// Asks for something that is answered, unless too much waits already.
fn ask(
    commands: &Sender<Command>,
    command: impl FnOnce(Sender<Result<MarkAnswer, Refusal>>) -> Command,
) -> Receiver<Result<MarkAnswer, Refusal>> {
    let (answer, receiver) = bounded(1);
    if commands.len() + ROOM_FOR_THE_OWNER >= COMMANDS {
        let _received = answer.send(Err(Refusal::Busy));
        return receiver;
    }
    // Where the sampler has ended, the sender is dropped, and the receiver knows.
    let _ended = commands.send(command(answer));
    receiver
}

/// Asks the sampler for marks.
#[derive(Clone)]
pub struct MarkRequester {
    commands: Sender<Command>,
}

impl MarkRequester {
    /// Asks for a mark. The answer comes when its barrier snapshot was taken.
    pub fn request(&self, label: String, role: MarkRole) -> Receiver<Result<MarkAnswer, Refusal>> {
        ask(&self.commands, |answer| Command::Mark(MarkRequest { label, role, answer }))
    }

    /// Notes in the recording that something is odd. The owner is told by an [`Event::Warning`].
    pub fn warn(&self, text: String) {
        let _ended = self.commands.send(Command::Warn(text));
    }

    /// Sets a mark and waits for it.
    pub fn set(&self, label: &str, role: MarkRole) -> Result<MarkAnswer, Refusal> {
        self.request(label.to_owned(), role).recv().unwrap_or(Err(Refusal::Ended))
    }
}

#[cfg(test)]
mod tests;
