//! What each command does.

mod annotating;
mod closing;
mod comparing;
mod desktop;
mod exporting;
mod files;
mod importing;
mod judging;
mod marks;
mod recording;

use crate::app::App;
use crate::command::Command;
use crate::state::{ChooserChange, Document, Mode, RecordTarget, RunId, Screen, ThemeChoice, ViewChange};
use strandline::report::{Summary, markdown};
use strandline::storage::own_files::Settings;
use strandline::storage::trace_file::Existing;

impl App {
    /// Does what was asked for, if it still makes sense.
    pub(crate) fn apply(&mut self, command: Command) {
        self.state.busy = self.busy();
        if command.is_possible(&self.state) {
            self.perform(command);
        }
        self.state.busy = self.busy();
    }

    fn perform(&mut self, command: Command) {
        if self.jobs.saving.is_none() && command.is_another_intent() {
            self.then_after_saving = None;
        }
        match command {
            Command::Record(pid) => self.start_recording(RecordTarget::Process(pid)),
            Command::RunDemo(kind) => self.start_recording(RecordTarget::Demo(kind)),
            Command::Launch(line) => self.start_recording(RecordTarget::Command(line)),
            Command::RecordChosen => self.record_chosen(),
            Command::RecordAgain => self.record_again(),
            Command::Stop
            | Command::Pause
            | Command::Resume
            | Command::Mark
            | Command::Baseline
            | Command::Note
            | Command::Snapshot => self.steer(&command),
            Command::AskOpen => self.ask_open(),
            Command::Open(path) => self.open(vec![path]),
            Command::OpenAll(paths) => self.open(paths),
            Command::Paste => self.wants_paste = true,
            Command::Import(import) => self.import(import),
            Command::Save => self.with_run(Self::save),
            Command::AskSave => self.with_run(Self::ask_save),
            Command::SaveTo(path) => self.with_run(|app, run| app.save_to(run, path, Existing::Keep)),
            Command::SaveOver(path) => self.with_run(|app, run| app.save_to(run, path, Existing::Force)),
            Command::ChooseExport => self.choose_export(),
            Command::AskExport(export) => self.with_run(|app, run| app.ask_export(run, export)),
            Command::ExportTo(export, path) => {
                self.with_run(|app, run| app.export_to(run, export, path, Existing::Keep));
            }
            Command::ExportOver(export, path) => {
                self.with_run(|app, run| app.export_to(run, export, path, Existing::Force));
            }
            Command::Bin(_) | Command::Restore(_) | Command::Delete(_) => self.tidy(&command),
            Command::CloseRun => self.close_run(),
            Command::CloseWindow | Command::Quit => self.quit(),
            Command::Leave(leaving) => self.leave(leaving),
            Command::ShowChooser => self.state.screen = Screen::Chooser,
            Command::ShowRun(run) => self.show_run(run),
            Command::Choose(change) => self.choose(change),
            Command::Find => self.find(),
            Command::Edit(edit) => self.change_marks(|document| document.edit(edit)),
            Command::MarkPlayhead => self.change_marks(marks::mark_playhead),
            Command::Undo => self.change_marks(Document::undo),
            Command::Redo => self.change_marks(Document::redo),
            Command::View(change) => self.with_document(|document| {
                let (end, is_live) = (document.now(), document.is_live());
                document.view.apply(change, end, is_live);
            }),
            Command::Compare(change) => self.compare(change),
            Command::AskCompared(letter) => self.ask_compared(letter),
            Command::Theme(theme) => self.choose_theme(theme),
            Command::CopyReport => self.copy_report(),
            Command::ToggleAdvice => self.toggle_advice(),
            Command::Show(dialog) => self.state.dialog = Some(dialog),
            Command::CloseDialog => self.close_dialog(),
            Command::DismissNotice => self.dismiss(),
        }
    }

    fn show_run(&mut self, run: RunId) {
        self.state.runs.show(run);
        self.state.screen = Screen::Run;
    }

    /// How often a process is looked at is kept for the next time.
    fn choose(&mut self, change: ChooserChange) {
        let before = self.state.chooser.pace.interval;
        self.state.chooser.apply(change);
        let interval = self.state.chooser.pace.interval;
        if interval != before {
            let milliseconds = u64::try_from(interval.as_millis()).unwrap_or(u64::MAX);
            self.keep_setting(|settings| settings.interval_ms = milliseconds);
        }
    }

    /// What is on screen beside the processes has no field but that of the regions.
    fn find(&mut self) {
        let label = if self.state.screen == Screen::Run {
            self.apply(Command::View(ViewChange::Mode(Mode::Regions)));
            "Filter"
        } else {
            "Search"
        };
        self.wanted_field = Some(label);
    }

    /// The colours are kept for the next time.
    fn choose_theme(&mut self, theme: ThemeChoice) {
        self.state.theme = theme;
        self.keep_setting(|settings| settings.theme = theme);
    }

    /// The report is made at once: it goes over the recording, a fraction of a second for each hour of it.
    fn copy_report(&mut self) {
        if self.state.is_comparing() {
            self.copied = self.comparison_report().or(self.copied.take());
            return;
        }
        let report = self
            .state
            .document()
            .map(|document| markdown(&Summary::measure(&document.trace, document.window(), None)));
        self.copied = report.or(self.copied.take());
    }

    /// Whether the window gives advice is kept for the next time.
    fn toggle_advice(&mut self) {
        let hides_advice = !self.state.hides_advice;
        self.state.hides_advice = hides_advice;
        self.keep_setting(|settings| settings.hides_advice = hides_advice);
    }

    /// Changes what is kept for the next time.
    fn keep_setting(&mut self, change: impl FnOnce(&mut Settings)) {
        let kept = self.system.files().and_then(|files| {
            let mut settings = files.settings().value;
            change(&mut settings);
            files.save_settings(&settings)
        });
        if let Err(error) = kept {
            self.state.notice = Some(format!("the choice is not kept for the next time: {error}"));
        }
    }

    /// What failed last comes first, then how the recording ended.
    fn dismiss(&mut self) {
        if self.state.notice.take().is_none() {
            self.with_document(|document| document.hides_end = true);
        }
    }

    /// While it is recorded, the file of the recording gets the marks as they are now.
    fn change_marks(&mut self, change: impl FnOnce(&mut Document)) {
        self.with_document(change);
        if let Some((run, live)) = &self.live
            && let Some(document) = self.state.document().filter(|document| document.run == *run)
        {
            live.annotate(document);
        }
    }

    fn with_run(&mut self, act: impl FnOnce(&mut Self, RunId)) {
        if let Some(run) = self.state.document().map(|document| document.run) {
            act(self, run);
        }
    }

    fn with_document(&mut self, change: impl FnOnce(&mut Document)) {
        if let Some(document) = self.state.document_mut() {
            change(document);
        }
    }
}
