//! The bands of a recording, measured.

use super::{Bands, Flag, FlagKind, Layer};
use crate::analysis::{Assessment, Band, Columns, Levels, Strata, Subject, Survivors, Verdict, Window};
use crate::model::units::{Bytes, TimeRange, Timestamp};
use crate::model::{Category, CategoryId, MarkRole, Recording, SnapshotIndex, Trace};
use crate::report::charts::Hue;
use std::cmp::Reverse;

/// A chart has no more columns.
const COLUMNS: usize = 480;

/// A legend has room for so many letters; of what is longer it has the lower name.
const LONGEST_NAME: usize = 22;

/// More layers than these are noise; the others share one.
const MOST: usize = 8;

/// The levels of a recording up to the end of a window, in the columns of a chart.
#[derive(Debug)]
pub struct OverTime<'a> {
    trace: &'a Trace,
    assessment: &'a Assessment,
    strata: Strata,
    /// What all its charts share.
    ground: Bands,
}

impl<'a> OverTime<'a> {
    /// Measures a recording. What is persistent is there at the end of the window.
    pub fn measure(trace: &'a Trace, window: Window, assessment: &'a Assessment) -> Self {
        let recording = &trace.recording;
        let (levels, mut survivors) = (recording.read_log(Levels::default()), Survivors::at_end(window.to));
        survivors.follow(recording, usize::MAX);
        let range = TimeRange::new(Timestamp::ZERO, recording.time_of(window.to));
        let mut strata = Strata::default();
        strata.fill(recording, &levels, &survivors, Columns::finest(recording, range, COLUMNS));
        let ground = ground(trace, window, assessment, &strata);
        Self { trace, assessment, strata, ground }
    }

    /// The footprint of everything that counts, by category: lowest lies what grew most.
    pub fn footprint(&self) -> Bands {
        let named = self.named();
        let bands = || self.strata.bands().iter();
        let has_others = bands().any(|band| !named.contains(&band.category));
        let mut layers = Layers::new(self.strata.columns().len());
        for is_transient in [false, true] {
            for category in named.iter().copied().map(Some).chain(has_others.then_some(None)) {
                let is_in = |id| category.map_or(!named.contains(&id), |category| category == id);
                let (name, hue) = category.map_or(("Others".to_owned(), Hue::Others), |id| self.look(id));
                layers.push(name, hue, is_transient, bands().filter(|band| is_in(band.category)));
            }
        }
        let leaking = named.first().is_some_and(|&lowest| self.is_leak(lowest));
        Bands {
            title: "Footprint".to_owned(),
            layers: layers.done,
            leaking: leaking.then_some(0),
            ..self.ground.clone()
        }
    }

    /// The footprint of one category; nothing where it never had any.
    pub fn category(&self, id: CategoryId) -> Option<Bands> {
        let band = || self.strata.bands().iter().filter(move |band| band.category == id);
        let category = self.trace.recording.category(id).filter(|_| band().next().is_some())?;
        let mut layers = Layers::new(self.strata.columns().len());
        layers.push("persistent".to_owned(), Hue::of_category(category), false, band());
        layers.push("transient".to_owned(), Hue::of_category(category), true, band());
        Some(Bands {
            title: category.to_string(),
            layers: layers.done,
            leaking: self.is_leak(id).then_some(0),
            ..self.ground.clone()
        })
    }

    fn look(&self, id: CategoryId) -> (String, Hue) {
        let category = self.trace.recording.category(id);
        let name = |category: &Category| {
            let whole = category.to_string();
            if whole.chars().count() <= LONGEST_NAME { whole } else { category.name.clone() }
        };
        category.map_or((String::new(), Hue::Others), |category| (name(category), Hue::of_category(category)))
    }

    fn is_leak(&self, id: CategoryId) -> bool {
        let is_of = |subject| matches!(subject, Subject::Category(own, _) if own == id);
        let mut rows = self.assessment.verdicts.rows.iter();
        rows.any(|row| is_of(row.subject) && row.judgement.verdict == Verdict::Leak)
    }

