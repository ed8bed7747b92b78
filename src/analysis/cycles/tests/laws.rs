//! What must hold for the cycles of any recording, wherever its marks are, were, or are moved to.

use super::naive::{Life, lives};
use crate::analysis::cycles::*;
use crate::analysis::tests::laws::{PAGES, Step, step};
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, HEAP, RECOGNISED, RESERVED, Scenario};
use crate::analysis::{
    Filter, Level, RegionListing, RegionOrder, RegionScope, RegionSortKey, Umbrella, Window, unattributed_at,
};
use crate::model::units::Bytes;
use crate::model::{Mark, MarkRole, RegionId, SnapshotIndex, Usage};
use proptest::prelude::*;
use proptest::sample::Index;
use std::time::Duration;

const COUNTED: [usize; 4] = [ANONYMOUS, FILE, HEAP, RECOGNISED];

/// What happens in the process, or to the marks.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Step(Step),
    /// A mark with a look of its own.
    Mark(MarkRole),
    /// A mark is set at a snapshot that is over.
    Add(MarkRole, Index),
    Move(Index, Index),
    Remove(Index),
}

impl Deed {
    fn take(self, scenario: &mut Scenario) {
        match self {
            Self::Step(step) => step.take(scenario),
            Self::Mark(role) => scenario.mark("mark", role),
            Self::Add(role, at) => add(scenario, role, some_snapshot(scenario, at)),
            Self::Move(which, to) => {
                let to = some_snapshot(scenario, to);
                if let Some(mark) = remove(scenario, which) {
                    add(scenario, mark.role, to);
                }
            }
            Self::Remove(which) => _ = remove(scenario, which),
        }
    }
}

fn some_snapshot(scenario: &Scenario, at: Index) -> SnapshotIndex {
    SnapshotIndex(u32::try_from(at.index(scenario.history.len())).unwrap())
}

fn add(scenario: &mut Scenario, role: MarkRole, at: SnapshotIndex) {
    let at = scenario.trace.recording.time_of(at);
    let mark = Mark { at, label: "added".to_owned(), role, cost: Duration::ZERO };
    scenario.trace.annotations.add_mark(mark);
}

fn remove(scenario: &mut Scenario, which: Index) -> Option<Mark> {
    let marks = scenario.trace.annotations.marks();
    let mark = (!marks.is_empty()).then(|| which.get(marks).clone())?;
    assert!(scenario.trace.annotations.remove_mark(&mark));
    Some(mark)
}

fn role() -> impl Strategy<Value = MarkRole> {
    prop_oneof![
        6 => (0..9_u32).prop_map(MarkRole::Closed),
        3 => (0..9_u32).prop_map(MarkRole::Open),
        1 => Just(MarkRole::Baseline),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        20 => step().prop_map(Deed::Step),
        4 => role().prop_map(Deed::Mark),
        1 => (role(), any::<Index>()).prop_map(|(role, at)| Deed::Add(role, at)),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(which, to)| Deed::Move(which, to)),
        1 => any::<Index>().prop_map(Deed::Remove),
    ]
}

/// Deeds in which what a page is found to be, it is from its birth on.
fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    proptest::collection::vec(deed(), 1..90)
}

/// Deeds in which it also turns out late what some of the memory is. The past of a region of which only a part is found to
/// be something else goes with the larger part: this can be told of regions, and not of pages.
fn findings() -> impl Strategy<Value = Vec<Deed>> {
    let recognised = (0..PAGES, 1..9_u64).prop_map(|(page, len)| Step::Map(page, len, RECOGNISED));
    proptest::collection::vec(prop_oneof![9 => deed(), 1 => recognised.prop_map(Deed::Step)], 1..90)
}

/// How much is taken in after one deed.
fn portions() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(prop_oneof![Just(0), 1..12_usize, Just(usize::MAX)], 1..20)
}

fn play(deeds: &[Deed], mut after_each: impl FnMut(&Scenario)) -> Scenario {
    let mut scenario = Scenario::new();
    scenario.tick();
    for deed in deeds {
        deed.take(&mut scenario);
        after_each(&scenario);
    }
    scenario
}

