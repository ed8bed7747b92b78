//! The machine, as far as the window asks it anything. Tests have one of their own.

use std::io;
use strandline::cli::demo_target::DemoTarget;
use strandline::launch::{CommandLine, Launched};
use strandline::own_files::OwnFiles;
use strandline::platform::SystemMemory;
use strandline::platform::demo::Script;
use strandline::source::{AttachError, Candidate, Source};
use strandline::{own_files, platform};

/// Where processes and files come from.
pub trait System: Send + Sync {
    /// Every process there is.
    fn processes(&self) -> Result<Vec<Candidate>, AttachError>;

    /// What the machine's memory is used for; says why that is not known.
    fn memory(&self) -> Result<SystemMemory, String>;

    /// Attaches to a process, as far as that is permitted: the recording's first warning says why it has totals only. Says
    /// why not even those.
    fn attach(&self, pid: u32) -> Result<Box<dyn Source>, String>;

    /// Starts a command, given as one would type it into a shell; says what is wrong with it.
    fn launch(&self, line: &str) -> Result<Launched, String>;

    /// Our own files: unsaved recordings, traces that were used lately, settings. It is cheap to ask for them; what is in
    /// them is read when they are asked, which is nothing for the window's thread.
    fn files(&self) -> Result<OwnFiles, String>;

    /// Starts a built-in target.
    fn start_demo(&self, script: &Script) -> io::Result<DemoTarget>;
}

/// This machine.
#[derive(Clone, Copy, Debug)]
pub struct Machine;

impl System for Machine {
    fn processes(&self) -> Result<Vec<Candidate>, AttachError> {
        platform::processes()
    }

    fn memory(&self) -> Result<SystemMemory, String> {
        platform::system_memory().map_err(|error| error.to_string())
    }

    fn attach(&self, pid: u32) -> Result<Box<dyn Source>, String> {
        let rules = own_files::rules().map_err(|error| error.to_string())?;
        platform::attach_as_permitted(pid, rules).map_err(|error| error.to_string())
    }

    fn launch(&self, line: &str) -> Result<Launched, String> {
        let line = CommandLine::parse(line);
        line.and_then(|line| Launched::start(&line)).map_err(|error| error.to_string())
    }

    fn files(&self) -> Result<OwnFiles, String> {
        OwnFiles::of_user().map_err(|error| error.to_string())
    }

    fn start_demo(&self, script: &Script) -> io::Result<DemoTarget> {
        DemoTarget::start(script)
    }
}
