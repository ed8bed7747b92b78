//! The name of a process while it calls `exec`.

use super::files::ProcRoot;
use std::thread;
use std::time::{Duration, Instant};

/// Between its new address space and its new arguments the kernel loads the program: microseconds, and as long as the disk
/// takes where it is not in memory.
const PATIENCE: Duration = Duration::from_secs(5);

/// Waits until a process in the middle of `exec` has the name and the arguments of the new program.
///
/// `exec` gives it the new address space first, then the name, and the arguments last (Linux fs/exec.c, `begin_new_exec`;
/// `fs/binfmt_elf.c`, `create_elf_tables`); up to then `cmdline` is empty. The caller knows that the address space is new.
pub(in crate::platform) fn await_program(root: &ProcRoot, pid: u32) {
    let arguments = root.process(pid).join("cmdline");
    let is_alive = || root.stat(pid).is_some_and(|stat| !stat.is_dead());
    let deadline = Instant::now() + PATIENCE;
    while std::fs::read(&arguments).is_ok_and(|arguments| arguments.is_empty())
        && is_alive()
        && Instant::now() < deadline
    {
        thread::yield_now();
    }
}
