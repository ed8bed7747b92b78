//! A made-up kernel: what it answers is written down, and it notes what it is asked.
//!
//! It speaks the words of the real one (`layout`), so that decoding is tested with everything above it. Time passes only by
//! what calls cost: a microsecond each, and a tenth of one for each page that is gone over.

mod layout;
mod process;

pub(super) use process::{FakeObject, FakeProcess, FakeUser, PortAnswer, region};

use super::decode::{RawRegion, SM_TRUESHARED};
use super::kernel::{
    Errno, Incarnation, Kernel, KernelCode, MappedFile, Memory, PortRefusal, Process, RegionAnswer, Right,
    Task,
};
use super::words::{PID_REGION_WORDS, SHORT_WORDS};
use crate::signature::Program;
use crate::units::Bytes;
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

const CALL: Duration = Duration::from_micros(1);
const PAGE_COUNTED: Duration = Duration::from_nanos(100);
const REGION_SCANNED: Duration = Duration::from_nanos(10);

/// `MACH_SEND_INVALID_DEST`: the port is a dead name.
pub(super) const DEAD_PORT: KernelCode = KernelCode(0x1000_0003);
const KERN_INVALID_ADDRESS: KernelCode = KernelCode(1);
const KERN_FAILURE: KernelCode = KernelCode(5);
const GONE: PortRefusal = PortRefusal::Code(KERN_FAILURE);

/// A handle to the made-up system; its copies share it.
#[derive(Clone, Default)]
pub(super) struct FakeKernel(Arc<Mutex<World>>);

/// The made-up system.
pub(super) struct World {
    pub(super) processes: BTreeMap<i32, FakeProcess>,
    pub(super) user: u32,
    /// The recorder's own pid, and its program.
    pub(super) own_pid: i32,
    pub(super) own_path: Option<String>,
    pub(super) over_ssh: bool,
    pub(super) developer_tools: Option<bool>,
    pub(super) groups: Option<Vec<String>>,
    /// The page of the recorder's own map.
    pub(super) page: u64,
    pub(super) developer_mode: Option<bool>,
    pub(super) integrity: Option<u32>,
    pub(super) tag_names: BTreeMap<u32, String>,
    /// By the path of their files.
    pub(super) programs: BTreeMap<String, Program>,
    /// Whether shared regions are looked for elsewhere in the map.
    pub(super) scans_aliases: bool,
    /// What happens just before the call of this number.
    orders: BTreeMap<usize, Order>,
    pub(super) calls: Calls,
    clock: Duration,
}

/// What was asked so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Calls {
    /// Questions to tasks, of any kind.
    pub(super) all: usize,
    /// Regions without page counts.
    pub(super) short: usize,
    /// Regions with page counts.
    pub(super) full: usize,
    /// Pages that were gone over for them.
    pub(super) pages: u64,
    /// Lists of owned objects.
    pub(super) owned: usize,
    /// Regions that were looked through for aliases.
    pub(super) scanned: usize,
    /// Paths of files.
    pub(super) paths: usize,
    /// Ports.
    pub(super) ports: usize,
    /// Of these, those of which the user was asked.
    pub(super) questions: usize,
}

type Change = Box<dyn FnOnce(&mut World) + Send>;

/// What happens at a call.
enum Order {
    Change(Change),
    Answer(RawRegion),
    Fail(KernelCode),
}

impl Default for World {
    fn default() -> Self {
        Self {
            processes: BTreeMap::new(),
            user: 501,
            own_pid: 1,
            own_path: Some("/opt/strandline/bin/strandline".to_owned()),
            over_ssh: false,
            developer_tools: Some(true),
            groups: Some(vec!["staff".to_owned(), "_developer".to_owned()]),
            page: 0x4000,
            developer_mode: Some(true),
            integrity: Some(0),
            tag_names: BTreeMap::new(),
            programs: BTreeMap::new(),
            scans_aliases: true,
            orders: BTreeMap::new(),
            calls: Calls::default(),
            clock: Duration::ZERO,
        }
    }
}

impl FakeKernel {
    /// A system with one process.
    pub(super) fn with(pid: i32, process: FakeProcess) -> Self {
        let kernel = Self::default();
        kernel.world().processes.insert(pid, process);
        kernel
    }

