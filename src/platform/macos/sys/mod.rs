//! Every call to the system. Thin: what the numbers mean is told in [`words`](super::words). Never run on a Mac.
//!
//! [`task`] holds what goes through a port, [`process`] what goes by pid, [`machine`] what is about all of it; [`surfaces`]
//! makes graphics memory for a built-in target.
//! The structures that the kernel fills in are held against Apple's headers in [`layouts`](super::layouts).

pub(super) mod machine;
mod process;
mod surfaces;
mod task;

pub(super) use surfaces::IoSurface;

use super::authorisation;
use super::kernel::{Errno, Incarnation, Kernel, MappedFile, Memory, PortRefusal, Process, Right};
use super::signing::finding;
use super::words::PID_REGION_WORDS;
use crate::model::units::Bytes;
use crate::platform::signature::Program;
use std::io;
use std::num::NonZeroU32;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use task::TaskPort;

/// A structure of plain numbers.
///
/// # Safety
/// Any bytes must be a value of it.
#[expect(unsafe_code, reason = "to declare what is safe to fill in")]
unsafe trait Numbers: Copy {}

/// This Mac.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mac;

impl Kernel for Mac {
    type Task = TaskPort;

    fn port(&self, pid: i32, right: Right) -> Result<u32, PortRefusal> {
        match right {
            Right::Read => task::port_to_read(pid),
            Right::Control => task::port_to_control(pid),
        }
    }

    fn hold(&self, port: NonZeroU32) -> TaskPort {
        TaskPort::holding(port)
    }

    fn region_of(&self, pid: i32, address: u64) -> Result<[u32; PID_REGION_WORDS], Errno> {
        process::region(pid, address)
    }

    fn mapped_file(&self, pid: i32, address: u64) -> Option<MappedFile> {
        process::mapped_file(pid, address)
    }

    fn pids(&self) -> Result<Vec<i32>, Errno> {
        process::pids()
    }

    fn incarnation(&self, pid: i32) -> Option<Incarnation> {
        process::incarnation(pid)
    }

    fn process(&self, pid: i32) -> Option<Process> {
        process::process(pid)
    }

    fn start_micros(&self, pid: i32) -> Option<u64> {
        process::start_micros(pid)
    }

    fn path(&self, pid: i32) -> Option<String> {
        process::path(pid)
    }

    fn memory(&self, pid: i32) -> Option<Memory> {
        process::memory(pid)
    }

    fn signature_flags(&self, pid: i32) -> Option<u32> {
        process::signature_flags(pid)
    }

    fn entitlements(&self, pid: i32) -> Option<Vec<u8>> {
        process::entitlements(pid)
    }

    fn program(&self, path: &str) -> Option<Program> {
        finding::program(Path::new(path)).ok()
    }

    fn processor(&self, pid: i32) -> Option<u32> {
        process::processor(pid)
    }

    fn own_pid(&self) -> i32 {
        i32::try_from(std::process::id()).unwrap_or_default()
    }

    fn own_path(&self) -> Option<String> {
        std::env::current_exe().ok()?.into_os_string().into_string().ok()
    }

    fn is_over_ssh(&self) -> bool {
        std::env::var_os("SSH_CONNECTION").is_some_and(|connection| !connection.is_empty())
    }

    fn developer_tools(&self) -> Option<bool> {
        authorisation::developer_tools(&output("/usr/sbin/DevToolsSecurity", "-status")?)
    }

    fn groups(&self) -> Option<Vec<String>> {
        Some(authorisation::groups(&output("/usr/bin/id", "-Gn")?))
    }

    fn user(&self) -> u32 {
        crate::platform::effective_user()
    }

    fn user_name(&self, user: u32) -> Option<String> {
        process::user_name(user)
    }

    fn page_size(&self) -> Bytes {
        machine::page_size()
    }

    fn release(&self) -> String {
        machine::release()
    }

    fn developer_mode(&self) -> Option<bool> {
        machine::developer_mode()
    }

    fn integrity(&self) -> Option<u32> {
        machine::integrity()
    }

    fn tag_name(&self, number: u32) -> Option<String> {
        machine::tag_name(number)
    }

    fn skip_alias_scan(&self) {
        machine::skip_alias_scan();
    }

    fn cpu_time(&self) -> Duration {
        machine::thread_cpu_time()
    }
}

/// What a program of macOS says, on either of its channels.
fn output(program: &str, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).stdin(Stdio::null()).output().ok()?;
    let text = [output.stdout, output.stderr].concat();
    Some(String::from_utf8_lossy(&text).into_owned())
}

/// What the call before left in `errno`.
fn last_errno() -> Errno {
    Errno(io::Error::last_os_error().raw_os_error().unwrap_or_default())
}

/// What stands before the first NUL.
fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}
