//! `strandline mark`: a moment worth remembering, in a recording that runs elsewhere.

use super::Outcome;
use super::args::MarkArguments;
use crate::model::MarkRole;
use crate::session::marks::{set_mark, socket_path};
use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

pub(super) fn run(arguments: &MarkArguments) -> Outcome {
    let path = match (&arguments.socket, arguments.pid) {
        (Some(socket), _) => socket.clone(),
        (None, pid) => socket_path(pid.unwrap_or_default()),
    };
    let answer = set_mark(&path, MarkRole::Note, &arguments.label, Duration::ZERO).map_err(|error| {
        match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::ConnectionRefused => {
                format!(
                    "no recording listens at {}; is that process being recorded, by the same user?",
                    path.display()
                )
            }
            _ => format!("the mark was not set: {error}"),
        }
    })?;
    writeln!(
        std::io::stdout(),
        "{}  {}  ({:.1} ms)",
        answer.at,
        arguments.label,
        answer.cost.as_secs_f64() * 1e3
    )?;
    Ok(ExitCode::SUCCESS)
}
