//! Bars with a message, and what is said over the window.

use super::controls;
use crate::command::Command;
use crate::panels::words;
use crate::theme::{Tokens, fonts, strong, weak};
use eframe::egui::{
    Align, Align2, Frame, Id, Label, LayerId, Layout, Margin, Order, Panel, RichText, Stroke, StrokeKind, Ui,
    vec2,
};

/// So much is said below a message; the rest is told to who points at it.
const MOST_DETAILS: usize = 3;

/// A bar with a message, what else is to be said below it, and a command at its right.
pub(in crate::panels) fn bar_ui(
    ui: &mut Ui,
    id: &'static str,
    title: &str,
    details: &[&str],
    command: &Command,
    commands: &mut Vec<Command>,
) {
    let tokens = Tokens::in_force(ui);
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
                let (shown, more) = details.split_at(details.len().min(MOST_DETAILS));
                for detail in shown {
                    ui.add(Label::new(RichText::new(*detail).color(tokens.text)).wrap());
                }
                if !more.is_empty() {
                    let reported = weak(ui, format!("and {} more", more.len()));
                    ui.add(Label::new(reported)).on_hover_text(more.join("\n"));
                }
            });
        });
    });
}

/// Says what happens to files that somebody holds over the window.
pub(in crate::panels) fn drop_ui(ui: &Ui, is_comparing: bool) {
    if ui.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let tokens = Tokens::in_force(ui);
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Foreground, Id::unique("drop")));
    let window = ui.ctx().content_rect();
    painter.rect_filled(window, 0.0, tokens.canvas.gamma_multiply(0.85));
    painter.rect_stroke(window.shrink(8.0), 8.0, Stroke::new(2.0, tokens.focus), StrokeKind::Inside);
    let what = if is_comparing { "Drop a trace to compare with it" } else { "Drop traces to open them" };
    let texts = if is_comparing {
        "or texts of vmmap, footprint, smaps or pmap: they become a recording to compare with"
    } else {
        "or texts of vmmap, footprint, smaps or pmap: several of one process become one recording"
    };
    let (above, below) = (window.center() - vec2(0.0, 12.0), window.center() + vec2(0.0, 14.0));
    painter.text(above, Align2::CENTER_CENTER, what, fonts::semibold(fonts::TITLE), tokens.strong);
    painter.text(below, Align2::CENTER_CENTER, texts, fonts::regular(fonts::BODY), tokens.text);
}
