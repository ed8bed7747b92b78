//! Opening files, and making recordings of what other tools have said.

use crate::app::App;
use crate::jobs::{Assembled, Done, Found, ImportTexts, Input, Job, ReadInputs, take_done};
use crate::state::{
    Dialog, Document, Import, Imported, Keeping, Mode, Offer, Progress, RunId, Screen, Texts,
};
use std::path::PathBuf;
use std::sync::Arc;
use strandline::record::session::Waker;

impl App {
    /// Reads files, away from the window's thread. What is open already is shown; while two recordings are compared, what
    /// is opened is compared too.
    pub(crate) fn open(&mut self, mut paths: Vec<PathBuf>) {
        self.state.dialog = None;
        if self.state.is_comparing() {
            self.open_beside(paths);
            return;
        }
        let runs = &mut self.state.runs;
        let known = |path: &PathBuf| runs.all().iter().find(|one| one.path == *path).map(|one| one.run);
        let shown = paths.iter().filter_map(known).next_back();
        paths.retain(|path| known(path).is_none());
        if let Some(run) = shown {
            runs.show(run);
            self.state.screen = Screen::Run;
        }
        if !paths.is_empty() {
            self.read(paths.into_iter().map(Input::File).collect());
        }
    }

    /// Reads files, or what was pasted.
    pub(crate) fn read(&mut self, inputs: Vec<Input>) {
        let what = match inputs.as_slice() {
            [Input::File(path)] => format!("Reading {}", path.display()),
            [Input::Pasted(_)] => "Reading what was pasted".to_owned(),
            several => format!("Reading {} files", several.len()),
        };
        let work = ReadInputs { inputs, system: Arc::clone(&self.system) };
        match Job::start(work, Waker::clone(&self.waker)) {
            Ok(reading) => {
                self.jobs.reading = Some(reading);
                self.state.screen = Screen::Opening(Progress { what, percent: None });
            }
            Err(error) => self.state.notice = Some(format!("it cannot be read: {error}")),
        }
    }

    /// Something was read. Whoever went elsewhere meanwhile does not want it any more.
    pub(crate) fn receive_found(&mut self) {
        let Screen::Opening(shown) = &mut self.state.screen else {
            self.jobs.reading = None;
            return;
        };
        let Some(reading) = &mut self.jobs.reading else { return };
        if let Some(progress) = reading.new_message() {
            *shown = progress.clone();
        }
        let Some(done) = take_done(&mut self.jobs.reading) else { return };
        let found = done.result.unwrap_or_else(Found::from);
        let refusal = found.refusal();
        let Found { traces, texts, .. } = found;
        for document in traces {
            self.state.runs.add(document);
        }
        self.state.notice = refusal;
        self.leave_opening();
        if !texts.is_empty() {
            self.offer(Texts::new(texts));
        }
    }

    /// Makes a recording of texts, once it is known what is to be made of them.
    pub(super) fn offer(&mut self, texts: Texts) {
        let offer = Offer::new(texts, self.state.document());
        if offer.is_question() {
            self.state.dialog = Some(Dialog::Import(offer));
        } else {
            self.import(offer.import);
        }
    }

    pub(super) fn import(&mut self, import: Import) {
        self.state.dialog = None;
        let work = ImportTexts { import, system: Arc::clone(&self.system) };
        match Job::start(work, Waker::clone(&self.waker)) {
            Ok(importing) => {
                self.jobs.importing = Some(importing);
                let what = "Making a recording of it".to_owned();
                self.state.screen = Screen::Opening(Progress { what, percent: None });
            }
            Err(error) => self.state.notice = Some(format!("it cannot be imported: {error}")),
        }
    }

    /// Texts have become a recording, or not.
    pub(crate) fn receive_assembled(&mut self) {
        if !matches!(self.state.screen, Screen::Opening(_)) {
            self.jobs.importing = None;
        }
        let Some(Done { work: ImportTexts { import, .. }, result }) = take_done(&mut self.jobs.importing)
        else {
            return;
        };
        match result {
            Ok(assembled) => self.show_assembled(&import, assembled),
            Err(error) => self.state.notice = Some(error.to_string()),
        }
        self.leave_opening();
    }

    fn show_assembled(&mut self, import: &Import, assembled: Assembled) {
        let Assembled { trace, held, would_be, texts } = assembled;
        let imported = Imported { texts: Texts::new(texts), choice: import.choice };
        let mut document = Document::imported(trace, held, imported);
        if let Some(would_be) = would_be {
            document = document.passing(would_be);
        }
        if let Some(joined) = &import.joins {
            if let Some(shorter) = self.state.runs.get(joined.run) {
                document.view.mode = shorter.view.mode;
            }
            self.give_way(joined.run);
        } else if self.state.runs.shown().is_some_and(|shown| shown.view.mode == Mode::Compare) {
            let run = self.state.runs.add_beside(document);
            self.state.comparing.put(run);
            return;
        }
        self.state.runs.add(document);
    }

    /// A shorter series is no longer wanted, unless the user has made it something of his own: named its file, or changed
    /// its marks.
    fn give_way(&mut self, run: RunId) {
        let is_touched = |document: &Document| document.is_saved() || document.history.undoable().is_some();
        if self.state.runs.get(run).is_none_or(is_touched) {
            return;
        }
        let document = self.state.runs.remove(run);
        let held =
            document.and_then(|document| document.held.filter(|_| document.keeping == Keeping::Unsaved));
        if let (Some(held), Ok(files)) = (held, self.system.files()) {
            // All of it is in the longer one; at worst both are offered later.
            let _stays = files.discard(&held);
        }
    }

    /// Back to what was there before, or to what is new.
    fn leave_opening(&mut self) {
        self.state.screen = if self.state.runs.shown().is_some() { Screen::Run } else { Screen::Chooser };
    }
}
