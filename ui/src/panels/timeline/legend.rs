//! The chart's bands by name, with what they have now.

use crate::state::Document;
use crate::state::figures::Band;
use crate::theme::{Tokens, category_color, strong};
use crate::widgets::dot;
use eframe::egui::{Align, Color32, Label, Layout, RichText, Ui};

pub(super) fn ui(ui: &mut Ui, document: &Document) {
    let bands = &document.figures.bands.bands;
    let sum = bands.iter().map(|band| band.last).sum::<strandline::units::Bytes>();
    line_ui(ui, None, strong(ui, "Footprint"), strong(ui, sum.to_string()));
    ui.add_space(2.0);
    let tokens = Tokens::of(ui);
    // The topmost band comes first, as it does in the chart.
    for band in bands.iter().rev() {
        let name = match &band.category {
            Some((_, name)) => name.clone(),
            None => "others".to_owned(),
        };
        let value = RichText::new(band.last.to_string()).color(tokens.weak);
        line_ui(ui, Some(color(ui, band)), RichText::new(name).color(tokens.text), value);
    }
}

/// The colour of a band.
pub(super) fn color(ui: &Ui, band: &Band) -> Color32 {
    match &band.category {
        Some((group, name)) => category_color(ui, group, name),
        None => Tokens::of(ui).others,
    }
}

fn line_ui(ui: &mut Ui, spot: Option<Color32>, name: RichText, value: RichText) {
    ui.allocate_ui_with_layout(
        eframe::egui::vec2(ui.available_width(), 18.0),
        Layout::right_to_left(Align::Center),
        |ui| {
            ui.label(value);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if let Some(color) = spot {
                    dot(ui, color);
                }
                ui.add(Label::new(name).truncate());
            });
        },
    );
}
