//! What makes sense when.

use super::Command;
use crate::state::{Dialog, Phase, Screen, State, ViewChange};

impl Command {
    /// Whether it makes sense now.
    pub fn is_possible(&self, state: &State) -> bool {
        let shown = state.document();
        let phase = shown.map(|document| &document.phase);
        let live = state.runs.live();
        match self {
            Self::Record(_) | Self::RunDemo(_) | Self::Launch(_) => live.is_none(),
            Self::RecordAgain => live.is_none() && shown.is_some_and(|document| document.again.is_some()),
            Self::Stop => matches!(phase, Some(Phase::Recording | Phase::Paused)),
            Self::Pause => matches!(phase, Some(Phase::Recording)),
            Self::Resume => matches!(phase, Some(Phase::Paused)),
            Self::Mark | Self::Snapshot => {
                matches!(phase, Some(Phase::Recording | Phase::Paused)) && !state.is_barrier_pending
            }
            Self::Choose(_) => state.screen == Screen::Chooser,
            Self::AskOpen | Self::Open(_) | Self::Discard(_) | Self::Quit | Self::Theme(_) => true,
            Self::Save => {
                !state.is_saving
                    && shown.is_some_and(|document| !document.is_live() && document.needs_saving())
            }
            Self::AskSave | Self::SaveTo(_) => {
                !state.is_saving && shown.is_some_and(|document| !document.is_live())
            }
            Self::CloseRun | Self::Edit(_) => shown.is_some(),
            Self::ShowChooser => state.screen != Screen::Chooser,
            Self::ShowRun(run) => state.runs.get(*run).is_some(),
            Self::MarkPlayhead => shown.is_some_and(|document| document.view.playhead.is_some()),
            Self::Undo => shown.is_some_and(|document| document.history.undoable().is_some()),
            Self::Redo => shown.is_some_and(|document| document.history.redoable().is_some()),
            Self::View(change) => shown.is_some_and(|document| match change {
                ViewChange::ShowRange | ViewChange::Range(None) => document.view.range.is_some(),
                ViewChange::Follow => document.is_live() && !document.view.time.follows(),
                _ => true,
            }),
            Self::Show(dialog) => match dialog {
                Dialog::Launch { .. } => live.is_none(),
                Dialog::Rename { .. } => shown.is_some(),
                Dialog::Palette { .. } | Dialog::Path { .. } | Dialog::Unsaved { .. } => true,
            },
            Self::Leave(_) => matches!(state.dialog, Some(Dialog::Unsaved { .. })),
            Self::CloseDialog => state.dialog.is_some(),
            Self::DismissNotice => {
                state.notice.is_some()
                    || shown.is_some_and(|document| !document.is_live() && !document.hides_end)
            }
        }
    }
}
