//! The chart's bands: the footprint of each category, stacked.

use std::cmp::Reverse;
use strandline::analysis::{CategorySeries, Timeline};
use strandline::model::Recording;
use strandline::units::Bytes;

/// More bands than these are noise; the others share one.
const MOST_BANDS: usize = 8;

/// Bands stacked on each other, the largest at the bottom.
#[derive(Debug, Default)]
pub struct Bands {
    /// Seconds since the recording began, one for each column.
    pub seconds: Vec<f64>,
    /// From the bottom up.
    pub bands: Vec<Band>,
}

/// One band of the stack.
#[derive(Debug)]
pub struct Band {
    /// The category, upper and lower level; nothing for those that share a band.
    pub category: Option<(String, String)>,
    /// Its upper edge in bytes, column by column: its own level and all those below.
    pub tops: Vec<f64>,
    /// Its level in the last column.
    pub last: Bytes,
}

impl Bands {
    pub(super) fn of(recording: &Recording, timeline: &Timeline) -> Self {
        let is_counted = |series: &&CategorySeries| {
            recording.category(series.category).is_some_and(strandline::model::Category::is_counted)
        };
        let highest =
            |series: &CategorySeries| series.series.footprint.iter().max().copied().unwrap_or_default();
        let mut order: Vec<(Bytes, &CategorySeries)> =
            timeline.categories.iter().filter(is_counted).map(|series| (highest(series), series)).collect();
        order.retain(|&(highest, _)| highest > Bytes::ZERO);
        order.sort_by_key(|&(highest, series)| (Reverse(highest), series.category));
        let named = if order.len() > MOST_BANDS { MOST_BANDS - 1 } else { order.len() };
        let columns = timeline.columns.len();
        let mut stack = Stack { below: vec![0.0; columns], bands: Vec::new() };
        for &(_, series) in &order[..named] {
            let category = recording.category(series.category);
            let name = category.map(|category| (category.group.clone(), category.name.clone()));
            stack.put(name, &[series]);
        }
        let others: Vec<&CategorySeries> = order[named..].iter().map(|&(_, series)| series).collect();
        if !others.is_empty() {
            stack.put(None, &others);
        }
        Self {
            seconds: timeline.columns.iter().map(|column| column.to.seconds()).collect(),
            bands: stack.bands,
        }
    }

    /// The highest point of the stack.
    pub fn highest(&self) -> f64 {
        self.bands.last().map_or(0.0, |band| band.tops.iter().copied().fold(0.0, f64::max))
    }
}

struct Stack {
    below: Vec<f64>,
    bands: Vec<Band>,
}

impl Stack {
    /// Puts a band on top that holds all these.
    fn put(&mut self, category: Option<(String, String)>, series: &[&CategorySeries]) {
        let mut last = Bytes::ZERO;
        for one in series {
            for (level, bytes) in self.below.iter_mut().zip(&one.series.footprint) {
                *level += bytes.get() as f64;
            }
            last += one.series.footprint.last().copied().unwrap_or_default();
        }
        self.bands.push(Band { category, tops: self.below.clone(), last });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strandline::analysis::Series;
    use strandline::model::{Category, CategoryId, SnapshotDelta};

    #[test]
    fn the_largest_lies_at_the_bottom_and_the_small_share_a_band() {
        let count = 10;
        let mut recording = Recording::default();
        let categories = (0..count).map(|nth| Category::counted("Named", format!("{nth}"))).collect();
        recording.append(&SnapshotDelta { new_categories: categories, ..SnapshotDelta::default() }).unwrap();
        let series = |nth: u32| CategorySeries {
            category: CategoryId(nth),
            series: Series { mapped: vec![], footprint: vec![Bytes::new(u64::from(nth) + 1)] },
        };
        let timeline = Timeline {
            columns: vec![strandline::units::TimeRange::default()],
            categories: (0..count).map(series).collect(),
            ..Timeline::default()
        };
        let bands = Bands::of(&recording, &timeline);
        let names: Vec<_> =
            bands.bands.iter().map(|band| band.category.as_ref().map(|(_, name)| name.as_str())).collect();
        assert_eq!(
            names,
            [Some("9"), Some("8"), Some("7"), Some("6"), Some("5"), Some("4"), Some("3"), None]
        );
        assert_eq!((bands.highest(), bands.bands[7].last), (55.0, Bytes::new(6)));
    }
}
