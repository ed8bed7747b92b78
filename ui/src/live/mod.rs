//! A recording under way: the session, the socket for marks, and the built-in target if it is one.

use crate::jobs::{Attached, Demo, JobError, Started};
use crate::state::{Document, Pace, Phase};
use crate::system::System;
use crossbeam_channel::{Receiver, TryRecvError};
use std::time::{Duration, Instant};
use strandline::analysis::{Window, persistent_in};
use strandline::model::MarkRole;
use strandline::platform::demo::Truth;
use strandline::platform::launch::Launched;
use strandline::record::session::marks::MarkServer;
use strandline::record::session::{Event, MarkAnswer, Options, Refusal, Session, Waker, recording_start};
use strandline::storage::own_files::unused_path;
use strandline::storage::trace_file::{Existing, Writer};

/// A frame takes events in for so long; the others wait for the next.
const PATIENCE: Duration = Duration::from_millis(4);

/// Fills a document. Dropping it ends the recording.
pub(crate) struct Live {
    session: Session,
    _marks: Option<MarkServer>,
    demo: Option<Demo>,
    /// The command that was started for it, which ends with it.
    _launched: Option<Launched>,
    /// A mark or a snapshot that was asked for.
    pending: Option<Receiver<Result<MarkAnswer, Refusal>>>,
}

/// What a frame's worth of events came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// All was taken in that there is.
    Idle,
    /// There is more.
    Busy,
    /// The recording is over.
    Over,
}

impl Live {
    /// Begins to record what was attached to.
    pub(crate) fn start(
        system: &dyn System,
        Attached { source, name, started: Started { demo, launched } }: Attached,
        pace: Pace,
        waker: Waker,
    ) -> Result<(Self, Document), JobError> {
        let Pace { interval, budget } = pace;
        let options = Options { interval, budget, writer: None, waker: Some(waker), calls: None, heap: None };
        let mut start = recording_start(&*source, options.interval);
        start.circumstances.launched = launched.as_ref().map(|launched| launched.line().to_owned());
        let pid = start.target.pid;
        let path = unused_path(system.files()?.state_directory(), &name, pid);
        let writer = Writer::create(&path, Existing::Keep, &start)?;
        let session =
            Session::start(source, Options { writer: Some(writer), ..options }).map_err(JobError::Sampler)?;
        let mut document = Document::begin(start, path);
        let socket = system.mark_socket(pid);
        let marks = MarkServer::listen(&socket, session.mark_requester());
        if let Err(error) = &marks {
            document.note(format!("marks cannot be set from outside: {error}: {}", socket.display()));
        }
        Ok((Self { session, _marks: marks.ok(), demo, _launched: launched, pending: None }, document))
    }

    /// Takes in what the sampler and the target have told since the last frame.
    pub(crate) fn drain(&mut self, document: &mut Document) -> Progress {
        let deadline = Instant::now() + PATIENCE;
        if self.demo.as_ref().is_some_and(Demo::has_ended) {
            self.session.stop();
        }
        self.look_for_barrier(document);
        loop {
            let event = match self.session.events().try_recv() {
                Ok(event) => event,
                Err(TryRecvError::Empty) => return Progress::Idle,
                Err(TryRecvError::Disconnected) => {
                    document.break_off();
                    return Progress::Over;
                }
            };
            let is_last = matches!(event, Event::Ended(_));
            document.apply(event);
            if is_last {
                return Progress::Over;
            }
            if Instant::now() >= deadline {
                return Progress::Busy;
            }
        }
    }

    pub(crate) fn pause(&self) {
        self.session.pause();
    }

    pub(crate) fn resume(&self) {
        self.session.resume();
    }

    /// Ends the recording; its last events are still to come.
    pub(crate) fn stop(&self) {
        self.session.stop();
    }

    /// Asks for a mark, unless something is on its way: the sampler's inbox is bounded, and the window must never wait for
    /// it.
    pub(crate) fn mark(&mut self, label: String, role: MarkRole) {
        let marks = self.session.mark_requester();
        self.pending.get_or_insert_with(|| marks.request(label, role));
    }

    /// Asks for one complete look at the target, likewise.
    pub(crate) fn snapshot(&mut self) {
        let session = &self.session;
        self.pending.get_or_insert_with(|| session.snapshot());
    }

    /// Writes the marks as the user has changed them.
    pub(crate) fn annotate(&self, document: &Document) {
        self.session.annotate(document.trace.annotations.clone(), document.marks_set);
    }

    /// Whether a mark or a snapshot was asked for and is not there yet.
    pub(crate) const fn is_barrier_pending(&self) -> bool {
        self.pending.is_some()
    }

    fn look_for_barrier(&mut self, document: &mut Document) {
        let Some(answer) = &self.pending else { return };
        match answer.try_recv() {
            Err(TryRecvError::Empty) => return,
            Ok(Err(refusal)) => document.note(format!("the target was not looked at: {refusal}")),
            Ok(Ok(_)) | Err(TryRecvError::Disconnected) => {}
        }
        self.pending = None;
    }

    /// Ends the recording and takes in the rest of it: its file is complete when this returns.
    pub(crate) fn finish(self, document: &mut Document) {
        self.session.stop();
        for event in self.session.events() {
            let is_last = matches!(event, Event::Ended(_));
            document.apply(event);
            if is_last {
                break;
            }
        }
        self.conclude(document);
    }

    /// Lets everything go once the recording is over, and holds it against what the built-in target says it leaked.
    pub(crate) fn conclude(self, document: &mut Document) {
        let Self { session, demo, .. } = self;
        drop(session);
        if let Some(truth) = demo.and_then(Demo::truth) {
            document.phase = Phase::Ended(format!("The demo went through its cycles in {}", document.now()));
            document.note(comparison(document, &truth));
            document.hides_end = false;
        }
    }
}

fn comparison(document: &Document, truth: &Truth) -> String {
    let window = match Window::resolve(&document.trace, Some(&truth.since), Some(&truth.until)) {
        Ok(window) => window,
        Err(error) => return format!("{truth}; it cannot be compared: {error}"),
    };
    let recorded = persistent_in(&document.trace.recording, window, &truth.category);
    if recorded == truth.leaked_bytes {
        format!("{truth}: the recording agrees to the byte")
    } else {
        format!("{truth}, but {recorded} were recorded")
    }
}
