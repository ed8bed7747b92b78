//! A machine of which every answer is known.

use crate::scripted::Scripted;
use crossbeam_channel::TryRecvError;
use std::any::Any;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use strandline::classify::categories::Rules;
use strandline::model::units::Bytes;
use strandline::platform::demo::Script;
use strandline::platform::launch::{CommandLine, DemoTarget, LaunchError, Launched};
use strandline::platform::{MemoryPart, MemoryUnknown, PartRole, Patience, SystemMemory};
use strandline::record::session::recording_start;
use strandline::source::{Access, AttachError, Candidate, Source};
use strandline::storage::own_files::{OwnFiles, OwnFilesError};
use strandline::storage::trace_file::{Existing, Writer};
use strandline_app::shell::Desk;
use strandline_app::state::PathPurpose;
use strandline_app::system::{FileDialog, System};
use tempfile::TempDir;

/// The process with this pid exits soon.
pub(crate) const SHORT_LIVED: u32 = 4_000_007;

/// The system asks its user about the process with this pid.
pub(crate) const ASKED: u32 = 4_000_055;

/// The sampler of the process with this pid panics soon.
pub(crate) const FAULTY: u32 = 4_000_098;

/// What the machine says when it is asked for its processes.
pub(crate) enum Answer {
    /// These.
    These(Vec<Candidate>),
    /// Those that are in there at the time.
    Now(Arc<Mutex<Vec<Candidate>>>),
    /// None, once somebody lets go of the other end.
    Late(Mutex<Receiver<()>>),
}

/// The machine.
pub(crate) struct FakeMachine {
    answer: Answer,
    state: Arc<TempDir>,
    /// What it was asked to start.
    launched: Mutex<Vec<u32>>,
    /// Where its desktop leaves what it wants, if it is a Mac's.
    desk: Option<Desk>,
    /// How often it is kept awake at present.
    awake: Arc<AtomicUsize>,
    /// The dialog about [`ASKED`]: what is said there lets it be attached to.
    dialog: (crossbeam_channel::Sender<()>, crossbeam_channel::Receiver<()>),
}

impl FakeMachine {
    pub(crate) fn with(answer: Answer) -> Self {
        Self {
            answer,
            state: Arc::new(tempfile::tempdir().expect("there is room for a folder")),
            launched: Mutex::default(),
            desk: None,
            awake: Arc::default(),
            dialog: crossbeam_channel::bounded(1),
        }
    }

    /// Says yes in the system's dialog.
    pub(crate) fn allow(&self) {
        self.dialog.0.send(()).expect("the dialog is there");
    }

    /// With a desktop as a Mac has it.
    pub(crate) fn with_desk(self) -> Self {
        Self { desk: Some(Desk::new()), ..self }
    }

    /// How often it is kept awake at present.
    pub(crate) fn awake(&self) -> usize {
        self.awake.load(Ordering::Relaxed)
    }

    /// Another window's, with the same files.
    pub(crate) fn beside(other: &Self, answer: Answer) -> Self {
        Self { state: Arc::clone(&other.state), ..Self::with(answer) }
    }

    pub(crate) fn that_waits() -> (Self, Sender<()>) {
        let (gate, wait) = channel();
        (Self::with(Answer::Late(Mutex::new(wait))), gate)
    }

    /// A folder that is gone with the machine.
    pub(crate) fn folder(&self) -> PathBuf {
        self.state.path().to_owned()
    }

    /// A trace that ends before its first snapshot.
    pub(crate) fn empty_trace(&self) -> PathBuf {
        let path = self.state.path().join("empty.strand");
        let start = recording_start(&Scripted::new(4_000_000), Duration::from_millis(100));
        let writer = Writer::create(&path, Existing::Keep, &start);
        writer.and_then(|mut writer| writer.finish()).expect("there is room for a trace");
        path
    }
}

impl System for FakeMachine {
    fn processes(&self) -> Result<Vec<Candidate>, AttachError> {
        match &self.answer {
            Answer::These(candidates) => Ok(candidates.clone()),
            Answer::Now(candidates) => Ok(candidates.lock().expect("nobody panicked with it").clone()),
            Answer::Late(wait) => {
                let _let_go = wait.lock().expect("nobody panicked with it").recv();
                Err(AttachError::Unsupported { reason: "it is a fake".to_owned() })
            }
        }
    }

