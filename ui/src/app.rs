//! The window: state, what runs beside it, and the two halves of a frame.

use crate::command::Command;
use crate::jobs::{Input, Job, Jobs, ListProcesses};
use crate::live::{Live, Progress};
use crate::state::figures::Wait;
use crate::state::{Busy, RunId, Screen, State, ThemeChoice, Then};
use crate::system::System;
use crate::widgets::search_field_id;
use crate::{panels, signals, theme};
use eframe::egui;
use std::any::Any;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use strandline::import::sort_by_name;
use strandline::platform::demo::TargetKind;
use strandline::record::session::Waker;

/// News are drawn so much later at most: ten frames a second show all there is to see.
const FRAME: Duration = Duration::from_millis(100);

/// What the window begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// The list of processes.
    #[default]
    Chooser,
    /// A recording of this process.
    Record(u32),
    /// A recording of a built-in target.
    Demo(TargetKind),
    /// A trace, or a text of another tool.
    Open(PathBuf),
    /// Several of them.
    OpenAll(Vec<PathBuf>),
}

pub struct App {
    pub(crate) state: State,
    pub(crate) system: Arc<dyn System>,
    /// Threads call it when they have told something; a window without news does nothing.
    pub(crate) waker: Waker,
    /// Held as long as something is recorded: the machine stays awake.
    awake: Option<Box<dyn Any>>,
    /// The recording under way, and whose it is.
    pub(crate) live: Option<(RunId, Live)>,
    /// What runs beside the window.
    pub(crate) jobs: Jobs,
    /// What is on the clipboard is to be read.
    pub(crate) wants_paste: bool,
    /// What waits until a recording is saved.
    pub(crate) then_after_saving: Option<Then>,
    /// The name of the field that is to get the cursor.
    pub(crate) wanted_field: Option<&'static str>,
    /// What is to be put on the clipboard.
    pub(crate) copied: Option<String>,
    /// Nothing is in the way of closing the window any more.
    pub(crate) is_closing: bool,
    /// Somebody ends us who cannot be asked.
    ending: Arc<AtomicBool>,
    pub(crate) commands: Vec<Command>,
    /// The title that the window has.
    title: String,
}

impl App {
    /// A window that begins with `start`.
    pub fn new(context: &egui::Context, system: Arc<dyn System>, start: Start) -> Self {
        theme::install(context);
        let sleeper = context.clone();
        let mut app = Self {
            state: State::default(),
            system,
            waker: Arc::new(move || sleeper.request_repaint_after(FRAME)),
            awake: None,
            live: None,
            jobs: Jobs::default(),
            wants_paste: false,
            then_after_saving: None,
            wanted_field: None,
            copied: None,
            is_closing: false,
            ending: Arc::default(),
            commands: Vec::new(),
            title: String::new(),
        };
        if let Some(desk) = app.system.desk() {
            desk.wake_with(Waker::clone(&app.waker));
        }
        match start {
            Start::Chooser => {}
            Start::Record(pid) => app.commands.push(Command::Record(pid)),
            Start::Demo(kind) => app.commands.push(Command::RunDemo(kind)),
            Start::Open(path) => app.open(vec![path]),
            Start::OpenAll(paths) => app.open(paths),
        }
        app
    }

    pub const fn state(&self) -> &State {
        &self.state
    }

    /// What is shown, for a bench that records faster than any process.
    #[doc(hidden)]
    pub const fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    /// Puts on the colours that were asked for, or else those that were chosen the last time, and looks at processes as often
    /// as then.
    pub fn dress(&mut self, context: &egui::Context, asked: Option<ThemeChoice>) {
        let settings = self.system.files().map(|files| files.settings().value).unwrap_or_default();
        self.state.theme = asked.unwrap_or(settings.theme);
        self.state.hides_advice = settings.hides_advice;
        self.state.chooser.pace.interval = settings.interval();
        context.set_theme(preference(self.state.theme));
    }

