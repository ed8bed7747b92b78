//! What is to be made of texts that were read.

use super::{buttons_ui, head_ui};
use crate::command::Command;
use crate::state::{Import, Lines, Offer, Roles};
use crate::theme::{Tokens, medium, weak};
use eframe::egui::{CollapsingHeader, Label, ScrollArea, Stroke, Ui};

/// The list of texts scrolls above this height.
const HIGHEST_LIST: f32 = 160.0;

const ROLES: [(Roles, &str, &str); 3] = [
    (Roles::Cycles, "Cycles", "The first is the baseline, each of the others closes a cycle"),
    (Roles::OpenAndClosed, "Open and closed in turn", "Behind the baseline, two texts for each cycle"),
    (Roles::Moments, "Moments", "No cycles: only what changed from one to the next"),
];

pub(super) fn import_ui(ui: &mut Ui, offer: &mut Offer, commands: &mut Vec<Command>) {
    ui.set_width(520.0);
    ui.spacing_mut().interact_size.y = 20.0;
    let ring = Stroke::new(1.0, Tokens::in_force(ui).weak);
    ui.visuals_mut().widgets.inactive.bg_stroke = ring;
    let (title, meaning) = import_question(offer);
    head_ui(ui, &title, meaning);
    texts_ui(ui, offer);
    let Offer { import, processes, .. } = &mut *offer;
    if !processes.is_empty() {
        heading(ui, "Of which process?");
        for (pid, name) in processes {
            ui.radio_value(&mut import.choice.pid, Some(*pid), name.as_str());
        }
    }
    if offer.has_roles() {
        heading(ui, "What are they to each other?");
        for (roles, name, meaning) in ROLES {
            ui.radio_value(&mut offer.import.choice.roles, roles, name).on_hover_text(meaning);
            ui.indent(name, |ui| ui.label(weak(ui, meaning).small()));
        }
    }
    let labels: &[(&str, bool)] = match offer.import.joins {
        Some(_) => &[("Add to this series", true), ("Open apart", true)],
        None => &[("Import", true)],
    };
    match buttons_ui(ui, labels, commands) {
        Some(0) => commands.push(Command::Import(offer.import.clone())),
        Some(_) => commands.push(Command::Import(Import { joins: None, ..offer.import.clone() })),
        None => {}
    }
}

fn import_question(offer: &Offer) -> (String, &'static str) {
    match (&offer.import.joins, offer.listed.len()) {
        (Some(joined), _) => (
            format!("Add to the series of {}?", joined.name),
            "With it the series is made anew, in the order of the dates that the texts tell, or else as they came.",
        ),
        (None, 1) => ("A text about several processes".to_owned(), "A recording is about one of them."),
        (None, count) => (
            format!("{count} texts as one recording"),
            "They stand in the order of the dates that they tell, or else as listed here, a second apart.",
        ),
    }
}

fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(10.0);
    ui.label(medium(ui, text));
}

/// What the texts are called, and what they are; those of a series that they may continue come first.
fn texts_ui(ui: &mut Ui, offer: &Offer) {
    ScrollArea::vertical().max_height(HIGHEST_LIST).auto_shrink([false, true]).show(ui, |ui| {
        let earlier = offer.import.joins.iter().flat_map(|joined| joined.texts.all());
        for text in earlier {
            ui.add(Label::new(weak(ui, text.name.as_str())).truncate());
        }
        for ((name, recognised), lines) in offer.listed.iter().zip(&offer.lines) {
            ui.horizontal(|ui| {
                ui.label(medium(ui, name));
                ui.add(Label::new(weak(ui, recognised.as_str())).truncate());
            });
            lines_ui(ui, name, lines);
        }
    });
}

/// What each line of a text was taken for, to be unfolded; those that were not understood are marked.
fn lines_ui(ui: &mut Ui, name: &str, lines: &Lines) {
    if lines.runs.is_empty() {
        return;
    }
    let title = "What its lines were taken for";
    let title = if lines.unread.is_empty() { title.to_owned() } else { format!("{title}; {}", lines.unread) };
    CollapsingHeader::new(weak(ui, title).small()).id_salt(("lines", name)).show(ui, |ui| {
        for (line, is_understood) in &lines.runs {
            let words = if *is_understood { weak(ui, line) } else { medium(ui, line) };
            ui.add(Label::new(words.monospace().small()).truncate());
        }
    });
}
