//! Compositions of made-up recordings.

use super::*;
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, RESERVED, Scenario};

fn composed(scenario: &Scenario) -> Composition {
    let recording = &scenario.trace.recording;
    Composition::measure(recording, recording.last_snapshot())
}

#[test]
fn rows_have_shares_and_classes() {
    let mut scenario = Scenario::new();
    for nth in 0..3 {
        scenario.map(10 + 10 * nth, 2, ANONYMOUS).touch(10 + 10 * nth, 2);
    }
    scenario.map(100, 6, FILE).touch(100, 1).map(200, 9, RESERVED).touch(200, 1);
    scenario.mark("now", crate::model::MarkRole::Note);
    let composition = composed(&scenario);
    let actual: Vec<_> = composition
        .rows
        .iter()
        .map(|row| {
            (
                row.category,
                row.counted,
                composition.share(row),
                row.classes.iter().map(|class| class.count).sum::<usize>(),
            )
        })
        .collect();
    assert_eq!(actual.len(), 3);
    assert_eq!((actual[0].0, actual[0].2, actual[0].3), (Scenario::category(ANONYMOUS), Some(0.75), 3));
    assert_eq!((actual[1].0, actual[1].2), (Scenario::category(FILE), Some(0.125)));
    assert_eq!((actual[2].1, actual[2].2), (false, Some(0.125)));
    assert!(
        composition.findings.iter().any(|finding| finding.rule == "leading"),
        "{:?}",
        composition.findings
    );
}

#[test]
fn what_is_reserved_has_a_share_of_what_it_is_part_of() {
    let mut scenario = Scenario::new();
    scenario.map(10, 4, ANONYMOUS).touch(10, 2).map(200, 90, RESERVED);
    let mut check = |used: u64, metric, expected: [Option<f64>; 2]| {
        scenario.touch(200, used).mark("now", crate::model::MarkRole::Note);
        let composition = composed(&scenario);
        assert_eq!(composition.metric, metric);
        assert_eq!([0, 1].map(|nth| composition.share(&composition.rows[nth])), expected);
        let leading = composition.findings.iter().find(|finding| finding.rule == "leading").unwrap();
        let name = if expected[1] > expected[0] { "Reserved ▸ No access" } else { "Memory ▸ Anonymous" };
        assert!(leading.text.starts_with(name), "{}", leading.text);
    };
    check(0, Metric::Footprint, [Some(1.0), Some(0.0)]);
    check(6, Metric::Footprint, [Some(0.25), Some(0.75)]);
    // Of address space nothing that is reserved is in the total.
    let mut scenario = Scenario::new();
    scenario.map(10, 4, ANONYMOUS).map(200, 90, RESERVED).mark("now", crate::model::MarkRole::Note);
    let composition = composed(&scenario);
    assert_eq!(composition.metric, Metric::Mapped);
    assert_eq!([0, 1].map(|nth| composition.share(&composition.rows[nth])), [Some(1.0), None]);
}

#[test]
fn many_regions_of_one_size_stand_out() {
    let mut scenario = Scenario::new();
    for nth in 0..1200 {
        scenario.map(10 * nth, 4, FILE).touch(10 * nth, 4);
    }
    scenario.mark("now", crate::model::MarkRole::Note);
    let composition = composed(&scenario);
    let many = composition.findings.iter().find(|finding| finding.rule == "many").unwrap();
    assert!(many.text.contains("1,200 regions of 16 KiB: 100 %"), "{}", many.text);
}

#[test]
fn nothing_stands_out_in_nothing() {
    let composition = Composition::measure(&Recording::default(), SnapshotIndex(0));
    assert_eq!(composition.rows.len() + composition.findings.len() + composition.asked.len(), 0);
}
