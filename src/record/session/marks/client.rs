//! The client that asks a recorder for a mark.

use super::in_time::{connect, read_line};
use super::{directory, first_word, request};
use crate::model::MarkRole;
use crate::model::units::Timestamp;
use crate::platform::files::folder_of;
use crate::platform::{effective_user, peer_user};
use crate::record::session::MarkAnswer;
use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a recorder is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkTimeouts {
    /// Until it listens: a target that was just started may be faster than its recorder.
    pub listening: Duration,
    /// Until it has answered. A mark in a target with a million mappings takes about a second.
    pub answer: Duration,
}

impl Default for MarkTimeouts {
    /// A recorder that listens already, and answers within five seconds.
    fn default() -> Self {
        Self { listening: Duration::ZERO, answer: Duration::from_secs(5) }
    }
}

/// Sets a mark by the socket at `path`, and waits for it. An answer that does not come in time is an error of the kind
/// [`io::ErrorKind::TimedOut`]: the mark may be set all the same.
pub fn set_mark(path: &Path, role: MarkRole, label: &str, patience: MarkTimeouts) -> io::Result<MarkAnswer> {
    let request = request(role, label)?;
    let stream = connect_to_ours(path, patience)?;
    stream.set_write_timeout(Some(patience.answer))?;
    (&stream).write_all(request.as_bytes())?;
    parse_answer(&read_line(&stream, patience.answer)?)
}

fn parse_answer(line: &str) -> io::Result<MarkAnswer> {
    let odd = || io::Error::other(format!("the recorder gave no answer: {line:?}"));
    let (verdict, rest) = first_word(line);
    if verdict != "ok" {
        return Err(if verdict == "error" { io::Error::other(rest.to_owned()) } else { odd() });
    }
    let (seconds, millis) = first_word(rest);
    let seconds: f64 = seconds.parse().map_err(|_not_a_number| odd())?;
    let millis: f64 = millis.parse().map_err(|_not_a_number| odd())?;
    let duration = |seconds| Duration::try_from_secs_f64(seconds).map_err(|_negative| odd());
    Ok(MarkAnswer { at: Timestamp::after(duration(seconds)?), cost: duration(millis / 1e3)? })
}

/// Connects, and makes sure to whom.
fn connect_to_ours(path: &Path, patience: MarkTimeouts) -> io::Result<UnixStream> {
    let deadline = Instant::now() + patience.listening;
    let try_once = || {
        directory::check(folder_of(path))?;
        connect(path, patience.answer)
    };
    let stream = loop {
        match try_once() {
            Ok(stream) => break stream,
            Err(error) if Instant::now() >= deadline || is_final(&error) => return Err(error),
            Err(_not_yet) => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    match peer_user(&stream)? {
        user if user == effective_user() => Ok(stream),
        user => Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!("user {user} listens there, and not we ourselves"),
        )),
    }
}

/// Whether waiting changes nothing.
fn is_final(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::TimedOut)
}
