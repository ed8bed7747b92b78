//! A recording given out in other forms.

use crate::cyclic_trace::{self, Course};
use crate::fixture::Window;
use crate::machine::{Answer, FakeMachine};
use eframe::egui::{Key, Modifiers};
use std::path::{Path, PathBuf};
use strandline::import::Text;
use strandline::storage::trace_file;
use strandline_app::Start;
use strandline_app::command::Command;
use strandline_app::state::{Dialog, Export, FORMS, Form, PathPurpose};

/// A recording of eight cycles that leak, saved in a folder that is gone with the window.
fn opened() -> Window {
    let machine = FakeMachine::with(Answer::These(Vec::new()));
    let path = cyclic_trace::write(&machine.folder(), Course::Leak, 10);
    let mut window = Window::open(machine, Start::Open(path));
    window.until("the recording", |window| window.state().document().is_some());
    window.until("the figures", Window::is_settled);
    window
}

fn form(name: &str) -> &'static Form {
    FORMS.iter().find(|form| form.name == name).expect("there is such a form")
}

pub(crate) fn until_said(window: &mut Window, part: &str) {
    window.until("what came of it", |window| {
        window.state().notice.as_ref().is_some_and(|notice| notice.contains(part))
    });
}

/// What a form makes of the recording.
fn exported(window: &mut Window, name: &str, is_anonymised: bool) -> (PathBuf, Vec<u8>) {
    let form = form(name);
    let to = window.machine().folder().join("out").join(format!("given.{}", form.ending));
    std::fs::create_dir_all(to.parent().expect("it is in a folder")).expect("there is room for a folder");
    window.request(Command::ExportOver(Export { form, is_anonymised, is_strict: false }, to.clone()));
    until_said(window, "Exported to");
    window.request(Command::DismissNotice);
    let bytes = std::fs::read(&to).expect("what was exported can be read");
    (to, bytes)
}

pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder can be read").flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn a_form_is_chosen_and_then_a_path() {
    let mut window = opened();
    let to = window.machine().folder().join("report");
    window.press_with(Modifiers::COMMAND, Key::E);
    assert!(window.shows("Export the recording"));
    window.click("Markdown");
    window.click("Choose where…");
    assert!(matches!(window.state().dialog, Some(Dialog::Path { purpose: PathPurpose::Export(_), .. })));
    window.type_over("Path", &to.display().to_string());
    window.press(Key::Enter);
    until_said(&mut window, "report.md");
    let report = std::fs::read_to_string(to.with_extension("md")).unwrap();
    assert!(report.starts_with("**leak: Named"), "{report}");
}

