//! The widgets by their accessible labels.

use super::{
    EmptyState, PushButton, byte_figure, copy_box, figure, ratio_bar, search_field, segmented, sparkline,
};
use crate::theme::{self, Icon, Tokens};
use eframe::egui::{OutputCommand, Ui, accesskit::Role, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// Draws in the look of the window, with a state of the test's own.
fn harness<State: 'static>(
    state: State,
    draw: impl Fn(&mut Ui, &mut State) + 'static,
) -> Harness<'static, State> {
    let mut is_dressed = false;
    let frame = move |ui: &mut Ui, state: &mut State| {
        if std::mem::replace(&mut is_dressed, true) {
            draw(ui, state);
        } else {
            // Fonts hold from the next frame on.
            theme::install(ui.ctx());
        }
    };
    let mut harness = Harness::builder().with_size([400.0, 300.0]).build_ui_state(frame, state);
    harness.run();
    harness
}

fn click<State>(harness: &mut Harness<'_, State>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

#[test]
fn a_button_is_known_by_its_label_even_if_only_its_icon_is_drawn() {
    let mut harness = harness((0, 0), |ui, (icon, text): &mut (i32, i32)| {
        *icon += i32::from(PushButton::filled_icon(Icon::Stop, "Stop").show(ui).clicked());
        let mark = PushButton::text("Mark").with_icon(Icon::Flag).key(Some("M")).primary();
        *text += i32::from(mark.show(ui).clicked());
    });
    click(&mut harness, "Stop");
    click(&mut harness, "Mark");
    click(&mut harness, "Mark");
    assert_eq!(*harness.state(), (1, 2));
    let square = harness.get_by_label("Stop").rect();
    assert_eq!(square.size(), vec2(theme::size::BUTTON, theme::size::BUTTON));
}

#[test]
fn a_button_that_is_off_does_nothing() {
    let mut harness = harness(false, |ui, clicked| {
        *clicked |= PushButton::icon(Icon::Undo, "Undo").enabled(false).show(ui).clicked();
    });
    click(&mut harness, "Undo");
    assert!(!*harness.state());
    assert!(harness.get_by_label("Undo").accesskit_node().is_disabled());
}

#[test]
fn a_tooltip_tells_what_a_button_does_and_its_key() {
    let mut harness = harness((), |ui, ()| {
        PushButton::icon(Icon::Camera, "Snapshot")
            .tooltip("Looks at everything once")
            .key(Some("F5"))
            .show(ui);
    });
    harness.get_by_label("Snapshot").hover();
    harness.run();
    harness.get_by_label("Looks at everything once");
    harness.get_by_label("F5");
}

#[test]
fn a_tab_tells_when_another_is_chosen() {
    let mut harness = harness((1, 0), |ui, (chosen, news): &mut (i32, i32)| {
        if let Some(choice) = segmented(ui, &[(1, "Summary"), (2, "Regions")], *chosen) {
            *chosen = choice;
            *news += 1;
        }
    });
    for (label, expected) in
        [("Summary", (1, 0)), ("Regions", (2, 1)), ("Regions", (2, 1)), ("Summary", (1, 2))]
    {
        harness.get_by_role_and_label(Role::Tab, label).click();
        harness.run();
        assert_eq!(*harness.state(), expected, "after a click on {label}");
    }
}

#[test]
fn what_is_searched_can_be_cleared() {
    let mut harness = harness((String::new(), 0), |ui, (text, changes): &mut (String, i32)| {
        *changes += i32::from(search_field(ui, text, "Filter", "Name or tag", 200.0).changed());
    });
    assert!(harness.query_by_label("Clear Filter").is_none(), "there is nothing to clear");
    let field = harness.get_by_role_and_label(Role::TextInput, "Filter");
    field.focus();
    field.type_text("page");
    harness.run();
    assert_eq!(*harness.state(), ("page".to_owned(), 1));
    click(&mut harness, "Clear Filter");
    assert_eq!(*harness.state(), (String::new(), 2));
    assert!(harness.get_by_role_and_label(Role::TextInput, "Filter").is_focused());
}

#[test]
fn a_command_is_copied_whole() {
    const COMMAND: &str =
        "sudo dtrace -p 41233 -n 'syscall::mmap:entry /pid==$target/ {ustack();}' -o /tmp/stacks";
    let mut harness = harness((), |ui, ()| {
        ui.set_max_width(200.0);
        copy_box(ui, COMMAND, "the command");
    });
    let whole = harness.get_by_label(COMMAND).rect();
    assert!(whole.width() <= 200.0 && whole.height() > 2.0 * theme::size::CONTROL, "it wraps: {whole}");
    harness.get_by_label("Copy the command").click();
    harness.step();
    let copied = harness
        .output()
        .platform_output
        .commands
        .iter()
        .any(|command| matches!(command, OutputCommand::CopyText(text) if text == COMMAND));
    assert!(copied);
}

#[test]
fn painted_figures_can_be_read() {
    let harness = harness((), |ui, ()| {
        let tokens = Tokens::in_force(ui);
        byte_figure(ui, "385.2 MiB", tokens.strong);
        figure(ui, "3,214", tokens.text);
        ratio_bar(ui, 100.0, [(0.5, tokens.text), (0.1, tokens.weak)], "half of it stayed");
        sparkline(ui, vec2(60.0, 14.0), &[1.0, 2.0], tokens.text, "grew twice");
    });
    for label in ["385.2 MiB", "3,214", "half of it stayed", "grew twice"] {
        harness.get_by_label(label);
    }
}

#[test]
fn an_empty_place_says_what_would_fill_it() {
    let mut harness = harness(false, |ui, asked| {
        let (title, hint) = ("No region fits", "The filter hides 36 regions");
        let place = EmptyState { icon: Icon::Funnel, title, hint, button: Some("Clear the filter") };
        *asked |= place.show(ui);
    });
    harness.get_by_label("No region fits");
    harness.get_by_label("The filter hides 36 regions");
    click(&mut harness, "Clear the filter");
    assert!(*harness.state());
}
