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
    strandline_app::run(Arguments::parse())
}
