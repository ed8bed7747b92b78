//! The comparison that the window shows. Both recordings are read for it in steps; it is made anew only when another cycle was
//! closed or others are compared.

mod kept;
mod outcome;

pub use kept::{KeptClass, KeptSet};
pub use outcome::Outcome;

use super::SizedTable;
use super::pace::{PERIOD, Pace, Wait};
use crate::state::comparing::{Chosen, CompareColumn};
use crate::state::{Document, Letter, Order, Runs};
use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};
use std::time::{Duration, Instant};
use strandline::analysis::{
    Alignment, Assessment, CompareRow, Comparison, CyclesFollower, RowName, Side, SideFollower, SideSummary,
    Verdict, Window,
};
use strandline::model::Trace;
use strandline::model::units::Bytes;
use strandline::report::charts::{Chart, overlay_chart};
use strandline::report::view::compare_rows_table;

/// Between two looks at the clock so many entries of the log are taken in: some tenths of a millisecond.
const STEP: usize = 2_000;

/// What is chosen for a side, and how often its cycles had been judged: while both stay the same, so does the comparison.
type SideVersion = (Chosen, u64);

/// Two recordings, and what has changed from one to the other.
#[derive(Debug, Default)]
pub struct Compared {
    /// Of what the comparison was made.
    versions: Option<[SideVersion; 2]>,
    comparison: Option<Comparison>,
    /// What was read of those that are compared.
    sides: Vec<ReadSide>,
    pace: Pace,
    /// The rows, as they were asked for last.
    rows: Option<(Order, Option<Outcome>, SizedTable<RowName>)>,
    /// The levels of the rows that are looked at.
    charts: Vec<(RowName, Chart)>,
    /// The retained regions: those only in A, those in both, those only in B.
    pub kept: [KeptSet; 3],
}

/// A recording, or a part of one, that is read for the comparison.
#[derive(Debug)]
struct ReadSide {
    version: SideVersion,
    window: Window,
    levels: SideFollower,
    /// Of a part: its cycles, and what they come to once they are judged. Those of the whole are the document's.
    part: Option<(CyclesFollower, Option<Assessment>)>,
}

impl ReadSide {
    fn new(version: SideVersion, trace: &Trace) -> Self {
        let part = version.0.part;
        let window = part.window(trace);
        let cycles = (!part.is_whole()).then(|| (CyclesFollower::within(window, None), None));
        Self { version, window, levels: SideFollower::new(window), part: cycles }
    }

    /// Reads until the deadline; says whether all was read.
    fn read(&mut self, trace: &Trace, deadline: Instant) -> bool {
        loop {
            let has_levels = self.levels.follow(&trace.recording, STEP);
            let has_cycles = self.part.as_mut().is_none_or(|(cycles, _)| cycles.follow(trace, STEP));
            let is_done = has_levels && has_cycles;
            if is_done || Instant::now() >= deadline {
                return is_done;
            }
        }
    }

    /// Judges the cycles of a part, unless that was done; says whether it did.
    fn judge(&mut self, trace: &Trace) -> bool {
        let Some((cycles, assessment @ None)) = &mut self.part else { return false };
        *assessment = Some(Assessment::from_cycles(trace, cycles.cycles().clone()));
        true
    }

    fn side<'a>(&'a self, document: &'a Document) -> Side<'a> {
        let of_part = self.part.as_ref().and_then(|(_, assessment)| assessment.as_ref());
        let assessment = of_part.unwrap_or_else(|| document.figures.assessed.assessment());
        Side {
            name: Cow::Owned(document.name()),
            trace: &document.trace,
            window: self.window,
            assessment: Cow::Borrowed(assessment),
        }
    }
}

