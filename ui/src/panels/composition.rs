//! What is there at the end of the range: an area for each category, divided by the sizes of its regions; beside it what
//! stands out, and what to ask for next.

use crate::command::Command;
use crate::state::{Document, Subject, ViewChange};
use crate::theme::{Icon, Tokens, category_color, fonts, medium, weak};
use crate::widgets::{EmptyState, squarified};
use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{
    Align2, CollapsingHeader, Color32, Frame, Label, Panel, Pos2, Rect, Role, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use strandline::analysis::{Composition, CompositionRow, SizeGroup};
use strandline::model::units::{Bytes, grouped};
use strandline::model::{Category, LoggedStacks};
use strandline::report::{frame_line, stack_headline};

/// The pane with what stands out.
const PANE: f32 = 300.0;

/// The line with the name of a category.
const TITLE: f32 = 18.0;

/// Smaller areas have no name.
const SMALLEST: f32 = 44.0;

/// Call stacks that are listed, and frames of each.
const MOST_STACKS: usize = 12;
const MOST_FRAMES: usize = 60;

/// Letters of what stands above a call stack.
const MOST_LETTERS: usize = 38;

/// Sizes of one category that are drawn apart.
const MOST_CLASSES: usize = 24;

pub(super) fn composition_ui(ui: &mut Ui, document: &Document, commands: &mut Vec<Command>) {
    let composition = document.figures.composition.composition();
    let recording = &document.trace.recording;
    if composition.rows.is_empty() {
        EmptyState {
            icon: Icon::Waves,
            title: "Nothing measured yet",
            hint: "The areas begin with the first look at the target",
            button: None,
        }
        .show(ui);
        return;
    }
    if ui.available_width() > 2.0 * PANE {
        Panel::right("findings").exact_size(PANE).resizable(false).frame(Frame::new().inner_margin(10)).show(
            ui,
            |ui| {
                ScrollArea::vertical().show(ui, |ui| {
                    findings_ui(ui, composition);
                    stacks_ui(ui, recording.logged_stacks());
                });
            },
        );
    }
    let weight =
        |row: &CompositionRow| row.part_of_total(composition.metric).unwrap_or_default().get() as f64;
    let mut parts: Vec<_> = composition.rows.iter().collect();
    parts.sort_by(|one, other| weight(other).total_cmp(&weight(one)));
    let weights: Vec<_> = parts.iter().map(|row| weight(row)).collect();
    let room = ui.available_rect_before_wrap().shrink(6.0);
    for (row, rect) in parts.into_iter().zip(squarified(&weights, room)) {
        if let Some(category) = recording.category(row.category).filter(|_| rect.area() > 4.0) {
            area_ui(ui, rect.shrink(1.0), composition, row, category, commands);
        }
    }
    let _ = ui.allocate_rect(room, Sense::hover());
}

/// The area of a category.
fn area_ui(
    ui: &Ui,
    rect: Rect,
    composition: &Composition,
    row: &CompositionRow,
    category: &Category,
    commands: &mut Vec<Command>,
) {
    let color = category_color(ui, &category.group, &category.name);
    let words = row_description(composition, row, category);
    let response = ui.interact(rect, ui.scope_id().with(("area", row.category)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    let tokens = Tokens::in_force(ui);
    ui.painter().rect_filled(rect, 2.0, color.gamma_multiply(if response.hovered() { 0.5 } else { 0.32 }));
    let has_title = rect.width() > SMALLEST && rect.height() > TITLE;
    let mut title = 2.0;
    if has_title {
        let figures = figures(composition, row);
        let galley =
            ui.painter().layout_job(title_job(&tokens, &bracketed(row, &category.name), &figures, rect));
        title = galley.rect.height() + 4.0;
        let clipped = ui.painter().with_clip_rect(rect.shrink(2.0));
        clipped.galley(rect.left_top() + vec2(5.0, 2.0), galley, tokens.strong);
    }
    let inner = Rect::from_min_max(rect.min + vec2(2.0, title), rect.max - vec2(2.0, 2.0));
    if inner.height() > 6.0 && inner.width() > 6.0 {
        classes_ui(ui, inner, row, color);
    }
    let response = response.on_hover_text(&words);
    if response.double_clicked() {
        commands.push(Command::View(ViewChange::DrillDown(Subject::Category(row.category))));
    } else if response.clicked() {
        commands.push(Command::View(ViewChange::Subject(Subject::Category(row.category))));
    }
}

/// The name of an area and what it has, in as many lines as have room; what does not is shortened.
fn title_job(tokens: &Tokens, name: &str, figures: &str, rect: Rect) -> LayoutJob {
    let mut job = LayoutJob::default();
    let format = |font, color| TextFormat { font_id: font, color, ..TextFormat::default() };
    job.append(name, 0.0, format(fonts::semibold(fonts::BODY), tokens.strong));
    job.append(&format!("  {figures}"), 0.0, format(fonts::regular(fonts::SMALL), tokens.text));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few lines")]
    let lines = ((rect.height() - 4.0) / TITLE).clamp(1.0, 3.0) as usize;
    job.wrap = TextWrapping { max_rows: lines, ..TextWrapping::wrap_at_width(rect.width() - 9.0) };
    job
}

/// What an area has, and its share: `468 MiB · 43 %`.
fn figures(composition: &Composition, row: &CompositionRow) -> String {
    let bytes = row.get(composition.metric).map(|bytes| bytes.to_string());
    let share = composition.share(row).map(|share| format!("{:.0} %", share * 100.0));
    bytes.into_iter().chain(share).collect::<Vec<_>>().join(" · ")
}

/// The sizes of its regions, the largest sums first; what comes behind them is one area.
fn classes_ui(ui: &Ui, rect: Rect, row: &CompositionRow, color: Color32) {
    let (shown, others) = row.classes.split_at(row.classes.len().min(MOST_CLASSES));
    let of_others: Bytes = others.iter().map(|class| class.bytes).sum();
    let mut weights: Vec<_> = shown.iter().map(|class| class.bytes.get() as f64).collect();
    weights.push(of_others.get() as f64);
    let tokens = Tokens::in_force(ui);
    for (class, area) in shown.iter().map(Some).chain([None]).zip(squarified(&weights, rect)) {
        if area.area() < 4.0 {
            continue;
        }
        let area = area.shrink(0.5);
        ui.painter().rect(
            area,
            1.0,
            color.gamma_multiply(0.55),
            Stroke::new(1.0, tokens.canvas),
            StrokeKind::Inside,
        );
        if let Some(class) = class.filter(|_| area.width() > 2.0 * SMALLEST && area.height() > TITLE) {
            let clipped = ui.painter().with_clip_rect(area.shrink(2.0));
            let at: Pos2 = pos2(area.left() + 4.0, area.top() + 2.0);
            clipped.text(
                at,
                Align2::LEFT_TOP,
                size_words(class),
                fonts::regular(fonts::SMALL),
                tokens.strong,
            );
        }
    }
}

fn size_words(class: &SizeGroup) -> String {
    format!("{} × {}", grouped(class.count), class.len)
}

fn row_description(composition: &Composition, row: &CompositionRow, category: &Category) -> String {
    let metric = composition.metric;
    let bytes = row.get(metric).map_or_else(String::new, |bytes| format!(", {} {bytes}", metric.name()));
    let share = composition.share(row).map_or_else(String::new, |share| format!(", {:.0} %", share * 100.0));
    let noun = |count: usize| if count == 1 { "region" } else { "regions" };
    let regions = row.regions();
    let regions = regions.map_or_else(String::new, |count| format!(", {} {}", grouped(count), noun(count)));
    let mean = row.mean_region().map_or_else(String::new, |mean| format!(" of {mean} on average"));
    format!("{}{bytes}{share}{regions}{mean}", bracketed(row, &category.to_string()))
}

/// What is no memory, and has some part of it all the same, stands in brackets.
fn bracketed(row: &CompositionRow, name: &str) -> String {
    if row.counted { name.to_owned() } else { format!("({name})") }
}

fn findings_ui(ui: &mut Ui, composition: &Composition) {
    let findings: Vec<_> = composition.findings.iter().map(|finding| &*finding.text).collect();
    list_ui(ui, "What stands out", &findings);
    let asked: Vec<_> = composition.asked.iter().map(|asked| &**asked).collect();
    list_ui(ui, "What to ask for next", &asked);
}

/// Call stacks that another tool has logged, those with the most bytes, each to be unfolded.
fn stacks_ui(ui: &mut Ui, stacks: &LoggedStacks) {
    if stacks.is_empty() {
        return;
    }
    ui.label(medium(ui, "Call stacks, innermost frame first"));
    ui.add_space(4.0);
    for (nth, stack) in stacks.by_size().into_iter().take(MOST_STACKS).enumerate() {
        // A header is never wrapped.
        let headline = stack_headline(stack);
        let mut title: String = headline.chars().take(MOST_LETTERS).collect();
        if title.len() < headline.len() {
            title.push('…');
        }
        CollapsingHeader::new(weak(ui, title).small()).id_salt(("stack", nth)).show(ui, |ui| {
            ui.add(Label::new(weak(ui, headline.as_str()).small()).wrap());
            for frame in stacks.frames_of(stack).take(MOST_FRAMES) {
                let line = weak(ui, frame_line(frame)).monospace().small();
                ui.add(Label::new(line).truncate()).on_hover_text(frame_line(frame));
            }
        });
    }
    let others = stacks.stacks().len().saturating_sub(MOST_STACKS);
    if others > 0 {
        ui.label(weak(ui, format!("and {others} more")).small());
    }
}

fn list_ui(ui: &mut Ui, title: &str, lines: &[&str]) {
    if lines.is_empty() {
        return;
    }
    ui.label(medium(ui, title));
    for line in lines {
        ui.add_space(4.0);
        ui.add(Label::new(weak(ui, *line)).wrap());
    }
    ui.add_space(12.0);
}
