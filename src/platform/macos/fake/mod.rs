//! A made-up kernel: what it answers is written down, and it notes what it is asked.
//!
//! It speaks the words of the real one (`layout`), so that decoding is tested with everything above it. Time passes only by
//! what calls cost: a microsecond each, and a tenth of one for each page that is gone over.

mod answers;
mod layout;
mod process;

pub(super) use process::{FakeObject, FakeProcess, FakeUser, PortAnswer, region};

use super::decode::{RawRegion, SM_TRUESHARED};
use super::kernel::{Errno, Incarnation, KernelCode, PortRefusal, Task};
use super::words::RegionAnswer;
use super::words::SHORT_WORDS;
use crate::platform::signature::Program;
use std::collections::BTreeMap;
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
        let (regions, reported) = (process.regions.len(), process.told_of_region);
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
        let words = layout::region(&found, info).min(reported);
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
