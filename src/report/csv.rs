//! The cycles as one tidy table: a row for each cycle, category and metric, for whoever goes on with it elsewhere.

use super::summary::Summary;
use crate::analysis::{Cycle, CycleFigures, Level, Metric, UnattributedKind};
use crate::model::units::Bytes;
use crate::report::markup::cell;
use crate::report::render::csv::delimited_records;
use std::iter::once;

/// The columns. Sizes are bytes, moments are seconds since the recording began; a cell is empty where nothing is known.
const COLUMNS: [&str; 10] = [
    "cycle",
    "is_warmup",
    "closed_s",
    "group",
    "name",
    "metric",
    "before",
    "level",
    "born",
    "survivors_at_end",
];

/// The whole table, with its header.
pub fn csv(summary: &Summary<'_>) -> String {
    delimited_records(once(COLUMNS.map(str::to_owned)).chain(records(summary)), b',')
}

type Record = [String; COLUMNS.len()];

fn records(summary: &Summary<'_>) -> Vec<Record> {
    let cycles = &summary.assessment.cycles;
    let recording = &summary.trace.recording;
    let named = cycles.categories.iter().filter_map(|(&id, series)| {
        let category = recording.category(id)?;
        Some((category.group.as_str(), category.name.as_str(), series))
    });
    let all: Vec<_> = once(("*All*", "", &cycles.total)).chain(named).collect();
    let mut records = Vec::new();
    for (nth, cycle) in cycles.all().enumerate() {
        let head = Head { summary, cycle, is_warmup: nth < cycles.warmup.len() };
        for &(group, name, series) in &all {
            if let Some(figures) = series.all().nth(nth) {
                records.extend(Metric::ALL.map(|metric| head.bytes(group, name, metric, figures)));
                records.extend(head.lazy_free(group, name, figures));
                records.push(head.regions(group, name, figures));
                records.push(head.mappings(group, name, figures));
            }
        }
        // Known for the cycles that count, and first before them.
        let Some(counted) = nth.checked_sub(cycles.warmup.len()) else { continue };
        for kind in UnattributedKind::ALL {
            let at = |nth: usize| {
                let level = cycles.unattributed.get(nth)?.get(kind)?;
                Some(level.get().to_string())
            };
            if let (Some(before), Some(level)) = (at(counted), at(counted + 1)) {
                let figures = [before, level, String::new(), String::new()];
                records.push(head.record("Unattributed", kind.name(), "level", figures));
            }
        }
    }
    records
}

/// What the rows of one cycle share.
struct Head<'a> {
    summary: &'a Summary<'a>,
    cycle: &'a Cycle,
    is_warmup: bool,
}

impl Head<'_> {
    fn bytes(&self, group: &str, name: &str, metric: Metric, figures: &CycleFigures) -> Record {
        let shown = |level: Level| level.get(metric).get().to_string();
        let survivors = match metric {
            Metric::Mapped => figures.surviving().get().to_string(),
            _ => String::new(),
        };
        let figures = [shown(figures.before), shown(figures.after), shown(figures.born), survivors];
        self.record(group, name, metric.name(), figures)
    }

    /// Where there is any.
    fn lazy_free(&self, group: &str, name: &str, figures: &CycleFigures) -> Option<Record> {
        let freed = [figures.before, figures.after, figures.born].map(|level| level.usage.lazy_free);
        let [before, level, born] = freed.map(|bytes| bytes.get().to_string());
        let record = || self.record(group, name, "lazy_free", [before, level, born, String::new()]);
        freed.iter().any(|&bytes| bytes > Bytes::ZERO).then(record)
    }

    fn regions(&self, group: &str, name: &str, figures: &CycleFigures) -> Record {
        let counts = [figures.certain_before, figures.certain_after].map(|counted| counted.count.to_string());
        let [before, level] = counts;
        self.record(group, name, "regions", [before, level, String::new(), String::new()])
    }

    fn mappings(&self, group: &str, name: &str, figures: &CycleFigures) -> Record {
        let shown = |level: Level| level.mappings.get().map(|count| count.to_string()).unwrap_or_default();
        let [before, level, born] = [figures.before, figures.after, figures.born].map(shown);
        self.record(group, name, "mappings", [before, level, born, String::new()])
    }

    fn record(&self, group: &str, name: &str, metric: &str, figures: [String; 4]) -> Record {
        let closed = self.summary.trace.recording.time_of(self.cycle.window.to);
        let [before, level, born, survivors] = figures;
        [
            self.cycle.number.to_string(),
            self.is_warmup.to_string(),
            format!("{:.3}", closed.seconds()),
            cell(group),
            cell(name),
            metric.to_owned(),
            before,
            level,
            born,
            survivors,
        ]
    }
}
