//! The system asks its user before a process can be looked at: the window goes on, and says what is waited for.

use crate::fixture::Window;
use crate::machine::{ASKED, Answer, FakeMachine, candidate};
use eframe::egui::{Event, Key, Modifiers};
use strandline::source::{Access, AttachError, Candidate};
use strandline_app::Start;

/// A window that wants to record a process, of which the system asks its user.
fn asked() -> Window {
    let list = vec![candidate(7, "fish", 3), candidate(ASKED, "safe", 800)];
    let mut window = Window::open(FakeMachine::with(Answer::These(list)), Start::Chooser);
    window.until("the list", |window| window.shows("safe"));
    window.record("safe");
    window
}

#[test]
fn the_window_draws_on_and_records_once_the_answer_is_yes() {
    let mut window = asked();
    assert!(window.shows("macOS is asking whether Strandline may look at safe: answer its dialog"));
    let frames = |window: &mut Window| window.harness.run_steps(5);
    frames(&mut window);
    assert!(window.state().document().is_none() && window.shows("Give up"));
    window.machine().allow();
    window.until("the recording", |window| window.state().document().is_some());
    assert!(window.state().busy.attaching.is_none() && !window.shows("Give up"));
}

#[test]
fn what_is_given_up_leaves_room_for_another() {
    for by_key in [false, true] {
        let mut window = asked();
        if by_key {
            let (key, modifiers) = (Key::Escape, Modifiers::NONE);
            let pressed = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
            window.harness.input_mut().events.extend([pressed(true), pressed(false)]);
            window.harness.run_steps(3);
        } else {
            window.click("Give up");
        }
        assert!(window.state().busy.attaching.is_none() && window.state().notice.is_none());
        window.record("fish");
        assert_eq!(window.state().notice.as_deref(), Some("there is no process with pid 7"));
    }
}

#[test]
fn what_was_given_up_can_be_recorded_after_all() {
    let mut window = asked();
    window.click("Give up");
    window.record("safe");
    assert!(window.shows("Give up"));
    window.machine().allow();
    window.until("the recording", |window| window.state().document().is_some());
}

#[test]
fn a_process_without_port_is_recorded_by_pid_and_says_what_that_lacks() {
    let refusal = AttachError::NotPermitted {
        pid: 4_100_060,
        reason: "it has the hardened runtime".to_owned(),
        remedy: "sign a copy of it: strandline sign it".to_owned(),
        command: Some("strandline sign it".to_owned()),
    };
    let hardened = Candidate { access: Access::ByPid(refusal), ..candidate(4_100_060, "ghostty", 800) };
    let mut window = Window::open(FakeMachine::with(Answer::These(vec![hardened])), Start::Chooser);
    window.until("the list", |window| window.shows("ghostty"));
    assert!(window.shows("By pid"), "the list says so too");
    window.select("ghostty");
    assert!(window.shows("By pid: slower, and without its graphics objects"));
    assert!(window.shows("It has the hardened runtime") && window.shows("strandline sign it"));
    assert!(window.shows("Sign a copy of it"), "the command is not said twice");
    assert!(!window.shows("Record its totals only"));
    window.click("Record ghostty");
    window.until("the recording", |window| window.state().document().is_some());
}
