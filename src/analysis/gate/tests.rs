//! Budgets, read and held against made-up recordings.

use super::*;
use crate::analysis::Assessment;
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, Scenario};
use crate::model::{Category, Identity, LoggedFrame, Mark, MarkRole, Tag, Target, Trace, Warning, Wording};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const TODAY: Date = date(2026, 8, 15);

/// A recording with so many pages of a file and of anonymous memory at the closing marks, the first of them the baseline.
/// Each addition is a region of its own.
fn recorded(levels: &[(u64, u64)]) -> Trace {
    let mut scenario = Scenario::new();
    scenario.tick();
    for (cycle, &(file, anonymous)) in levels.iter().enumerate() {
        scenario.unmap(0, 4_000).unmap(1_000_000, 1_000);
        scenario.map(0, file, FILE).touch(0, file);
        scenario.map(1_000_000, anonymous, ANONYMOUS).touch(1_000_000, anonymous);
        let role = match u32::try_from(cycle).unwrap() {
            0 => MarkRole::Baseline,
            cycle => MarkRole::Closed(cycle),
        };
        scenario.mark("m", role);
    }
    scenario.trace
}

/// A file that grows by so many pages in each of so many cycles.
fn growing(pages: u64, cycles: u64) -> Trace {
    recorded(&(0..=cycles).map(|cycle| (100 + pages * cycle, 7)).collect::<Vec<_>>())
}

fn checked(trace: &Trace, rules: &str) -> Check {
    let budget = Budget::parse(&format!("({rules})")).unwrap();
    check(trace, &Assessment::assess(trace, None), &budget, TODAY)
}

/// The outcome of the whole, and of each row.
#[track_caller]
fn expect(trace: &Trace, rules: &str, outcome: Outcome, rows: &[(&str, Outcome)]) {
    let check = checked(trace, rules);
    let found: Vec<_> = check.rows.iter().map(|row| (row.name.as_str(), row.outcome)).collect();
    assert_eq!((check.outcome(), found.as_slice()), (outcome, rows), "{check:#?}");
}

use Outcome::{NoSuchThing, Over, Skipped, Suppressed, Unknown, Within};

const FILES: &str = "Files ▸ Shared buffer";

#[test]
fn what_exceeds_its_limit_per_cycle_is_over() {
    let trace = growing(4, 8);
    let rule =
        |limit: &str| format!("rules: [(of: Category(\"Files/Shared buffer\"), max_per_cycle: {limit})]");
    expect(&trace, &rule("0"), Over, &[(FILES, Over)]);
    expect(&trace, &rule("\"15 KiB\""), Over, &[(FILES, Over)]);
    expect(&trace, &rule("\"16 KiB\""), Within, &[(FILES, Within)]);
    expect(&trace, &rule("\"1 MiB\""), Within, &[(FILES, Within)]);
    expect(&growing(0, 8), &rule("0"), Within, &[(FILES, Within)]);
}

#[test]
fn each_scope_has_its_rows() {
    let trace = growing(4, 8);
    let (all, memory) = ("*All*", "Memory ▸ Anonymous");
    expect(&trace, "rules: [(of: Total, max_per_cycle: 0)]", Over, &[(all, Over)]);
    expect(&trace, "rules: [(of: Group(\"Files\"), max_per_cycle: 0)]", Over, &[("Files ▸ *", Over)]);
    expect(&trace, "rules: [(of: Group(\"Memory\"), max_per_cycle: 0)]", Within, &[("Memory ▸ *", Within)]);
    expect(
        &trace,
        "rules: [(of: Each(\"*/*\"), metric: mapped, max_per_cycle: 0)]",
        Over,
        &[(memory, Within), (FILES, Over)],
    );
    expect(
        &trace,
        "rules: [(of: Category(\"Unattributed/resident\"), max_per_cycle: 0)]",
        Unknown,
        &[("Unattributed ▸ resident", Unknown)],
    );
    expect(
        &trace,
        "rules: [(of: Each(\"Mem* ▸ An?nymous\"), max_per_cycle: 0)]",
        Within,
        &[(memory, Within)],
    );
}

