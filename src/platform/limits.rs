//! The limit on file sizes (`ulimit -f`).

#![expect(unsafe_code, reason = "the standard library knows no limits")]

use std::io;

/// Lifts it as far as we may: to what nobody but root exceeds, and for root altogether. It is for what could not be had
/// again; whoever set the limit did not mean that to be lost.
pub fn lift_file_size_limit() -> io::Result<()> {
    let unlimited = libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
    if set(unlimited).is_ok() {
        return Ok(());
    }
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `limit` outlives the call, which writes nothing else.
    let failed = unsafe { libc::getrlimit(libc::RLIMIT_FSIZE, &raw mut limit) };
    if failed != 0 {
        return Err(io::Error::last_os_error());
    }
    set(libc::rlimit { rlim_cur: limit.rlim_max, ..limit })
}

fn set(limit: libc::rlimit) -> io::Result<()> {
    // SAFETY: the call reads `limit`, which outlives it, and nothing else of ours.
    let failed = unsafe { libc::setrlimit(libc::RLIMIT_FSIZE, &raw const limit) };
    if failed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
