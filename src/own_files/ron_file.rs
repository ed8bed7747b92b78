//! Small files of our own that people may read and edit.

use super::OwnFilesError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What a file of ours holds, or what is taken instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept<T> {
    /// The value.
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
    let replaced = || {
        let text =
            ron::ser::to_string_pretty(value, ron::ser::PrettyConfig::new()).map_err(io::Error::other)?;
        if let Some(directory) = path.parent() {
            std::fs::create_dir_all(directory)?;
        }
        if parsed::<T>(path).is_err() {
            std::fs::rename(path, unused_neighbour(path))?;
        }
        let beside = neighbour(path, &format!(".{}.partial", std::process::id()));
        let written = write_new(&beside, &text).and_then(|()| std::fs::rename(&beside, path));
        written.inspect_err(|_| drop(std::fs::remove_file(&beside)))
    };
    replaced().map_err(|error| OwnFilesError::Unwritable(path.to_owned(), error))
}

/// The value in a file; nothing where there is none.
fn parsed<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => ron::from_str(&text).map(Some).map_err(|error| error.to_string()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

fn unused_neighbour(path: &Path) -> PathBuf {
    let numbered = (2..1000).map(|number| neighbour(path, &format!(".damaged-{number}")));
    let first = neighbour(path, ".damaged");
    std::iter::once(first.clone()).chain(numbered).find(|path| !path.exists()).unwrap_or(first)
}

fn neighbour(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path.file_name().unwrap_or_default());
    name.push(ending);
    path.with_file_name(name)
}
