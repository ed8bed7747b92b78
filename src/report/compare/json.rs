//! Recordings side by side, for scripts: schema 1. Keys are stable; new ones may be added, none is renamed or removed.

use crate::analysis::{
    Alignment, Comparable, CompareCell, CompareRow, CompareStep, Comparison, Known, Measure, Peaks,
    RetainedClass, RowName, SideSummary, TrustLimit, VerdictChange,
};
use crate::model::Category;
use crate::report::json::rounded;
use crate::report::view::Label;
use crate::report::{LevelChangeFigures, LevelFigures, RateFigures, VerdictWord};
use serde::Serialize;
use std::collections::BTreeMap;

/// A comparison: of two recordings, or of several in a row.
#[derive(Clone, Debug, Serialize)]
pub struct CompareReport {
    /// Version of this form: 1.
    pub schema: u32,
    #[serde(flatten)]
    pub sides: PerSide<SideFigures>,
    /// `cycles`, or `time`: then rates are from start to end of each, and there are no verdicts.
    pub alignment: &'static str,
    /// The total, each category that is in any of them, and unattributed memory; the largest differences first.
    pub rows: Vec<CompareRowFigures>,
    /// The worst change of all rows, from the first to the last; null where there is no verdict.
    pub overall: Option<&'static str>,
    /// What there is besides.
    #[serde(flatten)]
    pub details: CompareDetails,
    /// Sentences about the points in which they differ.
    pub warnings: Vec<String>,
}

/// One value for each recording.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum PerSide<T> {
    Pair {
        /// Of the first.
        before: T,
        /// Of the second.
        after: T,
    },
    Series {
        /// In their order.
        sides: Vec<T>,
    },
}

/// What a comparison of two has, and one of several.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum CompareDetails {
    Pair {
        /// What the cycles retained.
        retained: RetainedFigures,
        /// Whether the two can be compared, point by point.
        comparable: Vec<PointFigures>,
        /// The differences between their ends, where each is a single snapshot: the total first, then those that moved most;
        /// else null.
        levels: Option<Vec<LevelChangeFigures>>,
    },
    Series {
        /// What has changed from each recording to the next.
        steps: Vec<StepFigures>,
        /// Points in which they differ.
        comparable: Vec<PointFigures>,
    },
}

/// One of the recordings.
#[derive(Clone, Debug, Serialize)]
pub struct SideFigures {
    /// Its path, or what else the user calls it.
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

/// One category in each recording.
#[derive(Clone, Debug, Serialize)]
pub struct CompareRowFigures {
    /// The upper level of its name; `*All*` for the total, `Unattributed` for what no region explains.
    pub group: String,
    /// The lower level of its name; empty for the total.
    pub name: String,
    pub metric: &'static str,
    /// What each recording says.
    #[serde(flatten)]
    pub cells: PerSide<CellFigures>,
    /// How much more a cycle adds in the last than in the first.
    pub difference: RateFigures,
    /// How many regions more there are at the end of the last than at the end of the first; null where it is not told.
    pub regions_difference: Option<i64>,
    /// `fixed`, `reduced`, `unchanged`, `worse` or `new`; null where there is no verdict.
    pub change: Option<&'static str>,
}

/// What one recording says of a row.
#[derive(Clone, Debug, Serialize)]
pub struct CellFigures {
    /// What a cycle adds, in the row's metric.
    pub per_cycle: RateFigures,
    /// The verdict; null where they are aligned by time.
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
    pub mapped: u64,
    /// Dirty and swapped bytes.
    pub footprint: u64,
}

/// What the cycles retained in one of them, and in both.
#[derive(Clone, Debug, Serialize)]
pub struct RetainedFigures {
    /// In the first only.
    pub only_before: Vec<ClassFigures>,
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
    pub count: usize,
}

/// One point in which recordings should agree.
#[derive(Clone, Debug, Serialize)]
pub struct PointFigures {
    pub what: &'static str,
    /// In each of them.
    pub values: Vec<String>,
    /// Whether they agree.
    pub same: bool,
}

/// From one recording of a series to the next.
#[derive(Clone, Debug, Serialize)]
pub struct StepFigures {
    /// The worst change of the two; null where there are too few cycles in either.
    pub overall: Option<&'static str>,
    /// The row that changed most, of the two; null where there is none.
    pub leading: Option<CompareRowFigures>,
}

impl CompareReport {
    /// A comparison in this form.
    pub fn new(comparison: &Comparison) -> Self {
        let known_of_total = known_of_total(&comparison.rows);
        let rows = RowForm { alignment: comparison.alignment, known_of_total };
        let differing = comparison.comparable.iter().filter(|point| !point.is_same());
        let warning =
            |point: &Comparable| format!("{}: {}: {}", point.what, point.values.join(" → "), point.note);
        let sides = comparison.sides.iter().map(SideFigures::new).collect();
        let details = if comparison.sides.len() == 2 {
            CompareDetails::Pair {
                retained: RetainedFigures {
                    only_before: classes(&comparison.retained.only_before),
                    both: classes(&comparison.retained.both),
                    only_after: classes(&comparison.retained.only_after),
                },
                comparable: comparison.comparable.iter().map(PointFigures::new).collect(),
                levels: comparison.levels.as_ref().map(LevelChangeFigures::all),
            }
        } else {
            CompareDetails::Series {
                steps: comparison.steps.iter().map(|step| rows.step(step)).collect(),
                comparable: differing.clone().map(PointFigures::new).collect(),
            }
        };
        Self {
            schema: 1,
            sides: PerSide::new(sides),
            alignment: match comparison.alignment {
                Alignment::Cycles => "cycles",
                Alignment::Time => "time",
            },
            rows: comparison.rows.iter().map(|row| rows.row(row)).collect(),
            overall: comparison.overall().map(VerdictChange::name),
            details,
            warnings: differing.map(warning).collect(),
        }
    }

