//! Bars with a message, and what stands where there is nothing to show.

use super::controls;
use crate::command::Command;
use crate::theme::{Tokens, strong};
use eframe::egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, Ui};

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
            controls::named_button(ui, command, commands);
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.add(Label::new(strong(ui, title)).wrap());
                for detail in details {
                    ui.add(Label::new(RichText::new(*detail).color(tokens.text)).wrap());
                }
            });
        });
    });
}

/// Two lines in the middle of an empty place.
pub(in crate::panels) fn empty_ui(ui: &mut Ui, title: &str, hint: &str) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.35);
        ui.label(strong(ui, title).size(15.0));
        if !hint.is_empty() {
            ui.label(RichText::new(hint).color(Tokens::of(ui).weak));
        }
    });
}
