//! In which form a recording, or a comparison, is to be given out.

use super::{buttons_ui, head_ui};
use crate::command::Command;
use crate::state::Export;
use crate::theme::{Tokens, weak};
use eframe::egui::{Align, Label, Layout, Stroke, Ui, vec2};

/// Height of a line, and how far its explanation stands to the right.
const LINE: f32 = 26.0;
const NAME: f32 = 210.0;

pub(super) fn export_ui(ui: &mut Ui, export: &mut Export, commands: &mut Vec<Command>) {
    ui.set_width(560.0);
    let about = if export.form.is_of_comparison() {
        "As the window compares them: A with B, and the parts that were chosen."
    } else {
        "Reports and charts are about what the tables show."
    };
    head_ui(ui, export.title(), about);
    ui.scope(|ui| {
        ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(1.0, Tokens::in_force(ui).weak);
        ui.spacing_mut().interact_size.y = LINE;
        ui.spacing_mut().item_spacing.y = 0.0;
        for form in export.forms() {
            ui.horizontal(|ui| {
                let size = vec2(NAME, LINE);
                ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                    ui.set_min_size(size);
                    ui.radio_value(&mut export.form, form, form.name);
                });
                ui.add(Label::new(weak(ui, form.meaning)).truncate());
            });
        }
        ui.add_space(10.0);
        ui.checkbox(&mut export.is_anonymised, "Anonymise (user names, paths, command lines)");
        ui.add_enabled_ui(export.is_anonymised, |ui| {
            ui.checkbox(&mut export.is_strict, "Strictly: names of system libraries alone stay");
        });
    });
    if buttons_ui(ui, &[("Choose where…", true)], commands).is_some() {
        commands.push(Command::AskExport(*export));
    }
}