impl Compared {
    /// Takes in what is new of both.
    pub fn refresh(&mut self, runs: &mut Runs, sides: [Option<Chosen>; 2], now: Instant) -> Wait {
        let mut wait = Wait::ForNews;
        for chosen in sides.iter().flatten() {
            if let Some(Document { figures, trace, .. }) = runs.get_mut(chosen.run) {
                wait = wait.min(figures.assess(trace, now));
            }
        }
        let [Some(before), Some(after)] = sides else {
            *self = Self::default();
            return wait;
        };
        let [Some(one), Some(other)] = [before, after].map(|chosen| runs.get(chosen.run)) else {
            return wait;
        };
        let judged = |document: &Document| document.figures.assessed.judged_change();
        let versions = [(before, judged(one)), (after, judged(other))];
        if self.versions == Some(versions) {
            return wait;
        }
        let is_same_pair =
            self.versions.is_some_and(|known| known.map(|(chosen, _)| chosen) == [before, after]);
        if !is_same_pair {
            (self.versions, self.comparison) = (None, None);
            self.charts.clear();
            self.rows = None;
            self.pace.hurry();
        }
        if ![one, other].iter().all(|document| document.figures.assessed.is_read()) {
            return wait;
        }
        let documents = [one, other];
        let reading = self.read(documents, versions, now);
        if reading != Wait::ForNews {
            return wait.min(reading);
        }
        // Judging takes some of a frame's time: one part in each.
        if self.sides.iter_mut().any(|side| side.judge(trace_of(documents, side.version))) {
            return Wait::For(Duration::ZERO);
        }
        self.compare(documents, versions);
        self.versions = Some(versions);
        wait
    }

    /// Reads both as far as they are compared.
    fn read(&mut self, documents: [&Document; 2], versions: [SideVersion; 2], now: Instant) -> Wait {
        let sides = &mut self.sides;
        sides.retain(|side| versions.contains(&side.version));
        for (document, version) in documents.into_iter().zip(versions) {
            if sides.iter().all(|side| side.version != version) {
                sides.push(ReadSide::new(version, &document.trace));
            }
        }
        self.pace.work(now, PERIOD, |deadline| {
            sides.iter_mut().all(|side| side.read(trace_of(documents, side.version), deadline))
        })
    }

    fn compare(&mut self, documents: [&Document; 2], versions: [SideVersion; 2]) {
        let read = |version| self.sides.iter().find(|side| side.version == version);
        let [Some(before), Some(after)] = versions.map(read) else { return };
        let sides = [before.side(documents[0]), after.side(documents[1])];
        let comparison = Comparison::followed(&sides, &[&before.levels, &after.levels], Alignment::Cycles);
        let retained = &comparison.retained;
        self.kept = [&retained.only_before, &retained.both, &retained.only_after].map(KeptSet::new);
        self.comparison = Some(comparison);
        self.charts.clear();
        self.rows = None;
    }

    /// Draws the levels of a row and of what is shown beside it, unless that was done.
    pub fn draw(&mut self, name: &RowName) {
        if self.charts.first().is_some_and(|(drawn, _)| drawn == name) {
            return;
        }
        let Some(row) = self.all_rows().iter().find(|row| row.name == *name) else { return };
        let [one, other, ..] = self.sides() else { return };
        let rows = std::iter::once(row).chain(self.beside(name));
        self.charts = rows.map(|row| (row.name.clone(), overlay_chart(row, [one, other]))).collect();
    }

    /// The levels of the selected row, and of another that changed.
    pub fn charts(&self) -> impl Iterator<Item = &Chart> {
        self.charts.iter().map(|(_, chart)| chart)
    }

    /// What has changed, once both were read.
    pub const fn comparison(&self) -> Option<&Comparison> {
        self.comparison.as_ref()
    }

    /// What is told of both; nothing before they were read.
    pub fn sides(&self) -> &[SideSummary] {
        self.comparison.as_ref().map(|comparison| comparison.sides.as_slice()).unwrap_or_default()
    }

    /// The total footprint of both at the end.
    pub fn footprints(&self) -> [Bytes; 2] {
        let total = self.comparison.as_ref().and_then(|comparison| comparison.row(&RowName::Total));
        total.map(|row| row.ends().map(|cell| cell.at_end.footprint())).unwrap_or_default()
    }

