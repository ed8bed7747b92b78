//! Above the regions: which row they belong to, how many there are, and what became of them.

use super::row::change_sign;
use crate::command::Command;
use crate::state::{Document, Subject, ViewChange};
use crate::theme::{Tokens, category_color, fonts, size, strong, weak};
use crate::widgets::dot;
use eframe::egui::{Align, Button, Frame, Label, Layout, Margin, Panel, RichText, Role, Ui, WidgetInfo};
use strandline::analysis::{Change, Changes};

const HEIGHT: f32 = 34.0;

/// What is known of the list.
#[derive(Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) found: usize,
    pub(super) left_out: usize,
    pub(super) changes: Changes,
}

pub(super) fn region_head_ui(ui: &mut Ui, document: &Document, counts: Counts, commands: &mut Vec<Command>) {
    let bar = Frame::new().fill(Tokens::in_force(ui).panel).inner_margin(Margin::symmetric(size::PAD, 0));
    Panel::top("regions head").exact_size(HEIGHT).resizable(false).frame(bar).show(ui, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for change in [Change::Gone, Change::Shrank, Change::Grew, Change::New] {
                chip_ui(ui, document, change, counts.changes.count(change), commands);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                breadcrumb_ui(ui, &document.view.subject, document, commands);
                ui.add(Label::new(weak(ui, region_count_text(document, counts))).truncate());
            });
        });
    });
}

fn breadcrumb_ui(ui: &mut Ui, subject: &Subject, document: &Document, commands: &mut Vec<Command>) {
    let recording = &document.trace.recording;
    let category = match subject {
        Subject::Category(id) => recording.category(*id),
        _ => None,
    };
    if let Some(category) = category {
        dot(ui, category_color(ui, &category.group, &category.name));
    }
    let is_all = *subject == Subject::All;
    part_ui(ui, "All", is_all, Subject::All, commands);
    let group = match subject {
        Subject::Group(group) => Some(group),
        _ => category.map(|category| &category.group),
    };
    if let Some(group) = group {
        ui.label(weak(ui, "▸"));
        part_ui(ui, group, category.is_none(), Subject::Group(group.clone()), commands);
    }
    if let Subject::Umbrella(label) = subject {
        ui.label(weak(ui, "▸"));
        part_ui(ui, label, true, subject.clone(), commands);
    }
    if let Some(category) = category {
        ui.label(weak(ui, "▸"));
        part_ui(ui, &category.name, true, subject.clone(), commands);
    }
}

fn part_ui(ui: &mut Ui, name: &str, is_last: bool, subject: Subject, commands: &mut Vec<Command>) {
    if is_last {
        ui.label(strong(ui, name));
        return;
    }
    let link = RichText::new(name).font(fonts::medium(fonts::BODY)).color(Tokens::in_force(ui).focus);
    ui.spacing_mut().button_padding.x = 2.0;
    let response = ui.add(Button::new(link).frame(false));
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, name));
    if response.on_hover_text(format!("The regions of {name}")).clicked() {
        commands.push(Command::View(ViewChange::Subject(subject)));
    }
}

fn region_count_text(document: &Document, counts: Counts) -> String {
    let Counts { found, left_out, .. } = counts;
    let row = document.figures.summary.row(&document.view.subject);
    let all = row.map_or(found, |row| row.figures.after.regions);
    let hidden = all.saturating_sub(found);
    let regions = if found == 1 { "region" } else { "regions" };
    let is_filtered = !document.view.region_filter.trim().is_empty();
    let hidden =
        if hidden > 0 && is_filtered { format!(", {hidden} hidden by the filter") } else { String::new() };
    let cut = if left_out > 0 { format!(", the last {left_out} of them not listed") } else { String::new() };
    format!("· {found} {regions}{hidden}{cut}")
}

/// A count; those that the filter knows can be clicked.
fn chip_ui(ui: &mut Ui, document: &Document, change: Change, count: usize, commands: &mut Vec<Command>) {
    let tokens = Tokens::in_force(ui);
    let (sign, word) = change_sign(change);
    let term = match change {
        Change::New | Change::Gone => Some(word),
        Change::None | Change::Grew | Change::Shrank => None,
    };
    let filter = &document.view.region_filter;
    let is_on = term.is_some_and(|term| filter.split_whitespace().any(|other| other == term));
    let ink = if count == 0 && !is_on { tokens.faint } else { tokens.text };
    let label = format!("{sign} {count} {word}");
    let text = RichText::new(&label).color(ink);
    let Some(term) = term else {
        ui.label(text).on_hover_text(format!("{count} regions {word} in the range"));
        return;
    };
    let ground = if is_on { tokens.select } else { eframe::egui::Color32::TRANSPARENT };
    let response = ui.add(Button::new(text).fill(ground).stroke((0.0, tokens.line)));
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_on, &label));
    let verb = if is_on { "Show others too" } else { "Show only these" };
    if response.on_hover_text(verb).clicked() {
        commands.push(Command::View(ViewChange::FilterRegions(toggled(filter, term))));
    }
}

/// The filter with or without a term.
fn toggled(filter: &str, term: &str) -> String {
    let others: Vec<&str> = filter.split_whitespace().filter(|other| *other != term).collect();
    if others.len() < filter.split_whitespace().count() {
        others.join(" ")
    } else {
        [&others[..], &[term]].concat().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chip_adds_its_term_and_takes_it_away() {
        let check = |filter, expected| assert_eq!(toggled(filter, "new"), expected);
        check("", "new");
        check("size>1M  heap", "size>1M heap new");
        check("new heap", "heap");
        check("new", "");
        check("news", "news new");
    }
}
