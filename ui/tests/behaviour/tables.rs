//! The tables below the time: what each category did, the regions behind it, and what is known of the selection.

use crate::fixture::Window;
use crate::recording;
use eframe::egui::{self, Key, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use strandline::model::units::{TimeRange, Timestamp};
use strandline_app::command::{Command, catalogue};
use strandline_app::state::{Mode, Subject, View, ViewChange};

const PAGE_LIST: &str = "Named ▸ PageList";

/// A recording that is over and in which three regions of 592 KiB were born.
fn recorded(pid: u32) -> Window {
    let mut window = recording(pid);
    let births = |window: &Window| {
        let document = window.state().document().expect("a recording is shown");
        let growth = document.figures.summary.growth();
        growth.is_some_and(|growth| growth.total.persistent.count == 3)
    };
    window.until("the births", births);
    window.click("Stop");
    window.until("the end", |window| window.shows("Record again"));
    window.until("the last figures", Window::is_settled);
    assert!(matches!(view(&window).subject, Subject::Category(_)), "what keeps most is selected");
    window.request(Command::View(ViewChange::Subject(Subject::All)));
    window
}

fn view(window: &Window) -> &View {
    &window.state().document().expect("a recording is shown").view
}

fn rows(window: &Window) -> Vec<String> {
    let document = window.state().document().expect("a recording is shown");
    document.figures.summary.rows().iter().map(|row| row.label.clone()).collect()
}

/// The texts that were copied in the last frame.
fn copied(window: &Window) -> Vec<String> {
    let commands = &window.harness.output().platform_output.commands;
    let text = |command: &egui::OutputCommand| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    };
    commands.iter().filter_map(text).collect()
}

fn double_click(window: &mut Window, label: &str) {
    let place = window.harness.get_by_label(label).rect().center();
    window.double_click(place);
}

fn click_head(window: &mut Window, head: &str) {
    window.harness.get_by_role_and_label(Role::ColumnHeader, head).click();
    window.harness.run_steps(3);
}

#[test]
fn the_row_that_keeps_bytes_is_on_top_and_says_so() {
    let window = recorded(4_000_101);
    assert_eq!(rows(&window), ["*All*", "*Dirty*", "*Anonymous*", "*Graphics*", PAGE_LIST, "Malloc ▸ heap"]);
    for head in
        ["Category", "Persistent Bytes", "# Persistent", "Transient Bytes ≥", "Footprint", "Mapped", "Grown"]
    {
        assert!(window.shows(head), "{head}");
    }
    let top = |label| window.harness.get_by_role_and_label(Role::Row, label).rect().top();
    assert!(top("*All*") < top(PAGE_LIST) && top(PAGE_LIST) < top("Malloc ▸ heap"));
    assert!(window.shows("1.7 MiB persistent, 0 B transient"), "the bar in words");
}

#[test]
fn a_click_on_a_head_sorts_by_it() {
    let mut window = recorded(4_000_102);
    click_head(&mut window, "Footprint");
    assert_eq!(rows(&window)[4..], [PAGE_LIST, "Malloc ▸ heap"]);
    click_head(&mut window, "Footprint");
    assert_eq!(rows(&window)[4..], ["Malloc ▸ heap", PAGE_LIST], "the smallest first; the sums stay on top");
}

#[test]
fn the_inspector_tells_of_which_sizes_the_growth_is() {
    let mut window = recorded(4_000_103);
    window.click(PAGE_LIST);
    window.until("the sizes", |window| window.shows("100 % of the growth is 3 × 592 KiB"));
    assert!(window.shows("+1.7 MiB") && window.shows("3 regions kept, none released"));
    assert!(window.shows("592 KiB: 3 kept"));
    assert!(window.shows("# Persistent: 3") && window.shows("Regions: 3"));
    window.press(Key::I);
    assert!(view(&window).hides_inspector && !window.shows("592 KiB: 3 kept"));
}

#[test]
fn arrow_keys_move_the_selection_and_enter_shows_the_regions() {
    let mut window = recorded(4_000_104);
    for _ in 0..4 {
        window.press(Key::ArrowDown);
    }
    assert!(matches!(view(&window).subject, Subject::Category(_)));
    window.press(Key::ArrowUp);
    assert_eq!(view(&window).subject, Subject::Umbrella("*Graphics*"));
    window.press(Key::ArrowDown);
    window.press(Key::Enter);
    assert_eq!(view(&window).mode, Mode::Regions);
    window.until("the list", |window| window.shows("· 3 regions"));
}

