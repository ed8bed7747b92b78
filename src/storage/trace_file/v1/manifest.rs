//! What is known before the first snapshot, as text that people read.

use super::{Target, nanos};
use crate::model;
use crate::model::units::Bytes;
use serde::{Deserialize, Serialize};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What is known before the first snapshot.
#[derive(Serialize, Deserialize)]
pub(in crate::storage::trace_file) struct Manifest {
    recorder: String,
    /// For the eye only; the next field counts.
    started: String,
    started_unix_nanos: i64,
    interval_nanos: u64,
    target: Target,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rounding: Option<Rounding>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    circumstances: Option<Circumstances>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    most_mappings: Option<u64>,
}

/// What is known of the time before; older files tell nothing of it.
#[derive(Serialize, Deserialize)]
struct Circumstances {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    launched: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    age_nanos: Option<u64>,
    #[serde(default)]
    can_attach: bool,
    #[serde(default)]
    can_trace: bool,
}

impl Circumstances {
    fn new(circumstances: &model::Circumstances) -> Option<Self> {
        let wire = Self {
            launched: circumstances.launched.clone(),
            age_nanos: circumstances.age.map(nanos),
            can_attach: circumstances.can_attach,
            can_trace: circumstances.can_trace,
        };
        (*circumstances != model::Circumstances::default()).then_some(wire)
    }

    fn into_model(self) -> model::Circumstances {
        model::Circumstances {
            launched: self.launched,
            age: self.age_nanos.map(Duration::from_nanos),
            can_attach: self.can_attach,
            can_trace: self.can_trace,
        }
    }
}

/// To which steps figures were rounded; files of live recordings have none.
#[derive(Serialize, Deserialize)]
struct Rounding {
    /// Categories by number, and the step of their figures in bytes.
    categories: Vec<(u32, u64)>,
    totals: u64,
    /// Categories by number, and the set of their figures that are not told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    untold: Vec<(u32, u8)>,
}

impl Rounding {
    fn new(rounding: &model::Rounding) -> Option<Self> {
        let categories = rounding.categories.iter().map(|(id, step)| (id.0, step.get()));
        let untold = rounding.untold.iter().map(|(id, untold)| (id.0, untold.0));
        let wire = Self {
            categories: categories.collect(),
            totals: rounding.totals.get(),
            untold: untold.collect(),
        };
        (!rounding.is_none()).then_some(wire)
    }

    fn into_model(self) -> model::Rounding {
        let categories =
            self.categories.into_iter().map(|(id, step)| (model::CategoryId(id), Bytes::new(step)));
        let untold = self.untold.into_iter().map(|(id, set)| (model::CategoryId(id), model::Untold(set)));
        model::Rounding {
            categories: categories.collect(),
            totals: Bytes::new(self.totals),
            untold: untold.collect(),
        }
    }
}

impl Manifest {
    pub(in crate::storage::trace_file) fn new(start: &model::RecordingStart) -> Self {
        let started_unix_nanos = unix_nanos(start.started);
        Self {
            recorder: start.recorder.clone(),
            started: utc_text(started_unix_nanos.div_euclid(1_000_000_000)),
            started_unix_nanos,
            interval_nanos: nanos(start.interval),
            target: Target::new(&start.target),
            rounding: Rounding::new(&start.rounding),
            circumstances: Circumstances::new(&start.circumstances),
            most_mappings: start.most_mappings,
        }
    }

    /// As RON, one field a line.
    pub(in crate::storage::trace_file) fn to_text(&self) -> String {
        let pretty = ron::ser::PrettyConfig::new().struct_names(true);
        let mut text =
            ron::ser::to_string_pretty(self, pretty).expect("numbers and strings always have a text");
        text.push('\n');
        text
    }

    /// Reads such a text; the error says what is wrong, and where.
    pub(in crate::storage::trace_file) fn from_text(text: &str) -> Result<Self, String> {
        ron::from_str(text).map_err(|error| error.to_string())
    }

    pub(in crate::storage::trace_file) fn into_model(self) -> model::RecordingStart {
        model::RecordingStart {
            target: self.target.into_model(),
            started: from_unix_nanos(self.started_unix_nanos),
            interval: Duration::from_nanos(self.interval_nanos),
            recorder: self.recorder,
            rounding: self.rounding.map(Rounding::into_model).unwrap_or_default(),
            circumstances: self.circumstances.map(Circumstances::into_model).unwrap_or_default(),
            most_mappings: self.most_mappings,
        }
    }
}

fn unix_nanos(moment: SystemTime) -> i64 {
    let count = |duration: Duration| i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX);
    match moment.duration_since(UNIX_EPOCH) {
        Ok(after) => count(after),
        Err(before) => -count(before.duration()),
    }
}

fn from_unix_nanos(nanos: i64) -> SystemTime {
    let distance = Duration::from_nanos(nanos.unsigned_abs());
    let moment = if nanos < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
    moment.unwrap_or(UNIX_EPOCH)
}

/// A date of the proleptic Gregorian calendar; the way of counting is that of
/// <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>: years begin in March, so that the leap day is
/// the last one.
fn utc_text(unix_seconds: i64) -> String {
    let days = unix_seconds.div_euclid(86_400) + 719_468;
    let second = unix_seconds.rem_euclid(86_400);
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_dates() {
        let check = |seconds, text| assert_eq!(utc_text(seconds), text);
        check(0, "1970-01-01 00:00:00 UTC");
        check(-1, "1969-12-31 23:59:59 UTC");
        check(951_782_400, "2000-02-29 00:00:00 UTC");
        check(951_868_800, "2000-03-01 00:00:00 UTC");
        check(1_709_210_096, "2024-02-29 12:34:56 UTC");
        check(4_107_542_399, "2100-02-28 23:59:59 UTC");
        check(4_107_542_400, "2100-03-01 00:00:00 UTC");
    }

    #[test]
    fn the_wall_clock_survives() {
        let check = |nanos| assert_eq!(unix_nanos(from_unix_nanos(nanos)), nanos);
        check(0);
        check(-1);
        check(1_709_210_096_123_456_789);
    }

    #[test]
    fn rounding_is_kept_and_older_files_have_none() {
        let exact = crate::storage::trace_file::tests::sample_start();
        let text = Manifest::new(&exact).to_text();
        assert!(!text.contains("rounding"), "{text}");
        assert_eq!(Manifest::from_text(&text).unwrap().into_model(), exact);
        let categories = [(model::CategoryId(3), Bytes::from_kib(100))].into_iter().collect();
        let untold = [(model::CategoryId(2), model::Untold::DIRTY)].into_iter().collect();
        let rounding = model::Rounding { categories, totals: Bytes::from_kib(7), untold };
        let rounded = model::RecordingStart { rounding, most_mappings: Some(65_530), ..exact };
        let text = Manifest::new(&rounded).to_text();
        assert_eq!(Manifest::from_text(&text).unwrap().into_model(), rounded);
        let circumstances = model::Circumstances {
            launched: Some("env 'A=1 2' prog".to_owned()),
            age: Some(Duration::from_millis(14_700)),
            can_attach: true,
            can_trace: false,
        };
        let actual = model::RecordingStart { circumstances, ..rounded.clone() };
        assert_eq!(Manifest::from_text(&Manifest::new(&actual).to_text()).unwrap().into_model(), actual);
        let newer = text.replace("recorder:", "unheard_of: 5,\n    recorder:");
        assert_eq!(Manifest::from_text(&newer).unwrap().into_model(), rounded, "what is newer is left out");
    }
}
