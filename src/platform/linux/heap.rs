//! Counts what the memory of malloc holds, while the process stands still.
//!
//! The time that it may stand is estimated first. Where that is too long, or the process cannot be stopped (a debugger holds
//! it), it is counted as it runs: the figures are then about right. Pages that are not in memory are never read: that would
//! make the process larger.

use super::files::ProcRoot;
use super::page_map::PageMap;
use super::stop::Stopped;
use crate::heap::{Heap, Mapping, MappingKind, Memory};
use crate::model::units::{Address, AddressRange, Bytes};
use crate::model::{HeapCount, Protection};
use crate::source::proc_text;
use crate::source::{HeapSource, HeapUnknown};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long the process may stand still for one count.
const BUDGET: Duration = Duration::from_millis(50);

/// A count that takes so many times longer than was estimated is broken off, and made as the process runs.
const OVERRUN: u32 = 4;

/// How often a count that contradicts itself is made again: a thread was stopped inside malloc.
const TRIES: u32 = 3;

/// How long the process runs between two tries.
const PAUSE: Duration = Duration::from_millis(2);

/// Bytes a millisecond, before any were counted.
const FIRST_RATE: f64 = 3.7e6;

/// How often a process without arenas is searched: one that has just begun has none yet.
const SEARCHES: u32 = 3;

/// What a library's text says ahead of its version.
const BANNER: &[u8] = b"GNU C Library";

/// Counts the heap of one process.
pub(in crate::platform) struct HeapCounter {
    root: ProcRoot,
    pid: u32,
    start_time: u64,
    page_map: PageMap,
    /// Bytes a millisecond of the counts so far.
    rate: f64,
    /// Searches in vain, of this program.
    in_vain: u32,
    /// The C library and its version, of this program.
    library: Option<(PathBuf, String)>,
    /// Whether the process was found to refuse to stand still, and why.
    refused: Option<String>,
}

/// What a process has mapped, and the files to read it.
struct View {
    mem: File,
    pagemap: File,
    mappings: Vec<Mapping>,
    library: Option<PathBuf>,
}

impl HeapCounter {
    pub(in crate::platform) fn new(root: ProcRoot, pid: u32) -> Result<Self, HeapUnknown> {
        let start_time = root.stat(pid).ok_or(HeapUnknown::Gone)?.start_time;
        let counter = Self {
            root,
            pid,
            start_time,
            page_map: PageMap::new(),
            rate: FIRST_RATE,
            in_vain: 0,
            library: None,
            refused: None,
        };
        counter.view()?;
        Ok(counter)
    }

    /// Opened anew each time: after `exec` the old files show nothing.
    fn view(&self) -> Result<View, HeapUnknown> {
        let dir = self.root.process(self.pid);
        let refused = |error: io::Error| match error.kind() {
            io::ErrorKind::PermissionDenied => HeapUnknown::NotPermitted,
            _ => HeapUnknown::Gone,
        };
        let mem = File::open(dir.join("mem")).map_err(refused)?;
        let pagemap = File::open(dir.join("pagemap")).map_err(refused)?;
        let text = std::fs::read(dir.join("maps")).map_err(refused)?;
        if self.root.stat(self.pid).is_none_or(|stat| stat.start_time != self.start_time) {
            return Err(HeapUnknown::Gone);
        }
        let (mappings, library) = mappings(&text);
        Ok(View { mem, pagemap, mappings, library })
    }

    fn memory<'a>(&'a mut self, view: &'a View, deadline: Option<Instant>) -> ProcessMemory<'a> {
        let mappings = view.mappings.iter().map(|mapping| (mapping.range, None)).collect();
        ProcessMemory {
            mem: &view.mem,
            pagemap: &view.pagemap,
            page_map: &mut self.page_map,
            mappings,
            deadline,
        }
    }

