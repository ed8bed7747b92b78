//! Everything that can be done, with its name, tooltip and key: buttons and keyboard cannot disagree.

use crate::state::{Phase, Screen, State};
use eframe::egui::Key;
use strandline::platform::demo::TargetKind;

/// Something that the user wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Record this process.
    Record(u32),
    /// Record a built-in target.
    RunDemo(TargetKind),
    /// End the recording.
    Stop,
    /// Rest.
    Pause,
    /// Go on after a rest.
    Resume,
    /// Set a mark.
    Mark,
    /// Leave the recording, which stays where it is, and choose another process.
    BackToChooser,
    /// Take away what the last attempt had to say.
    DismissNotice,
}

impl Command {
    /// The demo that a newcomer sees first.
    pub const FIRST_DEMO: Self = Self::RunDemo(TargetKind::PageList);

    /// What its button says.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Record(_) => "Record",
            Self::RunDemo(_) => "Run the demo",
            Self::Stop => "Stop",
            Self::Pause => "Pause",
            Self::Resume => "Resume",
            Self::Mark => "Mark",
            Self::BackToChooser => "Back to the chooser",
            Self::DismissNotice => "Dismiss",
        }
    }

    /// What it does, for who hovers.
    pub const fn tooltip(self) -> &'static str {
        match self {
            Self::Record(_) => "Record this process",
            Self::RunDemo(_) => "Record a built-in program that leaks some memory in each of its cycles",
            Self::Stop => "End the recording after one last complete look",
            Self::Pause => "No more looks at the target until you resume; marks still work",
            Self::Resume => "Go on recording",
            Self::Mark => "Name this moment: one complete look at the target",
            Self::BackToChooser => "Leave this recording and choose another process",
            Self::DismissNotice => "Take this message away",
        }
    }

    /// The key that does the same.
    pub const fn key(self) -> Option<Key> {
        match self {
            Self::Mark => Some(Key::M),
            _ => None,
        }
    }

    /// Whether it makes sense now.
    pub fn is_possible(self, state: &State) -> bool {
        let phase = match &state.screen {
            Screen::Document(document) => Some(&document.phase),
            Screen::Chooser(_) | Screen::Opening(_) => None,
        };
        match self {
            Self::Record(_) | Self::RunDemo(_) => matches!(state.screen, Screen::Chooser(_)),
            Self::Stop => matches!(phase, Some(Phase::Recording | Phase::Paused)),
            Self::Pause => matches!(phase, Some(Phase::Recording)),
            Self::Resume => matches!(phase, Some(Phase::Paused)),
            Self::Mark => matches!(phase, Some(Phase::Recording | Phase::Paused)) && !state.mark_is_pending,
            Self::BackToChooser => matches!(phase, Some(Phase::Ended(_) | Phase::Opened(_))),
            Self::DismissNotice => state.notice.is_some(),
        }
    }
}
