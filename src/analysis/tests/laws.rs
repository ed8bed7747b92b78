//! What must hold in every recording and for every window: the books balance, and they say what a count page by page
//! says.

use super::scenario::{ANONYMOUS, FILE, HEAP, RECOGNISED, RESERVED, Scenario};
use crate::analysis::{
    Columns, Growth, GrowthFigures, Level, Levels, Metric, Strata, Survivors, Window, WindowGrowth,
};
use crate::model::units::Bytes;
use crate::model::{MarkRole, Recording, SnapshotIndex};
use proptest::prelude::*;
use proptest::sample::Index;

/// What happens to a made-up process, or to the one who records it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Map(u64, u64, usize),
    Unmap(u64, u64),
    Touch(u64, u64),
    Swap(u64, u64),
    Tick,
    TickOfChanges,
    SkipUsage,
    Mark,
}

impl Step {
    pub(crate) fn take(self, scenario: &mut Scenario) {
        match self {
            Self::Map(page, len, kind) => _ = scenario.map(page, len, kind),
            Self::Unmap(page, len) => _ = scenario.unmap(page, len),
            Self::Touch(page, len) => _ = scenario.touch(page, len),
            Self::Swap(page, len) => _ = scenario.swap(page, len),
            Self::Tick => _ = scenario.tick(),
            Self::TickOfChanges => scenario.tick_of_changes(),
            Self::SkipUsage => _ = scenario.without_usage(),
            Self::Mark => scenario.mark("mark", MarkRole::Note),
        }
    }
}

pub(crate) const PAGES: u64 = 24;

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let kind = prop_oneof![Just(ANONYMOUS), Just(FILE), Just(RESERVED), Just(HEAP)];
    let area = || (0..PAGES, 1..9_u64);
    prop_oneof![
        4 => (area(), kind).prop_map(|((page, len), kind)| Step::Map(page, len, kind)),
        3 => area().prop_map(|(page, len)| Step::Unmap(page, len)),
        3 => area().prop_map(|(page, len)| Step::Touch(page, len)),
        1 => area().prop_map(|(page, len)| Step::Swap(page, len)),
        4 => Just(Step::Tick),
        4 => Just(Step::TickOfChanges),
        1 => Just(Step::SkipUsage),
        1 => Just(Step::Mark),
    ]
}

fn play(steps: &[Step]) -> Scenario {
    let mut scenario = Scenario::new();
    for step in steps {
        step.take(&mut scenario);
    }
    scenario.ticks(1);
    scenario
}

/// Steps, and where a window begins and ends in what they make.
pub(crate) type Plan = (Vec<Step>, Index, Index);

pub(crate) fn plans() -> impl Strategy<Value = Plan> {
    let steps = proptest::collection::vec(step(), 1..60);
    (steps, any::<Index>(), any::<Index>())
}

pub(crate) fn play_plan((steps, one, other): &Plan) -> (Scenario, Window) {
    let scenario = play(steps);
    let count = scenario.trace.recording.snapshots().len();
    let (one, other) = (one.index(count), other.index(count));
    let index = |place: usize| SnapshotIndex(u32::try_from(place).unwrap());
    let window = Window::new(index(one.min(other)), index(one.max(other)));
    (scenario, window)
}

/// Mapped pages of one kind in a window, counted page by page: persistent, transient, preexisting, died.
fn count_pages(scenario: &Scenario, window: Window, kind: usize) -> [u64; 4] {
    let mut counts = [0; 4];
    let (from, to) = (window.from.index(), window.to.index());
    for page in 0..PAGES * 2 {
        let is_there = |at: usize| scenario.history[at].get(&page) == Some(&kind);
        let mut is_old = is_there(from);
        for at in from + 1..=to {
            if is_there(at - 1) && !is_there(at) {
                counts[if is_old { 3 } else { 1 }] += 1;
                is_old = false;
            }
        }
        if is_there(to) {
            counts[if is_old { 2 } else { 0 }] += 1;
        }
    }
    counts
}