    /// Whoever sets it ends the window at its next frame, without a question: whatever is recorded gets its end first.
    pub fn ending(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.ending)
    }

    /// Lets signals end the window in good order.
    pub(crate) fn watch_signals(&self) {
        // Without that they end it as they end any program.
        let _as_any_program = signals::watch(self.ending(), Waker::clone(&self.waker));
    }

    /// Asks for something as a button would.
    pub fn request(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// The first half of a frame: takes in what the threads tell, and does what was asked for. Nothing is drawn.
    pub fn receive(&mut self, context: &egui::Context) {
        self.receive_started();
        self.receive_recording(context);
        self.receive_found();
        self.receive_compared();
        self.receive_assembled();
        self.receive_path();
        self.receive_saved();
        self.receive_annotated();
        self.receive_exported();
        self.judge_cycles();
        self.receive_drops(context);
        self.receive_paste(context);
        self.receive_requests(context);
        let theme = self.state.theme;
        for command in std::mem::take(&mut self.commands) {
            self.apply(command);
        }
        self.write_marks();
        if self.ending.load(Ordering::Acquire) {
            self.end_at_once();
        }
        if let Some(text) = self.copied.take() {
            context.copy_text(text);
        }
        if std::mem::take(&mut self.wants_paste) {
            context.send_viewport_cmd(egui::ViewportCommand::RequestPaste);
        }
        if let Some(label) = self.wanted_field.take() {
            context.memory_mut(|memory| memory.request_focus(search_field_id(label)));
        }
        if self.state.theme != theme {
            context.set_theme(preference(self.state.theme));
        }
        self.receive_close(context);
        self.name_window(context);
        self.stay_awake();
        self.watch_processes();
        self.state.busy = self.busy();
        self.tell_desk(context);
        if let Wait::For(wait) = self.state.refresh(Instant::now()) {
            context.request_repaint_after(wait);
        }
        if self.state.busy.is_barrier_pending {
            context.request_repaint_after(FRAME);
        }
    }

    /// What is under way.
    pub(crate) fn busy(&self) -> Busy {
        let is_barrier_pending = self.live.as_ref().is_some_and(|(_, live)| live.is_barrier_pending());
        Busy { is_barrier_pending, ..self.jobs.busy() }
    }

    /// The second half: draws.
    pub fn show(&mut self, ui: &mut egui::Ui) {
        panels::window_ui(ui, &mut self.state, &mut self.commands);
        if !self.commands.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    /// The title says what is shown, and whether it is saved.
    fn name_window(&mut self, context: &egui::Context) {
        // A Mac has a dot for what is not saved, and the name of the application in its menu bar.
        let is_mac = context.os().is_mac();
        let title = match self.state.document() {
            Some(document) if is_mac => document.name(),
            Some(document) if document.needs_saving() => {
                format!("{} (not saved) – Strandline", document.name())
            }
            Some(document) => format!("{} – Strandline", document.name()),
            None => "Strandline".to_owned(),
        };
        if title != self.title {
            context.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// What is recorded is measured by a clock that must not stop.
    fn stay_awake(&mut self) {
        if self.live.is_none() {
            self.awake = None;
        } else if self.awake.is_none() {
            self.awake = self.system.keep_awake("Recording the memory of a process");
        }
    }

    /// Files that were dropped on the window are opened.
    fn receive_drops(&mut self, context: &egui::Context) {
        let dropped = context.input_mut(|input| std::mem::take(&mut input.raw.dropped_files));
        let mut paths: Vec<PathBuf> = dropped.iter().map(|file| file.path().to_owned()).collect();
        if !paths.is_empty() {
            sort_by_name(&mut paths);
            self.commands.push(Command::OpenAll(paths));
        }
    }

    /// A text that is pasted is read. What has one line belongs into a field while somebody types there; the fields of
    /// the window have one line each. A dialog wants its answer first.
    fn receive_paste(&mut self, context: &egui::Context) {
        if self.state.dialog.is_some() {
            return;
        }
        let is_typing = context.egui_wants_keyboard_input();
        let pasted = context.input_mut(|input| {
            let is_report = |event: &egui::Event| match event {
                egui::Event::Paste(text) => !is_typing || text.trim_end().contains('\n'),
                _ => false,
            };
            let place = input.events.iter().position(is_report)?;
            Some(input.events.remove(place))
        });
        if let Some(egui::Event::Paste(text)) = pasted {
            self.read(vec![Input::Pasted(text)]);
        }
    }

    /// A window that somebody wants to close asks first where something would be lost.
    fn receive_close(&mut self, context: &egui::Context) {
        if self.is_closing {
            context.send_viewport_cmd(egui::ViewportCommand::Close);
        } else if context.input(|input| input.viewport().close_requested()) {
            self.apply(Command::Quit);
            if !self.is_closing {
                context.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            }
        }
    }

    fn receive_recording(&mut self, context: &egui::Context) {
        let Some((run, live)) = &mut self.live else { return };
        let Some(document) = self.state.runs.get_mut(*run) else { return };
        match live.drain(document) {
            Progress::Idle => {}
            Progress::Busy => context.request_repaint(),
            Progress::Over => {
                if let Some((_, live)) = self.live.take() {
                    live.conclude(document);
                }
            }
        }
    }

    /// The processes are listed as long as somebody looks at them.
    fn watch_processes(&mut self) {
        if self.state.screen != Screen::Chooser {
            self.jobs.processes = None;
            return;
        }
        if self.jobs.processes.is_none() {
            let work = ListProcesses { system: Arc::clone(&self.system) };
            match Job::start(work, Waker::clone(&self.waker)) {
                Ok(job) => self.jobs.processes = Some(job),
                Err(error) => self.state.notice = Some(format!("processes cannot be listed: {error}")),
            }
        }
        if let Some(survey) = self.jobs.processes.as_mut().and_then(Job::take_message) {
            self.state.chooser.update(survey);
        }
    }
}

const fn preference(theme: ThemeChoice) -> egui::ThemePreference {
    match theme {
        ThemeChoice::System => egui::ThemePreference::System,
        ThemeChoice::Dark => egui::ThemePreference::Dark,
        ThemeChoice::Light => egui::ThemePreference::Light,
    }
}

impl eframe::App for App {
    fn logic(&mut self, context: &egui::Context, _frame: &mut eframe::Frame) {
        self.receive(context);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.show(ui);
    }
}
