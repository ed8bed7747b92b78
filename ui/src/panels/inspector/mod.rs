//! What is known of the selection: a row of the summary, or a region.

mod look;
pub(super) mod parts;
mod region;
mod subject;

use super::cycles;
use crate::command::Command;
use crate::state::{Document, Mode};
use crate::theme::{Tokens, size};
use eframe::egui::{Frame, Margin, Panel, ScrollArea, Ui};

/// The pane at the right edge, unless it is hidden.
pub(super) fn pane_ui(ui: &mut Ui, document: &Document, commands: &mut Vec<Command>) {
    if document.view.hides_inspector {
        return;
    }
    let is_wide = ui.ctx().content_rect().width() >= size::WIDE;
    let width = if is_wide { size::INSPECTOR } else { size::INSPECTOR_NARROW };
    let pane = Frame::new().fill(Tokens::in_force(ui).panel).inner_margin(Margin {
        left: 14,
        right: 4,
        top: 0,
        bottom: 0,
    });
    Panel::right("inspector").exact_size(width).resizable(false).frame(pane).show(ui, |ui| {
        ScrollArea::vertical()
            .id_salt((&document.view.subject, document.view.region, document.view.mode == Mode::Cycles))
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.set_max_width(ui.available_width() - 10.0);
                ui.add_space(12.0);
                match document.view.region.filter(|_| document.view.mode == Mode::Regions) {
                    _ if document.view.mode == Mode::Cycles => cycles::evidence_ui(ui, document, commands),
                    Some(id) => region::region_ui(ui, document, id, commands),
                    None if document.trace.recording.is_one_text() => look::inspector_ui(ui, document),
                    None => subject::subject_ui(ui, document),
                }
                ui.add_space(12.0);
            });
    });
}
