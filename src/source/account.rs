//! What the system itself says of a process at one moment: what a complete look is held against.

use crate::model::Totals;
use crate::model::units::{AddressRange, Bytes};

/// The system's own account of a process, as far as it keeps one.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Its mappings, by address.
    pub entries: Vec<AccountEntry>,
    /// Its pages in memory or swapped out, by address, as the page tables have them; empty where they cannot be read.
    pub pages: Vec<PageRun>,
    /// Its sums over the whole process.
    pub totals: Totals,
}

/// One mapping, by the kernel's own figures (`smaps`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountEntry {
    pub range: AddressRange,
    /// `Rss`.
    pub resident: Bytes,
    /// `Pss`: resident, shared pages divided among their users.
    pub proportional: Bytes,
    /// `Anonymous`.
    pub anonymous: Bytes,
    /// `LazyFree`, part of `Anonymous`.
    pub lazy_free: Bytes,
    /// `Swap`.
    pub swapped: Bytes,
    /// `Private_Hugetlb` and `Shared_Hugetlb`, in no other figure.
    pub huge: Bytes,
    /// Whether a file stands behind it that exists in memory only.
    pub is_shared_memory: bool,
}

/// Neighbouring pages that are alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageRun {
    pub range: AddressRange,
    /// In memory; the zero page is not.
    pub is_resident: bool,
    /// In memory, and no file's.
    pub is_anonymous: bool,
    /// Swapped out, and no file's.
    pub is_swapped: bool,
}
