//! Texts of real tools, where a collection of them lies beside the project: what each is recognised as, and its totals.

use std::fs::File;
use std::path::{Path, PathBuf};
use strandline::classify::categories::Rules;
use strandline::import::{Capture, CapturedRow, Choice, ImportedSeries, Text};
use strandline::model::units::Bytes;
use strandline::model::{Recording, Region, Trace};

/// The collection: `STRANDLINE_CORPUS`, or beside the project.
pub(crate) fn folder() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = std::env::var_os("STRANDLINE_CORPUS").map_or_else(beside, PathBuf::from);
    if !folder.is_dir() {
        eprintln!("no collection of texts at {}: nothing to hold against it", folder.display());
        return None;
    }
    Some(folder)
}

/// Every text of the collection, by its path inside.
pub(crate) fn texts() -> Vec<PathBuf> {
    let Some(folder) = folder() else { return Vec::new() };
    let kinds = ["macos", "linux", "other"].map(|kind| folder.join(kind));
    let files =
        kinds.iter().flat_map(|kind| std::fs::read_dir(kind).expect("the collection is whole").flatten());
    let mut files: Vec<_> = files.map(|file| file.path()).collect();
    files.retain(|path| !path.to_string_lossy().ends_with(".source.txt"));
    files.sort();
    files
}

/// What becomes of a file: what it is recognised as, or the beginning of why it is refused.
const EXPECTED: &[(&str, &str)] = &[
    ("crash-vmsummary-findermenu-49", "crash report"),
    ("crash-vmsummary-gitup-30", "crash report"),
    ("footprint-arm-1", "footprint of sleep [39461]"),
    ("footprint-error-arm-3", "refused: this is an error message of vmmap or footprint"),
    ("footprint-ferryx-45", "footprint of ferryx [63564]"),
    ("footprint-json-webcontent-22", "footprint JSON of com.apple.WebKit.WebContent [8613]"),
    ("footprint-multi-bytes-42", "footprint of claude [22751], footprint of node [23178]"),
    ("footprint-nocategories-bytes-43", "footprint of sleep [5313]"),
    ("footprint-webkitdocs-21", "footprint of com.apple.WebKit.WebContent [27416]"),
    ("heap-vmresearch-16", "refused: this is the output of heap"),
    ("instruments-calltree-bevy-34", "refused: this is a call tree"),
    ("leaks-cub3d-12", "refused: this is the output of leaks"),
    ("leaks-eecs280-38", "refused: this is the output of leaks"),
    ("leaks-ftls-10", "refused: this is the output of leaks"),
    ("leaks-snn-39", "refused: this is the output of leaks"),
    ("malloc_history-chama-23", "refused: this is a call tree"),
    ("vmmap-error-agentstudio-28", "refused: this is an error message of vmmap or footprint"),
    ("vmmap-full-env-1", "vmmap of python [45624]"),
    ("vmmap-full-shlibdemo-46", "vmmap"),
    ("vmmap-lines-jdk-35", "vmmap"),
    ("vmmap-pages-cpplearning-8", "vmmap of memory_allocation [2771]"),
    ("vmmap-regions-attn-7", "vmmap"),
    ("vmmap-resident-env-2", "vmmap of python [45624]"),
    ("vmmap-summary-alttab-31", "vmmap"),
    ("vmmap-summary-arm-4-headeronly", "vmmap of sleep [39461]"),
    ("vmmap-summary-attn-6", "vmmap of com.apple.WebKit.WebContent [44033]"),
    ("vmmap-summary-flutter-33", "vmmap"),
    ("vmmap-zsh-go-47", "vmmap"),
    ("fdinfo-panfrost-12", "refused: this is the fdinfo of a graphics descriptor"),
    ("maps-procfs-4", "maps"),
    ("pmap-X-local-procps4.0.2", "pmap of python3 [3049]"),
    ("pmap-d-local-procps4.0.2", "pmap of python3 [3049]"),
    ("pmap-plain-cpplearning-1", "pmap of memory_allocation [26079]"),
    ("pmap-x-local-procps4.0.2", "pmap of python3 [3049]"),
    ("smaps-procfs-2", "smaps"),
    ("smaps-systrace-5", "smaps"),
    ("smaps-uutils-9", "smaps"),
    ("smaps-visualizer-full-7", "smaps"),
    ("smaps-visualizer-small-8", "smaps"),
    ("smaps-vminfo-6", "smaps"),
    ("smaps_rollup-procfs-3", "smaps_rollup"),
    ("statm-local-x86_64-6.18", "refused: this is /proc/PID/statm"),
    ("status-local-x86_64-6.18", "/proc/PID/status of python3 [3049]"),
    ("cmux-7596-retyped", "refused: this is something typed after footprint"),
    ("smaps-wrong-format", "refused: this is smaps without the lines that name its mappings"),
    ("valgrind-minishell-11", "refused: this is a log of Valgrind"),
    ("valgrind-pushswap-9", "refused: this is a log of Valgrind"),
    ("valgrind-webserv-13", "refused: this is a log of Valgrind"),
];

