//! Why a job has failed.

use super::Panicked;
use crate::state::ExportError;
use std::fmt;
use std::io;
use std::path::PathBuf;
use strandline::import::ImportError;
use strandline::platform::launch::LaunchError;
use strandline::source::AttachError;
use strandline::storage::own_files::OwnFilesError;
use strandline::storage::trace_file::{OpenError, WriteError};

/// Why a job has failed; named by where.
#[derive(Debug)]
pub(crate) enum JobError {
    /// A file that was to be opened cannot be read.
    Unreadable(PathBuf, io::Error),
    /// A trace cannot be opened.
    Open(OpenError),
    /// A trace cannot be written.
    Write(WriteError),
    /// Something cannot be exported.
    Export(ExportError),
    /// The file that shall be changed is gone.
    Gone,
    /// Texts do not become a recording.
    Import(ImportError),
    /// Our own files cannot be had.
    OwnFiles(OwnFilesError),
    /// There is no place for temporary files.
    NoTemporaryFiles(io::Error),
    /// A process cannot be attached to.
    Attach(AttachError),
    /// A command cannot be started.
    Launch(LaunchError),
    /// The built-in target cannot be started.
    Demo(io::Error),
    /// The sampler cannot be started.
    Sampler(io::Error),
    /// There is no thread for it.
    NoThread(io::Error),
    /// A mistake of ours.
    Panicked(Panicked),
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(f, "{} cannot be read: {error}", path.display()),
            Self::Open(error) => error.fmt(f),
            Self::Write(error) => error.fmt(f),
            Self::Export(error) => error.fmt(f),
            Self::Gone => f.write_str("its file is gone"),
            Self::Import(error) => error.fmt(f),
            Self::OwnFiles(error) => error.fmt(f),
            Self::NoTemporaryFiles(error) | Self::NoThread(error) => error.fmt(f),
            Self::Attach(error) => error.fmt(f),
            Self::Launch(error) => error.fmt(f),
            Self::Demo(error) => write!(f, "the built-in target cannot be started: {error}"),
            Self::Sampler(error) => write!(f, "the sampler cannot be started: {error}"),
            Self::Panicked(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for JobError {}

impl JobError {
    /// Whether a file is in the way that would be replaced, if that were asked for.
    pub(crate) const fn can_be_replaced(&self) -> bool {
        match self {
            Self::Write(error) => error.can_be_replaced(),
            Self::Export(error) => matches!(error, ExportError::AlreadyExists),
            _ => false,
        }
    }
}

/// Errors that need no more words.
macro_rules! from {
    ($($error:ty => $variant:ident),+ $(,)?) => {
        $(impl From<$error> for JobError {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        })+
    };
}

from! {
    OpenError => Open,
    WriteError => Write,
    ExportError => Export,
    ImportError => Import,
    OwnFilesError => OwnFiles,
    AttachError => Attach,
    LaunchError => Launch,
    Panicked => Panicked,
}
