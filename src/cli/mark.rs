//! `strandline mark`: sets a mark, or closes a cycle, in a recording that runs in another process.

use super::args::MarkArguments;
use super::{Outcome, console};
use crate::model::MarkRole;
use crate::record::session::marks::{MarkTimeouts, set_mark, socket_path};
use std::io::ErrorKind;
use std::process::ExitCode;

pub(super) fn run(arguments: &MarkArguments) -> Outcome {
    let path = match (&arguments.socket, arguments.pid) {
        (Some(socket), _) => socket.clone(),
        (None, pid) => socket_path(pid.unwrap_or_default()),
    };
    let patience = MarkTimeouts { answer: arguments.timeout, ..MarkTimeouts::default() };
    let (role, called) = meant(arguments);
    let label = arguments.label.as_ref().unwrap_or(&called);
    let set = set_mark(&path, role, label, patience);
    let answer = set.map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::ConnectionRefused => format!(
            "no recording listens at {}; is that process being recorded, by the same user?",
            path.display()
        ),
        ErrorKind::TimedOut => format!(
            "the recorder did not answer within {} s: it is stopped or busy, and may still set the mark",
            arguments.timeout.as_secs_f64()
        ),
        _ => format!("the mark was not set: {error}"),
    })?;
    let millis = answer.cost.as_secs_f64() * 1e3;
    let label = console::printable_line(label);
    console::print(&format!("{}  {label}  ({millis:.1} ms)\n", answer.at))?;
    Ok(ExitCode::SUCCESS)
}

/// What the mark means, and what it is called where nobody says so.
fn meant(arguments: &MarkArguments) -> (MarkRole, String) {
    match (arguments.baseline, arguments.open, arguments.closed) {
        (true, ..) => (MarkRole::Baseline, "baseline".to_owned()),
        (_, Some(cycle), _) => (MarkRole::Open(cycle), format!("cycle {cycle} open")),
        (.., Some(cycle)) => (MarkRole::Closed(cycle), format!("cycle {cycle}")),
        _ => (MarkRole::Note, "mark".to_owned()),
    }
}
