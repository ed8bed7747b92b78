//! The machine's memory: what it is used for, and how much is left.

use crate::theme::{Tokens, fonts, strong, weak};
use eframe::egui::{Align, Color32, Layout, Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use strandline::model::units::{Bytes, capitalised};
use strandline::platform::{MemoryPart, SystemMemory};

const BAR: f32 = 14.0;
/// Space between two parts of the bar.
const GAP: f32 = 1.0;

pub(super) fn system_memory_ui(ui: &mut Ui, memory: &SystemMemory) {
    ui.spacing_mut().item_spacing.y = 6.0;
    // Lines of text, not of buttons.
    ui.spacing_mut().interact_size.y = 16.0;
    ui.horizontal(|ui| {
        ui.label(strong(ui, format!("System memory, {}", memory.total())));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(weak(ui, reserves(memory))));
    });
    bar_ui(ui, memory);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for (nth, part) in memory.parts.iter().enumerate() {
            part_ui(ui, part, tone(nth, memory.parts.len(), Tokens::in_force(ui)));
        }
    });
}

/// What is left, and how much of it is on disk.
fn reserves(memory: &SystemMemory) -> String {
    let available =
        memory.available.map(|available| format!("Available {available}  ·  ")).unwrap_or_default();
    match (memory.swap_used, memory.swap_total) {
        (_, Bytes::ZERO) => format!("{available}No swap"),
        (used, total) => format!("{available}Swap {used} of {total}"),
    }
}

/// What is used is bright, what is free is nearly the ground.
fn tone(nth: usize, parts: usize, tokens: Tokens) -> Color32 {
    let steps = parts.saturating_sub(1).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a handful of parts")]
    let dark = nth as f32 / steps as f32;
    tokens.weak.lerp_to_gamma(tokens.line, dark)
}

fn bar_ui(ui: &mut Ui, memory: &SystemMemory) {
    let (bar, response) = ui.allocate_exact_size(vec2(ui.available_width(), BAR), Sense::hover());
    let words: Vec<_> = memory.parts.iter().map(|part| format!("{} {}", part.name, part.bytes)).collect();
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words.join(", ")));
    let total = memory.total();
    let mut before = Bytes::ZERO;
    for (nth, part) in memory.parts.iter().enumerate() {
        let (from, to) = (share(before, total), share(before + part.bytes, total));
        before += part.bytes;
        let place = |share: f32| bar.left() + share * bar.width();
        let right = (place(to) - GAP).max(place(from));
        let rect = Rect::from_min_max(pos2(place(from), bar.top()), pos2(right, bar.bottom()));
        ui.painter().rect_filled(rect, 0.0, tone(nth, memory.parts.len(), Tokens::in_force(ui)));
    }
}

fn share(part: Bytes, whole: Bytes) -> f32 {
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a share of a bar")]
    let share = (part.get() as f64 / whole.get().max(1) as f64) as f32;
    share
}

fn part_ui(ui: &mut Ui, part: &MemoryPart, tone: Color32) {
    let (spot, _) = ui.allocate_exact_size(vec2(9.0, 9.0), Sense::hover());
    ui.painter().rect_filled(spot, 2.0, tone);
    ui.label(weak(ui, capitalised(part.name)).small());
    let figure = RichText::new(part.bytes.to_string()).font(fonts::medium(fonts::SMALL));
    ui.label(figure.color(Tokens::in_force(ui).text));
    ui.add_space(14.0);
}
