//! What the system says of the process, and of the machine, as a whole.

use crate::model::units::Bytes;
use std::fmt;

macro_rules! total_kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// One figure that the system keeps for a whole process or machine.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum TotalKind { $($(#[$doc])* $name,)* }

        impl TotalKind {
            /// Every kind, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The system's own word for it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

// Trace files store a kind by its number: add at the end only.
total_kinds! {
    /// Address space mapped now.
    Virtual = "VmSize",
    /// Most address space ever mapped.
    VirtualPeak = "VmPeak",
    /// Address space of which no page may be swapped.
    Locked = "VmLck",
    /// Pages that may not be moved.
    Pinned = "VmPin",
    /// Most memory ever resident.
    ResidentPeak = "VmHWM",
    /// Memory resident now. The kernel counts per CPU: it may lag by some pages.
    Resident = "VmRSS",
    /// Of it, anonymous.
    ResidentAnonymous = "RssAnon",
    /// Of it, files.
    ResidentFile = "RssFile",
    /// Of it, shared memory: memfd, tmpfs, System V, shared anonymous.
    ResidentShared = "RssShmem",
    /// Private writable address space without the stack.
    Data = "VmData",
    Stack = "VmStk",
    Text = "VmExe",
    /// Text of shared libraries.
    Libraries = "VmLib",
    /// Page tables: memory that no mapping shows.
    PageTables = "VmPTE",
    /// Anonymous memory swapped out.
    Swapped = "VmSwap",
    /// Huge pages of hugetlbfs; not in the resident figures.
    HugeTlb = "HugetlbPages",
    /// `smaps_rollup`: resident, by a walk of the page tables and thus exact.
    WalkedResident = "Rss",
    /// `smaps_rollup`: resident, shared pages divided among their users.
    Pss = "Pss",
    /// `smaps_rollup`: of it, dirty.
    PssDirty = "Pss_Dirty",
    /// `smaps_rollup`: of it, anonymous.
    PssAnonymous = "Pss_Anon",
    /// `smaps_rollup`: of it, files.
    PssFile = "Pss_File",
    /// `smaps_rollup`: of it, shared memory.
    PssShared = "Pss_Shmem",
    /// `smaps_rollup`: anonymous resident memory.
    WalkedAnonymous = "Anonymous",
    /// `smaps_rollup`: freed lazily, still resident; part of `RssAnon`. Known since the last complete look.
    LazyFree = "LazyFree",
    /// `smaps_rollup`: swapped out, with shared memory.
    WalkedSwapped = "Swap",
    /// Machine: memory in all.
    SystemTotal = "MemTotal",
    /// Machine: memory that a new program could have without swapping.
    SystemAvailable = "MemAvailable",
    /// Machine: memory that nobody uses.
    SystemFree = "MemFree",
    /// Machine: buffers of block devices.
    SystemBuffers = "Buffers",
    /// Machine: page cache.
    SystemCached = "Cached",
    /// Machine: swap space in all.
    SystemSwapTotal = "SwapTotal",
    /// Machine: swap space that nobody uses.
    SystemSwapFree = "SwapFree",
    /// macOS: what Activity Monitor shows as "Memory".
    PhysFootprint = "phys_footprint",
    /// macOS: graphics objects charged to the task, mapped or not.
    GraphicsFootprint = "ledger_tag_graphics_footprint",
    /// `smaps_rollup`: anonymous resident memory in transparent huge pages.
    HugeAnonymous = "AnonHugePages",
}

const COUNT: usize = TotalKind::ALL.len();

/// The figures known at one snapshot. Plain numbers in a fixed table: a tick copies it without allocating.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    values: [Bytes; COUNT],
    known: u64,
}

impl Totals {
    /// A figure, where the system gave it.
    pub fn get(&self, kind: TotalKind) -> Option<Bytes> {
        (self.known & bit(kind) != 0).then(|| self.values[kind as usize])
    }

    /// Notes a figure.
    pub fn set(&mut self, kind: TotalKind, value: Bytes) {
        self.known |= bit(kind);
        self.values[kind as usize] = value;
    }

    /// What the process costs the machine, by the system's own account. macOS keeps that figure; Linux: anonymous memory
    /// without what was freed lazily, as far as that is known, shared memory, huge pages, and what is swapped. Before
    /// Linux 4.5, which does not tell them apart, all that is resident.
    pub fn footprint(&self) -> Bytes {
        let figure = |kind| self.get(kind).unwrap_or_default();
        self.get(TotalKind::PhysFootprint).unwrap_or_else(|| {
            let anonymous = self.get(TotalKind::ResidentAnonymous).or_else(|| self.get(TotalKind::Resident));
            let kept = anonymous.unwrap_or_default() - figure(TotalKind::LazyFree);
            let others = [TotalKind::ResidentShared, TotalKind::HugeTlb, TotalKind::Swapped];
            kept + others.into_iter().map(figure).sum()
        })
    }

    /// The figures that are known.
    pub fn iter(&self) -> impl Iterator<Item = (TotalKind, Bytes)> + '_ {
        TotalKind::ALL.iter().filter_map(|&kind| Some((kind, self.get(kind)?)))
    }
}

impl Default for Totals {
    fn default() -> Self {
        Self { values: [Bytes::ZERO; COUNT], known: 0 }
    }
}

impl fmt::Debug for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(kind, value)| (kind.name(), value))).finish()
    }
}

const fn bit(kind: TotalKind) -> u64 {
    1 << kind as u64
}

const _: () = assert!(COUNT <= 64, "one bit for each kind");
