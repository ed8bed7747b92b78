//! Footprint over time, by category, with the marks.

use super::legend;
use crate::panels::chrome::messages;
use crate::state::Document;
use crate::theme::Tokens;
use crate::widgets::{Layer, Stack};
use eframe::egui::{Align2, FontId, Painter, Pos2, Rect, Ui, pos2, vec2};
use egui_plot::{AxisHints, GridInput, Plot, PlotTransform, VLine, uniform_grid_spacer};
use std::time::Duration;
use strandline::model::{Mark, MarkRole};
use strandline::units::{Bytes, Timestamp};

/// Room for the names of the marks, as a part of the height.
const HEADROOM: f64 = 1.18;

/// A recording that has just begun is not stretched over the whole width, while it grows.
const SHORTEST: f64 = 10.0;

/// From this distance on a line of the clock has its time written below.
const LABELS_APART: f32 = 70.0;

/// Empty space behind the last name of a mark.
const GAP: f32 = 8.0;

pub(super) fn ui(ui: &mut Ui, document: &Document) {
    let bands = &document.figures.bands;
    if bands.bands.is_empty() {
        messages::empty_ui(ui, "No memory seen yet", "The chart begins with the first look at the target");
        return;
    }
    let tokens = Tokens::of(ui);
    let layers =
        bands.bands.iter().map(|band| Layer { color: legend::color(ui, band), tops: &band.tops }).collect();
    let end = document.now().seconds();
    let end = if document.is_live() { end.max(SHORTEST) } else { end.max(0.1) };
    let top = bands.highest().max(1.0) * HEADROOM;
    let marks = document.trace.annotations.marks();
    let font = FontId::proportional(11.0);
    let times = AxisHints::new_x()
        .label_spacing(LABELS_APART..=LABELS_APART + 1.0)
        .formatter(|mark, _| clock(mark.value))
        .tick_label_font(font.clone());
    let sizes = AxisHints::new_y()
        .formatter(
            |mark, range| if mark.value < range.end() * 0.97 { size(mark.value) } else { String::new() },
        )
        .tick_label_font(font)
        .min_thickness(64.0);
    let shown = Plot::new("footprint")
        .show_background(false)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .grid_color(tokens.grid)
        .cursor_color(tokens.weak)
        .show_y(false)
        .custom_x_axes(vec![times.tick_label_color(tokens.weak)])
        .custom_y_axes(vec![sizes.tick_label_color(tokens.weak)])
        .x_grid_spacer(uniform_grid_spacer(|input: GridInput| time_steps(input.base_step_size)))
        .y_grid_spacer(uniform_grid_spacer(|input: GridInput| size_steps(input.base_step_size)))
        .show(ui, |plot| {
            plot.set_plot_bounds_x(0.0..=end);
            plot.set_plot_bounds_y(0.0..=top);
            plot.add(Stack::new(&bands.seconds, layers));
            for mark in marks.iter().filter(|mark| !matches!(mark.role, MarkRole::Open(_))) {
                plot.vline(
                    VLine::new("", mark.at.seconds()).color(tokens.weak.gamma_multiply(0.6)).width(1.0),
                );
            }
        });
    let names = Names { painter: ui.painter_at(shown.response.rect), frame: shown.response.rect, tokens };
    names.paint(marks, &shown.transform);
    if let Some(pointer) = shown.response.hover_pos().filter(|&place| shown.transform.frame().contains(place))
    {
        names.point_out(pointer, &shown.transform);
    }
}

/// What is written over the chart: the names of the marks above their lines.
struct Names {
    painter: Painter,
    frame: Rect,
    tokens: Tokens,
}

impl Names {
    /// Names that find no room are left out.
    fn paint(&self, marks: &[Mark], transform: &PlotTransform) {
        let mut free_from = self.frame.left();
        for mark in marks {
            let x = transform.position_from_point_x(mark.at.seconds());
            let Some(name) = short_name(mark).filter(|_| x + 4.0 >= free_from) else { continue };
            let place: Pos2 = pos2(x + 4.0, self.frame.top() + 4.0);
            let font = FontId::proportional(11.0);
            let painted = self.painter.text(place, Align2::LEFT_TOP, name, font, self.tokens.text);
            free_from = painted.right() + GAP;
        }
    }

    /// Says what time it is under the pointer, and how much that would be, below the names.
    fn point_out(&self, pointer: Pos2, transform: &PlotTransform) {
        let point = transform.value_from_position(pointer);
        let text = format!("{}   {}", clock(point.x), size(point.y));
        let galley = self.painter.layout_no_wrap(text, FontId::proportional(11.0), self.tokens.strong);
        let right = (pointer.x + 8.0 + galley.size().x).min(self.frame.right() - 6.0);
        let place = pos2(right - galley.size().x, self.frame.top() + 24.0);
        let ground = Rect::from_min_size(place, galley.size()).expand2(vec2(6.0, 3.0));
        self.painter.rect_filled(ground, 4.0, self.tokens.header);
        self.painter.galley(place, galley, self.tokens.strong);
    }
}

/// A closed cycle is known by its number.
fn short_name(mark: &Mark) -> Option<String> {
    match mark.role {
        MarkRole::Open(_) => None,
        MarkRole::Closed(cycle) => Some(cycle.to_string()),
        MarkRole::Note | MarkRole::Baseline => Some(mark.label.clone()),
    }
}

fn clock(seconds: f64) -> String {
    Timestamp::after(Duration::try_from_secs_f64(seconds).unwrap_or_default()).to_string()
}

fn size(bytes: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float that is too large stops at the largest"
    )]
    let bytes = Bytes::new(bytes.max(0.0) as u64);
    if bytes == Bytes::ZERO { String::new() } else { bytes.to_string() }
}

/// Three distances of grid lines: powers of two, so that they fall on whole MiB.
fn size_steps(smallest: f64) -> [f64; 3] {
    let step = smallest.max(1.0).log2().ceil().exp2();
    [step, step * 4.0, step * 16.0]
}

/// Three distances of grid lines, of which each holds the one before, as a clock has them.
fn time_steps(smallest: f64) -> [f64; 3] {
    const LADDER: [[f64; 3]; 10] = [
        [0.1, 0.5, 1.0],
        [0.5, 1.0, 5.0],
        [1.0, 5.0, 10.0],
        [5.0, 10.0, 30.0],
        [10.0, 30.0, 60.0],
        [30.0, 60.0, 300.0],
        [60.0, 300.0, 600.0],
        [300.0, 600.0, 1800.0],
        [600.0, 1800.0, 3600.0],
        [3600.0, 7200.0, 21_600.0],
    ];
    LADDER.into_iter().find(|steps| steps[0] >= smallest).unwrap_or([
        smallest,
        smallest * 4.0,
        smallest * 16.0,
    ])
}
