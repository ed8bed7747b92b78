//! What a comparison comes to. Both recordings are read for it in steps, and it is made anew only when another cycle was
//! closed or others are compared.

mod kept;
mod naming;
mod outcome;
mod overlay;
mod within;

pub use kept::{KeptClass, KeptSet};
pub use naming::{row_name, row_names};
pub use outcome::Outcome;
pub use overlay::Overlay;

use super::pace::{PERIOD, Pace, Wait};
use crate::state::comparing::{Chosen, CompareColumn};
use crate::state::{Document, Order, Runs};
use std::cmp::{Ordering, Reverse};
use std::time::{Duration, Instant};
use strandline::analysis::{
    Alignment, Assessment, CompareRow, Comparison, RowName, Side, SideFollower, Verdict, VerdictChange,
};
use strandline::model::units::Bytes;
use within::cycles_within;

/// Between two looks at the clock so many entries of the log are taken in: some tenths of a millisecond.
const STEP: usize = 2_000;

/// What stands at a letter, and how often its cycles had been judged by then.
type Version = (Chosen, u64);

/// Two recordings, and what has changed from one to the other.
#[derive(Debug, Default)]
pub struct Compared {
    /// Of what it was made.
    of: Option<[Version; 2]>,
    comparison: Option<Comparison>,
    /// What is said of the cycles of parts that are compared.
    parts: Vec<(Version, Assessment)>,
    /// What was read of those that are compared.
    followers: Vec<(Version, SideFollower)>,
    pace: Pace,
    /// What is told of each side.
    pub sides: [SideFacts; 2],
    /// The retained regions: those only in A, those in both, those only in B.
    pub kept: [KeptSet; 3],
}

/// What is told of one side beside its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SideFacts {
    /// How many cycles do not count.
    pub warmup: usize,
    /// The numbers of those that count, as their marks have them.
    pub counted: Vec<u32>,
    /// Dirty and swapped bytes at the last closing mark.
    pub footprint: Bytes,
}

impl SideFacts {
    /// Every cycle.
    pub const fn cycles(&self) -> usize {
        self.warmup + self.counted.len()
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
        let judged = |document: &Document| document.figures.assessed.times_judged();
        let of = [(before, judged(one)), (after, judged(other))];
        if self.of == Some(of) {
            return wait;
        }
        let is_same_pair = self.of.is_some_and(|of| of.map(|(chosen, _)| chosen) == [before, after]);
        if !is_same_pair {
            (self.of, self.comparison) = (None, None);
            self.pace.hurry();
        }
        if ![one, other].iter().all(|document| document.figures.assessed.is_read()) {
            return wait;
        }
        // Each takes some of a frame's time: one in each.
        if self.judge_a_part([one, other], of) {
            return Wait::For(Duration::ZERO);
        }
        let reading = self.read([one, other], of, now);
        if reading != Wait::ForNews {
            return wait.min(reading);
        }
        self.compare([one, other], of);
        self.of = Some(of);
        wait
    }

    /// Judges the cycles of a part where that was not done yet; says whether there was any.
    fn judge_a_part(&mut self, documents: [&Document; 2], of: [Version; 2]) -> bool {
        self.parts.retain(|(version, _)| of.contains(version));
        let is_missing = |(_, version): &(&Document, Version)| {
            !version.0.part.is_whole() && self.parts.iter().all(|(known, _)| known != version)
        };
        let missing = documents.into_iter().zip(of).find(is_missing);
        self.parts.extend(missing.map(|(document, version)| (version, assessment(document, version.0))));
        missing.is_some()
    }

    /// Reads both as far as they are compared.
    fn read(&mut self, documents: [&Document; 2], of: [Version; 2], now: Instant) -> Wait {
        let followers = &mut self.followers;
        followers.retain(|(version, _)| of.contains(version));
        for (document, version) in documents.into_iter().zip(of) {
            if followers.iter().all(|(known, _)| *known != version) {
                let window = version.0.part.window(&document.trace);
                followers.push((version, SideFollower::new(window)));
            }
        }
        self.pace.work(now, PERIOD, |deadline| {
            followers.iter_mut().all(|((chosen, _), follower)| {
                let document = documents.into_iter().find(|document| document.run == chosen.run);
                let Some(Document { trace, .. }) = document else { return true };
                loop {
                    let is_done = follower.follow(&trace.recording, STEP);
                    if is_done || Instant::now() >= deadline {
                        return is_done;
                    }
                }
            })
        })
    }

