//! The levels of two recordings over their cycles, one over the other: aligned where those begin that count.

use super::chart::{
    Axis, Chart, ChartSeries, ColourRole, Form, LevelPoints, Point, Remark, Shape, Span, SpanKind, title_of,
};
use super::cycles::subtitle;
use super::{Hue, Scale};
use crate::analysis::{CompareCell, CompareRow, Measure, RowName, SideSummary, Verdict, VerdictChange};
use crate::report::view::{Label, Quantity};

/// One row of a comparison by cycles: A with round points, B with square ones.
pub fn overlay_chart(row: &CompareRow, sides: [&SideSummary; 2]) -> Chart {
    let measure = row.measure;
    let cells = [row.first(), row.last()];
    let levels = [0, 1].map(|nth| levels(row, cells[nth], sides[nth]));
    let first = -count(sides.iter().map(|side| side.warmup).max().unwrap_or_default());
    let last = count(sides.iter().map(|side| side.counted.len()).max().unwrap_or_default());
    let cycle_names: Vec<String> = (first..=last).map(|cycle| cycle_name(cycle, first, sides)).collect();
    let ground = levels.iter().flatten().find(|&&(cycle, _)| cycle >= 0).map(|&(_, level)| level);
    let scale = Scale::around(measure, levels.iter().flatten().map(|&(_, level)| level), ground);
    let across = Axis::cycles(first, cycle_names.clone());
    let warm_up = Span { from: across.from, to: 0.0, kind: SpanKind::WarmUp };
    let label = Label::of_row(&row.name);
    let description = description(measure, cells, &levels);
    let (looks, labels) = (look(cells), ["A", "B"]);
    let series = levels.into_iter().enumerate().map(|(nth, levels)| {
        let (name, (shape, role)) = (labels[nth], looks[nth]);
        let hint = |cycle: i32| {
            let place = usize::try_from(cycle - first).ok();
            let number = place.and_then(|nth| cycle_names.get(nth)).map_or("", String::as_str);
            if cycle == first { format!("{name} {number}") } else { format!("{name}, cycle {number}") }
        };
        let point = |(cycle, level)| Point {
            at: f64::from(cycle),
            level,
            counts: cycle >= 0,
            note: String::new(),
            hint: format!("{}: {}", hint(cycle), Quantity::level(measure, level)),
        };
        let rate = Quantity::rate(measure, cells[nth].per_cycle.median);
        let points = levels.into_iter().map(point).collect();
        ChartSeries::LevelPoints(LevelPoints {
            points,
            shape,
            role,
            is_joined: true,
            label: format!("{name} {rate}"),
        })
    });
    Chart {
        form: Form::OverCycles,
        title: title_of(&label),
        shows: "levels of A and B over their cycles",
        description,
        hue: label.is_category().then(|| Hue::from(&label)),
        headline: Remark {
            text: row.change.map_or(Verdict::TooFewCycles.name(), VerdictChange::name).to_owned(),
            role: match row.change {
                None | Some(VerdictChange::Unchanged) => ColourRole::Weak,
                Some(_) => ColourRole::Strong,
            },
        },
        subtitle: subtitle(measure, &scale),
        across,
        scale,
        spans: if first < 0 { vec![warm_up] } else { Vec::new() },
        series: series.collect(),
        conclusion: None,
        flags: Vec::new(),
        legend: Vec::new(),
        legend_notes: &[],
    }
}

/// A leak has its colour; of the others B, which is how it is now, stands out.
fn look(cells: [&CompareCell; 2]) -> [(Shape, ColourRole); 2] {
    let role =
        |cell: &CompareCell, usual| if cell.verdict == Verdict::Leak { ColourRole::Leak } else { usual };
    [(Shape::Round, role(cells[0], ColourRole::Weak)), (Shape::Square, role(cells[1], ColourRole::Strong))]
}

/// What stands below a cycle: as the marks number it where both agree, else its place among those that count.
fn cycle_name(cycle: i32, first: i32, sides: [&SideSummary; 2]) -> String {
    let place = usize::try_from(cycle - 1).ok();
    match place {
        _ if cycle == first => "before".to_owned(),
        None => format!("W{}", cycle - first),
        Some(place) => {
            let [one, other] = sides.map(|side| side.counted.get(place));
            let agreed = one.or(other).filter(|_| one.zip(other).is_none_or(|(one, other)| one == other));
            agreed.map_or_else(|| cycle.to_string(), ToString::to_string)
        }
    }
}

