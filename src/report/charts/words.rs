//! Levels as they are written in pages.

use crate::analysis::Measure;
use crate::report::view::Quantity;

/// A level: bytes, without digits behind the point where they are zero, or a number of regions.
pub(crate) fn amount(measure: Measure, level: f64) -> String {
    Quantity::level(measure, level).on_axis()
}
