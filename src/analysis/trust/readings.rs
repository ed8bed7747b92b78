//! How well it is known what the bytes at the marks use.

use crate::model::{Category, Cursor, News, Recording, Region, RegionState, SnapshotIndex, UsageQuality};
use crate::units::Bytes;

/// The worst of all marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Readings {
    /// The part of the mapped bytes whose usage was never read.
    pub(super) unread: Option<f64>,
    /// The part of the footprint that is a share of a larger reading.
    pub(super) estimated: Option<f64>,
    /// The marks at which nothing at all was mapped.
    pub(super) voids: Vec<SnapshotIndex>,
}

/// What is there at one moment.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    mapped: Bytes,
    unread: Bytes,
    footprint: Bytes,
    estimated: Bytes,
}

impl Sums {
    fn of(state: &RegionState) -> Self {
        let only = |is_so: bool, bytes: Bytes| if is_so { bytes } else { Bytes::ZERO };
        let footprint = state.usage.footprint();
        Self {
            mapped: state.len,
            unread: only(state.quality == UsageQuality::Unknown, state.len),
            footprint,
            estimated: only(state.quality == UsageQuality::Estimated, footprint),
        }
    }

    fn add(&mut self, other: Self) {
        self.mapped += other.mapped;
        self.unread += other.unread;
        self.footprint += other.footprint;
        self.estimated += other.estimated;
    }

    fn remove(&mut self, other: Self) {
        self.mapped -= other.mapped;
        self.unread -= other.unread;
        self.footprint -= other.footprint;
        self.estimated -= other.estimated;
    }
}

impl Readings {
    /// Reads the log once, up to the last of `bounds`, which are in order of time.
    pub(super) fn of(recording: &Recording, bounds: &[SnapshotIndex]) -> Self {
        let is_counted =
            |region: &Region| recording.category(region.class.category).is_some_and(Category::is_counted);
        let (mut worst, mut now) = (Self::default(), Sums::default());
        let mut bounds = bounds.iter().peekable();
        let mut cursor = Cursor::default();
        while let Some(&&bound) = bounds.peek() {
            let Some(news) = recording.next_news(&mut cursor) else { break };
            match news {
                News::State { region, now: state, before } => {
                    if is_counted(&recording.regions()[region.index()]) {
                        if let Some(before) = &before {
                            now.remove(Sums::of(before));
                        }
                        now.add(Sums::of(&state));
                    }
                }
                News::Died(id) => {
                    let region = &recording.regions()[id.index()];
                    // Nothing is said of a region behind its death.
                    let last = recording.history(region).next().filter(|_| is_counted(region));
                    if let Some(last) = &last {
                        now.remove(Sums::of(last));
                    }
                }
                News::End(snapshot) if snapshot == bound => {
                    worst.see(bound, &now);
                    bounds.next();
                }
                News::Moved { .. } | News::End(_) => {}
            }
        }
        worst
    }

    fn see(&mut self, bound: SnapshotIndex, now: &Sums) {
        let part = |of: Bytes, whole: Bytes| (whole > Bytes::ZERO).then(|| super::part(of, whole));
        let worse =
            |one: Option<f64>, other: Option<f64>| one.into_iter().chain(other).max_by(f64::total_cmp);
        self.unread = worse(self.unread, part(now.unread, now.mapped));
        self.estimated = worse(self.estimated, part(now.estimated, now.footprint));
        self.voids.extend((now.mapped == Bytes::ZERO).then_some(bound));
    }
}