fn level_at(recording: &Recording, snapshot: SnapshotIndex, category: usize) -> Level {
    let mut level = Level::default();
    for region in recording.regions() {
        if region.class.category.index() == category
            && let Some(state) = recording.state_at(&region, snapshot)
        {
            level.add_region(&state);
        }
    }
    level
}

fn check_balance(figures: &GrowthFigures, metric: Metric) {
    let (before, after) = (figures.before.get(metric), figures.after.get(metric));
    let died = match metric {
        Metric::Mapped => figures.transient.bytes + figures.died,
        _ => figures.lost,
    };
    let born = match metric {
        Metric::Mapped => figures.total().bytes,
        _ => figures.persistent.bytes + figures.grown,
    };
    assert_eq!(after + died, before + born, "{metric:?}: {figures:?}");
    assert_eq!(after, figures.persistent.bytes + figures.preexisting.bytes);
    assert_eq!(figures.after.regions, figures.persistent.count + figures.preexisting.count);
}

proptest! {
    #[test]
    fn the_books_balance(plan in plans()) {
        let (scenario, window) = play_plan(&plan);
        let recording = &scenario.trace.recording;
        for metric in Metric::ALL {
            let growth = Growth::measure(recording, window, metric);
            check_balance(&growth.total, metric);
            let mut counted = GrowthFigures::default();
            for row in &growth.rows {
                check_balance(&row.figures, metric);
                counted += row.part_of_total(metric);
                let category = row.category.index();
                prop_assert_eq!(row.figures.after, level_at(recording, window.to, category));
                let before = level_at(recording, window.from, category);
                prop_assert_eq!(row.figures.before.mapped, before.mapped);
                prop_assert_eq!(row.figures.before.regions, before.regions);
                prop_assert_eq!(row.figures.before.mappings, before.mappings);
                if !plan.0.iter().any(|step| matches!(step, Step::SkipUsage)) {
                    prop_assert_eq!(row.figures.before.usage, before.usage);
                }
            }
            prop_assert_eq!(counted, growth.total);
        }
    }

    #[test]
    fn bytes_are_counted_as_pages_are(plan in plans()) {
        let (scenario, window) = play_plan(&plan);
        let growth = Growth::measure(&scenario.trace.recording, window, Metric::Mapped);
        for kind in [ANONYMOUS, FILE, RESERVED, HEAP] {
            let figures = growth.rows[kind].figures;
            let actual = [
                figures.persistent.bytes,
                figures.transient.bytes,
                figures.preexisting.bytes,
                figures.died,
            ];
            let counted = count_pages(&scenario, window, kind).map(|pages| Bytes::new(pages * 4096));
            prop_assert_eq!(actual, counted);
        }
    }

    #[test]
    fn nothing_is_transient_beyond_its_length(plan in plans()) {
        let (scenario, window) = play_plan(&plan);
        let recording = &scenario.trace.recording;
        let mapped = Growth::measure(recording, window, Metric::Mapped);
        for metric in [Metric::Resident, Metric::Dirty, Metric::Swapped, Metric::Footprint] {
            let growth = Growth::measure(recording, window, metric);
            for (row, by_length) in growth.rows.iter().zip(&mapped.rows) {
                prop_assert_eq!(row.figures.transient.count, by_length.figures.transient.count);
                prop_assert!(row.figures.transient.bytes <= by_length.figures.transient.bytes);
                prop_assert!(row.figures.died <= row.figures.lost);
            }
        }
    }

    /// Births are counted page by page, and what became of them by regions.
    #[test]
    fn what_is_born_stays_or_goes(plan in plans()) {
        let (scenario, window) = play_plan(&plan);
        let growth = Growth::measure(&scenario.trace.recording, window, Metric::Mapped);
        for kind in [ANONYMOUS, FILE, RESERVED, HEAP] {
            let is_there = |at: usize, page: u64| scenario.history[at].get(&page) == Some(&kind);
            let is_born = |at: usize, page: u64| is_there(at, page) && !is_there(at - 1, page);
            let inside = window.from.index() + 1..=window.to.index();
            let born = inside.flat_map(|at| (0..PAGES * 2).filter(move |&page| is_born(at, page))).count();
            let GrowthFigures { persistent, transient, .. } = growth.rows[kind].figures;
            prop_assert_eq!(persistent.bytes + transient.bytes, Bytes::new(4096 * born as u64));
        }
    }

    #[test]
    fn the_other_views_agree(plan in plans()) {
        let (scenario, window) = play_plan(&plan);
        let recording = &scenario.trace.recording;
        let growth = Growth::measure(recording, window, Metric::Mapped);
        for metric in Metric::ALL {
            let figures = WindowGrowth::measure(recording, window, metric);
            prop_assert_eq!(&figures.growth, &Growth::measure(recording, window, metric));
            for row in &figures.growth.rows {
                let mut sum = GrowthFigures::default();
                for class in figures.sizes.get(&row.category).into_iter().flatten() {
                    sum.persistent += class.persistent;
                    sum.transient += class.transient;
                    if metric == Metric::Mapped {
                        prop_assert_eq!(class.persistent.bytes.get(), class.len.get() * class.persistent.count as u64);
                    }
                }
                prop_assert_eq!((sum.persistent, sum.transient), (row.figures.persistent, row.figures.transient));
            }
        }
        let levels = recording.read_log(Levels::default());
        prop_assert_eq!(levels.total_at(window.to), growth.total.after.footprint());
    }
}