#[test]
fn few_cycles_are_no_evidence() {
    let rule = "rules: [(of: Total, max_per_cycle: 0)]";
    expect(&growing(4, 7), rule, Unknown, &[("*All*", Unknown)]);
    expect(&growing(4, 0), rule, Unknown, &[("*All*", Unknown)]);
    expect(&Trace::default(), rule, Unknown, &[("*All*", Unknown)]);
    expect(&growing(4, 9), &format!("min_cycles: 10, {rule}"), Unknown, &[("*All*", Unknown)]);
    expect(
        &growing(4, 9),
        "min_cycles: 10, rules: [(of: Total, max_per_cycle: 0, min_cycles: 9)]",
        Over,
        &[("*All*", Over)],
    );
    // Even who asks for fewer cycles than a certain verdict takes does not get a false alarm.
    expect(&growing(4, 6), &format!("min_cycles: 5, {rule}"), Unknown, &[("*All*", Unknown)]);
}

#[test]
fn one_step_is_no_growth_per_cycle() {
    let mut levels = vec![(100, 7); 9];
    levels[5..].fill((900, 7));
    expect(&recorded(&levels), "rules: [(of: Total, max_per_cycle: 0)]", Unknown, &[("*All*", Unknown)]);
}

#[test]
fn a_cache_that_is_full_keeps_to_its_limit() {
    let filled = [100, 400, 500, 500, 500, 500, 500, 500, 500].map(|pages| (pages, 7));
    expect(&recorded(&filled), "rules: [(of: Total, max_per_cycle: 0)]", Within, &[("*All*", Within)]);
}

#[test]
fn what_could_not_have_been_seen_is_not_passed() {
    let noisy = [3000, 0, 3000, 0, 3000, 0, 3000, 0, 3000].map(|pages| (pages, 7));
    let trace = recorded(&noisy);
    expect(&trace, "rules: [(of: Total, max_per_cycle: 0)]", Unknown, &[("*All*", Unknown)]);
    expect(
        &trace,
        "rules: [(of: Total, max_per_cycle: 0, resolution: \"8 MiB\")]",
        Within,
        &[("*All*", Within)],
    );
    expect(&trace, "rules: [(of: Total, max_per_cycle: \"8 MiB\")]", Within, &[("*All*", Within)]);
}

#[test]
fn levels_and_words_have_limits_too() {
    let trace = growing(4, 8);
    let total = |most: &str| format!("rules: [(of: Group(\"Files\"), max_total_after: {most})]");
    expect(&trace, &total("\"528 KiB\""), Within, &[("Files ▸ *", Within)]);
    expect(&trace, &total("540671"), Over, &[("Files ▸ *", Over)]);
    expect(&growing(4, 0), &total("0"), Unknown, &[("Files ▸ *", Unknown)]);
    let worst = |of: &str| format!("rules: [(of: {of}, worst_verdict: suspect)]");
    expect(&trace, &worst("Total"), Over, &[("*All*", Over)]);
    expect(&trace, &worst("Group(\"Memory\")"), Within, &[("Memory ▸ *", Within)]);
    expect(&growing(4, 7), &worst("Total"), Unknown, &[("*All*", Unknown)]);
}

#[test]
fn regions_are_counted_where_that_means_something() {
    // What is added to a file in a cycle is a region of its own.
    let rule = |count: u32| format!("rules: [(of: Group(\"Files\"), max_regions_per_cycle: {count})]");
    expect(&growing(4, 8), &rule(0), Over, &[("Files ▸ *", Over)]);
    expect(&growing(4, 8), &rule(1), Within, &[("Files ▸ *", Within)]);
    expect(&growing(0, 8), &rule(0), Within, &[("Files ▸ *", Within)]);
    let check = checked(&growing(4, 8), "rules: [(of: Group(\"Memory\"), max_regions_per_cycle: 0)]");
    assert_eq!(check.outcome(), Unknown);
    assert_eq!(
        check.rows[0].why.as_deref(),
        Some("the kernel merges its regions: their count means nothing")
    );
}

#[test]
fn what_is_suppressed_is_left_out_of_sums() {
    let rules = "rules: [(of: Each(\"Files/*\"), max_per_cycle: 0), (of: Total, max_per_cycle: 0), (of: Total, worst_verdict: steady)]";
    let until = |day: &str| {
        format!(
            "{rules}, suppressions: [(of: \"Files/*\", reason: \"known to the driver\", expires: \"{day}\")]"
        )
    };
    let trace = growing(4, 8);
    let (all, quiet) = ("*All*", [(FILES, Suppressed), ("*All*", Within), ("*All*", Within)]);
    expect(&trace, &until("2026-08-15"), Within, &quiet);
    let why = checked(&trace, &until("2026-08-15")).rows[0].why.clone();
    assert_eq!(why.as_deref(), Some("suppressed until 2026-08-15: known to the driver"));
    expect(&trace, &until("2026-08-14"), Over, &[(FILES, Over), (all, Over), (all, Over)]);
    assert_eq!(
        checked(&trace, &until("2026-08-14")).warnings,
        ["the suppression of Files/* expired on 2026-08-14 and holds no more: known to the driver"]
    );
}

