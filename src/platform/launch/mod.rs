//! Commands that are started to be recorded.
//!
//! A command gets a process group of its own: it can be ended with everything that it starts, and a Ctrl-C in our
//! terminal is not its. Input is empty, since nobody could type into it. Output and errors go where ours go: who starts
//! us from a terminal reads them there, and no pipe of ours can fill up and hold the command back while it is measured. A command that does not end when it is asked to is killed, and none outlives us.

mod demo_target;
mod group;
mod login;

pub use demo_target::DemoTarget;
pub use group::Group;
pub use login::login_path;

use crate::platform;
use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A program with its arguments, what its environment has beside ours, and where it is to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    program: OsString,
    arguments: Vec<OsString>,
    variables: Vec<(String, String)>,
    directory: Option<PathBuf>,
    search_path: Option<OsString>,
}

impl CommandLine {
    /// A program, which is looked for in `PATH`, with its arguments. It runs in our own working directory.
    pub fn new(program: &OsStr, arguments: &[OsString]) -> Self {
        Self {
            program: program.to_owned(),
            arguments: arguments.to_owned(),
            variables: Vec::new(),
            directory: None,
            search_path: None,
        }
    }

    /// Takes a line apart as a POSIX shell does: at spaces, with quotes and backslashes, and with `#` before a comment.
    /// It may begin with `cd FOLDER &&`, and set variables before the program. Nothing is expanded: no variables,
    /// patterns or `~`, no pipes.
    pub fn parse(line: &str) -> Result<Self, LaunchError> {
        let words = shlex::split(line).ok_or(LaunchError::Unclosed)?;
        let (directory, words) = match &words[..] {
            [cd, folder, and, words @ ..] if cd == "cd" && and == "&&" => {
                (Some(PathBuf::from(folder)), words)
            }
            words => (None, words),
        };
        let set = words.iter().map_while(|word| assignment(word));
        let variables: Vec<_> = set.collect();
        let mut words = words[variables.len()..].iter().map(OsString::from);
        let program = words.next().ok_or(LaunchError::Empty)?;
        Ok(Self { program, arguments: words.collect(), variables, directory, search_path: None })
    }

    /// The same, but in another working directory.
    #[must_use]
    pub fn in_directory(self, directory: &Path) -> Self {
        Self { directory: Some(directory.to_owned()), ..self }
    }

    /// The same, in this working directory unless the line says where.
    #[must_use]
    pub fn or_in_directory(self, directory: Option<PathBuf>) -> Self {
        Self { directory: self.directory.or(directory), ..self }
    }

    /// The same, but its program is looked for in these folders, and it looks for others there.
    #[must_use]
    pub fn with_search_path(self, search_path: Option<OsString>) -> Self {
        Self { search_path, ..self }
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
        let quoted =
            |word: &str| shlex::try_quote(word).map_or_else(|_null| word.to_owned(), Cow::into_owned);
        if let Some(directory) = &self.directory {
            write!(f, "cd {} && ", quoted(&directory.to_string_lossy()))?;
        }
        for (name, value) in &self.variables {
            write!(f, "{name}={} ", quoted(value))?;
        }
        let words = std::iter::once(&self.program).chain(&self.arguments);
        for (nth, word) in words.map(|word| word.to_string_lossy()).enumerate() {
            write!(f, "{}{}", if nth == 0 { "" } else { " " }, quoted(&word))?;
        }
        Ok(())
    }
}

