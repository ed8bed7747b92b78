//! Entries of the kernel's own list, counted, against `/proc/PID/maps` itself.

use crate::puppet::{Puppet, Take};
use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;
use strandline::analysis::{Assessment, Growth, Judged, Measure, Metric, Subject, Verdict, Window};
use strandline::model::units::AddressRange;
use strandline::model::{MarkRole, Place, Recording, RegionId, Trace};

const PACE: Duration = Duration::from_millis(20);

/// The lines of the list: where, and with which rights.
fn listed(pid: u32) -> Vec<(AddressRange, String)> {
    let text = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let entry = |line: &str| {
        let (range, rest) = line.split_once(' ').unwrap();
        let (start, end) = range.split_once('-').unwrap();
        let address = |text| u64::from_str_radix(text, 16).unwrap();
        (AddressRange::from_bounds(address(start), address(end)), rest[..4].to_owned())
    };
    text.lines().map(entry).collect()
}

/// How many there are at the last snapshot, in all.
fn mapping_count(recording: &Recording) -> Option<usize> {
    Growth::measure(recording, Window::whole(recording), Metric::Mapped).total.after.mappings.get()
}

/// The mappings of each region that is there, by rights, as the list has them.
fn check_regions(recording: &Recording, listed: &[(AddressRange, String)]) {
    let last = recording.last_snapshot();
    for (id, region) in (0..).map(RegionId).zip(recording.regions()) {
        let Place::Mapped(range) = region.place else { continue };
        if !region.is_alive() {
            continue;
        }
        let mut expected: BTreeMap<String, (u32, u64)> = BTreeMap::new();
        for (entry, rights) in listed.iter().filter(|(entry, _)| entry.overlaps(range)) {
            let begins = range.contains(entry.start);
            let sum = expected.entry(rights.clone()).or_default();
            *sum = (sum.0 + u32::from(begins), sum.1 + entry.intersection(range).len().get());
        }
        let actual = recording.mappings_at(id, last).into_iter();
        let actual =
            actual.map(|kind| (kind.protection.to_string(), (kind.count.unwrap(), kind.bytes.get())));
        assert_eq!(actual.collect::<BTreeMap<_, _>>(), expected, "{range}");
    }
}

#[test]
fn every_line_of_the_list_is_counted_in_the_region_where_it_begins() {
    let mut puppet = Puppet::new();
    let mut take = Take::attach(puppet.pid(), PACE);
    let check = |take: &mut Take, puppet: &Puppet, label: &str| {
        take.mark(label);
        let listed = listed(puppet.pid());
        assert_eq!(mapping_count(&take.trace.recording), Some(listed.len()), "{label}");
        check_regions(&take.trace.recording, &listed);
        listed.len()
    };
    let before = check(&mut take, &puppet, "start");
    // 20,110 pages, every other of which may not be written to.
    puppet.order("keep many parted 1 80440");
    let many = check(&mut take, &puppet, "many");
    assert!((before + 20_100..=before + 20_112).contains(&many), "{before} and {many}");
    puppet.order("keep more named 20 64");
    puppet.order("keep more parted 3 400");
    check(&mut take, &puppet, "more");
    puppet.order("replace many");
    puppet.order("release more 11");
    let after = check(&mut take, &puppet, "replaced");
    assert!(after < before + 400, "{after}");
    drop(take.stop());
}

#[test]
fn a_list_that_grows_is_a_leak_though_few_bytes_do() {
    let mut puppet = Puppet::new();
    let mut take = Take::attach(puppet.pid(), PACE);
    for cycle in 1..=10 {
        puppet.order("keep leak parted 1 256");
        take.mark_as(MarkRole::Closed(cycle), &format!("cycle {cycle}"));
    }
    let trace = take.stop();
    let rows = Assessment::assess(&trace, Some(2)).verdicts.rows;
    let judged = |subject: &dyn Fn(Subject) -> bool| -> Judged {
        rows.iter().find(|row| subject(row.subject)).unwrap_or_else(|| panic!("{rows:#?}")).clone()
    };
    let total = judged(&|subject| subject == Subject::Total(Measure::Mappings));
    let category = judged(&|subject| matches!(subject, Subject::Category(_, Measure::Mappings)));
    for row in [total, category] {
        let Judged { judgement, .. } = row;
        assert_eq!(judgement.verdict, Verdict::Leak, "{judgement:?}");
        assert!((judgement.evidence.slope.median - 64.0).abs() < 1.5, "{judgement:?}");
    }
}

#[test]
fn half_of_the_limit_is_worth_a_hint() {
    let text = fs::read_to_string("/proc/sys/vm/max_map_count").unwrap();
    let limit: u64 = text.trim().parse().unwrap();
    if limit > 100_000 {
        println!("left out: {limit} mappings take too long to make");
        return;
    }
    let mut puppet = Puppet::new();
    let hint = |trace: &Trace| {
        Assessment::assess(trace, None).hints.into_iter().find(|hint| hint.rule == "mapping_limit")
    };
    let mut take = Take::attach(puppet.pid(), PACE);
    take.mark("few");
    assert_eq!(hint(&take.trace), None);
    puppet.order(&format!("keep many parted 1 {}", 4 * (limit / 2 + 10)));
    take.mark("many");
    let actual = hint(&take.trace).expect("half of them are in use");
    assert!(actual.text.contains(&format!("of the {limit} mappings")), "{}", actual.text);
    assert!(actual.text.contains(" × rw-p, ") && actual.text.contains(" × r--p"), "{}", actual.text);
    drop(take.stop());
}
