//! Commands that were started in a process group of their own, with all that they started; and our own signals.

#![expect(unsafe_code, reason = "the standard library knows no signals")]

use std::io;
use std::mem::MaybeUninit;
use std::ptr;

/// Asks every process of a group to end (`SIGTERM`).
pub fn terminate_group(group: u32) -> io::Result<()> {
    signal_group(group, libc::SIGTERM)
}

/// Ends every process of a group without asking (`SIGKILL`).
pub fn kill_group(group: u32) -> io::Result<()> {
    signal_group(group, libc::SIGKILL)
}

/// Whether a group has a process, be it one that nobody has waited for yet.
pub fn is_group_alive(group: u32) -> bool {
    signal_group(group, 0).is_ok()
}

/// Whether we were started with this signal ignored, as `nohup` does with `SIGHUP`, and have left it so.
pub fn is_ignored(signal: i32) -> bool {
    let mut now = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: no new action is given, so that nothing changes; `now` has room for the present one.
    let failed = unsafe { libc::sigaction(signal, ptr::null(), now.as_mut_ptr()) };
    // SAFETY: all-zero bytes are a valid action, whether or not the call wrote to it.
    let now = unsafe { now.assume_init() };
    failed == 0 && now.sa_sigaction == libc::SIG_IGN
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
