//! Why a file cannot be created; named by what the caller should do.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a file cannot be created.
#[derive(Debug)]
pub enum CreateError {
    /// Choose another name, or have the file replaced.
    AlreadyExists(PathBuf),
    /// Choose another name, or have the file replaced: it is of another kind than what is written.
    OtherKind {
        path: PathBuf,
        /// What it is not: "trace".
        kind: &'static str,
    },
    /// Choose another name: what is there is no plain file.
    NotAFile {
        path: PathBuf,
        /// What is there: "a device".
        what: &'static str,
    },
    /// Mend what the error names, or choose another place.
    Io(PathBuf, io::Error),
}

impl CreateError {
    /// Whether the file would be replaced, if that were asked for.
    pub const fn can_be_replaced(&self) -> bool {
        matches!(self, Self::AlreadyExists(_) | Self::OtherKind { .. })
    }

    /// The file that was to be created.
    pub fn path(&self) -> &Path {
        match self {
            Self::AlreadyExists(path)
            | Self::OtherKind { path, .. }
            | Self::NotAFile { path, .. }
            | Self::Io(path, _) => path,
        }
    }
}

impl fmt::Display for CreateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path().display();
        match self {
            Self::AlreadyExists(_) => write!(f, "{path} exists already"),
            Self::OtherKind { kind, .. } => write!(f, "{path} exists already and is not a {kind}"),
            Self::NotAFile { what, .. } => {
                write!(f, "{path} is {what}; give the name of a file")
            }
            Self::Io(_, error) => match error.kind() {
                io::ErrorKind::NotFound => write!(f, "{path} cannot be created: there is no such folder"),
                _ => write!(f, "{path} cannot be created: {error}"),
            },
        }
    }
}

impl Error for CreateError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            _ => None,
        }
    }
}

/// The path of a file does not lead to what was written: somebody moved, removed, replaced or cut it.
#[derive(Debug)]
pub struct Displaced(pub(super) &'static str);

impl fmt::Display for Displaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Displaced {}
