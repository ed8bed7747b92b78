//! The report for scripts: schema 1. Keys are stable; new ones may be added, none is renamed or removed.
//!
//! Bytes are plain numbers. `persistent`, `transient` and `preexisting` count mapped bytes, `grown` counts footprint.

mod authors;

mod composition;

mod heap;

mod stacks;

mod trust;

mod verdicts;

pub use authors::{AuthorFigures, PlaceFigures};
pub use composition::{ComposedFigures, CompositionFigures, FindingFigures, LevelChangeFigures};
pub use heap::{HeapClassFigures, HeapFigures, HeapMarkFigures};
pub use stacks::{FrameFigures, StackFigures};
pub use trust::{HintFigures, TrustFigures};
pub use verdicts::{QuantumFigures, RateFigures, VerdictFigures, VerdictWord};

use crate::analysis::{CategoryGrowth, Known, Level, Metric, UnattributedKind, UnattributedLine};
use crate::model::units::Bytes;
use crate::model::{Category, Recording, Runtime, Target, Untold};
use crate::report::Summary;
use crate::report::stacks::MOST_STACKS;
use serde::Serialize;
use std::time::Duration;

/// So many warnings are listed: more are made up, or say the same.
const MOST_WARNINGS: usize = 1000;

#[derive(Clone, Debug, Serialize)]
pub struct JsonReport {
    /// Version of this form: 1.
    pub schema: u32,
    /// The process under study; null in an empty recording.
    pub target: Option<TargetFigures>,
    /// The window that the figures are of.
    pub window: WindowFigures,
    /// What the measuring cost.
    pub cost: CostFigures,
    /// Every category of the recording, in the order of the text report. Reserved address space is listed too; its group
    /// is "Reserved", and of it the totals have only what is used and the mappings.
    pub categories: Vec<CategoryFigures>,
    /// The cycles of the recording.
    pub cycles: CycleCounts,
    /// The totals, and each category and metric that changed from cycle to cycle; the worst first.
    pub verdicts: Vec<VerdictFigures>,
    /// The verdict on the whole: the worst of all.
    pub overall: VerdictWord,
    /// How far the verdicts can be trusted; null where no cycle counts.
    pub trust: Option<TrustFigures>,
    /// What may be behind the growth, and where to look next; about what leads first.
    pub hints: Vec<HintFigures>,
    /// What is there, where the recording is a single snapshot; else null.
    pub composition: Option<CompositionFigures>,
    /// In what the ends of the window differ, where they are texts of other tools: the total first, then those that moved
    /// most; null for recordings.
    pub level_changes: Option<Vec<LevelChangeFigures>>,
    /// What malloc's memory held at marks; null where it was not counted.
    pub heap: Option<HeapFigures>,
    /// Call stacks that another tool has logged, those with the most bytes first; evidence beside the figures.
    pub call_stacks: Vec<StackFigures>,
    /// How many more there are than are listed.
    pub call_stacks_left_out: usize,
    /// Who mapped it: the stacks of calls that kept most; left out where no calls were followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stacks: Option<Vec<AuthorFigures>>,
    /// What was odd, in order of time; sentences without full stop.
    pub warnings: Vec<String>,
    /// How many more there are than are listed.
    pub warnings_left_out: usize,
}

/// The process under study.
#[derive(Clone, Debug, Serialize)]
pub struct TargetFigures {
    /// Its process id; null where a text does not tell it.
    pub pid: Option<u32>,
    pub name: String,
    /// `linux`, `macos` or `synthetic`.
    pub os: String,
    /// The allocators and language runtimes that were recognised in it, such as `glibc`, `jemalloc`, `Go`.
    pub runtimes: Vec<&'static str>,
    /// How many mappings the system allows it (Linux: `vm.max_map_count`); null where that is not known.
    pub max_map_count: Option<u64>,
}

/// The window that the figures are of.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct WindowFigures {
    /// Its start, in nanoseconds since the recording began.
    pub from_ns: u64,
    /// Its end, likewise.
    pub to_ns: u64,
    /// How often the target was looked at inside.
    pub ticks: usize,
    /// How many ticks of the grid were left out inside.
    pub skipped_ticks: usize,
}

