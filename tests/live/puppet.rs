//! A child process that maps what it is told to, and a recording of it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use strandline::analysis::{Growth, GrowthFigures, Metric, Window};
use strandline::classify::categories::Rules;
use strandline::model::{MarkRole, Recording, Trace};
use strandline::platform;
use strandline::record::session::{End, Event, MarkAnswer, Options, Session, recording_start};

/// The tool, as cargo built it.
pub(crate) const TOOL: &str = env!("CARGO_BIN_EXE_strandline");

/// The category of what the puppet maps beside plain memory.
pub(crate) const CHURN: &str =
    if cfg!(target_os = "macos") { "App-Specific ▸ App-Specific Tag 3" } else { "Named ▸ Churn" };

/// A child process that maps what it is told to.
pub(crate) struct Puppet {
    child: Child,
    answers: BufReader<ChildStdout>,
}

impl Puppet {
    /// Starts it, and waits until it has done what every program does at its start: that maps memory too.
    pub(crate) fn new() -> Self {
        let mut child =
            Command::new(TOOL).arg("puppet").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let mut puppet = Self { child, answers };
        puppet.order("touch");
        puppet
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Has it do something, and waits until it did.
    pub(crate) fn order(&mut self, order: &str) {
        writeln!(self.child.stdin.as_ref().unwrap(), "{order}").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        assert_eq!(answer, "ok\n", "to {order}");
    }

    /// Lets it end by itself.
    pub(crate) fn let_go(&mut self) {
        drop(self.child.stdin.take());
        self.child.wait().unwrap();
    }
}

impl Drop for Puppet {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _gone_already = self.child.kill();
        let _waited_for = self.child.wait();
    }
}

/// A recording of a process, driven by marks.
pub(crate) struct Take {
    session: Session,
    pub(crate) trace: Trace,
    pub(crate) end: Option<End>,
}

impl Take {
    pub(crate) fn attach(pid: u32, interval: Duration) -> Self {
        let source = platform::attach(pid, Rules::built_in(), &platform::Patience::default()).unwrap();
        let start = recording_start(&*source, interval);
        let session = Session::start(source, Options { interval, ..Options::default() }).unwrap();
        Self { session, trace: Trace { recording: Recording::new(start), ..Trace::default() }, end: None }
    }

    /// Sets a mark, and takes in everything up to it.
    pub(crate) fn mark(&mut self, label: &str) -> MarkAnswer {
        self.mark_as(MarkRole::Note, label)
    }

    /// The same, where the mark means something for the cycles.
    pub(crate) fn mark_as(&mut self, role: MarkRole, label: &str) -> MarkAnswer {
        let answer = self.session.mark_requester().request(label.to_owned(), role);
        while self.trace.annotations.mark_labelled(label).is_none() {
            self.take_in();
        }
        answer.recv().unwrap().unwrap()
    }

    /// Takes in events until `enough`, for half a minute at most.
    pub(crate) fn until(&mut self, what: &str, enough: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !enough(self) {
            assert!(began.elapsed() < Duration::from_secs(30), "{what} did not happen");
            self.take_in();
        }
    }

    /// Ends it.
    pub(crate) fn stop(mut self) -> Trace {
        self.session.stop();
        self.until("the end", |take| take.end.is_some());
        self.trace
    }

    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    fn take_in(&mut self) {
        let Ok(event) = self.session.events().recv_timeout(Duration::from_secs(30)) else {
            panic!("the sampler is silent")
        };
        event.apply_to(&mut self.trace).unwrap();
        if let Event::Ended(end) = event {
            self.end = Some(end);
        }
    }
}

/// What a category did between two marks.
pub(crate) fn figures(trace: &Trace, category: &str, from: &str, to: &str) -> GrowthFigures {
    let window = Window::resolve(trace, Some(from), Some(to)).unwrap();
    let growth = Growth::measure(&trace.recording, window, Metric::Mapped);
    let named = |id| trace.recording.category(id).is_some_and(|found| found.to_string() == category);
    growth.rows.iter().find(|row| named(row.category)).map_or_else(GrowthFigures::default, |row| row.figures)
}
