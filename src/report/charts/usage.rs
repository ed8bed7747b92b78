//! Small charts for use inside text.

use super::chart::{Axis, AxisNames, Chart, ChartSeries, ColourRole, Form, Layer, Remark, Stack};
use super::{Hue, Scale};
use crate::analysis::{Measure, Metric, RegionPoint};
use crate::model::units::{TimeRange, Timestamp};
use crate::report::view::Quantity;

/// What a region used over the time that it was there: dirty below, and hatched above it what was swapped.
pub fn usage_chart(points: &[RegionPoint], range: TimeRange, hue: Hue) -> Chart {
    let footprints = || points.iter().map(|point| (point.dirty + point.swapped).get() as f64);
    let [from, to] = [range.from, range.to].map(Timestamp::seconds);
    let to = to.max(from + 0.001);
    let layer = |name: &str, is_swapped, tops| Layer {
        name: name.to_owned(),
        hue,
        is_transient: is_swapped,
        is_hatched: is_swapped,
        tops,
    };
    let has_swapped = points.iter().any(|point| point.swapped.get() > 0);
    let mut layers =
        vec![layer("dirty", false, points.iter().map(|point| point.dirty.get() as f64).collect())];
    layers.extend(has_swapped.then(|| layer("swapped", true, footprints().collect())));
    let edges = points.iter().map(|point| point.at.seconds());
    let (description, conclusion, role) = match points.last() {
        None => {
            ("Its use was not read yet".to_owned(), "Its use was not read yet".to_owned(), ColourRole::Weak)
        }
        Some(last) => {
            let [dirty, swapped, both] =
                [last.dirty, last.swapped, last.dirty + last.swapped].map(Quantity::bytes);
            let role = if both.is_zero() { ColourRole::Faint } else { ColourRole::Strong };
            (format!("{dirty} dirty, {swapped} swapped at {}", last.at), both.to_string(), role)
        }
    };
    Chart {
        form: Form::Small,
        title: "Use".to_owned(),
        shows: "dirty and swapped bytes over time",
        description,
        hue: None,
        headline: Remark { text: String::new(), role: ColourRole::Weak },
        subtitle: String::new(),
        across: Axis { from, to, names: AxisNames::Ends },
        // The figure in its corner has room above the bars.
        scale: Scale::up_to(Measure::Level(Metric::Footprint), footprints().fold(0.0, f64::max) * 1.25),
        spans: Vec::new(),
        series: vec![ChartSeries::Stack(Stack { edges: edges.chain([to]).collect(), layers, leaking: None })],
        conclusion: Some(Remark { text: conclusion, role }),
        flags: Vec::new(),
        legend: Vec::new(),
        legend_notes: &[],
    }
}
