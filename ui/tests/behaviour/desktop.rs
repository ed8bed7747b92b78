//! The window on a Mac's desktop: what that asks, and what it is told.

use crate::fixture::Window;
use crate::machine::{Answer, FakeMachine, candidate};
use crate::marked_trace;
use eframe::egui::os::OperatingSystem;
use eframe::egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use strandline_app::Start;
use strandline_app::command::{Command, Entry, catalogue};
use strandline_app::shell::{LineNow, Request, Shown, TextEdit};
use strandline_app::state::{Dialog, Mode, Phase, Screen, ThemeChoice};
use strandline_app::system::System as _;

/// A chooser with a process that can be recorded.
fn chooser() -> Window {
    let list = vec![candidate(4_000_003, "ghostty", 800)];
    let mut window = Window::open(FakeMachine::with(Answer::These(list)).with_desk(), Start::Chooser);
    window.harness.ctx.set_os(OperatingSystem::Mac);
    window.until("the list", |window| window.shows("ghostty"));
    window
}

fn recording() -> Window {
    let mut window = chooser();
    window.record("ghostty");
    window.until("the table", |window| window.shows("Named ▸ PageList"));
    window
}

/// A trace that the user has named.
fn opened() -> Window {
    let machine = FakeMachine::with(Answer::These(Vec::new())).with_desk();
    let folder = machine.folder().join("named");
    std::fs::create_dir(&folder).expect("there is room for a folder");
    let path = marked_trace::write(&folder);
    let mut window = Window::open(machine, Start::Open(path));
    window.harness.ctx.set_os(OperatingSystem::Mac);
    window.until("the recording", |window| window.state().document().is_some());
    window
}

fn ask(window: &mut Window, request: Request) {
    window.machine().desk().expect("a Mac has one").ask(request);
    window.harness.run_steps(4);
}

fn shown(window: &Window) -> Shown {
    window.machine().desk().expect("a Mac has one").shown()
}

/// The line of the menus that says this.
fn line(window: &Window, label: &str) -> LineNow {
    let lines = shown(window).lines;
    lines.into_iter().find(|line| line.label == label).unwrap_or_else(|| panic!("a line says {label}"))
}

#[test]
fn a_file_that_starts_the_application_is_opened_and_so_is_one_that_comes_later() {
    let machine = FakeMachine::with(Answer::These(Vec::new())).with_desk();
    let path = marked_trace::write(&machine.folder());
    machine.desk().unwrap().ask(Request::Open(vec![path.clone()]));
    let mut window = Window::open(machine, Start::Chooser);
    window.until("the recording", |window| window.state().document().is_some());
    ask(&mut window, Request::Perform(Command::ShowChooser));
    assert_eq!(window.state().screen, Screen::Chooser);
    ask(&mut window, Request::Open(vec![path]));
    window.until("the recording", |window| window.state().document().is_some());
}

#[test]
fn an_end_that_is_asked_for_elsewhere_comes_after_the_question() {
    let mut window = recording();
    assert!(shown(&window).asks_before_end);
    let machine = window.machine();
    assert!(!machine.desk().unwrap().may_end(), "the recording was never saved");
    window.harness.run_steps(3);
    assert!(matches!(window.state().dialog, Some(Dialog::Unsaved(_))));
    // Somebody asks once more, and is asked the same.
    assert!(!machine.desk().unwrap().may_end());
    window.harness.run_steps(3);
    window.click("Keep for later");
    window.harness.run_steps(3);
    let is_closed = |window: &Window| {
        let commands = window.harness.output().viewport_output.values().flat_map(|view| &view.commands);
        commands.into_iter().any(|command| *command == eframe::egui::ViewportCommand::Close)
    };
    assert!(is_closed(&window));
    let window = opened();
    assert!(machine_may_end(&window), "nothing would be lost");
}

fn machine_may_end(window: &Window) -> bool {
    window.machine().desk().expect("a Mac has one").may_end()
}

#[test]
fn while_something_is_recorded_the_machine_is_kept_awake() {
    let mut window = chooser();
    let machine = window.machine();
    assert_eq!(machine.awake(), 0);
    window.record("ghostty");
    window.until("the table", |window| window.shows("Named ▸ PageList"));
    assert_eq!(machine.awake(), 1);
    window.click("Pause");
    assert_eq!(machine.awake(), 1);
    window.click("Stop");
    window.until("the end", |window| window.shows("Record again"));
    assert_eq!(machine.awake(), 0);
}

