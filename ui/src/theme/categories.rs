//! The colours of charts: those that they have in reports.

use super::Tokens;
use eframe::egui::{Color32, Theme, Ui};
use strandline::report::charts::{CategoryHue, ColourRole, Hue};

/// The colour of a category.
pub(crate) fn category_color(ui: &Ui, group: &str, name: &str) -> Color32 {
    color_of(ui, CategoryHue::of_category(group, name))
}

/// The colour of what is drawn in a chart.
pub(crate) fn role_color(ui: &Ui, role: ColourRole) -> Color32 {
    let tokens = Tokens::in_force(ui);
    match role {
        ColourRole::Canvas => tokens.canvas,
        ColourRole::Line => tokens.line,
        ColourRole::Grid => tokens.grid,
        ColourRole::Strong => tokens.strong,
        ColourRole::Text => tokens.text,
        ColourRole::Weak => tokens.weak,
        ColourRole::Faint => tokens.faint,
        ColourRole::Leak => tokens.verdict,
        ColourRole::Focus => tokens.focus,
        ColourRole::Open => tokens.band,
        ColourRole::Flag => tokens.flag,
        ColourRole::OnFlag => tokens.on_flag,
        ColourRole::Hatch => tokens.hatch,
        ColourRole::Hue(hue) => hue_color(ui, hue),
        ColourRole::Pale(hue) => tokens.transient(hue_color(ui, hue)),
    }
}

fn hue_color(ui: &Ui, hue: Hue) -> Color32 {
    match hue {
        Hue::Category(hue) => color_of(ui, hue),
        Hue::All => Tokens::in_force(ui).text,
        Hue::Others => Tokens::in_force(ui).others,
    }
}

fn color_of(ui: &Ui, hue: CategoryHue) -> Color32 {
    let [red, green, blue] = match ui.theme() {
        Theme::Dark => hue.on_dark(),
        Theme::Light => hue.on_light(),
    };
    Color32::from_rgb(red, green, blue)
}
