//! What one tool reported of one process at one moment.

use super::figures::{Rounded, UsageFigures};
use crate::model::units::{Address, AddressRange, Bytes};
use crate::model::{Category, Protection, TotalKind};
use crate::source::proc_text::VmFlags;
use std::fmt;
use std::time::SystemTime;

/// What one tool said of one process at one moment: rows of a summary, a list of regions, totals, or all of them.
#[derive(Clone, Debug)]
pub struct Capture {
    /// What it was recognised as.
    pub format: Format,
    /// The process, as far as the text names it.
    pub process: CapturedProcess,
    /// When it was taken.
    pub taken: Option<SystemTime>,
    /// Release of the system.
    pub os_release: Option<String>,
    /// Size of the process's pages.
    pub page_size: Option<Bytes>,
    /// The rows of its summary.
    pub rows: Vec<CapturedRow>,
    /// The sum of the rows as the text itself states it.
    pub total: Option<CapturedRow>,
    /// The regions that it lists.
    pub regions: Vec<Listed>,
    /// What the system says of the whole process.
    pub totals: Vec<(TotalKind, Rounded)>,
    /// Where the address space of a process of Linux ends, which tells it from others: its stack lies at random.
    pub memory_end: Option<Address>,
    /// Whether somebody left lines out.
    pub is_elided: bool,
    /// What the part of the text is called that it is from: a side of a diff, a file of grep.
    pub part: Option<String>,
}

impl Capture {
    pub(super) const fn new(format: Format) -> Self {
        Self {
            format,
            process: CapturedProcess { pid: None, name: None, launched: None },
            taken: None,
            os_release: None,
            page_size: None,
            rows: Vec::new(),
            total: None,
            regions: Vec::new(),
            totals: Vec::new(),
            memory_end: None,
            is_elided: false,
            part: None,
        }
    }

    /// Whether it says nothing of memory.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.regions.is_empty() && self.totals.is_empty()
    }

    /// Whether it says more than totals.
    pub fn has_rows_or_regions(&self) -> bool {
        !self.rows.is_empty() || !self.regions.is_empty()
    }

    /// The address space that the listed regions take.
    pub fn listed(&self) -> Bytes {
        self.regions.iter().map(Listed::len).sum()
    }

    /// Whether the regions are all there are, and not the part of a longer list that somebody thought to matter.
    pub fn lists_everything(&self) -> bool {
        let Some(stated) = self.total.as_ref().and_then(|total| total.mapped) else {
            return !self.regions.is_empty() && self.rows.is_empty();
        };
        // The parts of a page that libraries share are listed one by one, and rounded up in the sum.
        let slack = Bytes::new(stated.quantum.get() + stated.bytes.get() / 200);
        !self.is_elided && self.listed() + slack >= stated.bytes
    }
}

/// The process that a text is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CapturedProcess {
    pub pid: Option<u32>,
    pub name: Option<String>,
    /// When it was started. An id may belong to another process later, or after a new start of the machine.
    pub launched: Option<SystemTime>,
}

impl CapturedProcess {
    /// Whether both texts may be about one process.
    pub fn may_be(&self, other: &Self) -> bool {
        fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            one.zip(other).is_none_or(|(one, other)| one == other)
        }
        agree(self.pid.as_ref(), other.pid.as_ref())
            && agree(self.launched.as_ref(), other.launched.as_ref())
            && (self.pid.is_some() && other.pid.is_some() || agree(self.name.as_ref(), other.name.as_ref()))
    }
}

impl fmt::Display for CapturedProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.name, self.pid) {
            (Some(name), Some(pid)) => write!(f, "{name} [{pid}]"),
            (Some(name), None) => f.write_str(name),
            (None, Some(pid)) => write!(f, "process {pid}"),
            (None, None) => f.write_str("a process without name"),
        }
    }
}

/// A row of a summary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CapturedRow {
    /// What the tool calls it.
    pub label: String,
    pub mapped: Option<Rounded>,
    pub figures: UsageFigures,
    /// How many regions it sums up.
    pub count: Option<u64>,
    /// Whether `mapped` is a sum of what is used, since the text does not tell address space.
    pub is_sum_of_usage: bool,
    /// Its category, where the label alone does not tell it.
    pub category: Option<Category>,
}