    /// The comparison as indented JSON, with a line end behind it.
    pub fn to_text(&self) -> String {
        json_text(self)
    }
}

fn json_text(report: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(report).expect("strings and numbers always have a JSON form");
    text + "\n"
}

impl<T> PerSide<T> {
    fn new(values: Vec<T>) -> Self {
        match <[T; 2]>::try_from(values) {
            Ok([before, after]) => Self::Pair { before, after },
            Err(sides) => Self::Series { sides },
        }
    }
}

impl SideFigures {
    fn new(side: &SideSummary) -> Self {
        Self {
            name: side.name.clone(),
            target: side.target.clone(),
            from_ns: side.range.from.nanos(),
            to_ns: side.range.to.nanos(),
            cycles: side.counted.len(),
            warmup: side.warmup,
            limits: side.limits.iter().map(|limit| TrustLimit::name(*limit)).collect(),
        }
    }
}

/// How all rows of a comparison are written.
struct RowForm {
    alignment: Alignment,
    known_of_total: Known,
}

impl RowForm {
    fn row(&self, row: &CompareRow) -> CompareRowFigures {
        let Label { group, name, .. } = Label::of_row(&row.name);
        let known = known(&row.name, self.known_of_total);
        CompareRowFigures {
            group,
            name,
            metric: Measure::name(row.measure),
            cells: PerSide::new(row.cells.iter().map(|cell| self.cell(cell, known)).collect()),
            difference: RateFigures::new(row.difference),
            regions_difference: more_regions(row.regions()).filter(|_| known.births),
            change: row.change.map(VerdictChange::name),
        }
    }

    fn cell(&self, cell: &CompareCell, known: Known) -> CellFigures {
        let Peaks { mapped, footprint } = cell.peaks;
        CellFigures {
            per_cycle: RateFigures::new(cell.per_cycle),
            verdict: (self.alignment == Alignment::Cycles).then(|| cell.verdict.into()),
            levels: cell.levels.iter().map(|&level| rounded(level)).collect(),
            at_end: LevelFigures::new(&cell.at_end, known.without(cell.untold)),
            peak: PeakFigures { mapped: mapped.get(), footprint: footprint.get() },
        }
    }

    fn step(&self, step: &CompareStep) -> StepFigures {
        let leading = step.leading.as_ref().map(|row| self.row(row));
        StepFigures { overall: step.overall.map(VerdictChange::name), leading }
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
fn known_of_total(rows: &[CompareRow]) -> Known {
    let categories = rows.iter().filter(|row| row.name.is_category());
    categories.map(|row| known(&row.name, Known::ALL)).fold(Known::ALL, Known::and)
}

impl PointFigures {
    fn new(point: &Comparable) -> Self {
        Self { what: point.what, values: point.values.clone(), same: point.is_same() }
    }
}

/// How many regions more there are at the end of the last; nothing where they are not told.
fn more_regions(regions: Option<[usize; 2]>) -> Option<i64> {
    let [before, after] = regions?.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    Some(after - before)
}

fn classes(set: &BTreeMap<RetainedClass, usize>) -> Vec<ClassFigures> {
    let class = |(class, &count): (&RetainedClass, &usize)| {
        let Label { group, name, .. } = Label::of_row(&class.category);
        ClassFigures { group, name, tag: class.name.clone(), bytes_each: class.len.get(), count }
    };
    set.iter().map(class).collect()
}