    /// The system, to be looked at or changed.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().expect("nobody panics with it in hand")
    }

    /// Changes a process.
    pub(super) fn change(&self, pid: i32, change: impl FnOnce(&mut FakeProcess)) {
        change(self.world().processes.get_mut(&pid).expect("a process that is there"));
    }

    /// What was asked so far.
    pub(super) fn calls(&self) -> Calls {
        self.world().calls
    }

    /// Changes the system just before the next question but `skipped`.
    pub(super) fn change_after(&self, skipped: usize, change: impl FnOnce(&mut World) + Send + 'static) {
        self.order(skipped, Order::Change(Box::new(change)));
    }

    /// Answers the next question but `skipped` with this region.
    pub(super) fn answer_after(&self, skipped: usize, region: RawRegion) {
        self.order(skipped, Order::Answer(region));
    }

    /// Lets the next question but `skipped` fail.
    pub(super) fn fail_after(&self, skipped: usize, code: KernelCode) {
        self.order(skipped, Order::Fail(code));
    }

    fn order(&self, skipped: usize, order: Order) {
        let mut world = self.world();
        let number = world.calls.all + skipped;
        world.orders.insert(number, order);
    }
}

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

    /// Notes a question to a task, and does what is to happen before it. Gives an answer that was ordered.
    fn begin(&mut self) -> Result<Option<RawRegion>, KernelCode> {
        let number = self.calls.all;
        self.calls.all += 1;
        self.clock += CALL;
        match self.orders.remove(&number) {
            Some(Order::Change(change)) => change(self),
            Some(Order::Answer(region)) => return Ok(Some(region)),
            Some(Order::Fail(code)) => return Err(code),
            None => {}
        }
        Ok(None)
    }

    fn task(&self, task: &FakeTask) -> Result<&FakeProcess, KernelCode> {
        let alive = |process: &&FakeProcess| !process.is_dead && process.incarnation == task.incarnation;
        self.processes.get(&task.pid).filter(alive).ok_or(DEAD_PORT)
    }

    /// Pages are told in the smaller page of both.
    fn in_effective_pages(&self, process: &FakeProcess, region: RawRegion) -> RawRegion {
        let times = u32::try_from(process.page / process.page.min(self.page)).expect("pages are small");
        let mut region = region;
        let pages = &mut region.pages;
        for count in [&mut pages.resident, &mut pages.dirtied, &mut pages.swapped_out, &mut pages.reusable] {
            *count *= times;
        }
        region
    }

    /// A process of which its own user is told more than others, and root.
    fn visible(&self, pid: i32) -> Option<&FakeProcess> {
        self.processes.get(&pid).filter(|process| process.user == self.user || self.user == 0)
    }

    /// What going over a region's pages costs.
    fn count_pages(&mut self, pages: u64) {
        self.calls.full += 1;
        self.calls.pages += pages;
        self.clock += PAGE_COUNTED * u32::try_from(pages).unwrap_or(u32::MAX);
    }
}

/// A port of a made-up process.
#[derive(Debug)]
pub(super) struct FakeTask {
    kernel: FakeKernel,
    pid: i32,
    incarnation: Incarnation,
}

impl std::fmt::Debug for FakeKernel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a made-up kernel")
    }
}

impl Task for FakeTask {
    fn region(&mut self, address: u64, info: &mut [u32]) -> Result<RegionAnswer, KernelCode> {
        let mut world = self.kernel.world();
        let ordered = world.begin()?;
        let process = world.task(self)?;
        let (regions, told) = (process.regions.len(), process.told_of_region);
        let counted = info.len() > SHORT_WORDS;
        let found = match ordered {
            Some(region) => region,
            None => {
                world.in_effective_pages(process, *process.region_above(address).ok_or(KERN_INVALID_ADDRESS)?)
            }
        };
        let pages = if found.object_id == 0 { 0 } else { found.size / process.page };
        if world.scans_aliases && matches!(found.share_mode, SM_SHARED | SM_TRUESHARED) {
            world.calls.scanned += regions;
            world.clock += REGION_SCANNED * u32::try_from(regions).expect("few regions");
        }
        if counted {
            world.count_pages(pages);
        } else {
            world.calls.short += 1;
        }
        let words = layout::region(&found, info).min(told);
        Ok(RegionAnswer {
            address: found.address,
            size: found.size,
            depth: u32::from(found.is_nested),
            words,
        })
    }

    fn vm_info(&mut self, info: &mut [u32]) -> Result<usize, KernelCode> {
        let mut world = self.kernel.world();
        world.begin()?;
        let process = world.task(self)?;
        layout::vm_info(process, info);
        Ok(process.told_of_task.min(info.len()))
    }

    fn owned_objects(&mut self, into: &mut [u64]) -> Result<usize, Errno> {
        let mut world = self.kernel.world();
        world.begin().map_err(|_code| Errno::ESRCH)?;
        world.calls.owned += 1;
        let process = world.task(self).map_err(|_code| Errno::ESRCH)?;
        if let Some(errno) = process.owned_refused {
            return Err(errno);
        }
        Ok(layout::objects(&process.objects, into))
    }
}

/// `share_mode` of a region that shares its object with others.
pub(super) const SM_SHARED: u8 = 4;

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
