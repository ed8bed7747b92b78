//! Small files of our own that people may read and edit.

use super::{OwnFilesError, is_not_there};
use crate::platform::files::{
    self, CreateError, Existing, Kind, make_private_directory, read_small_text, unused_neighbour,
};
use ron::ser::PrettyConfig;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// What a file of ours holds, or what is taken instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept<T> {
    pub value: T,
    /// Why it is not the file's.
    pub warning: Option<String>,
}

/// Reads a value. A file that is not there, or makes no sense, stands for the value that one begins with; only the latter
/// is worth a warning. Nothing is changed on the disk.
pub(super) fn read<T: DeserializeOwned + Default>(path: &Path) -> Kept<T> {
    match parsed(path) {
        Ok(value) => Kept { value: value.unwrap_or_default(), warning: None },
        Err(why) => {
            let warning = Some(format!("{} is not used: {why}", path.display()));
            Kept { value: T::default(), warning }
        }
    }
}

/// Replaces the file by one with this value: it is the old one or the new one at any time. One that makes no sense is kept
/// under another name.
pub(super) fn write<T: Serialize + DeserializeOwned>(path: &Path, value: &T) -> Result<(), OwnFilesError> {
    // Whoever keeps settings elsewhere and has a link to them in our own directory means the file behind it.
    let path = &path.canonicalize().unwrap_or_else(|_not_there| path.to_owned());
    let replaced = || {
        let text = ron::ser::to_string_pretty(value, PrettyConfig::new()).map_err(io::Error::other)?;
        if let Some(directory) = path.parent() {
            make_private_directory(directory)?;
        }
        if parsed::<T>(path).is_err() {
            std::fs::rename(path, unused_damaged(path))?;
        }
        files::write(path, Existing::Replace, OURS, |into| {
            writeln!(into, "{text}").map_err(|error| CreateError::Io(path.to_owned(), error))
        })
        .map_err(io::Error::other)
    };
    replaced().map_err(|error| OwnFilesError::Unwritable(path.to_owned(), error))
}

/// The value in a file; nothing where there is none.
fn parsed<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, String> {
    match read_small_text(path) {
        Ok(text) => ron::from_str(&text).map(Some).map_err(|error| error.to_string()),
        Err(error) if is_not_there(&error) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// What was not put aside by then is a value of ours.
const OURS: Kind = Kind { name: "file of Strandline", is_one: |_head| true };

fn unused_damaged(path: &Path) -> PathBuf {
    let mut name = OsString::from(path.file_name().unwrap_or_default());
    name.push(".damaged");
    let first = path.with_file_name(name);
    if first.symlink_metadata().is_err() { first } else { unused_neighbour(&first) }
}
