//! The one way to create a file or a directory.
//!
//! A file is made beside its place, under a name that nobody can guess, exclusively, and for its owner only (0600). It
//! takes its own name when what is in it is worth that. Nothing that is already there gives way to it unasked but an empty
//! file and one of the same [`Kind`]; links are not followed; devices, pipes and directories are refused by name. Nothing
//! is removed that was not created here.

mod directory;
mod error;
mod new_file;

#[cfg(test)]
mod tests;

pub use directory::{make_private_directory, private_temporary_directory, private_temporary_directory_in};
pub use error::{CreateError, Displaced};
pub use new_file::{
    Existing, Kind, NewFile, fitting, folder_of, open_regular, read_small_text, unused_neighbour,
};

pub use tempfile::TempDir;

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

/// Makes a write beyond the limit on file sizes (`ulimit -f`) an error like that of a full disk: unasked, the system ends the
/// program.
pub fn report_size_limit() -> io::Result<()> {
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default()).map(drop)
}

/// Creates the file at `path` with what `write` writes. It gets its name when all of it is there: after an error there is
/// what was there before.
pub fn write<E: From<CreateError>>(
    path: &Path,
    existing: Existing,
    kind: Kind,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    let mut file = NewFile::beside(path, existing, kind)?;
    let mut into = BufWriter::new(&mut file);
    write(&mut into)?;
    into.flush().map_err(|error| CreateError::Io(path.to_owned(), error))?;
    drop(into);
    if path.symlink_metadata().is_ok() {
        // What gives way must not be lost to a loss of power before the new file is on the disk.
        file.file().sync_all().map_err(|error| CreateError::Io(path.to_owned(), error))?;
    }
    file.take_name()?;
    Ok(())
}
