//! A window that is driven by labels.

use crate::machine::FakeMachine;
use eframe::egui::{self, accesskit::Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use strandline_app::command::Command;
use strandline_app::state::{Dialog, State};
use strandline_app::{App, Start};

/// Threads have this long to tell what is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// The app in a harness.
pub(crate) struct Window {
    pub(crate) harness: Harness<'static, Option<App>>,
    machine: Arc<FakeMachine>,
}

impl Window {
    pub(crate) fn open(machine: FakeMachine, start: Start) -> Self {
        let machine = Arc::new(machine);
        let asked = Arc::clone(&machine);
        let frame = move |ui: &mut egui::Ui, app: &mut Option<App>| {
            let context = ui.ctx().clone();
            let app = app.get_or_insert_with(|| App::new(&context, asked.clone(), start.clone()));
            app.receive(&context);
            app.show(ui);
        };
        let builder = Harness::builder().with_size([1400.0, 900.0]).with_theme(egui::Theme::Dark);
        Self { harness: builder.with_max_steps(32).build_ui_state(frame, None), machine }
    }

    /// What was asked for may be attached to on a thread: until it is, or macOS would ask.
    fn settle(&mut self) {
        self.harness.run_steps(3);
        self.until("what is attached to", |window| {
            window.state().busy.attaching.as_ref().is_none_or(|attaching| attaching.question.is_some())
        });
        self.harness.run_steps(2);
    }

    pub(crate) fn state(&self) -> &State {
        self.harness.state().as_ref().expect("the first frame was drawn").state()
    }

    /// The machine around it.
    pub(crate) fn machine(&self) -> Arc<FakeMachine> {
        Arc::clone(&self.machine)
    }

    /// Ends the window as a signal does.
    pub(crate) fn end(&mut self) {
        let app = self.harness.state().as_ref().expect("the first frame was drawn");
        app.ending().store(true, std::sync::atomic::Ordering::Release);
        self.harness.run_steps(2);
    }

    /// Closes the window; the machine and its files stay.
    pub(crate) fn close(self) -> Arc<FakeMachine> {
        self.machine
    }

    /// Whether something with this label is there.
    pub(crate) fn shows(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    /// Of several the last one: a dialog is drawn after what is behind it.
    pub(crate) fn click(&mut self, label: &str) {
        self.harness.query_all_by_label(label).last().expect(label).click();
        self.settle();
    }

    /// Selects a process of the list.
    pub(crate) fn select(&mut self, name: &str) {
        self.harness.get_by_role_and_label(Role::Row, name).click();
        self.harness.run_steps(3);
    }

    /// Records a process of the list: a double click.
    pub(crate) fn record(&mut self, name: &str) {
        let pos = self.harness.get_by_role_and_label(Role::Row, name).rect().center();
        self.double_click(pos);
    }

    pub(crate) fn double_click(&mut self, pos: egui::Pos2) {
        self.harness.hover_at(pos);
        self.harness.step();
        // All in one frame: those of the harness lie too far apart for a double click.
        for pressed in [true, false, true, false] {
            let (button, modifiers) = (egui::PointerButton::Primary, egui::Modifiers::NONE);
            let click = egui::Event::PointerButton { pos, button, pressed, modifiers };
            self.harness.input_mut().events.push(click);
        }
        self.settle();
    }

    pub(crate) fn press(&mut self, key: egui::Key) {
        self.harness.key_press(key);
        self.settle();
    }

    pub(crate) fn press_with(&mut self, modifiers: egui::Modifiers, key: egui::Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run_steps(3);
    }

    /// Types into a field that has all of its text selected.
    pub(crate) fn type_over(&mut self, label: &str, text: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, label).type_text(text);
        self.harness.run_steps(3);
    }

    /// Shows a dialog as a command would.
    pub(crate) fn show(&mut self, dialog: Dialog) {
        self.request(Command::Show(dialog));
    }

    /// Asks for something as a button would.
    pub(crate) fn request(&mut self, command: Command) {
        let app = self.harness.state_mut().as_mut().expect("the first frame was drawn");
        app.request(command);
        self.settle();
    }

    /// Lets go of a file over the window.
    pub(crate) fn drop_file(&mut self, path: &Path) {
        self.drop_files(&[path.to_owned()]);
    }

    /// Lets go of several.
    pub(crate) fn drop_files(&mut self, paths: &[PathBuf]) {
        self.harness.step();
        for path in paths {
            self.harness.input_mut().dropped_files.push(Arc::new(Dropped(path.clone())));
        }
        self.harness.run_steps(3);
    }

    /// Pastes a text.
    pub(crate) fn paste(&mut self, text: String) {
        self.harness.step();
        self.harness.input_mut().events.push(egui::Event::Paste(text));
        self.harness.run_steps(3);
    }

    pub(crate) fn type_into(&mut self, label: &str, text: &str) {
        let field = self.harness.get_by_role_and_label(Role::TextInput, label);
        field.focus();
        field.type_text(text);
        self.harness.run_steps(3);
    }

    /// Whether the figures are of the last snapshot.
    pub(crate) fn is_settled(&self) -> bool {
        self.harness.output().viewport_output.values().all(|view| view.repaint_delay == Duration::MAX)
    }

    /// Draws until something is so.
    pub(crate) fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        self.harness.step();
        while !is_so(self) {
            assert!(
                Instant::now() < deadline,
                "waited in vain for {what}: {:?} {:?}",
                self.state().screen,
                self.state().notice
            );
            std::thread::sleep(Duration::from_millis(10));
            self.harness.step();
        }
    }
}

/// A file as it is dropped on a window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}