/// A region that is listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Where it lies; nothing for memory without address.
    pub range: Option<AddressRange>,
    /// How large it is where it has no address.
    pub size: Rounded,
    /// What the tool or the system calls it: a region type of vmmap, a name of Linux.
    pub label: String,
    /// What vmmap tells of this one: a file, a zone, a thread, a surface.
    pub detail: String,
    /// What may be done with its bytes.
    pub protection: Protection,
    /// Whether nothing stands behind it (`SM=NUL`).
    pub is_empty: bool,
    /// The file behind it (Linux).
    pub file: FileBehind,
    pub figures: UsageFigures,
    /// Its `VmFlags` (Linux).
    pub(crate) flags: VmFlags,
}

impl Listed {
    /// How many bytes it takes.
    pub fn len(&self) -> Bytes {
        self.range.map_or(self.size.bytes, AddressRange::len)
    }

    /// Whether it takes none.
    pub fn is_empty(&self) -> bool {
        self.len() == Bytes::ZERO
    }
}

/// What is known of the file behind a mapping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileBehind {
    /// There is none.
    #[default]
    None,
    /// There is one, of which only the name is told.
    Named,
    /// There is one.
    Known {
        /// Device number, major << 32 | minor.
        device: u64,
        inode: u64,
        /// Offset in it.
        offset: u64,
    },
}

/// What a text was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// vmmap: its list of regions, its summary, or both.
    Vmmap,
    /// The summary of regions in a crash report, which has sizes of address space alone.
    CrashReport,
    /// footprint, as text.
    Footprint,
    /// footprint, as JSON.
    FootprintJson,
    /// `/proc/PID/smaps`.
    Smaps,
    /// `/proc/PID/smaps_rollup`.
    SmapsRollup,
    /// `/proc/PID/maps`.
    Maps,
    /// pmap, with any of its options.
    Pmap,
    /// `/proc/PID/numa_maps`.
    NumaMaps,
    /// `/proc/PID/status`.
    Status,
    /// Lines of ps or top: totals of a process.
    ProcessList,
    /// `dumpsys meminfo` of Android.
    AndroidMeminfo,
}

impl Format {
    /// Formats whose figures can be subtracted from each other.
    pub const fn family(self) -> Family {
        match self {
            Self::Vmmap => Family::Vmmap,
            Self::CrashReport => Family::CrashReport,
            Self::Footprint | Self::FootprintJson => Family::Footprint,
            Self::Smaps | Self::Maps => Family::Maps,
            Self::SmapsRollup => Family::Rollup,
            Self::Pmap => Family::Pmap,
            Self::NumaMaps => Family::NumaMaps,
            Self::AndroidMeminfo => Family::AndroidMeminfo,
            Self::Status | Self::ProcessList => Family::Totals,
        }
    }

    /// Whether it comes from macOS.
    pub const fn is_apple(self) -> bool {
        matches!(self, Self::Vmmap | Self::CrashReport | Self::Footprint | Self::FootprintJson)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Vmmap => "vmmap",
            Self::CrashReport => "crash report",
            Self::Footprint => "footprint",
            Self::FootprintJson => "footprint JSON",
            Self::Smaps => "smaps",
            Self::SmapsRollup => "smaps_rollup",
            Self::Maps => "maps",
            Self::Pmap => "pmap",
            Self::NumaMaps => "numa_maps",
            Self::Status => "/proc/PID/status",
            Self::ProcessList => "ps or top",
            Self::AndroidMeminfo => "dumpsys meminfo",
        })
    }
}

/// Formats whose figures mean the same, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// vmmap.
    Vmmap,
    /// `maps` and `smaps`.
    Maps,
    /// footprint.
    Footprint,
    /// pmap, which tells names without folders.
    Pmap,
    /// `dumpsys meminfo`.
    AndroidMeminfo,
    /// `numa_maps`: what is used, without address space.
    NumaMaps,
    /// Sums over the process.
    Rollup,
    /// Address space alone.
    CrashReport,
    /// `status`, ps, top: totals of the process.
    Totals,
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Vmmap => "vmmap",
            Self::Maps => "maps or smaps",
            Self::Footprint => "footprint",
            Self::Pmap => "pmap",
            Self::Rollup => "smaps_rollup",
            Self::CrashReport => "crash report",
            Self::AndroidMeminfo => "dumpsys meminfo",
            Self::NumaMaps => "numa_maps",
            Self::Totals => "totals of status, ps or top",
        })
    }
}
