//! Where a login shell looks for programs.
//!
//! What is started from a desktop has the system's folders only; those of Homebrew, Cargo and others are added by the
//! user's shell.

use super::Group;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::ffi::OsStringExt;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::thread::Builder;
use std::time::Duration;

/// A shell that takes longer waits for something.
const PATIENCE: Duration = Duration::from_secs(5);

/// Says what it has, and that this was all. Every shell understands it.
const COMMAND: &str = "/usr/bin/env; echo strandline-has-read-it-all";
const END: &[u8] = b"strandline-has-read-it-all\n";

/// More is no environment.
const LONGEST: u64 = 1 << 20;

/// `PATH` as `shell` has it after its user logs in; nothing where that cannot be told in time.
pub fn login_path(shell: &OsStr) -> Option<OsString> {
    told_within(PATIENCE, shell)
}

fn told_within(patience: Duration, shell: &OsStr) -> Option<OsString> {
    let mut command = Command::new(shell);
    command.args(["-l", "-c", COMMAND]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut group = Group::start(&mut command).ok()?;
    let output = group.stdout.take()?;
    let (reported, answer) = channel();
    let read = move || {
        let _nobody_waits = reported.send(read_to_end(output));
    };
    Builder::new().name("login shell".to_owned()).spawn(read).ok()?;
    let text = answer.recv_timeout(patience).ok()?;
    // What it leaves in the background lives on once the shell itself has ended.
    let _ends_soon = group.ends_within(patience);
    path_of(&text)
}

/// Reads until the shell is done: what it leaves in the background keeps the pipe open.
fn read_to_end(output: impl Read) -> Vec<u8> {
    let (mut lines, mut text) = (BufReader::new(output.take(LONGEST)), Vec::new());
    loop {
        let line = text.len();
        let is_cut_off = lines.read_until(b'\n', &mut text).is_err();
        if is_cut_off || matches!(&text[line..], b"" | END) {
            return text;
        }
    }
}

/// What a shell's own files print comes first, and may look like anything.
fn path_of(environment: &[u8]) -> Option<OsString> {
    let lines = environment.split(|&byte| byte == b'\n');
    let mut paths = lines.filter_map(|line| line.strip_prefix(b"PATH="));
    paths.rfind(|path| !path.is_empty()).map(|path| OsString::from_vec(path.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    fn shell(text: &str) -> (tempfile::TempDir, OsString) {
        let desk = tempfile::tempdir().unwrap();
        let path = desk.path().join("shell");
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        (desk, path.into())
    }

    #[test]
    fn it_is_what_the_shell_says_behind_all_that_its_files_print() {
        let logged_in =
            r#"[ "$1" = -l ] && echo 'PATH=welcome' && PATH=/opt/brew/bin:/bin exec /bin/sh -c "$3""#;
        let (_desk, shell) = shell(logged_in);
        assert_eq!(login_path(&shell).unwrap(), "/opt/brew/bin:/bin");
    }

    #[test]
    fn what_a_shell_leaves_in_the_background_is_not_waited_for() {
        let leaves = r#"sleep 20 & PATH=/opt/brew/bin:/bin exec /bin/sh -c "$3""#;
        let (_desk, shell) = shell(leaves);
        assert_eq!(told_within(Duration::from_secs(10), &shell).unwrap(), "/opt/brew/bin:/bin");
    }

    #[test]
    fn a_shell_that_waits_or_is_not_there_says_nothing() {
        assert_eq!(login_path(OsStr::new("/nowhere/shell")), None);
        let (_desk, silent) = shell("exit 1");
        assert_eq!(login_path(&silent), None);
        let (_desk, waits) = shell("exec sleep 600");
        assert_eq!(told_within(Duration::from_millis(50), &waits), None);
    }
}
