//! What is compared: recordings of the window, and traces that are opened for it.

use crate::app::App;
use crate::jobs::Opening;
use crate::state::figures::{Outcome, row_name};
use crate::state::{CompareChange, Document, Letter, Mode, ViewChange};
use std::path::PathBuf;
use strandline::analysis::{CompareRow, Comparison};
use strandline::session::Waker;

impl App {
    pub(super) fn compare(&mut self, change: CompareChange) {
        let may_be_elsewhere = change == CompareChange::Halves;
        self.state.comparing.apply(change, &self.state.runs);
        if may_be_elsewhere {
            self.show_comparison();
        }
    }

    /// Asks for a trace; whatever is opened while two are compared is compared too.
    pub(super) fn ask_compared(&mut self, letter: Letter) {
        self.show_comparison();
        self.state.comparing.settle(&self.state.runs);
        self.state.comparing.awaiting = Some(letter);
        self.ask_open();
    }

    fn show_comparison(&mut self) {
        self.with_document(|document| {
            let (end, is_live) = (document.now(), document.is_live());
            document.view.apply(ViewChange::Mode(Mode::Compare), end, is_live);
        });
    }

    /// Reads a trace to compare with; what is shown stays on screen meanwhile.
    pub(super) fn open_beside(&mut self, path: PathBuf) {
        if let Some(known) = self.state.runs.all().iter().find(|document| document.path == path) {
            self.state.comparing.put(known.run);
            return;
        }
        match Opening::start(path.clone(), self.system.files().ok(), Waker::clone(&self.waker)) {
            Ok(opening) => {
                self.opening_beside = Some(opening);
                self.state.comparing.opening = Some(path);
            }
            Err(error) => self.state.notice = Some(format!("the trace cannot be read: {error}")),
        }
    }

    /// A trace to compare with was read, or not. Whoever went elsewhere meanwhile still has it in this window.
    pub(crate) fn receive_compared(&mut self) {
        let Some(done) = self.opening_beside.as_ref().and_then(Opening::done) else { return };
        self.opening_beside = None;
        let Some(path) = self.state.comparing.opening.take() else { return };
        match done {
            Ok(opened) => {
                let is_saved = !self.is_our_own(&path);
                let run = self.state.runs.add_beside(Document::opened(opened, path, is_saved));
                self.state.comparing.put(run);
                self.state.notice = None;
            }
            Err(error) => {
                self.state.comparing.awaiting = None;
                self.state.notice = Some(error.to_string());
            }
        }
    }

    /// The comparison on screen as it goes into a bug report.
    pub(super) fn comparison_report(&self) -> Option<String> {
        let comparing = &self.state.comparing;
        let name = |letter| {
            let document = self.state.runs.get(comparing.chosen(letter)?.run)?;
            Some(document.name())
        };
        Some(comparison_markdown(comparing.compared.comparison()?, [&name(Letter::A)?, &name(Letter::B)?]))
    }
}

/// What has become of each row, one line each.
fn comparison_markdown(comparison: &Comparison, [before, after]: [&str; 2]) -> String {
    let line = |row: &CompareRow| {
        let [one, other] = [&row.before, &row.after].map(|cell| cell.verdict.name());
        format!("- {}, {}: {one} in A, {other} in B", row_name(&row.name), Outcome::of(row).name())
    };
    let lines: Vec<_> = comparison.rows.iter().map(line).collect();
    format!("A: {before}, B: {after}\n\n{}\n", lines.join("\n"))
}
