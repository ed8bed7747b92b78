//! Starts what is to be recorded, and attaches to it: macOS may ask its user first, and the window goes on.

use super::{JobError, Link, Work};
use crate::state::RecordTarget;
use crate::system::System;
use crossbeam_channel::{Receiver, bounded};
use std::sync::Arc;
use std::thread::JoinHandle;
use strandline::platform::Patience;
use strandline::platform::demo::{Script, TargetKind, Truth};
use strandline::platform::launch::{DemoTarget, Launched};
use strandline::source::Source;

/// The demo's cycles that count, and those before.
const CYCLES: u32 = 8;
const WARMUP: u32 = 2;

/// A target that is to be recorded. When the job is dropped, what was started for it ends.
pub(crate) struct Attach {
    pub(crate) target: RecordTarget,
    pub(crate) system: Arc<dyn System>,
}

/// A target that can be recorded.
pub(crate) struct Attached {
    pub(crate) source: Box<dyn Source>,
    pub(crate) name: String,
    /// What was started for the recording, and ends with it.
    pub(crate) started: Started,
}

/// What was started for a recording.
#[derive(Default)]
pub(crate) struct Started {
    pub(crate) demo: Option<Demo>,
    pub(crate) launched: Option<Launched>,
}

/// A built-in target, and who waits for its last word.
pub(crate) struct Demo {
    target: DemoTarget,
    truth: JoinHandle<Option<Truth>>,
    ended: Receiver<()>,
}

impl Demo {
    /// Whether it has gone through its cycles.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended.try_recv().is_ok()
    }

    /// What it said; nothing where it was let go before its end.
    pub(crate) fn truth(self) -> Option<Truth> {
        // Whoever waits for the word of a target that is gone has nothing to wait for.
        drop(self.target);
        self.truth.join().ok().flatten()
    }
}

impl Work for Attach {
    const THREAD: &'static str = "attach";
    /// What the system asks its user.
    type Message = String;
    type Output = Attached;
    type Error = JobError;

    fn run(&mut self, link: &Link<String>) -> Result<Attached, JobError> {
        let asking = link.clone();
        let tell = Box::new(move |question: &str| asking.tell(question.to_owned()));
        let patience = Patience { tell, given_up: link.given_up.clone(), ..Patience::default() };
        match &self.target {
            RecordTarget::Process(pid) => {
                let source = self.attach(*pid, &patience)?;
                Ok(Attached { name: source.target().name.clone(), source, started: Started::default() })
            }
            RecordTarget::Demo(kind) => self.attach_to_demo(*kind, link, &patience),
            RecordTarget::Command(words) => {
                let launched = self.system.launch(words)?;
                let source = self.attach(launched.pid(), &patience)?;
                let name = source.target().name.clone();
                let started = Started { launched: Some(launched), ..Started::default() };
                Ok(Attached { source, name, started })
            }
        }
    }
}

impl Attach {
    fn attach(&self, pid: u32, patience: &Patience) -> Result<Box<dyn Source>, JobError> {
        Ok(self.system.attach(pid, self.system.rules()?, patience)?)
    }

    fn attach_to_demo(
        &self,
        kind: TargetKind,
        link: &Link<String>,
        patience: &Patience,
    ) -> Result<Attached, JobError> {
        let script = Script { kind, cycles: CYCLES, warmup: WARMUP, fixed: false, untagged: false };
        let mut target = self.system.start_demo(&script).map_err(JobError::Demo)?;
        let source = self.attach(target.pid(), patience)?;
        let ((word, ended), link) = (bounded(1), link.clone());
        let then = move || {
            let _nobody_listens = word.send(());
            link.wake();
        };
        let truth = target.await_truth(then).map_err(JobError::Demo)?;
        let demo = Some(Demo { target, truth, ended });
        Ok(Attached { source, name: format!("demo-{kind}"), started: Started { demo, ..Started::default() } })
    }
}
