//! Pieces of the window that know nothing of recordings.

mod chart;
mod controls;
mod grid;
mod plots;
mod shapes;
#[cfg(test)]
mod tests;
mod text_line;
mod treemap;

pub(crate) use chart::chart_ui;
pub(crate) use controls::{
    EmptyState, PushButton, copy_box, key_cap, search_field, search_field_id, segmented,
};
pub(crate) use grid::{Grid, GridColumn, GridRow};
pub(crate) use plots::{Bars, Layer, Stack, StepLine};
pub(crate) use shapes::{Sign, flag, hatch, ratio_bar, sparkline};
pub(crate) use text_line::{Part, byte_figure, dot, figure, fitting_line, latest_that_fit};
pub(crate) use treemap::squarified;
