//! Heaps with a garbage collector: what is not collected yet grows as a leak does.

use super::verdict::growth_share;
use super::{CycleSeries, Cycles, MOST_OF_IT, Measure, Metric};
use super::{Doubt, Judgement, Subject, Verdict};
use crate::model::{CategoryId, Recording};
use std::collections::BTreeSet;

/// Groups of memory that a collector gives back: those of runtimes in the rules for Linux, and of macOS's tags.
const GROUPS: [&str; 5] = ["Go", "JVM", "JavaScript", "SpiderMonkey", "V8"];

/// A collector has run by the time a heap has grown by this share: Go waits until it has doubled (`GOGC=100`), `SpiderMonkey`
/// and V8 for some half of it at least, where it is not small.
const COLLECTED: f64 = 0.5;

/// Heaps that filled only what they had mapped before, and too little of it for a collection.
#[derive(Debug)]
pub(super) struct Uncollected(BTreeSet<CategoryId>);

impl Uncollected {
    /// Those of the cycles that count.
    pub(super) fn find(recording: &Recording, cycles: &Cycles) -> Self {
        let has_collector =
            |id: CategoryId| recording.category(id).is_some_and(|it| GROUPS.contains(&it.group.as_str()));
        let heaps = cycles.categories.iter().filter(|&(&id, series)| has_collector(id) && is_filling(series));
        Self(heaps.map(|(&id, _)| id).collect())
    }

    /// Takes the word *leak* from the bytes of these heaps; and from a total of bytes that they are most of the growth of,
    /// where nothing else is a leak in the same measure.
    pub(super) fn doubt(&self, judged: &mut [(Subject, &mut Judgement)]) {
        for (subject, judgement) in judged.iter_mut() {
            if self.awaits(*subject) && judgement.verdict == Verdict::Leak {
                become_suspect(judgement);
            }
        }
        let doubtful: Vec<usize> =
            (0..judged.len()).filter(|&nth| self.makes_doubtful(judged, nth)).collect();
        for nth in doubtful {
            become_suspect(judged[nth].1);
        }
    }

    /// Whether garbage is awaited in what is counted. A collector frees no regions: their number says nothing of it.
    fn awaits(&self, subject: Subject) -> bool {
        matches!(subject, Subject::Category(id, measure) if measure.is_bytes() && self.0.contains(&id))
    }

    fn makes_doubtful(&self, judged: &[(Subject, &mut Judgement)], nth: usize) -> bool {
        let (Subject::Total(measure), total) = &judged[nth] else { return false };
        let parts = || {
            let is_part = |subject| matches!(subject, Subject::Category(_, of) if of == *measure);
            judged.iter().filter(move |(subject, _)| is_part(*subject))
        };
        let awaited =
            parts().filter(|(subject, part)| self.awaits(*subject) && part.doubt == Some(Doubt::Uncollected));
        let share: f64 = awaited.filter_map(|(_, part)| growth_share(part, total)).sum();
        total.verdict == Verdict::Leak
            && share >= MOST_OF_IT
            && parts().all(|(_, part)| part.verdict != Verdict::Leak)
    }
}

/// Whether it mapped no more, and grew by less than brings a collector.
fn is_filling(series: &CycleSeries) -> bool {
    let ends = |metric| {
        let levels = series.levels(Measure::Level(metric));
        Some((*levels.first()?, *levels.last()?))
    };
    let maps_no_more = ends(Metric::Mapped).is_some_and(|(before, after)| after <= before);
    let grew_little =
        ends(Metric::Footprint).is_some_and(|(before, after)| after < before * (1.0 + COLLECTED));
    maps_no_more && grew_little
}

/// When a collector will run is its own affair, so that no number of cycles is promised.
fn become_suspect(judgement: &mut Judgement) {
    judgement.verdict = Verdict::Suspect;
    judgement.doubt = Some(Doubt::Uncollected);
    judgement.more_cycles = None;
}

#[cfg(test)]
mod tests {
    use crate::analysis::tests::scenario::{ANONYMOUS, FILE, Scenario};
    use crate::analysis::{
        Assessment, Cycles, Doubt, Judgement, Measure, Metric, SequentialPlan, Subject, Sureness, Verdict,
    };
    use crate::model::{Category, MarkRole};

