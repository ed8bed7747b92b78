//! What a window added, category by category: what stayed, what came and went, and what grew in place.
//!
//! With mapped bytes, persistent and transient are sums over bytes: a region that was born inside and lost half of its
//! bytes since has half of them in each. What a region uses cannot be told byte by byte: with the other metrics a region
//! counts with its last reading where it stayed, and with its highest where it went.
//!
//! | metric | law, for each category and in total |
//! |---|---|
//! | mapped | `after = before + persistent + transient − (transient + died)` |
//! | any other | `after = before + persistent + grown − lost` |

mod figures;

mod followed;

mod sums;

mod sizes;

mod window_figures;

pub use figures::GrowthFigures;
pub use sizes::SizeClass;
pub use sums::GrowthSums;
pub use window_figures::WindowGrowth;

use super::{Metric, Window};
use crate::model::units::Bytes;
use crate::model::{CategoryId, Recording};

/// The growth of a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Growth {
    pub window: Window,
    /// What the byte columns mean.
    pub metric: Metric,
    /// Sums over all categories. Of reserved address space what is used and the mappings are in them, not its length.
    pub total: GrowthFigures,
    /// One row for each category of the recording, in the order of their ids.
    pub rows: Vec<CategoryGrowth>,
}

/// The growth of one category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CategoryGrowth {
    pub category: CategoryId,
    /// Whether its mapped bytes and its regions are in the total; those of reserved address space are not.
    pub counted: bool,
    /// What it did in the window.
    pub figures: GrowthFigures,
}

impl CategoryGrowth {
    /// Its part of the total, where byte figures are in `metric`.
    pub(super) fn part_of_total(&self, metric: Metric) -> GrowthFigures {
        if self.counted { self.figures } else { self.figures.without_access(metric) }
    }
}

impl Growth {
    /// Measures a window in one pass over the recording's log.
    pub fn measure(recording: &Recording, window: Window, metric: Metric) -> Self {
        let sums = recording.read_log(GrowthSums::new(window.from, Some(window.to), metric));
        Self { window, ..sums.into_growth() }
    }

    /// The figures of one category.
    pub fn category(&self, id: CategoryId) -> Option<&CategoryGrowth> {
        self.rows.get(id.index())
    }
}

/// The mapped bytes of a category that were born in a window and are alive at its end; of several that are called so, of
/// all.
pub fn persistent_in(recording: &Recording, window: Window, category: &str) -> Bytes {
    let growth = Growth::measure(recording, window, Metric::Mapped);
    let is_called_so = |row: &&CategoryGrowth| {
        recording.category(row.category).is_some_and(|known| known.to_string() == category)
    };
    growth.rows.iter().filter(is_called_so).map(|row| row.figures.persistent.bytes).sum()
}
