//! How many rows have become what: a click confines the rows to them.

use super::row_text;
use crate::command::Command;
use crate::state::figures::Outcome;
use crate::state::{CompareChange, Comparing};
use crate::theme::{Tokens, fonts, size};
use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{CursorIcon, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};
use strandline::analysis::RowName;
use strandline::report::view::Label;

/// So many names stand on a chip.
const NAMES: usize = 2;

/// Space beside what is written on one.
const MARGIN: f32 = 12.0;

pub(super) fn filter_chips_ui(ui: &mut Ui, comparing: &Comparing, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = 8.0;
    let outcomes = comparing.compared.outcomes();
    let has_room = {
        let wanted: f32 =
            outcomes.iter().map(|(outcome, names)| width(ui, *outcome, names, true) + 8.0).sum();
        wanted <= ui.available_width()
    };
    for (outcome, names) in outcomes {
        let is_chosen = comparing.only == Some(outcome);
        if chip_ui(ui, outcome, &names, has_room, is_chosen).clicked() {
            let only = (!is_chosen).then_some(outcome);
            commands.push(Command::Compare(CompareChange::Only(only)));
        }
    }
}

fn job(ui: &Ui, outcome: Outcome, names: &[&RowName], has_names: bool) -> LayoutJob {
    let tokens = Tokens::in_force(ui);
    let ink = if outcome.is_change() { tokens.strong } else { tokens.weak };
    let mut job = LayoutJob::default();
    let words = format!("{}  {} {}", row_text::sign(outcome), names.len(), outcome.name());
    job.append(&words, 0.0, TextFormat::simple(fonts::semibold(fonts::BODY), ink));
    if has_names && outcome.is_change() {
        let reported: Vec<_> =
            names.iter().take(NAMES).map(|name| Label::of_row(name).short().to_owned()).collect();
        let more = if names.len() > NAMES { "…" } else { "" };
        let text = format!("{}{more}", reported.join(", "));
        job.append(&text, 10.0, TextFormat::simple(fonts::regular(fonts::BODY), tokens.text));
    }
    job
}

fn width(ui: &Ui, outcome: Outcome, names: &[&RowName], has_names: bool) -> f32 {
    ui.painter().layout_job(job(ui, outcome, names, has_names)).size().x + 2.0 * MARGIN
}

fn chip_ui(ui: &mut Ui, outcome: Outcome, names: &[&RowName], has_names: bool, is_chosen: bool) -> Response {
    let tokens = Tokens::in_force(ui);
    let text = ui.painter().layout_job(job(ui, outcome, names, has_names));
    let (rect, response) =
        ui.allocate_exact_size(vec2(text.size().x + 2.0 * MARGIN, size::CONTROL), Sense::click());
    let label = format!("{} {}", names.len(), outcome.name());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, &label));
    let fill = match (is_chosen, response.hovered(), outcome.is_change()) {
        (true, ..) => tokens.select,
        (_, true, _) => tokens.hover,
        (.., true) => tokens.raised,
        _ => tokens.panel,
    };
    let edge = Stroke::new(1.0, if is_chosen { tokens.focus } else { tokens.line });
    ui.painter().rect(rect, rect.height() / 2.0, fill, edge, StrokeKind::Inside);
    ui.painter().galley(rect.center() - text.size() / 2.0, text, tokens.text);
    let hint = if is_chosen { "Show all rows again" } else { "Show these rows only" };
    response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(hint)
}
