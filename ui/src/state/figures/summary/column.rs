//! The columns of the summary: what they hold, what that means, and by what they sort.

use strandline::analysis::{GrowthFigures, Known, Metric};
use strandline::model::units::{About, Bytes};

/// A column that has a figure for each row. Their order is that of [`Order::column`](crate::state::Order::column).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    Mappings,
}

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// A size.
    Bytes(About),
    /// So many regions, or mappings.
    Count(usize),
    Unknown,
}

impl SummaryColumn {
    /// All of them, from left to right.
    pub const ALL: [Self; 11] = [
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
        Self::Mappings,
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
            Self::Mappings => "Mappings",
        }
    }

    /// Whether more may have happened than was seen.
    pub const fn is_lower_bound(self) -> bool {
        matches!(self, Self::TransientBytes | Self::TransientCount | Self::TotalBytes | Self::TotalCount)
    }

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
            Self::Mappings => {
                "Entries of the system's own list at the end of the range; in All those of reserved address space too.\n\
                 A region may be many of them: Linux parts what has unlike rights, and allows vm.max_map_count in all"
            }
        }
    }

    /// Its figure of a row.
    pub fn figure(self, known: Known, figures: &GrowthFigures) -> Figure {
        let is_known = match self {
            Self::Footprint | Self::Grown => known.footprint,
            Self::Resident => known.usage,
            Self::Mapped => known.mapped,
            _ => known.births,
        };
        if is_known { self.of_known(figures) } else { Figure::Unknown }
    }

    fn of_known(self, figures: &GrowthFigures) -> Figure {
        match self {
            Self::PersistentBytes => Figure::Bytes(figures.persistent.bytes.into()),
            Self::PersistentCount => Figure::Count(figures.persistent.count),
            Self::TransientBytes => Figure::Bytes(figures.transient.bytes.into()),
            Self::TransientCount => Figure::Count(figures.transient.count),
            Self::TotalBytes => Figure::Bytes(figures.total().bytes.into()),
            Self::TotalCount => Figure::Count(figures.total().count),
            Self::Footprint => Figure::Bytes(figures.after.about(Metric::Footprint)),
            Self::Resident => Figure::Bytes(figures.after.about(Metric::Resident)),
            Self::Mapped => Figure::Bytes(figures.after.mapped.into()),
            Self::Grown => Figure::Bytes(figures.grown()),
            Self::Mappings => figures.after.mappings.get().map_or(Figure::Unknown, Figure::Count),
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
            Self::Bytes(About { bytes: Bytes::ZERO, .. }) | Self::Count(0) => "0".to_owned(),
            Self::Bytes(size) => size.to_string(),
            Self::Count(count) => count.to_string(),
            Self::Unknown => "–".to_owned(),
        }
    }

    /// As it stands in tables elsewhere: a plain number, or nothing where nobody knows.
    pub fn plain(self) -> String {
        if self == Self::Unknown { String::new() } else { self.number().to_string() }
    }

    /// Its plain number; zero where nobody knows.
    pub const fn number(self) -> u64 {
        match self {
            Self::Bytes(size) => size.bytes.get(),
            Self::Count(count) => count as u64,
            Self::Unknown => 0,
        }
    }
}