    /// Makes the table of the rows as they are asked for, unless that was done.
    pub fn list(&mut self, order: Order, only: Option<Outcome>) {
        let is_made = self.rows.as_ref().is_some_and(|made| (made.0, made.1) == (order, only));
        if is_made {
            return;
        }
        self.rows = self.comparison.as_ref().map(|comparison| {
            let names = Letter::ALL.map(|letter| format!("{} per cycle", letter.name()));
            let table = compare_rows_table(comparison, &names, self.sorted_rows(order, only));
            (order, only, table.into())
        });
    }

    /// The rows, as they were asked for last.
    pub fn row_table(&self) -> Option<&SizedTable<RowName>> {
        self.rows.as_ref().map(|(.., table)| table)
    }

    fn sorted_rows(&self, order: Order, only: Option<Outcome>) -> Vec<&CompareRow> {
        let mut rows: Vec<_> =
            self.all_rows().iter().filter(|row| only.is_none_or(|only| Outcome::new(row) == only)).collect();
        let rate = |row: &CompareRow, nth: usize| row.ends()[nth].per_cycle.median;
        match CompareColumn::at(order.column) {
            CompareColumn::Difference => {
                rows.sort_by(|one, other| size(other).total_cmp(&size(one)).then_with(|| weight(other, one)));
            }
            CompareColumn::Name => rows.sort_by(|one, other| one.name.cmp(&other.name)),
            CompareColumn::Verdict => rows.sort_by_key(|row| Reverse(row.change)),
            CompareColumn::Before => {
                rows.sort_by(|one, other| rate(other, 0).total_cmp(&rate(one, 0)));
            }
            CompareColumn::After => {
                rows.sort_by(|one, other| rate(other, 1).total_cmp(&rate(one, 1)));
            }
        }
        if order.is_ascending {
            rows.reverse();
        }
        rows
    }

    fn all_rows(&self) -> &[CompareRow] {
        self.comparison.as_ref().map(|comparison| comparison.rows.as_slice()).unwrap_or_default()
    }

    /// Each outcome that any row has, with the names of these rows. The total says again what its parts say: it is named
    /// where no part has the same.
    pub fn outcomes(&self) -> Vec<(Outcome, Vec<&RowName>)> {
        let of = |outcome: Outcome| {
            let rows = self.all_rows().iter().filter(|row| Outcome::new(row) == outcome);
            let (total, parts): (Vec<_>, Vec<_>) =
                rows.map(|row| &row.name).partition(|name| **name == RowName::Total);
            (outcome, if parts.is_empty() { total } else { parts })
        };
        Outcome::ALL.into_iter().map(of).filter(|(_, names)| !names.is_empty()).collect()
    }

    /// What is shown beside a row: of the others the one that changed most, or the total where none did.
    pub fn beside(&self, row: &RowName) -> Option<&CompareRow> {
        let others = || self.all_rows().iter().filter(|other| other.name != *row);
        let changed = others().filter(|other| Outcome::new(other).is_change());
        let most = changed.max_by(|one, other| {
            one.name.is_category().cmp(&other.name.is_category()).then(size(one).total_cmp(&size(other)))
        });
        most.or_else(|| others().find(|other| other.name == RowName::Total)).or_else(|| others().next())
    }
}

/// The trace of one of the documents.
fn trace_of([one, other]: [&Document; 2], (chosen, _): SideVersion) -> &Trace {
    if one.run == chosen.run { &one.trace } else { &other.trace }
}

/// Which of two says more where the differences do not tell: the worse verdict, then what adds more in either.
fn weight(one: &CompareRow, other: &CompareRow) -> Ordering {
    let rate =
        |row: &CompareRow| row.ends().map(|cell| cell.per_cycle.median.abs()).into_iter().fold(0.0, f64::max);
    verdict(one).cmp(&verdict(other)).then(rate(one).total_cmp(&rate(other)))
}

/// The worse verdict of both.
fn verdict(row: &CompareRow) -> Verdict {
    row.first().verdict.max(row.last().verdict)
}

fn size(row: &CompareRow) -> f64 {
    row.difference.median.abs()
}
