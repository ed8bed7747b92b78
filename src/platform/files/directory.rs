//! Directories of our own.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::Path;
use tempfile::TempDir;

/// What only the owner may enter.
const PRIVATE: u32 = 0o700;

/// Makes a directory for its owner only, and those above it that are missing. One that is there and is the caller's to
/// change is closed to others.
pub fn make_private_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(PRIVATE).create(path)?;
    let there = fs::symlink_metadata(path)?;
    if there.is_dir() && there.mode() & 0o077 != 0 {
        // Somebody else's stays as its owner wants it.
        let _not_ours = fs::set_permissions(path, Permissions::from_mode(PRIVATE));
    }
    Ok(())
}

/// Makes a directory for temporary files: a random name, exclusively, for its owner only. It is removed with all that is in
/// it when it is dropped.
pub fn private_temporary_directory() -> io::Result<TempDir> {
    private_temporary_directory_in(&std::env::temp_dir())
}

/// The same in a certain directory, for what must be on its file system.
pub fn private_temporary_directory_in(directory: &Path) -> io::Result<TempDir> {
    let permissions = Permissions::from_mode(PRIVATE);
    tempfile::Builder::new().prefix(".strandline-").permissions(permissions).tempdir_in(directory)
}
