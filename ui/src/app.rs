//! The window: state, what runs beside it, and the two halves of a frame.

use crate::command::Command;
use crate::jobs::{Opening, ProcessWatch};
use crate::live::{Live, Progress};
use crate::state::{Document, RunId, Screen, State};
use crate::system::System;
use crate::{panels, theme};
use eframe::egui;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use strandline::platform::demo::TargetKind;
use strandline::session::Waker;

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
    /// A trace.
    Open(PathBuf),
}

/// The desktop program.
pub struct App {
    pub(crate) state: State,
    pub(crate) system: Arc<dyn System>,
    /// Threads call it when they have told something; a window without news does nothing.
    pub(crate) waker: Waker,
    /// The recording under way, and whose it is.
    pub(crate) live: Option<(RunId, Live)>,
    pub(crate) watch: Option<ProcessWatch>,
    pub(crate) opening: Option<Opening>,
    pub(crate) commands: Vec<Command>,
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
            live: None,
            watch: None,
            opening: None,
            commands: Vec::new(),
        };
        match start {
            Start::Chooser => {}
            Start::Record(pid) => app.commands.push(Command::Record(pid)),
            Start::Demo(kind) => app.commands.push(Command::RunDemo(kind)),
            Start::Open(path) => app.open(path),
        }
        app
    }

    /// What is shown.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The first half of a frame: takes in what the threads tell, and does what was asked for. Nothing is drawn.
    pub fn receive(&mut self, context: &egui::Context) {
        self.receive_recording(context);
        self.receive_trace();
        for command in std::mem::take(&mut self.commands) {
            self.apply(command);
        }
        self.watch_processes();
        self.state.is_barrier_pending = self.live.as_ref().is_some_and(|(_, live)| live.is_marking());
        if self.state.is_barrier_pending {
            context.request_repaint_after(FRAME);
        }
    }

    /// The second half: draws.
    pub fn show(&mut self, ui: &mut egui::Ui) {
        panels::ui(ui, &mut self.state, &mut self.commands);
        if !self.commands.is_empty() {
            ui.ctx().request_repaint();
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

    fn receive_trace(&mut self) {
        let (Some(opening), Screen::Opening(path)) = (&self.opening, &self.state.screen) else {
            return;
        };
        self.state.screen = match opening.done() {
            None => return,
            Some(Ok(opened)) => {
                self.state.runs.add(Document::opened(opened, path.clone(), true));
                Screen::Run
            }
            Some(Err(error)) => {
                self.state.notice = Some(error.to_string());
                Screen::Chooser
            }
        };
        self.opening = None;
    }

    /// The processes are listed as long as somebody looks at them.
    fn watch_processes(&mut self) {
        if self.state.screen != Screen::Chooser {
            self.watch = None;
            return;
        }
        if self.watch.is_none() {
            match ProcessWatch::start(Arc::clone(&self.system), Waker::clone(&self.waker)) {
                Ok(watch) => self.watch = Some(watch),
                Err(error) => self.state.notice = Some(format!("processes cannot be listed: {error}")),
            }
        }
        if let Some(survey) = self.watch.as_ref().and_then(ProcessWatch::fresh) {
            self.state.chooser.update(survey);
        }
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