/// What the measuring cost; null where there is nothing to tell it from.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct CostFigures {
    /// CPU time of the ticks (not of marks) in percent of one core.
    pub cpu_percent: Option<f64>,
    /// Median CPU time of a mapping tick, in microseconds.
    pub map_tick_us_median: Option<f64>,
    /// Median CPU time of a complete usage walk, in microseconds.
    pub usage_walk_us_median: Option<f64>,
    /// Footprint of the recorder itself.
    pub own_footprint_bytes: Option<u64>,
}

/// What one category did in the window; null where a source that tells nothing but sums does not know it.
#[derive(Clone, Debug, Serialize)]
pub struct CategoryFigures {
    /// The upper level of its name.
    pub group: String,
    /// The lower level of its name.
    pub name: String,
    /// Mapped bytes born inside and alive at the end.
    pub persistent_bytes: Option<u64>,
    /// In how many regions.
    pub persistent_count: Option<usize>,
    /// Mapped bytes born and died inside; a lower bound.
    pub transient_bytes: Option<u64>,
    /// Regions that did so whole; a lower bound.
    pub transient_count: Option<usize>,
    /// Mapped bytes born before and alive at the end.
    pub preexisting_bytes: Option<u64>,
    /// Footprint that preexisting regions gained.
    pub grown_bytes: u64,
    /// What is there at the end.
    pub live: LevelFigures,
}

/// What is there at one snapshot, in bytes; null likewise.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct LevelFigures {
    pub mapped: Option<u64>,
    pub resident: Option<u64>,
    /// In memory and not to be dropped without loss.
    pub dirty: Option<u64>,
    /// Swapped out or compressed.
    pub swapped: Option<u64>,
    /// Freed, but in memory until the system is short of it: in `resident`, and in no other figure.
    pub lazy_free: Option<u64>,
    /// Dirty and swapped.
    pub footprint: Option<u64>,
    /// In how many regions; of a row of a summary as many as it counts.
    pub regions: Option<usize>,
    /// In how many entries of the system's own list: lines of `/proc/PID/maps`, regions of macOS. Null where the source did
    /// not tell.
    pub mappings: Option<usize>,
    /// Whether the use of any of them is an estimate.
    pub is_estimate: bool,
}

/// The cycles of the recording.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct CycleCounts {
    /// How many were closed by a mark.
    pub count: usize,
    /// How many of them do not count: those before the baseline, or the first two where there is none.
    pub warmup: usize,
    /// How many of those that count lie inside the window; the verdicts are of all of them.
    pub in_window: usize,
}

impl JsonReport {
    /// Puts a summary into its form.
    pub fn new(summary: &Summary<'_>) -> Self {
        let recording = &summary.trace.recording;
        let cycles = &summary.assessment.cycles;
        let verdicts = &summary.assessment.verdicts;
        let rows = summary.rows();
        let warnings = recording.warnings();
        let listed = &warnings[..warnings.len().min(MOST_WARNINGS)];
        Self {
            schema: 1,
            target: recording.target().map(|target| TargetFigures::new(target, recording)),
            window: WindowFigures::new(summary),
            cost: CostFigures::new(summary),
            categories: rows
                .into_iter()
                .map(|(category, row)| CategoryFigures::new(summary, category, row))
                .chain(summary.unattributed.iter().filter_map(CategoryFigures::unattributed))
                .collect(),
            cycles: CycleCounts {
                count: cycles.all().count(),
                warmup: cycles.warmup.len(),
                in_window: summary.cycles_in_window(),
            },
            verdicts: verdicts.rows.iter().map(|row| VerdictFigures::new(summary, row)).collect(),
            overall: verdicts.overall().into(),
            trust: TrustFigures::new(&summary.assessment.trust),
            hints: summary.assessment.hints.iter().map(|hint| HintFigures::new(summary, hint)).collect(),
            composition: summary
                .composition
                .as_ref()
                .map(|composition| CompositionFigures::new(recording, composition)),
            level_changes: summary.levels.as_ref().map(LevelChangeFigures::all),
            heap: HeapFigures::new(summary.trace),
            call_stacks: StackFigures::listed(recording),
            call_stacks_left_out: recording.logged_stacks().stacks().len().saturating_sub(MOST_STACKS),
            stacks: AuthorFigures::listed(summary),
            warnings: listed.iter().map(|warning| warning.text.clone()).collect(),
            warnings_left_out: recording.warnings().len() - listed.len(),
        }
    }

    /// The report as indented JSON, with a line end behind it.
    ///
    /// # Panics
    ///
    /// Never: strings and numbers always have a JSON form.
    pub fn to_text(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("strings and numbers always have a JSON form");
        text.push('\n');
        text
    }
}

