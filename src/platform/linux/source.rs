//! A live process as a source.

use super::circumstances::circumstances;
use super::files::{ProcFiles, ProcRoot, read_text, read_whole};
use super::naming::await_program;
use super::objects::Objects;
use super::observing::Observer;
use super::page_map::PageMap;
use super::sweeping::Sweeper;
use super::sys;
use super::threads::Threads;
use crate::classify::categories::Rules;
use crate::classify::runtimes::{self, ProgramRuntimes};
use crate::model::units::{AddressRange, Bytes};
use crate::model::{Circumstances, Detail, Os, Reading, Readings, Runtimes, Target, TotalKind, Totals};
use crate::source::proc_text;
use crate::source::{EndReason, Observed, ReadScope, Source, SourceError, Sweep, Vocabulary};
use object::ReadCache;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// How often objects and the figures of the machine are read at most.
const SLOW_PERIOD: Duration = Duration::from_secs(1);

/// How long `maps` is taken to be what it was while `statm` stands still.
const STILL_PERIOD: Duration = Duration::from_millis(500);

/// How often a process that lives and has no address space is asked for it again, and how long each time is waited: an
/// `exec` or the freeing of a large address space takes less.
const REOPENINGS: u32 = 50;
const REOPENING_PAUSE: Duration = Duration::from_millis(2);

/// A process that may be read.
pub(super) struct LinuxSource {
    root: ProcRoot,
    target: Target,
    files: ProcFiles,
    observer: Observer,
    page_map: PageMap,
    sweeper: Sweeper,
    threads: Threads,
    objects: Objects,
    text: Vec<u8>,
    next_slow: Option<Instant>,
    maps_read: Option<Instant>,
    totals: Totals,
    warnings: Vec<String>,
    odd_lines_told: bool,
}

impl LinuxSource {
    /// Opens a process. The error says what could not be opened.
    pub(super) fn open(root: ProcRoot, pid: u32, rules: Rules) -> io::Result<Self> {
        let target = target(&root, pid)?;
        let files = ProcFiles::open(&root, pid)?;
        let page_map = PageMap::new();
        let mut warnings = Vec::new();
        if !page_map.is_by_scan() {
            warnings.push(
                "this kernel has no PAGEMAP_SCAN (Linux 6.7): pagemap is read instead, which takes twice as long and \
                 counts the zero page as resident"
                    .to_owned(),
            );
        }
        if files.smaps.is_none() {
            warnings
                .push("smaps cannot be read: swap, lazily freed and shared memory are not known".to_owned());
        }
        let mut observer = Observer::new(rules, memory_devices(&files.dir));
        observer.begin_program(program_of(&files.dir));
        Ok(Self {
            observer,
            root,
            target,
            files,
            page_map,
            sweeper: Sweeper::default(),
            threads: Threads::default(),
            objects: Objects::default(),
            text: Vec::new(),
            next_slow: None,
            maps_read: None,
            totals: Totals::default(),
            warnings,
            odd_lines_told: false,
        })
    }

