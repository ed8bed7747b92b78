//! The cycles of what is selected, one line each: a click selects the time of a cycle.

use super::figure_text;
use crate::command::Command;
use crate::panels::{tables, words};
use crate::state::figures::{CycleRegions, CycleRow};
use crate::state::{Document, ViewChange};
use crate::theme::{Tokens, fonts};
use crate::widgets::{Grid, GridColumn, GridRow, byte_figure, figure};
use eframe::egui::{Color32, RichText, Stroke, Ui};
use strandline::analysis::{Judged, Measure};
use strandline::model::units::Bytes;

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Cycle,
    Lasted,
    Level,
    Change,
    Born,
    Surviving,
    Died,
    Regions,
}

/// All columns from left to right, with their widths, and how soon each gives way where there is no room for all.
const ALL: [(Content, f32, u8); 8] = {
    use Content::{Born, Change, Cycle, Died, Lasted, Level, Regions, Surviving};
    [
        (Cycle, 74.0, 0),
        (Lasted, 68.0, 2),
        (Level, 84.0, 0),
        (Change, 84.0, 0),
        (Born, 84.0, 0),
        (Surviving, 84.0, 0),
        (Died, 84.0, 3),
        (Regions, 68.0, 1),
    ]
};

impl Content {
    fn column(self) -> GridColumn {
        let width = ALL.iter().find(|(content, ..)| *content == self).map_or(0.0, |(_, width, _)| *width);
        let (head, meaning) = match self {
            Self::Cycle => ("Cycle", "A click selects its time: the other tables are about that cycle then"),
            Self::Lasted => ("Lasted", "From the closing mark before it to its own"),
            Self::Level => ("At its end", "What is judged, at the closing mark"),
            Self::Change => ("Change", "By how much that is more than at the closing mark before"),
            Self::Born => {
                ("Born", "Mapped bytes that were born in the cycle and alive at its closing mark: as of then")
            }
            Self::Surviving => ("Still there", "How much of that is alive at the last closing mark"),
            Self::Died => ("Died", "Mapped bytes of earlier times that died in the cycle"),
            Self::Regions => ("Regions", "How many there are at the closing mark"),
        };
        GridColumn {
            head,
            meaning,
            width,
            grows: self == Self::Cycle,
            is_number: self != Self::Cycle,
            sorts: false,
        }
    }
}

pub(super) fn cycle_table_ui(ui: &mut Ui, document: &Document, judged: &Judged, commands: &mut Vec<Command>) {
    let contents = tables::fitting(&ALL, ui.available_width() - tables::SIDES);
    let columns: Vec<_> = contents.iter().map(|content| content.column()).collect();
    let grid = Grid::new(ui, &columns);
    grid.header_ui(ui, None, false);
    let assessed = &document.figures.assessed;
    let warmup = assessed.cycles().warmup.len();
    grid.rows_ui(ui, assessed.closed(), None, |line| {
        let recording = &document.trace.recording;
        let row = CycleRow::nth(recording, assessed.cycles(), judged.subject, line.index);
        let Some(row) = row else { return };
        let is_selected = document.view.range == Some(row.range);
        row_ui(line, &row, judged.subject.measure(), &contents, is_selected);
        if line.index == warmup && warmup > 0 {
            let color = Tokens::in_force(line.ui).line;
            line.ui.painter().hline(line.rect.x_range(), line.rect.top(), Stroke::new(1.0, color));
        }
        if line.response.clicked() {
            let range = (!is_selected).then_some(row.range);
            commands.push(Command::View(ViewChange::Range(range)));
        }
    });
}

fn name(row: &CycleRow) -> String {
    let word = if row.is_warm_up { "warm-up" } else { "cycle" };
    format!("{word} {}", row.number)
}

fn row_ui(
    line: &mut GridRow<'_, '_>,
    row: &CycleRow,
    measure: Measure,
    contents: &[Content],
    is_selected: bool,
) {
    let name = name(row);
    line.begin(&name, is_selected);
    let tokens = Tokens::in_force(line.ui);
    let (ink, strong) =
        if row.is_warm_up { (tokens.weak, tokens.weak) } else { (tokens.text, tokens.strong) };
    for (nth, content) in contents.iter().enumerate() {
        match content {
            Content::Cycle => {
                let cell = line.cell(nth);
                let font =
                    if row.is_warm_up { fonts::regular(fonts::BODY) } else { fonts::medium(fonts::BODY) };
                line.name(cell, RichText::new(&name).font(font).color(ink), "");
            }
            Content::Lasted => {
                let lasted = words::duration(row.lasted());
                line.place(nth, |ui| figure(ui, &lasted, tokens.weak));
            }
            Content::Level => {
                figure_ui(line, nth, row.level.map(|level| figure_text::amount(measure, level)), ink);
            }
            Content::Change => {
                figure_ui(line, nth, row.change.map(|change| figure_text::change(measure, change)), strong);
            }
            Content::Born => size_ui(line, nth, row, |regions| regions.born, ink),
            Content::Surviving => size_ui(line, nth, row, |regions| regions.surviving, strong),
            Content::Died => size_ui(line, nth, row, |regions| regions.died, ink),
            Content::Regions => {
                let count = row.regions.map_or_else(|| "–".to_owned(), |regions| regions.count.to_string());
                line.place(nth, |ui| figure(ui, &count, ink));
            }
        }
    }
}

fn size_ui(
    line: &mut GridRow<'_, '_>,
    nth: usize,
    row: &CycleRow,
    size: impl Fn(CycleRegions) -> Bytes,
    ink: Color32,
) {
    figure_ui(line, nth, row.regions.map(|regions| words::size(size(regions))), ink);
}

fn figure_ui(line: &mut GridRow<'_, '_>, nth: usize, text: Option<String>, ink: Color32) {
    let text = text.unwrap_or_else(|| "–".to_owned());
    let ink = if matches!(text.as_str(), "0" | "–") { Tokens::in_force(line.ui).faint } else { ink };
    line.place(nth, |ui| byte_figure(ui, &text, ink));
}