proptest! {
    /// In every snapshot the mappings of all regions are as many as the system lists, by category and in total; and what
    /// follows the log says the same.
    #[test]
    fn mappings_are_the_entries_that_the_system_lists(plan in plans()) {
        let (scenario, window) = play_plan(&plan);
        let recording = &scenario.trace.recording;
        for (at, pages) in scenario.history.iter().enumerate() {
            let snapshot = SnapshotIndex(u32::try_from(at).unwrap());
            let mut all = 0;
            for kind in [ANONYMOUS, FILE, RESERVED, HEAP] {
                let is_first = |page: u64| page == 0 || pages.get(&(page - 1)) != Some(&kind);
                let listed = pages.iter().filter(|&(&page, of)| *of == kind && is_first(page)).count();
                prop_assert_eq!(level_at(recording, snapshot, kind).mappings.get(), Some(listed));
                all += listed;
            }
            let growth = Growth::measure(recording, Window::new(snapshot, snapshot), Metric::Mapped);
            prop_assert_eq!(growth.total.after.mappings.get(), Some(all));
        }
        let growth = Growth::measure(recording, window, Metric::Mapped);
        let (levels, mut strata) = (recording.read_log(Levels::default()), Strata::default());
        let range = window.range(recording);
        let columns = Columns::finest(recording, range, 4096);
        strata.fill(recording, &levels, &Survivors::default(), columns);
        let last = strata.columns().last().unwrap();
        if columns.snapshots_in_each() == 1 {
            prop_assert_eq!(last.mappings, growth.total.after.mappings.get());
            prop_assert_eq!(last.alive, growth.total.after.regions);
        }
    }
}

fn kib(bytes: Bytes) -> u64 {
    bytes.get() / 1024
}

#[test]
fn what_was_there_at_the_first_snapshot_is_preexisting() {
    let mut scenario = Scenario::new();
    scenario.map(0, 4, ANONYMOUS).touch(0, 1).tick();
    scenario.map(10, 2, ANONYMOUS).touch(0, 3).tick();
    let recording = &scenario.trace.recording;
    let figures = Growth::measure(recording, Window::whole(recording), Metric::Mapped).total;
    assert_eq!((figures.preexisting.count, kib(figures.preexisting.bytes)), (1, 16));
    assert_eq!((figures.persistent.count, kib(figures.persistent.bytes)), (1, 8));
    assert_eq!((kib(figures.grown), kib(figures.lost)), (8, 0));
}

#[test]
fn a_piece_brings_its_share_along_and_nothing_is_born() {
    let mut scenario = Scenario::new();
    scenario.map(0, 9, ANONYMOUS).touch(0, 9).tick();
    scenario.unmap(3, 1).tick();
    let recording = &scenario.trace.recording;
    let growth = Growth::measure(recording, Window::whole(recording), Metric::Footprint);
    let figures = growth.total;
    assert_eq!((figures.grown, kib(figures.lost)), (Bytes::ZERO, 4));
    assert_eq!((figures.before.regions, figures.after.regions), (1, 2));
    assert_eq!(figures.total().count, 0);
}