    /// The address space is gone: did the process end, or become another program?
    ///
    /// A program that becomes another again while its files are opened is asked once more; one that ends has no address
    /// space some moments before it is seen to be dead.
    fn vanished(&mut self) -> SourceError {
        for _ in 0..REOPENINGS {
            let Some(stat) = self.root.stat(self.target.pid) else {
                return SourceError::Ended(EndReason::Exited);
            };
            if stat.start_time != self.target.start_time {
                return SourceError::Ended(EndReason::PidReused);
            }
            if stat.is_dead() {
                return SourceError::Ended(EndReason::Exited);
            }
            let reopened = ProcFiles::open(&self.root, self.target.pid)
                .and_then(|files| read_whole(&files.maps, &mut self.text).map(|()| files));
            match reopened {
                Ok(files) if !self.text.is_empty() => return self.begin_program(files),
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    return SourceError::Ended(EndReason::Denied);
                }
                _ => std::thread::sleep(REOPENING_PAUSE),
            }
        }
        SourceError::Ended(EndReason::Exited)
    }

    fn begin_program(&mut self, files: ProcFiles) -> SourceError {
        self.files = files;
        self.observer.begin_program(program_of(&self.files.dir));
        self.sweeper.reset();
        self.threads = Threads::default();
        self.next_slow = None;
        self.maps_read = None;
        await_program(&self.root, self.target.pid);
        if let Ok(target) = target(&self.root, self.target.pid) {
            self.target = target;
        }
        SourceError::Replaced
    }

    fn failed(&mut self, error: &io::Error) -> SourceError {
        match error.raw_os_error() {
            Some(libc::ESRCH) => self.vanished(),
            _ => SourceError::Transient(format!("the process could not be read: {error}")),
        }
    }

    /// What costs more than a mapping is read once a second.
    fn slow(&mut self, scope: ReadScope, into: &mut Observed) {
        let now = Instant::now();
        if scope == ReadScope::Due && self.next_slow.is_some_and(|next| now < next) {
            return;
        }
        let read = self.objects.read(&self.files.dir, &mut self.observer, &mut into.unmapped);
        into.unmapped_read = read.is_ok();
        if self.observer.has_segments()
            && let Ok(text) = read_text(&self.root.path().join("sysvipc/shm"))
        {
            self.observer.learn_segments(proc_text::segments(&text));
        }
        if let Ok(text) = std::fs::read_to_string(self.root.path().join("meminfo")) {
            proc_text::meminfo(&text, &mut self.totals);
        }
        self.refresh_totals();
        // A process with many descriptors is looked at less often, so that it costs no more than a fiftieth.
        self.next_slow = Some(now + SLOW_PERIOD.max(now.elapsed() * 50));
    }

    /// Whether `maps` is read although `statm` stands still. Whatever adds or takes away mappings, or changes their rights,
    /// moves its sums of address space, data or resident pages, unless two changes between two ticks make up for each other
    /// to the page: those are seen a little later, and at marks at once.
    fn maps_are_due(&self, scope: ReadScope) -> bool {
        scope == ReadScope::Everything
            || self.observer.has_news()
            || self.maps_read.is_none_or(|read| read.elapsed() >= STILL_PERIOD)
    }

    fn refresh_totals(&mut self) {
        if let Ok(text) = self.files.status() {
            proc_text::totals_of(&text, &mut self.totals);
        }
    }

    fn tell_odd_lines(&mut self) {
        let odd = self.observer.odd_lines + self.sweeper.odd_lines();
        if odd > 0 && !self.odd_lines_told {
            self.odd_lines_told = true;
            self.warnings
                .push("a line of the kernel's memory map was not understood and is left out".to_owned());
        }
    }
}

impl Source for LinuxSource {
    fn target(&self) -> &Target {
        &self.target
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.observer.vocabulary
    }

    fn observe(&mut self, scope: ReadScope, into: &mut Observed) -> Result<(), SourceError> {
        let moved = self.files.moved();
        if moved || self.maps_are_due(scope) {
            read_whole(&self.files.maps, &mut self.text).map_err(|error| self.failed(&error))?;
            if self.text.is_empty() {
                return Err(self.vanished());
            }
            self.maps_read = Some(Instant::now());
            self.observer.observe(&mut self.text, into);
        }
        if moved {
            self.refresh_totals();
        }
        self.slow(scope, into);
        into.totals = self.totals;
        self.tell_odd_lines();
        Ok(())
    }

    fn measure(
        &mut self,
        spans: &[AddressRange],
        budget: Duration,
        into: &mut Readings,
    ) -> Result<(), SourceError> {
        let Some(pagemap) = &self.files.pagemap else {
            return Ok(());
        };
        let deadline = sys::thread_cpu_time().saturating_add(budget);
        for &span in spans {
            let knowledge = &self.observer.knowledge;
            let found = &mut into.readings;
            let complete = self.page_map.runs(pagemap, span, |range, state| {
                let shared = knowledge.containing(range.start).is_some_and(|(_, known)| known.shared_memory);
                let detail = if shared { Detail::SharedPages } else { Detail::Pages };
                found.push(Reading { range, usage: state.usage(range.len(), shared), detail });
            });
            if complete.is_err() {
                // The readings of a span that was not finished would read as zero elsewhere.
                found.retain(|reading| reading.range.start < span.start);
                break;
            }
            into.spans.push(span);
            if sys::thread_cpu_time() >= deadline {
                break;
            }
        }
        Ok(())
    }

