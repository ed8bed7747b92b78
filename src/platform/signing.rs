//! The outcome of signing a program so that it can be recorded. Only macOS needs that.

use crate::platform::signature::{CS_DEBUGGER, GET_TASK_ALLOW};
use std::fmt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What a program is signed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignAs {
    /// To be looked at: it invites debuggers.
    Target,
    /// To look at others.
    Debugger,
}

impl SignAs {
    /// What it is entitled to.
    pub const fn entitlement(self) -> &'static str {
        match self {
            Self::Target => GET_TASK_ALLOW,
            Self::Debugger => CS_DEBUGGER,
        }
    }
}

/// This program, or a copy of it that is gone with the value, which whoever records it gets the port of without a question.
#[derive(Debug)]
pub struct InvitingProgram {
    path: PathBuf,
    _folder: Option<TempDir>,
}

impl InvitingProgram {
    /// A program that may be looked at as it is.
    pub(super) const fn itself(path: PathBuf) -> Self {
        Self { path, _folder: None }
    }

    /// A copy in a folder of its own.
    pub(super) const fn copy(path: PathBuf, folder: TempDir) -> Self {
        Self { path, _folder: Some(folder) }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A program that is signed; what runs of it already is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub path: PathBuf,
    /// Whether it was signed; if not, it had the entitlement already.
    pub changed: bool,
    /// What to know about it.
    pub notes: Vec<String>,
}

/// A program was not signed, and is as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignError {
    /// Do something else: this system does not decide by signatures.
    NotHere {
        /// What it decides by, and what to do.
        instead: String,
    },
    /// Take another program, or a copy.
    Refused {
        path: PathBuf,
        /// Why it must not be touched.
        reason: String,
        remedy: String,
    },
    /// Mend what went wrong.
    Failed {
        path: PathBuf,
        reason: String,
        /// What mends it, where that is known.
        remedy: Option<String>,
    },
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotHere { instead } => write!(f, "signing is for macOS: {instead}"),
            Self::Refused { path, reason, remedy } => {
                write!(f, "{} is left as it is: {reason}; {remedy}", path.display())
            }
            Self::Failed { path, reason, remedy } => {
                write!(f, "{} was not signed, and is as it was: {reason}", path.display())?;
                remedy.as_ref().map_or(Ok(()), |remedy| write!(f, "; {remedy}"))
            }
        }
    }
}

impl std::error::Error for SignError {}

/// Linux does not look at signatures.
#[cfg(target_os = "linux")]
pub(super) fn not_here() -> SignError {
    let instead = "Linux lets you record what runs as your own user and is dumpable, and asks Yama's ptrace_scope for the rest; \
                   `strandline doctor PID` says what a process wants";
    SignError::NotHere { instead: instead.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_what_to_do() {
        let path = PathBuf::from("/opt/program");
        let check = |error: SignError, expected: &str| assert_eq!(error.to_string(), expected);
        let (reason, remedy) = ("it is odd".to_owned(), "take another".to_owned());
        check(
            SignError::Refused { path: path.clone(), reason: reason.clone(), remedy: remedy.clone() },
            "/opt/program is left as it is: it is odd; take another",
        );
        check(
            SignError::Failed { path: path.clone(), reason: reason.clone(), remedy: Some(remedy) },
            "/opt/program was not signed, and is as it was: it is odd; take another",
        );
        check(
            SignError::Failed { path, reason, remedy: None },
            "/opt/program was not signed, and is as it was: it is odd",
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_says_what_it_wants_instead() {
        let text = crate::platform::sign(Path::new("program"), None, SignAs::Target).unwrap_err().to_string();
        assert!(
            text.contains("for macOS") && text.contains("ptrace_scope") && text.contains("doctor"),
            "{text}"
        );
    }
}
