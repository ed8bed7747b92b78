//! What each rule says of recordings whose shape is known.

mod figures;

mod kinds;

use super::Hint;
use crate::analysis::Assessment;
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, Scenario};
use crate::model::{MarkRole, Os, Tag};

const CYCLES: u32 = 8;

/// The hints on cycles that were played; the address space of cycle n begins at page 100 n.
fn hints(mut scenario: Scenario, mut play: impl FnMut(&mut Scenario, u64, u32)) -> Vec<Hint> {
    scenario.map(0, 10, ANONYMOUS).map(50, 1, FILE).tick();
    scenario.mark("baseline", MarkRole::Baseline);
    for cycle in 1..=CYCLES {
        play(&mut scenario, 100 * u64::from(cycle), cycle);
        scenario.tick();
        scenario.mark("closed", MarkRole::Closed(cycle));
    }
    Assessment::assess(&scenario.trace, None).hints
}

/// What a rule says of cycles on Linux, and its command.
fn hint_of(rule: &str, play: impl FnMut(&mut Scenario, u64, u32)) -> Option<(String, Option<String>)> {
    said_of(Scenario::new(), rule, play)
}

fn said_of(
    scenario: Scenario,
    rule: &str,
    play: impl FnMut(&mut Scenario, u64, u32),
) -> Option<(String, Option<String>)> {
    let mut hints = hints(scenario, play).into_iter().filter(|hint| hint.rule == rule);
    let hint = hints.next().map(|hint| (hint.text, hint.command));
    assert_eq!(hints.next(), None, "one category grows");
    hint
}

/// A recording on macOS in which the file's pages have this number.
fn on_mac(number: u32) -> Scenario {
    let tag = Tag { name: format!("VM_MEMORY_{number}"), number: Some(number) };
    Scenario::tagged(Os::MacOs, FILE, tag)
}

/// Checks the sentence of a rule; nothing where it must not apply.
#[track_caller]
fn check(rule: &str, expected: Option<&str>, play: impl FnMut(&mut Scenario, u64, u32)) {
    let text = hint_of(rule, play).map(|(text, _)| text);
    assert_eq!(text.as_deref(), expected);
}

#[test]
fn what_does_not_grow_has_no_hints() {
    assert_eq!(hints(Scenario::new(), |_, _, _| ()), []);
    let freed = hints(Scenario::new(), |scenario, at, _| {
        scenario.map(at, 7, FILE).tick();
        scenario.unmap(at, 7);
    });
    assert_eq!(freed, []);
}

#[test]
fn the_category_that_leads_comes_first() {
    let hints = hints(Scenario::new(), |scenario, at, _| {
        scenario.map(at, 3, FILE).map(at + 20, 9, ANONYMOUS);
    });
    let of = |hint: &Hint| hint.category;
    assert_eq!(of(&hints[0]), Scenario::category(ANONYMOUS));
    assert_eq!(of(hints.last().unwrap()), Scenario::category(FILE));
    let handed: Vec<_> = hints.iter().filter(|hint| hint.rule == "hand_off").map(of).collect();
    assert_eq!(handed, [Scenario::category(ANONYMOUS)]);
}
