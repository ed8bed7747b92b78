//! Heaps with a garbage collector: what is not collected yet grows as a leak does.

use super::{CycleSeries, Cycles, Measure, Metric, Verdicts};
use super::{Doubt, Judged, Subject, Verdict};
use crate::model::{CategoryId, Recording};

/// Groups of memory that a collector gives back: those of runtimes in the rules for Linux, and of macOS's tags.
const GROUPS: [&str; 5] = ["Go", "JVM", "JavaScript", "SpiderMonkey", "V8"];

/// A collector has run by the time a heap has grown by this share: Go waits until it has doubled (`GOGC=100`), `SpiderMonkey`
/// and V8 for some half of it at least, where it is not small.
const COLLECTED: f64 = 0.5;

/// The most cycles that anybody is told to record in addition.
const MOST: f64 = 40.0;

/// Takes the word *leak* from heaps that filled only what they had mapped before, and too little of it for a collection.
pub(super) fn await_collection(recording: &Recording, cycles: &Cycles, verdicts: &mut Verdicts) {
    let room = |id: CategoryId| {
        let is_collected = recording.category(id).is_some_and(|it| GROUPS.contains(&it.group.as_str()));
        cycles.categories.get(&id).filter(|_| is_collected).and_then(room_before_collection)
    };
    let mut awaited = 0.0;
    let mut is_leak = false;
    let shares: Vec<f64> = verdicts.rows.iter().map(|row| verdicts.share(row).unwrap_or_default()).collect();
    for (row, share) in verdicts.rows.iter_mut().zip(shares) {
        let Subject::Category(id, _) = row.subject else { continue };
        if row.judgement.verdict != Verdict::Leak {
            continue;
        }
        match room(id) {
            Some(room) => {
                doubt(row, room);
                awaited += share;
            }
            None => is_leak = true,
        }
    }
    // What is doubtful of the part that grows is doubtful of the sum.
    for row in &mut verdicts.rows {
        let is_total = matches!(row.subject, Subject::Total(_)) && row.judgement.verdict == Verdict::Leak;
        if is_total && !is_leak && awaited >= COLLECTED {
            doubt(row, 0.0);
        }
    }
    verdicts.sort();
}

/// How many bytes it can grow by until its collector has run; nothing where it has, or where more was mapped.
fn room_before_collection(series: &CycleSeries) -> Option<f64> {
    let ends = |metric| {
        let levels = series.levels(Measure::Level(metric));
        Some((*levels.first()?, *levels.last()?))
    };
    let (mapped_before, mapped_after) = ends(Metric::Mapped)?;
    let (before, after) = ends(Metric::Footprint)?;
    let room = before * (1.0 + COLLECTED) - after;
    (mapped_after <= mapped_before && room > 0.0).then_some(room)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of cycles, no more than MOST"
)]
fn doubt(row: &mut Judged, room: f64) {
    let cycles = (room / row.judgement.evidence.slope.median).ceil();
    row.judgement.verdict = Verdict::Suspect;
    row.judgement.doubt = Some(Doubt::Uncollected);
    row.judgement.more_cycles = (1.0..=MOST).contains(&cycles).then_some(cycles as usize);
}

#[cfg(test)]
mod tests {
    use crate::analysis::tests::scenario::{ANONYMOUS, Scenario};
    use crate::analysis::{Assessment, Doubt, Verdict};
    use crate::model::{Category, MarkRole};

    /// What is said of a heap of so many pages of which some are used at first, and two more after each cycle.
    fn check(group: &str, mapped: u64, used: u64, expected: (Verdict, Option<Doubt>)) {
        let mut scenario = Scenario::new();
        scenario.categories[ANONYMOUS] = Category::counted(group, "heap");
        scenario.map(0, mapped, ANONYMOUS).touch(0, used).tick();
        scenario.mark("baseline", MarkRole::Baseline);
        for cycle in 1..=8 {
            scenario.touch(0, used + 2 * u64::from(cycle)).tick();
            scenario.mark("closed", MarkRole::Closed(cycle));
        }
        let verdicts = Assessment::of(&scenario.trace, None).verdicts;
        let judged = &verdicts.leading().unwrap().judgement;
        assert_eq!((judged.verdict, judged.doubt), expected, "{group}: {used} of {mapped}");
    }

    #[test]
    fn a_heap_that_no_collector_has_looked_at_is_no_leak_yet() {
        let awaited = (Verdict::Suspect, Some(Doubt::Uncollected));
        check("SpiderMonkey", 200, 100, awaited);
        check("V8", 200, 33, awaited);
        // By then it would have been collected.
        check("V8", 200, 32, (Verdict::Leak, None));
        check("Go", 200, 4, (Verdict::Leak, None));
        check("Malloc", 200, 100, (Verdict::Leak, None));
    }
}
