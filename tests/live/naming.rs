//! What mappings of a real program are called: the recorder itself, which has named threads, is the target.

use crate::puppet::{Puppet, TOOL, Take};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;
use strandline::classify::categories::Rules;
use strandline::model::Recording;
use strandline::platform;
use strandline::platform::launch::{CommandLine, Launched};

fn launch(line: &str) -> Launched {
    Launched::start(&CommandLine::parse(line).unwrap()).unwrap()
}

#[test]
fn a_program_that_was_launched_has_its_own_name_each_time() {
    for _ in 0..50 {
        let launched = launch("sleep 600");
        let source =
            platform::attach(launched.pid(), Rules::built_in(), &platform::Patience::default()).unwrap();
        let target = source.target();
        assert_eq!((target.name.as_str(), target.command.as_str()), ("sleep", "sleep 600"));
        launched.end();
    }
}

#[test]
fn a_program_that_becomes_another_has_the_name_of_that() {
    let launched = launch("env TIDE=low sleep 600");
    let mut take = Take::attach(launched.pid(), Duration::from_millis(10));
    let mut looks = 0;
    while take.trace.recording.target().unwrap().name != "sleep" {
        looks += 1;
        assert!(looks < 100, "{:?}", take.trace.recording.target());
        take.mark(&format!("look {looks}"));
    }
    take.stop();
    launched.end();
}

#[test]
fn the_stacks_of_threads_carry_their_names() {
    let puppet = Puppet::new();
    let directory = tempfile::tempdir().unwrap();
    let mut recorder = Command::new(TOOL)
        .args(["record", "--interval", "1s", "--pid", &puppet.pid().to_string(), "--out"])
        .arg(directory.path().join("inner.strand"))
        .env("XDG_RUNTIME_DIR", directory.path())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Its threads run once it says that it records.
    BufReader::new(recorder.stderr.take().unwrap()).read_line(&mut String::new()).unwrap();
    let mut take = Take::attach(recorder.id(), Duration::from_millis(10));
    // A thread that runs at this moment tells its stack at a later look.
    let mut looks = 0;
    while !["sampler", "mark socket"].iter().all(|name| has_stack(&take.trace.recording, name)) {
        looks += 1;
        assert!(looks < 50, "no stack is named for them: {:?}", stacks(&take.trace.recording));
        take.mark(&format!("look {looks}"));
    }
    take.stop();
    recorder.kill().unwrap();
    recorder.wait().unwrap();
}

fn has_stack(recording: &Recording, thread: &str) -> bool {
    stacks(recording).iter().any(|label| label.starts_with("thread ") && label.ends_with(thread))
}

/// The labels of all thread stacks.
fn stacks(recording: &Recording) -> Vec<String> {
    let is_stack =
        |id| recording.category(id).is_some_and(|found| found.to_string() == "Stacks ▸ thread stacks");
    let alive =
        recording.regions().iter().filter(|region| region.is_alive() && is_stack(region.class.category));
    alive.filter_map(|region| Some(recording.tag(region.class.label)?.name.clone())).collect()
}