    fn memory(&self) -> Result<SystemMemory, MemoryUnknown> {
        let part = |name, role, mib: u64| MemoryPart { name, role, bytes: Bytes::from_kib(mib << 10) };
        Ok(SystemMemory {
            parts: vec![
                part("used", PartRole::Used, 6144),
                part("buffers", PartRole::Cache, 256),
                part("cached", PartRole::Cache, 1536),
                part("free", PartRole::Free, 256),
            ],
            available: Some(Bytes::from_kib(1800 << 10)),
            swap_used: Bytes::from_kib(512 << 10),
            swap_total: Bytes::from_kib(2048 << 10),
        })
    }

    fn is_root(&self) -> bool {
        false
    }

    /// Only processes with high pids can be recorded, and those that were started here.
    fn attach(&self, pid: u32, _rules: Rules, patience: &Patience) -> Result<Box<dyn Source>, AttachError> {
        let is_ours = self.launched.lock().expect("nobody panicked with it").contains(&pid);
        if pid < 4_000_000 && !is_ours {
            return Err(AttachError::NoSuchProcess { pid });
        }
        if pid == ASKED {
            (patience.tell)("macOS is asking whether Strandline may look at safe: answer its dialog");
            crossbeam_channel::select! {
                recv(self.dialog.1) -> _ => {
                    // The answer is meant for whoever asks after this one gave up.
                    if patience.given_up.try_recv() != Err(TryRecvError::Empty) {
                        self.allow();
                        return Err(AttachError::GivenUp { pid });
                    }
                }
                recv(patience.given_up) -> _ => return Err(AttachError::GivenUp { pid }),
            }
        }
        let source = Scripted::new(pid);
        Ok(Box::new(match pid {
            SHORT_LIVED => source.mortal(Duration::from_secs(1)),
            FAULTY => source.faulty(),
            _ => source,
        }))
    }

    /// Really starts it: what it does is the test's affair.
    fn launch(&self, line: &str) -> Result<Launched, LaunchError> {
        let line = CommandLine::parse(line);
        let launched = line.and_then(|line| Launched::start(&line))?;
        self.launched.lock().expect("nobody panicked with it").push(launched.pid());
        Ok(launched)
    }

    fn rules(&self) -> Result<Rules, OwnFilesError> {
        Ok(Rules::built_in())
    }

    fn files(&self) -> Result<OwnFiles, OwnFilesError> {
        Ok(OwnFiles::at(self.state.path(), self.state.path()))
    }

    /// A machine without a dialog for paths: the window asks by itself.
    fn file_dialog(&self, _purpose: PathPurpose, _suggested: &Path) -> Option<FileDialog> {
        None
    }

    fn start_demo(&self, _script: &Script) -> io::Result<DemoTarget> {
        Err(io::Error::other("a test has no program to start once more"))
    }

    /// Other tests record processes of the same number at the same time.
    fn mark_socket(&self, pid: u32) -> PathBuf {
        self.state.path().join("sockets").join(format!("{pid}.sock"))
    }

    fn desk(&self) -> Option<&Desk> {
        self.desk.as_ref()
    }

    fn keep_awake(&self, _reason: &str) -> Option<Box<dyn Any>> {
        self.awake.fetch_add(1, Ordering::Relaxed);
        Some(Box::new(Awake(Arc::clone(&self.awake))))
    }
}

/// Counts until it is dropped.
struct Awake(Arc<AtomicUsize>);

impl Drop for Awake {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

pub(crate) fn candidate(pid: u32, name: &str, mib: u64) -> Candidate {
    let size = Bytes::from_kib(mib * 1024);
    Candidate {
        pid,
        name: name.to_owned(),
        command: format!("/usr/bin/env --of {pid}"),
        user: "mira".to_owned(),
        resident: size + Bytes::from_kib(4),
        swapped: Bytes::ZERO,
        footprint: size,
        is_upper_bound: false,
        access: Access::Full,
    }
}

pub(crate) fn refused(pid: u32, name: &str, mib: u64) -> Candidate {
    let refusal = AttachError::NotPermitted {
        pid,
        reason: "it is protected".to_owned(),
        remedy: "run Strandline as root".to_owned(),
        command: Some(format!("sudo strandline record --pid {pid}")),
    };
    Candidate { access: Access::Totals(refusal), ..candidate(pid, name, mib) }
}
