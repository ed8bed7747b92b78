//! The list of verdicts, the worst on top.

use super::figure_text;
use crate::command::Command;
use crate::panels::tables;
use crate::state::{Document, Subject as Row, ViewChange};
use crate::theme::{Tokens, category_color, fonts};
use crate::widgets::{Grid, GridColumn, GridRow, byte_figure, figure};
use eframe::egui::{Align2, Color32, RichText, Role, Ui, WidgetInfo, pos2, vec2};
use strandline::analysis::{Judged, Subject, Verdict};
use strandline::model::Recording;
use strandline::report::view::Label;

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Name,
    Measure,
    Verdict,
    PerCycle,
    Interval,
    Grew,
    Portions,
    Chance,
}

/// All columns from left to right, with their widths, and how soon each gives way where there is no room for all.
const ALL: [(Content, f32, u8); 8] = {
    use Content::{Chance, Grew, Interval, Measure, Name, PerCycle, Portions, Verdict};
    [
        (Name, 168.0, 0),
        (Measure, 80.0, 0),
        (Verdict, 116.0, 0),
        (PerCycle, 104.0, 0),
        (Interval, 168.0, 3),
        (Grew, 72.0, 0),
        (Portions, 116.0, 1),
        (Chance, 76.0, 2),
    ]
};

impl Content {
    fn column(self) -> GridColumn {
        let width = ALL.iter().find(|(content, ..)| *content == self).map_or(0.0, |(_, width, _)| *width);
        let (head, meaning) = match self {
            Self::Name => ("What", "What is judged: everything, a category, or what no region explains"),
            Self::Measure => (
                "Measured",
                "Mapped: address space with access. Footprint: dirty and swapped. Stayed: mapped bytes that were still there \
                 a cycle later. Regions: those whose identity is certain",
            ),
            Self::Verdict => ("Verdict", "The worst first; the evidence stands beside it"),
            Self::PerCycle => ("Per cycle", "The slope: the median of all rates between two closing marks"),
            Self::Interval => {
                ("Between", "The interval that holds the slope in 95 of 100 recordings, each row by itself")
            }
            Self::Grew => ("Grew in", "In how many cycles it became more"),
            Self::Portions => ("Portions", "What comes with more than half of the cycles"),
            Self::Chance => ("p", "How likely levels without trend would rise as clearly"),
        };
        let is_number = !matches!(self, Self::Name | Self::Measure | Self::Verdict);
        GridColumn { head, meaning, width, grows: self == Self::Name, is_number, sorts: false }
    }
}

pub(super) fn cycle_rows_ui(
    ui: &mut Ui,
    document: &Document,
    judged: &Judged,
    has_keys: bool,
    commands: &mut Vec<Command>,
) {
    let rows = &document.figures.assessed.verdicts().rows;
    let contents = tables::fitting(&ALL, ui.available_width() - tables::SIDES);
    let columns: Vec<_> = contents.iter().map(|content| content.column()).collect();
    let grid = Grid::new(ui, &columns);
    grid.header_ui(ui, None, false);
    let selected = rows.iter().position(|row| row.subject == judged.subject);
    let mut into_sight = None;
    if has_keys {
        if let Some(next) = tables::moved(ui, selected, rows.len()) {
            into_sight = Some(next);
            commands.push(Command::View(ViewChange::Judged(rows[next].subject)));
        } else if tables::enters(ui) {
            commands.extend(drill_down(judged.subject));
        }
    }
    let recording = &document.trace.recording;
    grid.rows_ui(ui, rows.len(), into_sight, |line| {
        let row = &rows[line.index];
        row_ui(line, recording, row, &contents, selected == Some(line.index));
        if line.response.double_clicked() {
            commands.extend(drill_down(row.subject));
        } else if line.response.clicked() {
            commands.push(Command::View(ViewChange::Judged(row.subject)));
        }
    });
}

/// The regions behind a verdict.
fn drill_down(subject: Subject) -> Option<Command> {
    let row = match subject {
        Subject::Category(id, _) => Row::Category(id),
        Subject::Total(_) => Row::All,
        Subject::Unattributed(_) => return None,
    };
    Some(Command::View(ViewChange::DrillDown(row)))
}

fn row_ui(
    line: &mut GridRow<'_, '_>,
    recording: &Recording,
    row: &Judged,
    contents: &[Content],
    is_selected: bool,
) {
    let (measure, evidence) = (row.subject.measure(), &row.judgement.evidence);
    let name = Label::of_subject(recording, row.subject).to_string();
    line.begin(&format!("{name}, {}: {}", measure.name(), row.judgement.verdict.name()), is_selected);
    let tokens = Tokens::in_force(line.ui);
    let is_loud = row.judgement.verdict >= Verdict::Suspect;
    let color = if is_loud { tokens.strong } else { tokens.text };
    for (nth, content) in contents.iter().enumerate() {
        match content {
            Content::Name => {
                let color = color_of(line.ui, recording, row.subject);
                tables::name_ui(line, nth, &name, color, is_selected || is_loud);
            }
            Content::Measure => {
                line.text(nth, RichText::new(measure.name()).color(tokens.weak));
            }
            Content::Verdict => badge_ui(line, nth, row.judgement.verdict),
            Content::PerCycle => {
                let text = figure_text::change(measure, evidence.slope.median);
                let color = if text == "0" { tokens.faint } else { color };
                line.place(nth, |ui| byte_figure(ui, &text, color));
            }
            Content::Interval => {
                let ends =
                    [evidence.slope.low, evidence.slope.high].map(|end| figure_text::change(measure, end));
                let text = format!("{} to {}", ends[0], ends[1]);
                line.place(nth, |ui| figure(ui, &text, tokens.weak));
            }
            Content::Grew => {
                line.place(nth, |ui| figure(ui, &figure_text::grew(evidence), color));
            }
            Content::Portions => {
                let text =
                    row.quantum.as_ref().map_or_else(|| "–".to_owned(), figure_text::portions_in_short);
                let color = if row.quantum.is_some() { color } else { tokens.faint };
                line.place(nth, |ui| figure(ui, &text, color));
            }
            Content::Chance => {
                line.place(nth, |ui| figure(ui, &figure_text::chance(evidence.p_value), tokens.weak));
            }
        }
    }
}

/// The colour of a category; nothing for what is none.
fn color_of(ui: &Ui, recording: &Recording, subject: Subject) -> Option<Color32> {
    let (group, name) = figure_text::names(recording, subject);
    matches!(subject, Subject::Category(..)).then(|| category_color(ui, group, name))
}

/// Sign and word.
fn badge_ui(line: &mut GridRow<'_, '_>, nth: usize, verdict: Verdict) {
    let cell = line.cell(nth);
    line.place(nth, |ui| badge(ui, pos2(cell.left(), cell.center().y), verdict));
}

/// Draws sign and word from a point to the right. Says where it ends.
pub(super) fn badge(ui: &Ui, left: eframe::egui::Pos2, verdict: Verdict) -> f32 {
    let tokens = Tokens::in_force(ui);
    let color = figure_text::ink(&tokens, verdict);
    figure_text::sign(verdict).paint(ui.painter(), left + vec2(6.0, 0.0), color);
    let font =
        if verdict == Verdict::Leak { fonts::semibold(fonts::BODY) } else { fonts::regular(fonts::BODY) };
    let word = ui.painter().text(left + vec2(19.0, 0.0), Align2::LEFT_CENTER, verdict.name(), font, color);
    let response = ui.interact(word, ui.scope_id().with("badge"), eframe::egui::Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, verdict.name()));
    word.right()
}