/// A kind over the cycles; what never was there at the start or the end of one has no series.
fn series(cycles: &Cycles, kind: usize) -> Vec<CycleFigures> {
    match cycles.categories.get(&Scenario::category(kind)) {
        Some(series) => series.all().cloned().collect(),
        None => nothing(cycles.all().count()),
    }
}

fn nothing(cycles: usize) -> Vec<CycleFigures> {
    let nothing = |nth| CycleFigures {
        survivors: (nth..cycles).map(|_| Bytes::ZERO).collect(),
        ..CycleFigures::default()
    };
    (0..cycles).map(nothing).collect()
}

fn bytes<'a>(lives: impl Iterator<Item = &'a Life>) -> Bytes {
    Bytes::new(4096 * lives.count() as u64)
}

/// Compares the mapped bytes of one series with those of its pages.
fn check_bytes(all: &[CycleFigures], windows: &[Window], lives: &[Life]) {
    let there = |at| bytes(lives.iter().filter(|life| life.is_there(at)));
    for (nth, (figures, &window)) in all.iter().zip(windows).enumerate() {
        let of_cohort = |life: &&Life| life.is_born_in(window);
        let died = |life: &&Life| life.is_there(window.from) && !life.is_there(window.to);
        assert_eq!((figures.before.mapped, figures.after.mapped), (there(window.from), there(window.to)));
        assert_eq!(figures.died_of_earlier(), bytes(lives.iter().filter(died)));
        assert_eq!(
            figures.after.mapped + figures.died_of_earlier(),
            figures.before.mapped + figures.born.mapped
        );
        let left =
            |closing: &Window| bytes(lives.iter().filter(of_cohort).filter(|life| life.is_there(closing.to)));
        assert_eq!(figures.survivors, windows[nth..].iter().map(left).collect());
        assert_eq!(figures.survivors.at(0), figures.born.mapped);
        assert!(figures.survivors.iter().is_sorted_by(|one, next| one >= next));
    }
    for (closing, window) in windows.iter().enumerate() {
        let of_cohorts = (0..=closing).map(|nth| all[nth].survivors.at(closing - nth)).sum::<Bytes>();
        let is_elsewhere = |life: &&Life| !windows.iter().any(|&window| life.is_born_in(window));
        let born_elsewhere = bytes(lives.iter().filter(is_elsewhere).filter(|life| life.is_there(window.to)));
        assert_eq!(of_cohorts + born_elsewhere, there(window.to));
    }
}

/// What one kind has at a snapshot, region by region.
fn level(scenario: &Scenario, kind: usize, at: SnapshotIndex, window: Option<Window>) -> Level {
    let recording = &scenario.trace.recording;
    let mut level = Level::default();
    for region in recording.regions() {
        let is_asked_for = window.is_none_or(|window| window.contains(region.birth));
        if is_asked_for
            && region.class.category == Scenario::category(kind)
            && let Some(state) = recording.state_at(&region, at)
        {
            level.add_region(&state);
        }
    }
    level
}

fn windows(cycles: &Cycles) -> Vec<Window> {
    cycles.all().map(|cycle| cycle.window).collect()
}

/// Everything but what of the cycles is alive at this closing mark.
fn without_closing(figures: &CycleFigures, later: Option<usize>) -> CycleFigures {
    let left = |(nth, alive)| if Some(nth) == later { Bytes::ZERO } else { alive };
    let survivors = figures.survivors.iter().enumerate().map(left).collect();
    CycleFigures { survivors, ..figures.clone() }
}

