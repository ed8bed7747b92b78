//! A record for each region that is alive.

use crate::model::RegionId;

/// Values for the regions that are alive, by id.
///
/// They lie side by side, and those of the dead are given to the next: a tick touches few cache lines, and room is needed
/// for as many as are alive at once, beside four bytes for every region that ever lived.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Living<T> {
    /// For each id, its place among the values.
    places: Vec<u32>,
    values: Vec<T>,
    /// Places whose regions died.
    free: Vec<u32>,
}

/// The place of a region that has no value: there are never so many.
const NOWHERE: u32 = u32::MAX;

impl<T: Copy> Default for Living<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Copy> Living<T> {
    pub(in crate::analysis) const fn new() -> Self {
        Self { places: Vec::new(), values: Vec::new(), free: Vec::new() }
    }

    /// How many there are.
    #[cfg(test)]
    pub(in crate::analysis) fn len(&self) -> usize {
        self.values.len() - self.free.len()
    }

    /// Every region that has a value, by id.
    pub(in crate::analysis) fn iter(&self) -> impl Iterator<Item = (RegionId, &T)> {
        let value = |(id, &place): (RegionId, &u32)| Some((id, self.values.get(place as usize)?));
        (0..).map(RegionId).zip(&self.places).filter_map(value)
    }

    pub(in crate::analysis) fn get_mut(&mut self, id: RegionId) -> Option<&mut T> {
        let place = *self.places.get(id.index())?;
        self.values.get_mut(place as usize)
    }

    /// Adds a region that was not there before.
    pub(in crate::analysis) fn insert(&mut self, id: RegionId, value: T) {
        if self.places.len() <= id.index() {
            self.places.resize(id.index() + 1, NOWHERE);
        }
        let place = self.free.pop().unwrap_or_else(|| {
            self.values.push(value);
            u32::try_from(self.values.len() - 1).expect("there are no more values than ids")
        });
        self.values[place as usize] = value;
        self.places[id.index()] = place;
    }

    /// Gives a region another value, or its first.
    pub(in crate::analysis) fn set(&mut self, id: RegionId, value: T) {
        match self.get_mut(id) {
            Some(old) => *old = value,
            None => self.insert(id, value),
        }
    }

    /// Takes a region out.
    pub(in crate::analysis) fn remove(&mut self, id: RegionId) -> Option<T> {
        let place = std::mem::replace(self.places.get_mut(id.index())?, NOWHERE);
        let value = *self.values.get(place as usize)?;
        self.free.push(place);
        Some(value)
    }
}