#[test]
fn a_double_click_shows_the_regions_and_the_path_leads_back() {
    let mut window = recorded(4_000_105);
    double_click(&mut window, PAGE_LIST);
    window.until("the list", |window| window.shows("· 3 regions"));
    assert!(window.shows("+ 3 new") && window.shows("− 0 gone"));
    let range = "Region 1000000-1094000";
    window.click(range);
    window.until("its life", |window| window.shows("region of 592 KiB"));
    assert!(window.shows("Dirty: 592 KiB") && window.shows("Protection: rw-p"));
    window.click("All");
    assert_eq!((&view(&window).subject, view(&window).region), (&Subject::All, None));
    window.until("all regions", |window| window.shows("· 4 regions"));
}

#[test]
fn the_filter_hides_as_one_types_and_says_what_is_wrong_with_it() {
    let mut window = recorded(4_000_106);
    window.press(Key::Num3);
    window.until("the list", |window| window.shows("· 4 regions"));
    window.type_into("Filter", "size=592K");
    window.until("the hits", |window| window.shows("· 3 regions, 1 hidden by the filter"));
    window.type_into("Filter", " size>20M");
    window.until("nothing", |window| window.shows("No region matches this filter"));
    window.click("Clear the filter");
    window.until("the list", |window| window.shows("· 4 regions"));
    window.type_into("Filter", "weight>3");
    let is_wrong = |window: &Window| window.harness.query_by_label_contains("there is no term").is_some();
    window.until("what is wrong", is_wrong);
    assert!(window.shows("Region 1000000-1094000"), "the last list stays");
}

#[test]
fn what_is_selected_can_be_copied() {
    let mut window = recorded(4_000_107);
    window.click(PAGE_LIST);
    window.harness.event(egui::Event::Copy);
    window.harness.step();
    let row = "Named ▸ PageList: 1.7 MiB persistent in 3 regions, at least 0 transient in 0; footprint 1.7 MiB, mapped 1.7 MiB";
    assert_eq!(copied(&window), [row]);
    window.press(Key::Num3);
    window.until("the list", |window| window.shows("· 3 regions"));
    window.press(Key::ArrowDown);
    window.harness.event(egui::Event::Copy);
    window.harness.step();
    assert_eq!(copied(&window), ["1000000-1094000"]);
}

#[test]
fn regions_sort_by_their_heads_and_the_selected_one_stays() {
    let mut window = recorded(4_000_108);
    window.press(Key::Num3);
    window.until("the list", |window| window.shows("· 4 regions"));
    window.click("Region 100000-200000");
    let selected = view(&window).region;
    click_head(&mut window, "Address range");
    window.until("the order", |window| {
        let top = |label| window.harness.get_by_label(label).rect().top();
        top("Region 100000-200000") < top("Region 1000000-1094000")
    });
    click_head(&mut window, "Address range");
    window.until("the other order", |window| {
        let top = |label| window.harness.get_by_label(label).rect().top();
        top("Region 100000-200000") > top("Region 1000000-1094000")
    });
    assert_eq!(view(&window).region, selected);
    assert!(window.shows("region of 1.0 MiB"), "the inspector stays with it");
}

#[test]
fn escape_takes_away_the_filter_and_then_the_range() {
    let mut window = recorded(4_000_110);
    let end = window.state().document().unwrap().now();
    let range = TimeRange::new(Timestamp::ZERO, end);
    window.request(Command::View(ViewChange::Range(Some(range))));
    window.press(Key::Num3);
    window.type_into("Filter", "heap");
    window.press(Key::Escape);
    assert_eq!((view(&window).region_filter.as_str(), view(&window).range), ("", Some(range)));
    window.press(Key::Escape);
    assert_eq!(view(&window).range, None);
}

#[test]
fn a_view_that_would_stay_as_it_is_is_not_offered() {
    let mut window = recorded(4_000_111);
    let offered = |window: &Window| -> Vec<&str> {
        let views = catalogue().iter().filter(|entry| matches!(entry.command, Command::View(_)));
        views.filter(|entry| entry.command.is_possible(window.state())).map(|entry| entry.label).collect()
    };
    assert!(
        offered(&window)
            .iter()
            .all(|label| ["Cycles", "Regions", "Compare", "Composition", "Inspector"].contains(label)),
        "{:?}",
        offered(&window)
    );
    window.request(Command::View(ViewChange::DrillDown(Subject::All)));
    window.request(Command::View(ViewChange::FilterRegions("heap".to_owned())));
    assert_eq!(
        offered(&window),
        ["Clear the filter", "Summary", "Cycles", "Compare", "Composition", "Inspector"]
    );
}
