//! Two recordings that are compared, given out in other forms.

use crate::comparing::compared;
use crate::cyclic_trace::Course;
use crate::exporting::{names_in, until_said};
use crate::fixture::Window;
use crate::recording;
use eframe::egui::{Key, Modifiers};
use strandline_app::command::Command;
use strandline_app::state::{COMPARISON_FORMS, CompareChange, Dialog, Export, Form, PathPurpose};

fn form(name: &str) -> &'static Form {
    COMPARISON_FORMS.iter().find(|form| form.name == name).expect("there is such a form")
}

/// What a form makes of the comparison on screen.
fn exported(window: &mut Window, form: &'static Form, is_anonymised: bool) -> Vec<u8> {
    let folder = window.machine().folder().join("out");
    std::fs::create_dir_all(&folder).expect("there is room for a folder");
    let to = folder.join(format!("given.{}", form.ending));
    window.request(Command::ExportTo(Export { form, is_anonymised, is_strict: false }, to.clone()));
    until_said(window, "Exported to");
    window.request(Command::DismissNotice);
    let bytes = std::fs::read(&to).expect("what was exported can be read");
    assert_eq!(names_in(&folder), [to.file_name().expect("it has a name").to_string_lossy()]);
    std::fs::remove_file(to).expect("it can be removed");
    bytes
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("it is text")
}

#[test]
fn what_is_compared_is_offered_in_forms_of_its_own() {
    let (mut window, folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    window.press_with(Modifiers::COMMAND, Key::E);
    assert!(window.shows("Export the comparison") && !window.shows("CSV of the regions"));
    window.click("HTML");
    window.click("Choose where…");
    assert!(matches!(window.state().dialog, Some(Dialog::Path { purpose: PathPurpose::Export(_), .. })));
    let to = folder.path().join("given");
    window.type_over("Path", &to.display().to_string());
    window.press(Key::Enter);
    until_said(&mut window, "given.html");
    let page = std::fs::read_to_string(to.with_extension("html")).unwrap();
    assert!(page.contains("before.strand") && page.contains("after.strand") && page.contains("fixed"));
    window.press(Key::Num1);
    window.press_with(Modifiers::COMMAND, Key::E);
    assert!(window.shows("Export the recording"));
}

#[test]
fn every_form_says_what_has_become_of_it() {
    let (mut window, _folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    for form in COMPARISON_FORMS {
        let bytes = exported(&mut window, form, false);
        if form.ending == "png" {
            assert!(bytes.starts_with(&[0x89, b'P', b'N', b'G']));
            continue;
        }
        let text = text(bytes);
        assert!(text.contains("fixed") && text.contains("PageList"), "{}: {text}", form.name);
    }
}

#[test]
fn a_chart_is_of_the_selected_row() {
    let (mut window, _folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    window.select("Malloc ▸ heap: steady → steady, unchanged");
    let chart = text(exported(&mut window, form("Chart of both, SVG"), false));
    assert!(chart.contains("heap") && !chart.contains("PageList"), "{chart}");
    let chart = text(exported(&mut window, form("Chart of both, SVG"), true));
    assert!(chart.contains("heap") && !chart.contains("PageList"), "{chart}");
}

#[test]
fn it_says_nothing_of_its_user_where_that_was_asked_for_and_compares_all_the_same() {
    let (mut window, folder) = compared([(Course::Leak, 10), (Course::Steady, 10)]);
    let place = folder.path().display().to_string();
    for name in ["Markdown", "HTML", "JSON"] {
        let actual = text(exported(&mut window, form(name), true));
        assert!(actual.contains("fixed") && actual.contains("PageList"), "{name}: {actual}");
        assert!(!actual.contains("before.strand") && !actual.contains(&place), "{name}: {actual}");
    }
}

#[test]
fn parts_are_exported_as_they_are_compared() {
    let (mut window, _folder) = compared([(Course::Leak, 14), (Course::Steady, 10)]);
    window.request(Command::Compare(CompareChange::Halves));
    window.until("the halves", |window| {
        let sides = window.state().comparing.compared.sides();
        window.is_settled() && sides.iter().map(|side| side.counted.len()).eq([6, 6])
    });
    let actual = text(exported(&mut window, form("JSON"), false));
    assert_eq!(actual.matches("\"cycles\": 6").count(), 2, "{actual}");
}

#[test]
fn what_grows_is_not_exported() {
    let (mut window, folder) = (recording(4_000_402), tempfile::tempdir().unwrap());
    let before = crate::comparing::trace(folder.path(), "before.strand", Course::Leak, 10);
    window.press(Key::Num4);
    window.drop_file(&before);
    window.until("the other", |window| window.state().comparing.compared.comparison().is_some());
    assert!(!Command::ChooseExport.is_possible(window.state()));
}