#[test]
fn every_text_of_the_collection_is_read_or_refused_by_name() {
    let mut wrong = Vec::new();
    eprintln!("{:<36} {:<44} {:>12} {:>12}  not understood", "file", "recognised as", "stated", "ours");
    for path in texts() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = Text::read(name.as_str(), File::open(&path).unwrap()).unwrap();
        let refusal = text.refusal().map(|foreign| format!("refused: {foreign}"));
        let found = refusal.unwrap_or_else(|| text.recognised_as());
        let sums = text.captures.first().map(sums);
        let (stated, ours) = sums.unwrap_or_default();
        let in_words = |size: Option<Bytes>| size.map_or_else(|| "–".to_owned(), |size| size.to_string());
        let short: String = found.chars().take(44).collect();
        eprintln!("{name:<36} {short:<44} {:>12} {:>12}  {}", in_words(stated), in_words(ours), text.unread);
        let expected = EXPECTED.iter().find(|(known, _)| *known == name);
        match expected {
            Some((_, expected)) if found.starts_with(expected) => {}
            _ => wrong.push(format!("{name}: {found}")),
        }
        if text.captures.is_empty() {
            let refused = ImportedSeries::assemble(&[text], &Rules::built_in(), Choice::default());
            assert!(refused.is_err(), "{name}");
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The total that a text states, and the sum of what was read: dirty of footprint, address space of the others.
fn sums(capture: &Capture) -> (Option<Bytes>, Option<Bytes>) {
    let size = |row: &CapturedRow| {
        if capture.format.family() == strandline::import::Family::Footprint {
            row.figures.footprint().map(|size| size.bytes)
        } else {
            row.mapped.map(|size| size.bytes)
        }
    };
    let rows: Bytes = capture.rows.iter().filter_map(size).sum();
    let ours = if capture.rows.is_empty() { capture.listed() } else { rows };
    (capture.total.as_ref().and_then(size), Some(ours))
}

/// Files that state a total of all that they show: it must be ours, within so many bytes of rounding.
#[test]
fn totals_are_those_that_the_texts_state() {
    const COMPLETE: &[(&str, u64)] = &[
        ("footprint-arm-1", 0),
        ("vmmap-full-shlibdemo-46", 60 << 20),
        ("vmmap-pages-cpplearning-8", 0),
        ("vmmap-full-env-1", 60 << 20),
        ("vmmap-resident-env-2", 60 << 20),
        ("pmap-X-local-procps4.0.2", 0),
        ("pmap-d-local-procps4.0.2", 0),
        ("pmap-x-local-procps4.0.2", 0),
        ("pmap-plain-cpplearning-1", 0),
    ];
    for path in texts() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let Some((_, slack)) = COMPLETE.iter().find(|(known, _)| *known == name) else { continue };
        let text = Text::read(name.as_str(), File::open(&path).unwrap()).unwrap();
        let (stated, ours) = sums(&text.captures[0]);
        let (stated, ours) = (stated.unwrap().get(), ours.unwrap().get());
        assert!(stated.abs_diff(ours) <= *slack, "{name} states {stated}, {ours} were read");
    }
}

/// What was read is in the trace: the sum of its regions is that of the text.
#[test]
fn traces_hold_what_the_texts_tell() {
    for path in texts() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = Text::read(name.as_str(), File::open(&path).unwrap()).unwrap();
        let Some(first) = text.captures.first() else { continue };
        let pid = first.process.pid;
        let of_one = text.captures.iter().rfind(|capture| capture.process.pid == pid);
        let Some(last) = of_one else { continue };
        let choice = Choice { pid, ..Choice::default() };
        let whole = if last.rows.is_empty() || last.lists_everything() { last.listed() } else { rows(last) };
        let is_told = last.has_rows_or_regions();
        let trace = ImportedSeries::assemble(&[text], &Rules::built_in(), choice).unwrap().into_trace();
        // Where entries lie over each other (one file is of several, joined), less is mapped than is listed.
        let has_overlaps =
            trace.recording.warnings().iter().any(|warning| warning.text.contains("lie over others"));
        let actual = mapped(&trace.recording);
        assert!(
            !is_told || actual == whole || has_overlaps && actual < whole,
            "{name}: {actual:?} of {whole:?}"
        );
        assert_eq!(trace.annotations.marks().len(), 1, "{name}");
        assert!(is_readable(&trace), "{name}");
    }
}

fn rows(capture: &Capture) -> Bytes {
    capture.rows.iter().filter_map(|row| row.mapped).map(|size| size.bytes).sum()
}

fn mapped(recording: &Recording) -> Bytes {
    recording.regions().iter().filter(Region::is_alive).map(|region| region.last_len()).sum()
}

fn is_readable(trace: &Trace) -> bool {
    trace.recording.regions().iter().all(|region| trace.recording.category(region.class.category).is_some())
}