    /// Stops the process, finds its arenas anew, and counts.
    fn count_stopped(&mut self, estimate: Duration, bytes: Bytes) -> Result<HeapCount, HeapUnknown> {
        let patience = BUDGET * OVERRUN;
        let began = Instant::now();
        let stopped =
            Stopped::within(&self.root, self.pid, patience).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => HeapUnknown::Gone,
                _ => HeapUnknown::NotStopped(error.to_string()),
            })?;
        let view = self.view()?;
        let counting = Instant::now();
        let deadline = counting + BUDGET.max(estimate) * OVERRUN;
        let mut memory = self.memory(&view, Some(deadline));
        let heap = Heap::find(&mut memory, &view.mappings);
        let count = heap.map(|heap| heap.count(&mut memory));
        drop(stopped);
        let took = counting.elapsed();
        let mut count = count.ok_or(HeapUnknown::NoArena)?;
        count.stopped = began.elapsed();
        count.exact = count.damage.is_none() && count.sums.unaccounted == Bytes::ZERO;
        if Instant::now() >= deadline {
            return Err(HeapUnknown::NotStopped("counting took too long".to_owned()));
        }
        if bytes.get() > 1 << 20 {
            self.rate = bytes.get() as f64 / (took.as_secs_f64() * 1e3).max(1e-3);
        }
        Ok(count)
    }

    /// The count that contradicts itself least, of some while the process stands still.
    fn count_carefully(&mut self, estimate: Duration, bytes: Bytes) -> Result<HeapCount, HeapUnknown> {
        let mut best = self.count_stopped(estimate, bytes)?;
        for _ in 1..TRIES {
            if best.exact {
                break;
            }
            std::thread::sleep(PAUSE);
            let stopped = best.stopped;
            let Ok(mut again) = self.count_stopped(estimate, bytes) else { break };
            again.stopped += stopped;
            if again.exact || again.sums.unaccounted < best.sums.unaccounted {
                best = again;
            } else {
                best.stopped = again.stopped;
            }
        }
        Ok(best)
    }

    fn learn_library(&mut self, path: Option<PathBuf>) {
        let path = path.unwrap_or_else(|| self.root.process(self.pid).join("exe"));
        if self.library.as_ref().is_none_or(|(known, _)| *known != path) {
            let version = version_in(&self.root.process(self.pid), &path);
            self.library = Some((
                path,
                version.map_or_else(|| "glibc".to_owned(), |version| format!("glibc {version}")),
            ));
            self.in_vain = 0;
        }
    }
}

impl HeapSource for HeapCounter {
    fn allocator(&self) -> &str {
        self.library.as_ref().map_or("glibc", |(_, name)| name)
    }

    fn count(&mut self) -> Result<HeapCount, HeapUnknown> {
        let view = self.view()?;
        self.learn_library(view.library.clone());
        if self.in_vain >= SEARCHES {
            return Err(HeapUnknown::NoArena);
        }
        let mut memory = self.memory(&view, None);
        let Some(heap) = Heap::find(&mut memory, &view.mappings) else {
            self.in_vain += 1;
            return Err(HeapUnknown::NoArena);
        };
        let bytes = heap.resident(&mut memory);
        let estimate = Duration::from_secs_f64(bytes.get() as f64 / self.rate / 1e3);
        if estimate <= BUDGET {
            match self.count_carefully(estimate, bytes) {
                Err(HeapUnknown::NotStopped(why)) => self.refused = Some(why),
                counted => return counted,
            }
        } else {
            self.refused = Some(format!("it would stand still for about {} ms", estimate.as_millis()));
        }
        let mut memory = self.memory(&view, None);
        let heap = Heap::find(&mut memory, &view.mappings).ok_or(HeapUnknown::NoArena)?;
        Ok(HeapCount { exact: false, ..heap.count(&mut memory) })
    }

    fn take_refusal(&mut self) -> Option<String> {
        self.refused.take()
    }
}

/// The private writable mappings of a process, and its C library.
fn mappings(text: &[u8]) -> (Vec<Mapping>, Option<PathBuf>) {
    use std::os::unix::ffi::OsStrExt;
    let mut library = None;
    let mut found = Vec::new();
    for entry in text.split(|&letter| letter == b'\n').filter_map(proc_text::maps_line) {
        let is_private = !entry.protection.has(Protection::SHARED);
        if !(is_private && entry.protection.has(Protection::WRITE) && entry.protection.has(Protection::READ))
        {
            continue;
        }
        let is_library = is_c_library(entry.name);
        if is_library && library.is_none() {
            library = Some(PathBuf::from(std::ffi::OsStr::from_bytes(entry.name)));
        }
        let kind = match entry.name {
            b"[heap]" => MappingKind::Brk,
            _ if is_library => MappingKind::CLibrary,
            _ if entry.inode != 0 => MappingKind::File,
            _ if entry.name.starts_with(b"[stack") => continue,
            _ => MappingKind::Anonymous,
        };
        found.push(Mapping { range: entry.range, kind });
    }
    (found, library)
}

fn is_c_library(path: &[u8]) -> bool {
    let name = path.rsplit(|&letter| letter == b'/').next().unwrap_or_default();
    name.starts_with(b"libc.so") || name.starts_with(b"libc-2.")
}

