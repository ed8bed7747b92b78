//! Errors of writing and opening a trace, named by what the caller should do.

use super::version::Version;
use crate::platform::files::{CreateError, Displaced};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a trace cannot be written.
///
/// Nothing that was pushed to a [`Writer`](super::Writer) is lost by an error: it stays in memory, and the next flush
/// tries again.
#[derive(Debug)]
pub enum WriteError {
    /// Choose another name, or replace what is there.
    AlreadyExists(PathBuf),
    /// Choose another name, or have what is there replaced: it is no trace.
    Refused(CreateError),
    /// Save it elsewhere: the path does not lead to what was written any more.
    Displaced(PathBuf, Displaced),
    /// Choose another name, or end the recording that is being written there.
    InUse(PathBuf),
    /// Choose another name, or close the window that shows the trace there.
    Shown(PathBuf),
    /// Choose another name: somebody has moved, replaced or removed the file.
    Gone(PathBuf),
    /// Choose another name: in its own place the file would lose what is behind its damage.
    Damaged(PathBuf),
    /// Make room, then flush again.
    NoRoom(PathBuf, io::Error),
    /// Mend what the error names and flush again, or choose another place.
    Unwritable(PathBuf, io::Error),
    /// End the recording: one snapshot has more changes than a file can hold.
    TooMuch(PathBuf),
    /// Choose another file: this one cannot be copied, since it cannot be opened.
    Unopenable(OpenError),
}

impl WriteError {
    /// Whether the file would be replaced, if that were asked for.
    pub const fn can_be_replaced(&self) -> bool {
        match self {
            Self::AlreadyExists(_) => true,
            Self::Refused(refusal) => refusal.can_be_replaced(),
            _ => false,
        }
    }

    /// Whether a limit on file sizes is the reason.
    pub fn is_of_size_limit(&self) -> bool {
        matches!(self, Self::NoRoom(_, error) if error.kind() == io::ErrorKind::FileTooLarge)
    }

    /// Names an error of the file system.
    pub(super) fn from_io(path: &Path, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AlreadyExists => Self::AlreadyExists(path.to_owned()),
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge
            | io::ErrorKind::WriteZero => Self::NoRoom(path.to_owned(), error),
            _ => Self::Unwritable(path.to_owned(), error),
        }
    }
}

impl From<CreateError> for WriteError {
    fn from(refusal: CreateError) -> Self {
        match refusal {
            CreateError::AlreadyExists(path) => Self::AlreadyExists(path),
            CreateError::Io(path, error) => Self::from_io(&path, error),
            other => Self::Refused(other),
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyExists(path) => {
                write!(f, "a file of this name is there already: {}", path.display())
            }
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Displaced(path, how) => write!(f, "{how}: {}", path.display()),
            Self::InUse(path) => write!(f, "a recording is being written there: {}", path.display()),
            Self::Shown(path) => {
                write!(f, "a window shows the recording that lies there: {}", path.display())
            }
            Self::Gone(path) => {
                write!(f, "the file was moved, replaced or removed by another program: {}", path.display())
            }
            Self::Damaged(path) => write!(f, "the file is damaged and stays as it is: {}", path.display()),
            Self::NoRoom(path, error) => write!(f, "{} for {}", error.kind(), path.display()),
            Self::Unwritable(path, error) => {
                let kind = match error.kind() {
                    io::ErrorKind::NotFound => "there is no such folder".to_owned(),
                    kind => kind.to_string(),
                };
                write!(f, "the trace cannot be written ({kind}): {}", path.display())
            }
            Self::TooMuch(path) => {
                write!(f, "one snapshot has more changes than a trace can hold: {}", path.display())
            }
            Self::Unopenable(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoRoom(_, error) | Self::Unwritable(_, error) => Some(error),
            Self::Unopenable(error) => std::error::Error::source(error),
            Self::Refused(refusal) => std::error::Error::source(refusal),
            Self::Displaced(..)
            | Self::AlreadyExists(_)
            | Self::InUse(_)
            | Self::Shown(_)
            | Self::Gone(_)
            | Self::Damaged(_)
            | Self::TooMuch(_) => None,
        }
    }
}

impl From<OpenError> for WriteError {
    fn from(error: OpenError) -> Self {
        Self::Unopenable(error)
    }
}

/// Why a file cannot be opened as a trace at all. A trace that is cut or damaged behind its manifest does open.
#[derive(Debug)]
pub enum OpenError {
    /// Mend what the error names.
    Unreadable(PathBuf, io::Error),
    /// Choose another file, or import it: this is something else.
    NotATrace(PathBuf),
    /// Take a newer Strandline: the file follows a version that this one does not know.
    TooNew {
        /// The version that the file names.
        version: u32,
        path: PathBuf,
    },
    /// Give it up: what says of whom the trace was taken, and how to read it, is damaged.
    DamagedManifest {
        /// What is wrong with it.
        reason: String,
        path: PathBuf,
    },
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => {
                let kind = match error.kind() {
                    io::ErrorKind::NotFound => "it is not there".to_owned(),
                    kind => kind.to_string(),
                };
                write!(f, "the file cannot be read ({kind}): {}", path.display())
            }
            Self::NotATrace(path) => write!(f, "the file is not a strandline trace: {}", path.display()),
            Self::TooNew { version, path } => {
                let (path, newest) = (path.display(), Version::NEWEST.number());
                write!(
                    f,
                    "the trace has version {version}, and this strandline reads up to {newest}; a newer one opens it: {path}"
                )
            }
            Self::DamagedManifest { reason, path } => {
                let path = path.display();
                write!(f, "the trace cannot be opened, its manifest is damaged ({reason}): {path}")
            }
        }
    }
}

impl std::error::Error for OpenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable(_, error) => Some(error),
            Self::NotATrace(_) | Self::TooNew { .. } | Self::DamagedManifest { .. } => None,
        }
    }
}
