//! Reads and writes on a socket within a time limit.

use super::LONGEST_LINE;
use crossbeam_channel::bounded;
use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

/// Connects. The system waits without limit for one that listens and accepts nobody: so a thread does.
pub(super) fn connect(path: &Path, limit: Duration) -> io::Result<UnixStream> {
    let (outbox, connected) = bounded(1);
    let path = path.to_owned();
    std::thread::Builder::new().name("connect".to_owned()).spawn(move || {
        let _too_late = outbox.send(UnixStream::connect(path));
    })?;
    connected.recv_timeout(limit).unwrap_or_else(|_too_slow| Err(io::ErrorKind::TimedOut.into()))
}

/// Reads a line, without its end, however slowly it comes; what is not there at the deadline is an error of the kind
/// [`io::ErrorKind::TimedOut`].
pub(super) fn read_line(mut stream: &UnixStream, limit: Duration) -> io::Result<String> {
    let deadline = Instant::now() + limit;
    let mut line = Vec::new();
    let mut piece = [0; 512];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut piece) {
            Ok(0) => return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the other side hung up")),
            Ok(count) => line.extend_from_slice(&piece[..count]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                return Err(io::ErrorKind::TimedOut.into());
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if let Some(end) = line.iter().position(|&byte| byte == b'\n') {
            line.truncate(end);
            return Ok(String::from_utf8_lossy(&line).into_owned());
        }
        if line.len() >= LONGEST_LINE {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the line is too long"));
        }
    }
}
