//! What is asked is understood, by whom it may be asked, and that nobody waits for ever.

use super::*;
use crate::record::session::tests::still;
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const SOON: MarkTimeouts = MarkTimeouts { listening: Duration::ZERO, answer: Duration::from_millis(200) };

#[test]
fn what_is_asked_is_understood() {
    let check = |role, label: &str| {
        assert_eq!(parse_request(request(role, label).unwrap().trim_end()), Some((role, label)));
    };
    check(MarkRole::Note, "after the second window");
    check(MarkRole::Baseline, "baseline");
    check(MarkRole::Open(3), "cycle 3 open");
    check(MarkRole::Closed(12), "");
    assert_eq!(parse_request("mark sometimes x"), None);
    assert_eq!(parse_request("open x"), None);
    assert_eq!(parse_request("mark open x"), None);
}

/// A directory for sockets, with these rights.
fn place(rights: u32) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("strandline");
    fs::create_dir(&directory).unwrap();
    fs::set_permissions(&directory, Permissions::from_mode(rights)).unwrap();
    (folder, directory.join("7.sock"))
}

fn set(path: &Path) -> Result<(), io::ErrorKind> {
    set_mark(path, MarkRole::Note, "x", SOON).map(drop).map_err(|error| error.kind())
}

#[test]
fn a_mark_is_set_by_the_socket_and_the_socket_goes_with_its_recording() {
    let (folder, path) = place(0o700);
    let session = still(folder.path());
    let server = MarkServer::listen(&path, session.mark_requester()).unwrap();
    let patience = MarkTimeouts { answer: Duration::from_secs(20), ..SOON };
    set_mark(&path, MarkRole::Note, "x", patience).unwrap();
    let long = "x".repeat(LONGEST_LINE);
    let refused = set_mark(&path, MarkRole::Note, &long, patience).unwrap_err().to_string();
    assert!(refused.contains("too long"), "nothing is cut in silence: {refused}");
    assert!(MarkServer::listen(&path, session.mark_requester()).is_err(), "another listens there");
    drop(server);
    assert!(!path.exists());
}

#[test]
fn a_directory_that_is_not_ours_alone_is_refused_on_both_sides() {
    let session = still(tempfile::tempdir().unwrap().path());
    let check = |path: &Path| {
        let refused = MarkServer::listen(path, session.mark_requester()).err().map(|error| error.kind());
        assert_eq!(refused, Some(io::ErrorKind::PermissionDenied));
        assert_eq!(set(path), Err(io::ErrorKind::PermissionDenied));
    };
    let (_open, path) = place(0o750);
    check(&path);
    let (folder, path) = place(0o700);
    symlink(path.parent().unwrap(), folder.path().join("link")).unwrap();
    check(&folder.path().join("link/7.sock"));
}

#[test]
fn a_recorder_that_says_nothing_is_not_waited_for_for_ever() {
    let (_folder, path) = place(0o700);
    let mute = UnixListener::bind(&path).unwrap();
    let began = Instant::now();
    assert_eq!(set(&path), Err(io::ErrorKind::TimedOut));
    // Nor is one whose queue is full, or who answers letter by letter.
    let _waiting: Vec<_> = (0..1000).map_while(|_| full(&path)).collect();
    assert_eq!(set(&path), Err(io::ErrorKind::TimedOut));
    drop(mute);
    fs::remove_file(&path).unwrap();
    let slow = UnixListener::bind(&path).unwrap();
    let letter_by_letter = move || {
        let (mut stream, _) = slow.accept().unwrap();
        while stream.write_all(b"o").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    std::thread::Builder::new().name("slow recorder".to_owned()).spawn(letter_by_letter).unwrap();
    assert_eq!(set(&path), Err(io::ErrorKind::TimedOut));
    assert!(began.elapsed() < Duration::from_secs(20));
}

/// One more in the queue of a listener, if there is room.
fn full(path: &Path) -> Option<UnixStream> {
    in_time::connect(path, Duration::from_millis(200)).ok()
}

#[test]
fn sockets_of_recordings_that_are_gone_are_removed() {
    let (folder, path) = place(0o700);
    let old = path.with_file_name("8.sock");
    drop(UnixListener::bind(&old).unwrap());
    let long_ago = std::time::SystemTime::now() - Duration::from_mins(1);
    assert!(directory::is_stale(&old));
    let touched = std::process::Command::new("touch").args(["-d", "1 minute ago"]).arg(&old).status();
    assert!(
        touched.unwrap().success()
            && fs::metadata(&old).unwrap().modified().unwrap() <= long_ago + Duration::from_secs(5)
    );
    let alive = UnixListener::bind(path.with_file_name("9.sock")).unwrap();
    fs::write(path.with_file_name("10.sock"), "no socket").unwrap();
    let session = still(folder.path());
    let _server = MarkServer::listen(&path, session.mark_requester()).unwrap();
    let mut left: Vec<_> =
        fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["10.sock", "7.sock", "9.sock"]);
    drop(alive);
}
