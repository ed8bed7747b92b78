//! The program with the window.

use clap::Parser;
use std::process::ExitCode;
use strandline_app::Arguments;

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1).peekable();
    // The demo starts this program once more, as the process that is recorded.
    if words.peek().is_some_and(|word| word == "target") {
        return strandline::cli::target_main(words);
    }
    // Where that cannot be had a limit on file sizes ends us, as it does any other program.
    let _as_any_other = strandline::platform::files::report_size_limit();
    strandline_app::run(Arguments::parse())
}
