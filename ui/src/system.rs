//! The machine, as far as the window asks it anything. Tests have one of their own.

use crate::shell::{self, Desk};
use crate::state::PathPurpose;
use std::any::Any;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use strandline::classify::categories::Rules;
use strandline::platform::demo::Script;
use strandline::platform::launch::{CommandLine, DemoTarget, LaunchError, Launched};
use strandline::platform::{MemoryUnknown, Patience, SystemMemory};
use strandline::record::session::marks::socket_path;
use strandline::source::{AttachError, Candidate, Source};
use strandline::storage::anonymise::Names;
use strandline::storage::own_files::{OwnFiles, OwnFilesError};
use strandline::{platform, storage::own_files};

/// Waits until the user has chosen a path, or none.
pub type FileDialog = Box<dyn FnOnce() -> Option<PathBuf> + Send>;

/// Where processes and files come from.
pub trait System: Send + Sync {
    /// Every process but our own.
    fn processes(&self) -> Result<Vec<Candidate>, AttachError>;

    /// What the machine's memory is used for; says why that is not known.
    fn memory(&self) -> Result<SystemMemory, MemoryUnknown>;

    /// Whether we may do what root may.
    fn is_root(&self) -> bool;

    /// Attaches to a process, as far as that is permitted: the recording's first warning says why it has totals only. Says
    /// why not even those.
    /// Where the system asks its user first, that takes as long as `patience` has.
    fn attach(&self, pid: u32, rules: Rules, patience: &Patience) -> Result<Box<dyn Source>, AttachError>;

    /// Starts a command, given as one would type it into a shell; says what is wrong with it.
    fn launch(&self, line: &str) -> Result<Launched, LaunchError>;

    /// The rules by which memory falls into categories; says what is wrong with them.
    fn rules(&self) -> Result<Rules, OwnFilesError> {
        own_files::rules()
    }

    /// Names of users and machines that are left out where names are.
    fn names(&self) -> Names {
        Names::default()
    }

    /// Our own files: unsaved recordings, traces that were used lately, settings. It is cheap to ask for them; what is in
    /// them is read when they are asked, which is nothing for the window's thread.
    fn files(&self) -> Result<OwnFiles, OwnFilesError>;

    /// The system's own dialog for paths, to be called on a thread of its own; nothing where there is none.
    fn file_dialog(&self, purpose: PathPurpose, suggested: &Path) -> Option<FileDialog>;

    /// Starts a built-in target.
    fn start_demo(&self, script: &Script) -> io::Result<DemoTarget>;

    /// Where marks can be set from outside in a recording of this process.
    fn mark_socket(&self, pid: u32) -> PathBuf {
        socket_path(pid)
    }

    /// Where the desktop leaves what it wants of the window, if it is one that does.
    fn desk(&self) -> Option<&Desk> {
        None
    }

    /// Keeps the machine awake, and the window from being slowed down, until what is returned is dropped.
    fn keep_awake(&self, _reason: &str) -> Option<Box<dyn Any>> {
        None
    }
}

type BoxFuture = Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>>;

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

    fn attach(&self, pid: u32, rules: Rules, patience: &Patience) -> Result<Box<dyn Source>, AttachError> {
        platform::attach_as_permitted(pid, rules, patience)
    }

    fn names(&self) -> Names {
        Names { users: platform::known_users(), hosts: platform::known_hosts() }
    }

    fn launch(&self, line: &str) -> Result<Launched, LaunchError> {
        let line = CommandLine::parse(line)
            .map(|line| line.with_search_path(shell::search_path()).or_in_directory(shell::working_folder()));
        line.and_then(|line| Launched::start(&line))
    }

    fn files(&self) -> Result<OwnFiles, OwnFilesError> {
        OwnFiles::of_user()
    }

    fn file_dialog(&self, purpose: PathPurpose, suggested: &Path) -> Option<FileDialog> {
        if !platform::has_file_dialog() {
            return None;
        }
        let mut dialog = rfd::AsyncFileDialog::new();
        for (name, endings) in purpose.filters(platform::greys_out_by_ending()) {
            dialog = dialog.add_filter(name, &endings);
        }
        if let Some(name) = suggested.file_name() {
            dialog = dialog.set_file_name(name.to_string_lossy());
        }
        if let Some(folder) = suggested.parent().filter(|folder| folder.is_dir()) {
            dialog = dialog.set_directory(folder);
        }
        // macOS wants its panel to be made by the thread that shows the window; whoever waits for it may be any.
        let chosen: BoxFuture = match purpose {
            PathPurpose::Open => Box::pin(dialog.pick_file()),
            PathPurpose::Save | PathPurpose::Export(_) => Box::pin(dialog.save_file()),
        };
        Some(Box::new(move || Some(pollster::block_on(chosen)?.path().to_owned())))
    }

    fn start_demo(&self, script: &Script) -> io::Result<DemoTarget> {
        DemoTarget::start(script)
    }

    fn desk(&self) -> Option<&Desk> {
        shell::desk()
    }

    fn keep_awake(&self, reason: &str) -> Option<Box<dyn Any>> {
        shell::keep_awake(reason)
    }
}