#[test]
fn every_form_is_written_whole_and_leaves_nothing_beside_it() {
    let mut window = opened();
    for form in FORMS {
        let (path, bytes) = exported(&mut window, form.name, false);
        let begins = |words: &str| bytes.starts_with(words.as_bytes());
        let is_right = match form.ending {
            "strand" => trace_file::open(&path).unwrap().complete,
            "md" => begins("**leak"),
            "json" => begins("{"),
            "csv" => bytes.contains(&b','),
            "ron" => begins(trace_file::TEXT_BEGINS),
            "svg" => begins("<svg"),
            "png" => bytes.starts_with(&[0x89, b'P', b'N', b'G']),
            "html" => begins("<!"),
            other => panic!("nobody looks into {other}"),
        };
        assert!(is_right, "{}", form.name);
        assert_eq!(names_in(path.parent().unwrap()), [path.file_name().unwrap().to_string_lossy()]);
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn what_is_exported_as_text_or_trace_opens_as_the_same() {
    let mut window = opened();
    let regions =
        |window: &Window| window.state().document().map(|document| document.trace.recording.regions().len());
    let expected = regions(&window);
    for (name, count) in [("Trace", 2), ("RON", 3)] {
        let (path, _) = exported(&mut window, name, false);
        window.drop_file(&path);
        window.until("the other", |window| window.state().runs.all().len() == count);
        assert_eq!(regions(&window), expected, "{name}");
        let other = window.state().document().unwrap().run;
        let first = window.state().runs.all()[0].run;
        window.request(Command::ShowRun(first));
        assert_ne!(first, other);
    }
}

#[test]
fn nothing_tells_of_its_user_where_that_was_asked_for() {
    let mut window = Window::open(FakeMachine::with(Answer::These(Vec::new())), Start::Chooser);
    let maps = "7f0000000000-7f0000400000 r--p 00000000 08:01 77 /home/mira/secret/lib.so\n\
                7f0000400000-7f0000800000 rw-p 00000000 00:00 0 \n";
    assert_eq!(Text::read("maps", maps.as_bytes()).unwrap().captures.len(), 1);
    window.paste(maps.to_owned());
    window.until("the recording", |window| window.state().document().is_some());
    for name in ["Trace", "RON", "CSV of the regions", "Firefox Profiler", "JSON", "Markdown", "HTML"] {
        let (path, bytes) = exported(&mut window, name, true);
        let actual = match name {
            "Trace" => format!("{:?}", trace_file::open(&path).unwrap().trace.recording.tags()),
            _ => String::from_utf8(bytes).unwrap(),
        };
        assert!(!actual.contains("mira") && !actual.contains("secret"), "{name}: {actual}");
    }
}

#[test]
fn what_cannot_be_written_says_what_to_do_and_can_be_mended() {
    let mut window = opened();
    let check = |window: &mut Window, to: &str, reason: &str| {
        window.request(Command::CloseDialog);
        let export = Export { form: form("Markdown"), is_anonymised: false, is_strict: false };
        window.request(Command::ExportTo(export, to.into()));
        window.until("the reason", |window| matches!(window.state().dialog, Some(Dialog::Path { .. })));
        let Some(Dialog::Path { text, error, .. }) = &window.state().dialog else { unreachable!() };
        assert_eq!(text, to);
        assert!(error.as_ref().is_some_and(|error| error.contains(reason)), "{error:?}");
    };
    check(&mut window, "/nowhere/at/all/report.md", "there is no such folder");
    let own = window.state().document().unwrap().path.display().to_string();
    check(&mut window, &own, "is open in this window");
}

#[test]
fn a_chart_of_cycles_needs_cycles() {
    let mut window = Window::open(FakeMachine::with(Answer::These(Vec::new())), Start::Chooser);
    window.drop_file(Path::new("../tests/fixtures/import/smaps.txt"));
    window.until("the recording", |window| window.state().document().is_some());
    let export = Export { form: form("Chart of the cycles, PNG"), is_anonymised: false, is_strict: false };
    let folder = window.machine().folder().join("out");
    std::fs::create_dir(&folder).unwrap();
    window.request(Command::ExportTo(export, folder.join("chart.png")));
    window.until("what came of it", |window| matches!(window.state().dialog, Some(Dialog::Path { .. })));
    let Some(Dialog::Path { error, .. }) = &window.state().dialog else { unreachable!("it was asked again") };
    assert!(error.as_ref().is_some_and(|error| error.contains("no cycle was closed")), "{error:?}");
    assert_eq!(names_in(&folder), [""; 0]);
}

#[test]
fn marks_that_were_changed_go_with_it() {
    let mut window = opened();
    let mark = window.state().document().unwrap().trace.annotations.marks()[0].clone();
    window.show(Dialog::rename(&mark));
    window.type_over("Name", "the very first");
    window.press(Key::Enter);
    let (path, _) = exported(&mut window, "Trace", false);
    assert_eq!(trace_file::open(&path).unwrap().trace.annotations.marks()[0].label, "the very first");
}

#[test]
fn what_grows_is_not_exported() {
    let window = crate::recording(4_000_401);
    let is_possible = Command::ChooseExport.is_possible(window.state());
    assert!(!is_possible && !window.shows("Export…"));
}

#[test]
fn what_is_there_already_is_replaced_only_when_told() {
    let mut window = opened();
    let folder = window.machine().folder().join("out");
    std::fs::create_dir(&folder).unwrap();
    let [to, beside] = ["report.md", "report-2.md"].map(|name| folder.join(name));
    std::fs::write(&to, "mine").unwrap();
    let export = Export { form: form("Markdown"), is_anonymised: false, is_strict: false };
    let ask = |window: &mut Window| {
        window.request(Command::ExportTo(export, to.clone()));
        window.until("the question", |window| matches!(window.state().dialog, Some(Dialog::Replace(_))));
        window.harness.run_steps(2);
    };
    ask(&mut window);
    window.click("Cancel");
    assert_eq!(names_in(&folder), ["report.md"]);
    ask(&mut window);
    window.press(Key::Enter);
    until_said(&mut window, "report-2.md");
    assert_eq!(std::fs::read_to_string(&to).unwrap(), "mine");
    assert!(std::fs::read_to_string(&beside).unwrap().starts_with("**leak"));
    window.request(Command::DismissNotice);
    ask(&mut window);
    window.click("Replace");
    until_said(&mut window, "report.md");
    assert!(std::fs::read_to_string(&to).unwrap().starts_with("**leak"));
}

#[test]
fn a_report_never_takes_the_place_of_a_recording() {
    let mut window = opened();
    let folder = tempfile::tempdir().unwrap();
    let trace = cyclic_trace::write(folder.path(), Course::Steady, 3);
    let bytes = std::fs::read(&trace).unwrap();
    let ask = |window: &mut Window, name: &str| {
        let export = Export { form: form(name), is_anonymised: false, is_strict: false };
        window.request(Command::ExportOver(export, trace.clone()));
    };
    ask(&mut window, "Markdown");
    window.until("the reason", |window| matches!(window.state().dialog, Some(Dialog::Path { .. })));
    assert_eq!(std::fs::read(&trace).unwrap(), bytes);
    window.request(Command::CloseDialog);
    ask(&mut window, "Trace");
    until_said(&mut window, "Exported to");
    assert_ne!(std::fs::read(&trace).unwrap(), bytes);
}
