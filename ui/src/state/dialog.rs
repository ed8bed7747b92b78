//! What stands before the window and wants an answer.

use super::{Export, Offer, RunId};
use std::path::PathBuf;
use strandline::model::Mark;
use strandline::platform::files::unused_neighbour;
use strandline::platform::launch::CommandLine;
use strandline::storage::own_files::expanded;

/// One dialog at a time.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Find a command by its name.
    Palette {
        /// What is searched for.
        query: String,
        /// Which of those found is chosen.
        chosen: usize,
    },
    /// Start a command.
    Launch {
        /// The command with its arguments.
        line: String,
        /// Where it is to run; nothing for where we do.
        folder: String,
    },
    /// What is chosen for good.
    Settings,
    /// Give a mark another name.
    Rename {
        mark: Mark,
        /// Its new name as far as it is typed.
        label: String,
    },
    /// A path is to be typed, where the system has no dialog for it.
    Path {
        purpose: PathPurpose,
        /// As far as it is typed.
        text: String,
        /// Why the last one would not do.
        error: Option<String>,
    },
    /// A file is there already.
    Replace(Replace),
    /// What is on screen is to be given out: in which form?
    Export(Export),
    /// Texts were read: what is to be made of them?
    Import(Offer),
    /// Something would be lost.
    Unsaved(Unsaved),
    /// A recording in the bin is to be deleted for good.
    Delete {
        path: PathBuf,
        /// What it is called.
        name: String,
    },
}

/// A file that is there already: is it to be replaced?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replace {
    pub purpose: PathPurpose,
    pub path: PathBuf,
    /// A name beside it that nothing has.
    pub other: PathBuf,
}

impl Replace {
    /// Asks about a file.
    pub fn new(purpose: PathPurpose, path: PathBuf) -> Self {
        let other = unused_neighbour(&path);
        Self { purpose, path, other }
    }
}

/// What was not saved, and what is to be done afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaved {
    /// What is done afterwards.
    pub then: Then,
    /// The recordings that lie in the state directory only.
    pub kept: Vec<RunId>,
    /// The recordings whose marks are other than in their files.
    pub edited: Vec<RunId>,
    /// What they are called.
    pub names: Vec<String>,
}

/// What a path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPurpose {
    /// To open what lies there.
    Open,
    /// To save there.
    Save,
    /// To export there.
    Export(Export),
}

/// A path as it was typed.
pub fn typed_path(text: &str) -> PathBuf {
    expanded(text.trim())
}

/// The endings of what can be opened, as far as such files have one of their own.
const READABLE: [&str; 8] = ["strand", "ron", "txt", "log", "md", "json", "crash", "ips"];

impl PathPurpose {
    /// What kinds of files the system's dialog offers, by name and endings. Where it shows all others in grey and has no
    /// kind for all files there is none to open: what another tool has said may have any ending, or none.
    pub fn filters(self, greys_out: bool) -> Vec<(&'static str, Vec<&'static str>)> {
        match self {
            Self::Open if greys_out => Vec::new(),
            Self::Open => {
                vec![("Traces and texts of other tools", READABLE.to_vec()), ("All files", vec!["*"])]
            }
            Self::Save => vec![("Strandline traces", vec!["strand"])],
            Self::Export(export) => vec![(export.form.name, vec![export.form.ending])],
        }
    }
}

/// What is done once what would be lost is saved, or given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// This recording is left.
    CloseRun(RunId),
    /// The window is closed.
    Quit,
}

/// What is to become of what was not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// It is saved, where there is only one: the user is asked where.
    Save,
    /// It is kept in the state directory, and offered again.
    Keep,
    /// It is moved to the bin; marks that are in no file are given up.
    Discard,
}

impl Dialog {
    /// A palette that finds everything.
    pub const fn palette() -> Self {
        Self::Palette { query: String::new(), chosen: 0 }
    }

    /// A launch of nothing yet.
    pub const fn launch() -> Self {
        Self::Launch { line: String::new(), folder: String::new() }
    }

    /// The command that is to be launched, with its folder.
    pub fn launched_line(line: &str, folder: &str) -> String {
        if folder.trim().is_empty() {
            return line.trim().to_owned();
        }
        // What is wrong with it is told when it is launched.
        let parsed = CommandLine::parse(line).map(|line| line.in_directory(&typed_path(folder)));
        parsed.map_or_else(|_wrong| line.to_owned(), |line| line.to_string())
    }

    /// A mark with its present name.
    pub fn rename(mark: &Mark) -> Self {
        Self::Rename { mark: mark.clone(), label: mark.label.clone() }
    }

    /// A path that begins with what is known.
    pub fn path(purpose: PathPurpose, known: PathBuf) -> Self {
        let text = known.into_os_string().to_string_lossy().into_owned();
        Self::Path { purpose, text, error: None }
    }

    /// The same, and why the path would not do.
    #[must_use]
    pub fn refused(self, reason: &str) -> Self {
        match self {
            Self::Path { purpose, text, .. } => Self::Path { purpose, text, error: Some(reason.to_owned()) },
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_filter_greys_out_other_files_there_is_none_to_open() {
        assert!(PathPurpose::Open.filters(true).is_empty());
        let elsewhere = PathPurpose::Open.filters(false);
        assert!(elsewhere.iter().any(|(_, endings)| *endings == ["*"]), "{elsewhere:?}");
        assert_eq!(PathPurpose::Save.filters(true), [("Strandline traces", vec!["strand"])]);
    }
}
