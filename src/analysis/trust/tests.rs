//! Each limit, on recordings that go beyond it and on those that do not.

use super::{Trust, TrustLimit};
use crate::analysis::tests::scenario::{ANONYMOUS, Scenario};
use crate::analysis::{Assessment, Doubt, Judged, Measure, Metric, Subject, Verdict};
use crate::model::units::{ByteDelta, Bytes, Timestamp};
use crate::model::{Epoch, Mark, MarkRole, TotalKind, Trace};
use std::time::Duration;

const CYCLES: u32 = 8;

const MAPPED: Measure = Measure::Level(Metric::Mapped);

const FOOTPRINT: Measure = Measure::Level(Metric::Footprint);

/// Seven pages more in each cycle, all of them dirty. The system counts what `resident` says, in KiB, by how many pages
/// there are.
fn leak(mut scenario: Scenario, resident: impl Fn(u64) -> u64) -> Trace {
    let count = |scenario: &mut Scenario, pages| {
        scenario.totals.set(TotalKind::WalkedResident, Bytes::from_kib(resident(pages)));
    };
    count(&mut scenario, 10);
    scenario.map(0, 10, ANONYMOUS).touch(0, 10).tick();
    scenario.mark("baseline", MarkRole::Baseline);
    for cycle in 1..=CYCLES {
        let at = 100 * u64::from(cycle);
        scenario.map(at, 7, ANONYMOUS).touch(at, 7);
        count(&mut scenario, 10 + 7 * u64::from(cycle));
        scenario.tick();
        scenario.mark("closed", MarkRole::Closed(cycle));
    }
    scenario.trace
}

/// What the regions explain, to the byte.
const fn exactly(pages: u64) -> u64 {
    4 * pages
}

fn row(assessment: &Assessment, measure: Measure) -> &Judged {
    let subject = Subject::Category(Scenario::category(ANONYMOUS), measure);
    assessment.verdicts.rows.iter().find(|row| row.subject == subject).unwrap()
}

/// Checks the limits, and what becomes of the verdicts on lengths and on usage.
#[track_caller]
fn check(trace: &Trace, limits: &[TrustLimit], mapped: Option<TrustLimit>, footprint: Option<TrustLimit>) {
    let assessment = Assessment::assess(trace, None);
    assert_eq!(assessment.trust.limits, limits);
    for (measure, limit) in [(MAPPED, mapped), (FOOTPRINT, footprint)] {
        let judgement = &row(&assessment, measure).judgement;
        let word = if limit.is_some() { Verdict::Suspect } else { Verdict::Leak };
        assert_eq!((judgement.verdict, judgement.doubt), (word, limit.map(Doubt::Untrusted)));
    }
}

#[test]
fn a_clean_recording_is_trusted() {
    let trace = leak(Scenario::new(), exactly);
    check(&trace, &[], None, None);
    let trust = Assessment::assess(&trace, None).trust;
    assert_eq!((trust.marks, trust.marks_without_look, trust.oldest_usage), (9, 0, Some(Duration::ZERO)));
    assert_eq!(trust.reconciliation, [Some(0.0); 9]);
    assert_eq!((trust.reconciliation_error(), trust.unexplained_change), (Some(0.0), Some(ByteDelta::ZERO)));
    assert_eq!(trust.footprint_gained, ByteDelta::new(8 * 7 * 4096));
    assert_eq!(
        (trust.certain_share, trust.unread_share, trust.estimated_share),
        (Some(0.0), Some(0.0), Some(0.0))
    );
    assert_eq!((trust.detection_floor, trust.ticks, trust.skipped_ticks), (Some(Bytes::ZERO), 8, 0));
    assert_eq!(Assessment::assess(&Trace::default(), None).trust, Trust::default());
}

#[test]
fn an_error_of_reconciliation_matters_only_where_it_shrinks() {
    let constant = leak(Scenario::new(), |pages| exactly(pages) + 40);
    check(&constant, &[], None, None);
    assert_eq!(Assessment::assess(&constant, None).trust.reconciliation_error(), Some(0.5));
    check(&leak(Scenario::new(), |pages| 3 * exactly(pages)), &[], None, None);
    // Of 28 KiB per cycle 12 were there before, unexplained.
    check(&leak(Scenario::new(), |pages| 400 + exactly(pages) - 3 * pages * 4 / 7), &[], None, None);
    let limit = TrustLimit::Reattributed;
    check(
        &leak(Scenario::new(), |pages| 400 + exactly(pages) - 4 * pages * 4 / 7),
        &[limit],
        None,
        Some(limit),
    );
    check(&leak(Scenario::new(), |_| 400), &[limit], None, Some(limit));
}