/// Levels by cycle: 0 is the mark behind which cycles count, 1 the end of the first that does; what lies below 0 is
/// warm-up. What stayed is known behind the first cycle, and what no region explains not during the warm-up. A category that
/// never was there at a mark is nothing at all of them.
fn levels(row: &CompareRow, cell: &CompareCell, side: &SideSummary) -> Vec<(i32, f64)> {
    let first = match (&row.name, row.measure) {
        (RowName::Unattributed(_), _) => 0,
        (_, Measure::Stayed) => 1 - count(side.warmup),
        (_, Measure::Level(_) | Measure::Regions | Measure::Mappings) => -count(side.warmup),
    };
    if cell.levels.is_empty() && side.cycles() > 0 && matches!(row.name, RowName::Category { .. }) {
        return (first..=count(side.counted.len())).map(|cycle| (cycle, 0.0)).collect();
    }
    (first..).zip(cell.levels.iter().copied()).collect()
}

fn count(cycles: usize) -> i32 {
    i32::try_from(cycles).unwrap_or(i32::MAX)
}

fn description(measure: Measure, cells: [&CompareCell; 2], levels: &[Vec<(i32, f64)>; 2]) -> String {
    let side = |nth: usize| match (levels[nth].first(), levels[nth].last()) {
        (Some(&(from, first)), Some(&(to, last))) => {
            let [first, last] = [first, last].map(|level| Quantity::level(measure, level));
            let rate = Quantity::rate(measure, cells[nth].per_cycle.median);
            format!("{first} to {last} over {} cycles, {rate} per cycle", to - from)
        }
        _ => "nothing there".to_owned(),
    };
    format!("{} at each closing mark. A: {}. B: {}.", measure.name(), side(0), side(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Metric, Slope, UnattributedKind};

    fn chart(name: RowName, measure: Measure, levels: [&[f64]; 2], sides: &[SideSummary; 2]) -> Chart {
        let cell = |levels: &[f64]| CompareCell { levels: levels.to_vec(), ..CompareCell::default() };
        let cells = levels.map(cell).to_vec();
        let row = CompareRow { name, measure, cells, difference: Slope::default(), change: None };
        overlay_chart(&row, [&sides[0], &sides[1]])
    }

    fn side(warmup: usize, counted: &[u32]) -> SideSummary {
        SideSummary { warmup, counted: counted.to_vec(), ..SideSummary::default() }
    }

    /// The places of the points of one side.
    fn places(chart: &Chart, nth: usize) -> Vec<f64> {
        let ChartSeries::LevelPoints(levels) = &chart.series[nth] else { panic!("{chart:?}") };
        levels.points.iter().map(|point| point.at).collect()
    }

    #[test]
    fn lines_meet_where_cycles_begin_to_count() {
        let check = |name: RowName, measure, firsts: [f64; 2]| {
            let sides = [side(2, &[3, 4]), side(1, &[2, 3])];
            let chart = chart(name, measure, [&[5.0, 6.0], &[7.0]], &sides);
            assert_eq!(places(&chart, 0), [firsts[0], firsts[0] + 1.0]);
            assert_eq!(places(&chart, 1), [firsts[1]]);
        };
        check(RowName::Total, Measure::Level(Metric::Mapped), [-2.0, -1.0]);
        check(RowName::Total, Measure::Stayed, [-1.0, 0.0]);
        check(
            RowName::Unattributed(UnattributedKind::Resident),
            Measure::Level(Metric::Resident),
            [0.0, 0.0],
        );
    }

    #[test]
    fn what_was_never_there_is_nothing_at_every_mark() {
        let check = |name: RowName, metric, expected: &[f64]| {
            let sides = [side(1, &[2, 3]), side(0, &[1])];
            let chart = chart(name, Measure::Level(metric), [&[], &[5.0, 6.0]], &sides);
            assert_eq!(places(&chart, 0), expected);
        };
        let category = RowName::Category { group: String::new(), name: String::new() };
        check(category, Metric::Mapped, &[-1.0, 0.0, 1.0, 2.0]);
        // What is not known is not nothing.
        check(RowName::Unattributed(UnattributedKind::Resident), Metric::Resident, &[]);
    }

    #[test]
    fn cycles_have_their_marks_numbers_where_both_agree() {
        let check = |sides: [SideSummary; 2], expected: &[&str]| {
            let chart = chart(RowName::Total, Measure::Stayed, [&[], &[]], &sides);
            let mut names: Vec<_> = chart.across.ticks(4000.0).into_iter().map(|tick| tick.name).collect();
            names.reverse();
            assert_eq!(names, expected);
        };
        check([side(2, &[3, 4]), side(2, &[3, 4, 5])], &["before", "W1", "W2", "3", "4", "5"]);
        check([side(0, &[1, 2]), side(0, &[3, 4])], &["before", "1", "2"]);
        check([side(0, &[]), side(1, &[7])], &["before", "W1", "7"]);
    }
}
