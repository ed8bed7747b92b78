//! Commands that were started in a process group of their own, with all that they started.

#![expect(unsafe_code, reason = "the standard library signals no groups")]

use std::io;

/// Asks every process of a group to end (`SIGTERM`).
pub fn terminate_group(group: u32) -> io::Result<()> {
    signal_group(group, libc::SIGTERM)
}

/// Ends every process of a group without asking (`SIGKILL`).
pub fn kill_group(group: u32) -> io::Result<()> {
    signal_group(group, libc::SIGKILL)
}

fn signal_group(group: u32, signal: i32) -> io::Result<()> {
    let group = i32::try_from(group).map_err(|_too_large| io::ErrorKind::InvalidInput)?;
    if group <= 1 {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    // SAFETY: the call takes numbers only; the group is neither our own (0) nor everybody (-1).
    let failed = unsafe { libc::kill(-group, signal) };
    if failed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
