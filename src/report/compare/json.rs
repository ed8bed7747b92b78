//! Recordings side by side, for scripts: schema 1. Keys are stable; new ones may be added, none is renamed or removed.

use super::more_regions;
use crate::analysis::{
    Alignment, Comparable, CompareCell, CompareRow, Comparison, Known, Limit, Measure, Peaks, RetainedClass,
    RetainedSets, RowName, SideSummary, Trend, TrendRow, TrendStep, VerdictChange,
};
use crate::model::Category;
use crate::report::verdicts::delta;
use crate::report::{LevelChangeFigures, LevelFigures, RateFigures, VerdictWord};
use serde::Serialize;
use std::collections::BTreeMap;

/// Two recordings, compared.
#[derive(Clone, Debug, Serialize)]
pub struct CompareReport {
    /// Version of this form: 1.
    pub schema: u32,
    /// The first.
    pub before: SideFigures,
    /// The second.
    pub after: SideFigures,
    /// `cycles`, or `time`: then rates are from start to end of each, and there are no words.
    pub alignment: &'static str,
    /// The total, each category that is in either of them, and what is unattributed; the largest differences first.
    pub rows: Vec<CompareRowFigures>,
    /// What has become of it altogether: the worst of all rows; null where nothing is said.
    pub overall: Option<&'static str>,
    /// What the cycles retained.
    pub retained: RetainedFigures,
    /// Whether the two can be compared, point by point.
    pub comparable: Vec<PointFigures>,
    /// In what their ends differ, where each is a single snapshot: the total first, then those that moved most; else null.
    pub levels: Option<Vec<LevelChangeFigures>>,
    /// Sentences about the points in which they differ.
    pub warnings: Vec<String>,
}

/// One of those that are compared.
#[derive(Clone, Debug, Serialize)]
pub struct SideFigures {
    /// What it is called.
    pub name: String,
    /// The name of the program.
    pub target: String,
    /// Its start, in nanoseconds since its recording began.
    pub from_ns: u64,
    /// Its end, likewise.
    pub to_ns: u64,
    /// How many cycles count.
    pub cycles: usize,
    /// How many are left out at the start.
    pub warmup: usize,
    /// Why growth in it is called suspect at most.
    pub limits: Vec<&'static str>,
}

/// One category before and after.
#[derive(Clone, Debug, Serialize)]
pub struct CompareRowFigures {
    /// The upper level of its name; `*All*` for the total, `Unattributed` for what no region explains.
    pub group: String,
    /// The lower level of its name; empty for the total.
    pub name: String,
    /// What is counted.
    pub metric: &'static str,
    /// Before.
    pub before: CellFigures,
    /// After.
    pub after: CellFigures,
    /// How much more a cycle adds after than before.
    pub difference: RateFigures,
    /// How many regions more there are at the end of it; null where it is not told.
    pub regions_difference: Option<i64>,
    /// `fixed`, `reduced`, `unchanged`, `worse` or `new`; null where nothing is said.
    pub change: Option<&'static str>,
}

/// What one recording says of it.
#[derive(Clone, Debug, Serialize)]
pub struct CellFigures {
    /// What a cycle adds, in the row's metric.
    pub per_cycle: RateFigures,
    /// The word; null where they are aligned by time.
    pub verdict: Option<VerdictWord>,
    /// At the start and at each closing mark, those of the warm-up first, in the row's metric.
    pub levels: Vec<i64>,
    /// What is there at the end.
    pub at_end: LevelFigures,
    /// The most that was there at any moment inside.
    pub peak: PeakFigures,
}

/// The most that was there at any moment, each for itself.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PeakFigures {
    /// Mapped bytes.
    pub mapped: u64,
    /// Dirty and swapped bytes.
    pub footprint: u64,
}

/// What the cycles retained in one of them, and in both.
#[derive(Clone, Debug, Serialize)]
pub struct RetainedFigures {
    /// In the first only.
    pub only_before: Vec<ClassFigures>,
    /// In both.
    pub both: Vec<ClassFigures>,
    /// In the second only.
    pub only_after: Vec<ClassFigures>,
}

/// Retained regions of one category, name and size.
#[derive(Clone, Debug, Serialize)]
pub struct ClassFigures {
    /// The upper level of their category.
    pub group: String,
    /// The lower level of their category.
    pub name: String,
    /// What the system calls them, without what never repeats.
    pub tag: String,
    /// The bytes of each.
    pub bytes_each: u64,
    /// How many.
    pub count: usize,
}

