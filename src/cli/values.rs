//! Values on the command line that have a unit, or a name of ours.

use crate::platform::demo::TargetKind;
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::time::Duration;

/// The form of exported data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportFormat {
    /// All of the trace as text, one value a line; import makes the same trace of it
    Ron,
    /// A table
    Csv,
    /// The figures of the whole recording: the report's schema 1
    Json,
    /// A profile for profiler.firefox.com: memory counters, marks and cycles
    Firefox,
    /// Stacks of calls with the bytes that they have kept, for flame graphs: one stack a line
    Folded,
    /// A trace again, to a file
    Strand,
}

/// A table of exported data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportedTable {
    /// What each category has, whenever that changed
    Levels,
    /// Every region that ever lived
    Regions,
    /// The cycles, as report has them
    Cycles,
}

/// `100ms`, `2s`, `1.5s`, `3m`, `2h`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let seconds = match unit.trim() {
        "ms" => 0.001,
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        "" => return Err("say the unit too: ms, s, m or h".to_owned()),
        other => return Err(format!("{other} is no unit of time; say ms, s, m or h")),
    };
    let number: f64 =
        number.parse().map_err(|_not_a_number| format!("{text} is no time, such as 100ms or 30s"))?;
    Duration::try_from_secs_f64(number * seconds)
        .map_err(|_out_of_range| format!("{text} is no time we can wait"))
}

/// The period of a grid.
pub(super) fn interval(text: &str) -> Result<Duration, String> {
    let interval = duration(text)?;
    let range = Duration::from_millis(5)..=Duration::from_hours(1);
    if range.contains(&interval) { Ok(interval) } else { Err("an interval is from 5ms to 1h".to_owned()) }
}

/// A share of one core, in percent.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').unwrap_or(text);
    match number.trim().parse::<f64>() {
        Ok(percent) if (0.1..=100.0).contains(&percent) => Ok(percent / 100.0),
        _ => Err("a budget is from 0.1% to 100% of one core".to_owned()),
    }
}

/// The name of a built-in target.
pub(super) fn parse_kind() -> impl TypedValueParser<Value = TargetKind> {
    PossibleValuesParser::new(TargetKind::ALL.iter().map(|kind| kind.name()))
        .try_map(|word| word.parse::<TargetKind>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        let check = |text, millis| assert_eq!(duration(text), Ok(Duration::from_millis(millis)));
        check("100ms", 100);
        check("1.5s", 1500);
        check("2m", 120_000);
        for wrong in ["", "5", "s", "-1s", "1x", "1..2s", "1e99h"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert!(interval("1ms").is_err());
    }

    #[test]
    fn shares_are_percent() {
        assert_eq!(share("5%"), Ok(0.05));
        assert_eq!(share("12.5"), Ok(0.125));
        assert!(share("0%").is_err() && share("101%").is_err() && share("x").is_err());
    }
}
