//! Who and where we are, and who is at the other end of a socket.

#![expect(unsafe_code, reason = "the standard library does not ask the kernel for users")]

use std::ffi::CStr;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::path::Path;

/// Our own effective user id.
pub fn effective_user() -> u32 {
    // SAFETY: the call takes nothing and cannot fail.
    unsafe { libc::geteuid() }
}

/// Whether we may do what root may.
pub fn is_root() -> bool {
    effective_user() == 0
}

/// What this machine is called; nothing where that is not told, or is no text.
fn host_name() -> Option<String> {
    let mut name = [0_u8; 256];
    // SAFETY: the call writes at most as many bytes as it is told, one less here than there is room for: behind them
    // stands a zero whatever it does. All of it outlives the call.
    let failed = unsafe { libc::gethostname(name.as_mut_ptr().cast(), name.len() - 1) };
    let name = CStr::from_bytes_until_nul(&name).ok().filter(|_| failed == 0)?;
    name.to_str().ok().filter(|name| !name.is_empty()).map(str::to_owned)
}

/// Where a machine may tell another name than the kernel knows.
const HOST_NAME: &str = "/etc/hostname";

/// What we are called, as far as that is known without asking anybody.
pub fn known_users() -> Vec<String> {
    let mut users = of_variables(&["USER", "LOGNAME", "SUDO_USER"]);
    let homes = of_variables(&["HOME"]);
    users.extend(homes.iter().filter_map(|home| Some(Path::new(home).file_name()?.to_str()?.to_owned())));
    users
}

/// What this machine is called, in every form that is known without asking anybody.
pub fn known_hosts() -> Vec<String> {
    let mut hosts = of_variables(&["HOSTNAME", "HOST"]);
    hosts.extend(host_name());
    hosts.extend(std::fs::read_to_string(HOST_NAME).map(|name| name.trim().to_owned()));
    // Often without the domain: `Annas-MacBook-Pro.local`.
    let short: Vec<_> = hosts.iter().filter_map(|host| Some(host.split_once('.')?.0.to_owned())).collect();
    hosts.extend(short);
    hosts
}

fn of_variables(names: &[&str]) -> Vec<String> {
    names.iter().filter_map(|name| std::env::var(name).ok()).collect()
}

/// The effective user id of whoever connected, or listens, at the other end.
#[cfg(target_os = "linux")]
pub fn peer_user(stream: &UnixStream) -> io::Result<u32> {
    let mut peer = libc::ucred { pid: 0, uid: u32::MAX, gid: u32::MAX };
    let mut size = libc::socklen_t::try_from(size_of::<libc::ucred>()).map_err(io::Error::other)?;
    let (socket, option) = (stream.as_raw_fd(), libc::SO_PEERCRED);
    // SAFETY: `peer` has room for the `size` bytes that the kernel may write, and it writes no others; both outlive the
    // call, and the descriptor is open as long as `stream` is.
    let failed =
        unsafe { libc::getsockopt(socket, libc::SOL_SOCKET, option, (&raw mut peer).cast(), &raw mut size) };
    if failed == 0 { Ok(peer.uid) } else { Err(io::Error::last_os_error()) }
}

/// The effective user id of whoever connected, or listens, at the other end.
#[cfg(target_os = "macos")]
pub fn peer_user(stream: &UnixStream) -> io::Result<u32> {
    let (mut user, mut group) = (u32::MAX, u32::MAX);
    // SAFETY: both numbers outlive the call, which writes nothing else; the descriptor is open as long as `stream` is.
    let failed = unsafe { libc::getpeereid(stream.as_raw_fd(), &raw mut user, &raw mut group) };
    if failed == 0 { Ok(user) } else { Err(io::Error::last_os_error()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn this_machine_is_known_by_the_name_that_the_kernel_has() {
        let output = Command::new("uname").arg("-n").output().unwrap();
        let name = String::from_utf8(output.stdout).unwrap().trim().to_owned();
        assert_eq!(host_name().as_deref(), Some(&*name));
        let short = name.split('.').next().unwrap().to_owned();
        assert!(known_hosts().contains(&name) && known_hosts().contains(&short));
    }
}
