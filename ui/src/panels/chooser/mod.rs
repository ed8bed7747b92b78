//! The first screen: which process?

use super::chrome::{controls, messages};
use crate::command::Command;
use crate::state::{Chooser, Listing, State};
use crate::theme::{Tokens, strong};
use eframe::egui::{
    Align, CentralPanel, Color32, Frame, Label, Layout, Margin, Panel, Response, RichText, Role, Sense,
    TextEdit, Ui, WidgetInfo, vec2,
};
use egui_extras::{Column, TableBuilder, TableRow};
use strandline::source::{AttachError, Candidate};

const ROW: f32 = 26.0;
const COLUMNS: [&str; 6] = ["Process", "Pid", "User", "Footprint", "Resident", "Command"];

pub(super) fn ui(ui: &mut Ui, state: &mut State, commands: &mut Vec<Command>) {
    let State { chooser, notice, .. } = state;
    let tokens = Tokens::of(ui);
    let bar = Frame::new().fill(tokens.header).inner_margin(Margin::symmetric(12, 0));
    Panel::top("chooser bar").exact_size(56.0).resizable(false).frame(bar).show(ui, |ui| {
        ui.horizontal_centered(|ui| bar_ui(ui, chooser, commands));
    });
    if let Some(notice) = notice.as_deref() {
        messages::bar_ui(ui, "notice", notice, &[], &Command::DismissNotice, commands);
    }
    let bar = Frame::new().fill(tokens.header).inner_margin(Margin::symmetric(12, 0));
    Panel::bottom("chooser status").exact_size(24.0).resizable(false).frame(bar).show(ui, |ui| {
        ui.horizontal_centered(|ui| ui.label(RichText::new(counts(chooser)).small().color(tokens.weak)));
    });
    let ground = Frame::new().fill(tokens.canvas).inner_margin(Margin { left: 12, ..Margin::ZERO });
    CentralPanel::default().frame(ground).show(ui, |ui| list_ui(ui, chooser, commands));
}

fn bar_ui(ui: &mut Ui, chooser: &mut Chooser, commands: &mut Vec<Command>) {
    ui.label(strong(ui, "Strandline").heading());
    ui.add_space(8.0);
    ui.label(RichText::new("Choose a process to record").color(Tokens::of(ui).weak));
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        controls::button(ui, &Command::FIRST_DEMO, true, commands);
        let search = TextEdit::singleline(&mut chooser.filter)
            .hint_text("Search name, pid, user, command")
            .margin(Margin::symmetric(8, 6))
            .desired_width(280.0);
        let text = chooser_text(ui, search);
        if text.gained_focus() || ui.memory(|memory| memory.focused().is_none()) && !text.has_focus() {
            text.request_focus();
        }
    });
}

fn chooser_text(ui: &mut Ui, search: TextEdit<'_>) -> Response {
    let response = ui.add(search);
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search"));
    response
}

fn counts(chooser: &Chooser) -> String {
    match chooser.listing() {
        Listing::Waiting => "Listing the processes".to_owned(),
        Listing::Failed(_) => "No processes".to_owned(),
        Listing::Read(all) => {
            let allowed = all.iter().filter(|candidate| candidate.refusal.is_none()).count();
            format!("{} processes, {allowed} may be recorded; listed anew each second", all.len())
        }
    }
}

fn list_ui(ui: &mut Ui, chooser: &Chooser, commands: &mut Vec<Command>) {
    let shown = chooser.shown();
    match chooser.listing() {
        Listing::Waiting => return messages::empty_ui(ui, "Listing the processes…", ""),
        Listing::Failed(reason) => return messages::empty_ui(ui, "The processes cannot be listed", reason),
        Listing::Read(_) if shown.is_empty() => {
            let hint = format!("None has “{}” in its name, pid, user or command", chooser.filter.trim());
            return messages::empty_ui(ui, "No process found", &hint);
        }
        Listing::Read(_) => {}
    }
    let numbers = Column::initial(96.0).at_least(72.0).clip(true);
    let texts = || Column::initial(120.0).at_least(60.0).clip(true);
    TableBuilder::new(ui)
        .id_salt("processes")
        .sense(Sense::click())
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::initial(200.0).at_least(100.0).clip(true))
        .column(Column::initial(70.0).at_least(50.0).clip(true))
        .column(texts())
        .columns(numbers, 2)
        .column(Column::remainder().at_least(160.0).clip(true))
        .auto_shrink(false)
        .header(30.0, |mut row| {
            for (nth, name) in COLUMNS.into_iter().enumerate() {
                row.col(|ui| cell_ui(ui, nth, RichText::new(name).color(Tokens::of(ui).weak)));
            }
        })
        .body(|body| {
            body.rows(ROW, shown.len(), |mut row| {
                let candidate = shown[row.index()];
                row_ui(&mut row, candidate, commands);
            });
        });
}

fn row_ui(row: &mut TableRow<'_, '_>, candidate: &Candidate, commands: &mut Vec<Command>) {
    let Candidate { pid, name, user, footprint, resident, command, refusal, .. } = candidate;
    let texts = [
        name.clone(),
        pid.to_string(),
        user.clone(),
        footprint.to_string(),
        resident.to_string(),
        command.replace(['\n', '\t'], " "),
    ];
    for (nth, text) in texts.into_iter().enumerate() {
        row.col(|ui| {
            let color = color_of(nth, refusal.is_some(), Tokens::of(ui));
            cell_ui(ui, nth, RichText::new(text).color(color));
        });
    }
    let response = row.response();
    match refusal {
        Some(refusal) => {
            response.on_hover_ui_at_pointer(|ui| refusal_ui(ui, refusal));
        }
        None if response.clicked() => commands.push(Command::Record(*pid)),
        None => {}
    }
}

const fn color_of(column: usize, is_refused: bool, tokens: Tokens) -> Color32 {
    match column {
        _ if is_refused => tokens.faint,
        0 | 3 => tokens.strong,
        5 => tokens.weak,
        _ => tokens.text,
    }
}

fn refusal_ui(ui: &mut Ui, refusal: &AttachError) {
    ui.set_max_width(420.0);
    let tokens = Tokens::of(ui);
    match refusal {
        AttachError::NotPermitted { reason, remedy, .. } => {
            ui.label(strong(ui, format!("It may not be recorded: {reason}")));
            ui.label(RichText::new(remedy).color(tokens.text));
        }
        other => {
            ui.label(strong(ui, other.to_string()));
        }
    }
}

/// Numbers stand to the right.
fn cell_ui(ui: &mut Ui, column: usize, text: RichText) {
    if matches!(column, 1 | 3 | 4) {
        let size = vec2(ui.available_width() - 8.0, ui.available_height());
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            ui.add(Label::new(text).truncate());
        });
    } else {
        ui.add(Label::new(text).truncate());
    }
}
