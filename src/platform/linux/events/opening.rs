//! Events of every thread of a process, on every processor; each processor has one ring.

use super::calls::SystemCall;
use super::records::{REGISTERS, SAMPLE};
use super::refusal::Refused;
use super::sampling::FAULT_PERIOD;
use super::sys::{self, Ring};
use super::tracepoints;
use perf_event_open_sys::bindings::{
    PERF_COUNT_SW_PAGE_FAULTS, PERF_FORMAT_LOST, PERF_TYPE_SOFTWARE, PERF_TYPE_TRACEPOINT, perf_event_attr,
};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::collections::{BTreeSet, HashMap};
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

/// Bytes of all rings together, and of each of them at most and at least. A record has some 8 KiB: the most holds the calls of a
/// tenth of a second at twenty thousand a second, on one processor.
const ALL_RINGS: usize = 64 << 20;
const LARGEST_RING: usize = 32 << 20;
const SMALLEST_RING: usize = 64 << 10;

/// Bytes of the stack that are copied with each call.
const COPIED_STACK: u32 = 8 << 10;

/// Addresses of the kernel's own chain at most.
const CHAIN: u16 = 64;

/// What is open of a process.
pub(super) struct Events {
    pub(super) rings: Vec<Ring>,
    /// What the numbers in samples mean.
    pub(super) kinds: HashMap<u64, EventKind>,
    /// They end when these are closed.
    open: Vec<(EventKind, OwnedFd)>,
    form: Form,
}

/// What an event tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EventKind {
    /// Each call of this kind.
    Call(SystemCall),
    /// Page faults, of which one in so many is sampled.
    Fault,
}

/// An event that is to be opened: of a call, by the number of its tracepoint.
type Wanted = (EventKind, u64);

/// The events that are asked for, as this kernel and our rights allow them.
#[derive(Clone, Copy)]
struct Form {
    /// Without rights of its own, a profiler sees nothing of the kernel.
    excludes_kernel: bool,
    /// Without it children are seen too, whose records say so (Linux 5.13).
    threads_only: bool,
    /// The kernel counts what finds no room in a ring, for each event (Linux 6.0).
    counts_lost: bool,
}

impl Events {
    /// Opens the events of a process, whose directory in `/proc` is `process`.
    pub(super) fn open(process: &Path) -> Result<Self, Refused> {
        let exits = tracepoints::exits().map_err(|error| Refused::no_tracepoints(&error))?;
        let calls = exits.into_iter().map(|(call, tracepoint)| (EventKind::Call(call), tracepoint));
        let wanted: Vec<Wanted> =
            calls.chain([(EventKind::Fault, PERF_COUNT_SW_PAGE_FAULTS.into())]).collect();
        lift_descriptor_limit();
        let form = possible_form(&wanted, process)?;
        let mut events = Self { rings: Vec::new(), kinds: HashMap::new(), open: Vec::new(), form };
        let mut ring_owners = RingOwners::new();
        let processors = processors().map_err(|error| Refused::failed(&error))?;
        let size = ring_size(processors.len());
        let mut seen = BTreeSet::new();
        loop {
            // A thread that is attached to hands its events on to those that it starts.
            let new: Vec<i32> = threads(process)?.into_iter().filter(|&thread| seen.insert(thread)).collect();
            if new.is_empty() {
                break;
            }
            for thread in new {
                for &processor in &processors {
                    events.open_thread(&wanted, form, (thread, processor), size, &mut ring_owners)?;
                }
            }
        }
        events.open.extend(ring_owners.into_values());
        if events.rings.is_empty() {
            Err(Refused::failed(&io::ErrorKind::NotFound.into()))
        } else {
            Ok(events)
        }
    }

    /// How many records of calls found no room since the events were opened; nothing where the kernel only says so in the
    /// ring, with the next record that finds room. A fault that found none is one that was not sampled.
    pub(super) fn lost(&self) -> Option<u64> {
        let calls = self.open.iter().filter(|(kind, _)| *kind != EventKind::Fault);
        self.form.counts_lost.then(|| calls.filter_map(|(_, event)| sys::lost(event).ok()).sum())
    }

    /// Whether [`Events::lost`] counts what records in the ring count too.
    pub(super) const fn counts_lost(&self) -> bool {
        self.form.counts_lost
    }

    fn open_thread(
        &mut self,
        wanted: &[Wanted],
        form: Form,
        (thread, processor): (i32, i32),
        size: usize,
        ring_owners: &mut RingOwners,
    ) -> Result<(), Refused> {
        for &(kind, config) in wanted {
            let event = match sys::open(&mut attributes(kind, config, form), thread, processor) {
                Ok(event) => event,
                // It has ended meanwhile, or its processor has.
                Err(error) if matches!(error.raw_os_error(), Some(libc::ESRCH | libc::ENODEV)) => {
                    return Ok(());
                }
                Err(error) => return Err(Refused::by_kernel(&error)),
            };
            let id = sys::id(&event).map_err(|error| Refused::failed(&error))?;
            self.kinds.insert(id, kind);
            if let Some((_, owner)) = ring_owners.get(&processor) {
                sys::share_ring(&event, owner).map_err(|error| Refused::failed(&error))?;
                sys::enable(&event).map_err(|error| Refused::failed(&error))?;
                self.open.push((kind, event));
            } else {
                self.rings.push(largest_ring(&event, size).map_err(|error| Refused::no_ring(&error))?);
                sys::enable(&event).map_err(|error| Refused::failed(&error))?;
                ring_owners.insert(processor, (kind, event));
            }
        }
        Ok(())
    }
}