    const AWAITED: (Verdict, Option<Doubt>) = (Verdict::Suspect, Some(Doubt::Uncollected));

    const LEAK: (Verdict, Option<Doubt>) = (Verdict::Leak, None);

    const FOOTPRINT: Measure = Measure::Level(Metric::Footprint);

    /// A heap of so many pages of which some are used at first, and two more after each cycle; beside it a file that so many
    /// pages more are written of after each.
    fn recorded(group: &str, mapped: u64, used: u64, beside: u64) -> Scenario {
        let mut scenario = Scenario::new();
        scenario.categories[ANONYMOUS] = Category::counted(group, "heap");
        scenario.map(0, mapped, ANONYMOUS).map(1_000, 100, FILE).touch(0, used).tick();
        scenario.mark("baseline", MarkRole::Baseline);
        for cycle in 1..=8 {
            scenario.touch(0, used + 2 * u64::from(cycle)).touch(1_000, beside * u64::from(cycle)).tick();
            scenario.mark("closed", MarkRole::Closed(cycle));
        }
        scenario
    }

    fn verdict_of(scenario: &Scenario, subject: Subject) -> (Verdict, Option<Doubt>) {
        let verdicts = Assessment::assess(&scenario.trace, None).verdicts;
        let row = verdicts.rows.iter().find(|row| row.subject == subject).unwrap();
        let Judgement { verdict, doubt, more_cycles, .. } = row.judgement;
        assert_eq!(more_cycles, None, "no number of cycles is promised");
        (verdict, doubt)
    }

    #[test]
    fn a_heap_that_no_collector_has_looked_at_is_no_leak_yet() {
        let check = |group: &str, mapped, used, expected| {
            let verdicts = Assessment::assess(&recorded(group, mapped, used, 0).trace, None).verdicts;
            let judged = &verdicts.leading().unwrap().judgement;
            assert_eq!((judged.verdict, judged.doubt), expected, "{group}: {used} of {mapped}");
        };
        check("SpiderMonkey", 200, 100, AWAITED);
        check("V8", 200, 33, AWAITED);
        // By then it would have been collected.
        check("V8", 200, 32, LEAK);
        check("Go", 200, 4, LEAK);
        check("Malloc", 200, 100, LEAK);
    }

    #[test]
    fn a_total_is_doubtful_where_most_of_its_growth_awaits_a_collector() {
        let check = |beside, expected| {
            assert_eq!(verdict_of(&recorded("V8", 200, 100, beside), Subject::Total(FOOTPRINT)), expected);
        };
        check(0, AWAITED);
        // What leaks beside it is a leak of the total.
        check(1, LEAK);
        check(4, LEAK);
    }

    #[test]
    fn regions_that_pile_up_are_no_garbage() {
        let mut scenario = Scenario::new();
        scenario.categories[FILE] = Category::counted("V8", "heap");
        scenario.map(0, 400, FILE).touch(0, 100).tick();
        scenario.mark("baseline", MarkRole::Baseline);
        for cycle in 1..=8 {
            // A page less in the middle makes one region two.
            scenario.unmap(100 + 10 * u64::from(cycle), 1).tick();
            scenario.mark("closed", MarkRole::Closed(cycle));
        }
        for subject in
            [Subject::Category(Scenario::category(FILE), Measure::Regions), Subject::Total(Measure::Regions)]
        {
            assert_eq!(verdict_of(&scenario, subject), LEAK, "{subject:?}");
        }
    }

    #[test]
    fn who_awaits_garbage_goes_on() {
        let check = |used, most_cycles, expected| {
            let scenario = recorded("V8", 200, used, 0);
            let cycles = Cycles::measure(&scenario.trace, None);
            let plan = SequentialPlan { most_cycles, least_leak: 4096.0 };
            assert_eq!(Assessment::sure(&scenario.trace.recording, &cycles, &plan), expected, "{used}");
        };
        check(100, 20, Sureness::GoOn);
        check(100, 8, Sureness::Undecided);
        check(32, 20, Sureness::Leak);
    }
}
