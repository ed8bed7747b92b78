//! A few pictures of the window, held against those beside this file.
//!
//! `scripts/pictures` makes them anew. They are drawn by Mesa's software renderer, so that every machine draws the same;
//! where another renderer draws (on a Mac), they are not compared.

#![cfg(test)]

#[path = "../tests/behaviour/cyclic_trace.rs"]
#[expect(dead_code, reason = "the other tests use the rest of it")]
mod cyclic_trace;
#[path = "../tests/behaviour/machine.rs"]
#[expect(dead_code, reason = "the other tests use the rest of it")]
mod machine;
#[path = "../tests/behaviour/marked_trace.rs"]
#[expect(dead_code, reason = "the other tests use the rest of it")]
mod marked_trace;
#[path = "../tests/behaviour/scripted.rs"]
mod scripted;

use cyclic_trace::Course;
use eframe::egui;
use egui_kittest::{Harness, SnapshotOptions};
use machine::{Answer, FakeMachine, candidate, refused};
use std::sync::Arc;
use std::time::{Duration, Instant};
use strandline_app::command::Command;
use strandline_app::state::{Dialog, Mode, Screen, Subject, ViewChange};
use strandline_app::{App, Start};

/// Threads have this long to tell what is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A trace that never changes; tests run in the folder of their package.
const TRACE: &str = "../../tests/fixtures/traces/v1-pagelist.strand";

/// What the made-up macOS kernel tells of a terminal whose pages are never unmapped.
const STORY: &str = "../../tests/fixtures/stories/terminal-pages.ron";

struct Picture {
    harness: Harness<'static, Option<App>>,
}

impl Picture {
    fn open(size: [f32; 2], theme: egui::Theme, start: Start) -> Self {
        let list = vec![
            candidate(41_233, "ghostty", 883),
            candidate(3_981, "zed", 742),
            refused(2_210, "firefox", 571),
            candidate(7_714, "alacritty", 141),
            candidate(2_051, "fish", 12),
        ];
        let machine = Arc::new(FakeMachine::with(Answer::These(list)));
        let frame = move |ui: &mut egui::Ui, app: &mut Option<App>| {
            let context = ui.ctx().clone();
            let app = app.get_or_insert_with(|| App::new(&context, machine.clone(), start.clone()));
            app.receive(&context);
            app.show(ui);
        };
        let builder = Harness::builder().with_size(size).with_theme(theme).with_max_steps(32);
        Self { harness: builder.wgpu().build_ui_state(frame, None) }
    }

    fn app(&mut self) -> &mut App {
        self.harness.state_mut().as_mut().expect("the first frame was drawn")
    }

    fn until(&mut self, what: &str, is_so: impl Fn(&App) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        self.harness.step();
        while !is_so(self.app()) {
            assert!(Instant::now() < deadline, "waited in vain for {what}");
            std::thread::sleep(Duration::from_millis(10));
            self.harness.step();
        }
    }

    fn request(&mut self, command: Command) {
        self.app().request(command);
        self.harness.run_steps(4);
    }

    /// Draws until nothing moves any more, and compares.
    fn compare(mut self, name: &str) {
        self.harness.run_steps(12);
        if std::env::consts::OS != "linux" {
            return;
        }
        let folder = env!("CARGO_MANIFEST_DIR");
        let options = SnapshotOptions::new().threshold(0.8).max_failed_pixels(30).output_path(folder);
        self.harness.snapshot_options(name, &options);
    }
}

fn opened(size: [f32; 2], theme: egui::Theme) -> Picture {
    opened_from(TRACE, size, theme)
}

fn opened_from(path: &str, size: [f32; 2], theme: egui::Theme) -> Picture {
    let mut picture = Picture::open(size, theme, Start::Open(path.into()));
    picture.until("the recording", |app| app.state().document().is_some());
    picture.request(Command::DismissNotice);
    picture
}

#[test]
fn the_first_screen() {
    let mut picture = Picture::open([1000.0, 640.0], egui::Theme::Dark, Start::Chooser);
    picture.until("the list", |app| {
        app.state().screen == Screen::Chooser && app.state().chooser.rows().next().is_some()
    });
    picture.compare("chooser");
}

#[test]
fn a_recording() {
    opened([1200.0, 760.0], egui::Theme::Dark).compare("recording");
}

#[test]
fn cycles() {
    let mut picture = opened([1200.0, 760.0], egui::Theme::Dark);
    picture.until("the verdict", |app| {
        app.state().document().is_some_and(|document| document.judged().is_some())
    });
    picture.request(Command::View(ViewChange::Mode(Mode::Cycles)));
    picture.compare("cycles");
}

#[test]
fn the_cycles_of_a_known_leak_of_macos() {
    let mut picture = opened_from(STORY, [1200.0, 760.0], egui::Theme::Dark);
    picture.until("the verdict", |app| {
        app.state().document().is_some_and(|document| document.judged().is_some())
    });
    picture.request(Command::View(ViewChange::Mode(Mode::Cycles)));
    picture.compare("story");
}

#[test]
fn before_and_after() {
    let folders = [(), ()].map(|()| tempfile::tempdir().expect("there is room for a folder"));
    let [before, after] = [(0, Course::Leak), (1, Course::Steady)]
        .map(|(nth, course)| cyclic_trace::write(folders[nth].path(), course, 10));
    let mut picture = Picture::open([1200.0, 760.0], egui::Theme::Dark, Start::Open(before));
    picture.until("the recording", |app| app.state().document().is_some());
    picture.request(Command::View(ViewChange::Mode(Mode::Compare)));
    picture.request(Command::OpenAll(vec![after]));
    picture.until("the comparison", |app| app.state().comparing.compared.comparison().is_some());
    picture.compare("compare");
}

#[test]
fn regions_on_light_ground() {
    let mut picture = opened([1000.0, 700.0], egui::Theme::Light);
    picture.request(Command::View(ViewChange::Subject(Subject::All)));
    picture.request(Command::View(ViewChange::Mode(Mode::Regions)));
    picture.compare("regions");
}

#[test]
fn the_palette() {
    let mut picture = opened([800.0, 520.0], egui::Theme::Dark);
    picture.request(Command::Show(Dialog::palette()));
    picture.compare("palette");
}
