//! The numbers of the kernel's tracepoints: tracefs knows them, and by default only root may read it.

use super::calls::SystemCall;
use rustix::mount::{FsMountFlags, FsOpenFlags, MountAttrFlags, fsconfig_create, fsmount, fsopen};
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

/// Where tracefs is mounted, if it is.
const PLACES: [&str; 2] = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

/// The number of the tracepoint at the end of each system call.
pub(super) fn exits() -> io::Result<Vec<(SystemCall, u64)>> {
    let mut error = io::Error::from(io::ErrorKind::NotFound);
    for place in PLACES {
        match exits_below(Path::new(place)) {
            Ok(exits) => return Ok(exits),
            Err(other) if other.kind() == io::ErrorKind::PermissionDenied => error = other,
            Err(_) => {}
        }
    }
    // Not mounted: a mount that has no place in the tree is seen by nobody else, and goes with its descriptor.
    let Ok(private) = private_mount() else { return Err(error) };
    exits_below(&PathBuf::from(format!("/proc/self/fd/{}", private.as_raw_fd())))
}

fn private_mount() -> io::Result<impl AsRawFd> {
    let context = fsopen("tracefs", FsOpenFlags::FSOPEN_CLOEXEC)?;
    fsconfig_create(&context)?;
    let read_only = MountAttrFlags::MOUNT_ATTR_RDONLY;
    Ok(fsmount(&context, FsMountFlags::FSMOUNT_CLOEXEC, read_only)?)
}

fn exits_below(tracefs: &Path) -> io::Result<Vec<(SystemCall, u64)>> {
    SystemCall::ALL.into_iter().map(|call| Ok((call, exit(tracefs, call)?))).collect()
}

fn exit(tracefs: &Path, call: SystemCall) -> io::Result<u64> {
    let path = tracefs.join(format!("events/syscalls/sys_exit_{}/id", call.name()));
    std::fs::read_to_string(path)?.trim().parse().map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_files() {
        let tracefs = tempfile::tempdir().unwrap();
        assert!(exits_below(tracefs.path()).is_err());
        for (number, call) in SystemCall::ALL.into_iter().enumerate() {
            let folder = tracefs.path().join(format!("events/syscalls/sys_exit_{}", call.name()));
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("id"), format!("{number}\n")).unwrap();
        }
        let exits = exits_below(tracefs.path()).unwrap();
        assert!(exits.into_iter().map(|(_, id)| id).eq(0..SystemCall::ALL.len() as u64));
    }
}
