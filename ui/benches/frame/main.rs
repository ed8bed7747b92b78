//! What a frame costs: CPU time of taking in, laying out and tessellating one, without a display, at 1400 × 900.
//!
//! `cargo bench -p strandline-app --bench frame [HOURS…]`; one hour and ten unless told, each in a process of its own. The
//! aim is a median of 4 ms, no more with ten hours than with one, and no frame above 16 ms once a trace was taken in.
//! CPU time is what a busy machine does not disturb; the median by the clock stands beside it.

mod attach;
mod cases;
mod frames;
mod process;
mod window;

use process::{Process, TICKS_OF_AN_HOUR};
use std::io::{self, Write};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [only, hours] if only == "--only" => measure(hours.parse().expect("a number of hours")),
        arguments => {
            let hours: Vec<u32> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
            attach::measure();
            for hours in if hours.is_empty() { vec![1, 10] } else { hours } {
                let program = std::env::current_exe().expect("this program has a path");
                let mut child = std::process::Command::new(program);
                let status = child.args(["--only", &hours.to_string()]).status();
                assert!(status.is_ok_and(|status| status.success()), "{hours} h were measured");
            }
        }
    }
}

fn measure(hours: u32) {
    let folder = tempfile::tempdir().expect("a place for traces");
    let mut process = Process::new();
    let path = process.record(folder.path(), hours * TICKS_OF_AN_HOUR);
    cases::measure(hours, &path, &mut process, folder.path());
}

/// Prints a line.
fn say(line: &str) {
    writeln!(io::stdout(), "{line}").expect("stdout is open");
}
