//! Whether a delta fits the recording that it is given to. What the tracker makes does; what a file says may not.

use super::Recording;
use crate::model::units::{AddressRange, Bytes};
use crate::model::{Birth, Classification, Cut, Place, Region, RegionId, SnapshotDelta, Split};
use std::fmt;

/// A delta that does not fit the recording it was given to; says what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inconsistent(pub &'static str);

impl fmt::Display for Inconsistent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Inconsistent {}

impl Recording {
    /// Whether each change of a delta can be made, in their order.
    pub(super) fn check(&self, delta: &SnapshotDelta) -> Result<(), Inconsistent> {
        if self.snapshots.last().is_some_and(|last| delta.at < last.at) {
            return Err(Inconsistent("a snapshot lies before the one ahead of it"));
        }
        let records = delta.split.len() + delta.born.len() + delta.cut.len() + delta.reclassified.len();
        if !self.regions.has_room_for(records) {
            return Err(Inconsistent("there are more regions than a recording can hold"));
        }
        self.check_ids(delta)?;
        self.check_words(delta)?;
        check_deaths(delta)?;
        self.check_pieces(delta)
    }

    /// New ids count on, and changes name what is alive.
    fn check_ids(&self, delta: &SnapshotDelta) -> Result<(), Inconsistent> {
        let expected = self.regions.len();
        let new_ids = delta.split.iter().map(|split| split.id).chain(delta.born.iter().map(|birth| birth.id));
        if !new_ids.enumerate().all(|(nth, id)| id.index() == expected + nth) {
            return Err(Inconsistent("region ids are not consecutive"));
        }
        let total = expected + delta.split.len() + delta.born.len();
        let old = |id: RegionId| self.regions.is_alive(id);
        let known = |id: RegionId| id.index() < total && (id.index() >= expected || old(id));
        let changes = delta.died.iter().copied().chain(delta.cut.iter().map(|cut| cut.id));
        let parents = delta.split.iter().map(|split| split.parent);
        if changes.chain(parents).all(old) && named_later(delta).all(known) {
            Ok(())
        } else {
            Err(Inconsistent("a change names a region that is not alive"))
        }
    }

    /// Tags and categories are there, and places are such.
    fn check_words(&self, delta: &SnapshotDelta) -> Result<(), Inconsistent> {
        let tags = self.tags.len() + delta.new_tags.len();
        let categories = self.categories.len() + delta.new_categories.len();
        let named =
            |class: &Classification| class.category.index() < categories && class.label.index() < tags;
        let placed = |place: Place| match place {
            Place::Aggregate(category, _) => category.index() < categories,
            Place::Mapped(_) | Place::Object(..) => true,
        };
        let fits =
            |birth: &Birth| named(&birth.class) && birth.identity.tag.index() < tags && placed(birth.place);
        if !delta.born.iter().all(fits) || !delta.reclassified.iter().all(|change| named(&change.class)) {
            return Err(Inconsistent("a region names a tag or category that is not there"));
        }
        if delta.born.iter().any(|birth| is_backwards(birth.place.range())) {
            return Err(Inconsistent("a region ends before it begins"));
        }
        Ok(())
    }

    /// What is left of a region lies inside it, and is no more than it was.
    fn check_pieces(&self, delta: &SnapshotDelta) -> Result<(), Inconsistent> {
        if delta.cut.is_empty() && delta.split.is_empty() {
            return Ok(());
        }
        let whole = |id| self.alive(id).map(|region| region.place.range()).unwrap_or_default();
        let is_part = |range, id| !is_backwards(range) && lies_inside(range, whole(id));
        let (cuts, splits) = (delta.cut.iter(), delta.split.iter());
        let inside = cuts.clone().all(|cut| is_part(cut.range, cut.id))
            && splits.clone().all(|split| is_part(split.range, split.parent));
        if !inside {
            return Err(Inconsistent("a piece of a region lies outside it"));
        }
        let left = |cut: &Cut| (cut.id, whole(cut.id).len() - cut.range.len());
        let mut rest: Vec<(RegionId, Bytes)> = cuts.map(left).collect();
        rest.sort_unstable_by_key(|&(id, _)| id);
        if rest.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(Inconsistent("a region is cut twice at once"));
        }
        let mut take = |split: &Split| {
            let place = rest.binary_search_by_key(&split.parent, |&(id, _)| id).ok()?;
            let left = rest[place].1.get().checked_sub(split.range.len().get())?;
            rest[place].1 = Bytes::new(left);
            Some(())
        };
        let fits = splits.map(&mut take).all(|taken| taken.is_some());
        if fits { Ok(()) } else { Err(Inconsistent("the pieces of a region are more than it was")) }
    }

    fn alive(&self, id: RegionId) -> Option<Region> {
        self.regions.get(id).filter(Region::is_alive)
    }
}

/// A region dies once, and nothing happens to it then.
fn check_deaths(delta: &SnapshotDelta) -> Result<(), Inconsistent> {
    if delta.died.is_empty() {
        return Ok(());
    }
    let mut died = delta.died.clone();
    died.sort_unstable();
    let cut = delta.cut.iter().map(|cut| cut.id);
    let parents = delta.split.iter().map(|split| split.parent);
    let is_dead = |id: RegionId| died.binary_search(&id).is_ok();
    if died.windows(2).any(|pair| pair[0] == pair[1]) {
        Err(Inconsistent("a region dies twice"))
    } else if cut.chain(parents).chain(named_later(delta)).any(is_dead) {
        Err(Inconsistent("a change names a region that dies with it"))
    } else {
        Ok(())
    }
}

/// The regions of the changes that may be to newborn ones too.
fn named_later(delta: &SnapshotDelta) -> impl Iterator<Item = RegionId> {
    let reclassified = delta.reclassified.iter().map(|change| change.id);
    let counted = delta.mappings.iter().map(|mapping| mapping.id);
    reclassified.chain(delta.usage.iter().map(|change| change.id)).chain(counted)
}

fn is_backwards(range: AddressRange) -> bool {
    range.end < range.start
}

fn lies_inside(part: AddressRange, whole: AddressRange) -> bool {
    whole.start <= part.start && part.end <= whole.end
}
