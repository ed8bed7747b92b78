//! The live source: the regions of a running task, and the objects that it owns. Never run on a Mac.
//!
//! The cheap question is a walk without page counts, with the list of owned objects and the totals; the dear one has the
//! kernel count pages, region by region, where nothing cheaper tells.

use super::access;
use super::counting::{Counting, Ground, Limit};
use super::decode;
use super::kernel::{Errno, Failure, Incarnation, Kernel};
use super::ladder::{Reach, climb};
use super::naming::Naming;
use super::objects::OwnedObjects;
use super::processes;
use super::skeleton::{Care, Skeleton};
use crate::categories::Rules;
use crate::model::{Readings, Target, Totals};
use crate::source::{AttachError, EndReason, Observed, Scope, Source, SourceError, Sweep, Vocabulary};
use crate::units::{Address, AddressRange, Bytes};
use std::time::Duration;

/// A running process that may be looked at.
pub(crate) struct LiveSource<K: Kernel> {
    kernel: K,
    process: Process<K>,
    naming: Naming,
    skeleton: Skeleton,
    owned: OwnedObjects,
    counting: Counting,
    /// How far the sweep has come.
    swept: Address,
    warnings: Vec<String>,
    told: Told,
}

/// What was said once and need not be said again.
#[derive(Default)]
struct Told {
    squatted: bool,
    owned: bool,
}

/// What changes when the target calls `exec`.
struct Process<K: Kernel> {
    reach: Reach<K>,
    number: i32,
    incarnation: Incarnation,
    target: Target,
    /// The page in which the kernel counts for us.
    page_unit: Bytes,
}

impl<K: Kernel> Process<K> {
    fn open(kernel: &K, pid: u32) -> Result<Self, AttachError> {
        let refused = || access::refusal_of(kernel, pid);
        let number = processes::number(pid).ok_or_else(refused)?;
        // Taken before the port: should the pid change hands in between, the next look will notice.
        let incarnation = kernel.incarnation(number).ok_or_else(refused)?;
        let mut reach = climb(kernel, number).0.ok_or_else(refused)?;
        let page_size = Bytes::new(reach.totals().map_err(|_failure| refused())?.page_size);
        let page_unit = decode::page_unit(kernel.page_size(), page_size);
        // By pid alone it is not told.
        let page_size = page_size.max(page_unit);
        Ok(Self {
            reach,
            number,
            incarnation,
            target: processes::target(kernel, pid, page_size).ok_or_else(refused)?,
            page_unit,
        })
    }
}

impl<K: Kernel> LiveSource<K> {
    /// Attaches to a process, by the best way there is.
    pub(crate) fn open(kernel: K, pid: u32, rules: Rules) -> Result<Self, AttachError> {
        kernel.skip_alias_scan();
        let process = Process::open(&kernel, pid)?;
        let mut source = Self {
            kernel,
            process,
            naming: Naming::new(rules),
            skeleton: Skeleton::default(),
            owned: OwnedObjects::default(),
            counting: Counting::default(),
            swept: Address::ZERO,
            warnings: Vec::new(),
            told: Told::default(),
        };
        source.warn_if_slow();
        Ok(source)
    }

    fn warn_if_slow(&mut self) {
        if self.process.reach.is_slow() {
            self.warnings.push(
                "macOS gives no port of this process: its regions are read one by one by pid, which is slow, does not \
                 tell files from other memory, and knows nothing of graphics objects; `strandline doctor PID` says why"
                    .to_owned(),
            );
        }
    }

    /// Whether the pid is still the program that was attached to. After an `exec` the old port names a dead task, and
    /// the new one is taken here.
    fn confirm(&mut self) -> Result<(), SourceError> {
        let then = self.process.incarnation;
        let Some(now) = self.kernel.incarnation(self.process.number) else {
            return Err(SourceError::Ended(EndReason::Exited));
        };
        if now.process != then.process {
            return Err(SourceError::Ended(EndReason::PidReused));
        }
        if now.program == then.program {
            return Ok(());
        }
        self.process = Process::open(&self.kernel, self.process.target.pid).map_err(|error| {
            SourceError::Ended(match error {
                AttachError::NoSuchProcess { .. } => EndReason::Exited,
                _ => EndReason::Denied,
            })
        })?;
        self.naming.begin_epoch();
        self.skeleton = Skeleton::default();
        self.owned = OwnedObjects::default();
        self.swept = Address::ZERO;
        self.warn_if_slow();
        Err(SourceError::Replaced)
    }