/// The same marks, but so many of the last ones were set later, at moments of plain ticks.
fn with_blind_marks(trace: &Trace, count: usize) -> Trace {
    let mut trace = trace.clone();
    let marks = trace.annotations.marks().to_vec();
    let before = Duration::from_millis(100);
    for mark in marks.iter().rev().take(count) {
        trace.annotations.remove_mark(mark);
        let at = Timestamp::after(mark.at.since_start().saturating_sub(before));
        trace.annotations.add_mark(Mark { at, ..mark.clone() });
    }
    trace
}

#[test]
fn marks_without_a_look_make_usage_old() {
    let trace = leak(Scenario::new(), exactly);
    check(&with_blind_marks(&trace, 2), &[], None, None);
    let blind = with_blind_marks(&trace, 3);
    check(&blind, &[TrustLimit::BlindMarks], None, Some(TrustLimit::BlindMarks));
    let trust = Assessment::assess(&blind, None).trust;
    assert_eq!((trust.marks_without_look, trust.oldest_usage), (3, Some(Duration::from_millis(100))));
}

#[test]
fn memory_that_nobody_looked_into_has_no_usage() {
    let mut scenario = Scenario::new();
    scenario.without_usage();
    // At the last mark the seven pages of its cycle were not read, of 66; at the first of those, seven of 24.
    let trace = leak(scenario, exactly);
    check(&with_blind_marks(&trace, 1), &[], None, None);
    assert_eq!(Assessment::assess(&with_blind_marks(&trace, 1), None).trust.unread_share, Some(7.0 / 66.0));
    let blind = with_blind_marks(&trace, 8);
    let limits = Assessment::assess(&blind, None).trust.limits;
    assert_eq!(limits, [TrustLimit::BlindMarks, TrustLimit::Unread]);
}

#[test]
fn another_program_is_another_recording() {
    let exec = |millis| {
        let mut trace = leak(Scenario::new(), exactly);
        let target = trace.recording.target().unwrap().clone();
        let at = Timestamp::after(Duration::from_millis(millis));
        trace.recording.begin_epoch(Epoch { at, target });
        trace
    };
    // The baseline is at 100 ms.
    check(&exec(100), &[], None, None);
    let limit = TrustLimit::Replaced;
    check(&exec(400), &[limit], Some(limit), Some(limit));
}

#[test]
fn what_was_not_there_to_be_read_cannot_have_grown() {
    let unread = |resident| {
        let mut scenario = Scenario::new();
        if resident > 0 {
            scenario.totals.set(TotalKind::Resident, Bytes::from_kib(resident));
        }
        scenario.mark("baseline", MarkRole::Baseline);
        leak(scenario, exactly)
    };
    let first = |trace: &Trace| Assessment::assess(trace, Some(0)).trust.limits;
    // Without a total there may have been nothing.
    let no_baseline = |mut trace: Trace| {
        let second = trace.annotations.marks()[1].clone();
        trace.annotations.remove_mark(&second);
        trace
    };
    assert_eq!(first(&no_baseline(unread(0))), []);
    assert_eq!(first(&no_baseline(unread(40))), [TrustLimit::Unreadable]);
}

#[test]
fn a_program_that_waits_for_us_is_not_itself() {
    let busy = |millis| {
        let mut scenario = Scenario::new();
        scenario.cost.mapping = Duration::from_millis(millis);
        scenario
    };
    // One tick in two is the look of a mark, which is outside the budget.
    let limit = TrustLimit::Disturbed;
    check(&leak(busy(99), exactly), &[], None, None);
    check(&leak(busy(101), exactly), &[limit], Some(limit), Some(limit));
}

#[test]
fn a_limit_makes_no_word_worse() {
    let mut scenario = Scenario::new();
    scenario.cost.mapping = Duration::from_millis(150);
    scenario.map(0, 10, ANONYMOUS).tick();
    for cycle in 0..CYCLES {
        scenario.tick();
        scenario.mark("closed", MarkRole::Closed(cycle));
    }
    let assessment = Assessment::assess(&scenario.trace, Some(0));
    assert_eq!(assessment.trust.limits, [TrustLimit::Disturbed]);
    assert_eq!(assessment.verdicts.overall(), Verdict::Steady);
}
