//! What makes sense when.

use super::Command;
use crate::state::{
    ChooserChange, CompareChange, Dialog, Document, Keeping, Letter, Mode, Phase, Process, Screen, State,
    ViewChange, halves,
};

impl Command {
    /// Whether it makes sense now.
    pub fn is_possible(&self, state: &State) -> bool {
        let shown = state.document();
        let phase = shown.map(|document| &document.phase);
        let is_free = state.runs.live().is_none() && state.busy.attaching.is_none();
        match self {
            Self::Record(_) | Self::RunDemo(_) | Self::Launch(_) => is_free,
            Self::RecordChosen => is_free && is_one_chosen(state),
            Self::RecordAgain => is_free && shown.is_some_and(|document| document.recorded.is_some()),
            Self::Stop => matches!(phase, Some(Phase::Recording | Phase::Paused)),
            Self::Pause => matches!(phase, Some(Phase::Recording)),
            Self::Resume => matches!(phase, Some(Phase::Paused)),
            Self::Mark | Self::Baseline | Self::Note | Self::Snapshot => {
                matches!(phase, Some(Phase::Recording | Phase::Paused)) && !state.busy.is_barrier_pending
            }
            Self::AskOpen
            | Self::Open(_)
            | Self::OpenAll(_)
            | Self::Paste
            | Self::Import(_)
            | Self::Bin(_)
            | Self::Restore(_)
            | Self::Delete(_)
            | Self::Quit
            | Self::Choose(ChooserChange::Pace(_))
            | Self::ToggleAdvice => true,
            Self::Theme(theme) => state.theme != *theme,
            Self::Save => {
                is_savable(state, |document| document.keeping == Keeping::Passing || document.needs_saving())
            }
            Self::AskSave | Self::SaveTo(_) | Self::SaveOver(_) => is_savable(state, |_| true),
            Self::ChooseExport => is_exportable(state, state.is_comparing()),
            Self::Show(Dialog::Export(export))
            | Self::AskExport(export)
            | Self::ExportTo(export, _)
            | Self::ExportOver(export, _) => is_exportable(state, export.form.is_of_comparison()),
            Self::CloseWindow => shown.is_none(),
            Self::Find => shown.is_some() || state.screen == Screen::Chooser,
            Self::CloseRun | Self::Edit(_) | Self::AskCompared(_) => shown.is_some(),
            Self::Compare(change) => is_comparable(change, state),
            Self::CopyReport if state.is_comparing() => state.comparing.compared.comparison().is_some(),
            Self::CopyReport => shown.is_some_and(|document| !document.is_empty()),
            Self::Choose(_) => state.screen == Screen::Chooser,
            Self::ShowChooser => state.screen != Screen::Chooser,
            Self::ShowRun(run) => state.runs.get(*run).is_some(),
            Self::MarkPlayhead => shown.is_some_and(|document| document.view.playhead.is_some()),
            Self::Undo => shown.is_some_and(|document| document.history.undoable().is_some()),
            Self::Redo => shown.is_some_and(|document| document.history.redoable().is_some()),
            Self::View(change) => shown.is_some_and(|document| is_change(change, document)),
            Self::Show(dialog) => match dialog {
                Dialog::Launch { .. } => is_free,
                Dialog::Rename { .. } => shown.is_some(),
                _ => true,
            },
            Self::Leave(_) => matches!(state.dialog, Some(Dialog::Unsaved { .. })),
            Self::CloseDialog => state.dialog.is_some() || state.busy.attaching.is_some(),
            Self::DismissNotice => {
                state.notice.is_some()
                    || shown.is_some_and(|document| !document.is_live() && !document.hides_end)
            }
        }
    }
}

/// Whether a process is selected that may be recorded.
fn is_one_chosen(state: &State) -> bool {
    state.screen == Screen::Chooser && state.chooser.selected().is_some_and(Process::is_open)
}

/// What is over can be saved, one recording at a time.
fn is_savable(state: &State, is_wanted: impl Fn(&Document) -> bool) -> bool {
    let is_over = |document: &Document| !document.is_live() && is_wanted(document);
    !state.busy.is_saving && state.document().is_some_and(is_over)
}

/// What is still recorded, or lies in no file, is saved first.
fn is_exportable(state: &State, is_of_comparison: bool) -> bool {
    let is_whole =
        |document: &Document| !document.is_live() && !document.is_empty() && document.unwritten.is_none();
    let comparing = &state.comparing;
    let of_letter = |letter| state.runs.get(comparing.chosen(letter)?.run);
    let has_all = if is_of_comparison {
        comparing.compared.comparison().is_some()
            && Letter::ALL.into_iter().all(|letter| of_letter(letter).is_some_and(is_whole))
    } else {
        state.document().is_some_and(is_whole)
    };
    !state.busy.is_exporting && has_all
}

/// Halves can be compared from anywhere; all else is about the comparison on screen.
fn is_comparable(change: &CompareChange, state: &State) -> bool {
    match change {
        CompareChange::Halves => state.document().is_some_and(|document| halves(document).is_some()),
        CompareChange::Swap => {
            state.is_comparing()
                && Letter::ALL.into_iter().all(|letter| state.comparing.chosen(letter).is_some())
        }
        _ => state.is_comparing(),
    }
}

/// Whether a view would be another one afterwards.
fn is_change(change: &ViewChange, document: &Document) -> bool {
    let is_live = document.is_live();
    let makes_sense = match change {
        // A recording that is over brings nothing new, and a filter that is not on screen is not meant.
        ViewChange::Follow => is_live,
        ViewChange::FilterRegions(_) => document.view.mode == Mode::Regions,
        _ => true,
    };
    let mut after = document.view.clone();
    after.apply(change.clone(), document.now(), is_live);
    makes_sense && after != document.view
}
