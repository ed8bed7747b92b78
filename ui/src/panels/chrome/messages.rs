//! Bars with a message, and what is said over the window.

use super::controls;
use crate::command::Command;
use crate::panels::words;
use crate::theme::{Tokens, fonts, strong};
use eframe::egui::{
    Align, Align2, Frame, Id, Label, LayerId, Layout, Margin, Order, Panel, RichText, Stroke, StrokeKind, Ui,
};

/// A bar with a message, what else is to be said below it, and a command at its right.
pub(in crate::panels) fn bar_ui(
    ui: &mut Ui,
    id: &'static str,
    title: &str,
    details: &[&str],
    command: &Command,
    commands: &mut Vec<Command>,
) {
    let tokens = Tokens::of(ui);
    let frame = Frame::new().fill(tokens.notice).inner_margin(Margin::symmetric(12, 7));
    Panel::top(id).resizable(false).show_separator_line(false).frame(frame).show(ui, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            controls::button(ui, command, true, commands);
            // A single line stands in the middle, beside the button.
            let layout = match details {
                [] => Layout::left_to_right(Align::Center),
                _ => Layout::top_down(Align::Min),
            };
            ui.with_layout(layout, |ui| {
                ui.add(Label::new(strong(ui, words::sentence(title))).wrap());
                for detail in details {
                    ui.add(Label::new(RichText::new(*detail).color(tokens.text)).wrap());
                }
            });
        });
    });
}

/// Says what happens to files that somebody holds over the window.
pub(in crate::panels) fn drop_ui(ui: &Ui) {
    if ui.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let tokens = Tokens::of(ui);
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Foreground, Id::unique("drop")));
    let window = ui.ctx().content_rect();
    painter.rect_filled(window, 0.0, tokens.canvas.gamma_multiply(0.85));
    painter.rect_stroke(window.shrink(8.0), 8.0, Stroke::new(2.0, tokens.focus), StrokeKind::Inside);
    let text = "Drop a trace to open it";
    painter.text(window.center(), Align2::CENTER_CENTER, text, fonts::semibold(fonts::TITLE), tokens.strong);
}
