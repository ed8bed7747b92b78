//! `strandline mark`: a moment worth remembering, in a recording that runs elsewhere.

use super::args::MarkArguments;
use super::{Outcome, console};
use crate::model::MarkRole;
use crate::session::marks::{Patience, set_mark, socket_path};
use std::io::ErrorKind;
use std::process::ExitCode;

pub(super) fn run(arguments: &MarkArguments) -> Outcome {
    let path = match (&arguments.socket, arguments.pid) {
        (Some(socket), _) => socket.clone(),
        (None, pid) => socket_path(pid.unwrap_or_default()),
    };
    let patience = Patience { answer: arguments.timeout, ..Patience::default() };
    let set = set_mark(&path, MarkRole::Note, &arguments.label, patience);
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
    console::print(&format!("{}  {}  ({millis:.1} ms)\n", answer.at, arguments.label))?;
    Ok(ExitCode::SUCCESS)
}
