//! Bands over time: below what is still there at the end of the window, paler above it what came and went.

use super::chart::{
    Axis, AxisNames, Chart, ChartSeries, ColourRole, Flag, FlagKind, Form, Layer, LegendLine, Remark, Span,
    SpanKind, Stack,
};
use super::{Hue, Scale};
use crate::analysis::{
    Assessment, Band, Columns, Levels, Measure, Metric, Strata, Subject, Survivors, Verdict, Window,
};
use crate::model::units::{Bytes, TimeRange, Timestamp};
use crate::model::{Category, CategoryId, MarkRole, Recording, SnapshotIndex, Trace};
use crate::report::view::Quantity;
use std::cmp::Reverse;

/// What all bands are about.
const MEASURE: Measure = Measure::Level(Metric::Footprint);

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
    /// Where each column begins, and where the last one ends.
    edges: Vec<f64>,
    flags: Vec<Flag>,
    spans: Vec<Span>,
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
        let end = recording.time_of(window.to).seconds();
        let starts = strata.columns().iter().map(|column| column.span.from.seconds());
        let edges: Vec<f64> = starts.chain((!strata.columns().is_empty()).then_some(end)).collect();
        let spans = spans(recording, window, assessment, &strata);
        Self { trace, assessment, edges, flags: flags(trace, recording, assessment, end), spans, strata }
    }

    /// The footprint of everything that counts, by category: lowest lies what grew most.
    pub fn footprint(&self) -> Chart {
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
        self.chart("Footprint".to_owned(), layers.done, leaking.then_some(0))
    }

    /// The footprint of one category; nothing where it never had any.
    pub fn category(&self, id: CategoryId) -> Option<Chart> {
        let band = || self.strata.bands().iter().filter(move |band| band.category == id);
        let category = self.trace.recording.category(id).filter(|_| band().next().is_some())?;
        let mut layers = Layers::new(self.strata.columns().len());
        layers.push("persistent".to_owned(), Hue::of_category(category), false, band());
        layers.push("transient".to_owned(), Hue::of_category(category), true, band());
        Some(self.chart(category.to_string(), layers.done, self.is_leak(id).then_some(0)))
    }

    fn chart(&self, title: String, layers: Vec<Layer>, leaking: Option<usize>) -> Chart {
        let highest = layers.last().map_or(0.0, |whole| whole.tops.iter().copied().fold(0.0, f64::max));
        let [from, to] =
            [self.edges.first(), self.edges.last()].map(|edge| edge.copied().unwrap_or_default());
        // Of all categories the transient parts are paler bands above; their own colours say whose they are.
        let is_single = layers.len() <= 2;
        let shown = |layer: &Layer| is_single || !layer.is_transient;
        let line = |nth: usize| LegendLine {
            role: layers[nth].role(),
            name: layers[nth].name.clone(),
            level: Quantity::level(MEASURE, last_level(&layers, nth)),
        };
        let legend = (0..layers.len()).filter(|&nth| shown(&layers[nth])).map(line).collect();
        let legend_notes: &[_] = if is_single {
            &["at the end of the window"]
        } else {
            &["stayed to the end;", "paler: came and went"]
        };
        Chart {
            form: Form::OverTime,
            description: description(&layers, highest, to, self.flags.len()),
            title,
            shows: "over time",
            hue: None,
            headline: Remark { text: "dirty and swapped, over time".to_owned(), role: ColourRole::Weak },
            subtitle: String::new(),
            across: Axis { from, to: to.max(from + 1e-9), names: AxisNames::Clock },
            scale: Scale::up_to(MEASURE, highest),
            spans: self.spans.clone(),
            series: vec![ChartSeries::Stack(Stack { edges: self.edges.clone(), layers, leaking })],
            conclusion: None,
            flags: self.flags.clone(),
            legend,
            legend_notes,
        }
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
        self.done.push(Layer { name, hue, is_transient, is_hatched: false, tops });
    }
}

/// The level of a layer in the last column.
fn last_level(layers: &[Layer], nth: usize) -> f64 {
    let top = |nth: usize| layers[nth].tops.last().copied().unwrap_or_default();
    top(nth) - nth.checked_sub(1).map_or(0.0, top)
}

fn description(layers: &[Layer], highest: f64, end: f64, marks: usize) -> String {
    let level = |level: f64| Quantity::level(MEASURE, level);
    let whole = layers.last().map_or(&[][..], |layer| &layer.tops);
    let [first, last] = [whole.first(), whole.last()].map(|top| level(top.copied().unwrap_or_default()));
    let persistent = (0..layers.len()).filter(|&nth| !layers[nth].is_transient);
    let named = persistent.filter(|&nth| last_level(layers, nth) > 0.0);
    let named: Vec<_> =
        named.map(|nth| format!("{} {}", layers[nth].name, level(last_level(layers, nth)))).collect();
    let end = super::chart::clock(end).name;
    format!(
        "Dirty and swapped bytes from {first} at the start to {last} at {end}, {} at most, with {marks} marks. At the end \
         there is: {}.",
        level(highest),
        named.join(", "),
    )
}

/// What lies behind and over the bands.
fn spans(recording: &Recording, window: Window, assessment: &Assessment, strata: &Strata) -> Vec<Span> {
    let seconds = |at: SnapshotIndex| recording.time_of(at).seconds();
    let (columns, end, cycles) = (strata.columns(), seconds(window.to), &assessment.cycles);
    let open = cycles.all().filter_map(|cycle| Some([seconds(cycle.open?), seconds(cycle.window.to)]));
    let open = open.filter(|[from, _]| *from < end).map(|span| (SpanKind::Open, span));
    let start = columns.first().map_or(0.0, |first| first.span.from.seconds());
    let warm = cycles.warmup.last().map(|last| [start, seconds(last.window.to).min(end)]);
    let warm = warm.filter(|[from, to]| to > from).map(|span| (SpanKind::WarmUp, span));
    let gaps = columns.windows(2).filter(|pair| pair[1].gap);
    let gaps = gaps.map(|pair| (SpanKind::Gap, [pair[0].span.to.seconds(), pair[1].span.from.seconds()]));
    let reported = (SpanKind::Reported, [seconds(window.from), end]);
    let all = open.chain(warm).chain(gaps).chain([reported]);
    all.map(|(kind, [from, to])| Span { from, to, kind }).collect()
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