/// The event of each processor that has its ring.
type RingOwners = HashMap<i32, (EventKind, OwnedFd)>;

fn attributes(kind: EventKind, config: u64, form: Form) -> perf_event_attr {
    let is_fault = kind == EventKind::Fault;
    let mut attr = perf_event_attr {
        type_: if is_fault { PERF_TYPE_SOFTWARE } else { PERF_TYPE_TRACEPOINT },
        size: u32::try_from(size_of::<perf_event_attr>()).unwrap_or(0),
        config,
        sample_type: SAMPLE,
        sample_regs_user: REGISTERS,
        sample_stack_user: COPIED_STACK,
        sample_max_stack: CHAIN,
        read_format: if form.counts_lost { PERF_FORMAT_LOST.into() } else { 0 },
        clockid: libc::CLOCK_MONOTONIC,
        ..perf_event_attr::default()
    };
    attr.sample_period = if is_fault { FAULT_PERIOD } else { 1 };
    attr.set_disabled(1);
    attr.set_inherit(1);
    attr.set_inherit_thread(form.threads_only.into());
    attr.set_use_clockid(1);
    attr.set_sample_id_all(1);
    attr.set_exclude_kernel(form.excludes_kernel.into());
    attr.set_exclude_callchain_kernel(1);
    // One of them tells beside its calls where code is mapped, and when another program takes over.
    let tells_code = u64::from(kind == EventKind::Call(SystemCall::Map));
    attr.set_mmap(tells_code);
    attr.set_mmap2(tells_code);
    attr.set_comm(tells_code);
    attr.set_comm_exec(tells_code);
    attr
}

/// The first form that is not refused, tried on the first thread.
fn possible_form(wanted: &[Wanted], process: &Path) -> Result<Form, Refused> {
    let thread = threads(process)?
        .into_iter()
        .next()
        .ok_or_else(|| Refused::failed(&io::ErrorKind::NotFound.into()))?;
    let &(kind, config) = wanted.first().ok_or_else(|| Refused::failed(&io::ErrorKind::NotFound.into()))?;
    let mut form = Form { excludes_kernel: false, threads_only: true, counts_lost: true };
    loop {
        let Err(error) = sys::open(&mut attributes(kind, config, form), thread, -1) else {
            return Ok(form);
        };
        match error.raw_os_error() {
            Some(libc::EACCES | libc::EPERM) if !form.excludes_kernel => form.excludes_kernel = true,
            Some(libc::EINVAL) if form.counts_lost => form.counts_lost = false,
            Some(libc::EINVAL) if form.threads_only => form.threads_only = false,
            _ => return Err(Refused::by_kernel(&error)),
        }
    }
}

/// A ring of `size` bytes, or of less where so much memory may not be locked.
fn largest_ring(event: &OwnedFd, mut size: usize) -> io::Result<Ring> {
    loop {
        match Ring::map(event, size) {
            Err(error) if size > SMALLEST_RING && error.raw_os_error() != Some(libc::EINVAL) => size /= 2,
            ring => return ring,
        }
    }
}

/// Each processor's share, as a power of two.
fn ring_size(processors: usize) -> usize {
    let share = (ALL_RINGS / processors.max(1)).clamp(SMALLEST_RING, LARGEST_RING);
    1 << share.ilog2()
}

/// The processors that are in use.
fn processors() -> io::Result<Vec<i32>> {
    let text = std::fs::read_to_string("/sys/devices/system/cpu/online")?;
    Ok(numbers(text.trim()))
}

/// The numbers of a list such as `0-3,8`.
fn numbers(list: &str) -> Vec<i32> {
    let span = |part: &str| {
        let (lowest, highest) = part.split_once('-').unwrap_or((part, part));
        Some(lowest.parse().ok()?..=highest.parse().ok()?)
    };
    list.split(',').filter_map(span).flatten().collect()
}

fn threads(process: &Path) -> Result<Vec<i32>, Refused> {
    let tasks = std::fs::read_dir(process.join("task")).map_err(|error| Refused::failed(&error))?;
    Ok(tasks.flatten().filter_map(|task| task.file_name().to_str()?.parse().ok()).collect())
}

/// Each thread takes a descriptor for each call and processor.
fn lift_descriptor_limit() {
    let limit = getrlimit(Resource::Nofile);
    let _may_not = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processors_are_listed_by_spans() {
        assert_eq!(numbers("0-2,8"), [0, 1, 2, 8]);
        assert_eq!(numbers("0"), [0]);
        assert_eq!(numbers("a-b"), [0; 0]);
    }

    #[test]
    fn all_rings_together_have_a_limit() {
        for processors in [1, 2, 3, 64, 4096] {
            let size = ring_size(processors);
            assert!(size.is_power_of_two() && (SMALLEST_RING..=LARGEST_RING).contains(&size));
        }
    }
}
