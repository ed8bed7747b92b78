//! Five hundred recorders are killed at random moments: what of each recording is there, and what is lost.

use crate::desk::{Desk, Target, pause};
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};
use strandline::storage::trace_file;

/// So many are killed.
const KILLS: u64 = 500;

/// So many run at once: most of the time they rest.
const AT_ONCE: u64 = 20;

/// The longest life of one. The file is written to each half second.
const LONGEST: Duration = Duration::from_millis(1400);

/// What may be lost: what was not written for half a second, a tick, and what a busy machine adds to both.
const MOST_LOST: Duration = Duration::from_millis(1500);

/// What became of one recording.
#[derive(Debug)]
enum Left {
    /// It was killed before its first snapshot, and there is no file.
    Nothing,
    /// What was recorded before the kill and is not in the file.
    Lost(Duration),
}

#[test]
fn five_hundred_kills_cost_less_than_a_second_each() {
    let desk = Desk::new();
    let target = Target::idle();
    let random = RandomState::new();
    let lives = (0..KILLS).map(|nth| LONGEST.mul_f64((random.hash_one(nth) % 1000) as f64 / 1000.0));
    let lives: Vec<_> = lives.collect();
    let began = Instant::now();
    let left: Vec<Left> = std::thread::scope(|scope| {
        let share = |first: u64| (first..KILLS).step_by(usize::try_from(AT_ONCE).unwrap());
        let (desk, target, lives) = (&desk, &target, &lives);
        let threads: Vec<_> = (0..AT_ONCE)
            .map(|first| {
                scope.spawn(move || {
                    share(first)
                        .map(|nth| killed(desk, target, nth, lives[usize::try_from(nth).unwrap()]))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let mut lost: Vec<Duration> =
        left.iter().filter_map(|left| if let Left::Lost(lost) = left { Some(*lost) } else { None }).collect();
    lost.sort();
    let (median, most) = (lost[lost.len() / 2], lost[lost.len() - 1]);
    eprintln!(
        "{KILLS} kills in {:.0?}: {} before the first snapshot; of the others {median:.0?} were lost in the middle, {most:.0?} at most",
        began.elapsed(),
        left.len() - lost.len(),
    );
    assert!(lost.len() > 250, "most lived long enough: {}", lost.len());
    assert!(most <= MOST_LOST && median <= Duration::from_millis(600), "{median:?}, {most:?}");
    // Nor is anything left of those that had no snapshot but a file that never got its name.
    let partial = |name: &str| Path::new(name).extension().is_some_and(|ending| ending == "partial");
    let odd: Vec<_> =
        names(&desk).into_iter().filter(|name| !name.ends_with(".strand") && !partial(name)).collect();
    assert_eq!(odd, ["home", "run", "state", "tmp"]);
    assert!(desk.partials() <= left.len() - lost.len());
}

fn names(desk: &Desk) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(desk.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Records for so long, kills the recorder, and looks at what is left.
fn killed(desk: &Desk, target: &Target, nth: u64, life: Duration) -> Left {
    let name = format!("{nth}.strand");
    let run = desk.tool(&["record", "--pid", &target.pid().to_string(), "--interval", "20ms", "-o", &name]);
    let until_then = Instant::now() + life;
    while Instant::now() < until_then {
        pause();
    }
    run.signal("KILL");
    run.end();
    let killed = SystemTime::now();
    let path = desk.path(&name);
    if !path.exists() {
        return Left::Nothing;
    }
    let opened = trace_file::open(&path).unwrap();
    assert!(!opened.complete);
    let recording = opened.trace.recording;
    let last = recording.snapshots().last().expect("the first snapshot is in a file that has its name");
    let written = recording.start().unwrap().started + last.at.since_start();
    Left::Lost(killed.duration_since(written).unwrap_or_default())
}

#[test]
fn a_mark_that_was_answered_is_in_the_file_whenever_the_recorder_is_killed() {
    let desk = Desk::new();
    let target = Target::idle();
    let pid = target.pid().to_string();
    for nth in 0..10 {
        let name = format!("{nth}.strand");
        let run = desk.marked_recording(&target, &name, &[]);
        let label = format!("mark {nth}");
        desk.tool(&["mark", &label, "--pid", &pid, "--timeout", "20s"]).end().succeeds();
        run.signal("KILL");
        run.end();
        let trace = trace_file::open(&desk.path(&name)).unwrap().trace;
        assert_eq!(trace.annotations.marks().last().unwrap().label, label);
    }
}
