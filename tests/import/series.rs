//! Several texts as one trace: order, marks, cycles, and differences that are no more than rounding.

use crate::{fixture, text};
use strandline::analysis::{
    Alignment, Assessment, Comparison, Cycles, Growth, Measure, Metric, RetainedSets, Side, Subject,
    Verdicts, Window,
};
use strandline::classify::categories::Rules;
use strandline::import::{Choice, ImportError, ImportedSeries, Roles, Text};
use strandline::model::units::{ByteDelta, Bytes};
use strandline::model::{MarkRole, Trace};
use strandline::report::{CompareReport, Summary, compare_markdown, compare_text, verdict_line};
use strandline::storage::trace_file::{Existing, Writer, export_text, import_text, open};

fn assemble(texts: &[Text], choice: Choice) -> Result<ImportedSeries, ImportError> {
    ImportedSeries::assemble(texts, &Rules::built_in(), choice)
}

fn cycles() -> Vec<Text> {
    (0..8).map(|nth| text(&format!("cycle-{nth}.txt"))).collect()
}

fn series(texts: &[Text]) -> Trace {
    assemble(texts, Choice::default()).expect("they can be imported").into_trace()
}

#[test]
fn texts_stand_in_the_order_of_their_dates() {
    let mut texts = cycles();
    texts.reverse();
    let trace = series(&texts);
    let labels: Vec<_> = trace.annotations.marks().iter().map(|mark| mark.label.as_str()).collect();
    assert_eq!(
        labels,
        ["cycle-0", "cycle-1", "cycle-2", "cycle-3", "cycle-4", "cycle-5", "cycle-6", "cycle-7"]
    );
    let seconds: Vec<_> = trace.recording.snapshots().iter().map(|snapshot| snapshot.at.seconds()).collect();
    assert_eq!(seconds, [0.0, 120.0, 240.0, 360.0, 480.0, 600.0, 720.0, 840.0]);
    assert!(trace.recording.warnings().iter().any(|warning| warning.text.contains("order of their dates")));
}

#[test]
fn marks_say_what_the_texts_are_to_each_other() {
    use MarkRole::{Baseline, Closed, Note, Open};
    let check = |count: usize, roles, expected: &[MarkRole]| {
        let trace = assemble(&cycles()[..count], Choice { roles, ..Choice::default() }).unwrap().into_trace();
        let found: Vec<_> = trace.annotations.marks().iter().map(|mark| mark.role).collect();
        assert_eq!(found, expected);
    };
    check(1, Roles::Cycles, &[Note]);
    check(2, Roles::Cycles, &[Baseline, Closed(1)]);
    check(3, Roles::Cycles, &[Baseline, Closed(1), Closed(2)]);
    check(5, Roles::OpenAndClosed, &[Baseline, Open(1), Closed(1), Open(2), Closed(2)]);
    check(3, Roles::Moments, &[Note, Note, Note]);
}

/// 16.4 MiB a cycle are two surfaces of 8400K; the other rows stay, and so they do in the trace.
#[test]
fn each_cycle_keeps_what_its_text_has_more() {
    let trace = series(&cycles());
    let cycles = Cycles::measure(&trace, None);
    assert_eq!((cycles.warmup.len(), cycles.cycles.len()), (0, 7));
    let surfaces = (cycles.categories.iter())
        .find(|(id, _)| trace.recording.category(**id).unwrap().name == "IOSurface")
        .map(|(_, series)| series)
        .unwrap();
    for cycle in &surfaces.cycles {
        let added = cycle.after.mapped.since(cycle.before.mapped).get();
        assert!(added.abs_diff(2 * 8400 * 1024) < 110 << 10, "{added}");
    }
    for (id, series) in &cycles.categories {
        let name = &trace.recording.category(*id).unwrap().name;
        let change: ByteDelta =
            series.cycles.iter().map(|cycle| cycle.after.mapped.since(cycle.before.mapped)).sum();
        assert!(name == "IOSurface" || change == ByteDelta::ZERO, "{name}: {change}");
    }
    let notes: Vec<_> = trace.recording.warnings().iter().map(|warning| warning.text.as_str()).collect();
    assert!(
        notes.iter().any(|note| note.starts_with(
            "IOSurface: 4 regions in cycle-0, 18 in cycle-7; what is more (14) has 8.2 MiB each"
        )),
        "{notes:?}"
    );
}

/// Regions are followed by their addresses where every text lists all of them.
#[test]
fn complete_lists_give_regions() {
    let trace = series(&[text("full-before.txt"), text("full-after.txt")]);
    let growth = Growth::measure(&trace.recording, Window::whole(&trace.recording), Metric::Mapped);
    let name = |id| trace.recording.category(id).unwrap().name.as_str();
    let surfaces = growth.rows.iter().find(|row| name(row.category) == "IOSurface").unwrap();
    let persistent = surfaces.figures.persistent;
    assert_eq!((persistent.bytes, persistent.count), (Bytes::from_kib(16_800), 2));
    let labels =
        trace.recording.tags().iter().filter(|tag| tag.name.contains("CAMetalLayer Display Drawable"));
    assert_eq!(labels.count(), 3);
    let objects = trace.recording.regions().iter().filter(|region| region.is_alive() && region.birth.0 == 0);
    assert_eq!(objects.count(), 8, "what both texts list has lived through");
}

