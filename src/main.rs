//! The headless tool.

use std::process::ExitCode;

fn main() -> ExitCode {
    strandline::cli::run()
}
