//! What stands of a category and of its regions agrees wherever both stand: a property over random recordings, in the tables,
//! the inspector and the tracks by their labels, and in the reports.

use crate::fixture::Window;
use crate::machine::{Answer, FakeMachine};
use crate::marked_trace::start;
use proptest::prelude::*;
use std::path::Path;
use strandline::analysis::{self, Counted, Metric};
use strandline::model::units::{About, AddressRange, Bytes, TimeRange, Timestamp};
use strandline::model::{
    Annotations, Backing, Category, CategoryId, Classification, Detail, Identity, Mark, MarkRole,
    Observation, PageAccess, Place, Protection, Reading, Readings, SnapshotDelta, SnapshotKind, Tag, TagId,
    Usage,
};
use strandline::record::tracking::Tracker;
use strandline::report::{JsonReport, Summary};
use strandline::storage::trace_file::{Existing, Writer};
use strandline_app::Start;
use strandline_app::command::Command;
use strandline_app::state::{Document, Mode, Subject, ViewChange};

const PAGE: u64 = 4096;
const PAGES: usize = 14;

/// What a tick finds: of which kind each page is (nothing for zero), and how much of each is used.
type Step = ([u8; PAGES], Option<u64>);

fn observations(pages: &[u8]) -> Vec<Observation> {
    let mut start = 0x10_0000;
    let mut observations = Vec::new();
    for run in pages.chunk_by(|one, next| one == next) {
        let range = AddressRange::from_bounds(start, start + run.len() as u64 * PAGE);
        start = range.end.get();
        let kind = u32::from(run[0]);
        let Some(category) = kind.checked_sub(1) else { continue };
        let (tag, category) = (TagId(category), CategoryId(category));
        observations.push(Observation {
            place: Place::Mapped(range),
            identity: Identity { tag, backing: Backing::Anonymous, access: PageAccess::Some },
            class: Classification { category, label: tag, protection: Protection::READ },
            mappings: Some(1),
        });
    }
    observations
}

fn write(path: &Path, steps: &[Step], closings: &[usize]) {
    let mut writer = Writer::create(path, Existing::Keep, &start()).expect("there is room for a trace");
    let mut tracker = Tracker::new();
    let at = |nth: usize| Timestamp::from_nanos(nth as u64 * 100_000_000);
    for (nth, (pages, used)) in steps.iter().enumerate() {
        let mut delta = SnapshotDelta { at: at(nth), ..SnapshotDelta::default() };
        if nth == 0 {
            delta.new_tags = ["a", "b", "c"].map(Tag::named).to_vec();
            delta.new_categories =
                ["heap", "stacks", "PageList"].map(|name| Category::counted(name, name)).to_vec();
        }
        if closings.contains(&nth) {
            (delta.kind, delta.usage_complete) = (SnapshotKind::Barrier, true);
        }
        let mapped = observations(pages);
        tracker.observe(&[AddressRange::ALL], &mapped, &mut delta);
        if let Some(used) = used {
            let reading = |one: &Observation| {
                let dirty = Bytes::new(one.place.len().get() * used / 4);
                let usage =
                    Usage { resident: dirty, dirty, swapped: Bytes::new(used * 64), ..Usage::default() };
                Reading { range: one.place.range(), usage, detail: Detail::Pages }
            };
            let readings = mapped.iter().map(reading).collect();
            let spans = vec![AddressRange::ALL];
            tracker.take_readings(&Readings { spans, readings, ..Readings::default() }, &mut delta);
        }
        writer.push(&delta).expect("there is room for a snapshot");
    }
    let marks: Annotations = (1..)
        .zip(closings.iter().filter(|&&nth| nth < steps.len()))
        .map(|(cycle, &nth)| Mark {
            at: at(nth),
            label: format!("cycle {cycle}"),
            role: MarkRole::Closed(cycle),
            cost: std::time::Duration::ZERO,
        })
        .collect();
    writer.annotations(&marks).and_then(|()| writer.finish()).expect("there is room for the marks");
}

fn document(window: &Window) -> &Document {
    window.state().document().expect("a recording is shown")
}

/// Draws until every figure is of what is selected.
fn settle(window: &mut Window) {
    window.harness.run_steps(2);
    window.until("the figures", Window::is_settled);
}

/// A size as all tables write it.
fn size(about: About) -> String {
    if about.bytes == Bytes::ZERO { "0".to_owned() } else { about.to_string() }
}

fn check_range(window: &mut Window) {
    settle(window);
    check_reports(document(window));
    check_lines(document(window));
    let categories = document(window).trace.recording.categories().len();
    for id in (0..).map(CategoryId).take(categories) {
        check_category(window, id);
    }
}

/// The reports say of each category what the table says.
fn check_reports(document: &Document) {
    let summary = Summary::measure(&document.trace, document.window(), None);
    let json = JsonReport::new(&summary);
    for (category, row) in summary.rows() {
        let actual = document.figures.summary.row(&Subject::Category(row.category));
        let Some(actual) = actual else {
            assert!(row.figures.is_empty(), "{category}");
            continue;
        };
        assert_eq!(actual.figures, row.figures, "{category}");
        let of_json = json.categories.iter().find(|of| of.name == category.name).expect("it is listed");
        let live = &of_json.live;
        let figures = &actual.figures;
        let actual = [
            live.mapped,
            live.footprint,
            of_json.persistent_bytes,
            of_json.transient_bytes,
            Some(of_json.grown_bytes),
        ];
        let expected = [
            figures.after.mapped,
            figures.after.footprint(),
            figures.persistent.bytes,
            figures.transient.bytes,
            figures.grown,
        ];
        assert_eq!(actual, expected.map(|bytes| Some(bytes.get())), "{category}");
        let counts = [live.regions, of_json.persistent_count];
        assert_eq!(counts, [figures.after.regions, figures.persistent.count].map(Some), "{category}");
        let sizes = summary.sizes.get(&row.category).into_iter().flatten();
        let mut of_sizes = Counted::default();
        sizes.for_each(|class| of_sizes += class.persistent);
        assert_eq!(of_sizes, figures.persistent, "{category}");
    }
}