#[test]
fn samples_of_one_text_are_snapshots_without_cycles() {
    let trace = series(&[text("footprint-samples.json")]);
    assert_eq!((trace.recording.snapshots().len(), trace.annotations.closed_cycles()), (5, 0));
    let pages = trace.recording.regions().iter().map(|region| region.last_len()).sum::<Bytes>();
    assert_eq!(pages, Bytes::from_kib(14 * 16));
}

#[test]
fn several_processes_are_a_question() {
    let texts = [text("footprint-several.txt")];
    let processes = vec!["tidepool [4242]".to_owned(), "tidepool helper (GPU) [4300]".to_owned()];
    assert_eq!(
        assemble(&texts, Choice::default()).unwrap_err(),
        ImportError::SeveralProcesses(processes.clone())
    );
    let helper = assemble(&texts, Choice { pid: Some(4300), ..Choice::default() }).unwrap();
    assert_eq!((helper.start.target.pid, helper.deltas.len()), (4300, 1));
    let none = assemble(&texts, Choice { pid: Some(1), ..Choice::default() }).unwrap_err();
    assert_eq!(none, ImportError::NoSuchProcess { pid: 1, there_are: processes });
}

#[test]
fn figures_of_several_tools_are_not_mixed() {
    let mixed = assemble(&[text("cycle-0.txt"), text("footprint.txt")], Choice::default()).unwrap_err();
    assert!(matches!(mixed, ImportError::SeveralTools(_)), "{mixed}");
    let mut both = text("cycle-0.txt");
    both.captures.extend(text("footprint.txt").captures);
    let trace = series(&[both]);
    assert_eq!(trace.recording.snapshots().len(), 1);
    assert!(
        trace.recording.warnings().iter().any(|warning| warning.text.contains("rows of vmmap and footprint"))
    );
}

#[test]
fn heap_tells_whether_it_is_malloc() {
    let trace = series(&[text("cycle-0.txt"), text("cycle-7.txt"), text("heap.txt")]);
    let said =
        trace.recording.warnings().iter().find(|warning| warning.text.starts_with("malloc holds")).unwrap();
    assert_eq!(
        said.text,
        "malloc holds 9.8 MiB in 90220 blocks, 5 % of a footprint of 192.7 MiB: most of it is not malloc's, and heap and \
         leaks cannot show it"
    );
}

/// A mark is found by its name, and each text has a moment of its own.
#[test]
fn texts_of_one_name_and_one_moment_are_two_all_the_same() {
    let trace = series(&[text("cycle-0.txt"), text("cycle-0.txt"), text("cycle-3.txt")]);
    let labels: Vec<_> = trace.annotations.marks().iter().map(|mark| mark.label.as_str()).collect();
    assert_eq!(labels, ["cycle-0", "cycle-0 (2)", "cycle-3"]);
    assert!(trace.recording.snapshots().iter().is_sorted_by(|one, next| one.at < next.at));
    let cycles = Cycles::measure(&trace, None);
    let grown =
        |nth: usize| cycles.total.cycles[nth].after.mapped.since(cycles.total.cycles[nth].before.mapped);
    assert_eq!(grown(0), ByteDelta::ZERO);
    assert!(grown(1) > ByteDelta::ZERO);
}

fn save(series: &ImportedSeries, path: &std::path::Path) {
    let writer = Writer::create(path, Existing::Replace, &series.start).expect("the folder is there");
    writer
        .write_whole(&series.deltas, &series.stacks, &series.warnings, &series.annotations)
        .expect("the disk has room");
}

/// What is saved is what was imported, and as text too.
#[test]
fn an_imported_trace_comes_back_from_its_file_and_from_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let [saved, again] = ["saved.strand", "again.strand"].map(|name| folder.path().join(name));
    let imported = assemble(&[text("full-before.txt"), text("full-after.txt")], Choice::default()).unwrap();
    save(&imported, &saved);
    let mut words = Vec::new();
    export_text(&saved, &mut words, &again, None).unwrap();
    import_text(&*words, &saved, &again, Existing::Replace).unwrap();
    let trace = imported.into_trace();
    for path in [saved, again] {
        let opened = open(&path).unwrap();
        assert!(opened.warnings.is_empty(), "{:?}", opened.warnings);
        assert_eq!(opened.trace.annotations, trace.annotations);
        assert_eq!(opened.trace.recording.regions(), trace.recording.regions());
        assert_eq!(opened.trace.recording.warnings(), trace.recording.warnings());
    }
}

