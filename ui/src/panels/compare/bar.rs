//! The bar over a comparison: A, B, and what has changed from one to the other.

use super::{menu, row_text};
use crate::command::Command;
use crate::panels::chrome::HEIGHT;
use crate::panels::chrome::controls;
use crate::panels::words;
use crate::state::figures::Outcome;
use crate::state::{CompareChange, Document, Letter, Phase, State};
use crate::theme::{Icon, Tokens, fonts};
use crate::widgets::{Sign, fitting_line};
use eframe::egui::{
    Align, Align2, CursorIcon, Layout, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};
use strandline::analysis::{CompareRow, Comparison, Verdict};

/// Below this width the bar says less.
const ROOMY: f32 = 1150.0;

/// Widths of what stands for A and for B.
const CARD: [f32; 2] = [180.0, 252.0];

/// Where the text on such a card begins.
const TEXT: f32 = 40.0;

pub(super) fn compare_bar_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let width = CARD[usize::from(ui.available_width() >= ROOMY)];
    ui.spacing_mut().item_spacing.x = 8.0;
    for command in steering(state) {
        controls::icon_button(ui, &command, state, commands);
    }
    card_ui(ui, state, Letter::A, width, commands);
    controls::icon_button(ui, &Command::Compare(CompareChange::Swap), state, commands);
    card_ui(ui, state, Letter::B, width, commands);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        for command in [Command::TOGGLE_INSPECTOR, Command::SHOW_PALETTE, Command::ShowChooser] {
            controls::icon_button(ui, &command, state, commands);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| headline_ui(ui, state));
    });
}

/// What can be done with the recording that is under way.
fn steering(state: &State) -> Vec<Command> {
    match state.document().map(|document| &document.phase) {
        Some(Phase::Recording) => vec![Command::Stop, Command::Pause, Command::Mark],
        Some(Phase::Paused) => vec![Command::Stop, Command::Resume, Command::Mark],
        _ => Vec::new(),
    }
}

/// One of the two; a click offers others.
fn card_ui(ui: &mut Ui, state: &State, letter: Letter, width: f32, commands: &mut Vec<Command>) {
    let tokens = Tokens::in_force(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click());
    let chosen = state.comparing.chosen(letter);
    let document = chosen.and_then(|chosen| state.runs.get(chosen.run));
    let (name, facts) = match document {
        Some(document) => (document.name(), facts(state, letter, document)),
        None => ("Choose a recording".to_owned(), "to compare with".to_owned()),
    };
    let label = format!("{}: {name}", letter.name());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    let edge = if response.hovered() { tokens.focus } else { tokens.line };
    ui.painter().rect(rect, 6.0, tokens.canvas, Stroke::new(1.0, edge), StrokeKind::Inside);
    let badge = Rect::from_center_size(pos2(rect.left() + 20.0, rect.center().y), vec2(22.0, 22.0));
    ui.painter().rect_filled(badge, 4.0, tokens.header);
    let font = fonts::semibold(fonts::BODY);
    ui.painter().text(badge.center(), Align2::CENTER_CENTER, letter.name(), font, tokens.strong);
    let room = rect.width() - TEXT - 22.0;
    let [first, second] = lines(rect).map(|y| pos2(rect.left() + TEXT, y));
    fitting_line(ui, first, room, &[vec![(name, fonts::semibold(fonts::BODY), tokens.strong)]]);
    let small = fonts::regular(fonts::SMALL);
    fitting_line(ui, second, room, &[vec![(facts.clone(), small, tokens.weak)]]);
    let corner = pos2(rect.right() - 12.0, rect.center().y);
    let glyph = Icon::Down.glyph();
    ui.painter().text(corner, Align2::CENTER_CENTER, glyph, fonts::icons(fonts::SMALL), tokens.weak);
    menu::side_menu_ui(&response, state, letter, commands);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(format!("{facts}\nChoose another recording, or a part of it"));
}

/// How many cycles there are, and how much is there at the end.
fn facts(state: &State, letter: Letter, document: &Document) -> String {
    let comparing = &state.comparing;
    let mut reported = Vec::new();
    if let Some(chosen) = comparing.chosen(letter).filter(|chosen| !chosen.part.is_whole()) {
        reported.push(chosen.part.name(&document.trace));
    }
    if document.is_live() {
        reported.push("recording".to_owned());
    }
    if let Some(side) = comparing.compared.sides().get(letter.index()) {
        let cycles = side.cycles();
        reported.push(if cycles == 1 { "1 cycle".to_owned() } else { format!("{cycles} cycles") });
        reported.push(words::size(comparing.compared.footprints()[letter.index()]));
    } else {
        reported.push(words::duration(document.now().since_start()));
    }
    reported.join(", ")
}

/// Middles of both lines of what is framed.
fn lines(rect: Rect) -> [f32; 2] {
    [rect.top() + 13.0, rect.top() + 29.0]
}

/// What has changed, the worst first.
fn headline_ui(ui: &mut Ui, state: &State) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let compared = &state.comparing.compared;
    let Some(row) = compared.comparison().and_then(Comparison::leading).filter(|_| rect.width() > 60.0)
    else {
        return;
    };
    let tokens = Tokens::in_force(ui);
    let leaks = row.last().verdict == Verdict::Leak;
    let (fill, line) =
        if leaks { (tokens.verdict_soft, tokens.verdict_soft) } else { (tokens.panel, tokens.line) };
    ui.painter().rect(rect, 5.0, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    if leaks {
        ui.painter().rect_filled(rect.with_max_x(rect.left() + 3.0), 1.0, tokens.verdict);
    }
    let (words, figures) = row_text::sentence(row);
    let below = row_text::beside(row, compared);
    let label = format!("Comparison: {words}: {figures}");
    let [first, second] = lines(rect);
    let left = rect.left() + 34.0;
    sign(ui, pos2(rect.left() + 19.0, first), row, &tokens);
    let ink = if leaks { tokens.verdict } else { tokens.strong };
    let parts = |(words, figures): (String, String)| {
        let figures = (format!("   {figures}"), fonts::regular(fonts::BODY), tokens.text);
        vec![(words, fonts::semibold(fonts::BODY), ink), figures]
    };
    let room = rect.right() - 10.0 - left;
    let forms = [parts((words, figures)), parts(row_text::brief_sentence(row))];
    let is_cut = fitting_line(ui, pos2(left, first), room, &forms);
    let small = (below.clone(), fonts::regular(fonts::SMALL), tokens.weak);
    let is_cut = fitting_line(ui, pos2(left, second), room, &[vec![small]]) || is_cut;
    tell(response, &label, &below, is_cut);
}

/// What is drawn can be read and pointed at.
fn tell(response: Response, label: &str, below: &str, is_cut: bool) {
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, label));
    if is_cut {
        response.on_hover_text(format!("{label}\n{below}"));
    }
}

fn sign(ui: &Ui, center: Pos2, row: &CompareRow, tokens: &Tokens) {
    if row.last().verdict == Verdict::Leak {
        Sign::Rises.paint(ui.painter(), center, tokens.verdict);
        return;
    }
    let glyph = row_text::sign(Outcome::new(row));
    let font = fonts::semibold(fonts::LEAD);
    ui.painter().text(center, Align2::CENTER_CENTER, glyph, font, tokens.strong);
}
