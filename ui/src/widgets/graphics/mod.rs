//! What one looks at: numbers, bars, lines and patterns.

mod dot;
mod figure;
mod fitting_line;
mod flag;
mod hatch;
mod names;
mod ratio_bar;
mod sign;
mod sparkline;

pub(crate) use dot::dot;
pub(crate) use figure::{byte_figure, figure};
pub(crate) use fitting_line::{Part, fitting_line};
pub(crate) use flag::flag;
pub(crate) use hatch::hatch;
pub(crate) use names::latest_that_fit;
pub(crate) use ratio_bar::ratio_bar;
pub(crate) use sign::Sign;
pub(crate) use sparkline::sparkline;