/// `16.4M` may be anything within 0.1 MiB: the trace knows it, on disk too, and no verdict claims to see less.
#[test]
fn verdicts_know_how_rounded_the_figures_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.strand");
    let series = assemble(&cycles(), Choice::default()).unwrap();
    let writer = Writer::create(&path, Existing::Keep, &series.start).unwrap();
    writer.write_whole(&series.deltas, &series.stacks, &series.warnings, &series.annotations).unwrap();
    let trace = open(&path).unwrap().trace;
    assert_eq!(trace.recording.start(), Some(&series.start));
    let cycles = Cycles::measure(&trace, None);
    let verdicts = Verdicts::judge(&cycles);
    let mut rounded = 0;
    for row in &verdicts.rows {
        let Subject::Category(id, Measure::Level(_)) = row.subject else { continue };
        let step = cycles.rounding.step_of(id).get() as f64;
        assert!(row.judgement.evidence.detection_floor >= step / 7.0, "{row:?}");
        rounded += usize::from(step > 0.0);
    }
    assert!(rounded > 0, "{:?}", cycles.rounding);
}

/// What a summary says of a category: its bytes, its count, and the portions in which both grow.
#[test]
fn the_counts_of_a_summary_are_regions() {
    let trace = series(&cycles());
    let recording = &trace.recording;
    let is_surfaces = |id| recording.category(id).is_some_and(|category| category.name == "IOSurface");
    let growth = Growth::measure(recording, Window::whole(recording), Metric::Mapped);
    let figures = growth.rows.iter().find(|row| is_surfaces(row.category)).unwrap().figures;
    let stated = |name: &str| {
        let text = std::fs::read_to_string(fixture(&format!("{name}.txt"))).unwrap();
        let row = text.lines().rfind(|line| line.starts_with("IOSurface ")).unwrap();
        row.split_whitespace().last().unwrap().parse::<usize>().unwrap()
    };
    let (first, last) = (stated("cycle-0"), stated("cycle-7"));
    assert_eq!((figures.before.regions, figures.after.regions), (first, last));
    assert_eq!((figures.after.mappings.get(), figures.persistent.count), (Some(last), last - first));
    let assessment = Assessment::assess(&trace, None);
    let of_surfaces = |measure: Measure| {
        let mut rows = assessment.verdicts.rows.iter();
        rows.find(|row| matches!(row.subject, Subject::Category(id, of) if of == measure && is_surfaces(id)))
    };
    for measure in [Measure::Regions, Measure::Level(Metric::Mapped)] {
        let judged = of_surfaces(measure).expect("it changed");
        assert_eq!(judged.judgement.evidence.grew_in, 7, "{measure:?}");
        let quantum = judged.quantum.expect("count and bytes rise alike");
        let found = (quantum.count, quantum.cycles, quantum.total, quantum.is_mean);
        assert_eq!(found, (Some((last - first) / 7), 7, Some(last - first), true));
        assert!(quantum.bytes.get().abs_diff(8400 << 10) < 60 << 10, "{quantum:?}");
    }
    let said = |rule: &str| assessment.hints.iter().find(|hint| hint.rule == rule).unwrap().text.as_str();
    assert!(said("portions").contains("14 regions of 8.2 MiB on average"), "{}", said("portions"));
    assert!(said("retained").starts_with("14 regions that came"), "{}", said("retained"));
    let line = verdict_line(&Summary::measure(&trace, Window::whole(recording), None));
    assert!(line.contains("+2 regions of 8.2 MiB on average per cycle in 7 of 7 cycles"), "{line}");
}

/// Counts before, after and their difference stand beside the bytes.
#[test]
fn a_comparison_of_series_has_their_counts() {
    let [before, after] = [series(&cycles()[..4]), series(&cycles()[..7])];
    let [before, after] =
        [("before", &before), ("after", &after)].map(|(name, trace)| Side::whole(name, trace));
    let comparison = Comparison::between(&[before, after], Alignment::Cycles);
    let report: serde_json::Value = serde_json::from_str(&CompareReport::new(&comparison).to_text()).unwrap();
    let rows = report["rows"].as_array().unwrap();
    let surfaces = rows.iter().find(|row| row["name"] == "IOSurface").unwrap();
    let regions = |side: &str| surfaces[side]["at_end"]["regions"].as_u64().unwrap();
    assert_eq!((regions("before"), regions("after")), (10, 16));
    assert_eq!(surfaces["regions_difference"], 6);
    let retained = [&comparison.retained.both, &comparison.retained.only_after].map(RetainedSets::sum);
    assert_eq!(retained.map(|(count, _)| count), [6, 6], "two for each of three cycles, and of six");
    for text in [compare_text(&comparison), compare_markdown(&comparison)] {
        assert!(text.contains("Regions before"), "{text}");
        let row = text.lines().rfind(|line| line.contains("IOSurface") && line.contains("+6")).expect(&text);
        assert!(row.contains("10") && row.contains("16"), "{row}");
    }
}