#[test]
fn a_region_that_went_counts_with_its_highest() {
    let mut scenario = Scenario::new();
    scenario.tick();
    scenario.map(0, 8, ANONYMOUS).touch(0, 2).tick();
    scenario.touch(0, 6).tick();
    scenario.unmap(2, 1).tick();
    scenario.unmap(0, 8).tick();
    let recording = &scenario.trace.recording;
    let transient = |metric| Growth::measure(recording, Window::whole(recording), metric).total.transient;
    assert_eq!((transient(Metric::Mapped).count, kib(transient(Metric::Mapped).bytes)), (2, 32));
    // Six of eight pages were dirty: 15 KiB of the five that stayed in the region, and the piece had two of its own.
    assert_eq!(kib(transient(Metric::Footprint).bytes), 6 * 4 * 6 / 8 + 2 * 4);
}

#[test]
fn to_be_read_for_the_first_time_is_not_to_grow() {
    let mut scenario = Scenario::new();
    scenario.map(0, 9, HEAP).touch(0, 9).without_usage().tick();
    scenario.unmap(4, 1).tick();
    scenario.mark("walked", MarkRole::Note);
    scenario.touch(0, 9).swap(8, 1).map(20, 1, HEAP).tick();
    let recording = &scenario.trace.recording;
    let figures = Growth::measure(recording, Window::whole(recording), Metric::Mapped).total;
    assert_eq!((figures.grown, figures.lost), (Bytes::ZERO, Bytes::ZERO));
    assert_eq!(kib(figures.before.footprint()), 32);
}

/// What becomes known of a part of a region moves no memory, however uneven its pages are.
#[test]
fn a_region_that_is_recognised_in_part_does_not_grow() {
    let mut scenario = Scenario::new();
    scenario.map(0, 10, ANONYMOUS).touch(0, 1).touch(7, 3).tick();
    scenario.map(5, 5, RECOGNISED).tick();
    scenario.ticks(2);
    let recording = &scenario.trace.recording;
    let growth = Growth::measure(recording, Window::whole(recording), Metric::Mapped);
    for figures in growth.rows.iter().map(|row| row.figures).chain([growth.total]) {
        assert_eq!((figures.grown, figures.lost), (Bytes::ZERO, Bytes::ZERO));
        assert_eq!((figures.before.estimated, figures.after.estimated), (0, 0));
    }
    assert_eq!(kib(growth.total.before.footprint()), 16);
}

#[test]
fn a_category_is_told_in_hindsight() {
    let mut scenario = Scenario::new();
    scenario.map(0, 8, ANONYMOUS).touch(0, 8).tick();
    scenario.map(0, 3, RECOGNISED).tick();
    let recording = &scenario.trace.recording;
    let growth = Growth::measure(recording, Window::whole(recording), Metric::Mapped);
    let row = |kind: usize| growth.rows[kind].figures;
    assert_eq!((kib(row(RECOGNISED).before.mapped), kib(row(RECOGNISED).after.mapped)), (12, 12));
    assert_eq!((kib(row(ANONYMOUS).before.mapped), kib(row(ANONYMOUS).after.mapped)), (20, 20));
    assert_eq!((growth.total.grown, growth.total.lost), (Bytes::ZERO, Bytes::ZERO));
    assert_eq!(growth.total.died, Bytes::ZERO);
}

#[test]
fn reserved_address_space_is_a_row_outside_the_total() {
    let mut scenario = Scenario::new();
    scenario.tick();
    scenario.map(0, 64, RESERVED).tick();
    scenario.map(0, 4, ANONYMOUS).tick();
    let recording = &scenario.trace.recording;
    let growth = Growth::measure(recording, Window::whole(recording), Metric::Mapped);
    assert_eq!(kib(growth.total.persistent.bytes), 16);
    let reserved = growth.rows[RESERVED];
    assert!(!reserved.counted);
    assert_eq!(kib(reserved.figures.persistent.bytes), 240);
    assert_eq!(kib(reserved.figures.transient.bytes), 16);
}
