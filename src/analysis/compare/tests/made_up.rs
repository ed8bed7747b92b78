//! Recordings whose levels at the closing marks are given: cycles and verdicts, without the regions behind them.

use crate::analysis::{Assessment, CycleFigures, CycleSeries, Cycles, Level, Side, Verdicts};
use crate::analysis::{Cycle, Window};
use crate::model::units::{Bytes, Timestamp};
use crate::model::{
    Category, CategoryId, Circumstances, Os, Recording, RecordingStart, Rounding, SnapshotDelta, Target,
    Trace, Usage,
};
use std::borrow::Cow;
use std::time::{Duration, SystemTime};

pub(super) const PAGE: f64 = 4096.0;

/// A recording of so many categories.
pub(super) fn trace(categories: usize) -> Trace {
    let mut recording = Recording::new(RecordingStart {
        target: Target {
            pid: 1,
            start_time: 1,
            name: "tide".to_owned(),
            command: "tide".to_owned(),
            page_size: Bytes::new(4096),
            os: Os::Linux,
            os_release: "6.1".to_owned(),
        },
        started: SystemTime::UNIX_EPOCH,
        interval: Duration::from_millis(100),
        recorder: "strandline".to_owned(),
        rounding: Rounding::default(),
        circumstances: Circumstances::default(),
        most_mappings: None,
    });
    let named = (0..categories).map(|nth| Category::counted("Named", format!("pool {nth}")));
    let delta =
        SnapshotDelta { at: Timestamp::ZERO, new_categories: named.collect(), ..SnapshotDelta::default() };
    recording.append(&delta).unwrap();
    Trace { recording, ..Trace::default() }
}

/// The same trace with so many bytes in each category at the marks, all of them mapped and dirty; in whole pages, as a kernel
/// counts.
pub(super) fn measured<'a>(trace: &'a Trace, levels: &[Vec<f64>]) -> Side<'a> {
    let in_pages = |levels: &Vec<f64>| levels.iter().map(|level| (level / PAGE).round() * PAGE).collect();
    exactly(trace, &levels.iter().map(in_pages).collect::<Vec<_>>())
}

/// The same, to the byte.
pub(super) fn exactly<'a>(trace: &'a Trace, levels: &[Vec<f64>]) -> Side<'a> {
    let count = levels[0].len() - 1;
    let categories: Vec<CycleSeries> = levels.iter().map(|levels| series(levels)).collect();
    let totals = (0..=count).map(|nth| levels.iter().map(|levels| levels[nth]).sum());
    let cycles = Cycles {
        cycles: (0..).zip(0..count).map(|(number, _)| cycle(number)).collect(),
        total: series(&totals.collect::<Vec<f64>>()),
        categories: (0..).map(CategoryId).zip(categories).collect(),
        page_size: Bytes::new(4096),
        ..Cycles::default()
    };
    let verdicts = Verdicts::judge(&cycles);
    let assessment = Assessment { cycles, verdicts, ..Assessment::default() };
    Side { name: "made up".into(), trace, window: Window::default(), assessment: Cow::Owned(assessment) }
}

fn cycle(number: u32) -> Cycle {
    Cycle { number, window: Window::default(), open: None }
}

fn series(levels: &[f64]) -> CycleSeries {
    let cycle = |pair: &[f64]| CycleFigures {
        before: level(pair[0]),
        after: level(pair[1]),
        ..CycleFigures::default()
    };
    CycleSeries { cycles: levels.windows(2).map(cycle).collect(), ..CycleSeries::default() }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "made-up levels are small")]
fn level(bytes: f64) -> Level {
    let bytes = Bytes::new(bytes.round() as u64);
    let usage = Usage { resident: bytes, dirty: bytes, ..Usage::default() };
    Level { mapped: bytes, usage, regions: 1, ..Level::default() }
}

/// Numbers from a seed, the same everywhere: splitmix64, and the normal law as the sum of twelve.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    /// Levels that grow by so much in a cycle and are off by independent noise of `sigma`.
    pub(super) fn levels(&mut self, cycles: usize, per_cycle: f64, sigma: f64) -> Vec<f64> {
        (0..=cycles).map(|nth| 1e9 + per_cycle * nth as f64 + sigma * self.normal()).collect()
    }
}
