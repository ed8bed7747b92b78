//! The machine, as far as the window asks it anything. Tests have one of their own.

use std::io;
use std::path::PathBuf;
use strandline::cli::demo_target::DemoTarget;
use strandline::platform::demo::Script;
use strandline::platform::{MemoryUnknown, SystemMemory};
use strandline::source::{AttachError, Candidate, Source};
use strandline::{own_files, platform};

/// Where processes and files come from.
pub trait System: Send + Sync {
    /// Every process but our own.
    fn processes(&self) -> Result<Vec<Candidate>, AttachError>;

    /// What its memory is used for.
    fn memory(&self) -> Result<SystemMemory, MemoryUnknown>;

    /// Whether we may do what root may.
    fn is_root(&self) -> bool;

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
        let mut processes = platform::processes()?;
        processes.retain(|candidate| candidate.pid != std::process::id());
        Ok(processes)
    }

    fn memory(&self) -> Result<SystemMemory, MemoryUnknown> {
        platform::system_memory()
    }

    fn is_root(&self) -> bool {
        platform::is_root()
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
