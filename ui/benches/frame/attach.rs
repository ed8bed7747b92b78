//! How long it takes from the wish to record a process to the first point on the chart.

use crate::say;
use crate::window::Window;
use std::process::{Command, Stdio};
use std::time::Instant;
use strandline_app::{App, Start};

/// Frames come as the window would draw them: when they are asked for.
pub(crate) fn measure() {
    let folder = tempfile::tempdir().expect("a place for traces");
    let Ok(mut child) = Command::new("sleep").arg("60").stdout(Stdio::null()).spawn() else {
        return say("attach: there is no process to attach to");
    };
    let began = Instant::now();
    let mut window = Window::open(Start::Record(child.id()), folder.path());
    let has_no_point = |app: &App| {
        let document = app.state().document();
        document.is_none_or(|document| document.figures.tracks.chart().edges.is_empty())
            && app.state().notice.is_none()
    };
    window.draw_while(has_no_point);
    let took = began.elapsed();
    match window.notice() {
        Some(notice) => say(&format!("attach: {notice}")),
        None => say(&format!("attach: first point on the chart after {} ms", took.as_millis())),
    }
    drop(window);
    // It may have ended by itself.
    let _ended = child.kill();
    let _reaped = child.wait();
}