    /// What to do about a question that failed.
    fn trouble(&mut self, failure: Failure) -> SourceError {
        match self.confirm() {
            Err(error) => error,
            // A task dies before its process does; the next look will see that end.
            Ok(()) => SourceError::Transient(match failure {
                Failure::Code(code) => format!("the kernel answers with {code}"),
                Failure::Errno(errno) => format!("the kernel answers with {errno}"),
            }),
        }
    }

    /// What the task owns. A task that is gone is no answer; anything else only means that nobody tells.
    fn read_owned(&mut self) -> Result<(), SourceError> {
        match self.process.reach.read_owned(&mut self.owned) {
            Ok(()) => Ok(()),
            Err(Errno::ESRCH) => Err(self.trouble(Failure::Errno(Errno::ESRCH))),
            Err(errno) => {
                if !std::mem::replace(&mut self.told.owned, true) {
                    self.warnings.push(format!(
                        "macOS does not tell which graphics objects the process owns ({errno}): those without address \
                         are not recorded"
                    ));
                }
                Ok(())
            }
        }
    }

    fn describe(&mut self, into: &mut Observed) {
        for entry in self.skeleton.entries() {
            let charge = self.owned.charge(entry.object);
            let words = self.naming.words(&self.kernel, self.process.number, &entry.raw, charge);
            into.mapped.push(decode::observation(&entry.raw, entry.origin, words));
        }
        into.spans.push(AddressRange::ALL);
        into.unmapped_read = self.owned.is_known();
        for (object, size) in self.owned.unmapped() {
            let observation = self.naming.unmapped(object.id, size, object.ledger);
            into.unmapped.push((observation, object.usage.share(size, object.size)));
        }
        if self.naming.is_squatted && !std::mem::replace(&mut self.told.squatted, true) {
            self.warnings.push(
                "some memory is tagged IOAccelerator and not charged as graphics: an allocator uses that number (mimalloc \
                 does), and it is counted as malloc"
                    .to_owned(),
            );
        }
    }

    fn count(
        &mut self,
        span: AddressRange,
        limit: Limit,
        into: &mut Readings,
    ) -> Result<Address, SourceError> {
        let Self { counting, skeleton, process, kernel, .. } = self;
        let (unit, regions, cpu_time) = (process.page_unit, &mut process.reach, &|| kernel.cpu_time());
        let mut ground = Ground { skeleton, regions, unit, cpu_time };
        let reached = counting.count(&mut ground, span, limit, into);
        reached.map_err(|failure| self.trouble(failure))
    }
}

impl<K: Kernel> Source for LiveSource<K> {
    fn target(&self) -> &Target {
        &self.process.target
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.naming.vocabulary
    }

    fn observe(&mut self, _scope: Scope, into: &mut Observed) -> Result<(), SourceError> {
        self.confirm()?;
        let walked = self.skeleton.read(&mut self.process.reach);
        walked.map_err(|failure| self.trouble(failure))?;
        if self.process.reach.is_slow() && self.skeleton.entries().is_empty() {
            // By pid, a process that is ending has no regions either.
            return Err(self.trouble(Failure::Errno(Errno::EINVAL)));
        }
        self.read_owned()?;
        self.skeleton.join(&mut self.owned);
        let totals = self.process.reach.totals();
        let totals = totals.map_err(|failure| self.trouble(failure))?;
        into.totals = decode::totals(&totals);
        self.describe(into);
        Ok(())
    }

    fn measure(
        &mut self,
        spans: &[AddressRange],
        budget: Duration,
        into: &mut Readings,
    ) -> Result<(), SourceError> {
        let deadline = self.cpu_time().saturating_add(budget);
        for &span in spans {
            let limit = Limit { deadline, care: Care::Usual, at_least_one: false };
            self.count(span, limit, into)?;
            if self.cpu_time() >= deadline {
                break;
            }
        }
        Ok(())
    }

    fn sweep(&mut self, budget: Duration, into: &mut Readings) -> Result<Sweep, SourceError> {
        let deadline = self.cpu_time().saturating_add(budget);
        let limit = Limit { deadline, care: Care::Usual, at_least_one: true };
        let reached = self.count(AddressRange::new(self.swept, Address::MAX), limit, into)?;
        let is_done = reached == Address::MAX;
        self.swept = if is_done { Address::ZERO } else { reached };
        Ok(if is_done { Sweep::Complete } else { Sweep::Unfinished })
    }

    fn walk(&mut self, into: &mut Readings, _totals: &mut Totals) -> Result<(), SourceError> {
        self.swept = Address::ZERO;
        let limit = Limit { deadline: Duration::MAX, care: Care::Thorough, at_least_one: true };
        self.count(AddressRange::ALL, limit, into).map(drop)
    }

    fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    fn cpu_time(&self) -> Duration {
        self.kernel.cpu_time()
    }
}
