//! The machine, as far as the window asks it anything. Tests have one of their own.

use std::io;
use std::path::PathBuf;
use strandline::cli::demo_target::DemoTarget;
use strandline::platform::demo::Script;
use strandline::source::{AttachError, Candidate, Source};
use strandline::{own_files, platform};

/// Where processes and files come from.
pub trait System: Send + Sync {
    /// Every process there is.
    fn processes(&self) -> Result<Vec<Candidate>, AttachError>;

    /// Attaches to a process; says why not.
    fn attach(&self, pid: u32) -> Result<Box<dyn Source>, String>;

    /// Where recordings are kept that nobody named.
    fn state_directory(&self) -> Result<PathBuf, String>;

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

    fn attach(&self, pid: u32) -> Result<Box<dyn Source>, String> {
        let rules = own_files::rules().map_err(|error| error.to_string())?;
        platform::attach(pid, rules).map_err(|error| error.to_string())
    }

    fn state_directory(&self) -> Result<PathBuf, String> {
        own_files::state_directory().map_err(|error| error.to_string())
    }

    fn start_demo(&self, script: &Script) -> io::Result<DemoTarget> {
        DemoTarget::start(script)
    }
}
