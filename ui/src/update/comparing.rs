//! What is compared: recordings of the window, and traces that are opened for it.

use crate::app::App;
use crate::jobs::{Found, Input, Job, ReadInputs, take_done};
use crate::state::{CompareChange, Letter, Mode, Progress, Texts, ViewChange};
use std::path::PathBuf;
use std::sync::Arc;
use strandline::record::session::Waker;
use strandline::report::compare_markdown;

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

    /// Reads files to compare with; what is shown stays on screen meanwhile.
    pub(super) fn open_beside(&mut self, mut paths: Vec<PathBuf>) {
        paths.retain(|path| {
            let known = self.state.runs.all().iter().find(|document| document.path == *path);
            known.map(|document| self.state.comparing.put(document.run)).is_none()
        });
        let what = match paths.as_slice() {
            [] => return,
            [path] => format!("Reading {}", path.display()),
            several => format!("Reading {} files", several.len()),
        };
        let inputs = paths.into_iter().map(Input::File).collect();
        let work = ReadInputs { inputs, system: Arc::clone(&self.system) };
        match Job::start(work, Waker::clone(&self.waker)) {
            Ok(reading) => {
                self.jobs.reading_beside = Some(reading);
                self.state.comparing.opening = Some(Progress { what, percent: None });
            }
            Err(error) => self.state.notice = Some(format!("it cannot be read: {error}")),
        }
    }

    /// What to compare with was read, or not. Whoever went elsewhere meanwhile still has it in this window.
    pub(crate) fn receive_compared(&mut self) {
        let Some(reading) = &mut self.jobs.reading_beside else { return };
        if let Some(progress) = reading.new_message() {
            self.state.comparing.opening = Some(progress.clone());
        }
        let Some(done) = take_done(&mut self.jobs.reading_beside) else { return };
        self.state.comparing.opening = None;
        let found = done.result.unwrap_or_else(Found::from);
        let refusal = found.refusal();
        let Found { traces, texts, .. } = found;
        if traces.is_empty() {
            self.state.comparing.awaiting = None;
        }
        for document in traces {
            let run = self.state.runs.add_beside(document);
            self.state.comparing.put(run);
        }
        self.state.notice = refusal;
        if !texts.is_empty() {
            self.offer(Texts::new(texts));
        }
    }

    /// The comparison on screen as it goes into a bug report.
    pub(super) fn comparison_report(&self) -> Option<String> {
        self.state.comparing.compared.comparison().map(compare_markdown)
    }
}
