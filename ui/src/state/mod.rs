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
mod offer;
mod runs;
mod view;

pub use advice::Advice;
pub use chooser::{
    Chooser, ChooserChange, Column, Listing, Pace, Process, Sorting, StoredRow, StoredTraces, Survey,
};
pub(crate) use comparing::halves;
pub use comparing::{Chosen, CompareChange, CompareColumn, Comparing, Letter, Part};
pub use dialog::{Dialog, Leaving, PathPurpose, Replace, Then, Unsaved, typed_path};
pub use document::{Document, Keeping, Phase, RecordTarget};
pub use exporting::{
    COMPARISON_FORMS, Destination, Export, ExportError, Exported, ExportedComparison, FORMS, Form, Write,
};
pub use figures::Figures;
pub use history::{Edit, History};
pub use importing::{ContinuedSeries, Import, Imported, Progress, Texts};
pub use offer::{Lines, Offer};
pub use runs::Runs;
pub use view::{Mode, Order, Subject, TimeView, View, ViewChange};

pub use strandline::import::Roles;
pub use strandline::storage::own_files::Theme as ThemeChoice;

use figures::Wait;
use std::time::Instant;

/// Names a recording within its window; never used twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub u32);

/// Everything that is shown.
#[derive(Debug, Default)]
pub struct State {
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
    /// What is under way, and lets another of its kind wait.
    pub busy: Busy,
    pub theme: ThemeChoice,
    /// Nothing is said about what to do next.
    pub hides_advice: bool,
}

/// Work that is under way; made of the jobs and of nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Busy {
    /// A target is being attached to.
    pub attaching: Option<Attaching>,
    /// A mark or a snapshot was asked for and is not there yet.
    pub is_barrier_pending: bool,
    /// A recording is being saved.
    pub is_saving: bool,
    /// Something is being exported.
    pub is_exporting: bool,
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

    /// Takes in what is new of what is shown, apart from the tracks: these need to know how wide they are drawn.
    pub fn refresh(&mut self, now: Instant) -> Wait {
        if self.screen != Screen::Run {
            return Wait::ForNews;
        }
        if self.is_comparing() {
            return self.comparing.refresh(&mut self.runs, now);
        }
        self.document_mut().map_or(Wait::ForNews, |document| document.refresh(now))
    }
}
