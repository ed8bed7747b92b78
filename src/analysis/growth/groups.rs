//! Sums over the categories of a group.

use super::{Figures, Growth};
use crate::model::Recording;

/// The growth of one group of categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupGrowth {
    /// Its name.
    pub group: String,
    /// Sums over its counted categories; reserved address space is not in them.
    pub figures: Figures,
}

/// The groups that have counted categories, in the order in which they were seen first.
pub(super) fn groups(recording: &Recording, growth: &Growth) -> Vec<GroupGrowth> {
    let mut groups: Vec<GroupGrowth> = Vec::new();
    for row in growth.rows.iter().filter(|row| row.counted) {
        let Some(category) = recording.category(row.category) else { continue };
        match groups.iter_mut().find(|of| of.group == category.group) {
            Some(of) => of.figures += row.figures,
            None => groups.push(GroupGrowth { group: category.group.clone(), figures: row.figures }),
        }
    }
    groups
}
