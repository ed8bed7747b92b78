//! Every kind of text: what it is recognised as, and what is read of it.

use crate::text;
use strandline::classify::categories::Rules;
use strandline::import::{Choice, ImportError, ImportedSeries, Text};
use strandline::model::units::Bytes;
use strandline::model::{Trace, Usage, UsageQuality};

/// What it is recognised as, rows, regions, and lines not understood.
fn check(name: &str, recognised: &str, rows: usize, regions: usize, unread: u64) {
    let text = text(name);
    let first = text.captures.first();
    let counts = first.map_or((0, 0), |capture| (capture.rows.len(), capture.regions.len()));
    assert_eq!((text.recognised_as().as_str(), counts), (recognised, (rows, regions)), "{name}");
    assert_eq!(text.unread.count, unread, "{name}: {}", text.unread);
}

#[test]
fn every_kind_is_recognised_and_read_whole() {
    check("cycle-0.txt", "vmmap of tidepool [4242]", 9, 0, 0);
    check("full-before.txt", "vmmap of tidepool [4242]", 7, 8, 0);
    check("interleaved.txt", "vmmap of tidepool [4242]", 7, 8, 0);
    check("pages.txt", "vmmap of limpet [77]", 2, 2, 0);
    check("old.txt", "vmmap of barnacle [912]", 3, 3, 0);
    check("footprint.txt", "footprint of tidepool [4242]", 6, 0, 0);
    check(
        "footprint-several.txt",
        "footprint of tidepool [4242], footprint of tidepool helper (GPU) [4300]",
        6,
        0,
        0,
    );
    check("footprint.json", "footprint JSON of tidepool [4242]", 2, 0, 0);
    check("footprint-samples.json", "footprint JSON of tidepool [4242]", 1, 0, 0);
    check("report.crash", "crash report of tidepool [4242]", 5, 0, 0);
    check("report.ips", "crash report of tidepool [4242]", 5, 0, 0);
    check("maps.txt", "maps", 0, 37, 0);
    check("smaps.txt", "smaps", 0, 37, 0);
    check("smaps_rollup.txt", "smaps_rollup", 4, 0, 0);
    for name in ["pmap.txt", "pmap-x.txt", "pmap-X.txt", "pmap-XX.txt", "pmap-d.txt"] {
        check(name, "pmap of sleep [14397]", 0, 37, 0);
    }
    check("pasted.md", "vmmap of tidepool [4242]", 9, 0, 2);
}

#[test]
fn what_is_of_no_use_is_refused_by_name() {
    let check = |name: &str, what: &str| {
        let refused = ImportedSeries::assemble(&[text(name)], &Rules::built_in(), Choice::default());
        let Err(ImportError::Refused { foreign: Some(foreign), .. }) = refused else {
            panic!("{name} was not refused: {refused:?}")
        };
        assert_eq!(foreign.what, what, "{name}");
    };
    check("retyped.txt", "something typed after footprint, in columns of its own");
    check("pmap-german.txt", "pmap in another language");
    check("failed.txt", "an error message of vmmap or footprint");
    check("heap.txt", "the output of heap");
    check("leaks.txt", "the output of leaks");
    let heaps = [text("heap.txt"), text("leaks.txt")];
    let refused = ImportedSeries::assemble(&heaps, &Rules::built_in(), Choice::default());
    assert!(matches!(refused, Err(ImportError::Refused { foreign: Some(_), .. })), "{refused:?}");
    let prose = Text::read("prose", &b"It leaks.\n"[..]).unwrap();
    let refused = ImportedSeries::assemble(&[prose], &Rules::built_in(), Choice::default());
    assert!(matches!(refused, Err(ImportError::Refused { foreign: None, .. })), "{refused:?}");
}

fn trace(name: &str) -> Trace {
    let text = text(name);
    let choice = Choice { pid: text.captures[0].process.pid, ..Choice::default() };
    ImportedSeries::assemble(&[text], &Rules::built_in(), choice).expect("it can be imported").into_trace()
}

/// What a category has: mapped, dirty and swapped, in KiB.
fn category(trace: &Trace, wanted: &str) -> (u64, u64, u64) {
    let recording = &trace.recording;
    let regions = recording.regions().iter();
    let of = regions.filter(|region| {
        recording.category(region.class.category).is_some_and(|category| category.to_string() == wanted)
    });
    let states =
        of.map(|region| (region.last_len(), recording.history(&region).next().unwrap_or_default().usage));
    let sum = states.fold((Bytes::ZERO, Usage::default()), |sum, (len, usage)| (sum.0 + len, sum.1 + usage));
    (sum.0.get() / 1024, sum.1.dirty.get() / 1024, sum.1.swapped.get() / 1024)
}

#[test]
fn figures_come_into_our_categories() {
    let check =
        |name, wanted, expected| assert_eq!(category(&trace(name), wanted), expected, "{wanted} of {name}");
    check("cycle-0.txt", "App-Specific ▸ App-Specific Tag 1", (9420, 4710, 4736));
    check("cycle-0.txt", "Reserved ▸ IOKit", (64, 0, 0));
    check("full-before.txt", "Graphics ▸ IOSurface", (8400, 8400, 0));
    check("full-before.txt", "Graphics ▸ owned, not mapped", (46_284, 23_142, 0));
    check("full-before.txt", "Reserved ▸ Stack", (57_360, 0, 0));
    check("interleaved.txt", "Stacks ▸ Stack", (8176, 32, 0));
    check("pages.txt", "Anonymous ▸ Untagged", (592, 592, 0));
    check("pages.txt", "Malloc ▸ Malloc Tiny", (1024, 36, 4));
    check("footprint.txt", "Graphics ▸ IOSurface", (86 << 10, 82 << 10, 0));
    check("footprint.txt", "App-Specific ▸ App-Specific Tag 1", (4736, 4736, 0));
    check("footprint.json", "Malloc ▸ Malloc Small", (12_304, 11_264, 1024));
    check("report.ips", "Graphics ▸ IOSurface", (82 << 10, 0, 0));
    check("smaps.txt", "Malloc ▸ heap", category(&trace("pmap-X.txt"), "Malloc ▸ heap"));
    check("smaps.txt", "Stacks ▸ main stack", category(&trace("pmap-XX.txt"), "Stacks ▸ main stack"));
}

/// What a text does not tell is not zero.
#[test]
fn what_is_not_told_is_not_known() {
    let qualities = |name: &str| {
        let trace = trace(name);
        let recording = &trace.recording;
        let states =
            recording.regions().iter().map(|region| recording.history(&region).next().unwrap().quality);
        states.collect::<Vec<_>>()
    };
    for name in ["report.crash", "maps.txt", "pmap.txt"] {
        assert!(qualities(name).iter().all(|&quality| quality == UsageQuality::Unknown), "{name}");
    }
    assert!(qualities("smaps.txt").iter().all(|&quality| quality == UsageQuality::Exact));
    let old = trace("old.txt");
    assert!(old.recording.warnings().iter().any(|warning| warning.text.contains("dirty or swapped")));
}
