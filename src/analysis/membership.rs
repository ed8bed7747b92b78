//! In which category each region is counted.
//!
//! A region's class is the one it has at the end of the recording. Whoever reads the log behind the end meets it at once,
//! and the move that led to it later: that move must not be made again.

use crate::model::{CategoryId, Recording, RegionId};

/// The category of each region that was met.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis) struct Membership(Vec<CategoryId>);

impl Membership {
    /// A region is met for the first time, in the category that it has now.
    pub(in crate::analysis) fn enter(&mut self, recording: &Recording, region: RegionId) {
        if self.0.len() <= region.index() {
            self.0.resize(region.index() + 1, CategoryId::default());
        }
        self.0[region.index()] = recording.category_of(region);
    }

    /// Where a region is counted.
    pub(in crate::analysis) fn category_of(&self, region: RegionId) -> CategoryId {
        self.0.get(region.index()).copied().unwrap_or_default()
    }

    /// Whether a region that was met now belongs elsewhere.
    pub(in crate::analysis) fn is_outdated(&self, recording: &Recording, region: RegionId) -> bool {
        let now = recording.category_of(region);
        self.0.get(region.index()).is_some_and(|&counted_in| counted_in != now)
    }

    /// Counts a region in the category that it has now. Says from where to where it moves, if it does.
    pub(in crate::analysis) fn renew(
        &mut self,
        recording: &Recording,
        region: RegionId,
    ) -> Option<(CategoryId, CategoryId)> {
        let counted_in = self.0.get_mut(region.index())?;
        let to = recording.category_of(region);
        let from = std::mem::replace(counted_in, to);
        (from != to).then_some((from, to))
    }

    /// Bytes it takes.
    pub(in crate::analysis) fn footprint(&self) -> usize {
        self.0.len() * size_of::<CategoryId>()
    }
}
