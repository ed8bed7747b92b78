//! Records a program through ten cycles of an action, and prints the verdict.
//!
//! ```sh
//! cargo run --example cycles
//! ```
//!
//! The program is this one. Its action keeps one mebibyte each time.
#![allow(clippy::print_stdout, reason = "an example shows its result")]

use std::error::Error;
use std::time::Duration;
use strandline::analysis::Window;
use strandline::classify::categories::Rules;
use strandline::model::{MarkRole, Recording, Trace};
use strandline::platform::{self, Patience};
use strandline::record::session::{Event, Options, Session, recording_start};
use strandline::report::{Summary, verdict_line};

const CYCLES: u32 = 10;

fn main() -> Result<(), Box<dyn Error>> {
    // Attach, and begin a recording.
    let source = platform::attach(std::process::id(), Rules::built_in(), &Patience::default())?;
    let start = recording_start(&*source, Duration::from_millis(100));
    let mut trace = Trace { recording: Recording::new(start), ..Trace::default() };
    let session = Session::start(source, Options::default())?;

    // A closing mark ends each cycle.
    let mut kept = Vec::new();
    for cycle in 1..=CYCLES {
        kept.push(vec![1_u8; 1 << 20]);
        mark(&session, &mut trace, cycle)?;
    }

    // Stop, and take in what is left.
    session.stop();
    for event in session.events() {
        event.apply_to(&mut trace)?;
        if let Event::Ended(_) = event {
            break;
        }
    }

    // Measure, and judge.
    let window = Window::resolve(&trace, None, None)?;
    println!("{}", verdict_line(&Summary::measure(&trace, window, None)));
    Ok(())
}

/// Sets the mark that closes a cycle, and takes in everything up to it.
fn mark(session: &Session, trace: &mut Trace, cycle: u32) -> Result<(), Box<dyn Error>> {
    let label = format!("cycle {cycle}");
    let answer = session.mark_requester().request(label.clone(), MarkRole::Closed(cycle));
    while trace.annotations.mark_labelled(&label).is_none() {
        session.events().recv()?.apply_to(trace)?;
    }
    answer.recv()??;
    Ok(())
}
