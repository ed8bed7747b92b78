//! What the window shows: plain values, changed by events and commands. No painting, and no threads.
//!
//! A window holds [`Runs`]: recordings, one of which is shown. Each is a [`Document`]: a trace, the [`View`] of it, the
//! [`History`] of its marks, and [`Figures`], which follow the recording and are what is drawn.

mod advice;
mod chooser;
mod comparing;
mod dialog;
mod document;
mod exporting;
pub mod figures;
mod history;
mod importing;
mod runs;
mod view;

pub use advice::Advice;
pub use chooser::{
    Chooser, ChooserChange, Column, Listing, Pace, Process, Sorting, StoredRow, StoredTraces, Survey,
};
pub(crate) use comparing::halves;
pub use comparing::{Chosen, CompareChange, CompareColumn, Comparing, Letter, Part};
pub use dialog::{Dialog, Leaving, PathPurpose, Replace, Then, Unsaved, typed_path};
pub use document::{Document, Keeping, Phase};
pub use exporting::{
    COMPARISON_FORMS, Destination, Export, Exported, ExportedComparison, FORMS, Form, Write,
};
pub use figures::Figures;
pub use history::{Edit, History};
pub use importing::{Import, Imported, Joined, Lines, Offer, Progress, Texts};
pub use runs::{RunId, Runs};
pub use view::{Mode, Order, Subject, TimeView, View, ViewChange};

pub use strandline::import::Roles;
pub use strandline::storage::own_files::Theme as ThemeChoice;

use figures::Wait;
use std::time::Instant;

/// Everything that is shown.
#[derive(Debug, Default)]
pub struct State {
    /// The screen.
    pub screen: Screen,
    /// The processes to choose from.
    pub chooser: Chooser,
    /// The recordings of this window.
    pub runs: Runs,
    /// Two of them side by side.
    pub comparing: Comparing,
    /// What stands before the screen and wants an answer.
    pub dialog: Option<Dialog>,
    /// What came of the last attempt: why it failed, or where what was exported lies.
    pub notice: Option<String>,
    /// A process is being attached to: another has to wait.
    pub attaching: Option<Attaching>,
    /// A mark or a snapshot was asked for and is not there yet: another has to wait.
    pub is_barrier_pending: bool,
    /// A recording is being saved: another has to wait.
    pub is_saving: bool,
    /// The recording that is being exported: another has to wait.
    pub exporting: Option<RunId>,
    /// Colours.
    pub theme: ThemeChoice,
    /// Nothing is said about what to do next.
    pub hides_advice: bool,
}

/// A process that is being attached to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attaching {
    /// What the system asks its user, and nobody has answered.
    pub question: Option<String>,
}

/// One screen at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// Choose a process.
    #[default]
    Chooser,
    /// A trace is being read, or made of texts.
    Opening(Progress),
    /// The recording that [`Runs`] shows.
    Run,
}

impl State {
    /// The recording on screen, if there is one.
    pub fn document(&self) -> Option<&Document> {
        self.runs.shown().filter(|_| self.screen == Screen::Run)
    }

    /// The recording on screen, to be changed.
    pub fn document_mut(&mut self) -> Option<&mut Document> {
        let is_shown = self.screen == Screen::Run;
        self.runs.shown_mut().filter(|_| is_shown)
    }
    /// Whether the window compares two recordings.
    pub fn is_comparing(&self) -> bool {
        self.document().is_some_and(|document| document.view.mode == Mode::Compare)
    }

    /// Takes in what is new of the two that are compared.
    pub fn refresh_comparison(&mut self, now: Instant) -> Wait {
        self.comparing.refresh(&mut self.runs, now)
    }
}
