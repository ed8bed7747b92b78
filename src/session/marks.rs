//! The socket by which scripts and targets set marks, and its client.
//!
//! One line each way. Asked: `mark ROLE LABEL`, where the role is `note`, `baseline`, `open N` or `closed N`.
//! Answered: `ok SECONDS COST_MS` when the mark's barrier snapshot was taken, or `error WHY`.

use super::{MarkAnswer, MarkRequester};
use crate::model::MarkRole;
use crate::units::Timestamp;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A longer line is no mark.
const LONGEST_LINE: u64 = 4096;

/// The socket for marks in a recording of this process: `$XDG_RUNTIME_DIR/strandline/PID.sock`; without that directory,
/// and on macOS, under `$TMPDIR` or `/tmp`, by user.
pub fn socket_path(pid: u32) -> PathBuf {
    directory().join(format!("{pid}.sock"))
}

fn directory() -> PathBuf {
    if let Some(runtime) = std::env::var_os("XDG_RUNTIME_DIR").filter(|path| Path::new(path).is_dir()) {
        return PathBuf::from(runtime).join("strandline");
    }
    let user = std::env::var("USER")
        .or_else(|_unset| std::env::var("LOGNAME"))
        .unwrap_or_else(|_unset| "user".to_owned());
    std::env::temp_dir().join(format!("strandline-{user}"))
}

/// Listens for marks until it is dropped.
pub struct MarkServer {
    path: PathBuf,
    ended: Arc<AtomicBool>,
}

impl MarkServer {
    /// Begins to listen at `path`, for its owner only. A socket that nobody listens at any more is taken over.
    pub fn listen(path: &Path, marks: MarkRequester) -> io::Result<Self> {
        if let Some(directory) = path.parent() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
        }
        if UnixStream::connect(path).is_ok() {
            return Err(io::Error::new(io::ErrorKind::AddrInUse, "another recording listens there"));
        }
        let _not_there = fs::remove_file(path);
        let listener = UnixListener::bind(path)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        let ended = Arc::new(AtomicBool::new(false));
        let seen_by_thread = Arc::clone(&ended);
        std::thread::Builder::new().name("mark socket".to_owned()).spawn(move || {
            for stream in listener.incoming() {
                if seen_by_thread.load(Ordering::Acquire) {
                    return;
                }
                let marks = marks.clone();
                let serve = move || serve(&stream?, &marks);
                // One that connects and says nothing must not keep the others waiting.
                let _out_of_threads = std::thread::Builder::new().name("mark".to_owned()).spawn(serve);
            }
        })?;
        Ok(Self { path: path.to_owned(), ended })
    }

    /// Where it listens.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for MarkServer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Release);
        // Wakes the thread, which then sees that it has ended.
        let _gone_already = UnixStream::connect(&self.path);
        let _gone_already = fs::remove_file(&self.path);
    }
}

fn serve(stream: &UnixStream, marks: &MarkRequester) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut line = String::new();
    BufReader::new(stream.take(LONGEST_LINE)).read_line(&mut line)?;
    let answer = match parse_request(line.trim_end()) {
        None => "error not understood; say: mark note|baseline|open N|closed N LABEL".to_owned(),
        Some((role, label)) => match marks.set(label, role) {
            Ok(MarkAnswer { at, cost }) => format!("ok {:.9} {:.3}", at.seconds(), cost.as_secs_f64() * 1e3),
            Err(refusal) => format!("error {refusal}"),
        },
    };
    (&*stream).write_all(format!("{answer}\n").as_bytes())
}

fn parse_request(line: &str) -> Option<(MarkRole, &str)> {
    let (role, rest) = first_word(line.strip_prefix("mark ")?);
    let numbered = || {
        let (number, label) = first_word(rest);
        Some((number.parse::<u32>().ok()?, label))
    };
    Some(match role {
        "note" => (MarkRole::Note, rest),
        "baseline" => (MarkRole::Baseline, rest),
        "open" => numbered().map(|(cycle, label)| (MarkRole::Open(cycle), label))?,
        "closed" => numbered().map(|(cycle, label)| (MarkRole::Closed(cycle), label))?,
        _ => return None,
    })
}

fn first_word(text: &str) -> (&str, &str) {
    text.split_once(' ').unwrap_or((text, ""))
}

fn request(role: MarkRole, label: &str) -> String {
    let label = label.replace(['\n', '\r'], " ");
    match role {
        MarkRole::Note => format!("mark note {label}\n"),
        MarkRole::Baseline => format!("mark baseline {label}\n"),
        MarkRole::Open(cycle) => format!("mark open {cycle} {label}\n"),
        MarkRole::Closed(cycle) => format!("mark closed {cycle} {label}\n"),
    }
}

/// Sets a mark by the socket at `path`, and waits for it. If nobody listens yet, tries again for `patience`.
pub fn set_mark(path: &Path, role: MarkRole, label: &str, patience: Duration) -> io::Result<MarkAnswer> {
    let stream = connect(path, patience)?;
    (&stream).write_all(request(role, label).as_bytes())?;
    let mut line = String::new();
    BufReader::new(stream.take(LONGEST_LINE)).read_line(&mut line)?;
    let odd = || io::Error::other(format!("the recorder gave no answer: {line:?}"));
    let (verdict, rest) = first_word(line.trim_end());
    if verdict != "ok" {
        return Err(if verdict == "error" { io::Error::other(rest.to_owned()) } else { odd() });
    }
    let (seconds, millis) = first_word(rest);
    let seconds: f64 = seconds.parse().map_err(|_not_a_number| odd())?;
    let millis: f64 = millis.parse().map_err(|_not_a_number| odd())?;
    let duration = |seconds| Duration::try_from_secs_f64(seconds).map_err(|_negative| odd());
    Ok(MarkAnswer { at: Timestamp::after(duration(seconds)?), cost: duration(millis / 1e3)? })
}

/// A target that was just started may be faster than its recorder.
fn connect(path: &Path, patience: Duration) -> io::Result<UnixStream> {
    let deadline = Instant::now() + patience;
    loop {
        match UnixStream::connect(path) {
            Ok(stream) => return Ok(stream),
            Err(error) if Instant::now() >= deadline => return Err(error),
            Err(_not_yet) => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_understood() {
        let check = |role, label: &str| {
            assert_eq!(parse_request(request(role, label).trim_end()), Some((role, label)));
        };
        check(MarkRole::Note, "after the second window");
        check(MarkRole::Baseline, "baseline");
        check(MarkRole::Open(3), "cycle 3 open");
        check(MarkRole::Closed(12), "");
        assert_eq!(parse_request("mark sometimes x"), None);
        assert_eq!(parse_request("open x"), None);
        assert_eq!(parse_request("mark open x"), None);
    }
}
