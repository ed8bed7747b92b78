//! Who writes to a trace, or shows it, holds a lock on its file, which ends with the process however that ends.
//!
//! A recorder holds it alone; those who show a trace share it. The lock is advisory (`flock`): it hides nothing and keeps
//! nobody from reading. A file system without locks has none to hold, and there no file seems to be used.

use super::error::WriteError;
use crate::platform::files::open_regular;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

/// Who only asks whether a file is used takes its lock for an instant. So often, and so long apart, a lock is tried.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(5);

/// Takes the lock of a file that we are going to write to, move or replace; it is held until the file is closed.
pub(super) fn hold(file: &File, path: &Path) -> Result<(), WriteError> {
    if try_again(|| file.try_lock()) {
        return Ok(());
    }
    // A recorder shares it with nobody.
    let is_shown = try_again(|| file.try_lock_shared());
    Err(if is_shown { WriteError::Shown(path.to_owned()) } else { WriteError::InUse(path.to_owned()) })
}

/// Shares the lock of a file that is shown; nothing is shared where it is being recorded.
pub(super) fn share(file: &File) {
    let _is_shared = try_again(|| file.try_lock_shared());
}

/// Refuses a file that somebody uses, be it another program or this one.
pub(super) fn refuse_used(path: &Path) -> Result<(), WriteError> {
    open_regular(path).map_or(Ok(()), |file| hold(&file, path))
}

/// Whether a living program, this one or another, is recording to this file.
pub fn is_being_written(path: &Path) -> bool {
    open_regular(path).is_ok_and(|file| !try_again(|| file.try_lock_shared()))
}

/// Whether a living program, this one or another, records to this file or shows it.
pub fn is_used(path: &Path) -> bool {
    refuse_used(path).is_err()
}

/// Whether nobody is in the way: where there are no locks, nobody is.
fn try_again(lock: impl Fn() -> Result<(), TryLockError>) -> bool {
    (0..TRIES).any(|nth| {
        if nth > 0 {
            std::thread::sleep(PAUSE);
        }
        !matches!(lock(), Err(TryLockError::WouldBlock))
    })
}
