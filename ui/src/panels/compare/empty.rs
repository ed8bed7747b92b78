//! What stands where there is nothing to compare yet: what is missing, and what would bring it.

use crate::command::Command;
use crate::panels::chrome::controls;
use crate::state::{CompareChange, Letter, State};
use crate::theme::Icon;
use crate::widgets::{EmptyState, PushButton};
use eframe::egui::Ui;

/// Why nothing can be compared.
pub(super) struct Reason {
    icon: Icon,
    title: String,
    hint: String,
    /// Whether another trace would help.
    wants_trace: bool,
}

/// Says why nothing can be compared; nothing where it can.
pub(super) fn reason(state: &State) -> Option<Reason> {
    let comparing = &state.comparing;
    if let Some(progress) = &comparing.opening {
        let hint = progress.percent.map_or_else(String::new, |percent| format!("{percent} %"));
        let title = progress.what.clone();
        return Some(Reason { icon: Icon::Folder, title, hint, wants_trace: false });
    }
    if Letter::ALL.into_iter().any(|letter| comparing.chosen(letter).is_none()) {
        return Some(Reason {
            icon: Icon::Swap,
            title: "Nothing to compare with yet".to_owned(),
            hint: "Open a trace that was saved, drop one here, or record the program once more: what a cycle adds is then \
                   held against what it adds here"
                .to_owned(),
            wants_trace: true,
        });
    }
    if comparing.compared.comparison().is_none() {
        let title = "Reading the cycles".to_owned();
        return Some(Reason { icon: Icon::Waves, title, hint: String::new(), wants_trace: false });
    }
    let is_without = |letter: &Letter| {
        comparing.compared.sides().get(letter.index()).is_none_or(|side| side.cycles() == 0)
    };
    let letter = Letter::ALL.into_iter().find(is_without)?;
    let chosen = comparing.chosen(letter)?;
    let document = state.runs.get(chosen.run)?;
    let hint = if !chosen.part.is_whole() {
        "No cycle begins and ends within the part that was chosen: its menu has others".to_owned()
    } else if document.is_live() {
        format!(
            "Open and close a window in {}, then press M: the comparison begins then",
            document.target().0
        )
    } else {
        "A cycle ends with a mark that closes it. The other modes show its timeline: set marks there, or choose another \
         recording"
            .to_owned()
    };
    let title = format!("No cycle in {}", letter.name());
    Some(Reason { icon: Icon::Flag, title, hint, wants_trace: false })
}

pub(super) fn compare_empty_ui(ui: &mut Ui, state: &State, reason: &Reason, commands: &mut Vec<Command>) {
    let ask = Command::AskCompared(Letter::B);
    EmptyState { icon: reason.icon, title: &reason.title, hint: &reason.hint, button: None }.show(ui);
    if !reason.wants_trace {
        return;
    }
    ui.vertical_centered(|ui| {
        let key = ask.entry().and_then(|entry| entry.shortcut_text(ui.ctx()));
        if let Some(entry) = ask.entry()
            && PushButton::text(entry.label).tooltip(entry.tooltip).key(key.as_deref()).show(ui).clicked()
        {
            commands.push(ask);
        }
        ui.add_space(4.0);
        let halves = Command::Compare(CompareChange::Halves);
        if halves.is_possible(state) {
            controls::button(ui, &halves, true, commands);
        }
    });
}
