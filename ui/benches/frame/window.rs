//! The app without a display, and without a machine around it.

use crate::frames::Frames;
use eframe::egui::{self, Context, Event, RawInput};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use strandline::classify::categories::Rules;
use strandline::platform::demo::Script;
use strandline::platform::launch::{DemoTarget, LaunchError, Launched};
use strandline::platform::{MemoryUnknown, Patience, SystemMemory};
use strandline::source::{AttachError, Candidate, Source};
use strandline::storage::own_files::{OwnFiles, OwnFilesError};
use strandline_app::command::Command;
use strandline_app::state::{Document, PathPurpose, ViewChange};
use strandline_app::system::{FileDialog, Machine, System};
use strandline_app::{App, Start};

const SIZE: egui::Vec2 = egui::vec2(1400.0, 900.0);

/// After so many frames that ask for no other nothing is left to do.
const QUIET: usize = 5;

/// The app without a display.
pub(crate) struct Window {
    context: Context,
    app: App,
    time: f64,
    /// Says after how long another frame was asked for.
    asked: Receiver<Duration>,
}

impl Window {
    pub(crate) fn open(start: Start, folder: &Path) -> Self {
        let context = Context::default();
        let (ask, asked) = channel();
        context.set_request_repaint_callback(move |info| {
            let _window_is_gone = ask.send(info.delay);
        });
        let app = App::new(&context, Arc::new(Bench(folder.to_owned())), start);
        Self { context, app, time: 0.0, asked }
    }

    /// Draws until no other frame is asked for at once: all figures are there.
    pub(crate) fn settle(&mut self) -> Frames {
        let mut frames = Frames::default();
        let mut quiet = 0;
        while quiet < QUIET {
            frames.add(|| self.frame(Vec::new()));
            let is_asked = self.asked.try_iter().filter(Duration::is_zero).count() > 0;
            quiet = if is_asked { 0 } else { quiet + 1 };
        }
        frames
    }

    /// Draws a frame whenever one is asked for, as long as `goes_on` says so.
    pub(crate) fn draw_while(&mut self, goes_on: impl Fn(&App) -> bool) -> Frames {
        let mut frames = Frames::default();
        while goes_on(&self.app) {
            frames.add(|| self.frame(Vec::new()));
            let wait = self.asked.recv_timeout(Duration::from_secs(10));
            std::thread::sleep(wait.expect("another frame is asked for"));
        }
        frames
    }

    pub(crate) fn document(&mut self) -> &mut Document {
        self.app.state_mut().document_mut().expect("a recording is shown")
    }

    /// What failed.
    pub(crate) fn notice(&self) -> Option<&str> {
        self.app.state().notice.as_deref()
    }

    /// Changes the view as a click would.
    pub(crate) fn view(&mut self, change: ViewChange) {
        self.request(Command::View(change));
    }

    /// Asks for something as a button would.
    pub(crate) fn request(&mut self, command: Command) {
        self.app.request(command);
    }

    pub(crate) fn frame(&mut self, events: Vec<Event>) {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(egui::Rect::from_min_size(egui::Pos2::ZERO, SIZE)),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let app = &mut self.app;
        let mut output = self.context.run_ui(input, |ui| {
            let context = ui.ctx().clone();
            app.receive(&context);
            app.show(ui);
        });
        let shapes = std::mem::take(&mut output.shapes);
        let meshes = self.context.tessellate(shapes, output.pixels_per_point);
        assert!(!meshes.is_empty(), "something is drawn");
        output.textures_delta.clear();
    }
}

/// This machine, of which only single processes can be seen; files lie in a folder of our own.
pub(crate) struct Bench(PathBuf);

impl System for Bench {
    fn processes(&self) -> Result<Vec<Candidate>, AttachError> {
        Ok(Vec::new())
    }

    fn is_root(&self) -> bool {
        false
    }

    fn memory(&self) -> Result<SystemMemory, MemoryUnknown> {
        Err(MemoryUnknown { reason: "it is not asked".to_owned() })
    }

    fn attach(&self, pid: u32, rules: Rules, patience: &Patience) -> Result<Box<dyn Source>, AttachError> {
        Machine.attach(pid, rules, patience)
    }

    fn launch(&self, _line: &str) -> Result<Launched, LaunchError> {
        Err(LaunchError::Empty)
    }

    fn files(&self) -> Result<OwnFiles, OwnFilesError> {
        Ok(OwnFiles::at(&self.0, &self.0))
    }

    fn file_dialog(&self, _purpose: PathPurpose, _suggested: &Path) -> Option<FileDialog> {
        None
    }

    fn start_demo(&self, _script: &Script) -> io::Result<DemoTarget> {
        Err(io::Error::other("nothing can be started"))
    }
}