proptest! {
    #[test]
    fn what_is_followed_is_what_is_read_at_once(
        deeds in findings(),
        portions in portions(),
        warmup in proptest::option::of(0..4_usize),
    ) {
        let mut follower = CyclesFollower::new(warmup);
        let mut portions = portions.into_iter().cycle();
        let scenario = play(&deeds, |scenario| {
            if follower.follow(&scenario.trace, portions.next().unwrap()) {
                assert_eq!(*follower.cycles(), Cycles::measure(&scenario.trace, warmup));
            }
        });
        while !follower.follow(&scenario.trace, 7) {}
        prop_assert_eq!(follower.into_cycles(), Cycles::measure(&scenario.trace, warmup));
    }

    #[test]
    fn mapped_bytes_are_those_of_pages(deeds in deeds(), warmup in 0..3_usize) {
        let scenario = play(&deeds, |_| ());
        let cycles = Cycles::measure(&scenario.trace, Some(warmup));
        let lives = lives(&scenario);
        for kind in COUNTED {
            let of_kind: Vec<_> = lives.iter().filter(|life| life.is_of(kind)).copied().collect();
            check_bytes(&series(&cycles, kind), &windows(&cycles), &of_kind);
        }
        for figures in series(&cycles, RESERVED) {
            let mapped = [figures.before.mapped, figures.after.mapped, figures.born.mapped, figures.surviving()];
            prop_assert_eq!(mapped, [Bytes::ZERO; 4]);
        }
    }

    #[test]
    fn the_total_is_that_of_pages_and_of_the_categories(deeds in findings()) {
        let scenario = play(&deeds, |_| ());
        let cycles = Cycles::measure(&scenario.trace, None);
        let is_counted = |life: &Life| COUNTED.iter().any(|&kind| life.is_of(kind));
        let lives: Vec<_> = lives(&scenario).into_iter().filter(is_counted).collect();
        let total: Vec<_> = cycles.total.all().cloned().collect();
        check_bytes(&total, &windows(&cycles), &lives);
        let mut sum = nothing(total.len());
        for kind in COUNTED.into_iter().chain([RESERVED]) {
            sum.iter_mut().zip(&series(&cycles, kind)).for_each(|(sum, figures)| sum.add(figures));
        }
        for (sum, total) in sum.iter_mut().zip(&total) {
            // Those of reserved address space are in the total also where nothing of it is used.
            sum.before.mappings = total.before.mappings;
            sum.after.mappings = total.after.mappings;
            sum.born.mappings = total.born.mappings;
        }
        prop_assert_eq!(total, sum);
    }

    #[test]
    fn what_reserved_address_space_uses_is_judged(deeds in findings()) {
        let scenario = play(&deeds, |_| ());
        let cycles = Cycles::measure(&scenario.trace, Some(0));
        for (figures, window) in series(&cycles, RESERVED).iter().zip(windows(&cycles)) {
            let used = |at| level(&scenario, RESERVED, at, None).usage;
            let is_known = cycles.categories.contains_key(&Scenario::category(RESERVED));
            prop_assert_eq!(figures.before.usage, used(window.from));
            prop_assert_eq!(figures.after.usage, used(window.to));
            prop_assert!(is_known || used(window.to) == Usage::default());
        }
    }

    #[test]
    fn levels_are_those_of_the_regions(deeds in findings()) {
        let scenario = play(&deeds, |_| ());
        let cycles = Cycles::measure(&scenario.trace, Some(0));
        for kind in COUNTED {
            for (figures, window) in series(&cycles, kind).iter().zip(windows(&cycles)) {
                prop_assert_eq!(figures.before, level(&scenario, kind, window.from, None));
                prop_assert_eq!(figures.after, level(&scenario, kind, window.to, None));
                prop_assert_eq!(figures.born, level(&scenario, kind, window.to, Some(window)));
                let is_certain = kind == FILE;
                prop_assert_eq!(figures.certain_after.count, if is_certain { figures.after.regions } else { 0 });
                let certain = if is_certain { figures.before.mapped } else { Bytes::ZERO };
                prop_assert_eq!(figures.certain_before.bytes, certain);
            }
        }
        let bounds = cycles.cycles.first().map(|first| first.window.from).into_iter();
        let bounds = bounds.chain(cycles.cycles.iter().map(|cycle| cycle.window.to));
        let expected: Vec<_> = bounds.map(|at| unattributed_at(&scenario.trace.recording, at)).collect();
        prop_assert_eq!(cycles.unattributed, expected);
    }

    #[test]
    fn what_is_retained_is_what_the_cycles_count_and_what_a_listing_finds(deeds in findings(), warmup in 0..3_usize) {
        let mut scenario = play(&deeds, |_| ());
        let marks = scenario.trace.annotations.marks().iter();
        scenario.trace.annotations = marks.filter(|mark| !matches!(mark.role, MarkRole::Open(_))).cloned().collect();
        let (recording, cycles) = (&scenario.trace.recording, Cycles::measure(&scenario.trace, Some(warmup)));
        let len = |ids: &[RegionId], at| {
            let regions = ids.iter().map(|&id| recording.region(id));
            regions.map(|region| recording.state_at(&region, at).unwrap().len).sum::<Bytes>()
        };
        let sets = retained(recording, &cycles, None);
        prop_assert_eq!(sets.len(), cycles.cycles.len());
        for (of, figures) in sets.iter().zip(&cycles.total.cycles) {
            prop_assert_eq!(of.regions.len(), figures.born.regions);
            prop_assert_eq!(len(&of.regions, of.cycle.window.to), figures.born.mapped);
            prop_assert_eq!(len(&of.remaining, cycles.cycles.last().unwrap().window.to), figures.surviving());
        }
        let Some(last) = cycles.cycles.last() else { return Ok(()) };
        let order = RegionOrder { key: RegionSortKey::Birth, is_descending: false };
        let (scope, filter) = (RegionScope::Umbrella(Umbrella::All), Filter::default());
        let listing = RegionListing::new(recording, last.window, scope, filter, order);
        let mut listing = listing.born_in(cycles.cycles.iter().map(Cycle::opening));
        prop_assert!(listing.advance(recording, usize::MAX));
        let mut found: Vec<_> = listing.rows().unwrap().iter().map(|row| row.id).collect();
        let mut expected: Vec<_> = sets.into_iter().flat_map(|of| of.remaining).collect();
        found.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn to_move_a_mark_changes_only_the_generations_beside_it(
        deeds in findings(),
        which in any::<Index>(),
        to in any::<Index>(),
    ) {
        let mut scenario = play(&deeds, |_| ());
        let is_bound = |mark: &Mark| matches!(mark.role, MarkRole::Closed(_) | MarkRole::Baseline);
        let recording = &scenario.trace.recording;
        let marks: Vec<Mark> =
            scenario.trace.annotations.marks().iter().filter(|mark| is_bound(mark)).cloned().collect();
        if marks.is_empty() {
            return Ok(());
        }
        let nth = which.index(marks.len());
        let at = |nth: usize| marks.get(nth).map(|mark| recording.snapshot_at(mark.at));
        let from = at(nth).unwrap();
        let ahead = nth.checked_sub(1).and_then(at);
        let behind = at(nth + 1);
        let is_between = |to| ahead.is_none_or(|ahead| ahead < to) && behind.is_none_or(|behind| to < behind);
        let places: Vec<_> =
            (0..=recording.last_snapshot().0).map(SnapshotIndex).filter(|&at| is_between(at)).collect();
        if places.is_empty() {
            return Ok(());
        }
        let to = *to.get(&places);
        let before = Cycles::measure(&scenario.trace, Some(0));
        prop_assert!(scenario.trace.annotations.remove_mark(&marks[nth]));
        add(&mut scenario, marks[nth].role, to);
        let after = Cycles::measure(&scenario.trace, Some(0));

        let closing = |cycles: &Cycles, at| cycles.all().position(|cycle| cycle.window.to == at);
        let moved = (from != to).then(|| closing(&after, to)).flatten();
        prop_assert_eq!(before.all().count(), after.all().count());
        for (nth, (one, other)) in before.all().zip(after.all()).enumerate() {
            let is_beside = [one.window.from, one.window.to].contains(&from);
            if is_beside {
                continue;
            }
            prop_assert_eq!(one, other);
            let later = moved.and_then(|moved| moved.checked_sub(nth));
            for kind in COUNTED {
                let actual = |cycles| without_closing(&series(cycles, kind)[nth], later);
                prop_assert_eq!(actual(&before), actual(&after));
            }
        }
    }
}