#[test]
fn what_fits_nothing_is_told() {
    let rules = "rules: [(of: Total, max_per_cycle: \"1 MiB\"), (of: Category(\"Files/Shard buffer\"), max_per_cycle: 0), (of: Each(\"Fils/*\"), max_per_cycle: 0)],
        suppressions: [(of: \"GPU/*\", reason: \"x\", expires: \"2027-01-31\")]";
    let trace = growing(4, 8);
    let missed = [("*All*", Within), ("Files ▸ Shard buffer", NoSuchThing), ("Fils ▸ *", NoSuchThing)];
    expect(&trace, rules, NoSuchThing, &missed);
    assert_eq!(
        checked(&trace, rules).warnings,
        [
            "the suppression of GPU/* fits nothing that was recorded",
            "the rule of Category(\"Files/Shard buffer\") fits nothing that was recorded",
            "the rule of Each(\"Fils/*\") fits nothing that was recorded",
            "there is: Files ▸ Shared buffer, Memory ▸ Anonymous",
        ]
    );
    let optional = |of: &str, day: &str| {
        let suppressed = format!("(of: \"{of}/*\", reason: \"x\", expires: \"{day}\", optional: true)");
        let check = checked(
            &trace,
            &format!("rules: [(of: Total, max_per_cycle: \"1 MiB\")], suppressions: [{suppressed}]"),
        );
        check.warnings.len()
    };
    assert_eq!([optional("GPU", "2027-01-31"), optional("GPU", "2026-01-31")], [0, 0]);
    assert_eq!([optional("Files", "2027-01-31"), optional("Files", "2026-01-31")], [0, 1]);
    // A budget of which nothing is there is not kept.
    let rule = |of: &str, optional: bool| {
        format!("rules: [(of: {of}, max_per_cycle: 0, max_regions_per_cycle: 0, optional: {optional})]")
    };
    for (of, name) in [("Each(\"Fils/*\")", "Fils ▸ *"), ("Group(\"Fils\")", "Fils ▸ *")] {
        expect(&trace, &rule(of, false), NoSuchThing, &[(name, NoSuchThing); 2]);
        expect(&trace, &rule(of, true), Unknown, &[(name, Skipped); 2]);
    }
    // What is over is told, whatever else is wrong.
    let both = "rules: [(of: Total, max_per_cycle: 0), (of: Group(\"Fils\"), max_per_cycle: 0)]";
    expect(&trace, both, Over, &[("*All*", Over), ("Fils ▸ *", NoSuchThing)]);
    // A category that is there, and has nothing yet, is no mistake.
    let absent = recorded(&[(0, 7); 9]);
    expect(
        &absent,
        "rules: [(of: Each(\"Files/*\"), max_per_cycle: 0), (of: Total, max_per_cycle: 0)]",
        Within,
        &[("*All*", Within)],
    );
}

#[test]
fn what_is_wrong_with_a_budget_is_said_with_its_place() {
    let check = |text: &str, expected: &[&str]| {
        let refusal = Budget::parse(text).unwrap_err().to_string();
        assert!(expected.iter().all(|part| refusal.contains(part)), "{text}\n{refusal}");
    };
    let rule = |rule: &str| format!("(rules: [\n  ({rule})\n])");
    check("", &["the budget cannot be read: 1:1"]);
    check("(rules: [", &["1:10"]);
    check("(rules: [])", &["a budget without rules checks nothing"]);
    check("(suppressions: [])", &["rules"]);
    check("(colour: 3)", &["colour"]);
    check(&rule("of: Total, max_per_cicle: 0"), &["2:", "max_per_cicle", "max_per_cycle"]);
    check(&rule("of: Total"), &["2:", "no limit"]);
    check(&rule("max_per_cycle: 0"), &["2:", "of"]);
    check(&rule("of: Everything, max_per_cycle: 0"), &["2:", "Everything", "Total"]);
    check(&rule("of: Group(\" \"), max_per_cycle: 0"), &["2:", "the name is empty"]);
    check(&rule("of: Category(\"heap\"), max_per_cycle: 0"), &["2:", "\"heap\" names no category"]);
    check(&rule("of: Each(\"/x\"), max_per_cycle: 0"), &["2:", "names no category"]);
    check(&rule("of: Total, max_per_cycle: \"64 MB\""), &["2:", "\"64 MB\" is no size", "KiB"]);
    check(&rule("of: Total, max_per_cycle: -5"), &["2:", "not below zero"]);
    check(&rule("of: Total, max_regions_per_cycle: 1.5"), &["2:"]);
    check(&rule("of: Total, worst_verdict: leak"), &["2:", "leak", "suspect"]);
    check(&rule("of: Total, metric: rss, max_per_cycle: 0"), &["2:", "rss", "resident"]);
    let suppression =
        |of: &str| format!("(rules: [(of: Total, max_per_cycle: 0)], suppressions: [\n({of})])");
    check(&suppression("of: \"a/b\", expires: \"2027-01-31\""), &["2:", "reason"]);
    check(
        &suppression("of: \"a/b\", reason: \" \", expires: \"2027-01-31\""),
        &["2:", "the reason is empty"],
    );
    check(&suppression("of: \"a/b\", reason: \"x\""), &["2:", "expires"]);
    for day in ["2027-02-30", "soon", "2027-1-31x", "31.01.2027"] {
        let text = suppression(&format!("of: \"a/b\", reason: \"x\", expires: \"{day}\""));
        check(&text, &["2:", day, "is no day"]);
    }
    check(&format!("(rules: {}", "[".repeat(100_000)), &["1:"]);
}

/// The examples are read, and do what their comments say.
#[test]
fn the_examples_are_budgets() {
    let example = |text: &str| Budget::parse(text).unwrap();
    let outcome = |trace: &Trace, budget: &Budget| {
        check(trace, &Assessment::assess(trace, None), budget, TODAY).outcome()
    };
    let (leak, still) = (growing(100, 8), growing(0, 8));
    for text in [
        include_str!("../../../assets/budgets/strict.ron"),
        include_str!("../../../assets/budgets/selftest.ron"),
    ] {
        assert_eq!((outcome(&leak, &example(text)), outcome(&still, &example(text))), (Over, Within));
    }
    let desktop = example(include_str!("../../../assets/budgets/desktop.ron"));
    assert_eq!(outcome(&leak, &desktop), Over);
    assert_eq!((outcome(&still, &desktop), outcome(&growing(0, 7), &desktop)), (Within, Unknown));
    let noisy = [1500, 0, 1500, 0, 1500, 0, 1500, 0, 1500].map(|pages| (pages, 7));
    assert_eq!(outcome(&recorded(&noisy), &desktop), Unknown);
    assert_eq!(desktop.suppressions[0].expires, date(2027, 1, 31));
    assert!(!desktop.suppressions[0].is_expired(date(2027, 1, 31)));
    assert_eq!(
        check(&still, &Assessment::assess(&still, None), &desktop, TODAY).warnings,
        Vec::<String>::new()
    );
}

proptest! {
    /// Whatever the file holds, it is read or refused; and what is read can be held against any recording.
    #[test]
    fn hostile_budgets_are_refused(text in "[(){}\\[\\]\",:a-zA-Z0-9 ▸/*\\\\\n\\x00-]{0,80}") {
        if let Ok(budget) = Budget::parse(&text) {
            check(&Trace::default(), &Assessment::default(), &budget, TODAY);
        }
    }

    /// A higher limit is never judged more strictly, whatever the levels do: each row of a budget, and so all of it.
    #[test]
    fn a_higher_limit_is_never_judged_more_strictly(
        levels in levels(),
        base in levels(),
        limit in 0_u64..40,
        more in 1_u64..40,
        resolution in prop_oneof![Just(None), (0_u64..200).prop_map(Some)],
    ) {
        let [now, base] = [levels, base].map(|levels| recorded(&levels));
        let resolution = resolution.map(|kib| format!(", resolution: \"{kib} KiB\"")).unwrap_or_default();
        let outcomes = |limit: u64| {
            let kib = 4 * limit;
            let rules = format!(
                "(min_cycles: 5, rules: [
                    (of: Total, metric: mapped, max_per_cycle: \"{kib} KiB\"{resolution}),
                    (of: Each(\"*/*\"), metric: mapped, max_per_cycle: \"{kib} KiB\", max_regions_per_cycle: {limit}{resolution}),
                    (of: Total, max_total_after: \"{kib} KiB\", max_more_per_cycle: \"{kib} KiB\"{resolution}),
                ])"
            );
            let budget = Budget::parse(&rules).unwrap();
            let (before, after) = (Assessment::assess(&base, None), Assessment::assess(&now, None));
            let base = Recorded { trace: &base, assessment: &before };
            let check = check_against(&Recorded { trace: &now, assessment: &after }, &base, &budget, TODAY);
            (check.outcome(), check.rows.into_iter().map(|row| row.outcome).collect::<Vec<_>>())
        };
        let (strict, loose) = (outcomes(limit), outcomes(limit + more));
        prop_assert!(loose.0 <= strict.0);
        prop_assert!(strict.1.iter().zip(&loose.1).all(|(strict, loose)| loose <= strict), "{strict:?} {loose:?}");
    }
}

/// Levels of a file and of anonymous memory: by chance, in steps, filling up, or growing with every cycle.
fn levels() -> impl Strategy<Value = Vec<(u64, u64)>> {
    let change = prop_oneof![4 => Just(0), 3 => 0_u64..4, 2 => 0_u64..30, 1 => 0_u64..300];
    let grown = prop::collection::vec((change, 0_u64..8, prop::bool::ANY), 6..24).prop_map(|changes| {
        let mut level = 0;
        changes
            .into_iter()
            .map(|(change, noise, grows)| {
                level += if grows { change } else { 0 };
                (level + noise, 7 + noise)
            })
            .collect::<Vec<_>>()
    });
    let even =
        (0_u64..9, 6_u64..24).prop_map(|(rate, cycles)| (0..cycles).map(|cycle| (rate * cycle, 7)).collect());
    prop_oneof![4 => grown, 1 => even]
}

/// The levels of a heap that fills slowly, in pages, over twenty cycles.
const FILLING: [u64; 21] =
    [0, 40, 70, 95, 115, 130, 142, 152, 160, 166, 170, 172, 173, 174, 174, 174, 175, 175, 175, 175, 175];

#[test]
fn like_cycles_are_compared() {
    let short =
        |cycles: usize| recorded(&FILLING[..=cycles].iter().map(|&pages| (pages, 7)).collect::<Vec<_>>());
    // The same program, recorded for longer or shorter: in its first cycles it grows, later it does not.
    for (before, after) in [(20, 8), (8, 20), (20, 20), (8, 8)] {
        expect_against(&short(before), &short(after), "", Within, &[(ALL, Within)]);
    }
    // What is new is new in the first cycles of a longer recording too.
    expect_against(&growing(0, 20), &growing(4, 8), "", Over, &[(ALL, Over)]);
    expect_against(&growing(0, 8), &growing(4, 20), "", Over, &[(ALL, Over)]);
}

#[test]
fn suspect_means_one_thing() {
    // Seven cycles make nothing certain.
    let (suspect, unknown) = (growing(4, 7), [(ALL, Unknown)]);
    let rules = |rule: &str| format!("min_cycles: 5, rules: [(of: Total, {rule})]");
    for rule in ["max_per_cycle: 0", "worst_verdict: settles", "worst_verdict: steady"] {
        expect(&suspect, &rules(rule), Unknown, &unknown);
    }
    expect(&suspect, &rules("worst_verdict: suspect"), Within, &[(ALL, Within)]);
    expect_against(&growing(0, 8), &suspect, &rules("worst_change: unchanged"), Unknown, &unknown);
    expect_against(
        &growing(0, 8),
        &growing(4, 8),
        "rules: [(of: Total, worst_verdict: settles)]",
        Over,
        &[(ALL, Over), (ALL, Over)],
    );
}

#[track_caller]
fn expect_against(base: &Trace, now: &Trace, rules: &str, outcome: Outcome, rows: &[(&str, Outcome)]) {
    let budget =
        if rules.is_empty() { Budget::default() } else { Budget::parse(&format!("({rules})")).unwrap() };
    let (before, after) = (Assessment::assess(base, None), Assessment::assess(now, None));
    let base = Recorded { trace: base, assessment: &before };
    let check = check_against(&Recorded { trace: now, assessment: &after }, &base, &budget, TODAY);
    let found: Vec<_> = check.rows.iter().map(|row| (row.name.as_str(), row.outcome)).collect();
    assert_eq!((check.outcome(), found.as_slice()), (outcome, rows), "{check:#?}");
}

const ALL: &str = "*All*";

#[test]
fn without_a_rule_nothing_may_be_new_or_worse() {
    let check = |before: u64, after: u64, outcome| {
        expect_against(&growing(before, 8), &growing(after, 8), "", outcome, &[(ALL, outcome)]);
    };
    check(4, 4, Within);
    check(4, 0, Within);
    check(4, 2, Within);
    check(0, 0, Within);
    check(2, 4, Over);
    check(0, 4, Over);
    // Other limits of the budget are kept beside it.
    let rules = "rules: [(of: Total, max_total_after: \"1 KiB\")]";
    expect_against(&growing(4, 8), &growing(4, 8), rules, Over, &[(ALL, Over), (ALL, Within)]);
}

#[test]
fn too_few_cycles_in_either_are_not_enough_evidence() {
    for (before, after) in [(4, 8), (8, 4), (8, 7)] {
        expect_against(&growing(0, before), &growing(4, after), "", Unknown, &[(ALL, Unknown)]);
    }
    let rules = "min_cycles: 5, rules: [(of: Total, worst_change: unchanged)]";
    expect_against(&growing(0, 8), &growing(0, 6), rules, Within, &[(ALL, Within)]);
}

#[test]
fn a_rule_says_what_may_change() {
    let check = |change: &str, before: u64, after: u64, outcome| {
        let rules = format!("rules: [(of: Category(\"Files/Shared buffer\"), worst_change: {change})]");
        expect_against(&growing(before, 8), &growing(after, 8), &rules, outcome, &[(FILES, outcome)]);
    };
    check("fixed", 4, 0, Within);
    check("fixed", 4, 2, Over);
    check("reduced", 4, 2, Within);
    check("reduced", 4, 4, Over);
    check("unchanged", 4, 4, Within);
    check("worse", 4, 8, Within);
    check("worse", 0, 8, Over);
    let total = "rules: [(of: Total, worst_change: fixed)]";
    expect_against(&growing(4, 8), &growing(0, 8), total, Within, &[(ALL, Within)]);
    expect_against(&growing(4, 8), &growing(2, 8), total, Over, &[(ALL, Over)]);
    let rules = "rules: [(of: Total, worst_change: unchanged)]";
    expect(&growing(4, 8), rules, Unknown, &[(ALL, Unknown)]);
}

#[test]
fn a_cycle_may_add_so_much_more_than_in_the_base() {
    let check = |most: &str, before: u64, after: u64, outcome| {
        let rules = format!("rules: [(of: Each(\"Files/*\"), max_more_per_cycle: \"{most}\")]");
        expect_against(&growing(before, 8), &growing(after, 8), &rules, outcome, &[(FILES, outcome)]);
    };
    check("8 KiB", 4, 6, Within);
    check("8 KiB", 4, 7, Over);
    check("0 B", 4, 0, Within);
    check("0 B", 4, 4, Within);
    check("0 B", 0, 1, Over);
}

/// Calls every category by a number of a process.
struct Numbered(u32);

impl Wording for Numbered {
    fn target(&self, _: &mut Target) {}
    fn tag(&self, _: &mut Tag) {}
    fn identity(&self, _: &mut Identity) {}
    fn mark(&self, _: &mut Mark) {}
    fn frame(&self, _: &mut LoggedFrame) {}
    fn region_of_stack(&self, _: &mut String) {}
    fn module(&self, _: &mut crate::model::Module) {}
    fn function(&self, _: &mut crate::model::Function) {}
    fn warning(&self, _: &mut Warning) {}

    fn category(&self, category: &mut Category) {
        category.name = format!("{}-{}", category.name, self.0);
    }
}

#[test]
fn a_number_of_a_process_makes_no_other_category() {
    let [mut base, mut now] = [growing(4, 8), growing(4, 8)];
    base.reword(&Numbered(4711));
    now.reword(&Numbered(815));
    let rules = "rules: [(of: Each(\"Files/*\"), max_more_per_cycle: \"8 KiB\")]";
    expect_against(&base, &now, rules, Within, &[("Files ▸ Shared buffer-815", Within)]);
}

#[test]
fn what_is_suppressed_may_change() {
    let suppression = "suppressions: [(of: \"Files/*\", reason: \"known\", expires: \"9999-12-31\")]";
    let rules = format!("rules: [(of: Total, worst_change: unchanged)], {suppression}");
    expect_against(&growing(0, 8), &growing(4, 8), &rules, Within, &[(ALL, Within)]);
    let rules = format!("rules: [(of: Group(\"Files\"), worst_change: unchanged)], {suppression}");
    expect_against(&growing(0, 8), &growing(4, 8), &rules, Within, &[("Files ▸ *", Suppressed)]);
}
