//! The series that are tested in a recording, and which of them are sums of others.

use super::families::{Families, Whole};
use super::series::{Facet, LEAST_PAGES, Series};
use super::subject::Subject;
use crate::analysis::{CycleSeries, Cycles, Measure, Metric, UnattributedKind};
use crate::model::CategoryId;
use crate::model::units::Bytes;
use std::collections::HashMap;

const MAPPED: Measure = Measure::Level(Metric::Mapped);

const FOOTPRINT: Measure = Measure::Level(Metric::Footprint);

/// Of mappings so many.
const LEAST_MAPPINGS: f64 = 4.0;

/// What is judged, and its levels in the same order.
pub(super) struct TestedSeries {
    /// The totals, and what is unattributed.
    pub(super) wholes: Vec<Subject>,
    pub(super) parts: Vec<Subject>,
    pub(super) families: Families,
}

impl TestedSeries {
    pub(super) fn collect(cycles: &Cycles) -> Self {
        let mut parts = Vec::new();
        for (&id, series) in &cycles.categories {
            let mut categories = measured(series, |measure| Subject::Category(id, measure));
            categories
                .extend(counted(series).map(|(measure, counts)| (Subject::Category(id, measure), counts)));
            parts.extend(
                categories.into_iter().map(|(subject, levels)| (subject, made(cycles, subject, levels))),
            );
        }
        parts.retain(|(_, series)| series.ever_changed());
        let (parts, parts_series): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        let places = parts.iter().enumerate().map(|(place, &part)| (part, place)).collect();
        let whole = |(subject, levels)| Whole {
            series: made(cycles, subject, levels),
            parts: parts_of(subject, cycles.categories.keys().copied(), &places),
        };
        let wholes = wholes(cycles);
        let subjects = wholes.iter().map(|&(subject, _)| subject).collect();
        let wholes = wholes.into_iter().map(whole).collect();
        Self { wholes: subjects, parts, families: Families { wholes, parts: parts_series } }
    }
}

fn made(cycles: &Cycles, subject: Subject, levels: Vec<f64>) -> Series {
    let (mut least, mut step) = (0.0, 0.0);
    if subject.measure().is_bytes() {
        step = rounded_to(cycles, subject).get() as f64;
        least = step.max(LEAST_PAGES * cycles.page_size.get() as f64);
    } else if subject.measure() == Measure::Mappings {
        least = LEAST_MAPPINGS;
    }
    Series { levels, cycles: cycles.cycles.len(), least, step, facet: facet(subject) }
}

/// Which memory it is about. What no region explains has no mapped bytes.
fn facet(subject: Subject) -> Option<Facet> {
    let memory = match subject {
        Subject::Total(_) => 0,
        Subject::Category(id, _) => id.index(),
        Subject::Unattributed(_) => return None,
    };
    Some(Facet { memory, measure: subject.measure() })
}

/// By how much a level may be off because it is made of rounded figures.
pub(in crate::analysis) fn rounded_to(cycles: &Cycles, subject: Subject) -> Bytes {
    let of_all = || cycles.categories.keys().map(|&id| cycles.rounding.step_of(id)).sum();
    match subject {
        Subject::Category(id, _) => cycles.rounding.step_of(id),
        Subject::Total(_) => of_all(),
        Subject::Unattributed(_) => of_all() + cycles.rounding.totals,
    }
}

fn wholes(cycles: &Cycles) -> Vec<(Subject, Vec<f64>)> {
    let mut wholes = measured(&cycles.total, Subject::Total);
    let regions = cycles.total.levels(Measure::Regions);
    if Series::from(regions.clone()).ever_changed() {
        wholes.push((Subject::Total(Measure::Regions), regions));
    }
    let mappings = counted(&cycles.total).filter(|&(measure, _)| measure == Measure::Mappings);
    wholes.extend(mappings.map(|(measure, counts)| (Subject::Total(measure), counts)));
    for kind in [UnattributedKind::Resident, UnattributedKind::Swapped, UnattributedKind::Footprint] {
        let levels = cycles.unattributed.iter().map(|at| Some(at.get(kind)?.get() as f64)).collect();
        wholes.extend(Option::<Vec<f64>>::map(levels, |levels| (Subject::Unattributed(kind), levels)));
    }
    wholes
}

/// What is judged of a series. What stayed is left out where all of it did: it would say again what the level says.
fn measured(series: &CycleSeries, subject: impl Fn(Measure) -> Subject) -> Vec<(Subject, Vec<f64>)> {
    let (levels, stayed) = (series.levels(MAPPED), series.levels(Measure::Stayed));
    let some_went = !levels.starts_with(&stayed);
    let mut all = vec![(subject(MAPPED), levels), (subject(FOOTPRINT), series.levels(FOOTPRINT))];
    if some_went {
        all.push((subject(Measure::Stayed), stayed));
    }
    all
}

/// How many there are, where that is known and changed: entries of the system's list, or regions where each is one entry. So
/// it is with the rows of summaries.
fn counted(series: &CycleSeries) -> impl Iterator<Item = (Measure, Vec<f64>)> {
    let (regions, mappings) = (series.levels(Measure::Regions), series.levels(Measure::Mappings));
    let measure = if mappings == regions { Measure::Regions } else { Measure::Mappings };
    let has_changed = Series::from(mappings.clone()).ever_changed();
    has_changed.then_some((measure, mappings)).into_iter()
}

/// The places of the categories that add up to a total. Of one of which all stayed that is what is mapped.
fn parts_of(
    whole: Subject,
    categories: impl Iterator<Item = CategoryId>,
    places: &HashMap<Subject, usize>,
) -> Vec<usize> {
    let Subject::Total(measure) = whole else { return Vec::new() };
    let place = |id, measure| places.get(&Subject::Category(id, measure)).copied();
    match measure {
        Measure::Regions => Vec::new(),
        Measure::Mappings => {
            categories.filter_map(|id| place(id, measure).or_else(|| place(id, Measure::Regions))).collect()
        }
        Measure::Level(_) => categories.filter_map(|id| place(id, measure)).collect(),
        Measure::Stayed => {
            categories.filter_map(|id| place(id, measure).or_else(|| place(id, MAPPED))).collect()
        }
    }
}
