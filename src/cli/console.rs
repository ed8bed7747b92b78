//! Writes to the terminal. Control characters in names from outside are escaped.
//!
//! Progress, warnings and errors go to standard error, what was asked for to standard output.

pub(super) use crate::report::markup::{printable, printable_line};

use crate::platform::Patience;
use std::error::Error;
use std::io::{self, IsTerminal, Write};

/// Says something that is not data.
pub(super) fn say(text: &str) {
    let _nobody_reads = writeln!(io::stderr(), "{}", printable(text));
}

/// Prints what was asked for.
pub(super) fn print(text: &str) -> io::Result<()> {
    io::stdout().write_all(printable(text).as_bytes())
}

/// Warns.
pub(super) fn warn(text: &str) {
    say(&format!("warning: {text}"));
}

/// Waits where macOS asks its user, and says that it does.
pub(super) fn patience() -> Patience {
    Patience { tell: Box::new(say), ..Patience::default() }
}

/// Tells an error and what caused it.
pub(super) fn error(error: &dyn Error) {
    let mut text = format!("error: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    say(&text);
}

/// One line that is written over, where somebody looks; nothing else where the output goes to a file.
#[derive(Debug)]
pub(super) struct ProgressLine {
    is_seen: bool,
    is_open: bool,
}

impl ProgressLine {
    pub(super) fn new() -> Self {
        Self { is_seen: io::stderr().is_terminal(), is_open: false }
    }

    /// Replaces the line.
    pub(super) fn show(&mut self, text: &str) {
        if self.is_seen {
            self.is_open = true;
            let mut stderr = io::stderr().lock();
            let _nobody_reads =
                write!(stderr, "\r\x1b[K{}", printable_line(text)).and_then(|()| stderr.flush());
        }
    }

    /// Leaves the line as it is, so that something else can be said below.
    pub(super) fn close(&mut self) {
        if std::mem::take(&mut self.is_open) {
            say("");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// The test runs itself once more, so that its standard error can be read.
    #[test]
    fn what_macos_asks_is_said_on_standard_error() {
        const QUESTION: &str = "STRANDLINE_TEST_QUESTION";
        if let Ok(question) = std::env::var(QUESTION) {
            return (patience().tell)(&question);
        }
        let (_crate, place) = module_path!().split_once("::").unwrap();
        let mut again = Command::new(std::env::current_exe().unwrap());
        again.args([
            "--exact",
            &format!("{place}::what_macos_asks_is_said_on_standard_error"),
            "--nocapture",
        ]);
        let output = again.env(QUESTION, "macOS is asking: answer\u{1b}[31m").output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains("macOS is asking: answer") && !errors.contains('\u{1b}'), "{errors}");
    }
}
