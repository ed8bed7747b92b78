//! Our own files: where they live, how they are called, and what is in them.

mod bin;
mod places;
mod ron_file;
mod settings;
mod stored;

pub use bin::{BIN_TIME, BinnedTrace};
pub use ron_file::Kept;
pub use settings::{Settings, Theme};
pub use stored::StoredTrace;

use crate::classify::categories::{Rules, RulesError};
use crate::platform::files::{
    TempDir, fitting, make_private_directory, private_temporary_directory_in, read_small_text,
    unused_neighbour,
};
use crate::platform::runtime_directory;
use places::Places;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Where recordings are kept that nobody named: `$XDG_STATE_HOME/strandline`, on a Mac
/// `~/Library/Application Support/Strandline`. It is made, for its owner only, if it is not there.
pub fn state_directory() -> Result<PathBuf, OwnFilesError> {
    made(Places::of_user()?.state)
}

fn made(directory: PathBuf) -> Result<PathBuf, OwnFilesError> {
    match make_private_directory(&directory) {
        Ok(()) => Ok(directory),
        Err(error) => Err(OwnFilesError::Unmakeable(directory, error)),
    }
}

/// Where a recording may be saved that its own file cannot hold, the best place first: the state directory, then new
/// directories of our own among the temporary files and in the runtime directory, which are often on other disks.
pub fn places_for_rescue() -> impl Iterator<Item = Result<RescuePlace, OwnFilesError>> {
    let others = [Some(std::env::temp_dir()), runtime_directory()].into_iter().flatten();
    let made = |parent: PathBuf| match private_temporary_directory_in(&parent) {
        Ok(directory) => Ok(RescuePlace::New(directory)),
        Err(error) => Err(OwnFilesError::Unmakeable(parent, error)),
    };
    std::iter::once_with(|| state_directory().map(RescuePlace::Ours)).chain(others.map(made))
}

/// A directory in which a recording may be saved that its own file cannot hold.
#[derive(Debug)]
pub enum RescuePlace {
    /// One that is there for more than that.
    Ours(PathBuf),
    /// One that was made for it, and goes when it is dropped without being kept.
    New(TempDir),
}

impl RescuePlace {
    pub fn directory(&self) -> &Path {
        match self {
            Self::Ours(directory) => directory,
            Self::New(directory) => directory.path(),
        }
    }

    /// The recording is in it.
    pub fn keep(self) {
        if let Self::New(directory) = self {
            let _stays = directory.keep();
        }
    }
}

/// Our files in the directories where they live. Tests have directories of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFiles {
    state: PathBuf,
    config: PathBuf,
}

impl OwnFiles {
    /// The user's: `$XDG_STATE_HOME/strandline`, which is made if it is not there, and `$XDG_CONFIG_HOME/strandline`; on a
    /// Mac both are `~/Library/Application Support/Strandline`.
    pub fn of_user() -> Result<Self, OwnFilesError> {
        let Places { state, config } = Places::of_user()?;
        Ok(Self::at(made(state)?, config))
    }

    /// Those in these directories: the first for recordings and what the program remembers, the second for what the user
    /// chose.
    pub fn at(state: impl Into<PathBuf>, config: impl Into<PathBuf>) -> Self {
        Self { state: state.into(), config: config.into() }
    }

    /// Where recordings are kept that nobody named.
    pub fn state_directory(&self) -> &Path {
        &self.state
    }
}

/// The category rules in force: the user's, from `categories.ron` in the configuration directory, before our own.
pub fn rules() -> Result<Rules, OwnFilesError> {
    let path = Places::of_user()?.config.join("categories.ron");
    let built_in = Rules::built_in();
    match read_small_text(&path) {
        Ok(text) => match Rules::parse(&text) {
            Ok(own) => Ok(built_in.preceded_by(own)),
            Err(error) => Err(OwnFilesError::WrongRules(path, error)),
        },
        Err(error) if is_not_there(&error) => Ok(built_in),
        Err(error) => Err(OwnFilesError::Unreadable(path, error)),
    }
}

/// Whether there is no such file: some have a home that is none.
fn is_not_there(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// A path as people type it: `~/` is their home directory, where that is known.
pub fn expanded(path: &str) -> PathBuf {
    in_home(path, etcetera::home_dir().ok().as_deref())
}

fn in_home(path: &str, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => PathBuf::from(path),
    }
}

/// A path in `directory` for a trace of a process that nobody named; never that of a file which is there.
pub fn unused_path(directory: &Path, process: &str, pid: u32) -> PathBuf {
    let plain = |letter: char| if letter.is_alphanumeric() { letter } else { '-' };
    let process: String = process.chars().map(plain).collect();
    unused_stem(directory, &format!("{process}-{pid}"))
}

/// A path in `directory` for a trace whose name begins with `stem`; never that of a file which is there.
pub fn unused_stem(directory: &Path, stem: &str) -> PathBuf {
    let name = fitting(stem.as_ref(), ".strand".as_ref());
    let first = directory.join(name);
    if first.symlink_metadata().is_err() { first } else { unused_neighbour(&first) }
}

/// Why a file of our own cannot be had; named by what the user should mend.
#[derive(Debug)]
pub enum OwnFilesError {
    /// Set `HOME`.
    NoHome(String),
    /// Make room, or mend the permission: the directory cannot be made.
    Unmakeable(PathBuf, io::Error),
    /// Mend the permission: the file is there and cannot be read.
    Unreadable(PathBuf, io::Error),
    /// Make room, or mend what the error names: the file cannot be written, moved or removed.
    Unwritable(PathBuf, io::Error),
    /// Wait for its end: a recording is being written to it.
    InUse(PathBuf),
    /// Close the window that shows it.
    Shown(PathBuf),
    /// Remove it by hand: it is not one of our own files.
    NotOurs(PathBuf),
    /// Mend the rules in this file.
    WrongRules(PathBuf, RulesError),
}

impl fmt::Display for OwnFilesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHome(error) => write!(f, "there is no home directory: {error}"),
            Self::Unmakeable(path, error) => {
                write!(f, "the directory cannot be made ({}): {}", error.kind(), path.display())
            }
            Self::Unreadable(path, error) => {
                write!(f, "the file cannot be read ({}): {}", error.kind(), path.display())
            }
            Self::Unwritable(path, error) => {
                write!(f, "the file cannot be changed ({error}): {}", path.display())
            }
            Self::InUse(path) => write!(f, "a recording is being written there: {}", path.display()),
            Self::Shown(path) => {
                write!(f, "a window shows the recording that lies there: {}", path.display())
            }
            Self::NotOurs(path) => write!(f, "the file is not an unsaved recording: {}", path.display()),
            Self::WrongRules(path, error) => write!(f, "{error}: {}", path.display()),
        }
    }
}

impl std::error::Error for OwnFilesError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unmakeable(_, error) | Self::Unreadable(_, error) | Self::Unwritable(_, error) => {
                Some(error)
            }
            Self::NoHome(_) | Self::InUse(_) | Self::Shown(_) | Self::NotOurs(_) | Self::WrongRules(..) => {
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;
