//! Charts as plain values, and how they are laid out on any canvas: a page of SVG, or a window.
//!
//! - [`OverTime`]: the footprint, or a category of it, over time;
//! - [`cycle_chart`]: levels over the cycles, with the line of the verdict;
//! - [`overlay_chart`]: the levels of two recordings over their cycles;
//! - [`usage_chart`]: what one region used.
//!
//! Colours are those of the window: `assets/theme`.

mod colours;

mod scale;

mod chart;

mod canvas;

mod paint;

mod margins;

mod curve;

mod cycles;

mod overlay;

mod over_time;

mod usage;

pub use canvas::{Anchor, Canvas, Face, Position, Rectangle, Stroke};
pub use chart::{
    Axis, AxisNames, Chart, ChartSeries, ColourRole, Flag, FlagKind, Form, Layer, LegendLine, LevelPoints,
    Point, Remark, Shape, Span, SpanKind, Stack, Tick, Trend,
};
pub use colours::{CategoryHue, Hue, Palette};
pub(crate) use colours::{Ink, ink};
pub use curve::{Curve, Fit};
pub use cycles::{cycle_chart, cycle_names};
pub use over_time::OverTime;
pub use overlay::overlay_chart;
pub use paint::{Plot, steps};
pub use scale::{Scale, moments};
pub use usage::usage_chart;
