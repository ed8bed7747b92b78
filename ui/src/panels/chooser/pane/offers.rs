//! What one can begin with besides a process that runs.

use crate::command::Command;
use crate::state::{Dialog, State};
use crate::theme::{Icon, Tokens, fonts, size};
use eframe::egui::{Align2, Role, Sense, Ui, WidgetInfo, vec2};

const HEIGHT: f32 = 46.0;

pub(super) fn offers_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let offers = [
        (Icon::Terminal, Command::Show(Dialog::launch()), "Record from its first region on"),
        (Icon::Folder, Command::AskOpen, "A recording or a report"),
        (Icon::Paste, Command::Paste, "Of vmmap, footprint or smaps"),
        (Icon::Flask, Command::FIRST_DEMO, "Watch a known leak being found"),
    ];
    for (picture, command, hint) in offers {
        offer_ui(ui, state, picture, command, hint, commands);
    }
}

fn offer_ui(
    ui: &mut Ui,
    state: &State,
    picture: Icon,
    command: Command,
    hint: &str,
    commands: &mut Vec<Command>,
) {
    let Some(entry) = command.entry() else { return };
    let is_possible = command.is_possible(state);
    let sense = if is_possible { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_possible, entry.label));
    let tokens = Tokens::in_force(ui);
    if is_possible && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), f32::from(size::CARD_RADIUS), tokens.raised);
    }
    let faint = (tokens.faint, tokens.faint, tokens.faint);
    let (strong, text, ink_of_hint) =
        if is_possible { (tokens.strong, tokens.text, tokens.weak) } else { faint };
    let at = |x, y| rect.left_center() + vec2(x, y);
    let painter = ui.painter();
    painter.text(at(12.0, 0.0), Align2::CENTER_CENTER, picture.glyph(), fonts::icons(20.0), text);
    painter.text(at(36.0, -9.0), Align2::LEFT_CENTER, entry.label, fonts::medium(fonts::LEAD), strong);
    painter.text(at(36.0, 9.0), Align2::LEFT_CENTER, hint, fonts::regular(fonts::BODY), ink_of_hint);
    let key = entry.shortcut_text(ui.ctx());
    if let Some(key) = &key {
        let place = rect.right_center() - vec2(0.0, 9.0);
        painter.text(place, Align2::RIGHT_CENTER, key, fonts::regular(fonts::SMALL), tokens.weak);
    }
    let tooltip = match state.runs.live() {
        Some(live) if !is_possible => format!("{} is being recorded: stop that first", live.name()),
        _ => entry.tooltip.to_owned(),
    };
    if response.on_hover_text(tooltip).clicked() {
        commands.push(command);
    }
}