#[test]
fn the_title_bar_has_the_file_and_a_dot() {
    let window = opened();
    let Shown { file, is_edited, asks_before_end, .. } = shown(&window);
    assert_eq!(file, Some(window.state().document().unwrap().path.clone()));
    assert!(!is_edited && !asks_before_end);
    let window = recording();
    let Shown { file, is_edited, .. } = shown(&window);
    assert!(file.is_none() && is_edited, "it lies in no file that somebody has named");
}

#[test]
fn one_key_records_and_stops() {
    let mut window = chooser();
    assert!(!line(&window, "Record").is_possible, "nothing is selected");
    window.select("ghostty");
    assert_eq!(line(&window, "Record").command, Command::RecordChosen);
    assert!(line(&window, "Record").is_possible);
    window.press_with(Modifiers::COMMAND, Key::R);
    window.until("the table", |window| window.shows("Named ▸ PageList"));
    assert_eq!(line(&window, "Stop").command, Command::Stop);
    window.press_with(Modifiers::COMMAND, Key::R);
    window.until("the end", |window| window.shows("Record again"));
    assert!(matches!(window.state().document().unwrap().phase, Phase::Ended(_)));
    let again = line(&window, "Record again").command;
    ask(&mut window, Request::Perform(again));
    window.until("another recording", |window| window.state().runs.all().len() == 2);
}

#[test]
fn one_key_closes_the_recording_and_then_the_window() {
    let mut window = opened();
    assert!(line(&window, "Close the recording").is_possible);
    window.press_with(Modifiers::COMMAND, Key::W);
    assert_eq!(window.state().screen, Screen::Chooser);
    assert!(line(&window, "Close the window").is_possible);
}

#[test]
fn a_key_filters_what_is_on_screen() {
    let mut window = recording();
    window.press_with(Modifiers::COMMAND, Key::F);
    assert_eq!(window.state().document().unwrap().view.mode, Mode::Regions);
    let field = |window: &Window, label: &str| {
        window.harness.get_by_role_and_label(Role::TextInput, label).accesskit_node().is_focused()
    };
    assert!(field(&window, "Filter"));
    assert!(!line(&window, "Undo").is_possible, "while somebody types ⌘Z is the field's");
    window.type_into("Filter", "new");
    assert_eq!(window.state().document().unwrap().view.region_filter, "new");
    ask(&mut window, Request::Text(TextEdit::SelectAll));
    window.harness.get_by_role_and_label(Role::TextInput, "Filter").type_text("gone");
    window.harness.run_steps(3);
    assert_eq!(window.state().document().unwrap().view.region_filter, "gone");
    window.click("Processes");
    window.press_with(Modifiers::COMMAND, Key::F);
    assert!(field(&window, "Search"));
}

#[test]
fn settings_count_at_once_and_are_kept() {
    let mut window = recording();
    window.press_with(Modifiers::COMMAND, Key::Comma);
    assert_eq!(window.state().dialog, Some(Dialog::Settings));
    assert!(!line(&window, "Stop").is_possible, "a dialog wants its answer first");
    assert!(line(&window, "Quit").is_possible);
    window.click("Light");
    window.click("Say in the toolbar what to do next");
    assert_eq!(window.state().theme, ThemeChoice::Light);
    assert!(window.state().hides_advice);
    window.click("Done");
    assert_eq!(window.state().dialog, None);
    let settings = window.machine().files().unwrap().settings().value;
    assert_eq!((settings.theme, settings.hides_advice), (ThemeChoice::Light, true));
}

#[test]
fn keys_are_written_as_on_a_mac() {
    let window = chooser();
    let text = |command: Command| {
        let entry = catalogue().iter().find(|entry| entry.command == command).expect("it has a name");
        entry.shortcut_text(&window.harness.ctx)
    };
    let check = |command, expected: &str| assert_eq!(text(command).as_deref(), Some(expected));
    for records in [Command::RecordChosen, Command::RecordAgain, Command::Stop] {
        check(records, "⌘R");
    }
    for closes in [Command::CloseRun, Command::CloseWindow] {
        check(closes, "⌘W");
    }
    check(Command::Quit, "⌘Q");
    check(Command::Find, "⌘F");
    check(Command::AskSave, "⇧⌘S");
    check(Command::SHOW_SETTINGS, "⌘,");
    check(Command::Mark, "M");
    let no_control = |entry: &&Entry| {
        let written = entry.shortcut_text(&window.harness.ctx);
        written.is_none_or(|written| !written.contains("Ctrl"))
    };
    assert!(catalogue().iter().all(|entry| no_control(&entry)));
}

#[test]
fn a_line_that_was_possible_a_moment_ago_does_nothing_now() {
    let mut window = opened();
    ask(&mut window, Request::Perform(Command::Stop));
    assert!(window.state().document().is_some_and(|document| !document.is_live()));
}
