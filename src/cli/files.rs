//! What a command writes.

use crate::trace_file::is_trace;
use std::error::Error;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Writes text to a file, or to standard output for `-`.
pub(super) fn write_text(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    write_as_it_comes(path, |into| Ok(into.write_all(text.as_bytes())?))
}

/// Writes to a file, or to standard output for `-`, what need not be in memory as a whole. A file gets its name when all
/// of it is there; a recording, which could not be had again, is not written over.
pub(super) fn write_as_it_comes(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    if path == Path::new("-") {
        return write_whole(io::stdout().lock(), write).map_err(|error| unwritten("standard output", error));
    }
    let unwritable = |error: io::Error| format!("{} cannot be written: {error}", path.display());
    let named = |error| unwritten(&path.display().to_string(), error);
    // A device takes what it is given, and stays.
    if path.metadata().is_ok_and(|there| !there.is_file()) {
        return write_whole(File::create(path).map_err(unwritable)?, write).map_err(named);
    }
    if is_trace(path) {
        return Err(format!("{} is a recording and stays; give another name", path.display()).into());
    }
    // Behind a link stands the file that is meant.
    let target = path.canonicalize().unwrap_or_else(|_not_there| path.to_owned());
    let beside = neighbour(&target);
    let file = File::create(&beside).map_err(unwritable)?;
    let written = write_whole(file, write)
        .and_then(|()| std::fs::rename(&beside, &target).map_err(|error| unwritable(error).into()));
    written.inspect_err(|_| drop(std::fs::remove_file(&beside))).map_err(named)
}

/// The system's error with the name of what could not be written. A reader that has gone is told as it is: it is none.
fn unwritten(name: &str, error: Box<dyn Error>) -> Box<dyn Error> {
    match error.downcast::<io::Error>() {
        Ok(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            format!("{name} cannot be written: {error}").into()
        }
        Ok(error) => error,
        Err(other) => other,
    }
}

fn write_whole(
    file: impl Write,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let mut into = BufWriter::new(file);
    write(&mut into)?;
    Ok(into.flush()?)
}

/// Whether two paths lead to one file.
pub(super) fn are_one(one: &Path, other: &Path) -> bool {
    let real = [one, other].map(Path::canonicalize);
    one == other || matches!(real, [Ok(one), Ok(other)] if one == other)
}

/// A name in the same folder, so that the rename stays within one file system.
fn neighbour(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.partial", std::process::id()));
    path.with_file_name(name)
}

/// Writes a picture to a file, or to standard output for `-` unless a person looks at it.
pub(super) fn write_picture(path: &Path, picture: &[u8]) -> Result<(), Box<dyn Error>> {
    if path == Path::new("-") && io::stdout().is_terminal() {
        return Err("a picture is nothing for a terminal; name a file with --out".into());
    }
    write_as_it_comes(path, |into| Ok(into.write_all(picture)?))
}

/// Refuses `-` where a trace is to be written: it grows in its file, and is no text.
pub(super) fn refuse_standard_output(path: &Path) -> Result<(), Box<dyn Error>> {
    if path == Path::new("-") {
        return Err("a trace is not for standard output; name a file with -o".into());
    }
    Ok(())
}
