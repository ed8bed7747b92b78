//! What a process is charged for, of what a tool says that it uses.

use crate::import::apple::labels::Meaning;
use crate::import::capture::Format;
use crate::import::figures::{Rounded, UsageFigures};
use crate::model::Usage;
use crate::model::units::Bytes;

/// The figures by what the process is charged for. Memory that it owns without an address is charged whole, but for what is
/// volatile; vmmap's dirty figure of it leaves out what the GPU has written.
pub(super) fn charged(figures: UsageFigures, meaning: &Meaning, format: Format) -> UsageFigures {
    if !meaning.is_charged_whole || format != Format::Vmmap {
        return figures;
    }
    let whole = figures.resident.map(|resident| resident.without(figures.lazy_free.unwrap_or_default()));
    let dirty = match (whole, figures.dirty) {
        (Some(whole), Some(dirty)) if dirty.bytes > whole.bytes => Some(dirty),
        (whole, dirty) => whole.or(dirty),
    };
    UsageFigures { dirty, ..figures }
}

/// The figures as usage; what is not told is nothing there.
pub(super) fn usage_of(figures: &UsageFigures) -> Usage {
    let bytes = |figure: Option<Rounded>| figure.map_or(Bytes::ZERO, |figure| figure.bytes);
    Usage {
        resident: bytes(figures.resident),
        dirty: bytes(figures.dirty.or(figures.footprint)),
        swapped: bytes(figures.swapped),
        lazy_free: bytes(figures.lazy_free),
    }
}
