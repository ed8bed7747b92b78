//! Errors of importing, named by what the user should do.

use super::foreign::Foreign;
use std::fmt;

/// Why texts do not become a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportError {
    /// Give another text in place of this one.
    Refused {
        text: String,
        /// What it is, where that is known.
        foreign: Option<Foreign>,
    },
    /// Choose one of the processes.
    SeveralProcesses(Vec<String>),
    /// Give texts of the process that was chosen.
    NoSuchProcess {
        /// The id that was asked for.
        pid: u32,
        /// The processes there are.
        there_are: Vec<String>,
    },
    /// Give texts of one tool: what the figures mean differs from tool to tool.
    SeveralTools(Vec<String>),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { text, foreign: Some(foreign) } => {
                write!(f, "{text} cannot be imported: {foreign}")
            }
            Self::Refused { text, foreign: None } => write!(
                f,
                "{text} cannot be imported: nothing in it looks like vmmap, footprint, a crash report, maps, smaps, \
                 smaps_rollup or pmap; give the tool's output as it is, in English"
            ),
            Self::SeveralProcesses(processes) => write!(
                f,
                "the texts are about several processes ({}); choose one with --pid, or make a trace of each and compare them",
                processes.join(", ")
            ),
            Self::NoSuchProcess { pid, there_are } => {
                write!(f, "no text is about process {pid}; there are {}", there_are.join(", "))
            }
            Self::SeveralTools(tools) => write!(
                f,
                "the texts are of several tools, whose figures mean different things ({}); give those of one tool",
                tools.join(", ")
            ),
        }
    }
}

impl std::error::Error for ImportError {}
