//! The live source: the regions of a running task. Never run on a Mac.
//!
//! The cheap question is a walk without page counts, the dear one the same walk with them. Memory that is owned without
//! an address (`IOSurface` and Metal objects) is known only by its sum in the totals.

use super::decode::{self, RawRegion, Words};
use super::sys::{self, Incarnation, TaskPort};
use super::tags::{self, Nature};
use super::walk::{KernelCode, PageCounts, Walk, note};
use super::{access, processes};
use crate::categories::Rules;
use crate::model::{Readings, Target, Totals};
use crate::platform::Finding;
use crate::source::{AttachError, EndReason, Observed, Scope, Source, SourceError, Sweep, Vocabulary};
use crate::units::{AddressRange, Bytes};
use std::collections::HashMap;
use std::time::Duration;

/// Attaches to a process. Categories come from the table of tags; of the rules, the user's own names of tags count.
pub fn attach(pid: u32, rules: Rules) -> Result<Box<dyn Source>, AttachError> {
    Ok(Box::new(LiveSource::open(pid, rules)?))
}

/// Checks what recording needs, on this machine and for one process.
pub fn diagnose(pid: Option<u32>) -> Vec<Finding> {
    let opens = |pid| processes::number(pid).is_some_and(|number| TaskPort::open(number).is_ok());
    let own = opens(std::process::id());
    let mut findings = access::of_this_system(&processes::os_release(), own, sys::is_root());
    findings.extend(pid.map(|pid| access::of_process(pid, processes::rights(pid), opens(pid))));
    findings
}

/// A running process whose port we hold.
pub(super) struct LiveSource {
    process: Process,
    rules: Rules,
    vocabulary: Vocabulary,
    words: HashMap<(u32, Nature), Words>,
    sweep: Walk,
}

/// What changes when the target calls `exec`.
struct Process {
    port: TaskPort,
    number: i32,
    incarnation: Incarnation,
    target: Target,
    /// The page in which the kernel counts for us.
    page_unit: Bytes,
}

impl Process {
    fn open(pid: u32) -> Result<Self, AttachError> {
        let refused = || access::refusal(pid, processes::rights(pid));
        let number = processes::number(pid).ok_or_else(refused)?;
        // Taken before the port: should the pid change hands in between, the next look will notice.
        let incarnation = sys::incarnation(number).ok_or_else(refused)?;
        let port = TaskPort::open(number).map_err(|_refusal| refused())?;
        let page_size = port.totals().map_err(|_code| refused())?.page_size;
        let page_size = Bytes::new(page_size);
        Ok(Self {
            port,
            number,
            incarnation,
            target: processes::target(pid, page_size).ok_or_else(refused)?,
            page_unit: decode::page_unit(sys::page_size(), page_size),
        })
    }
}

impl LiveSource {
    fn open(pid: u32, rules: Rules) -> Result<Self, AttachError> {
        let process = Process::open(pid)?;
        sys::skip_alias_scan();
        Ok(Self {
            process,
            rules,
            vocabulary: Vocabulary::default(),
            words: HashMap::new(),
            sweep: Walk::default(),
        })
    }

    /// Whether the pid is still the program that was attached to. After an `exec` the old port names a dead task, and
    /// the new one is taken here.
    fn confirm(&mut self) -> Result<(), SourceError> {
        let then = self.process.incarnation;
        let Some(now) = sys::incarnation(self.process.number) else {
            return Err(SourceError::Ended(EndReason::Exited));
        };
        if now.process != then.process {
            return Err(SourceError::Ended(EndReason::PidReused));
        }
        if now.program == then.program {
            return Ok(());
        }
        self.process = Process::open(self.process.target.pid).map_err(|error| {
            SourceError::Ended(match error {
                AttachError::NoSuchProcess { .. } => EndReason::Exited,
                _ => EndReason::Denied,
            })
        })?;
        self.sweep = Walk::default();
        Err(SourceError::Replaced)
    }

    /// What to do about a walk that broke off.
    fn trouble(&mut self, code: KernelCode) -> SourceError {
        match self.confirm() {
            Err(error) => error,
            // A task dies before its process does; the next look will see that end.
            Ok(()) => SourceError::Transient(format!("the kernel answers with code {:#x}", code.0)),
        }
    }

    fn words(&mut self, raw: &RawRegion) -> Words {
        let vocabulary = &mut self.vocabulary;
        let (number, nature) = (raw.user_tag, Nature::of(raw));
        let words = self.words.entry((number, nature));
        *words.or_insert_with(|| Words {
            tag: vocabulary.tag_id(tags::tag(number)),
            label: vocabulary.tag_id(tags::label(number, nature)),
            category: vocabulary.category_id(tags::category(number, nature, self.rules.macos_name(number))),
        })
    }

    /// Reads on from where `walk` stands, to `until` or until CPU time reaches `deadline`.
    fn read(
        &mut self,
        walk: &mut Walk,
        until: u64,
        deadline: Duration,
        into: &mut Readings,
    ) -> Result<(), SourceError> {
        while walk.next_address() < until {
            let step = walk.step(&mut self.process.port, PageCounts::Take);
            let step = step.map_err(|code| self.trouble(code))?;
            note(&step, self.process.page_unit, into);
            if self.cpu_time() >= deadline {
                break;
            }
        }
        Ok(())
    }
}

impl Source for LiveSource {
    fn target(&self) -> &Target {
        &self.process.target
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    fn observe(&mut self, _scope: Scope, into: &mut Observed) -> Result<(), SourceError> {
        self.confirm()?;
        let mut walk = Walk::default();
        while !walk.is_done() {
            let step = walk.step(&mut self.process.port, PageCounts::Skip);
            let step = step.map_err(|code| self.trouble(code))?;
            if let Some(raw) = step.region {
                let words = self.words(&raw);
                into.mapped.push(decode::observation(&raw, words));
            }
        }
        into.spans.push(AddressRange::ALL);
        let totals = self.process.port.totals();
        let totals = totals.map_err(|code| self.trouble(code))?;
        into.totals = decode::totals(&totals);
        Ok(())
    }

    fn measure(
        &mut self,
        spans: &[AddressRange],
        budget: Duration,
        into: &mut Readings,
    ) -> Result<(), SourceError> {
        let deadline = self.cpu_time().saturating_add(budget);
        let mut walk = Walk::default();
        for span in spans {
            walk.skip_to(span.start.get());
            self.read(&mut walk, span.end.get(), deadline, into)?;
            if self.cpu_time() >= deadline {
                break;
            }
        }
        Ok(())
    }

    fn sweep(&mut self, budget: Duration, into: &mut Readings) -> Result<Sweep, SourceError> {
        let deadline = self.cpu_time().saturating_add(budget);
        let mut walk = self.sweep;
        self.read(&mut walk, u64::MAX, deadline, into)?;
        let done = walk.is_done();
        self.sweep = if done { Walk::default() } else { walk };
        Ok(if done { Sweep::Complete } else { Sweep::Unfinished })
    }

    fn walk(&mut self, into: &mut Readings, _totals: &mut Totals) -> Result<(), SourceError> {
        self.sweep = Walk::default();
        self.read(&mut Walk::default(), u64::MAX, Duration::MAX, into)
    }

    fn take_warnings(&mut self) -> Vec<String> {
        Vec::new()
    }

    fn cpu_time(&self) -> Duration {
        sys::thread_cpu_time()
    }
}
