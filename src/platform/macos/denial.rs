//! Reasons for which a way to read a process fails.

use super::kernel::{Errno, Failure, KernelCode, PortRefusal};
use super::numbers;
use std::fmt;

/// Why a step does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denial {
    /// The call says no.
    Refused(PortRefusal),
    /// The call succeeds and gives no port: of a process without task, or with Developer Mode off.
    NoPort,
    /// The port was given, and is good for nothing: the process is ending, or only its name may be known.
    Useless(Failure),
    /// The call says no after it had somebody asked: whoever did say no.
    Declined(PortRefusal),
    /// The call has not come back: nobody has answered.
    Unanswered,
    /// Nobody wants it any more.
    GivenUp,
    /// There was no thread to ask on.
    NotAsked,
}

impl Denial {
    /// Whether asking for another port would only put the same question to the user again. One whom nobody asked has not
    /// answered.
    pub(super) fn is_final(self) -> bool {
        matches!(self, Self::Declined(_) | Self::Unanswered)
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Useless(Failure::Errno(errno)) => errno.fmt(f),
            Self::Useless(Failure::Code(code)) => code.fmt(f),
            Self::NoPort => f.write_str("it succeeds without giving a port"),
            Self::Declined(refusal) => write!(f, "macOS asked, and the answer was no: {refusal}"),
            Self::Unanswered => f.write_str("macOS asked, and nobody has answered"),
            Self::GivenUp => f.write_str("it was given up"),
            Self::NotAsked => f.write_str("there is no thread to ask on"),
        }
    }
}

impl fmt::Display for PortRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("this macOS does not have it"),
            Self::Errno(errno) => errno.fmt(f),
            Self::Code(code) => code.fmt(f),
        }
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.0 {
            numbers::EPERM => " (EPERM)",
            numbers::ESRCH => " (ESRCH)",
            numbers::EACCES => " (EACCES)",
            numbers::EINVAL => " (EINVAL)",
            _ => "",
        };
        write!(f, "errno {}{name}", self.0)
    }
}

impl fmt::Display for KernelCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.0 {
            numbers::KERN_PROTECTION_FAILURE => " (KERN_PROTECTION_FAILURE)",
            numbers::KERN_INVALID_ARGUMENT => " (KERN_INVALID_ARGUMENT)",
            numbers::KERN_FAILURE => " (KERN_FAILURE)",
            numbers::KERN_ABORTED => " (KERN_ABORTED)",
            numbers::MACH_SEND_INVALID_DEST => " (MACH_SEND_INVALID_DEST)",
            _ => "",
        };
        write!(f, "code {:#x}{name}", self.0)
    }
}
