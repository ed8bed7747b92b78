//! Commands that are started to be recorded.
//!
//! A command gets a process group of its own: it can be ended with everything that it starts, and a Ctrl-C in our
//! terminal is not its. Input is empty, since nobody could type into it. Output and errors go where ours go: who starts
//! us from a terminal reads them there, and no pipe of ours can fill up and hold the command back while it is measured. A command that does not end when it is asked to is killed, and none outlives us.

mod group;

pub use group::Group;

use crate::platform;
use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A program with its arguments, and where it is to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    program: OsString,
    arguments: Vec<OsString>,
    directory: Option<PathBuf>,
}

impl CommandLine {
    /// A program, which is looked for in `PATH`, with its arguments. It runs in our own working directory.
    pub fn new(program: &OsStr, arguments: &[OsString]) -> Self {
        Self { program: program.to_owned(), arguments: arguments.to_owned(), directory: None }
    }

    /// Takes a line apart as a POSIX shell does: at spaces, with quotes and backslashes, and with `#` before a comment.
    /// Nothing is expanded: no variables, patterns or `~`, no pipes.
    pub fn parse(line: &str) -> Result<Self, LaunchError> {
        let words = shlex::split(line).ok_or(LaunchError::Unclosed)?;
        let mut words = words.into_iter().map(OsString::from);
        let program = words.next().ok_or(LaunchError::Empty)?;
        Ok(Self { program, arguments: words.collect(), directory: None })
    }

    /// The same, but in another working directory.
    #[must_use]
    pub fn in_directory(self, directory: &Path) -> Self {
        Self { directory: Some(directory.to_owned()), ..self }
    }

    /// The program, as it was named.
    pub fn program(&self) -> &OsStr {
        &self.program
    }
}

/// As a POSIX shell takes it. A word that is not UTF-8 has signs for what it holds, and one with a null byte, which no
/// command can have, stays as it is.
impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = std::iter::once(&self.program).chain(&self.arguments);
        for (nth, word) in words.map(|word| word.to_string_lossy()).enumerate() {
            let quoted = shlex::try_quote(&word).unwrap_or_else(|_null| Cow::Borrowed(&word));
            write!(f, "{}{quoted}", if nth == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

/// A command that runs as our child, and ends with us. Dropping it ends its whole group.
#[derive(Debug)]
pub struct Launched {
    group: Group,
    line: String,
}

impl Launched {
    /// Starts a command. It can be attached to from here on: when this returns, the program has taken the place of our own
    /// copy and has its own name.
    pub fn start(line: &CommandLine) -> Result<Self, LaunchError> {
        if line.program.is_empty() {
            return Err(LaunchError::Empty);
        }
        if let Some(directory) = line.directory.as_ref().filter(|directory| !directory.is_dir()) {
            return Err(LaunchError::NoDirectory(directory.clone()));
        }
        let mut command = Command::new(&line.program);
        command.args(&line.arguments).stdin(Stdio::null());
        if let Some(directory) = &line.directory {
            command.current_dir(directory);
        }
        let not_started = |error| LaunchError::NotStarted(line.program.clone(), error);
        // Both ends are closed by `exec`: when nobody holds the second end any more, the program has taken over.
        let (mut taken_over, held) = io::pipe().map_err(not_started)?;
        let group = Group::start(&mut command).map_err(not_started)?;
        drop(held);
        let _nothing_is_written = taken_over.read_to_end(&mut Vec::new());
        platform::await_program(group.id());
        Ok(Self { group, line: line.to_string() })
    }

    /// The command, as a POSIX shell takes it.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Its process id, which is that of its group too.
    pub const fn pid(&self) -> u32 {
        self.group.id()
    }

    /// Whether the program itself has ended, or does so within this time.
    pub fn ends_within(&self, limit: Duration) -> bool {
        self.group.ends_within(limit)
    }

    /// Asks the whole group to end, kills what has not done so in time, and waits until it has.
    pub fn end(self) {
        self.group.end();
    }

    /// Lets it live on.
    pub fn release(self) {
        self.group.release();
    }
}

/// Why a command does not run; named by what the user should mend.
#[derive(Debug)]
pub enum LaunchError {
    /// Close the quote, or put something behind the last backslash.
    Unclosed,
    /// Name a program.
    Empty,
    /// Choose a directory that is there.
    NoDirectory(PathBuf),
    /// Mend the name of the program, or what the error names.
    NotStarted(OsString, io::Error),
}

impl fmt::Display for LaunchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unclosed => f.write_str("a quote is not closed, or nothing follows the last backslash"),
            Self::Empty => f.write_str("no program is named"),
            Self::NoDirectory(directory) => {
                write!(f, "there is no such directory to run in: {}", directory.display())
            }
            Self::NotStarted(program, error) => {
                write!(f, "{} cannot be started: {error}", program.display())
            }
        }
    }
}

