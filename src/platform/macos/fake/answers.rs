//! Answers of the made-up kernel beside those about a task.

use super::process::{FakeProcess, PortAnswer};
use super::{FakeKernel, FakeTask, GONE, World, layout};
use crate::model::units::Bytes;
use crate::platform::macos::kernel::{
    Errno, Incarnation, Kernel, MappedFile, Memory, PortRefusal, Process, Right,
};
use crate::platform::macos::words::PID_REGION_WORDS;
use crate::platform::signature::Program;
use std::num::NonZeroU32;
use std::time::Duration;

impl World {
    /// What the call for a port answers, or whom it asks. By rule: as XNU's `task_for_pid`, `AppleMobileFileIntegrity` and
    /// `taskgated` decide, one after the other.
    fn port(&self, pid: i32, right: Right) -> Result<PortAnswer, PortRefusal> {
        let process = self.processes.get(&pid).ok_or(GONE)?;
        let answer = process.port(right);
        if !matches!(answer, PortAnswer::ByRule) {
            return Ok(answer);
        }
        let refused = PortAnswer::Refused(match right {
            Right::Read => PortRefusal::Errno(Errno(1)),
            Right::Control => GONE,
        });
        if pid == self.own_pid {
            return Ok(PortAnswer::Given);
        }
        if self.user != 0 && self.user != process.user {
            return Ok(refused);
        }
        let [runtime, platform, get_task_allow] =
            [0x1_0000, 0x0400_0000, 0x4].map(|flag| process.signature & flag != 0);
        let is_protected = self.integrity.is_none_or(|allowed| allowed & 4 == 0);
        if is_protected && (platform || (runtime && !get_task_allow)) {
            return Ok(refused);
        }
        let own = self.processes.get(&self.own_pid).and_then(|own| own.entitlements.as_deref());
        let is_debugger =
            own.is_some_and(|own| String::from_utf8_lossy(own).contains("security.cs.debugger"));
        let passes = self.user == 0 || get_task_allow || is_debugger;
        Ok(if passes { PortAnswer::Given } else { refused })
    }

    /// A process of which its own user is told more than others, and root.
    fn visible(&self, pid: i32) -> Option<&FakeProcess> {
        self.processes.get(&pid).filter(|process| process.user == self.user || self.user == 0)
    }
}

impl Kernel for FakeKernel {
    type Task = FakeTask;

    fn port(&self, pid: i32, right: Right) -> Result<u32, PortRefusal> {
        self.world().calls.ports += 1;
        let answer = self.world().port(pid, right)?;
        let answer = match answer {
            PortAnswer::Asked(user) => {
                self.world().calls.questions += 1;
                user.answer()
            }
            answer => answer,
        };
        // Meanwhile it may have gone.
        if !self.world().processes.contains_key(&pid) {
            return Err(GONE);
        }
        match answer {
            PortAnswer::Null => Ok(0),
            PortAnswer::Refused(refusal) => Err(refusal),
            _ => Ok(u32::try_from(pid).expect("pids are positive")),
        }
    }

    fn hold(&self, port: NonZeroU32) -> FakeTask {
        let pid = i32::try_from(port.get()).expect("a port that was given");
        // The port of a process that has gone since is a dead name.
        let incarnation = self.incarnation(pid).unwrap_or(Incarnation { process: 0, program: 0 });
        FakeTask { kernel: self.clone(), pid, incarnation }
    }

    fn region_of(&self, pid: i32, address: u64) -> Result<[u32; PID_REGION_WORDS], Errno> {
        let mut world = self.world();
        world.begin().map_err(|_code| Errno::ESRCH)?;
        let process = world.processes.get(&pid).filter(|process| !process.is_dead).ok_or(Errno::ESRCH)?;
        if world.visible(pid).is_none() {
            return Err(Errno(1));
        }
        if let Some(errno) = process.by_pid_refused {
            return Err(errno);
        }
        let found = *process.region_above(address).ok_or(Errno::EINVAL)?;
        let (found, pages) = (world.in_effective_pages(process, found), found.size / process.page);
        world.count_pages(pages);
        Ok(layout::region_of_pid(&found))
    }

    fn mapped_file(&self, pid: i32, address: u64) -> Option<MappedFile> {
        let mut world = self.world();
        world.calls.paths += 1;
        let process = world.processes.get(&pid)?;
        let end = |file: &MappedFile| file.address + file.size;
        process.files.iter().find(|file| end(file) > address).cloned()
    }

    fn pids(&self) -> Result<Vec<i32>, Errno> {
        Ok(self.world().processes.keys().copied().collect())
    }

    fn incarnation(&self, pid: i32) -> Option<Incarnation> {
        Some(self.world().processes.get(&pid)?.incarnation)
    }

    fn process(&self, pid: i32) -> Option<Process> {
        let world = self.world();
        let process = world.processes.get(&pid)?;
        Some(Process { name: process.name.clone(), user: process.user })
    }

    fn start_micros(&self, pid: i32) -> Option<u64> {
        Some(self.world().visible(pid)?.incarnation.process)
    }

    fn path(&self, pid: i32) -> Option<String> {
        Some(format!("/Applications/{}", self.world().processes.get(&pid)?.name))
    }

    fn memory(&self, pid: i32) -> Option<Memory> {
        let world = self.world();
        let process = world.visible(pid)?;
        Some(Memory { resident: process.resident(), footprint: process.footprint })
    }

    fn signature_flags(&self, pid: i32) -> Option<u32> {
        Some(self.world().processes.get(&pid)?.signature)
    }

    fn entitlements(&self, pid: i32) -> Option<Vec<u8>> {
        self.world().processes.get(&pid)?.entitlements.clone()
    }

    fn program(&self, path: &str) -> Option<Program> {
        self.world().programs.get(path).cloned()
    }

    fn processor(&self, pid: i32) -> Option<u32> {
        Some(self.world().processes.get(&pid)?.processor)
    }

    fn own_pid(&self) -> i32 {
        self.world().own_pid
    }

    fn own_path(&self) -> Option<String> {
        self.world().own_path.clone()
    }

    fn is_over_ssh(&self) -> bool {
        self.world().over_ssh
    }

    fn developer_tools(&self) -> Option<bool> {
        self.world().developer_tools
    }

    fn groups(&self) -> Option<Vec<String>> {
        self.world().groups.clone()
    }

    fn user(&self) -> u32 {
        self.world().user
    }

    fn user_name(&self, user: u32) -> Option<String> {
        (user == 501).then(|| "ada".to_owned())
    }

    fn page_size(&self) -> Bytes {
        Bytes::new(self.world().page)
    }

    fn release(&self) -> String {
        "26.1 (25B78)".to_owned()
    }

    fn developer_mode(&self) -> Option<bool> {
        self.world().developer_mode
    }

    fn integrity(&self) -> Option<u32> {
        self.world().integrity
    }

    fn tag_name(&self, number: u32) -> Option<String> {
        self.world().tag_names.get(&number).cloned()
    }

    fn skip_alias_scan(&self) {
        self.world().scans_aliases = false;
    }

    fn cpu_time(&self) -> Duration {
        self.world().clock
    }
}
