//! One process of the table.

use crate::command::Command;
use crate::state::{Chooser, ChooserChange, Column, Document, Process};
use crate::theme::{Icon, Tokens, fonts, icon, mono, weak};
use crate::widgets::{byte_figure, figure};
use eframe::egui::text::LayoutJob;
use eframe::egui::{
    Align, Color32, FontId, Label, Layout, Rangef, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo,
    pos2, vec2,
};
use strandline::model::units::capitalised;
use strandline::source::{Access, AttachError, Candidate};

/// Space behind a number.
pub(super) const MARGIN: f32 = 8.0;
/// Space before a text.
const INDENT: f32 = 12.0;
/// The column of the size behind the bar.
const FIGURE: f32 = 96.0;

/// Whether a column's texts stand to the right.
pub(super) const fn is_number(column: Column) -> bool {
    matches!(column, Column::Pid | Column::Footprint | Column::Resident)
}

/// Space before a column's texts.
pub(super) const fn indent(column: Column) -> f32 {
    if matches!(column, Column::Process) { 16.0 } else { INDENT }
}

/// A process, and what else its row depends on.
pub(super) struct Row<'a> {
    pub(super) process: &'a Process,
    pub(super) chooser: &'a Chooser,
    /// The recording of this window that is under way.
    pub(super) live: Option<&'a Document>,
}

impl Row<'_> {
    pub(super) fn process_row_ui(
        &self,
        ui: &mut Ui,
        rect: Rect,
        columns: &[(Column, Rangef)],
        commands: &mut Vec<Command>,
    ) {
        let response = self.ground_ui(ui, rect);
        let pid = self.process.candidate.pid;
        if response.clicked() {
            commands.push(Command::Choose(ChooserChange::Select(pid)));
        }
        if response.double_clicked() && self.process.is_open() {
            commands.push(Command::Record(pid));
        }
        for &(column, range) in columns {
            let x = Rangef::new(rect.left() + range.min, rect.left() + range.max);
            let cell = Rect::from_x_y_ranges(x, rect.y_range());
            let layout = Layout::left_to_right(Align::Center);
            let mut ui = ui.new_child(UiBuilder::new().id_salt((pid, column)).max_rect(cell).layout(layout));
            ui.set_clip_rect(cell.intersect(ui.clip_rect()));
            self.cell_ui(&mut ui, column, cell);
        }
    }

    fn ground_ui(&self, ui: &Ui, rect: Rect) -> Response {
        let Candidate { pid, name, user, command, footprint, resident, access, .. } = &self.process.candidate;
        let response = ui.interact(rect, ui.scope_id().with(pid), Sense::CLICK);
        let selected = self.chooser.selected().map(|process| process.candidate.pid);
        let is_selected = selected == Some(*pid);
        response.widget_info(|| {
            let means = access.means();
            let reported =
                format!("pid {pid}, {user}, footprint {footprint}, resident {resident}, {means}, {command}");
            WidgetInfo {
                current_text_value: Some(reported),
                ..WidgetInfo::selected(Role::Row, true, is_selected, name)
            }
        });
        let tokens = Tokens::in_force(ui);
        let ground = match (is_selected, response.hovered()) {
            (true, _) => tokens.select,
            (false, true) => tokens.band,
            (false, false) => Color32::TRANSPARENT,
        };
        ui.painter().rect_filled(rect, 0.0, ground);
        response
    }

    fn cell_ui(&self, ui: &mut Ui, column: Column, cell: Rect) {
        let Candidate { pid, name, user, footprint, resident, .. } = &self.process.candidate;
        let tokens = Tokens::in_force(ui);
        let ink = |bright| if self.process.is_open() { bright } else { tokens.weak };
        match column {
            Column::Process => {
                write(ui, cell, column, name, fonts::medium(fonts::BODY), ink(tokens.strong));
            }
            Column::Pid => {
                figure(ui, &pid.to_string(), ink(tokens.text));
            }
            Column::User => write(ui, cell, column, user, fonts::regular(fonts::BODY), ink(tokens.text)),
            Column::Footprint => {
                self.bar_ui(ui, cell);
                byte_figure(ui, &footprint.to_string(), ink(tokens.text));
            }
            Column::Resident => {
                byte_figure(ui, &resident.to_string(), ink(tokens.text));
            }
            Column::Command => self.command_ui(ui),
        }
    }

    /// The share of the largest process.
    fn bar_ui(&self, ui: &Ui, cell: Rect) {
        let tokens = Tokens::in_force(ui);
        let bar = Rect::from_min_size(
            pos2(cell.left() + INDENT, cell.center().y - 3.0),
            vec2((cell.width() - INDENT - FIGURE).max(0.0), 6.0),
        );
        ui.painter().rect_filled(bar, 3.0, tokens.line);
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a share of a bar")]
        let share = (self.process.candidate.footprint.get() as f64
            / self.chooser.largest().get().max(1) as f64)
            .min(1.0) as f32;
        let part = bar.with_max_x(bar.left() + (bar.width() * share).max(2.0));
        let ink = if self.process.is_open() { tokens.weak } else { tokens.faint };
        ui.painter().rect_filled(part, 3.0, ink);
    }

    /// How it was started, or what stands against recording it.
    fn command_ui(&self, ui: &mut Ui) {
        ui.add_space(INDENT);
        let weak_color = Tokens::in_force(ui).weak;
        if let Some((picture, words)) = self.obstacle() {
            ui.label(icon(picture).size(14.0).color(weak_color));
            ui.add_space(6.0);
            ui.add(Label::new(weak(ui, words)).truncate());
        } else {
            if matches!(self.process.candidate.access, Access::ByPid(_)) {
                ui.label(weak(ui, "By pid"));
                ui.add_space(6.0);
            }
            let command = one_line(&self.process.candidate.command);
            ui.add(Label::new(mono(ui, command).color(weak_color)).truncate());
        }
    }

    fn obstacle(&self) -> Option<(Icon, String)> {
        let Candidate { pid, access, .. } = &self.process.candidate;
        let live = self.live.and_then(|document| document.trace.recording.target());
        if self.process.has_exited {
            return Some((Icon::Close, "Exited".to_owned()));
        }
        if live.is_some_and(|target| target.pid == *pid) {
            return Some((Icon::Record, "Being recorded in this window".to_owned()));
        }
        match access.refusal()? {
            AttachError::NotPermitted { .. } if access.has_regions() => None,
            AttachError::NotPermitted { reason, .. } => Some((Icon::Lock, capitalised(reason))),
            other => Some((Icon::Lock, capitalised(&other.to_string()))),
        }
    }
}

/// Writes a text that ends in … where it does not fit.
fn write(ui: &Ui, cell: Rect, column: Column, text: &str, font: FontId, ink: Color32) {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, ink);
    job.wrap.max_width = (cell.width() - indent(column) - MARGIN).max(0.0);
    job.wrap.max_rows = 1;
    job.wrap.break_anywhere = true;
    let text = ui.painter().layout_job(job);
    let at = pos2(cell.left() + indent(column), cell.center().y - text.size().y / 2.0);
    ui.painter().galley(at, text, ink);
}

fn one_line(command: &str) -> String {
    command.replace(['\n', '\t'], " ")
}
