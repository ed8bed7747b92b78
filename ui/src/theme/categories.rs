//! The colour of each category: that of the charts in reports.

use eframe::egui::{Color32, Theme, Ui};
use strandline::report::charts::CategoryHue;

/// The colour of a category.
pub(crate) fn category_color(ui: &Ui, group: &str, name: &str) -> Color32 {
    let hue = CategoryHue::of_category(group, name);
    let [red, green, blue] = match ui.theme() {
        Theme::Dark => hue.on_dark(),
        Theme::Light => hue.on_light(),
    };
    Color32::from_rgb(red, green, blue)
}
