//! Which categories have a layer of their own in the stack, and in which order they lie.

use std::collections::BTreeMap;
use strandline::analysis::Band;
use strandline::model::CategoryId;
use strandline::model::units::Bytes;

/// More layers than these are noise; the others share one.
const MOST: usize = 8;

/// The categories from the bottom up: lowest lies what grew most, where its slope can be read. What stands still is in
/// order of its size.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    categories: Vec<CategoryId>,
    named: usize,
}

impl Order {
    /// Weighs what is in view anew; `figures` are the growth of a category's persistent part, and its level now.
    ///
    /// A category passes the one below it only when it weighs a quarter more: else two of nearly the same weight would
    /// change places all the time.
    pub(super) fn update(&mut self, bands: &[Band], figures: impl Fn(CategoryId) -> (Bytes, Bytes)) {
        let weights: BTreeMap<CategoryId, f64> =
            bands.iter().map(|band| (band.category, weight(band, figures(band.category)))).collect();
        self.categories.retain(|id| weights.contains_key(id));
        let new: Vec<CategoryId> =
            weights.keys().copied().filter(|id| !self.categories.contains(id)).collect();
        self.categories.extend(new);
        for place in 1..self.categories.len() {
            let mut place = place;
            while place > 0 {
                let (below, above) = (self.categories[place - 1], self.categories[place]);
                if weights[&above] <= weights[&below] * 1.25 {
                    break;
                }
                self.categories.swap(place - 1, place);
                place -= 1;
            }
        }
        let count = self.categories.len();
        self.named = if count > MOST + 1 { MOST } else { count };
    }

    /// Those that have a layer of their own.
    pub(super) fn named(&self) -> &[CategoryId] {
        &self.categories[..self.named]
    }
}

/// Growth counts ten times as much as size.
fn weight(band: &Band, (growth, level): (Bytes, Bytes)) -> f64 {
    let highest = band.level.iter().max().copied().unwrap_or_default().max(level);
    growth.get() as f64 + highest.get() as f64 * 0.1 + 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(id: u32, level: u64) -> Band {
        Band { category: CategoryId(id), level: vec![Bytes::new(level)], persistent: vec![] }
    }

    fn update(order: &mut Order, bands: &[(u32, u64, u64)]) -> Vec<u32> {
        let given: Vec<Band> = bands.iter().map(|&(id, level, _)| band(id, level)).collect();
        order.update(&given, |id| {
            let growth = bands.iter().find(|band| band.0 == id.0).map_or(0, |band| band.2);
            (Bytes::new(growth), Bytes::ZERO)
        });
        order.named().iter().map(|id| id.0).collect()
    }

    #[test]
    fn what_grows_lies_lowest_and_then_what_is_large() {
        let mut order = Order::default();
        assert_eq!(update(&mut order, &[(0, 10_000, 0), (1, 50_000, 0), (2, 9_000, 8_000)]), [2, 1, 0]);
    }

    #[test]
    fn neighbours_do_not_change_places_for_little() {
        let mut order = Order::default();
        assert_eq!(update(&mut order, &[(0, 1000, 0), (1, 900, 0)]), [0, 1]);
        assert_eq!(update(&mut order, &[(0, 1000, 0), (1, 1100, 0)]), [0, 1]);
        assert_eq!(update(&mut order, &[(0, 1000, 0), (1, 2000, 0)]), [1, 0]);
        assert_eq!(update(&mut order, &[(1, 2000, 0)]), [1]);
    }

    #[test]
    fn the_small_share_a_layer_if_that_saves_any() {
        let of = |count: u32| {
            let bands: Vec<_> = (0..count).map(|id| (id, 1 << (20 - id), 0)).collect();
            update(&mut Order::default(), &bands).len()
        };
        assert_eq!((of(8), of(9), of(10)), (8, 9, 8));
    }
}
