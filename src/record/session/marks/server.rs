//! The server that sets the marks that clients ask for.

use super::in_time::read_line;
use super::{directory, parse_request};
use crate::platform::files::folder_of;
use crate::platform::{effective_user, peer_user};
use crate::record::session::{MarkAnswer, MarkRequester, Refusal};
use std::collections::VecDeque;
use std::fs;
use std::io::{self, Write};
use std::net::Shutdown;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Whoever connects has so long to say what he wants, and to hear the answer.
const LINE_LIMIT: Duration = Duration::from_secs(10);

/// So many are served at a time. Where more come, the first of those who have not said anything yet has to go.
const MOST_GUESTS: usize = 128;

/// Where the system has no room for one more, it may have some after this time.
const FULL_PAUSE: Duration = Duration::from_millis(50);

/// A mark that is not set within this time is none.
const MARK_LIMIT: Duration = Duration::from_mins(1);

/// Listens for marks until it is dropped.
pub struct MarkServer {
    path: PathBuf,
    /// Device and inode of the socket: another at its path is not ours.
    socket: (u64, u64),
    ended: Arc<AtomicBool>,
}

impl MarkServer {
    /// Begins to listen at `path`, whose directory is made if it is not there and must be ours alone. A socket that nobody
    /// listens at any more is taken over; so are others in that directory removed.
    pub fn listen(path: &Path, marks: MarkRequester) -> io::Result<Self> {
        let directory = folder_of(path);
        directory::make(directory)?;
        directory::remove_stale(directory);
        let listener = bind(path)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        let socket = identity(path)?;
        let ended = Arc::new(AtomicBool::new(false));
        let seen_by_thread = Arc::clone(&ended);
        std::thread::Builder::new().name("mark socket".to_owned()).spawn(move || {
            let mut guests = MarkClients::default();
            for stream in listener.incoming() {
                if seen_by_thread.load(Ordering::Acquire) {
                    return;
                }
                match stream {
                    Ok(stream) => guests.admit(stream, &marks),
                    Err(_out_of_descriptors) => std::thread::sleep(FULL_PAUSE),
                }
            }
        })?;
        Ok(Self { path: path.to_owned(), socket, ended })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for MarkServer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Release);
        if identity(&self.path).is_ok_and(|there| there == self.socket) {
            // Wakes the thread, which then sees that it has ended.
            let _gone_already = UnixStream::connect(&self.path);
            let _gone_already = fs::remove_file(&self.path);
        }
    }
}

/// Who is being served.
#[derive(Default)]
struct MarkClients(VecDeque<MarkClient>);

struct MarkClient {
    /// Shared with the thread that serves it, as long as that does.
    stream: Arc<UnixStream>,
    has_spoken: Arc<AtomicBool>,
}

impl MarkClients {
    /// Serves one more, on a thread of its own: one that connects and says nothing must not keep the others waiting.
    fn admit(&mut self, stream: UnixStream, marks: &MarkRequester) {
        self.0.retain(|guest| Arc::strong_count(&guest.stream) > 1);
        if self.0.len() >= MOST_GUESTS {
            let is_silent = |guest: &MarkClient| !guest.has_spoken.load(Ordering::Acquire);
            let silent = self.0.iter().position(is_silent).and_then(|place| self.0.remove(place));
            let Some(silent) = silent else {
                let _gone_already = (&stream).write_all(b"error too many marks are waiting\n");
                return;
            };
            let _gone_already = silent.stream.shutdown(Shutdown::Both);
        }
        let (stream, has_spoken) = (Arc::new(stream), Arc::new(AtomicBool::new(false)));
        let guest = MarkClient { stream: Arc::clone(&stream), has_spoken: Arc::clone(&has_spoken) };
        let marks = marks.clone();
        let serve = move || serve(&stream, &has_spoken, &marks);
        let served = std::thread::Builder::new().name("mark".to_owned()).spawn(serve);
        self.0.extend(served.is_ok().then_some(guest));
    }
}

fn bind(path: &Path) -> io::Result<UnixListener> {
    match UnixListener::bind(path) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse && directory::is_stale(path) => {
            fs::remove_file(path)?;
            UnixListener::bind(path)
        }
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            Err(io::Error::new(io::ErrorKind::AddrInUse, "another recording listens there"))
        }
        bound => bound,
    }
}

/// Device and inode.
fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let there = fs::symlink_metadata(path)?;
    Ok((there.dev(), there.ino()))
}

fn serve(stream: &UnixStream, has_spoken: &AtomicBool, marks: &MarkRequester) -> io::Result<()> {
    stream.set_write_timeout(Some(LINE_LIMIT))?;
    // Root may do what we may.
    let answer = match peer_user(stream)? {
        user if user == effective_user() || user == 0 => answer(stream, has_spoken, marks)?,
        user => format!("error user {user} may not set marks here"),
    };
    (&*stream).write_all(format!("{answer}\n").as_bytes())
}

fn answer(stream: &UnixStream, has_spoken: &AtomicBool, marks: &MarkRequester) -> io::Result<String> {
    let line = read_line(stream, LINE_LIMIT);
    has_spoken.store(true, Ordering::Release);
    let line = match line {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(format!("error {error}")),
        line => line?,
    };
    let Some((role, label)) = parse_request(line.trim_end()) else {
        return Ok("error not understood; say: mark note|baseline|open N|closed N LABEL".to_owned());
    };
    let set = marks.request(label.to_owned(), role).recv_timeout(MARK_LIMIT);
    Ok(match set.unwrap_or(Err(Refusal::Ended)) {
        Ok(MarkAnswer { at, cost }) => format!("ok {:.9} {:.3}", at.seconds(), cost.as_secs_f64() * 1e3),
        Err(refusal) => format!("error {refusal}"),
    })
}
