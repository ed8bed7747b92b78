//! Charts as SVG, which stands by itself or in a page, and as PNG.

mod sheet;

mod png;

#[cfg(test)]
mod tests;

pub use png::{PictureError, png};

use super::charts::{Chart, Form, Palette, Plot};
use super::markup::Element;
use sheet::Sheet;

/// The chart as SVG: one element, with a title and a description for those who do not see it.
pub fn svg(chart: &Chart, palette: Palette) -> String {
    svg_element(chart, palette).to_markup()
}

/// The same as an element of a page.
pub(crate) fn svg_element(chart: &Chart, palette: Palette) -> Element {
    let size = match chart.form {
        Form::OverTime => [960.0, 300.0],
        Form::OverCycles => [480.0, 270.0],
        Form::Small => [240.0, 88.0],
    };
    let mut sheet = Sheet::new(size, palette);
    Plot::new(chart, size).paint(&mut sheet);
    sheet.finish(&chart.name(), &chart.description)
}