/// The line in each row ends with what its row has.
fn check_lines(document: &Document) {
    let summary = &document.figures.summary;
    for (nth, row) in summary.rows().iter().enumerate() {
        let line = summary.sketch_of(nth);
        let (last, footprint) = (line.last().copied(), row.figures.after.footprint().get() as f64);
        let is_same = last.is_some_and(|last| (last - footprint).abs() < 0.5);
        assert!(is_same, "{}: {footprint} and {line:?}", row.label);
    }
}

fn check_category(window: &mut Window, id: CategoryId) {
    let subject = Subject::Category(id);
    window.request(Command::View(ViewChange::Mode(Mode::Summary)));
    window.request(Command::View(ViewChange::Subject(subject.clone())));
    settle(window);
    let Some(row) = document(window).figures.summary.row(&subject).cloned() else { return };
    let (figures, after) = (row.figures, row.figures.after);
    let facts = [
        ("Footprint", size(after.about(Metric::Footprint))),
        ("Resident", size(after.about(Metric::Resident))),
        ("Mapped", size(after.about(Metric::Mapped))),
        ("Dirty", size(after.about(Metric::Dirty))),
        ("Persistent Bytes", size(About { bytes: figures.persistent.bytes, is_estimate: false })),
        ("# Persistent", figures.persistent.count.to_string()),
        ("Regions", after.regions.to_string()),
        ("Grown", size(figures.grown())),
    ];
    for (name, value) in facts {
        assert!(window.shows(&format!("{name}: {value}")), "{}: {name}: {value}", row.label);
    }
    let head = format!("{} {}", row.name, after.about(Metric::Footprint));
    assert!(window.shows(&head), "the head of its track says {head}");
    let kept = document(window).figures.inspection.kept(&subject).expect("it is counted").clone();
    assert_eq!(kept.persistent, figures.persistent, "{}", row.label);
    assert_eq!(kept.classes.iter().map(|class| class.gone).sum::<usize>(), figures.transient.count);
    let mut of_classes = kept.other_classes.1;
    kept.classes.iter().for_each(|class| of_classes += class.kept);
    assert_eq!(of_classes, figures.persistent, "{}", row.label);
    assert_eq!(kept.spans.iter().map(|span| span.kept).sum::<Bytes>(), figures.persistent.bytes);
    window.request(Command::View(ViewChange::Mode(Mode::Regions)));
    settle(window);
    let regions = if after.regions == 1 { "region" } else { "regions" };
    assert!(window.shows(&format!("· {} {regions}", after.regions)), "{}", row.label);
    assert!(window.shows(&format!("+ {} new", figures.persistent.count)), "{}", row.label);
    check_regions(document(window), id, &figures);
}

/// The regions that the list has add up to the row.
fn check_regions(document: &Document, id: CategoryId, figures: &analysis::GrowthFigures) {
    let (recording, window) = (&document.trace.recording, document.window());
    let filter = analysis::Filter::default();
    let (scope, order) = (analysis::RegionScope::Category(id), analysis::RegionOrder::default());
    let mut listing = analysis::RegionListing::new(recording, window, scope, filter, order);
    assert!(listing.advance(recording, usize::MAX));
    let mut level = analysis::Level::default();
    let mut new = Counted::default();
    for row in listing.rows().expect("all was seen") {
        let facts = analysis::RegionFacts::read(recording, row.id, window).expect("it was there");
        level.mapped += facts.state.len;
        level.usage += facts.state.usage;
        level.regions += facts.state.regions();
        level.mappings += facts.state.mappings.into();
        level.estimated += usize::from(facts.state.is_estimate());
        if facts.change() == analysis::Change::New {
            new += Counted { bytes: facts.state.len, count: 1 };
        }
    }
    assert_eq!((level, new), (figures.after, figures.persistent));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 24, ..ProptestConfig::default() })]

    #[test]
    fn regions_and_categories_agree_wherever_both_stand(
        steps in prop::collection::vec((prop::array::uniform14(0..4_u8), prop::option::of(0..5_u64)), 4..24),
        closings in prop::collection::btree_set(1..24_usize, 0..6),
        range in (0.0..0.6_f64, 0.2..1.0_f64),
    ) {
        let machine = FakeMachine::with(Answer::These(Vec::new()));
        let path = machine.folder().join("random.strand");
        write(&path, &steps, &closings.into_iter().collect::<Vec<_>>());
        let mut window = Window::open(machine, Start::Open(path));
        window.until("the recording", |window| window.state().document().is_some());
        check_range(&mut window);
        let end = document(&window).now().seconds();
        let moment = |part: f64| Timestamp::after(std::time::Duration::from_secs_f64(part * end));
        let from = moment(range.0);
        let near = TimeRange::new(from, moment(range.0 + (1.0 - range.0) * range.1 * 0.5));
        let wide = TimeRange::new(from, moment(range.0 + (1.0 - range.0) * range.1));
        for range in [Some(near), Some(wide), None] {
            window.request(Command::View(ViewChange::Mode(Mode::Summary)));
            window.request(Command::View(ViewChange::Range(range)));
            check_range(&mut window);
        }
    }
}