/// One point in which recordings should agree.
#[derive(Clone, Debug, Serialize)]
pub struct PointFigures {
    /// What it is.
    pub what: &'static str,
    /// In each of them.
    pub values: Vec<String>,
    /// Whether they agree.
    pub same: bool,
}

/// A series of recordings.
#[derive(Clone, Debug, Serialize)]
pub struct TrendReport {
    /// Version of this form: 1.
    pub schema: u32,
    /// The recordings, in the order given.
    pub sides: Vec<SideFigures>,
    /// `cycles`, or `time`: then rates are from start to end of each, and there are no words.
    pub alignment: &'static str,
    /// The total, each category that is in any of them, and what is unattributed.
    pub rows: Vec<TrendRowFigures>,
    /// What has become of it altogether from the first to the last; null where nothing is said.
    pub overall: Option<&'static str>,
    /// What has become of it from each recording to the next.
    pub steps: Vec<StepFigures>,
    /// Points in which they differ.
    pub comparable: Vec<PointFigures>,
    /// Sentences about these points.
    pub warnings: Vec<String>,
}

/// From one recording of a series to the next.
#[derive(Clone, Debug, Serialize)]
pub struct StepFigures {
    /// What has become of it; null where there are too few cycles in either.
    pub overall: Option<&'static str>,
    /// The row that says most, of the two; null where there is none.
    pub leading: Option<CompareRowFigures>,
}

/// One category in a series of recordings.
#[derive(Clone, Debug, Serialize)]
pub struct TrendRowFigures {
    /// The upper level of its name, as in a comparison.
    pub group: String,
    /// The lower level of its name.
    pub name: String,
    /// What is counted.
    pub metric: &'static str,
    /// What each recording says, in their order.
    pub sides: Vec<CellFigures>,
    /// How much more a cycle adds in the last than in the first.
    pub difference: RateFigures,
    /// How many regions more there are at the end of the last than at the end of the first; null where it is not told.
    pub regions_difference: Option<i64>,
    /// What has become of it from the first to the last.
    pub change: Option<&'static str>,
}

impl CompareReport {
    /// Puts a comparison into its form.
    pub fn of(comparison: &Comparison) -> Self {
        let RetainedSets { only_before, both, only_after } = &comparison.retained;
        let differing = comparison.comparable.iter().filter(|point| !point.is_same());
        let warning = |point: &Comparable| {
            format!("{}: {} → {}: {}", point.what, point.before, point.after, point.note)
        };
        let alignment = comparison.alignment;
        let of_total = known_of_total(comparison.rows.iter().map(|row| &row.name));
        Self {
            schema: 1,
            before: SideFigures::of(&comparison.before),
            after: SideFigures::of(&comparison.after),
            alignment: alignment_word(alignment),
            rows: comparison.rows.iter().map(|row| CompareRowFigures::of(row, of_total, alignment)).collect(),
            overall: comparison.overall().map(VerdictChange::name),
            retained: RetainedFigures {
                only_before: classes(only_before),
                both: classes(both),
                only_after: classes(only_after),
            },
            comparable: comparison.comparable.iter().map(PointFigures::of).collect(),
            levels: comparison.levels.as_ref().map(LevelChangeFigures::all),
            warnings: differing.map(warning).collect(),
        }
    }

    /// The comparison as indented JSON, with a line end behind it.
    pub fn to_text(&self) -> String {
        written(self)
    }
}

impl TrendReport {
    /// Puts a series into its form.
    pub fn of(trend: &Trend) -> Self {
        let alignment = trend.alignment;
        let of_total = known_of_total(trend.rows.iter().map(|row| &row.name));
        let points = trend.points.iter();
        let told = points.clone().map(|point| PointFigures {
            what: point.what,
            values: point.values.clone(),
            same: false,
        });
        Self {
            schema: 1,
            sides: trend.sides.iter().map(SideFigures::of).collect(),
            alignment: alignment_word(alignment),
            rows: trend.rows.iter().map(|row| TrendRowFigures::of(row, of_total, alignment)).collect(),
            overall: trend.overall().map(VerdictChange::name),
            steps: trend.steps.iter().map(|step| StepFigures::of(step, of_total, alignment)).collect(),
            comparable: told.collect(),
            warnings: points
                .map(|point| format!("{}: {}: {}", point.what, point.values.join(" → "), point.note))
                .collect(),
        }
    }

