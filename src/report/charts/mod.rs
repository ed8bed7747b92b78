//! Charts as plain values, and as pictures of them: SVG that stands by itself or in a page, and PNG.
//!
//! - [`OverTime`]: the footprint, or a category of it, over time: [`Bands`];
//! - [`CycleChart`]: levels over the cycles, with the line of the verdict;
//! - [`Overlay`]: the levels of two recordings over their cycles;
//! - [`svg()`] and [`png()`].
//!
//! Colours are those of the window: `assets/theme`.

mod colours;

mod drawing;

mod scale;

mod words;

mod bands;

mod cycles;

mod overlay;

mod picture;

#[cfg(test)]
mod tests;

pub use bands::{Bands, Flag, FlagKind, Layer, OverTime};
pub(crate) use colours::ink;
pub use colours::{CategoryHue, Hue, Palette};
pub use cycles::{Curve, CycleChart, Fit};
pub use overlay::{Overlay, OverlaySide};
pub use picture::{PictureError, png};
pub(crate) use words::amount;

use crate::report::markup::Element;

/// Anything that can be drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// Over time.
    OverTime(Bands),
    /// Over the cycles of one recording.
    Cycles(CycleChart),
    /// Over the cycles of two.
    Overlay(Overlay),
}

/// The chart as SVG: one element, with a title and a description for those who do not see it.
pub fn svg(chart: &Chart, palette: Palette) -> String {
    drawn(chart, palette).to_markup()
}

/// The same as an element of a page.
pub(crate) fn drawn(chart: &Chart, palette: Palette) -> Element {
    match chart {
        Chart::OverTime(bands) => bands::drawn(bands, palette),
        Chart::Cycles(cycles) => cycles::drawn(cycles, palette),
        Chart::Overlay(overlay) => overlay::drawn(overlay, palette),
    }
}
