//! Why something is not exported.

use std::fmt;
use std::io;
use strandline::platform::files::CreateError;
use strandline::report::svg::PictureError;
use strandline::storage::trace_file::{OpenError, WriteError};

/// Why something is not exported; without the path, which the dialog shows.
#[derive(Debug)]
pub enum ExportError {
    /// A file of that name is there: ask whether it should be replaced.
    AlreadyExists,
    /// Choose another name: the recording there is written or shown.
    InUse,
    /// Choose another name: there is a recording, and this is no copy of one.
    IsRecording,
    /// Choose another name: what is there is no plain file.
    NotAFile(&'static str),
    /// Choose another place, or mend what the error names.
    Unwritable(io::Error),
    /// The trace cannot be copied.
    Write(WriteError),
    /// The trace cannot be read.
    Open(OpenError),
    /// Choose another form: the chart cannot be drawn.
    Picture(PictureError),
    /// Set marks first.
    NoCycles,
    /// Record something first.
    NothingRecorded,
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyExists => f.write_str("it exists already"),
            Self::InUse => {
                f.write_str("that recording is being written or shown by a window; choose another name")
            }
            Self::IsRecording => f.write_str("there is a recording; choose another name"),
            Self::NotAFile(what) => write!(f, "there is {what}; choose another name"),
            Self::Unwritable(error) => match error.kind() {
                io::ErrorKind::NotFound => f.write_str("there is no such folder"),
                io::ErrorKind::PermissionDenied => {
                    f.write_str("the folder is not yours to write to; choose another")
                }
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    f.write_str("the disk is full; choose another")
                }
                _ => error.fmt(f),
            },
            Self::Write(error) => error.fmt(f),
            Self::Open(error) => error.fmt(f),
            Self::Picture(error) => error.fmt(f),
            Self::NoCycles => {
                f.write_str("no cycle was closed: mark the moments when what was opened is closed again")
            }
            Self::NothingRecorded => f.write_str("nothing was recorded in either"),
        }
    }
}

impl std::error::Error for ExportError {}

impl From<CreateError> for ExportError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Io(_, error) => Self::Unwritable(error),
            CreateError::NotAFile { what, .. } => Self::NotAFile(what),
            CreateError::AlreadyExists(_) | CreateError::OtherKind { .. } => Self::AlreadyExists,
        }
    }
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Unwritable(error)
    }
}

impl From<WriteError> for ExportError {
    fn from(error: WriteError) -> Self {
        Self::Write(error)
    }
}

impl From<OpenError> for ExportError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<PictureError> for ExportError {
    fn from(error: PictureError) -> Self {
        Self::Picture(error)
    }
}