/// A variable that is set before a program: a name, `=` and a value.
fn assignment(word: &str) -> Option<(String, String)> {
    let (name, value) = word.split_once('=')?;
    let is_name = |name: &str| {
        name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    is_name(name).then(|| (name.to_owned(), value.to_owned()))
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
        let mut command = Command::new(program(line)?);
        command.args(&line.arguments).envs(line.variables.iter().cloned()).stdin(Stdio::null());
        if let Some(search_path) = &line.search_path
            && !line.variables.iter().any(|(name, _)| name == "PATH")
        {
            command.env("PATH", search_path);
        }
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

/// The file of a program. Of a bundle, a folder as applications of macOS are, that is its main program.
fn program(line: &CommandLine) -> Result<OsString, LaunchError> {
    let named = Path::new(&line.program);
    let place = line.directory.as_deref().unwrap_or(Path::new("")).join(named);
    let is_bundle = place.extension().is_some_and(|ending| ending == "app") && place.is_dir();
    if !is_bundle {
        return Ok(line.program.clone());
    }
    let main = platform::bundle_program(&place).map_err(LaunchError::NoBundle)?;
    // A relative path would be looked up in the folder that the program runs in.
    let main =
        std::path::absolute(main).map_err(|error| LaunchError::NotStarted(line.program.clone(), error))?;
    Ok(main.into_os_string())
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
    /// Mend the bundle, or name the program in it: says why it has none.
    NoBundle(String),
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
            Self::NoBundle(reason) => f.write_str(reason),
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
    use std::os::unix::fs::PermissionsExt;
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
    fn a_line_says_where_and_with_which_environment() {
        let actual = line("cd '/opt/my app' && A=1 _b='2 3' sh -c 'pwd; echo $A$_b' C=4");
        assert_eq!(actual.directory.as_deref(), Some(Path::new("/opt/my app")));
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(actual.variables, [pair("A", "1"), pair("_b", "2 3")]);
        assert_eq!(actual.arguments.last().unwrap(), "C=4");
        assert_eq!(line("2=3 x").program(), "2=3");
        assert_eq!(line("cd /tmp").program(), "cd");
    }

    #[test]
    fn a_bundle_is_started_by_its_main_program_with_arguments_environment_and_folder() {
        let desk = tempfile::tempdir().unwrap();
        let programs = desk.path().join("Hello.app/Contents/MacOS");
        std::fs::create_dir_all(&programs).unwrap();
        let list =
            "<plist version=\"1.0\"><dict><key>CFBundleExecutable</key><string>run</string></dict></plist>";
        std::fs::write(desk.path().join("Hello.app/Contents/Info.plist"), list).unwrap();
        let written = "#!/bin/sh\necho \"$PWD $1 $WORD\" > told.part && mv told.part told && exec sleep 60\n";
        std::fs::write(programs.join("run"), written).unwrap();
        std::fs::set_permissions(programs.join("run"), PermissionsExt::from_mode(0o755)).unwrap();
        let there = desk.path().canonicalize().unwrap();
        let command = format!("cd {} && WORD=word ./Hello.app one", there.display());
        let launched = Launched::start(&line(&command)).unwrap();
        until("it has told", || there.join("told").exists());
        let actual = std::fs::read_to_string(there.join("told")).unwrap();
        assert_eq!(actual, format!("{} one word\n", there.display()));
        assert_eq!(launched.line(), command);
        std::fs::create_dir(there.join("Empty.app")).unwrap();
        let refused = Launched::start(&line("Empty.app").in_directory(&there)).unwrap_err().to_string();
        assert!(refused.contains("Empty.app/Contents/Info.plist"), "{refused}");
    }

    #[test]
    fn a_program_is_looked_for_where_it_was_said() {
        let desk = tempfile::tempdir().unwrap();
        let tool = desk.path().join("tool-of-this-test");
        std::fs::write(&tool, "#!/bin/sh\nexec sleep 60\n").unwrap();
        std::fs::set_permissions(&tool, PermissionsExt::from_mode(0o755)).unwrap();
        assert!(Launched::start(&line("tool-of-this-test")).is_err());
        let path = format!("/usr/bin:/bin:{}", desk.path().display());
        let there = line("tool-of-this-test").with_search_path(Some(path.into()));
        assert!(Launched::start(&there).is_ok());
    }

    #[test]
    fn a_command_reads_as_it_would_be_typed() {
        let check = |text: &str, expected: &str| {
            assert_eq!(line(text).to_string(), expected, "{text}");
            assert_eq!(line(expected), line(text));
        };
        check("env A=1 ghostty", "env 'A=1' ghostty");
        check("cd  '/opt/my app' &&  A=1 ghostty", "cd '/opt/my app' && A=1 ghostty");
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