/// "2.36", of "GNU C Library (Debian GLIBC 2.36-9) stable release version 2.36.".
fn version_in(process: &Path, library: &Path) -> Option<String> {
    let inside = library.strip_prefix("/").map(|path| process.join("root").join(path));
    let path = inside.ok().filter(|path| path.exists()).unwrap_or_else(|| library.to_owned());
    let bytes = std::fs::read(path).ok()?;
    let banner = &bytes[memchr::memmem::find(&bytes, BANNER)?..];
    let banner = &banner[..banner.iter().position(|&letter| letter == b'\n').unwrap_or(0).min(200)];
    let text = String::from_utf8_lossy(banner);
    let (_, version) = text.rsplit_once("version ")?;
    Some(version.trim_end_matches('.').to_owned())
}

/// The memory of a process, as far as its pages are there.
struct ProcessMemory<'a> {
    mem: &'a File,
    pagemap: &'a File,
    page_map: &'a mut PageMap,
    /// Mappings, with the runs of pages that are in memory once they were asked for.
    mappings: Vec<(AddressRange, Option<Vec<AddressRange>>)>,
    /// Behind it nothing is read any more: the process must go on.
    deadline: Option<Instant>,
}

impl ProcessMemory<'_> {
    /// The mapping that holds an address, with its pages looked up.
    fn mapping(&mut self, at: Address) -> Option<(AddressRange, &[AddressRange])> {
        let nth = self.mappings.partition_point(|(range, _)| range.end <= at);
        let (range, runs) = self.mappings.get_mut(nth).filter(|(range, _)| range.contains(at))?;
        let runs = runs.get_or_insert_with(|| {
            let mut found: Vec<AddressRange> = Vec::new();
            let _partial = self.page_map.runs(self.pagemap, *range, |run, state| {
                if state.is_resident() {
                    match found.last_mut() {
                        Some(last) if last.end == run.start => last.end = run.end,
                        _ => found.push(run),
                    }
                }
            });
            found
        });
        Some((*range, runs))
    }
}

impl Memory for ProcessMemory<'_> {
    fn read(&mut self, at: u64, into: &mut [u8]) -> usize {
        if self.deadline.is_some_and(|deadline| into.len() > 4096 && Instant::now() >= deadline) {
            return 0;
        }
        let address = Address::new(at);
        let Some((_, runs)) = self.mapping(address) else { return 0 };
        let nth = runs.partition_point(|run| run.end <= address);
        let Some(run) = runs.get(nth).filter(|run| run.contains(address)) else { return 0 };
        let rest = usize::try_from(run.end.get() - at).unwrap_or(usize::MAX);
        let wanted = rest.min(into.len());
        self.mem.read_at(&mut into[..wanted], at).unwrap_or(0)
    }

    fn resident(&mut self, range: AddressRange) -> Bytes {
        let (mut at, mut sum) = (range.start, Bytes::ZERO);
        while at < range.end {
            let Some((mapping, runs)) = self.mapping(at) else { break };
            let part = range.intersection(mapping);
            let nth = runs.partition_point(|run| run.end <= part.start);
            let inside = runs[nth..].iter().take_while(|run| run.start < part.end);
            sum += inside.map(|run| run.intersection(part).len()).sum();
            at = mapping.end;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_c_library_is_known_by_its_name() {
        let check = |path: &str, expected| assert_eq!(is_c_library(path.as_bytes()), expected, "{path}");
        check("/usr/lib/x86_64-linux-gnu/libc.so.6", true);
        check("/lib/x86_64-linux-gnu/libc-2.31.so", true);
        check("/usr/lib/libcairo.so.2", false);
        check("/usr/lib/libc++.so.1", false);
        check("", false);
    }

    #[test]
    fn only_private_writable_memory_counts() {
        let text = b"1000-2000 r--p 0 08:01 7 /lib/libc.so.6\n2000-3000 rw-p 0 08:01 7 /lib/libc.so.6\n\
            4000-5000 rw-s 0 00:01 9 /memfd:x\n5000-6000 rw-p 0 00:00 0 [heap]\n6000-7000 rw-p 0 00:00 0\n\
            7000-8000 rw-p 0 00:00 0 [stack]\nodd\n";
        let (found, library) = mappings(text);
        let kinds: Vec<_> = found.iter().map(|mapping| (mapping.range.start.get(), mapping.kind)).collect();
        let expected =
            [(0x2000, MappingKind::CLibrary), (0x5000, MappingKind::Brk), (0x6000, MappingKind::Anonymous)];
        assert_eq!(kinds, expected);
        assert_eq!(library, Some(PathBuf::from("/lib/libc.so.6")));
    }
}
