//! Colours, each for a light and a dark ground, as the window has them.

mod hues;

mod rgb;

mod theme;

pub use hues::{CategoryHue, Hue};
pub(crate) use theme::{Ink, ink};

/// For which ground a chart is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// A light one.
    #[default]
    Light,
    /// A dark one.
    Dark,
    /// That of the page around it: both colours are in the chart, and the page's `color-scheme` chooses.
    Page,
}

impl Palette {
    /// A colour in CSS.
    pub(crate) fn css(self, ink: Ink) -> String {
        match self {
            Self::Light => ink.light.to_string(),
            Self::Dark => ink.dark.to_string(),
            Self::Page => ink.of_page(),
        }
    }
}