    /// The series as indented JSON, with a line end behind it.
    pub fn to_text(&self) -> String {
        written(self)
    }
}

fn written(report: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(report).expect("strings and numbers always have a JSON form");
    text + "\n"
}

const fn alignment_word(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::Cycles => "cycles",
        Alignment::Time => "time",
    }
}

impl SideFigures {
    fn of(side: &SideSummary) -> Self {
        Self {
            name: side.name.clone(),
            target: side.target.clone(),
            from_ns: side.range.from.nanos(),
            to_ns: side.range.to.nanos(),
            cycles: side.cycles,
            warmup: side.warmup,
            limits: side.limits.iter().map(|limit| Limit::name(*limit)).collect(),
        }
    }
}

/// What is known of what a row is about.
fn known(name: &RowName, of_total: Known) -> Known {
    match name {
        RowName::Total => of_total,
        RowName::Category { group, name } => Known::of_category(&Category::counted(group, name)),
        RowName::Unattributed(_) => Known::ALL,
    }
}

/// What is known of all that is counted, from its rows.
fn known_of_total<'a>(names: impl Iterator<Item = &'a RowName>) -> Known {
    let categories = names.filter(|name| matches!(name, RowName::Category { .. }));
    categories.map(|name| known(name, Known::ALL)).fold(Known::ALL, Known::and)
}

impl CompareRowFigures {
    fn of(row: &CompareRow, of_total: Known, alignment: Alignment) -> Self {
        let (group, name) = names(&row.name);
        let known = known(&row.name, of_total);
        Self {
            group,
            name,
            metric: Measure::name(row.measure),
            before: CellFigures::of(&row.before, known, alignment),
            after: CellFigures::of(&row.after, known, alignment),
            difference: RateFigures::of(row.difference),
            regions_difference: more_regions(row.regions()).filter(|_| known.births),
            change: row.change.map(VerdictChange::name),
        }
    }
}

impl TrendRowFigures {
    fn of(row: &TrendRow, of_total: Known, alignment: Alignment) -> Self {
        let (group, name) = names(&row.name);
        let known = known(&row.name, of_total);
        Self {
            group,
            name,
            metric: Measure::name(row.measure),
            sides: row.cells.iter().map(|cell| CellFigures::of(cell, known, alignment)).collect(),
            difference: RateFigures::of(row.difference),
            regions_difference: more_regions(row.regions()).filter(|_| known.births),
            change: row.change.map(VerdictChange::name),
        }
    }
}

impl StepFigures {
    fn of(step: &TrendStep, of_total: Known, alignment: Alignment) -> Self {
        let leading = step.leading.as_ref().map(|row| CompareRowFigures::of(row, of_total, alignment));
        Self { overall: step.overall.map(VerdictChange::name), leading }
    }
}

impl CellFigures {
    fn of(cell: &CompareCell, known: Known, alignment: Alignment) -> Self {
        let Peaks { mapped, footprint } = cell.peaks;
        Self {
            per_cycle: RateFigures::of(cell.per_cycle),
            verdict: (alignment == Alignment::Cycles).then(|| cell.verdict.into()),
            levels: cell.levels.iter().map(|&level| delta(level).get()).collect(),
            at_end: LevelFigures::of(&cell.at_end, known.without(cell.untold)),
            peak: PeakFigures { mapped: mapped.get(), footprint: footprint.get() },
        }
    }
}

impl PointFigures {
    fn of(point: &Comparable) -> Self {
        let values = vec![point.before.clone(), point.after.clone()];
        Self { what: point.what, values, same: point.is_same() }
    }
}

fn names(name: &RowName) -> (String, String) {
    match name {
        RowName::Total => ("*All*".to_owned(), String::new()),
        RowName::Category { group, name } => (group.clone(), name.clone()),
        RowName::Unattributed(kind) => ("Unattributed".to_owned(), kind.name().to_owned()),
    }
}

fn classes(set: &BTreeMap<RetainedClass, usize>) -> Vec<ClassFigures> {
    let class = |(class, &count): (&RetainedClass, &usize)| {
        let (group, name) = names(&class.category);
        ClassFigures { group, name, tag: class.name.clone(), bytes_each: class.len.get(), count }
    };
    set.iter().map(class).collect()
}
