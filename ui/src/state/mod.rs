//! What the window shows: plain values, changed by events and commands. No painting, and no threads.

mod bands;
mod chooser;
mod document;
mod figures;
mod table;

pub use bands::{Band, Bands};
pub use chooser::{Chooser, Listing};
pub use document::{Document, Phase};
pub use figures::Figures;
pub use table::{Cell, Row, Table};

use std::path::PathBuf;

/// Everything that is shown.
#[derive(Debug, Default)]
pub struct State {
    /// The screen.
    pub screen: Screen,
    /// Why the last attempt failed.
    pub notice: Option<String>,
    /// A mark was asked for and is not set yet: another has to wait.
    pub mark_is_pending: bool,
}

/// One screen at a time.
#[derive(Debug)]
pub enum Screen {
    /// Choose a process.
    Chooser(Chooser),
    /// A trace is being read.
    Opening(PathBuf),
    /// A recording, under way or over.
    Document(Box<Document>),
}

impl Default for Screen {
    fn default() -> Self {
        Self::Chooser(Chooser::default())
    }
}

impl State {
    /// The recording on screen, if there is one.
    pub fn document(&self) -> Option<&Document> {
        match &self.screen {
            Screen::Document(document) => Some(document),
            Screen::Chooser(_) | Screen::Opening(_) => None,
        }
    }
}