    /// The categories that have a layer of their own, from the bottom up. Growth counts ten times as much as size.
    fn named(&self) -> Vec<CategoryId> {
        let weight = |band: &Band| {
            let ends = (band.persistent.first(), band.persistent.last());
            let (first, last) = (ends.0.copied().unwrap_or_default(), ends.1.copied().unwrap_or_default());
            let highest = band.level.iter().max().copied().unwrap_or_default();
            (last - first).get().saturating_mul(10).saturating_add(highest.get())
        };
        let bands = self.strata.bands().iter();
        let mut named: Vec<_> = bands.map(|band| (Reverse(weight(band)), band.category)).collect();
        named.sort_unstable();
        // A layer that stands for a single category may as well be its own.
        if named.len() > MOST + 1 {
            named.truncate(MOST);
        }
        named.into_iter().map(|(_, id)| id).collect()
    }
}

/// Layers that lie on one another.
struct Layers {
    done: Vec<Layer>,
    columns: usize,
}

impl Layers {
    fn new(columns: usize) -> Self {
        Self { done: Vec::new(), columns }
    }

    /// Lays the persistent or the transient parts of some bands on top.
    fn push<'b>(
        &mut self,
        name: String,
        hue: Hue,
        is_transient: bool,
        bands: impl Iterator<Item = &'b Band>,
    ) {
        let below = self.done.last().map(|below| below.tops.clone());
        let mut tops = below.unwrap_or_else(|| vec![0.0; self.columns]);
        for band in bands {
            let parts = band.level.iter().zip(&band.persistent);
            for (top, (&level, &persistent)) in tops.iter_mut().zip(parts) {
                let part: Bytes = if is_transient { level - persistent } else { persistent };
                *top += part.get() as f64;
            }
        }
        self.done.push(Layer { name, hue, is_transient, tops });
    }
}

fn ground(trace: &Trace, window: Window, assessment: &Assessment, strata: &Strata) -> Bands {
    let recording = &trace.recording;
    let seconds = |at: SnapshotIndex| recording.time_of(at).seconds();
    let columns = strata.columns();
    let end = seconds(window.to);
    let cycles = &assessment.cycles;
    let starts = columns.iter().map(|column| column.span.from.seconds());
    let gaps = columns.windows(2).filter(|pair| pair[1].gap);
    let open = cycles.all().filter_map(|cycle| Some([seconds(cycle.open?), seconds(cycle.window.to)]));
    Bands {
        edges: starts.chain((!columns.is_empty()).then_some(end)).collect(),
        flags: flags(trace, recording, assessment, end),
        open: open.filter(|[from, _]| *from < end).collect(),
        gaps: gaps.map(|pair| [pair[0].span.to.seconds(), pair[1].span.from.seconds()]).collect(),
        warm_until: cycles.warmup.last().map_or(0.0, |last| seconds(last.window.to)).min(end),
        window: [seconds(window.from), end],
        ..Bands::default()
    }
}

/// There is no room for more flags: of more marks each second, third, and so on has one.
const MOST_FLAGS: usize = 400;

/// The marks that are worth a flag: when a cycle was opened is seen from its ground.
fn flags(trace: &Trace, recording: &Recording, assessment: &Assessment, end: f64) -> Vec<Flag> {
    let warmup = &assessment.cycles.warmup;
    let is_warmup = |at: Timestamp| {
        warmup.binary_search_by_key(&recording.snapshot_at(at), |cycle| cycle.window.to).is_ok()
    };
    let flag = |mark: &crate::model::Mark| {
        let (label, kind) = match mark.role {
            MarkRole::Note => (mark.label.clone(), FlagKind::Note),
            MarkRole::Closed(number) if is_warmup(mark.at) => (format!("W{number}"), FlagKind::WarmUp),
            MarkRole::Closed(number) => (number.to_string(), FlagKind::Counted),
            MarkRole::Open(_) | MarkRole::Baseline => return None,
        };
        Some(Flag { at: mark.at.seconds(), label, kind })
    };
    let marks = trace.annotations.marks();
    let shown = marks.iter().step_by(marks.len().div_ceil(MOST_FLAGS).max(1));
    shown.filter_map(flag).filter(|flag| flag.at <= end).collect()
}