    fn sweep(&mut self, budget: Duration, into: &mut Readings) -> Result<Sweep, SourceError> {
        let swept = self.sweeper.sweep(&self.files, &mut self.page_map, &mut self.observer, budget, into);
        let progress = swept.map_err(|error| {
            self.sweeper.reset();
            self.failed(&error)
        })?;
        into.pages_tell_parts = self.files.pagemap.is_some();
        if progress == Sweep::Complete {
            if self.files.smaps.is_some() {
                self.totals.set(TotalKind::LazyFree, self.sweeper.lazy_free());
            }
            self.sweeper.reset();
            self.threads.refresh(&self.files.dir, &mut self.observer);
        }
        Ok(progress)
    }

    fn walk(&mut self, into: &mut Readings, totals: &mut Totals) -> Result<(), SourceError> {
        self.sweeper.reset();
        let odd_lines = self.sweeper.odd_lines();
        while self.sweep(Duration::MAX, into)? == Sweep::Unfinished {}
        // Bytes that no entry of smaps covers are mapped no more; the span tells the tracker that the walk was complete.
        // It was not where a line was odd, nor where the text was empty because the process is just ending.
        if !into.readings.is_empty() && self.sweeper.odd_lines() == odd_lines {
            into.spans.clear();
            into.spans.push(AddressRange::ALL);
        }
        if let Some(text) = self.files.rollup() {
            proc_text::rollup(text, totals);
        }
        if let Some(lazy_free) = totals.get(TotalKind::LazyFree).or(self.totals.get(TotalKind::LazyFree)) {
            self.totals.set(TotalKind::LazyFree, lazy_free);
            totals.set(TotalKind::LazyFree, lazy_free);
        }
        Ok(())
    }

    fn circumstances(&self) -> Circumstances {
        circumstances(&self.root, &self.target, self.files.mem.is_some())
    }

    fn runtimes(&self) -> Runtimes {
        self.observer.runtimes
    }

    fn most_mappings(&self) -> Option<u64> {
        let text = read_text(&self.root.path().join("sys/vm/max_map_count")).ok()?;
        text.trim().parse().ok()
    }

    fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    fn cpu_time(&self) -> Duration {
        sys::thread_cpu_time()
    }
}

/// What tells a process from all others.
pub(super) fn target(root: &ProcRoot, pid: u32) -> io::Result<Target> {
    let dir = root.process(pid);
    let status = proc_text::status(&read_text(&dir.join("status"))?);
    let start_time = root.stat(pid).map_or(0, |stat| stat.start_time);
    Ok(Target {
        pid,
        start_time,
        name: status.name,
        command: command_line(&dir),
        page_size: Bytes::new(sys::page_size()),
        os: Os::Linux,
        os_release: release(root),
    })
}

/// The arguments, joined by spaces; empty for kernel threads and zombies.
pub(super) fn command_line(dir: &Path) -> String {
    let arguments = std::fs::read(dir.join("cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&arguments).trim_end_matches('\0').replace('\0', " ")
}

/// What the file of its program tells. The link leads to the very file, whatever container it is in and whether it still
/// has a name; where it may not be read, only mapped files tell.
fn program_of(dir: &Path) -> ProgramRuntimes {
    let file = std::fs::File::open(dir.join("exe"));
    file.map_or_else(
        |_unreadable| ProgramRuntimes::default(),
        |file| runtimes::program(&ReadCache::new(file)),
    )
}

fn release(root: &ProcRoot) -> String {
    std::fs::read_to_string(root.path().join("sys/kernel/osrelease")).unwrap_or_default().trim().to_owned()
}

/// The devices of every tmpfs and hugetlbfs that the process sees: their files exist in memory only.
pub(super) fn memory_devices(dir: &Path) -> BTreeSet<u64> {
    let mounts = read_text(&dir.join("mountinfo")).unwrap_or_default();
    let device_of = |line: &str| {
        let (before, behind) = line.split_once(" - ")?;
        if !behind.starts_with("tmpfs ") && !behind.starts_with("hugetlbfs ") {
            return None;
        }
        let (major, minor) = before.split(' ').nth(2)?.split_once(':')?;
        Some(major.parse::<u64>().ok()? << 32 | minor.parse::<u64>().ok()?)
    };
    mounts.lines().filter_map(device_of).collect()
}
