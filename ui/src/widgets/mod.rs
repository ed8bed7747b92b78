//! Pieces of the window that know nothing of recordings.

mod chart;
mod controls;
mod graphics;
mod grid;
mod plots;
#[cfg(test)]
mod tests;
mod treemap;

pub(crate) use chart::chart_ui;
pub(crate) use controls::{
    EmptyState, PushButton, copy_box, key_cap, search_field, search_field_id, segmented,
};
pub(crate) use graphics::{
    Part, Sign, byte_figure, dot, figure, fitting_line, flag, hatch, latest_that_fit, ratio_bar, sparkline,
};
pub(crate) use grid::{Grid, GridColumn, GridRow};
pub(crate) use plots::{Bars, Layer, Stack, StepLine};
pub(crate) use treemap::squarified;