    fn compare(&mut self, documents: [&Document; 2], of: [Version; 2]) {
        let assessments = [0, 1].map(|nth| {
            let part = self.parts.iter().find(|(version, _)| *version == of[nth]);
            part.map_or(documents[nth].figures.assessed.assessment(), |(_, assessment)| assessment)
        });
        let names = documents.map(Document::name);
        let follower = |version: Version| self.followers.iter().find(|(known, _)| *known == version);
        let [Some((_, before)), Some((_, after))] = of.map(follower) else { return };
        let followers = [before, after];
        let sides = [0, 1].map(|nth| {
            let trace = &documents[nth].trace;
            let window = followers[nth].window();
            Side { name: &names[nth], trace, window, assessment: assessments[nth] }
        });
        let comparison = Comparison::followed(&sides, followers, Alignment::Cycles);
        let total = comparison.rows.iter().find(|row| row.name == RowName::Total);
        let footprints = total
            .map(|row| [row.before.at_end.footprint(), row.after.at_end.footprint()])
            .unwrap_or_default();
        self.sides = [0, 1].map(|nth| {
            let cycles = &assessments[nth].cycles;
            SideFacts {
                warmup: cycles.warmup.len(),
                counted: cycles.cycles.iter().map(|cycle| cycle.number).collect(),
                footprint: footprints[nth],
            }
        });
        let retained = &comparison.retained;
        self.kept = [&retained.only_before, &retained.both, &retained.only_after].map(KeptSet::of);
        self.comparison = Some(comparison);
    }

    /// What has changed, once both were read.
    pub const fn comparison(&self) -> Option<&Comparison> {
        self.comparison.as_ref()
    }

    /// The rows as they are asked for.
    pub fn rows(&self, order: Order, only: Option<Outcome>) -> Vec<&CompareRow> {
        let mut rows: Vec<_> =
            self.all_rows().iter().filter(|row| only.is_none_or(|only| Outcome::of(row) == only)).collect();
        let column = CompareColumn::at(order.column);
        match column {
            CompareColumn::Difference => {
                rows.sort_by(|one, other| size(other).total_cmp(&size(one)).then_with(|| weight(other, one)));
            }
            CompareColumn::Name => rows.sort_by(|one, other| one.name.cmp(&other.name)),
            CompareColumn::Verdict => rows.sort_by_key(|row| Reverse(row.change)),
            CompareColumn::Before => rows
                .sort_by(|one, other| other.before.per_cycle.median.total_cmp(&one.before.per_cycle.median)),
            CompareColumn::After => {
                rows.sort_by(|one, other| {
                    other.after.per_cycle.median.total_cmp(&one.after.per_cycle.median)
                });
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
            let rows = self.all_rows().iter().filter(|row| Outcome::of(row) == outcome);
            let (total, parts): (Vec<_>, Vec<_>) =
                rows.map(|row| &row.name).partition(|name| **name == RowName::Total);
            (outcome, if parts.is_empty() { total } else { parts })
        };
        Outcome::ALL.into_iter().map(of).filter(|(_, names)| !names.is_empty()).collect()
    }

    /// The row that says most: the worst change, or where there is none, what still grows.
    pub fn leading(&self) -> Option<&CompareRow> {
        let comparison = self.comparison.as_ref()?;
        if comparison.overall().is_some_and(|change| change != VerdictChange::Unchanged) {
            return comparison.leading();
        }
        let rank = |one: &&CompareRow, other: &&CompareRow| {
            let by_kind = is_category(one).cmp(&is_category(other));
            verdict(one).cmp(&verdict(other)).then(by_kind).then_with(|| weight(one, other))
        };
        // Of several the first, which has the largest difference.
        comparison.rows.iter().rev().max_by(rank)
    }

    /// What is shown beside a row: of the others the one that changed most, or the total where none did.
    pub fn beside(&self, row: &RowName) -> Option<&CompareRow> {
        let others = || self.all_rows().iter().filter(|other| other.name != *row);
        let changed = others().filter(|other| Outcome::of(other).is_change());
        let most = changed.max_by(|one, other| {
            is_category(one).cmp(&is_category(other)).then(size(one).total_cmp(&size(other)))
        });
        most.or_else(|| others().find(|other| other.name == RowName::Total)).or_else(|| others().next())
    }
}

const fn is_category(row: &CompareRow) -> bool {
    matches!(row.name, RowName::Category { .. })
}

/// The worst that is said of it.
fn verdict(row: &CompareRow) -> Verdict {
    row.before.verdict.max(row.after.verdict)
}

/// Which of two says more where the differences do not tell: the worse verdict, then what adds more in either.
fn weight(one: &CompareRow, other: &CompareRow) -> Ordering {
    let rate = |row: &CompareRow| row.before.per_cycle.median.abs().max(row.after.per_cycle.median.abs());
    verdict(one).cmp(&verdict(other)).then(rate(one).total_cmp(&rate(other)))
}

fn size(row: &CompareRow) -> f64 {
    row.difference.median.abs()
}

/// What is said of the cycles of a part. That of the whole is there already.
fn assessment(document: &Document, chosen: Chosen) -> Assessment {
    let whole = document.figures.assessed.cycles();
    let cycles = cycles_within(whole, chosen.part.window(&document.trace));
    Assessment::from_cycles(&document.trace, cycles)
}
