//! Starting what is to be recorded, and attaching to it, on a thread: macOS may ask its user first, and the window goes on.

use super::{CYCLES, Demo, WARMUP, tell};
use crate::system::System;
use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};
use std::io;
use std::sync::Arc;
use std::thread::Builder;
use strandline::platform::Patience;
use strandline::platform::demo::{Script, TargetKind};
use strandline::platform::launch::Launched;
use strandline::record::session::Waker;
use strandline::source::Source;

/// What is to be recorded.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    /// A process that runs.
    Process(u32),
    /// A built-in target.
    Demo(TargetKind),
    /// A command, given as one line.
    Command(String),
}

/// What was attached to.
pub(crate) struct Attached {
    pub(super) source: Box<dyn Source>,
    pub(super) name: String,
    pub(super) beside: Beside,
}

/// What was started for a recording, and ends with it.
#[derive(Default)]
pub(super) struct Beside {
    pub(super) demo: Option<Demo>,
    pub(super) launched: Option<Launched>,
}

/// An attempt that is under way. Dropping it gives up: what was started for it ends.
pub(crate) struct Starting {
    outcome: Receiver<Result<Attached, String>>,
    questions: Receiver<String>,
    /// The wait for an answer ends when this is gone.
    _interest: Sender<()>,
}

impl Starting {
    pub(crate) fn begin(system: Arc<dyn System>, wanted: Wanted, waker: Waker) -> io::Result<Self> {
        let (outbox, outcome) = bounded(1);
        let (asked, questions) = bounded(8);
        let (interest, given_up) = bounded(0);
        let woken = Waker::clone(&waker);
        let ask = move |question: &str| {
            let _nobody_looks = asked.try_send(question.to_owned());
            woken();
        };
        Builder::new().name("attach".to_owned()).spawn(move || {
            let patience = Patience { tell: Box::new(ask), given_up, ..Patience::default() };
            let _nobody_waits = outbox.send(attach(&*system, wanted, &patience, &waker));
            waker();
        })?;
        Ok(Self { outcome, questions, _interest: interest })
    }

    /// What came of it, once it is known.
    pub(crate) fn outcome(&self) -> Option<Result<Attached, String>> {
        match self.outcome.try_recv() {
            Ok(outcome) => Some(outcome),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err("the thread that attaches has failed".to_owned())),
        }
    }

    /// What the system asks its user, if that is new.
    pub(crate) fn question(&self) -> Option<String> {
        self.questions.try_iter().last()
    }
}

fn attach(
    system: &dyn System,
    wanted: Wanted,
    patience: &Patience,
    waker: &Waker,
) -> Result<Attached, String> {
    match wanted {
        Wanted::Process(pid) => {
            let source = system.attach(pid, patience)?;
            Ok(Attached { name: source.target().name.clone(), source, beside: Beside::default() })
        }
        Wanted::Demo(kind) => {
            let script = Script { kind, cycles: CYCLES, warmup: WARMUP, fixed: false, untagged: false };
            let cannot = |error| format!("the built-in target cannot be started: {error}");
            let mut target = system.start_demo(&script).map_err(cannot)?;
            let source = system.attach(target.pid(), patience)?;
            let (word, told) = bounded(1);
            let truth = target.await_truth(tell(word, Waker::clone(waker))).map_err(cannot)?;
            let beside = Beside { demo: Some(Demo { target, truth, told }), ..Beside::default() };
            Ok(Attached { source, name: format!("demo-{kind}"), beside })
        }
        Wanted::Command(line) => {
            let launched = system.launch(&line)?;
            let source = system.attach(launched.pid(), patience)?;
            let name = source.target().name.clone();
            Ok(Attached { source, name, beside: Beside { launched: Some(launched), ..Beside::default() } })
        }
    }
}