/// Bytes, or what else a figure counts, to the nearest.
#[expect(clippy::cast_possible_truncation, reason = "figures are far below 2^63")]
pub(super) fn rounded(figure: f64) -> i64 {
    figure.round() as i64
}

impl TargetFigures {
    fn new(target: &Target, recording: &Recording) -> Self {
        Self {
            pid: Some(target.pid).filter(|&pid| pid != 0),
            name: target.name.clone(),
            os: target.os.to_string(),
            runtimes: recording.runtimes().iter().map(Runtime::name).collect(),
            max_map_count: recording.start().and_then(|start| start.most_mappings),
        }
    }
}

impl WindowFigures {
    fn new(summary: &Summary<'_>) -> Self {
        let recording = &summary.trace.recording;
        let range = summary.window.range(recording);
        Self {
            from_ns: range.from.nanos(),
            to_ns: range.to.nanos(),
            ticks: summary.window.ticks(recording),
            skipped_ticks: summary.window.skipped_ticks(recording),
        }
    }
}

impl CostFigures {
    fn new(summary: &Summary<'_>) -> Self {
        let micros = |time: Duration| time.as_nanos() as f64 / 1e3;
        Self {
            cpu_percent: summary.cost.cpu_percent,
            map_tick_us_median: summary.cost.map_tick.map(micros),
            usage_walk_us_median: summary.cost.usage_walk.map(micros),
            own_footprint_bytes: summary.own_footprint.map(Bytes::get),
        }
    }
}

impl CategoryFigures {
    fn new(summary: &Summary<'_>, category: &Category, row: &CategoryGrowth) -> Self {
        let (figures, known) = (&row.figures, Known::of_row(&summary.trace.recording, row, category));
        let born = |bytes: u64| known.births.then_some(bytes);
        Self {
            group: category.group.clone(),
            name: category.name.clone(),
            persistent_bytes: born(figures.persistent.bytes.get()),
            persistent_count: known.births.then_some(figures.persistent.count),
            transient_bytes: born(figures.transient.bytes.get()),
            transient_count: known.births.then_some(figures.transient.count),
            preexisting_bytes: born(figures.preexisting.bytes.get()),
            grown_bytes: figures.grown.get(),
            live: LevelFigures::new(&figures.after, known),
        }
    }
}

impl CategoryFigures {
    /// A row for what the system counts (in `smaps_rollup`, or as the footprint) and no region explains, where there is such. Page tables are in
    /// no such count, and in no row.
    fn unattributed(line: &UnattributedLine) -> Option<Self> {
        let bytes = u64::try_from(line.after?.get()).ok().filter(|&bytes| bytes > 0)?;
        let (resident, swapped, footprint) = match line.kind {
            UnattributedKind::Resident => (bytes, 0, 0),
            UnattributedKind::Swapped => (0, bytes, bytes),
            UnattributedKind::Footprint => (0, 0, bytes),
            UnattributedKind::PageTables => return None,
        };
        Some(Self {
            group: "Unattributed".to_owned(),
            name: line.kind.name().to_owned(),
            persistent_bytes: Some(0),
            persistent_count: Some(0),
            transient_bytes: Some(0),
            transient_count: Some(0),
            preexisting_bytes: Some(0),
            grown_bytes: line.change().and_then(|change| u64::try_from(change.get()).ok()).unwrap_or(0),
            live: LevelFigures {
                mapped: Some(0),
                resident: Some(resident),
                dirty: Some(0),
                swapped: Some(swapped),
                lazy_free: Some(0),
                footprint: Some(footprint),
                regions: Some(0),
                mappings: None,
                is_estimate: false,
            },
        })
    }
}

impl LevelFigures {
    pub(in crate::report) fn new(level: &Level, known: Known) -> Self {
        let figure = |metric| known.has(metric).then_some(level.get(metric).get());
        Self {
            mapped: figure(Metric::Mapped),
            resident: figure(Metric::Resident),
            dirty: figure(Metric::Dirty),
            swapped: figure(Metric::Swapped),
            lazy_free: known.births.then_some(level.usage.lazy_free.get()),
            footprint: figure(Metric::Footprint),
            regions: (known.births && !known.untold.has(Untold::REGIONS)).then_some(level.regions),
            mappings: level.mappings.get(),
            is_estimate: level.estimated > 0,
        }
    }
}
