//! Where sockets lie, and whether that place is ours alone.

use super::in_time::connect;
use crate::platform::{effective_user, runtime_directory};
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A socket that is younger may be of a recording that begins just now.
const YOUNGEST_STALE: Duration = Duration::from_secs(10);

/// One that listens and does not take us in within this time is alive.
const CONNECT_LIMIT: Duration = Duration::from_secs(1);

/// The socket for marks in a recording of this process: `$XDG_RUNTIME_DIR/strandline/PID.sock`; without such a directory
/// of our own, and on macOS, `strandline-UID` under `$TMPDIR` or `/tmp`.
pub fn socket_path(pid: u32) -> PathBuf {
    directory().join(format!("{pid}.sock"))
}

fn directory() -> PathBuf {
    let user = effective_user();
    let is_ours = |path: &PathBuf| path.metadata().is_ok_and(|there| there.is_dir() && there.uid() == user);
    match runtime_directory().filter(is_ours) {
        Some(runtime) => runtime.join("strandline"),
        None => temporary(&temporary_directory(), user),
    }
}

fn temporary(folder: &Path, user: u32) -> PathBuf {
    folder.join(format!("strandline-{user}"))
}

/// `$TMPDIR`, or `/tmp`. A path that counts from the working directory is another for each who asks.
fn temporary_directory() -> PathBuf {
    let named = std::env::temp_dir();
    if named.is_absolute() { named } else { PathBuf::from("/tmp") }
}

/// Makes the directory, if it is not there; one that is there must be ours alone.
pub(super) fn make(directory: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(directory) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => check(directory),
    }
}

/// Makes sure that nobody else can put a socket there, or in its place.
pub(super) fn check(directory: &Path) -> io::Result<()> {
    let there = fs::symlink_metadata(directory)?;
    let wrong = if !there.is_dir() {
        "is no directory"
    } else if there.uid() != effective_user() {
        "belongs to another user"
    } else if there.mode() & 0o077 != 0 {
        "is open to others (chmod 700 closes it)"
    } else {
        return Ok(());
    };
    Err(io::Error::new(io::ErrorKind::PermissionDenied, format!("{} {wrong}", directory.display())))
}

/// Removes the sockets in our own directory at which nobody listens any more.
pub(super) fn remove_stale(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let is_old = fs::symlink_metadata(&path).is_ok_and(|there| {
            let age = there.modified().ok().and_then(|modified| modified.elapsed().ok());
            there.file_type().is_socket() && age.is_some_and(|age| age >= YOUNGEST_STALE)
        });
        if is_old && is_stale(&path) {
            let _gone_already = fs::remove_file(&path);
        }
    }
}

/// Whether there is a socket at which nobody listens any more.
pub(super) fn is_stale(path: &Path) -> bool {
    let is_socket = fs::symlink_metadata(path).is_ok_and(|there| there.file_type().is_socket());
    let refused = |error: io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
    is_socket && connect(path, CONNECT_LIMIT).is_err_and(refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;

    /// The kernel has room for a zero behind the path, in 104 bytes on macOS and 108 on Linux.
    const LONGEST: usize = 103;

    #[test]
    fn the_longest_path_of_a_socket_fits_on_a_mac() {
        // There each user's folder has a name of two parts, of 2 and 30 letters.
        let folder = Path::new("/private/var/folders/zz/zyxvpxvq6csfxvn_n00000000000z0/T/");
        let socket = temporary(folder, u32::MAX).join(format!("{}.sock", u32::MAX));
        let length = socket.as_os_str().as_bytes().len();
        assert!(length <= LONGEST, "{length}: {}", socket.display());
        assert!(length > 80, "it is the longest, and no short one");
    }
}
