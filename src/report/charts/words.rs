//! Figures as they are written in charts.

use crate::analysis::Measure;
use crate::model::units::{ByteDelta, Bytes, Timestamp};
use std::time::Duration;

/// A level: bytes, without digits behind the point where they are zero, or a number of regions.
pub(crate) fn amount(measure: Measure, level: f64) -> String {
    if !measure.is_bytes() {
        return format!("{level:.0}");
    }
    let bytes = if level < 0.0 { delta(level).to_string() } else { size(level).to_string() };
    bytes.replace(".0 ", " ")
}

/// What is added, with its sign: bytes, or regions.
pub(crate) fn change(measure: Measure, value: f64) -> String {
    if measure.is_bytes() {
        return delta(value).to_string();
    }
    if value == 0.0 { "0".to_owned() } else { format!("{value:+.1}").replace('-', "−") }
}

/// A moment, without digits behind the point where it is a whole second.
pub(super) fn moment(seconds: f64) -> String {
    let at = Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX);
    let text = Timestamp::after(at).to_string();
    text.strip_suffix(".0").map_or(text.clone(), ToOwned::to_owned)
}

#[expect(clippy::cast_possible_truncation, reason = "stops at the largest")]
fn delta(bytes: f64) -> ByteDelta {
    ByteDelta::new(bytes.round() as i64)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "stops at zero and at the largest"
)]
fn size(bytes: f64) -> Bytes {
    Bytes::new(bytes.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Metric;

    #[test]
    fn figures_are_bytes_or_regions() {
        let bytes = Measure::Level(Metric::Mapped);
        let check = |written: String, expected| assert_eq!(written, expected);
        check(amount(bytes, 1_048_576.0), "1 MiB");
        check(amount(bytes, 1_572_864.0), "1.5 MiB");
        check(amount(bytes, -2048.0), "−2 KiB");
        check(amount(Measure::Regions, 12.0), "12");
        check(change(bytes, 1_048_576.0), "+1.0 MiB");
        check(change(bytes, -1024.0), "−1 KiB");
        check(change(Measure::Regions, -1.5), "−1.5");
        check(change(Measure::Regions, 0.0), "0");
    }

    #[test]
    fn moments_are_a_clock() {
        assert_eq!(moment(65.0), "01:05");
        assert_eq!(moment(0.5), "00:00.5");
        assert_eq!(moment(-1.0), "00:00");
    }
}
