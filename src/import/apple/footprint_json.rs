//! `footprint -j`: exact figures, a moment or a series of samples. And crash reports as JSON (`.ips`), which hold the text
//! of vmmap's summary.

use super::footprint::Parts;
use crate::import::capture::{Capture, CapturedProcess, CapturedRow, Format};
use crate::import::dates::moment;
use crate::import::figures::Rounded;
use crate::model::TotalKind;
use crate::model::units::Bytes;
use serde::de::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

/// One value of a JSON text. Whatever is not known is left out, whatever is odd counts as not told.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Document {
    #[serde(rename = "bytes per unit", deserialize_with = "number")]
    bytes_per_unit: Option<u64>,
    #[serde(rename = "page size", deserialize_with = "number")]
    page_size: Option<u64>,
    start_time: Option<StartTime>,
    processes: Vec<OneProcess>,
    samples: Vec<Self>,
    errors: Vec<Value>,
    /// Of a crash report: the text of the summary.
    #[serde(rename = "vmSummary")]
    pub(crate) region_summary: Option<String>,
    #[serde(rename = "procName")]
    process_name: Option<String>,
    #[serde(deserialize_with = "number")]
    pid: Option<u64>,
    #[serde(rename = "captureTime")]
    capture_time: Option<String>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct StartTime {
    date: Option<String>,
    wall_time_s: Option<f64>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct OneProcess {
    name: Option<String>,
    #[serde(deserialize_with = "number")]
    pid: Option<u64>,
    #[serde(rename = "page size", deserialize_with = "number")]
    page_size: Option<u64>,
    #[serde(deserialize_with = "number")]
    footprint: Option<u64>,
    categories: BTreeMap<String, OneCategory>,
    auxiliary: BTreeMap<String, Value>,
}

#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
#[serde(default)]
struct OneCategory {
    #[serde(deserialize_with = "number")]
    dirty: Option<u64>,
    #[serde(deserialize_with = "number")]
    swapped: Option<u64>,
    #[serde(deserialize_with = "number")]
    clean: Option<u64>,
    #[serde(deserialize_with = "number")]
    reclaimable: Option<u64>,
    #[serde(deserialize_with = "number")]
    regions: Option<u64>,
}

/// A figure that is a whole number not below zero, or a float that is; nothing for anything else.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(whole(&Value::deserialize(deserializer)?))
}

fn whole(value: &Value) -> Option<u64> {
    /// What lies above is no size, and a float cannot tell it.
    const MOST: f64 = 9e15;
    let float = || value.as_f64().filter(|float| (0.0..=MOST).contains(float));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it was compared with the bounds"
    )]
    value.as_u64().or_else(|| float().map(|float| float as u64))
}

impl Document {
    /// The process that a crash report is about, and when it was written.
    pub(crate) fn crashed(&self) -> (CapturedProcess, Option<SystemTime>) {
        let pid = self.pid.and_then(|pid| u32::try_from(pid).ok());
        let process = CapturedProcess { pid, name: self.process_name.clone(), launched: None };
        (process, self.capture_time.as_deref().and_then(moment))
    }

    /// What it tells of each process at each moment, in order; and whether footprint met errors.
    pub(crate) fn captures(&self) -> (Vec<Capture>, bool) {
        let mut captures = Vec::new();
        let mut has_errors = false;
        for sample in std::iter::once(self).chain(&self.samples) {
            let unit = sample.bytes_per_unit.or(self.bytes_per_unit).unwrap_or(1);
            let page_size = sample.page_size.or(self.page_size);
            has_errors |= !sample.errors.is_empty();
            for process in &sample.processes {
                captures.push(Capture { taken: sample.taken(), ..process.capture(unit, page_size) });
            }
        }
        (captures, has_errors)
    }

    fn taken(&self) -> Option<SystemTime> {
        let start = self.start_time.as_ref()?;
        let clock = || Duration::try_from_secs_f64(start.wall_time_s?).ok();
        let by_clock = || SystemTime::UNIX_EPOCH.checked_add(clock()?);
        start.date.as_deref().and_then(moment).or_else(by_clock)
    }
}

impl OneProcess {
    fn capture(&self, unit: u64, page_size: Option<u64>) -> Capture {
        let exact = |figure: Option<u64>| {
            figure.map(|figure| Rounded::exact(Bytes::new(figure.saturating_mul(unit))))
        };
        let rows = self.categories.iter().map(|(label, figures)| figures.row(label, exact)).collect();
        let physical = self.auxiliary.get("phys_footprint").and_then(whole).or(self.footprint);
        Capture {
            process: CapturedProcess {
                pid: self.pid.and_then(|pid| u32::try_from(pid).ok()),
                name: self.name.clone(),
                launched: None,
            },
            page_size: self.page_size.or(page_size).map(Bytes::new),
            rows,
            total: self.footprint.map(|footprint| CapturedRow {
                label: "TOTAL".to_owned(),
                figures: Parts { dirty: exact(Some(footprint)), ..Parts::default() }.row("", None).figures,
                ..CapturedRow::default()
            }),
            totals: exact(physical).map(|size| (TotalKind::PhysFootprint, size)).into_iter().collect(),
            ..Capture::new(Format::FootprintJson)
        }
    }
}

impl OneCategory {
    fn row(self, label: &str, exact: impl Fn(Option<u64>) -> Option<Rounded>) -> CapturedRow {
        let parts = Parts {
            dirty: exact(self.dirty),
            swapped: exact(self.swapped),
            clean: exact(self.clean),
            reclaimable: exact(self.reclaimable),
        };
        parts.row(label, self.regions)
    }
}
