//! Times as a clock has them: round distances, and how they are written.

use super::TimeAxis;
use std::time::Duration;
use strandline::model::units::Timestamp;

/// Distances of ticks, in seconds.
const LADDER: [f64; 19] = [
    0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0,
    7200.0, 14_400.0, 43_200.0,
];

/// Two ticks lie so far apart at least: there is room for a time between them.
const APART: f64 = 72.0;

/// The ticks on an axis with what is written beside them: at round times.
pub(in crate::panels::timeline) fn ticks(axis: &TimeAxis) -> impl Iterator<Item = (f32, String)> + use<> {
    let axis = *axis;
    let is_wide = |step: &f64| step * axis.points_per_second() >= APART;
    let step = LADDER.into_iter().find(is_wide).unwrap_or_else(|| {
        let day = 86_400.0;
        (APART / axis.points_per_second() / day).ceil() * day
    });
    let (from, to) = (*axis.seconds().start(), *axis.seconds().end());
    std::iter::successors(Some((from / step).ceil()), |tick| Some(tick + 1.0))
        .map(move |tick| tick * step)
        .take_while(move |&seconds| seconds <= to)
        .map(move |seconds| (axis.x_of_seconds(seconds), text(seconds, step < 1.0)))
}

fn text(seconds: f64, has_tenths: bool) -> String {
    // A hair more: 0.3 must not become 0.2 on its way through floats.
    let moment = Timestamp::after(Duration::try_from_secs_f64(seconds + 1e-6).unwrap_or_default());
    let mut text = moment.to_string();
    if !has_tenths {
        text.truncate(text.len() - ".0".len());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use strandline::model::units::TimeRange;

    fn check(from: f64, to: f64, width: f32, expected: &[&str]) {
        let at = |seconds| Timestamp::after(Duration::from_secs_f64(seconds));
        let axis = TimeAxis::new(TimeRange::new(at(from), at(to)), 0.0, width);
        let (places, texts): (Vec<f32>, Vec<String>) = ticks(&axis).unzip();
        assert_eq!(texts, expected);
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 71.9));
    }

    #[test]
    fn ticks_are_round_and_have_room() {
        check(0.0, 100.0, 400.0, &["00:00", "00:20", "00:40", "01:00", "01:20", "01:40"]);
        check(
            0.0,
            10.0,
            900.0,
            &[
                "00:00", "00:01", "00:02", "00:03", "00:04", "00:05", "00:06", "00:07", "00:08", "00:09",
                "00:10",
            ],
        );
        check(12.05, 12.55, 500.0, &["00:12.1", "00:12.2", "00:12.3", "00:12.4", "00:12.5"]);
        check(3000.0, 7000.0, 300.0, &["1:00:00", "1:20:00", "1:40:00"]);
        check(0.0, 400_000.0, 300.0, &["00:00", "48:00:00", "96:00:00"]);
    }
}
