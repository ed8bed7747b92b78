//! The columns of the summary: what they hold, what that means, and by what they sort.

use strandline::analysis::Figures;
use strandline::units::Bytes;

/// A column that has a figure for each row. Their order is that of [`Order::column`](crate::state::Order::column).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "`meaning` tells it")]
pub enum SummaryColumn {
    PersistentBytes,
    PersistentCount,
    TransientBytes,
    TransientCount,
    TotalBytes,
    TotalCount,
    Footprint,
    Resident,
    Mapped,
    Grown,
}

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// A size.
    Bytes(Bytes),
    /// So many regions.
    Count(usize),
}

impl SummaryColumn {
    /// All of them, from left to right.
    pub const ALL: [Self; 10] = [
        Self::PersistentBytes,
        Self::PersistentCount,
        Self::TransientBytes,
        Self::TransientCount,
        Self::TotalBytes,
        Self::TotalCount,
        Self::Footprint,
        Self::Resident,
        Self::Mapped,
        Self::Grown,
    ];

    /// What stands above it. "≥": the figures are lower bounds.
    pub const fn head(self) -> &'static str {
        match self {
            Self::PersistentBytes => "Persistent Bytes",
            Self::PersistentCount => "# Persistent",
            Self::TransientBytes => "Transient Bytes ≥",
            Self::TransientCount => "# Transient ≥",
            Self::TotalBytes => "Total Bytes ≥",
            Self::TotalCount => "# Total ≥",
            Self::Footprint => "Footprint",
            Self::Resident => "Resident",
            Self::Mapped => "Mapped",
            Self::Grown => "Grown",
        }
    }

    /// Whether more may have happened than was seen.
    pub const fn is_lower_bound(self) -> bool {
        matches!(self, Self::TransientBytes | Self::TransientCount | Self::TotalBytes | Self::TotalCount)
    }

    /// What it means.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::PersistentBytes => {
                "Mapped bytes born in the range and alive at its end.\n\
                 A lower bound where memory has no name: what is unmapped and mapped again between two looks is taken \
                 for old"
            }
            Self::PersistentCount => {
                "Regions born in the range and alive at its end.\n\
                 The kernel merges memory without a name: several mappings may be one region"
            }
            Self::TransientBytes => {
                "Mapped bytes born in the range and gone by its end.\n\
                 At least so many: what lives shorter than the time between two looks is never seen"
            }
            Self::TransientCount => {
                "Regions born in the range and gone by its end.\n\
                 At least so many: what lives shorter than the time between two looks is never seen"
            }
            Self::TotalBytes => "Mapped bytes born in the range: persistent and transient. At least so many",
            Self::TotalCount => "Regions born in the range: persistent and transient. At least so many",
            Self::Footprint => {
                "Dirty and swapped bytes at the end of the range, whenever they were born: what the memory costs"
            }
            Self::Resident => {
                "Bytes in memory at the end of the range, clean or dirty; without what is swapped out"
            }
            Self::Mapped => "Address space at the end of the range, used or not",
            Self::Grown => {
                "Dirty and swapped bytes that regions older than the range gained in it.\n\
                 A leak inside a heap that was mapped long ago shows here"
            }
        }
    }

    /// Its figure.
    pub fn of(self, figures: &Figures) -> Figure {
        match self {
            Self::PersistentBytes => Figure::Bytes(figures.persistent.bytes),
            Self::PersistentCount => Figure::Count(figures.persistent.count),
            Self::TransientBytes => Figure::Bytes(figures.transient.bytes),
            Self::TransientCount => Figure::Count(figures.transient.count),
            Self::TotalBytes => Figure::Bytes(figures.total().bytes),
            Self::TotalCount => Figure::Count(figures.total().count),
            Self::Footprint => Figure::Bytes(figures.after.footprint()),
            Self::Resident => Figure::Bytes(figures.after.usage.resident),
            Self::Mapped => Figure::Bytes(figures.after.mapped),
            Self::Grown => Figure::Bytes(figures.grown),
        }
    }

    /// Its number: that of its place in [`SummaryColumn::ALL`].
    pub const fn number(self) -> usize {
        self as usize
    }

    /// The column of this number; the first where there is none.
    pub fn at(number: usize) -> Self {
        Self::ALL.get(number).copied().unwrap_or(Self::PersistentBytes)
    }
}

impl Figure {
    /// As it is shown.
    pub fn text(self) -> String {
        match self {
            Self::Bytes(Bytes::ZERO) | Self::Count(0) => "0".to_owned(),
            Self::Bytes(bytes) => bytes.to_string(),
            Self::Count(count) => count.to_string(),
        }
    }

    /// Its plain number, for tables elsewhere.
    pub const fn number(self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.get(),
            Self::Count(count) => count as u64,
        }
    }
}
