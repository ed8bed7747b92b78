//! Who writes to a trace holds a lock on it, which ends with the process however that ends.
//!
//! The lock is advisory (`flock`): it hides nothing and keeps nobody from reading. A file system without locks has none to
//! hold, and there no file seems to be written to.

use super::error::WriteError;
use std::fs::{File, TryLockError};
use std::path::Path;

/// Takes the lock of a file that we are going to write to; it is held until the file is closed.
pub(super) fn hold(file: &File, path: &Path) -> Result<(), WriteError> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(WriteError::InUse(path.to_owned())),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

/// Whether a living program, this one or another, is recording to this file.
pub fn is_being_written(path: &Path) -> bool {
    // To open a pipe would wait for whoever writes to it.
    let is_file = path.metadata().is_ok_and(|there| there.is_file());
    is_file
        && File::open(path).is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}
