//! A tick in which nothing changed allocates nothing. In a binary of its own: the allocator counts for the whole process.
#![cfg(target_os = "linux")]

use allocation_counter::measure;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;
use strandline::classify::categories::Rules;
use strandline::model::units::AddressRange;
use strandline::model::{Readings, SnapshotDelta, Totals};
use strandline::platform;
use strandline::record::session::recording_start;
use strandline::record::tracking::Tracker;
use strandline::source::{Observed, ReadScope};
use strandline::storage::trace_file::{Existing, Writer};

#[test]
fn a_steady_tick_allocates_nothing() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_strandline"))
        .arg("puppet")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.as_ref().unwrap(), "map 2000 4").unwrap();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut String::new()).unwrap();
    let mut source = platform::attach(child.id(), Rules::built_in(), &platform::Patience::default()).unwrap();
    let (mut tracker, mut observed, mut readings) =
        (Tracker::new(), Observed::default(), Readings::default());
    let file = tempfile::NamedTempFile::new().unwrap();
    let start = recording_start(&*source, Duration::from_millis(100));
    let mut writer = Writer::create(file.path(), Existing::Replace, &start).unwrap();
    let mut delta = SnapshotDelta::default();
    let (mut tags, mut categories) = (0, 0);
    for _ in 0..3 {
        observed.clear();
        source.observe(ReadScope::Everything, &mut observed).unwrap();
        delta = SnapshotDelta::default();
        tracker.observe(&observed.spans, &observed.mapped, &mut delta);
        readings.clear();
        source.walk(&mut readings, &mut Totals::default()).unwrap();
        tracker.take_readings(&readings, &mut delta);
        delta.new_tags.extend_from_slice(&source.vocabulary().tags()[tags..]);
        delta.new_categories.extend_from_slice(&source.vocabulary().categories()[categories..]);
        (tags, categories) = (source.vocabulary().tags().len(), source.vocabulary().categories().len());
        writer.push(&delta).unwrap();
        writer.flush().unwrap();
    }
    drop(delta);
    // Pages move and mappings do not: the first tick reads the mappings, the others see that nothing moved. What is read
    // once a second is not part of every tick: this stays within the second behind the last look at it.
    writeln!(child.stdin.as_ref().unwrap(), "touch").unwrap();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut String::new()).unwrap();
    let counted = measure(|| {
        for _ in 0..5 {
            let mut delta = SnapshotDelta::default();
            observed.clear();
            source.observe(ReadScope::Due, &mut observed).unwrap();
            tracker.observe(&observed.spans, &observed.mapped, &mut delta);
            readings.clear();
            source.measure(&[AddressRange::ALL], Duration::ZERO, &mut readings).unwrap();
            tracker.take_readings(&readings, &mut delta);
            assert!(delta.is_quiet());
            writer.push(&delta).unwrap();
        }
    });
    assert_eq!(counted.count_total, 0, "{} bytes in five ticks", counted.bytes_total);
    drop(child.stdin.take());
    child.wait().unwrap();
}
