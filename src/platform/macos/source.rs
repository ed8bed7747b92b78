//! The live source: the regions of a running task, and the objects that it owns. Never run on a Mac.
//!
//! Each tick walks the regions without page counts, and reads the list of owned objects and the totals. A sweep has the
//! kernel count pages, region by region, where nothing cheaper has the figure.

use super::counting::{CountTarget, Counting, Limit};
use super::decode;
use super::kernel::{Errno, Failure, Kernel};
use super::ladder::RUNGS;
use super::naming::Naming;
use super::objects::OwnedObjects;
use super::opening::{OpeningState, Process, Reopening};
use super::skeleton::{Skeleton, UsageDetail};
use crate::classify::categories::Rules;
use crate::model::units::{Address, AddressRange};
use crate::model::{Readings, Target, Totals};
use crate::platform::patience::Patience;
use crate::source::{AttachError, EndReason, Observed, ReadScope, Source, SourceError, Sweep, Vocabulary};
use std::time::Duration;

/// A running process that may be looked at.
pub(crate) struct LiveSource<K: Kernel> {
    kernel: K,
    process: Process<K>,
    /// After an `exec`, until the new program is held.
    reopening: Option<Reopening<K>>,
    naming: Naming,
    skeleton: Skeleton,
    owned: OwnedObjects,
    counting: Counting,
    /// How far the sweep has come.
    swept: Address,
    warnings: Vec<String>,
    given: WarningsGiven,
}

/// What was said once and need not be said again.
#[derive(Default)]
struct WarningsGiven {
    squatted: bool,
    owned: bool,
}

impl<K: Kernel> LiveSource<K> {
    /// Attaches to a process, by the best way there is.
    pub(crate) fn open(kernel: K, pid: u32, rules: Rules, patience: &Patience) -> Result<Self, AttachError> {
        kernel.skip_alias_scan();
        let process = Process::open(&kernel, pid, RUNGS, patience)?;
        let mut source = Self {
            kernel,
            process,
            reopening: None,
            naming: Naming::new(rules),
            skeleton: Skeleton::default(),
            owned: OwnedObjects::default(),
            counting: Counting::default(),
            swept: Address::ZERO,
            warnings: Vec::new(),
            given: WarningsGiven::default(),
        };
        source.warn_of_refusal();
        Ok(source)
    }

    /// Says what a recording by pid lacks, and why it is one.
    fn warn_of_refusal(&mut self) {
        if let Some(AttachError::NotPermitted { reason, remedy, .. }) = &self.process.refusal {
            self.warnings.push(format!(
                "macOS gives no port of this process: {reason}; {remedy}. Its regions are read one by one by pid: slower, \
                 without its graphics objects, and without telling files from other memory"
            ));
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
        self.reopen()
    }

    /// Takes hold of the new program. The user may be asked for that: until there is an answer, there is nothing to tell.
    fn reopen(&mut self) -> Result<(), SourceError> {
        let (pid, was_denied) = (self.process.target.pid, self.process.was_denied_by_user);
        let mut reopening = match self.reopening.take() {
            Some(reopening) => reopening,
            None => Reopening::begin(&self.kernel, pid, was_denied)
                .map_err(|error| SourceError::Transient(format!("there is no thread to ask on: {error}")))?,
        };
        match reopening.look() {
            OpeningState::Open(process) => self.process = *process,
            OpeningState::Waiting => {
                self.reopening = Some(reopening);
                let text = "the target became another program, and macOS is asking whether Strandline may look at it: answer \
                            its dialog";
                return Err(SourceError::Transient(text.to_owned()));
            }
            OpeningState::Refused(AttachError::NoSuchProcess { .. }) => {
                return Err(SourceError::Ended(EndReason::Exited));
            }
            OpeningState::Refused(_) => return Err(SourceError::Ended(EndReason::Denied)),
        }
        self.naming.begin_epoch();
        self.skeleton = Skeleton::default();
        self.owned = OwnedObjects::default();
        self.swept = Address::ZERO;
        self.warn_of_refusal();
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
                if !std::mem::replace(&mut self.given.owned, true) {
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
            let words = self.naming.tag_words(&self.kernel, self.process.number, &entry.raw, charge);
            into.mapped.push(decode::observation(&entry.raw, entry.origin, words));
        }
        into.spans.push(AddressRange::ALL);
        into.unmapped_read = self.owned.is_known();
        for (object, size) in self.owned.unmapped() {
            let observation = self.naming.unmapped(object.id, size, object.ledger);
            into.unmapped.push((observation, object.usage.share(size, object.size)));
        }
        if self.naming.is_squatted && !std::mem::replace(&mut self.given.squatted, true) {
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
        let mut ground = CountTarget { skeleton, regions, unit, cpu_time };
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

    fn observe(&mut self, _scope: ReadScope, into: &mut Observed) -> Result<(), SourceError> {
        self.confirm()?;
        let walked = self.skeleton.read(&mut self.process.reach);
        walked.map_err(|failure| self.trouble(failure))?;
        if self.process.reach.is_by_pid() && self.skeleton.entries().is_empty() {
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
            let limit = Limit { deadline, care: UsageDetail::Usual, at_least_one: false };
            self.count(span, limit, into)?;
            if self.cpu_time() >= deadline {
                break;
            }
        }
        Ok(())
    }

    fn sweep(&mut self, budget: Duration, into: &mut Readings) -> Result<Sweep, SourceError> {
        let deadline = self.cpu_time().saturating_add(budget);
        let limit = Limit { deadline, care: UsageDetail::Usual, at_least_one: true };
        let reached = self.count(AddressRange::new(self.swept, Address::MAX), limit, into)?;
        let is_done = reached == Address::MAX;
        self.swept = if is_done { Address::ZERO } else { reached };
        Ok(if is_done { Sweep::Complete } else { Sweep::Unfinished })
    }

    fn walk(&mut self, into: &mut Readings, _totals: &mut Totals) -> Result<(), SourceError> {
        self.swept = Address::ZERO;
        let limit = Limit { deadline: Duration::MAX, care: UsageDetail::Thorough, at_least_one: true };
        self.count(AddressRange::ALL, limit, into).map(drop)
    }

    fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    fn cpu_time(&self) -> Duration {
        self.kernel.cpu_time()
    }
}