impl std::error::Error for LaunchError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{is_group_alive, terminate_group};
    use std::time::Instant;

    fn line(text: &str) -> CommandLine {
        CommandLine::parse(text).unwrap()
    }

    #[test]
    fn a_line_is_taken_apart_as_by_a_shell() {
        let check = |text: &str, expected: &[&str]| {
            let words: Vec<_> = expected.iter().map(OsString::from).collect();
            assert_eq!(line(text), CommandLine::new(&words[0], &words[1..]), "{text}");
        };
        check("ghostty", &["ghostty"]);
        check(
            "  ghostty  --title 'a b'\t-e \"say \\\"hi\\\"\" ",
            &["ghostty", "--title", "a b", "-e", "say \"hi\""],
        );
        check(r"/opt/my\ app/run ''", &["/opt/my app/run", ""]);
        check("echo $HOME * ~ | cat # why", &["echo", "$HOME", "*", "~", "|", "cat"]);
    }

    #[test]
    fn a_command_reads_as_it_would_be_typed() {
        let check = |text: &str, expected: &str| {
            assert_eq!(line(text).to_string(), expected, "{text}");
            assert_eq!(line(expected), line(text));
        };
        check("env A=1 ghostty", "env 'A=1' ghostty");
        check("sh -c 'echo \"$A\"; exit'", "sh -c 'echo \"$A\"; exit'");
        check("/opt/my\\ app/run ''", "'/opt/my app/run' ''");
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said() {
        let check = |text: &str, expected: &str| {
            assert_eq!(CommandLine::parse(text).unwrap_err().to_string(), expected, "{text}");
        };
        let unclosed = "a quote is not closed, or nothing follows the last backslash";
        check("echo 'a", unclosed);
        check("echo \"a", unclosed);
        check("echo \\", unclosed);
        check("", "no program is named");
        check("  # nothing but words", "no program is named");
    }

    #[test]
    fn a_command_that_cannot_be_started_is_named() {
        let refused = Launched::start(&line("/nowhere/ghostty --new")).unwrap_err().to_string();
        assert!(refused.starts_with("/nowhere/ghostty cannot be started: "), "{refused}");
        let nowhere = line("true").in_directory(Path::new("/nowhere/at all"));
        let refused = Launched::start(&nowhere).unwrap_err().to_string();
        assert_eq!(refused, "there is no such directory to run in: /nowhere/at all");
    }

    /// Waits until something is so.
    #[track_caller]
    fn until(what: &str, is_so: impl Fn() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !is_so() {
            assert!(Instant::now() < deadline, "waited in vain: {what}");
            std::thread::yield_now();
        }
    }

    /// A command that says in files of its directory that its own child has begun, and that it was asked to end. The child
    /// starts nothing: what is just being started can miss the signal.
    const WITH_CHILD: &str =
        r#"sh -c 'sh -c "trap \"echo > ended; exit\" TERM; echo > begun; while :; do :; done" & wait'"#;

    #[test]
    fn a_command_ends_with_its_whole_group() {
        for end in [Launched::end, drop] {
            let directory = tempfile::tempdir().unwrap();
            let launched = Launched::start(&line(WITH_CHILD).in_directory(directory.path())).unwrap();
            until("its child begins", || directory.path().join("begun").exists());
            end(launched);
            until("its child ends", || directory.path().join("ended").exists());
        }
    }

    #[test]
    fn a_command_that_does_not_want_to_end_is_killed_with_its_whole_group() {
        const STUBBORN: &str =
            r#"sh -c 'trap "" TERM; sh -c "trap \"\" TERM; echo > begun; while :; do sleep 1; done" & wait'"#;
        let directory = tempfile::tempdir().unwrap();
        let launched = Launched::start(&line(STUBBORN).in_directory(directory.path())).unwrap();
        until("its child begins", || directory.path().join("begun").exists());
        let (group, began) = (launched.pid(), Instant::now());
        launched.end();
        assert!(began.elapsed() < Duration::from_secs(10));
        until("its child is gone", || !is_group_alive(group));
    }

    #[test]
    fn a_command_that_is_released_lives_on() {
        let launched = Launched::start(&line("sleep 600")).unwrap();
        let group = launched.pid();
        launched.release();
        assert!(terminate_group(group).is_ok(), "it is there");
        until("nobody else has to wait for it", || terminate_group(group).is_err());
    }
}
